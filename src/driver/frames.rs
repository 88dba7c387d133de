//! Frames without a terminal: an app fed with a script of keys, its screen as text or with its styles.
//!
//! For tests, for authors and for pictures of the program. Nothing is read or kept.

use ratatui::buffer::Buffer;

use crate::app::{App, Effect, Event};
use crate::color::Tone;
use crate::driver::host::frame;
use crate::driver::paint::Frame;
use crate::driver::paint::style::Pen;
use crate::driver::svg::svg;
use crate::key::parse_script;
use crate::text::width::width;
use ratatui::layout::Size;

/// How a frame is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As text, without spaces at line ends.
    Text,
    /// With its styles, as a terminal is told them.
    Ansi,
    /// As a picture, on a background of this tone.
    Svg(Tone),
}

/// Feeds an app with the keys of a script until it quits; gives every effect.
pub fn play(app: &mut App, script: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for key in parse_script(script) {
        effects.extend(app.update(Event::Key(key)));
        if effects.contains(&Effect::Quit) {
            break;
        }
    }
    effects
}

/// The screen of an app, written out.
pub fn shot(app: &App, size: Size, format: Format) -> String {
    let Frame { buffer, .. } = frame(app, size);
    match format {
        Format::Text => text(&buffer),
        Format::Ansi => ansi(&buffer),
        Format::Svg(tone) => svg(&buffer, tone),
    }
}

/// A buffer as text.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        let mut x = buffer.area.left();
        while x < buffer.area.right() {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(if symbol.is_empty() { " " } else { symbol });
            x += (width(symbol) as u16).max(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn ansi(buffer: &Buffer) -> String {
    let mut out = Vec::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut pen = Pen::default();
        let mut x = buffer.area.left();
        while x < buffer.area.right() {
            let cell = &buffer[(x, y)];
            pen.change(cell, &mut out);
            out.extend_from_slice(if cell.symbol().is_empty() {
                b" "
            } else {
                cell.symbol().as_bytes()
            });
            x += (width(cell.symbol()) as u16).max(1);
        }
        pen.change(&ratatui::buffer::Cell::EMPTY, &mut out);
        out.push(b'\n');
    }
    String::from_utf8_lossy(&out).into_owned()
}
