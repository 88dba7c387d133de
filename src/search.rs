//! Finding things: a full-text index over passages, marks and snippets in what was found, and the jump palette's matcher.
//!
//! Whoever owns the content cuts it into [`Passage`]s and keeps their texts; the index keeps only what finding and
//! ranking need, and answers with the caller's keys. Texts and queries go through one analysis (words, then lower
//! case, folding and stems), so what is found is also what is marked. Knows nothing of what a passage is part of.
//! Results depend on passages and query alone: equal scores are in the order of the keys.

pub mod index;
pub mod marker;
pub mod palette;
pub mod query;
pub mod snippet;

mod levels;
mod postings;
pub mod stem;
mod strings;
mod typo;
mod vocabulary;
mod words;

use crate::text::Lang;

/// A piece of content that is found as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What the caller knows it by.
    pub key: u32,
    /// What the caller calls its kind; it comes back with a hit.
    pub kind: u8,
    /// Its title: words in it weigh more.
    pub title: String,
    /// Its text.
    pub body: String,
    /// The language of both, for stems.
    pub lang: Lang,
    /// What filters may ask of it; several values of one facet are alternatives.
    pub facets: Vec<(Facet, String)>,
}

/// What a filter in a query asks of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// `source:`, who says so.
    Source,
    /// `kind:`, what kind of thing it is.
    Kind,
    /// `status:`, how well it holds.
    Status,
    /// `in:`, the part of the content it stands in.
    In,
}

impl Facet {
    /// Every facet.
    pub const ALL: &[Facet] = &[Facet::Source, Facet::Kind, Facet::Status, Facet::In];

    /// What a query writes before the colon.
    pub fn word(self) -> &'static str {
        match self {
            Facet::Source => "source",
            Facet::Kind => "kind",
            Facet::Status => "status",
            Facet::In => "in",
        }
    }
}
