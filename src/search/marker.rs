//! Which parts of a text a query marks: the same analysis as the index, without one.
//!
//! For results the index adds the typos that it forgave; for a text on screen the query alone is enough.

use std::collections::VecDeque;
use std::ops::Range;

use crate::search::query::{Ending, Query, Word};
use crate::search::stem::Stems;
use crate::search::words::{words, write_surface};
use crate::text::fold::{fold_chars, fold_into};

/// The bytes of `text` that `query` marks: ranges in order, none touching another.
pub fn matches(text: &str, query: &Query) -> Vec<Range<usize>> {
    Marker::new(query).marks(text)
}

/// Marks what answers a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marker {
    words: Vec<Marked>,
    phrases: Vec<Vec<Word>>,
    /// The first letters of everything that is marked, folded: most words of a text are ruled out by theirs.
    initials: Vec<char>,
}

/// A word that is marked, with the typos that were forgiven for it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Marked {
    word: Word,
    typos: Vec<Box<str>>,
}

/// A marked part of a text, and which of the query's words and phrases it answers, as a bit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub range: Range<usize>,
    pub answers: u64,
}

impl Marker {
    /// Marks what `query` asks for.
    pub fn new(query: &Query) -> Self {
        let words = query.words.iter().map(|word| Marked {
            word: word.clone(),
            typos: Vec::new(),
        });
        let all = query.words.iter().chain(query.phrases.iter().flatten());
        let mut marker = Marker {
            words: words.collect(),
            phrases: query.phrases.clone(),
            initials: all.filter_map(|word| word.folded.chars().next()).collect(),
        };
        marker.order_initials();
        marker
    }

    /// Also marks `typos`, in their common form, for the query's word of this number.
    pub(super) fn forgive(&mut self, word: usize, typos: Vec<Box<str>>) {
        let initials = typos
            .iter()
            .filter_map(|typo| typo.chars().next().and_then(|c| fold_chars(c).next()));
        self.initials.extend(initials);
        self.order_initials();
        self.words[word].typos = typos;
    }

    /// The bytes of `text` that are marked: ranges in order, none touching another.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for Found { range, .. } in self.found(text) {
            match marks.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => marks.push(range),
            }
        }
        marks
    }

    /// What is marked, by where it starts; a phrase is one part.
    pub(super) fn found(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        if self.words.is_empty() && self.phrases.is_empty() {
            return found;
        }
        let mut seen = Seen::default();
        let mut runs: Vec<Run> = self.phrases.iter().map(|phrase| Run::new(phrase)).collect();
        for range in words(text) {
            let known = self.may_be_marked(&text[range.clone()]);
            if known {
                seen.read(&text[range.clone()]);
                for (bit, marked) in self.words.iter().enumerate() {
                    if marked.is(&mut seen) {
                        found.push(Found {
                            range: range.clone(),
                            answers: 1 << bit.min(63),
                        });
                    }
                }
            }
            for (bit, run) in runs.iter_mut().enumerate() {
                if let Some(range) = run.advance(&range, known.then_some(&seen)) {
                    found.push(Found {
                        range,
                        answers: 1 << (self.words.len() + bit).min(63),
                    });
                }
            }
        }
        found.sort_by_key(|found| found.range.start);
        found
    }

    fn may_be_marked(&self, word: &str) -> bool {
        let first = word.chars().next();
        let Some(initial) = first.and_then(|c| fold_chars(c).next()) else {
            return false;
        };
        self.initials.contains(&initial)
    }

    fn order_initials(&mut self) {
        self.initials.sort_unstable();
        self.initials.dedup();
    }
}

/// A word of the text in its common form; its stems only when they are asked for.
#[derive(Debug, Default)]
struct Seen {
    surface: String,
    folded: String,
    stems: Option<[Option<String>; 2]>,
}

impl Seen {
    fn read(&mut self, word: &str) {
        write_surface(word, &mut self.surface);
        self.folded.clear();
        fold_into(&self.surface, &mut self.folded);
        self.stems = None;
    }

    fn stems(&mut self) -> &[Option<String>; 2] {
        let surface = &self.surface;
        self.stems
            .get_or_insert_with(|| Stems::KNOWN.map(|stems| stems.stem(surface)))
    }
}

impl Marked {
    fn is(&self, seen: &mut Seen) -> bool {
        if answers(&self.word, seen) || self.typos.iter().any(|typo| **typo == *seen.surface) {
            return true;
        }
        if self.word.folded == seen.folded {
            // The same but for accents that were typed, so it is no other form of the word either.
            return false;
        }
        let stems = seen.stems();
        let mut pairs = self.word.stems.iter().zip(stems);
        pairs.any(|(asked, stem)| asked.is_some() && asked == stem)
    }
}

/// Whether a word of the text is what was typed, or begins with it.
fn answers(word: &Word, seen: &Seen) -> bool {
    let (typed, written) = if word.is_accented() {
        (&word.surface, &seen.surface)
    } else {
        (&word.folded, &seen.folded)
    };
    match word.ending {
        Ending::Whole => written == typed,
        Ending::Open => written.starts_with(typed.as_str()),
    }
}

/// Looks for one phrase along a text.
struct Run<'a> {
    phrase: &'a [Word],
    /// Bit n: the last words of the text are the first n + 1 of the phrase.
    state: u64,
    starts: VecDeque<usize>,
}

impl<'a> Run<'a> {
    fn new(phrase: &'a [Word]) -> Self {
        Run {
            phrase,
            state: 0,
            starts: VecDeque::with_capacity(phrase.len() + 1),
        }
    }

    /// Takes the next word of the text; the whole phrase if it ends here.
    fn advance(&mut self, range: &Range<usize>, seen: Option<&Seen>) -> Option<Range<usize>> {
        self.starts.push_back(range.start);
        if self.starts.len() > self.phrase.len() {
            self.starts.pop_front();
        }
        let here = seen.map_or(0, |seen| {
            let fitting = self
                .phrase
                .iter()
                .enumerate()
                .filter(|(_, word)| answers(word, seen));
            fitting.fold(0, |bits, (bit, _)| bits | 1u64 << bit)
        });
        self.state = (self.state << 1 | 1) & here;
        let is_whole = self.state >> (self.phrase.len() - 1) & 1 == 1;
        let start = *self.starts.front()?;
        is_whole.then_some(start..range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::matches;
    use crate::search::query::Query;
    use proptest::prelude::any;
    use proptest::{prop_assert, proptest};

    fn marked<'a>(text: &'a str, query: &str) -> Vec<&'a str> {
        matches(text, &Query::parse(query))
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn words_are_marked_whole_however_they_are_written() {
        let text = "México, Mexico’s MÉXICO and Me\u{301}xico; mexicano";
        let all = ["México", "Mexico", "MÉXICO", "Me\u{301}xico"];
        assert_eq!(marked(text, "mexico "), all);
        assert_eq!(marked(text, "mexic"), [&all[..], &["mexicano"]].concat());
        assert_eq!(
            marked(text, "méxico "),
            ["México", "MÉXICO", "Me\u{301}xico"]
        );
        assert_eq!(marked("Straße", "strasse "), ["Straße"]);
        assert_eq!(marked("Łódź", "lodz "), ["Łódź"]);
        assert_eq!(
            marked("two guards guarded", "guard "),
            ["guards", "guarded"]
        );
        assert_eq!(marked("los jueces", "juez "), ["jueces"]);
        assert_eq!(marked("130,000 men", "130000 "), ["130,000"]);
    }

    #[test]
    fn phrases_are_marked_as_one() {
        let text = "The National Guard, the national\nguard; guard national. A guard.";
        assert_eq!(
            marked(text, "\"national guard\""),
            ["National Guard", "national\nguard"]
        );
        assert_eq!(
            marked(text, "\"national gu"),
            ["National Guard", "national\nguard"]
        );
        assert_eq!(marked("a a b", "\"a a b\""), ["a a b"]);
        assert_eq!(marked("国家的国家", "国家"), ["国家", "国家"]);
        assert_eq!(marked(text, ""), [""; 0]);
    }

    proptest! {
        #[test]
        fn marks_are_in_order(text in any::<String>(), letters in "[ab \"]{0,20}", query in "[ab \"]{0,8}") {
            for text in [&text, &letters] {
                let mut end = None;
                for mark in matches(text, &Query::parse(&query)) {
                    prop_assert!(end.is_none_or(|end| mark.start > end) && mark.end > mark.start);
                    prop_assert!(text.get(mark.clone()).is_some());
                    end = Some(mark.end);
                }
            }
        }
    }
}
