//! What `benches/counts.py` counts instructions of: one scenario, whose measured part is a function of its own that callgrind is told of.
//!
//! `counts start|scroll|query|check`. No clocks and no terminal, so that a count is the same on every machine but for the order of hash
//! maps, which is less than one in a hundred.

#[path = "../suite/app.rs"]
mod app;
#[path = "../suite/fixture.rs"]
#[expect(dead_code, reason = "the suite uses the rest of it")]
mod fixture;

use std::hint::black_box;
use std::path::Path;

use cotejo::content::load::Loaded;
use cotejo::driver::host::Host;
use cotejo::edition::Edition;
use cotejo::page::results::answer;
use cotejo::text::Lang;
use ratatui::layout::Size;

use crate::fixture::{builtin, load_folder, press, reader};

const SIZE: Size = Size::new(120, 40);

/// From nothing to the bytes of the first screen.
#[inline(never)]
fn measured_start() -> usize {
    reader(&builtin(), "home", SIZE).paint().len()
}

/// A hundred lines of a chapter, each to the bytes that show it.
#[inline(never)]
fn measured_scroll(host: &mut Host) -> usize {
    let line = |_| {
        press(host, "j");
        host.paint().len()
    };
    (0..100).map(line).sum()
}

/// A query as it is typed, letter by letter, with results and snippets for each.
#[inline(never)]
fn measured_query(edition: &Edition) -> usize {
    let index = edition.index().expect("it has one");
    let typed = "soldiers of the guard";
    let found = |n: usize| answer(index, edition.library(), &typed[..n], Lang::EN, 20).found;
    (1..=typed.len()).map(|n| found(n).len()).sum()
}

/// The folder of the built-in explainer, read and checked.
#[inline(never)]
fn measured_check() -> Loaded {
    load_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content/guard"))
}

fn main() {
    // Cargo adds arguments of its own.
    let scenario = std::env::args().nth(1).unwrap_or_default();
    match scenario.as_str() {
        "start" => assert!(black_box(measured_start()) > 1_000),
        "scroll" => {
            let edition = builtin();
            let mut host = reader(&edition, "history", SIZE);
            host.paint();
            assert!(black_box(measured_scroll(&mut host)) > 1_000);
        }
        "query" => assert!(black_box(measured_query(&builtin().indexed())) > 20),
        "check" => assert!(black_box(measured_check()).library.is_some()),
        other => println!("not counted: `{other}`; benches/counts.py runs this"),
    }
}
