//! Where a reader can be: places, and exact locations in them.
//!
//! Places are made of ids and words, so that they outlive a replaced edition, a resize and a restart. Their text form
//! ([`std::fmt::Display`], [`Place::parse`]) is what the command line takes and the state files keep. What an author numbers and does not
//! name is a number here too: an option of a self-check, a shade of a map, a point of a chart without date or area, an input of a figure. Where
//! content has changed, such a number may stand for another one or for none, but the page is still that of the id before it.

pub mod view;

use std::fmt;

use crate::content::model::{
    Agreement, ChapterId, CheckId, ClaimId, ClaimKind, ComparisonId, DerivationId, Entity,
    Evidence, FaqId, GuideId, Library, SourceId,
};
use crate::place::view::{PictureView, Reckoning};
use crate::text::near::nearest;

/// A place that has a page of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// The first page.
    Home,
    /// A chapter, all its sections one after the other.
    Chapter(ChapterId),
    /// The claims ledger.
    Claims(LedgerView),
    /// One claim.
    Claim(ClaimId),
    /// All sources.
    Sources,
    /// One source, with everything it is cited for.
    Source(SourceId),
    /// All sources as references.
    Bibliography,
    /// All comparisons.
    Comparisons,
    /// One comparison.
    Comparison(ComparisonId, ComparisonView),
    /// The timeline as a list.
    Timeline,
    /// The glossary.
    Glossary,
    /// All questions.
    Faqs,
    /// One question.
    Faq(FaqId),
    /// All guides.
    Guides,
    /// One guide.
    Guide(GuideId),
    /// A derived figure, with what the reader put in.
    Derivation(DerivationId, Reckoning),
    /// All pictures, figures to redo and self-checks.
    Pictures,
    /// A chart, a map, a timeline, or who holds what, by its id.
    Picture(String, PictureView),
    /// A self-check, with the number of the option that was chosen.
    Check(CheckId, Option<u8>),
    /// What a query found.
    Search(String),
    /// The reader's bookmarks and notes.
    Bookmarks,
    /// Keys and marks.
    Help,
}

/// How many pairs of letters are compared to find the place that was meant: those of some ten thousand ids, about 50 ms. A visitor of a kiosk
/// may ask for any name, and others wait meanwhile.
const COMPARED: usize = 5_000_000;

/// A screen's word, and what it opens.
type Screen = (&'static str, fn() -> Place);

/// The screens that have a word of their own.
const SCREENS: &[Screen] = &[
    ("home", || Place::Home),
    ("claims", || Place::Claims(LedgerView::default())),
    ("sources", || Place::Sources),
    ("bibliography", || Place::Bibliography),
    ("comparisons", || Place::Comparisons),
    ("timeline", || Place::Timeline),
    ("glossary", || Place::Glossary),
    ("faq", || Place::Faqs),
    ("guides", || Place::Guides),
    ("search", || Place::Search(String::new())),
    ("pictures", || Place::Pictures),
    ("bookmarks", || Place::Bookmarks),
    ("help", || Place::Help),
];

impl Place {
    /// Every screen that has a word of its own, with this word.
    pub fn screens() -> impl Iterator<Item = (&'static str, Place)> {
        SCREENS.iter().map(|(word, make)| (*word, make()))
    }

    /// The page itself, however it is looked at: without the columns chosen, the point walked to, numbers put in, or the answer given. The
    /// ledger's filters make other lists of it, and stay.
    pub fn page(&self) -> Place {
        match self {
            Place::Comparison(id, _) => Place::Comparison(id.clone(), ComparisonView::default()),
            Place::Derivation(id, _) => Place::Derivation(id.clone(), Reckoning::default()),
            Place::Picture(id, _) => Place::Picture(id.clone(), PictureView::default()),
            Place::Check(id, _) => Place::Check(id.clone(), None),
            other => other.clone(),
        }
    }

    /// The location that `text` names: any id, or a screen's word, with what follows a `?`. An id goes before a word.
    pub fn parse(text: &str, library: &Library) -> Option<Location> {
        if let Some(entity) = library.find(text) {
            return Some(Location::of(entity, library));
        }
        let (word, rest) = text.split_once('?').unwrap_or((text, ""));
        if let Some(Entity::Comparison(i)) = library.find(word) {
            let id = library.comparisons[i as usize].id.clone();
            return Some(Location::top(Place::Comparison(
                id,
                ComparisonView::parse(rest),
            )));
        }
        match library.find(word) {
            Some(entity @ Entity::Derivation(_)) => {
                let id = DerivationId::new(library.id_of(entity));
                return Some(Location::top(Place::Derivation(id, Reckoning::parse(rest))));
            }
            Some(entity) if picture_of(entity) => {
                let id = library.id_of(entity).to_string();
                return Some(Location::top(Place::Picture(id, PictureView::parse(rest))));
            }
            Some(entity @ Entity::Check(_)) => {
                let id = CheckId::new(library.id_of(entity));
                return Some(Location::top(Place::Check(id, rest.parse().ok())));
            }
            Some(_) | None => {}
        }
        let (_, screen) = Place::screens().find(|(name, _)| *name == word)?;
        Some(Location::top(match screen {
            Place::Claims(_) => Place::Claims(LedgerView::parse(rest)),
            Place::Search(_) => Place::Search(rest.to_string()),
            screen => screen,
        }))
    }

    /// The id or screen that is nearest to a name which leads nowhere, if any is near.
    pub fn nearest(name: &str, library: &Library) -> Option<String> {
        let screens = Place::screens().map(|(word, _)| word);
        let ids = library.ids().chain(screens);
        nearest(name, ids, &mut { COMPARED }).map(str::to_string)
    }

    /// Whether everything that the place names is in `library`.
    pub fn exists_in(&self, library: &Library) -> bool {
        let has = |id: &str| library.find(id).is_some();
        match self {
            Place::Chapter(id) => has(id.as_str()),
            Place::Claim(id) => has(id.as_str()),
            Place::Source(id) => has(id.as_str()),
            Place::Comparison(id, _) => has(id.as_str()),
            Place::Faq(id) => has(id.as_str()),
            Place::Guide(id) => has(id.as_str()),
            Place::Derivation(id, _) => has(id.as_str()),
            Place::Picture(id, _) => has(id),
            Place::Check(id, _) => has(id.as_str()),
            Place::Home
            | Place::Claims(_)
            | Place::Sources
            | Place::Bibliography
            | Place::Comparisons
            | Place::Timeline
            | Place::Glossary
            | Place::Faqs
            | Place::Guides
            | Place::Pictures
            | Place::Search(_)
            | Place::Bookmarks
            | Place::Help => true,
        }
    }

    /// Where a place that is gone leads to: the list that it stood in.
    pub fn parent(&self) -> Place {
        match self {
            Place::Claim(_) => Place::Claims(LedgerView::default()),
            Place::Source(_) => Place::Sources,
            Place::Comparison(..) => Place::Comparisons,
            Place::Faq(_) => Place::Faqs,
            Place::Guide(_) => Place::Guides,
            Place::Picture(..) | Place::Derivation(..) | Place::Check(..) => Place::Pictures,
            _ => Place::Home,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Chapter(id) => write!(f, "{id}"),
            Place::Claim(id) => write!(f, "{id}"),
            Place::Source(id) => write!(f, "{id}"),
            Place::Faq(id) => write!(f, "{id}"),
            Place::Guide(id) => write!(f, "{id}"),
            Place::Derivation(id, own) if own.0.is_empty() => write!(f, "{id}"),
            Place::Derivation(id, own) => write!(f, "{id}?{own}"),
            Place::Picture(id, view) if *view == PictureView::default() => f.write_str(id),
            Place::Picture(id, view) => write!(f, "{id}?{view}"),
            Place::Check(id, None) => write!(f, "{id}"),
            Place::Check(id, Some(chosen)) => write!(f, "{id}?{chosen}"),
            Place::Pictures => f.write_str("pictures"),
            Place::Comparison(id, view) if *view == ComparisonView::default() => write!(f, "{id}"),
            Place::Comparison(id, view) => write!(f, "{id}?{view}"),
            Place::Claims(view) if *view == LedgerView::default() => f.write_str("claims"),
            Place::Claims(view) => write!(f, "claims?{view}"),
            Place::Search(query) if query.is_empty() => f.write_str("search"),
            Place::Search(query) => write!(f, "search?{query}"),
            Place::Home => f.write_str("home"),
            Place::Sources => f.write_str("sources"),
            Place::Bibliography => f.write_str("bibliography"),
            Place::Comparisons => f.write_str("comparisons"),
            Place::Timeline => f.write_str("timeline"),
            Place::Glossary => f.write_str("glossary"),
            Place::Faqs => f.write_str("faq"),
            Place::Guides => f.write_str("guides"),
            Place::Bookmarks => f.write_str("bookmarks"),
            Place::Help => f.write_str("help"),
        }
    }
}

/// What the ledger shows, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct LedgerView {
    /// Only claims cited in this chapter.
    pub chapter: Option<ChapterId>,
    /// Only claims that cite this source.
    pub source: Option<SourceId>,
    /// Only claims said by somebody whose name is this, in the explainer's first language.
    pub says: Option<String>,
    /// Only claims of this kind.
    pub kind: Option<ClaimKind>,
    /// Only claims with this evidence.
    pub evidence: Option<Evidence>,
    /// Only claims with this agreement.
    pub agreement: Option<Agreement>,
    /// The order.
    pub sort: Sort,
}

/// The order of the ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// As the files have them.
    #[default]
    Place,
    /// By as-of, the newest first.
    Date,
    /// By who says so.
    Speaker,
    /// The most contested first.
    Status,
}

impl Sort {
    /// Every order, in the order in which a key steps through them.
    pub const ALL: &[Sort] = &[Sort::Place, Sort::Date, Sort::Speaker, Sort::Status];

    /// What the text form of a place calls it.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Place => "place",
            Sort::Date => "date",
            Sort::Speaker => "says",
            Sort::Status => "status",
        }
    }
}

impl LedgerView {
    /// Reads what [`fmt::Display`] writes; parts that say nothing are left out.
    fn parse(text: &str) -> Self {
        let mut view = LedgerView::default();
        for part in text.split('&') {
            let Some((key, value)) = part.split_once('=') else {
                continue;
            };
            match key {
                "chapter" => view.chapter = Some(ChapterId::new(value)),
                "source" => view.source = Some(SourceId::new(value)),
                "says" => view.says = Some(value.replace('+', " ")),
                "kind" => view.kind = ClaimKind::from_word(value),
                "evidence" => view.evidence = Evidence::from_word(value),
                "agreement" => view.agreement = Agreement::from_word(value),
                "sort" => {
                    view.sort = Sort::ALL
                        .iter()
                        .copied()
                        .find(|s| s.word() == value)
                        .unwrap_or_default()
                }
                _ => {}
            }
        }
        view
    }
}

impl fmt::Display for LedgerView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        let mut add =
            |key: &str, value: &str| parts.push(format!("{key}={}", value.replace(' ', "+")));
        if let Some(chapter) = &self.chapter {
            add("chapter", chapter.as_str());
        }
        if let Some(source) = &self.source {
            add("source", source.as_str());
        }
        if let Some(says) = &self.says {
            add("says", says);
        }
        if let Some(kind) = self.kind {
            add("kind", kind.word());
        }
        if let Some(evidence) = self.evidence {
            add("evidence", evidence.word());
        }
        if let Some(agreement) = self.agreement {
            add("agreement", agreement.word());
        }
        if self.sort != Sort::default() {
            add("sort", self.sort.word());
        }
        f.write_str(&parts.join("&"))
    }
}

/// Which columns of a comparison are shown, and which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ComparisonView {
    /// The columns by their subjects' ids, in the order shown; all when empty.
    pub columns: Vec<String>,
    /// Only rows whose cells differ.
    pub only_differing: bool,
}

impl ComparisonView {
    fn parse(text: &str) -> Self {
        let mut view = ComparisonView::default();
        for part in text.split('&') {
            match part.split_once('=') {
                Some(("columns", ids)) => {
                    view.columns = ids.split(',').map(str::to_string).collect()
                }
                None if part == "differing" => view.only_differing = true,
                _ => {}
            }
        }
        view
    }
}

impl fmt::Display for ComparisonView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns =
            (!self.columns.is_empty()).then(|| format!("columns={}", self.columns.join(",")));
        let differing = self.only_differing.then(|| "differing".to_string());
        let parts: Vec<String> = columns.into_iter().chain(differing).collect();
        f.write_str(&parts.join("&"))
    }
}

/// An exact place: a page, an entry on it, and how far into its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Location {
    /// The page.
    pub place: Place,
    /// The entry's key; empty for the top of the page.
    pub key: String,
    /// How far into the entry's text, in its own units: comparable only with offsets of the same entry.
    pub offset: usize,
}

impl Location {
    /// The top of a page.
    pub fn top(place: Place) -> Self {
        Location {
            place,
            key: String::new(),
            offset: 0,
        }
    }

    /// The beginning of an entry of a page.
    pub fn at(place: Place, key: &str) -> Self {
        Location {
            place,
            key: key.to_string(),
            offset: 0,
        }
    }

    /// Where an entity is read.
    pub fn of(entity: Entity, library: &Library) -> Self {
        let id = library.id_of(entity);
        let at = |i: u32| i as usize;
        match entity {
            Entity::Chapter(c) => Location::top(Place::Chapter(library.chapters[at(c)].id.clone())),
            Entity::Section(c, _) | Entity::Block(c, _, _) => {
                Location::at(Place::Chapter(library.chapters[at(c)].id.clone()), id)
            }
            Entity::Source(i) => Location::top(Place::Source(library.sources[at(i)].id.clone())),
            Entity::Claim(i) => Location::top(Place::Claim(library.claims[at(i)].id.clone())),
            Entity::Comparison(i) => {
                let id = library.comparisons[at(i)].id.clone();
                Location::top(Place::Comparison(id, ComparisonView::default()))
            }
            Entity::Faq(i) => Location::top(Place::Faq(library.faqs[at(i)].id.clone())),
            Entity::Term(_) => Location::at(Place::Glossary, id),
            Entity::Event(_) => Location::at(Place::Timeline, id),
            Entity::Guide(i) => Location::top(Place::Guide(library.guides[at(i)].id.clone())),
            Entity::Derivation(i) => {
                let id = library.derivations[at(i)].id.clone();
                Location::top(Place::Derivation(id, Reckoning::default()))
            }
            Entity::Chart(_) | Entity::Map(_) | Entity::Command(_) | Entity::Timeline(_) => {
                Location::top(Place::Picture(id.to_string(), PictureView::default()))
            }
            Entity::Series(i) => {
                let own = &library.series[at(i)].id;
                let chart = library
                    .charts
                    .iter()
                    .find(|chart| chart.series.contains(own));
                chart.map_or(Location::top(Place::Pictures), |chart| {
                    Location::top(Place::Picture(chart.id.to_string(), PictureView::default()))
                })
            }
            Entity::Area(m, _) => {
                let map = library.maps[at(m)].id.to_string();
                Location::top(Place::Picture(map, PictureView::default().standing(id)))
            }
            Entity::Site(i) => {
                let map = library.sites[at(i)].map.to_string();
                Location::top(Place::Picture(map, PictureView::default().standing(id)))
            }
            Entity::Check(i) => Location::top(Place::Check(library.checks[at(i)].id.clone(), None)),
        }
    }
}

/// Whether an entity is a picture with a page of its own.
pub fn picture_of(entity: Entity) -> bool {
    matches!(
        entity,
        Entity::Chart(_) | Entity::Map(_) | Entity::Command(_) | Entity::Timeline(_)
    )
}
