//! Many short strings in one buffer.

use std::ops::Range;

use crate::search::postings::gallop;

/// Strings in the order in which they were pushed; two allocations however many there are.
#[derive(Debug, Clone, Default)]
pub struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Adds one and returns its number.
    ///
    /// # Panics
    /// When all strings together would take more than 4 GiB.
    pub fn push(&mut self, string: &str) -> u32 {
        self.text.push_str(string);
        let end = u32::try_from(self.text.len()).expect("an index of words stays below 4 GiB");
        self.ends.push(end);
        self.len() - 1
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        // Every string added at least pushed an end that fits `u32`; so does their number, empty strings aside.
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// The string of a number.
    pub fn get(&self, idx: u32) -> &str {
        let idx = idx as usize;
        let start = idx.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[idx] as usize]
    }
}

/// Strings in ascending order, to be looked up.
///
/// The beginnings of all stand together as numbers: a search among them touches few places in memory, and hardly ever a string.
#[derive(Debug, Clone, Default)]
pub struct Sorted {
    strings: Strings,
    heads: Vec<u64>,
}

impl Sorted {
    /// Adds one, not before the last, and returns its number.
    ///
    /// # Panics
    /// When all strings together would take more than 4 GiB.
    pub fn push(&mut self, string: &str) -> u32 {
        self.heads.push(head(string));
        self.strings.push(string)
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        self.strings.len()
    }

    /// The string of a number.
    pub fn get(&self, idx: u32) -> &str {
        self.strings.get(idx)
    }

    /// The number of `string`.
    pub fn find(&self, string: &str) -> Option<u32> {
        let idx = self.first_from(string);
        (idx < self.len() && self.get(idx) == string).then_some(idx)
    }

    /// The numbers of those that begin with `beginning`.
    pub fn beginning_with(&self, beginning: &str) -> Range<u32> {
        let start = self.first_from(beginning);
        let mut end = self.alike(beginning).end;
        if beginning.len() < HEAD {
            // Those that go on in any way within their heads.
            let last = head(beginning) | u64::MAX >> (8 * beginning.len());
            end += partition(&self.heads[end as usize..], |head| head <= last);
        } else {
            end = self.first_in(start..end, |string| string.starts_with(beginning));
        }
        start..end
    }

    /// The number of the first that is not before `string`.
    fn first_from(&self, string: &str) -> u32 {
        self.first_in(self.alike(string), |other| other < string)
    }

    /// The numbers of those that have the same head.
    fn alike(&self, string: &str) -> Range<u32> {
        let own = head(string);
        let start = partition(&self.heads, |head| head < own);
        // Few are.
        let n_alike = gallop(&self.heads[start as usize..], |head| *head == own);
        start..start + n_alike as u32
    }

    /// The first of a range for which `is_before` does not hold, where those for which it holds come first.
    fn first_in(&self, range: Range<u32>, is_before: impl Fn(&str) -> bool) -> u32 {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(self.get(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// How many bytes of a string are in its head.
const HEAD: usize = 8;

/// The first bytes of a string as a number: the head of an earlier string is no greater.
fn head(string: &str) -> u64 {
    let mut bytes = [0; HEAD];
    let len = string.len().min(HEAD);
    bytes[..len].copy_from_slice(&string.as_bytes()[..len]);
    u64::from_be_bytes(bytes)
}

/// How many heads come first for which `is_before` holds.
fn partition(heads: &[u64], is_before: impl Fn(u64) -> bool) -> u32 {
    // No more than there are strings, which are numbered by 32 bits.
    heads.partition_point(|head| is_before(*head)) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Sorted;

    proptest! {
        #[test]
        fn strings_are_found_where_they_are(mut all in prop::collection::vec("[ab]{0,3}(aaaaaaa)?[ab\0é]{0,3}", 0..60), asked in "[ab]{0,3}(aaaaaaa)?[abé]{0,3}") {
            all.sort_unstable();
            all.dedup();
            let mut sorted = Sorted::default();
            for string in &all {
                sorted.push(string);
            }
            let at = all.iter().position(|string| *string == asked);
            prop_assert_eq!(sorted.find(&asked), at.map(|at| at as u32));
            let begun: Vec<&str> = sorted.beginning_with(&asked).map(|idx| sorted.get(idx)).collect();
            let expected: Vec<&String> = all.iter().filter(|string| string.starts_with(&asked)).collect();
            prop_assert_eq!(begun, expected);
        }
    }
}
