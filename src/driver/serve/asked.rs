//! What a visitor's client says about their terminal, all of it untrusted: a window within bounds, and variables of a fixed list.

use ratatui::layout::Size;

use crate::driver::caps::{Capabilities, ColorChoice, capabilities};
use crate::text::Lang;

/// The variables that are taken: what tells terminals, colours and languages apart, as [`capabilities`] looks for it.
const VARIABLES: &[&str] = &[
    "COLORTERM",
    "NO_COLOR",
    "COLORFGBG",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "VTE_VERSION",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    // Clients that send `LC_*` send these as well; they are taken and not looked at.
    "LC_ADDRESS",
    "LC_COLLATE",
    "LC_IDENTIFICATION",
    "LC_MEASUREMENT",
    "LC_MONETARY",
    "LC_NAME",
    "LC_NUMERIC",
    "LC_PAPER",
    "LC_TELEPHONE",
    "LC_TIME",
    "LANGUAGE",
];

/// The longest value that is taken; locales and names of terminals are shorter.
const LONGEST: usize = 64;

/// The window of a client that tells none: the size of a screen since 1978.
const USUAL: Size = Size::new(80, 24);

/// What was said about a terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    variables: Vec<(&'static str, String)>,
    window: Option<Size>,
}

/// The variable of a name and value that may be set, if it is one.
pub fn variable(name: &str, value: &str) -> Option<&'static str> {
    let known = VARIABLES.iter().find(|own| **own == name)?;
    is_plain(value).then_some(known)
}

/// Whether a value is short and of characters that mean nothing to a terminal.
fn is_plain(value: &str) -> bool {
    value.len() <= LONGEST && value.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// A window as it is drawn: the usual where the client tells none, and never larger than `most`.
pub fn window(columns: u32, rows: u32, most: Size) -> Size {
    let within = |n: u32, usual: u16, most: u16| match n {
        0 => usual.min(most),
        n => u16::try_from(n).unwrap_or(u16::MAX).min(most),
    };
    Size::new(
        within(columns, USUAL.width, most.width),
        within(rows, USUAL.height, most.height),
    )
}

impl Asked {
    /// Takes a variable over, if it is one that is taken.
    pub fn set(&mut self, name: &str, value: &str) {
        let Some(name) = variable(name, value) else {
            return;
        };
        self.variables.retain(|(own, _)| *own != name);
        self.variables.push((name, value.to_string()));
    }

    /// Takes a terminal over.
    pub fn set_terminal(&mut self, term: &str, size: Size) {
        let term = if is_plain(term) { term } else { "" };
        self.variables.retain(|(own, _)| *own != "TERM");
        self.variables.push(("TERM", term.to_string()));
        self.window = Some(size);
    }

    /// The window changes; only a terminal has one.
    pub fn resize(&mut self, size: Size) {
        if self.window.is_some() {
            self.window = Some(size);
        }
    }

    /// The window, if there is a terminal.
    pub fn window(&self) -> Option<Size> {
        self.window
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.variables.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// What the terminal can do.
    pub fn capabilities(&self) -> Capabilities {
        Capabilities {
            remote: true,
            ..capabilities(|name| self.get(name).map(str::to_string), ColorChoice::Auto)
        }
    }

    /// The visitor's language, by the variable that goes first.
    pub fn lang(&self) -> Option<Lang> {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let value = names
            .iter()
            .find_map(|name| self.get(name).filter(|v| !v.is_empty()))?;
        Lang::parse(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Depth;

    #[test]
    fn windows_stay_within_bounds() {
        let most = Size::new(240, 80);
        let cases = [
            ((0, 0), (80, 24)),
            ((1, 1), (1, 1)),
            ((120, 40), (120, 40)),
            ((u32::MAX, u32::MAX), (240, 80)),
            ((65_536, 1), (240, 1)),
            ((0, 500), (80, 80)),
        ];
        for ((columns, rows), (width, height)) in cases {
            assert_eq!(window(columns, rows, most), Size::new(width, height));
        }
    }

    #[test]
    fn only_variables_of_the_list_are_taken() {
        let mut asked = Asked::default();
        for (name, value) in [
            ("LD_PRELOAD", "x.so"),
            ("LANG", "es_MX.UTF-8\u{1b}]0;x\u{7}"),
            ("COLORTERM", &"x".repeat(65)),
            ("TERM", "xterm"),
            ("lang", "es"),
        ] {
            assert_eq!(variable(name, value), None, "{name}");
            asked.set(name, value);
        }
        assert_eq!(asked, Asked::default());
        asked.set("LANG", "es_MX.UTF-8");
        asked.set("LANG", "en_US.UTF-8");
        assert_eq!(asked.lang(), Some(Lang::EN));
        asked.set("LC_ALL", "es");
        assert_eq!(asked.lang(), Some(Lang::ES));
    }

    #[test]
    fn a_terminal_is_known_by_what_its_client_sends() {
        let mut asked = Asked::default();
        asked.set_terminal("xterm-256color", Size::new(80, 24));
        assert_eq!(asked.capabilities().depth, Depth::Indexed);
        asked.set("COLORTERM", "truecolor");
        assert_eq!(asked.capabilities().depth, Depth::Full);
        asked.set("NO_COLOR", "1");
        assert_eq!(asked.capabilities().depth, Depth::Mono);
        asked.set_terminal("xterm\u{1b}c", Size::new(80, 24));
        assert!(!asked.capabilities().addressable);
    }
}
