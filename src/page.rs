//! Pages: what every view shows, as blocks of marked text, before anybody decides how it is drawn.
//!
//! One page is drawn on a screen by `ui` and written as plain text by [`linear`]; that is why the linear twin has no gaps. A page
//! holds cheap entries; an entry's blocks are made when it comes into view ([`Page::blocks`]), so that a ledger of
//! 100,000 claims costs no more than what is seen of it. Knows nothing of sizes, keys, or which entry is focused.
//!
//! Invariants: an entry's key is unique on its page and made of ids; the links of an entry are numbered in the order of
//! its text.

pub mod cite;
pub mod claim;
pub mod comparison;
pub mod glossary;
pub mod home;
pub mod inline;
pub mod linear;
pub mod picture;
pub mod reader;
pub mod reference;
pub mod results;
pub mod source;

use std::borrow::Cow;

use crate::content::model::{ClaimId, Entity, Library, TermId};
use crate::edition::Edition;
use crate::i18n::Msg;
use crate::picture::Glyphs;
use crate::place::{Location, Place};
use crate::text::Lang;
use crate::theme::Role;

/// What Enter does on a piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Goes there.
    Go(Location),
    /// Opens the claim's card in place.
    Claim(ClaimId),
    /// Opens the term's definition in place.
    Term(TermId),
    /// Opens an address outside.
    Address(String),
    /// Asks for another number in the place of an input of the page's figure.
    Input(usize),
}

/// A piece of text of one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text, without line feeds.
    pub text: Cow<'static, str>,
    /// What it is.
    pub role: Role,
    /// What Enter does on it.
    pub link: Option<Link>,
}

impl Span {
    /// A piece of text.
    pub fn new(text: impl Into<Cow<'static, str>>, role: Role) -> Self {
        Span {
            text: text.into(),
            role,
            link: None,
        }
    }

    /// The same with a link.
    pub fn to(self, link: Link) -> Self {
        Span {
            link: Some(link),
            ..self
        }
    }
}

/// A paragraph, a rule or a row of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it holds.
    pub shape: Shape,
    /// Cells of indentation.
    pub indent: u16,
    /// What stands in front of the first line, inside the indentation: a bullet, a number, a label.
    pub lead: Option<Span>,
    /// The role of a bar down its left side, which sets it apart.
    pub bar: Option<Role>,
    /// Whether an empty line comes before it.
    pub gap: bool,
    /// Its level as a heading, from 1; 0 when it is none.
    pub level: u8,
}

/// What a block holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Running text.
    Flow(Vec<Span>),
    /// A line across.
    Rule,
    /// Cells side by side, each with its column's name for when they stand one below the other.
    Columns(Vec<(Span, Vec<Block>)>),
    /// A picture with what is said about it.
    Picture(Box<picture::Picture>),
}

impl Block {
    /// A paragraph with an empty line before it.
    pub fn flow(spans: Vec<Span>) -> Self {
        Block {
            shape: Shape::Flow(spans),
            indent: 0,
            lead: None,
            bar: None,
            gap: true,
            level: 0,
        }
    }

    /// A heading.
    pub fn heading(level: u8, text: impl Into<Cow<'static, str>>) -> Self {
        let role = if level == 1 {
            Role::Title
        } else {
            Role::Heading
        };
        Block {
            level,
            ..Block::flow(vec![Span::new(text, role)])
        }
    }

    /// The same without an empty line before it.
    pub fn tight(self) -> Self {
        Block { gap: false, ..self }
    }

    /// The same, indented.
    pub fn indented(self, cells: u16) -> Self {
        Block {
            indent: self.indent + cells,
            ..self
        }
    }

    /// The same with a hanging lead.
    pub fn led(self, lead: Span, cells: u16) -> Self {
        Block {
            lead: Some(lead),
            indent: self.indent + cells,
            ..self
        }
    }

    /// The same with a bar.
    pub fn barred(self, role: Role) -> Self {
        Block {
            bar: Some(role),
            ..self
        }
    }

    /// Every span in reading order.
    pub fn spans(&self) -> Vec<&Span> {
        let mut spans = Vec::new();
        self.collect_spans(&mut spans);
        spans
    }

    fn collect_spans<'a>(&'a self, spans: &mut Vec<&'a Span>) {
        match &self.shape {
            Shape::Flow(own) => spans.extend(self.lead.iter().chain(own)),
            Shape::Rule => {}
            Shape::Columns(columns) => {
                for (_, blocks) in columns {
                    blocks.iter().for_each(|block| block.collect_spans(spans));
                }
            }
            Shape::Picture(picture) => {
                let blocks = picture.here.iter().chain(&picture.signs);
                let blocks = blocks.chain(&picture.lead);
                blocks.for_each(|block| block.collect_spans(spans));
            }
        }
    }
}

/// One entry of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Blocks that were made with the page.
    Fixed {
        /// Its key.
        key: Cow<'static, str>,
        /// Its blocks.
        blocks: Vec<Block>,
    },
    /// An entity as it stands in its own page or chapter.
    Body(Entity),
    /// An entity as one item of a list.
    Row(Entity),
    /// A row of a comparison: its index and the aspect's.
    Aspect(u32, u32),
    /// A value of a picture's table.
    Value(Entity, u32),
    /// The end of a chapter: what remains disputed, and where to go on.
    ChapterEnd(u32),
}

impl Entry {
    /// Blocks under a key of their own.
    pub fn fixed(key: impl Into<Cow<'static, str>>, blocks: Vec<Block>) -> Self {
        Entry::Fixed {
            key: key.into(),
            blocks,
        }
    }

    /// What an anchor calls the entry.
    pub fn key<'a>(&'a self, library: &'a Library) -> Cow<'a, str> {
        match self {
            Entry::Fixed { key, .. } => Cow::Borrowed(key),
            Entry::Body(entity) | Entry::Row(entity) => Cow::Borrowed(library.id_of(*entity)),
            Entry::Aspect(c, a) => {
                let comparison = &library.comparisons[*c as usize];
                Cow::Owned(format!(
                    "{}.{}",
                    comparison.id, comparison.aspects[*a as usize].id
                ))
            }
            Entry::Value(entity, n) => Cow::Owned(format!("{}.{n}", library.id_of(*entity))),
            Entry::ChapterEnd(c) => Cow::Owned(format!("{}.end", library.chapters[*c as usize].id)),
        }
    }
}

/// What the arrow keys do on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// They scroll: it is for reading.
    Scroll,
    /// They go from item to item: it is for choosing.
    Choose,
}

/// An entry that the contents panel lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Which entry.
    pub entry: usize,
    /// 1 for a page's own parts.
    pub level: u8,
    /// What the panel says.
    pub label: String,
}

/// One step of the way from home to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub place: Place,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Which one.
    pub place: Place,
    /// The way to it, itself included.
    pub crumbs: Vec<Crumb>,
    /// What is on it.
    pub entries: Vec<Entry>,
    /// Its contents.
    pub outline: Vec<Heading>,
    /// What the arrow keys do.
    pub motion: Motion,
    /// For a chapter: the claims that it cites, in order, by which citations are numbered.
    pub numbering: Vec<ClaimId>,
}

/// What pages are made from.
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    /// The content.
    pub edition: &'a Edition,
    /// The reader's language.
    pub lang: Lang,
    /// What the reader keeps.
    pub kept: &'a Kept,
    /// What the help says of keys.
    pub keys: &'a [KeyLine],
    /// The characters that the terminal has.
    pub glyphs: Glyphs,
}

/// A line of the help: keys, and what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    /// The group that it stands in.
    pub group: Msg,
    /// The keys.
    pub keys: String,
    /// What they do.
    pub does: &'static str,
}

impl<'a> Ctx<'a> {
    /// The content.
    pub fn library(&self) -> &'a Library {
        self.edition.library()
    }

    /// A text of the interface.
    pub fn msg(&self, msg: Msg) -> &'static str {
        msg.text(self.lang)
    }
}

/// What a reader keeps: where they stopped, bookmarks, notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Where they stopped last time.
    pub stopped: Option<Location>,
    /// Bookmarks, oldest first.
    pub bookmarks: Vec<Bookmark>,
    /// Notes, by the key of the entry that they are about.
    pub notes: Vec<Note>,
}

/// A place that a reader marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// Where.
    pub location: Location,
    /// What was there.
    pub title: String,
}

/// What a reader wrote about something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The id that it is about.
    pub id: String,
    /// What they wrote.
    pub text: String,
}

impl Page {
    /// The page of a place.
    pub fn new(place: &Place, ctx: Ctx<'_>) -> Page {
        match place {
            Place::Home => home::page(ctx),
            Place::Chapter(id) => reader::page(id, ctx),
            Place::Claims(view) => claim::ledger(view, ctx),
            Place::Claim(id) => claim::page(id, ctx),
            Place::Sources => source::list(ctx),
            Place::Source(id) => source::page(id, ctx),
            Place::Bibliography => source::bibliography(ctx),
            Place::Comparisons => comparison::list(ctx),
            Place::Comparison(id, view) => comparison::page(id, view, ctx),
            Place::Timeline => glossary::timeline(ctx),
            Place::Glossary => glossary::glossary(ctx),
            Place::Faqs => reference::faqs(ctx),
            Place::Faq(id) => reference::faq(id, ctx),
            Place::Guides => home::guides(ctx),
            Place::Guide(id) => home::guide(id, ctx),
            Place::Derivation(id, own) => reference::derivation(id, own, ctx),
            Place::Pictures => picture::list::page(ctx),
            Place::Picture(id, view) => picture::page(id, view, ctx),
            Place::Check(id, chosen) => picture::check::page(id, *chosen, ctx),
            Place::Search(query) => results::page(query, ctx),
            Place::Bookmarks => home::bookmarks(ctx),
            Place::Help => home::help(ctx),
        }
    }

    /// A page of entries under `msg`, directly below home.
    fn listing(place: Place, msg: Msg, motion: Motion, entries: Vec<Entry>, ctx: Ctx<'_>) -> Page {
        let crumbs = vec![
            home::crumb(ctx),
            Crumb {
                label: ctx.msg(msg).to_string(),
                place: place.clone(),
            },
        ];
        Page {
            place,
            crumbs,
            entries,
            outline: Vec::new(),
            motion,
            numbering: Vec::new(),
        }
    }

    /// The blocks of an entry; empty past the end.
    pub fn blocks(&self, entry: usize, ctx: Ctx<'_>) -> Vec<Block> {
        match self.entries.get(entry) {
            None => Vec::new(),
            Some(Entry::Fixed { blocks, .. }) => blocks.clone(),
            Some(Entry::Body(entity)) => self.body(*entity, ctx),
            Some(Entry::Row(entity)) => self.row(*entity, ctx),
            Some(Entry::Aspect(c, a)) => comparison::aspect(self, *c, *a, ctx),
            Some(Entry::Value(entity, n)) => picture::value(self, *entity, *n as usize, ctx),
            Some(Entry::ChapterEnd(c)) => reader::end(self, *c, ctx),
        }
    }

    fn body(&self, entity: Entity, ctx: Ctx<'_>) -> Vec<Block> {
        match entity {
            Entity::Chapter(c) => reader::opening(self, c, ctx),
            Entity::Section(c, s) => reader::section_heading(c, s, ctx),
            Entity::Block(c, s, b) => reader::block(self, c, s, b, ctx),
            Entity::Claim(i) => claim::body(self, i, ctx),
            Entity::Source(i) => source::body(i, ctx),
            Entity::Faq(i) => reference::faq_body(self, i, ctx),
            Entity::Derivation(i) => reference::derivation_body(self, i, ctx),
            Entity::Comparison(_)
            | Entity::Term(_)
            | Entity::Event(_)
            | Entity::Guide(_)
            | Entity::Series(_)
            | Entity::Chart(_)
            | Entity::Map(_)
            | Entity::Area(..)
            | Entity::Site(_)
            | Entity::Command(_)
            | Entity::Timeline(_)
            | Entity::Check(_) => self.row(entity, ctx),
        }
    }

    fn row(&self, entity: Entity, ctx: Ctx<'_>) -> Vec<Block> {
        let mut blocks = match entity {
            Entity::Claim(i) => claim::row(i, ctx),
            Entity::Source(i) => match self.place {
                Place::Bibliography => source::reference_row(i, ctx),
                _ => source::row(i, ctx),
            },
            Entity::Comparison(i) => comparison::row(i, ctx),
            Entity::Term(i) => glossary::term_row(self, i, ctx),
            Entity::Event(i) => glossary::event_row(self, i, ctx),
            Entity::Faq(i) => reference::faq_row(self, i, ctx),
            Entity::Guide(i) => home::guide_row(i, ctx),
            Entity::Chapter(c) => home::chapter_row(c, ctx),
            Entity::Check(i) => picture::check::row(i, ctx),
            Entity::Derivation(_)
            | Entity::Series(_)
            | Entity::Chart(_)
            | Entity::Map(_)
            | Entity::Area(..)
            | Entity::Site(_)
            | Entity::Command(_)
            | Entity::Timeline(_) => picture::list::row(entity, ctx),
            Entity::Section(..) | Entity::Block(..) => Vec::new(),
        };
        // Home is a short list of many kinds; everywhere else rows stand apart.
        if let Some(first) = blocks.first_mut() {
            first.gap = self.place != Place::Home;
        }
        blocks
    }

    /// The title of the page: its last crumb.
    pub fn title(&self) -> &str {
        self.crumbs.last().map_or("", |crumb| crumb.label.as_str())
    }

    /// Where on the page a location's key is: the entry of that key, or the nearest before what it belonged to.
    pub fn entry_of(&self, key: &str, library: &Library) -> Option<usize> {
        let position = |key: &str| {
            self.entries
                .iter()
                .position(|entry| entry.key(library) == key)
        };
        if key.is_empty() {
            return Some(0);
        }
        position(key).or_else(|| {
            // A block that is gone leads to its section: `numbers.3` to `numbers`.
            key.rsplit_once('.')
                .and_then(|(section, _)| position(section))
        })
    }

    /// The last entry of what begins with `entry`: of a section all that follows up to the next one, else itself.
    pub fn end_of(&self, entry: usize) -> usize {
        let begins = |entry: &Entry| {
            matches!(
                entry,
                Entry::Body(Entity::Section(..)) | Entry::ChapterEnd(_)
            )
        };
        match self.entries.get(entry) {
            Some(Entry::Body(Entity::Section(..))) => {}
            _ => return entry,
        }
        let after = &self.entries[entry + 1..];
        entry + after.iter().position(begins).unwrap_or(after.len())
    }

    /// The same page, which also numbers what is cited where its pictures stand as tables.
    pub fn with_tables(mut self, ctx: Ctx<'_>) -> Self {
        if let Place::Chapter(id) = &self.place {
            for claim in reader::cited_in_tables(id, ctx) {
                if !self.numbering.contains(&claim) {
                    self.numbering.push(claim);
                }
            }
        }
        self
    }

    /// The number by which the page cites a claim, from 1; `None` on pages that don't number.
    pub fn number_of(&self, claim: &str) -> Option<usize> {
        self.numbering
            .iter()
            .position(|id| id.as_str() == claim)
            .map(|at| at + 1)
    }
}
