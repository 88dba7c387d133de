//! From the bytes of a terminal, local or at the other end of a network, to what the reader did.
//!
//! One parser for every terminal, because the usual ones read only their own and take `ESC`, a pause and `[B` for three
//! keys. A [`Decoder`] copes with sequences cut anywhere, UTF-8 included, and never fails: what it does not know it
//! drops. It knows no clock: whoever feeds it calls [`Decoder::timeout`] when [`Decoder::is_waiting`] and nothing
//! has come for a while, and only then is an `ESC` the key of that name.
//!
//! Invariants: the same bytes give the same inputs however they are cut; between calls a decoder holds no more
//! than [`PASTE_LIMIT`] and a few bytes, whatever it is fed.

mod sequence;

use crate::key::{Key, KeyCode, Modifiers, Mouse};

/// The longest paste that is kept, in bytes. What is longer is cut: nobody searches for more, and a client must not be
/// able to fill the memory of a server.
pub const PASTE_LIMIT: usize = 64 * 1024;

/// The longest control sequence that is looked at. Real ones stay below 30 bytes.
const SEQUENCE_LIMIT: usize = 64;

/// The longest reply that is looked at: an `OSC 11` reply takes 25 bytes.
const STRING_LIMIT: usize = 64;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;

/// What ends a bracketed paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// What came from a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A stroke.
    Key(Key),
    /// A click or a turn of the wheel.
    Mouse(Mouse),
    /// Text that was pasted: line ends are `\n`, other control characters but tabs are gone, cut at [`PASTE_LIMIT`].
    Paste(String),
    /// The terminal's background colour, as it answered when asked.
    Background {
        /// Red.
        red: u8,
        /// Green.
        green: u8,
        /// Blue.
        blue: u8,
    },
    /// The terminal told whether it knows synchronized output (mode 2026), as it answered when asked.
    SynchronizedOutput {
        /// Whether it does.
        known: bool,
    },
    /// The terminal told its primary attributes. Every terminal answers this, and in order: so it fences off the
    /// answers to whatever was asked before.
    DeviceAttributes,
}

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing, or the first bytes of a character.
    Ground,
    /// `ESC` has come.
    Escape,
    /// `ESC [` has come, and perhaps parameters.
    Csi,
    /// `ESC [` and more parameters than anyone means have come.
    CsiTooLong,
    /// `ESC [ [` has come, from the Linux console.
    LinuxFunctionKey,
    /// `ESC [ M` has come, from a terminal that knows only the oldest way to report a mouse.
    OldMouse,
    /// `ESC O` has come, and perhaps parameters.
    Ss3,
    /// The opener of a string has come; what follows is dropped, except an `OSC`'s.
    Text(Opener),
    /// In a string, `ESC` has come.
    TextEscape(Opener),
    /// Between the marks of a bracketed paste; so many bytes of the closing mark have come.
    Paste(usize),
}

/// Which string it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opener {
    /// `ESC ]`.
    Osc,
    /// `ESC ]`, and the reply stalled: from now on only what can belong to one is swallowed.
    StalledOsc,
    /// `ESC` and one of `P`, `X`, `^`, `_`.
    Other(u8),
}

/// Turns bytes into [`Input`]s. See the module.
#[derive(Debug)]
pub struct Decoder {
    state: State,
    /// What has come of the present sequence, character or paste, without its opener.
    held: Vec<u8>,
    /// Whether `ESC` came right before the character that is being read.
    alt: bool,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// A decoder at the start of a conversation. Allocates nothing yet.
    pub const fn new() -> Self {
        Self {
            state: State::Ground,
            held: Vec::new(),
            alt: false,
        }
    }

    /// Whether a pause would mean something: [`Decoder::timeout`] should be called after one.
    pub fn is_waiting(&self) -> bool {
        !matches!(self.state, State::Ground | State::Paste(0 | 2..))
    }

    /// Takes in `bytes` and appends what they mean.
    pub fn feed(&mut self, bytes: &[u8], inputs: &mut Vec<Input>) {
        for &byte in bytes {
            self.take(byte, inputs);
        }
    }

    /// Nothing has come for a while: an `ESC` that stands alone is the key, and what was cut off is given up.
    pub fn timeout(&mut self, inputs: &mut Vec<Input>) {
        let empty = self.held.is_empty();
        match self.state {
            State::Ground | State::Paste(0 | 2..) => return,
            // Whoever presses Esc while a paste never ends wants out of it.
            State::Paste(1) => return self.end_paste(inputs),
            State::Escape => push_key(inputs, KeyCode::Esc, Modifiers::NONE),
            State::Csi if empty => push_alt(inputs, '['),
            State::Ss3 if empty => push_alt(inputs, 'O'),
            State::Text(Opener::Osc) if empty => push_alt(inputs, ']'),
            State::Text(Opener::Other(opener)) if empty => push_alt(inputs, opener.into()),
            State::Text(Opener::Osc) => {
                self.state = State::Text(Opener::StalledOsc);
                return;
            }
            State::TextEscape(Opener::Osc) => {
                self.state = State::TextEscape(Opener::StalledOsc);
                return;
            }
            State::Text(_)
            | State::TextEscape(_)
            | State::Csi
            | State::CsiTooLong
            | State::LinuxFunctionKey
            | State::OldMouse
            | State::Ss3 => {}
        }
        self.reset();
    }

    fn reset(&mut self) {
        self.state = State::Ground;
        self.held.clear();
        self.alt = false;
    }

    fn enter(&mut self, state: State) {
        self.reset();
        self.state = state;
    }

    fn take(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match self.state {
            State::Ground => self.in_ground(byte, inputs),
            State::Escape => self.after_escape(byte, inputs),
            State::Csi | State::CsiTooLong => self.in_csi(byte, inputs),
            State::LinuxFunctionKey => {
                if let b'A'..=b'E' = byte {
                    push_key(inputs, KeyCode::F(byte - b'A' + 1), Modifiers::NONE);
                }
                self.reset();
            }
            State::OldMouse => {
                self.held.push(byte);
                if let [button, column, row] = self.held[..] {
                    inputs.extend(sequence::old_mouse(button, column, row).map(Input::Mouse));
                    self.reset();
                }
            }
            State::Ss3 => self.in_ss3(byte, inputs),
            State::Text(opener) => self.in_text(opener, byte, inputs),
            State::TextEscape(opener) => {
                if byte == b'\\' {
                    return self.end_text(opener, inputs);
                }
                // The string broke off, and something else began; after a pause, something without its own `ESC`.
                let began = match opener {
                    Opener::StalledOsc => State::Ground,
                    Opener::Osc | Opener::Other(_) => State::Escape,
                };
                self.enter(began);
                self.take(byte, inputs);
            }
            State::Paste(matched) => self.in_paste(matched, byte, inputs),
        }
    }

    fn in_ground(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        if !self.held.is_empty() {
            return self.in_character(byte, inputs);
        }
        match byte {
            ESC => self.state = State::Escape,
            0xc2..=0xf4 => self.held.push(byte),
            0x80.. => self.alt = false,
            _ => {
                let (code, ctrl) = control_key(byte);
                let mods = Modifiers {
                    ctrl,
                    alt: std::mem::take(&mut self.alt),
                    shift: false,
                };
                push_key(inputs, code, mods);
            }
        }
    }

    /// A character of several bytes has begun.
    fn in_character(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        if !(0x80..0xc0).contains(&byte) {
            self.reset();
            return self.take(byte, inputs);
        }
        self.held.push(byte);
        match std::str::from_utf8(&self.held) {
            Ok(text) => {
                let alt = self.alt;
                for c in text.chars().filter(|c| !c.is_control()) {
                    let mods = Modifiers {
                        alt,
                        ..Modifiers::NONE
                    };
                    push_key(inputs, KeyCode::Char(c), mods);
                }
                self.reset();
            }
            Err(error) if error.error_len().is_some() => self.reset(),
            Err(_) => {}
        }
    }

    fn after_escape(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match byte {
            // The key twice, or the key and then a sequence.
            ESC => push_key(inputs, KeyCode::Esc, Modifiers::NONE),
            b'[' => self.enter(State::Csi),
            b'O' => self.enter(State::Ss3),
            b']' => self.enter(State::Text(Opener::Osc)),
            b'P' | b'X' | b'^' | b'_' => self.enter(State::Text(Opener::Other(byte))),
            _ => {
                self.enter(State::Ground);
                self.alt = true;
                self.take(byte, inputs);
            }
        }
    }

    fn in_csi(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match byte {
            // Parameters and intermediate bytes.
            0x20..=0x3f if self.held.len() < SEQUENCE_LIMIT => self.held.push(byte),
            0x20..=0x3f => self.state = State::CsiTooLong,
            b'[' if self.held.is_empty() => self.enter(State::LinuxFunctionKey),
            b'M' if self.held.is_empty() => self.enter(State::OldMouse),
            0x40..=0x7e => self.end_csi(byte, inputs),
            _ => {
                self.reset();
                self.take(byte, inputs);
            }
        }
    }

    fn end_csi(&mut self, end: u8, inputs: &mut Vec<Input>) {
        let known = self.state == State::Csi;
        if known && end == b'~' && self.held == b"200" {
            return self.enter(State::Paste(0));
        }
        if known {
            inputs.extend(sequence::csi(&self.held, end));
        }
        self.reset();
    }

    fn in_ss3(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match byte {
            // One more than the limit makes numbers too large to mean anything.
            b'0'..=b'9' | b';' => {
                if self.held.len() <= SEQUENCE_LIMIT {
                    self.held.push(byte);
                }
            }
            0x20..=0x7e => {
                inputs.extend(sequence::ss3(&self.held, byte).map(Input::Key));
                self.reset();
            }
            _ => {
                self.reset();
                self.take(byte, inputs);
            }
        }
    }

    fn in_text(&mut self, opener: Opener, byte: u8, inputs: &mut Vec<Input>) {
        let may_belong = match opener {
            Opener::Osc => (0x20..0x7f).contains(&byte),
            Opener::StalledOsc => byte.is_ascii_hexdigit() || b";:/?#rgba".contains(&byte),
            Opener::Other(_) => byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r'),
        };
        match byte {
            ESC => self.state = State::TextEscape(opener),
            BEL => self.end_text(opener, inputs),
            _ if may_belong => {
                // One more than the limit marks a string as too long.
                if self.held.len() <= STRING_LIMIT {
                    self.held.push(byte);
                }
            }
            _ => {
                self.reset();
                self.take(byte, inputs);
            }
        }
    }

    fn end_text(&mut self, opener: Opener, inputs: &mut Vec<Input>) {
        if opener != Opener::Osc && opener != Opener::StalledOsc {
            return self.reset();
        }
        if self.held.len() <= STRING_LIMIT {
            inputs.extend(sequence::osc(&self.held));
        }
        self.reset();
    }

    fn in_paste(&mut self, matched: usize, byte: u8, inputs: &mut Vec<Input>) {
        if byte == PASTE_END[matched] {
            if matched + 1 == PASTE_END.len() {
                return self.end_paste(inputs);
            }
            self.state = State::Paste(matched + 1);
            return;
        }
        self.keep_pasted(&PASTE_END[..matched]);
        if byte == ESC {
            self.state = State::Paste(1);
        } else {
            self.state = State::Paste(0);
            self.keep_pasted(&[byte]);
        }
    }

    fn keep_pasted(&mut self, bytes: &[u8]) {
        let room = PASTE_LIMIT.saturating_sub(self.held.len());
        self.held.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn end_paste(&mut self, inputs: &mut Vec<Input>) {
        // Taken, not cleared, so that an idle decoder does not hold on to the memory.
        let pasted = std::mem::take(&mut self.held);
        self.reset();
        inputs.push(Input::Paste(cleaned(&pasted)));
    }
}

/// Pasted bytes as text: terminals send `\r` for the end of a line, and a cut may have split a character.
fn cleaned(pasted: &[u8]) -> String {
    let whole = match std::str::from_utf8(pasted) {
        Err(error) if error.error_len().is_none() => &pasted[..error.valid_up_to()],
        _ => pasted,
    };
    let text = String::from_utf8_lossy(whole)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

/// The key behind one byte of ASCII, and whether Ctrl is held with it.
fn control_key(byte: u8) -> (KeyCode, bool) {
    match byte {
        0 => (KeyCode::Char(' '), true),
        // In raw mode the return key sends `\r`; scripts and some paste tools send `\n`.
        b'\r' | b'\n' => (KeyCode::Enter, false),
        b'\t' => (KeyCode::Tab, false),
        // Which of the two a terminal sends is a matter of its settings.
        0x08 | 0x7f => (KeyCode::Backspace, false),
        1..=0x1a => (KeyCode::Char((byte + 0x60).into()), true),
        0x1b..=0x1f => (KeyCode::Char((byte + 0x40).into()), true),
        _ => (KeyCode::Char(byte.into()), false),
    }
}

fn push_key(inputs: &mut Vec<Input>, code: KeyCode, mods: Modifiers) {
    inputs.push(Input::Key(Key::new(code, mods)));
}

fn push_alt(inputs: &mut Vec<Input>, c: char) {
    push_key(inputs, KeyCode::Char(c), Modifiers::ALT);
}

#[cfg(test)]
#[path = "decode/tests.rs"]
mod tests;
