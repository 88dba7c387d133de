//! From bytes to TOML tables: every syntax mistake of every file, and what could be read all the same.
//!
//! One table at a time: a table can take a hundred times the memory of its text, so whoever asks for one lets go of it before the next.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;

use crate::content::collect::Collector;
use crate::content::load::File;
use crate::diagnostic::{Code, Diagnostic, SourceMap, Span};

/// A file's text, and its number in the source map.
#[derive(Debug, Clone, Copy)]
pub struct Text<'s> {
    /// Its number.
    pub file: usize,
    /// Its path.
    pub path: &'s str,
    /// Bytes in front of `text` that are not part of it: the byte order mark.
    pub skipped: usize,
    /// What is read.
    pub text: &'s str,
}

/// Takes files into the source map, and gives the numbers of those that can be read; those that are not UTF-8 are reported.
pub fn take(files: Vec<File>, sources: &mut SourceMap, found: &mut Collector) -> Vec<usize> {
    let mut taken = Vec::with_capacity(files.len());
    for File { path, bytes } in files {
        match String::from_utf8(bytes) {
            Ok(text) => taken.push(sources.add(path, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let readable = String::from_utf8_lossy(&error.as_bytes()[..at]).into_owned();
                let file = sources.add(path, readable);
                found.push(Diagnostic {
                    code: Code::NotUtf8,
                    message: format!("the file is not UTF-8 from byte {at} on"),
                    span: Some(Span {
                        file,
                        range: at..at,
                    }),
                    labels: Vec::new(),
                    help: Some("save it as UTF-8".to_string()),
                });
            }
        }
    }
    taken
}

/// The texts of files that were taken.
pub fn texts<'s>(taken: &[usize], sources: &'s SourceMap) -> Vec<Text<'s>> {
    let text = |file: &usize| {
        let source = sources.files().get(*file)?;
        let text = source.text.strip_prefix('\u{feff}');
        let text = text.unwrap_or(&source.text);
        Some(Text {
            file: *file,
            path: &source.path,
            skipped: source.text.len() - text.len(),
            text,
        })
    };
    taken.iter().filter_map(text).collect()
}

/// The table of a text. Of several mistakes on one line only the first is reported: the others come of it.
pub fn table<'s>(source: &Text<'s>, found: &mut Collector) -> Spanned<DeTable<'s>> {
    let (table, errors) = DeTable::parse_recoverable(source.text);
    let mut mistakes: Vec<(Range<usize>, &str)> = errors
        .iter()
        .map(|error| (error.span().unwrap_or(0..0), error.message()))
        .collect();
    mistakes.sort_by_key(|(range, _)| (range.start, range.end));
    let mut lines: Vec<Range<usize>> = Vec::new();
    for (range, message) in mistakes {
        if lines.last().is_some_and(|line| range.start <= line.end) {
            continue;
        }
        let line = line(source.text, range.start);
        lines.push(line.start + source.skipped..line.end + source.skipped);
        let whole = source.skipped + source.text.len();
        found.push(Diagnostic {
            code: Code::Syntax,
            message: message.replace('\n', "; "),
            span: Some(Span {
                file: source.file,
                range: (range.start + source.skipped).min(whole)
                    ..(range.end + source.skipped).min(whole),
            }),
            labels: Vec::new(),
            help: remedy(message).map(str::to_string),
        });
    }
    if !lines.is_empty() {
        found.break_lines(source.file, lines);
    }
    table
}

/// The line of a text that a byte stands on.
fn line(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    let is_end = |b: &u8| *b == b'\n';
    let start = bytes[..at].iter().rposition(is_end).map_or(0, |n| n + 1);
    let end = bytes[at..]
        .iter()
        .position(is_end)
        .unwrap_or(bytes.len() - at);
    start..at + end
}

/// What to write instead, for the mistakes that people make.
fn remedy(message: &str) -> Option<&'static str> {
    const REMEDIES: &[(&str, &str)] = &[
        (
            "duplicate key",
            "write a key once in a table; a list of tables has `[[name]]` before each of them",
        ),
        (
            "string values must be quoted",
            "put text in quotation marks",
        ),
        ("invalid unquoted key", "put the key in quotation marks"),
        ("key with no value", "write `key = value`"),
        (
            "invalid basic string",
            "end the string on its line with `\"`, or begin and end it with `\"\"\"`",
        ),
        (
            "invalid multi-line",
            "end the string as it begins, with three quotation marks",
        ),
        ("unclosed array table", "end it with `]]`"),
        ("unclosed table", "end it with `]`"),
        ("unclosed array", "end the list with `]`"),
    ];
    REMEDIES
        .iter()
        .find(|(mistake, _)| message.starts_with(mistake))
        .map(|(_, remedy)| *remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mistake_a_line() {
        let mut sources = SourceMap::default();
        let text = "\u{feff}a = = =\nb = 1\nc = x\n";
        let file = sources.add("a.toml".to_string(), text.to_string());
        let mut found = Collector::default();
        for source in texts(&[file], &sources) {
            table(&source, &mut found);
        }
        let found = found.finish(&sources);
        let lines: Vec<usize> = found
            .iter()
            .filter_map(|d| Some(sources.position(d.span.as_ref()?).0))
            .collect();
        assert_eq!(lines, [1, 3]);
    }
}
