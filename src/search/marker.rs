//! Which parts of a text a query marks: the same analysis as the index, without one.
//!
//! For results the index tells which words of its passages answer, so that none has to be taken apart again; for a text on screen the query
//! alone is enough.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use crate::search::query::{Ending, Query, Word};
use crate::search::stem::Stems;
use crate::search::words::{Words, words, write_surface};
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
    initials: Initials,
}

/// How everything that is marked begins, folded: most words of a text are ruled out by their first two letters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Initials {
    /// For each first letter or digit of ASCII those that may follow it, as bits; [`END`] for none.
    ascii: [u64; 36],
    others: Vec<char>,
}

/// The bit of what ends after one letter.
const END: u64 = 1 << 63;

/// The number of a letter or digit of ASCII, whatever its case.
#[inline]
fn slot(c: u8) -> Option<usize> {
    match c {
        b'a'..=b'z' => Some(usize::from(c - b'a')),
        b'A'..=b'Z' => Some(usize::from(c - b'A')),
        b'0'..=b'9' => Some(usize::from(c - b'0') + 26),
        _ => None,
    }
}

impl Default for Initials {
    fn default() -> Self {
        Initials {
            ascii: [0; 36],
            others: Vec::new(),
        }
    }
}

impl Initials {
    /// Adds something that is marked, or, when it `goes_on`, all that begins with it.
    fn add(&mut self, word: &str, goes_on: bool) {
        let ascii = |c: char| u8::try_from(c).ok().and_then(slot);
        let mut letters = word.chars().flat_map(fold_chars);
        let Some(first) = letters.next() else {
            return;
        };
        match ascii(first) {
            Some(first) => {
                self.ascii[first] |= match letters.next().map(ascii) {
                    Some(Some(second)) => 1 << second,
                    None if !goes_on => END,
                    // Whatever follows.
                    Some(None) | None => u64::MAX,
                };
            }
            None => self.others.push(first),
        }
    }

    /// Whether a word of a text may be marked.
    fn may_begin(&self, written: &str) -> bool {
        let bytes = written.as_bytes();
        if let Some(first) = bytes.first().copied().and_then(slot) {
            let seconds = self.ascii[first];
            return match bytes.get(1).copied() {
                None => seconds & END != 0,
                // None for a mark on the first letter, or what the common form leaves out.
                Some(second) => {
                    slot(second).map_or(seconds != 0, |second| seconds >> second & 1 == 1)
                }
            };
        }
        let first = written.chars().next().and_then(|c| fold_chars(c).next());
        first.is_some_and(|first| match u8::try_from(first).ok().and_then(slot) {
            Some(first) => self.ascii[first] != 0,
            None => self.others.contains(&first),
        })
    }
}

/// A word that is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Marked {
    word: Arc<Word>,
    /// Every word of the index that answers it, sorted; `None` without an index.
    forms: Option<Vec<Box<str>>>,
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
            forms: None,
        });
        let mut initials = Initials::default();
        let words_of_phrases = query.phrases.iter().flatten();
        let all = query
            .words
            .iter()
            .map(|word| &**word)
            .chain(words_of_phrases);
        all.for_each(|word| initials.add(&word.folded, word.ending == Ending::Open));
        Marker {
            words: words.collect(),
            phrases: query.phrases.clone(),
            initials,
        }
    }

    /// For the query's word of this number marks `forms`, in their common form, and what begins as an open word does; no other
    /// form of the word.
    pub(super) fn mark_only(&mut self, word: usize, mut forms: Vec<Box<str>>) {
        forms.iter().for_each(|form| self.initials.add(form, false));
        forms.sort_unstable();
        self.words[word].forms = Some(forms);
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
    fn found(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        self.scan(text).until(text.len(), &mut found);
        found
    }

    /// Looks along `text`, as far as is asked for.
    pub(super) fn scan<'a>(&'a self, text: &'a str) -> Scan<'a> {
        Scan {
            marker: self,
            text,
            words: words(text),
            seen: Seen::default(),
            runs: self.phrases.iter().map(|phrase| Run::new(phrase)).collect(),
        }
    }

    /// How many words and phrases there are to answer.
    pub(super) fn n_asked(&self) -> u32 {
        u32::try_from(self.words.len() + self.phrases.len()).unwrap_or(u32::MAX)
    }
}

/// Looks along a text.
pub(super) struct Scan<'a> {
    marker: &'a Marker,
    text: &'a str,
    words: Words<'a>,
    seen: Seen,
    runs: Vec<Run<'a>>,
}

impl Scan<'_> {
    /// Adds what is marked from where it stands up to the words that begin before `end`. What was added is in the order of its
    /// beginnings; a phrase may have begun before.
    pub fn until(&mut self, end: usize, found: &mut Vec<Found>) {
        let marker = self.marker;
        if marker.n_asked() == 0 {
            return;
        }
        let n_before = found.len();
        while let Some(range) = self.words.next_before(end) {
            let written = &self.text[range.clone()];
            let known = marker.initials.may_begin(written);
            if known {
                self.seen.read(written);
                for (bit, marked) in marker.words.iter().enumerate() {
                    if marked.is(&mut self.seen) {
                        found.push(Found {
                            range: range.clone(),
                            answers: 1 << bit.min(63),
                        });
                    }
                }
            }
            for (bit, run) in self.runs.iter_mut().enumerate() {
                if let Some(range) = run.advance(&range, known.then_some(&self.seen)) {
                    found.push(Found {
                        range,
                        answers: 1 << (marker.words.len() + bit).min(63),
                    });
                }
            }
        }
        found[n_before..].sort_by_key(|found| found.range.start);
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
        if answers(&self.word, seen) {
            return true;
        }
        if let Some(forms) = &self.forms {
            let written = seen.surface.as_str();
            return forms.binary_search_by(|form| (**form).cmp(written)).is_ok();
        }
        if self.word.folded == seen.folded {
            // The same but for accents that were typed, so it is no other form of the word either.
            return false;
        }
        let stems = seen.stems();
        let mut pairs = self.word.stems().zip(stems);
        pairs.any(|(asked, stem)| asked.is_some() && asked == stem.as_deref())
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
