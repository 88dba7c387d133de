//! Drivers: everything between a pure screen and the world. Files, clocks, signals, terminals and the environment are
//! touched here and nowhere above.

pub mod caps;
pub mod decode;
pub mod files;
pub mod paint;
