//! Many short strings in one buffer.

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

    /// The first for which `is_before` does not hold, where those for which it holds come first.
    pub fn partition_point(&self, is_before: impl Fn(&str) -> bool) -> u32 {
        let (mut low, mut high) = (0, self.len());
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

    /// The number of `string`, where all are sorted.
    pub fn find(&self, string: &str) -> Option<u32> {
        let idx = self.partition_point(|other| other < string);
        (idx < self.len() && self.get(idx) == string).then_some(idx)
    }
}
