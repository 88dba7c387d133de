//! Charts: from series to tracks, and what is said about a point.

use std::collections::HashMap;

use crate::content::date::Date;
use crate::content::model::picture::{At, Chart, Point, Series, Value};
use crate::content::model::{ChartKind, Every};
use crate::i18n::{Msg, date, number, period};
use crate::page::picture::{Room, Walk, aside};
use crate::page::{Block, Ctx, Link, Page, Span, cite, inline};
use crate::picture::Drawing;
use crate::picture::chart::{Chart as Drawn, Dot, Kind, Track};
use crate::place::view::PictureView;
use crate::place::{Location, Place};
use crate::theme::Role;

fn of(i: u32, ctx: Ctx<'_>) -> &Chart {
    &ctx.library().charts[i as usize]
}

/// A chart's series, each with its number in the chart.
fn series<'a>(chart: &Chart, ctx: Ctx<'a>) -> Vec<(usize, &'a Series)> {
    let all = chart
        .series
        .iter()
        .filter_map(|id| ctx.library().series_of(id));
    all.enumerate().collect()
}

/// Those that the reader has not hidden; all when none would be left.
fn shown<'a>(chart: &Chart, view: &PictureView, ctx: Ctx<'a>) -> Vec<(usize, &'a Series)> {
    let all = series(chart, ctx);
    let is_hidden = |series: &Series| view.hidden.iter().any(|id| id == series.id.as_str());
    let some: Vec<_> = all
        .iter()
        .copied()
        .filter(|(_, series)| !is_hidden(series))
        .collect();
    if some.is_empty() { all } else { some }
}

/// What a view calls a point of a series.
fn key(series: &Series, n: usize) -> String {
    let at = match &series.points[n].at {
        At::Date(date) => date.to_string(),
        At::Area(area) => area.to_string(),
        At::Label(_) => format!("#{n}"),
    };
    format!("{}@{at}", series.id)
}

/// The point that a view stands on, as numbers into `shown`: the last one of the first series when it names none.
fn standing(shown: &[(usize, &Series)], view: &PictureView) -> Option<(usize, usize)> {
    let named = view.at.split_once('@').and_then(|(id, at)| {
        let track = shown
            .iter()
            .position(|(_, series)| series.id.as_str() == id)?;
        let points = &shown[track].1.points;
        let point = match at.strip_prefix('#') {
            Some(n) => n.parse().ok().filter(|n| *n < points.len()),
            None => point_at(points, at),
        };
        Some((track, point?))
    });
    named.or_else(|| {
        let last = |series: &Series| {
            let valued = |point: &Point| point.value.number().is_some();
            series.points.iter().rposition(valued)
        };
        let mut all = shown.iter().enumerate();
        all.find_map(|(track, (_, series))| Some((track, last(series)?)))
    })
}

/// The point of a date or an area. Dates are in order, and a series may have very many.
fn point_at(points: &[Point], at: &str) -> Option<usize> {
    let date = Date::parse(at);
    if let (Some(date), Some(At::Date(_))) = (date, points.first().map(|point| &point.at)) {
        let before = |point: &Point| matches!(&point.at, At::Date(own) if *own < date);
        let n = points.partition_point(before);
        return points
            .get(n)
            .filter(|point| point.at == At::Date(date))
            .map(|_| n);
    }
    let is_area = |point: &Point| matches!(&point.at, At::Area(area) if area.as_str() == at);
    points.iter().position(is_area)
}

/// How far apart two values may be that a line joins, in years.
fn reach(every: Every) -> f64 {
    match every {
        Every::Year => 1.2,
        Every::Quarter => 0.3,
        Every::Month => 0.11,
        Every::Day => 0.005,
    }
}

/// The dots of a series over time.
fn timed(series: &Series) -> Vec<Dot> {
    let breaks: Vec<f64> = series.breaks.iter().map(|b| b.at.in_years()).collect();
    let mut before: Option<Dot> = None;
    let mut dots = Vec::with_capacity(series.points.len());
    for point in &series.points {
        let At::Date(at) = &point.at else { continue };
        let (x, y) = (at.in_years(), point.value.number());
        let joined = match (before, series.every) {
            (Some(last), Some(every)) => {
                let broken = breaks.iter().any(|b| last.x < *b && *b <= x);
                last.y.is_some() && y.is_some() && x - last.x <= reach(every) && !broken
            }
            (Some(_), None) | (None, _) => false,
        };
        let dot = Dot { x, y, joined };
        dots.push(dot);
        before = Some(dot);
    }
    dots
}

/// What a bar is called.
fn name(at: &At, ctx: Ctx<'_>) -> String {
    match at {
        At::Date(date) => date.to_string(),
        At::Label(text) => text.get(ctx.lang).to_string(),
        At::Area(id) => {
            let area = ctx.library().area(id);
            area.map_or_else(
                || id.to_string(),
                |area| area.title.get(ctx.lang).to_string(),
            )
        }
    }
}

/// The names of bars: dates in order, anything else as it comes.
fn names(all: &[(usize, &Series)], ctx: Ctx<'_>) -> (Vec<String>, HashMap<String, usize>) {
    let mut names: Vec<String> = Vec::new();
    let mut known = HashMap::new();
    let points = || all.iter().flat_map(|(_, series)| &series.points);
    let dated = points().all(|point| matches!(point.at, At::Date(_)));
    for point in points() {
        let name = name(&point.at, ctx);
        if known.insert(name.clone(), names.len()).is_none() {
            names.push(name);
        }
    }
    if dated {
        names.sort();
    }
    let places = names.iter().cloned().zip(0..).collect();
    (names, places)
}

fn kind(kind: ChartKind) -> Kind {
    match kind {
        ChartKind::Line => Kind::Line,
        ChartKind::Bars => Kind::Bars,
        ChartKind::Stacked => Kind::Stacked,
        ChartKind::Share => Kind::Share,
        ChartKind::Sparklines => Kind::Sparklines,
        ChartKind::Multiples => Kind::Multiples,
    }
}

/// Where what a series counts has changed: in years, or, among names, at the first value from then on.
fn breaks(series: &Series, places: &HashMap<String, usize>, ctx: Ctx<'_>) -> Vec<f64> {
    let place = |since: Date| {
        let after = |point: &&Point| matches!(&point.at, At::Date(at) if *at >= since);
        let first = series.points.iter().find(after)?;
        Some(*places.get(&name(&first.at, ctx))? as f64)
    };
    let all = series.breaks.iter().map(|one| one.at);
    if places.is_empty() {
        all.map(|at| at.in_years()).collect()
    } else {
        all.filter_map(place).collect()
    }
}

/// What is drawn.
pub(super) fn drawing(i: u32, view: &PictureView, room: Room, ctx: Ctx<'_>) -> Drawing {
    let chart = of(i, ctx);
    let shown = shown(chart, view, ctx);
    let mut cursor = standing(&shown, view).filter(|_| room == Room::Screen);
    let in_bars = match chart.kind {
        ChartKind::Bars | ChartKind::Stacked | ChartKind::Share | ChartKind::Sparklines => true,
        ChartKind::Line | ChartKind::Multiples => false,
    };
    let (names, places) = if in_bars {
        names(&shown, ctx)
    } else {
        Default::default()
    };
    let mut tracks = Vec::with_capacity(shown.len());
    for (n, (hue, series)) in shown.iter().enumerate() {
        let mut dots = if in_bars { Vec::new() } else { timed(series) };
        if in_bars {
            let points = series.points.iter().enumerate();
            let mut all: Vec<(usize, usize, &Point)> = points
                .map(|(at, point)| (places[&name(&point.at, ctx)], at, point))
                .collect();
            all.sort_by_key(|(place, _, _)| *place);
            if let Some((track, point)) = cursor
                && track == n
            {
                cursor = all
                    .iter()
                    .position(|(_, at, _)| *at == point)
                    .map(|dot| (track, dot));
            }
            dots = all
                .iter()
                .map(|(place, _, point)| Dot {
                    x: *place as f64,
                    y: point.value.number(),
                    joined: false,
                })
                .collect();
        }
        tracks.push(Track {
            name: series.label().get(ctx.lang).to_string(),
            hue: *hue,
            dots,
            breaks: breaks(series, &places, ctx),
        });
    }
    let events = chart.events.iter().filter_map(|id| ctx.library().event(id));
    Drawing::Chart(Drawn {
        kind: kind(chart.kind),
        unit: unit(&shown, ctx),
        names,
        tracks,
        events: events
            .map(|event| {
                (
                    event.date.start().in_years(),
                    event.date.start().year.to_string(),
                )
            })
            .collect(),
        cursor,
        zero: chart.from_zero || in_bars,
    })
}

/// The unit of a chart: none where its series have several.
fn unit(shown: &[(usize, &Series)], ctx: Ctx<'_>) -> String {
    let mut units = shown.iter().map(|(_, series)| series.unit.get(ctx.lang));
    let first = units.next().unwrap_or_default();
    if units.all(|unit| unit == first) {
        first.to_string()
    } else {
        String::new()
    }
}

/// When or where a point is, in words.
fn place_of(point: &Point, ctx: Ctx<'_>) -> String {
    match &point.at {
        At::Date(at) => date(*at, ctx.lang),
        At::Label(_) | At::Area(_) => name(&point.at, ctx),
    }
}

/// A point's value with its unit, or why there is none.
fn value_of(series: &Series, point: &Point, ctx: Ctx<'_>) -> String {
    match &point.value {
        Value::Number(value) => format!("{} {}", number(*value), series.unit.get(ctx.lang)),
        Value::Gap(why) => Msg::NoValue.with(ctx.lang, why.get(ctx.lang)),
    }
}

/// Where a point's value comes from, and what to know about it.
fn origin(page: &Page, point: &Point, ctx: Ctx<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
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
    if let Some(locator) = &point.locator {
        spans.push(Span::new(
            format!(", {}", locator.get(ctx.lang)),
            Role::Muted,
        ));
    }
    if let Some(note) = &point.note {
        spans.push(Span::new(format!("  {}", note.get(ctx.lang)), Role::Text));
    }
    spans
}

/// What is said about the point that the reader stands on.
pub(super) fn here(page: &Page, i: u32, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    let shown = shown(of(i, ctx), view, ctx);
    let Some((track, n)) = standing(&shown, view) else {
        return Vec::new();
    };
    let (hue, series) = shown[track];
    let point = &series.points[n];
    let mut spans = vec![
        Span::new(format!("{}: ", place_of(point, ctx)), Role::Strong),
        Span::new(value_of(series, point, ctx), Role::Strong),
    ];
    spans.extend(origin(page, point, ctx));
    let mark = crate::picture::chart::mark(hue, ctx.glyphs);
    let mut whose = format!("{mark} {}", series.title.get(ctx.lang));
    if let Some(definition) = &series.definition {
        whose.push_str(&format!(": {}", definition.get(ctx.lang)));
    }
    let mut blocks = vec![Block::flow(spans).tight(), aside(whose)];
    if of(i, ctx).kind == ChartKind::Share {
        blocks.extend(part(&shown, (track, point), ctx).map(aside));
    }
    blocks
}

/// Which part a value is of all that is shown at its date or name: what a bar of a hundred percent shows.
fn part(
    shown: &[(usize, &Series)],
    (track, point): (usize, &Point),
    ctx: Ctx<'_>,
) -> Option<String> {
    let at = |(_, series): &(usize, &Series)| {
        let same = series.points.iter().find(|other| other.at == point.at);
        same.and_then(|point| point.value.number())
    };
    let sum: f64 = shown.iter().filter_map(at).sum();
    let value = at(&shown[track]).filter(|_| sum > 0.0)?;
    let share = number((value / sum * 1000.0).round() / 10.0);
    Some(Msg::PartOfShown.with(ctx.lang, &share))
}

/// Marks and names, for where the picture has no room for them.
pub(super) fn key_of(i: u32, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    let shown = shown(of(i, ctx), view, ctx);
    let name = |(hue, series): &(usize, &Series)| {
        let mark = crate::picture::chart::mark(*hue, ctx.glyphs);
        let name = series.label().get(ctx.lang);
        Span::new(format!("{mark} {name}  "), crate::picture::chart::hue(*hue))
    };
    if shown.len() < 2 {
        return Vec::new();
    }
    vec![Block::flow(shown.iter().map(name).collect()).tight()]
}

/// Events, breaks and what is hidden, in words.
pub(super) fn legend(i: u32, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    let chart = of(i, ctx);
    let library = ctx.library();
    let mut blocks = Vec::new();
    let events = chart.events.iter().filter_map(|id| library.event(id));
    let events: Vec<String> = events
        .map(|event| {
            format!(
                "{} {}",
                period(event.date, ctx.lang),
                event.title.get(ctx.lang)
            )
        })
        .collect();
    if !events.is_empty() {
        blocks.push(aside(events.join(" · ")));
    }
    let shown = shown(chart, view, ctx);
    for (_, series) in &shown {
        for one in &series.breaks {
            // Which series is meant has to be said where there are several.
            let label = match shown.len() {
                1 => String::new(),
                _ => format!("{}, ", series.label().get(ctx.lang)),
            };
            let said = format!(
                "{} {label}{}: {}",
                ctx.glyphs.pick('≠', '/'),
                date(one.at, ctx.lang),
                one.text.get(ctx.lang)
            );
            blocks.push(aside(said));
        }
    }
    blocks
}

/// What is hidden.
pub(super) fn signs(i: u32, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    let chart = of(i, ctx);
    let shown = shown(chart, view, ctx);
    let hidden: Vec<&str> = series(chart, ctx)
        .iter()
        .filter(|(hue, _)| shown.iter().all(|(other, _)| other != hue))
        .map(|(_, series)| series.label().get(ctx.lang))
        .collect();
    if hidden.is_empty() {
        return Vec::new();
    }
    vec![aside(Msg::HiddenSeries.with(ctx.lang, &hidden.join(", ")))]
}

/// How many values all series have.
pub(super) fn n_values(i: u32, ctx: Ctx<'_>) -> usize {
    series(of(i, ctx), ctx)
        .iter()
        .map(|(_, series)| series.points.len())
        .sum()
}

/// One value, under its series' name when it is the first.
pub(super) fn value(page: &Page, i: u32, n: usize, ctx: Ctx<'_>) -> Vec<Block> {
    let all = series(of(i, ctx), ctx)
        .into_iter()
        .map(|(_, series)| series);
    value_in(page, all, n, ctx)
}

/// One value of several series, counted through all of them.
pub(super) fn value_in<'a>(
    page: &Page,
    all: impl Iterator<Item = &'a Series>,
    n: usize,
    ctx: Ctx<'_>,
) -> Vec<Block> {
    let mut left = n;
    for series in all {
        if left >= series.points.len() {
            left -= series.points.len();
            continue;
        }
        let point = &series.points[left];
        let mut spans = vec![Span::new(
            format!("{}: {}", place_of(point, ctx), value_of(series, point, ctx)),
            Role::Text,
        )];
        spans.extend(origin(page, point, ctx));
        let row = Block::flow(spans).indented(2).tight();
        if left > 0 {
            return vec![row];
        }
        let mut blocks = vec![Block::heading(3, series.title.get(ctx.lang).to_string())];
        if let Some(definition) = &series.definition {
            blocks.push(aside(definition.get(ctx.lang).to_string()));
        }
        if let Some(note) = &series.note {
            blocks.push(Block::flow(inline::flat(page, note, ctx)).tight());
        }
        blocks.push(row);
        return blocks;
    }
    Vec::new()
}

/// The point after or before, or the nearest of the series above or below.
pub(super) fn walked(i: u32, view: &PictureView, walk: Walk, ctx: Ctx<'_>) -> Option<PictureView> {
    let shown = shown(of(i, ctx), view, ctx);
    let (track, n) = standing(&shown, view)?;
    let (_, series) = shown[track];
    let to = match walk {
        Walk::Left => (track, n.checked_sub(1)?),
        Walk::Right => (track, n + 1),
        Walk::Up | Walk::Down => {
            let other = if walk == Walk::Up {
                track.checked_sub(1)?
            } else {
                track + 1
            };
            (other, nearest(&series.points[n], shown.get(other)?.1)?)
        }
    };
    let (_, series) = shown.get(to.0)?;
    (to.1 < series.points.len()).then(|| view.standing(key(series, to.1)))
}

/// The point of a series that is of the same thing as another one, or nearest to it in time.
fn nearest(point: &Point, series: &Series) -> Option<usize> {
    let At::Date(at) = &point.at else {
        let same = series.points.iter().position(|other| other.at == point.at);
        return same.or((!series.points.is_empty()).then_some(0));
    };
    let far = |other: &Point| match &other.at {
        At::Date(date) => (date.in_years() - at.in_years()).abs(),
        At::Label(_) | At::Area(_) => f64::INFINITY,
    };
    let points = series.points.iter().enumerate();
    let near = points.min_by(|(_, one), (_, other)| far(one).total_cmp(&far(other)));
    near.map(|(n, _)| n)
}

/// The series of a chart, with whether each is shown: for choosing.
pub fn toggles(i: u32, view: &PictureView, ctx: Ctx<'_>) -> Vec<(String, bool, PictureView)> {
    let chart = of(i, ctx);
    let all = series(chart, ctx);
    let one = |(_, series): &(usize, &Series)| {
        let id = series.id.to_string();
        let is_shown = !view.hidden.contains(&id);
        let mut hidden = view.hidden.clone();
        if is_shown {
            hidden.push(id);
        } else {
            hidden.retain(|other| *other != id);
        }
        let own = PictureView {
            hidden,
            ..view.clone()
        };
        (series.title.get(ctx.lang).to_string(), is_shown, own)
    };
    all.iter().map(one).collect()
}
