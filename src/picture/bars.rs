//! Bars: a row for each value or place, with its name before it and its number behind; and rows of small bars.
//!
//! Where there are more rows than there is room for, those around the cursor are shown.

use crate::i18n::number;
use crate::picture::Glyphs;
use crate::picture::chart::{Chart, Kind, Track, hue, mark};
use crate::picture::grid::Grid;
use crate::picture::scale::Scale;
use crate::text::width::width;
use crate::theme::Role;

/// The widest that a name before its bar is.
const NAME: u16 = 24;

/// What the series of one bar are filled with, so that they differ without colour.
const FILLS: [(char, char); 6] = [
    ('█', '#'),
    ('▒', '='),
    ('░', '-'),
    ('▓', '%'),
    ('▞', '/'),
    ('╳', 'x'),
];

/// Parts of a cell, in eighths.
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// One row of the picture.
struct Row<'c> {
    /// Which name it has.
    name: usize,
    /// Which tracks are in it, by number.
    tracks: Vec<(usize, &'c Track)>,
    /// Whether its name stands before it.
    first: bool,
}

impl Row<'_> {
    /// Whether something else is counted from this row on.
    fn is_broken(&self) -> bool {
        let mut breaks = self.tracks.iter().flat_map(|(_, track)| &track.breaks);
        breaks.any(|at| *at == self.name as f64)
    }
}

/// Draws a chart of bars.
pub(super) fn draw(chart: &Chart, width: u16, height: u16, glyphs: Glyphs) -> Grid {
    match chart.kind {
        Kind::Sparklines => sparklines(chart, width, height, glyphs),
        _ => bars(chart, width, height, glyphs),
    }
}

/// A track's value at a name.
fn value(track: &Track, name: usize) -> Option<f64> {
    let at = track.dots.partition_point(|dot| dot.x < name as f64);
    track.dots.get(at).filter(|dot| dot.x == name as f64)?.y
}

fn rows(chart: &Chart) -> Vec<Row<'_>> {
    let all = || chart.tracks.iter().enumerate();
    let of = |name: usize| -> Vec<Row<'_>> {
        match chart.kind {
            Kind::Bars => all()
                .enumerate()
                .map(|(n, track)| Row {
                    name,
                    tracks: vec![track],
                    first: n == 0,
                })
                .collect(),
            _ => vec![Row {
                name,
                tracks: all().collect(),
                first: true,
            }],
        }
    };
    (0..chart.names.len()).flat_map(of).collect()
}

/// The first of `n` rows that is shown, so that `at` is among the `room` shown.
fn first_shown(n: usize, at: usize, room: usize) -> usize {
    at.saturating_sub(room / 2).min(n.saturating_sub(room))
}

fn bars(chart: &Chart, total: u16, height: u16, glyphs: Glyphs) -> Grid {
    let rows = rows(chart);
    let mut head = Grid::new(total, height);
    head.write((0, 0), &chart.unit, total, Role::Muted);
    let mut top = 1;
    if chart.tracks.len() > 1 {
        top += match chart.kind {
            Kind::Bars => chart.draw_legend(&mut head, 1, glyphs),
            _ => fills(chart, &mut head, 1, glyphs),
        };
    }
    let top = top.min(height / 2).max(1);
    let room = usize::from(height - top.min(height)).max(1);
    let here = chart.here().map(|dot| dot.x as usize);
    let track = chart.cursor.map(|(track, _)| track);
    let stands =
        |row: &Row<'_>| Some(row.name) == here && row.tracks.iter().any(|(n, _)| Some(*n) == track);
    let at = rows.iter().position(stands).unwrap_or(0);
    let from = first_shown(rows.len(), at, room);
    let shown = &rows[from..rows.len().min(from + room)];
    let mut grid = Grid::new(total, top + shown.len() as u16);
    grid.lay(0, 0, &head);
    let longest = shown
        .iter()
        .map(|row| width(&chart.names[row.name]) as u16)
        .max();
    let names = longest.unwrap_or(0).min(NAME).min(total / 3);
    let (low, high) = chart.range();
    let widest = [low, high]
        .map(|value| width(&number(value)) as u16)
        .into_iter()
        .max()
        .unwrap_or(1);
    let marks = u16::from(chart.kind == Kind::Bars && chart.tracks.len() > 1) * 2;
    let broken = chart.tracks.iter().any(|track| !track.breaks.is_empty());
    let left = names + 2 + marks + u16::from(broken) * 2;
    let cells = total.saturating_sub(left + widest.max(6) + 1).max(1);
    for (y, row) in (top..).zip(shown) {
        if row.first || y == top {
            grid.write((0, y), &chart.names[row.name], names, Role::Text);
        }
        if row.is_broken() {
            let sign = glyphs.pick('≠', '/');
            grid.put(names + 1, y, sign, Role::Contested);
        }
        let own = stands(row);
        match chart.kind {
            Kind::Bars => bar(chart, &mut grid, (left, y, cells), row, (own, glyphs)),
            _ => stack(chart, &mut grid, (left, y, cells), row, (own, glyphs)),
        }
    }
    grid
}

/// A legend of fills.
fn fills(chart: &Chart, grid: &mut Grid, y: u16, glyphs: Glyphs) -> u16 {
    let mut x = 0;
    let mut row = y;
    for track in &chart.tracks {
        let cells = width(&track.name) as u16 + 5;
        if x > 0 && x + cells > grid.width() {
            row += 1;
            x = 0;
        }
        let (full, ascii) = FILLS[track.hue % FILLS.len()];
        for n in 0..2 {
            grid.put(x + n, row, glyphs.pick(full, ascii), hue(track.hue));
        }
        x += 3;
        x += grid.write(
            (x, row),
            &track.name,
            grid.width().saturating_sub(x),
            hue(track.hue),
        ) + 2;
    }
    row + 1 - y
}

/// One value's bar, from the axis' zero.
fn bar(
    chart: &Chart,
    grid: &mut Grid,
    (x, y, cells): (u16, u16, u16),
    row: &Row<'_>,
    (own, glyphs): (bool, Glyphs),
) {
    let Some((_, track)) = row.tracks.first() else {
        return;
    };
    let role = hue(track.hue);
    if chart.tracks.len() > 1 {
        grid.put(x.saturating_sub(2), y, mark(track.hue, glyphs), role);
    }
    let Some(value) = value(track, row.name) else {
        grid.put(
            x,
            y,
            glyphs.pick('–', '-'),
            if own { Role::Here } else { Role::Muted },
        );
        return;
    };
    let (low, high) = chart.range();
    let scale = Scale::new(low.min(0.0), high.max(0.0));
    let zero = scale.eighths(0.0, cells);
    let end = scale.eighths(value, cells);
    let (from, to) = (zero.min(end), zero.max(end));
    for cell in from / 8..to.div_ceil(8) {
        let filled = (to - cell * 8).min(8);
        let c = match glyphs {
            Glyphs::Ascii => '#',
            Glyphs::Full if filled == 8 => '█',
            Glyphs::Full => EIGHTHS[filled as usize],
        };
        if filled >= 4 || glyphs == Glyphs::Full {
            grid.put(x + cell as u16, y, c, role);
        }
    }
    let after = x + to.div_ceil(8) as u16 + 1;
    grid.write(
        (after, y),
        &number(value),
        grid.width(),
        if own { Role::Here } else { Role::Text },
    );
}

/// The values of one place end to end, as they are or as shares of their sum.
fn stack(
    chart: &Chart,
    grid: &mut Grid,
    (x, y, cells): (u16, u16, u16),
    row: &Row<'_>,
    (own, glyphs): (bool, Glyphs),
) {
    let parts: Vec<(usize, &Track, f64)> = row
        .tracks
        .iter()
        .filter_map(|(n, track)| Some((*n, *track, value(track, row.name)?.max(0.0))))
        .collect();
    let sum: f64 = parts.iter().map(|(_, _, value)| value).sum();
    if parts.is_empty() {
        grid.put(
            x,
            y,
            glyphs.pick('–', '-'),
            if own { Role::Here } else { Role::Muted },
        );
        return;
    }
    let whole = match chart.kind {
        Kind::Share => sum,
        _ => highest_sum(chart),
    };
    let scale = Scale::new(0.0, if whole > 0.0 { whole } else { 1.0 });
    let end = |value: f64| (scale.share(value) * f64::from(cells)).round() as u16;
    let mut reached = 0.0;
    let mut last = 0;
    let mut standing = None;
    for (n, track, value) in parts {
        let from = end(reached);
        reached += value;
        last = end(reached);
        let (full, ascii) = FILLS[track.hue % FILLS.len()];
        let here = own && chart.cursor.is_some_and(|(at, _)| at == n);
        for cell in from..last {
            grid.put(x + cell, y, glyphs.pick(full, ascii), hue(track.hue));
        }
        if here {
            standing = Some((x + from, value));
        }
    }
    let shown = match (standing, chart.kind) {
        (Some((_, value)), Kind::Share) if sum > 0.0 => {
            format!("{} %", number((value / sum * 1000.0).round() / 10.0))
        }
        (Some((_, value)), _) => number(value),
        (None, Kind::Share) => String::new(),
        (None, _) => number(sum),
    };
    if let Some((at, _)) = standing {
        grid.put(at, y, glyphs.pick('◂', '<'), Role::Here);
    }
    grid.write(
        (x + last + 1, y),
        &shown,
        grid.width(),
        if standing.is_some() {
            Role::Strong
        } else {
            Role::Muted
        },
    );
}

/// The highest sum of what is stacked.
fn highest_sum(chart: &Chart) -> f64 {
    let sum = |name: usize| -> f64 {
        chart
            .tracks
            .iter()
            .filter_map(|track| value(track, name))
            .map(|v| v.max(0.0))
            .sum()
    };
    (0..chart.names.len()).map(sum).fold(0.0, f64::max)
}

/// The characters of small bars, from low to high.
const SPARKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII_SPARKS: [char; 8] = ['_', '.', ':', '-', '=', '+', '*', '#'];

/// Values as small bars between their own least and most, one cell each.
pub fn spark(values: &[Option<f64>], glyphs: Glyphs) -> String {
    let known = || values.iter().flatten();
    let low = known().copied().fold(f64::INFINITY, f64::min);
    let high = known().copied().fold(f64::NEG_INFINITY, f64::max);
    let scale = Scale::new(low.min(high), high.max(low));
    let c = |value: &Option<f64>| match value {
        None => ' ',
        Some(value) => {
            let level = usize::from(scale.cell(*value, 8));
            glyphs.pick(SPARKS[level], ASCII_SPARKS[level])
        }
    };
    values.iter().map(c).collect()
}

/// The cells of a table's columns: names, small bars, last value, least and most.
struct Columns {
    names: u16,
    bars: u16,
    last: u16,
    span: u16,
}

impl Columns {
    fn new(chart: &Chart, rows: &[(&Track, Vec<Option<f64>>)], total: u16) -> Self {
        let widest = |texts: &mut dyn Iterator<Item = String>| {
            texts.map(|text| width(&text) as u16).max().unwrap_or(0)
        };
        let names = widest(&mut rows.iter().map(|(track, _)| track.name.clone()));
        let names = names.min(total / 2);
        let last = widest(
            &mut rows
                .iter()
                .filter_map(|(_, values)| last(values))
                .map(number),
        );
        let span = widest(&mut rows.iter().map(|(_, values)| span(values)));
        let left = total.saturating_sub(names + last + 4);
        let bars = (chart.names.len() as u16).max(width(&head(chart)) as u16);
        let bars = bars.min(left).max(1);
        // The least and the most are left out first: the bars show them too.
        let fits = left >= bars + span + 2;
        let span = if fits { span } else { 0 };
        Columns {
            names,
            bars,
            last,
            span,
        }
    }
}

/// The last value that is known.
fn last(values: &[Option<f64>]) -> Option<f64> {
    values.iter().rev().flatten().next().copied()
}

/// The least and the most value, between which the bars stand.
fn span(values: &[Option<f64>]) -> String {
    let known = || values.iter().flatten().copied();
    match known().reduce(f64::min).zip(known().reduce(f64::max)) {
        Some((low, high)) => format!("{}–{}", number(low), number(high)),
        None => String::new(),
    }
}

/// From what on to what the bars go.
fn head(chart: &Chart) -> String {
    match (chart.names.first(), chart.names.last()) {
        (Some(first), Some(last)) => format!("{first} – {last}"),
        _ => String::new(),
    }
}

/// A table with a row of small bars for each series, all with the same dates below each other.
fn sparklines(chart: &Chart, total: u16, height: u16, glyphs: Glyphs) -> Grid {
    let room = usize::from(height.saturating_sub(2)).max(1);
    let at = chart.cursor.map_or(0, |(track, _)| track);
    let from = first_shown(chart.tracks.len(), at, room);
    let to = chart.tracks.len().min(from + room);
    let all = |track: &Track| {
        (0..chart.names.len())
            .map(|name| value(track, name))
            .collect()
    };
    let rows: Vec<(&Track, Vec<Option<f64>>)> = chart.tracks[from.min(to)..to]
        .iter()
        .map(|track| (track, all(track)))
        .collect();
    let mut grid = Grid::new(total, 2 + rows.len() as u16);
    let columns = Columns::new(chart, &rows, total);
    let x = columns.names + 2;
    grid.write((0, 0), &chart.unit, total, Role::Muted);
    grid.write((x, 1), &head(chart), columns.bars, Role::Muted);
    let here = chart.here().map(|dot| dot.x as usize);
    // The last ones where there is no room for all, but never without the one that the reader stands on.
    let first = chart.names.len().saturating_sub(usize::from(columns.bars));
    let first = here.map_or(first, |here| first.min(here));
    for (y, (n, (track, values))) in (2u16..).zip((from..).zip(&rows)) {
        grid.write((0, y), &track.name, columns.names, Role::Text);
        let own = here.filter(|_| chart.cursor.is_some_and(|(of, _)| of == n));
        let drawn = spark(values, glyphs);
        let shown = drawn.chars().enumerate().skip(first);
        for (x, (name, c)) in (x..x + columns.bars).zip(shown) {
            if Some(name) == own {
                let c = if c == ' ' { glyphs.pick('–', '-') } else { c };
                grid.put(x, y, c, Role::Here);
            } else {
                grid.put(x, y, c, hue(track.hue));
            }
        }
        let x = x + columns.bars + 2;
        if let Some(last) = last(values) {
            let text = number(last);
            let right = columns.last.saturating_sub(width(&text) as u16);
            grid.write((x + right, y), &text, columns.last, Role::Strong);
        }
        let x = x + columns.last + 2;
        grid.write((x, y), &span(values), columns.span, Role::Muted);
    }
    grid
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::picture::chart::Dot;

    fn chart(kind: Kind, values: &[&[f64]]) -> Chart {
        let track = |(hue, values): (usize, &&[f64])| Track {
            name: format!("series {hue}"),
            hue,
            dots: (0..)
                .zip(values.iter())
                .map(|(n, y)| Dot {
                    x: f64::from(n),
                    y: Some(*y),
                    joined: false,
                })
                .collect(),
            breaks: Vec::new(),
        };
        Chart {
            kind,
            unit: "officers".to_string(),
            names: ["Sonora", "Guerrero", "Michoacán"]
                .map(str::to_string)
                .to_vec(),
            tracks: values.iter().enumerate().map(track).collect(),
            events: Vec::new(),
            cursor: Some((0, 1)),
            zero: true,
        }
    }

    #[test]
    fn bars_of_each_kind() {
        let values: [&[f64]; 2] = [&[3.0, 1.5, 2.0], &[1.0, 1.0, 0.0]];
        let drawn: Vec<String> = [Kind::Bars, Kind::Stacked, Kind::Share, Kind::Sparklines]
            .map(|kind| chart(kind, &values).draw(40, 12, Glyphs::Full).text())
            .to_vec();
        insta::assert_snapshot!(drawn.join("\n\n"));
    }

    #[test]
    fn rows_around_the_cursor_are_shown() {
        assert_eq!(first_shown(10, 0, 4), 0);
        assert_eq!(first_shown(10, 5, 4), 3);
        assert_eq!(first_shown(10, 9, 4), 6);
    }

    proptest! {
        #[test]
        fn a_bar_is_as_long_as_its_value(values in prop::collection::vec(0.0f64..1e6, 3), width in 30u16..120) {
            prop_assume!(values.iter().any(|value| *value > 1.0));
            let chart = Chart { cursor: None, ..chart(Kind::Bars, &[&values]) };
            let drawn = chart.draw(width, 12, Glyphs::Full).text();
            let length = |line: &str| line.chars().map(|c| EIGHTHS.iter().position(|e| *e == c).map_or(if c == '█' { 8 } else { 0 }, |n| n) as f64).sum::<f64>() / 8.0;
            let rows: Vec<f64> = drawn.lines().skip(1).map(length).collect();
            let most = values.iter().copied().fold(0.0, f64::max);
            let full = rows.iter().copied().fold(0.0, f64::max);
            for (row, value) in rows.iter().zip(&values) {
                prop_assert!((row - value / most * full).abs() <= 0.5, "{drawn}");
            }
        }
    }
}
