//! Every screen at three sizes, and once with its styles.

mod common;

use common::{Reader, guard};

/// Every screen: its name, where it is, and the keys that bring it up.
const SCREENS: &[(&str, &str, &str)] = &[
    ("home", "home", ""),
    ("chapter", "mission", "] ]"),
    ("card", "mission", "] tab enter"),
    ("term", "coordination", "space"),
    ("ledger", "claims", "j j enter"),
    ("claim", "r-tijuana-residents-felt-safer", ""),
    ("sources", "sources", "j"),
    ("source", "role", ""),
    ("bibliography", "bibliography", ""),
    ("comparisons", "comparisons", ""),
    ("comparison", "two-documents", "]"),
    ("differing", "two-documents", "= x"),
    ("timeline", "timeline", "] ]"),
    ("glossary", "glossary", "]"),
    ("faq", "faq", "j"),
    ("question", "faq-02-how-many", ""),
    ("pictures", "pictures", "j j"),
    ("chart", "chart-homicides", "left left down"),
    ("chart-plain", "chart-strength", "A left"),
    ("chart-table", "chart-budget", "p"),
    ("bars", "chart-budget", "left"),
    ("share", "chart-origin", "left down"),
    ("stacked", "chart-lent", "left down"),
    ("multiples", "chart-homicides-apart", "down left"),
    ("picture-in-text", "rights", "] ] ] ] ]"),
    ("sparklines", "chart-effective", "down"),
    ("map", "map-mexico", "right right"),
    ("map-plain", "map-mexico", "A s"),
    ("bands", "timeline-bands", "left left + up"),
    ("command", "command-guard", "left left left"),
    ("figure", "soldiers-lent", "enter ctrl-u 1 5 0 0 0 0 enter"),
    ("self-check", "check-100000", ""),
    ("self-check-answered", "check-100000", "enter"),
    ("guides", "guides", ""),
    ("guide", "guides", "enter j enter"),
    ("search", "home", "/ shienbaum"),
    ("found", "home", "/ extradition enter"),
    ("find", "history", "f soldiers enter n"),
    ("palette", "home", ": merida"),
    ("filter", "claims", "F contradicted"),
    ("bookmarks", "mission", "space m '"),
    ("help", "help", ""),
];

#[test]
fn screens_look_as_they_did() {
    let edition = guard();
    for (name, place, keys) in SCREENS {
        for size in [(40, 12), (80, 24), (120, 40)] {
            let mut reader = Reader::at(&edition, size, place);
            reader.press(keys);
            insta::assert_snapshot!(format!("{name}-{}x{}", size.0, size.1), reader.screen());
        }
        let mut reader = Reader::at(&edition, (80, 24), place);
        reader.press(keys);
        insta::assert_snapshot!(format!("{name}-styles"), reader.styled());
    }
}

#[test]
fn a_screen_that_is_too_small_says_so() {
    let edition = guard();
    for size in [(39, 12), (40, 11), (20, 5), (10, 3)] {
        let reader = Reader::at(&edition, size, "home");
        assert!(reader.screen().starts_with("This"), "{size:?}");
    }
}

#[test]
fn no_size_and_no_place_panics() {
    let edition = guard();
    for (_, place, keys) in SCREENS {
        for size in [
            (1, 1),
            (3, 40),
            (40, 3),
            (300, 100),
            (40, 12),
            (41, 13),
            (99, 30),
            (109, 20),
            (139, 12),
        ] {
            let mut reader = Reader::at(&edition, size, place);
            reader.press(keys);
            assert_eq!(reader.screen().lines().count(), usize::from(size.1));
        }
    }
}
