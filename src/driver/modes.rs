//! What a terminal is switched to while somebody reads, and what switches it back: for the local one and for a visitor's alike.
//!
//! Everything that is switched on here stands beside what switches it off.

use crate::app::Switch;
use crate::driver::caps::Capabilities;

/// Alternate screen, cursor hidden, bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h";

/// Links, attributes and margins closed, reports of mouse and pastes off, the cursor seen.
const CLOSE: &[u8] = b"\x1b]8;;\x1b\\\x1b[0m\x1b[r\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?25h";

/// Back to the screen as it was.
const LEAVE_SCREEN: &[u8] = b"\x1b[?1049l";

/// Where there is only one screen, it is left empty.
const CLEAR_SCREEN: &[u8] = b"\x1b[2J\x1b[H";

/// The window's title put aside, and back (XTWINOPS 22 and 23).
const PUSH_TITLE: &[u8] = b"\x1b[22;2t";
const POP_TITLE: &[u8] = b"\x1b[23;2t";

/// Buttons and wheel, in the form that has no limit of columns (SGR 1006).
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// What enters our screen.
pub fn enter(caps: &Capabilities) -> Vec<u8> {
    sequence(&[(ENTER, true), (PUSH_TITLE, caps.title)])
}

/// What enters it again though it was never left, such as where somebody else has used the terminal meanwhile. The title that is put aside is
/// that of before the first time: ours would come back at the end.
pub fn enter_again() -> &'static [u8] {
    ENTER
}

/// What leaves it, whatever was switched on in between.
pub fn leave(caps: &Capabilities) -> Vec<u8> {
    sequence(&[
        (CLOSE, true),
        (POP_TITLE, caps.title),
        (LEAVE_SCREEN, caps.alternate_screen),
        (CLEAR_SCREEN, !caps.alternate_screen),
    ])
}

/// What lets the terminal report the mouse, or not.
pub fn mouse(switch: Switch) -> &'static [u8] {
    match switch {
        Switch::On => MOUSE_ON,
        Switch::Off => MOUSE_OFF,
    }
}

/// The parts that are wanted, one after the other.
fn sequence(parts: &[(&[u8], bool)]) -> Vec<u8> {
    let wanted = parts.iter().filter(|(_, is_wanted)| *is_wanted);
    wanted
        .flat_map(|(bytes, _)| bytes.iter().copied())
        .collect()
}
