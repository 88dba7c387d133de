//! Comparing words the way a reader types them: without case, accents or letter variants.
//!
//! Folding looks at one character at a time, so that whoever marks what was found can say which character of the
//! original a folded one came from. Folded text is for comparing only; it is never shown. Folding twice changes nothing.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Folds `text`: compatibility decomposition, no combining marks, lower case, and the letters that have no decomposition by
/// their usual spelling (`ß` to `ss`, `ł` to `l`, `ø` to `o`, `æ` to `ae`, …).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Folds `text` onto the end of `folded`: for callers that fold many words and keep one buffer.
pub fn fold_into(text: &str, folded: &mut String) {
    for c in text.chars() {
        each_folded(c, |f| folded.push(f));
    }
}

/// What one character folds to: nothing for a combining mark, one character for most, several for a ligature.
pub fn fold_chars(c: char) -> impl Iterator<Item = char> {
    // Nearly every character folds to one; only the others pay for a buffer.
    let mut first = None;
    let mut rest = Vec::new();
    each_folded(c, |f| match first {
        None => first = Some(f),
        Some(_) => rest.push(f),
    });
    first.into_iter().chain(rest)
}

fn each_folded(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        return emit(c.to_ascii_lowercase());
    }
    decompose_compatible(c, |part| {
        if is_combining_mark(part) {
            return;
        }
        for lower in part.to_lowercase() {
            match spelling(lower) {
                Some(usual) => usual.chars().for_each(&mut emit),
                None if is_combining_mark(lower) => {}
                None => emit(lower),
            }
        }
    });
}

/// Lower-case letters that Unicode does not decompose, as somebody without that key types them.
fn spelling(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ĸ' => "k",
        'ı' => "i",
        'ƶ' => "z",
        'ς' => "σ",
        '‘' | '’' | 'ʼ' => "'",
        '“' | '”' => "\"",
        '‐' | '‑' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_chars};
    use proptest::prelude::any;
    use proptest::{prop_assert_eq, proptest};

    #[test]
    fn letters_fold_to_what_is_typed_for_them() {
        for (text, typed) in [
            ("Straße", "strasse"),
            ("STRASSE", "strasse"),
            ("ẞ", "ss"),
            ("Łódź", "lodz"),
            ("México", "mexico"),
            ("Me\u{301}xico", "mexico"),
            ("MÉXICO", "mexico"),
            ("Ñuñoa", "nunoa"),
            ("Ångström", "angstrom"),
            ("Æsir", "aesir"),
            ("İstanbul", "istanbul"),
            ("ﬁn", "fin"),
            ("ΟΔΟΣ ὁδός", "οδοσ οδοσ"),
            ("Mexico’s", "mexico's"),
            ("日本", "日本"),
        ] {
            assert_eq!(fold(text), typed, "{text}");
        }
    }

    #[test]
    fn every_character_folds_to_something_that_folds_to_itself() {
        for c in '\0'..=char::MAX {
            let once: String = fold_chars(c).collect();
            let twice = fold(&once);
            assert_eq!(once, twice, "{c:?} {:04x}", u32::from(c));
        }
    }

    proptest! {
        #[test]
        fn text_folds_character_by_character(text in any::<String>()) {
            prop_assert_eq!(fold(&text), text.chars().flat_map(fold_chars).collect::<String>());
        }
    }
}
