//! Texts for the clipboard of a terminal (OSC 52).

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

/// Terminals take about 100,000 bytes at most; in base 64 that is this much text.
const LONGEST: usize = 74_994;

/// The bytes that put `text` on the clipboard; what is too long is cut.
pub fn copy(text: &str) -> Vec<u8> {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = CopyToClipboard::to_clipboard_from(&text[..end]).write_ansi(&mut out);
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_sent_in_base_64() {
        assert_eq!(copy("Guard"), b"\x1b]52;c;R3VhcmQ=\x1b\\");
        assert!(copy(&"é".repeat(100_000)).len() < 101_000);
    }
}
