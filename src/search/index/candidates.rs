//! Putting lists of passages together: any of a word's forms, all words, most words, words in a row.
//!
//! Candidates are always in the order of their passages.

use crate::search::index::best::Best;
use crate::search::index::{Asked, Index};
use crate::search::levels::Level;
use crate::search::postings::{Cursor, gallop};
use crate::search::query::{Ending, Word};

/// What the lesser forms of a word add to the best in the same passage.
const LESSER: f32 = 0.15;

/// Forms are merged while that walks no more postings than there are passages, or than this; otherwise they are counted into a table of all
/// passages, which costs the same for any number of forms.
const MOST_MERGED: usize = 2048;

/// How many postings are walked for each candidate before leaping from candidate to candidate is the faster way (measured on
/// 100,000 passages: between 4 and 16).
const WALKED: usize = 8;

/// A passage that may be found, with its score so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    pub doc: u32,
    pub score: f32,
}

impl Candidate {
    /// One that has nothing to be ranked by yet.
    pub fn unscored(doc: u32) -> Self {
        Candidate { doc, score: 0.0 }
    }
}

/// The passages that are in both, with the sum of their scores.
pub fn common(a: &[Candidate], b: &[Candidate]) -> Vec<Candidate> {
    let mut common = Vec::new();
    let mut rest = b;
    for one in a {
        rest = &rest[gallop(rest, |other| other.doc < one.doc)..];
        if let Some(other) = rest.first().filter(|other| other.doc == one.doc) {
            common.push(Candidate {
                doc: one.doc,
                score: one.score + other.score,
            });
        }
    }
    common
}

impl Index {
    /// The passages of `frame`, or of the index, that have all words.
    pub(super) fn with_all(&self, frame: Option<&[Candidate]>, words: &[Asked]) -> Vec<Candidate> {
        let (mut found, rest) = match (frame, words) {
            (Some(frame), words) => (frame.to_vec(), words),
            (None, [first, rest @ ..]) => (self.with_any_form(first), rest),
            (None, []) => (Vec::new(), words),
        };
        for word in rest {
            found = self.narrowed(&found, word);
        }
        found
    }

    /// The passages of `frame`, or of the index, that have at least half of what the words tell.
    pub(super) fn with_most(&self, frame: Option<&[Candidate]>, words: &[Asked]) -> Vec<Candidate> {
        let mut sums = vec![(0.0_f32, 0.0_f32); self.docs.len()];
        for word in words {
            for Candidate { doc, score } in self.with_any_form(word) {
                let (sum, told) = &mut sums[doc as usize];
                *sum += score;
                *told += word.idf;
            }
        }
        let half = words.iter().map(|word| word.idf).sum::<f32>() / 2.0;
        let found = (0u32..).zip(sums);
        let found: Vec<Candidate> = found
            .filter(|(_, (sum, told))| *sum > 0.0 && *told >= half)
            .map(|(doc, (score, _))| Candidate { doc, score })
            .collect();
        match frame {
            Some(frame) => common(&found, frame),
            None => found,
        }
    }

    /// The passages that have the words one after the other, just so.
    pub(super) fn with_phrase(&self, phrase: &[Word]) -> Vec<Candidate> {
        let asked: Vec<Asked> = phrase.iter().map(|word| self.ask_literally(word)).collect();
        let mut by_rarity: Vec<&Asked> = asked.iter().collect();
        by_rarity.sort_by_key(|word| word.n_postings);
        let [first, rest @ ..] = by_rarity.as_slice() else {
            return Vec::new();
        };
        let mut found = self.with_any_form(first);
        for word in rest {
            found = self.narrowed(&found, word);
        }
        if phrase.len() > 1 {
            let mut row = Row::new(self, &asked);
            found.retain(|candidate| row.is_in(candidate.doc));
        }
        found
    }

    /// A word of a phrase: no other forms, but any word that begins with an open one.
    fn ask_literally(&self, word: &Word) -> Asked {
        let mut answers = self.vocabulary.same(word);
        if word.ending == Ending::Open {
            let beginning = self.vocabulary.beginning_with(word);
            answers.extend(beginning.map(|term| (term, Level::Prefix)));
            answers.sort_unstable();
            answers.dedup_by_key(|(term, _)| *term);
        }
        self.ask(answers)
    }

    /// The passages that have a word in any form.
    fn with_any_form(&self, word: &Asked) -> Vec<Candidate> {
        match word.answers.as_slice() {
            [(term, level)] => {
                let mut found = Vec::with_capacity(word.n_postings as usize);
                found.extend(self.with_term(*term, word.idf * level.weight()));
                found
            }
            forms if forms.len() * word.n_postings as usize <= self.docs.len().max(MOST_MERGED) => {
                self.merged_forms(word)
            }
            _ => self.counted_forms(word),
        }
    }

    /// For few forms: one list after the other is merged into what was found.
    fn merged_forms(&self, word: &Asked) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut before = Vec::new();
        for (term, level) in &word.answers {
            std::mem::swap(&mut found, &mut before);
            found.clear();
            found.reserve(before.len() + self.postings.n_docs(*term) as usize);
            let mut rest = before.as_slice();
            for next in self.with_term(*term, word.idf * level.weight()) {
                while let [first, others @ ..] = rest
                    && first.doc < next.doc
                {
                    found.push(*first);
                    rest = others;
                }
                let mut score = next.score;
                if let [first, others @ ..] = rest
                    && first.doc == next.doc
                {
                    score = first.score;
                    add(&mut score, next.score);
                    rest = others;
                }
                found.push(Candidate { score, ..next });
            }
            found.extend_from_slice(rest);
        }
        found
    }

    /// For many forms: scores are counted into a table of all passages, and a bit for each says whether it has one.
    fn counted_forms(&self, word: &Asked) -> Vec<Candidate> {
        let mut scores = vec![0.0_f32; self.docs.len()];
        let mut scored = vec![0_u64; self.docs.len().div_ceil(64)];
        for (term, level) in &word.answers {
            for Candidate { doc, score } in self.with_term(*term, word.idf * level.weight()) {
                let at = doc as usize;
                add(&mut scores[at], score);
                scored[at / 64] |= 1 << (at % 64);
            }
        }
        let mut found = Vec::with_capacity(word.n_postings as usize);
        for (n, mut bits) in scored.into_iter().enumerate() {
            while bits != 0 {
                let at = n * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                found.push(Candidate {
                    doc: at as u32,
                    score: scores[at],
                });
            }
        }
        found
    }

    /// The best of the passages that have one term; those that cannot be among the best are not looked at.
    pub(super) fn best_with_term(&self, term: u32, weight: f32, limit: usize) -> Vec<Candidate> {
        let mut best = Best::new(limit);
        let mut cursor = self.postings.cursor(term);
        while cursor.advance_where(|bound| best.has_room_for(weight * bound)) {
            best.offer(Candidate {
                doc: cursor.doc,
                score: self.score(&cursor, weight),
            });
        }
        best.finish()
    }

    /// The passages that have a term.
    pub(super) fn docs_with(&self, term: u32) -> impl Iterator<Item = u32> {
        let mut cursor = self.postings.cursor(term);
        std::iter::from_fn(move || cursor.advance().then_some(cursor.doc))
    }

    fn with_term(&self, term: u32, weight: f32) -> impl Iterator<Item = Candidate> {
        let mut cursor = self.postings.cursor(term);
        std::iter::from_fn(move || {
            cursor.advance().then(|| Candidate {
                doc: cursor.doc,
                score: self.score(&cursor, weight),
            })
        })
    }

    /// Those of `found` that also have a word in any form.
    fn narrowed(&self, found: &[Candidate], word: &Asked) -> Vec<Candidate> {
        let mut scores = vec![0.0_f32; found.len()];
        for (term, level) in &word.answers {
            let weight = word.idf * level.weight();
            let mut cursor = self.postings.cursor(*term);
            let mut at = 0;
            if self.postings.n_docs(*term) as usize <= found.len() * WALKED {
                while cursor.advance() {
                    while at < found.len() && found[at].doc < cursor.doc {
                        at += 1;
                    }
                    match found.get(at) {
                        Some(candidate) if candidate.doc == cursor.doc => {
                            add(&mut scores[at], self.score(&cursor, weight));
                        }
                        Some(_) => {}
                        None => break,
                    }
                }
                continue;
            }
            while at < found.len() && cursor.seek(found[at].doc) {
                if cursor.doc == found[at].doc {
                    add(&mut scores[at], self.score(&cursor, weight));
                    at += 1;
                } else {
                    at += gallop(&found[at..], |candidate| candidate.doc < cursor.doc);
                }
            }
        }
        let both = found.iter().zip(scores).filter(|(_, score)| *score > 0.0);
        both.map(|(candidate, score)| Candidate {
            doc: candidate.doc,
            score: candidate.score + score,
        })
        .collect()
    }

    /// What the occurrences at `cursor` count.
    #[inline]
    fn score(&self, cursor: &Cursor<'_>, weight: f32) -> f32 {
        weight * self.lengths.weight_at(cursor)
    }
}

/// Adds the score of another form of the same word.
fn add(best: &mut f32, score: f32) {
    *best = best.max(score) + LESSER * best.min(score);
}

/// Looks, in passage after passage, for words in a row.
struct Row<'a> {
    /// For each word of the phrase the lists of its forms.
    words: Vec<Vec<Cursor<'a>>>,
    positions: Vec<u32>,
    ends: Vec<u32>,
}

impl<'a> Row<'a> {
    fn new(index: &'a Index, phrase: &[Asked]) -> Self {
        let cursors = |word: &Asked| {
            let terms = word.answers.iter();
            terms
                .map(|(term, _)| index.postings.cursor(*term))
                .collect()
        };
        Row {
            words: phrase.iter().map(cursors).collect(),
            positions: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Whether the words are in a row in `doc`; to be asked of passages in order.
    fn is_in(&mut self, doc: u32) -> bool {
        self.ends.clear();
        for (i, forms) in self.words.iter_mut().enumerate() {
            self.positions.clear();
            for form in forms {
                if form.seek(doc) && form.doc == doc {
                    form.read_positions(&mut self.positions);
                }
            }
            self.positions.sort_unstable();
            if i == 0 {
                std::mem::swap(&mut self.ends, &mut self.positions);
                continue;
            }
            // Of the rows that ended just before, those that go on.
            let positions = &self.positions;
            self.ends.retain_mut(|end| {
                *end += 1;
                positions.binary_search(end).is_ok()
            });
            if self.ends.is_empty() {
                return false;
            }
        }
        !self.ends.is_empty()
    }
}
