//! The resolved form of an explainer: what everything after loading works with.
//!
//! Owns the entities of the format (`docs/format.md`) as plain immutable values. Knows nothing of TOML,
//! of files or of screens. A `Library` is only made by lowering checked files or by reading a pack that was
//! made from one, so every id that an entity names resolves, and every text is a [`SafeText`].
//! Indices (`u32`) stand only inside one `Library`; whatever outlives it holds ids.

use std::collections::HashMap;
use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::content::date::{Date, Period};
use crate::content::wording::{Prose, Text};
use crate::text::{Lang, SafeText};

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
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every value, in the order of the format reference.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The word that the format writes for it.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// The value that a word of the format stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }
    )*};
}

words! {
    /// What kind of assertion a claim is.
    ClaimKind {
        /// Something that is or happened.
        Fact = "fact",
        /// A number with a unit.
        Figure = "figure",
        /// A conclusion with a reason.
        Argument = "argument",
        /// A judgement.
        Opinion = "opinion",
        /// A statement about what will happen.
        Prediction = "prediction",
        /// What a word is taken to mean.
        Definition = "definition",
        /// What somebody should do.
        Recommendation = "recommendation",
    }
    /// How well a claim is supported; never merged with [`Agreement`] into one number.
    Evidence {
        /// A law, a judgment or an official count says so.
        OfficialRecord = "official-record",
        /// Two or more independent sources say so.
        Corroborated = "corroborated",
        /// One source says so.
        SingleSource = "single-source",
        /// It is said without a source.
        Asserted = "asserted",
        /// An opinion, which evidence does not settle.
        Opinion = "opinion",
        /// A prediction, which only time settles.
        Prediction = "prediction",
        /// It was looked for and not found.
        NotFound = "not-found",
    }
    /// Whether others agree with a claim.
    Agreement {
        /// Nobody is known to say otherwise.
        Undisputed = "undisputed",
        /// Sources differ.
        Disputed = "disputed",
        /// The evidence says otherwise.
        Contradicted = "contradicted",
        /// A later law or count has taken its place.
        Superseded = "superseded",
    }
    /// What kind of document a source is.
    SourceKind {
        /// A law, a decree or a gazette.
        Law = "law",
        /// A judgment.
        Court = "court",
        /// An official count.
        Statistics = "statistics",
        /// A statement or report of a government.
        Government = "government",
        /// Scholarly work.
        Academic = "academic",
        /// A non-governmental organisation.
        Ngo = "ngo",
        /// A think tank.
        ThinkTank = "think-tank",
        /// Reporting.
        Press = "press",
        /// A signed opinion.
        Opinion = "opinion",
        /// A page of the web with no publisher behind it.
        Web = "web",
    }
    /// Why sources differ.
    Reason {
        /// They speak of different dates.
        Date = "date",
        /// They mean different things by one word.
        Definition = "definition",
        /// They counted or inferred differently.
        Method = "method",
        /// They have different interests.
        Interest = "interest",
        /// One of them is wrong.
        Error = "error",
        /// They speak of different parts of the matter.
        Scope = "scope",
    }
    /// What a callout is for.
    Tone {
        /// Something worth knowing.
        Note = "note",
        /// Something to be careful with.
        Caution = "caution",
        /// Something that is disputed.
        Disputed = "disputed",
    }
    /// How a derived figure is worked out from its inputs.
    Operation {
        /// All inputs added.
        Sum = "sum",
        /// The first less all others.
        Difference = "difference",
        /// All inputs multiplied.
        Product = "product",
        /// The first divided by the second.
        Quotient = "quotient",
        /// The first as a share of the second, in percent.
        Percentage = "percentage",
        /// The change from the first to the second, in percent of the first.
        Change = "change",
        /// The first for each 100,000 of the second.
        RatePer100000 = "rate-per-100000",
    }
}

/// What the whole explainer is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
pub struct Block {
    /// The author's id, or the section's id and the block's number from 1: `numbers.3`.
    pub id: CompactString,
    /// What it shows.
    pub content: BlockContent,
}

/// What a block shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

/// Where a quotation stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum QuoteOrigin {
    /// In the source that this claim cites.
    Claim(ClaimId),
    /// In this place of this source.
    Citation(Citation),
}

/// A document that claims rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
pub struct Citation {
    /// The source.
    pub source: SourceId,
    /// The place in it, in words: "FAQ, question 2".
    pub locator: Option<SafeText>,
    /// The source's own words, where the wording matters.
    pub quote: Option<Text>,
}

/// An assertion with somebody who says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Claims that it contradicts.
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

/// A dated event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
pub struct Input {
    /// What it is.
    pub label: Text,
    /// The number.
    pub value: f64,
    /// The claim that it comes from.
    pub claim: Option<ClaimId>,
}

/// What an id stands for, by its index in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// `chapters[0]`.
    Chapter(u32),
    /// `chapters[0].sections[1]`.
    Section(u32, u32),
    /// `chapters[0].sections[1].blocks[2]`.
    Block(u32, u32, u32),
    /// `sources[0]`.
    Source(u32),
    /// `claims[0]`.
    Claim(u32),
    /// `comparisons[0]`.
    Comparison(u32),
    /// `faqs[0]`.
    Faq(u32),
    /// `terms[0]`.
    Term(u32),
    /// `events[0]`.
    Event(u32),
    /// `guides[0]`.
    Guide(u32),
    /// `derivations[0]`.
    Derivation(u32),
}

/// A whole explainer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Library {
    /// What it is.
    pub explainer: Explainer,
    /// Its chapters, in reading order.
    pub chapters: Vec<Chapter>,
    /// Its sources, in the order of their files.
    pub sources: Vec<Source>,
    /// Its claims, in the order of their files.
    pub claims: Vec<Claim>,
    /// Its comparisons.
    pub comparisons: Vec<Comparison>,
    /// Its FAQ.
    pub faqs: Vec<Faq>,
    /// Its glossary.
    pub terms: Vec<Term>,
    /// Its timeline, by date.
    pub events: Vec<Event>,
    /// Its guides.
    pub guides: Vec<Guide>,
    /// Its derived figures.
    pub derivations: Vec<Derivation>,
    /// Every id; rebuilt by [`Library::index_ids`] after reading a pack.
    #[serde(skip)]
    ids: HashMap<CompactString, Entity>,
}

impl Library {
    /// An explainer with nothing in it yet but its head.
    pub fn empty(explainer: Explainer) -> Self {
        Library {
            explainer,
            chapters: Vec::new(),
            sources: Vec::new(),
            claims: Vec::new(),
            comparisons: Vec::new(),
            faqs: Vec::new(),
            terms: Vec::new(),
            events: Vec::new(),
            guides: Vec::new(),
            derivations: Vec::new(),
            ids: HashMap::new(),
        }
    }

    /// Makes [`Library::find`] know every id; to be called once, after the last change.
    pub fn index_ids(&mut self) {
        let mut ids = HashMap::with_capacity(self.claims.len() + self.sources.len() + 256);
        let mut add = |id: &str, entity| {
            ids.insert(CompactString::from(id), entity);
        };
        for (c, chapter) in (0u32..).zip(&self.chapters) {
            add(chapter.id.as_str(), Entity::Chapter(c));
            for (s, section) in (0u32..).zip(&chapter.sections) {
                add(section.id.as_str(), Entity::Section(c, s));
                for (b, block) in (0u32..).zip(&section.blocks) {
                    add(&block.id, Entity::Block(c, s, b));
                }
            }
        }
        for (i, x) in (0u32..).zip(&self.sources) {
            add(x.id.as_str(), Entity::Source(i));
        }
        for (i, x) in (0u32..).zip(&self.claims) {
            add(x.id.as_str(), Entity::Claim(i));
        }
        for (i, x) in (0u32..).zip(&self.comparisons) {
            add(x.id.as_str(), Entity::Comparison(i));
        }
        for (i, x) in (0u32..).zip(&self.faqs) {
            add(x.id.as_str(), Entity::Faq(i));
        }
        for (i, x) in (0u32..).zip(&self.terms) {
            add(x.id.as_str(), Entity::Term(i));
        }
        for (i, x) in (0u32..).zip(&self.events) {
            add(x.id.as_str(), Entity::Event(i));
        }
        for (i, x) in (0u32..).zip(&self.guides) {
            add(x.id.as_str(), Entity::Guide(i));
        }
        for (i, x) in (0u32..).zip(&self.derivations) {
            add(x.id.as_str(), Entity::Derivation(i));
        }
        self.ids = ids;
    }

    /// Every id, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let mut ids: Vec<&str> = self.ids.keys().map(CompactString::as_str).collect();
        ids.sort_unstable();
        ids.into_iter()
    }

    /// What an id stands for.
    pub fn find(&self, id: &str) -> Option<Entity> {
        self.ids.get(id).copied()
    }

    /// The claim with this id.
    pub fn claim(&self, id: &ClaimId) -> Option<&Claim> {
        match self.find(id.as_str())? {
            Entity::Claim(i) => self.claims.get(i as usize),
            _ => None,
        }
    }

    /// The source with this id.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        match self.find(id.as_str())? {
            Entity::Source(i) => self.sources.get(i as usize),
            _ => None,
        }
    }

    /// The first language of the explainer.
    pub fn default_language(&self) -> Lang {
        self.explainer
            .languages
            .first()
            .copied()
            .unwrap_or(Lang::EN)
    }

    /// The id of an entity.
    pub fn id_of(&self, entity: Entity) -> &str {
        let at = |i: u32| i as usize;
        match entity {
            Entity::Chapter(c) => self.chapters[at(c)].id.as_str(),
            Entity::Section(c, s) => self.chapters[at(c)].sections[at(s)].id.as_str(),
            Entity::Block(c, s, b) => &self.chapters[at(c)].sections[at(s)].blocks[at(b)].id,
            Entity::Source(i) => self.sources[at(i)].id.as_str(),
            Entity::Claim(i) => self.claims[at(i)].id.as_str(),
            Entity::Comparison(i) => self.comparisons[at(i)].id.as_str(),
            Entity::Faq(i) => self.faqs[at(i)].id.as_str(),
            Entity::Term(i) => self.terms[at(i)].id.as_str(),
            Entity::Event(i) => self.events[at(i)].id.as_str(),
            Entity::Guide(i) => self.guides[at(i)].id.as_str(),
            Entity::Derivation(i) => self.derivations[at(i)].id.as_str(),
        }
    }

    /// The title of an entity in `lang`: what a list, a breadcrumb or a reference shows. A claim's is its text
    /// with its markup.
    pub fn title_of(&self, entity: Entity, lang: Lang) -> &str {
        let at = |i: u32| i as usize;
        match entity {
            Entity::Chapter(c) => self.chapters[at(c)].title.get(lang),
            Entity::Section(c, s) | Entity::Block(c, s, _) => {
                self.chapters[at(c)].sections[at(s)].title.get(lang)
            }
            Entity::Source(i) => self.sources[at(i)].title.get(lang),
            Entity::Claim(i) => self.claims[at(i)].text.get(lang),
            Entity::Comparison(i) => self.comparisons[at(i)].title.get(lang),
            Entity::Faq(i) => self.faqs[at(i)].question.get(lang),
            Entity::Term(i) => self.terms[at(i)].name.get(lang),
            Entity::Event(i) => self.events[at(i)].title.get(lang),
            Entity::Guide(i) => self.guides[at(i)].title.get(lang),
            Entity::Derivation(i) => self.derivations[at(i)].title.get(lang),
        }
    }
}
