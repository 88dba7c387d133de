//! The full-text index: made once of all passages, then only read.
//!
//! A passage is found when it has every word of the query in some form, every phrase, and what the filters ask; when no
//! passage has every word, those with the weightier part of them are found instead ([`Hits::complete`] tells).
//! Passages are ranked by BM25 over the whole of a word's forms, each weighed by how close it comes; words in titles
//! weigh more. A typo is forgiven only where a word is found hardly anywhere.

mod best;
mod build;
mod candidates;
mod facets;
mod lengths;

use std::cmp::Reverse;

use crate::search::Passage;
use crate::search::index::best::Best;
use crate::search::index::build::Builder;
use crate::search::index::candidates::Candidate;
use crate::search::index::facets::Facets;
use crate::search::index::lengths::Lengths;
use crate::search::levels::Level;
use crate::search::marker::Marker;
use crate::search::postings::Postings;
use crate::search::query::{Query, Word};
use crate::search::vocabulary::{Answers, Vocabulary};

/// A word found in no more passages than this may be a typo.
const FEW: u32 = 2;

/// How much commoner a word must be to be meant by a word that is there.
const MUCH_COMMONER: u32 = 10;

/// How many postings the words that an open word begins may have together; beyond, the commonest words are taken. One or two
/// letters begin a tenth of all words, and nobody reads what they find.
const MOST_POSTINGS: u32 = 30_000;

/// An index over passages.
#[derive(Debug, Default)]
pub struct Index {
    docs: Vec<Doc>,
    lengths: Lengths,
    vocabulary: Vocabulary,
    postings: Postings,
    facets: Facets,
    /// How many keys lie between a passage and the same one in the next language, if there are several.
    n_apart: Option<u32>,
}

/// What the index knows of a passage.
#[derive(Debug, Clone, Copy)]
struct Doc {
    key: u32,
    kind: u8,
}

/// The answer to a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    /// How many passages were found, those that are translations of each other counted once.
    pub total: usize,
    /// Whether they have every word of the query.
    pub complete: bool,
    /// The best of them, best first.
    pub hits: Vec<Hit>,
    /// Marks in their texts what was found, typos included.
    pub marker: Marker,
}

/// A passage that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The caller's key.
    pub key: u32,
    /// The caller's kind.
    pub kind: u8,
    /// Comparable within one answer only.
    pub score: f32,
}

/// A word of the query with the terms that answer it.
struct Asked {
    answers: Answers,
    /// How many postings these have together.
    n_postings: u32,
    /// How much an occurrence tells: the rarer, the more.
    idf: f32,
}

impl Index {
    /// Makes an index of passages, which need not be in memory all at once.
    pub fn build(passages: impl IntoIterator<Item = Passage>) -> Self {
        let mut builder = Builder::default();
        for passage in passages {
            builder.add(&passage);
        }
        builder.finish()
    }

    /// The same index, of passages that come again after every `n` keys in another language. Found in several they count once.
    pub fn translated_after(self, n: u32) -> Self {
        Index {
            n_apart: Some(n).filter(|n| *n > 0),
            ..self
        }
    }

    /// How many passages there are.
    pub fn len(&self) -> usize {
        self.docs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.docs.is_empty()
    }

    /// How many bytes the lists of occurrences take, which are most of the index.
    pub fn size(&self) -> usize {
        self.postings.size()
    }

    /// The passages that answer `query`, the best `limit` of them as hits.
    pub fn search(&self, query: &Query, limit: usize) -> Hits {
        if query.words.len() > 1 {
            // Words that stand in one passage as they were typed prove each other, and no typo is looked for.
            let hits = self.search_forgiving(query, limit, 0);
            if hits.complete {
                return hits;
            }
        }
        self.search_forgiving(query, limit, FEW)
    }

    /// The same, where a word that is found in no more than `few` passages may be a typo.
    fn search_forgiving(&self, query: &Query, limit: usize, few: u32) -> Hits {
        let mut marker = Marker::new(query);
        let asked = self.asked(query, few, &mut marker);
        let n_asked = asked.len();
        let mut known: Vec<Asked> = asked
            .into_iter()
            .filter(|word| word.n_postings > 0)
            .collect();
        known.sort_by_key(|word| word.n_postings);

        let frame = self.frame(query);
        let mut complete = known.len() == n_asked;
        let all = |found: &[Candidate]| {
            let n = self.n_subjects(found.len(), found.iter().map(|found| found.doc));
            (best_of(found, limit), n)
        };
        let (best, total) = match (n_asked, known.as_slice()) {
            (0, _) => all(&frame.unwrap_or_default()),
            (_, []) => (Vec::new(), 0),
            (_, [word]) if frame.is_none() && word.answers.len() == 1 => {
                let (term, level) = word.answers[0];
                let best = self.best_with_term(term, word.idf * level.weight(), limit);
                let n = self.postings.n_docs(term) as usize;
                (best, self.n_subjects(n, self.docs_with(term)))
            }
            (_, known) => {
                let mut found = self.with_all(frame.as_deref(), known);
                if found.is_empty() && known.len() > 1 {
                    complete = false;
                    found = self.with_most(frame.as_deref(), known);
                }
                all(&found)
            }
        };
        Hits {
            total,
            complete: complete && total > 0,
            hits: self.hits(best),
            marker,
        }
    }

    /// How many of `n` passages are left when translations of each other count once.
    fn n_subjects(&self, n: usize, docs: impl Iterator<Item = u32>) -> usize {
        let Some(n_apart) = self.n_apart else {
            return n;
        };
        let mut seen = vec![0_u64; n_apart as usize / 64 + 1];
        for doc in docs {
            let subject = self.docs[doc as usize].key % n_apart;
            seen[subject as usize / 64] |= 1 << (subject % 64);
        }
        seen.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// The query's words with what answers them, of which `marker` learns; typos that are forgiven are among it.
    fn asked(&self, query: &Query, few: u32, marker: &mut Marker) -> Vec<Asked> {
        let mut asked = Vec::with_capacity(query.words.len());
        for (i, word) in query.words.iter().enumerate() {
            let mut answers = self.vocabulary.answers(word);
            let n_postings = self.n_postings(&answers);
            if n_postings <= few {
                let near = self.likelier(word, n_postings, &answers);
                answers.extend(near);
            }
            // What only begins alike is known by its beginning.
            let forms = answers
                .iter()
                .filter(|(_, level)| *level != Level::Prefix)
                .map(|(term, _)| Box::from(self.vocabulary.surface(*term)));
            marker.mark_only(i, forms.collect());
            asked.push(self.ask(answers));
        }
        asked
    }

    /// The words one typo away from one that is found in `n_postings` passages: all of them when it is found nowhere, otherwise
    /// those that are much commoner.
    fn likelier(&self, word: &Word, n_postings: u32, answers: &Answers) -> Answers {
        let mut near = self.vocabulary.near(word);
        near.retain(|(term, _)| {
            self.postings.n_docs(*term) >= n_postings * MUCH_COMMONER
                && answers.iter().all(|(other, _)| other != term)
        });
        near
    }

    fn ask(&self, mut answers: Answers) -> Asked {
        let mut n_postings = self.n_postings(&answers);
        if n_postings > MOST_POSTINGS {
            self.keep_commonest(&mut answers);
            n_postings = self.n_postings(&answers);
        }
        let n_forms = answers
            .iter()
            .filter(|(_, level)| *level <= Level::Stem)
            .map(|(term, _)| self.postings.n_docs(*term))
            .sum::<u32>();
        let n_found = if n_forms > 0 { n_forms } else { n_postings };
        let n_docs = self.docs.len() as f32;
        let n_found = (n_found as f32).min(n_docs);
        Asked {
            answers,
            n_postings,
            idf: (1.0 + (n_docs - n_found + 0.5) / (n_found + 0.5)).ln(),
        }
    }

    fn n_postings(&self, answers: &Answers) -> u32 {
        answers
            .iter()
            .map(|(term, _)| self.postings.n_docs(*term))
            .sum()
    }

    /// Drops the rarest of the words that only begin alike until few enough postings are left.
    fn keep_commonest(&self, answers: &mut Answers) {
        let n_docs = |term: u32| self.postings.n_docs(term);
        answers.sort_by_key(|(term, level)| (*level >= Level::Prefix, Reverse(n_docs(*term))));
        let mut n_postings = 0;
        answers.retain(|(term, level)| {
            let fits = *level < Level::Prefix || n_postings < MOST_POSTINGS;
            n_postings += if fits { n_docs(*term) } else { 0 };
            fits
        });
        answers.sort_unstable();
    }

    /// What the phrases and filters of the query leave; `None` when there are none.
    fn frame(&self, query: &Query) -> Option<Vec<Candidate>> {
        let mut frame: Option<Vec<Candidate>> = None;
        for phrase in &query.phrases {
            let found = self.with_phrase(phrase);
            frame = Some(match frame {
                None => found,
                Some(frame) => candidates::common(&frame, &found),
            });
        }
        if let Some(docs) = self.facets.filtered(&query.filters) {
            let filtered: Vec<Candidate> = docs.into_iter().map(Candidate::unscored).collect();
            frame = Some(match frame {
                None => filtered,
                Some(frame) => candidates::common(&frame, &filtered),
            });
        }
        frame
    }

    /// What is told of the best of `found`.
    fn hits(&self, best: Vec<Candidate>) -> Vec<Hit> {
        let hit = |Candidate { doc, score }| {
            let Doc { key, kind } = self.docs[doc as usize];
            Hit { key, kind, score }
        };
        best.into_iter().map(hit).collect()
    }
}

/// The `limit` best of `found`, best first.
fn best_of(found: &[Candidate], limit: usize) -> Vec<Candidate> {
    let mut best = Best::new(limit);
    found.iter().for_each(|candidate| best.offer(*candidate));
    best.finish()
}
