//! How long a key takes on large pictures: one step on a chart of 10,000 points, on the map of 32 states and on the timeline, from the key
//! to the drawn screen of 120x40. The goal is a p99 below 5 ms.
//!
//! `cargo bench --bench pictures` prints the median, the 99th percentile and the slowest key. "Clock" is every key as it was measured. "Best of
//! 7" takes the same walk seven times and the quickest of each key: what the key costs without the waits for a processor that other
//! programs were using. The goal is met where the first is below it; on a busy machine the second tells whose the time was.

#[path = "suite/app.rs"]
mod app;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use cotejo::app::Event;
use cotejo::content::load::{File, load};
use cotejo::diagnostic::SourceMap;
use cotejo::driver::host::frame;
use cotejo::edition::Edition;
use cotejo::key::parse_script;
use ratatui::layout::Size;

use crate::app::app;

/// The screen that the goal is set for.
const SIZE: Size = Size::new(120, 40);

/// Keys that are measured on each picture.
const KEYS: usize = 800;

/// How often each walk is taken.
const PASSES: usize = 7;

/// A chart of 10,000 days, each with its source.
fn large() -> Edition {
    let mut text = String::from(
        "[explainer]\nformat = 1\nid = \"t\"\ntitle = \"T\"\nsummary = \"S\"\nlanguages = [\"en\"]\nas-of = \"2026\"\nchapters = []\n\
         [[source]]\nid = \"s\"\nkind = \"press\"\ntitle = \"A\"\n[[series]]\nid = \"many\"\ntitle = \"Many\"\nunit = \"things\"\nevery = \"day\"\npoints = [\n",
    );
    for n in 0..10_000 {
        let (year, month, day) = (1990 + n / 336, n / 28 % 12 + 1, n % 28 + 1);
        let y = (n * 7919) % 1000;
        writeln!(
            text,
            "{{ x = \"{year}-{month:02}-{day:02}\", y = {y}, source = \"s\" }},"
        )
        .expect("a string takes all");
    }
    text.push_str("]\n[[chart]]\nid = \"c\"\ntitle = \"C\"\nkind = \"line\"\nseries = [\"many\"]\nsays = \"Much.\"\n");
    let file = File {
        path: "explainer.toml".to_string(),
        bytes: text.into_bytes(),
    };
    let loaded = load(vec![file], Vec::new(), SourceMap::default());
    Edition::new(loaded.library.expect("it has no errors"), 0)
}

/// How long each of many steps took, in their order: forty to the left, forty to the right, and again.
fn walk(edition: &Edition, place: &str) -> Vec<Duration> {
    let mut app = app(edition, place, SIZE);
    let keys = ["left", "right"].map(parse_script);
    let step = |n: usize| {
        // A walk turns around before an end of the picture, so that every key is a step.
        let begin = Instant::now();
        for key in &keys[n / 40 % 2] {
            app.update(Event::Key(*key));
        }
        std::hint::black_box(frame(&app, SIZE));
        begin.elapsed()
    };
    (0..KEYS).map(step).collect()
}

/// A line of the report.
fn report(name: &str, how: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 1000).min(times.len() - 1)];
    let [p50, p99, most] = [500, 990, 1000].map(|share| at(share).as_secs_f64() * 1e3);
    println!("{name:<24}{how:<12}{p50:>7.2} ms{p99:>7.2} ms{most:>7.2} ms");
}

fn main() {
    let guard = Edition::builtin()
        .expect("the built-in explainer reads")
        .indexed();
    let large = large();
    println!(
        "{:<36}{:>10}{:>10}{:>10}",
        "a step, 120x40", "p50", "p99", "most"
    );
    for (name, edition, place) in [
        ("chart of 10,000 points", &large, "c"),
        ("map of 32 states", &guard, "map-mexico"),
        ("timeline", &guard, "timeline-bands"),
        ("who commands", &guard, "command-guard"),
        ("four counts", &guard, "chart-homicides"),
    ] {
        let passes = [(); PASSES].map(|()| walk(edition, place));
        let best = |n: usize| passes.iter().map(|pass| pass[n]).min();
        let best: Vec<Duration> = (0..KEYS).filter_map(best).collect();
        report(name, "clock", passes.concat());
        report(name, "best of 7", best);
    }
}
