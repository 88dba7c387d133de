//! Building an index over 200, 10,000 and 100,000 passages, and asking it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cotejo::edition::{Edition, SearchIndex};
use cotejo::page::results::answer;
use cotejo::text::Lang;
use criterion::Criterion;

use crate::ALLOCATED;
use crate::fixture::{Generated, PASSAGES, edition};
use crate::tables::{Row, head};

/// How many queries of each kind are asked for a table.
const QUERIES: usize = 300;

/// How a query is meant.
#[derive(Clone, Copy)]
enum Kind {
    Words(usize),
    Beginning,
    Typo,
    Phrase,
}

/// Every kind, as it is called.
const KINDS: [(&str, Kind); 6] = [
    ("one word", Kind::Words(1)),
    ("two words", Kind::Words(2)),
    ("three words", Kind::Words(3)),
    ("beginning", Kind::Beginning),
    ("one typo", Kind::Typo),
    ("phrase", Kind::Phrase),
];

/// Queries of one kind that passages of the index answer, the same every time.
fn queries(index: &SearchIndex, kind: Kind) -> Vec<String> {
    let texts: Vec<&str> = (0..)
        .map_while(|key| index.text(key))
        .map(|(_, body)| body)
        .collect();
    // Steps through the passages by a number that shares no factor with theirs.
    let picked = (0..).map(|n: usize| texts[n * 7919 % texts.len()]);
    picked
        .filter_map(|text| query(text, kind))
        .take(QUERIES)
        .collect()
}

/// A query for some words of a text.
fn query(text: &str, kind: Kind) -> Option<String> {
    let words: Vec<&str> = text
        .split(' ')
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .collect();
    let is_plain = |word: &str| word.chars().count() > 4 && word.chars().all(char::is_alphabetic);
    let at = words.iter().position(|word| is_plain(word))?;
    let letters: Vec<char> = words[at].to_lowercase().chars().collect();
    let some = |n: usize| words.get(at..at + n).map(|words| words.join(" "));
    Some(match kind {
        Kind::Words(n) => some(n)? + " ",
        Kind::Phrase => format!("\"{}\"", some(2)?),
        Kind::Beginning => letters[..3].iter().collect(),
        Kind::Typo => {
            let mut letters = letters;
            letters.swap(2, 3);
            letters.into_iter().collect::<String>() + " "
        }
    })
}

/// Asks for the first twenty results with their snippets, as the reader does for every letter.
fn ask(edition: &Edition, query: &str) -> usize {
    let index = edition.index().expect("it has one");
    answer(index, edition.library(), query, Lang::EN, 20)
        .found
        .len()
}

/// Adds the benches.
pub fn bench(criterion: &mut Criterion) {
    for (name, extent) in PASSAGES {
        let edition = edition(Generated::new(extent).load());
        let mut group = criterion.benchmark_group(format!("{name} passages"));
        group.sample_size(10);
        group.bench_function("index", |b| {
            b.iter(|| SearchIndex::build(edition.library()))
        });
        let edition = edition.indexed();
        for (name, kind) in KINDS {
            let all = queries(edition.index().expect("it has one"), kind);
            let mut next = all.iter().cycle();
            group.bench_function(name, |b| {
                b.iter(|| black_box(ask(&edition, next.next().expect("it goes round"))));
            });
        }
        group.finish();
    }
}

fn mebibytes(n_bytes: usize) -> f64 {
    n_bytes as f64 / 1024.0 / 1024.0
}

/// Percentiles of every kind of query, and what an index takes.
pub fn table() {
    for (name, extent) in PASSAGES {
        let edition = edition(Generated::new(extent).load());
        let (before, begin) = (ALLOCATED.allocated(), Instant::now());
        let edition = edition.indexed();
        let (built, taken) = (begin.elapsed(), ALLOCATED.allocated() - before);
        let index = edition.index().expect("it has one");
        let n = (0..).map_while(|key| index.passage(key)).count();
        println!(
            "\n{n} passages ({name}): index built in {:.1} ms, {:.2} MiB with the passages' texts, {:.2} MiB of it occurrences",
            built.as_secs_f64() * 1e3,
            mebibytes(taken),
            mebibytes(index.index().size()),
        );
        head("query, 20 results with snippets");
        for (name, kind) in KINDS {
            let all = queries(index, kind);
            let time = |query: &String| {
                let begin = Instant::now();
                black_box(ask(&edition, query));
                begin.elapsed()
            };
            // Once for nothing, so that no query pays for pages of memory that all have.
            let _: Duration = all.iter().map(time).sum();
            Row::of(name, all.iter().map(time).collect()).print("");
        }
    }
}
