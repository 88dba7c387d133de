//! Timelines as pictures: events in bands by theme, and who commanded below them.

use crate::content::model::picture::{Office, Timeline};
use crate::content::model::{Entity, Event, Rule};
use crate::i18n::{Msg, period};
use crate::page::picture::{Room, Walk, aside};
use crate::page::{Block, Ctx, Link, Page, Span, glossary, inline};
use crate::picture::Drawing;
use crate::picture::bands::{Band, Bands, Mark, Piece, Strip};
use crate::picture::scale::Scale;
use crate::place::Location;
use crate::place::view::PictureView;
use crate::theme::Role;

fn of(i: u32, ctx: Ctx<'_>) -> &Timeline {
    &ctx.library().timelines[i as usize]
}

/// The events of a timeline, by number in the library: those of its themes, all when it names none.
pub(super) fn events(i: u32, ctx: Ctx<'_>) -> Vec<u32> {
    let library = ctx.library();
    let timeline = of(i, ctx);
    let is_shown = |event: &Event| timeline.themes.is_empty() || band_of(timeline, event).is_some();
    (0u32..)
        .zip(&library.events)
        .filter(|(_, event)| is_shown(event))
        .map(|(n, _)| n)
        .collect()
}

fn band_of(timeline: &Timeline, event: &Event) -> Option<usize> {
    let theme = event.theme.as_ref()?;
    timeline
        .themes
        .iter()
        .position(|own| own.id.as_str() == theme.as_str())
}

/// The event that a view stands on: the last when it names none.
fn standing(all: &[u32], view: &PictureView, ctx: Ctx<'_>) -> Option<usize> {
    let library = ctx.library();
    let named = all
        .iter()
        .position(|n| library.events[*n as usize].id.as_str() == view.at);
    named.or(all.len().checked_sub(1))
}

fn mark(event: &Event) -> Mark {
    Mark {
        from: event.date.start().in_years(),
        to: event.date.end().in_years(),
    }
}

/// The years that a view shows: all, or those around the event that it stands on.
fn window(all: &[u32], view: &PictureView, ctx: Ctx<'_>) -> Scale {
    let library = ctx.library();
    let marks = || all.iter().map(|n| mark(&library.events[*n as usize]));
    let low = marks().map(|mark| mark.from).fold(f64::INFINITY, f64::min);
    let high = marks()
        .map(|mark| mark.to)
        .fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        return Scale::new(0.0, 1.0);
    }
    let (low, high) = (low.floor(), high.floor() + 1.0);
    let cells = (high - low) / f64::from(1u32 << view.zoom);
    let at = standing(all, view, ctx).map_or(high, |n| mark(&library.events[all[n] as usize]).from);
    let begin = (at - cells / 2.0).clamp(low, high - cells);
    Scale::new(begin, begin + cells)
}

/// The strips of an office: in law, and in practice.
pub(super) fn strips(office: &Office, whole: Scale, ctx: Ctx<'_>) -> Vec<Strip> {
    let strip = |rule: Rule, msg: Msg| {
        let holders = office.holders.iter().filter(|holder| holder.rule == rule);
        let mut pieces: Vec<Piece> = holders
            .map(|holder| Piece {
                from: holder
                    .when
                    .first()
                    .map_or(whole.low, |date| date.in_years()),
                to: holder
                    .when
                    .last()
                    .map_or(whole.high, |date| date.in_years()),
                name: holder.label().get(ctx.lang).to_string(),
            })
            .collect();
        pieces.sort_by(|one, other| one.from.total_cmp(&other.from));
        Strip {
            name: ctx.msg(msg).to_string(),
            pieces,
        }
    };
    [(Rule::Law, Msg::InLaw), (Rule::Practice, Msg::InPractice)]
        .into_iter()
        .map(|(rule, msg)| strip(rule, msg))
        .filter(|strip| !strip.pieces.is_empty())
        .collect()
}

/// The events of a timeline with their dates, and their ids: for choosing.
pub fn event_titles(i: u32, ctx: Ctx<'_>) -> Vec<(String, String)> {
    let library = ctx.library();
    let titled = |n: &u32| {
        let event = &library.events[*n as usize];
        let when = period(event.date, ctx.lang);
        (
            format!("{when}  {}", event.title.get(ctx.lang)),
            event.id.to_string(),
        )
    };
    events(i, ctx).iter().map(titled).collect()
}

/// What is drawn.
pub(super) fn drawing(i: u32, view: &PictureView, room: Room, ctx: Ctx<'_>) -> Drawing {
    let library = ctx.library();
    let timeline = of(i, ctx);
    let all = events(i, ctx);
    let here = standing(&all, view, ctx).filter(|_| room == Room::Screen);
    let shown = window(&all, view, ctx);
    let mut bands: Vec<Band> = timeline
        .themes
        .iter()
        .map(|theme| Band {
            name: theme.title.get(ctx.lang).to_string(),
            marks: Vec::new(),
        })
        .collect();
    if bands.is_empty() {
        bands.push(Band {
            name: String::new(),
            marks: Vec::new(),
        });
    }
    let mut cursor = None;
    for (n, at) in all.iter().enumerate() {
        let event = &library.events[*at as usize];
        let band = band_of(timeline, event).unwrap_or(0);
        if Some(n) == here {
            cursor = Some((band, bands[band].marks.len()));
        }
        bands[band].marks.push(mark(event));
    }
    let command = timeline
        .command
        .as_ref()
        .and_then(|id| library.find(id.as_str()));
    let office = match command {
        Some(Entity::Command(c)) => library.commands[c as usize].offices.first(),
        _ => None,
    };
    Drawing::Bands(Bands {
        shown,
        bands,
        strips: office.map_or_else(Vec::new, |office| strips(office, shown, ctx)),
        cursor,
    })
}

/// The event that the reader stands on.
pub(super) fn here(page: &Page, i: u32, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let all = events(i, ctx);
    let Some(n) = standing(&all, view, ctx) else {
        return Vec::new();
    };
    let event = &library.events[all[n] as usize];
    let mut head = vec![
        Span::new(format!("{}  ", period(event.date, ctx.lang)), Role::Heading),
        Span::new(event.title.get(ctx.lang).to_string(), Role::Strong),
    ];
    if let Some(entity) = event
        .about
        .as_ref()
        .and_then(|id| library.find(id.as_str()))
    {
        let to = Link::Go(Location::of(entity, library));
        head.push(Span::new("  → ", Role::Muted));
        head.push(Span::new(library.title_of(entity, ctx.lang).to_string(), Role::Link).to(to));
    }
    let mut blocks = vec![
        Block::flow(head).tight(),
        Block::flow(inline::flat(page, &event.text, ctx)).tight(),
    ];
    let theme = band_of(of(i, ctx), event).map(|band| of(i, ctx).themes[band].title.get(ctx.lang));
    if let Some(theme) = theme {
        blocks.push(aside(format!("{theme} · {}/{}", n + 1, all.len())));
    }
    blocks
}

/// One event.
pub(super) fn value(page: &Page, i: u32, n: usize, ctx: Ctx<'_>) -> Vec<Block> {
    events(i, ctx)
        .get(n)
        .map_or_else(Vec::new, |event| glossary::event_row(page, *event, ctx))
}

/// The event before or after, or the nearest of the next band.
pub(super) fn walked(i: u32, view: &PictureView, walk: Walk, ctx: Ctx<'_>) -> Option<PictureView> {
    let library = ctx.library();
    let timeline = of(i, ctx);
    let all = events(i, ctx);
    let n = standing(&all, view, ctx)?;
    let event = |n: usize| &library.events[all[n] as usize];
    let to = match walk {
        Walk::Left => n.checked_sub(1)?,
        Walk::Right => n + 1,
        Walk::Up | Walk::Down => {
            let own = band_of(timeline, event(n)).unwrap_or(0);
            let band = |n: &usize| band_of(timeline, event(*n)).unwrap_or(0);
            let others = 0..all.len();
            let wanted = match walk {
                Walk::Up => others
                    .clone()
                    .map(|n| band(&n))
                    .filter(|b| *b < own)
                    .max()?,
                _ => others
                    .clone()
                    .map(|n| band(&n))
                    .filter(|b| *b > own)
                    .min()?,
            };
            let here = mark(event(n)).from;
            let near = others.filter(|n| band(n) == wanted);
            near.min_by(|one, other| {
                let far = |n: &usize| (mark(event(*n)).from - here).abs();
                far(one).total_cmp(&far(other))
            })?
        }
    };
    (to < all.len()).then(|| view.standing(event(to).id.as_str()))
}
