//! What the painter writes, replayed by an independent terminal emulator, must be what the frame shows.

use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};

use super::*;
use crate::driver::caps::{ColorChoice, capabilities};

fn painter() -> Painter {
    Painter::new(&capabilities(
        |name| (name == "TERM").then(|| "xterm-kitty".to_string()),
        ColorChoice::Auto,
    ))
}

fn frame(buffer: Buffer) -> Frame {
    Frame {
        buffer,
        ..Frame::default()
    }
}

/// A terminal's screen as text and styles.
fn screen(parser: &vt100::Parser, area: Rect) -> Vec<String> {
    let row = |y: u16| -> String {
        let cell = |x: u16| {
            let cell = parser.screen().cell(y, x).expect("inside the screen");
            let text = if cell.has_contents() {
                cell.contents()
            } else {
                " "
            };
            let text = if cell.is_wide_continuation() {
                ""
            } else {
                text
            };
            format!(
                "{text}{}{}{}{:?}",
                u8::from(cell.bold()),
                u8::from(cell.underline()),
                u8::from(cell.inverse()),
                cell.fgcolor()
            )
        };
        (0..area.width)
            .filter(|x| {
                !parser
                    .screen()
                    .cell(y, *x)
                    .expect("inside")
                    .is_wide_continuation()
            })
            .map(cell)
            .collect()
    };
    (0..area.height).map(row).collect()
}

/// The same of a buffer.
fn wanted(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    let row = |y: u16| {
        let mut x = 0;
        let mut out = String::new();
        while x < area.width {
            let cell = &buffer[(x, y)];
            let has = |modifier| u8::from(cell.modifier.contains(modifier));
            let fg = match cell.fg {
                Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
                Color::Indexed(n) => vt100::Color::Idx(n),
                Color::Red => vt100::Color::Idx(1),
                _ => vt100::Color::Default,
            };
            out.push_str(&format!(
                "{}{}{}{}{fg:?}",
                symbol(cell),
                has(Modifier::BOLD),
                has(Modifier::UNDERLINED),
                has(Modifier::REVERSED)
            ));
            x += cells_of(buffer, x, y);
        }
        out
    };
    (0..area.height).map(row).collect()
}

fn lines(texts: &[String], width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    for (y, text) in (0..height).zip(texts) {
        let style = match text.len() % 4 {
            0 => Style::new().add_modifier(Modifier::BOLD),
            1 => Style::new().fg(Color::Rgb(1, 2, 3)),
            2 => Style::new()
                .fg(Color::Red)
                .add_modifier(Modifier::UNDERLINED),
            _ => Style::new(),
        };
        buffer.set_stringn(0, y, text, usize::from(width), style);
    }
    buffer
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn an_independent_terminal_shows_the_frame(
        texts in prop::collection::vec("[ab漢字é \\-]{0,18}", 8..24),
        moves in prop::collection::vec(0usize..14, 1..8),
        panel: bool,
    ) {
        let (width, height) = (20, 9);
        let mut painter = painter();
        let mut parser = vt100::Parser::new(nonzero(height), nonzero(width), 0);
        for at in moves {
            let shown: Vec<String> = texts.iter().cycle().skip(at).take(usize::from(height)).cloned().collect();
            let mut buffer = lines(&shown, width, height);
            if panel {
                for y in 0..height {
                    buffer.set_string(14, y, format!("p{y}"), Style::new());
                }
            }
            let want = wanted(&buffer);
            parser.process(painter.paint(frame(buffer.clone())));
            prop_assert_eq!(screen(&parser, buffer.area), want);
            let again = painter.paint(frame(buffer)).len();
            prop_assert_eq!(again, 0);
        }
    }
}

#[test]
fn scrolling_writes_little() {
    let texts: Vec<String> = (0..60)
        .map(|n| format!("line {n} of a text that goes on for a good part of the row"))
        .collect();
    let mut painter = painter();
    let full = painter.paint(frame(lines(&texts, 80, 24))).len();
    let scrolled = painter.paint(frame(lines(&texts[1..], 80, 24))).len();
    assert!(scrolled * 8 < full, "{scrolled} of {full}");
}

#[test]
fn links_are_told_once_and_closed() {
    let mut painter = painter();
    let mut with = frame(lines(&["see here now".to_string()], 20, 2));
    with.links
        .push((Rect::new(4, 0, 4, 1), "https://example.org".to_string()));
    let bytes = String::from_utf8(painter.paint(with).to_vec()).expect("UTF-8");
    assert!(
        bytes.contains("\x1b]8;;https://example.org\x1b\\here\x1b]8;;\x1b\\"),
        "{bytes:?}"
    );
}

#[test]
fn nothing_in_a_frame_steers_the_terminal() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
    for (x, symbol) in ["\x1b[2J", "\u{202e}a", "\u{9b}31m", "\n", "é"]
        .iter()
        .enumerate()
    {
        buffer[(x as u16, 0)].set_symbol(symbol);
    }
    let mut painter = painter();
    let mut frame = frame(buffer);
    frame.title = "a\x07\x1b\\b".to_string();
    frame.links = vec![(
        Rect::new(4, 0, 1, 1),
        "https://a.example/\x1b\\\u{202e}".to_string(),
    )];
    let bytes = String::from_utf8(painter.paint(frame).to_vec()).expect("frames are text");
    assert!(bytes.contains("\x1b]2;a\\b\x1b\\"), "{bytes:?}");
    assert!(
        bytes.contains("\x1b]8;;https://a.example/\\\x1b\\"),
        "{bytes:?}"
    );
    assert!(
        bytes.contains("    \x1b]8;;https") || bytes.contains("\x1b[1;5H"),
        "{bytes:?}"
    );
    assert!(!bytes.contains('\u{202e}') && !bytes.contains('\u{9b}') && !bytes.contains('\n'));
    assert_eq!(
        bytes.matches("\x1b[2J").count(),
        1,
        "the screen's own: {bytes:?}"
    );
}

#[test]
fn a_terminal_that_does_not_scroll_gets_rows() {
    let caps = capabilities(
        |name| (name == "TERM").then(|| "linux".to_string()),
        ColorChoice::Auto,
    );
    let mut painter = Painter::new(&caps);
    let texts: Vec<String> = (0..40)
        .map(|n| format!("line {n} of a longer text"))
        .collect();
    painter.paint(frame(lines(&texts, 40, 20)));
    let bytes = painter.paint(frame(lines(&texts[1..], 40, 20))).to_vec();
    let bytes = String::from_utf8_lossy(&bytes);
    assert!(!bytes.is_empty() && !bytes.contains('S'), "{bytes:?}");
    assert!(!bytes.contains("\x1b[1;20r"), "{bytes:?}");
    assert!(!bytes.contains("\x1b]2;"), "a console has no title");
}

fn nonzero(n: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(n).expect("screens have rows and columns")
}
