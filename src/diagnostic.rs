//! Findings about content, as data: nothing here is coloured, wrapped or printed.
//!
//! A [`Diagnostic`] names its stable [`Code`], where it was found, and what to write instead. Knows nothing of
//! what is checked, nor of how it will be shown.

pub mod explain;
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
    (
        errors { $(#[doc = $error_doc:literal] $error:ident = $error_name:literal;)* }
        warnings { $(#[doc = $warning_doc:literal] $warning:ident = $warning_name:literal;)* }
    ) => {
        /// The stable name of a kind of finding. Names are public: never renamed, never used again for another meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $error_doc] $error,)*
            $(#[doc = $warning_doc] $warning,)*
        }

        impl Code {
            /// Every code, in the order of the reference.
            pub const ALL: &[Code] = &[$(Code::$error,)* $(Code::$warning,)*];

            /// The names of the warnings, each with what it means: what an author may silence with a reason.
            pub const WARNINGS: &[(&str, &str)] = &[$(($warning_name, $warning_doc),)*];

            /// Its kebab-case name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Code::$error => $error_name,)*
                    $(Code::$warning => $warning_name,)*
                }
            }

            /// What it means, in a sentence.
            pub fn about(self) -> &'static str {
                match self {
                    $(Code::$error => $error_doc,)*
                    $(Code::$warning => $warning_doc,)*
                }.trim_start()
            }

            /// Its severity.
            pub fn severity(self) -> Severity {
                match self {
                    $(Code::$error => Severity::Error,)*
                    $(Code::$warning => Severity::Warning,)*
                }
            }

            /// The file that explains it.
            fn explained(self) -> &'static str {
                match self {
                    $(Code::$error => include_str!(concat!("diagnostic/explain/", $error_name, ".md")),)*
                    $(Code::$warning => include_str!(concat!("diagnostic/explain/", $warning_name, ".md")),)*
                }
            }

            /// The code of this name.
            pub fn from_name(name: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.name() == name)
            }
        }
    };
}

codes! {
    errors {
        /// The file is not TOML.
        Syntax = "syntax";
        /// The folder, or a file in it, can't be read, or isn't a regular file inside the folder.
        Unreadable = "unreadable";
        /// A file is not UTF-8.
        NotUtf8 = "not-utf8";
        /// A file, string, folder or number of files is over its limit.
        TooLarge = "too-large";
        /// There is no `explainer.toml`, or no `[explainer]` in it.
        NoExplainer = "no-explainer";
        /// `format` is a version that this program does not read.
        UnknownFormat = "unknown-format";
        /// A table or key that the format does not have.
        UnknownKey = "unknown-key";
        /// A required key is missing.
        MissingKey = "missing-key";
        /// A value has the wrong type, or is not one of the words it may be.
        WrongValue = "wrong-value";
        /// A date or period is not written as one, or its end comes before its start.
        BadDate = "bad-date";
        /// An id is not made of lower-case letters, digits and hyphens.
        BadId = "bad-id";
        /// Two things have one id.
        DuplicateId = "duplicate-id";
        /// A reference names nothing, or something of another kind.
        DanglingReference = "dangling-reference";
        /// Claims supersede or restate each other in a circle, or sources relay each other in one.
        Cycle = "cycle";
        /// Prose holds markup that is not part of the subset.
        BadProse = "bad-prose";
        /// A link's scheme is not `https`, `http`, `mailto` or `doi`.
        BadLink = "bad-link";
        /// A control, direction-changing or invisible character, which is never shown.
        UnsafeCharacter = "unsafe-character";
        /// A cell of a comparison is missing.
        EmptyCell = "empty-cell";
        /// A derived figure is not what its inputs give.
        WrongSum = "wrong-sum";
        /// A series can't be drawn: it has no points, they are out of order, or a value is past all measure.
        BadSeries = "bad-series";
        /// A chart can't show its series: other units, negative parts of a whole, dates beside names.
        BadChart = "bad-chart";
        /// A map's outlines are not lines of degrees, or an area's ring is not closed.
        BadOutline = "bad-outline";
        /// A place lies outside of the area that it names, or of every area of its map.
        OffMap = "off-map";
        /// Two hold one office at one time in law.
        Overlap = "overlap";
        /// A self-check has fewer than two options, or none that is right.
        NoAnswer = "no-answer";
    }
    warnings {
        /// A claim has no citation.
        UncitedClaim = "uncited-claim";
        /// No claim cites a source.
        UnusedSource = "unused-source";
        /// A value of a series, or a holder of an office, has neither claim nor source.
        UncitedPoint = "uncited-point";
        /// A series says little as a picture: one value, or equal ones only.
        FlatSeries = "flat-series";
        /// A citation does not say where in the source.
        NoLocator = "no-locator";
        /// A claim's status is at odds with its own relations or citations.
        StatusConflict = "status-conflict";
        /// A claim of kind `figure` has no figure.
        NoFigure = "no-figure";
        /// A claim's as-of is older than the explainer allows.
        StaleClaim = "stale-claim";
        /// A text lacks one of the explainer's languages.
        MissingTranslation = "missing-translation";
        /// A quotation is 20 words long or longer.
        LongQuote = "long-quote";
        /// A figure has no date: neither a claim nor a dated source, nor an as-of, gives it one.
        UndatedFigure = "undated-figure";
        /// Two claims give equal numbers of one unit, and only one of them says what it counts.
        SameNumber = "same-number";
        /// All cells of a comparison rest on one source.
        OneSource = "one-source";
        /// Two languages of one text give different figures.
        DifferingFigures = "differing-figures";
        /// A short form that many texts use is not in the glossary.
        UnexplainedTerm = "unexplained-term";
        /// No text uses a term of the glossary.
        UnusedTerm = "unused-term";
        /// A paragraph takes more than two thirds of a screen of 80 by 24.
        LongParagraph = "long-paragraph";
        /// A chapter does not say what remains disputed.
        NothingDisputed = "nothing-disputed";
        /// A title or a label does not fit on a screen of 80 by 24.
        TooWide = "too-wide";
        /// An address does not answer; looked at with `--links` only.
        DeadLink = "dead-link";
        /// An entry of `allow` silences nothing.
        UnusedAllow = "unused-allow";
    }
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
