//! Maps: outlines by lines of dots, areas shaded by classes, places with labels that keep apart.
//!
//! Degrees are laid flat, narrowed by the cosine of the middle latitude, and a cell counts as twice as high as it is wide; good for a
//! country, not for a globe.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::picture::grid::{Grid, Stroke};
use crate::picture::label;
use crate::picture::scale::Scale;
use crate::picture::{Glyphs, LEAST_ROWS};
use crate::text::width::width;
use crate::theme::Role;

/// A point: degrees east, degrees north.
pub type Degrees = (f64, f64);

/// The outlines of a country, shared by every picture of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// Lines, each drawn once: a border of two areas is one line.
    pub lines: Vec<Vec<Degrees>>,
    /// The rings of each area.
    pub areas: Vec<Vec<Vec<Degrees>>>,
}

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub at: Degrees,
}

/// What the reader stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    /// An area, by number.
    Area(usize),
    /// A place, by number.
    Spot(usize),
}

/// A map.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// Its outlines.
    pub outline: Arc<Outline>,
    /// The class of each area; none where there is no value.
    pub classes: Vec<Option<usize>>,
    /// The places, the most important first.
    pub spots: Vec<Spot>,
    /// What the reader stands on.
    pub cursor: Option<Here>,
}

/// What areas of each class are filled with, from few to many.
const FILLS: [(char, char); 5] = [('·', '.'), ('░', ':'), ('▒', '+'), ('▓', '%'), ('█', '#')];

/// How many classes there can be.
pub const CLASSES: usize = FILLS.len();

/// The fill of a class, of so many.
pub fn fill(class: usize, glyphs: Glyphs) -> char {
    let (full, ascii) = FILLS[class.min(CLASSES - 1)];
    glyphs.pick(full, ascii)
}

/// How degrees lie on cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Projection {
    area: Rect,
    x: Scale,
    y: Scale,
}

impl Outline {
    /// West, east, south, north.
    fn bounds(&self) -> Option<(f64, f64, f64, f64)> {
        let mut points = self
            .lines
            .iter()
            .chain(self.areas.iter().flatten())
            .flatten();
        let first = points.next()?;
        let begin = (first.0, first.0, first.1, first.1);
        Some(points.fold(begin, |(w, e, s, n), (x, y)| {
            (w.min(*x), e.max(*x), s.min(*y), n.max(*y))
        }))
    }

    /// Whether an area holds a point.
    pub fn holds(&self, area: usize, (x, y): Degrees) -> bool {
        let rings = self.areas.get(area).into_iter().flatten();
        rings
            .filter(|ring| crossings(ring, y).filter(|at| *at > x).count() % 2 == 1)
            .count()
            % 2
            == 1
    }
}

/// Where a ring crosses a latitude.
fn crossings(ring: &[Degrees], y: f64) -> impl Iterator<Item = f64> {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).filter_map(move |(a, b)| {
        let crosses = (a.1 > y) != (b.1 > y);
        crosses.then(|| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
    })
}

impl Projection {
    /// Lays bounds into a grid of these cells, as large as they go.
    pub(super) fn new(
        (west, east, south, north): (f64, f64, f64, f64),
        (width, height): (u16, u16),
    ) -> Self {
        let narrow = ((south + north) / 2.0).to_radians().cos().max(0.05);
        let (x, y) = (Scale::new(west, east), Scale::new(south, north));
        let (wide, high) = ((x.high - x.low) * narrow, y.high - y.low);
        let each = (f64::from(width) / wide).min(2.0 * f64::from(height) / high);
        let cells = ((wide * each).round() as u16).clamp(1, width.max(1));
        let rows = ((high * each / 2.0).round() as u16).clamp(1, height.max(1));
        let area = Rect::new((width - cells.min(width)) / 2, 0, cells, rows);
        Projection { area, x, y }
    }

    /// How many rows it takes.
    pub(super) fn rows(&self) -> u16 {
        self.area.height
    }

    pub(super) fn cell(&self, (x, y): Degrees) -> (u16, u16) {
        let up = self.y.cell(y, self.area.height);
        (
            self.area.x + self.x.cell(x, self.area.width),
            self.area.y + self.area.height - 1 - up,
        )
    }
}

impl Map {
    /// West, east, south, north of outlines and places.
    pub(super) fn bounds(&self) -> Option<(f64, f64, f64, f64)> {
        let wider = |(w, e, s, n): (f64, f64, f64, f64), (x, y): Degrees| {
            (w.min(x), e.max(x), s.min(y), n.max(y))
        };
        let spots = self.spots.iter().map(|spot| spot.at);
        Some(spots.fold(self.outline.bounds()?, wider))
    }

    pub(super) fn draw(&self, width: u16, height: u16, glyphs: Glyphs) -> Grid {
        let height = height.max(LEAST_ROWS);
        let Some(bounds) = self.bounds() else {
            return Grid::new(width, LEAST_ROWS);
        };
        let laid = Projection::new(bounds, (width, height));
        let mut grid = Grid::new(width, laid.area.height);
        self.draw_areas(&mut grid, laid, glyphs);
        self.draw_lines(&mut grid, laid, glyphs);
        if let Some(Here::Area(n)) = self.cursor {
            self.fill_area(&mut grid, laid, (n, Role::Here), glyphs);
        }
        self.draw_spots(&mut grid, laid, glyphs);
        grid
    }

    fn draw_areas(&self, grid: &mut Grid, laid: Projection, glyphs: Glyphs) {
        for n in 0..self.outline.areas.len() {
            if self.classes.get(n).copied().flatten().is_some() {
                self.fill_area(grid, laid, (n, Role::SeriesA), glyphs);
            }
        }
    }

    /// Fills the cells whose middle an area holds, row by row.
    fn fill_area(
        &self,
        grid: &mut Grid,
        laid: Projection,
        (n, role): (usize, Role),
        glyphs: Glyphs,
    ) {
        let class = self.classes.get(n).copied().flatten();
        let c = class.map_or(' ', |class| fill(class, glyphs));
        let Rect {
            x,
            y,
            width,
            height,
        } = laid.area;
        let degrees = (laid.x.high - laid.x.low) / f64::from(width.saturating_sub(1).max(1));
        let mut any = false;
        for row in 0..height {
            let share = f64::from(height - 1 - row) / f64::from(height.saturating_sub(1).max(1));
            let latitude = laid.y.low + (laid.y.high - laid.y.low) * share;
            let rings = self.outline.areas.get(n).into_iter().flatten();
            let mut at: Vec<f64> = rings.flat_map(|ring| crossings(ring, latitude)).collect();
            at.sort_by(f64::total_cmp);
            for pair in at.chunks_exact(2) {
                let first = ((pair[0] - laid.x.low) / degrees).ceil().max(0.0) as u16;
                let last = ((pair[1] - laid.x.low) / degrees).floor().max(0.0) as u16;
                for cell in first..=last.min(width.saturating_sub(1)) {
                    grid.put(x + cell, y + row, c, role);
                    any = true;
                }
            }
        }
        // An area smaller than a cell is one cell.
        let first = self
            .outline
            .areas
            .get(n)
            .and_then(|rings| rings.first()?.first());
        if let (false, Some(first)) = (any, first) {
            let (x, y) = laid.cell(*first);
            grid.put(x, y, c, role);
        }
    }

    fn draw_lines(&self, grid: &mut Grid, laid: Projection, glyphs: Glyphs) {
        let strokes: Vec<Stroke> = self
            .outline
            .lines
            .iter()
            .flat_map(|line| line.windows(2))
            .map(|pair| Stroke {
                from: pair[0],
                to: pair[1],
                role: Role::Rule,
            })
            .collect();
        grid.strokes(laid.area, (laid.x, laid.y), &strokes, glyphs);
    }

    /// The places with their names; the one that the reader stands on goes first.
    fn draw_spots(&self, grid: &mut Grid, laid: Projection, glyphs: Glyphs) {
        let here = match self.cursor {
            Some(Here::Spot(n)) => Some(n),
            Some(Here::Area(_)) | None => None,
        };
        let mut order: Vec<usize> = (0..self.spots.len()).collect();
        order.sort_by_key(|n| Some(*n) != here);
        let points: Vec<(u16, u16, u16)> = order
            .iter()
            .map(|n| {
                let (x, y) = laid.cell(self.spots[*n].at);
                (x, y, width(&self.spots[*n].name) as u16)
            })
            .collect();
        let labels = label::around(&points, (grid.width(), grid.height()));
        for ((n, (x, y, _)), label) in order.iter().zip(&points).zip(&labels).rev() {
            let own = Some(*n) == here;
            if let Some((at, row)) = label {
                let role = if own { Role::Strong } else { Role::Text };
                grid.write((*at, *row), &self.spots[*n].name, grid.width(), role);
            }
            grid.put(
                *x,
                *y,
                glyphs.pick('◆', '@'),
                if own { Role::Here } else { Role::Contested },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn square(x: f64, y: f64, side: f64) -> Vec<Degrees> {
        vec![
            (x, y),
            (x + side, y),
            (x + side, y + side),
            (x, y + side),
            (x, y),
        ]
    }

    fn map(spots: &[Degrees]) -> Map {
        let areas = vec![vec![square(0.0, 0.0, 10.0)], vec![square(10.0, 0.0, 10.0)]];
        let outline = Outline {
            lines: areas.iter().flatten().cloned().collect(),
            areas,
        };
        Map {
            outline: Arc::new(outline),
            classes: vec![Some(2), None],
            spots: spots
                .iter()
                .enumerate()
                .map(|(n, at)| Spot {
                    name: format!("place {n}"),
                    at: *at,
                })
                .collect(),
            cursor: Some(Here::Spot(0)),
        }
    }

    #[test]
    fn a_shaded_area_and_its_places() {
        insta::assert_snapshot!(
            map(&[(5.0, 5.0), (6.0, 5.2), (15.0, 2.0)])
                .draw(44, 12, Glyphs::Full)
                .text()
        );
        insta::assert_snapshot!(
            "ascii",
            map(&[(5.0, 5.0)]).draw(44, 12, Glyphs::Ascii).text()
        );
    }

    #[test]
    fn areas_hold_what_is_in_them() {
        let outline = &map(&[]).outline;
        assert!(outline.holds(0, (5.0, 5.0)) && outline.holds(1, (15.0, 5.0)));
        assert!(!outline.holds(0, (15.0, 5.0)) && !outline.holds(2, (5.0, 5.0)));
    }

    proptest! {
        #[test]
        fn any_map_fits_any_size(spots in prop::collection::vec((-179.0f64..179.0, -89.0f64..89.0), 0..20), width in 1u16..140, height in 0u16..60) {
            let drawn = map(&spots).draw(width, height, Glyphs::Ascii);
            prop_assert_eq!(drawn.width(), width);
        }

        #[test]
        fn a_place_is_drawn_where_it_is(at in (0.0f64..=20.0, 0.0f64..=10.0), width in 10u16..140, height in 6u16..60) {
            let laid = Projection::new((0.0, 20.0, 0.0, 10.0), (width, height));
            let (x, y) = laid.cell(at);
            let across = at.0 / 20.0 * f64::from(laid.area.width - 1);
            let down = (1.0 - at.1 / 10.0) * f64::from(laid.area.height - 1);
            prop_assert!((f64::from(x - laid.area.x) - across).abs() <= 0.5 + 1e-9);
            prop_assert!((f64::from(y) - down).abs() <= 0.5 + 1e-9);
        }
    }
}
