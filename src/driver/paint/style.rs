//! The style with which a terminal writes, and how it is changed (ECMA-48 SGR, with the colour forms of xterm).

use std::io::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Modifiers with the parameter that switches each on.
const MODIFIERS: &[(Modifier, u8)] = &[
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// What a terminal writes with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
    link: Option<String>,
}

impl Pen {
    /// Whether a cell has this style.
    pub fn is(&self, cell: &Cell) -> bool {
        self.fg == cell.fg && self.bg == cell.bg && self.modifier == cell.modifier
    }

    /// Whether two cells look the same.
    pub fn same(one: &Cell, other: &Cell) -> bool {
        let symbol = |cell: &Cell| matches!(cell.symbol(), "" | " ");
        let blank = symbol(one) && symbol(other);
        (blank || one.symbol() == other.symbol())
            && one.fg == other.fg
            && one.bg == other.bg
            && one.modifier == other.modifier
    }

    /// The address that what is written leads to.
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// Remembers the address that was written.
    pub fn set_link(&mut self, address: Option<&str>) {
        self.link = address.map(str::to_string);
    }

    /// Takes on the style of a cell; writes what has to be told.
    pub fn change(&mut self, cell: &Cell, out: &mut Vec<u8>) {
        if self.is(cell) {
            return;
        }
        let mut parameters: Vec<u8> = Vec::new();
        let mut add = |text: std::fmt::Arguments<'_>| {
            if !parameters.is_empty() {
                parameters.push(b';');
            }
            // Writing to a vector does not fail.
            let _ = parameters.write_fmt(text);
        };
        // Switching single modifiers off is told apart too badly by terminals; all off is not.
        let removed = self.modifier.difference(cell.modifier);
        let (mut fg, mut bg, mut modifier) = (self.fg, self.bg, self.modifier);
        if !removed.is_empty()
            || (cell.fg == Color::Reset && cell.bg == Color::Reset && cell.modifier.is_empty())
        {
            add(format_args!("0"));
            (fg, bg, modifier) = (Color::Reset, Color::Reset, Modifier::empty());
        }
        for (one, parameter) in MODIFIERS {
            if cell.modifier.contains(*one) && !modifier.contains(*one) {
                add(format_args!("{parameter}"));
            }
        }
        if fg != cell.fg {
            color(cell.fg, 30, &mut add);
        }
        if bg != cell.bg {
            color(cell.bg, 40, &mut add);
        }
        out.extend_from_slice(b"\x1b[");
        if parameters != b"0" {
            out.extend_from_slice(&parameters);
        }
        out.push(b'm');
        self.fg = cell.fg;
        self.bg = cell.bg;
        self.modifier = cell.modifier;
    }
}

/// The parameters of a colour; `base` is 30 for text and 40 for what is behind it.
fn color(color: Color, base: u8, add: &mut impl FnMut(std::fmt::Arguments<'_>)) {
    let named = |n: u8| if n < 8 { base + n } else { base + 60 + n - 8 };
    match color {
        Color::Reset => add(format_args!("{}", base + 9)),
        Color::Indexed(n) => add(format_args!("{};5;{n}", base + 8)),
        Color::Rgb(r, g, b) => add(format_args!("{};2;{r};{g};{b}", base + 8)),
        color => add(format_args!("{}", named(palette_number(color)))),
    }
}

/// The number of a named colour in the palette of sixteen; 16 for those that are none of it.
pub fn palette_number(color: Color) -> u8 {
    match color {
        Color::Reset | Color::Rgb(..) | Color::Indexed(_) => 16,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    }
}
