//! Codes of the built-in explainer.

use super::*;
use crate::edition::Edition;
use crate::page::Kept;
use crate::place::{ComparisonView, LedgerView};
use crate::text::Lang;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn edition() -> Edition {
    Edition::builtin()
        .expect("the built-in explainer")
        .indexed()
}

fn ctx<'a>(edition: &'a Edition, kept: &'a Kept) -> Ctx<'a> {
    Ctx {
        edition,
        lang: Lang::EN,
        kept,
        keys: &[],
        glyphs: crate::picture::Glyphs::Full,
    }
}

/// Every place that has a page.
fn places(edition: &Edition) -> Vec<Place> {
    let library = edition.library();
    let screens = Place::screens().map(|(_, place)| place);
    let ids = library.ids().filter_map(|id| Place::parse(id, library));
    let mut places: Vec<Place> = screens.chain(ids.map(|own| own.place)).collect();
    places.sort_by_key(name);
    places.dedup_by_key(|place| name(place));
    places
}

#[test]
fn every_entry_of_every_page_comes_back() {
    let (edition, kept) = (edition(), Kept::default());
    let ctx = ctx(&edition, &kept);
    let (mut codes, mut n) = (BTreeSet::new(), 0);
    for place in places(&edition) {
        let page = Page::new(&place, ctx);
        for entry in page.entries.iter().take(40) {
            let own = Location {
                place: place.clone(),
                key: entry.key(edition.library()).into_owned(),
                offset: n % 3 * 77,
            };
            let code = code(&own);
            let back = location(&code, ctx).expect("the code of a place that exists");
            assert_eq!(name(&back.place), name(&own.place), "{code}");
            if !own.key.is_empty() {
                assert_eq!((back.key, back.offset), (own.key, own.offset), "{code}");
            }
            assert!(code.len() <= 19, "{code}");
            codes.insert(code);
            n += 1;
        }
        assert_eq!(
            location(&code(&Location::top(place.clone())), ctx).map(|own| name(&own.place)),
            Some(name(&place))
        );
    }
    assert!(
        n > 1_000 && codes.len() > n * 9 / 10,
        "{n}, {}",
        codes.len()
    );
}

#[test]
fn a_code_is_read_as_people_write_it() {
    let (edition, kept) = (edition(), Kept::default());
    let ctx = ctx(&edition, &kept);
    let chapter = edition.library().chapters[0].id.clone();
    let own = Location::top(Place::Chapter(chapter));
    let code = code(&own);
    let spoken = code
        .to_lowercase()
        .replace('-', " ")
        .replace('0', "o")
        .replace('1', "l");
    for written in [&spoken, &code.replace('-', ""), &format!("  {code} ")] {
        assert_eq!(location(written, ctx), Some(own.clone()), "{written}");
    }
}

#[test]
fn what_a_reader_made_of_a_place_is_not_in_its_code() {
    let (edition, kept) = (edition(), Kept::default());
    let ctx = ctx(&edition, &kept);
    let found = |place| location(&code(&Location::top(place)), ctx).map(|own| own.place);
    assert_eq!(
        found(Place::Search("secret words".to_string())),
        Some(Place::Search(String::new()))
    );
    let comparison = edition.library().comparisons[0].id.clone();
    let differing = ComparisonView {
        only_differing: true,
        ..ComparisonView::default()
    };
    assert_eq!(
        found(Place::Comparison(comparison.clone(), differing)),
        Some(Place::Comparison(comparison, ComparisonView::default()))
    );
    let view = LedgerView {
        says: Some("x".to_string()),
        ..LedgerView::default()
    };
    assert_eq!(
        found(Place::Claims(view)),
        Some(Place::Claims(LedgerView::default()))
    );
}

#[test]
fn places_and_entries_that_are_gone() {
    let (edition, kept) = (edition(), Kept::default());
    let ctx = ctx(&edition, &kept);
    let gone = Location::top(Place::Chapter(crate::content::model::ChapterId::new(
        "no-such-chapter",
    )));
    assert_eq!(location(&code(&gone), ctx), None);
    let chapter = Place::Chapter(edition.library().chapters[0].id.clone());
    let entry = Location {
        place: chapter.clone(),
        key: "no-such-entry".to_string(),
        offset: 9,
    };
    assert_eq!(location(&code(&entry), ctx), Some(Location::top(chapter)));
}

#[test]
fn a_slip_is_noticed() {
    let (edition, kept) = (edition(), Kept::default());
    let ctx = ctx(&edition, &kept);
    let own = Location {
        offset: 300,
        ..Location::at(Place::Glossary, "guard")
    };
    let letters: Vec<char> = code(&own).replace('-', "").chars().collect();
    let (mut slips, mut passed) = (0, 0);
    for at in 0..letters.len() {
        for other in LETTERS.iter().map(|b| char::from(*b)) {
            let mut slip = letters.clone();
            slip[at] = other;
            slips += usize::from(slip != letters);
            passed += usize::from(
                slip != letters && location(&slip.iter().collect::<String>(), ctx).is_some(),
            );
        }
        let mut swapped = letters.clone();
        swapped.swap(at, (at + 1) % letters.len());
        if swapped != letters {
            assert_eq!(
                location(&swapped.iter().collect::<String>(), ctx),
                None,
                "{swapped:?}"
            );
        }
    }
    assert!(slips > 300 && passed <= 2, "{passed} of {slips}");
}

proptest! {
    #[test]
    fn garbage_leads_nowhere_or_to_a_place_that_exists(text in "\\PC{0,70}", letters in "[0-9A-Za-z -]{8,24}") {
        let (edition, kept) = (edition_once(), Kept::default());
        let ctx = ctx(edition, &kept);
        for text in [text, letters] {
            if let Some(found) = location(&text, ctx) {
                prop_assert!(found.place.exists_in(edition.library()));
            }
        }
    }
}

/// The explainer for many cases: it is a constant.
fn edition_once() -> &'static Edition {
    static EDITION: std::sync::LazyLock<Edition> = std::sync::LazyLock::new(edition);
    &EDITION
}
