//! The words of all passages, sorted so that a query's words are found by look-up, by beginning and by likeness.
//!
//! A term is a word in its common form as it occurs in the passages of one family of stems. Terms are numbered in the
//! order of their folded forms, so those with one folded form, and those with one beginning, stand together.

use std::ops::Range;

use crate::search::levels::Level;
use crate::search::query::{Ending, Word};
use crate::search::stem::Stems;
use crate::search::strings::{Sorted, Strings};
use crate::search::typo::{Typed, signature};
use crate::text::fold::fold_into;

/// All terms.
#[derive(Debug, Default)]
pub struct Vocabulary {
    surfaces: Strings,
    /// The folded forms, sorted, and for each its first term; one more at the end.
    folded: Sorted,
    first_terms: Vec<u32>,
    /// The letters of each folded form.
    signatures: Vec<u32>,
    /// The stems, each behind a letter for its family, sorted; and for each its terms.
    stems: Sorted,
    /// Those of each of [`Stems::KNOWN`].
    families: [Range<u32>; 2],
    first_members: Vec<u32>,
    members: Vec<u32>,
    /// The stem of each term.
    stem_of: Vec<Option<u32>>,
}

/// The terms that answer a word, and how closely, ordered by term.
pub type Answers = Vec<(u32, Level)>;

impl Vocabulary {
    /// Puts words in order: returns the vocabulary, and for each of its terms the number of the word it was made of.
    pub fn build(words: &[(Box<str>, Stems)]) -> (Self, Vec<u32>) {
        let mut folded_text = String::new();
        let mut folded = Strings::default();
        for (surface, _) in words {
            folded_text.clear();
            fold_into(surface, &mut folded_text);
            folded.push(&folded_text);
        }
        let mut order: Vec<u32> = (0..folded.len()).collect();
        order.sort_unstable_by(|a, b| {
            let key = |i: u32| (folded.get(i), &words[i as usize]);
            key(*a).cmp(&key(*b))
        });

        let mut vocabulary = Vocabulary::default();
        for word in &order {
            let form = folded.get(*word);
            vocabulary.add(&words[*word as usize].0, form);
        }
        vocabulary.first_terms.push(vocabulary.surfaces.len());
        vocabulary.add_stems(order.iter().map(|word| &words[*word as usize]));
        (vocabulary, order)
    }

    /// The word of a term.
    pub fn surface(&self, term: u32) -> &str {
        self.surfaces.get(term)
    }

    /// The terms that are the word, or the same word but for accents.
    pub fn same(&self, word: &Word) -> Answers {
        let Some(form) = self.folded.find(&word.folded) else {
            return Vec::new();
        };
        self.terms_of(form..form + 1)
            .filter_map(|term| {
                let is_same = self.surface(term) == word.surface;
                match (is_same, word.is_accented()) {
                    (true, _) => Some((term, Level::Exact)),
                    (false, false) => Some((term, Level::Folded)),
                    (false, true) => None,
                }
            })
            .collect()
    }

    /// The terms that are the word or another form of it; if it is open, also those that begin with it.
    pub fn answers(&self, word: &Word) -> Answers {
        let mut answers = self.same(word);
        let mut stems: Vec<u32> = answers
            .iter()
            .filter_map(|(term, _)| self.stem_of[*term as usize])
            .collect();
        let is_exact = |(_, level): &(u32, Level)| *level == Level::Exact;
        let exact: Vec<u32> = (answers.iter().filter(|answer| is_exact(answer)))
            .filter_map(|(term, _)| self.stem_of[*term as usize])
            .collect();
        for (family, own) in Stems::KNOWN.into_iter().zip(&self.families) {
            // The stem of a word that is known in a family is known as well, and where there are no words there are no stems.
            if !own.is_empty() && !exact.iter().any(|stem| own.contains(stem)) {
                let stem = word.stem(family);
                stems.extend(stem.and_then(|stem| self.stems.find(&stem_key(family, stem))));
            }
        }
        for stem in stems {
            let kin = self.members_of(stem);
            answers.extend(
                kin.iter()
                    .filter(|term| self.may_answer(**term, word))
                    .map(|term| (*term, Level::Stem)),
            );
        }
        if word.ending == Ending::Open {
            answers.extend(self.beginning_with(word).map(|term| (term, Level::Prefix)));
        }
        closest(answers)
    }

    /// The terms that begin with the word.
    pub fn beginning_with<'a>(&'a self, word: &'a Word) -> impl Iterator<Item = u32> + 'a {
        self.terms_of(self.folded.beginning_with(&word.folded))
            .filter(|term| !word.is_accented() || self.surface(*term).starts_with(&word.surface))
    }

    /// The terms that are one typo away from the word; if it is open, also those that begin with something that is.
    pub fn near(&self, word: &Word) -> Answers {
        let (Some(typed), Some(surface)) = (Typed::new(&word.folded), Typed::new(&word.surface))
        else {
            return Vec::new();
        };
        let is_near = |typed: &Typed, other: &str| match word.ending {
            Ending::Whole => typed.is_near(other),
            Ending::Open => typed.is_near(other) || typed.is_near_beginning(other),
        };
        let may_be_near = |signature: u32| match word.ending {
            Ending::Whole => typed.may_be(signature),
            Ending::Open => typed.may_be(signature) || typed.may_begin(signature),
        };
        let mut answers = Vec::new();
        for (form, signature) in (0..).zip(&self.signatures) {
            if may_be_near(*signature) && is_near(&typed, self.folded.get(form)) {
                let terms = self.terms_of(form..form + 1);
                let kept = terms
                    .filter(|term| !word.is_accented() || is_near(&surface, self.surface(*term)));
                answers.extend(kept.map(|term| (term, Level::Typo)));
            }
        }
        answers
    }

    fn add(&mut self, surface: &str, folded: &str) {
        let is_new = self
            .folded
            .len()
            .checked_sub(1)
            .is_none_or(|last| self.folded.get(last) != folded);
        if is_new {
            self.folded.push(folded);
            self.first_terms.push(self.surfaces.len());
            self.signatures.push(signature(folded));
        }
        self.surfaces.push(surface);
    }

    fn add_stems<'a>(&mut self, terms: impl Iterator<Item = &'a (Box<str>, Stems)>) {
        let mut stems: Vec<(String, u32)> = Vec::new();
        for (term, (surface, family)) in (0u32..).zip(terms) {
            self.stem_of.push(None);
            if let Some(stem) = family.stem(surface) {
                stems.push((stem_key(*family, &stem), term));
            }
        }
        stems.sort_unstable();
        for (stem, term) in stems {
            let last = self.stems.len().checked_sub(1);
            let stem = match last.filter(|last| self.stems.get(*last) == stem) {
                Some(same) => same,
                None => {
                    self.first_members.push(self.members.len() as u32);
                    self.stems.push(&stem)
                }
            };
            self.members.push(term);
            self.stem_of[term as usize] = Some(stem);
        }
        self.first_members.push(self.members.len() as u32);
        self.families = Stems::KNOWN.map(|family| self.stems.beginning_with(&stem_key(family, "")));
    }

    fn terms_of(&self, forms: Range<u32>) -> Range<u32> {
        self.first_terms[forms.start as usize]..self.first_terms[forms.end as usize]
    }

    fn members_of(&self, stem: u32) -> &[u32] {
        let stem = stem as usize;
        &self.members[self.first_members[stem] as usize..self.first_members[stem + 1] as usize]
    }

    /// Whether a form of a word may stand for it: not when it differs only in the accents that were typed.
    fn may_answer(&self, term: u32, word: &Word) -> bool {
        if !word.is_accented() {
            return true;
        }
        let surface = self.surface(term);
        surface == word.surface || crate::text::fold::fold(surface) != word.folded
    }
}

/// Each term once, at its closest level.
fn closest(mut answers: Answers) -> Answers {
    answers.sort_unstable();
    answers.dedup_by_key(|(term, _)| *term);
    answers
}

fn stem_key(family: Stems, stem: &str) -> String {
    let letter = match family {
        Stems::None => "-",
        Stems::English => "e",
        Stems::Spanish => "s",
    };
    [letter, stem].concat()
}
