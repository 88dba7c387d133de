//! What colours are for. Everything above asks for a [`Role`]; only this module knows colours.
//!
//! A theme is a value of a session: nothing here is global. Each role has a mark beside its colour (weight, slant,
//! underline or reversal) wherever it carries meaning, so that the monochrome theme says the same. Body text keeps the terminal's
//! own foreground and background.

use ratatui::style::{Color, Modifier, Style};

use crate::color::{Depth, Tone, reduce};

/// What a piece of text is, as far as its look is concerned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Running text.
    #[default]
    Text,
    /// What stands back: dates, locators, hints.
    Muted,
    /// The title of a page.
    Title,
    /// A heading.
    Heading,
    /// A label in front of a value.
    Label,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Code.
    Code,
    /// Something that Enter opens.
    Link,
    /// The marker of a citation.
    Citation,
    /// A glossary term.
    Term,
    /// A quotation.
    Quote,
    /// A status that holds: official record, corroborated, undisputed.
    Firm,
    /// A status to be careful with: single source, asserted, opinion, prediction.
    Soft,
    /// A status that others deny: disputed, contradicted, superseded, not found.
    Contested,
    /// The bar in front of what stands apart, rules, scroll marks.
    Rule,
    /// The focused item.
    Focus,
    /// What a search found.
    Hit,
    /// The one of these that the reader stands on.
    HitFocus,
    /// The line at the top and at the bottom.
    Bar,
    /// A key in a hint.
    Key,
    /// A message that something went wrong.
    Alert,
    /// The first series of a picture.
    SeriesA,
    /// The second.
    SeriesB,
    /// The third.
    SeriesC,
    /// The fourth.
    SeriesD,
    /// The fifth.
    SeriesE,
    /// The sixth.
    SeriesF,
    /// The point of a picture that the reader stands on.
    Here,
}

impl Role {
    /// Every role.
    pub const ALL: &[Role] = &[
        Role::Text,
        Role::Muted,
        Role::Title,
        Role::Heading,
        Role::Label,
        Role::Emphasis,
        Role::Strong,
        Role::Code,
        Role::Link,
        Role::Citation,
        Role::Term,
        Role::Quote,
        Role::Firm,
        Role::Soft,
        Role::Contested,
        Role::Rule,
        Role::Focus,
        Role::Hit,
        Role::HitFocus,
        Role::Bar,
        Role::Key,
        Role::Alert,
        Role::SeriesA,
        Role::SeriesB,
        Role::SeriesC,
        Role::SeriesD,
        Role::SeriesE,
        Role::SeriesF,
        Role::Here,
    ];
}

/// The themes that a reader can choose by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThemeName {
    /// Dark or light, as the terminal is.
    Auto,
    /// For dark backgrounds.
    Dark,
    /// For light backgrounds.
    Light,
    /// For dark backgrounds, with more contrast.
    HighContrastDark,
    /// For light backgrounds, with more contrast.
    HighContrastLight,
    /// The sixteen colours of the reader's own palette.
    Terminal,
    /// Weight, underline and reversal only.
    Mono,
}

impl ThemeName {
    /// Every name, in the order in which a key steps through them.
    pub const ALL: &[ThemeName] = &[
        ThemeName::Auto,
        ThemeName::Dark,
        ThemeName::Light,
        ThemeName::HighContrastDark,
        ThemeName::HighContrastLight,
        ThemeName::Terminal,
        ThemeName::Mono,
    ];

    /// What the command line and the settings call it.
    pub fn word(self) -> &'static str {
        match self {
            ThemeName::Auto => "auto",
            ThemeName::Dark => "dark",
            ThemeName::Light => "light",
            ThemeName::HighContrastDark => "high-contrast-dark",
            ThemeName::HighContrastLight => "high-contrast-light",
            ThemeName::Terminal => "terminal",
            ThemeName::Mono => "mono",
        }
    }

    /// The theme that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        ThemeName::ALL
            .iter()
            .copied()
            .find(|name| name.word() == word)
    }

    /// The next in order, the first after the last.
    pub fn next(self) -> Self {
        let at = ThemeName::ALL
            .iter()
            .position(|name| *name == self)
            .unwrap_or(0);
        ThemeName::ALL[(at + 1) % ThemeName::ALL.len()]
    }
}

/// The colours of one theme.
struct Palette {
    muted: Color,
    heading: Color,
    link: Color,
    term: Color,
    firm: Color,
    soft: Color,
    contested: Color,
    rule: Color,
    bar_fg: Color,
    bar_bg: Color,
    hit_fg: Color,
    hit_bg: Color,
    /// The fifth and sixth series of pictures; the others have colours of text.
    more: [Color; 2],
}

const fn rgb(hex: u32) -> Color {
    Color::Rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Chosen for at least 4.5:1 against black to `#1e1e1e`; a test computes the ratios.
const DARK: Palette = Palette {
    muted: rgb(0x9a9fa8),
    heading: rgb(0xe0b56c),
    link: rgb(0x7fb4e0),
    term: rgb(0xa9b8c6),
    firm: rgb(0x8fbf8f),
    soft: rgb(0xd0b070),
    contested: rgb(0xe68a7a),
    rule: rgb(0x7c828c),
    bar_fg: rgb(0xd6d9de),
    bar_bg: rgb(0x2c3038),
    hit_fg: rgb(0x1a1a1a),
    hit_bg: rgb(0xe0c060),
    more: [rgb(0xc9a0dc), rgb(0x7fc8c0)],
};

/// Chosen for at least 4.5:1 against white to `#f4f1e8`.
const LIGHT: Palette = Palette {
    muted: rgb(0x5f656e),
    heading: rgb(0x7a4b00),
    link: rgb(0x0b5394),
    term: rgb(0x3d5163),
    firm: rgb(0x2a6a2a),
    soft: rgb(0x755500),
    contested: rgb(0xa8281a),
    rule: rgb(0x777d86),
    bar_fg: rgb(0x25282d),
    bar_bg: rgb(0xe1e3e7),
    hit_fg: rgb(0x1a1a1a),
    hit_bg: rgb(0xf0d060),
    more: [rgb(0x6a3a8a), rgb(0x0a5f5a)],
};

/// At least 7:1 against black.
const HIGH_DARK: Palette = Palette {
    muted: rgb(0xc8ccd2),
    heading: rgb(0xffd080),
    link: rgb(0x9fd0ff),
    term: rgb(0xd0e0f0),
    firm: rgb(0xa8e8a8),
    soft: rgb(0xffd888),
    contested: rgb(0xffa898),
    rule: rgb(0xb0b6c0),
    bar_fg: rgb(0xffffff),
    bar_bg: rgb(0x303640),
    hit_fg: rgb(0x000000),
    hit_bg: rgb(0xffe070),
    more: [rgb(0xe0c0f0), rgb(0xa0e8e0)],
};

/// At least 7:1 against white.
const HIGH_LIGHT: Palette = Palette {
    muted: rgb(0x40454c),
    heading: rgb(0x5a3600),
    link: rgb(0x003c78),
    term: rgb(0x26384a),
    firm: rgb(0x104a10),
    soft: rgb(0x543c00),
    contested: rgb(0x7c1008),
    rule: rgb(0x50565e),
    bar_fg: rgb(0x000000),
    bar_bg: rgb(0xdcdfe4),
    hit_fg: rgb(0x000000),
    hit_bg: rgb(0xffe060),
    more: [rgb(0x4a1a6a), rgb(0x00403c)],
};

/// The reader's own sixteen.
const SIXTEEN: Palette = Palette {
    muted: Color::DarkGray,
    heading: Color::Yellow,
    link: Color::Cyan,
    term: Color::Reset,
    firm: Color::Green,
    soft: Color::Yellow,
    contested: Color::Red,
    rule: Color::DarkGray,
    bar_fg: Color::Reset,
    bar_bg: Color::Reset,
    hit_fg: Color::Black,
    hit_bg: Color::Yellow,
    more: [Color::Magenta, Color::Blue],
};

/// A theme as a session uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    name: ThemeName,
    depth: Depth,
}

impl Theme {
    /// The theme `name` on a terminal of this depth and, where it could be told, background.
    pub fn new(name: ThemeName, depth: Depth, background: Option<Tone>) -> Self {
        let name = match (depth, name, background) {
            (Depth::Mono, _, _) => ThemeName::Mono,
            (Depth::Palette, ThemeName::Auto, _) => ThemeName::Terminal,
            (_, ThemeName::Auto, Some(Tone::Light)) => ThemeName::Light,
            (_, ThemeName::Auto, _) => ThemeName::Dark,
            (_, name, _) => name,
        };
        Theme { name, depth }
    }

    /// The theme's name, after `auto` has been decided.
    pub fn name(self) -> ThemeName {
        self.name
    }

    /// How text of this role looks.
    pub fn style(self, role: Role) -> Style {
        let palette = match self.name {
            ThemeName::Mono => return mono(role),
            ThemeName::Auto | ThemeName::Dark => &DARK,
            ThemeName::Light => &LIGHT,
            ThemeName::HighContrastDark => &HIGH_DARK,
            ThemeName::HighContrastLight => &HIGH_LIGHT,
            ThemeName::Terminal => &SIXTEEN,
        };
        let fg = |color: Color| Style::new().fg(reduce(color, self.depth));
        let on = |style: Style, color: Color| match color {
            Color::Reset => style.add_modifier(Modifier::REVERSED),
            color => style.bg(reduce(color, self.depth)),
        };
        let bold = Modifier::BOLD;
        match role {
            Role::Text | Role::Quote => Style::new(),
            Role::Muted => fg(palette.muted),
            Role::Title => Style::new().add_modifier(bold),
            Role::Heading => fg(palette.heading).add_modifier(bold),
            Role::Label => fg(palette.muted),
            Role::Emphasis => Style::new().add_modifier(Modifier::ITALIC),
            Role::Strong => Style::new().add_modifier(bold),
            Role::Code => fg(palette.soft),
            Role::Link => fg(palette.link),
            Role::Citation => fg(palette.link),
            Role::Term => fg(palette.term).add_modifier(Modifier::UNDERLINED),
            Role::Firm => fg(palette.firm),
            Role::Soft => fg(palette.soft),
            Role::Contested => fg(palette.contested),
            Role::Rule => fg(palette.rule),
            Role::Focus => fg(palette.link).add_modifier(bold | Modifier::REVERSED),
            Role::Hit => on(fg(palette.hit_fg), palette.hit_bg),
            Role::HitFocus => {
                on(fg(palette.hit_fg), palette.hit_bg).add_modifier(bold | Modifier::UNDERLINED)
            }
            Role::Bar => on(fg(palette.bar_fg), palette.bar_bg),
            Role::Key => on(fg(palette.bar_fg), palette.bar_bg).add_modifier(bold),
            Role::Alert => fg(palette.contested).add_modifier(bold),
            Role::SeriesA => fg(palette.link),
            Role::SeriesB => fg(palette.heading),
            Role::SeriesC => fg(palette.firm),
            Role::SeriesD => fg(palette.contested),
            Role::SeriesE => fg(palette.more[0]),
            Role::SeriesF => fg(palette.more[1]),
            Role::Here => on(fg(palette.hit_fg), palette.hit_bg).add_modifier(bold),
        }
    }
}

/// The colours of a terminal's own text on a background of this tone, for where a terminal has to be stood in for.
pub fn ground(tone: Tone) -> Style {
    match tone {
        Tone::Dark => Style::new().fg(rgb(0xd6d9de)).bg(rgb(0x1a1c20)),
        Tone::Light => Style::new().fg(rgb(0x1f2227)).bg(rgb(0xfbfaf7)),
    }
}

/// Without colours: weight, slant, underline and reversal.
fn mono(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Text | Role::Muted | Role::Label | Role::Quote | Role::Code | Role::Rule => style,
        Role::Firm | Role::Soft => style,
        Role::SeriesA | Role::SeriesB | Role::SeriesC => style,
        Role::SeriesD | Role::SeriesE | Role::SeriesF => style,
        Role::Contested => style.add_modifier(Modifier::BOLD),
        Role::Title | Role::Heading | Role::Strong | Role::Alert => {
            style.add_modifier(Modifier::BOLD)
        }
        Role::Emphasis | Role::Term | Role::Link => style.add_modifier(Modifier::UNDERLINED),
        Role::Citation => style.add_modifier(Modifier::BOLD),
        Role::Focus | Role::Hit | Role::Bar => style.add_modifier(Modifier::REVERSED),
        Role::HitFocus | Role::Key | Role::Here => {
            style.add_modifier(Modifier::REVERSED | Modifier::BOLD)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(color: Color) -> f64 {
        let Color::Rgb(r, g, b) = color else {
            panic!("{color:?} is not a full colour")
        };
        let channel = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
    }

    /// Contrast ratio, WCAG 2.2.
    fn contrast(a: Color, b: Color) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_colours_have_contrast() {
        let grounds = [
            (ThemeName::Dark, rgb(0x1e1e1e), 4.5),
            (ThemeName::Light, rgb(0xf4f1e8), 4.5),
            (ThemeName::HighContrastDark, rgb(0x000000), 7.0),
            (ThemeName::HighContrastLight, rgb(0xffffff), 7.0),
        ];
        for (name, ground, least) in grounds {
            let theme = Theme::new(name, Depth::Full, None);
            for role in Role::ALL {
                let style = theme.style(*role);
                let Some(fg) = style.fg else { continue };
                let ratio = contrast(fg, style.bg.unwrap_or(ground));
                let least = if *role == Role::Rule { 3.0 } else { least };
                assert!(ratio >= least, "{name:?} {role:?}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn meaning_does_not_rest_on_colour_alone() {
        let theme = Theme::new(ThemeName::Mono, Depth::Full, None);
        for role in Role::ALL {
            let style = theme.style(*role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
        for role in [
            Role::Focus,
            Role::Hit,
            Role::Link,
            Role::Term,
            Role::Heading,
            Role::Contested,
        ] {
            assert_ne!(theme.style(role), theme.style(Role::Text), "{role:?}");
        }
    }

    #[test]
    fn names_read_back() {
        for name in ThemeName::ALL {
            assert_eq!(ThemeName::from_word(name.word()), Some(*name));
        }
        assert_eq!(ThemeName::Mono.next(), ThemeName::Auto);
    }
}
