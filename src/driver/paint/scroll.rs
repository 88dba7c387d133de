//! Finding that rows have moved, so that the terminal can move them itself.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::driver::paint::Frame;
use crate::driver::paint::style::palette_number;

/// Into how many parts a row is cut, so that a text that moves is found beside contents that don't.
const PARTS: u16 = 6;

/// Parts that must be in place more than without scrolling for it to be worth its bytes.
const WORTH: usize = 6;

/// A band of rows that moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Its first row.
    pub top: u16,
    /// The row after its last.
    pub bottom: u16,
    /// By how many rows.
    pub lines: u16,
    /// Whether its text moves up.
    pub up: bool,
}

/// The marks of a row's parts: equal parts have equal ones. 0 is a blank part, which says nothing about movement.
pub type Marks = [u64; PARTS as usize];

/// An odd number whose bits are well mixed: the golden ratio, times two to the 64th.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// The marks of every row. Two parts with one mark by chance cost a few bytes, never a wrong screen.
pub fn marks(buffer: &Buffer) -> Vec<Marks> {
    let width = usize::from(buffer.area.width).max(1);
    let each = width.div_ceil(usize::from(PARTS));
    let empty = style_mark(&Cell::EMPTY);
    // Most cells have the style of the one before.
    let (mut last, mut style) = (style_of(&Cell::EMPTY), empty);
    let mut of_row = |row: &[Cell]| {
        let mut marks = Marks::default();
        for (mark, part) in marks.iter_mut().zip(row.chunks(each)) {
            let (mut all, mut is_blank) = (MIX, true);
            for cell in part {
                if style_of(cell) != last {
                    last = style_of(cell);
                    style = style_mark(cell);
                }
                let text = text_mark(cell);
                is_blank &= text == u64::from(b' ') && style == empty;
                all = (all.rotate_left(5) ^ text ^ style).wrapping_mul(MIX);
            }
            if !is_blank {
                *mark = all.max(1);
            }
        }
        marks
    };
    buffer.content.chunks(width).map(&mut of_row).collect()
}

fn style_of(cell: &Cell) -> (Color, Color, Modifier) {
    (cell.fg, cell.bg, cell.modifier)
}

/// A number for the text of a cell.
fn text_mark(cell: &Cell) -> u64 {
    let bytes = cell.symbol().bytes();
    bytes.fold(0u64, |n, byte| n << 8 | u64::from(byte))
}

/// A number for the style of a cell.
fn style_mark(cell: &Cell) -> u64 {
    let color = |color: Color| match color {
        Color::Rgb(r, g, b) => u64::from(u32::from_be_bytes([1, r, g, b])),
        Color::Indexed(n) => 0x200 | u64::from(n),
        named => 0x400 | u64::from(palette_number(named)),
    };
    color(cell.fg).wrapping_mul(MIX)
        ^ color(cell.bg).rotate_left(29)
        ^ u64::from(cell.modifier.bits()) << 48
}

/// The shift that puts most of what is to be shown into its place, if one is worth it; from the marks of what is shown and of what is to be.
pub fn shift(old: &[Marks], new: &[Marks]) -> Option<Shift> {
    let differs = |y: &usize| old[*y] != new[*y];
    let top = (0..new.len()).find(differs)?;
    let bottom = (0..new.len()).rfind(differs)? + 1;
    let height = bottom - top;
    if height < 4 {
        return None;
    }
    let in_place = |one: &Marks, other: &Marks| {
        one.iter()
            .zip(other)
            .filter(|(a, b)| a == b && **a != 0)
            .count()
    };
    let staying: usize = (top..bottom).map(|y| in_place(&old[y], &new[y])).sum();
    let moved = |lines: usize, up: bool| -> usize {
        let pairs = (top..bottom - lines).map(|y| if up { (y + lines, y) } else { (y, y + lines) });
        pairs.map(|(from, to)| in_place(&old[from], &new[to])).sum()
    };
    let all = (1..height).flat_map(|lines| [(lines, true), (lines, false)]);
    let (count, lines, up) = all
        .map(|(lines, up)| (moved(lines, up), lines, up))
        .max_by_key(|(count, lines, _)| (*count, usize::MAX - lines))?;
    (count >= staying + WORTH).then_some(Shift {
        top: top as u16,
        bottom: bottom as u16,
        lines: lines as u16,
        up,
    })
}

/// What the terminal shows after the shift.
pub fn apply(shown: &mut Frame, shift: Shift) {
    let area = shown.buffer.area;
    let row = |y: u16| shown.buffer.index_of(area.x, y);
    let (begin, end) = (
        row(area.y + shift.top),
        row(area.y + shift.bottom - 1) + usize::from(area.width),
    );
    let cells = usize::from(shift.lines) * usize::from(area.width);
    let band = &mut shown.buffer.content[begin..end];
    if shift.up {
        band.rotate_left(cells);
        let n = band.len();
        band[n - cells..].fill(Cell::EMPTY);
    } else {
        band.rotate_right(cells);
        band[..cells].fill(Cell::EMPTY);
    }
    for (area, _) in &mut shown.links {
        if (shift.top..shift.bottom).contains(&area.y) {
            let y = if shift.up {
                area.y.checked_sub(shift.lines)
            } else {
                area.y.checked_add(shift.lines)
            };
            let inside = y.filter(|y| (shift.top..shift.bottom).contains(y));
            match inside {
                Some(y) => area.y = y,
                None => area.width = 0,
            }
        }
    }
}
