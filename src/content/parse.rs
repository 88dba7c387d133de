//! From bytes to TOML tables: every syntax mistake of every file, and what could be read all the same.

use toml::Spanned;
use toml::de::DeTable;

use crate::content::load::File;
use crate::diagnostic::{Code, Diagnostic, SourceMap, Span};

/// A file's text, and its number in the source map.
#[derive(Debug)]
pub struct Text {
    /// Its number.
    pub file: usize,
    /// Its path.
    pub path: String,
    /// Bytes in front of `text` that are not part of it: the byte order mark.
    pub skipped: usize,
    /// What is read.
    pub text: String,
}

/// A file's table.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// The file.
    pub source: &'a Text,
    /// What could be read of it.
    pub table: Spanned<DeTable<'a>>,
}

/// The texts of files; those that are not UTF-8 are reported and left out.
pub fn texts(
    files: Vec<File>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Text> {
    let mut texts = Vec::with_capacity(files.len());
    for File { path, bytes } in files {
        match String::from_utf8(bytes) {
            Ok(text) => {
                let file = sources.add(path.clone(), text.clone());
                let skipped = if text.starts_with('\u{feff}') {
                    '\u{feff}'.len_utf8()
                } else {
                    0
                };
                let text = text[skipped..].to_string();
                texts.push(Text {
                    file,
                    path,
                    skipped,
                    text,
                });
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let readable = String::from_utf8_lossy(&error.as_bytes()[..at]).into_owned();
                let file = sources.add(path, readable);
                diagnostics.push(Diagnostic {
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
    texts
}

/// The tables of texts, with every syntax mistake.
pub fn files<'a>(
    texts: &'a [Text],
    sources: &SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Parsed<'a>> {
    let mut parsed = Vec::with_capacity(texts.len());
    for source in texts {
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        let whole = sources
            .files()
            .get(source.file)
            .map_or(0, |file| file.text.len());
        for error in errors {
            let range = error.span().unwrap_or(0..0);
            let range =
                (range.start + source.skipped).min(whole)..(range.end + source.skipped).min(whole);
            diagnostics.push(Diagnostic {
                code: Code::Syntax,
                message: error.message().replace('\n', "; "),
                span: Some(Span {
                    file: source.file,
                    range,
                }),
                labels: Vec::new(),
                help: None,
            });
        }
        parsed.push(Parsed { source, table });
    }
    parsed
}
