//! A screen as SVG: every cell where a terminal would have it, in the colours of a theme.
//!
//! Runs of one style are one text, stretched to exactly as many cells as it takes, so that no reader's font moves what stands in columns.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::color::{Tone, rgb_of};
use crate::picture::svg::escaped;
use crate::text::width::width;
use crate::theme::ground;

/// The pixels of a cell.
const CELL: f64 = 8.4;
const ROW: f64 = 18.0;

/// The room around the screen.
const ROOM: f64 = 12.0;

/// Cells of one look in one row.
struct Run {
    x: u16,
    cells: u16,
    text: String,
    look: Look,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: [u8; 3],
    bg: Option<[u8; 3]>,
    modifier: Modifier,
}

/// A screen on a background of this tone.
pub fn svg(buffer: &Buffer, tone: Tone) -> String {
    let own = ground(tone);
    let own = [own.fg, own.bg].map(|color| rgb_of(color.unwrap_or_default(), [0; 3]));
    let (w, h) = (buffer.area.width, buffer.area.height);
    let (wide, high) = (
        f64::from(w) * CELL + 2.0 * ROOM,
        f64::from(h) * ROW + 2.0 * ROOM,
    );
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide:.1} {high:.1}\" width=\"{wide:.0}\" height=\"{high:.0}\" \
         font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n",
        hex(own[1])
    );
    for y in 0..h {
        let top = ROOM + f64::from(y) * ROW;
        for run in runs(buffer, y, own) {
            let (x, cells) = (ROOM + f64::from(run.x) * CELL, f64::from(run.cells) * CELL);
            if let Some(bg) = run.look.bg {
                // Writing to a string does not fail.
                let _ = writeln!(
                    out,
                    "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{cells:.1}\" height=\"{ROW}\" fill=\"{}\"/>",
                    hex(bg)
                );
            }
            if run.text.trim().is_empty() {
                continue;
            }
            let _ = writeln!(
                out,
                "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{cells:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{}\"{} xml:space=\"preserve\">{}</text>",
                top + 13.0,
                hex(run.look.fg),
                weight(run.look.modifier),
                escaped(&run.text)
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The attributes of weight, slant and line.
fn weight(modifier: Modifier) -> String {
    let mut out = String::new();
    for (one, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::DIM, " opacity=\"0.7\""),
    ] {
        if modifier.contains(one) {
            out.push_str(attribute);
        }
    }
    out
}

fn look(cell: &Cell, [fg, bg]: [[u8; 3]; 2]) -> Look {
    let mut fore = rgb_of(cell.fg, fg);
    let mut back = (cell.bg != Color::Reset).then(|| rgb_of(cell.bg, bg));
    if cell.modifier.contains(Modifier::REVERSED) {
        (fore, back) = (back.unwrap_or(bg), Some(fore));
    }
    Look {
        fg: fore,
        bg: back,
        modifier: cell.modifier.difference(Modifier::REVERSED),
    }
}

/// The runs of a row. Blanks end one, because stretching them would stretch what stands beside.
fn runs(buffer: &Buffer, y: u16, own: [[u8; 3]; 2]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = 0;
    while x < buffer.area.width {
        let cell = &buffer[(x, y)];
        let symbol = if cell.symbol().is_empty() {
            " "
        } else {
            cell.symbol()
        };
        let cells = (width(symbol) as u16).max(1);
        let look = look(cell, own);
        let ascii = |text: &str| text.bytes().all(|b| b.is_ascii());
        match runs.last_mut() {
            // Other characters may be of other widths in a font, so each has a place of its own.
            Some(run) if run.look == look && ascii(symbol) && ascii(&run.text) => {
                run.text.push_str(symbol);
                run.cells += cells;
            }
            _ => runs.push(Run {
                x,
                cells,
                text: symbol.to_string(),
                look,
            }),
        }
        x += cells;
    }
    runs
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn every_text_is_as_wide_as_its_cells() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
        let style = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Blue);
        buffer.set_string(0, 0, "a<b 日本 é", style);
        buffer.set_string(
            0,
            1,
            "rev",
            Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD),
        );
        let text = svg(&buffer, Tone::Dark);
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let mut cells = 0.0;
        for node in document
            .descendants()
            .filter(|node| node.has_tag_name("text"))
        {
            let length: f64 = node
                .attribute("textLength")
                .and_then(|n| n.parse().ok())
                .expect("a length");
            let n = width(node.text().unwrap_or_default()) as f64;
            assert!((length - n * CELL).abs() < 0.06, "{text}");
            cells += n;
        }
        assert!(cells >= 12.0, "{text}");
        assert!(
            text.contains("#010203") && text.contains("font-weight=\"bold\""),
            "{text}"
        );
    }
}
