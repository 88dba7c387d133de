//! cotejo: a terminal reader for sourced explainers.
//!
//! The map of the modules, and the direction in which they may know each other, is in `ARCHITECTURE.md`.
#![forbid(unsafe_code)]

// What tests share names the library as its users do.
#[cfg(test)]
extern crate self as cotejo;

pub mod app;
#[cfg(feature = "author")]
pub mod author;
pub mod cli;
pub mod color;
pub mod content;
pub mod diagnostic;
pub mod driver;
pub mod edition;
pub mod export;
pub mod i18n;
pub mod key;
#[cfg(feature = "author")]
pub mod mend;
pub mod page;
pub mod picture;
pub mod place;
#[cfg(feature = "author")]
pub mod schema;
pub mod search;
pub mod text;
pub mod theme;
pub mod ui;
