//! A grid of characters with roles, onto which pictures are drawn; what lies outside of it is left out.
//!
//! Lines and outlines go through ratatui's canvas ([`Grid::strokes`]), which rasters them into braille, or into one character a cell. Its
//! `Chart` and `BarChart` draw the rest otherwise than pictures are promised here, so axes, bars and names are put on this grid. A `Chart`
//! spaces its labels evenly whatever they say, and documents that more than three of them stand in wrong places; here a tick is a round
//! value in the row or column of that value. It knows no gaps, no names beside lines, no events and no broken series. A `BarChart` takes
//! whole numbers from zero up. Both take colours, where a picture asks for a [`Role`] and leaves colours to the session's theme. And a
//! grid is a value that a test reads to half a cell, without a terminal or a theme.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line};

use crate::picture::Glyphs;
use crate::picture::scale::Scale;
use crate::text::width::{fit, graphemes, width};
use crate::theme::Role;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    /// What stands in it; nothing behind a wide character.
    text: String,
    role: Role,
}

/// A stretch of one row in one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its first cell.
    pub x: u16,
    /// Its text.
    pub text: String,
    /// What it is.
    pub role: Role,
}

/// Characters with roles, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    width: u16,
    height: u16,
    cells: Vec<Cell>,
}

/// A line from one point to another, in the values of two scales.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Where it begins.
    pub from: (f64, f64),
    /// Where it ends.
    pub to: (f64, f64),
    /// What it is.
    pub role: Role,
}

impl Grid {
    /// An empty grid.
    pub fn new(width: u16, height: u16) -> Self {
        let empty = Cell {
            text: " ".to_string(),
            role: Role::Text,
        };
        Grid {
            width,
            height,
            cells: vec![empty; usize::from(width) * usize::from(height)],
        }
    }

    /// Cells in a row.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> u16 {
        self.height
    }

    fn cell(&mut self, x: u16, y: u16) -> Option<&mut Cell> {
        let inside = x < self.width && y < self.height;
        let at = usize::from(y) * usize::from(self.width) + usize::from(x);
        inside.then(|| &mut self.cells[at])
    }

    /// Puts one character of one cell.
    pub fn put(&mut self, x: u16, y: u16, c: char, role: Role) {
        if let Some(cell) = self.cell(x, y) {
            cell.text.clear();
            cell.text.push(c);
            cell.role = role;
        }
    }

    /// Whether nothing stands in a cell.
    pub fn is_free(&self, x: u16, y: u16) -> bool {
        let at = usize::from(y) * usize::from(self.width) + usize::from(x);
        x < self.width && y < self.height && self.cells[at].text == " "
    }

    /// The role of a cell.
    pub fn role(&self, x: u16, y: u16) -> Option<Role> {
        let at = usize::from(y) * usize::from(self.width) + usize::from(x);
        (x < self.width && y < self.height).then(|| self.cells[at].role)
    }

    /// Writes a text, at most `room` cells of it; gives the cells it took.
    pub fn write(&mut self, (x, y): (u16, u16), text: &str, room: u16, role: Role) -> u16 {
        let room = room.min(self.width.saturating_sub(x));
        if room == 0 || y >= self.height {
            return 0;
        }
        let shown = fit(text, usize::from(room)).into_owned();
        let mut at = x;
        for (_, grapheme, cells) in graphemes(&shown) {
            if let Some(cell) = self.cell(at, y) {
                cell.text = grapheme.to_string();
                cell.role = role;
            }
            for behind in 1..cells as u16 {
                if let Some(cell) = self.cell(at + behind, y) {
                    cell.text.clear();
                    cell.role = role;
                }
            }
            at += cells as u16;
        }
        width(&shown) as u16
    }

    /// Draws strokes into `area` by ratatui's canvas: dots of braille, or one character a cell.
    pub fn strokes(
        &mut self,
        area: Rect,
        (x, y): (Scale, Scale),
        strokes: &[Stroke],
        glyphs: Glyphs,
    ) {
        let area = area.intersection(Rect::new(0, 0, self.width, self.height));
        if area.is_empty() {
            return;
        }
        let marker = match glyphs {
            Glyphs::Full => Marker::Braille,
            Glyphs::Ascii => Marker::Custom('.'),
        };
        let mut buf = Buffer::empty(area);
        let role = |color: Color| match color {
            Color::Indexed(n) => Role::ALL.get(usize::from(n)).copied().unwrap_or(Role::Text),
            _ => Role::Text,
        };
        Canvas::default()
            .marker(marker)
            .x_bounds([x.low, x.high])
            .y_bounds([y.low, y.high])
            .paint(|canvas| {
                for stroke in strokes {
                    let place = Role::ALL.iter().position(|role| *role == stroke.role);
                    canvas.draw(&Line::new(
                        stroke.from.0,
                        stroke.from.1,
                        stroke.to.0,
                        stroke.to.1,
                        Color::Indexed(place.unwrap_or(0) as u8),
                    ));
                }
            })
            .render(area, &mut buf);
        for at in area.positions() {
            let drawn = &buf[at];
            let c = drawn.symbol().chars().next().unwrap_or(' ');
            // The canvas fills cells without a dot with an empty pattern.
            if c != ' ' && c != '\u{2800}' {
                self.put(at.x, at.y, c, role(drawn.fg));
            }
        }
    }

    /// Puts ASCII in the place of the signs that names and numbers are written with; letters stay as they are.
    pub fn make_plain(&mut self) {
        for cell in &mut self.cells {
            let plain = match cell.text.as_str() {
                "…" => ".",
                "−" | "–" | "—" => "-",
                "·" => ".",
                "“" | "”" => "\"",
                "‘" | "’" => "'",
                _ => continue,
            };
            cell.text = plain.to_string();
        }
    }

    /// Copies another grid into this one.
    pub fn lay(&mut self, x: u16, y: u16, other: &Grid) {
        for row in 0..other.height {
            for column in 0..other.width {
                let from = usize::from(row) * usize::from(other.width) + usize::from(column);
                if let Some(cell) = self.cell(x + column, y + row) {
                    cell.clone_from(&other.cells[from]);
                }
            }
        }
    }

    /// A row's stretches of one role, without the empty ones.
    pub fn runs(&self, y: u16) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let begin = usize::from(y) * usize::from(self.width);
        let mut joins = false;
        for (x, cell) in (0u16..).zip(&self.cells[begin..begin + usize::from(self.width)]) {
            let empty = cell.text == " " && cell.role == Role::Text;
            if empty {
                joins = false;
                continue;
            }
            match runs.last_mut() {
                Some(run) if joins && run.role == cell.role => run.text.push_str(&cell.text),
                _ => runs.push(Run {
                    x,
                    text: cell.text.clone(),
                    role: cell.role,
                }),
            }
            joins = true;
        }
        runs
    }

    /// The rows as plain text.
    pub fn text(&self) -> String {
        let row = |cells: &[Cell]| {
            let line: String = cells.iter().map(|cell| cell.text.as_str()).collect();
            line.trim_end().to_string()
        };
        let width = usize::from(self.width.max(1));
        let rows: Vec<String> = self.cells.chunks(width).map(row).collect();
        rows.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_put_outside() {
        let mut grid = Grid::new(4, 2);
        grid.put(4, 0, 'x', Role::Text);
        grid.put(0, 2, 'x', Role::Text);
        assert_eq!(grid.write((2, 1), "long", 9, Role::Strong), 2);
        assert_eq!(grid.text(), "\n  l…");
        assert_eq!(
            grid.runs(1),
            [Run {
                x: 2,
                text: "l…".to_string(),
                role: Role::Strong
            }]
        );
    }

    #[test]
    fn wide_characters_take_their_cells() {
        let mut grid = Grid::new(4, 1);
        grid.write((0, 0), "世a", 4, Role::Text);
        assert_eq!(grid.runs(0)[0].text, "世a");
    }

    #[test]
    fn strokes_keep_their_roles() {
        let mut grid = Grid::new(3, 1);
        let stroke = Stroke {
            from: (0.0, 0.0),
            to: (1.0, 0.0),
            role: Role::Contested,
        };
        grid.strokes(
            Rect::new(0, 0, 3, 1),
            (Scale::new(0.0, 1.0), Scale::new(0.0, 1.0)),
            &[stroke],
            Glyphs::Ascii,
        );
        assert_eq!(
            grid.runs(0),
            [Run {
                x: 0,
                text: "...".to_string(),
                role: Role::Contested
            }]
        );
    }
}
