//! A whole explainer, and finding in it what an id stands for.

use serde::{Deserialize, Serialize};

use crate::content::ids::Ids;
use crate::content::list::List;
use crate::content::model::picture::{Area, Chart, Check, Command, Map, Series, Site, Timeline};
use crate::content::model::{
    AreaId, Chapter, Claim, ClaimId, Comparison, Derivation, Event, EventId, Explainer, Faq, Guide,
    SeriesId, Source, SourceId, Term,
};
use crate::text::Lang;

/// What an id stands for, by its index in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// `series[0]`.
    Series(u32),
    /// `charts[0]`.
    Chart(u32),
    /// `maps[0]`.
    Map(u32),
    /// `maps[0].areas[1]`.
    Area(u32, u32),
    /// `sites[0]`.
    Site(u32),
    /// `commands[0]`.
    Command(u32),
    /// `timelines[0]`.
    Timeline(u32),
    /// `checks[0]`.
    Check(u32),
}

/// A whole explainer.
#[derive(Debug, Clone, PartialEq)]
pub struct Library {
    /// What it is.
    pub explainer: Explainer,
    /// Its chapters, in reading order.
    pub chapters: List<Chapter>,
    /// Its sources, in the order of their files.
    pub sources: List<Source>,
    /// Its claims, in the order of their files.
    pub claims: List<Claim>,
    /// Its comparisons.
    pub comparisons: List<Comparison>,
    /// Its FAQ.
    pub faqs: List<Faq>,
    /// Its glossary.
    pub terms: List<Term>,
    /// Its timeline, by date.
    pub events: List<Event>,
    /// Its guides.
    pub guides: List<Guide>,
    /// Its derived figures.
    pub derivations: List<Derivation>,
    /// Its series of values.
    pub series: List<Series>,
    /// Its charts.
    pub charts: List<Chart>,
    /// Its maps.
    pub maps: List<Map>,
    /// The places on its maps.
    pub sites: List<Site>,
    /// Who holds what.
    pub commands: List<Command>,
    /// Its timelines as pictures.
    pub timelines: List<Timeline>,
    /// Its self-checks.
    pub checks: List<Check>,
    /// Every id; made by [`Library::index_ids`].
    pub(in crate::content) ids: Ids,
}

impl Library {
    /// An explainer with nothing in it yet but its head.
    pub fn empty(explainer: Explainer) -> Self {
        Library {
            explainer,
            chapters: List::new(),
            sources: List::new(),
            claims: List::new(),
            comparisons: List::new(),
            faqs: List::new(),
            terms: List::new(),
            events: List::new(),
            guides: List::new(),
            derivations: List::new(),
            series: List::new(),
            charts: List::new(),
            maps: List::new(),
            sites: List::new(),
            commands: List::new(),
            timelines: List::new(),
            checks: List::new(),
            ids: Ids::default(),
        }
    }

    /// Adds the entities of another part of the same explainer behind those that are here.
    pub fn append(&mut self, mut part: Library) {
        fn add<T>(own: &mut List<T>, more: &mut List<T>) {
            if !more.is_empty() {
                own.to_mut().append(more.to_mut());
            }
        }
        add(&mut self.chapters, &mut part.chapters);
        add(&mut self.sources, &mut part.sources);
        add(&mut self.claims, &mut part.claims);
        add(&mut self.comparisons, &mut part.comparisons);
        add(&mut self.faqs, &mut part.faqs);
        add(&mut self.terms, &mut part.terms);
        add(&mut self.events, &mut part.events);
        add(&mut self.guides, &mut part.guides);
        add(&mut self.derivations, &mut part.derivations);
        add(&mut self.series, &mut part.series);
        add(&mut self.charts, &mut part.charts);
        add(&mut self.maps, &mut part.maps);
        add(&mut self.sites, &mut part.sites);
        add(&mut self.commands, &mut part.commands);
        add(&mut self.timelines, &mut part.timelines);
        add(&mut self.checks, &mut part.checks);
    }

    /// Makes [`Library::find`] know every id; to be called once, after the last change.
    pub fn index_ids(&mut self) {
        let mut ids = Ids::default();
        let mut add = |id: &str, entity| ids.insert(id, entity);
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
        for (i, x) in (0u32..).zip(&self.series) {
            add(x.id.as_str(), Entity::Series(i));
        }
        for (i, x) in (0u32..).zip(&self.charts) {
            add(x.id.as_str(), Entity::Chart(i));
        }
        for (i, x) in (0u32..).zip(&self.maps) {
            add(x.id.as_str(), Entity::Map(i));
        }
        for (i, x) in (0u32..).zip(&self.sites) {
            add(x.id.as_str(), Entity::Site(i));
        }
        for (i, x) in (0u32..).zip(&self.commands) {
            add(x.id.as_str(), Entity::Command(i));
        }
        for (i, x) in (0u32..).zip(&self.timelines) {
            add(x.id.as_str(), Entity::Timeline(i));
        }
        for (i, x) in (0u32..).zip(&self.checks) {
            add(x.id.as_str(), Entity::Check(i));
        }
        for (m, map) in (0u32..).zip(&self.maps) {
            for (a, area) in (0u32..).zip(&map.areas) {
                add(area.id.as_str(), Entity::Area(m, a));
            }
        }
        self.ids = ids;
    }

    /// Every id, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.in_order().into_iter()
    }

    /// What an id stands for.
    pub fn find(&self, id: &str) -> Option<Entity> {
        self.ids.find(id)
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

    /// The series with this id.
    pub fn series_of(&self, id: &SeriesId) -> Option<&Series> {
        match self.find(id.as_str())? {
            Entity::Series(i) => self.series.get(i as usize),
            _ => None,
        }
    }

    /// The event with this id.
    pub fn event(&self, id: &EventId) -> Option<&Event> {
        match self.find(id.as_str())? {
            Entity::Event(i) => self.events.get(i as usize),
            _ => None,
        }
    }

    /// The area with this id.
    pub fn area(&self, id: &AreaId) -> Option<&Area> {
        match self.find(id.as_str())? {
            Entity::Area(m, a) => self.maps.get(m as usize)?.areas.get(a as usize),
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
            Entity::Series(i) => self.series[at(i)].id.as_str(),
            Entity::Chart(i) => self.charts[at(i)].id.as_str(),
            Entity::Map(i) => self.maps[at(i)].id.as_str(),
            Entity::Site(i) => self.sites[at(i)].id.as_str(),
            Entity::Command(i) => self.commands[at(i)].id.as_str(),
            Entity::Timeline(i) => self.timelines[at(i)].id.as_str(),
            Entity::Check(i) => self.checks[at(i)].id.as_str(),
            Entity::Area(m, a) => self.maps[at(m)].areas[at(a)].id.as_str(),
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
            Entity::Series(i) => self.series[at(i)].title.get(lang),
            Entity::Chart(i) => self.charts[at(i)].title.get(lang),
            Entity::Map(i) => self.maps[at(i)].title.get(lang),
            Entity::Site(i) => self.sites[at(i)].title.get(lang),
            Entity::Command(i) => self.commands[at(i)].title.get(lang),
            Entity::Timeline(i) => self.timelines[at(i)].title.get(lang),
            Entity::Check(i) => self.checks[at(i)].question.get(lang),
            Entity::Area(m, a) => self.maps[at(m)].areas[at(a)].title.get(lang),
        }
    }
}
