//! What one whole control sequence means. Pure functions over its parts; whatever is unknown is `None`.

use super::Input;
use crate::key::{Key, KeyCode, Modifiers, Mouse, MouseKind};

/// Numbers of a sequence: no known one has more.
const NUMBERS: usize = 4;

/// The meaning of `ESC [` `params` `end`.
pub(super) fn csi(params: &[u8], end: u8) -> Option<Input> {
    match (params, end) {
        ([b'<', rest @ ..], b'M' | b'm') => mouse(rest, end).map(Input::Mouse),
        ([b'?', ..], b'c') => Some(Input::DeviceAttributes),
        ([b'?', rest @ .., b'$'], b'y') => mode(rest),
        _ => csi_key(params, end).map(Input::Key),
    }
}

/// A report of a mode: only that of synchronized output is ever asked for. Set or reset, it is known; 0 stands for an
/// unknown mode, 3 and 4 for one that never changes.
fn mode(params: &[u8]) -> Option<Input> {
    let [mode, setting, ..] = numbers(params)?;
    (mode.value == 2026).then_some(Input::SynchronizedOutput {
        known: matches!(setting.value, 1 | 2),
    })
}

fn csi_key(params: &[u8], end: u8) -> Option<Key> {
    let [first, held, third, _] = numbers(params)?;
    if end == b'u' {
        let mods = modifiers(held)?;
        // The terminal may tell which character its layout gives with Shift.
        let with_shift = mods.shift && !mods.ctrl && first.sub != 0;
        return key_of_code(if with_shift { first.sub } else { first.value }, mods);
    }
    if end == b'~' && first.value == 27 {
        return key_of_code(third.value, modifiers(held)?);
    }
    let code = match end {
        b'~' => tilde_key(first.value)?,
        // The same with modifiers, from rxvt.
        b'^' => return Some(Key::new(tilde_key(first.value)?, Modifiers::CTRL)),
        b'a'..=b'd' => return Some(Key::new(arrow(end.to_ascii_uppercase())?, Modifiers::SHIFT)),
        b'Z' => KeyCode::BackTab,
        // Any other number before `R` makes it a report of the cursor's position.
        b'P'..=b'S' if first.value <= 1 => KeyCode::F(end - b'P' + 1),
        b'P'..=b'S' => return None,
        _ => arrow(end)?,
    };
    Some(Key::new(code, modifiers(held)?))
}

/// The meaning of `ESC O` `params` `end`.
pub(super) fn ss3(params: &[u8], end: u8) -> Option<Key> {
    let [first, second, ..] = numbers(params)?;
    // Some write `ESC O 5 A`, some `ESC O 1 ; 5 A`.
    let held = if second.value > 0 { second } else { first };
    let code = match end {
        b'P'..=b'S' => KeyCode::F(end - b'P' + 1),
        b'a'..=b'd' => return Some(Key::new(arrow(end.to_ascii_uppercase())?, Modifiers::CTRL)),
        b'M' => KeyCode::Enter,
        b'I' => KeyCode::Tab,
        b' ' => KeyCode::Char(' '),
        b'X' => KeyCode::Char('='),
        // The keypad: `j` to `y` stand for `*` to `9`.
        b'j'..=b'y' => KeyCode::Char((end - b'j' + b'*').into()),
        _ => arrow(end)?,
    };
    Some(Key::new(code, modifiers(held)?))
}

/// The meaning of `ESC ]` `text`: only the background colour is ever asked for.
pub(super) fn osc(text: &[u8]) -> Option<Input> {
    let text = std::str::from_utf8(text).ok()?.strip_prefix("11;")?;
    let [red, green, blue] = color(text)?;
    Some(Input::Background { red, green, blue })
}

/// A mouse report of the oldest kind.
pub(super) fn old_mouse(button: u8, column: u8, row: u8) -> Option<Mouse> {
    let kind = mouse_kind(button.checked_sub(32)?.into())?;
    let cell = |byte: u8| byte.checked_sub(33).map(u16::from);
    Some(Mouse {
        kind,
        column: cell(column)?,
        row: cell(row)?,
    })
}

fn mouse(params: &[u8], end: u8) -> Option<Mouse> {
    let [button, column, row, _] = numbers(params)?;
    if end == b'm' {
        return None;
    }
    let cell = |number: Number| u16::try_from(number.value.checked_sub(1)?).ok();
    Some(Mouse {
        kind: mouse_kind(button.value)?,
        column: cell(column)?,
        row: cell(row)?,
    })
}

/// Bits 2 to 4 of a button's number tell what is held down, which makes no difference here.
fn mouse_kind(button: u32) -> Option<MouseKind> {
    match button & !0b1_1100 {
        0 => Some(MouseKind::Press),
        32 => Some(MouseKind::Drag),
        64 => Some(MouseKind::WheelUp),
        65 => Some(MouseKind::WheelDown),
        _ => None,
    }
}

/// A number of a sequence with the first of its sub-numbers (after `:`); each 0 where absent.
#[derive(Debug, Clone, Copy, Default)]
struct Number {
    value: u32,
    sub: u32,
}

/// The numbers between the semicolons; `None` if there is anything else in `params`, or too many.
fn numbers(params: &[u8]) -> Option<[Number; NUMBERS]> {
    let mut numbers = [Number::default(); NUMBERS];
    if params.is_empty() {
        return Some(numbers);
    }
    let mut slots = numbers.iter_mut();
    for param in params.split(|b| *b == b';') {
        let mut subs = param.split(|b| *b == b':').map(number);
        let slot = slots.next()?;
        slot.value = subs.next()??;
        slot.sub = subs.next().unwrap_or(Some(0))?;
    }
    Some(numbers)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |value, digit| {
        let digit = char::from(*digit).to_digit(10)?;
        value.checked_mul(10)?.checked_add(digit)
    })
}

/// Modifiers as terminals count them: one more than the sum of 1 for Shift, 2 for Alt, 4 for Ctrl, 32 for Meta.
/// `None` where the key went up, or where a key is held that no stroke of ours has (Super, Hyper).
fn modifiers(held: Number) -> Option<Modifiers> {
    const RELEASED: u32 = 3;
    let bits = held.value.saturating_sub(1);
    if held.sub == RELEASED || bits & 0b1_1000 != 0 {
        return None;
    }
    Some(Modifiers {
        shift: bits & 1 != 0,
        alt: bits & (2 | 32) != 0,
        ctrl: bits & 4 != 0,
    })
}

fn arrow(end: u8) -> Option<KeyCode> {
    Some(match end {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        _ => return None,
    })
}

/// The gaps in the numbers of the function keys are those of the VT220's keyboard.
fn tilde_key(number: u32) -> Option<KeyCode> {
    let function_key = |before: u32| u8::try_from(number - before).ok().map(KeyCode::F);
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => function_key(10)?,
        17..=21 => function_key(11)?,
        23..=26 => function_key(12)?,
        28 | 29 => function_key(13)?,
        31..=34 => function_key(14)?,
        _ => return None,
    })
}

/// A key by its code point, as the kitty protocol and xterm's `modifyOtherKeys` name it.
fn key_of_code(code: u32, mods: Modifiers) -> Option<Key> {
    let code = match code {
        8 | 127 => KeyCode::Backspace,
        9 => KeyCode::Tab,
        13 | 57414 => KeyCode::Enter,
        27 => KeyCode::Esc,
        57376..=57398 => KeyCode::F(u8::try_from(code - 57376 + 13).ok()?),
        57399..=57408 => KeyCode::Char(char::from_digit(code - 57399, 10)?),
        57409 => KeyCode::Char('.'),
        57410 => KeyCode::Char('/'),
        57411 => KeyCode::Char('*'),
        57412 => KeyCode::Char('-'),
        57413 => KeyCode::Char('+'),
        57415 => KeyCode::Char('='),
        57416 => KeyCode::Char(','),
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57425 => KeyCode::Insert,
        57426 => KeyCode::Delete,
        // The rest of that block are keys that type and do nothing here: locks, media, modifiers alone.
        57344..=63743 => return None,
        _ => {
            let c = char::from_u32(code)?;
            if c.is_control() {
                return None;
            }
            KeyCode::Char(c)
        }
    };
    Some(Key::new(code, mods))
}

/// A colour as X11 writes it: `rgb:` or `rgba:` with one to four hexadecimal digits a channel, or `#rrggbb`.
fn color(text: &str) -> Option<[u8; 3]> {
    if let Some(digits) = text.strip_prefix('#') {
        let [_, red, green, blue] = hexadecimal(digits)?.to_be_bytes();
        return (digits.len() == 6).then_some([red, green, blue]);
    }
    let channels = text
        .strip_prefix("rgb:")
        .or_else(|| text.strip_prefix("rgba:"))?;
    let mut channels = channels.split('/');
    let mut next = || channel(channels.next()?);
    Some([next()?, next()?, next()?])
}

/// One channel scaled to a byte.
fn channel(digits: &str) -> Option<u8> {
    let most = match digits.len() {
        1 => 0xf,
        2 => 0xff,
        3 => 0xfff,
        4 => 0xffff,
        _ => return None,
    };
    u8::try_from((hexadecimal(digits)? * 255 + most / 2) / most).ok()
}

/// Unlike [`u32::from_str_radix`], takes no sign.
fn hexadecimal(digits: &str) -> Option<u32> {
    let signed = digits.starts_with('+');
    u32::from_str_radix(digits, 16).ok().filter(|_| !signed)
}

#[cfg(test)]
mod tests {
    use super::{channel, color};

    #[test]
    fn colors_are_scaled_to_a_byte() {
        assert_eq!(color("rgb:ffff/0000/8080"), Some([255, 0, 128]));
        assert_eq!(color("rgba:1e1e/1e1e/2e2e/ffff"), Some([30, 30, 46]));
        assert_eq!(color("rgb:f/0/8"), Some([255, 0, 136]));
        assert_eq!(color("#fdf6e3"), Some([253, 246, 227]));
        for bad in [
            "rgb:ffff/0000",
            "rgb:fffff/0/0",
            "#fff",
            "#+fffff",
            "red",
            "rgb:+f/0/0",
        ] {
            assert_eq!(color(bad), None, "{bad}");
        }
        assert_eq!(channel("fff"), Some(255));
    }
}
