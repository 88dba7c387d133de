//! Searching from passages to hits, marks and snippets, through the public surface.

use cotejo::search::index::{Hits, Index};
use cotejo::search::marker::matches;
use cotejo::search::query::Query;
use cotejo::search::snippet::snippet;
use cotejo::search::{Facet, Passage};
use cotejo::text::Lang;
use proptest::prelude::Strategy;
use proptest::{prop_assert, prop_assert_eq, proptest};

fn passage(key: u32, lang: Lang, title: &str, body: &str) -> Passage {
    Passage {
        key,
        kind: 7,
        title: title.to_owned(),
        body: body.to_owned(),
        lang,
        facets: Vec::new(),
    }
}

fn english(bodies: &[&str]) -> Index {
    let passages = (0..).zip(bodies);
    Index::build(passages.map(|(key, body)| passage(key, Lang::EN, "", body)))
}

fn spanish(bodies: &[&str]) -> Index {
    let passages = (0..).zip(bodies);
    Index::build(passages.map(|(key, body)| passage(key, Lang::ES, "", body)))
}

fn search(index: &Index, query: &str) -> Hits {
    index.search(&Query::parse(query), 20)
}

/// The keys found, best first.
fn found(index: &Index, query: &str) -> Vec<u32> {
    search(index, query)
        .hits
        .iter()
        .map(|hit| hit.key)
        .collect()
}

#[test]
fn words_are_found_however_they_are_written() {
    let index = spanish(&[
        "La presidenta de México",
        "Me\u{301}xico en NFD",
        "Mexico sin acento",
        "Claudia Sheinbaum, presidenta",
        "eine Straße in Łódź",
        "unos 130,000 elementos",
        "los EE. UU. y Canadá",
    ]);
    for query in ["mexico ", "MEXICO ", "Mexico", "mex"] {
        let mut keys = found(&index, query);
        keys.sort_unstable();
        assert_eq!(keys, [0, 1, 2], "{query}");
    }
    assert_eq!(found(&index, "strasse "), [4]);
    assert_eq!(found(&index, "lodz "), [4]);
    assert_eq!(found(&index, "130000 "), [5]);
    assert_eq!(found(&index, "130.000 "), [5]);
    assert_eq!(found(&index, "EEUU "), [6]);
}

#[test]
fn an_accent_that_was_typed_is_meant() {
    let index = spanish(&["México", "Mexico", "un año", "el ano"]);
    for query in ["méxico ", "MÉXICO ", "Me\u{301}xico ", "méx"] {
        assert_eq!(found(&index, query), [0], "{query}");
    }
    assert_eq!(found(&index, "año "), [2]);
    // Without the accent both match, the word that was typed first.
    assert_eq!(found(&index, "mexico "), [1, 0]);
    assert_eq!(found(&index, "ano "), [3, 2]);
}

#[test]
fn one_typo_is_forgiven_where_a_word_is_not_found() {
    let index = english(&[
        "Claudia Sheinbaum is president",
        "the guard of 2019",
        "a card game",
    ]);
    for query in [
        "shienbaum ",
        "sheinbam ",
        "sheinbaun ",
        "shienb",
        "claudia shienbaum ",
    ] {
        let hits = search(&index, query);
        assert_eq!(hits.hits.len(), 1, "{query}");
        assert_eq!(hits.hits[0].key, 0, "{query}");
        let marks = hits.marker.marks("Claudia Sheinbaum is president");
        assert!(marks.contains(&(8..17)), "{query}");
    }
    // Not two typos, not another number, not a short word, not a word that is there.
    assert_eq!(found(&index, "shienbam "), [0; 0]);
    assert_eq!(found(&index, "2018 "), [0; 0]);
    assert_eq!(found(&index, "gam "), [0; 0]);
    assert_eq!(found(&index, "card "), [2]);
}

#[test]
fn closer_forms_rank_higher() {
    let index = english(&["a typo: gaurds", "guardian", "guards", "guard"]);
    assert_eq!(found(&index, "guard"), [3, 2, 1]);
    assert_eq!(found(&index, "guard "), [3, 2]);
    assert_eq!(found(&index, "guardz "), [2, 3]);
    assert_eq!(found(&spanish(&["los jueces", "el juez"]), "juez "), [1, 0]);
    assert_eq!(
        found(&spanish(&["fuerzas militares", "un militar"]), "militar "),
        [1, 0]
    );
    assert_eq!(
        found(
            &spanish(&["las constituciones", "la constitución"]),
            "constitucion "
        ),
        [1, 0]
    );
}

#[test]
fn titles_weigh_more_and_long_passages_less() {
    let long = "guard and a good deal of other words that have nothing to do with it ".repeat(3);
    let index = Index::build([
        passage(1, Lang::EN, "", &long),
        passage(2, Lang::EN, "", "the guard"),
        passage(3, Lang::EN, "The guard", "something else"),
    ]);
    let hits = search(&index, "guard ");
    let keys: Vec<u32> = hits.hits.iter().map(|hit| hit.key).collect();
    assert_eq!(keys[0], 3);
    assert_eq!(hits.hits[0].kind, 7);
}

#[test]
fn all_words_are_needed_unless_nothing_has_them_all() {
    let index = english(&[
        "the army and the guard",
        "the guard",
        "the police",
        "an army of clerks",
    ]);
    let hits = search(&index, "army guard ");
    assert!(hits.complete);
    assert_eq!((hits.total, hits.hits[0].key), (1, 0));

    let hits = search(&index, "police army ");
    assert!(!hits.complete);
    assert_eq!(hits.hits[0].key, 2);

    let hits = search(&index, "guard xyzzy ");
    assert!(!hits.complete);
    assert_eq!(hits.total, 2);
    assert_eq!(search(&index, "xyzzy ").total, 0);
    assert_eq!(search(&index, "").total, 0);
}

#[test]
fn phrases_are_found_word_by_word() {
    let index = Index::build([
        passage(0, Lang::EN, "The National", "Guard was founded"),
        passage(1, Lang::EN, "", "The National Guard was founded"),
        passage(2, Lang::EN, "", "a guard of the national park"),
        passage(3, Lang::EN, "", "the national, national guards"),
        passage(4, Lang::EN, "", "国家警卫队"),
        passage(5, Lang::EN, "", "家国"),
    ]);
    assert_eq!(found(&index, "\"national guard\""), [1]);
    assert_eq!(found(&index, "\"national guard"), [1, 3]);
    assert_eq!(found(&index, "\"national guard\" founded "), [1]);
    assert_eq!(found(&index, "\"guard national\""), [0; 0]);
    assert_eq!(found(&index, "\"national guard\" xyzzy "), [0; 0]);
    assert_eq!(found(&index, "国家"), [4]);
}

#[test]
fn filters_narrow_what_is_found() {
    let with = |key, facets: &[(Facet, &str)]| Passage {
        facets: facets
            .iter()
            .map(|(facet, value)| (*facet, (*value).to_owned()))
            .collect(),
        ..passage(key, Lang::EN, "", "the guard")
    };
    let index = Index::build([
        with(0, &[(Facet::Source, "INEGI"), (Facet::Kind, "figure")]),
        with(
            1,
            &[
                (Facet::Source, "Méxicó Evalúa"),
                (Facet::Kind, "figure"),
                (Facet::Source, "inegi"),
            ],
        ),
        with(2, &[(Facet::Kind, "fact"), (Facet::In, "mission")]),
    ]);
    assert_eq!(found(&index, "source:inegi "), [0, 1]);
    assert_eq!(found(&index, "guard SOURCE:Inegi"), [0, 1]);
    assert_eq!(found(&index, "source:\"mexico evalua\" guard "), [1]);
    assert_eq!(found(&index, "kind:fact kind:figure "), [0, 1, 2]);
    assert_eq!(found(&index, "kind:fig"), [0, 1]);
    assert_eq!(found(&index, "kind:fig "), [0; 0]);
    assert_eq!(found(&index, "kind:figure in:mission "), [0; 0]);
    assert_eq!(found(&index, "kind:fact \"the guard\""), [2]);
    assert_eq!(found(&index, "kind:fact army "), [0; 0]);
    assert_eq!(search(&index, "status:disputed ").total, 0);
}

#[test]
fn a_passage_counts_once_in_however_many_languages_it_is_found() {
    let texts = [
        (Lang::EN, "a guard in Tijuana"),
        (Lang::EN, "a guard elsewhere"),
        (Lang::EN, "nothing of it"),
        (Lang::ES, "una guardia en Tijuana"),
        (Lang::ES, "otro guard"),
        (Lang::ES, "nada"),
    ];
    let passages = (0..).zip(texts);
    let index = Index::build(passages.map(|(key, (lang, text))| passage(key, lang, "", text)));
    let index = index.translated_after(3);
    let totals = |query: &str| search(&index, query).total;
    assert_eq!(totals("tijuana "), 1);
    assert_eq!(totals("guard "), 2);
    assert_eq!(totals("guard tijuana "), 1);
    assert_eq!(totals("guard*tijuana"), 1);
    assert_eq!(totals("nada "), 1);
    assert_eq!(search(&index, "tijuana ").hits.len(), 2);
}

#[test]
fn equals_come_in_the_order_of_their_passages() {
    let index = Index::build([9, 3, 5, 1].map(|key| passage(key, Lang::EN, "", "the guard")));
    let hits = index.search(&Query::parse("guard "), 3);
    assert_eq!(hits.total, 4);
    let keys: Vec<u32> = hits.hits.iter().map(|hit| hit.key).collect();
    assert_eq!(keys, [9, 3, 5]);
    assert_eq!(index.search(&Query::parse("guard "), 0).hits, []);
}

#[test]
fn hits_come_with_what_a_snippet_needs() {
    let body = "The law of 2019 founded the Guard. Its command went to the army in 2022, and back.";
    let index = english(&[body]);
    let hits = search(&index, "army comand ");
    let shown = snippet(body, &hits.marker, 34);
    assert_eq!(&body[shown.range], "Its command went to the army in");
    let marked: Vec<&str> = shown.marks.into_iter().map(|mark| &body[mark]).collect();
    assert_eq!(marked, ["command", "army"]);
}

fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec("[abá]{1,3}", 0..8).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn what_is_found_is_what_is_marked(
        bodies in proptest::collection::vec(words(), 1..30),
        query in "[abá]{1,3}( [ab]{1,2}){0,2}( \"[ab]{1,2} [ab]{1,2}\"?)?[ ]?",
    ) {
        let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
        let index = english(&bodies);
        let query = Query::parse(&query);
        let hits = index.search(&query, usize::MAX);
        prop_assert_eq!(hits.total, hits.hits.len());
        for hit in &hits.hits {
            prop_assert!(!matches(bodies[hit.key as usize], &query).is_empty());
            prop_assert!(hit.score > 0.0);
        }
    }

    #[test]
    fn one_word_finds_all_that_it_marks(
        bodies in proptest::collection::vec(words(), 1..200),
        query in "[abá]{1,3} ?|\"[ab]{1,2} [ab]{1,2}\"",
    ) {
        let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
        let query = Query::parse(&query);
        let hits = english(&bodies).search(&query, usize::MAX);
        let mut keys: Vec<usize> = hits.hits.iter().map(|hit| hit.key as usize).collect();
        keys.sort_unstable();
        let marked: Vec<usize> = (0..bodies.len()).filter(|i| !matches(bodies[*i], &query).is_empty()).collect();
        prop_assert_eq!(keys, marked);
    }

    #[test]
    fn the_best_are_the_same_however_many_are_asked_for(
        bodies in proptest::collection::vec(words(), 1..60),
        query in "[ab]{1,2}( [ab])?",
        limit in 0usize..20,
    ) {
        let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
        let index = english(&bodies);
        let all = index.search(&Query::parse(&query), usize::MAX).hits;
        let few = index.search(&Query::parse(&query), limit).hits;
        prop_assert_eq!(&few[..], &all[..all.len().min(limit)]);
        let mut sorted = all.clone();
        sorted.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.key.cmp(&b.key)));
        prop_assert_eq!(all, sorted);
    }
}
