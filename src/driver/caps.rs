//! What a terminal can do, told by its environment.
//!
//! A pure function over variables, because the reader's terminal may be at the other end of a network: there the
//! variables are those that the client sent. What is not known is taken for absent where a wrong guess leaves rubbish on
//! the screen, and for present where it does no harm. What only the terminal itself can tell comes later, as an answer to [`Questions`].
//!
//! Must not know: how frames are painted or who asks.

use crate::color::{Depth, Tone};
use crate::picture::Glyphs;

/// What may be asked of a terminal without leaving rubbish on its screen or in the input of what runs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Questions {
    /// Nothing.
    None,
    /// Its background.
    Background,
    /// Its background and its modes.
    All,
}

/// What a terminal can do. See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// How many colours it shows, or may show where the reader wants none.
    pub depth: Depth,
    /// Whether it can be moved about in at all; if not, only the linear reader works.
    pub addressable: bool,
    /// Whether it has a second screen, so that what was there before comes back.
    pub alternate_screen: bool,
    /// Whether it holds a frame back until it is whole (mode 2026).
    pub synchronized: bool,
    /// Whether it scrolls a band of rows (DECSTBM, SU, SD).
    pub scroll: bool,
    /// Whether it knows hyperlinks (OSC 8).
    pub hyperlinks: bool,
    /// Whether it may take text into its clipboard (OSC 52). No terminal ever confirms that it did.
    pub clipboard: bool,
    /// Whether it reports the mouse.
    pub mouse: bool,
    /// Whether its window has a title that can be set (OSC 2) and put back.
    pub title: bool,
    /// Whether its background is dark or light, where that can be told.
    pub background: Option<Tone>,
    /// What it may be asked.
    pub questions: Questions,
    /// The characters that pictures may be drawn with.
    pub glyphs: Glyphs,
    /// Whether it is at the other end of a network, and so is the reader's browser.
    pub remote: bool,
}

/// Which terminal it is, as far as that makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// No terminal, or none in which the cursor moves.
    Dumb,
    /// The Linux console.
    Console,
    /// A video terminal of the eighties, or what says to be no more.
    Vintage,
    /// GNU screen.
    Screen,
    /// tmux; whether it is one that passes hyperlinks and holds frames back.
    Tmux { recent: bool },
    /// One of the many with full colours, links and synchronized frames.
    Modern,
    /// GNOME's library and what is built on it.
    Vte,
    /// The terminal that comes with macOS.
    Apple,
    /// Whatever else: it behaves like xterm, or says so.
    Other,
}

/// Values of `TERM` of modern terminals, by how they begin.
const MODERN_TERMS: &[&str] = &[
    "xterm-kitty",
    "xterm-ghostty",
    "ghostty",
    "alacritty",
    "foot",
    "wezterm",
    "contour",
    "rio",
];

/// Values of `TERM_PROGRAM` of modern terminals.
const MODERN_PROGRAMS: &[&str] = &["iTerm.app", "WezTerm", "ghostty", "rio", "vscode", "mintty"];

/// Variables that modern terminals set for those who run in them.
const MODERN_VARIABLES: &[&str] = &[
    "KITTY_WINDOW_ID",
    "WEZTERM_PANE",
    "ALACRITTY_WINDOW_ID",
    "WT_SESSION",
    "KONSOLE_VERSION",
];

/// The first version of VTE that draws any colour and follows hyperlinks without known faults.
const VTE_WITH_LINKS: u32 = 5000;

/// The first tmux that passes hyperlinks on and synchronizes its output.
const TMUX_WITH_LINKS: (u32, u32) = (3, 4);

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

/// The variables of a session.
struct Variables<F>(F);

impl<F: Fn(&str) -> Option<String>> Variables<F> {
    /// A variable that is set and not empty.
    fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn term(&self) -> String {
        self.get("TERM")
            .map_or("dumb".to_string(), |term| term.to_lowercase())
    }

    fn family(&self) -> Family {
        let term = self.term();
        let program = self.get("TERM_PROGRAM").unwrap_or_default();
        let program = program.as_str();
        // A multiplexer first: what it runs in has left its own variables behind.
        if term == "dumb" || term == "unknown" {
            Family::Dumb
        } else if self.has("TMUX") || term.starts_with("tmux") {
            Family::Tmux {
                recent: program == "tmux" && self.program_version() >= Some(TMUX_WITH_LINKS),
            }
        } else if self.has("STY") || term.starts_with("screen") {
            Family::Screen
        } else if term == "linux" {
            Family::Console
        } else if is_vintage(&term) {
            Family::Vintage
        } else if program == "Apple_Terminal" {
            Family::Apple
        } else if MODERN_TERMS.iter().any(|begin| term.starts_with(begin))
            || MODERN_PROGRAMS.contains(&program)
            || MODERN_VARIABLES.iter().any(|name| self.has(name))
        {
            Family::Modern
        } else if self.vte_version() >= Some(VTE_WITH_LINKS) {
            Family::Vte
        } else {
            Family::Other
        }
    }

    fn vte_version(&self) -> Option<u32> {
        self.get("VTE_VERSION")?.parse().ok()
    }

    /// Major and minor version of the terminal, which may end in a letter.
    fn program_version(&self) -> Option<(u32, u32)> {
        let version = self.get("TERM_PROGRAM_VERSION")?;
        let (major, minor) = version.split_once('.')?;
        let digits = minor.bytes().take_while(u8::is_ascii_digit).count();
        Some((major.parse().ok()?, minor[..digits].parse().ok()?))
    }

    fn depth(&self, family: Family, choice: ColorChoice) -> Depth {
        match choice {
            ColorChoice::Never => Depth::Mono,
            ColorChoice::Auto if self.has("NO_COLOR") => Depth::Mono,
            ColorChoice::Auto => self.own_depth(family),
            ColorChoice::Always => self.own_depth(family).max(Depth::Palette),
        }
    }

    fn own_depth(&self, family: Family) -> Depth {
        let term = self.term();
        let color = self.get("COLORTERM").unwrap_or_default();
        let announced = color == "truecolor" || color == "24bit";
        match family {
            Family::Dumb | Family::Vintage => Depth::Mono,
            Family::Console => Depth::Palette,
            // Neither passes on more, whatever the terminal around it left in the environment.
            Family::Screen | Family::Apple => Depth::Indexed,
            Family::Modern | Family::Vte => Depth::Full,
            Family::Tmux { .. } | Family::Other if announced => Depth::Full,
            Family::Tmux { .. } => Depth::Indexed,
            Family::Other if term.ends_with("-direct") || term.ends_with("-truecolor") => {
                Depth::Full
            }
            Family::Other if term.ends_with("-256color") => Depth::Indexed,
            Family::Other => Depth::Palette,
        }
    }

    /// The Linux console and the terminals of the eighties have no braille, and no locale without UTF-8 has a way to write it: neither one
    /// with another character set nor `C` where somebody asked for it. A locale that is not set says nothing: containers have none
    /// beside terminals that show everything. A reader may always choose otherwise.
    fn glyphs(&self, family: Family) -> Glyphs {
        if matches!(family, Family::Console | Family::Vintage) {
            return Glyphs::Ascii;
        }
        let named = ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .find_map(|name| self.get(name));
        let Some(locale) = named else {
            return Glyphs::Full;
        };
        let charset = locale.split_once('.').map(|(_, set)| set.to_lowercase());
        let plain = match charset {
            Some(set) => !set.starts_with("utf-8") && !set.starts_with("utf8"),
            None => locale == "C" || locale == "POSIX",
        };
        if plain { Glyphs::Ascii } else { Glyphs::Full }
    }

    /// `COLORFGBG` ends with the number of the background among the sixteen colours.
    fn background(&self) -> Option<Tone> {
        match self.get("COLORFGBG")?.rsplit(';').next()?.parse().ok()? {
            0_u8..=6 | 8 => Some(Tone::Dark),
            7 | 9..=15 => Some(Tone::Light),
            16.. => None,
        }
    }
}

/// `vt100` and its kind, but not `vte`.
fn is_vintage(term: &str) -> bool {
    let number = term.strip_prefix("vt");
    number.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// What the terminal of a session with these variables can do.
pub fn capabilities(
    variable: impl Fn(&str) -> Option<String>,
    choice: ColorChoice,
) -> Capabilities {
    let variables = Variables(variable);
    let family = variables.family();
    let (modern, vte) = (family == Family::Modern, family == Family::Vte);
    let recent_tmux = family == Family::Tmux { recent: true };
    let tmux = matches!(family, Family::Tmux { .. });
    // What xterm does.
    let usual = tmux || modern || vte || matches!(family, Family::Apple | Family::Other);
    Capabilities {
        depth: variables.depth(family, choice),
        addressable: family != Family::Dumb,
        alternate_screen: usual || family == Family::Screen,
        synchronized: modern || recent_tmux,
        scroll: usual || family == Family::Screen,
        hyperlinks: modern || vte || recent_tmux,
        clipboard: modern || tmux || family == Family::Other,
        mouse: usual || family == Family::Screen,
        title: usual,
        background: variables.background(),
        questions: match family {
            Family::Dumb | Family::Console | Family::Vintage | Family::Screen => Questions::None,
            // Shows the last byte of a question about modes.
            Family::Apple => Questions::Background,
            Family::Tmux { .. } | Family::Modern | Family::Vte | Family::Other => Questions::All,
        },
        glyphs: variables.glyphs(family),
        remote: ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"]
            .iter()
            .any(|name| variables.has(name)),
    }
}

impl Capabilities {
    /// What a terminal can do of which nothing is asked and nothing guessed: the usual, without what some lack.
    pub fn usual(depth: Depth) -> Self {
        Capabilities {
            depth,
            glyphs: Glyphs::Full,
            addressable: true,
            alternate_screen: true,
            synchronized: false,
            scroll: true,
            hyperlinks: false,
            clipboard: true,
            mouse: true,
            title: true,
            background: None,
            questions: Questions::None,
            remote: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Capabilities, ColorChoice, Questions};
    use crate::color::{Depth, Tone};
    use crate::picture::Glyphs;

    fn with(words: &str, choice: ColorChoice) -> Capabilities {
        let get = |name: &str| {
            let mut pairs = words.split_whitespace();
            let value = pairs.find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            value.map(str::to_string)
        };
        super::capabilities(get, choice)
    }

    fn capabilities(words: &str) -> Capabilities {
        with(words, ColorChoice::Auto)
    }

    #[test]
    fn the_choice_goes_before_the_environment() {
        assert_eq!(with("TERM=dumb", ColorChoice::Always).depth, Depth::Palette);
        assert_eq!(
            with("TERM=xterm NO_COLOR=1", ColorChoice::Always).depth,
            Depth::Palette
        );
        assert_eq!(
            with("TERM=xterm-kitty", ColorChoice::Never).depth,
            Depth::Mono
        );
    }

    #[test]
    fn pictures_are_plain_where_braille_is_not_known() {
        for (words, glyphs) in [
            ("TERM=linux LANG=en_US.UTF-8", Glyphs::Ascii),
            ("TERM=xterm LANG=es_MX.ISO-8859-1", Glyphs::Ascii),
            ("TERM=xterm LANG=es_MX.utf8", Glyphs::Full),
            ("TERM=xterm LANG=C", Glyphs::Ascii),
            ("TERM=xterm LC_ALL=POSIX LANG=en_US.UTF-8", Glyphs::Ascii),
            ("TERM=xterm LANG=C.UTF-8", Glyphs::Full),
            ("TERM=xterm LANG=es_MX", Glyphs::Full),
            ("TERM=xterm", Glyphs::Full),
        ] {
            assert_eq!(capabilities(words).glyphs, glyphs, "{words}");
        }
    }

    #[test]
    fn depths_follow_the_environment() {
        for (words, depth) in [
            ("", Depth::Mono),
            ("TERM=dumb COLORTERM=truecolor", Depth::Mono),
            ("TERM=vt220", Depth::Mono),
            ("TERM=linux", Depth::Palette),
            ("TERM=xterm", Depth::Palette),
            ("TERM=vte", Depth::Palette),
            ("TERM=xterm-256color", Depth::Indexed),
            ("TERM=xterm-256color NO_COLOR=1", Depth::Mono),
            ("TERM=xterm-256color NO_COLOR=", Depth::Indexed),
            ("TERM=xterm-256color COLORTERM=truecolor", Depth::Full),
            ("TERM=xterm-256color COLORTERM=24bit", Depth::Full),
            ("TERM=xterm-256color VTE_VERSION=7200", Depth::Full),
            ("TERM=xterm-direct", Depth::Full),
            ("TERM=xterm-kitty", Depth::Full),
            ("TERM=foot-extra", Depth::Full),
            ("TERM=xterm-256color KITTY_WINDOW_ID=1", Depth::Full),
            ("TERM=xterm-256color WT_SESSION=f", Depth::Full),
            ("TERM=xterm-256color TERM_PROGRAM=iTerm.app", Depth::Full),
            (
                "TERM=xterm-256color TERM_PROGRAM=Apple_Terminal",
                Depth::Indexed,
            ),
            ("TERM=tmux-256color TMUX=/tmp/s,1,0", Depth::Indexed),
            (
                "TERM=tmux-256color TMUX=/tmp/s,1,0 COLORTERM=truecolor",
                Depth::Full,
            ),
            (
                "TERM=tmux-256color TMUX=/tmp/s,1,0 KITTY_WINDOW_ID=1",
                Depth::Indexed,
            ),
            (
                "TERM=screen.xterm-256color STY=1.a COLORTERM=truecolor",
                Depth::Indexed,
            ),
        ] {
            assert_eq!(capabilities(words).depth, depth, "{words}");
        }
    }

    /// What is known of each: full screen, alternate screen, sync, scroll, links, clipboard, mouse, title.
    #[test]
    fn abilities_follow_the_environment() {
        for (words, expected) in [
            ("TERM=dumb", "--------"),
            ("TERM=linux", "F-------"),
            ("TERM=vt100", "F-------"),
            ("TERM=screen-256color STY=1.a", "FA-S--M-"),
            ("TERM=xterm-256color", "FA-S-CMT"),
            (
                "TERM=xterm-256color TERM_PROGRAM=Apple_Terminal",
                "FA-S--MT",
            ),
            ("TERM=xterm-256color VTE_VERSION=7200", "FA-SL-MT"),
            ("TERM=xterm-256color VTE_VERSION=4000", "FA-S-CMT"),
            ("TERM=xterm-256color WT_SESSION=f", "FAYSLCMT"),
            ("TERM=alacritty", "FAYSLCMT"),
            ("TERM=tmux-256color TMUX=/tmp/s,1,0", "FA-S-CMT"),
            (
                "TERM=screen TMUX=/tmp/s,1,0 TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.3a",
                "FA-S-CMT",
            ),
            (
                "TERM=tmux TMUX=/tmp/s,1,0 TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.5a",
                "FAYSLCMT",
            ),
            ("TERM=xterm-ghostty TMUX=/tmp/s,1,0", "FA-S-CMT"),
        ] {
            let is = capabilities(words);
            let shown: String = [
                ('F', is.addressable),
                ('A', is.alternate_screen),
                ('Y', is.synchronized),
                ('S', is.scroll),
                ('L', is.hyperlinks),
                ('C', is.clipboard),
                ('M', is.mouse),
                ('T', is.title),
            ]
            .into_iter()
            .map(|(letter, has)| if has { letter } else { '-' })
            .collect();
            assert_eq!(shown, expected, "{words}");
        }
    }

    #[test]
    fn backgrounds_are_guessed() {
        for (words, tone) in [
            ("TERM=xterm", None),
            ("TERM=xterm COLORFGBG=15;0", Some(Tone::Dark)),
            ("TERM=xterm COLORFGBG=0;15", Some(Tone::Light)),
            ("TERM=xterm COLORFGBG=0;default;15", Some(Tone::Light)),
            ("TERM=xterm COLORFGBG=12;8", Some(Tone::Dark)),
            ("TERM=xterm COLORFGBG=0;default", None),
            ("TERM=xterm COLORFGBG=0;99", None),
        ] {
            assert_eq!(capabilities(words).background, tone, "{words}");
        }
    }

    #[test]
    fn only_who_stays_silent_is_asked() {
        for (words, questions) in [
            ("TERM=linux", Questions::None),
            ("TERM=screen", Questions::None),
            ("TERM=vt220", Questions::None),
            (
                "TERM=xterm-256color TERM_PROGRAM=Apple_Terminal",
                Questions::Background,
            ),
            ("TERM=xterm-256color", Questions::All),
            ("TERM=tmux-256color TMUX=/tmp/s,1,0", Questions::All),
        ] {
            assert_eq!(capabilities(words).questions, questions, "{words}");
        }
        assert!(capabilities("TERM=xterm SSH_CONNECTION=1").remote);
        assert!(!capabilities("TERM=xterm").remote);
    }
}
