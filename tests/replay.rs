//! The bytes that are written, fed to an independent terminal emulator, must show the frames of the app.

mod common;

use std::num::NonZero;

use common::{Reader, guard};
use cotejo::driver::caps::{ColorChoice, capabilities};
use cotejo::driver::host::frame;
use cotejo::driver::paint::Painter;

#[test]
fn a_terminal_shows_what_the_app_drew() {
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
        for (width, height) in [(80, 24), (120, 40), (40, 12)] {
            let mut reader = Reader::at(&edition, (width, height), place);
            let caps = capabilities(
                |name| (name == "TERM").then(|| "xterm-kitty".to_string()),
                ColorChoice::Auto,
            );
            let mut painter = Painter::new(&caps);
            let mut parser = vt100::Parser::new(nonzero(height), nonzero(width), 0);
            for key in script.split(' ') {
                reader.press(key);
                parser.process(painter.paint(frame(&reader.app, reader.size)));
                // A kiosk packs what is shown between two frames.
                if key == "j" {
                    assert!(painter.pack().is_some());
                }
                let shown: Vec<String> = parser
                    .screen()
                    .rows(0, width)
                    .map(|row| row.trim_end().to_string())
                    .collect();
                let screen = reader.screen();
                let wanted: Vec<&str> = screen.lines().collect();
                assert_eq!(shown, wanted, "{place} {width}x{height} after {key}");
            }
        }
    }
}

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
