//! What a terminal can do, as far as its environment tells.
//!
//! A pure function of variables: whoever reads the environment hands them in. What only the terminal itself can tell, such as its
//! background, comes later as an answer.

use crate::color::{Depth, Tone};

/// What a terminal can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// How many colours it has.
    pub depth: Depth,
    /// Whether it can be told where a frame begins and ends (DEC private mode 2026).
    pub synchronized: bool,
    /// Whether it makes addresses into links (OSC 8).
    pub hyperlinks: bool,
    /// Whether it takes texts for the clipboard (OSC 52).
    pub clipboard: bool,
    /// Whether it moves the cursor at all; `TERM=dumb` does not.
    pub addressable: bool,
    /// Its background, where a variable tells.
    pub background: Option<Tone>,
    /// Whether it is at the other end of a network: addresses can't be opened here, and keys come late.
    pub remote: bool,
}

/// When text is coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// As the terminal and `NO_COLOR` have it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Terminals that know DEC private mode 2026, by a part of `TERM` or of `TERM_PROGRAM`.
const SYNCHRONIZED: &[&str] = &[
    "kitty",
    "foot",
    "alacritty",
    "ghostty",
    "wezterm",
    "contour",
    "iterm",
    "vscode",
];

/// Terminals that know OSC 8.
const HYPERLINKS: &[&str] = &[
    "kitty",
    "foot",
    "alacritty",
    "ghostty",
    "wezterm",
    "contour",
    "iterm",
    "vscode",
    "konsole",
    "tmux",
];

/// Terminals whose `TERM` means sixteen colours at most and no more than the basics.
const PLAIN: &[&str] = &["linux", "vt100", "vt102", "vt220", "ansi", "cons25"];

/// What the terminal with these variables can do.
pub fn capabilities(
    variable: impl Fn(&str) -> Option<String>,
    choice: ColorChoice,
) -> Capabilities {
    let get = |name: &str| variable(name).unwrap_or_default();
    let term = get("TERM").to_lowercase();
    let program = get("TERM_PROGRAM").to_lowercase();
    let is_one_of = |names: &[&str]| {
        names
            .iter()
            .any(|name| term.contains(name) || program.contains(name))
    };
    let is_plain = PLAIN.contains(&term.as_str());
    let is_dumb = term == "dumb" || term.is_empty();
    let windows = variable("WT_SESSION").is_some();
    let vte = get("VTE_VERSION").parse::<u32>().unwrap_or(0);
    let in_screen = variable("STY").is_some();
    let depth = match choice {
        ColorChoice::Never => Depth::Mono,
        ColorChoice::Auto if is_dumb || !get("NO_COLOR").is_empty() => Depth::Mono,
        ColorChoice::Auto | ColorChoice::Always => {
            let color = get("COLORTERM").to_lowercase();
            match () {
                () if color == "truecolor"
                    || color == "24bit"
                    || windows
                    || term.contains("direct") =>
                {
                    Depth::Full
                }
                () if is_one_of(&["kitty", "foot", "alacritty", "ghostty", "wezterm", "iterm"]) => {
                    Depth::Full
                }
                () if term.contains("256color") => Depth::Indexed,
                () if is_plain || is_dumb => Depth::Palette,
                () => Depth::Indexed,
            }
        }
    };
    Capabilities {
        depth,
        synchronized: is_one_of(SYNCHRONIZED) || windows,
        hyperlinks: !is_plain
            && !is_dumb
            && !in_screen
            && (is_one_of(HYPERLINKS) || windows || vte >= 5_000),
        clipboard: !is_plain && !is_dumb && vte == 0,
        addressable: !is_dumb,
        background: background(&get("COLORFGBG")),
        remote: ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"]
            .iter()
            .any(|name| variable(name).is_some()),
    }
}

/// The background by rxvt's `COLORFGBG`: foreground and background as numbers of the palette.
fn background(variable: &str) -> Option<Tone> {
    match variable.rsplit(';').next()?.parse::<u8>().ok()? {
        7 | 9..=15 => Some(Tone::Light),
        0..=6 | 8 => Some(Tone::Dark),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &'static [(&'static str, &'static str)]) -> Capabilities {
        let get = |name: &str| {
            pairs
                .iter()
                .find(|(of, _)| *of == name)
                .map(|(_, value)| value.to_string())
        };
        capabilities(get, ColorChoice::Auto)
    }

    #[test]
    fn terminals_are_told_apart() {
        let depths = [
            (
                &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")][..],
                Depth::Full,
            ),
            (&[("TERM", "xterm-256color")][..], Depth::Indexed),
            (&[("TERM", "linux")][..], Depth::Palette),
            (&[("TERM", "xterm-kitty")][..], Depth::Full),
            (&[("TERM", "dumb")][..], Depth::Mono),
            (
                &[("TERM", "xterm-kitty"), ("NO_COLOR", "1")][..],
                Depth::Mono,
            ),
            (
                &[("TERM", "xterm-256color"), ("NO_COLOR", "")][..],
                Depth::Indexed,
            ),
        ];
        for (pairs, depth) in depths {
            assert_eq!(with(pairs).depth, depth, "{pairs:?}");
        }
        assert!(with(&[("TERM", "xterm-kitty")]).synchronized);
        assert!(!with(&[("TERM", "linux")]).hyperlinks);
        assert!(with(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7000")]).hyperlinks);
        assert!(!with(&[("TERM", "dumb")]).addressable);
        assert!(with(&[("TERM", "xterm"), ("SSH_TTY", "/dev/pts/1")]).remote);
        assert_eq!(with(&[("COLORFGBG", "0;15")]).background, Some(Tone::Light));
        assert_eq!(
            with(&[("COLORFGBG", "15;default;0")]).background,
            Some(Tone::Dark)
        );
    }

    #[test]
    fn the_choice_goes_before_the_environment() {
        let get = |name: &str| (name == "TERM").then(|| "dumb".to_string());
        assert_eq!(capabilities(get, ColorChoice::Always).depth, Depth::Palette);
        assert_eq!(
            capabilities(|_| Some("xterm-kitty".to_string()), ColorChoice::Never).depth,
            Depth::Mono
        );
    }
}
