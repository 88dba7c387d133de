//! The pages around the content: home, guides, bookmarks, help.

use crate::content::model::{Entity, GuideId, Library};
use crate::content::wording::Text;
use crate::i18n::{Msg, date};
use crate::page::claim::labelled;
use crate::page::{Block, Crumb, Ctx, Entry, Heading, KeyLine, Link, Motion, Page, Span, inline};
use crate::place::{LedgerView, Location, Place};
use crate::text::width::width;
use crate::theme::Role;

/// How far the text of a list's item is indented under its title.
const UNDER: u16 = 2;

/// The first crumb of every page.
pub fn crumb(ctx: Ctx<'_>) -> Crumb {
    Crumb {
        label: ctx.library().explainer.title.get(ctx.lang).to_string(),
        place: Place::Home,
    }
}

/// The first page: what this is, where the reader stopped, guides, chapters, what is disputed, and the lists.
pub fn page(ctx: Ctx<'_>) -> Page {
    let library = ctx.library();
    let explainer = &library.explainer;
    let mut page = Page {
        place: Place::Home,
        crumbs: vec![crumb(ctx)],
        entries: Vec::new(),
        outline: Vec::new(),
        motion: Motion::Choose,
        numbering: Vec::new(),
    };
    let mut head = vec![Block::heading(1, explainer.title.get(ctx.lang).to_string()).tight()];
    let checked = Msg::CheckedTo.with(ctx.lang, &date(explainer.as_of, ctx.lang));
    head.push(Block::flow(vec![Span::new(checked, Role::Muted)]).tight());
    for block in inline::blocks(&page, &explainer.summary, ctx) {
        head.push(unlinked(block));
    }
    page.entries.push(Entry::fixed("home", head));
    if !ctx.edition.is_complete() {
        let reading = Block::flow(vec![Span::new(ctx.msg(Msg::Indexing), Role::Muted)]);
        page.entries
            .push(Entry::fixed("home:reading", vec![reading]));
        return page;
    }
    if let Some(location) = &ctx.kept.stopped {
        add(
            &mut page,
            "home:stopped",
            Msg::Continue,
            ctx,
            stopped(location, ctx),
        );
    }
    rows(
        &mut page,
        "home:guides",
        Msg::GuidesByQuestion,
        ctx,
        (0..library.guides.len() as u32).map(Entity::Guide),
    );
    rows(
        &mut page,
        "home:chapters",
        Msg::Chapters,
        ctx,
        (0..library.chapters.len() as u32).map(Entity::Chapter),
    );
    rows(
        &mut page,
        "home:disputed",
        Msg::DisputedNow,
        ctx,
        (0..library.comparisons.len() as u32).map(Entity::Comparison),
    );
    let lists = lists(ctx);
    add(&mut page, "home:all", Msg::AllOf, ctx, lists);
    if let Some(opening) = &explainer.opening {
        let blocks = inline::blocks(&page, opening, ctx)
            .into_iter()
            .map(unlinked)
            .collect();
        add(&mut page, "home:opening", Msg::WhatIsThis, ctx, blocks);
    }
    page
}

/// Citations are for pages that number them.
fn unlinked(mut block: Block) -> Block {
    if let crate::page::Shape::Flow(spans) = &mut block.shape {
        *spans = inline::unlinked(std::mem::take(spans));
    }
    block
}

/// Adds a heading with its blocks, as one entry that the contents list.
fn add(page: &mut Page, key: &'static str, title: Msg, ctx: Ctx<'_>, blocks: Vec<Block>) {
    page.outline.push(Heading {
        entry: page.entries.len(),
        level: 1,
        label: ctx.msg(title).to_string(),
    });
    let mut all = vec![Block::heading(2, ctx.msg(title))];
    all.extend(blocks);
    page.entries.push(Entry::fixed(key, all));
}

/// Adds a heading with one row for each entity, unless there is none.
fn rows(
    page: &mut Page,
    key: &'static str,
    title: Msg,
    ctx: Ctx<'_>,
    entities: impl Iterator<Item = Entity>,
) {
    let rows: Vec<Entry> = entities.map(Entry::Row).collect();
    if !rows.is_empty() {
        add(page, key, title, ctx, Vec::new());
        page.entries.extend(rows);
    }
}

/// Where the reader stopped last time.
fn stopped(location: &Location, ctx: Ctx<'_>) -> Vec<Block> {
    let title = location_title(location, ctx);
    vec![
        Block::flow(vec![
            Span::new(title, Role::Link).to(Link::Go(location.clone())),
        ])
        .tight(),
    ]
}

/// What a list calls a location: the title of what it stands on.
pub fn location_title(location: &Location, ctx: Ctx<'_>) -> String {
    let library = ctx.library();
    let page = Page::new(
        &location.place,
        Ctx {
            kept: &crate::page::Kept::default(),
            ..ctx
        },
    );
    let key = location
        .key
        .rsplit_once('.')
        .map_or(location.key.as_str(), |(head, _)| head);
    let inner = [location.key.as_str(), key]
        .into_iter()
        .find_map(|key| library.find(key));
    let title =
        |entity| crate::edition::plain(library, library.title_of(entity, ctx.lang), ctx.lang);
    match (&location.place, inner) {
        // A claim's page has its id for a title.
        (Place::Claim(id), _) => library
            .find(id.as_str())
            .map_or_else(|| id.to_string(), title),
        (_, Some(entity)) if title(entity) != page.title() => {
            format!("{} › {}", page.title(), title(entity))
        }
        _ => page.title().to_string(),
    }
}

/// The lists of everything.
fn lists(ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let items = [
        (
            Msg::Claims,
            library.claims.len(),
            Place::Claims(LedgerView::default()),
        ),
        (Msg::Sources, library.sources.len(), Place::Sources),
        (
            Msg::Bibliography,
            library.sources.len(),
            Place::Bibliography,
        ),
        (
            Msg::Comparisons,
            library.comparisons.len(),
            Place::Comparisons,
        ),
        (Msg::Timeline, library.events.len(), Place::Timeline),
        (Msg::Pictures, n_pictures(library), Place::Pictures),
        (Msg::Glossary, library.terms.len(), Place::Glossary),
        (Msg::Faq, library.faqs.len(), Place::Faqs),
        (Msg::Guides, library.guides.len(), Place::Guides),
        (
            Msg::Bookmarks,
            ctx.kept.bookmarks.len() + ctx.kept.notes.len(),
            Place::Bookmarks,
        ),
        (Msg::Help, 0, Place::Help),
    ];
    let item = |(msg, n, place): (Msg, usize, Place)| {
        let mut spans =
            vec![Span::new(ctx.msg(msg), Role::Link).to(Link::Go(Location::top(place)))];
        if n > 0 {
            spans.push(Span::new(format!("  {n}"), Role::Muted));
        }
        Block::flow(spans).tight()
    };
    items.into_iter().map(item).collect()
}

/// How many pictures, figures and self-checks there are.
fn n_pictures(library: &Library) -> usize {
    library.charts.len()
        + library.maps.len()
        + library.commands.len()
        + library.timelines.len()
        + library.derivations.len()
        + library.checks.len()
}

/// A chapter in a list.
pub fn chapter_row(c: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let chapter = &ctx.library().chapters[c as usize];
    let to = Link::Go(Location::top(Place::Chapter(chapter.id.clone())));
    let title = Span::new(chapter.title.get(ctx.lang).to_string(), Role::Link).to(to);
    let lead = Span::new(format!("{}. ", c + 1), Role::Muted);
    vec![
        Block::flow(vec![title]).led(lead, 3).tight(),
        under(&chapter.summary, ctx).indented(1),
    ]
}

/// A muted line under a title.
fn under(text: &Text, ctx: Ctx<'_>) -> Block {
    Block::flow(vec![Span::new(text.get(ctx.lang).to_string(), Role::Muted)])
        .indented(UNDER)
        .tight()
}

/// All guides.
pub fn guides(ctx: Ctx<'_>) -> Page {
    let rows = (0..ctx.library().guides.len() as u32).map(|i| Entry::Row(Entity::Guide(i)));
    let head = Entry::fixed(
        "guides",
        vec![Block::heading(1, ctx.msg(Msg::Guides)).tight()],
    );
    let entries = std::iter::once(head).chain(rows).collect();
    Page::listing(Place::Guides, Msg::Guides, Motion::Choose, entries, ctx)
}

/// A guide in a list.
pub fn guide_row(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let guide = &ctx.library().guides[i as usize];
    let to = Link::Go(Location::top(Place::Guide(guide.id.clone())));
    let title = Span::new(guide.title.get(ctx.lang).to_string(), Role::Link).to(to);
    let minutes = Msg::Minutes.with(ctx.lang, &guide.minutes.to_string());
    vec![
        Block::flow(vec![title, Span::new(format!("  {minutes}"), Role::Muted)]).tight(),
        under(&guide.summary, ctx),
    ]
}

/// One guide with its stops.
pub fn guide(id: &GuideId, ctx: Ctx<'_>) -> Page {
    let library = ctx.library();
    let place = Place::Guide(id.clone());
    let mut page = Page::listing(place, Msg::Guides, Motion::Choose, Vec::new(), ctx);
    let Some(Entity::Guide(i)) = library.find(id.as_str()) else {
        return page;
    };
    let guide = &library.guides[i as usize];
    page.crumbs[1].place = Place::Guides;
    page.crumbs.push(Crumb {
        label: guide.title.get(ctx.lang).to_string(),
        place: page.place.clone(),
    });
    let minutes = Msg::Minutes.with(ctx.lang, &guide.minutes.to_string());
    let head = vec![
        Block::heading(1, guide.title.get(ctx.lang).to_string()).tight(),
        Block::flow(vec![Span::new(minutes, Role::Muted)]).tight(),
        Block::flow(vec![Span::new(
            guide.summary.get(ctx.lang).to_string(),
            Role::Text,
        )]),
    ];
    page.entries
        .push(Entry::fixed(id.as_str().to_string(), head));
    let digits = guide.steps.len().to_string().len();
    for (n, step) in (1..).zip(&guide.steps) {
        let to = library
            .find(&step.at)
            .map(|entity| Link::Go(Location::of(entity, library)));
        let title = Span::new(step.title.get(ctx.lang).to_string(), Role::Link);
        let title = Span { link: to, ..title };
        let lead = Span::new(format!("{n:>digits$}. "), Role::Muted);
        let cells = digits as u16 + 2;
        let mut blocks = vec![Block::flow(vec![title]).led(lead, cells)];
        if let Some(text) = &step.text {
            let spans = inline::unlinked(inline::flat(&page, text, ctx));
            blocks.push(Block::flow(spans).indented(cells).tight());
        }
        page.entries.push(Entry::fixed(format!("{id}.{n}"), blocks));
    }
    page
}

/// The reader's bookmarks and notes.
pub fn bookmarks(ctx: Ctx<'_>) -> Page {
    let mut head = vec![Block::heading(1, ctx.msg(Msg::Bookmarks)).tight()];
    let kept = ctx.kept;
    if kept.bookmarks.is_empty() && kept.notes.is_empty() {
        head.push(Block::flow(vec![Span::new(
            ctx.msg(Msg::NothingHere),
            Role::Text,
        )]));
        head.push(Block::flow(vec![Span::new(ctx.msg(Msg::BookmarksHint), Role::Muted)]).tight());
    }
    let mut entries = vec![Entry::fixed("bookmarks", head)];
    for (n, bookmark) in kept.bookmarks.iter().enumerate() {
        let to = Link::Go(bookmark.location.clone());
        let spans = vec![Span::new(bookmark.title.clone(), Role::Link).to(to)];
        entries.push(Entry::fixed(
            format!("bookmark:{n}"),
            vec![Block::flow(spans).tight()],
        ));
    }
    if !kept.notes.is_empty() {
        entries.push(Entry::fixed(
            "notes",
            vec![Block::heading(2, ctx.msg(Msg::Notes))],
        ));
    }
    for note in &kept.notes {
        let entity = ctx.library().find(&note.id);
        let title = entity.map_or(note.id.as_str(), |entity| {
            ctx.library().title_of(entity, ctx.lang)
        });
        let title = Span::new(
            crate::edition::plain(ctx.library(), title, ctx.lang),
            Role::Link,
        );
        let to = entity.map(|entity| Link::Go(Location::of(entity, ctx.library())));
        let blocks = vec![
            Block::flow(vec![Span { link: to, ..title }]).tight(),
            Block::flow(vec![Span::new(note.text.clone(), Role::Text)])
                .indented(UNDER)
                .tight(),
        ];
        entries.push(Entry::fixed(format!("note:{}", note.id), blocks));
    }
    Page::listing(
        Place::Bookmarks,
        Msg::Bookmarks,
        Motion::Choose,
        entries,
        ctx,
    )
}

/// What the signs of claims mean, and every key by what it does.
pub fn help(ctx: Ctx<'_>) -> Page {
    let mut page = Page::listing(Place::Help, Msg::Help, Motion::Scroll, Vec::new(), ctx);
    let head = vec![
        Block::heading(1, ctx.msg(Msg::Help)).tight(),
        Block::flow(vec![Span::new(ctx.msg(Msg::HelpIntro), Role::Text)]),
    ];
    page.entries.push(Entry::fixed("help", head));
    let marks = vec![Block::flow(vec![Span::new(ctx.msg(Msg::HelpMarksText), Role::Text)]).tight()];
    add(&mut page, "help:marks", Msg::HelpMarks, ctx, marks);
    let longest = ctx
        .keys
        .iter()
        .map(|line| width(&line.keys))
        .max()
        .unwrap_or(0) as u16;
    for group in ctx.keys.chunk_by(|a, b| a.group == b.group) {
        let line = |line: &KeyLine| {
            labelled(
                &line.keys,
                longest + 2,
                vec![Span::new(line.does, Role::Text)],
            )
        };
        let Some(msg) = group.first().map(|line| line.group) else {
            continue;
        };
        add(
            &mut page,
            msg.name(),
            msg,
            ctx,
            group.iter().map(line).collect(),
        );
    }
    page
}
