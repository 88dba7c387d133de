//! The resolved form of an explainer: what everything after loading works with.
//!
//! Owns the entities of the format (`docs/format.md`) as plain immutable values. Knows nothing of TOML,
//! of files or of screens. A `Library` is only made by lowering checked files or by reading a pack that was
//! made from one, so every id that an entity names resolves, and every text is a [`SafeText`].
//! Indices (`u32`) stand only inside one `Library`; whatever outlives it holds ids.

mod id;
mod library;
pub mod picture;
mod word;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::content::date::{Date, Period};
use crate::content::wording::{Prose, Text};
use crate::text::fold::fold;
use crate::text::{Lang, SafeText};

pub use crate::content::model::id::{
    AreaId, ChapterId, ChartId, CheckId, ClaimId, CommandId, ComparisonId, DerivationId, EventId,
    FaqId, GuideId, MapId, SectionId, SeriesId, SiteId, SourceId, TermId, TimelineId,
};
pub use crate::content::model::library::{Entity, Library};
pub use crate::content::model::word::{
    Agreement, BlockKind, ChartKind, ClaimKind, Every, Evidence, Operation, Reason, Rule,
    SourceKind, Tone, Word,
};

/// What the whole explainer is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Explainer {
    /// Names the reader's state for this explainer.
    pub id: CompactString,
    /// Its title.
    pub title: Text,
    /// What it is about.
    pub summary: Prose,
    /// What to know before reading.
    pub opening: Option<Prose>,
    /// Its languages; the first is the default.
    pub languages: Vec<Lang>,
    /// What the whole was last checked against.
    pub as_of: Date,
    /// The chapters' order.
    pub chapters: Vec<ChapterId>,
    /// Years after which an undisputed claim counts as stale.
    pub stale_after: Option<u32>,
}

/// One chapter: a file of sections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Chapter {
    /// Its id.
    pub id: ChapterId,
    /// Its title.
    pub title: Text,
    /// One or two sentences on it.
    pub summary: Text,
    /// What a reader will know after it.
    pub know: Option<Prose>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// What remains disputed.
    pub disputed: Option<Prose>,
}

/// A titled part of a chapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Section {
    /// Its id.
    pub id: SectionId,
    /// Its title.
    pub title: Text,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
}

/// One block of a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Block {
    /// The author's id, or the section's id and the block's number from 1: `numbers.3`.
    pub id: CompactString,
    /// What it shows.
    pub content: BlockContent,
}

/// What a block shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum BlockContent {
    /// Prose.
    Paragraph(Prose),
    /// A list of prose items.
    List {
        /// Its items.
        items: Vec<Prose>,
        /// Whether they are numbered.
        ordered: bool,
    },
    /// Somebody's words.
    Quote {
        /// The words.
        text: Prose,
        /// Where they stand.
        origin: QuoteOrigin,
    },
    /// Set apart from the text.
    Callout {
        /// What it is for.
        tone: Tone,
        /// Its title.
        title: Option<Text>,
        /// Its text.
        text: Prose,
    },
    /// A comparison, shown in place.
    Comparison {
        /// Which one.
        show: ComparisonId,
        /// What leads to it.
        lead: Option<Prose>,
    },
    /// An entry of the FAQ, shown in place.
    Question(FaqId),
    /// A derived figure, shown in place.
    Derivation(DerivationId),
    /// A chart, map, timeline or account of who holds what, shown in place, by its id.
    Picture(CompactString),
    /// A self-check, offered in place.
    Check(CheckId),
}

/// Where a quotation stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum QuoteOrigin {
    /// In the source that this claim cites.
    Claim(ClaimId),
    /// In this place of this source.
    Citation(Citation),
}

/// A document that claims rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// What kind of document it is.
    pub kind: SourceKind,
    /// Its title.
    pub title: Text,
    /// What a citation shows, when the author names it.
    pub short: Option<Text>,
    /// Who wrote it.
    pub author: Option<SafeText>,
    /// Who published it.
    pub publisher: Option<SafeText>,
    /// When it was published; `None` when undated.
    pub date: Option<Date>,
    /// Its address: `https`, `http` or `mailto`, checked.
    pub url: Option<SafeText>,
    /// The language it is written in.
    pub language: Option<Lang>,
    /// When the address was last seen.
    pub retrieved: Option<Date>,
    /// The interest behind it.
    pub interest: Option<Text>,
    /// What it can be relied on for.
    pub reliability: Option<Text>,
    /// The sources that it passes on.
    pub relays: Vec<SourceId>,
    /// Claims that cite it, in the order of the library.
    pub cited_by: Vec<u32>,
}

/// The pointer from a claim into a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Citation {
    /// The source.
    pub source: SourceId,
    /// The place in it, in words: "FAQ, question 2".
    pub locator: Option<Text>,
    /// The source's own words, where the wording matters.
    pub quote: Option<Text>,
}

/// An assertion with somebody who says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// What is asserted, in the explainer's words.
    pub text: Prose,
    /// What kind of assertion it is.
    pub kind: ClaimKind,
    /// Who says so.
    pub says: Text,
    /// When it held.
    pub as_of: Period,
    /// How well it is supported.
    pub evidence: Evidence,
    /// Whether others agree.
    pub agreement: Agreement,
    /// Where it stands in the sources.
    pub citations: Vec<Citation>,
    /// Its numbers.
    pub figures: Vec<Figure>,
    /// Claims that it speaks against; one that it names may speak against it too.
    pub contradicts: Vec<ClaimId>,
    /// Claims that it takes the place of.
    pub supersedes: Vec<ClaimId>,
    /// Claims that it says again.
    pub restates: Vec<ClaimId>,
    /// What would settle it.
    pub settle: Option<Text>,
    /// What was checked, and found.
    pub note: Option<Prose>,
    /// The other directions of the relations, and where the claim is cited.
    pub links: ClaimLinks,
}

/// What points at a claim; worked out when the library is made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct ClaimLinks {
    /// Claims that contradict it, beside those it contradicts itself.
    pub contradicted_by: Vec<u32>,
    /// Claims that supersede it.
    pub superseded_by: Vec<u32>,
    /// Claims that restate it.
    pub restated_by: Vec<u32>,
    /// Sections, FAQ entries, comparisons, events and derivations that cite it, by id, in reading order.
    pub cited_in: Vec<CompactString>,
    /// Claims with an equal value and unit but another population or definition: the same number, a different thing.
    pub same_number: Vec<u32>,
}

/// A number with its unit, and of what it is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Figure {
    /// The number.
    pub value: f64,
    /// What it counts, such as "people".
    pub unit: Text,
    /// Of whom or of what.
    pub population: Option<Text>,
    /// What is counted, and how.
    pub definition: Option<Text>,
    /// As it was printed.
    pub text: Option<Text>,
}

/// Sources or things set side by side, aspect by aspect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Comparison {
    /// Its id.
    pub id: ComparisonId,
    /// Its name.
    pub title: Text,
    /// What it answers.
    pub question: Text,
    /// What it shows, in a few sentences.
    pub summary: Option<Prose>,
    /// The columns; two or more.
    pub subjects: Vec<Subject>,
    /// The rows.
    pub aspects: Vec<Aspect>,
    /// Why they differ.
    pub why_differ: Vec<(Reason, Prose)>,
    /// What would settle it.
    pub settle: Prose,
}

/// A column of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Subject {
    /// Its id, unique in its comparison.
    pub id: CompactString,
    /// Its heading.
    pub title: Text,
    /// The source that the whole column is.
    pub source: Option<SourceId>,
}

/// A row of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Aspect {
    /// Its id, unique in its comparison.
    pub id: CompactString,
    /// Its heading.
    pub title: Text,
    /// One cell for each subject, in the subjects' order.
    pub cells: Vec<Cell>,
}

/// What one subject says on one aspect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Cell {
    /// A value with its claims.
    Value {
        /// What it says.
        text: Prose,
        /// When that held.
        as_of: Option<Period>,
        /// Where it comes from.
        claims: Vec<ClaimId>,
    },
    /// Empty on purpose, and why.
    None(Text),
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Faq {
    /// Its id.
    pub id: FaqId,
    /// The question.
    pub question: Text,
    /// The answer in a sentence or two.
    pub short: Prose,
    /// The answer in full.
    pub full: Option<Prose>,
    /// What remains disputed.
    pub disputed: Option<Prose>,
}

/// A term of the glossary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Term {
    /// Its id.
    pub id: TermId,
    /// The term.
    pub name: Text,
    /// What it means.
    pub definition: Prose,
    /// Other names for it.
    pub aliases: Vec<SafeText>,
    /// The full name behind a short form.
    pub expansion: Option<Text>,
    /// Terms to look at too.
    pub see: Vec<TermId>,
}

impl Term {
    /// The names that say more than the one that is shown in `lang`, each once.
    pub fn other_names(&self, lang: Lang) -> Vec<&str> {
        let mut said = vec![fold(self.name.get(lang))];
        let mut names = Vec::new();
        for alias in &self.aliases {
            let own = fold(alias);
            if !said[0].contains(&own) && !said.contains(&own) {
                said.push(own);
                names.push(alias.as_str());
            }
        }
        names
    }
}

/// A dated event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// When it happened.
    pub date: Period,
    /// Its title.
    pub title: Text,
    /// What happened.
    pub text: Prose,
    /// The group it belongs to.
    pub theme: Option<SafeText>,
    /// The section that treats it.
    pub about: Option<SectionId>,
}

/// An ordered path through the explainer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Guide {
    /// Its id.
    pub id: GuideId,
    /// The question that it answers.
    pub title: Text,
    /// What it leads to.
    pub summary: Text,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// Its stops.
    pub steps: Vec<Step>,
}

/// One stop of a guide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Step {
    /// The id of what it stops at.
    pub at: CompactString,
    /// Its title.
    pub title: Text,
    /// What to look for.
    pub text: Option<Prose>,
}

/// A figure worked out from others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Derivation {
    /// Its id.
    pub id: DerivationId,
    /// What it gives.
    pub title: Text,
    /// How.
    pub operation: Operation,
    /// From what.
    pub inputs: Vec<Input>,
    /// The unit of the result.
    pub unit: Text,
    /// The result, after rounding.
    pub result: f64,
    /// The step that the result is rounded to.
    pub round_to: Option<f64>,
    /// As it was printed.
    pub printed: Option<Text>,
    /// What to know about it.
    pub note: Option<Prose>,
}

/// One input of a derivation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Input {
    /// What it is.
    pub label: Text,
    /// The number.
    pub value: f64,
    /// The claim that it comes from.
    pub claim: Option<ClaimId>,
}
