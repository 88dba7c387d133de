//! cotejo's search against tantivy in memory, on the same passages: 20 results with snippets for each query.
//!
//! `search [DIR]`: the passages are the claims of a folder, or of the built-in explainer.

use std::path::Path;
use std::time::Instant;

use cotejo::content::load::load;
use cotejo::driver::files::read_folder;
use cotejo::edition::Edition;
use cotejo::page::results::answer;
use cotejo::text::Lang;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, QueryParser};
use tantivy::schema::{STORED, Schema, TEXT, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, TantivyDocument, Term, doc};

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

    let mut schema = Schema::builder();
    let body = schema.add_text_field("body", TEXT | STORED);
    let tantivy = Index::create_in_ram(schema.build());
    let begin = Instant::now();
    let mut writer = tantivy.writer_with_num_threads(1, 50_000_000).expect("a writer");
    let mut n = 0;
    while let Some((entity, lang)) = index.passage(n) {
        let (title, text) = cotejo::edition::passage_text(library, entity, lang);
        writer.add_document(doc!(body => format!("{title}\n{text}"))).expect("added");
        n += 1;
    }
    writer.commit().expect("committed");
    let other_build = begin.elapsed();
    let searcher = tantivy.reader().expect("a reader").searcher();
    let parser = QueryParser::for_index(&tantivy, vec![body]);

    println!("{n} passages; built in {own_build:.0?} and {other_build:.0?} (tantivy)");
    for query in ["guard", "police reform", "defence ministry court", "soldiers border", "constitution"] {
        let own = times(|| answer(index, library, query, Lang::EN, 20).found.len());
        let other = times(|| {
            let parsed = parser.parse_query(query).expect("a query");
            let found = searcher.search(&parsed, &TopDocs::with_limit(20)).expect("found");
            let generator = SnippetGenerator::create(&searcher, &*parsed, body).expect("snippets");
            let snippet = |(_, address)| {
                let document: TantivyDocument = searcher.doc(address).expect("stored");
                let text = document.get_first(body).and_then(|value| value.as_str()).unwrap_or_default().to_string();
                generator.snippet(&text).to_html().len()
            };
            found.into_iter().map(snippet).filter(|n| *n > 0).count()
        });
        let same = times(|| {
            // What cotejo answers: every word, the last one finished, one typo forgiven.
            let words: Vec<&str> = query.split(' ').collect();
            let (last, firsts) = words.split_last().expect("a query has words");
            let mut clauses: Vec<(Occur, Box<dyn tantivy::query::Query>)> = Vec::new();
            for word in firsts {
                clauses.push((Occur::Must, Box::new(FuzzyTermQuery::new(Term::from_field_text(body, word), 1, true))));
            }
            clauses.push((Occur::Must, Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(body, last), 1, true))));
            let asked = BooleanQuery::new(clauses);
            let found = searcher.search(&asked, &TopDocs::with_limit(20)).expect("found");
            let parsed = parser.parse_query(query).expect("a query");
            let generator = SnippetGenerator::create(&searcher, &*parsed, body).expect("snippets");
            let snippet = |(_, address)| {
                let document: TantivyDocument = searcher.doc(address).expect("stored");
                let text = document.get_first(body).and_then(|value| value.as_str()).unwrap_or_default().to_string();
                generator.snippet(&text).to_html().len()
            };
            found.into_iter().map(snippet).count()
        });
        println!("{query:28} tantivy with the last word finished and one typo forgiven {:.3} ms, ratio {:.2}", same.0, own.0 / same.0);
        println!("{query:28} cotejo {:.3} ms (p99 {:.3}), tantivy {:.3} ms (p99 {:.3}), ratio {:.2}", own.0, own.1, other.0, other.1, own.0 / other.0);
    }
}

/// Median and 99th percentile in ms of 200 runs, after 20 that don't count.
fn times(run: impl Fn() -> usize) -> (f64, f64) {
    let mut all: Vec<f64> = (0..220)
        .map(|_| {
            let begin = Instant::now();
            std::hint::black_box(run());
            begin.elapsed().as_secs_f64() * 1_000.0
        })
        .skip(20)
        .collect();
    all.sort_by(f64::total_cmp);
    (all[all.len() / 2], all[all.len() * 99 / 100])
}
