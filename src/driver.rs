//! Drivers: everything between a pure screen and the world. Files, clocks, signals, terminals and the environment are
//! touched here and nowhere above.

pub mod caps;
pub mod clipboard;
pub mod decode;
pub mod editor;
pub mod files;
pub mod frames;
pub mod host;
#[cfg(feature = "links")]
pub mod links;
pub mod local;
pub mod modes;
#[cfg(feature = "author")]
pub mod output;
pub mod paint;
#[cfg(feature = "author")]
pub mod preview;
#[cfg(feature = "author")]
pub mod revision;
pub mod run;
#[cfg(feature = "serve")]
pub mod serve;
pub mod settle;
pub mod state;
pub mod svg;
pub mod terminal;
#[cfg(any(feature = "author", feature = "serve"))]
pub mod watch;
