//! Maps: areas shaded by a series, places, and what is said about them.

use std::sync::Arc;

use crate::content::model::picture::{Area, At, Map, Point, Series, Shade, Site};
use crate::i18n::{Msg, number};
use crate::page::picture::{Room, Walk, aside, chart};
use crate::page::{Block, Ctx, Link, Page, Span, cite, inline};
use crate::picture::Drawing;
use crate::picture::map::{Here, Map as Drawn, Outline, Spot, fill};
use crate::place::view::PictureView;
use crate::place::{Location, Place};
use crate::theme::Role;

fn of(i: u32, ctx: Ctx<'_>) -> &Map {
    &ctx.library().maps[i as usize]
}

/// The places of a map.
fn sites<'a>(map: &Map, ctx: Ctx<'a>) -> Vec<&'a Site> {
    ctx.library()
        .sites
        .iter()
        .filter(|site| site.map == map.id)
        .collect()
}

/// The shade that a view shows.
fn shade<'a>(map: &'a Map, view: &PictureView, ctx: Ctx<'a>) -> Option<(&'a Shade, &'a Series)> {
    let n = map.shades.len().max(1);
    let shade = map.shades.get(view.shade % n)?;
    Some((shade, ctx.library().series_of(&shade.series)?))
}

/// An area's point in a series.
fn point<'a>(series: &'a Series, area: &Area) -> Option<&'a Point> {
    series
        .points
        .iter()
        .find(|point| matches!(&point.at, At::Area(id) if *id == area.id))
}

/// Degrees from hundredths.
fn degrees((x, y): (f64, f64)) -> (f64, f64) {
    (x / 100.0, y / 100.0)
}

fn outline(map: &Map) -> Outline {
    let lines = map.lines.iter().map(|line| {
        let points = line
            .iter()
            .map(|(x, y)| degrees((f64::from(*x), f64::from(*y))));
        points.collect()
    });
    let ring = |ring: &Vec<i32>| map.ring(ring).into_iter().map(degrees).collect();
    Outline {
        lines: lines.collect(),
        areas: map
            .areas
            .iter()
            .map(|area| area.rings.iter().map(ring).collect())
            .collect(),
    }
}

/// What a view stands on: its first place when it names nothing.
fn standing(map: &Map, view: &PictureView, ctx: Ctx<'_>) -> Option<Here> {
    let sites = sites(map, ctx);
    let site = sites.iter().position(|site| site.id.as_str() == view.at);
    let area = || {
        map.areas
            .iter()
            .position(|area| area.id.as_str() == view.at)
    };
    let first = || (!sites.is_empty()).then_some(Here::Spot(0));
    let area = |()| area().map(Here::Area);
    site.map(Here::Spot)
        .or_else(|| area(()))
        .or_else(first)
        .or((!map.areas.is_empty()).then_some(Here::Area(0)))
}

/// What is drawn.
pub(super) fn drawing(i: u32, view: &PictureView, room: Room, ctx: Ctx<'_>) -> Drawing {
    let map = of(i, ctx);
    let class = |area: &Area| {
        let (shade, series) = shade(map, view, ctx)?;
        let value = point(series, area)?.value.number()?;
        Some(shade.steps.partition_point(|step| *step <= value))
    };
    let spot = |site: &&Site| Spot {
        name: site.title.get(ctx.lang).to_string(),
        at: (site.lon, site.lat),
    };
    Drawing::Map(Drawn {
        outline: Arc::new(outline(map)),
        classes: map.areas.iter().map(class).collect(),
        spots: sites(map, ctx).iter().map(spot).collect(),
        cursor: standing(map, view, ctx).filter(|_| room == Room::Screen),
    })
}

/// Where the outlines are from.
pub(super) fn credit(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let credit = of(i, ctx).credit.as_ref();
    credit
        .map(|credit| aside(credit.get(ctx.lang).to_string()))
        .into_iter()
        .collect()
}

/// What each fill stands for, in words.
pub(super) fn signs(i: u32, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    let map = of(i, ctx);
    let mut blocks = Vec::new();
    if let Some((shade, series)) = shade(map, view, ctx) {
        let n = shade.steps.len();
        let class = |class: usize| {
            let words = match class {
                0 => Msg::Below.with(ctx.lang, &number(shade.steps[0])),
                class if class == n => Msg::From.with(ctx.lang, &number(shade.steps[n - 1])),
                class => Msg::Between.with(
                    ctx.lang,
                    &format!(
                        "{} – {}",
                        number(shade.steps[class - 1]),
                        number(shade.steps[class])
                    ),
                ),
            };
            let sign = fill(class, ctx.glyphs).to_string().repeat(2);
            format!("{sign} {words}")
        };
        let classes: Vec<String> = (0..=n).map(class).collect();
        let title = series.title.get(ctx.lang);
        let unit = series.unit.get(ctx.lang);
        let unmarked = ctx.msg(Msg::UnmarkedNone);
        blocks.push(aside(format!(
            "{title} ({unit}): {}; {unmarked}",
            classes.join("  ")
        )));
    }
    blocks
}

/// An area's value with where it comes from.
fn value_of(page: &Page, map: &Map, area: &Area, view: &PictureView, ctx: Ctx<'_>) -> Vec<Span> {
    let found = shade(map, view, ctx).and_then(|(_, series)| Some((series, point(series, area)?)));
    let Some((series, point)) = found else {
        return vec![Span::new(ctx.msg(Msg::NoneGiven), Role::Muted)];
    };
    let Some(value) = point.value.number() else {
        return vec![Span::new(ctx.msg(Msg::NoneGiven), Role::Muted)];
    };
    let said = format!("{} {}", number(value), series.unit.get(ctx.lang));
    let mut spans = vec![Span::new(said, Role::Text)];
    if let Some(claim) = &point.claim {
        spans.push(Span::new(" ", Role::Text));
        spans.push(inline::citation(page, claim.as_str(), ctx));
    }
    if let Some(source) = point
        .source
        .as_ref()
        .and_then(|id| ctx.library().source(id))
    {
        let to = Link::Go(Location::top(Place::Source(source.id.clone())));
        spans.push(Span::new("  ", Role::Text));
        spans.push(Span::new(cite::short(source, ctx), Role::Link).to(to));
    }
    if let Some(note) = &point.note {
        spans.push(Span::new(format!("  {}", note.get(ctx.lang)), Role::Text));
    }
    spans
}

/// A place with what is said about it.
fn site_blocks(page: &Page, site: &Site, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let mut head = vec![Span::new(
        site.title.get(ctx.lang).to_string(),
        Role::Strong,
    )];
    if let Some(area) = site.area.as_ref().and_then(|id| library.area(id)) {
        head.push(Span::new(
            format!(", {}", area.title.get(ctx.lang)),
            Role::Muted,
        ));
    }
    for entity in site.see.iter().filter_map(|id| library.find(id)) {
        let to = Link::Go(Location::of(entity, library));
        head.push(Span::new("  → ", Role::Muted));
        head.push(Span::new(library.title_of(entity, ctx.lang).to_string(), Role::Link).to(to));
    }
    let text = Block::flow(inline::flat(page, &site.text, ctx)).tight();
    vec![Block::flow(head).tight(), text]
}

/// What is said about what the reader stands on.
pub(super) fn here(page: &Page, i: u32, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    let map = of(i, ctx);
    match standing(map, view, ctx) {
        Some(Here::Spot(n)) => site_blocks(page, sites(map, ctx)[n], ctx),
        Some(Here::Area(n)) => {
            let area = &map.areas[n];
            let mut spans = vec![Span::new(
                format!("{}: ", area.title.get(ctx.lang)),
                Role::Strong,
            )];
            spans.extend(value_of(page, map, area, view, ctx));
            let within = sites(map, ctx)
                .into_iter()
                .filter(|site| site.area.as_ref() == Some(&area.id));
            let names: Vec<&str> = within.map(|site| site.title.get(ctx.lang)).collect();
            let mut blocks = vec![Block::flow(spans).tight()];
            if !names.is_empty() {
                blocks.push(aside(names.join(", ")));
            }
            blocks
        }
        None => Vec::new(),
    }
}

/// The series that shade a map.
fn shading<'a>(map: &'a Map, ctx: Ctx<'a>) -> impl Iterator<Item = &'a Series> {
    let all = map.shades.iter();
    all.filter_map(move |shade| ctx.library().series_of(&shade.series))
}

/// A row for each value of each shade, then one for each place.
pub(super) fn n_values(i: u32, ctx: Ctx<'_>) -> usize {
    let map = of(i, ctx);
    let values: usize = shading(map, ctx).map(|series| series.points.len()).sum();
    values + sites(map, ctx).len()
}

/// A value of an area, or a place.
pub(super) fn value(page: &Page, i: u32, n: usize, ctx: Ctx<'_>) -> Vec<Block> {
    let map = of(i, ctx);
    let values: usize = shading(map, ctx).map(|series| series.points.len()).sum();
    if n < values {
        return chart::value_in(page, shading(map, ctx), n, ctx);
    }
    let sites = sites(map, ctx);
    let Some(site) = sites.get(n - values) else {
        return Vec::new();
    };
    let mut blocks = site_blocks(page, site, ctx);
    blocks[0].gap = true;
    blocks
}

/// Everything that can be stood on, with its id and where it is.
fn stations<'a>(map: &'a Map, ctx: Ctx<'a>) -> Vec<(&'a str, (f64, f64))> {
    let sites = sites(map, ctx);
    let mut all: Vec<(&str, (f64, f64))> = sites
        .into_iter()
        .map(|site| (site.id.as_str(), (site.lon, site.lat)))
        .collect();
    let middle = |area: &Area| {
        let points: Vec<(f64, f64)> = area
            .rings
            .first()
            .map_or_else(Vec::new, |ring| map.ring(ring));
        let n = points.len().max(1) as f64;
        let sum = points
            .iter()
            .fold((0.0, 0.0), |(x, y), (a, b)| (x + a, y + b));
        degrees((sum.0 / n, sum.1 / n))
    };
    if !map.shades.is_empty() || all.is_empty() {
        all.extend(
            map.areas
                .iter()
                .map(|area| (area.id.as_str(), middle(area))),
        );
    }
    all
}

/// The next one to the east or west, in order, so that all are reached; or the nearest to the north or south.
pub(super) fn walked(i: u32, view: &PictureView, walk: Walk, ctx: Ctx<'_>) -> Option<PictureView> {
    let map = of(i, ctx);
    let mut all = stations(map, ctx);
    all.sort_by(|one, other| {
        one.1
            .0
            .total_cmp(&other.1.0)
            .then_with(|| one.0.cmp(other.0))
    });
    let id = match standing(map, view, ctx)? {
        Here::Spot(n) => sites(map, ctx)[n].id.as_str(),
        Here::Area(n) => map.areas[n].id.as_str(),
    };
    let at = all.iter().position(|(own, _)| *own == id).unwrap_or(0);
    let to = match walk {
        Walk::Left => at.checked_sub(1)?,
        Walk::Right => at + 1,
        Walk::Up | Walk::Down => {
            let here = all.get(at)?.1;
            let sign = if walk == Walk::Up { 1.0 } else { -1.0 };
            let far = |(x, y): (f64, f64)| (x - here.0).abs() * 2.0 + (y - here.1) * sign;
            let beyond = |(_, (_, p)): &(usize, &(&str, (f64, f64)))| (p.1 - here.1) * sign > 1e-6;
            let near = all.iter().enumerate().filter(beyond);
            near.min_by(|(_, one), (_, other)| far(one.1).total_cmp(&far(other.1)))?
                .0
        }
    };
    all.get(to).map(|(id, _)| view.standing(*id))
}
