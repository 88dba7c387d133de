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

impl Bands {
    pub(super) fn draw(&self, total: u16, height: u16, glyphs: Glyphs) -> Grid {
        let n_rows = (self.bands.len() + self.strips.len()) as u16;
        let least = (n_rows + 1).max(LEAST_ROWS);
        let spare = height.saturating_sub(least);
        // With room for it every row stands apart from the next.
        let each = if spare >= n_rows { 2 } else { 1 };
        let mut grid = Grid::new(total, (n_rows * each + 1).max(LEAST_ROWS));
        let names = self.name_cells(total);
        let left = names + 1;
        let cells = total.saturating_sub(left).max(1);
        let axis = n_rows * each;
        if let Some(mark) = self.here() {
            let x = left + self.shown.cell((mark.from + mark.to) / 2.0, cells);
            for y in 0..axis {
                grid.put(x, y, glyphs.pick('┊', ':'), Role::Rule);
            }
        }
        let mut y = 0;
        for (n, band) in self.bands.iter().enumerate() {
            grid.write(0, y, &band.name, names, hue(n));
            self.draw_band(&mut grid, (left, y, cells), n, glyphs);
            y += each;
        }
        for (n, strip) in self.strips.iter().enumerate() {
            grid.write(0, y, &strip.name, names, Role::Label);
            self.draw_strip(&mut grid, (left, y, cells), strip, glyphs);
            if n + 1 == self.strips.len() {
                break;
            }
            y += each;
        }
        self.draw_years(&mut grid, (left, axis, cells));
        grid
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

    fn draw_strip(
        &self,
        grid: &mut Grid,
        (left, y, cells): (u16, u16, u16),
        strip: &Strip,
        glyphs: Glyphs,
    ) {
        for piece in strip
            .pieces
            .iter()
            .filter(|piece| self.is_shown(piece.from, piece.to))
        {
            let (from, to) = (
                self.shown.cell(piece.from, cells),
                self.shown.cell(piece.to, cells),
            );
            let room = to.saturating_sub(from).max(1);
            for x in from..=to {
                grid.put(left + x, y, glyphs.pick('─', '-'), Role::Rule);
            }
            grid.put(left + from, y, glyphs.pick('├', '|'), Role::Rule);
            if room > 2 {
                grid.write(left + from + 1, y, &piece.name, room - 1, Role::Text);
            }
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
                grid.write(left + x, y, &word(moment), cells, Role::Muted);
            }
        }
    }
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

    proptest! {
        #[test]
        fn any_bands_fit_any_size(marks in prop::collection::vec((1000.0f64..3000.0, 0.0f64..50.0), 0..40), width in 1u16..140, height in 0u16..40) {
            prop_assert_eq!(bands(&marks).draw(width, height, Glyphs::Ascii).width(), width);
        }
    }
}
