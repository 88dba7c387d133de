//! Exports: an explainer as files for the world outside of the terminal.
//!
//! A site, a book and a document are written from the same [pages](crate::page) that are drawn on screens, by writers of their blocks; data
//! comes from the model itself. Everything is a pure function that gives paths and bytes. Nothing that content says becomes markup: texts are
//! escaped where they are written, and addresses were checked when they were loaded.

pub mod document;
pub mod epub;
pub mod html;
pub mod json;
pub mod references;
pub mod review;
pub mod site;
mod words;
mod zip;

/// A file of an export: its path inside the folder, with `/`, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Output {
    fn text(path: impl Into<String>, text: String) -> Self {
        Output {
            path: path.into(),
            bytes: text.into_bytes(),
        }
    }
}
