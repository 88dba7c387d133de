//! Findings as they are made: kept in bounds, and each mistake once.
//!
//! Owns what is left out. Of one kind, only so many are kept in one file and in all files, and the last one kept says how many more there
//! are; so no file, however made, gives more findings than fit into memory. What is found on a line that is not TOML is nobody's mistake
//! but the parser's guess at it, and is left out too. Knows nothing of what is looked for.

use std::collections::HashMap;
use std::ops::Range;

use crate::content::allow::Allowed;
use crate::diagnostic::{Code, Diagnostic, Severity, SourceMap, Span};
use crate::text::near;

/// The most findings of one kind in one file: more than anybody mends at a time.
pub const OF_A_FILE: usize = 500;
/// The most lines of one file that are reported as no TOML: a string that does not end turns everything behind it inside out.
pub const LINES_OF_A_FILE: usize = 20;
/// The most findings of one kind in all files.
pub const OF_ALL: usize = 5_000;

/// How many pairs of letters are compared in all to find what an author may have meant; some hundred suggestions in a large explainer.
/// Comparing every id with every other would take hours in the largest.
const SUGGESTING: usize = 100_000_000;

/// Everything that was found so far.
#[derive(Debug, Default)]
pub struct Collector {
    kept: Vec<Diagnostic>,
    of_file: HashMap<(Code, usize), Tally>,
    of_all: HashMap<Code, Tally>,
    /// The lines of each file that are not TOML, in order.
    broken: HashMap<usize, Vec<Range<usize>>>,
    n_errors: usize,
    n_compared: usize,
    /// How many pairs of letters others had compared before.
    n_before: usize,
    allowed: Allowed,
}

/// How many findings there are of a kind.
#[derive(Debug, Default)]
struct Tally {
    n_kept: usize,
    n_left_out: usize,
    /// Which of those kept came last.
    last: usize,
}

impl Collector {
    /// A collector that holds what was found by others.
    pub fn new(found: Vec<Diagnostic>) -> Self {
        let mut collector = Collector::default();
        found.into_iter().for_each(|d| collector.push(d));
        collector
    }

    /// A collector for one more file by itself, to be taken in by [`Collector::absorb`].
    pub fn of_a_file(&self) -> Self {
        Collector {
            n_compared: self.n_compared,
            n_before: self.n_compared,
            ..Collector::default()
        }
    }

    /// Takes in what was found in a file by itself.
    pub fn absorb(&mut self, file: &Collector) {
        self.n_errors += file.n_errors;
        self.n_compared += file.n_compared - file.n_before;
        for (number, lines) in &file.broken {
            self.broken.insert(*number, lines.clone());
        }
        file.kept.iter().for_each(|found| self.keep(found.clone()));
        for (of, tally) in file.of_file.iter().filter(|(_, own)| own.n_left_out > 0) {
            match self.of_file.get_mut(of) {
                Some(own) => own.n_left_out += tally.n_left_out,
                // All files together had no room for any of them.
                None => self.of_all.entry(of.0).or_default().n_left_out += tally.n_left_out,
            }
        }
    }

    /// Leaves out from here on what is silenced.
    pub fn allow(&mut self, allowed: Allowed) {
        self.allowed = allowed;
    }

    /// What is silenced, and what has silenced something.
    pub fn allowed(&self) -> &Allowed {
        &self.allowed
    }

    /// Adds a finding, if it is not silenced and there is room for it.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let code = diagnostic.code;
        if self.allowed.silences(&diagnostic) {
            return;
        }
        if code.severity() == Severity::Error {
            self.n_errors += 1;
        }
        if code != Code::Syntax
            && diagnostic
                .span
                .as_ref()
                .is_some_and(|at| self.is_broken(at))
        {
            return;
        }
        self.keep(diagnostic);
    }

    /// Keeps a finding, if there is room for it.
    fn keep(&mut self, diagnostic: Diagnostic) {
        let code = diagnostic.code;
        let file = diagnostic.span.as_ref().map(|span| span.file);
        let of_all = self.of_all.entry(code).or_default();
        if of_all.n_kept >= OF_ALL {
            of_all.n_left_out += 1;
            return;
        }
        if let Some(file) = file {
            let of_file = self.of_file.entry((code, file)).or_default();
            let most = if code == Code::Syntax {
                LINES_OF_A_FILE
            } else {
                OF_A_FILE
            };
            if of_file.n_kept >= most {
                of_file.n_left_out += 1;
                return;
            }
            of_file.n_kept += 1;
            of_file.last = self.kept.len();
        }
        of_all.n_kept += 1;
        of_all.last = self.kept.len();
        self.kept.push(diagnostic);
    }

    /// Says that lines of a file are not TOML; they come in order.
    pub fn break_lines(&mut self, file: usize, lines: Vec<Range<usize>>) {
        self.broken.insert(file, lines);
    }

    /// Whether any line of a file is not TOML.
    pub fn has_broken(&self, file: usize) -> bool {
        self.broken.contains_key(&file)
    }

    fn is_broken(&self, span: &Span) -> bool {
        self.broken.get(&span.file).is_some_and(|lines| {
            let next = lines.partition_point(|line| line.start <= span.range.start);
            next > 0 && span.range.start <= lines[next - 1].end
        })
    }

    /// How many errors were found, those left out included.
    pub fn n_errors(&self) -> usize {
        self.n_errors
    }

    /// Whether a file holds an error.
    pub fn has_errors_in(&self, file: usize) -> bool {
        self.of_file
            .keys()
            .any(|(code, of)| *of == file && code.severity() == Severity::Error)
    }

    /// Whether something of a kind was found.
    pub fn has(&self, code: Code) -> bool {
        self.of_all.contains_key(&code)
    }

    /// The nearest of `known` to what was written, if any is near, as a question.
    pub fn did_you_mean<'k>(
        &mut self,
        written: &str,
        known: impl Iterator<Item = &'k str>,
    ) -> Option<String> {
        let nearest = self.nearest(written, known);
        nearest.map(|word| format!("did you mean `{word}`?"))
    }

    /// The nearest of `known` to what was written, if any is near: by letters.
    fn nearest<'k>(
        &mut self,
        written: &str,
        known: impl Iterator<Item = &'k str>,
    ) -> Option<&'k str> {
        let mut left = SUGGESTING.saturating_sub(self.n_compared);
        let nearest = near::nearest(written, known, &mut left);
        self.n_compared = SUGGESTING - left;
        nearest
    }

    /// The id that was meant: the nearest by letters, or the one that was renamed, most of whose parts are still the same, in whatever order.
    pub fn meant<'k>(
        &mut self,
        written: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Option<&'k str> {
        if let Some(near) = self.nearest(written, known.clone()) {
            return Some(near);
        }
        let parts: Vec<&str> = written.split('-').filter(|part| part.len() > 1).collect();
        let mut best = None;
        for id in known {
            if self.n_compared >= SUGGESTING || parts.len() < 2 {
                return None;
            }
            self.n_compared += id.len();
            let own = id.split('-').filter(|part| part.len() > 1);
            let n_own = own.clone().count();
            let n_shared = own.filter(|part| parts.contains(part)).count();
            // Two of three parts, and two at least: "strength-2024" is "force-strength-2024", and not "budget-2024".
            let is_near = n_shared >= 2 && 3 * n_shared >= 2 * n_own.max(parts.len());
            let score = (n_own.max(parts.len()) - n_shared.min(n_own), id);
            if is_near && best.is_none_or(|best| score < best) {
                best = Some(score);
            }
        }
        best.map(|(_, id)| id)
    }

    /// What was kept, by file, then place; what concerns the folder comes first.
    pub fn finish(mut self, sources: &SourceMap) -> Vec<Diagnostic> {
        let mut more = |tally: &Tally, where_to: &str| {
            if tally.n_left_out > 0 {
                let message = &mut self.kept[tally.last].message;
                message.push_str(&format!(
                    " (and {} more of this kind{where_to})",
                    tally.n_left_out
                ));
            }
        };
        for tally in self.of_file.values() {
            more(tally, " in this file");
        }
        for tally in self.of_all.values() {
            more(tally, "");
        }
        sort(&mut self.kept, sources);
        self.kept.dedup();
        self.kept
    }
}

/// Sorts findings by file, then place; what concerns the folder comes first.
pub fn sort(found: &mut [Diagnostic], sources: &SourceMap) {
    let path = |span: &Option<Span>| {
        span.as_ref()
            .and_then(|span| sources.files().get(span.file))
            .map(|file| file.path.as_str())
    };
    let start = |span: &Option<Span>| span.as_ref().map_or(0, |span| span.range.start);
    found.sort_by(|one, other| {
        let key = |d: &Diagnostic| (start(&d.span), d.code);
        path(&one.span)
            .cmp(&path(&other.span))
            .then_with(|| key(one).cmp(&key(other)))
            .then_with(|| one.message.cmp(&other.message))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(code: Code, file: usize, at: usize) -> Diagnostic {
        Diagnostic {
            code,
            message: format!("at {at}"),
            span: Some(Span {
                file,
                range: at..at + 1,
            }),
            labels: Vec::new(),
            help: None,
        }
    }

    fn sources(n: usize) -> SourceMap {
        let mut sources = SourceMap::default();
        for n in 0..n {
            sources.add(format!("{n:03}.toml"), String::new());
        }
        sources
    }

    #[test]
    fn the_last_one_kept_says_how_many_more_there_are() {
        let mut collector = Collector::default();
        for at in 0..OF_A_FILE + 7 {
            collector.push(finding(Code::UnknownKey, 0, at));
        }
        collector.push(finding(Code::BadDate, 0, 3));
        assert_eq!(collector.n_errors(), OF_A_FILE + 8);
        let kept = collector.finish(&sources(1));
        assert_eq!(kept.len(), OF_A_FILE + 1);
        let last = kept.last().map(|d| d.message.as_str());
        let expected = format!(
            "at {} (and 7 more of this kind in this file)",
            OF_A_FILE - 1
        );
        assert_eq!(last, Some(expected.as_str()));
    }

    #[test]
    fn all_files_together_have_a_bound() {
        let n_files = OF_ALL / OF_A_FILE + 3;
        let mut collector = Collector::default();
        for file in 0..n_files {
            for at in 0..OF_A_FILE {
                collector.push(finding(Code::UnknownKey, file, at));
            }
        }
        let kept = collector.finish(&sources(n_files));
        assert_eq!(kept.len(), OF_ALL);
        assert!(kept[OF_ALL - 1].message.ends_with("more of this kind)"));
    }

    #[test]
    fn suggestions_are_near_and_come_to_an_end() {
        let mut collector = Collector::default();
        let known = ["claim", "clam", "chapter"];
        let meant = collector.did_you_mean("clain", known.into_iter());
        assert_eq!(meant.as_deref(), Some("did you mean `claim`?"));
        assert_eq!(collector.did_you_mean("source", known.into_iter()), None);
        collector.n_compared = SUGGESTING + 1;
        assert_eq!(collector.did_you_mean("clain", known.into_iter()), None);
    }

    #[test]
    fn renamed_ids_are_known_by_their_parts() {
        let mut collector = Collector::default();
        let known = ["force-strength-2024", "force-2019", "budget-2024"];
        for (written, meant) in [
            ("force-2024", Some("force-2019")),
            ("strength-force-2024", Some("force-strength-2024")),
            ("strength-2024-force-official", Some("force-strength-2024")),
            ("pay-of-guards", None),
            ("force", None),
        ] {
            assert_eq!(
                collector.meant(written, known.into_iter()),
                meant,
                "{written}"
            );
        }
    }

    #[test]
    fn broken_lines_say_only_that_they_are() {
        let mut collector = Collector::default();
        collector.break_lines(0, vec![10..20, 40..50]);
        for at in [9, 10, 20, 21, 45, 60] {
            collector.push(finding(Code::UnknownKey, 0, at));
        }
        collector.push(finding(Code::Syntax, 0, 12));
        let kept = collector.finish(&sources(1));
        let at: Vec<usize> = kept
            .iter()
            .filter_map(|d| Some(d.span.as_ref()?.range.start))
            .collect();
        assert_eq!(at, [9, 12, 21, 60]);
    }
}
