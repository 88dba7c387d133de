//! Text as a terminal has to treat it: safe to write, measured in cells, broken into lines, folded for comparison, compared by letters.
//!
//! Everything that counts columns, breaks lines or decides whether a character may reach a terminal is here;
//! nobody else does. Knows nothing of content, screens or terminals.
//!
//! Invariants: a [`SafeText`] holds no character that a terminal acts upon except `\n`; a line that
//! [`wrap::lines`] gives is never wider than asked, unless a single grapheme is.

pub mod fold;
pub mod near;
pub mod safe;
pub mod width;
pub mod wrap;

pub use safe::SafeText;

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language, by its ISO 639-1 code of two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Lang([u8; 2]);

impl Lang {
    /// English.
    pub const EN: Lang = Lang(*b"en");
    /// Spanish.
    pub const ES: Lang = Lang(*b"es");

    /// Reads `en`; also the first part of a locale such as `es_MX.UTF-8` or `es-MX`. `None` for `C`, `POSIX` and whatever
    /// is no code of two lower-case letters.
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.split(['_', '-', '.', '@']).next()?;
        match code.as_bytes() {
            [a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Some(Lang([*a, *b])),
            _ => None,
        }
    }

    /// The code.
    pub fn code(&self) -> &str {
        // Both bytes are ASCII letters: `parse` and the constants make nothing else.
        std::str::from_utf8(&self.0).unwrap_or("en")
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
