//! A ZIP archive of stored files, which is all that a book needs (PKWARE APPNOTE 6.3: local headers, central directory, its end).
//!
//! Nothing is compressed and every date is the first that the format has, so that the same book is the same bytes.

use crate::export::Output;

/// The first day that the format can tell: 1 January 1980.
const DATE: u16 = (1 << 5) | 1;

/// The version of the format that is needed to take it apart.
const VERSION: u16 = 10;

/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;

/// Files as an archive, in their order.
pub fn archive(files: &[Output]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        let offset = long(out.len());
        let own = entry(file);
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&own);
        out.extend_from_slice(file.path.as_bytes());
        out.extend_from_slice(&file.bytes);
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&VERSION.to_le_bytes());
        directory.extend_from_slice(&own);
        // No comment, the first disk, no attributes.
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(file.path.as_bytes());
    }
    let (n, size, offset) = (files.len() as u16, long(directory.len()), long(out.len()));
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&n.to_le_bytes());
    out.extend_from_slice(&n.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&offset.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

/// What both headers of a file have in common.
fn entry(file: &Output) -> Vec<u8> {
    let size = long(file.bytes.len());
    let mut out = Vec::with_capacity(26);
    for short in [VERSION, FLAGS, 0, 0, DATE] {
        out.extend_from_slice(&short.to_le_bytes());
    }
    for long in [checksum(&file.bytes), size, size] {
        out.extend_from_slice(&long.to_le_bytes());
    }
    out.extend_from_slice(&(file.path.len() as u16).to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

fn long(n: usize) -> u32 {
    u32::try_from(n).expect("content is limited to 64 MiB")
}

/// The CRC-32 of ISO 3309.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        let start = crc ^ u32::from(*byte);
        (0..8).fold(start, |crc, _| {
            let low = crc & 1;
            (crc >> 1) ^ (low * 0xedb8_8320)
        })
    };
    !bytes.iter().fold(!0, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standard() {
        // The check value that catalogues of CRCs give for this one.
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b""), 0);
    }

    #[test]
    fn an_archive_ends_with_its_directory() {
        let files = [
            Output {
                path: "mimetype".to_string(),
                bytes: b"application/epub+zip".to_vec(),
            },
            Output {
                path: "a/ñ.txt".to_string(),
                bytes: b"x".to_vec(),
            },
        ];
        let archive = archive(&files);
        assert_eq!(&archive[30..38], b"mimetype");
        assert_eq!(&archive[38..58], b"application/epub+zip");
        let end = &archive[archive.len() - 22..];
        assert_eq!(&end[..4], b"PK\x05\x06");
        let offset = u32::from_le_bytes(end[16..20].try_into().expect("four bytes")) as usize;
        assert_eq!(&archive[offset..offset + 4], b"PK\x01\x02");
    }
}
