//! A library as bytes: how the built-in explainer travels inside the program.
//!
//! Written when the program is built and read back when it starts, by the same version of this code; not a format for files.
//! Reading never panics: a pack that is not one is an error.

use thiserror::Error;

use crate::content::model::{Claim, Library};

/// What every pack begins with; the last byte grows when the model changes its shape.
const MAGIC: &[u8; 8] = b"cotejo\0\x02";

/// The bytes that say how long the claims are.
const LENGTH: usize = size_of::<u64>();

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

/// A pack in its two parts, which can be read at the same time; each is about half of the work.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    claims: &'a [u8],
    rest: &'a [u8],
}

/// The bytes of a library.
///
/// # Panics
///
/// Never: everything in a library has a form in bytes.
pub fn pack(library: &Library) -> Vec<u8> {
    let mut rest = library.clone();
    let claims = std::mem::take(&mut rest.claims);
    let claims = postcard::to_extend(&claims, Vec::new())
        .expect("claims are plain data, and a vector has room");
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&(claims.len() as u64).to_le_bytes());
    out.extend_from_slice(&claims);
    postcard::to_extend(&rest, out).expect("a library is plain data, and a vector has room")
}

impl<'a> Parts<'a> {
    /// The parts of a pack.
    ///
    /// # Errors
    ///
    /// When `bytes` don't begin as a pack does, or end too soon.
    pub fn of(bytes: &'a [u8]) -> Result<Self, PackError> {
        let body = bytes.strip_prefix(MAGIC).ok_or(PackError::Magic)?;
        let cut = PackError::Damaged(postcard::Error::DeserializeUnexpectedEnd);
        let (length, body) = body.split_first_chunk::<LENGTH>().ok_or(cut.clone())?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| cut.clone())?;
        let (claims, rest) = body.split_at_checked(length).ok_or(cut)?;
        Ok(Parts { claims, rest })
    }

    /// Reads the claims.
    ///
    /// # Errors
    ///
    /// When they are damaged.
    pub fn claims(self) -> Result<Vec<Claim>, PackError> {
        Ok(postcard::from_bytes(self.claims)?)
    }

    /// Reads everything but the claims.
    ///
    /// # Errors
    ///
    /// When it is damaged.
    pub fn rest(self) -> Result<Library, PackError> {
        Ok(postcard::from_bytes(self.rest)?)
    }
}

/// The library of both parts.
pub fn join(mut rest: Library, claims: Vec<Claim>) -> Library {
    rest.claims = claims;
    rest.index_ids();
    rest
}

/// The library in a pack.
///
/// # Errors
///
/// When `bytes` are not what [`pack`] made.
pub fn unpack(bytes: &[u8]) -> Result<Library, PackError> {
    let parts = Parts::of(bytes)?;
    Ok(join(parts.rest()?, parts.claims()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::load::{File, load};
    use crate::diagnostic::SourceMap;

    fn library() -> Library {
        let text = "[explainer]\nformat = 1\nid = \"t\"\ntitle = \"T\"\nsummary = \"S\"\nlanguages = [\"en\"]\nas-of = \"2026\"\nchapters = []\n\n[[source]]\nid = \"s\"\nkind = \"press\"\ntitle = \"A\"\n\n[[claim]]\nid = \"c\"\ntext = \"So.\"\nkind = \"fact\"\nsays = \"somebody\"\nas-of = \"2020\"\nevidence = \"single-source\"\nagreement = \"undisputed\"\ncitations = [ { source = \"s\", locator = \"p. 1\" } ]\n";
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
        let bytes = pack(&library);
        let read = unpack(&bytes).expect("it was packed");
        assert_eq!(read.claims, library.claims);
        assert_eq!(read.sources, library.sources);
        assert!(read.find("c").is_some() && read.find("s").is_some());
    }

    #[test]
    fn a_cut_pack_is_an_error() {
        let bytes = pack(&library());
        for end in 0..bytes.len() {
            assert!(unpack(&bytes[..end]).is_err(), "{end}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut pack = MAGIC.to_vec();
            pack.extend(&bytes);
            let _ = (unpack(&bytes), unpack(&pack));
        }
    }
}
