//! Findings about content, as data: nothing here is coloured, wrapped or printed.
//!
//! A [`Diagnostic`] names its stable [`Code`], where it was found, and what to write instead. Knows nothing of
//! what is checked, nor of how it will be shown.

pub mod report;

use std::ops::Range;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The folder does not open as it is.
    Error,
    /// It opens, but something in it is unsupported or unfinished.
    Warning,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $severity:ident;)*) => {
        /// The stable name of a kind of finding. Names are public: never renamed, never used again for another meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant),* }

        impl Code {
            /// Every code, in the order of the reference.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// Its kebab-case name.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// Its severity.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),* }
            }
        }
    };
}

codes! {
    /// The file is not TOML.
    Syntax = "syntax", Error;
    /// The folder, or a file in it, can't be read, or isn't a regular file inside the folder.
    Unreadable = "unreadable", Error;
    /// A file is not UTF-8.
    NotUtf8 = "not-utf8", Error;
    /// A file, string, folder or number of files is over its limit.
    TooLarge = "too-large", Error;
    /// There is no `explainer.toml`, or no `[explainer]` in it.
    NoExplainer = "no-explainer", Error;
    /// `format` is a version that this program does not read.
    UnknownFormat = "unknown-format", Error;
    /// A table or key that the format does not have.
    UnknownKey = "unknown-key", Error;
    /// A required key is missing.
    MissingKey = "missing-key", Error;
    /// A value has the wrong type, or is not one of the words it may be.
    WrongValue = "wrong-value", Error;
    /// A date or period is not written as one, or its end comes before its start.
    BadDate = "bad-date", Error;
    /// An id is not made of lower-case letters, digits and hyphens.
    BadId = "bad-id", Error;
    /// Two things have one id.
    DuplicateId = "duplicate-id", Error;
    /// A reference names nothing, or something of another kind.
    DanglingReference = "dangling-reference", Error;
    /// Claims supersede or restate each other in a circle, or sources relay each other in one.
    Cycle = "cycle", Error;
    /// Prose holds markup that is not part of the subset.
    BadProse = "bad-prose", Error;
    /// A link's scheme is not `https`, `http`, `mailto` or `doi`.
    BadLink = "bad-link", Error;
    /// A control, direction-changing or invisible character, which is never shown.
    UnsafeCharacter = "unsafe-character", Error;
    /// A cell of a comparison is missing.
    EmptyCell = "empty-cell", Error;
    /// A derived figure is not what its inputs give.
    WrongSum = "wrong-sum", Error;
    /// A series can't be drawn: it has no points, they are out of order, or a value is past all measure.
    BadSeries = "bad-series", Error;
    /// A chart can't show its series: other units, negative parts of a whole, dates beside names.
    BadChart = "bad-chart", Error;
    /// A map's outlines are not lines of degrees, or an area's ring is not closed.
    BadOutline = "bad-outline", Error;
    /// A place lies outside of the area that it names, or of every area of its map.
    OffMap = "off-map", Error;
    /// Two hold one office at one time in law.
    Overlap = "overlap", Error;
    /// A self-check has fewer than two options, or none that is right.
    NoAnswer = "no-answer", Error;
    /// A claim has no citation.
    UncitedClaim = "uncited-claim", Warning;
    /// No claim cites a source.
    UnusedSource = "unused-source", Warning;
    /// A value of a series, or a holder of an office, has neither claim nor source.
    UncitedPoint = "uncited-point", Warning;
    /// A series says little as a picture: one value, or equal ones only.
    FlatSeries = "flat-series", Warning;
    /// A citation does not say where in the source.
    NoLocator = "no-locator", Warning;
    /// A claim's status is at odds with its own relations or citations.
    StatusConflict = "status-conflict", Warning;
    /// A claim of kind `figure` has no figure.
    NoFigure = "no-figure", Warning;
    /// A claim's as-of is older than the explainer allows.
    StaleClaim = "stale-claim", Warning;
    /// A text lacks one of the explainer's languages.
    MissingTranslation = "missing-translation", Warning;
    /// A quotation is 20 words long or longer.
    LongQuote = "long-quote", Warning;
}

/// Where in a file: byte offsets into its text as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Span {
    /// Which file, as an index into the [`SourceMap`].
    pub file: usize,
    /// Which bytes.
    pub range: Range<usize>,
}

/// A second place that explains a finding, such as where an id was first used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Where; `None` when it concerns the folder as a whole.
    pub span: Option<Span>,
    /// Other places that belong to it.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
}

/// The files that spans point into.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

/// One file: its path inside the folder and its text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path, relative to the folder, with `/`.
    pub path: String,
    /// Its text; empty where it could not be read.
    pub text: String,
    /// How many lines end before each stretch of [`STRETCH`] bytes, so that no place takes counting from the beginning.
    n_lines: Vec<u32>,
}

/// After how many bytes of a file lines are counted anew; chosen to be small beside a file and large beside what it costs.
const STRETCH: usize = 4096;

impl SourceMap {
    /// Adds a file; gives its number.
    pub fn add(&mut self, path: String, text: String) -> usize {
        let ends = |stretch: &[u8]| stretch.iter().filter(|b| **b == b'\n').count() as u32;
        let counts = text.as_bytes().chunks(STRETCH).map(ends);
        let add = |before: &mut u32, n: u32| {
            let own = *before;
            *before += n;
            Some(own)
        };
        let n_lines = counts.scan(0, add).collect();
        self.files.push(SourceFile {
            path,
            text,
            n_lines,
        });
        self.files.len() - 1
    }

    /// Line and column of a span's beginning, both from 1; columns count characters, and a byte order mark is none.
    pub fn position(&self, span: &Span) -> (usize, usize) {
        let Some(file) = self.files.get(span.file) else {
            return (1, 1);
        };
        let mut at = span.range.start.min(file.text.len());
        while !file.text.is_char_boundary(at) {
            at -= 1;
        }
        let bytes = file.text.as_bytes();
        let stretch = at / STRETCH;
        let counted = file
            .n_lines
            .get(stretch)
            .map_or((0, 0), |n| (*n, stretch * STRETCH));
        let ends = bytes[counted.1..at].iter().filter(|b| **b == b'\n').count();
        let line_start = bytes[..at]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |n| n + 1);
        let before = file.text[line_start..at].trim_start_matches('\u{feff}');
        (counted.0 as usize + ends + 1, before.chars().count() + 1)
    }

    /// The files, in the order in which they were added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_alike_near_and_far() {
        let mut sources = SourceMap::default();
        let text = format!("\u{feff}é = 1\n{}\n\nx", "línea\n".repeat(3 * STRETCH / 7));
        let file = sources.add("a.toml".to_string(), text.clone());
        let at = |start| {
            sources.position(&Span {
                file,
                range: start..start,
            })
        };
        for (n, _) in text.char_indices() {
            let before = text[..n].trim_start_matches('\u{feff}');
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            assert_eq!(at(n), (line, column));
        }
        assert_eq!(at(text.len() + 9), at(text.len()));
    }
}
