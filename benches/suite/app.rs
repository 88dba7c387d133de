//! The reader that is measured: without anything that a terminal or a disk would do.

use cotejo::app::action::Keymap;
use cotejo::app::shelf::Shelf;
use cotejo::app::{Abilities, App, Setup, Switch};
use cotejo::color::Depth;
use cotejo::edition::Edition;
use cotejo::page::Kept;
use cotejo::picture::Glyphs;
use cotejo::place::Place;
use cotejo::text::Lang;
use cotejo::theme::ThemeName;
use ratatui::layout::Size;

/// At a place of an explainer, on a screen of this size.
pub fn app(edition: &Edition, place: &str, size: Size) -> App {
    App::new(Setup {
        shelf: Shelf::default(),
        edition: edition.clone(),
        size,
        lang: Lang::EN,
        theme: ThemeName::Dark,
        depth: Depth::Full,
        background: None,
        kept: Kept::default(),
        keymap: Keymap::default(),
        abilities: Abilities {
            clipboard: Switch::Off,
            browser: Switch::Off,
            suspend: Switch::Off,
        },
        mouse: Switch::Off,
        glyphs: Glyphs::Full,
        location: Place::parse(place, edition.library()).expect("the place exists"),
        trail: Vec::new(),
    })
}
