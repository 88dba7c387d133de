//! Where the words of a text are, and their common form.
//!
//! A word is a run of letters, marks and digits. Beyond that: a number keeps its groups of three together (`130,000`
//! and `130.000` are `130000`), an abbreviation its letters (`U.S.` is `us`, `EE. UU.` is `eeuu`), a possessive loses its
//! `'s`, and each character of a script without spaces is a word of its own. No word is longer than [`LONGEST`]
//! characters, so hostile text costs no more than its length.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer runs are cut into words of this many characters.
const LONGEST: usize = 64;

/// The words of `text`, as byte ranges in order.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// Writes the common form of a word into `surface`: NFC, lower case, without what may stand between digits or letters.
pub fn write_surface(word: &str, surface: &mut String) {
    surface.clear();
    if word.is_ascii() {
        let kept = word.bytes().filter(u8::is_ascii_alphanumeric);
        surface.extend(kept.map(|b| char::from(b.to_ascii_lowercase())));
        return;
    }
    // What stands before the first combining mark is composed.
    if word.chars().all(|c| c.is_ascii() || is_latin_letter(c)) {
        let kept = word.chars().filter(|c| is_part(*c));
        surface.extend(kept.flat_map(char::to_lowercase));
        return;
    }
    let kept: String = word.chars().filter(|c| is_part(*c)).nfc().collect();
    surface.push_str(&kept.to_lowercase());
}

/// Whether `c` is a word of its own: scripts written without spaces between words.
pub fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Iterator over words, made by [`words`].
#[derive(Debug, Clone)]
pub struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.next_before(self.text.len())
    }
}

impl Words<'_> {
    /// The next word that begins before the byte `limit`, if there is one.
    pub fn next_before(&mut self, limit: usize) -> Option<Range<usize>> {
        let (start, first) = self.next_start()?;
        if start >= limit {
            return None;
        }
        if let Some(end) = self.plain_end(start) {
            self.at = end;
            return Some(start..end);
        }
        let mut end = start + first.len_utf8();
        if is_ideographic(first) {
            end = self.run_end(end, is_combining_mark);
        } else if first.is_ascii_digit() {
            end = self.number_end(start);
            end = self.run_end(end, is_inner);
        } else {
            end = self.run_end(end, is_inner);
            end = self.abbreviation_end(start, end).unwrap_or(end);
        }
        self.at = end + self.possessive_len(end);
        Some(start..end)
    }

    fn next_start(&self) -> Option<(usize, char)> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while let Some(b) = bytes.get(at) {
            if b.is_ascii_alphanumeric() {
                return Some((at, char::from(*b)));
            }
            if b.is_ascii() {
                at += 1;
                continue;
            }
            let c = self.char_at(at)?;
            if is_latin_letter(c) || c.is_alphanumeric() {
                return Some((at, c));
            }
            at += c.len_utf8();
        }
        None
    }

    /// The end of the word that begins at `start`, where it is one of nearly all: of letters of ASCII and Latin, and behind them one more
    /// character of ASCII that is part of no word.
    #[inline]
    fn plain_end(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if bytes[start].is_ascii_digit() {
            return None;
        }
        let mut at = start;
        loop {
            at += match bytes[at..] {
                [b, ..] if b.is_ascii_alphanumeric() => 1,
                // As `is_latin_letter` has them.
                [0xc3, 0x80..=0x96 | 0x98..=0xb6 | 0xb8..=0xbf, ..]
                | [0xc4..=0xc8, _, ..]
                | [0xc9, 0x80..=0x8f, ..] => 2,
                [b, ..] if b.is_ascii() && !matches!(b, b'.' | b'\'') => break,
                _ => return None,
            };
        }
        (at - start <= LONGEST).then_some(at)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    fn run_end(&self, from: usize, belongs: impl Fn(char) -> bool) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        for _ in 1..LONGEST {
            match bytes.get(at) {
                Some(b) if b.is_ascii() => {
                    if !belongs(char::from(*b)) {
                        break;
                    }
                    at += 1;
                }
                Some(_) => match self.char_at(at) {
                    Some(c) if belongs(c) => at += c.len_utf8(),
                    _ => break,
                },
                None => break,
            }
        }
        at
    }

    /// The end of the digits from `start` on, with their groups of three.
    fn number_end(&self, start: usize) -> usize {
        let mut end = self.run_end(start, |c| c.is_ascii_digit());
        if end - start > 3 {
            return end;
        }
        while end - start < LONGEST {
            let group = match self.char_at(end) {
                Some(c @ ('.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}')) => {
                    end + c.len_utf8()
                }
                _ => return end,
            };
            let group_end = self.run_end(group, |c| c.is_ascii_digit());
            if group_end - group != 3 {
                return end;
            }
            end = group_end;
        }
        end
    }

    /// The end of `U.S.` or `EE. UU.`, when the run of letters from `start` to `end` begins such an abbreviation.
    fn abbreviation_end(&self, start: usize, end: usize) -> Option<usize> {
        if self.text.as_bytes().get(end) != Some(&b'.') {
            return None;
        }
        let is_single = |run: &str| run.chars().count() == 1;
        let is_double =
            |run: &str| matches!(run.as_bytes(), [a, b] if a == b && a.is_ascii_uppercase());
        let first = &self.text[start..end];
        let mut last = None;
        let mut dot = end;
        while self.text.as_bytes().get(dot) == Some(&b'.') && dot - start < LONGEST {
            let next = match self.char_at(dot + 1) {
                Some(' ' | '\u{a0}') if is_double(first) => {
                    dot + 1 + self.char_at(dot + 1).map_or(0, char::len_utf8)
                }
                _ => dot + 1,
            };
            let next_end = self.run_end(next, is_inner);
            let run = &self.text[next..next_end];
            if !(is_single(first) && is_single(run) || is_double(first) && is_double(run)) {
                break;
            }
            last = Some(next_end);
            if is_double(first) {
                break;
            }
            dot = next_end;
        }
        last
    }

    /// How many bytes behind a word are a possessive's, which is no word.
    fn possessive_len(&self, end: usize) -> usize {
        let rest = &self.text[end..];
        let after = match rest.chars().next() {
            Some(c @ ('\'' | '’')) => c.len_utf8(),
            _ => return 0,
        };
        let mut chars = rest[after..].chars();
        match (chars.next(), chars.next()) {
            (Some('s' | 'S'), next) if !next.is_some_and(is_inner) => after + 1,
            _ => 0,
        }
    }
}

/// Whether `c` continues a word.
#[inline]
fn is_inner(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    is_latin_letter(c) || is_part(c) && !is_ideographic(c)
}

/// Whether `c` is one of the letters that Latin-1 and Latin Extended-A and -B add to ASCII: known without a look into the tables of Unicode.
#[inline]
fn is_latin_letter(c: char) -> bool {
    matches!(c, 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{24f}')
}

/// Whether `c` is of a word, and does not only stand between the parts of one.
fn is_part(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::{is_latin_letter, words, write_surface};
    use proptest::prelude::any;
    use proptest::{prop_assert, proptest};

    fn surfaces(text: &str) -> Vec<String> {
        let mut surface = String::new();
        words(text)
            .map(|range| {
                write_surface(&text[range], &mut surface);
                surface.clone()
            })
            .collect()
    }

    #[test]
    fn latin_letters_are_letters() {
        for c in ('\0'..=char::MAX).filter(|c| is_latin_letter(*c)) {
            assert!(c.is_alphabetic(), "{c}");
        }
    }

    #[test]
    fn words_have_one_form_however_they_are_written() {
        for (text, expected) in [
            (
                "La Guardia Nacional, ¿qué es?",
                &["la", "guardia", "nacional", "qué", "es"][..],
            ),
            ("Me\u{301}xico MÉXICO", &["méxico", "méxico"]),
            ("Mexico's army’s don't", &["mexico", "army", "don", "t"]),
            (
                "US-Mexico U.S.-Mexico e.g. 5 p.m.",
                &["us", "mexico", "us", "mexico", "eg", "5", "pm"],
            ),
            (
                "EE.UU. EE. UU. y FF. AA. AA. b",
                &["eeuu", "eeuu", "y", "ffaa", "aa", "b"],
            ),
            (
                "130,000 130.000 130\u{202f}000 130000 1,5 2019,100",
                &[
                    "130000", "130000", "130000", "130000", "1", "5", "2019", "100",
                ],
            ),
            (
                "2019-2024 covid-19 1990s",
                &["2019", "2024", "covid", "19", "1990s"],
            ),
            ("国家 GN", &["国", "家", "gn"]),
            ("", &[]),
            ("— …", &[]),
        ] {
            assert_eq!(surfaces(text), expected, "{text}");
        }
    }

    #[test]
    fn endless_words_are_cut() {
        let text = "é".repeat(1000);
        assert!(
            surfaces(&text)
                .iter()
                .all(|word| word.chars().count() <= 64)
        );
    }

    proptest! {
        #[test]
        fn words_are_in_order_and_not_empty(text in any::<String>()) {
            let mut end = 0;
            let mut surface = String::new();
            for word in words(&text) {
                prop_assert!(word.start >= end && word.end > word.start);
                write_surface(&text[word.clone()], &mut surface);
                prop_assert!(!surface.is_empty());
                end = word.end;
            }
        }
    }
}
