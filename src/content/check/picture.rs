//! The rules of pictures: what a chart can show, and where places lie.

use std::mem::discriminant;

use crate::content::check::Checker;
use crate::content::model::picture::{At, Chart, Series, Site, Theme, Timeline};
use crate::content::model::{ChartKind, Event, Library};
use crate::diagnostic::Code;
use crate::text::fold::fold;

/// How far outside of its area a place may lie, in hundredths of a degree: outlines are simplified, and towns lie on coasts.
const NEAR: f64 = 15.0;

/// Checks every picture.
pub(super) fn rules(checker: &mut Checker<'_>) {
    let library = checker.library;
    for series in &library.series {
        flat(checker, series);
    }
    for chart in &library.charts {
        shows(checker, chart);
    }
    for site in &library.sites {
        lies(checker, site);
    }
    for timeline in &library.timelines {
        bands(checker, timeline);
    }
}

/// The sources that pictures rest on.
pub(super) fn used(library: &Library) -> impl Iterator<Item = &str> {
    let points = library.series.iter().flat_map(|series| &series.points);
    let sites = library.sites.iter().filter_map(|site| site.source.as_ref());
    let sources = points.filter_map(|point| point.source.as_ref());
    sources.chain(sites).map(|id| id.as_str())
}

/// Reports a series of one value, or of equal ones.
fn flat(checker: &mut Checker<'_>, series: &Series) {
    let mut values = series
        .points
        .iter()
        .filter_map(|point| point.value.number());
    let first = values.next();
    if values.any(|value| Some(value) != first) {
        return;
    }
    let span = checker.notes.place(series.id.as_str(), "points");
    let message = match series.points.len() {
        0 => return,
        _ if first.is_none() => format!("`{}` has gaps and no value", series.id),
        1 => format!("`{}` has one point only", series.id),
        _ => format!("all values of `{}` are equal", series.id),
    };
    let help = "add what changes, or say it as a claim";
    checker.add(Code::FlatSeries, span, message, help);
}

/// Reports series that can't stand in one chart, or not in one of its kind.
fn shows(checker: &mut Checker<'_>, chart: &Chart) {
    let library = checker.library;
    let all: Vec<&Series> = chart
        .series
        .iter()
        .filter_map(|id| library.series_of(id))
        .collect();
    let span = checker.notes.place(chart.id.as_str(), "series");
    let lang = library.default_language();
    let unit = |series: &Series| fold(series.unit.get(lang));
    let apart = matches!(chart.kind, ChartKind::Multiples | ChartKind::Sparklines);
    if let Some(other) = all
        .iter()
        .find(|series| !apart && unit(series) != unit(all[0]))
    {
        let message = format!(
            "`{}` counts `{}`, `{}` counts `{}`",
            all[0].id,
            unit(all[0]),
            other.id,
            unit(other)
        );
        let help = "draw them apart: `kind = \"multiples\"` or `\"sparklines\"`, or two charts";
        checker.add(Code::BadChart, span.clone(), message, help);
    }
    let over_time = matches!(chart.kind, ChartKind::Line | ChartKind::Multiples);
    let dated = |series: &&&Series| {
        series
            .points
            .iter()
            .any(|point| !matches!(point.at, At::Date(_)))
    };
    if let Some(series) = all.iter().find(dated).filter(|_| over_time) {
        let message = format!("`{}` has names, not dates, and can't be a line", series.id);
        checker.add(Code::BadChart, span.clone(), message, "draw it as `bars`");
    }
    let kind = |series: &Series| series.points.first().map(|point| discriminant(&point.at));
    if let Some(other) = all.iter().find(|series| kind(series) != kind(all[0])) {
        let message = format!(
            "`{}` and `{}` are not both of dates, of labels or of areas",
            all[0].id, other.id
        );
        let help = "draw them in two charts";
        checker.add(Code::BadChart, span.clone(), message, help);
    }
    let whole = matches!(chart.kind, ChartKind::Share | ChartKind::Stacked);
    let negative = |series: &&&Series| {
        series
            .points
            .iter()
            .any(|point| point.value.number().is_some_and(|value| value < 0.0))
    };
    if let Some(series) = all.iter().find(negative).filter(|_| whole) {
        let message = format!(
            "`{}` has a negative value, which is no part of a whole",
            series.id
        );
        checker.add(Code::BadChart, span, message, "draw it as `bars` or `line`");
    }
}

/// Reports a band in which nothing would stand.
fn bands(checker: &mut Checker<'_>, timeline: &Timeline) {
    let events = &checker.library.events;
    let is_empty = |theme: &&Theme| {
        let named = |event: &Event| {
            event
                .theme
                .as_ref()
                .is_some_and(|own| own.as_str() == theme.id.as_str())
        };
        !events.iter().any(named)
    };
    let empty: Vec<&Theme> = timeline.themes.iter().filter(is_empty).collect();
    for theme in empty {
        let span = checker.notes.place(timeline.id.as_str(), "id");
        let message = format!("no event has the theme `{}` of `{}`", theme.id, timeline.id);
        checker.add(
            Code::DanglingReference,
            span,
            message,
            "name a theme that events have, or remove it",
        );
    }
}

/// Reports a place outside of its area, or of every area of its map.
fn lies(checker: &mut Checker<'_>, site: &Site) {
    let library = checker.library;
    let Some(map) = library.maps.iter().find(|map| map.id == site.map) else {
        return;
    };
    let at = (site.lon * 100.0, site.lat * 100.0);
    let named = site.area.as_ref();
    if named.is_some_and(|area| library.area(area).is_none()) {
        // That there is no such area is reported already.
        return;
    }
    let lies = map
        .areas
        .iter()
        .filter(|area| named.is_none_or(|id| *id == area.id))
        .any(|area| area.rings.iter().any(|ring| is_near(at, &map.ring(ring))));
    if lies || map.areas.is_empty() {
        return;
    }
    let span = checker.notes.place(site.id.as_str(), "lat");
    let message = match named {
        Some(area) => format!("`{}` does not lie in `{area}`", site.id),
        None => format!("`{}` lies in no area of `{}`", site.id, map.id),
    };
    checker.add(
        Code::OffMap,
        span,
        message,
        "look at `lat` (north) and `lon` (east, negative in the west), and at `area`",
    );
}

/// Whether a point is inside of a ring, or near its line.
fn is_near((x, y): (f64, f64), ring: &[(f64, f64)]) -> bool {
    let next = ring.iter().cycle().skip(1);
    let mut inside = false;
    for (a, b) in ring.iter().zip(next) {
        if (a.1 > y) != (b.1 > y) && a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0) > x {
            inside = !inside;
        }
        if distance((x, y), *a, *b) < NEAR {
            return true;
        }
    }
    inside
}

/// How far a point is from a stretch.
fn distance(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length
    } else {
        0.0
    };
    let along = along.clamp(0.0, 1.0);
    (p.0 - a.0 - along * dx).hypot(p.1 - a.1 - along * dy)
}
