//! Charts of values over time: lines with their axes, labels, annotations and cursor, alone or as small multiples.
//!
//! Series differ by their mark as well as by their colour. A line joins only what its series says belongs together; a gap stays one.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::i18n::number;
use crate::picture::grid::{Grid, Stroke};
use crate::picture::label;
use crate::picture::scale::{Moment, Scale, moments};
use crate::picture::{Glyphs, LEAST_ROWS, bars};
use crate::text::width::{fit, width};
use crate::theme::Role;

/// How values are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Lines over time.
    Line,
    /// A bar for each value, the series of one place below each other.
    Bars,
    /// The series of one place in one bar, end to end.
    Stacked,
    /// The same, each bar a hundred percent.
    Share,
    /// A row of small bars for each series, with its last value.
    Sparklines,
    /// A small line chart for each series, all with the same axes.
    Multiples,
}

/// A value where it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dot {
    /// Where: years for lines, the number of the name for bars.
    pub x: f64,
    /// The value; none where there is known to be none.
    pub y: Option<f64>,
    /// Whether the line goes on from the dot before.
    pub joined: bool,
}

/// A series as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// What it is called.
    pub name: String,
    /// Which of the chart's series it is; decides its mark and colour.
    pub hue: usize,
    /// Its values, from left to right.
    pub dots: Vec<Dot>,
    /// Where what it counts has changed.
    pub breaks: Vec<f64>,
}

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// How it is drawn.
    pub kind: Kind,
    /// What the values are.
    pub unit: String,
    /// What bars are called.
    pub names: Vec<String>,
    /// The series that are shown.
    pub tracks: Vec<Track>,
    /// Events, by year, with a word for each.
    pub events: Vec<(f64, String)>,
    /// The dot that the reader stands on: which track, which dot.
    pub cursor: Option<(usize, usize)>,
    /// Whether the axis begins at zero.
    pub zero: bool,
}

/// The widest that a name beside its line is.
const BESIDE: u16 = 24;

/// From this width on names stand beside their lines.
const BESIDE_FROM: u16 = 64;

/// From this height on there is room for a legend and for the names of events.
const ROOMY: u16 = 8;

/// The narrowest of small multiples.
const SMALL: u16 = 34;

/// Cells of each mark at least, or lines go without marks.
const A_MARK: usize = 2;

/// Columns of dots in a cell of braille, as a number to multiply with.
const DOTS_A_CELL: f64 = 2.0;

/// The role of a series.
pub fn hue(n: usize) -> Role {
    const HUES: [Role; 6] = [
        Role::SeriesA,
        Role::SeriesB,
        Role::SeriesC,
        Role::SeriesD,
        Role::SeriesE,
        Role::SeriesF,
    ];
    HUES[n % HUES.len()]
}

/// The mark of a series.
pub fn mark(n: usize, glyphs: Glyphs) -> char {
    const FULL: [char; 6] = ['●', '■', '▲', '◆', '○', '□'];
    const ASCII: [char; 6] = ['o', '#', '^', '*', '+', 'x'];
    glyphs.pick(FULL[n % 6], ASCII[n % 6])
}

/// The parts of a line chart.
struct Frame {
    plot: Rect,
    x: Scale,
    y: Scale,
    ticks: Vec<f64>,
}

impl Chart {
    /// Draws it into at most `height` rows.
    pub(super) fn draw(&self, width: u16, height: u16, glyphs: Glyphs) -> Grid {
        let height = height.max(LEAST_ROWS);
        match self.kind {
            Kind::Line => {
                let mut grid = Grid::new(width, height);
                self.lines(&mut grid, glyphs);
                grid
            }
            Kind::Multiples => self.multiples(width, height, glyphs),
            Kind::Bars | Kind::Stacked | Kind::Share | Kind::Sparklines => {
                bars::draw(self, width, height, glyphs)
            }
        }
    }

    /// All values that are shown.
    pub(super) fn values(&self) -> impl Iterator<Item = f64> {
        self.tracks
            .iter()
            .flat_map(|track| &track.dots)
            .filter_map(|dot| dot.y)
    }

    /// The least and the most value, zero among them where the axis begins there.
    pub(super) fn range(&self) -> (f64, f64) {
        let zero = self.zero.then_some(0.0);
        let bounds = |(low, high): (f64, f64), value: f64| (low.min(value), high.max(value));
        let none = (f64::INFINITY, f64::NEG_INFINITY);
        match self.values().chain(zero).fold(none, bounds) {
            (low, high) if low <= high => (low, high),
            _ => (0.0, 1.0),
        }
    }

    /// From the first dot to the last.
    pub(super) fn span(&self) -> Scale {
        let all = self
            .tracks
            .iter()
            .flat_map(|track| &track.dots)
            .map(|dot| dot.x);
        let bounds = |(low, high): (f64, f64), x: f64| (low.min(x), high.max(x));
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), bounds);
        Scale::new(low, high)
    }

    /// Whether names stand beside their lines, rather than above.
    fn names_beside(&self, width: u16) -> bool {
        self.tracks.len() > 1 && width >= BESIDE_FROM
    }

    /// The rows of a legend of these cells: what of the tracks stands in each.
    fn legend(&self, cells: u16) -> Vec<Range<usize>> {
        let mut rows: Vec<Range<usize>> = Vec::new();
        let mut used = 0;
        for (n, track) in self.tracks.iter().enumerate() {
            let own = (width(&track.name) as u16 + 4).min(cells);
            match rows.last_mut() {
                Some(row) if used + own <= cells + 2 => row.end = n + 1,
                _ => {
                    rows.push(n..n + 1);
                    used = 0;
                }
            }
            used += own;
        }
        rows
    }

    /// The names with their marks, in rows from `y` on; gives how many rows.
    pub(super) fn draw_legend(&self, grid: &mut Grid, y: u16, glyphs: Glyphs) -> u16 {
        let rows = self.legend(grid.width());
        for (y, row) in (y..).zip(&rows) {
            let mut x = 0;
            for track in &self.tracks[row.clone()] {
                grid.put(x, y, mark(track.hue, glyphs), hue(track.hue));
                x += 2;
                x += grid.write(
                    (x, y),
                    &track.name,
                    grid.width().saturating_sub(x),
                    hue(track.hue),
                ) + 2;
            }
        }
        rows.len() as u16
    }

    fn lines(&self, grid: &mut Grid, glyphs: Glyphs) {
        let mut top = 0;
        grid.write((0, 0), &self.unit, grid.width(), Role::Muted);
        top += 1;
        let beside = self.names_beside(grid.width());
        let roomy = grid.height() >= ROOMY;
        if self.tracks.len() > 1 && !beside && roomy {
            top += self.draw_legend(grid, top, glyphs).min(grid.height() / 3);
        }
        let labels = (!self.events.is_empty() && roomy).then_some(top);
        top += u16::from(labels.is_some());
        let rows = grid.height().saturating_sub(top + 1).max(1);
        let right = if beside { self.beside_cells() } else { 0 };
        let frame = self.frame(
            Rect::new(0, top, grid.width().saturating_sub(right), rows),
            self.span(),
        );
        draw_axes(grid, &frame, glyphs);
        self.draw_events(grid, &frame, labels, glyphs);
        self.draw_tracks(grid, &frame, glyphs);
        if beside {
            self.draw_names(grid, &frame, glyphs);
        }
    }

    fn beside_cells(&self) -> u16 {
        let longest = self
            .tracks
            .iter()
            .map(|track| width(&track.name) as u16)
            .max();
        longest.unwrap_or(0).min(BESIDE) + 3
    }

    /// Axes for an area; the row below it is for the labels of time.
    fn frame(&self, area: Rect, x: Scale) -> Frame {
        let (low, high) = self.range();
        let most = usize::from(area.height / 2).clamp(2, 7);
        let (y, ticks) = Scale::round(low, high, most);
        let cells = ticks
            .iter()
            .map(|tick| width(&number(*tick)) as u16)
            .max()
            .unwrap_or(1);
        let left = (cells + 1).min(area.width / 2);
        let plot = Rect::new(area.x + left, area.y, area.width - left, area.height);
        Frame { plot, x, y, ticks }
    }

    fn draw_events(&self, grid: &mut Grid, frame: &Frame, labels: Option<u16>, glyphs: Glyphs) {
        let plot = frame.plot;
        let inside = |(at, _): &&(f64, String)| (frame.x.low..=frame.x.high).contains(at);
        let all: Vec<(u16, &str)> = self
            .events
            .iter()
            .filter(inside)
            .map(|(at, word)| (plot.x + frame.x.cell(*at, plot.width), word.as_str()))
            .collect();
        for (x, _) in &all {
            for y in plot.top()..plot.bottom() {
                if y.is_multiple_of(2) || glyphs == Glyphs::Full {
                    grid.put(*x, y, glyphs.pick('┊', ':'), Role::Rule);
                }
            }
        }
        if let Some(y) = labels {
            let wanted: Vec<(u16, u16)> = all
                .iter()
                .map(|(x, word)| (*x, width(word) as u16))
                .collect();
            for (place, (_, word)) in label::along(&wanted, grid.width()).into_iter().zip(&all) {
                if let Some(x) = place {
                    grid.write((x, y), word, grid.width(), Role::Muted);
                }
            }
        }
    }

    fn draw_tracks(&self, grid: &mut Grid, frame: &Frame, glyphs: Glyphs) {
        let plot = frame.plot;
        let mut strokes = Vec::new();
        for track in &self.tracks {
            strokes.extend(frame.strokes(track));
        }
        grid.strokes(plot, (frame.x, frame.y), &strokes, glyphs);
        for track in &self.tracks {
            let dense = track.dots.len() * A_MARK > usize::from(plot.width)
                && track.dots.iter().any(|dot| dot.joined);
            for dot in track.dots.iter().filter(|_| !dense) {
                if let Some((x, y)) = frame.cell(*dot) {
                    grid.put(x, y, mark(track.hue, glyphs), hue(track.hue));
                }
            }
            for at in &track.breaks {
                let x = plot.x + frame.x.cell(*at, plot.width);
                grid.put(
                    x,
                    plot.bottom().saturating_sub(1),
                    glyphs.pick('≠', '/'),
                    Role::Contested,
                );
            }
        }
        let (Some(dot), Some((track, _))) = (self.here(), self.cursor) else {
            return;
        };
        match frame.cell(dot) {
            Some((x, y)) => grid.put(x, y, mark(self.tracks[track].hue, glyphs), Role::Here),
            // A gap has a place in time, and none on the scale.
            None if !plot.is_empty() => {
                let x = plot.x + frame.x.cell(dot.x, plot.width);
                grid.put(x, plot.bottom() - 1, '?', Role::Here);
            }
            None => {}
        }
    }

    /// The dot that the reader stands on.
    pub(super) fn here(&self) -> Option<Dot> {
        let (track, dot) = self.cursor?;
        self.tracks.get(track)?.dots.get(dot).copied()
    }

    /// Whether the picture itself says which series is which.
    pub(super) fn is_named(&self, width: u16, height: u16) -> bool {
        let beside = self.names_beside(width) && usize::from(height) >= self.tracks.len() + 3;
        self.kind != Kind::Line || self.tracks.len() < 2 || beside || height >= ROOMY
    }

    /// Each name in the row of its line's end, or as near as there is room, in the order of the ends.
    fn draw_names(&self, grid: &mut Grid, frame: &Frame, glyphs: Glyphs) {
        let mut ends: Vec<(&Track, u16, f64)> = self
            .tracks
            .iter()
            .filter_map(|track| {
                let last = track.dots.iter().rev().find(|dot| dot.y.is_some())?;
                Some((track, frame.cell(*last)?.1 - frame.plot.y, last.y?))
            })
            .collect();
        // Where there is no room for all, the first series have their names.
        ends.truncate(usize::from(frame.plot.height));
        // Values that share a row are still in an order.
        ends.sort_by(|(.., one), (.., other)| other.total_cmp(one));
        let wanted: Vec<u16> = ends.iter().map(|(_, row, _)| *row).collect();
        let x = frame.plot.right() + 1;
        for (row, (track, ..)) in label::rows(&wanted, frame.plot.height)
            .into_iter()
            .zip(&ends)
        {
            if let Some(row) = row {
                let y = frame.plot.y + row;
                grid.put(x, y, mark(track.hue, glyphs), hue(track.hue));
                grid.write((x + 2, y), &track.name, BESIDE, hue(track.hue));
            }
        }
    }

    /// A small chart for each track, in as many columns as there is room for.
    fn multiples(&self, total: u16, height: u16, glyphs: Glyphs) -> Grid {
        let n = self.tracks.len().max(1) as u16;
        let columns = (total / SMALL).clamp(1, n);
        // Where there is no room for all, those around the cursor are shown.
        let room = ((height - 1) / (LEAST_ROWS + 1)).max(1);
        let rows = n.div_ceil(columns).min(room);
        let at = self.cursor.map_or(0, |(track, _)| track as u16 / columns);
        let first = (at.saturating_sub(rows / 2)).min(n.div_ceil(columns) - rows);
        let each = (height - 1) / rows;
        let mut grid = Grid::new(total, 1 + rows * each);
        grid.write((0, 0), &self.unit, total, Role::Muted);
        let cells = total.saturating_sub(2 * (columns - 1)) / columns;
        let span = self.span();
        let shown = usize::from(first * columns)..usize::from((first + rows) * columns);
        for (n, track) in self.tracks.iter().enumerate() {
            if !shown.contains(&n) {
                continue;
            }
            let (column, row) = (n as u16 % columns, n as u16 / columns - first);
            let mut small = Grid::new(cells, each);
            let alone = Chart {
                tracks: vec![track.clone()],
                cursor: self
                    .cursor
                    .filter(|(of, _)| *of == n)
                    .map(|(_, dot)| (0, dot)),
                ..self.clone()
            };
            small.put(0, 0, mark(track.hue, glyphs), hue(track.hue));
            small.write(
                (2, 0),
                &fit(&track.name, usize::from(cells)),
                cells,
                hue(track.hue),
            );
            // The axes are those of all, so that heights compare.
            let mut frame = self.frame(Rect::new(0, 1, cells, each.saturating_sub(2)), span);
            frame.x = span;
            draw_axes(&mut small, &frame, glyphs);
            alone.draw_tracks(&mut small, &frame, glyphs);
            grid.lay(column * (cells + 2), 1 + row * each, &small);
        }
        grid
    }
}

impl Frame {
    /// The cell of a dot.
    fn cell(&self, dot: Dot) -> Option<(u16, u16)> {
        let value = dot.y?;
        if self.plot.is_empty() {
            return None;
        }
        let x = self.plot.x + self.x.cell(dot.x, self.plot.width);
        let y = self.plot.bottom() - 1 - self.y.cell(value, self.plot.height);
        Some((x, y))
    }
}

/// What a line does within one column of dots: where it enters, how far it goes down and up, where it leaves.
#[derive(Debug, Clone, Copy)]
struct Column {
    at: u32,
    first: (f64, f64),
    last: (f64, f64),
    low: f64,
    high: f64,
}

impl Column {
    fn stroke(&self, role: Role) -> Option<Stroke> {
        (self.low < self.high).then_some(Stroke {
            from: (self.first.0, self.low),
            to: (self.first.0, self.high),
            role,
        })
    }
}

impl Frame {
    /// The strokes of a track. Many values in one column of dots are one stroke from the least to the most of them, which looks the same
    /// and makes the cost that of the columns, however many values there are.
    fn strokes(&self, track: &Track) -> Vec<Stroke> {
        let role = hue(track.hue);
        let columns = f64::from(self.plot.width) * DOTS_A_CELL;
        let many = track.dots.len() as f64 > columns;
        let mut strokes = Vec::new();
        let mut open: Option<Column> = None;
        for (n, dot) in (0u32..).zip(&track.dots) {
            let at = if many {
                (self.x.share(dot.x) * columns) as u32
            } else {
                n
            };
            let before = open.filter(|_| dot.joined);
            open = match (before, dot.y) {
                (Some(column), Some(y)) if column.at == at => Some(Column {
                    last: (dot.x, y),
                    low: column.low.min(y),
                    high: column.high.max(y),
                    ..column
                }),
                (_, y) => {
                    strokes.extend(open.and_then(|column| column.stroke(role)));
                    if let (Some(column), Some(y)) = (before, y) {
                        strokes.push(Stroke {
                            from: column.last,
                            to: (dot.x, y),
                            role,
                        });
                    }
                    y.map(|y| Column {
                        at,
                        first: (dot.x, y),
                        last: (dot.x, y),
                        low: y,
                        high: y,
                    })
                }
            };
        }
        strokes.extend(open.and_then(|column| column.stroke(role)));
        strokes
    }
}

/// The values on the left, a rule beside them, and the years below.
fn draw_axes(grid: &mut Grid, frame: &Frame, glyphs: Glyphs) {
    let plot = frame.plot;
    if plot.is_empty() {
        return;
    }
    for tick in &frame.ticks {
        let y = plot.bottom() - 1 - frame.y.cell(*tick, plot.height);
        let text = number(*tick);
        let cells = width(&text) as u16;
        let room = plot.x.saturating_sub(1);
        grid.write((room.saturating_sub(cells), y), &text, room, Role::Muted);
        for x in (plot.left()..plot.right()).filter(|x| x % 4 == 0) {
            grid.put(x, y, glyphs.pick('·', ' '), Role::Rule);
        }
    }
    for y in plot.top()..plot.bottom() {
        grid.put(
            plot.x.saturating_sub(1),
            y,
            glyphs.pick('│', '|'),
            Role::Rule,
        );
    }
    let most = usize::from(plot.width / 7).max(1);
    let all = moments(frame.x, most);
    let word = |moment: &Moment| match moment.month {
        None => moment.year.to_string(),
        Some(month) => format!("{}-{month:02}", moment.year),
    };
    let wanted: Vec<(u16, u16)> = all
        .iter()
        .map(|moment| {
            let x = plot.x + frame.x.cell(moment.at(), plot.width);
            (x, width(&word(moment)) as u16)
        })
        .collect();
    for (place, moment) in label::along(&wanted, grid.width()).into_iter().zip(&all) {
        if let Some(x) = place {
            grid.write((x, plot.bottom()), &word(moment), plot.width, Role::Muted);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::picture::Drawing;

    fn track(name: &str, hue: usize, values: &[Option<f64>]) -> Track {
        let dot = |(n, y): (usize, &Option<f64>)| Dot {
            x: 2000.5 + n as f64,
            y: *y,
            joined: n > 0 && values[n - 1].is_some(),
        };
        Track {
            name: name.to_string(),
            hue,
            dots: values.iter().enumerate().map(dot).collect(),
            breaks: Vec::new(),
        }
    }

    fn chart(kind: Kind, tracks: Vec<Track>) -> Chart {
        Chart {
            kind,
            unit: "people".to_string(),
            names: (2000..2030).map(|year| year.to_string()).collect(),
            tracks,
            events: vec![(2002.5, "2002".to_string())],
            cursor: None,
            zero: true,
        }
    }

    #[test]
    fn a_line_with_a_gap() {
        let values = [Some(0.0), Some(5.0), None, Some(10.0), Some(10.0)];
        let drawn = chart(Kind::Line, vec![track("a", 0, &values)]).draw(30, 10, Glyphs::Ascii);
        insta::assert_snapshot!(drawn.text());
    }

    #[test]
    fn names_stand_beside_their_lines() {
        let one = track("counted", 0, &[Some(1.0), Some(9.0)]);
        let other = track("estimated", 1, &[Some(2.0), Some(9.0)]);
        let drawn = chart(Kind::Line, vec![one, other]).draw(70, 9, Glyphs::Full);
        insta::assert_snapshot!(drawn.text());
    }

    const KINDS: [Kind; 6] = [
        Kind::Line,
        Kind::Bars,
        Kind::Stacked,
        Kind::Share,
        Kind::Sparklines,
        Kind::Multiples,
    ];

    proptest! {
        #[test]
        fn any_chart_fits_any_size(kind in prop::sample::select(&KINDS[..]), width in 1u16..140, height in 0u16..60,
                                   values in prop::collection::vec(prop::collection::vec(prop::option::of(prop::num::f64::NORMAL), 0..12), 0..5),
                                   at in (0usize..6, 0usize..14), ascii in any::<bool>()) {
            let glyphs = if ascii { Glyphs::Ascii } else { Glyphs::Full };
            let tracks: Vec<Track> = values.iter().enumerate().map(|(n, values)| track("series", n, values)).collect();
            let exists = tracks.get(at.0).is_some_and(|track| at.1 < track.dots.len());
            let asked = Chart { cursor: exists.then_some(at), ..chart(kind, tracks) };
            let drawn = asked.draw(width, height, glyphs);
            prop_assert_eq!(drawn.width(), width);
            prop_assert!(drawn.height() <= height.max(LEAST_ROWS));
            if ascii {
                let text = Drawing::Chart(asked).draw(width, height, glyphs).text();
                prop_assert!(text.is_ascii(), "{text}");
            }
        }

        #[test]
        fn a_dot_is_drawn_where_its_value_says(values in prop::collection::vec(-1e3f64..1e3, 1..9), power in -6i32..13, zero in any::<bool>(), width in 1u16..200, height in 0u16..60) {
            let all: Vec<Option<f64>> = values.iter().map(|value| Some(value * 10f64.powi(power))).collect();
            let chart = Chart { zero, ..chart(Kind::Line, vec![track("a", 0, &all)]) };
            let frame = chart.frame(Rect::new(0, 2, width, height), chart.span());
            for dot in &chart.tracks[0].dots {
                let Some((x, y)) = frame.cell(*dot) else {
                    prop_assert!(frame.plot.is_empty());
                    continue;
                };
                prop_assert!(frame.plot.contains((x, y).into()));
                let across = frame.x.share(dot.x) * f64::from(frame.plot.width - 1);
                let value = dot.y.expect("a value");
                prop_assert!(frame.y.low <= value && value <= frame.y.high, "{value} is off {:?}", frame.y);
                let up = frame.y.share(value) * f64::from(frame.plot.height - 1);
                prop_assert!((f64::from(x - frame.plot.x) - across).abs() <= 0.5 + 1e-9);
                prop_assert!((f64::from(frame.plot.bottom() - 1 - y) - up).abs() <= 0.5 + 1e-9);
            }
        }

        #[test]
        fn many_values_are_few_strokes_over_the_same_heights(values in prop::collection::vec(0.0f64..1e6, 900), gap in 0usize..900) {
            let mut all: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
            all[gap] = None;
            let chart = chart(Kind::Line, vec![track("a", 0, &all)]);
            let frame = chart.frame(Rect::new(0, 0, 60, 20), chart.span());
            let strokes = frame.strokes(&chart.tracks[0]);
            prop_assert!(strokes.len() <= usize::from(frame.plot.width) * 4 + 4);
            let ends = || strokes.iter().flat_map(|stroke| [stroke.from.1, stroke.to.1]);
            let most = all.iter().flatten().copied().fold(0.0, f64::max);
            let least = all.iter().flatten().copied().fold(1e9, f64::min);
            prop_assert_eq!(ends().fold(0.0, f64::max), most);
            prop_assert_eq!(ends().fold(1e9, f64::min), least);
        }

        #[test]
        fn a_drawn_mark_stands_where_its_value_says(values in prop::collection::vec(0.0f64..1e6, 2..6), width in 40u16..200, height in 8u16..60) {
            let all: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
            let mut track = track("a", 0, &all);
            track.dots.iter_mut().for_each(|dot| dot.joined = false);
            let chart = Chart { events: Vec::new(), ..chart(Kind::Line, vec![track]) };
            let drawn = chart.draw(width, height, Glyphs::Ascii).text();
            let frame = chart.frame(Rect::new(0, 1, width, height - 2), chart.span());
            let rows: Vec<Vec<char>> = drawn.lines().map(|line| line.chars().collect()).collect();
            for dot in &chart.tracks[0].dots {
                let (x, y) = frame.cell(*dot).expect("there is room");
                prop_assert_eq!(rows[usize::from(y)].get(usize::from(x)), Some(&'o'), "{}", drawn);
            }
            let marks = rows.iter().skip(1).flatten().filter(|c| **c == 'o').count();
            prop_assert!(marks <= values.len());
        }

        #[test]
        fn names_beside_lines_stay_inside_and_apart(ends in prop::collection::vec(0.0f64..1e6, 2..7), width in 64u16..200, height in 12u16..60) {
            let tracks: Vec<Track> = (0..).zip(&ends).map(|(n, end)| track(&format!("series {n}"), n, &[Some(1.0), Some(*end)])).collect();
            let drawn = chart(Kind::Line, tracks).draw(width, height, Glyphs::Full).text();
            for n in 0..ends.len() {
                prop_assert_eq!(drawn.matches(&format!("series {n}")).count(), 1, "{}", drawn);
            }
        }
    }
}
