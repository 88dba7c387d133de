//! A writer of blocks as HTML, beside `ui`, which draws them, and [`linear`](crate::page::linear), which writes them as text.
//!
//! Written tersely for sites, where HTML lets end tags and quotation marks be left out, and as XML for books. Claims open in place: behind
//! each block stand the cards of what it cites, as `details`, so that no script is needed. What was cited before on a page is linked to.
//!
//! Invariants: what is written is well nested; headings never skip a level; an anchor is written once on a page.

use std::collections::HashSet;

use crate::content::model::ClaimId;
use crate::i18n::Msg;
use crate::page::picture::{self, Picture};
use crate::page::{Block, Ctx, Link, Page, Shape, Span, cite, claim};
use crate::picture::svg::escaped;
use crate::place::{Location, Place};
use crate::theme::Role;

/// How markup is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// As HTML, tersely.
    Html,
    /// As XML.
    Xml,
}

/// Where links of a page lead.
pub trait Addresses {
    /// The address of a location, seen from the page that is written; none where it is not part of what is exported.
    fn address(&self, location: &Location) -> Option<String>;

    /// Whether this page is where a claim's card stands in full.
    fn is_home_of(&self, claim: &ClaimId) -> bool;

    /// Where a claim's card stands in full.
    fn card(&self, claim: &ClaimId) -> String;
}

/// A page being written.
pub struct Writer<'a> {
    page: &'a Page,
    ctx: Ctx<'a>,
    to: &'a dyn Addresses,
    dialect: Dialect,
    out: String,
    /// The levels of the headings that what comes stands under.
    outline: Vec<u8>,
    /// The levels that stand above the page's own.
    above: u8,
    /// Cards that were written, and anchors.
    written: HashSet<String>,
    /// What the block that is being written cites.
    cited: Vec<(String, ClaimId)>,
    group: Group,
}

/// What neighbouring blocks form together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    None,
    Bullets,
    Numbers,
    Fields,
}

impl<'a> Writer<'a> {
    /// A writer for blocks of `page`, whose headings stand `above` levels deep.
    pub fn new(page: &'a Page, ctx: Ctx<'a>, to: &'a dyn Addresses, dialect: Dialect) -> Self {
        Writer {
            page,
            ctx,
            to,
            dialect,
            out: String::new(),
            outline: Vec::new(),
            above: 0,
            written: HashSet::new(),
            cited: Vec::new(),
            group: Group::None,
        }
    }

    /// The same for a page that stands under others' headings, after what was written before it.
    pub fn go_on(self, page: &'a Page, above: u8) -> Self {
        Writer {
            page,
            above,
            outline: Vec::new(),
            ..self
        }
    }

    /// Everything that was written.
    pub fn finish(mut self) -> String {
        self.close();
        self.out
    }

    /// Writes an entry of the page, with its anchor where `key` is one.
    pub fn entry(&mut self, key: Option<&str>, blocks: &[Block]) {
        self.close();
        let anchor = key.filter(|key| self.written.insert(format!("#{key}")));
        if let Some(key) = anchor {
            self.open("div", &[("id", key)]);
        }
        for block in blocks {
            self.block(block);
        }
        self.close();
        if anchor.is_some() {
            self.out.push_str("</div>");
        }
    }

    /// Writes what is markup already.
    pub fn raw(&mut self, markup: &str) {
        self.close();
        self.out.push_str(markup);
    }

    /// The card of a claim in full, unless it stands on the page already.
    pub fn card_of(&mut self, id: &ClaimId, marker: &str) {
        self.close();
        self.card(marker, id);
    }

    fn block(&mut self, block: &Block) {
        if self.is_elsewhere(block) {
            return;
        }
        match &block.shape {
            Shape::Rule => {
                self.close();
                self.out.push_str(match self.dialect {
                    Dialect::Html => "<hr>",
                    Dialect::Xml => "<hr/>",
                });
            }
            Shape::Flow(spans) => self.flow(block, spans),
            Shape::Columns(columns) => self.columns(columns),
            Shape::Picture(picture) => self.picture(picture),
        }
    }

    /// Whether a block only leads to what is not part of an export, or asks for keys.
    fn is_elsewhere(&self, block: &Block) -> bool {
        let outside = |span: &&Span| match &span.link {
            Some(Link::Go(location)) => self.to.address(location).is_none(),
            _ => false,
        };
        let asks = |span: &&Span| span.text == self.ctx.msg(Msg::ChangeHint);
        block.spans().iter().any(|span| outside(span) || asks(span))
    }

    fn flow(&mut self, block: &Block, spans: &[Span]) {
        self.note(spans);
        if block.level > 0 {
            self.close();
            return self.heading(block, spans);
        }
        let lead = block.lead.as_ref();
        // A value without a label goes on with the one before; where there is none, it stands alone.
        let is_blank = lead.is_some_and(|lead| lead.text.trim().is_empty());
        let stands_alone = is_blank && self.group != Group::Fields;
        let lead = lead.filter(|_| !stands_alone);
        let group = lead.map_or(Group::None, group_of);
        if group != self.group {
            self.close_group();
            self.out.push_str(match group {
                Group::None => "",
                Group::Bullets => "<ul>",
                Group::Numbers => "<ol>",
                Group::Fields => "<dl>",
            });
            self.group = group;
        }
        match (group, lead) {
            (Group::Bullets, _) => self.item("li", spans),
            (Group::Numbers, Some(lead)) => {
                let number: String = lead.text.chars().take_while(char::is_ascii_digit).collect();
                self.open("li", &[("value", &number)]);
                self.spans(spans);
                self.end("li");
            }
            (Group::Fields, Some(lead)) => {
                let label = lead.text.trim();
                if !label.is_empty() {
                    self.out.push_str("<dt>");
                    self.out.push_str(&escaped(label));
                    self.end("dt");
                }
                self.item("dd", spans);
            }
            (Group::None, lead) | (Group::Numbers | Group::Fields, lead) => {
                self.paragraph(block, lead, spans);
            }
        }
        if group == Group::None {
            self.cards();
        }
    }

    fn item(&mut self, name: &str, spans: &[Span]) {
        self.open(name, &[]);
        self.spans(spans);
        self.end(name);
    }

    fn paragraph(&mut self, block: &Block, lead: Option<&Span>, spans: &[Span]) {
        let bar = match block.bar {
            None => "",
            Some(Role::Contested) => "b c",
            Some(Role::Soft) => "b s",
            Some(_) => "b",
        };
        let tight = if block.gap { "" } else { "i" };
        let indent = if block.indent > 0 && lead.is_none() {
            "n"
        } else {
            ""
        };
        let classes: Vec<&str> = [bar, tight, indent]
            .into_iter()
            .filter(|class| !class.is_empty())
            .collect();
        let classes = classes.join(" ");
        match classes.as_str() {
            "" => self.open("p", &[]),
            classes => self.open("p", &[("class", classes)]),
        }
        if let Some(lead) = lead {
            self.spans(std::slice::from_ref(lead));
        }
        self.spans(spans);
        self.end("p");
    }

    /// A heading at the level that its place among the others has: none is skipped, however the page counts them.
    fn heading(&mut self, block: &Block, spans: &[Span]) {
        self.outline.retain(|level| *level < block.level);
        self.outline.push(block.level);
        let level = (self.above + self.outline.len() as u8).min(6);
        let name = format!("h{level}");
        self.open(&name, &[]);
        let plain: Vec<Span> = spans
            .iter()
            .map(|span| match span.role {
                Role::Title | Role::Heading | Role::Strong => Span {
                    role: Role::Text,
                    ..span.clone()
                },
                _ => span.clone(),
            })
            .collect();
        self.spans(&plain);
        self.out.push_str(&format!("</{name}>"));
        self.cards();
    }

    /// Columns as named cells, which stand side by side where there is room.
    fn columns(&mut self, columns: &[(Span, Vec<Block>)]) {
        self.close();
        self.open("dl", &[("class", "w")]);
        for (name, blocks) in columns {
            self.out.push_str("<div><dt>");
            self.out.push_str(&escaped(&name.text));
            self.end("dt");
            self.open("dd", &[]);
            let cited = std::mem::take(&mut self.cited);
            for block in blocks {
                // Cards of cells stand below the row.
                if let Shape::Flow(spans) = &block.shape {
                    self.note(spans);
                    self.paragraph(&Block::flow(Vec::new()).tight(), block.lead.as_ref(), spans);
                } else {
                    self.block(block);
                }
            }
            self.close_group();
            let own = std::mem::replace(&mut self.cited, cited);
            self.cited.extend(own);
            self.end("dd");
            self.out.push_str("</div>");
        }
        self.out.push_str("</dl>");
        self.cards();
    }

    /// A picture with what it shows, and its values as a list behind it.
    fn picture(&mut self, picture: &Picture) {
        self.close();
        let title = self.ctx.library().title_of(picture.subject, self.ctx.lang);
        let svg = picture.drawing.svg(title);
        self.out.push_str("<figure>");
        self.out.push_str(&svg);
        self.out.push_str("<figcaption>");
        for block in picture.lead.iter().chain(&picture.signs) {
            self.block(block);
        }
        self.close();
        // HTML wants nothing behind a caption.
        self.out
            .push_str("</figcaption></figure><details><summary>");
        self.out.push_str(&escaped(self.ctx.msg(Msg::ValuesLabel)));
        self.out.push_str("</summary>");
        let outline = std::mem::take(&mut self.outline);
        for n in 0..picture::n_values(picture.subject, self.ctx) {
            for block in picture::value(self.page, picture.subject, n, self.ctx) {
                // Names of series are no headings of the page; values are items under them.
                let item = Span::new("• ", Role::Muted);
                let is_value = block.level == 0 && block.lead.is_none() && block.indent > 0;
                let lead = if is_value { Some(item) } else { block.lead };
                self.block(&Block {
                    level: 0,
                    lead,
                    ..block
                });
            }
        }
        self.close();
        self.outline = outline;
        self.out.push_str("</details>");
    }

    fn spans(&mut self, spans: &[Span]) {
        for span in spans {
            self.span(span);
        }
    }

    fn span(&mut self, span: &Span) {
        let text = escaped(&span.text);
        let address = span.link.as_ref().and_then(|link| self.link(link));
        if let Some(address) = address {
            let outside = matches!(span.link, Some(Link::Address(_)));
            let class = match span.role {
                Role::Term => "t",
                Role::Contested => "c",
                _ => "",
            };
            let mut attributes = vec![("href", address.as_str())];
            if !class.is_empty() {
                attributes.push(("class", class));
            }
            if outside {
                attributes.push(("rel", "noopener"));
            }
            self.open("a", &attributes);
            self.out.push_str(&text);
            return self.out.push_str("</a>");
        }
        let (name, class) = match span.role {
            Role::Strong => ("strong", ""),
            Role::Emphasis => ("em", ""),
            Role::Code => ("code", ""),
            Role::Muted | Role::Label => ("span", "m"),
            Role::Firm => ("span", "f"),
            Role::Soft => ("span", "s"),
            Role::Contested => ("span", "c"),
            _ => return self.out.push_str(&text),
        };
        match class {
            "" => self.open(name, &[]),
            class => self.open(name, &[("class", class)]),
        }
        self.out.push_str(&text);
        self.out.push_str(&format!("</{name}>"));
    }

    fn link(&self, link: &Link) -> Option<String> {
        match link {
            Link::Go(location) => self.to.address(location),
            Link::Claim(id) => Some(self.to.card(id)),
            Link::Term(id) => {
                let entity = self.ctx.library().find(id.as_str())?;
                self.to.address(&Location::of(entity, self.ctx.library()))
            }
            Link::Address(address) => Some(address.clone()),
            Link::Input(_) => None,
        }
    }

    /// Remembers what a text cites.
    fn note(&mut self, spans: &[Span]) {
        for span in spans {
            if let Some(Link::Claim(id)) = &span.link
                && span.text.starts_with('[')
            {
                self.cited.push((span.text.to_string(), id.clone()));
            }
        }
    }

    /// The cards of what was cited since the last ones.
    fn cards(&mut self) {
        for (marker, id) in std::mem::take(&mut self.cited) {
            self.card(&marker, &id);
        }
    }

    /// A claim's card, where it has its home; anywhere else a citation leads there.
    fn card(&mut self, marker: &str, id: &ClaimId) {
        let library = self.ctx.library();
        let Some(claim) = library.claim(id) else {
            return;
        };
        if !self.to.is_home_of(id) || !self.written.insert(format!("#{id}")) {
            return;
        }
        self.open("details", &[]);
        self.out.push_str("<summary>");
        let head = format!(
            "{marker} {} · {}",
            claim.says.get(self.ctx.lang),
            cite::status(claim, self.ctx)
        );
        self.out.push_str(&escaped(head.trim()));
        self.out.push_str("</summary>");
        self.open("div", &[("id", id.as_str())]);
        self.in_full(id);
        self.close_group();
        self.out.push_str("</div></details>");
    }

    fn in_full(&mut self, id: &ClaimId) {
        // What the summary says already is left out.
        let known = [
            Msg::SaysLabel,
            Msg::KindLabel,
            Msg::AsOfLabel,
            Msg::EvidenceLabel,
            Msg::AgreementLabel,
        ];
        let known = known.map(|msg| self.ctx.msg(msg));
        let is_known = |block: &Block| {
            let lead = block.lead.as_ref().map(|lead| lead.text.trim());
            lead.is_some_and(|lead| known.contains(&lead))
        };
        let page = self.page;
        for block in claim::card(page, id, self.ctx) {
            let own = block
                .spans()
                .iter()
                .any(|span| span.text == id.as_str() && span.role == Role::Link);
            if !own && !is_known(&block) {
                let cited = std::mem::take(&mut self.cited);
                self.block(&Block {
                    bar: None,
                    ..shortened(block)
                });
                self.cited = cited;
            }
        }
    }

    /// Ends the group of blocks, then shows the cards of what it cites.
    fn close(&mut self) {
        self.close_group();
        self.cards();
    }

    fn close_group(&mut self) {
        self.out.push_str(match self.group {
            Group::None => "",
            Group::Bullets => "</ul>",
            Group::Numbers => "</ol>",
            Group::Fields => "</dl>",
        });
        self.group = Group::None;
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            let bare = |c: char| c.is_ascii_alphanumeric() || "-_.:#".contains(c);
            let is_bare = self.dialect == Dialect::Html && !value.is_empty();
            if is_bare && value.chars().all(bare) {
                self.out.push_str(&format!("={value}"));
            } else {
                self.out.push_str(&format!("=\"{}\"", escaped(value)));
            }
        }
        self.out.push('>');
    }

    /// Ends an element; in HTML those whose end needs no word have none.
    fn end(&mut self, name: &str) {
        let implied = matches!(name, "p" | "li" | "dt" | "dd");
        if self.dialect == Dialect::Xml || !implied {
            self.out.push_str(&format!("</{name}>"));
        }
    }
}

/// A block whose links to other claims say no more than what tells them apart: they are read where they have their home.
fn shortened(mut block: Block) -> Block {
    if let Shape::Flow(spans) = &mut block.shape {
        for span in spans {
            if let Some(Link::Go(location)) = &span.link
                && matches!(location.place, Place::Claim(_))
            {
                span.text = first_words(&span.text, LINKED).into();
            }
        }
    }
    block
}

/// How many characters of a claim are enough to follow a link to it.
pub const LINKED: usize = 70;

/// The beginning of a text, at most so many characters, cut between words.
pub fn first_words(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let cut: String = text.chars().take(most).collect();
    let at = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", &cut[..at])
}

/// What a block with this lead is part of.
fn group_of(lead: &Span) -> Group {
    let text = lead.text.as_ref();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    if text.starts_with("• ") {
        Group::Bullets
    } else if digits > 0 && text[digits..].starts_with(". ") {
        Group::Numbers
    } else if lead.role == Role::Label {
        Group::Fields
    } else {
        Group::None
    }
}
