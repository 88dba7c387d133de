//! Lowering: from TOML tables to the entities of the model, with a note of where everything stands.
//!
//! An entity with a mistake is left out, but its id is noted, so that one mistake is not reported again by everything that refers to it. Every file
//! is lowered by itself, so what it gave can be used again for as long as it is the same.

mod chapter;
mod comparison;
mod entity;
pub mod notes;
mod picture;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use crate::content::allow::{Depth, Scope};
use crate::content::collect::Collector;
use crate::content::fields::{Fields, Findings, Value, is_id, lang};
use crate::content::figures::differing;
use crate::content::format::{EXPLAINER_FILE, FILE, Form};
use crate::content::load::EXPLAINER;
use crate::content::lower::notes::{Declared, Kind, Noted, Notes, Reference, Written};
use crate::content::model::{ChapterId, Explainer, Library};
use crate::content::parse::{self, Text as FileText};
use crate::content::prose::RunKind;
use crate::content::wording::{Prose, Text, Translations};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::width::width;
use crate::text::{Lang, SafeText};

/// What lowering gives.
#[derive(Debug)]
pub struct Lowered {
    /// The library as far as it could be lowered.
    pub library: Library,
    /// Whether its explainer is the one that the folder names, whole; it says nothing otherwise.
    pub has_explainer: bool,
    /// Where things stand.
    pub notes: Noted,
}

/// What one file gave by itself.
#[derive(Debug)]
struct Leaf {
    explainer: Option<Explainer>,
    entities: Arc<Library>,
    notes: Arc<Notes>,
    found: Collector,
}

/// What files gave when they were last lowered, so that of a folder that is loaded again and again only what has changed is parsed.
#[derive(Debug, Default)]
pub struct Leaves {
    by: RandomState,
    /// The languages that every text was read by.
    languages: Vec<Lang>,
    kept: HashMap<Print, Leaf>,
}

/// What tells a file from another: its number, which all its spans name, its length, and what its path and text come to by a secret sum.
type Print = (usize, usize, u64);

impl Leaves {
    fn print(&self, source: &FileText<'_>) -> Print {
        let sum = self.by.hash_one((source.path, source.skipped, source.text));
        (source.file, source.text.len(), sum)
    }

    /// What may be used again now that texts are read by these languages.
    fn take(&mut self, languages: &[Lang]) -> HashMap<Print, Leaf> {
        let kept = std::mem::take(&mut self.kept);
        if self.languages == languages {
            return kept;
        }
        self.languages = languages.to_vec();
        HashMap::new()
    }
}

/// Lowers every file. Each is parsed when its turn comes, so that no two tables are in memory but the explainer's and one other; what `leaves`
/// keep is not parsed at all, and they keep all for the next time.
pub fn files(
    texts: &[FileText<'_>],
    mut leaves: Option<&mut Leaves>,
    found: &mut Collector,
) -> Lowered {
    let mut notes = Noted::default();
    let is_unread = |code: &Code| found.has(*code);
    if [Code::Unreadable, Code::TooLarge, Code::NotUtf8]
        .iter()
        .any(is_unread)
    {
        notes.lack_anything();
    }
    let (languages, mut head) = head(texts, found);
    let mut before = leaves
        .as_deref_mut()
        .map_or_else(HashMap::new, |leaves| leaves.take(&languages));
    let mut library = Library::empty(nothing(&languages));
    let mut explainer = None;
    for source in texts {
        let print = leaves.as_ref().map(|leaves| leaves.print(source));
        let kept = print.and_then(|print| before.remove(&print));
        let own = match source.path == EXPLAINER {
            true => head.take(),
            false => kept,
        };
        let leaf = own.unwrap_or_else(|| leaf(source, &languages, found.of_a_file()));
        found.absorb(&leaf.found);
        notes.add(leaf.notes.clone());
        explainer = leaf.explainer.clone().or(explainer);
        let entities = leaf.entities.clone();
        match (leaves.as_deref_mut(), print) {
            (Some(leaves), Some(print)) => drop(leaves.kept.insert(print, leaf)),
            (_, _) => drop(leaf),
        }
        // Moved where nobody keeps them.
        library.append(Arc::unwrap_or_clone(entities));
    }
    library
        .events
        .to_mut()
        .sort_by_key(|event| (event.date.start(), event.date.end()));
    let has_explainer = explainer.is_some();
    if let Some(explainer) = explainer {
        let places = explainer.chapters.iter().enumerate();
        let order: HashMap<&ChapterId, usize> = places.map(|(n, id)| (id, n)).collect();
        library
            .chapters
            .to_mut()
            .sort_by_key(|chapter| order.get(&chapter.id).copied().unwrap_or(usize::MAX));
        library.explainer = explainer;
    }
    Lowered {
        library,
        has_explainer,
        notes,
    }
}

/// The explainer's languages, and what its own file gives: it is read before all others, which are read by them.
fn head(texts: &[FileText<'_>], found: &Collector) -> (Vec<Lang>, Option<Leaf>) {
    let Some(source) = texts.iter().find(|source| source.path == EXPLAINER) else {
        return (languages(None), None);
    };
    let mut own = found.of_a_file();
    let table = parse::table(source, &mut own);
    let languages = languages(table.get_ref().get("explainer"));
    let leaf = lowered(source, &table, &languages, own);
    (languages, Some(leaf))
}

/// What one file gives.
fn leaf(source: &FileText<'_>, languages: &[Lang], mut found: Collector) -> Leaf {
    let table = parse::table(source, &mut found);
    lowered(source, &table, languages, found)
}

/// What the table of a file gives.
fn lowered<'a>(
    source: &FileText<'a>,
    table: &'a Spanned<DeTable<'a>>,
    languages: &[Lang],
    mut found: Collector,
) -> Leaf {
    let mut notes = Notes::default();
    let mut entities = Library::empty(nothing(languages));
    let mut lowering = Lowering {
        found: Findings::new(*source, &mut found),
        notes: &mut notes,
        languages,
        library: &mut entities,
    };
    let explainer = lowering.file(table);
    Leaf {
        explainer,
        entities: Arc::new(entities),
        notes: Arc::new(notes),
        found,
    }
}

/// The explainer's languages, which every text is read by; none when they can't be read, and then a text may be in any.
fn languages(explainer: Option<&Value<'_>>) -> Vec<Lang> {
    let list = explainer
        .and_then(|table| table.get_ref().get("languages"))
        .and_then(|list| list.get_ref().as_array());
    let codes = list
        .into_iter()
        .flat_map(|list| list.iter())
        .filter_map(|item| Lang::parse(item.get_ref().as_str()?));
    let mut languages: Vec<Lang> = Vec::new();
    for code in codes {
        if !languages.contains(&code) {
            languages.push(code);
        }
    }
    languages
}

/// An explainer that says nothing, until the real one is found.
fn nothing(languages: &[Lang]) -> Explainer {
    let empty = || Text::One(SafeText::default());
    Explainer {
        id: "".into(),
        title: empty(),
        summary: Prose(empty()),
        opening: None,
        languages: match languages {
            [] => vec![Lang::EN],
            known => known.to_vec(),
        },
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
    fn file(&mut self, table: &'a Spanned<DeTable<'a>>) -> Option<Explainer> {
        if self.found.is_torn() {
            self.notes.lack_anything();
        }
        let is_head = self.found.source.path == EXPLAINER;
        let fields = Fields::of(table, if is_head { &EXPLAINER_FILE } else { &FILE });
        let explainer = match is_head {
            true => fields.table("explainer", &mut self.found),
            false => None,
        };
        let explainer = explainer.and_then(|fields| self.explainer(fields));
        self.chapter_file(&fields);
        for source in self.entities(&fields, "source") {
            self.source(source);
        }
        for claim in self.entities(&fields, "claim") {
            self.claim(claim);
        }
        for comparison in self.entities(&fields, "comparison") {
            self.comparison(comparison);
        }
        for faq in self.entities(&fields, "faq") {
            self.faq(faq);
        }
        for term in self.entities(&fields, "term") {
            self.term(term);
        }
        for event in self.entities(&fields, "event") {
            self.event(event);
        }
        for guide in self.entities(&fields, "guide") {
            self.guide(guide);
        }
        for derivation in self.entities(&fields, "derivation") {
            self.derivation(derivation);
        }
        self.pictures(&fields);
        if fields.has_unknown() {
            self.notes.lack_anything();
        }
        fields.finish(&mut self.found);
        explainer
    }

    /// The tables of one kind of entity. What they hold is not known when they can't be read as tables.
    fn entities(&mut self, fields: &Fields<'a>, key: &'static str) -> Vec<Fields<'a>> {
        let before = self.found.n_errors();
        let tables = fields.tables(key, &mut self.found);
        if self.found.n_errors() > before {
            self.notes.lack_anything();
        }
        tables
    }

    fn explainer(&mut self, fields: Fields<'a>) -> Option<Explainer> {
        let format = fields.get("format");
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
        let id = fields.get("id").and_then(|value| self.checked_id(value));
        let title = self.text(&fields, "title");
        let summary = self.prose(&fields, "summary");
        let opening = self.prose(&fields, "opening");
        let mut languages = Vec::new();
        for (text, at) in fields.strings("languages", &mut self.found) {
            let Some(lang) = lang(&text, "languages", at.clone(), &mut self.found) else {
                continue;
            };
            if languages.contains(&lang) {
                self.twice("languages", &text, at);
            } else {
                languages.push(lang);
            }
        }
        let as_of = fields.date("as-of", &mut self.found);
        let mut chapters = Vec::new();
        for (id, at) in fields.strings("chapters", &mut self.found) {
            let id = ChapterId::new(id.as_str());
            if chapters.contains(&id) {
                self.twice("chapters", id.as_str(), at);
            } else {
                self.refer(id.as_str(), Some(Kind::Chapter), at);
                chapters.push(id);
            }
        }
        let stale_after = fields.count("stale-after", &mut self.found);
        let hosts = fields.strings("skip-hosts", &mut self.found);
        self.notes.skip_hosts = hosts
            .into_iter()
            .map(|(host, _)| host.to_string())
            .collect();
        self.allow(&fields, Scope::Folder);
        fields.finish(&mut self.found);
        Some(Explainer {
            id: id?.as_str().into(),
            title: title?,
            summary: summary?,
            opening,
            languages,
            as_of: as_of?,
            chapters,
            stale_after,
        })
    }

    /// Reports what a list names a second time.
    fn twice(&mut self, key: &str, what: &str, at: Range<usize>) {
        let shown: String = what.chars().take(70).collect();
        self.found.add(
            Code::WrongValue,
            at,
            format!("`{key}` names `{shown}` twice"),
            Some("name it once".to_string()),
        );
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

    /// An entity's id, noted with what it is given to; and what the entity allows.
    fn id(&mut self, fields: &Fields<'a>, kind: Kind) -> Option<String> {
        self.begin(fields, Depth::of(kind));
        let value = fields.get("id");
        let id = value.and_then(|value| Some((self.checked_id(value)?, value.span())));
        match id {
            Some((id, at)) => {
                self.declare(&id, kind, at);
                Some(id)
            }
            None => {
                let written =
                    value.and_then(|value| Some((value.get_ref().as_str()?, value.span())));
                if let Some((text, at)) = written {
                    let span = self.found.span(at);
                    self.notes.bad_ids.push((text.to_string(), span));
                }
                self.notes.lack(kind);
                None
            }
        }
    }

    /// Notes where an entity begins, and what it allows.
    fn begin(&mut self, fields: &Fields<'a>, depth: Depth) {
        let head = self.found.span(fields.head());
        self.notes.allowed.begin(head.file, head.range.start, depth);
        if fields.get("allow").is_some() {
            self.allow(
                fields,
                Scope::Entity {
                    depth,
                    at: head.range.start,
                },
            );
        }
    }

    /// Notes what is allowed in a scope.
    fn allow(&mut self, fields: &Fields<'a>, scope: Scope) {
        for entry in fields.tables("allow", &mut self.found) {
            let code = entry.one_of("code", Code::WARNINGS, &mut self.found);
            let reason = entry.string("reason", &mut self.found);
            let at = entry.head();
            entry.finish(&mut self.found);
            if let (Some(code), Some(_)) = (code.and_then(Code::from_name), reason) {
                let span = self.found.span(at);
                self.notes.allowed.add(code, scope, span);
            }
        }
    }

    fn declare(&mut self, id: &str, kind: Kind, at: Range<usize>) {
        let span = self.found.span(at);
        self.notes.put(id, "id", span.clone());
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
            self.notes.put(id, key, span);
        }
    }

    /// Notes an address that a reader may open.
    fn note_address(&mut self, url: &str, at: Range<usize>) {
        let span = self.found.span(at);
        self.notes.addresses.push((url.to_string(), span));
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
    fn reference(&mut self, fields: &Fields<'a>, key: &'static str) -> Option<String> {
        let Form::Reference(wanted) = fields.form(key) else {
            panic!("`{key}` is read as a reference");
        };
        let value = fields.get(key)?;
        let id = self.found.string(value, key)?;
        self.refer(&id, *wanted, value.span());
        Some(id.to_string())
    }

    /// A key that names several things.
    fn references(&mut self, fields: &Fields<'a>, key: &'static str) -> Vec<String> {
        let (Form::List(Form::Reference(wanted)) | Form::Some(Form::Reference(wanted))) =
            fields.form(key)
        else {
            panic!("`{key}` is read as references");
        };
        let ids = fields.strings(key, &mut self.found);
        for (id, at) in &ids {
            self.refer(id, *wanted, at.clone());
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
            self.written(key, value, (lacks, None));
            return Some(Text::One(text));
        };
        let (mut texts, mut written) = (Vec::new(), Vec::new());
        let mut last: Option<(Lang, Range<usize>)> = None;
        let is_one = |of: &Lang| self.languages.is_empty() || self.languages.contains(of);
        for (code, value) in table.iter() {
            let name = code.get_ref().as_ref();
            let Some(of) = Lang::parse(name).filter(is_one) else {
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
            // What is there and can't be read is reported as that, and not as missing.
            written.push(of);
            let at = self.found.span(value.span()).range;
            if last.as_ref().is_none_or(|(_, last)| last.start < at.start) {
                last = Some((of, at));
            }
            texts.extend(read(self, value).map(|text| (of, text)));
        }
        let lacks = self
            .languages
            .iter()
            .filter(|lang| !written.contains(lang))
            .copied()
            .collect();
        self.written(key, value, (lacks, last));
        if texts.is_empty() {
            return None;
        }
        texts.sort_by_key(|(of, _)| self.languages.iter().position(|lang| lang == of));
        self.compare(&texts, key, value);
        Some(Text::PerLanguage(Translations::new(&texts)))
    }

    /// Notes figures that two languages of one text give differently.
    fn compare(&mut self, texts: &[(Lang, SafeText)], key: &str, value: &Value<'_>) {
        let Some(((first, one), others)) = texts.split_first() else {
            return;
        };
        for (lang, other) in others {
            let Some((mine, theirs)) = differing((*first, one), (*lang, other)) else {
                continue;
            };
            let place = value
                .get_ref()
                .as_table()
                .and_then(|table| table.get(lang.code()));
            let at = place.map_or(value.span(), |value| value.span());
            let message = format!("`{key}` gives {theirs} in `{lang}`, and {mine} in `{first}`");
            let help = "give the same figures in every language";
            self.note(Code::DifferingFigures, at, message, help);
        }
    }

    /// Notes a warning that needs no library; it is reported when it is known what is silenced.
    fn note(&mut self, code: Code, at: Range<usize>, message: String, help: &str) {
        let span = self.found.span(at);
        self.notes.found.push(Diagnostic {
            code,
            message,
            span: Some(span),
            labels: Vec::new(),
            help: Some(help.to_string()),
        });
    }

    /// Whether everything since `before` many errors was read without one.
    fn is_sound(&self, before: usize) -> bool {
        self.found.n_errors() == before
    }

    fn written(
        &mut self,
        key: &'static str,
        value: &Value<'_>,
        (lacks, last): (Vec<Lang>, Option<(Lang, Range<usize>)>),
    ) {
        if !lacks.is_empty() {
            let span = self.found.span(value.span());
            self.notes.untranslated.push(Written {
                key,
                span,
                lacks,
                last,
            });
        }
    }

    fn text_of(&mut self, value: &'a Value<'a>, key: &'static str) -> Option<Text> {
        self.words(value, key, |this, value| this.found.string(value, key))
    }

    fn prose_of(&mut self, value: &'a Value<'a>, key: &'static str) -> Option<Prose> {
        let text = self.words(value, key, |this, value| {
            let mut refers = Vec::new();
            let read = this
                .found
                .prose(value, key, |kind, at| refers.push((kind, at)))?;
            for (n, at) in read.long {
                let message = format!("a paragraph of `{key}` has {n} words");
                let help = "break it where its subject changes, or say it in fewer words";
                this.note(Code::LongParagraph, at, message, help);
            }
            for (kind, at) in refers {
                match kind {
                    RunKind::Citation(id) => this.refer(&id, Some(Kind::Claim), at),
                    RunKind::Term(id) => this.refer(&id, Some(Kind::Term), at),
                    RunKind::Reference(id) => this.refer(&id, None, at),
                    RunKind::Plain | RunKind::Emphasis | RunKind::Strong | RunKind::Code => {}
                    RunKind::Link(url) => this.note_address(&url, at),
                }
            }
            Some(read.text)
        });
        text.map(Prose)
    }

    fn text(&mut self, fields: &Fields<'a>, key: &'static str) -> Option<Text> {
        debug_assert!(matches!(fields.form(key), Form::Text));
        let value = fields.get(key)?;
        let text = self.text_of(value, key)?;
        self.fits(fields.cells(key), key, value);
        Some(text)
    }

    /// A text of which one string stands for all languages.
    fn label(&mut self, fields: &Fields<'a>, key: &'static str) -> Option<Text> {
        debug_assert!(matches!(fields.form(key), Form::Label));
        let value = fields.get(key)?;
        match value.get_ref().as_table() {
            Some(_) => self.text_of(value, key),
            None => self.found.string(value, key).map(Text::One),
        }
    }

    /// Notes a text, in any language, that is wider than there is room for.
    fn fits(&mut self, cells: usize, key: &str, value: &Value<'_>) {
        if cells == 0 {
            return;
        }
        let one = value.get_ref().as_str().map(|text| (text, value.span()));
        let table = value.get_ref().as_table();
        let many = table
            .into_iter()
            .flat_map(|table| table.iter())
            .filter_map(|(_, value)| Some((value.get_ref().as_str()?, value.span())));
        let wide: Vec<(usize, Range<usize>)> = one
            .into_iter()
            .chain(many)
            .map(|(text, at)| (width(&SafeText::sanitize(text)), at))
            .filter(|(wide, _)| *wide > cells)
            .collect();
        for (wide, at) in wide {
            let message = format!(
                "`{key}` is {wide} cells wide; on a screen of 80 by 24 there is room for {cells}"
            );
            self.note(Code::TooWide, at, message, "say it in fewer words");
        }
    }

    fn prose(&mut self, fields: &Fields<'a>, key: &'static str) -> Option<Prose> {
        debug_assert!(matches!(fields.form(key), Form::Prose));
        let value = fields.get(key)?;
        self.prose_of(value, key)
    }

    /// A list of prose texts.
    fn proses(&mut self, fields: &Fields<'a>, key: &'static str) -> Vec<Prose> {
        debug_assert!(matches!(fields.form(key), Form::List(Form::Prose)));
        let Some(value) = fields.get(key) else {
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
