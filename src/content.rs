//! Content: from the text of TOML files to a checked [`Library`](model::Library).
//!
//! Owns the format (`docs/format.md`): parsing that recovers, lowering to the model, and the rules. Knows nothing of files on disk, clocks,
//! terminals or screens: a caller hands in paths and bytes and gets a library and diagnostics back ([`load::load`]). Never panics, never stops
//! at the first mistake.
//!
//! ```text
//! files ─► limits ─► parse (recovering) ─► lower (fields) ─► resolve ─► check ─► Library
//!             └─────────┴──────────────────┴─────────────────┴──────────┴─► diagnostics
//! ```

pub mod allow;
pub mod arithmetic;
pub mod check;
pub(crate) mod collect;
pub mod date;
pub(crate) mod fields;
mod figures;
pub mod format;
mod ids;
pub mod limits;
pub mod list;
pub mod load;
pub(crate) mod lower;
pub mod mention;
pub mod model;
mod offsets;
pub mod pack;
pub(crate) mod parse;
pub mod prose;
mod records;
mod resolve;
mod shared;
pub mod wording;
