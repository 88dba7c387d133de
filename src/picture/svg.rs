//! Pictures as SVG, for pages outside of a terminal: the same drawings, scales and label places, with lines instead of cells.
//!
//! Lengths are in cells of a line of text, so that labels find their places by the same rules as on a screen. Colours are classes
//! (`sa` to `sf` for series, `ax` for axes, `mu` for what stands back), which the page gives their values; series differ by their marks as well.

use std::fmt::Write as _;

use crate::i18n::number;
use crate::picture::bands::Bands;
use crate::picture::bars::{highest_sum, value};
use crate::picture::chart::{Chart, Kind, Track, mark};
use crate::picture::label;
use crate::picture::map::{Map, Projection};
use crate::picture::scale::{Moment, Scale, moments};
use crate::picture::{Drawing, Glyphs};
use crate::text::width::{fit, width};

/// The pixels of a cell, across and down: those of text of twelve pixels.
const CELL: f64 = 7.0;
const ROW: f64 = 16.0;

/// How wide a picture is, in cells.
const WIDE: u16 = 92;

/// How high a chart's plot is, in rows.
const HIGH: u16 = 14;

/// The classes of series.
const HUES: [&str; 6] = ["sa", "sb", "sc", "sd", "se", "sf"];

impl Drawing {
    /// The picture as an `svg` element that is called `title`.
    pub fn svg(&self, title: &str) -> String {
        let mut sheet = Sheet::default();
        let height = match self {
            Drawing::Chart(chart) => chart.sketch(&mut sheet),
            Drawing::Bands(bands) => bands.sketch(&mut sheet),
            Drawing::Map(map) => map.sketch(&mut sheet),
        };
        let (wide, high) = (f64::from(WIDE) * CELL, height);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">{}</svg>",
            short(wide),
            short(high),
            escaped(title),
            sheet.out
        )
    }
}

/// A text with what markup is made of escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// A length with one digit behind the point, at most.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_string)
}

fn hue(n: usize) -> &'static str {
    HUES[n % HUES.len()]
}

/// Where a text stands against its place.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// What was drawn so far; places are in pixels.
#[derive(Default)]
struct Sheet {
    out: String,
}

impl Sheet {
    fn text(&mut self, (x, y): (f64, f64), text: &str, class: &str, anchor: Anchor) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        // Writing to a string does not fail.
        let _ = write!(
            self.out,
            "<text x=\"{}\" y=\"{}\" class=\"{class}\"{anchor}>{}</text>",
            short(x),
            short(y),
            escaped(text)
        );
    }

    fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        let _ = write!(
            self.out,
            "<path d=\"M{} {}L{} {}\" class=\"{class}\"/>",
            short(x1),
            short(y1),
            short(x2),
            short(y2)
        );
    }

    fn bar(&mut self, (x, y): (f64, f64), (w, h): (f64, f64), class: &str) {
        let _ = write!(
            self.out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{class}\"/>",
            short(x),
            short(y),
            short(w.max(0.0)),
            short(h)
        );
    }

    /// The mark of a series, around a point.
    fn mark(&mut self, (x, y): (f64, f64), n: usize) {
        let sign = mark(n, Glyphs::Full).to_string();
        self.text((x, y + 4.0), &sign, hue(n), Anchor::Middle);
    }

    /// The names of series with their marks, in rows from the top; gives where they end.
    fn legend(&mut self, tracks: &[Track], y: f64) -> f64 {
        let (mut x, mut row) = (0.0, y);
        for track in tracks {
            let own = (width(&track.name) + 4) as f64 * CELL;
            if x > 0.0 && x + own > f64::from(WIDE) * CELL {
                x = 0.0;
                row += ROW;
            }
            self.mark((x + 5.0, row + 8.0), track.hue);
            self.text(
                (x + 14.0, row + 12.0),
                &track.name,
                hue(track.hue),
                Anchor::Start,
            );
            x += own;
        }
        row + ROW
    }

    /// The years of a scale, below an area that begins at `x`.
    fn years(&mut self, scale: Scale, (x, y): (f64, f64), cells: u16) {
        let all = moments(scale, usize::from(cells / 7).max(1));
        let place = |moment: &Moment| (scale.cell(moment.at(), cells), width(&word(moment)) as u16);
        let wanted: Vec<(u16, u16)> = all.iter().map(place).collect();
        let places = label::along(&wanted, cells);
        for (moment, _) in all.iter().zip(places).filter(|(_, place)| place.is_some()) {
            let at = x + scale.share(moment.at()) * f64::from(cells) * CELL;
            self.text((at, y + 12.0), &word(moment), "mu", Anchor::Middle);
        }
    }
}

fn word(moment: &Moment) -> String {
    match moment.month {
        None => moment.year.to_string(),
        Some(month) => format!("{}-{month:02}", moment.year),
    }
}

/// A plot: where it lies in pixels, and its scales.
struct Plot {
    x: f64,
    y: f64,
    cells: u16,
    high: f64,
    time: Scale,
    values: Scale,
}

impl Plot {
    fn wide(&self) -> f64 {
        f64::from(self.cells) * CELL
    }

    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (
            self.x + self.time.share(x) * self.wide(),
            self.y + (1.0 - self.values.share(y)) * self.high,
        )
    }
}

impl Chart {
    fn sketch(&self, sheet: &mut Sheet) -> f64 {
        match self.kind {
            Kind::Line => self.sketch_lines(sheet, 0.0, HIGH),
            Kind::Multiples => self.sketch_multiples(sheet),
            Kind::Bars | Kind::Stacked | Kind::Share => self.sketch_bars(sheet),
            Kind::Sparklines => self.sketch_sparks(sheet),
        }
    }

    /// Lines with their axes from `top` on; gives where they end.
    fn sketch_lines(&self, sheet: &mut Sheet, top: f64, rows: u16) -> f64 {
        sheet.text((0.0, top + 12.0), &self.unit, "mu", Anchor::Start);
        let mut y = top + ROW;
        if self.tracks.len() > 1 {
            y = sheet.legend(&self.tracks, y);
        }
        if !self.events.is_empty() {
            y += ROW;
        }
        let (low, high) = self.range();
        let (values, ticks) = Scale::round(low, high, usize::from(rows / 2));
        let plot = self.axes(sheet, (y - ROW, rows), (values, &ticks));
        let bottom = plot.y + plot.high;
        self.sketch_events(sheet, &plot);
        self.tracks
            .iter()
            .for_each(|track| sketch_track(sheet, &plot, track));
        bottom + 1.5 * ROW
    }

    fn sketch_events(&self, sheet: &mut Sheet, plot: &Plot) {
        let inside = |(at, _): &&(f64, String)| (plot.time.low..=plot.time.high).contains(at);
        let shown: Vec<&(f64, String)> = self.events.iter().filter(inside).collect();
        let place =
            |(at, word): &&(f64, String)| (plot.time.cell(*at, plot.cells), width(word) as u16);
        let wanted: Vec<(u16, u16)> = shown.iter().map(place).collect();
        for ((at, word), place) in shown.into_iter().zip(label::along(&wanted, plot.cells)) {
            let (x, _) = plot.at(*at, plot.values.low);
            sheet.line((x, plot.y), (x, plot.y + plot.high), "ev");
            if place.is_some() {
                sheet.text((x, plot.y - 6.0), word, "mu", Anchor::Middle);
            }
        }
    }

    /// A small chart of lines for each series, on the axes of all.
    fn sketch_multiples(&self, sheet: &mut Sheet) -> f64 {
        let (low, high) = self.range();
        let mut y = 0.0;
        for track in &self.tracks {
            let (values, ticks) = Scale::round(low, high, 3);
            let plot = self.axes(sheet, (y, 4), (values, &ticks));
            sheet.text((0.0, y + 12.0), &track.name, "tx", Anchor::Start);
            sketch_track(sheet, &plot, track);
            y = plot.y + plot.high + 2.0 * ROW;
        }
        y
    }

    /// Draws axes for so many rows, and gives what lies between them.
    fn axes(&self, sheet: &mut Sheet, (top, rows): (f64, u16), scale: (Scale, &[f64])) -> Plot {
        let (values, ticks) = scale;
        let widest = ticks.iter().map(|tick| width(&number(*tick))).max();
        let left = widest.unwrap_or(1) as u16 + 1;
        let plot = Plot {
            x: f64::from(left) * CELL,
            y: top + 1.5 * ROW,
            cells: WIDE - left - 1,
            high: f64::from(rows) * ROW,
            time: self.span(),
            values,
        };
        for tick in ticks {
            let (_, y) = plot.at(plot.time.low, *tick);
            sheet.line((plot.x, y), (plot.x + plot.wide(), y), "gr");
            sheet.text((plot.x - 6.0, y + 4.0), &number(*tick), "mu", Anchor::End);
        }
        let bottom = plot.y + plot.high;
        sheet.line((plot.x, plot.y), (plot.x, bottom), "ax");
        sheet.years(plot.time, (plot.x, bottom + 2.0), plot.cells);
        plot
    }

    /// A row for each bar: of one value, or of all of one place end to end.
    fn sketch_bars(&self, sheet: &mut Sheet) -> f64 {
        sheet.text((0.0, 12.0), &self.unit, "mu", Anchor::Start);
        let mut y = ROW;
        if self.tracks.len() > 1 {
            y = sheet.legend(&self.tracks, y);
        }
        let longest = self.names.iter().map(|name| width(name)).max();
        let names = (longest.unwrap_or(0) as u16).min(30);
        let left = f64::from(names + 3) * CELL;
        let wide = f64::from(WIDE - names - 3 - 14) * CELL;
        for (n, name) in self.names.iter().enumerate() {
            let shown = fit(name, usize::from(names));
            let end = f64::from(names) * CELL;
            sheet.text((end, y + 12.0), &shown, "tx", Anchor::End);
            y = match self.kind {
                Kind::Bars => self.sketch_each(sheet, n, (left, y, wide)),
                _ => self.sketch_stack(sheet, n, (left, y, wide)),
            };
        }
        y + 4.0
    }

    /// The bars of one name, a row for each series.
    fn sketch_each(&self, sheet: &mut Sheet, name: usize, (x, top, wide): (f64, f64, f64)) -> f64 {
        let (low, high) = self.range();
        let scale = Scale::new(low.min(0.0), high.max(0.0));
        let mut y = top;
        for track in &self.tracks {
            let Some(value) = value(track, name) else {
                sheet.text((x, y + 12.0), "–", "mu", Anchor::Start);
                y += ROW;
                continue;
            };
            let ends = [scale.share(0.0) * wide, scale.share(value) * wide];
            let (from, to) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            if self.tracks.len() > 1 {
                sheet.mark((x - 8.0, y + 8.0), track.hue);
            }
            let class = format!("f{}", hue(track.hue));
            sheet.bar((x + from, y + 2.0), (to - from, ROW - 4.0), &class);
            sheet.text(
                (x + to + 5.0, y + 12.0),
                &number(value),
                "tx",
                Anchor::Start,
            );
            y += ROW;
        }
        y + if self.tracks.len() > 1 { 6.0 } else { 2.0 }
    }

    /// The values of one name end to end, as they are or as shares of their sum.
    fn sketch_stack(&self, sheet: &mut Sheet, name: usize, (x, y, wide): (f64, f64, f64)) -> f64 {
        let part = |track: &Track| value(track, name).map(|value| value.max(0.0));
        let sum: f64 = self.tracks.iter().filter_map(part).sum();
        let whole = match self.kind {
            Kind::Share => sum,
            _ => highest_sum(self),
        };
        let scale = Scale::new(0.0, if whole > 0.0 { whole } else { 1.0 });
        let mut reached = 0.0;
        for track in &self.tracks {
            let Some(value) = part(track) else { continue };
            let from = scale.share(reached) * wide;
            reached += value;
            let cells = scale.share(reached) * wide - from;
            let class = format!("f{}", hue(track.hue));
            sheet.bar((x + from, y + 2.0), (cells, ROW - 4.0), &class);
            // The mark tells series apart without colour.
            if cells > 12.0 {
                let sign = mark(track.hue, Glyphs::Full).to_string();
                sheet.text(
                    (x + from + cells / 2.0, y + 12.0),
                    &sign,
                    "on",
                    Anchor::Middle,
                );
            }
        }
        let end = x + scale.share(reached) * wide + 5.0;
        let shown = match (self.kind, reached > 0.0) {
            (_, false) => "–".to_string(),
            (Kind::Share, true) => String::new(),
            (_, true) => number(sum),
        };
        sheet.text((end, y + 12.0), &shown, "tx", Anchor::Start);
        y + ROW + 4.0
    }

    /// A row of small bars for each series, each on its own scale, with its last value.
    fn sketch_sparks(&self, sheet: &mut Sheet) -> f64 {
        sheet.text((0.0, 12.0), &self.unit, "mu", Anchor::Start);
        let mut y = ROW;
        let longest = self.tracks.iter().map(|track| width(&track.name)).max();
        let names = (longest.unwrap_or(0) as u16).min(WIDE / 2);
        let left = f64::from(names + 2) * CELL;
        let wide = f64::from(WIDE - names - 2 - 14) * CELL;
        for track in &self.tracks {
            let known = || track.dots.iter().filter_map(|dot| dot.y);
            let low = known().fold(f64::INFINITY, f64::min);
            let high = known().fold(f64::NEG_INFINITY, f64::max);
            let scale = Scale::new(low, high);
            let shown = fit(&track.name, usize::from(names));
            sheet.text((0.0, y + 13.0), &shown, "tx", Anchor::Start);
            let each = wide / track.dots.len().max(1) as f64;
            for (n, dot) in track.dots.iter().enumerate() {
                let Some(value) = dot.y else { continue };
                let high = 2.0 + scale.share(value) * (ROW - 2.0);
                let x = left + each * n as f64;
                let class = format!("f{}", hue(track.hue));
                sheet.bar((x, y + ROW - high), ((each - 1.0).max(0.5), high), &class);
            }
            if let Some(last) = known().next_back() {
                sheet.text(
                    (left + wide + 6.0, y + 13.0),
                    &number(last),
                    "tx",
                    Anchor::Start,
                );
            }
            y += ROW + 6.0;
        }
        y
    }
}

/// A series as a line with its marks.
fn sketch_track(sheet: &mut Sheet, plot: &Plot, track: &Track) {
    let mut path = String::new();
    let mut before = None;
    for dot in &track.dots {
        let Some(y) = dot.y else {
            before = None;
            continue;
        };
        let (x, y) = plot.at(dot.x, y);
        match before {
            Some(_) if dot.joined => {
                let _ = write!(path, "L{} {}", short(x), short(y));
            }
            _ => {
                let _ = write!(path, "M{} {}", short(x), short(y));
            }
        }
        before = Some(());
    }
    if track.dots.iter().any(|dot| dot.joined) {
        let class = format!("ln {}", hue(track.hue));
        let _ = write!(sheet.out, "<path d=\"{path}\" class=\"{class}\"/>");
    }
    // Where marks would lie on each other the line is enough.
    let dense = track.dots.len() as f64 * CELL > plot.wide() && track.dots.iter().any(|d| d.joined);
    for dot in track.dots.iter().filter(|_| !dense) {
        if let Some(y) = dot.y {
            sheet.mark(plot.at(dot.x, y), track.hue);
        }
    }
    for at in &track.breaks {
        let (x, _) = plot.at(*at, plot.values.low);
        sheet.text(
            (x, plot.y + plot.high - 3.0),
            "≠",
            hue(track.hue),
            Anchor::Middle,
        );
    }
}

impl Bands {
    fn sketch(&self, sheet: &mut Sheet) -> f64 {
        let bands = self.bands.iter().map(|band| band.name.as_str());
        let names = bands.chain(self.strips.iter().map(|strip| strip.name.as_str()));
        let longest = names.map(width).max().unwrap_or(0) as u16;
        let left = longest.min(WIDE / 3) + 2;
        let (x, cells) = (f64::from(left) * CELL, WIDE - left);
        let wide = f64::from(cells) * CELL;
        let at = |year: f64| x + self.shown.share(year) * wide;
        let mut y = 0.0;
        for (n, band) in self.bands.iter().enumerate() {
            let shown = fit(&band.name, usize::from(left - 2));
            sheet.text((0.0, y + 13.0), &shown, hue(n), Anchor::Start);
            sheet.line((x, y + 9.0), (x + wide, y + 9.0), "gr");
            for mark in &band.marks {
                let (from, to) = (at(mark.from), at(mark.to));
                let class = format!("f{}", hue(n));
                let long = (to - from).max(5.0);
                sheet.bar((from, y + 4.0), (long, 10.0), &class);
            }
            y += 1.5 * ROW;
        }
        for strip in &self.strips {
            let shown = fit(&strip.name, usize::from(left - 2));
            sheet.text((0.0, y + 13.0), &shown, "tx", Anchor::Start);
            for piece in &strip.pieces {
                let (from, to) = (at(piece.from), at(piece.to));
                sheet.bar((from, y + 1.0), (to - from, ROW), "st");
                let room = ((to - from - 6.0) / CELL).max(0.0) as usize;
                if room > 2 {
                    sheet.text(
                        (from + 4.0, y + 13.0),
                        &fit(&piece.name, room),
                        "tx",
                        Anchor::Start,
                    );
                }
            }
            y += 1.5 * ROW;
        }
        sheet.years(self.shown, (x, y), cells);
        y + 1.5 * ROW
    }
}

impl Map {
    fn sketch(&self, sheet: &mut Sheet) -> f64 {
        // A projection's cells are twice as high as they are wide: pixels across, pairs of them down.
        let (wide, high) = ((f64::from(WIDE) * CELL) as u16, 240);
        let Some(bounds) = self.bounds() else {
            return ROW;
        };
        let laid = Projection::new(bounds, (wide, high));
        let pixel = |point: (f64, f64)| {
            let (x, y) = laid.cell(point);
            (x, 2 * y)
        };
        for (n, rings) in self.outline.areas.iter().enumerate() {
            let Some(class) = self.classes.get(n).copied().flatten() else {
                continue;
            };
            let path: String = rings.iter().map(|ring| path(ring, pixel) + "Z").collect();
            let _ = write!(sheet.out, "<path d=\"{path}\" class=\"ar c{class}\"/>");
        }
        let lines: String = self
            .outline
            .lines
            .iter()
            .map(|line| path(line, pixel))
            .collect();
        let _ = write!(sheet.out, "<path d=\"{lines}\" class=\"ol\"/>");
        let place = |at: (f64, f64)| {
            let (x, y) = pixel(at);
            let cell = |pixels: u16, each: f64| (f64::from(pixels) / each) as u16;
            (cell(x, CELL), cell(y, ROW))
        };
        let points: Vec<(u16, u16, u16)> = self
            .spots
            .iter()
            .map(|spot| {
                let (x, y) = place(spot.at);
                (x, y, width(&spot.name) as u16)
            })
            .collect();
        let labels = label::around(&points, (WIDE, 2 * high / ROW as u16 + 1));
        for (spot, label) in self.spots.iter().zip(labels) {
            let (x, y) = pixel(spot.at);
            sheet.text(
                (f64::from(x), f64::from(y) + 4.0),
                "◆",
                "sd",
                Anchor::Middle,
            );
            if let Some((x, y)) = label {
                let at = (f64::from(x) * CELL, f64::from(y) * ROW + 12.0);
                sheet.text(at, &spot.name, "tx", Anchor::Start);
            }
        }
        f64::from(laid.rows()) * 2.0 + ROW
    }
}

/// A line as the data of a path, in whole pixels, without steps that lead nowhere.
fn path(line: &[(f64, f64)], pixel: impl Fn((f64, f64)) -> (u16, u16)) -> String {
    let mut points: Vec<(u16, u16)> = line.iter().map(|point| pixel(*point)).collect();
    points.dedup();
    if points.len() < 2 {
        return String::new();
    }
    let mut out = String::new();
    let mut before: Option<(i32, i32)> = None;
    for (x, y) in points {
        let (x, y) = (i32::from(x), i32::from(y));
        let _ = match before {
            None => write!(out, "M{x} {y}l"),
            Some((a, b)) => write!(out, "{} {} ", x - a, y - b),
        };
        before = Some((x, y));
    }
    out.trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::picture::bands::{Band, Mark, Piece, Strip};
    use crate::picture::chart::Dot;
    use crate::picture::map::{Outline, Spot};

    fn chart(kind: Kind) -> Chart {
        let dot = |(n, y): (usize, &f64)| Dot {
            x: if kind == Kind::Line || kind == Kind::Multiples {
                2000.5 + n as f64
            } else {
                n as f64
            },
            y: (*y >= 0.0).then_some(*y),
            joined: n > 0,
        };
        let track = |(hue, name): (usize, &&str)| Track {
            name: (*name).to_string(),
            hue,
            dots: [5.0, 10.0, 2.5].iter().enumerate().map(dot).collect(),
            breaks: vec![2001.5],
        };
        Chart {
            kind,
            unit: "a < b & \"c\"".to_string(),
            names: ["North", "South", "East"].map(str::to_string).to_vec(),
            tracks: ["one", "two"].iter().enumerate().map(track).collect(),
            events: vec![(2001.5, "2001".to_string())],
            cursor: None,
            zero: true,
        }
    }

    /// The numbers of an attribute, wherever it stands on an element of a kind.
    fn numbers(svg: &str, element: &str, attribute: &str) -> Vec<f64> {
        let begin = format!("<{element} ");
        let parts = svg.split(&begin).skip(1);
        parts
            .filter_map(|part| {
                let (_, rest) = part.split_once(&format!("{attribute}=\""))?;
                rest.split('"').next()?.parse().ok()
            })
            .collect()
    }

    #[test]
    fn bars_are_as_long_as_their_values() {
        let svg = Drawing::Chart(chart(Kind::Bars)).svg("t");
        let long = numbers(&svg, "rect", "width");
        assert_eq!(long.len(), 6);
        assert!((long[0] * 2.0 - long[2]).abs() < 0.2, "{long:?}");
        assert!((long[4] * 2.0 - long[0]).abs() < 0.2, "{long:?}");
    }

    #[test]
    fn shares_fill_their_row_and_stacks_the_highest() {
        for kind in [Kind::Share, Kind::Stacked] {
            let svg = Drawing::Chart(chart(kind)).svg("t");
            let long = numbers(&svg, "rect", "width");
            let sums: Vec<f64> = long.chunks(2).map(|pair| pair[0] + pair[1]).collect();
            match kind {
                Kind::Share => assert!((sums[0] - sums[2]).abs() < 0.3, "{sums:?}"),
                _ => assert!((sums[0] * 2.0 - sums[1]).abs() < 0.3, "{sums:?}"),
            }
        }
    }

    #[test]
    fn every_kind_is_well_formed_and_says_what_it_is() {
        let kinds = [
            Kind::Line,
            Kind::Bars,
            Kind::Stacked,
            Kind::Share,
            Kind::Sparklines,
            Kind::Multiples,
        ];
        for kind in kinds {
            let svg = Drawing::Chart(chart(kind)).svg("t <1>");
            assert!(svg.contains("aria-label=\"t &lt;1&gt;\""), "{svg}");
            let document = roxmltree::Document::parse(&svg);
            assert!(document.is_ok(), "{kind:?}: {svg}");
        }
    }

    #[test]
    fn bands_and_maps_lie_inside_of_their_box() {
        let bands = Bands {
            shown: Scale::new(2000.0, 2020.0),
            bands: vec![Band {
                name: "Law".to_string(),
                marks: vec![Mark {
                    from: 2000.0,
                    to: 2020.0,
                }],
            }],
            strips: vec![Strip {
                name: "In law".to_string(),
                pieces: vec![Piece {
                    from: 2005.0,
                    to: 2010.0,
                    name: "Ministry".to_string(),
                }],
            }],
            cursor: None,
        };
        let svg = Drawing::Bands(bands).svg("t");
        let (x, w) = (numbers(&svg, "rect", "x"), numbers(&svg, "rect", "width"));
        assert!((x[0] + w[0] - f64::from(WIDE) * CELL).abs() < 0.2, "{svg}");
        let ring = vec![(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)];
        let map = Map {
            outline: Arc::new(Outline {
                lines: vec![ring.clone()],
                areas: vec![vec![ring]],
            }),
            classes: vec![Some(3)],
            spots: vec![Spot {
                name: "Place".to_string(),
                at: (5.0, 2.0),
            }],
            cursor: None,
        };
        let svg = Drawing::Map(map).svg("t");
        assert!(roxmltree::Document::parse(&svg).is_ok(), "{svg}");
        assert!(
            svg.contains("class=\"ar c3\"") && svg.contains(">Place<"),
            "{svg}"
        );
    }
}
