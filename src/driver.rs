//! Drivers: everything between a pure screen and the world. Files, clocks, signals, terminals and the environment are
//! touched here and nowhere above.

pub mod decode;
