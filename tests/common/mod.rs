//! What the tests of the whole app share: an app on the built-in explainer, without a terminal, a disk or a clock.

use cotejo::app::action::Keymap;
use cotejo::app::shelf::Shelf;
use cotejo::app::{Abilities, App, Effect, Event, Setup, Switch};
use cotejo::color::Depth;
use cotejo::driver::frames::{Format, play, shot};
use cotejo::edition::Edition;
use cotejo::page::Kept;
use cotejo::picture::Glyphs;
use cotejo::place::Place;
use cotejo::text::Lang;
use cotejo::theme::ThemeName;
use ratatui::layout::Size;

/// Every screen: its name, where it is, and the keys that bring it up.
#[allow(dead_code, reason = "each test file uses a part")]
pub const SCREENS: &[(&str, &str, &str)] = &[
    ("home", "home", ""),
    ("chapter", "mission", "] ]"),
    ("card", "mission", "] tab enter"),
    ("term", "coordination", "space"),
    ("ledger", "claims", "j j enter"),
    ("claim", "r-tijuana-residents-felt-safer", ""),
    ("sources", "sources", "j"),
    ("source", "role", ""),
    ("bibliography", "bibliography", ""),
    ("comparisons", "comparisons", ""),
    ("comparison", "two-documents", "]"),
    ("differing", "two-documents", "= x"),
    ("timeline", "timeline", "] ]"),
    ("glossary", "glossary", "]"),
    ("faq", "faq", "j"),
    ("question", "faq-02-how-many", ""),
    ("pictures", "pictures", "j j"),
    ("chart", "chart-homicides", "left left down"),
    ("chart-plain", "chart-strength", "A left"),
    ("chart-table", "chart-budget", "p"),
    ("bars", "chart-budget", "left"),
    ("share", "chart-origin", "left down"),
    ("stacked", "chart-lent", "left down"),
    ("multiples", "chart-homicides-apart", "down left"),
    ("picture-in-text", "rights", "] ] ] ] ]"),
    ("sparklines", "chart-effective", "down"),
    ("map", "map-mexico", "right right"),
    ("map-plain", "map-mexico", "A s"),
    ("bands", "timeline-bands", "left left + up"),
    ("command", "command-guard", "left left left"),
    ("figure", "soldiers-lent", "enter ctrl-u 1 5 0 0 0 0 enter"),
    ("self-check", "check-100000", ""),
    ("self-check-answered", "check-100000", "enter"),
    ("guides", "guides", ""),
    ("guide", "guides", "enter j enter"),
    ("search", "home", "/ shienbaum"),
    ("found", "home", "/ extradition enter"),
    ("find", "history", "f soldiers enter n"),
    ("palette", "home", ": merida"),
    ("filter", "claims", "F contradicted"),
    ("bookmarks", "mission", "space m '"),
    ("help", "help", ""),
];

/// The built-in explainer with its index.
#[allow(dead_code, reason = "each test file uses a part")]
pub fn guard() -> Edition {
    Edition::builtin()
        .expect("the built-in explainer reads")
        .indexed()
}

/// What an app on the built-in explainer begins with.
pub fn setup(edition: &Edition, size: Size, place: &str) -> Setup {
    let location = Place::parse(place, edition.library()).expect("the test names a place");
    Setup {
        edition: edition.clone(),
        size,
        lang: Lang::EN,
        theme: ThemeName::Dark,
        depth: Depth::Full,
        background: None,
        kept: Kept::default(),
        keymap: Keymap::default(),
        abilities: Abilities {
            clipboard: Switch::On,
            browser: Switch::On,
            suspend: Switch::On,
        },
        mouse: Switch::On,
        glyphs: Glyphs::Full,
        location,
        trail: Vec::new(),
        shelf: Shelf::default(),
    }
}

/// An app that a test drives with keys.
pub struct Reader {
    /// The app.
    pub app: App,
    /// The screen.
    pub size: Size,
    /// Every effect so far.
    pub effects: Vec<Effect>,
}

#[allow(dead_code, reason = "each test file uses a part")]
impl Reader {
    /// A reader at a place.
    pub fn at(edition: &Edition, size: (u16, u16), place: &str) -> Self {
        let size = Size::new(size.0, size.1);
        Reader {
            app: App::new(setup(edition, size, place)),
            size,
            effects: Vec::new(),
        }
    }

    /// Presses the keys of a script.
    pub fn press(&mut self, script: &str) -> &mut Self {
        self.effects.extend(play(&mut self.app, script));
        self
    }

    /// Makes the screen another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = Size::new(width, height);
        self.effects
            .extend(self.app.update(Event::Resize(self.size)));
        self
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        shot(&self.app, self.size, Format::Text)
    }

    /// The screen with its styles.
    pub fn styled(&self) -> String {
        shot(&self.app, self.size, Format::Ansi).replace('\u{1b}', "^")
    }

    /// The rows of the text, without the lines at top and bottom.
    pub fn body(&self) -> String {
        let screen = self.screen();
        let rows: Vec<&str> = screen.lines().collect();
        rows[1..rows.len() - 1].join("\n")
    }
}
