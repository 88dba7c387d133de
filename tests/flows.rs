//! What readers do, key by key: reading, opening, searching, comparing, copying, going back.

mod common;

use common::{Reader, guard};
use cotejo::app::{Change, Effect, Event};
use cotejo::content::load::{File, load};
use cotejo::content::model::Entity;
use cotejo::driver::files::read_folder;
use cotejo::edition::Edition;
use cotejo::place::{Location, Place};
use cotejo::text::Lang;
use proptest::prelude::*;

#[test]
fn a_guide_leads_through_the_explainer_and_back() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "guides");
    reader.press("enter");
    assert!(matches!(reader.app.place(), Place::Guide(_)));
    reader.press("enter");
    assert!(reader.screen().contains("Step 1/"));
    let first = reader.app.location();
    reader.press(">");
    assert!(reader.screen().contains("Step 2/"));
    assert_ne!(reader.app.location(), first);
    reader.press("backspace");
    assert_eq!(reader.app.location(), first);
    assert!(reader.screen().contains("Step 1/"));
    reader.press("ctrl-g");
    assert!(!reader.screen().contains("Step 1/"));
}

#[test]
fn a_guide_ends_on_its_own_page() {
    let edition = guard();
    for guide in &edition.library().guides {
        let mut reader = Reader::at(&edition, (80, 24), guide.id.as_str());
        reader.press("enter");
        for step in 1..=guide.steps.len() {
            assert!(
                reader
                    .screen()
                    .contains(&format!("Step {step}/{}", guide.steps.len())),
                "{} {step}\n{}",
                guide.id,
                reader.screen()
            );
            reader.press(">");
        }
        assert!(matches!(reader.app.place(), Place::Guide(id) if *id == guide.id));
    }
}

#[test]
fn a_guide_is_read_from_end_to_end_with_one_key() {
    let edition = guard();
    let library = edition.library();
    let guide = &library.guides[1];
    let mut reader = Reader::at(&edition, (80, 24), guide.id.as_str());
    reader.press("enter");
    let mut seen = vec![1];
    let mut read = String::new();
    for _ in 0..200 {
        read.push_str(&reader.screen());
        let ends = ["end of this step", "end of the guide"];
        let says_so = ends.iter().any(|end| reader.screen().contains(end));
        let step =
            (1..=guide.steps.len()).find(|step| reader.screen().contains(&format!("Step {step}/")));
        let step = step.expect("a step is on the screen");
        if seen.last() != Some(&step) {
            seen.push(step);
        }
        reader.press("space");
        if matches!(reader.app.place(), Place::Guide(_)) {
            assert!(says_so, "the last step has an end");
            break;
        }
        let next = format!("Step {}/", step + 1);
        assert_eq!(
            says_so,
            reader.screen().contains(&next),
            "{}",
            reader.screen()
        );
    }
    assert_eq!(seen, (1..=guide.steps.len()).collect::<Vec<_>>());
    assert!(matches!(reader.app.place(), Place::Guide(id) if *id == guide.id));
    // Nothing of a step was passed over: the last words of its sections were on a screen.
    for step in &guide.steps {
        if let Some(Entity::Section(c, s)) = library.find(&step.at) {
            let title = library.title_of(Entity::Section(c, s), Lang::EN);
            assert!(read.contains(title), "{title}");
        }
    }
}

#[test]
fn aspects_that_stand_alone_are_turned_like_pages() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "homicide-counts");
    let comparison = &edition.library().comparisons[match edition.library().find("homicide-counts")
    {
        Some(Entity::Comparison(i)) => i as usize,
        other => panic!("{other:?}"),
    }];
    let first_row = |reader: &Reader| {
        reader
            .screen()
            .lines()
            .nth(1)
            .unwrap_or_default()
            .trim()
            .to_string()
    };
    // The first stands whole below the head of the page, and is not turned to again.
    assert!(
        reader
            .screen()
            .contains(comparison.aspects[0].title.get(Lang::EN))
    );
    for aspect in &comparison.aspects[1..] {
        reader.press("space");
        assert_eq!(first_row(&reader), aspect.title.get(Lang::EN));
    }
    for aspect in comparison.aspects.iter().rev().skip(1) {
        reader.press("pageup");
        assert_eq!(first_row(&reader), aspect.title.get(Lang::EN));
    }
}

#[test]
fn a_citation_opens_in_place_and_closes_on_the_same_line() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "mission");
    reader.press("] ] tab");
    let before = reader.screen();
    reader.press("enter");
    let open = reader.screen();
    for word in ["Says", "Evidence", "Agreement", "Source"] {
        assert!(open.contains(word), "{word} is missing in\n{open}");
    }
    assert!(matches!(reader.app.place(), Place::Chapter(_)));
    reader.press("esc");
    assert!(!reader.screen().contains("Evidence"));
    assert!(
        before
            .lines()
            .any(|line| reader.screen().contains(line) && line.starts_with('›'))
    );
}

#[test]
fn what_a_search_found_is_marked_and_back_returns_to_the_results() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (100, 30), "mission");
    reader.press("/ merida");
    let results = reader.body();
    assert!(results.contains("found"), "{results}");
    reader.press("down down enter");
    assert!(!matches!(reader.app.place(), Place::Search(_)));
    // The match that the reader stands on is underlined and bold on the colour of hits.
    assert!(
        reader.styled().contains("48;2;224;192;96m"),
        "{}",
        reader.styled()
    );
    reader.press("backspace");
    assert_eq!(reader.app.place(), &Place::Search("merida".to_string()));
    assert!(reader.screen().contains("found"));
    reader.press("backspace");
    assert!(matches!(reader.app.place(), Place::Chapter(_)));
}

#[test]
fn a_search_that_is_left_leads_back() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "history");
    reader.press("space space");
    let before = reader.app.location();
    reader.press("/ guard esc");
    assert_eq!(reader.app.location(), before);
}

#[test]
fn accents_case_and_typos_are_forgiven() {
    let edition = guard();
    let index = edition.index().expect("the edition has an index");
    let count = |query: &str| {
        cotejo::page::results::answer(index, edition.library(), query, cotejo::text::Lang::EN, 50)
            .total
    };
    assert!(count("México") > 0);
    assert_eq!(count("mexico"), count("MEXICO"));
    assert!(count("mexico") >= count("México"));
    for typo in ["shienbaum", "sheinbam", "sheinbaun"] {
        assert!(count(typo) > 0, "{typo}");
    }
    assert!(count("status:contradicted") > 0);
    assert!(count("kind:term guard") > 0);
    assert_eq!(count("xyzzyplugh"), 0);
}

#[test]
fn find_on_a_page_counts_and_goes_round() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "history");
    reader.press("f soldiers enter");
    let (n, of) = matched(&reader.screen());
    assert!(n == 1 && of > 2, "{n}/{of}");
    reader.press("n");
    assert_eq!(matched(&reader.screen()), (2, of));
    reader.press("N N");
    assert_eq!(matched(&reader.screen()), (of, of));
    reader.press("f nothingofthekind");
    assert!(reader.screen().contains("not on this page"));
}

/// An explainer with so many claims, the last of which alone says "needle".
fn with_claims(n: usize) -> Edition {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/content/starter/en-minimal");
    let mut folder = read_folder(root.as_ref());
    let claim = |i: usize| {
        let text = if i + 1 == n { "A needle." } else { "Hay." };
        format!(
            "[[claim]]\nid = \"c{i}\"\ntext = \"{text}\"\nkind = \"fact\"\nsays = \"A\"\nas-of = \"2024\"\n\
             evidence = \"single-source\"\nagreement = \"undisputed\"\ncitations = [ {{ source = \"first-source\" }} ]\n"
        )
    };
    let all: Vec<String> = (0..n).map(claim).collect();
    folder
        .files
        .extend((0..).zip(all.chunks(1_000)).map(|(i, part)| File {
            path: format!("more-{i}.toml"),
            bytes: part.concat().into_bytes(),
        }));
    let loaded = load(folder.files, folder.found, folder.sources);
    Edition::new(loaded.library.expect("it has no errors"), 0).indexed()
}

#[test]
fn a_match_is_never_behind_the_field() {
    let edition = guard();
    for place in ["history", "claims"] {
        for rows in 20..30 {
            let mut reader = Reader::at(&edition, (80, rows), place);
            reader.press("f soldiers");
            for _ in 0..6 {
                // The rows of the page: what is found stands on one of them.
                let screen = reader.screen();
                let rows: Vec<&str> = screen.lines().collect();
                let page = rows[1..rows.len() - 2].join(" ").to_lowercase();
                assert!(page.contains("soldier"), "{screen}");
                reader.press("tab");
            }
        }
    }
}

#[test]
fn a_find_on_a_very_long_page_looks_near_and_enter_looks_everywhere() {
    let edition = with_claims(3_500);
    let mut reader = Reader::at(&edition, (80, 24), "claims");
    let last = |reader: &Reader| {
        reader
            .screen()
            .lines()
            .last()
            .unwrap_or_default()
            .to_string()
    };
    reader.press("f needl");
    assert!(!reader.screen().contains("needle"), "{}", reader.screen());
    assert!(!last(&reader).contains("not on this page"));
    reader.press("e enter");
    assert!(reader.screen().contains("A needle."), "{}", reader.screen());
    reader.press("esc g f haystack enter");
    assert!(
        last(&reader).contains("not on this page"),
        "{}",
        reader.screen()
    );
    // From nearer it is found at once, and the beginning is come back to.
    reader.press("esc G ctrl-b ctrl-b ctrl-b f needle");
    assert!(reader.screen().contains("A needle."), "{}", reader.screen());
}

/// The numbers of "match 2/7".
fn matched(screen: &str) -> (usize, usize) {
    let last = screen.lines().last().unwrap_or_default();
    let numbers = last
        .trim()
        .strip_prefix("match ")
        .unwrap_or_else(|| panic!("no match in {last:?}"));
    let (n, of) = numbers.split_once('/').expect("a count");
    (n.parse().expect("a number"), of.parse().expect("a number"))
}

#[test]
fn columns_are_swapped_chosen_and_thinned() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (120, 40), "two-documents");
    let head = |reader: &Reader| {
        reader
            .screen()
            .lines()
            .find(|line| line.matches('│').count() == 2)
            .map(str::to_string)
            .expect("a row of names")
    };
    let before = head(&reader);
    reader.press("x");
    assert_ne!(head(&reader), before);
    reader.press("x");
    assert_eq!(head(&reader), before);
    // The list stays for another choice.
    reader.press("F enter");
    assert!(reader.screen().contains("[ ]"));
    reader.press("esc");
    assert!(
        !reader
            .screen()
            .lines()
            .any(|line| line.matches('│').count() == 2),
        "{}",
        reader.screen()
    );
    reader.press("F down enter");
    assert!(reader.screen().contains("at least two columns"));
}

#[test]
fn the_ledger_is_filtered_and_sorted() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "claims");
    reader.press("F contradicted enter");
    let Place::Claims(view) = reader.app.place().clone() else {
        panic!("not the ledger")
    };
    assert!(view.agreement.is_some());
    reader.press("s");
    let Place::Claims(sorted) = reader.app.place().clone() else {
        panic!("not the ledger")
    };
    assert_ne!(view.sort, sorted.sort);
    assert_eq!(view.agreement, sorted.agreement);
}

#[test]
fn copying_brings_citation_date_and_status() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "r-tijuana-residents-felt-safer");
    reader.press("y");
    let copied = reader.effects.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.expect("something was copied");
    for part in [
        "felt safer",
        "contradicted",
        "as of 2020",
        "iconocast.com",
        "A Win in Tijuana",
    ] {
        assert!(copied.contains(part), "{part} is missing in\n{copied}");
    }
}

#[test]
fn bookmarks_and_notes_are_kept_and_removed() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "mission");
    reader.press("space m");
    let has = |reader: &Reader, wanted: fn(&Change) -> bool| {
        reader
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Keep(change) if wanted(change)))
    };
    assert!(has(&reader, |change| matches!(
        change,
        Change::AddBookmark(_)
    )));
    reader.press("' enter");
    assert!(matches!(reader.app.place(), Place::Chapter(_)));
    reader.press("m");
    assert!(has(&reader, |change| matches!(
        change,
        Change::RemoveBookmark(_)
    )));
    reader.press("e why enter");
    assert!(has(
        &reader,
        |change| matches!(change, Change::SetNote(note) if note.text == "why")
    ));
    reader.press("'");
    assert!(reader.screen().contains("why"));
}

#[test]
fn the_palette_goes_anywhere_and_runs_anything() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "home");
    reader.press(": timeline enter");
    assert!(
        matches!(reader.app.place(), Place::Timeline),
        "{:?}",
        reader.app.place()
    );
    // What stands together comes before the letters of "The metro and the roads".
    reader.press(": theme enter");
    assert!(reader.screen().contains("theme:"), "{}", reader.screen());
}

#[test]
fn a_term_is_shown_with_its_other_names_and_found_by_more() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (120, 40), "guardia-nacional");
    let named = "National Guard  also called: Guardia Nacional · GN · NG";
    assert!(reader.screen().contains(named), "{}", reader.screen());
    // In Spanish one of them is the name itself.
    reader.press("E");
    let named = "Guardia Nacional  también: GN · NG · the Guard";
    assert!(reader.screen().contains(named), "{}", reader.screen());

    for (words, name) in [
        ("lopez obrador", "Andrés Manuel López Obrador · AMLO"),
        ("otis", "Acapulco"),
        ("torreon", "La Laguna · Comarca Lagunera"),
        ("carabinieri", "Gendarmerie"),
        ("militarization", "Militarisation"),
    ] {
        let place = format!("search?{words}");
        let reader = Reader::at(&edition, (120, 40), &place);
        assert!(reader.screen().contains(name), "{}", reader.screen());
    }
}

#[test]
fn every_reference_of_the_content_leads_somewhere() {
    let edition = guard();
    let library = edition.library();
    for id in library.ids() {
        let location = Place::parse(id, library).unwrap_or_else(|| panic!("{id} names no place"));
        let entity = library.find(id).expect("ids name entities");
        let own_place = location.place.exists_in(library);
        assert!(own_place, "{id}");
        if matches!(
            entity,
            Entity::Section(..) | Entity::Block(..) | Entity::Term(_) | Entity::Event(_)
        ) {
            assert!(!location.key.is_empty(), "{id}");
        }
    }
    for (id, _) in cotejo::content::mention::mentioned(library) {
        assert!(library.find(&id).is_some());
    }
}

#[test]
fn the_minimum_of_content_is_there() {
    let edition = guard();
    let library = edition.library();
    assert!(library.chapters.len() >= 4);
    assert!(library.claims.len() >= 80);
    assert!(library.comparisons.len() >= 4);
    assert!(library.terms.len() >= 30);
    assert!(library.events.len() >= 20);
    assert!(library.guides.len() >= 2);
    assert!(library.faqs.len() >= 15);
}

#[test]
fn places_read_back() {
    let edition = guard();
    let texts = [
        "home",
        "claims?kind=figure&agreement=disputed&sort=date",
        "two-documents?columns=role,valdes&differing",
        "search?a b",
        "timeline",
    ];
    for text in texts {
        let place = Place::parse(text, edition.library())
            .unwrap_or_else(|| panic!("{text}"))
            .place;
        let again = Place::parse(&place.to_string(), edition.library())
            .expect("what was written reads")
            .place;
        assert_eq!(place, again, "{text}");
    }
}

/// Keys that a reader may press in any order, typing included.
const KEYS: &[&str] = &[
    "j",
    "k",
    "space",
    "b",
    "ctrl-d",
    "ctrl-u",
    "g",
    "G",
    "]",
    "[",
    "tab",
    "shift-tab",
    "enter",
    "esc",
    "backspace",
    "L",
    "u",
    ">",
    "<",
    "0",
    "c",
    "o",
    "B",
    "d",
    "t",
    "w",
    "a",
    "v",
    "'",
    "/",
    "f",
    "n",
    "N",
    ":",
    "i",
    "m",
    "e",
    "y",
    "F",
    "s",
    "=",
    "x",
    "T",
    "E",
    "M",
    "?",
    "down",
    "up",
    "guard",
    "ctrl-l",
];

fn script() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(KEYS), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_events_panics(keys in script(), sizes in prop::collection::vec((1u16..200, 1u16..70), 1..5)) {
        let edition = cached();
        let mut reader = Reader::at(&edition, (80, 24), "home");
        for (n, key) in keys.iter().enumerate() {
            reader.press(key);
            if n % 8 == 3 {
                let (w, h) = sizes[n % sizes.len()];
                reader.resize(w, h);
                reader.app.update(Event::Edition(edition.clone()));
            }
            let screen = reader.screen();
            prop_assert_eq!(screen.lines().count(), usize::from(reader.size.height));
        }
    }

    #[test]
    fn back_and_forward_lead_to_the_same_place(keys in script()) {
        let edition = cached();
        let mut reader = Reader::at(&edition, (80, 24), "home");
        reader.press(&keys.join(" ")).press("esc esc esc");
        let before = reader.app.location();
        let shown = reader.body();
        let n_back = reader.app.trail().len();
        reader.press("backspace");
        prop_assume!(n_back > 0);
        reader.press("L");
        prop_assert_eq!(reader.app.location(), before);
        prop_assert_eq!(reader.body(), shown);
    }

    #[test]
    fn resizing_keeps_the_place(place in prop::sample::select(&["history", "mission", "coordination", "glossary", "timeline", "claims", "two-documents"][..]),
                                pages in 0usize..12, sizes in prop::collection::vec((40u16..160, 12u16..60), 1..6)) {
        let edition = cached();
        let mut reader = Reader::at(&edition, (80, 24), place);
        for _ in 0..pages {
            reader.press("space");
        }
        let before: Location = reader.app.location();
        for (w, h) in sizes {
            reader.resize(w, h);
            prop_assert_eq!(&reader.app.location().place, &before.place);
        }
        reader.resize(80, 24);
        let after = reader.app.location();
        // A larger screen may have shown the end, which moves the top up; else it is exactly where it was.
        prop_assert!(after == before || after.offset <= before.offset || after.key != before.key);
        if pages < 3 {
            prop_assert_eq!(after, before);
        }
    }
}

/// One edition for all cases: building the index again for each would be most of their time.
fn cached() -> Edition {
    static EDITION: std::sync::LazyLock<Edition> = std::sync::LazyLock::new(guard);
    EDITION.clone()
}

#[test]
fn a_card_is_gone_through_right_after_the_link_that_opened_it() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 40), "results");
    reader.press("tab tab");
    let from = reader.screen();
    // A definition opens; the next link is its own, which leads to the glossary, not the paragraph's next citation.
    reader.press("enter tab enter");
    assert!(
        *reader.app.place() == Place::Glossary,
        "{}",
        reader.screen()
    );
    reader.press("backspace");
    reader.press("shift-tab");
    assert!(
        !reader.screen().contains("enter open"),
        "{}",
        reader.screen()
    );
    reader.press("enter");
    assert_eq!(reader.screen(), from);
}

#[test]
fn who_leaves_a_step_of_a_guide_comes_back_to_it() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "home");
    reader.press("enter enter > >");
    assert!(reader.screen().contains("Step 3/"));
    let step = reader.app.location();
    reader.press("t");
    assert!(reader.screen().contains("back to the step"));
    reader.press("<");
    assert!(reader.screen().contains("Step 3/"));
    assert_eq!(reader.app.location(), step);
    reader.press("<");
    assert!(reader.screen().contains("Step 2/"));
}

#[test]
fn a_list_keeps_what_the_reader_has_chosen_in_it() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "claims");
    reader.press("j j j");
    let chosen = &edition.library().claims[3];
    reader.press("m '");
    let text = chosen.text.get(Lang::EN);
    let begins: String = text.chars().take(20).collect();
    assert!(reader.screen().contains(&begins), "{}", reader.screen());
    reader.press("enter");
    assert_eq!(*reader.app.place(), Place::Claim(chosen.id.clone()));
    // Up leads to the item that it was come from.
    reader.press("u");
    let row = reader
        .screen()
        .lines()
        .find(|line| line.starts_with('›'))
        .map(str::to_string);
    assert!(
        row.is_some_and(|row| row.contains(&begins)),
        "{}",
        reader.screen()
    );
    // In the list of bookmarks the same key takes the chosen one away.
    reader.press("' m");
    assert!(
        reader.screen().contains("Nothing here yet"),
        "{}",
        reader.screen()
    );
}

#[test]
fn filters_count_what_they_leave_and_can_be_taken_away_one_by_one() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "claims");
    let shown = |reader: &Reader| {
        let screen = reader.screen();
        let line = screen.lines().find(|line| line.trim().ends_with(" claims"));
        line.map(|line| line.trim().to_string()).unwrap_or_default()
    };
    let all = shown(&reader);
    reader.press("F");
    reader
        .app
        .update(Event::Paste("agreement: disputed".to_string()));
    reader.press("enter");
    let disputed = shown(&reader);
    assert_ne!(all, disputed);
    reader.press("F");
    reader.app.update(Event::Paste("kind: figure".to_string()));
    let screen = reader.screen();
    let row = screen
        .lines()
        .find(|line| line.contains("kind: figure") && line.contains('›'))
        .expect("it is listed");
    let n: String = row.chars().filter(char::is_ascii_digit).collect();
    reader.press("enter");
    assert_eq!(shown(&reader), format!("{n} claims"));
    reader.press("F");
    reader.app.update(Event::Paste("kind: figure".to_string()));
    assert!(reader.screen().contains("[x]"));
    reader.press("enter");
    assert_eq!(shown(&reader), disputed);
}

#[test]
fn help_is_left_by_what_opened_it() {
    let edition = guard();
    let mut reader = Reader::at(&edition, (80, 24), "mission");
    for keys in ["? ?", "? esc"] {
        let before = reader.screen();
        reader.press(keys);
        assert_eq!(reader.screen(), before, "{keys}");
    }
}

#[test]
fn a_page_is_the_same_however_it_is_looked_at() {
    let edition = guard();
    // Thinning a comparison does not leave the step of a guide that is on it.
    let mut reader = Reader::at(&edition, (80, 24), "guides");
    reader.press("enter enter > >");
    assert!(matches!(reader.app.place(), Place::Comparison(..)));
    reader.press("= G");
    assert!(!reader.screen().contains("back to the step"));
    assert!(reader.screen().contains("end of this step"));
    // While a note is written, the keys are the note's.
    reader.press("e");
    assert!(!reader.screen().contains("end of this step"));
    reader.press("esc <");
    assert!(reader.screen().contains("Step 2/"));
    // Up leads to it in the list, and its bookmark is found again.
    let mut reader = Reader::at(&edition, (80, 24), "home");
    reader.press("d j j enter m = m");
    assert!(
        reader.screen().contains("bookmark removed"),
        "{}",
        reader.screen()
    );
    let title = reader.app.place().clone();
    reader.press("u enter");
    let Place::Comparison(id, _) = reader.app.place() else {
        panic!("{}", reader.screen());
    };
    assert!(matches!(title, Place::Comparison(other, _) if other == *id));
}
