//! Pictures on pages: what is drawn, what is said about the point that the reader stands on, and the values as a table.
//!
//! A picture's page has one entry with the drawing, its caption and the author's sentence; or, as a table, one entry for each value. Where
//! a reader stands is part of the place, so a walk is a change of the view ([`walked`]) and nothing else.

pub mod bands;
pub mod chart;
pub mod check;
pub mod command;
pub mod data;
pub mod list;
pub mod map;

use std::collections::HashSet;

use crate::content::mention;
use crate::content::model::{ClaimId, Entity};
use crate::content::wording::Prose;
use crate::i18n::Msg;
use crate::page::{Block, Crumb, Ctx, Entry, Motion, Page, Shape, Span, cite, inline};
use crate::picture::Drawing;
use crate::place::view::PictureView;
use crate::place::{Location, Place};
use crate::theme::Role;

/// How much room a picture takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// As much of the screen as there is.
    Screen,
    /// Some lines among the text.
    Lines,
}

/// A picture as it stands on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What is drawn.
    pub drawing: Drawing,
    /// How much room it takes.
    pub room: Room,
    /// What it shows: the table of its values is made from it.
    pub subject: Entity,
    /// How it is looked at.
    pub view: PictureView,
    /// What is said about the point that the reader stands on; drawn below the picture.
    pub here: Vec<Block>,
    /// Marks and names of its series; drawn below that where the picture has no room for them.
    pub key: Vec<Block>,
    /// What its signs stand for; drawn below that.
    pub signs: Vec<Block>,
    /// Its title and what it shows; drawn below that, written before the table.
    pub lead: Vec<Block>,
}

/// Where a reader walks to on a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    /// To the next point on the left.
    Left,
    /// To the next point on the right.
    Right,
    /// To the series, band or place above.
    Up,
    /// To the one below.
    Down,
}

/// The page of a picture.
pub fn page(id: &str, view: &PictureView, ctx: Ctx<'_>) -> Page {
    let library = ctx.library();
    let mut page = Page::listing(
        Place::Pictures,
        Msg::Pictures,
        Motion::Scroll,
        Vec::new(),
        ctx,
    );
    page.place = Place::Picture(id.to_string(), view.clone());
    let Some(entity) = library.find(id) else {
        return page;
    };
    page.crumbs.push(Crumb {
        label: library.title_of(entity, ctx.lang).to_string(),
        place: page.place.clone(),
    });
    page.numbering = numbering(entity, ctx);
    if view.table {
        let lead = lead(&page, entity, view, ctx);
        page.entries.push(Entry::fixed(id.to_string(), lead));
        let n = n_values(entity, ctx) as u32;
        page.entries.extend((0..n).map(|n| Entry::Value(entity, n)));
    } else if let Some(picture) = picture(&page, entity, view, Room::Screen, ctx) {
        page.entries
            .push(Entry::fixed(id.to_string(), vec![picture]));
    }
    if let Entity::Command(c) = entity
        && !view.table
    {
        command::offices(&mut page, c, view, ctx);
    }
    page
}

/// Every claim that a picture rests on: first those of its sentence, then those of its values. The numbers stay while it is walked.
pub fn numbering(entity: Entity, ctx: Ctx<'_>) -> Vec<ClaimId> {
    let library = ctx.library();
    let mut claims: Vec<ClaimId> = Vec::new();
    let mut known: HashSet<&str> = HashSet::new();
    let mut add = |id: &str| {
        let claim = match library.find(id) {
            Some(Entity::Claim(i)) => &library.claims[i as usize].id,
            _ => return,
        };
        if known.insert(claim.as_str()) {
            claims.push(claim.clone());
        }
    };
    let texts = says(entity, ctx).into_iter();
    let texts = texts.chain(texts_of(entity, ctx));
    for text in texts {
        mention::cited(text.get(ctx.lang)).for_each(&mut add);
    }
    match entity {
        Entity::Chart(i) => {
            let series = library.charts[i as usize].series.iter();
            let series = series.filter_map(|id| library.series_of(id));
            let points = series.flat_map(|series| &series.points);
            points
                .filter_map(|point| point.claim.as_ref())
                .for_each(|id| add(id.as_str()));
        }
        Entity::Command(i) => {
            for (_, holder) in command::holders(i, ctx) {
                holder.claims.iter().for_each(|id| add(id.as_str()));
            }
        }
        _ => {}
    }
    claims
}

/// The texts of a picture's values.
fn texts_of<'a>(entity: Entity, ctx: Ctx<'a>) -> Vec<&'a Prose> {
    let library = ctx.library();
    match entity {
        Entity::Map(i) => {
            let id = &library.maps[i as usize].id;
            let sites = library.sites.iter().filter(|site| site.map == *id);
            sites.map(|site| &site.text).collect()
        }
        Entity::Timeline(i) => {
            let events = bands::events(i, ctx).into_iter();
            events.map(|n| &library.events[n as usize].text).collect()
        }
        Entity::Command(i) => {
            let texts = command::holders(i, ctx).map(|(_, holder)| &holder.text);
            texts.flatten().collect()
        }
        Entity::Check(i) => {
            let check = &library.checks[i as usize];
            let because = check
                .options
                .iter()
                .filter_map(|option| option.because.as_ref());
            because.chain([&check.answer]).collect()
        }
        _ => Vec::new(),
    }
}

/// A picture in a chapter.
pub fn in_text(page: &Page, id: &str, ctx: Ctx<'_>) -> Vec<Block> {
    let Some(entity) = ctx.library().find(id) else {
        return Vec::new();
    };
    let view = PictureView::default();
    picture(page, entity, &view, Room::Lines, ctx)
        .into_iter()
        .collect()
}

/// The block of a picture.
fn picture(
    page: &Page,
    entity: Entity,
    view: &PictureView,
    room: Room,
    ctx: Ctx<'_>,
) -> Option<Block> {
    let (drawing, here) = match entity {
        Entity::Chart(i) => (
            chart::drawing(i, view, room, ctx),
            chart::here(page, i, view, ctx),
        ),
        Entity::Map(i) => (
            map::drawing(i, view, room, ctx),
            map::here(page, i, view, ctx),
        ),
        Entity::Timeline(i) => (
            bands::drawing(i, view, room, ctx),
            bands::here(page, i, view, ctx),
        ),
        Entity::Command(i) => (command::drawing(i, view, ctx), command::here(i, view, ctx)),
        _ => return None,
    };
    let here = if room == Room::Screen {
        here
    } else {
        Vec::new()
    };
    let picture = Picture {
        drawing,
        room,
        subject: entity,
        view: view.clone(),
        here,
        key: match entity {
            Entity::Chart(i) => chart::key_of(i, view, ctx),
            _ => Vec::new(),
        },
        signs: match entity {
            Entity::Map(i) => map::signs(i, view, ctx),
            Entity::Chart(i) => chart::signs(i, view, ctx),
            Entity::Timeline(_) => vec![aside(ctx.msg(Msg::DigitsOfEvents).to_string())],
            _ => Vec::new(),
        },
        lead: match room {
            Room::Screen => lead(page, entity, view, ctx),
            Room::Lines => lead_in_text(page, entity, view, ctx),
        },
    };
    let gap = room == Room::Lines;
    Some(Block {
        shape: Shape::Picture(Box::new(picture)),
        gap,
        ..Block::flow(Vec::new())
    })
}

/// The author's sentence about a picture.
pub fn says<'a>(entity: Entity, ctx: Ctx<'a>) -> Option<&'a Prose> {
    let library = ctx.library();
    match entity {
        Entity::Chart(i) => Some(&library.charts[i as usize].says),
        Entity::Map(i) => Some(&library.maps[i as usize].says),
        Entity::Timeline(i) => Some(&library.timelines[i as usize].says),
        Entity::Command(i) => Some(&library.commands[i as usize].says),
        _ => None,
    }
}

/// A picture's title, what it shows, and the words for its signs.
fn lead(page: &Page, entity: Entity, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    let title = ctx.library().title_of(entity, ctx.lang).to_string();
    let mut blocks = vec![Block::heading(2, title)];
    if let Some(says) = says(entity, ctx) {
        blocks.push(Block::flow(inline::flat(page, says, ctx)).tight());
    }
    blocks.extend(legend(entity, view, ctx));
    blocks
}

/// The same below a picture in a chapter, where the title opens its page.
fn lead_in_text(page: &Page, entity: Entity, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let to = crate::page::Link::Go(Location::of(entity, library));
    let title = library.title_of(entity, ctx.lang);
    let full_stop = if cite::ends(title) { " " } else { ". " };
    let title = Span::new(title.to_string(), Role::Link).to(to);
    let mut spans = vec![title, Span::new(full_stop, Role::Text)];
    spans.extend(says(entity, ctx).map_or_else(Vec::new, |says| inline::flat(page, says, ctx)));
    let mut blocks = vec![Block::flow(spans).tight()];
    blocks.extend(legend(entity, view, ctx));
    blocks
}

/// The words for a picture's signs.
fn legend(entity: Entity, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    match entity {
        Entity::Chart(i) => chart::legend(i, view, ctx),
        Entity::Map(i) => map::credit(i, ctx),
        _ => Vec::new(),
    }
}

/// A muted line.
fn aside(text: String) -> Block {
    Block::flow(vec![Span::new(text, Role::Muted)]).tight()
}

/// How many values a picture's table has.
pub fn n_values(entity: Entity, ctx: Ctx<'_>) -> usize {
    match entity {
        Entity::Chart(i) => chart::n_values(i, ctx),
        Entity::Map(i) => map::n_values(i, ctx),
        Entity::Timeline(i) => bands::events(i, ctx).len(),
        Entity::Command(i) => command::holders(i, ctx).count(),
        _ => 0,
    }
}

/// One value of a picture's table.
pub fn value(page: &Page, entity: Entity, n: usize, ctx: Ctx<'_>) -> Vec<Block> {
    match entity {
        Entity::Chart(i) => chart::value(page, i, n, ctx),
        Entity::Map(i) => map::value(page, i, n, ctx),
        Entity::Timeline(i) => bands::value(page, i, n, ctx),
        Entity::Command(i) => command::value(page, i, n, ctx),
        _ => Vec::new(),
    }
}

/// The view after a step; none where there is nothing to step to.
pub fn walked(entity: Entity, view: &PictureView, walk: Walk, ctx: Ctx<'_>) -> Option<PictureView> {
    match entity {
        Entity::Chart(i) => chart::walked(i, view, walk, ctx),
        Entity::Map(i) => map::walked(i, view, walk, ctx),
        Entity::Timeline(i) => bands::walked(i, view, walk, ctx),
        Entity::Command(i) => command::walked(i, view, walk, ctx),
        _ => None,
    }
}
