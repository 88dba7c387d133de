//! A frame in a fiftieth of its room, for as long as nothing happens.
//!
//! A cell takes 48 bytes, and most are blank or in the style of the one before. Runs of cells in one style with their text take a few
//! kilobytes for a whole screen, and are packed and unpacked in less time than it takes to draw one.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};

use crate::driver::paint::Frame;

/// Cells of a row, one after the other across row ends, that have one style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    cells: u32,
    fg: Color,
    bg: Color,
    modifier: Modifier,
    holds: Holds,
}

/// What the cells of a run hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Spaces.
    Blanks,
    /// A character each.
    Chars,
    /// One symbol of several characters, or of none; so many bytes long.
    Symbol(u16),
}

/// From how many blanks in a row on they are counted rather than kept.
const GAP: usize = 12;

/// A packed frame.
#[derive(Debug)]
pub struct Packed {
    area: Rect,
    runs: Box<[Run]>,
    text: Box<str>,
    cursor: Option<Position>,
    cursor_visible: bool,
    links: Box<[(Rect, Box<str>)]>,
    title: Box<str>,
}

impl Packed {
    /// Packs a frame; its cells are left over.
    pub fn new(frame: Frame) -> (Self, Buffer) {
        let mut runs: Vec<Run> = Vec::new();
        let mut text = String::new();
        let cells = &frame.buffer.content;
        let mut at = 0;
        while let Some(cell) = cells.get(at) {
            let blank = cells[at..]
                .iter()
                .take_while(|own| is_like(own, cell))
                .count();
            let (n, holds) = match held(cell) {
                // A few spaces between words cost less as text.
                Holds::Blanks if blank >= GAP => (blank, Holds::Blanks),
                Holds::Blanks => (1, Holds::Chars),
                holds => (1, holds),
            };
            match runs.last_mut() {
                Some(run) if run.goes_on(cell, holds) => run.cells += n as u32,
                _ => runs.push(Run {
                    cells: n as u32,
                    fg: cell.fg,
                    bg: cell.bg,
                    modifier: cell.modifier,
                    holds,
                }),
            }
            if holds != Holds::Blanks {
                text.push_str(cell.symbol());
            }
            at += n;
        }
        let link = |(area, address): (Rect, String)| (area, address.into_boxed_str());
        let packed = Packed {
            area: frame.buffer.area,
            runs: runs.into_boxed_slice(),
            text: text.into_boxed_str(),
            cursor: frame.cursor,
            cursor_visible: frame.cursor_visible,
            links: frame.links.into_iter().map(link).collect(),
            title: frame.title.into_boxed_str(),
        };
        (packed, frame.buffer)
    }

    /// The frame again, on the cells of `buffer`, whatever they hold.
    pub fn unpack(self, mut buffer: Buffer) -> Frame {
        buffer.area = self.area;
        buffer
            .content
            .resize(self.area.area() as usize, Cell::EMPTY);
        let mut cells = buffer.content.iter_mut();
        let mut rest = &*self.text;
        for run in &self.runs {
            for cell in cells.by_ref().take(run.cells as usize) {
                *cell = Cell::EMPTY;
                cell.fg = run.fg;
                cell.bg = run.bg;
                cell.modifier = run.modifier;
                let bytes = match run.holds {
                    Holds::Blanks => continue,
                    Holds::Chars => rest.chars().next().map_or(0, char::len_utf8),
                    Holds::Symbol(bytes) => usize::from(bytes),
                };
                let (symbol, behind) = rest.split_at(bytes);
                cell.set_symbol(symbol);
                rest = behind;
            }
        }
        Frame {
            buffer,
            cursor: self.cursor,
            cursor_visible: self.cursor_visible,
            links: self
                .links
                .into_iter()
                .map(|(area, address)| (area, address.into()))
                .collect(),
            title: self.title.into(),
        }
    }

    /// How many bytes it takes, beside itself.
    pub fn n_bytes(&self) -> usize {
        let links: usize = self.links.iter().map(|(_, address)| address.len()).sum();
        size_of_val(&*self.runs)
            + self.text.len()
            + size_of_val(&*self.links)
            + links
            + self.title.len()
    }
}

impl Run {
    fn goes_on(&self, cell: &Cell, holds: Holds) -> bool {
        self.holds == holds
            && !matches!(holds, Holds::Symbol(_))
            && self.fg == cell.fg
            && self.bg == cell.bg
            && self.modifier == cell.modifier
    }
}

/// Whether a cell is as blank as another.
fn is_like(one: &Cell, other: &Cell) -> bool {
    one.symbol() == " "
        && other.symbol() == " "
        && one.fg == other.fg
        && one.bg == other.bg
        && one.modifier == other.modifier
}

/// What a cell holds. The painter takes an empty symbol for a space that something wide may cover; it stays empty here.
fn held(cell: &Cell) -> Holds {
    let symbol = cell.symbol();
    match symbol.as_bytes() {
        b" " => Holds::Blanks,
        [_] => Holds::Chars,
        bytes => {
            let mut chars = symbol.chars();
            match (chars.next(), chars.next()) {
                (Some(_), None) => Holds::Chars,
                // Symbols are clusters of a few characters; a longer one is cut where it is drawn.
                _ => Holds::Symbol(u16::try_from(bytes.len()).unwrap_or(0)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    fn frame() -> Frame {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 3));
        buffer.set_string(
            0,
            0,
            "año  \u{1f1f2}\u{1f1fd} 漢字 e\u{301}",
            Style::new().fg(Color::Red),
        );
        buffer.set_string(3, 1, "  x", Style::new().bg(Color::Rgb(1, 2, 3)));
        buffer[(5, 2)].set_symbol("").modifier = Modifier::BOLD;
        Frame {
            buffer,
            cursor: Some(Position::new(3, 1)),
            cursor_visible: true,
            links: vec![(Rect::new(1, 1, 2, 1), "https://example.org".to_string())],
            title: "Title".to_string(),
        }
    }

    #[test]
    fn a_frame_comes_out_as_it_went_in() {
        let before = frame();
        let (packed, _) = Packed::new(before.clone());
        let mut dirty = Buffer::empty(Rect::new(0, 0, 7, 90));
        dirty.set_string(0, 5, "rubbish", Style::new().bg(Color::Blue));
        let after = packed.unpack(dirty);
        assert_eq!(after.buffer, before.buffer);
        assert_eq!(after.cursor, before.cursor);
        assert_eq!(after.cursor_visible, before.cursor_visible);
        assert_eq!(after.links, before.links);
        assert_eq!(after.title, before.title);
    }

    #[test]
    fn a_screen_of_text_takes_a_few_kilobytes() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
        for y in 0..40 {
            buffer.set_string(20, y, "word ".repeat(15), Style::new().fg(Color::Gray));
            buffer.set_string(40, y, "[12]", Style::new().fg(Color::Cyan));
        }
        let (packed, buffer) = Packed::new(Frame {
            buffer,
            ..Frame::default()
        });
        assert!(packed.n_bytes() < 12 << 10, "{}", packed.n_bytes());
        assert!(packed.n_bytes() * 20 < size_of_val(&*buffer.content));
    }
}
