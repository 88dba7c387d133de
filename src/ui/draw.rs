//! From lines to cells.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::text::width::{fit, graphemes, width};
use crate::theme::{Role, Theme};
use crate::ui::lay::Line;

/// What stands out on a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lit {
    /// The link that has the focus.
    pub link: Option<u16>,
    /// The match that the reader stands on.
    pub hit: Option<u16>,
}

/// Draws a line from the left edge of `area`, in its first row. Gives the cell of what is lit.
pub fn line(buf: &mut Buffer, area: Rect, line: &Line, lit: Lit, theme: Theme) -> Option<Position> {
    let mut cursor = None;
    for piece in &line.pieces {
        let x = area.x.saturating_add(piece.x);
        if x >= area.right() {
            break;
        }
        let lit_link = piece.link.is_some() && piece.link == lit.link;
        let lit_hit = piece.hit.is_some() && piece.hit == lit.hit;
        let mut style = theme.style(piece.role);
        if piece.hit.is_some() {
            style = style.patch(theme.style(if lit_hit { Role::HitFocus } else { Role::Hit }));
        }
        if lit_link && !lit_hit {
            style = style.patch(theme.style(Role::Focus));
        }
        let stands = piece.role == Role::Here && lit.link.is_none();
        if (lit_link || lit_hit || stands) && cursor.is_none() {
            cursor = Some(Position::new(x, area.y));
        }
        let room = usize::from(area.right() - x);
        put(buf, Position::new(x, area.y), &piece.text, room, style);
    }
    cursor
}

/// Writes a text from a cell on, at most `room` cells of it, each as the buffer itself would; but plain letters, which are nearly all of it,
/// don't go through the tables of Unicode.
fn put(buf: &mut Buffer, at: Position, text: &str, room: usize, style: Style) {
    let right = usize::from(buf.area.right());
    let end = right.min(usize::from(at.x).saturating_add(room));
    let mut x = usize::from(at.x);
    for (_, cluster, cells) in graphemes(text) {
        if cells == 0 {
            continue;
        }
        if x + cells > end {
            return;
        }
        for (i, column) in (x..x + cells).enumerate() {
            let Some(cell) = buf.cell_mut((column as u16, at.y)) else {
                return;
            };
            if i == 0 {
                cell.set_symbol(cluster).set_style(style);
            } else {
                // It is hidden by the wide character before it.
                cell.reset();
            }
        }
        x += cells;
    }
}

/// Draws one text in the first row of `area`, with an ellipsis where it does not fit. Gives the cells it took.
pub fn text(buf: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
    if area.is_empty() {
        return 0;
    }
    let shown = fit(text, usize::from(area.width));
    put(
        buf,
        area.as_position(),
        &shown,
        usize::from(area.width),
        style,
    );
    width(&shown) as u16
}

/// Fills a row with one style.
pub fn fill(buf: &mut Buffer, area: Rect, style: Style) {
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.set_symbol(" ").set_style(style);
            }
        }
    }
}

/// A frame around `area`, with a title in its upper edge; its inside is cleared. Gives the inside.
pub fn frame(buf: &mut Buffer, area: Rect, title: &str, theme: Theme) -> Rect {
    if area.width < 4 || area.height < 3 {
        return Rect::new(area.x, area.y, 0, 0);
    }
    let style = theme.style(Role::Rule);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
    let across = "─".repeat(usize::from(area.width - 2));
    buf.set_string(area.x, area.y, format!("╭{across}╮"), style);
    buf.set_string(area.x, area.bottom() - 1, format!("╰{across}╯"), style);
    for y in area.top() + 1..area.bottom() - 1 {
        buf.set_string(area.x, y, "│", style);
        buf.set_string(area.right() - 1, y, "│", style);
    }
    if !title.is_empty() {
        let room = Rect::new(area.x + 2, area.y, area.width - 4, 1);
        text(buf, room, &format!(" {title} "), theme.style(Role::Title));
    }
    Rect::new(
        area.x + 2,
        area.y + 1,
        area.width.saturating_sub(4),
        area.height - 2,
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_is_written_as_a_buffer_writes_it(
            text in "[a-z é\u{301}\u{200d}👩⚖🇲🇽日ﾞｶก\u{200b}\u{0}\n—]{0,24}",
            x in 0u16..12,
            room in 0usize..14,
        ) {
            let area = Rect::new(0, 0, 10, 1);
            let (mut ours, mut theirs) = (Buffer::empty(area), Buffer::empty(area));
            fill(&mut ours, area, Style::new());
            fill(&mut theirs, area, Style::new());
            put(&mut ours, Position::new(x, 0), &text, room, Style::new().bold());
            if x < area.width {
                theirs.set_stringn(x, 0, &text, room, Style::new().bold());
            }
            prop_assert_eq!(ours, theirs);
        }
    }
}
