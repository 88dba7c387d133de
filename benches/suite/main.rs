//! The bench suite: loading, indexing, searching, drawing, wrapping and reloading, by content of three sizes and screens of three sizes.
//!
//! `cargo bench --bench suite [FILTER]` measures with Criterion and then prints tables of what means don't tell: the 50th and 99th
//! percentiles of queries and frames, memory, and bytes written. `benches/README.md` has the last figures.

mod app;
mod fixture;
mod frames;
mod loading;
mod searching;
mod tables;

use std::alloc::System;

use cap::Cap;
use criterion::Criterion;

/// Counts the bytes that are allocated: what a process has resident says little of one index after others have come and gone.
#[global_allocator]
static ALLOCATED: Cap<System> = Cap::new(System, usize::MAX);

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    loading::bench(&mut criterion);
    searching::bench(&mut criterion);
    frames::bench(&mut criterion);
    criterion.final_summary();
    // `cargo test --benches` runs this to see that it works; there is nothing to be measured then.
    if std::env::args().any(|arg| arg == "--bench") {
        searching::table();
        frames::table();
    }
}
