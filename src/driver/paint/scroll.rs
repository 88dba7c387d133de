//! Finding that rows have moved, so that the terminal can move them itself.

use std::hash::{DefaultHasher, Hash, Hasher};

use ratatui::buffer::{Buffer, Cell};

use crate::driver::paint::Frame;

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

/// The hashes of a row's parts; 0 for a blank one, which says nothing about movement.
fn parts(buffer: &Buffer, y: u16) -> [u64; PARTS as usize] {
    let area = buffer.area;
    let each = area.width.div_ceil(PARTS).max(1);
    std::array::from_fn(|part| {
        let from = area.left() + part as u16 * each;
        let to = (from + each).min(area.right());
        let cells = || (from..to).map(|x| &buffer[(x, y)]);
        if cells().all(|cell| *cell == Cell::EMPTY) {
            return 0;
        }
        let mut hasher = DefaultHasher::new();
        cells().for_each(|cell| cell.hash(&mut hasher));
        hasher.finish().max(1)
    })
}

/// The shift that puts most of what is to be shown into its place, if one is worth it.
pub fn shift(shown: &Buffer, next: &Buffer) -> Option<Shift> {
    let rows = |buffer: &Buffer| {
        (buffer.area.top()..buffer.area.bottom())
            .map(|y| parts(buffer, y))
            .collect::<Vec<_>>()
    };
    let (old, new) = (rows(shown), rows(next));
    let differs = |y: &usize| old[*y] != new[*y];
    let top = (0..new.len()).find(differs)?;
    let bottom = (0..new.len()).rfind(differs)? + 1;
    let height = bottom - top;
    if height < 4 {
        return None;
    }
    let in_place = |one: &[u64; PARTS as usize], other: &[u64; PARTS as usize]| {
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
