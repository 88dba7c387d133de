//! Reading and checking folders of 200 KB and 20 MB, and a save of the author's until the screen shows it.

use std::hint::black_box;

use cotejo::app::Event;
use criterion::{BatchSize, Criterion, Throughput};
use ratatui::layout::Size;

use crate::fixture::{Generated, LARGE, SMALL, edition, reader};

/// Adds the benches.
pub fn bench(criterion: &mut Criterion) {
    for (name, extent) in [("200 KB", SMALL), ("20 MB", LARGE)] {
        let generated = Generated::new(extent);
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.throughput(Throughput::Bytes(generated.n_bytes() as u64));
        group.bench_function("read and check", |b| b.iter(|| generated.load()));
        // What follows a save: all of it again, an edition, and the frame with it.
        let size = Size::new(120, 40);
        let before = edition(generated.load());
        group.bench_function("reload", |b| {
            b.iter_batched(
                || {
                    let mut host = reader(&before, "chapter-0", size);
                    host.paint();
                    host
                },
                |mut host| {
                    host.update(Event::Edition(edition(generated.load())));
                    black_box(host.paint().len());
                    host
                },
                BatchSize::PerIteration,
            );
        });
        group.finish();
    }
}
