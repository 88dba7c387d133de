//! An edition: one immutable state of the content, with what is needed to search it.
//!
//! Built once, shared as one `Arc` by every session, replaced whole. Owns how content is cut into the passages that
//! search finds. Knows nothing of screens, files or clocks.

use std::sync::Arc;

use crate::content::model::{BlockContent, Cell, Chapter, Claim, Entity, Library, Section, Source};
use crate::content::pack::{PackError, unpack};
use crate::content::prose::{RunKind, parse};
use crate::content::wording::{Prose, Text};
use crate::search::index::Index;
use crate::search::{Facet, Passage};
use crate::text::Lang;

/// The built-in explainer, packed when the program was built.
const GUARD_PACK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/guard.pack"));

/// Content, its index, and which state of it this is.
#[derive(Debug, Clone)]
pub struct Edition {
    library: Arc<Library>,
    index: Option<Arc<SearchIndex>>,
    complete: bool,
    revision: u64,
}

impl Edition {
    /// An edition of `library` without an index yet.
    pub fn new(library: Library, revision: u64) -> Self {
        Edition {
            library: Arc::new(library),
            index: None,
            complete: true,
            revision,
        }
    }

    /// The built-in explainer.
    ///
    /// # Errors
    ///
    /// When the pack in the program can't be read, which only a damaged program has.
    pub fn builtin() -> Result<Self, PackError> {
        unpack(GUARD_PACK).map(|library| Edition::new(library, 0))
    }

    /// An edition of what could be read at once, to draw the first page from; the whole follows.
    pub fn opening(library: Library) -> Self {
        Edition {
            complete: false,
            ..Edition::new(library, 0)
        }
    }

    /// The same edition with an index of its library.
    pub fn indexed(&self) -> Self {
        Edition {
            index: Some(Arc::new(SearchIndex::build(&self.library))),
            ..self.clone()
        }
    }

    /// The same content as another state of it, such as one that was saved again.
    pub fn renumbered(&self, revision: u64) -> Self {
        Edition {
            revision,
            ..self.clone()
        }
    }

    /// The content.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Whether both are of one library, with an index or not.
    pub fn is_same(&self, other: &Edition) -> bool {
        Arc::ptr_eq(&self.library, &other.library)
    }

    /// The index, once it has been built.
    pub fn index(&self) -> Option<&SearchIndex> {
        self.index.as_deref()
    }

    /// Whether this is all of the content, or only what its first page needs.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Which state of the content this is; grows with every reload.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

/// A full-text index over an explainer, in each of its languages.
#[derive(Debug)]
pub struct SearchIndex {
    index: Index,
    passages: Vec<(Entity, Lang)>,
    n_languages: usize,
    /// Each passage's title and text: cutting snippets from them must not mean reading the prose again.
    texts: Vec<(Box<str>, Box<str>)>,
}

impl SearchIndex {
    /// Indexes every language of everything in `library`.
    pub fn build(library: &Library) -> Self {
        let mut passages = Vec::new();
        for lang in &library.explainer.languages {
            let entities = searchable(library);
            passages.extend(entities.map(|entity| (entity, *lang)));
        }
        let text = |(entity, lang): &(Entity, Lang)| passage_text(library, *entity, *lang);
        let texts: Vec<(String, String)> = passages.iter().map(text).collect();
        let index = Index::build((0u32..).zip(&passages).zip(&texts).map(
            |((key, (entity, lang)), (title, body))| Passage {
                key,
                kind: kind_rank(*entity),
                title: title.clone(),
                body: body.clone(),
                lang: *lang,
                facets: facets(library, *entity, *lang),
            },
        ));
        let texts = texts
            .into_iter()
            .map(|(title, body)| (title.into(), body.into()))
            .collect();
        let n_languages = library.explainer.languages.len();
        // Every language has the same passages in the same order, one language after the other.
        let index = if n_languages > 1 {
            index.translated_after((passages.len() / n_languages) as u32)
        } else {
            index
        };
        SearchIndex {
            index,
            passages,
            n_languages,
            texts,
        }
    }

    /// The title and the text of a passage.
    pub fn text(&self, key: u32) -> Option<(&str, &str)> {
        let (title, body) = self.texts.get(key as usize)?;
        Some((title, body))
    }

    /// The same passage in another language, if the index has it in that.
    pub fn in_language(&self, key: u32, lang: Lang) -> Option<u32> {
        // Every language has the same passages in the same order, one language after the other.
        let n = self.passages.len() / self.n_languages.max(1);
        let first = (key as usize).checked_rem(n)?;
        let keys = (0..self.n_languages).map(|i| first + i * n);
        let mut found =
            keys.filter(|key| self.passages.get(*key).is_some_and(|(_, of)| *of == lang));
        found.next().and_then(|key| u32::try_from(key).ok())
    }

    /// The index itself; its keys are for [`SearchIndex::passage`].
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// What a key of the index stands for.
    pub fn passage(&self, key: u32) -> Option<(Entity, Lang)> {
        self.passages.get(key as usize).copied()
    }
}

/// Everything that search finds, in reading order.
fn searchable(library: &Library) -> impl Iterator<Item = Entity> {
    let chapters = (0u32..).zip(&library.chapters).flat_map(|(c, chapter)| {
        let sections = (0u32..).zip(&chapter.sections);
        let blocks = sections.flat_map(move |(s, section)| {
            let blocks = (0u32..).zip(&section.blocks);
            let texts = blocks.filter(|(_, block)| has_text(&block.content));
            texts.map(move |(b, _)| Entity::Block(c, s, b))
        });
        std::iter::once(Entity::Chapter(c)).chain(blocks)
    });
    let all = |n: usize, entity: fn(u32) -> Entity| (0..n as u32).map(entity);
    chapters
        .chain(all(library.faqs.len(), Entity::Faq))
        .chain(all(library.comparisons.len(), Entity::Comparison))
        .chain(all(library.claims.len(), Entity::Claim))
        .chain(all(library.events.len(), Entity::Event))
        .chain(all(library.terms.len(), Entity::Term))
        .chain(all(library.guides.len(), Entity::Guide))
        .chain(all(library.derivations.len(), Entity::Derivation))
        .chain(all(library.charts.len(), Entity::Chart))
        .chain(all(library.maps.len(), Entity::Map))
        .chain(all(library.sites.len(), Entity::Site))
        .chain(all(library.commands.len(), Entity::Command))
        .chain(all(library.timelines.len(), Entity::Timeline))
        .chain(all(library.checks.len(), Entity::Check))
        .chain(all(library.sources.len(), Entity::Source))
}

/// Whether a block says something of its own, rather than showing what is found by itself.
fn has_text(content: &BlockContent) -> bool {
    match content {
        BlockContent::Paragraph(_)
        | BlockContent::List { .. }
        | BlockContent::Quote { .. }
        | BlockContent::Callout { .. } => true,
        BlockContent::Comparison { lead, .. } => lead.is_some(),
        BlockContent::Question(_)
        | BlockContent::Derivation(_)
        | BlockContent::Picture(_)
        | BlockContent::Check(_) => false,
    }
}

/// A number for the kind of thing that was found.
fn kind_rank(entity: Entity) -> u8 {
    match entity {
        Entity::Chapter(_) => 0,
        Entity::Section(..) | Entity::Block(..) => 1,
        Entity::Faq(_) => 2,
        Entity::Comparison(_) => 3,
        Entity::Claim(_) => 4,
        Entity::Event(_) => 5,
        Entity::Term(_) => 6,
        Entity::Guide(_) => 7,
        Entity::Derivation(_) => 8,
        Entity::Source(_) => 9,
        Entity::Chart(_) | Entity::Series(_) => 10,
        Entity::Map(_) | Entity::Area(..) | Entity::Site(_) => 11,
        Entity::Command(_) | Entity::Timeline(_) => 12,
        Entity::Check(_) => 13,
    }
}

/// Prose without its markup: what is indexed, quoted in results and copied. Terms and references without words of their own have
/// their titles; citations have none.
pub fn plain(library: &Library, markup: &str, lang: Lang) -> String {
    let prose = parse(markup);
    let mut out = String::with_capacity(markup.len());
    for paragraph in &prose.paragraphs {
        if !out.is_empty() {
            out.push('\n');
        }
        for run in &paragraph.runs {
            let text = &paragraph.text[run.range.clone()];
            match &run.kind {
                RunKind::Citation(_) => {
                    let trimmed = out.trim_end_matches(' ').len();
                    out.truncate(trimmed);
                }
                RunKind::Term(id) | RunKind::Reference(id) if text.is_empty() => {
                    let found = library.find(id);
                    out.push_str(
                        found.map_or(id.as_str(), |entity| library.title_of(entity, lang)),
                    );
                }
                _ => out.push_str(text),
            }
        }
    }
    out
}

/// The title and the text of something that can be found.
pub fn passage_text(library: &Library, entity: Entity, lang: Lang) -> (String, String) {
    let at = |i: u32| i as usize;
    let mut body = Body {
        library,
        lang,
        text: String::new(),
    };
    let mut title = library.title_of(entity, lang).to_string();
    match entity {
        Entity::Chapter(c) => {
            let chapter = &library.chapters[at(c)];
            body.text(Some(&chapter.summary));
            body.prose(chapter.know.as_ref());
            body.prose(chapter.disputed.as_ref());
        }
        Entity::Section(c, s) => body.section(&library.chapters[at(c)].sections[at(s)]),
        Entity::Block(c, s, b) => {
            body.block(&library.chapters[at(c)].sections[at(s)].blocks[at(b)].content)
        }
        Entity::Source(i) => body.source(&library.sources[at(i)]),
        Entity::Claim(i) => {
            let claim = &library.claims[at(i)];
            title = claim.says.get(lang).to_string();
            body.prose(Some(&claim.text));
            body.prose(claim.note.as_ref());
            body.text(claim.settle.as_ref());
        }
        Entity::Comparison(i) => {
            let comparison = &library.comparisons[at(i)];
            body.text(Some(&comparison.question));
            body.prose(comparison.summary.as_ref());
            for aspect in &comparison.aspects {
                body.text(Some(&aspect.title));
                aspect.cells.iter().for_each(|cell| body.cell(cell));
            }
            comparison
                .why_differ
                .iter()
                .for_each(|(_, why)| body.prose(Some(why)));
            body.prose(Some(&comparison.settle));
        }
        Entity::Faq(i) => {
            let faq = &library.faqs[at(i)];
            body.prose(Some(&faq.short));
            body.prose(faq.full.as_ref());
            body.prose(faq.disputed.as_ref());
        }
        Entity::Term(i) => {
            let term = &library.terms[at(i)];
            for alias in term.other_names(lang) {
                title.push_str(" · ");
                title.push_str(alias);
            }
            body.text(term.expansion.as_ref());
            body.prose(Some(&term.definition));
        }
        Entity::Event(i) => body.prose(Some(&library.events[at(i)].text)),
        Entity::Guide(i) => {
            let guide = &library.guides[at(i)];
            body.text(Some(&guide.summary));
            for step in &guide.steps {
                body.text(Some(&step.title));
                body.prose(step.text.as_ref());
            }
        }
        Entity::Derivation(i) => {
            let derivation = &library.derivations[at(i)];
            derivation
                .inputs
                .iter()
                .for_each(|input| body.text(Some(&input.label)));
            body.prose(derivation.note.as_ref());
        }
        _ => body.picture(entity),
    }
    (title, body.text)
}

/// A passage's text as it is put together: one line for each part.
struct Body<'a> {
    library: &'a Library,
    lang: Lang,
    text: String,
}

impl Body<'_> {
    fn line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
    }

    fn text(&mut self, text: Option<&Text>) {
        if let Some(text) = text {
            self.line(text.get(self.lang));
        }
    }

    fn prose(&mut self, prose: Option<&Prose>) {
        if let Some(prose) = prose {
            let text = plain(self.library, prose.get(self.lang), self.lang);
            self.line(&text);
        }
    }

    /// What is said about a picture, or a part of one.
    fn picture(&mut self, entity: Entity) {
        let library = self.library;
        let at = |i: u32| i as usize;
        match entity {
            Entity::Chart(i) => {
                let chart = &library.charts[at(i)];
                self.prose(Some(&chart.says));
                for series in chart.series.iter().filter_map(|id| library.series_of(id)) {
                    self.text(Some(&series.title));
                    self.text(series.definition.as_ref());
                }
            }
            Entity::Map(i) => self.prose(Some(&library.maps[at(i)].says)),
            Entity::Site(i) => self.prose(Some(&library.sites[at(i)].text)),
            Entity::Timeline(i) => self.prose(Some(&library.timelines[at(i)].says)),
            Entity::Command(i) => {
                let command = &library.commands[at(i)];
                self.prose(Some(&command.says));
                for office in &command.offices {
                    self.text(Some(&office.title));
                    for holder in &office.holders {
                        self.text(Some(&holder.who));
                        self.prose(holder.text.as_ref());
                    }
                }
            }
            // Its answer is not found before the question was put.
            Entity::Check(i) => {
                let options = &library.checks[at(i)].options;
                options
                    .iter()
                    .for_each(|option| self.text(Some(&option.text)));
            }
            _ => {}
        }
    }

    fn section(&mut self, section: &Section) {
        for block in &section.blocks {
            self.block(&block.content);
        }
    }

    fn block(&mut self, content: &BlockContent) {
        match content {
            BlockContent::Paragraph(text) | BlockContent::Quote { text, .. } => {
                self.prose(Some(text))
            }
            BlockContent::List { items, .. } => {
                items.iter().for_each(|item| self.prose(Some(item)))
            }
            BlockContent::Callout { title, text, .. } => {
                self.text(title.as_ref());
                self.prose(Some(text));
            }
            BlockContent::Comparison { lead, .. } => self.prose(lead.as_ref()),
            BlockContent::Question(_)
            | BlockContent::Derivation(_)
            | BlockContent::Picture(_)
            | BlockContent::Check(_) => {}
        }
    }

    fn source(&mut self, source: &Source) {
        for name in [&source.author, &source.publisher].into_iter().flatten() {
            self.line(name);
        }
        self.text(source.short.as_ref());
        self.text(source.interest.as_ref());
        self.text(source.reliability.as_ref());
    }

    fn cell(&mut self, cell: &Cell) {
        match cell {
            Cell::Value { text, .. } => self.prose(Some(text)),
            Cell::None(why) => self.text(Some(why)),
        }
    }
}

/// What the filters of a query may ask of an entity: words of the format, ids, and the names that a reader sees.
fn facets(library: &Library, entity: Entity, lang: Lang) -> Vec<(Facet, String)> {
    let at = |i: u32| i as usize;
    let mut facets = vec![(Facet::Kind, kind_word(entity).to_string())];
    let mut add = |facet, value: &str| facets.push((facet, value.to_string()));
    match entity {
        Entity::Chapter(c) | Entity::Section(c, _) | Entity::Block(c, _, _) => {
            in_chapter(&library.chapters[at(c)], lang, &mut add);
        }
        Entity::Claim(i) => claim_facets(library, &library.claims[at(i)], lang, &mut add),
        Entity::Source(i) => {
            let source = &library.sources[at(i)];
            add(Facet::Kind, source.kind.word());
            add(Facet::Source, source.id.as_str());
        }
        Entity::Event(i) => {
            if let Some(theme) = &library.events[at(i)].theme {
                add(Facet::In, theme);
            }
        }
        Entity::Comparison(_)
        | Entity::Faq(_)
        | Entity::Term(_)
        | Entity::Guide(_)
        | Entity::Derivation(_)
        | Entity::Series(_)
        | Entity::Chart(_)
        | Entity::Map(_)
        | Entity::Area(..)
        | Entity::Site(_)
        | Entity::Command(_)
        | Entity::Timeline(_)
        | Entity::Check(_) => {}
    }
    facets
}

fn in_chapter(chapter: &Chapter, lang: Lang, add: &mut impl FnMut(Facet, &str)) {
    add(Facet::In, chapter.id.as_str());
    add(Facet::In, chapter.title.get(lang));
}

fn claim_facets(library: &Library, claim: &Claim, lang: Lang, add: &mut impl FnMut(Facet, &str)) {
    add(Facet::Kind, claim.kind.word());
    add(Facet::Status, claim.evidence.word());
    add(Facet::Status, claim.agreement.word());
    add(Facet::Source, claim.says.get(lang));
    for citation in &claim.citations {
        add(Facet::Source, citation.source.as_str());
        if let Some(source) = library.source(&citation.source) {
            for name in [&source.author, &source.publisher].into_iter().flatten() {
                add(Facet::Source, name);
            }
        }
    }
    for place in &claim.links.cited_in {
        match library.find(place) {
            Some(Entity::Section(c, _) | Entity::Chapter(c) | Entity::Block(c, _, _)) => {
                in_chapter(&library.chapters[c as usize], lang, add);
            }
            _ => add(Facet::In, place),
        }
    }
}

/// What the `kind:` filter calls an entity.
pub fn kind_word(entity: Entity) -> &'static str {
    match entity {
        Entity::Chapter(_) => "chapter",
        Entity::Section(..) | Entity::Block(..) => "section",
        Entity::Source(_) => "source",
        Entity::Claim(_) => "claim",
        Entity::Comparison(_) => "comparison",
        Entity::Faq(_) => "faq",
        Entity::Term(_) => "term",
        Entity::Event(_) => "event",
        Entity::Guide(_) => "guide",
        Entity::Derivation(_) => "derivation",
        Entity::Series(_) => "series",
        Entity::Chart(_) => "chart",
        Entity::Map(_) => "map",
        Entity::Area(..) => "area",
        Entity::Site(_) => "place",
        Entity::Command(_) => "command",
        Entity::Timeline(_) => "timeline",
        Entity::Check(_) => "check",
    }
}
