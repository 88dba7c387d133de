//! What authors allow: warnings that are known and right where they are, silenced with a reason.
//!
//! An entry of `allow` holds for the table that it stands in, up to the next one of the same rank, or for the whole folder when it stands in
//! `[explainer]`. Errors can't be allowed: a folder with one does not open. An entry that silences nothing is a finding itself, so that none of
//! them outlives what it was written for.

use std::collections::HashMap;
use std::ops::Range;

use crate::content::lower::notes::Kind;
use crate::diagnostic::{Code, Diagnostic, Span};

/// The rank of a table: what stands in one of a lower rank belongs to the one of a higher rank above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// A table of the file.
    Top,
    /// A table in one of the file: a block of a section, an area of a map.
    Inner,
}

impl Depth {
    /// The rank of an entity.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Block | Kind::Area => Depth::Inner,
            Kind::Chapter
            | Kind::Section
            | Kind::Source
            | Kind::Claim
            | Kind::Comparison
            | Kind::Faq
            | Kind::Term
            | Kind::Event
            | Kind::Guide
            | Kind::Derivation
            | Kind::Series
            | Kind::Chart
            | Kind::Map
            | Kind::Site
            | Kind::Command
            | Kind::Timeline
            | Kind::Check
            | Kind::Picture => Depth::Top,
        }
    }
}

/// Where an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere.
    Folder,
    /// In the table that begins here.
    Entity {
        /// Its rank.
        depth: Depth,
        /// Where it begins in its file.
        at: usize,
    },
}

/// What was read of it, file by file.
#[derive(Debug, Default)]
pub struct Read {
    /// Where tables begin: file, byte, rank.
    begins: Vec<(usize, usize, Depth)>,
    entries: Vec<(Code, Scope, Span)>,
}

impl Read {
    /// Notes where a table begins.
    pub fn begin(&mut self, file: usize, at: usize, depth: Depth) {
        self.begins.push((file, at, depth));
    }

    /// Notes an entry.
    pub fn add(&mut self, code: Code, scope: Scope, span: Span) {
        self.entries.push((code, scope, span));
    }

    /// Takes in what was read of another file. Where tables begin matters only in a file with an entry.
    pub fn append(&mut self, other: &Read) {
        if !other.entries.is_empty() {
            self.begins.extend_from_slice(&other.begins);
            self.entries.extend_from_slice(&other.entries);
        }
    }

    /// What is silenced.
    pub fn allowed(&self) -> Allowed {
        let mut allowed = Allowed::default();
        if self.entries.is_empty() {
            return allowed;
        }
        let mut begins = self.begins.clone();
        begins.sort_unstable();
        for (code, scope, span) in &self.entries {
            let n = allowed.entries.len();
            allowed.entries.push(Entry {
                code: *code,
                span: span.clone(),
                is_used: false,
            });
            match scope {
                Scope::Folder => allowed.folder.push((*code, n)),
                Scope::Entity { depth, at } => {
                    let after = begins
                        .partition_point(|(file, begin, _)| (*file, *begin) <= (span.file, *at));
                    let next = begins[after..]
                        .iter()
                        .take_while(|(file, ..)| *file == span.file)
                        .find(|(_, _, rank)| rank <= depth);
                    let end = next.map_or(usize::MAX, |(_, begin, _)| *begin);
                    let of_file = allowed.in_file.entry((*code, span.file)).or_default();
                    of_file.push((*at..end, n));
                }
            }
        }
        allowed
    }
}

/// An entry of `allow`.
#[derive(Debug, Clone)]
struct Entry {
    code: Code,
    span: Span,
    is_used: bool,
}

/// The bytes of a file in which an entry holds, and which entry it is.
type Held = (Range<usize>, usize);

/// What is silenced where.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    entries: Vec<Entry>,
    folder: Vec<(Code, usize)>,
    in_file: HashMap<(Code, usize), Vec<Held>>,
}

impl Allowed {
    /// Whether a finding is silenced; what silences it counts as used.
    pub fn silences(&mut self, finding: &Diagnostic) -> bool {
        if self.entries.is_empty() {
            return false;
        }
        let mut is_silenced = false;
        for (code, n) in &self.folder {
            if *code == finding.code {
                self.entries[*n].is_used = true;
                is_silenced = true;
            }
        }
        let Some(span) = &finding.span else {
            return is_silenced;
        };
        let of_file = self.in_file.get(&(finding.code, span.file));
        for (range, n) in of_file.into_iter().flatten() {
            if range.contains(&span.range.start) {
                self.entries[*n].is_used = true;
                is_silenced = true;
            }
        }
        is_silenced
    }

    /// A finding for each entry that has silenced nothing, among those of the codes that were looked for.
    pub fn unused(&self, is_looked_for: impl Fn(Code) -> bool) -> Vec<Diagnostic> {
        let unused = |entry: &&Entry| !entry.is_used && is_looked_for(entry.code);
        let finding = |entry: &Entry| Diagnostic {
            code: Code::UnusedAllow,
            message: format!("nothing here is found as `{}`", entry.code.name()),
            span: Some(entry.span.clone()),
            labels: Vec::new(),
            help: Some("remove this entry of `allow`".to_string()),
        };
        self.entries.iter().filter(unused).map(finding).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(code: Code, file: usize, at: usize) -> Diagnostic {
        Diagnostic {
            code,
            message: String::new(),
            span: Some(Span {
                file,
                range: at..at + 1,
            }),
            labels: Vec::new(),
            help: None,
        }
    }

    fn span(file: usize, at: usize) -> Span {
        Span {
            file,
            range: at..at + 1,
        }
    }

    #[test]
    fn an_entry_holds_up_to_the_next_table_of_its_rank() {
        let mut read = Read::default();
        for (at, depth) in [
            (0, Depth::Top),
            (10, Depth::Inner),
            (20, Depth::Inner),
            (30, Depth::Top),
        ] {
            read.begin(1, at, depth);
        }
        let entity = |depth, at| Scope::Entity { depth, at };
        read.add(Code::NoLocator, entity(Depth::Top, 0), span(1, 3));
        read.add(Code::LongQuote, entity(Depth::Inner, 10), span(1, 12));
        read.add(Code::FlatSeries, Scope::Folder, span(0, 5));
        let mut allowed = read.allowed();
        for (code, file, at, expected) in [
            (Code::NoLocator, 1, 25, true),
            (Code::NoLocator, 1, 30, false),
            (Code::NoLocator, 2, 5, false),
            (Code::LongQuote, 1, 19, true),
            (Code::LongQuote, 1, 20, false),
            (Code::LongQuote, 1, 5, false),
            (Code::UnusedTerm, 1, 5, false),
        ] {
            assert_eq!(allowed.silences(&finding(code, file, at)), expected);
        }
        let unused = allowed.unused(|_| true);
        assert_eq!(unused.len(), 1);
        assert_eq!(unused[0].span, Some(span(0, 5)));
        assert!(allowed.unused(|code| code != Code::FlatSeries).is_empty());
        assert!(allowed.silences(&finding(Code::FlatSeries, 7, 7)));
        assert!(allowed.unused(|_| true).is_empty());
    }
}
