//! How closely a word of a passage answers a word of a query.

/// From the closest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The same word, accents included.
    Exact,
    /// The same word but for accents that were not typed.
    Folded,
    /// Another form of the same word.
    Stem,
    /// A word that begins with what was typed.
    Prefix,
    /// A word one typo away.
    Typo,
}

impl Level {
    /// What an occurrence counts, as a share of an exact one. Chosen so that one word at one level outranks the same
    /// number of words at the next.
    pub fn weight(self) -> f32 {
        match self {
            Level::Exact => 1.0,
            Level::Folded => 0.9,
            Level::Stem => 0.6,
            Level::Prefix => 0.4,
            Level::Typo => 0.25,
        }
    }
}
