//! What a reader typed, taken apart.
//!
//! Words, `"phrases"` and filters (`source:`, `kind:`, `status:`, `in:`); anything else is plain words, so no input is
//! a mistake. The last word counts as the beginning of one until a space follows it. An accent that was typed is
//! meant; one that was not typed matches both.

use std::sync::{Arc, OnceLock};

use crate::search::Facet;
use crate::search::stem::Stems;
use crate::search::words::{is_ideographic, words, write_surface};
use crate::text::fold::fold;

/// Nobody types more; whoever pastes more is answered for the beginning.
const LONGEST: usize = 1000;

/// So many words and phrases are looked for.
const MOST_WORDS: usize = 32;

/// A query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) words: Vec<Arc<Word>>,
    pub(super) phrases: Vec<Vec<Word>>,
    pub(super) filters: Vec<Filter>,
}

/// A word of a query.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Its common form.
    pub surface: String,
    pub folded: String,
    pub ending: Ending,
    /// Its stem in each of [`Stems::KNOWN`], once it has been asked for.
    stems: [OnceLock<Option<String>>; 2],
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        // The rest follows from these.
        (&self.surface, self.ending) == (&other.surface, other.ending)
    }
}

impl Eq for Word {}

/// Whether more letters may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Whole,
    Open,
}

/// A filter: a passage must have this value of this facet, or another that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    pub facet: Facet,
    pub folded: String,
    pub ending: Ending,
}

impl Query {
    /// Reads what was typed.
    pub fn parse(typed: &str) -> Self {
        let mut query = Query::default();
        let mut rest = match typed.char_indices().nth(LONGEST) {
            Some((end, _)) => &typed[..end],
            None => typed,
        };
        while let Some(c) = rest.chars().next() {
            if c.is_whitespace() {
                rest = &rest[c.len_utf8()..];
            } else if let Some(close) = closing_quote(c) {
                rest = query.take_phrase(&rest[c.len_utf8()..], close);
            } else if let Some((facet, value)) = filter(rest) {
                rest = query.take_filter(facet, value);
            } else {
                rest = query.take_words(rest);
            }
        }
        query.words.truncate(MOST_WORDS);
        query.phrases.truncate(MOST_WORDS);
        query
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty() && self.filters.is_empty()
    }

    /// The filters, with their values folded.
    pub fn filters(&self) -> impl Iterator<Item = (Facet, &str)> {
        self.filters
            .iter()
            .map(|filter| (filter.facet, filter.folded.as_str()))
    }

    fn take_phrase<'a>(&mut self, typed: &'a str, close: char) -> &'a str {
        let (inside, rest, ending) = match typed.split_once(close) {
            Some((inside, rest)) => (inside, rest, Ending::Whole),
            None => (typed, "", open_unless_space(typed)),
        };
        self.add_phrase(analysed(inside, ending));
        rest
    }

    fn take_filter<'a>(&mut self, facet: Facet, typed: &'a str) -> &'a str {
        let (value, rest, ending) = match typed.chars().next().and_then(closing_quote) {
            Some(close) => {
                let mut typed = typed.chars();
                typed.next();
                match typed.as_str().split_once(close) {
                    Some((value, rest)) => (value, rest, Ending::Whole),
                    None => (typed.as_str(), "", Ending::Open),
                }
            }
            None => {
                let (value, rest) = split_at_space(typed);
                let ending = if rest.is_empty() {
                    Ending::Open
                } else {
                    Ending::Whole
                };
                (value, rest, ending)
            }
        };
        let folded = fold(value.trim());
        if !folded.is_empty() {
            self.filters.push(Filter {
                facet,
                folded,
                ending,
            });
        }
        rest
    }

    fn take_words<'a>(&mut self, typed: &'a str) -> &'a str {
        let (chunk, rest) = split_at_space(typed);
        let ending = if rest.is_empty() {
            Ending::Open
        } else {
            Ending::Whole
        };
        let found = analysed(chunk, ending);
        if found.len() > 1 && chunk.chars().any(is_ideographic) {
            // In a script without spaces every character is a word, but they were typed as one.
            self.add_phrase(found);
            return rest;
        }
        for word in found {
            if self.words.iter().all(|other| **other != word) {
                self.words.push(Arc::new(word));
            }
        }
        rest
    }

    fn add_phrase(&mut self, phrase: Vec<Word>) {
        if !phrase.is_empty() && !self.phrases.contains(&phrase) {
            self.phrases.push(phrase);
        }
    }
}

impl Word {
    fn new(surface: &str, ending: Ending) -> Self {
        Word {
            surface: surface.to_owned(),
            folded: fold(surface),
            ending,
            stems: Default::default(),
        }
    }

    /// Its stem in each of [`Stems::KNOWN`].
    pub fn stems(&self) -> impl Iterator<Item = Option<&str>> {
        Stems::KNOWN.into_iter().map(|family| self.stem(family))
    }

    /// Its stem in one family; worked out once.
    pub fn stem(&self, family: Stems) -> Option<&str> {
        let known = Stems::KNOWN.iter().position(|known| *known == family)?;
        let stem = self.stems[known].get_or_init(|| family.stem(&self.surface));
        stem.as_deref()
    }

    /// Whether it has accents, or other letters that folding takes away: then they are meant.
    pub fn is_accented(&self) -> bool {
        self.surface != self.folded
    }
}

/// The words in `text`; the last of them with `ending`, if it is at the end.
fn analysed(text: &str, ending: Ending) -> Vec<Word> {
    let mut surface = String::new();
    words(text)
        .take(MOST_WORDS)
        .map(|range| {
            let is_last = range.end == text.len();
            write_surface(&text[range], &mut surface);
            Word::new(&surface, if is_last { ending } else { Ending::Whole })
        })
        .collect()
}

fn closing_quote(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '“' | '„' => Some('”'),
        '«' => Some('»'),
        _ => None,
    }
}

/// The facet that `typed` begins to name, and what follows the colon.
fn filter(typed: &str) -> Option<(Facet, &str)> {
    let (name, value) = typed.split_once(':')?;
    let facet = Facet::ALL
        .iter()
        .find(|facet| facet.word().eq_ignore_ascii_case(name))?;
    Some((*facet, value))
}

/// `typed` up to its first white space or quotation mark, and the rest.
fn split_at_space(typed: &str) -> (&str, &str) {
    let end = typed
        .find(|c: char| c.is_whitespace() || closing_quote(c).is_some())
        .unwrap_or(typed.len());
    typed.split_at(end)
}

fn open_unless_space(typed: &str) -> Ending {
    if typed.ends_with(char::is_whitespace) {
        Ending::Whole
    } else {
        Ending::Open
    }
}

#[cfg(test)]
mod tests {
    use super::{Ending, Query};
    use crate::search::Facet;
    use proptest::prelude::any;
    use proptest::{prop_assert, proptest};

    /// The words of a query, an open one with `*`.
    fn words(query: &Query) -> Vec<String> {
        query
            .words
            .iter()
            .map(|word| match word.ending {
                Ending::Whole => word.surface.clone(),
                Ending::Open => format!("{}*", word.surface),
            })
            .collect()
    }

    fn phrases(query: &Query) -> Vec<String> {
        query
            .phrases
            .iter()
            .map(|phrase| {
                let words = phrase.iter().map(|word| match word.ending {
                    Ending::Whole => word.surface.clone(),
                    Ending::Open => format!("{}*", word.surface),
                });
                words.collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    #[test]
    fn the_last_word_is_open_until_a_space_follows() {
        assert_eq!(words(&Query::parse("Guardia Nacio")), ["guardia", "nacio*"]);
        assert_eq!(
            words(&Query::parse("Guardia Nacional ")),
            ["guardia", "nacional"]
        );
        assert_eq!(words(&Query::parse("Guardia,")), ["guardia"]);
        assert!(Query::parse(" — ").is_empty());
    }

    #[test]
    fn quotation_marks_make_phrases() {
        let query = Query::parse("army \"National Guard\" «Guardia Nacional» “the police");
        assert_eq!(words(&query), ["army"]);
        assert_eq!(
            phrases(&query),
            ["national guard", "guardia nacional", "the police*"]
        );
        assert_eq!(phrases(&Query::parse("国家")), ["国 家*"]);
        assert_eq!(phrases(&Query::parse("\"")), [""; 0]);
    }

    #[test]
    fn known_prefixes_are_filters() {
        let query = Query::parse("source:INEGI kind:\"Official record\" in: status:Disputed guard");
        let filters: Vec<_> = query.filters().collect();
        assert_eq!(
            filters,
            [
                (Facet::Source, "inegi"),
                (Facet::Kind, "official record"),
                (Facet::Status, "disputed")
            ]
        );
        assert_eq!(words(&query), ["guard*"]);
        assert_eq!(
            words(&Query::parse("https://a.mx ratio:3 ")),
            ["https", "a", "mx", "ratio", "3"]
        );
        assert_eq!(Query::parse("source:ine").filters[0].ending, Ending::Open);
        assert_eq!(Query::parse("source:ine ").filters[0].ending, Ending::Whole);
    }

    proptest! {
        #[test]
        fn anything_can_be_typed(typed in any::<String>(), more in "[a-z\"«»: ]{0,40}") {
            prop_assert!(Query::parse(&typed).words.len() <= 32);
            prop_assert!(Query::parse(&more).words.len() <= 32);
        }
    }
}
