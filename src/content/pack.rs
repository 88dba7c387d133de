//! A library as bytes: how the built-in explainer travels inside the program.
//!
//! Written when the program is built and read back when it starts, by the same version of this code; not a format for files.
//! Reading never panics: a pack that is not one is an error.

use serde::Deserialize;
use thiserror::Error;

use crate::content::ids::Ids;
use crate::content::list::List;
use crate::content::model::Library;
use crate::content::records::{Records, written};
use crate::content::shared::{Pool, Writer};

/// What every pack begins with; the last byte grows when the model or the pack changes its shape.
const MAGIC: &[u8; 8] = b"cotejo\0\x04";

/// Why a pack can't be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PackError {
    /// It does not begin as packs of this version do.
    #[error("not a pack of this version")]
    Magic,
    /// It is cut off, or holds something else.
    #[error("the pack is damaged")]
    Records,
    /// The explainer's head can't be read.
    #[error("the pack is damaged: {0}")]
    Damaged(#[from] postcard::Error),
}

/// The bytes of a library: what its parts share, and then each of them.
pub fn pack(library: &Library) -> Vec<u8> {
    let mut writer = Writer::default();
    parts(library, &mut writer);
    writer.share();
    let mut all = parts(library, &mut writer);
    all.insert(0, writer.pool().to_vec());
    let mut bytes = MAGIC.to_vec();
    bytes.extend(written(&all));
    bytes
}

/// Every part of a library as bytes, in the order in which [`unpack`] takes them.
fn parts(library: &Library, writer: &mut Writer) -> Vec<Vec<u8>> {
    let Library {
        explainer,
        chapters,
        sources,
        claims,
        comparisons,
        faqs,
        terms,
        events,
        guides,
        derivations,
        series,
        charts,
        maps,
        sites,
        commands,
        timelines,
        checks,
        ids,
    } = library;
    vec![
        writer.write(explainer),
        chapters.packed(writer),
        sources.packed(writer),
        claims.packed(writer),
        comparisons.packed(writer),
        faqs.packed(writer),
        terms.packed(writer),
        events.packed(writer),
        guides.packed(writer),
        derivations.packed(writer),
        series.packed(writer),
        charts.packed(writer),
        maps.packed(writer),
        sites.packed(writer),
        commands.packed(writer),
        timelines.packed(writer),
        checks.packed(writer),
        ids.packed(writer),
    ]
}

/// The library in a pack. Its texts stay where they are, and its entities are read when they are asked for.
///
/// # Errors
///
/// When `bytes` are not what [`pack`] made.
pub fn unpack(bytes: &'static [u8]) -> Result<Library, PackError> {
    let body = bytes.strip_prefix(MAGIC).ok_or(PackError::Magic)?;
    let mut parts = Parts {
        records: Records::new(body).ok_or(PackError::Records)?,
        next: 0,
    };
    let pool = Pool::new(parts.next()?);
    let library = Library {
        explainer: pool.read(parts.next()?)?,
        chapters: parts.list(pool)?,
        sources: parts.list(pool)?,
        claims: parts.list(pool)?,
        comparisons: parts.list(pool)?,
        faqs: parts.list(pool)?,
        terms: parts.list(pool)?,
        events: parts.list(pool)?,
        guides: parts.list(pool)?,
        derivations: parts.list(pool)?,
        series: parts.list(pool)?,
        charts: parts.list(pool)?,
        maps: parts.list(pool)?,
        sites: parts.list(pool)?,
        commands: parts.list(pool)?,
        timelines: parts.list(pool)?,
        checks: parts.list(pool)?,
        ids: Ids::in_program(parts.next()?, pool).ok_or(PackError::Records)?,
    };
    Ok(library)
}

/// The parts of a pack, one after the other.
struct Parts {
    records: Records,
    next: usize,
}

impl Parts {
    fn next(&mut self) -> Result<&'static [u8], PackError> {
        let part = self.records.get(self.next).ok_or(PackError::Records)?;
        self.next += 1;
        Ok(part)
    }

    fn list<T: Deserialize<'static>>(&mut self, pool: Pool) -> Result<List<T>, PackError> {
        List::in_program(self.next()?, pool).ok_or(PackError::Records)
    }
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
