//! The vocabulary of strokes: keys and mouse, and the one notation in which people read and write them.
//!
//! The notation is public and stable: key configuration and key scripts use it, and help and footer hints do in English; what keys are
//! called in other languages is with the interface's other words. A key is a character (`j`, `G`, `?`) or a name (`enter`, `up`, `f1`),
//! with `ctrl-`, `alt-` and `shift-` before it, in this order. Knows nothing of bytes, terminals or actions.
//!
//! Invariant: a [`Key`] made by [`Key::new`] or read from text has one form only, so that equal strokes are equal
//! values: Shift is part of the character unless Ctrl is held, with Ctrl a letter is lower case, and Shift with Tab
//! is [`KeyCode::BackTab`].

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// One stroke: a key together with what is held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// What is held down with it.
    pub mods: Modifiers,
}

/// A key without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyCode {
    /// A character as it would be typed, Shift included: `G`, `?`, `ñ`, a space.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// The tabulator.
    Tab,
    /// Shift with the tabulator.
    BackTab,
    /// The key that deletes to the left.
    Backspace,
    /// The key that deletes to the right.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, from 1.
    F(u8),
}

/// What is held down with a key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Modifiers {
    /// Control.
    pub ctrl: bool,
    /// Alt, or Meta.
    pub alt: bool,
    /// Shift, where the key does not say so itself.
    pub shift: bool,
}

impl Modifiers {
    /// Nothing.
    pub const NONE: Modifiers = Modifiers {
        ctrl: false,
        alt: false,
        shift: false,
    };
    /// Control alone.
    pub const CTRL: Modifiers = Modifiers {
        ctrl: true,
        alt: false,
        shift: false,
    };
    /// Alt alone.
    pub const ALT: Modifiers = Modifiers {
        ctrl: false,
        alt: true,
        shift: false,
    };
    /// Shift alone.
    pub const SHIFT: Modifiers = Modifiers {
        ctrl: false,
        alt: false,
        shift: true,
    };
}

/// Names of keys that are not written as their character. The first name of a code is the one that is shown.
const NAMES: &[(&str, KeyCode)] = &[
    ("enter", KeyCode::Enter),
    ("return", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("escape", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("del", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("ins", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pgup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("pgdn", KeyCode::PageDown),
    ("space", KeyCode::Char(' ')),
];

/// The last function key that terminals can report.
const LAST_FUNCTION_KEY: u8 = 35;

impl Key {
    /// The stroke in its one form (see the module's invariant).
    pub fn new(code: KeyCode, mods: Modifiers) -> Self {
        let mut key = Self { code, mods };
        match code {
            KeyCode::Char(c) if mods.ctrl => {
                key.mods.shift = mods.shift && c.is_alphabetic();
                key.code = KeyCode::Char(one_char(c.to_lowercase(), c));
            }
            KeyCode::Char(c) if mods.shift => {
                key.mods.shift = false;
                key.code = KeyCode::Char(one_char(c.to_uppercase(), c));
            }
            KeyCode::Tab if mods.shift => {
                key.mods.shift = false;
                key.code = KeyCode::BackTab;
            }
            KeyCode::BackTab => key.mods.shift = false,
            _ => {}
        }
        key
    }

    /// A character, typed.
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// A key with nothing held down.
    pub const fn plain(code: KeyCode) -> Self {
        Self {
            code,
            mods: Modifiers::NONE,
        }
    }

    /// A character with Ctrl held down.
    pub fn ctrl(c: char) -> Self {
        Self::new(KeyCode::Char(c), Modifiers::CTRL)
    }

    /// The character that this stroke types into a text field, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.mods == Modifiers::NONE => Some(c),
            _ => None,
        }
    }
}

impl From<KeyCode> for Key {
    fn from(code: KeyCode) -> Self {
        Self::new(code, Modifiers::NONE)
    }
}

/// The only character of `cased`; `original` where the other case takes more than one (`ß`).
fn one_char(mut cased: impl Iterator<Item = char>, original: char) -> char {
    match (cased.next(), cased.next()) {
        (Some(c), None) => c,
        _ => original,
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, prefix) in [(self.mods.ctrl, "ctrl-"), (self.mods.alt, "alt-")] {
            if held {
                f.write_str(prefix)?;
            }
        }
        if self.mods.shift || self.code == KeyCode::BackTab {
            f.write_str("shift-")?;
        }
        match self.code {
            KeyCode::BackTab => f.write_str("tab"),
            KeyCode::F(n) => write!(f, "f{n}"),
            code => match (NAMES.iter().find(|(_, named)| *named == code), code) {
                (Some((name, _)), _) => f.write_str(name),
                (None, KeyCode::Char(c)) => write!(f, "{c}"),
                (None, _) => write!(f, "{code:?}"),
            },
        }
    }
}

/// What was read is no key: the text as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseKeyError(pub String);

impl fmt::Display for ParseKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no key: write a character, or a name such as `enter` or `ctrl-d`",
            self.0.escape_debug()
        )
    }
}

impl Error for ParseKeyError {}

impl FromStr for Key {
    type Err = ParseKeyError;

    /// Names and prefixes may be written in either case; the case of a single character counts.
    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        let mut mods = Modifiers::NONE;
        let mut rest = text;
        loop {
            let held = [
                ("ctrl-", &mut mods.ctrl),
                ("alt-", &mut mods.alt),
                ("shift-", &mut mods.shift),
            ];
            let found = held.into_iter().find_map(|(prefix, flag)| {
                let after = strip_prefix_ignoring_case(rest, prefix)?;
                (!after.is_empty() && !*flag).then_some((after, flag))
            });
            let Some((after, flag)) = found else { break };
            *flag = true;
            rest = after;
        }
        match code_named(rest) {
            Some(code) => Ok(Self::new(code, mods)),
            None => Err(ParseKeyError(text.to_owned())),
        }
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

fn code_named(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    let first = chars.next()?;
    if chars.next().is_none() {
        return (!first.is_control() && !first.is_whitespace()).then_some(KeyCode::Char(first));
    }
    if let Some((_, code)) = NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
        return Some(*code);
    }
    let digits = strip_prefix_ignoring_case(name, "f")?;
    let number = digits.parse().ok()?;
    let written_plainly = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    (written_plainly && number <= LAST_FUNCTION_KEY).then_some(KeyCode::F(number))
}

/// Reads a script of strokes, separated by white space: `j j enter /mission enter`.
///
/// A word that names a key is that key. Any other word is typed character by character, and so is every
/// word of more than one character that begins with `/`, so that `/end` searches for "end". A space is written `space`.
/// A script is never wrong; at worst it types what was meant to be a key.
pub fn parse_script(script: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    for word in script.split_whitespace() {
        match word.parse() {
            Ok(key) => keys.push(key),
            Err(_) => keys.extend(word.chars().filter(|c| !c.is_control()).map(Key::char)),
        }
    }
    keys
}

/// What the mouse did, and over which cell. Counted from zero, not clamped to any screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mouse {
    /// What it did.
    pub kind: MouseKind,
    /// Over which column.
    pub column: u16,
    /// Over which row.
    pub row: u16,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MouseKind {
    /// The first button went down.
    Press,
    /// The mouse moved with the first button down.
    Drag,
    /// The wheel turned away from the reader.
    WheelUp,
    /// The wheel turned towards the reader.
    WheelDown,
}

#[cfg(test)]
mod tests {
    use super::{Key, KeyCode, LAST_FUNCTION_KEY, Modifiers, NAMES, parse_script};
    use proptest::prelude::{Strategy, any};
    use proptest::{prop_assert_eq, proptest};

    fn key(text: &str) -> Key {
        text.parse().expect("the test names a key")
    }

    #[test]
    fn notation_is_stable() {
        let shift_up = Key::new(KeyCode::Up, Modifiers::SHIFT);
        let table = [
            ("j", Key::char('j')),
            ("G", Key::char('G')),
            ("-", Key::char('-')),
            ("ctrl-d", Key::ctrl('d')),
            ("ctrl--", Key::ctrl('-')),
            ("alt-x", Key::new(KeyCode::Char('x'), Modifiers::ALT)),
            ("alt-X", Key::new(KeyCode::Char('X'), Modifiers::ALT)),
            ("enter", Key::plain(KeyCode::Enter)),
            ("esc", Key::plain(KeyCode::Esc)),
            ("space", Key::char(' ')),
            ("shift-tab", Key::plain(KeyCode::BackTab)),
            ("f1", Key::plain(KeyCode::F(1))),
            ("f35", Key::plain(KeyCode::F(35))),
            ("up", Key::plain(KeyCode::Up)),
            ("shift-up", shift_up),
            ("ñ", Key::char('ñ')),
        ];
        for (text, expected) in table {
            assert_eq!(key(text), expected, "{text}");
            assert_eq!(expected.to_string(), text);
        }
    }

    #[test]
    fn one_stroke_has_one_form() {
        for (written, shown) in [
            ("Shift-g", "G"),
            ("CTRL-D", "ctrl-d"),
            ("ctrl-shift-d", "ctrl-shift-d"),
            ("shift-ctrl-D", "ctrl-shift-d"),
            ("ctrl-shift-/", "ctrl-/"),
            ("shift-backtab", "shift-tab"),
            ("alt-ctrl-space", "ctrl-alt-space"),
            ("Escape", "esc"),
            ("PgDn", "pagedown"),
            ("F12", "f12"),
        ] {
            assert_eq!(key(written).to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_key_is_refused_with_its_text() {
        for text in [
            "",
            " ",
            "\t",
            "f0",
            "f01",
            "f36",
            "f+1",
            "jj",
            "ctrl-",
            "ctrl-jj",
            "ctrl-ctrl-a",
            "strg-a",
        ] {
            let error = text.parse::<Key>().expect_err(text);
            assert_eq!(error.0, text);
        }
        let message = "\u{1b}["
            .parse::<Key>()
            .expect_err("a sequence")
            .to_string();
        assert!(!message.contains('\u{1b}'), "{message:?}");
    }

    #[test]
    fn scripts_type_what_names_no_key() {
        let shown = |script: &str| {
            let keys = parse_script(script);
            keys.iter()
                .map(Key::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            shown("j j enter /mission enter"),
            "j j enter / m i s s i o n enter"
        );
        assert_eq!(shown("/end"), "/ e n d");
        assert_eq!(shown(" ctrl-d  / 12G "), "ctrl-d / 1 2 G");
        assert_eq!(shown(""), "");
    }

    #[test]
    fn shown_names_come_first_in_the_table() {
        for (name, code) in NAMES {
            let shown = Key::from(*code).to_string();
            assert_eq!(key(&shown), key(name));
        }
    }

    fn codes() -> impl Strategy<Value = KeyCode> {
        let n = NAMES.len();
        (0..n + 2, any::<char>(), 1..=LAST_FUNCTION_KEY).prop_map(move |(which, c, f)| {
            let visible = !c.is_control() && !c.is_whitespace();
            match NAMES.get(which) {
                Some((_, code)) => *code,
                None if which == n && visible => KeyCode::Char(c),
                None => KeyCode::F(f),
            }
        })
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(code in codes(), ctrl: bool, alt: bool, shift: bool) {
            let key = Key::new(code, Modifiers { ctrl, alt, shift });
            prop_assert_eq!(Key::new(key.code, key.mods), key);
            prop_assert_eq!(key.to_string().parse(), Ok(key));
        }

        #[test]
        fn scripts_never_fail(script in ".{0,40}") {
            parse_script(&script);
        }
    }
}
