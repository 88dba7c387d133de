//! Jumping by a few letters: ranks short texts by how well what was typed is found in them.
//!
//! What stands together at the beginning of a word comes before what stands together inside of one, and that before letters that are
//! scattered over the text. Both sides are folded character by character, so accents and case never matter and every place that matched leads
//! back to bytes of the original. Each word that was typed has to be found, in any order. Only when nothing
//! matches at all is one typo a word forgiven. Ranks depend on the query and the texts alone; of two equals the shorter
//! comes first, then the earlier.

use std::cmp::Reverse;
use std::ops::Range;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::search::typo::{Typed, signature};
use crate::text::fold::{fold_chars, fold_into};

/// Nobody types more letters to jump; work grows with their number.
const LONGEST_QUERY: usize = 64;

/// Candidates are titles; of longer ones the beginning counts.
const LONGEST_CANDIDATE: usize = 200;

/// What standing together adds, and standing at a word's beginning once more; above all that the letters of a query can score.
const TOGETHER: i64 = 1 << 20;

/// A candidate that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Which candidate.
    pub idx: usize,
    /// The more, the better; comparable within one ranking only.
    pub score: i64,
    /// What matched, in bytes of the candidate, in order.
    pub marks: Vec<Range<usize>>,
}

/// Candidates made ready for being ranked again with every key.
#[derive(Debug, Clone, Default)]
pub struct Palette<'a> {
    candidates: Vec<Candidate<'a>>,
}

#[derive(Debug, Clone)]
struct Candidate<'a> {
    text: &'a str,
    /// Its first [`LONGEST_CANDIDATE`] characters, folded.
    folded: String,
    signature: u32,
}

impl<'a> Palette<'a> {
    /// Makes `candidates` ready.
    pub fn new(candidates: impl IntoIterator<Item = &'a str>) -> Self {
        let ready = candidates.into_iter().map(|text| {
            let mut folded = String::with_capacity(text.len());
            fold_into(beginning(text), &mut folded);
            Candidate {
                text,
                signature: signature(&folded),
                folded,
            }
        });
        Palette {
            candidates: ready.collect(),
        }
    }

    /// The `limit` best of the candidates that match, best first.
    pub fn rank(&self, query: &str, limit: usize) -> Vec<Match> {
        let mut folded = String::new();
        let typed = query.char_indices().nth(LONGEST_QUERY);
        fold_into(
            &query[..typed.map_or(query.len(), |(end, _)| end)],
            &mut folded,
        );
        let words: Vec<&str> = folded.split_whitespace().collect();

        let scattered = self.ranked(&Scattered::new(&words), limit);
        if !scattered.is_empty() || words.is_empty() {
            return scattered;
        }
        self.ranked(&Mistyped::new(&words), limit)
    }

    fn ranked(&self, matcher: &impl Matcher, limit: usize) -> Vec<Match> {
        let scores = self
            .candidates
            .iter()
            .map(|candidate| matcher.score(candidate));
        let mut scored: Vec<(i64, usize)> = scores
            .enumerate()
            .filter_map(|(idx, score)| Some((score?, idx)))
            .collect();
        let rank = |(score, idx): &(i64, usize)| {
            let length = if *score == 0 {
                0
            } else {
                self.candidates[*idx].folded.len()
            };
            (Reverse(*score), length, *idx)
        };
        if limit < scored.len() && limit > 0 {
            scored.select_nth_unstable_by_key(limit - 1, rank);
        }
        scored.truncate(limit);
        scored.sort_unstable_by_key(rank);
        let found = scored.into_iter().map(|(score, idx)| Match {
            idx,
            score,
            marks: marks(
                self.candidates[idx].text,
                matcher.places(&self.candidates[idx]),
            ),
        });
        found.collect()
    }
}

/// A way of matching; whatever ranks candidates can stand behind it.
trait Matcher {
    /// How well a candidate matches; `None` if it does not.
    fn score(&self, candidate: &Candidate<'_>) -> Option<i64>;

    /// The characters of the folded candidate that matched, by number, in any order.
    fn places(&self, candidate: &Candidate<'_>) -> Vec<usize>;
}

/// The letters of each word in order: together where they are found so, or else with anything between them.
struct Scattered<'a> {
    words: Vec<(&'a str, u32)>,
    skim: SkimMatcherV2,
}

impl<'a> Scattered<'a> {
    fn new(words: &[&'a str]) -> Self {
        Scattered {
            words: words.iter().map(|word| (*word, signature(word))).collect(),
            skim: SkimMatcherV2::default().ignore_case(),
        }
    }
}

impl Matcher for Scattered<'_> {
    fn score(&self, candidate: &Candidate<'_>) -> Option<i64> {
        let mut score = 0;
        for (word, signature) in &self.words {
            if signature & !candidate.signature != 0 {
                return None;
            }
            score += self.skim.fuzzy_match(&candidate.folded, word)?;
            score += match together(&candidate.folded, word) {
                Some((_, true)) => 2 * TOGETHER,
                Some((_, false)) => TOGETHER,
                None => 0,
            };
        }
        Some(score)
    }

    fn places(&self, candidate: &Candidate<'_>) -> Vec<usize> {
        let text = candidate.folded.as_str();
        let places = |word: &str| match together(text, word) {
            Some((at, _)) => {
                let first = text[..at].chars().count();
                (first..first + word.chars().count()).collect()
            }
            None => {
                let found = self.skim.fuzzy_indices(text, word);
                found.map_or_else(Vec::new, |(_, places)| places)
            }
        };
        self.words
            .iter()
            .flat_map(|(word, _)| places(word))
            .collect()
    }
}

/// Where a word's letters stand together, in bytes, and whether a word begins there; the first such beginning, or else the first place.
fn together(text: &str, word: &str) -> Option<(usize, bool)> {
    let mut first = None;
    let mut from = 0;
    while let Some(at) = text[from..].find(word).map(|at| from + at) {
        let before = text[..at].chars().next_back();
        if before.is_none_or(|c| !c.is_alphanumeric()) {
            return Some((at, true));
        }
        first = first.or(Some((at, false)));
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
    first
}

/// Each word as one of the candidate's, with one typo at most.
struct Mistyped<'a> {
    words: Vec<(&'a str, Option<Typed>)>,
}

impl<'a> Mistyped<'a> {
    fn new(words: &[&'a str]) -> Self {
        Mistyped {
            words: words.iter().map(|word| (*word, Typed::new(word))).collect(),
        }
    }

    /// The best word of a candidate for one that was typed: how well it does, where it begins, and its length.
    fn best(
        candidate: &Candidate<'_>,
        typed: &(&str, Option<Typed>),
    ) -> Option<(i64, usize, usize)> {
        let (word, mistyped) = typed;
        let mut best: Option<(i64, usize, usize)> = None;
        let mut at = 0;
        for other in candidate.folded.split(|c: char| !c.is_alphanumeric()) {
            let score = match mistyped {
                _ if other.starts_with(word) => 3,
                Some(typed) if typed.is_near(other) => 2,
                Some(typed) if typed.is_near_beginning(other) => 1,
                _ => 0,
            };
            let length = other.chars().count();
            if score > best.map_or(0, |(score, _, _)| score) {
                best = Some((score, at, length));
            }
            at += length + 1;
        }
        best
    }
}

impl Matcher for Mistyped<'_> {
    fn score(&self, candidate: &Candidate<'_>) -> Option<i64> {
        let scores = self
            .words
            .iter()
            .map(|typed| Some(Self::best(candidate, typed)?.0));
        scores.sum()
    }

    fn places(&self, candidate: &Candidate<'_>) -> Vec<usize> {
        let found = self
            .words
            .iter()
            .filter_map(|typed| Self::best(candidate, typed));
        found.flat_map(|(_, at, length)| at..at + length).collect()
    }
}

/// The bytes of `text` that characters of its folded form come from.
fn marks(text: &str, mut places: Vec<usize>) -> Vec<Range<usize>> {
    places.sort_unstable();
    let mut places = places.into_iter().peekable();
    let mut marks: Vec<Range<usize>> = Vec::new();
    let mut n_folded = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let n_before = n_folded;
        n_folded += fold_chars(c).count();
        let is_mark_of_last =
            n_folded == n_before && marks.last().is_some_and(|last| last.end == at);
        let mut is_marked = is_mark_of_last;
        while places.next_if(|place| *place < n_folded).is_some() {
            is_marked = true;
        }
        if !is_marked {
            continue;
        }
        match marks.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => marks.push(at..end),
        }
    }
    marks
}

fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST_CANDIDATE);
    &text[..end.map_or(text.len(), |(end, _)| end)]
}

#[cfg(test)]
mod tests {
    use super::{Match, Palette};
    use proptest::prelude::any;
    use proptest::{prop_assert, prop_assert_eq, proptest};

    const TITLES: [&str; 7] = [
        "What is the National Guard?",
        "Ciudad de México",
        "Claudia Sheinbaum",
        "Ñuñoa, Łódź and a Straße",
        "Me\u{301}xico in figures",
        "The Guardian",
        "Guard",
    ];

    /// All that match, the best first.
    fn rank<'a>(query: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<Match> {
        Palette::new(candidates).rank(query, usize::MAX)
    }

    fn found(query: &str) -> Vec<&'static str> {
        let ranked = rank(query, TITLES);
        ranked.into_iter().map(|found| TITLES[found.idx]).collect()
    }

    /// The best candidate with what matched in brackets.
    fn best(query: &str) -> String {
        let ranked = rank(query, TITLES);
        let text = TITLES[ranked[0].idx];
        let mut drawn = String::new();
        let mut at = 0;
        for mark in &ranked[0].marks {
            drawn += &format!("{}[{}]", &text[at..mark.start], &text[mark.clone()]);
            at = mark.end;
        }
        drawn + &text[at..]
    }

    #[test]
    fn a_few_letters_find_a_title() {
        assert_eq!(best("cdm"), "[C]iudad [d]e [M]éxico");
        assert_eq!(best("de mexico"), "Ciudad [de] [México]");
        assert_eq!(best("MÉXICO fig"), "[Me\u{301}xico] in [fig]ures");
        assert_eq!(best("strasse"), "Ñuñoa, Łódź and a [Straße]");
        assert_eq!(best("lodz"), "Ñuñoa, [Łódź] and a Straße");
        assert_eq!(best("nunoa"), "[Ñuñoa], Łódź and a Straße");
        assert_eq!(best("guard national"), "What is the [National] [Guard]?");
        assert_eq!(
            found("guard"),
            ["Guard", "The Guardian", "What is the National Guard?"]
        );
    }

    #[test]
    fn what_stands_together_comes_before_scattered_letters() {
        let ranked = |query, titles: &[&'static str]| -> Vec<&'static str> {
            let ranked = rank(query, titles.iter().copied());
            ranked.into_iter().map(|found| titles[found.idx]).collect()
        };
        assert_eq!(
            ranked("theme", &["The metro and the roads", "another theme"]),
            ["another theme", "The metro and the roads"]
        );
        assert_eq!(
            ranked(
                "lang",
                &["Los Angeles Times", "slang", "another language, a long one"]
            ),
            ["another language, a long one", "slang", "Los Angeles Times"]
        );
        assert_eq!(
            ranked("cdm", &["Cada 50 minutos", "Ciudad de México"]),
            ["Ciudad de México", "Cada 50 minutos"]
        );
        // What is marked is what stands together, at the beginning of a word where there is one.
        let shown = rank("guard", ["Vanguardia and the Guard"]);
        assert_eq!(shown[0].marks.first(), Some(&(19..24)));
        let shown = rank("aña", ["laÑaaña"]);
        assert_eq!(shown[0].marks.first(), Some(&(1..5)));
    }

    #[test]
    fn a_typo_is_forgiven_when_nothing_matches() {
        for typed in ["shienbaum", "sheinbaun", "sheinxaum", "claudia shienbaum"] {
            assert_eq!(found(typed), ["Claudia Sheinbaum"], "{typed}");
        }
        assert_eq!(best("shienbaum"), "Claudia [Sheinbaum]");
        assert_eq!(best("ciudad mexcio"), "[Ciudad] de [México]");
        assert_eq!(best("strsase"), "Ñuñoa, Łódź and a [Straße]");
        assert_eq!(found("xyzzy"), [""; 0]);
    }

    #[test]
    fn nothing_typed_matches_all_in_their_order() {
        assert_eq!(found(" "), TITLES);
        assert_eq!(Palette::new(TITLES).rank("", 2).len(), 2);
        assert_eq!(Palette::new(TITLES).rank("", 0).len(), 0);
    }

    proptest! {
        #[test]
        fn marks_are_parts_of_the_candidates(
            texts in proptest::collection::vec("[a-d ßéÉ\u{301}日-]{0,12}", 0..6),
            odd in any::<String>(),
            query in "[a-dséE日 ]{0,5}",
        ) {
            let candidates = || texts.iter().map(String::as_str).chain([odd.as_str()]);
            let all: Vec<&str> = candidates().collect();
            let ranked = rank(&query, candidates());
            for found in &ranked {
                let mut end = None;
                for mark in &found.marks {
                    prop_assert!(all[found.idx].get(mark.clone()).is_some_and(|part| !part.is_empty()));
                    prop_assert!(end.is_none_or(|end| mark.start > end));
                    end = Some(mark.end);
                }
            }
            let few = Palette::new(candidates()).rank(&query, 3);
            prop_assert_eq!(&few[..], &ranked[..ranked.len().min(3)]);
            prop_assert_eq!(rank(&odd, candidates()), rank(&odd, candidates()));
        }

        #[test]
        fn a_score_does_not_depend_on_other_candidates(
            texts in proptest::collection::vec("[a-d -]{0,12}", 2..6),
            query in "[a-d]{1,5}",
        ) {
            let together = rank(&query, texts.iter().map(String::as_str));
            let is_fuzzy = together.iter().any(|found| found.score > 3);
            for found in together.iter().filter(|_| is_fuzzy) {
                let alone = rank(&query, [texts[found.idx].as_str()]);
                prop_assert_eq!(found.score, alone[0].score);
            }
        }
    }
}
