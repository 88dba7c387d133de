//! Pictures: charts, bands of time and maps, as values and as cells.
//!
//! Owns the arithmetic of axes, scales and label places, and the drawing of a picture into a [`grid::Grid`] of characters with roles.
//! Everything is a pure function of a drawing, a size and the characters that a terminal has. Knows nothing of content, pages
//! or the app: a page says what is to be drawn, `ui` puts the cells among the lines of text.
//!
//! Invariants: nothing is drawn outside of the grid; a point lies where its value says, to half a cell; labels never overlap.

pub mod bands;
pub mod bars;
pub mod chart;
pub mod grid;
pub mod label;
pub mod map;
pub mod scale;

use crate::picture::grid::Grid;

/// Which characters a terminal can show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Glyphs {
    /// Braille, blocks and box drawing.
    #[default]
    Full,
    /// ASCII only.
    Ascii,
}

impl Glyphs {
    /// One of two characters: the first where the terminal has it.
    pub fn pick(self, full: char, ascii: char) -> char {
        match self {
            Glyphs::Full => full,
            Glyphs::Ascii => ascii,
        }
    }
}

/// What is drawn, at any size.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawing {
    /// Series over time or over categories.
    Chart(chart::Chart),
    /// Events and periods on a scale of years.
    Bands(bands::Bands),
    /// Outlines with places.
    Map(map::Map),
}

/// Numbers in a drawing come from checked content or are worked out from it, and are finite.
impl Eq for Drawing {}

/// The least rows that any picture is given.
pub const LEAST_ROWS: u16 = 4;

impl Drawing {
    /// The picture in as many cells as it needs of these.
    pub fn draw(&self, width: u16, height: u16, glyphs: Glyphs) -> Grid {
        let mut grid = match self {
            Drawing::Chart(chart) => chart.draw(width, height, glyphs),
            Drawing::Bands(bands) => bands.draw(width, height, glyphs),
            Drawing::Map(map) => map.draw(width, height, glyphs),
        };
        if glyphs == Glyphs::Ascii {
            grid.make_plain();
        }
        grid
    }

    /// Whether it says itself, in so many cells, which of its series is which.
    pub fn is_named(&self, width: u16, height: u16) -> bool {
        match self {
            Drawing::Chart(chart) => chart.is_named(width, height),
            Drawing::Bands(_) | Drawing::Map(_) => true,
        }
    }
}
