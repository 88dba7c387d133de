//! Charts: from series to tracks, and what is said about a point.

use std::collections::HashMap;

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
            None => points.iter().position(|point| match &point.at {
                At::Date(date) => date.to_string() == at,
                At::Area(area) => area.as_str() == at,
                At::Label(_) => false,
            }),
        };
        Some((track, point?))
    });
    named.or_else(|| {
        let (track, (_, first)) = shown
            .iter()
            .enumerate()
            .find(|(_, (_, s))| !s.points.is_empty())?;
        Some((track, first.points.len() - 1))
    })
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

/// What is drawn.
pub(super) fn drawing(i: u32, view: &PictureView, room: Room, ctx: Ctx<'_>) -> Drawing {
    let chart = of(i, ctx);
    let shown = shown(chart, view, ctx);
    let mut cursor = standing(&shown, view).filter(|_| room == Room::Screen);
    let in_bars = matches!(
        chart.kind,
        ChartKind::Bars | ChartKind::Stacked | ChartKind::Share
    );
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
        } else if dots.is_empty() {
            // A row of small bars may be of names too.
            let dot = |(n, point): (usize, &Point)| Dot {
                x: n as f64,
                y: point.value.number(),
                joined: false,
            };
            dots = series.points.iter().enumerate().map(dot).collect();
        }
        tracks.push(Track {
            name: series.label().get(ctx.lang).to_string(),
            hue: *hue,
            dots,
            breaks: series.breaks.iter().map(|b| b.at.in_years()).collect(),
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
        spans.push(Span::new(format!(", {locator}"), Role::Muted));
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
    vec![Block::flow(spans).tight(), aside(whose)]
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
            let said = format!(
                "≠ {} {}: {}",
                series.label().get(ctx.lang),
                date(one.at, ctx.lang),
                one.text.get(ctx.lang)
            );
            blocks.push(aside(said));
        }
    }
    let hidden: Vec<&str> = series(chart, ctx)
        .iter()
        .filter(|(hue, _)| shown.iter().all(|(other, _)| other != hue))
        .map(|(_, series)| series.label().get(ctx.lang))
        .collect();
    if !hidden.is_empty() {
        blocks.push(aside(Msg::HiddenSeries.with(ctx.lang, &hidden.join(", "))));
    }
    blocks
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
    let mut left = n;
    for (_, series) in series(of(i, ctx), ctx) {
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
