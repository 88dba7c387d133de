//! What can happen to an app, one step at a time, in a notation that a failing session is written down in.
//!
//! A key is written as everywhere; everything else begins with `@`. What a number stands for is the session's to say.

use std::fmt;

use cotejo::app::action::TABLE;
use cotejo::key::{Key, KeyCode, Modifiers, MouseKind};
use ratatui::layout::Size;

use crate::dice::Dice;
use crate::explainer::WORDS;

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A key.
    Key(Key),
    /// The mouse.
    Mouse(MouseKind, u16, u16),
    /// One of some texts is pasted.
    Paste(usize),
    /// Another size of the screen.
    Resize(u16, u16),
    /// Another edition of the content arrives.
    Edition(usize),
    /// The index that was asked for arrives.
    Index,
    /// The author has saved: with this edition, or with mistakes.
    Saved(usize),
    /// Somebody leads the reader to one of all places.
    Go(usize),
    /// The terminal tells its background.
    Background(u8),
    /// A driver has something to say.
    Say,
    /// A driver could not read the rest.
    Fail,
    /// Nothing happens for a while: what can be worked out again is given up.
    Rest,
}

const MOUSE: &[(&str, MouseKind)] = &[
    ("press", MouseKind::Press),
    ("drag", MouseKind::Drag),
    ("wheel-up", MouseKind::WheelUp),
    ("wheel-down", MouseKind::WheelDown),
];

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Key(key) => write!(f, "{key}"),
            Step::Mouse(kind, x, y) => {
                let named = MOUSE.iter().find(|(_, own)| own == kind);
                write!(f, "@{}={x},{y}", named.map_or("press", |(name, _)| name))
            }
            Step::Paste(n) => write!(f, "@paste={n}"),
            Step::Resize(w, h) => write!(f, "@resize={w},{h}"),
            Step::Edition(n) => write!(f, "@edition={n}"),
            Step::Index => f.write_str("@index"),
            Step::Saved(n) => write!(f, "@saved={n}"),
            Step::Go(n) => write!(f, "@go={n}"),
            Step::Background(n) => write!(f, "@background={n}"),
            Step::Say => f.write_str("@say"),
            Step::Fail => f.write_str("@fail"),
            Step::Rest => f.write_str("@rest"),
        }
    }
}

impl Step {
    /// Reads what is shown.
    pub fn read(word: &str) -> Step {
        let Some((name, value)) = word
            .strip_prefix('@')
            .filter(|rest| !rest.is_empty())
            .map(|rest| rest.split_once('=').unwrap_or((rest, "")))
        else {
            return Step::Key(word.parse().expect("a key"));
        };
        let number = || value.parse().expect("a number");
        let pair = || {
            let (one, other) = value.split_once(',').expect("two numbers");
            (
                one.parse().expect("a number"),
                other.parse().expect("a number"),
            )
        };
        if let Some((_, kind)) = MOUSE.iter().find(|(own, _)| *own == name) {
            let (x, y) = pair();
            return Step::Mouse(*kind, x, y);
        }
        match name {
            "paste" => Step::Paste(number()),
            "resize" => {
                let (w, h) = pair();
                Step::Resize(w, h)
            }
            "edition" => Step::Edition(number()),
            "index" => Step::Index,
            "saved" => Step::Saved(number()),
            "go" => Step::Go(number()),
            "background" => Step::Background(value.parse().expect("a number")),
            "say" => Step::Say,
            "fail" => Step::Fail,
            "rest" => Step::Rest,
            _ => panic!("{word} is no step"),
        }
    }
}

/// Draws steps: each session likes some kinds of them more than others, so that rare states are stayed in.
#[derive(Debug)]
pub struct Likes {
    /// How often each kind is drawn, from keys of actions to the rest.
    weights: [usize; 11],
    /// Keys that this session presses again and again.
    own: Vec<Key>,
}

impl Likes {
    /// What a session likes.
    pub fn new(dice: &mut Dice) -> Self {
        let mut weights = [30, 6, 3, 6, 1, 4, 3, 2, 4, 2, 2];
        for weight in &mut weights {
            if dice.once_in(4) {
                *weight *= 4;
            }
        }
        let own = (0..6).map(|_| action_key(dice)).collect();
        Likes { weights, own }
    }

    /// What happens next on a screen of this size: a step, or what readers do one after the other.
    pub fn steps(&self, size: Size, dice: &mut Dice) -> Vec<Step> {
        let mut at = dice.below(self.weights.iter().sum());
        let mut kind = 0;
        while at >= self.weights[kind] {
            at -= self.weights[kind];
            kind += 1;
        }
        let step = match kind {
            0 => Step::Key(action_key(dice)),
            1 => Step::Key(typed_key(dice)),
            2 => Step::Key(any_key(dice)),
            3 => mouse(size, dice),
            4 => Step::Paste(dice.below(PASTES)),
            5 => Step::Resize(side(dice, 130), side(dice, 50)),
            6 => {
                let n = dice.below(10);
                *dice.of(&[Step::Index, Step::Edition(n), Step::Saved(n)])
            }
            7 => Step::Go(dice.below(1_000)),
            8 => Step::Key(*dice.of(&self.own)),
            9 => {
                let tone = dice.below(256) as u8;
                *dice.of(&[Step::Rest, Step::Say, Step::Fail, Step::Background(tone)])
            }
            _ => return dice.of(HABITS).split(' ').map(Step::read).collect(),
        };
        vec![step]
    }
}

/// What readers do one after the other, and what chance alone would seldom put together.
const HABITS: &[&str] = &[
    "esc esc v enter enter > > <",
    "esc esc / p l a n e t @index down enter n N",
    "esc esc f t h e enter n n N",
    "esc esc d enter x = F down enter",
    "esc esc P enter p right down F enter",
    "esc esc e w h y enter '",
    "esc esc : c l a down enter",
    "esc esc c F d i s enter s s",
];

/// How many texts are pasted.
pub const PASTES: usize = 8;

fn action_key(dice: &mut Dice) -> Key {
    let row = dice.of(TABLE);
    dice.of(row.keys).parse().expect("keys of the table read")
}

fn typed_key(dice: &mut Dice) -> Key {
    let script = dice.below(WORDS.len());
    let words = *dice.of(WORDS[script]);
    let chars: Vec<char> = words
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .collect();
    Key::char(*dice.of(&chars))
}

fn any_key(dice: &mut Dice) -> Key {
    let codes = [
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Backspace,
        KeyCode::Delete,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::F(7),
        KeyCode::Char('a'),
        KeyCode::Char('w'),
        KeyCode::Char('u'),
        KeyCode::Char('3'),
        KeyCode::Char('-'),
    ];
    let held = [
        Modifiers::NONE,
        Modifiers::NONE,
        Modifiers::CTRL,
        Modifiers::ALT,
        Modifiers::SHIFT,
    ];
    Key::new(*dice.of(&codes), *dice.of(&held))
}

fn mouse(size: Size, dice: &mut Dice) -> Step {
    let kind = dice.of(MOUSE).1;
    let x = dice.below(usize::from(size.width) + 2) as u16;
    let y = dice.below(usize::from(size.height) + 2) as u16;
    Step::Mouse(kind, x, y)
}

/// A side of a screen: usual, at the edge of what fits, or absurd.
fn side(dice: &mut Dice, usual: usize) -> u16 {
    match dice.below(40) {
        0 => *dice.of(&[0, 1, 2, 3, u16::MAX, 4_096]),
        1..=4 => 8 + dice.below(40) as u16,
        _ => 12 + dice.below(usual) as u16,
    }
}
