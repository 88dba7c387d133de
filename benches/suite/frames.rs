//! Drawing: a screen on which nothing has changed, one that is scrolled by a line, one that is painted anew, and one that becomes narrower.

use std::hint::black_box;
use std::time::Instant;

use cotejo::app::Event;
use cotejo::driver::host::Host;
use criterion::Criterion;
use ratatui::layout::Size;

use crate::fixture::{builtin, press, reader};
use crate::tables::{Row, head};

/// The screens.
const SIZES: [Size; 3] = [Size::new(80, 24), Size::new(120, 40), Size::new(300, 100)];

/// How often each is done for a table.
const TIMES: usize = 400;

/// What is done to a screen before it is painted.
#[derive(Clone, Copy)]
enum Change {
    /// Nothing, though it might have.
    Nothing,
    /// A line of text further, or back.
    Line,
    /// The terminal has forgotten all.
    All,
    /// A column less, or more: what is read is wrapped anew.
    Width,
}

const CHANGES: [(&str, Change); 4] = [
    ("nothing changed", Change::Nothing),
    ("a line scrolled", Change::Line),
    ("full repaint", Change::All),
    ("wrapped on resize", Change::Width),
];

/// Does it for the `n`th time; gives how many bytes were written.
fn paint(host: &mut Host, size: Size, change: Change, n: usize) -> usize {
    match change {
        Change::Nothing => host.update(Event::Resize(size)).clear(),
        // Forty lines on, forty back.
        Change::Line => press(host, if (n / 40).is_multiple_of(2) { "j" } else { "k" }),
        Change::All => host.redraw(),
        Change::Width => {
            let width = size.width - (n % 2) as u16;
            host.update(Event::Resize(Size::new(width, size.height)))
                .clear();
        }
    }
    host.paint().len()
}

/// Adds the benches.
pub fn bench(criterion: &mut Criterion) {
    let edition = builtin();
    for size in SIZES {
        let mut group = criterion.benchmark_group(format!("{}x{}", size.width, size.height));
        for (name, change) in CHANGES {
            let mut host = reader(&edition, "history", size);
            host.paint();
            let mut n = 0;
            group.bench_function(name, |b| {
                b.iter(|| {
                    n += 1;
                    black_box(paint(&mut host, size, change, n))
                });
            });
        }
        group.finish();
    }
}

/// Percentiles of every change on every screen, and the bytes that it writes.
pub fn table() {
    let edition = builtin();
    println!();
    head("frame");
    for size in SIZES {
        for (name, change) in CHANGES {
            let mut host = reader(&edition, "history", size);
            host.paint();
            let mut bytes = Vec::new();
            let times = (1..=TIMES).map(|n| {
                let begin = Instant::now();
                bytes.push(paint(&mut host, size, change, n));
                begin.elapsed()
            });
            let row = Row::of(
                &format!("{}x{} {name}", size.width, size.height),
                times.collect(),
            );
            bytes.sort_unstable();
            row.print(&format!("{} bytes", bytes[bytes.len() / 2]));
        }
    }
}
