//! An explainer as a site: a folder of pages that need nothing from elsewhere, read without scripts, in each of its languages.
//!
//! The first of its languages lies at the top, each other one in a folder of its code, page beside page. Lists whose items have no page
//! of their own are one page with an anchor for each. Each claim has one home where its card stands in full: the first chapter that
//! cites it, or else the list of claims; so a card is on the same page as the sentence that needs it, and is not written a hundred times.

use std::collections::{HashMap, HashSet};

use ratatui::style::Color;

use crate::color::{Depth, Tone};
use crate::content::model::{BlockContent, ClaimId, Entity, Library};
use crate::edition::{Edition, plain};
use crate::export::html::{Addresses, Dialect, LINKED, Writer, first_words};
use crate::export::{Output, words};
use crate::i18n::{Msg, period};
use crate::page::{Block, Ctx, Entry, Kept, Link, Page, Shape, Span, source};
use crate::picture::Glyphs;
use crate::picture::svg::escaped;
use crate::place::view::PictureView;
use crate::place::{LedgerView, Location, Place};
use crate::text::Lang;
use crate::theme::{Role, Theme, ThemeName, ground};

const CSS: &str = include_str!("site.css");
const JS: &str = include_str!("site.js");

/// The names of pages that are not those of an entity.
const LISTS: &[&str] = &[
    "index",
    "claims",
    "sources",
    "comparisons",
    "timeline",
    "glossary",
    "faq",
    "guides",
    "pictures",
    "search",
];

/// What is known of all pages of one language before any is written.
pub struct Plan<'a> {
    edition: &'a Edition,
    lang: Lang,
    dialect: Dialect,
    kept: Kept,
    /// The page of each claim's card.
    homes: HashMap<ClaimId, String>,
    /// The page and the section that show a picture or a figure.
    shown: HashMap<String, (String, String)>,
}

/// A page of a site.
pub struct Sheet {
    /// Its name, without an ending.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it holds, as markup.
    pub body: String,
}

impl<'a> Plan<'a> {
    /// The plan of a language.
    pub fn new(edition: &'a Edition, lang: Lang, dialect: Dialect) -> Self {
        let mut plan = Plan {
            edition,
            lang,
            dialect,
            kept: Kept::default(),
            homes: HashMap::new(),
            shown: HashMap::new(),
        };
        let library = edition.library();
        for chapter in &library.chapters {
            let name = name_of(chapter.id.as_str());
            let page =
                Page::new(&Place::Chapter(chapter.id.clone()), plan.ctx()).with_tables(plan.ctx());
            for id in page.numbering {
                plan.homes.entry(id).or_insert_with(|| name.clone());
            }
            for section in &chapter.sections {
                for block in &section.blocks {
                    let id = match &block.content {
                        BlockContent::Picture(id) => id.as_str(),
                        BlockContent::Derivation(id) => id.as_str(),
                        _ => continue,
                    };
                    let place = (name.clone(), section.id.to_string());
                    plan.shown.entry(id.to_string()).or_insert(place);
                }
            }
        }
        plan
    }

    fn ctx(&self) -> Ctx<'_> {
        Ctx {
            edition: self.edition,
            lang: self.lang,
            kept: &self.kept,
            keys: &[],
            glyphs: Glyphs::Full,
        }
    }

    fn library(&self) -> &Library {
        self.edition.library()
    }

    fn ending(&self) -> &'static str {
        match self.dialect {
            Dialect::Html => ".html",
            Dialect::Xml => ".xhtml",
        }
    }

    fn msg(&self, msg: Msg) -> &'static str {
        msg.text(self.lang)
    }

    /// The page, by its name, and the anchor of a location.
    fn target(&self, location: &Location) -> Option<(String, String)> {
        let library = self.library();
        let n = match &location.place {
            Place::Comparisons => library.comparisons.len(),
            Place::Faqs => library.faqs.len(),
            Place::Guides => library.guides.len(),
            Place::Timeline => library.events.len(),
            Place::Glossary => library.terms.len(),
            Place::Pictures => self.n_pictures(),
            _ => 1,
        };
        if n == 0 {
            return None;
        }
        let list = |name: &str, anchor: &str| Some((name.to_string(), anchor.to_string()));
        match &location.place {
            Place::Home => list("index", ""),
            Place::Chapter(id) => {
                // A block without an id of its own is found by its section.
                let key = location.key.split('.').next().unwrap_or_default();
                Some((name_of(id.as_str()), key.to_string()))
            }
            Place::Claims(_) => list("claims", ""),
            Place::Claim(id) => {
                let home = self.homes.get(id).map_or("claims", String::as_str);
                list(home, id.as_str())
            }
            Place::Sources | Place::Bibliography => list("sources", ""),
            Place::Source(id) => list("sources", id.as_str()),
            Place::Comparisons => list("comparisons", ""),
            Place::Comparison(id, _) => Some((name_of(id.as_str()), String::new())),
            Place::Timeline => list("timeline", &location.key),
            Place::Glossary => list("glossary", &location.key),
            Place::Faqs => list("faq", ""),
            Place::Faq(id) => list("faq", id.as_str()),
            Place::Guides => list("guides", ""),
            Place::Guide(id) => list("guides", id.as_str()),
            Place::Pictures => list("pictures", ""),
            Place::Derivation(id, _) => Some(self.picture(id.as_str())),
            Place::Picture(id, _) => Some(self.picture(id)),
            Place::Check(id, _) => list("pictures", id.as_str()),
            Place::Search(_) => list("search", ""),
            Place::Bookmarks | Place::Help => None,
        }
    }

    /// Where a picture or a figure is shown.
    fn picture(&self, id: &str) -> (String, String) {
        let own = || ("pictures".to_string(), id.to_string());
        self.shown.get(id).cloned().unwrap_or_else(own)
    }

    /// Every page, in reading order.
    pub fn sheets(&self) -> Vec<Sheet> {
        let library = self.library();
        let mut sheets = vec![self.whole(Place::Home)];
        let chapters = library.chapters.iter();
        sheets.extend(chapters.map(|chapter| self.whole(Place::Chapter(chapter.id.clone()))));
        let any = |n: usize, sheet: &dyn Fn() -> Sheet| (n > 0).then(sheet);
        sheets.extend(any(library.comparisons.len(), &|| {
            self.whole(Place::Comparisons)
        }));
        for comparison in &library.comparisons {
            let place = Place::Comparison(comparison.id.clone(), Default::default());
            sheets.push(self.whole(place));
        }
        let faqs = library.faqs.iter().map(|faq| Place::Faq(faq.id.clone()));
        sheets.extend(any(library.faqs.len(), &|| {
            self.listed("faq", Msg::Faq, faqs.clone().collect())
        }));
        let guides = library.guides.iter().map(|g| Place::Guide(g.id.clone()));
        sheets.extend(any(library.guides.len(), &|| {
            self.listed("guides", Msg::Guides, guides.clone().collect())
        }));
        sheets.extend(any(library.events.len(), &|| self.whole(Place::Timeline)));
        sheets.extend(any(self.n_pictures(), &|| self.pictures()));
        sheets.extend(any(library.terms.len(), &|| self.whole(Place::Glossary)));
        sheets.push(self.claims());
        sheets.push(self.sources());
        sheets
    }

    fn n_pictures(&self) -> usize {
        let library = self.library();
        library.charts.len()
            + library.maps.len()
            + library.commands.len()
            + library.timelines.len()
            + library.derivations.len()
            + library.checks.len()
    }

    /// One place as a page of its own.
    fn whole(&self, place: Place) -> Sheet {
        let ctx = self.ctx();
        let page = Page::new(&place, ctx).with_tables(ctx);
        let (name, _) = self
            .target(&Location::top(place))
            .expect("only places of the plan are written");
        let to = Here {
            plan: self,
            name: &name,
        };
        let mut writer = Writer::new(&page, ctx, &to, self.dialect);
        self.entries(&mut writer, &page, &name);
        let homeless = self.homes.iter().filter(|(_, home)| **home == name);
        let mut homeless: Vec<&ClaimId> = homeless.map(|(id, _)| id).collect();
        homeless.sort_by_key(|id| page.number_of(id.as_str()));
        // What is cited where no card was written, if anywhere.
        for id in homeless {
            let number = page.number_of(id.as_str()).unwrap_or_default();
            writer.card_of(id, &format!("[{number}]"));
        }
        Sheet {
            title: page.title().to_string(),
            body: writer.finish(),
            name,
        }
    }

    /// Several places as one page, each under a heading.
    fn listed(&self, name: &str, title: Msg, places: Vec<Place>) -> Sheet {
        let ctx = self.ctx();
        let pages: Vec<Page> = places
            .iter()
            .map(|place| Page::new(place, ctx).with_tables(ctx))
            .collect();
        self.under(name, title, &pages)
    }

    fn under(&self, name: &str, title: Msg, pages: &[Page]) -> Sheet {
        let ctx = self.ctx();
        let to = Here { plan: self, name };
        let title = self.msg(title);
        let empty = Page::new(&Place::Help, ctx);
        let mut writer = Writer::new(&empty, ctx, &to, self.dialect);
        writer.entry(None, &[Block::heading(1, title)]);
        for page in pages {
            writer = writer.go_on(page, 1);
            self.entries(&mut writer, page, name);
        }
        Sheet {
            name: name.to_string(),
            title: title.to_string(),
            body: writer.finish(),
        }
    }

    /// The entries of a page, those with an anchor that somebody may link to.
    fn entries(&self, writer: &mut Writer<'_>, page: &Page, name: &str) {
        let library = self.library();
        let is_chapter = matches!(page.place, Place::Chapter(_));
        for (n, entry) in page.entries.iter().enumerate() {
            let key = entry.key(library);
            let is_own = |entity: Entity| {
                self.target(&Location::of(entity, library))
                    .is_some_and(|(file, anchor)| file == name && anchor == key)
            };
            let anchored = library.find(&key).is_some_and(is_own);
            // A comparison that a chapter shows has a page of its own, which the chapter leads to.
            let shown = match entry {
                Entry::Aspect(..) if is_chapter => continue,
                Entry::Fixed { key, .. } if is_chapter => {
                    match key.strip_suffix(".why").and_then(|id| library.find(id)) {
                        Some(comparison) => vec![self.way_to(comparison)],
                        None => page.blocks(n, self.ctx()),
                    }
                }
                _ => page.blocks(n, self.ctx()),
            };
            writer.entry(anchored.then_some(&*key), &shown);
        }
    }

    /// A line that leads to an entity's page.
    fn way_to(&self, entity: Entity) -> Block {
        let label = format!("{}: ", self.msg(Msg::Comparisons));
        let title = self.library().title_of(entity, self.lang).to_string();
        let to = Link::Go(Location::of(entity, self.library()));
        let title = Span::new(title, Role::Link).to(to);
        Block::flow(vec![Span::new(label, Role::Muted), title]).barred(Role::Rule)
    }

    /// Charts, maps, timelines, who commands, figures and self-checks; those that a chapter shows are linked to.
    fn pictures(&self) -> Sheet {
        let ctx = self.ctx();
        let library = self.library();
        let all = |n: usize, entity: fn(u32) -> Entity| (0..n as u32).map(entity);
        let drawn = all(library.charts.len(), Entity::Chart)
            .chain(all(library.maps.len(), Entity::Map))
            .chain(all(library.commands.len(), Entity::Command))
            .chain(all(library.timelines.len(), Entity::Timeline));
        let figures = all(library.derivations.len(), Entity::Derivation);
        let is_elsewhere = |entity: &Entity| self.shown.contains_key(library.id_of(*entity));
        let (elsewhere, here): (Vec<Entity>, Vec<Entity>) =
            drawn.chain(figures).partition(is_elsewhere);
        let some = |entries: Vec<Entry>| Page {
            entries,
            outline: Vec::new(),
            ..Page::new(&Place::Pictures, ctx)
        };
        let mut pages = vec![some(elsewhere.into_iter().map(Entry::Row).collect())];
        pages.extend(here.into_iter().map(|entity| match entity {
            Entity::Derivation(_) => some(vec![Entry::Body(entity)]),
            _ => {
                let id = library.id_of(entity).to_string();
                Page::new(&Place::Picture(id, PictureView::default()), ctx)
            }
        }));
        let mut sheet = self.under("pictures", Msg::Pictures, &pages);
        sheet.body.push_str(&self.checks());
        sheet
    }

    /// The self-checks: each question, and behind it what the sources say.
    fn checks(&self) -> String {
        let ctx = self.ctx();
        let to = Here {
            plan: self,
            name: "pictures",
        };
        let mut out = String::new();
        for check in &self.library().checks {
            let asked = Page::new(&Place::Check(check.id.clone(), None), ctx);
            let told = Page::new(&Place::Check(check.id.clone(), Some(u8::MAX)), ctx);
            let mut writer = Writer::new(&asked, ctx, &to, self.dialect).go_on(&asked, 1);
            let blocks: Vec<Block> = asked.blocks(0, ctx).into_iter().map(unlinked).collect();
            writer.entry(Some(check.id.as_str()), &blocks);
            let summary = escaped(self.msg(Msg::WhatSourcesSay));
            writer.raw(&format!("<details><summary>{summary}</summary>"));
            let mut writer = writer.go_on(&told, 2);
            let answer: Vec<Block> = told.blocks(0, ctx).into_iter().skip(1).collect();
            let last = answer.len().saturating_sub(1);
            let no_heading = |block: &Block| Block {
                level: 0,
                ..block.clone()
            };
            let answer: Vec<Block> = answer[..last].iter().map(no_heading).collect();
            writer.entry(None, &answer);
            writer.raw("</details>");
            out.push_str(&writer.finish());
        }
        out
    }

    /// The ledger: cards of claims that no chapter cites, and the way to all others.
    fn claims(&self) -> Sheet {
        let ctx = self.ctx();
        let library = self.library();
        let name = "claims";
        let page = Page::new(&Place::Claims(LedgerView::default()), ctx);
        let to = Here { plan: self, name };
        let mut writer = Writer::new(&page, ctx, &to, self.dialect);
        writer.entry(None, &[Block::heading(1, self.msg(Msg::Claims))]);
        let (here, others): (Vec<_>, Vec<_>) = library
            .claims
            .iter()
            .partition(|claim| !self.homes.contains_key(&claim.id));
        let mut list = String::from("<ul>");
        for claim in others {
            let text = plain(library, claim.text.get(self.lang), self.lang).replace('\n', " ");
            list.push_str(&format!(
                "<li><a href=\"{}\">{}</a> <span class=\"m\">{}, {}</span></li>",
                escaped(&to.card(&claim.id)),
                escaped(&first_words(&text, LINKED)),
                escaped(claim.says.get(self.lang)),
                escaped(&period(claim.as_of, self.lang)),
            ));
        }
        list.push_str("</ul>");
        writer.raw(&list);
        for claim in here {
            writer.card_of(&claim.id, "");
        }
        Sheet {
            name: name.to_string(),
            title: self.msg(Msg::Claims).to_string(),
            body: writer.finish(),
        }
    }

    /// Every source with all that is known about it, in the order of the bibliography.
    fn sources(&self) -> Sheet {
        let ctx = self.ctx();
        let page = Page::new(&Place::Bibliography, ctx);
        let entries = page.entries.iter().filter_map(|entry| match entry {
            Entry::Row(Entity::Source(i)) => Some(Entry::fixed(
                self.library().sources[*i as usize].id.to_string(),
                self.in_one(source::body(*i, ctx)),
            )),
            _ => None,
        });
        let entries = entries.collect();
        let page = Page { entries, ..page };
        self.under("sources", Msg::Sources, &[page])
    }

    /// A source's blocks as one paragraph: its title as the link to its address, then what is known of it, with labels where it would not be
    /// understood without.
    fn in_one(&self, blocks: Vec<Block>) -> Vec<Block> {
        let plain = [
            Msg::KindLabel,
            Msg::AuthorLabel,
            Msg::PublisherLabel,
            Msg::DateLabel,
            Msg::LanguageLabel,
        ];
        let plain = plain.map(|msg| self.msg(msg));
        let mut spans: Vec<Span> = Vec::new();
        for block in blocks {
            let Shape::Flow(own) = block.shape else {
                continue;
            };
            let label = block.lead.as_ref().map_or("", |lead| lead.text.trim());
            if label == self.msg(Msg::AddressLabel) {
                let link = own.into_iter().find_map(|span| span.link);
                if let Some(title) = spans.first_mut() {
                    title.link = link;
                }
                continue;
            }
            if !spans.is_empty() {
                spans.push(Span::new(" · ", Role::Text));
            }
            if !label.is_empty() && !plain.contains(&label) {
                spans.push(Span::new(format!("{label}: "), Role::Text));
            }
            let role = if block.level > 0 {
                Role::Strong
            } else {
                Role::Text
            };
            spans.extend(own.into_iter().map(|span| Span { role, ..span }));
        }
        vec![Block::flow(spans)]
    }
}

/// A block whose links lead nowhere.
fn unlinked(mut block: Block) -> Block {
    if let Shape::Flow(spans) = &mut block.shape {
        spans.iter_mut().for_each(|span| span.link = None);
    }
    block
}

/// The name of an entity's page.
fn name_of(id: &str) -> String {
    match LISTS.contains(&id) {
        true => format!("{id}-"),
        false => id.to_string(),
    }
}

/// Addresses as seen from one page of a plan.
struct Here<'p, 'a> {
    plan: &'p Plan<'a>,
    name: &'p str,
}

impl Addresses for Here<'_, '_> {
    fn address(&self, location: &Location) -> Option<String> {
        let (name, anchor) = self.plan.target(location)?;
        let file = match name == self.name && !anchor.is_empty() {
            true => String::new(),
            false => format!("{name}{}", self.plan.ending()),
        };
        Some(match anchor.is_empty() {
            true => file,
            false => format!("{file}#{anchor}"),
        })
    }

    fn is_home_of(&self, claim: &ClaimId) -> bool {
        let home = self.plan.homes.get(claim).map_or("claims", String::as_str);
        home == self.name
    }

    fn card(&self, claim: &ClaimId) -> String {
        let location = Location::top(Place::Claim(claim.clone()));
        self.address(&location).unwrap_or_default()
    }
}

/// The site in these languages, of which the first lies at the top.
pub fn site(edition: &Edition, languages: &[Lang]) -> Vec<Output> {
    let edition = edition.indexed();
    let mut outputs = vec![Output::text("style.css", style())];
    for (n, lang) in languages.iter().enumerate() {
        let plan = Plan::new(&edition, *lang, Dialect::Html);
        let folder = if n == 0 {
            String::new()
        } else {
            format!("{}/", lang.code())
        };
        let mut sheets = plan.sheets();
        sheets.push(search(&plan, &sheets));
        for sheet in &sheets {
            let text = dressed(&plan, sheet, (&sheets, languages));
            outputs.push(Output::text(format!("{folder}{}.html", sheet.name), text));
        }
    }
    outputs
}

/// The style sheet, with the colours of the reader's themes.
pub fn style() -> String {
    let variables = |name: ThemeName, tone: Tone| {
        let theme = Theme::new(name, Depth::Full, Some(tone));
        let hex = |color: Option<Color>| match color {
            Some(Color::Rgb(r, g, b)) => format!("#{r:02x}{g:02x}{b:02x}"),
            _ => "inherit".to_string(),
        };
        let roles = [
            ("m", Role::Muted),
            ("l", Role::Link),
            ("f", Role::Firm),
            ("s", Role::Soft),
            ("c", Role::Contested),
            ("r", Role::Rule),
            ("sa", Role::SeriesA),
            ("sb", Role::SeriesB),
            ("sc", Role::SeriesC),
            ("sd", Role::SeriesD),
            ("se", Role::SeriesE),
            ("sf", Role::SeriesF),
        ];
        let own = ground(tone);
        let mut out = format!("--fg:{};--bg:{};", hex(own.fg), hex(own.bg));
        for (name, role) in roles {
            out.push_str(&format!("--{name}:{};", hex(theme.style(role).fg)));
        }
        out.push_str(&format!("--h:{};", hex(theme.style(Role::Hit).bg)));
        out
    };
    format!(
        ":root{{color-scheme:light dark;{}}}\n@media(prefers-color-scheme:dark){{:root{{{}}}}}\n@media print{{:root{{{}}}}}\n{CSS}",
        variables(ThemeName::Light, Tone::Light),
        variables(ThemeName::Dark, Tone::Dark),
        variables(ThemeName::Light, Tone::Light),
    )
}

/// The page for searching; it holds the index itself, so that it works from a disk.
fn search(plan: &Plan<'_>, sheets: &[Sheet]) -> Sheet {
    let title = plan.msg(Msg::Search);
    let target = |entity: Entity| plan.target(&Location::of(entity, plan.library()));
    let index = words::index(plan.edition, plan.lang, sheets, target);
    let body = format!(
        "<h1>{title}</h1><form role=search action=search.html><label for=q>{}</label> <input id=q name=q type=search> <button>{title}</button></form>\
         <noscript><p>{}</noscript><p id=count role=status></p><ol id=found></ol>\
         <script type=application/json id=index>{index}</script><script>{JS}</script>",
        escaped(plan.msg(Msg::WordsLabel)),
        escaped(plan.msg(Msg::SearchNeedsScript)),
    );
    Sheet {
        name: "search".to_string(),
        title: title.to_string(),
        body,
    }
}

/// A page with all that stands around its text.
fn dressed(plan: &Plan<'_>, sheet: &Sheet, all: (&[Sheet], &[Lang])) -> String {
    let library = plan.library();
    let (sheets, languages) = all;
    let is_first = languages.first() == Some(&plan.lang);
    let top = if is_first { "" } else { "../" };
    let whole = library.explainer.title.get(plan.lang);
    let title = match sheet.name.as_str() {
        "index" => escaped(whole),
        _ => escaped(&format!("{} · {whole}", sheet.title)),
    };
    let known: HashSet<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let ways = [
        ("index", Msg::Home),
        ("comparisons", Msg::ComparisonsShort),
        ("faq", Msg::Faq),
        ("timeline", Msg::Timeline),
        ("pictures", Msg::Pictures),
        ("glossary", Msg::Glossary),
        ("claims", Msg::Claims),
        ("sources", Msg::Sources),
        ("search", Msg::Search),
    ];
    let ways: String = ways
        .iter()
        .filter(|(name, _)| known.contains(name))
        .map(|(name, msg)| {
            let here = if *name == sheet.name {
                " aria-current=page"
            } else {
                ""
            };
            format!(
                "<li><a href={name}.html{here}>{}</a>",
                escaped(plan.msg(*msg))
            )
        })
        .collect();
    let others: String = languages
        .iter()
        .enumerate()
        .filter(|(_, lang)| **lang != plan.lang)
        .map(|(n, lang)| {
            let folder = if n == 0 {
                String::new()
            } else {
                format!("{}/", lang.code())
            };
            let code = lang.code();
            let name = match *lang {
                Lang::EN | Lang::ES => Msg::OtherLanguage.text(*lang).to_string(),
                _ => code.to_string(),
            };
            format!(
                "<li><a href={top}{folder}{}.html lang={code} hreflang={code}>{name}</a>",
                sheet.name
            )
        })
        .collect();
    format!(
        "<!DOCTYPE html><html lang={}><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>{title}</title>\
         <link rel=stylesheet href={top}style.css><a class=skip href=#text>{}</a><header><nav aria-label=\"{}\"><ul>{ways}{others}</ul></nav></header>\
         <main id=text>{}</main><footer><p class=m>{} · {}</footer></html>\n",
        plan.lang.code(),
        escaped(plan.msg(Msg::SkipToText)),
        escaped(whole),
        sheet.body,
        escaped(&Msg::CheckedTo.with(
            plan.lang,
            &crate::i18n::date(library.explainer.as_of, plan.lang)
        )),
        escaped(plan.msg(Msg::MadeWith)),
    )
}
