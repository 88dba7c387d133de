//! The one gate through which foreign text comes in.
//!
//! A [`SafeText`] is made by [`SafeText::sanitize`] alone, or read back from the pack in the program that was made of such, so whoever holds one may
//! write it to a terminal, a file or a log. Invariants: no control character but `\n`; no character that changes the
//! direction of text, takes no room or names another glyph, except inside an emoji; at most [`MARKS`] combining marks on
//! one base; normal form C. Sanitising is linear in the text and sanitising twice changes nothing.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use compact_str::CompactString;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// How many combining marks one base may carry, counting those inside precomposed letters. No orthography needs more than
/// four; terminals have been attacked with more.
pub const MARKS: usize = 8;

/// What a tab becomes. Texts are wrapped anew, so columns of the original mean nothing.
const TAB: &str = "    ";

/// How many emoji may be joined into one; the longest in use has four.
const JOINED: usize = 8;

/// Text that may be drawn, printed and logged: made only by the sanitiser.
#[derive(Clone)]
pub struct SafeText(Kept);

/// Where the text is.
#[derive(Clone)]
enum Kept {
    /// In the program, as all of the built-in explainer is: reading that copies nothing.
    Program(&'static str),
    /// In memory.
    Memory(CompactString),
}

impl SafeText {
    /// Sanitises `raw`: what remains is NFC text without anything a terminal would act upon.
    pub fn sanitize(raw: &str) -> Self {
        if is_plain(raw) {
            return Self(Kept::Memory(raw.into()));
        }
        let kept = sift(raw, |_, _| {});
        let mut marks = 0;
        let capped = kept.chars().nfd().filter(|c| {
            marks = if is_mark(*c) { marks + 1 } else { 0 };
            marks <= MARKS
        });
        Self(Kept::Memory(capped.nfc().collect::<String>().into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Kept::Program(text) => text,
            Kept::Memory(text) => text,
        }
    }
}

impl Default for SafeText {
    fn default() -> Self {
        Self(Kept::Program(""))
    }
}

impl fmt::Debug for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for SafeText {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for SafeText {}

impl PartialOrd for SafeText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SafeText {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for SafeText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Deref for SafeText {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for SafeText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// From what lives as long as the program, which is the program itself: a pack holds what the sanitiser made when the program was built, so it
/// stays where it is and is not looked at again. Text from anywhere else is sanitised.
impl<'de: 'static> Deserialize<'de> for SafeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Sanitizing)
    }
}

struct Sanitizing;

impl<'de: 'static> Visitor<'de> for Sanitizing {
    type Value = SafeText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E: Error>(self, raw: &'de str) -> Result<SafeText, E> {
        Ok(SafeText(Kept::Program(raw)))
    }

    fn visit_str<E: Error>(self, raw: &str) -> Result<SafeText, E> {
        Ok(SafeText::sanitize(raw))
    }
}

/// The characters of `raw` that [`SafeText::sanitize`] would drop or replace, with their byte offsets; but not the
/// line ends of other systems and tabs, which no author has to mend.
pub fn unsafe_characters(raw: &str) -> Vec<(usize, char)> {
    let mut found = Vec::new();
    if is_plain(raw) {
        return found;
    }
    let mut dropped = Vec::new();
    sift(raw, |at, c| dropped.push((at, c)));
    dropped.push((raw.len(), '\0'));
    dropped.sort_unstable();

    // Marks are counted over what remains, so the stretches between two dropped characters hang together.
    let mut kept_until = 0;
    let mut marks = 0;
    for (at, c) in dropped {
        for (offset, kept) in raw[kept_until..at].char_indices() {
            if exceeds(kept, &mut marks) {
                found.push((kept_until + offset, kept));
            }
        }
        if at < raw.len() {
            found.push((at, c));
            kept_until = at + c.len_utf8();
            if matches!(replaced(c), Fate::Becomes(_)) {
                marks = 0;
            }
        }
    }
    found
}

/// Whether a character has no place in anything drawn or told to a terminal, tabs and line ends included.
pub fn is_unsafe(c: char) -> bool {
    c == '\n' || c == '\t' || matches!(replaced(c), Fate::Drop | Fate::Becomes(_))
}

/// What becomes of a character whatever stands beside it.
enum Fate {
    Keep,
    Drop,
    Becomes(char),
    /// It may stay as a part of an emoji.
    InEmoji,
}

/// Text that sanitising would not change, as far as can be told without looking anything up: Latin letters and ordinary
/// punctuation. Nearly all text that comes in is.
fn is_plain(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    // Without a way out in the middle this looks at many bytes at once; most texts end here.
    let ascii = |plain: bool, b: &u8| plain & matches!(b, b' '..=b'~' | b'\n');
    if bytes.iter().fold(true, ascii) {
        return true;
    }
    let mut at = 0;
    loop {
        let Some(stop) = bytes[at..]
            .iter()
            .position(|b| !matches!(b, b' '..=b'~' | b'\n'))
        else {
            return true;
        };
        at += stop;
        let Some(c) = raw[at..].chars().next() else {
            return true;
        };
        if !matches!(c, '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '‐'..='‧' | '‰'..='⁞' | '€')
        {
            return false;
        }
        at += c.len_utf8();
    }
}

/// Everything of `raw` that may stay but for too many marks; `unsafe_at` hears of what may not.
fn sift(raw: &str, mut unsafe_at: impl FnMut(usize, char)) -> String {
    let mut known: Vec<(usize, char)> = Vec::with_capacity(raw.len());
    let mut chars = raw.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let line_end = c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
        match replaced(c) {
            Fate::Keep | Fate::InEmoji => known.push((at, c)),
            Fate::Drop if line_end => {}
            Fate::Drop => unsafe_at(at, c),
            Fate::Becomes(other) => {
                unsafe_at(at, c);
                known.push((at, other));
            }
        }
    }
    let mut kept = String::with_capacity(raw.len());
    let mut from = 0;
    while from < known.len() {
        let emoji = emoji_len(&known[from..]);
        if emoji > 0 {
            kept.extend(known[from..from + emoji].iter().map(|(_, c)| c));
            from += emoji;
            continue;
        }
        match known[from] {
            (_, '\t') => kept.push_str(TAB),
            (at, c) if matches!(replaced(c), Fate::InEmoji) => unsafe_at(at, c),
            (_, c) => kept.push(c),
        }
        from += 1;
    }
    kept
}

fn replaced(c: char) -> Fate {
    match c {
        '\n' | '\t' => Fate::Keep,
        '\u{85}' | '\u{2028}' | '\u{2029}' => Fate::Becomes('\n'),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}' => {
            Fate::Becomes('\u{fffd}')
        }
        '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{e0020}'..='\u{e007f}' => Fate::InEmoji,
        // Direction marks, fillers, invisible operators and everything else that takes no room.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0d}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Fate::Drop,
        c if c.is_control() || is_noncharacter(c) => Fate::Drop,
        _ => Fate::Keep,
    }
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// How many of `chars` are one emoji that needs a joiner, a selector or tags; 0 when the first begins none.
fn emoji_len(chars: &[(usize, char)]) -> usize {
    let at = |i: usize| chars.get(i).map(|(_, c)| *c);
    if matches!(at(0), Some('0'..='9' | '#' | '*')) {
        let is_keycap = at(1) == Some('\u{fe0f}') && at(2) == Some('\u{20e3}');
        return if is_keycap { 3 } else { 0 };
    }
    if at(0) == Some('\u{1f3f4}') && at(1).is_some_and(is_tag) {
        // A flag of a region: its code in tags, at most six of them, and the tag that ends it.
        let tags = (1..=6).take_while(|i| at(*i).is_some_and(is_tag)).count();
        return if at(tags + 1) == Some('\u{e007f}') {
            tags + 2
        } else {
            1
        };
    }
    if !matches!(
        at(1),
        Some('\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
    ) {
        return 0;
    }
    let mut len = picture_len(chars);
    for _ in 1..JOINED {
        let next = match at(len) {
            Some('\u{200d}') if len > 0 => picture_len(&chars[len + 1..]),
            _ => 0,
        };
        if next == 0 {
            break;
        }
        len += 1 + next;
    }
    len
}

/// How many of `chars` are one picture with its selector or skin colour; 0 when the first is none.
fn picture_len(chars: &[(usize, char)]) -> usize {
    match chars {
        [(_, c), rest @ ..] if is_picture(*c) => match rest {
            [(_, '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'), ..] => 2,
            _ => 1,
        },
        _ => 0,
    }
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}')
}

/// Whether Unicode takes `c` for a picture: two of them with a joiner between are one cluster, which nothing else is that
/// does not join by itself.
fn is_picture(c: char) -> bool {
    if c < '\u{a9}' {
        return false;
    }
    let alone = String::from_iter(['a', c]).graphemes(true).count() == 2;
    alone
        && String::from_iter([c, '\u{200d}', c])
            .graphemes(true)
            .count()
            == 1
}

/// Whether `c` is drawn onto what stands before it.
fn is_mark(c: char) -> bool {
    is_combining_mark(c)
        || matches!(
            c,
            '\u{200c}' | '\u{ff9e}' | '\u{ff9f}' | '\u{1f3fb}'..='\u{1f3ff}'
        )
}

/// Counts the marks in `c` onto `marks`, and tells whether they are now too many.
fn exceeds(c: char, marks: &mut usize) -> bool {
    if c.is_ascii() {
        *marks = 0;
        return false;
    }
    decompose_canonical(c, |part| {
        *marks = if is_mark(part) { *marks + 1 } else { 0 }
    });
    *marks > MARKS
}

#[cfg(test)]
mod tests {
    use super::{Fate, MARKS, SafeText, is_mark, replaced, unsafe_characters};
    use proptest::prelude::{Strategy, any};
    use proptest::{prop_assert, prop_assert_eq, prop_oneof, proptest};
    use unicode_normalization::{UnicodeNormalization, is_nfc};

    fn hostile() -> impl Strategy<Value = String> {
        let pieces = proptest::sample::select(vec![
            "a",
            "é",
            "e\u{301}",
            "ṩ",
            "\u{327}",
            "\u{323}",
            "\u{344}",
            "\u{301}",
            "\u{200c}",
            "1",
            "#",
            "\u{20e3}",
            "\u{200d}",
            "\u{fe0f}",
            "\u{fe0e}",
            "👩",
            "⚖",
            "❤",
            "\u{1f3fd}",
            "🏴",
            "\u{e0067}",
            "\u{e007f}",
            "🇲",
            "\r",
            "\n",
            "\t",
            " ",
            "\u{85}",
            "\u{2028}",
            "\u{1b}[31m",
            "\u{9b}",
            "\u{202e}",
            "\u{200b}",
            "\u{ad}",
            "\u{e000}",
            "\u{ffff}",
            "\u{feff}",
            "\u{3164}",
            "क",
            "\u{94d}",
            "\u{1100}",
            "\u{1161}",
            "한",
            "日",
            "ｶ",
            "\u{ff9e}",
            "\u{958}",
            "\u{2194}",
            "\u{338}",
            "\u{f900}",
        ]);
        prop_oneof![
            any::<String>(),
            proptest::collection::vec(pieces, 0..40).prop_map(|p| p.concat()),
        ]
    }

    /// What is left of a text where emoji are taken for granted.
    fn offending(text: &str) -> Vec<char> {
        text.chars()
            .filter(|c| *c == '\t' || matches!(replaced(*c), Fate::Drop | Fate::Becomes(_)))
            .collect()
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in [
            "",
            "The Guard has 130,000 members.\nIt was founded in 2019.",
            "«¿Qué es la Guardia Nacional?» — 5 % más… €3",
            "👩\u{200d}⚖\u{fe0f} 🏳\u{fe0f}\u{200d}🌈 ⚖\u{fe0f} 1\u{fe0f}\u{20e3} 👍🏽 🇲🇽",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "日本語 ไทย हिन्दी ᄒ 한국어 עברית العربية فارسی می\u{200c}خواهم",
        ] {
            assert_eq!(SafeText::sanitize(text).as_str(), text);
            assert_eq!(unsafe_characters(text), []);
        }
    }

    #[test]
    fn what_a_terminal_would_act_upon_goes() {
        for (raw, safe) in [
            ("\u{1b}]52;c;aGk=\u{7}x", "]52;c;aGk=x"),
            ("a\u{9b}31mb\u{7f}\u{0}", "a31mb"),
            (
                "one\r\ntwo\rthree\u{85}four\u{2028}five",
                "one\ntwothree\nfour\nfive",
            ),
            ("a\tb", "a    b"),
            ("\u{202e}txt\u{2066}.\u{200f}\u{61c}", "txt."),
            ("so\u{ad}ft zero\u{200b}width \u{feff}", "soft zerowidth "),
            ("\u{e0001}\u{e0041}tag", "tag"),
            ("\u{e0be}\u{f0000}\u{fffe}", "\u{fffd}\u{fffd}"),
            ("a\u{200d}b\u{fe0f} 1\u{fe0f}", "ab 1"),
            ("👩\u{200d}\u{200d}👩\u{fe0f}\u{fe0f}", "👩👩\u{fe0f}"),
            ("\u{3164}\u{115f}\u{ffa0}x", "x"),
            ("Me\u{301}xico", "México"),
            ("e\u{200b}\u{301}", "é"),
        ] {
            assert_eq!(SafeText::sanitize(raw).as_str(), safe, "{raw:?}");
        }
    }

    #[test]
    fn no_base_carries_more_marks_than_a_terminal_can_bear() {
        let raw = format!("x{}y", "\u{302}".repeat(10_000));
        let safe = SafeText::sanitize(&raw);
        assert_eq!(safe.chars().filter(|c| is_mark(*c)).count(), MARKS);
        assert_eq!(unsafe_characters(&raw).len(), 10_000 - MARKS);
    }

    #[test]
    fn unsafe_characters_come_with_their_places() {
        assert_eq!(
            unsafe_characters("é\u{1b}\r\n\t\u{200d}\u{e000}\r"),
            [(2, '\u{1b}'), (6, '\u{200d}'), (9, '\u{e000}'), (12, '\r')]
        );
    }

    #[test]
    fn reading_back_sanitises() {
        let read: SafeText = serde_json::from_str(r#""a\u001b\u202eb""#).unwrap();
        assert_eq!(read.as_str(), "ab");
        assert_eq!(serde_json::to_string(&read).unwrap(), r#""ab""#);
    }

    proptest! {
        #[test]
        fn nothing_dropped_is_left(raw in hostile()) {
            let safe = SafeText::sanitize(&raw);
            prop_assert_eq!(offending(&safe), []);
            prop_assert_eq!(unsafe_characters(&safe), []);
            prop_assert!(is_nfc(&safe));
        }

        #[test]
        fn sanitising_twice_changes_nothing(raw in hostile()) {
            let once = SafeText::sanitize(&raw);
            prop_assert_eq!(SafeText::sanitize(&once), once);
        }

        #[test]
        fn text_without_unsafe_characters_is_only_normalised(raw in hostile()) {
            let mended = raw.replace("\r\n", "\n").replace('\t', "    ");
            let unchanged = SafeText::sanitize(&raw).as_str() == mended.nfc().collect::<String>();
            prop_assert_eq!(unchanged, unsafe_characters(&raw).is_empty());
        }
    }
}
