//! Bands of time: what happened, by theme, and who held what, on one scale of years.

use crate::picture::chart::hue;
use crate::picture::grid::Grid;
use crate::picture::label;
use crate::picture::scale::{Scale, moments};
use crate::picture::{Glyphs, LEAST_ROWS};
use crate::text::width::width;
use crate::theme::Role;

/// Something that happened, or lasted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// When it began.
    pub from: f64,
    /// When it ended; as it began for what did not last.
    pub to: f64,
}

/// What belongs together, in a row of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// What it is called.
    pub name: String,
    /// Its marks, by their beginning.
    pub marks: Vec<Mark>,
}

/// A stretch of a strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// When it begins.
    pub from: f64,
    /// When it ends.
    pub to: f64,
    /// Who or what it stands for.
    pub name: String,
}

/// What held, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// What it is called.
    pub name: String,
    /// Its stretches, in order.
    pub pieces: Vec<Piece>,
}

/// Bands and strips on one scale of years.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// The years that are shown.
    pub shown: Scale,
    /// What happened.
    pub bands: Vec<Band>,
    /// What held.
    pub strips: Vec<Strip>,
    /// The mark that the reader stands on: which band, which mark.
    pub cursor: Option<(usize, usize)>,
}

/// The widest that a name before its row is.
const NAME: u16 = 20;

/// The most rows that a strip's stretches are laid out in where they overlap.
const LANES: usize = 3;

/// What stands in a row of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    /// A band, by number.
    Band(usize),
    /// A lane of a strip, by numbers.
    Lane(usize, usize),
}

impl Strip {
    /// Its stretches in lanes, so that no two of one lane overlap.
    fn lanes(&self) -> Vec<Vec<&Piece>> {
        let mut lanes: Vec<Vec<&Piece>> = Vec::new();
        for piece in &self.pieces {
            let free = |lane: &&mut Vec<&Piece>| {
                let last = lane.last();
                last.is_none_or(|last| last.to <= piece.from)
            };
            if let Some(lane) = lanes.iter_mut().find(free) {
                lane.push(piece);
            } else if lanes.len() < LANES {
                lanes.push(vec![piece]);
            }
            // What does not fit in is told by who commands on a date, and by the table.
        }
        lanes
    }
}

impl Bands {
    pub(super) fn draw(&self, total: u16, height: u16, glyphs: Glyphs) -> Grid {
        let height = height.max(LEAST_ROWS);
        let rows = self.rows(usize::from(height) - 1);
        let n_rows = rows.len() as u16;
        let spare = height.saturating_sub((n_rows + 1).max(LEAST_ROWS));
        // With room for it every row stands apart from the next.
        let each = if spare >= n_rows { 2 } else { 1 };
        let mut grid = Grid::new(total, (n_rows * each + 1).max(LEAST_ROWS));
        let names = self.name_cells(total);
        let left = names + 1;
        let cells = total.saturating_sub(left).max(1);
        let axis = n_rows * each;
        if let Some(mark) = self.here().filter(|mark| self.is_shown(mark.from, mark.to)) {
            let x = left + self.shown.cell(mark.from, cells);
            for y in 0..axis {
                grid.put(x, y, glyphs.pick('┊', ':'), Role::Rule);
            }
        }
        let lanes: Vec<_> = self.strips.iter().map(Strip::lanes).collect();
        for (y, row) in (0u16..).step_by(usize::from(each)).zip(rows) {
            match row {
                Row::Band(n) => {
                    grid.write((0, y), &self.bands[n].name, names, hue(n));
                    self.draw_band(&mut grid, (left, y, cells), n, glyphs);
                }
                Row::Lane(strip, lane) => {
                    if lane == 0 {
                        grid.write((0, y), &self.strips[strip].name, names, Role::Label);
                    }
                    self.draw_lane(&mut grid, (left, y, cells), &lanes[strip][lane], glyphs);
                }
            }
        }
        self.draw_years(&mut grid, (left, axis, cells));
        grid
    }

    /// What stands in each row. Where there is no room for all, strips keep to one lane, and the bands around the cursor stay.
    fn rows(&self, room: usize) -> Vec<Row> {
        let lanes = |most: usize| {
            let strips = self.strips.iter().enumerate();
            strips.flat_map(move |(n, strip)| {
                let n_lanes = strip.lanes().len().min(most);
                (0..n_lanes).map(move |lane| Row::Lane(n, lane))
            })
        };
        let mut strips: Vec<Row> = lanes(LANES).collect();
        if self.bands.len() + strips.len() > room {
            strips = lanes(1).collect();
        }
        // Bands are what is walked on; a strip may have half of the room.
        strips.truncate(if self.bands.len() + strips.len() > room {
            room / 2
        } else {
            strips.len()
        });
        let room = (room - strips.len()).max(1);
        let at = self.cursor.map_or(0, |(band, _)| band);
        let first = at
            .saturating_sub(room / 2)
            .min(self.bands.len().saturating_sub(room));
        let bands = (first..self.bands.len()).take(room).map(Row::Band);
        bands.chain(strips).collect()
    }

    fn name_cells(&self, total: u16) -> u16 {
        let bands = self.bands.iter().map(|band| band.name.as_str());
        let names = bands.chain(self.strips.iter().map(|strip| strip.name.as_str()));
        let longest = names.map(|name| width(name) as u16).max().unwrap_or(0);
        longest.min(NAME).min(total / 4)
    }

    /// The mark that the reader stands on.
    pub fn here(&self) -> Option<Mark> {
        let (band, mark) = self.cursor?;
        self.bands.get(band)?.marks.get(mark).copied()
    }

    fn is_shown(&self, from: f64, to: f64) -> bool {
        to >= self.shown.low && from <= self.shown.high
    }

    fn draw_band(
        &self,
        grid: &mut Grid,
        (left, y, cells): (u16, u16, u16),
        n: usize,
        glyphs: Glyphs,
    ) {
        let band = &self.bands[n];
        let mut counts = vec![0u8; usize::from(cells)];
        for mark in band
            .marks
            .iter()
            .filter(|mark| self.is_shown(mark.from, mark.to))
        {
            let (from, to) = (
                self.shown.cell(mark.from, cells),
                self.shown.cell(mark.to, cells),
            );
            for x in from + 1..=to {
                grid.put(left + x, y, glyphs.pick('━', '-'), hue(n));
            }
            let count = &mut counts[usize::from(from)];
            *count = count.saturating_add(1);
        }
        for (x, count) in (0u16..).zip(&counts) {
            let c = match count {
                0 => continue,
                1 => glyphs.pick('●', 'o'),
                2..=9 => char::from(b'0' + count),
                _ => '+',
            };
            grid.put(left + x, y, c, hue(n));
        }
        if let (Some((at, _)), Some(mark)) = (self.cursor, self.here())
            && at == n
            && self.is_shown(mark.from, mark.from)
        {
            let x = self.shown.cell(mark.from, cells);
            grid.put(left + x, y, glyphs.pick('●', 'o'), Role::Here);
        }
    }

    fn draw_lane(
        &self,
        grid: &mut Grid,
        (left, y, cells): (u16, u16, u16),
        lane: &[&Piece],
        glyphs: Glyphs,
    ) {
        let shown = || {
            lane.iter()
                .filter(|piece| self.is_shown(piece.from, piece.to))
        };
        let begins = shown().map(|piece| self.shown.cell(piece.from, cells));
        let next = begins.skip(1).chain([cells]);
        let mut free = 0;
        for (piece, next) in shown().zip(next) {
            let (from, to) = (
                self.shown.cell(piece.from, cells),
                self.shown.cell(piece.to, cells),
            );
            for x in from..=to {
                grid.put(left + x, y, glyphs.pick('─', '-'), Role::Rule);
            }
            grid.put(left + from, y, glyphs.pick('├', '|'), Role::Rule);
            if piece.to < self.shown.high && from < to && to < next {
                grid.put(left + to, y, glyphs.pick('┤', '|'), Role::Rule);
            }
            let wide = width(&piece.name) as u16;
            let (x, room) = beside(wide, (free, from, to, next));
            // Less than a letter and a sign that it was cut says nothing.
            if room > 1 {
                grid.write((left + x, y), &piece.name, room, Role::Text);
            }
            free = (to + 1).max(x + wide.min(room)) + 1;
        }
    }

    fn draw_years(&self, grid: &mut Grid, (left, y, cells): (u16, u16, u16)) {
        let all = moments(self.shown, usize::from(cells / 7).max(1));
        let word = |moment: &crate::picture::scale::Moment| match moment.month {
            None => moment.year.to_string(),
            Some(month) => format!("{}-{month:02}", moment.year),
        };
        let wanted: Vec<(u16, u16)> = all
            .iter()
            .map(|moment| {
                (
                    self.shown.cell(moment.at(), cells),
                    width(&word(moment)) as u16,
                )
            })
            .collect();
        for (place, moment) in label::along(&wanted, cells).into_iter().zip(&all) {
            if let Some(x) = place {
                grid.write((left + x, y), &word(moment), cells, Role::Muted);
            }
        }
    }
}

/// Where a name of `wide` cells goes, and how many it may take: inside of its stretch where it fits, or else behind it, or before it;
/// cut where there is most room. `free` is the first cell behind what stands before, `next` the first of what follows.
fn beside(wide: u16, (free, from, to, next): (u16, u16, u16, u16)) -> (u16, u16) {
    let inside = (from + 1, to.saturating_sub(from + 1));
    let behind = (to + 1, next.saturating_sub(to + 2));
    let before = from.saturating_sub(free);
    let before = (from - before.min(wide), before);
    let all = [inside, behind, before];
    let fits = all.into_iter().find(|(_, room)| *room >= wide);
    fits.or_else(|| all.into_iter().rev().max_by_key(|(_, room)| *room))
        .unwrap_or(inside)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bands(marks: &[(f64, f64)]) -> Bands {
        let marks = marks
            .iter()
            .map(|(from, last)| Mark {
                from: *from,
                to: from + last,
            })
            .collect();
        Bands {
            shown: Scale::new(2000.0, 2026.0),
            bands: vec![Band {
                name: "Law".to_string(),
                marks,
            }],
            strips: vec![Strip {
                name: "In law".to_string(),
                pieces: vec![
                    Piece {
                        from: 2000.0,
                        to: 2018.0,
                        name: "Security ministry".to_string(),
                    },
                    Piece {
                        from: 2018.0,
                        to: 2026.0,
                        name: "Defence".to_string(),
                    },
                ],
            }],
            cursor: Some((0, 0)),
        }
    }

    #[test]
    fn events_and_who_held_what() {
        let drawn = bands(&[(2006.9, 0.0), (2010.0, 4.0), (2010.1, 0.0)]).draw(60, 8, Glyphs::Full);
        insta::assert_snapshot!(drawn.text());
    }

    #[test]
    fn what_overlaps_is_laid_out_in_lanes_and_named() {
        let piece = |from: f64, to: f64, name: &str| Piece {
            from,
            to,
            name: name.to_string(),
        };
        let strip = Strip {
            name: "In practice".to_string(),
            pieces: vec![
                piece(2003.0, 2026.0, "the army"),
                piece(2008.0, 2009.0, "Defence (a critic)"),
                piece(2012.0, 2024.0, "the President"),
            ],
        };
        let drawn = Bands {
            strips: vec![strip],
            ..bands(&[(2006.9, 0.0)])
        };
        insta::assert_snapshot!(drawn.draw(60, 8, Glyphs::Full).text());
    }

    #[test]
    fn with_little_room_the_bands_around_the_cursor_are_shown() {
        let all = bands(&[(2006.9, 0.0)]);
        let many = (0..9).map(|n| Band {
            name: format!("band {n}"),
            ..all.bands[0].clone()
        });
        let drawn = Bands {
            bands: many.collect(),
            cursor: Some((6, 0)),
            ..all
        };
        let text = drawn.draw(60, 7, Glyphs::Full).text();
        assert_eq!(text.lines().count(), 7, "{text}");
        assert!(
            text.contains("band 6") && !text.contains("band 0"),
            "{text}"
        );
        assert!(text.contains("In law"), "{text}");
    }

    proptest! {
        #[test]
        fn any_bands_fit_any_size(marks in prop::collection::vec((1000.0f64..3000.0, 0.0f64..50.0), 0..40), width in 1u16..140, height in 0u16..40) {
            let drawn = bands(&marks).draw(width, height, Glyphs::Ascii);
            prop_assert_eq!(drawn.width(), width);
            prop_assert!(drawn.height() <= height.max(LEAST_ROWS));
        }

        #[test]
        fn an_event_is_drawn_where_its_date_says(at in 2000.0f64..2026.0, width in 30u16..200) {
            let bands = bands(&[(at, 0.0)]);
            let left = bands.name_cells(width) + 1;
            let cells = width - left;
            let drawn = bands.draw(width, 8, Glyphs::Ascii).text();
            let column = drawn.lines().next().and_then(|line| line.find('o')).expect("it is drawn");
            let exact = (at - 2000.0) / 26.0 * f64::from(cells - 1);
            prop_assert!((column as f64 - f64::from(left) - exact).abs() <= 0.5 + 1e-9, "{drawn}");
        }
    }
}
