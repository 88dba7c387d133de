//! What authors get beside the reader, as pure functions of content: a folder to begin with, what changed between two states, counts,
//! and sources from reference managers.
//!
//! Knows nothing of files on disk, terminals or git: texts and libraries come in, texts and values go out.

pub mod changes;
pub mod import;
pub mod starter;
pub mod stats;
