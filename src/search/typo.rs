//! One typo: a letter too many, too few or wrong, or two neighbours swapped.

/// A word that was typed, made ready for being compared with many.
#[derive(Debug)]
pub struct Typed {
    letters: Vec<char>,
    signature: u32,
}

/// Words shorter than this are never taken for a typo: too many words are one letter away.
pub const SHORTEST: usize = 4;

/// Which letters a word has, one bit for each: words that are one typo apart differ in two at most, so most words are
/// ruled out without looking at their letters.
pub fn signature(word: &str) -> u32 {
    word.chars()
        .fold(0, |bits, c| bits | 1 << (u32::from(c) % 32))
}

impl Typed {
    /// Makes `word` ready; `None` if it is too short, or has a digit: another number is not a typo.
    pub fn new(word: &str) -> Option<Self> {
        let letters: Vec<char> = word.chars().collect();
        let may_be_typo = letters.len() >= SHORTEST && !letters.iter().any(|c| c.is_numeric());
        may_be_typo.then(|| Typed {
            signature: signature(word),
            letters,
        })
    }

    /// Whether `word`, of `signature`, can be one typo away.
    pub fn may_be(&self, signature: u32) -> bool {
        (self.signature ^ signature).count_ones() <= 2
    }

    /// Whether a word of `signature` can begin with something one typo away.
    pub fn may_begin(&self, signature: u32) -> bool {
        (self.signature & !signature).count_ones() <= 1
    }

    /// Whether `word` is one typo away.
    pub fn is_near(&self, word: &str) -> bool {
        self.distance(word, Rest::None)
    }

    /// Whether `word` begins with something that is one typo away.
    pub fn is_near_beginning(&self, word: &str) -> bool {
        self.distance(word, Rest::Any)
    }

    fn distance(&self, word: &str, rest: Rest) -> bool {
        let typed = &self.letters[..];
        let mut chars = word.chars();
        let mut same = 0;
        // What `word` has from the first difference on.
        let from_here = loop {
            let here = chars.clone();
            match (typed.get(same), chars.next()) {
                (Some(a), Some(b)) if *a == b => same += 1,
                (None, None) => return false,
                _ => break here,
            }
        };
        let typed = &typed[same..];
        let skipped = |n: usize| {
            let mut rest = from_here.clone();
            (0..n).all(|_| rest.next().is_some()).then_some(rest)
        };
        let ends_alike = |typed: &[char], word: Option<std::str::Chars<'_>>| {
            word.is_some_and(|mut word| {
                typed.iter().all(|c| word.next() == Some(*c))
                    && (rest == Rest::Any || word.next().is_none())
            })
        };
        let is_swap = || match (typed, skipped(0)) {
            ([a, b, ..], Some(mut word)) => word.next() == Some(*b) && word.next() == Some(*a),
            _ => false,
        };
        // Too few typed, too many typed, a wrong one, two swapped.
        ends_alike(typed, skipped(1))
            || !typed.is_empty() && ends_alike(&typed[1..], skipped(0))
            || !typed.is_empty() && ends_alike(&typed[1..], skipped(1))
            || is_swap() && ends_alike(&typed[2..], skipped(2))
    }
}

/// What may follow in the word behind what was typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    None,
    Any,
}

#[cfg(test)]
mod tests {
    use super::{Typed, signature};
    use proptest::{prop_assert, prop_assert_eq, proptest};

    #[test]
    fn one_typo_is_forgiven_and_not_two() {
        for (typed, word, near) in [
            ("shienbaum", "sheinbaum", true),
            ("sheinbam", "sheinbaum", true),
            ("sheinbaun", "sheinbaum", true),
            ("sheinbaumm", "sheinbaum", true),
            ("xheinbaum", "sheinbaum", true),
            ("heinbaum", "sheinbaum", true),
            ("sheinbaum", "sheinbaum", false),
            ("shienbam", "sheinbaum", false),
            ("sheinbaumers", "sheinbaum", false),
            ("lodz", "lodzz", true),
        ] {
            assert_eq!(
                Typed::new(typed).unwrap().is_near(word),
                near,
                "{typed} {word}"
            );
        }
        assert!(Typed::new("cat").is_none());
        assert!(Typed::new("2019").is_none());
        assert!(Typed::new("shien").unwrap().is_near_beginning("sheinbaum"));
        assert!(!Typed::new("sehni").unwrap().is_near_beginning("sheinbaum"));
    }

    /// The restricted Damerau-Levenshtein distance, by its definition.
    fn slow_distance(a: &[char], b: &[char]) -> usize {
        match (a, b) {
            ([], rest) | (rest, []) => rest.len(),
            ([x, a @ ..], [y, b @ ..]) if x == y => slow_distance(a, b),
            ([_, a_rest @ ..], [_, b_rest @ ..]) => {
                let mut least = slow_distance(a_rest, b)
                    .min(slow_distance(a, b_rest))
                    .min(slow_distance(a_rest, b_rest));
                if let ([p, q, a @ ..], [r, s, b @ ..]) = (a, b)
                    && (p, q) == (s, r)
                {
                    least = least.min(slow_distance(a, b));
                }
                least + 1
            }
        }
    }

    proptest! {
        #[test]
        fn nearness_is_the_textbook_distance(a in "[abcñ]{4,6}", b in "[abcñ]{0,7}") {
            let typed = Typed::new(&a).unwrap();
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let near = slow_distance(&x, &y) == 1;
            prop_assert_eq!(typed.is_near(&b), near);
            prop_assert!(!near || typed.may_be(signature(&b)));
            let begins = (0..=y.len()).any(|n| slow_distance(&x, &y[..n]) <= 1);
            let begins_exactly = b.starts_with(&a);
            prop_assert!(typed.is_near_beginning(&b) == begins || begins_exactly);
            prop_assert!(!begins || typed.may_begin(signature(&b)));
        }
    }
}
