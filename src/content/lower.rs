//! Lowering: from TOML tables to the entities of the model, with a note of where everything stands.
//!
//! An entity with a mistake is left out, but its id is noted, so that one mistake is not reported again by everything that refers to it.

mod chapter;
mod entity;

use std::collections::HashMap;
use std::ops::Range;

use crate::content::fields::{Fields, Findings, Value, is_id, lang};
use crate::content::load::EXPLAINER;
use crate::content::model::{ChapterId, Explainer, Library};
use crate::content::parse::Parsed;
use crate::content::prose::RunKind;
use crate::content::wording::{Prose, Text};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::text::{Lang, SafeText};

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
}

impl Kind {
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
}

/// Where things stand.
#[derive(Debug, Default)]
pub struct Notes {
    /// Every id, in the order of the files.
    pub declared: Vec<Declared>,
    /// Every use of an id.
    pub references: Vec<Reference>,
    /// Texts that lack a language.
    pub untranslated: Vec<Written>,
    /// Findings of lowering that need no library come at once; these places are for later ones: an entity's key, by the entity's id.
    places: HashMap<(String, &'static str), Span>,
    /// Citations without a locator.
    pub unlocated: Vec<(String, Span)>,
    /// Quotations that are too long, with how many words they have.
    pub long_quotes: Vec<(usize, Span)>,
}

impl Notes {
    /// Where a key of an entity stands, or else the entity's id.
    pub fn place(&self, id: &str, key: &'static str) -> Option<Span> {
        let own = self.places.get(&(id.to_string(), key));
        own.or_else(|| self.places.get(&(id.to_string(), "id")))
            .cloned()
    }
}

/// What lowering gives.
#[derive(Debug)]
pub struct Lowered {
    /// The library as far as it could be lowered; none without an explainer.
    pub library: Option<Library>,
    /// Whether there is a table for the explainer, be it whole or not.
    pub names_explainer: bool,
    /// Where things stand.
    pub notes: Notes,
}

/// Lowers every file.
pub fn files(parsed: &[Parsed<'_>], diagnostics: &mut Vec<Diagnostic>) -> Lowered {
    let mut notes = Notes::default();
    let languages = languages(parsed);
    let mut explainer = None;
    let head = parsed.iter().find(|file| file.source.path == EXPLAINER);
    let names_explainer = head.is_some_and(|file| file.table.get_ref().contains_key("explainer"));
    let mut library = Library::empty(nothing(&languages));
    for file in parsed {
        let mut lowering = Lowering {
            found: Findings::new(file.source, diagnostics),
            notes: &mut notes,
            languages: &languages,
            library: &mut library,
        };
        if let Some(found) = lowering.file(file) {
            explainer = Some(found);
        }
    }
    library
        .events
        .sort_by_key(|event| (event.date.start(), event.date.end()));
    let library = explainer.map(|explainer| {
        let order = |id: &ChapterId| explainer.chapters.iter().position(|other| other == id);
        library
            .chapters
            .sort_by_key(|chapter| order(&chapter.id).unwrap_or(usize::MAX));
        library.explainer = explainer;
        library
    });
    Lowered {
        library,
        names_explainer,
        notes,
    }
}

/// The explainer's languages, which every text is read by; English when they can't be read.
fn languages(parsed: &[Parsed<'_>]) -> Vec<Lang> {
    let file = parsed.iter().find(|file| file.source.path == EXPLAINER);
    let table = file.and_then(|file| file.table.get_ref().get("explainer"));
    let list = table
        .and_then(|table| table.get_ref().get("languages"))
        .and_then(|list| list.get_ref().as_array());
    let codes = list
        .into_iter()
        .flat_map(|list| list.iter())
        .filter_map(|item| Lang::parse(item.get_ref().as_str()?));
    let languages: Vec<Lang> = codes.collect();
    if languages.is_empty() {
        vec![Lang::EN]
    } else {
        languages
    }
}

/// An explainer that says nothing, until the real one is found.
fn nothing(languages: &[Lang]) -> Explainer {
    let empty = || Text::One(SafeText::default());
    Explainer {
        id: "".into(),
        title: empty(),
        summary: Prose(empty()),
        opening: None,
        languages: languages.to_vec(),
        as_of: crate::content::date::Date::parse("2000").expect("a year is a date"),
        chapters: Vec::new(),
        stale_after: None,
    }
}

/// One file being lowered.
struct Lowering<'d, 'a> {
    found: Findings<'d, 'a>,
    notes: &'d mut Notes,
    languages: &'d [Lang],
    library: &'d mut Library,
}

impl<'a> Lowering<'_, 'a> {
    /// Lowers everything in a file; gives the explainer when it is there.
    fn file(&mut self, file: &'a Parsed<'a>) -> Option<Explainer> {
        let mut fields = Fields::of(&file.table, "the file");
        let is_head = file.source.path == EXPLAINER;
        let explainer = match is_head {
            true => fields
                .get("explainer")
                .and_then(|value| self.explainer(value)),
            false => None,
        };
        if let Some(value) = fields.get("chapter") {
            let sections = fields.tables("section", "`[[section]]`", &mut self.found);
            self.chapter(value, sections);
        }
        for source in fields.tables("source", "`[[source]]`", &mut self.found) {
            self.source(source);
        }
        for claim in fields.tables("claim", "`[[claim]]`", &mut self.found) {
            self.claim(claim);
        }
        for comparison in fields.tables("comparison", "`[[comparison]]`", &mut self.found) {
            self.comparison(comparison);
        }
        for faq in fields.tables("faq", "`[[faq]]`", &mut self.found) {
            self.faq(faq);
        }
        for term in fields.tables("term", "`[[term]]`", &mut self.found) {
            self.term(term);
        }
        for event in fields.tables("event", "`[[event]]`", &mut self.found) {
            self.event(event);
        }
        for guide in fields.tables("guide", "`[[guide]]`", &mut self.found) {
            self.guide(guide);
        }
        for derivation in fields.tables("derivation", "`[[derivation]]`", &mut self.found) {
            self.derivation(derivation);
        }
        fields.finish(&mut self.found);
        explainer
    }

    fn explainer(&mut self, value: &'a Value<'a>) -> Option<Explainer> {
        let mut fields = Fields::new(value, "`[explainer]`", &mut self.found)?;
        let format = fields.require("format", &mut self.found);
        if let Some(value) = format
            && value
                .get_ref()
                .as_integer()
                .is_none_or(|n| n.as_str() != "1")
        {
            let message = "this program reads format 1 only".to_string();
            self.found.add(
                Code::UnknownFormat,
                value.span(),
                message,
                Some("write `format = 1`".to_string()),
            );
        }
        let id = fields
            .require("id", &mut self.found)
            .and_then(|value| self.checked_id(value));
        let title = self.require_text(&mut fields, "title");
        let summary = self.require_prose(&mut fields, "summary");
        let opening = self.prose(&mut fields, "opening");
        fields.require("languages", &mut self.found);
        let mut languages = Vec::new();
        for (text, at) in fields.strings("languages", &mut self.found) {
            languages.extend(lang(&text, "languages", at, &mut self.found));
        }
        fields.require("as-of", &mut self.found);
        let as_of = fields.date("as-of", &mut self.found);
        fields.require("chapters", &mut self.found);
        let chapters = self.references(&mut fields, "chapters", Kind::Chapter);
        let stale_after = fields.count("stale-after", &mut self.found);
        fields.finish(&mut self.found);
        Some(Explainer {
            id: id?.as_str().into(),
            title: title?,
            summary: summary?,
            opening,
            languages,
            as_of: as_of?,
            chapters: chapters.into_iter().map(ChapterId::new).collect(),
            stale_after,
        })
    }

    /// An id that is written as one.
    fn checked_id(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.found.string(value, "id")?;
        if is_id(&text) {
            return Some(text.to_string());
        }
        let shown: String = text.chars().take(70).collect();
        let help = "write 1 to 64 lower-case letters, digits and hyphens".to_string();
        self.found.add(
            Code::BadId,
            value.span(),
            format!("`{shown}` is not an id"),
            Some(help),
        );
        None
    }

    /// An entity's id, noted with what it is given to.
    fn id(&mut self, fields: &mut Fields<'a>, kind: Kind) -> Option<String> {
        let value = fields.require("id", &mut self.found)?;
        let id = self.checked_id(value)?;
        self.declare(&id, kind, value.span());
        Some(id)
    }

    fn declare(&mut self, id: &str, kind: Kind, at: Range<usize>) {
        let span = self.found.span(at);
        self.notes
            .places
            .entry((id.to_string(), "id"))
            .or_insert_with(|| span.clone());
        self.notes.declared.push(Declared {
            id: id.to_string(),
            kind,
            span,
        });
    }

    /// Notes where a key of an entity stands.
    fn place(&mut self, id: &str, key: &'static str, value: Option<&Value<'_>>) {
        if let Some(value) = value {
            let span = self.found.span(value.span());
            self.notes.places.insert((id.to_string(), key), span);
        }
    }

    fn refer(&mut self, id: &str, wanted: Option<Kind>, at: Range<usize>) {
        let span = self.found.span(at);
        self.notes.references.push(Reference {
            id: id.to_string(),
            wanted,
            span,
        });
    }

    /// A key that names something.
    fn reference(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
        wanted: Option<Kind>,
    ) -> Option<String> {
        let value = fields.get(key)?;
        let id = self.found.string(value, key)?;
        self.refer(&id, wanted, value.span());
        Some(id.to_string())
    }

    /// A key that must name something.
    fn require_reference(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
        wanted: Option<Kind>,
    ) -> Option<String> {
        fields.require(key, &mut self.found)?;
        self.reference(fields, key, wanted)
    }

    /// A key that names several things.
    fn references(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
        wanted: Kind,
    ) -> Vec<String> {
        let ids = fields.strings(key, &mut self.found);
        for (id, at) in &ids {
            self.refer(id, Some(wanted), at.clone());
        }
        ids.into_iter().map(|(id, _)| id.to_string()).collect()
    }

    /// A text in one or more languages.
    fn words(
        &mut self,
        value: &'a Value<'a>,
        key: &'static str,
        read: impl Fn(&mut Self, &Value<'a>) -> Option<SafeText>,
    ) -> Option<Text> {
        let Some(table) = value.get_ref().as_table() else {
            let text = read(self, value)?;
            let lacks = self.languages.iter().skip(1).copied().collect();
            self.written(key, value, lacks);
            return Some(Text::One(text));
        };
        let mut texts = Vec::new();
        for (code, value) in table.iter() {
            let name = code.get_ref().as_ref();
            let Some(of) = Lang::parse(name).filter(|of| self.languages.contains(of)) else {
                let shown: String = SafeText::sanitize(name).chars().take(30).collect();
                let codes: Vec<&str> = self.languages.iter().map(Lang::code).collect();
                let help = format!(
                    "its languages are {}",
                    crate::content::fields::quoted(&codes)
                );
                let message = format!(
                    "`{key}` has a text in `{shown}`, which is not one of the explainer's languages"
                );
                self.found
                    .add(Code::UnknownKey, code.span(), message, Some(help));
                continue;
            };
            texts.extend(read(self, value).map(|text| (of, text)));
        }
        let lacks = self
            .languages
            .iter()
            .filter(|lang| texts.iter().all(|(of, _)| of != *lang))
            .copied()
            .collect();
        self.written(key, value, lacks);
        if texts.is_empty() {
            return None;
        }
        texts.sort_by_key(|(of, _)| self.languages.iter().position(|lang| lang == of));
        Some(Text::PerLanguage(texts))
    }

    fn written(&mut self, key: &'static str, value: &Value<'_>, lacks: Vec<Lang>) {
        if !lacks.is_empty() {
            let span = self.found.span(value.span());
            self.notes.untranslated.push(Written { key, span, lacks });
        }
    }

    fn text_of(&mut self, value: &'a Value<'a>, key: &'static str) -> Option<Text> {
        self.words(value, key, |this, value| this.found.string(value, key))
    }

    fn prose_of(&mut self, value: &'a Value<'a>, key: &'static str) -> Option<Prose> {
        let text = self.words(value, key, |this, value| {
            let mut refers = Vec::new();
            let text = this
                .found
                .prose(value, key, |kind, at| refers.push((kind, at)));
            for (kind, at) in refers {
                match kind {
                    RunKind::Citation(id) => this.refer(&id, Some(Kind::Claim), at),
                    RunKind::Term(id) => this.refer(&id, Some(Kind::Term), at),
                    RunKind::Reference(id) => this.refer(&id, None, at),
                    RunKind::Plain
                    | RunKind::Emphasis
                    | RunKind::Strong
                    | RunKind::Code
                    | RunKind::Link(_) => {}
                }
            }
            text
        });
        text.map(Prose)
    }

    fn text(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Option<Text> {
        fields.get(key).and_then(|value| self.text_of(value, key))
    }

    fn require_text(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Option<Text> {
        fields
            .require(key, &mut self.found)
            .and_then(|value| self.text_of(value, key))
    }

    fn prose(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Option<Prose> {
        fields.get(key).and_then(|value| self.prose_of(value, key))
    }

    fn require_prose(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Option<Prose> {
        fields
            .require(key, &mut self.found)
            .and_then(|value| self.prose_of(value, key))
    }

    /// A list of prose texts.
    fn proses(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Vec<Prose> {
        let Some(value) = fields.require(key, &mut self.found) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            let message = format!("`{key}` is not a list");
            self.found.add(
                Code::WrongValue,
                value.span(),
                message,
                Some("write a list of texts".to_string()),
            );
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.prose_of(item, key))
            .collect()
    }
}
