//! Findings as text: with excerpts for people, one line each for editors, for programs in [`machine`].
//!
//! The only place where findings are turned into text. What comes from files is made safe first, so that a hostile file can't
//! write to the terminal through its own mistakes.

pub mod machine;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity, SourceMap, Span};
use crate::text::SafeText;

/// Excerpts of lines that are longer than this are left out: they would fill screens.
const LONGEST_LINE: usize = 4_000;

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// It is.
    Colored,
    /// It is not.
    Plain,
}

impl Severity {
    /// What reports call it.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// Every finding with the lines that it is about, what is wrong and what to write instead. Each ends in an empty line.
pub fn full(diagnostics: &[Diagnostic], sources: &SourceMap, paint: Paint, width: usize) -> String {
    let renderer = match paint {
        Paint::Colored => Renderer::styled(),
        Paint::Plain => Renderer::plain(),
    };
    let renderer = renderer.term_width(width);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&excerpt(diagnostic, sources, &renderer));
        out.push_str("\n\n");
    }
    out
}

fn excerpt(diagnostic: &Diagnostic, sources: &SourceMap, renderer: &Renderer) -> String {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = safe(&diagnostic.message);
    let title = level.primary_title(message).id(diagnostic.code.name());
    let main = diagnostic
        .span
        .as_ref()
        .and_then(|span| Some((span, line_of(span, sources)?)));
    let labels: Vec<(&str, Excerpt)> = diagnostic
        .labels
        .iter()
        .filter_map(|label| Some((label.message.as_str(), line_of(&label.span, sources)?)))
        .collect();
    let help = diagnostic.help.as_deref().map(safe);
    let mut group = match &main {
        Some((_, line)) => {
            Group::with_title(title).element(snippet(line, AnnotationKind::Primary, ""))
        }
        None => Group::with_title(title),
    };
    for (message, line) in &labels {
        group = group.element(snippet(line, AnnotationKind::Context, message));
    }
    let place = diagnostic
        .span
        .as_ref()
        .filter(|_| main.is_none())
        .and_then(|span| sources.files().get(span.file));
    if let Some(file) = place {
        group = group.element(Level::NOTE.message(format!("in {}", safe(&file.path))));
    }
    if let Some(help) = help {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group]).to_string()
}

fn snippet<'e>(
    line: &'e Excerpt,
    kind: AnnotationKind,
    label: &'e str,
) -> Snippet<'e, annotate_snippets::Annotation<'e>> {
    let mark = kind.span(line.mark.clone());
    let mark = if label.is_empty() {
        mark
    } else {
        mark.label(label)
    };
    Snippet::source(line.text.as_str())
        .path(line.path.as_str())
        .line_start(line.number)
        .annotation(mark)
}

/// The line that a span begins on, made safe.
struct Excerpt {
    path: String,
    number: usize,
    text: String,
    mark: std::ops::Range<usize>,
}

fn line_of(span: &Span, sources: &SourceMap) -> Option<Excerpt> {
    let file = sources.files().get(span.file)?;
    let (number, column) = sources.position(span);
    let at = span.range.start.min(file.text.len());
    let start = file.text.get(..at)?.rfind('\n').map_or(0, |n| n + 1);
    let line = file.text[start..].split('\n').next()?;
    let line = line.trim_start_matches('\u{feff}');
    if line.is_empty() || line.len() > LONGEST_LINE {
        return None;
    }
    // Every character that is never shown becomes one that is, so that columns stay where they are.
    let shown: Vec<String> = line.chars().map(visible).collect();
    let from = (column - 1).min(shown.len());
    let length = file.text.get(span.range.clone()).map_or(1, |marked| {
        marked
            .split('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            .max(1)
    });
    let to = (from + length).min(shown.len()).max(from);
    let bytes = |upto: usize| shown[..upto].iter().map(String::len).sum::<usize>();
    let mark = bytes(from)..bytes(to);
    Some(Excerpt {
        path: safe(&file.path),
        number,
        text: shown.concat(),
        mark,
    })
}

fn visible(c: char) -> String {
    let own = c.to_string();
    let safe = SafeText::sanitize(&own);
    match safe.as_str() {
        "" => "\u{fffd}".to_string(),
        _ if c == '\r' => " ".to_string(),
        safe if safe.chars().count() == 1 => safe.to_string(),
        _ => own
            .chars()
            .map(|c| if c == '\t' { ' ' } else { c })
            .collect(),
    }
}

fn safe(text: &str) -> String {
    SafeText::sanitize(text).replace('\n', " ")
}

/// One line for each finding: `path:line:column: severity[code]: message; help`.
pub fn concise(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        if let Some(span) = &diagnostic.span {
            let (line, column) = sources.position(span);
            let path = sources
                .files()
                .get(span.file)
                .map_or("", |file| file.path.as_str());
            out.push_str(&format!("{}:{line}:{column}: ", safe(path)));
        }
        let code = diagnostic.code;
        out.push_str(&format!(
            "{}[{}]: {}",
            code.severity().word(),
            code.name(),
            safe(&diagnostic.message)
        ));
        if let Some(help) = &diagnostic.help {
            out.push_str(&format!("; {}", safe(help)));
        }
        out.push('\n');
    }
    out
}

/// One line that says how much was found in how many files.
pub fn summary(diagnostics: &[Diagnostic], n_files: usize) -> String {
    let count = |severity: Severity| {
        diagnostics
            .iter()
            .filter(|d| d.code.severity() == severity)
            .count()
    };
    let named = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    format!(
        "{}, {} in {}",
        named(errors, "error"),
        named(warnings, "warning"),
        named(n_files, "file")
    )
}
