//! Exports: an explainer as files for the world outside of the terminal.
//!
//! A site, a book and a document are written from the same [pages](crate::page) that are drawn on screens, by writers of their blocks; data
//! comes from the model itself. Everything is a pure function that gives paths and bytes. Nothing that content says becomes markup: texts are
//! escaped where they are written, and addresses were checked when they were loaded.

#[cfg(feature = "author")]
pub mod document;
#[cfg(feature = "author")]
pub mod epub;
#[cfg(feature = "author")]
pub mod html;
#[cfg(feature = "author")]
pub mod json;
pub mod references;
#[cfg(feature = "author")]
pub mod review;
#[cfg(feature = "author")]
pub mod site;
#[cfg(feature = "author")]
mod words;
#[cfg(feature = "author")]
mod zip;

/// A file of an export: its path inside the folder, with `/`, and what it holds.
#[cfg(feature = "author")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

#[cfg(feature = "author")]
impl Output {
    fn text(path: impl Into<String>, text: String) -> Self {
        Output {
            path: path.into(),
            bytes: text.into_bytes(),
        }
    }
}
