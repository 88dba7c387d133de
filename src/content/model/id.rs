//! Ids as types: each names one kind of entity, and is the author's kebab-case string.

use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(CompactString);

        impl $name {
            /// Wraps an id that has been checked to be one.
            pub fn new(id: impl Into<CompactString>) -> Self {
                Self(id.into())
            }

            /// The author's kebab-case string.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// Names a chapter.
    ChapterId,
    /// Names a section.
    SectionId,
    /// Names a source.
    SourceId,
    /// Names a claim.
    ClaimId,
    /// Names a comparison.
    ComparisonId,
    /// Names an entry of the FAQ.
    FaqId,
    /// Names a glossary term.
    TermId,
    /// Names an event of the timeline.
    EventId,
    /// Names a guide.
    GuideId,
    /// Names a figure worked out from others.
    DerivationId,
    /// Names a series of values.
    SeriesId,
    /// Names a chart.
    ChartId,
    /// Names a map.
    MapId,
    /// Names an area of a map.
    AreaId,
    /// Names a place on a map.
    SiteId,
    /// Names an account of who holds what.
    CommandId,
    /// Names a timeline.
    TimelineId,
    /// Names a self-check.
    CheckId,
}
