//! What lowering notes beside the library: every id where it is given and used, where keys stand, and what could not be read.
//!
//! Resolving and checking come after every file, when the tables are gone; all that they need to know of them is here. Each file has notes of its
//! own, which are shared by all states of a folder in which the file is the same; [`Noted`] are those of a whole folder.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use compact_str::CompactString;

use crate::content::allow;
use crate::content::fields::is_id;
use crate::content::load::Mendable;
use crate::diagnostic::{Diagnostic, Span};
use crate::text::Lang;

/// What an id stands for, or what a reference must stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A chapter.
    Chapter,
    /// A section.
    Section,
    /// A block with an id of its own.
    Block,
    /// A source.
    Source,
    /// A claim.
    Claim,
    /// A comparison.
    Comparison,
    /// An entry of the FAQ.
    Faq,
    /// A term.
    Term,
    /// An event.
    Event,
    /// A guide.
    Guide,
    /// A derived figure.
    Derivation,
    /// A series of values.
    Series,
    /// A chart.
    Chart,
    /// A map.
    Map,
    /// An area of a map.
    Area,
    /// A place on a map.
    Site,
    /// An account of who holds what.
    Command,
    /// A timeline.
    Timeline,
    /// A self-check.
    Check,
    /// Any of the four kinds of picture; no id is given to one as such.
    Picture,
}

impl Kind {
    /// Every kind.
    const ALL: [Kind; 20] = [
        Kind::Chapter,
        Kind::Section,
        Kind::Block,
        Kind::Source,
        Kind::Claim,
        Kind::Comparison,
        Kind::Faq,
        Kind::Term,
        Kind::Event,
        Kind::Guide,
        Kind::Derivation,
        Kind::Series,
        Kind::Chart,
        Kind::Map,
        Kind::Area,
        Kind::Site,
        Kind::Command,
        Kind::Timeline,
        Kind::Check,
        Kind::Picture,
    ];

    /// Whether what is of this kind may stand where `wanted` is asked for.
    pub fn is(self, wanted: Kind) -> bool {
        let pictures = [Kind::Chart, Kind::Map, Kind::Command, Kind::Timeline];
        self == wanted || (wanted == Kind::Picture && pictures.contains(&self))
    }

    /// What messages call it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Chapter => "a chapter",
            Kind::Section => "a section",
            Kind::Block => "a block",
            Kind::Source => "a source",
            Kind::Claim => "a claim",
            Kind::Comparison => "a comparison",
            Kind::Faq => "a question",
            Kind::Term => "a term",
            Kind::Event => "an event",
            Kind::Guide => "a guide",
            Kind::Derivation => "a derivation",
            Kind::Series => "a series",
            Kind::Chart => "a chart",
            Kind::Map => "a map",
            Kind::Area => "an area",
            Kind::Site => "a place",
            Kind::Command => "a command",
            Kind::Timeline => "a timeline",
            Kind::Check => "a check",
            Kind::Picture => "a picture",
        }
    }

    /// What messages call none of them.
    pub fn none(self) -> &'static str {
        match self {
            Kind::Chapter => "no chapter",
            Kind::Section => "no section",
            Kind::Block => "no block",
            Kind::Source => "no source",
            Kind::Claim => "no claim",
            Kind::Comparison => "no comparison",
            Kind::Faq => "no question",
            Kind::Term => "no term",
            Kind::Event => "no event",
            Kind::Guide => "no guide",
            Kind::Derivation => "no derivation",
            Kind::Series => "no series",
            Kind::Chart => "no chart",
            Kind::Map => "no map",
            Kind::Area => "no area",
            Kind::Site => "no place",
            Kind::Command => "no command",
            Kind::Timeline => "no timeline",
            Kind::Check => "no check",
            Kind::Picture => "no picture",
        }
    }
}

/// An id where it is given.
#[derive(Debug, Clone)]
pub struct Declared {
    /// The id.
    pub id: String,
    /// What it is given to.
    pub kind: Kind,
    /// Where.
    pub span: Span,
}

/// An id where it is used.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The id.
    pub id: String,
    /// What it must stand for; anything when none.
    pub wanted: Option<Kind>,
    /// Where.
    pub span: Span,
}

/// A text where it stands, with its languages.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its key.
    pub key: &'static str,
    /// Where.
    pub span: Span,
    /// The languages that it lacks.
    pub lacks: Vec<Lang>,
    /// Where there is one for each language: the last that is there, and where it stands in the file.
    pub last: Option<(Lang, Range<usize>)>,
}

/// Where things stand in one file.
#[derive(Debug, Default)]
pub struct Notes {
    /// Every id, in the order of the file.
    pub declared: Vec<Declared>,
    /// Every use of an id.
    pub references: Vec<Reference>,
    /// Texts that lack a language.
    pub untranslated: Vec<Written>,
    /// Findings of lowering that need no library come at once; these places are for later ones: an entity's key, by the entity's id.
    places: HashMap<(String, &'static str), Span>,
    /// Where the cells of comparisons stand, by the ids of comparison, aspect and subject.
    cells: HashMap<[String; 3], Span>,
    /// Citations without a locator.
    pub unlocated: Vec<(String, Span)>,
    /// Values and holders without a claim or source, and what messages call them.
    pub uncited: Vec<(String, Span)>,
    /// Quotations that are too long, with how many words they have.
    pub long_quotes: Vec<(usize, Span)>,
    /// The kinds of which there are entities whose id could not be read: what refers to them names nothing that is known.
    unnamed: BTreeSet<Kind>,
    /// Ids that are not written as such.
    pub bad_ids: Vec<(String, Span)>,
    /// Warnings that need no library.
    pub found: Vec<Diagnostic>,
    /// What is silenced.
    pub allowed: allow::Read,
    /// Every address that a reader may open.
    pub addresses: Vec<(String, Span)>,
    /// Hosts whose addresses are not asked.
    pub skip_hosts: Vec<String>,
    /// Whether a claim was left out: what it relates to and cites is not known.
    pub lacks_claims: bool,
}

impl Notes {
    /// Says that there may be entities of any kind that were not read.
    pub(super) fn lack_anything(&mut self) {
        self.unnamed.extend(Kind::ALL);
        self.lacks_claims = true;
    }

    /// Says that there is an entity of a kind whose id could not be read.
    pub(super) fn lack(&mut self, kind: Kind) {
        self.unnamed.insert(kind);
    }

    /// Notes where a key of an entity stands; of two entities with one id, the first counts.
    pub(super) fn put(&mut self, id: &str, key: &'static str, span: Span) {
        let place = self.places.entry((id.to_string(), key));
        place.or_insert(span);
    }

    /// Notes where a cell stands.
    pub(super) fn put_cell(&mut self, ids: [&str; 3], span: Span) {
        let cell = self.cells.entry(ids.map(str::to_string));
        cell.or_insert(span);
    }
}

/// What was noted of the files of a folder, in their order.
#[derive(Debug, Clone, Default)]
pub struct Noted {
    files: Vec<Arc<Notes>>,
    /// The kinds of which there are entities whose id could not be read, in any file.
    unnamed: BTreeSet<Kind>,
    /// Whether a claim was left out of any file.
    pub lacks_claims: bool,
    /// The file that an id is given in; made when a place is first asked for.
    homes: OnceCell<HashMap<CompactString, usize>>,
}

impl Noted {
    /// Says that there may be entities of any kind that were not read.
    pub(super) fn lack_anything(&mut self) {
        self.unnamed.extend(Kind::ALL);
        self.lacks_claims = true;
    }

    /// Adds what was noted of the next file.
    pub(super) fn add(&mut self, notes: Arc<Notes>) {
        self.unnamed.extend(&notes.unnamed);
        self.lacks_claims |= notes.lacks_claims;
        self.files.push(notes);
    }

    /// Whether an id that is not known may be that of an entity that could not be read.
    pub fn may_exist(&self, wanted: Option<Kind>) -> bool {
        match wanted {
            Some(kind) => self.unnamed.contains(&kind),
            None => !self.unnamed.is_empty(),
        }
    }

    /// All of one thing that was noted, in the order of the files.
    pub fn all<T: 'static>(&self, list: fn(&Notes) -> &Vec<T>) -> impl Iterator<Item = &T> + Clone {
        self.files.iter().flat_map(move |notes| list(notes))
    }

    /// What is silenced.
    pub fn allowed(&self) -> allow::Allowed {
        let mut all = allow::Read::default();
        for notes in &self.files {
            all.append(&notes.allowed);
        }
        all.allowed()
    }

    /// What can be mended in a folder of these languages.
    pub(crate) fn mendable(&self, languages: Vec<Lang>) -> Mendable {
        let bad_ids: Vec<(String, Span)> = self.all(|notes| &notes.bad_ids).cloned().collect();
        let is_any = !bad_ids.is_empty();
        let bad = |one: &&Reference| is_any && !is_id(&one.id);
        let references = self.all(|notes| &notes.references).filter(bad);
        let ids = self.all(|notes| &notes.declared).filter(|_| is_any);
        Mendable {
            languages,
            bad_references: references
                .map(|one| (one.id.clone(), one.span.clone()))
                .collect(),
            ids: ids.map(|own| own.id.clone()).collect(),
            untranslated: self.all(|notes| &notes.untranslated).cloned().collect(),
            bad_ids,
        }
    }

    /// Where a cell of a comparison stands, or else the comparison's id.
    pub fn cell(&self, comparison: &str, aspect: &str, subject: &str) -> Option<Span> {
        let ids = [comparison, aspect, subject].map(str::to_string);
        let own = self.home(comparison)?.cells.get(&ids).cloned();
        own.or_else(|| self.place(comparison, "id"))
    }

    /// Where a key of an entity stands, or else the entity's id.
    pub fn place(&self, id: &str, key: &'static str) -> Option<Span> {
        let places = &self.home(id)?.places;
        let own = places.get(&(id.to_string(), key));
        own.or_else(|| places.get(&(id.to_string(), "id"))).cloned()
    }

    /// The notes of the file in which an id is given; of several, the first counts.
    fn home(&self, id: &str) -> Option<&Notes> {
        let homes = self.homes.get_or_init(|| {
            let mut homes = HashMap::new();
            for (n, notes) in self.files.iter().enumerate() {
                let ids = notes.places.keys().filter(|(_, key)| *key == "id");
                for (id, _) in ids {
                    homes.entry(CompactString::from(id)).or_insert(n);
                }
            }
            homes
        });
        homes.get(id).map(|n| &*self.files[*n])
    }
}
