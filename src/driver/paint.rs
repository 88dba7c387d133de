//! From frames to the bytes that make a terminal show them, as few as can be.
//!
//! A [`Painter`] knows what the terminal shows and writes only what differs: a text that moved is scrolled by the terminal itself, the rest of a
//! row is erased in one go, and styles are changed only where they change. Knows no terminal but by its capabilities, writes nowhere itself.
//!
//! Invariant: the bytes of one frame, fed to a terminal that shows the frame before, make it show this one.

pub mod packed;
mod scroll;
pub mod style;

use std::borrow::Cow;
use std::io::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

use crate::driver::caps::Capabilities;
use crate::driver::paint::packed::Packed;
use crate::driver::paint::style::Pen;
use crate::text::safe::is_unsafe;
use crate::text::width::width;
use unicode_width::UnicodeWidthChar;

/// Unchanged cells that are cheaper to write again than to skip.
const CHEAP: u16 = 3;

/// One finished frame.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Its cells.
    pub buffer: Buffer,
    /// Where the cursor stands.
    pub cursor: Option<Position>,
    /// Whether the cursor is seen: while somebody types.
    pub cursor_visible: bool,
    /// Cells that lead to an address outside.
    pub links: Vec<(Rect, String)>,
    /// The window's title.
    pub title: String,
}

/// What is known of what the terminal shows.
#[derive(Debug, Default)]
enum Known {
    /// Nothing.
    #[default]
    Nothing,
    /// This frame.
    Frame(Frame),
    /// This frame, packed.
    Packed(Box<Packed>),
}

/// Turns frames into bytes.
#[derive(Debug)]
pub struct Painter {
    synchronized: bool,
    hyperlinks: bool,
    scrolls: bool,
    has_title: bool,
    shown: Known,
    /// The cells of the frame before, for drawing the next one.
    spare: Option<Buffer>,
    /// The marks of what is shown, by which it is seen that text has moved.
    marks: Vec<scroll::Marks>,
    out: Vec<u8>,
    pen: Pen,
    at: Option<Position>,
}

impl Painter {
    /// A painter for a terminal of which nothing is known but what it can do.
    pub fn new(caps: &Capabilities) -> Self {
        Painter {
            synchronized: caps.synchronized,
            hyperlinks: caps.hyperlinks,
            scrolls: caps.scroll,
            has_title: caps.title,
            shown: Known::Nothing,
            spare: None,
            marks: Vec::new(),
            out: Vec::new(),
            pen: Pen::default(),
            at: None,
        }
    }

    /// Holds frames back until they are whole, or not: the terminal has told whether it can.
    pub fn synchronize(&mut self, is_known: bool) {
        self.synchronized = is_known;
    }

    /// Takes nothing for granted with the next frame: the terminal may show anything.
    pub fn forget(&mut self) {
        self.shown = Known::Nothing;
    }

    /// Packs what the terminal shows until there is another frame; gives back the cells. The marks of its rows stay.
    pub fn pack(&mut self) -> Option<Buffer> {
        self.out = Vec::new();
        match std::mem::take(&mut self.shown) {
            Known::Frame(frame) => {
                let (packed, buffer) = Packed::new(frame);
                self.shown = Known::Packed(Box::new(packed));
                Some(buffer)
            }
            known => {
                self.shown = known;
                None
            }
        }
    }

    /// The cells that the last frame has left over.
    pub fn take_spare(&mut self) -> Option<Buffer> {
        self.spare.take()
    }

    /// Whether what the terminal shows is packed: the next frame then needs spare cells to unpack it on.
    pub fn is_packed(&self) -> bool {
        matches!(self.shown, Known::Packed(_))
    }

    /// Gives spare cells.
    pub fn give_spare(&mut self, buffer: Buffer) {
        self.spare = Some(buffer);
    }

    /// How many bytes are kept of what the terminal shows.
    pub fn n_kept_bytes(&self) -> usize {
        match &self.shown {
            Known::Nothing => 0,
            Known::Frame(frame) => size_of_val(&*frame.buffer.content),
            Known::Packed(packed) => packed.n_bytes(),
        }
    }

    /// The bytes that show `frame`; none when it is shown already.
    pub fn paint(&mut self, frame: Frame) -> &[u8] {
        self.out.clear();
        let area = frame.buffer.area;
        let before = match std::mem::take(&mut self.shown) {
            Known::Nothing => None,
            Known::Frame(frame) => Some(frame),
            Known::Packed(packed) => Some(packed.unpack(self.spare.take().unwrap_or_default())),
        };
        let before = before.filter(|shown| shown.buffer.area == area);
        let (cursor, visible, title) = match before {
            Some(mut shown) => {
                if self.scrolls {
                    self.scroll_to(&mut shown, &frame);
                }
                for y in area.top()..area.bottom() {
                    self.row(&shown, &frame, y);
                }
                self.spare = Some(shown.buffer);
                (shown.cursor, Some(shown.cursor_visible), shown.title)
            }
            None => {
                self.out.extend_from_slice(b"\x1b[r\x1b[0m\x1b[2J\x1b[H");
                self.pen = Pen::default();
                self.at = Some(Position::ORIGIN);
                // Marks are for finding movement: this frame has nothing to move, and must not wait for them.
                self.marks.clear();
                for y in area.top()..area.bottom() {
                    self.fresh_row(&frame, y);
                }
                (None, None, String::new())
            }
        };
        self.link(None);
        if self.has_title && frame.title != title {
            let _ = write!(self.out, "\x1b]2;{}\x1b\\", harmless(&frame.title));
        }
        self.cursor(cursor, visible, &frame);
        if !self.out.is_empty() && self.synchronized {
            self.out.splice(0..0, *b"\x1b[?2026h");
            self.out.extend_from_slice(b"\x1b[?2026l");
        }
        self.shown = Known::Frame(frame);
        &self.out
    }

    /// Scrolls what has moved, where that is worth it.
    fn scroll_to(&mut self, shown: &mut Frame, frame: &Frame) {
        if self.marks.is_empty() {
            self.marks = scroll::marks(&shown.buffer);
        }
        let marks = scroll::marks(&frame.buffer);
        if let Some(shift) = scroll::shift(&self.marks, &marks) {
            self.scroll(shift);
            scroll::apply(shown, shift);
        }
        self.marks = marks;
    }

    fn scroll(&mut self, shift: scroll::Shift) {
        self.style(&Cell::EMPTY);
        let letter = if shift.up { 'S' } else { 'T' };
        let _ = write!(
            self.out,
            "\x1b[{};{}r\x1b[{}{letter}\x1b[r",
            shift.top + 1,
            shift.bottom,
            shift.lines
        );
        // Setting the margins puts the cursor home.
        self.at = Some(Position::ORIGIN);
    }

    /// Writes a row onto an empty screen.
    fn fresh_row(&mut self, frame: &Frame, y: u16) {
        let end = frame.buffer.area.right();
        let mut x = frame.buffer.area.left();
        let mut spilt = x;
        while x < end {
            let cells = cells_of(&frame.buffer, x, y).min(end - x);
            let is_blank =
                Pen::same(&frame.buffer[(x, y)], &Cell::EMPTY) && link_at(frame, x, y).is_none();
            if !is_blank || x < spilt {
                spilt = self.write(frame, x, y, cells).max(spilt);
            }
            x += cells;
        }
    }

    /// Writes the symbol at a place, which takes this many cells; gives the column up to which a terminal may have written.
    ///
    /// Terminals differ about clusters: some give a family of emoji two cells, some each of its members. So the cursor is put anew
    /// behind one, what may have been covered is for the caller to write again, and a cell that may not be covered is cleared first.
    fn write(&mut self, frame: &Frame, x: u16, y: u16, cells: u16) -> u16 {
        self.go(x, y, frame);
        let cell = &frame.buffer[(x, y)];
        self.style(cell);
        if self.hyperlinks {
            self.link(link_at(frame, x, y));
        }
        let blank = || std::iter::repeat_n(b' ', usize::from(cells));
        let symbol = symbol(cell);
        let by_char = cells_by_char(symbol);
        if !is_harmless(symbol) {
            // Content is made safe when it is loaded; this is the last door, for whatever came another way.
            self.out.extend(blank());
        } else {
            if by_char < cells {
                self.out.extend(blank());
                self.at = None;
                self.go(x, y, frame);
            }
            self.out.extend_from_slice(symbol.as_bytes());
        }
        // At the right edge terminals differ about where the cursor is.
        let next = x + cells;
        let is_sure = by_char == cells && next < frame.buffer.area.right();
        self.at = is_sure.then_some(Position::new(next, y));
        x.saturating_add(by_char.max(cells))
    }

    /// Writes what differs on a row.
    fn row(&mut self, shown: &Frame, frame: &Frame, y: u16) {
        let area = frame.buffer.area;
        if shown.links.is_empty()
            && frame.links.is_empty()
            && is_same_row(row_of(&shown.buffer, y), row_of(&frame.buffer, y))
        {
            return;
        }
        let end = area.right();
        let blank = blank_from(&frame.buffer, y);
        let was_blank = blank_from(&shown.buffer, y);
        let mut x = area.left();
        let mut spilt = x;
        while x < end {
            let cells = cells_of(&frame.buffer, x, y).min(end - x);
            if x >= spilt
                && (x..x + cells).all(|x| is_same(shown, frame, x, y))
                && (cells > 1 || cells_of(&shown.buffer, x, y) == 1)
            {
                x += cells;
                continue;
            }
            if x >= blank && was_blank.max(spilt) > x && was_blank.max(spilt) - x > 3 {
                self.go(x, y, frame);
                self.style(&Cell::EMPTY);
                self.link(None);
                self.out.extend_from_slice(b"\x1b[K");
                return;
            }
            // What stood here may have covered more cells than what stands here now.
            let was_over = (x..x + cells).map(|x| x + cells_of(&shown.buffer, x, y));
            spilt = was_over.fold(spilt, u16::max);
            spilt = self.write(frame, x, y, cells).max(spilt);
            x += cells;
        }
    }

    /// Moves the cursor, by the shortest way that is sure.
    fn go(&mut self, x: u16, y: u16, frame: &Frame) {
        let to = Position::new(x, y);
        let Some(at) = self.at else {
            let _ = write!(self.out, "\x1b[{};{}H", y + 1, x + 1);
            self.at = Some(to);
            return;
        };
        if at == to {
            return;
        }
        let gap = x.saturating_sub(at.x);
        if at.y == y && at.x < x && gap <= CHEAP && self.can_rewrite(at, x, frame) {
            for x in at.x..x {
                let symbol = symbol(&frame.buffer[(x, y)]).to_string();
                self.out.extend_from_slice(symbol.as_bytes());
            }
        } else if at.y == y && at.x < x {
            let _ = write!(self.out, "\x1b[{gap}C");
        } else if at.x == x && at.y < y {
            let _ = write!(self.out, "\x1b[{}B", y - at.y);
        } else if x == 0 && at.y + 1 == y {
            self.out.extend_from_slice(b"\r\n");
        } else {
            let _ = write!(self.out, "\x1b[{};{}H", y + 1, x + 1);
        }
        self.at = Some(to);
    }

    /// Whether the cells between can be written again as they are with the pen as it is.
    fn can_rewrite(&self, at: Position, upto: u16, frame: &Frame) -> bool {
        (at.x..upto).all(|x| {
            let cell = &frame.buffer[(x, at.y)];
            self.pen.is(cell)
                && cells_of(&frame.buffer, x, at.y) == 1
                && self.pen.link() == link_at(frame, x, at.y)
                && symbol(cell).is_ascii()
                && is_harmless(symbol(cell))
        })
    }

    fn style(&mut self, cell: &Cell) {
        self.pen.change(cell, &mut self.out);
    }

    fn link(&mut self, address: Option<&str>) {
        if self.pen.link() == address {
            return;
        }
        let to = harmless(address.unwrap_or_default());
        let _ = write!(self.out, "\x1b]8;;{to}\x1b\\");
        self.pen.set_link(address);
    }

    /// Puts the cursor where the frame has it; it stood and was seen as told, unless the screen is new.
    fn cursor(&mut self, stood: Option<Position>, visible: Option<bool>, frame: &Frame) {
        if visible != Some(frame.cursor_visible) {
            self.out.extend_from_slice(if frame.cursor_visible {
                b"\x1b[?25h"
            } else {
                b"\x1b[?25l"
            });
        }
        let to = frame.cursor.unwrap_or(Position::ORIGIN);
        if (!self.out.is_empty() || frame.cursor != stood) && self.at != Some(to) {
            let _ = write!(self.out, "\x1b[{};{}H", to.y + 1, to.x + 1);
            self.at = Some(to);
        }
    }
}

/// What a cell shows; a cell that nothing was written to shows a space.
fn symbol(cell: &Cell) -> &str {
    match cell.symbol() {
        "" => " ",
        symbol => symbol,
    }
}

fn is_harmless(text: &str) -> bool {
    match text.as_bytes() {
        [byte] => (0x20..0x7f).contains(byte),
        _ => text.chars().all(|c| !is_unsafe(c)),
    }
}

/// A text without the characters that would end or steer what it is written into.
fn harmless(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_unsafe(*c)).collect())
}

/// Whether two rows hold the same. Most cells hold a byte each, and most rows have not changed.
fn is_same_row(shown: &[Cell], row: &[Cell]) -> bool {
    let is_same = |(one, other): (&Cell, &Cell)| {
        let symbols = match (one.symbol().as_bytes(), other.symbol().as_bytes()) {
            ([one], [other]) => one == other,
            (one, other) => one == other,
        };
        symbols && one.fg == other.fg && one.bg == other.bg && one.modifier == other.modifier
    };
    shown.iter().zip(row).all(is_same)
}

/// The cells of a row.
fn row_of(buffer: &Buffer, y: u16) -> &[Cell] {
    let begin = buffer.index_of(buffer.area.x, y);
    &buffer.content[begin..begin + usize::from(buffer.area.width)]
}

/// How many cells the symbol at a place takes.
fn cells_of(buffer: &Buffer, x: u16, y: u16) -> u16 {
    match buffer[(x, y)].symbol() {
        symbol if symbol.len() <= 1 => 1,
        symbol => (width(symbol) as u16).max(1),
    }
}

/// How many cells a symbol takes in a terminal that goes by characters rather than clusters.
fn cells_by_char(symbol: &str) -> u16 {
    match symbol.len() {
        0 | 1 => 1,
        _ => symbol
            .chars()
            .map(|c| c.width().unwrap_or(0) as u16)
            .fold(0, u16::saturating_add),
    }
}

/// Whether a cell looks the same in both frames, links included.
fn is_same(shown: &Frame, frame: &Frame, x: u16, y: u16) -> bool {
    let covered = |buffer: &Buffer| x > buffer.area.left() && cells_of(buffer, x - 1, y) == 2;
    let both = (covered(&shown.buffer), covered(&frame.buffer));
    let links = link_at(shown, x, y) == link_at(frame, x, y);
    match both {
        (true, true) => true,
        (false, false) => links && Pen::same(&shown.buffer[(x, y)], &frame.buffer[(x, y)]),
        (true, false) | (false, true) => false,
    }
}

fn link_at(frame: &Frame, x: u16, y: u16) -> Option<&str> {
    if frame.links.is_empty() {
        return None;
    }
    let under = frame
        .links
        .iter()
        .find(|(area, _)| area.contains(Position::new(x, y)));
    under.map(|(_, address)| address.as_str())
}

/// From which cell on a row is blank in the terminal's own colours.
fn blank_from(buffer: &Buffer, y: u16) -> u16 {
    let area = buffer.area;
    let is_blank = |x: &u16| {
        Pen::same(&buffer[(*x, y)], &Cell::EMPTY)
            && (*x == area.left() || cells_of(buffer, *x - 1, y) == 1)
    };
    let blank = (area.left()..area.right())
        .rev()
        .take_while(is_blank)
        .count() as u16;
    area.right() - blank
}

#[cfg(test)]
mod tests;
