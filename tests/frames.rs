//! Every screen at three sizes, and once with its styles.

mod common;

use common::{Reader, SCREENS, guard};

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
