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

/// The built-in explainer with its index.
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
