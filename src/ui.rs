//! What is drawn, without knowing the app: blocks become lines, lines become cells.
//!
//! Everything here is a pure function of its arguments. Nothing knows which page it draws, what a key does, or what a
//! reader chose; a terminal, a driver and a clock are unknown too.

pub mod draw;
pub mod field;
pub mod lay;
