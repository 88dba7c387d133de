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
        put(buf, (x, area.y), &piece.text, room, style);
    }
    cursor
}

/// Puts text on a row, as [`Buffer::set_stringn`] does, but without the tables of Unicode where letters are plain: most of what a frame costs.
fn put(buf: &mut Buffer, (x, y): (u16, u16), text: &str, room: usize, style: Style) {
    let area = buf.area;
    if y >= area.bottom() || x >= area.right() {
        return;
    }
    let begin = buf.index_of(x, y);
    let room = room.min(usize::from(area.right() - x));
    let row = &mut buf.content[begin..begin + room];
    let mut at = 0;
    for (_, symbol, cells) in graphemes(text) {
        if cells == 0 {
            continue;
        }
        let Some(([first, covered @ ..], _)) = row[at..].split_at_mut_checked(cells) else {
            return;
        };
        first.set_symbol(symbol).set_style(style);
        covered.iter_mut().for_each(|cell| cell.reset());
        at += cells;
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
        (area.x, area.y),
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
    use ratatui::style::Color;

    use super::*;

    proptest! {
        #[test]
        fn text_is_put_as_ratatui_puts_it(
            text in "[a-z áñ—“”…≠│漢\u{301}\u{200d}\u{1f1f2}\u{1f468}\u{7}\u{ff9e}]{0,12}",
            x in 0_u16..14,
            room in 0_usize..14,
        ) {
            let style = Style::new().fg(Color::Red);
            let area = Rect::new(0, 0, 12, 2);
            let (mut own, mut wanted) = (Buffer::empty(area), Buffer::empty(area));
            for buf in [&mut own, &mut wanted] {
                buf.set_string(0, 1, "0123456789ab", Style::new().bg(Color::Blue));
            }
            put(&mut own, (x, 1), &text, room, style);
            if x < area.right() {
                wanted.set_stringn(x, 1, &text, room, style);
            }
            prop_assert_eq!(own, wanted);
        }
    }
}
