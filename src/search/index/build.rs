//! Making an index, one passage at a time.

use std::collections::HashMap;

use crate::search::Passage;
use crate::search::index::facets::Facets;
use crate::search::index::lengths::Lengths;
use crate::search::index::{Doc, Index};
use crate::search::postings::{List, Postings};
use crate::search::stem::Stems;
use crate::search::vocabulary::Vocabulary;
use crate::search::words::{words, write_surface};

/// How far the body's positions are from the title's, so that no phrase begins in one and ends in the other.
const GAP: u32 = 100;

/// An index that is being made.
#[derive(Debug, Default)]
pub struct Builder {
    docs: Vec<(u32, u8, u32)>,
    /// The words as they are written, for each family of stems. Most words of a passage have been seen before, written just
    /// so, and cost one look-up.
    written: [HashMap<Box<str>, u32>; 3],
    /// The same in their common form.
    known: [HashMap<Box<str>, u32>; 3],
    words: Vec<(Box<str>, Stems)>,
    lists: Vec<List>,
    facets: Facets,
    /// The words of the passage that is being added, with their positions.
    occurrences: Vec<(u32, u32)>,
    surface: String,
}

impl Builder {
    /// Adds a passage.
    ///
    /// # Panics
    /// When there are more than four thousand million.
    pub fn add(&mut self, passage: &Passage) {
        let doc = u32::try_from(self.docs.len()).expect("passages are numbered by 32 bits");
        let stems = Stems::of(passage.lang);
        self.occurrences.clear();
        let title_end = self.take_words(&passage.title, stems, 0);
        let body_start = title_end + GAP;
        let n_body = self.take_words(&passage.body, stems, body_start) - body_start;

        self.occurrences.sort_unstable();
        for group in self.occurrences.chunk_by(|a, b| a.0 == b.0) {
            let n_title = group.partition_point(|(_, position)| *position < title_end);
            let positions = group.iter().map(|(_, position)| *position);
            self.lists[group[0].0 as usize].push(doc, n_title as u32, positions);
        }
        self.facets.push(doc, &passage.facets);
        self.docs.push((passage.key, passage.kind, n_body));
    }

    /// The index over all that was added.
    pub fn finish(mut self) -> Index {
        let (vocabulary, order) = Vocabulary::build(&self.words);
        let n_words: Vec<u32> = self.docs.iter().map(|(_, _, n_body)| *n_body).collect();
        let lengths = Lengths::new(&n_words);
        let mut postings = Postings::default();
        for word in order {
            let list = std::mem::take(&mut self.lists[word as usize]);
            postings.push(list, |cursor| lengths.weight_at(cursor));
        }
        let docs = self.docs.iter().map(|(key, kind, _)| Doc {
            key: *key,
            kind: *kind,
        });
        Index {
            docs: docs.collect(),
            lengths,
            vocabulary,
            postings,
            facets: self.facets,
            n_apart: None,
        }
    }

    /// Notes the words of `text` with positions from `position` on; the position after the last.
    fn take_words(&mut self, text: &str, stems: Stems, mut position: u32) -> u32 {
        for range in words(text) {
            let word = self.word(&text[range], stems);
            self.occurrences.push((word, position));
            position += 1;
        }
        position
    }

    fn word(&mut self, written: &str, stems: Stems) -> u32 {
        let family = stems as usize;
        if let Some(word) = self.written[family].get(written) {
            return *word;
        }
        write_surface(written, &mut self.surface);
        let word = match self.known[family].get(self.surface.as_str()) {
            Some(word) => *word,
            None => {
                let word = u32::try_from(self.words.len()).expect("words are numbered by 32 bits");
                let surface: Box<str> = self.surface.as_str().into();
                self.known[family].insert(surface.clone(), word);
                self.words.push((surface, stems));
                self.lists.push(List::default());
                word
            }
        };
        self.written[family].insert(written.into(), word);
        word
    }
}
