//! Records in a row, each found by its number without reading those before it: how lists travel inside the program.
//!
//! The number of records and then the end of each, as four bytes in little-endian order; then the records. Their place in the program is
//! all that is kept of them, so a list costs a start nothing but the look at its ends.

/// The bytes of a count, and of an end.
const NUMBER: usize = 4;

/// Records that lie in the program.
#[derive(Debug, Clone, Copy)]
pub struct Records {
    ends: &'static [u8],
    bytes: &'static [u8],
}

impl Records {
    /// The records in `bytes`; `None` when these are not what [`written`] made.
    pub fn new(bytes: &'static [u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<NUMBER>()?;
        let n = u32::from_le_bytes(*count) as usize;
        let (ends, bytes) = rest.split_at_checked(n.checked_mul(NUMBER)?)?;
        let records = Records { ends, bytes };
        let mut last = 0;
        for i in 0..n {
            let end = records.end(i);
            if end < last {
                return None;
            }
            last = end;
        }
        (last == bytes.len()).then_some(records)
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.ends.len() / NUMBER
    }

    /// The record of this number, if there are as many.
    pub fn get(self, i: usize) -> Option<&'static [u8]> {
        if i >= self.len() {
            return None;
        }
        let start = if i == 0 { 0 } else { self.end(i - 1) };
        self.bytes.get(start..self.end(i))
    }

    fn end(self, i: usize) -> usize {
        let bytes = self.ends[i * NUMBER..].first_chunk::<NUMBER>();
        bytes.map_or(0, |end| u32::from_le_bytes(*end) as usize)
    }
}

/// The bytes of records.
///
/// # Panics
///
/// When they take more than four gigabytes.
pub fn written(records: &[Vec<u8>]) -> Vec<u8> {
    let number = |n: usize| {
        u32::try_from(n)
            .expect("what a program holds is far smaller")
            .to_le_bytes()
    };
    let mut bytes = number(records.len()).to_vec();
    let mut end = 0;
    for record in records {
        end += record.len();
        bytes.extend_from_slice(&number(end));
    }
    bytes.extend(records.iter().flatten());
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(records in any::<Vec<Vec<u8>>>()) {
            let read = Records::new(written(&records).leak()).expect("they were written");
            prop_assert_eq!(read.len(), records.len());
            for (i, record) in records.iter().enumerate() {
                prop_assert_eq!(read.get(i), Some(record.as_slice()));
            }
            prop_assert_eq!(read.get(records.len()), None);
        }

        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>()) {
            if let Some(records) = Records::new(bytes.leak()) {
                for i in 0..=records.len() {
                    let _ = records.get(i);
                }
            }
        }
    }
}
