//! cotejo's search against tantivy in memory, on the same passages: 20 results with snippets for each query.
//!
//! `search [DIR]`: the passages are those of a folder, or of the built-in explainer. The queries are drawn from the passages, the same every
//! time: one to three words of one passage, the beginning of a word, a word with two letters exchanged. Both are asked for passages that have
//! every word; cotejo looks for accents, stems and (where hardly anything is found) typos as well.

use std::path::Path;
use std::time::Instant;

use cotejo::content::load::load;
use cotejo::driver::files::read_folder;
use cotejo::edition::{Edition, SearchIndex, passage_text};
use cotejo::page::results::answer;
use cotejo::text::Lang;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TEXT, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, Searcher, TantivyDocument, Term, doc};

/// How many results, each with its snippet.
const LIMIT: usize = 20;

/// How many queries of each kind.
const N_QUERIES: usize = 300;

/// What is asked for, as both are asked.
struct Asked {
    words: Vec<String>,
    last: Last,
}

/// How the last word is meant.
#[derive(Clone, Copy)]
enum Last {
    Whole,
    Beginning,
    Typo,
}

fn main() {
    let edition = match std::env::args().nth(1) {
        None => Edition::builtin().expect("it reads"),
        Some(dir) => {
            let folder = read_folder(Path::new(&dir));
            let loaded = load(folder.files, folder.found, folder.sources);
            Edition::new(loaded.library.expect("it has no errors"), 0)
        }
    };
    let begin = Instant::now();
    let edition = edition.indexed();
    let own_build = begin.elapsed();
    let index = edition.index().expect("it was just indexed");
    let library = edition.library();
    let mut texts = Vec::new();
    while let Some((entity, lang)) = index.passage(texts.len() as u32) {
        let (title, text) = passage_text(library, entity, lang);
        texts.push(format!("{title}\n{text}"));
    }

    let mut schema = Schema::builder();
    let body = schema.add_text_field("body", TEXT | STORED);
    let tantivy = Index::create_in_ram(schema.build());
    let begin = Instant::now();
    let mut writer = tantivy.writer_with_num_threads(1, 50_000_000).expect("a writer");
    for text in &texts {
        writer.add_document(doc!(body => text.as_str())).expect("added");
    }
    writer.commit().expect("committed");
    let other_build = begin.elapsed();
    let searcher = tantivy.reader().expect("a reader").searcher();

    println!("{} passages; built in {own_build:.0?}, tantivy in {other_build:.0?}", texts.len());
    println!("{:14} {:>22} {:>22} {:>8} {:>8}", "", "cotejo p50 / p99 ms", "tantivy p50 / p99 ms", "p50", "p99");
    let mut dice = Dice(20_260_101);
    for (kind, n_words, last) in [
        ("one word", 1, Last::Whole),
        ("two words", 2, Last::Whole),
        ("three words", 3, Last::Whole),
        ("beginning", 1, Last::Beginning),
        ("two, typing", 2, Last::Beginning),
        ("one typo", 1, Last::Typo),
    ] {
        let queries: Vec<Asked> = (0..N_QUERIES).map(|_| dice.query(&texts, n_words, last)).collect();
        let (mut own, mut other) = (Vec::new(), Vec::new());
        for counted in [false, true] {
            for query in &queries {
                let a = time(|| own_answer(index, &edition, query));
                let b = time(|| other_answer(&searcher, body, query));
                if counted {
                    own.push(a);
                    other.push(b);
                }
            }
        }
        let (own, other) = (percentiles(own), percentiles(other));
        println!(
            "{kind:14} {:>12.3} / {:>7.3} {:>12.3} / {:>7.3} {:>8.2} {:>8.2}",
            own.0, own.1, other.0, other.1, own.0 / other.0, own.1 / other.1
        );
    }
}

fn own_answer(index: &SearchIndex, edition: &Edition, query: &Asked) -> usize {
    let mut typed = query.words.join(" ");
    if !matches!(query.last, Last::Beginning) {
        typed.push(' ');
    }
    answer(index, edition.library(), &typed, Lang::EN, LIMIT).found.len()
}

fn other_answer(searcher: &Searcher, body: Field, query: &Asked) -> usize {
    let last = query.words.len() - 1;
    let clause = |(i, word): (usize, &String)| -> (Occur, Box<dyn Query>) {
        let term = Term::from_field_text(body, word);
        let query: Box<dyn Query> = match query.last {
            Last::Beginning if i == last => Box::new(FuzzyTermQuery::new_prefix(term, 0, true)),
            Last::Typo if i == last => Box::new(FuzzyTermQuery::new(term, 1, true)),
            _ => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
        };
        (Occur::Must, query)
    };
    let asked = BooleanQuery::new(query.words.iter().enumerate().map(clause).collect());
    let found = searcher.search(&asked, &TopDocs::with_limit(LIMIT)).expect("found");
    let generator = SnippetGenerator::create(searcher, &asked, body).expect("snippets");
    let snippet = |(_, address)| {
        let document: TantivyDocument = searcher.doc(address).expect("stored");
        let text = document.get_first(body).and_then(|value| value.as_str()).unwrap_or_default().to_string();
        generator.snippet(&text).to_html().len()
    };
    found.into_iter().map(snippet).count()
}

fn time(run: impl FnOnce() -> usize) -> f64 {
    let begin = Instant::now();
    std::hint::black_box(run());
    begin.elapsed().as_secs_f64() * 1_000.0
}

/// The median and the 99th percentile.
fn percentiles(mut all: Vec<f64>) -> (f64, f64) {
    all.sort_by(f64::total_cmp);
    (all[all.len() / 2], all[all.len() * 99 / 100])
}

/// The same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    /// A query that a passage answers.
    fn query(&mut self, texts: &[String], n_words: usize, last: Last) -> Asked {
        loop {
            let text = &texts[self.below(texts.len())];
            let all: Vec<String> = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.chars().count() > 3 && word.chars().all(char::is_alphabetic))
                .map(str::to_lowercase)
                .collect();
            if all.len() < n_words {
                continue;
            }
            let at = self.below(all.len() - n_words + 1);
            let mut words = all[at..at + n_words].to_vec();
            let word: Vec<char> = words[n_words - 1].chars().collect();
            let changed = match last {
                Last::Whole => word,
                Last::Beginning => word[..word.len().min(2 + word.len() / 2)].to_vec(),
                Last::Typo if word.len() < 5 => continue,
                Last::Typo => {
                    let mut word = word;
                    word.swap(2, 3);
                    word
                }
            };
            words[n_words - 1] = changed.into_iter().collect();
            return Asked { words, last };
        }
    }
}
