//! The bytes that are written, fed to two terminal emulators that share no code, must show the frames of the app.
//!
//! Both go by characters, but `avt` gives a mark that takes no room a cell of its own, as no terminal does: it is fed without them. A cluster whose
//! characters together take other cells than it does (a family of emoji, a skin tone, a keycap) is where terminals differ. Of one it is asked that
//! it begins where it should, with its first character, and that everything else on the row stands where it should.

mod common;
#[path = "simulation/dice.rs"]
#[allow(dead_code, reason = "each test file uses a part")]
mod dice;
#[path = "simulation/explainer.rs"]
mod explainer;

use std::num::NonZero;

use common::{Reader, SCREENS, guard};
use cotejo::app::action::TABLE;
use cotejo::driver::caps::{ColorChoice, capabilities};
use cotejo::driver::host::frame;
use cotejo::driver::paint::Painter;
use cotejo::edition::Edition;
use cotejo::text::width::width;
use dice::Dice;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthChar;

/// A painter and the terminals that see what it writes.
struct Terminals {
    painter: Painter,
    one: vt100::Parser,
    other: avt::Terminal,
}

impl Terminals {
    fn new((width, height): (u16, u16)) -> Self {
        let caps = capabilities(
            |name| (name == "TERM").then(|| "xterm-kitty".to_string()),
            ColorChoice::Auto,
        );
        let size = (usize::from(width), usize::from(height));
        Terminals {
            painter: Painter::new(&caps),
            one: vt100::Parser::new(nonzero(height), nonzero(width), 0),
            other: avt::Terminal::new(size.0, size.1).expect("screens have rows and columns"),
        }
    }

    /// Paints the reader's frame and compares what each of the terminals shows with it.
    fn show(&mut self, reader: &Reader, what: &str) {
        let shown = frame(&reader.app, reader.size);
        let (buffer, cursor) = (shown.buffer.clone(), shown.cursor.unwrap_or_default());
        let bytes = self.painter.paint(shown);
        self.one.process(bytes);
        let text = std::str::from_utf8(bytes).expect("it writes UTF-8");
        self.other.feed(unmarked(text));
        for y in 0..buffer.area.height {
            let row = Row::new(&buffer, y);
            row.compare(&self.one_row(&buffer, y), "vt100", what);
            row.compare(&self.other_row(y), "avt", what);
        }
        let at = (cursor.x, cursor.y);
        let (y, x) = self.one.screen().cursor_position();
        assert_eq!((x, y), at, "{what}: the cursor in vt100");
        // It has none while the cursor is hidden.
        if let Some(position) = self.other.cursor().position() {
            let wanted = (usize::from(at.0), usize::from(at.1));
            assert_eq!(position, wanted, "{what}: the cursor in avt");
        }
    }

    /// The cells of a row; the second of a wide character is empty.
    fn one_row(&self, buffer: &Buffer, y: u16) -> Vec<String> {
        let cell = |x: u16| {
            let cell = self.one.screen().cell(y, x).expect("inside the screen");
            match (cell.is_wide_continuation(), cell.has_contents()) {
                (true, _) => String::new(),
                (false, true) => cell.contents().to_string(),
                (false, false) => " ".to_string(),
            }
        };
        (0..buffer.area.width).map(cell).collect()
    }

    fn other_row(&self, y: u16) -> Vec<String> {
        let line = self.other.screen().line(usize::from(y));
        let cells = line.expect("inside the screen").cells();
        let text = |cell: &avt::Cell| match cell.width() {
            0 => String::new(),
            _ => cell.char().to_string(),
        };
        cells.iter().map(text).collect()
    }
}

/// A text without what takes no room.
fn unmarked(text: &str) -> String {
    let takes_room = |c: &char| c.width() != Some(0);
    text.chars().filter(takes_room).collect()
}

/// A row of a frame: at each column the symbol that begins there.
struct Row(Vec<(usize, String)>);

impl Row {
    fn new(buffer: &Buffer, y: u16) -> Self {
        let mut symbols = Vec::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = match buffer[(x, y)].symbol() {
                "" => " ",
                symbol => symbol,
            };
            symbols.push((usize::from(x), symbol.to_string()));
            x += (width(symbol) as u16).max(1);
        }
        Row(symbols)
    }

    fn by_char(symbol: &str) -> usize {
        symbol.chars().filter_map(|c| c.width()).sum()
    }

    fn compare(&self, shown: &[String], terminal: &str, what: &str) {
        for (x, symbol) in &self.0 {
            let is_sure = Self::by_char(symbol) == width(symbol);
            let first = symbol.chars().next();
            // What takes more cells may be spread over them.
            let all = *x..(*x + width(symbol).max(1)).min(shown.len());
            let is_right = match is_sure {
                true if terminal == "avt" => shown[all].concat() == unmarked(symbol),
                true => shown[all].concat() == *symbol,
                false => shown[*x].chars().next() == first,
            };
            let row: String = self.0.iter().map(|(_, symbol)| symbol.as_str()).collect();
            assert!(
                is_right,
                "{what}: {terminal} shows {:?} for {symbol:?} in column {x} of\n{row}\n{}",
                shown[*x],
                shown.concat()
            );
        }
    }
}

#[test]
fn terminals_show_every_screen() {
    let edition = guard();
    for size in [(40, 12), (80, 24), (120, 40)] {
        // The same terminals throughout: each screen is painted over the one before.
        let mut terminals = Terminals::new(size);
        for (name, place, keys) in SCREENS {
            let mut reader = Reader::at(&edition, size, place);
            reader.press(keys);
            terminals.show(&reader, &format!("{name} {size:?}"));
        }
    }
}

#[test]
fn terminals_show_what_readers_do() {
    let edition = guard();
    let scripts = [
        ("mission", "j j j j space tab enter esc b G k k k g"),
        (
            "home",
            "j j enter j j space / sheinbaum down enter n backspace : merida esc",
        ),
        ("two-documents", "] ] x = F esc j j j"),
        ("claims", "j enter j j enter space s F contradicted enter"),
    ];
    for (place, script) in scripts {
        for size in [(80, 24), (120, 40), (40, 12)] {
            let mut reader = Reader::at(&edition, size, place);
            let mut terminals = Terminals::new(size);
            for key in script.split(' ') {
                reader.press(key);
                terminals.show(&reader, &format!("{place} {size:?} after {key}"));
                // A kiosk packs what is shown between two frames.
                if key == "j" {
                    assert!(terminals.painter.pack().is_some());
                }
            }
        }
    }
}

/// Texts of many scripts: wide, marked, from right to left, with tabs, and emoji of every make.
#[test]
fn terminals_show_texts_of_all_scripts() {
    for seed in 0..EXPLAINERS {
        let edition = Edition::new(explainer::library(seed), 0).indexed();
        let mut dice = Dice(seed);
        let size = *dice.of(&[(80, 24), (120, 40), (40, 12), (61, 17)]);
        let mut reader = Reader::at(&edition, size, "home");
        let mut terminals = Terminals::new(size);
        let mut pressed = String::new();
        for _ in 0..FRAMES {
            let key = *dice.of(dice.clone().of(TABLE).keys);
            pressed = format!("{pressed} {key}");
            reader.press(key);
            terminals.show(&reader, &format!("seed {seed} {size:?} after{pressed}"));
        }
    }
}

/// How many random explainers are shown.
const EXPLAINERS: u64 = 12;

/// How many frames of each.
const FRAMES: usize = 30;

#[test]
fn a_line_of_scrolling_writes_little() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "history");
    let caps = capabilities(
        |name| (name == "TERM").then(|| "xterm-256color".to_string()),
        ColorChoice::Auto,
    );
    let mut painter = Painter::new(&caps);
    reader.press("space");
    let whole = painter.paint(frame(&reader.app, reader.size)).len();
    reader.press("j");
    let line = painter.paint(frame(&reader.app, reader.size)).len();
    assert!(line * 5 < whole, "{line} of {whole}");
    assert_eq!(
        painter.paint(frame(&reader.app, reader.size)).len(),
        0,
        "nothing has changed"
    );
}

fn nonzero(n: u16) -> NonZero<u16> {
    NonZero::new(n).expect("screens have rows and columns")
}
