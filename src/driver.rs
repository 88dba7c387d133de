//! Drivers: everything between a pure screen and the world. Files, clocks, signals, terminals and the environment are
//! touched here and nowhere above.

pub mod caps;
pub mod clipboard;
pub mod decode;
pub mod files;
pub mod frames;
#[cfg(feature = "links")]
pub mod links;
pub mod local;
pub mod paint;
pub mod run;
pub mod state;
pub mod terminal;
