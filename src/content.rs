//! Content: from the text of TOML files to a checked [`Library`](model::Library).
//!
//! Owns the format (`docs/format.md`): its serde types, parsing that recovers, lowering to the model, and the
//! rules. Knows nothing of files on disk, clocks, terminals or screens: a caller hands in paths and texts and gets a
//! library and diagnostics back. Never panics, never stops at the first mistake.

pub mod date;
pub mod model;
pub mod pack;
pub mod prose;
