//! A library as bytes: how the built-in explainer travels inside the program.
//!
//! Written when the program is built and read back when it starts, by the same version of this code; not a format for files.
//! Reading never panics: a pack that is not one is an error.

use thiserror::Error;

use crate::content::model::Library;

/// What every pack begins with; the last byte grows when the model changes its shape.
const MAGIC: &[u8; 8] = b"cotejo\0\x03";

/// Why a pack can't be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PackError {
    /// It does not begin as packs of this version do.
    #[error("not a pack of this version")]
    Magic,
    /// It is cut off, or holds something else.
    #[error("the pack is damaged: {0}")]
    Damaged(#[from] postcard::Error),
}

/// The bytes of a library.
///
/// # Panics
///
/// Never: everything in a library has a form in bytes.
pub fn pack(library: &Library) -> Vec<u8> {
    postcard::to_extend(library, MAGIC.to_vec())
        .expect("a library is plain data, and a vector has room")
}

/// The library in a pack. Its texts stay where they are, and its entities are read when they are asked for.
///
/// # Errors
///
/// When `bytes` are not what [`pack`] made.
pub fn unpack(bytes: &'static [u8]) -> Result<Library, PackError> {
    let body = bytes.strip_prefix(MAGIC).ok_or(PackError::Magic)?;
    Ok(postcard::from_bytes(body)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::load::{File, load};
    use crate::diagnostic::SourceMap;

    fn library() -> Library {
        let text = "[explainer]\nformat = 1\nid = \"t\"\ntitle = \"T\"\nsummary = \"S\"\nlanguages = [\"en\"]\nas-of = \"2026\"\nchapters = []\n\n[[source]]\nid = \"s\"\nkind = \"press\"\ntitle = \"A\"\n";
        let file = File {
            path: "explainer.toml".to_string(),
            bytes: text.as_bytes().to_vec(),
        };
        load(vec![file], Vec::new(), SourceMap::default())
            .library
            .expect("it has no errors")
    }

    #[test]
    fn a_library_comes_back_as_it_was() {
        let library = library();
        let read = unpack(pack(&library).leak()).expect("it was packed");
        assert_eq!(read, library);
        assert!(read.find("s").is_some());
    }

    #[test]
    fn a_cut_pack_is_an_error() {
        let bytes: &'static [u8] = pack(&library()).leak();
        for end in 0..bytes.len() {
            assert!(unpack(&bytes[..end]).is_err(), "{end}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut pack = MAGIC.to_vec();
            pack.extend(&bytes);
            prop_assert!(unpack(bytes.leak()).is_err());
            let _ = unpack(pack.leak());
        }
    }
}
