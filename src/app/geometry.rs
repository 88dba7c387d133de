//! Which part of the screen is for what: one pure function of size and page, used by `update` and `view` alike.

use ratatui::layout::{Rect, Size};

use crate::page::{Page, Shape};
use crate::place::Place;

/// The smallest screen that can be read on.
pub const LEAST: Size = Size::new(40, 12);

/// The widest that running text is set.
const MEASURE: u16 = 76;

/// From this width on the contents stand beside the text.
const PANEL_FROM: u16 = 100;

/// From this width on sources stand beside the sentence.
const MARGIN_FROM: u16 = 110;

/// Cells left of the text, in which the focus is marked.
pub const GUTTER: u16 = 2;

/// The parts of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// The line at the top.
    pub title: Rect,
    /// The contents beside the text.
    pub panel: Option<Rect>,
    /// The text, its gutter not included.
    pub body: Rect,
    /// How wide running text is set in it.
    pub measure: u16,
    /// The sources beside the text.
    pub margin: Option<Rect>,
    /// What the reader is doing: a guide's step, or the field of a search.
    pub strip: Option<Rect>,
    /// The line at the bottom.
    pub footer: Rect,
}

/// What beside the size decides about the parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wants {
    /// Whether the reader wants the contents beside the text.
    pub panel: bool,
    /// Whether there are contents to show.
    pub outline: bool,
    /// Whether the page is columns rather than text.
    pub wide: bool,
    /// Rows of the strip.
    pub strip: u16,
}

impl Wants {
    /// What a page wants.
    pub fn of(page: &Page, panel: Panel, strip: u16) -> Self {
        Wants {
            panel: panel == Panel::Shown,
            outline: page.outline.len() > 1,
            wide: matches!(page.place, Place::Comparison(..) | Place::Picture(..)),
            strip,
        }
    }
}

/// Whether the contents stand beside the text where there is room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Panel {
    /// They do.
    #[default]
    Shown,
    /// They don't.
    Hidden,
}

/// The parts of a screen of this size; `None` when it is too small.
pub fn geometry(size: Size, wants: Wants) -> Option<Geometry> {
    if size.width < LEAST.width || size.height < LEAST.height {
        return None;
    }
    let (w, h) = (size.width, size.height);
    let strip = wants.strip.min(h / 4);
    let rows = h - 2 - strip;
    let panel_cells = match wants.panel && wants.outline && w >= PANEL_FROM {
        true if w >= 140 => 34,
        true => 24,
        false => 0,
    };
    let margin_cells = match w >= MARGIN_FROM && !wants.wide {
        true if w >= 150 => 38,
        true => 28,
        false => 0,
    };
    let between = |cells: u16| if cells > 0 { cells + 2 } else { 0 };
    let room = w - between(panel_cells) - between(margin_cells) - GUTTER - 1;
    let text = if wants.wide {
        room.min(150)
    } else {
        room.min(MEASURE)
    };
    // What is left over stands half at each side.
    let used = between(panel_cells) + GUTTER + text + between(margin_cells);
    let left = if w >= PANEL_FROM { (w - used) / 2 } else { 0 };
    let panel = (panel_cells > 0).then(|| Rect::new(left, 1, panel_cells, rows));
    let body = Rect::new(left + between(panel_cells) + GUTTER, 1, text, rows);
    Some(Geometry {
        title: Rect::new(0, 0, w, 1),
        panel,
        body,
        measure: text.min(MEASURE),
        margin: (margin_cells > 0).then(|| Rect::new(body.right() + 2, 1, margin_cells, rows)),
        strip: (strip > 0).then(|| Rect::new(0, h - 1 - strip, w, strip)),
        footer: Rect::new(0, h - 1, w, 1),
    })
}

/// Whether columns of a page of this width would stand one below the other.
pub fn stacks(n_columns: usize, width: u16) -> bool {
    let n = n_columns.max(1) as u16;
    width.saturating_sub(3 * (n - 1)) / n < crate::ui::lay::LEAST_COLUMN
}

/// How many columns a block has.
pub fn columns_in(shape: &Shape) -> usize {
    match shape {
        Shape::Columns(columns) => columns.len(),
        Shape::Flow(_) | Shape::Rule | Shape::Picture(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_overlap_and_stay_inside() {
        for w in (40..=320).step_by(7) {
            for h in [12, 24, 40, 100] {
                for bits in 0..8u8 {
                    let wants = Wants {
                        panel: bits & 1 > 0,
                        outline: true,
                        wide: bits & 2 > 0,
                        strip: u16::from(bits & 4 > 0) * 2,
                    };
                    let g = geometry(Size::new(w, h), wants).expect("large enough");
                    let screen = Rect::new(0, 0, w, h);
                    let parts = [
                        Some(g.title),
                        g.panel,
                        Some(g.body),
                        g.margin,
                        g.strip,
                        Some(g.footer),
                    ];
                    let parts: Vec<Rect> = parts.into_iter().flatten().collect();
                    for (n, part) in parts.iter().enumerate() {
                        assert_eq!(screen.intersection(*part), *part, "{w}x{h} {wants:?}");
                        for other in &parts[n + 1..] {
                            assert!(
                                !part.intersects(*other),
                                "{w}x{h} {wants:?}: {part} {other}"
                            );
                        }
                    }
                    assert!(g.measure <= 76 && g.body.width >= 37);
                }
            }
        }
        assert_eq!(geometry(Size::new(39, 40), Wants::default()), None);
        assert_eq!(geometry(Size::new(80, 11), Wants::default()), None);
    }
}
