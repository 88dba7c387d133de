//! Where each word occurs: lists of passages with positions, packed.
//!
//! A posting is the distance from the passage before and the number of occurrences in the body (doubled, plus one when
//! there are some in the title, whose number follows). The distances between its positions stand apart, for only phrases ask
//! for them. All are numbers of seven bits a byte. Every [`STRIDE`]th posting has an entry in a table, so that a long list can
//! be entered near a given passage. For each such stretch of a long list stands how much one of its postings weighs at most, so
//! that the best can be found without reading most of the others (block-max indexes: Ding and Suel, "Faster Top-k Document
//! Retrieval Using Block-Max Indexes", 2011).

/// How many postings lie between two entries of the table: enough that it takes little room, few enough to walk.
const STRIDE: u32 = 64;

/// The list of one word while passages are being added.
#[derive(Debug, Default)]
pub struct List {
    bytes: Vec<u8>,
    positions: Vec<u8>,
    entries: Vec<Entry>,
    n_docs: u32,
    last_doc: u32,
}

/// A place in a list: the passage before it, its offset, and that of its positions.
#[derive(Debug, Clone, Copy)]
struct Entry {
    doc: u32,
    offset: u32,
    positions: u32,
}

impl List {
    /// Adds a passage, later than all before, with the word's positions in ascending order, of which the first `n_title`
    /// are in its title.
    pub fn push(&mut self, doc: u32, n_title: u32, positions: impl ExactSizeIterator<Item = u32>) {
        if self.n_docs > 0 && self.n_docs.is_multiple_of(STRIDE) {
            self.entries.push(Entry {
                doc: self.last_doc,
                offset: offset(&self.bytes),
                positions: offset(&self.positions),
            });
        }
        write_number(&mut self.bytes, doc - self.last_doc);
        let n_body = u32::try_from(positions.len()).unwrap_or(u32::MAX) - n_title;
        write_number(&mut self.bytes, n_body << 1 | u32::from(n_title > 0));
        if n_title > 0 {
            write_number(&mut self.bytes, n_title);
        }
        let mut before = 0;
        for position in positions {
            write_number(&mut self.positions, position - before);
            before = position;
        }
        self.n_docs += 1;
        self.last_doc = doc;
    }
}

/// The lists of all words.
#[derive(Debug, Default)]
pub struct Postings {
    bytes: Vec<u8>,
    positions: Vec<u8>,
    entries: Vec<Entry>,
    /// Of the lists that are longer than a stretch, what a posting of each stretch weighs at most.
    bounds: Vec<f32>,
    terms: Vec<Term>,
}

/// Where one word's list is.
#[derive(Debug, Clone, Copy)]
struct Term {
    start: u32,
    first_position: u32,
    first_entry: u32,
    first_bound: u32,
    n_docs: u32,
}

impl Postings {
    /// Adds the list of the next word, of which a posting weighs what `weigh` says.
    pub fn push(&mut self, list: List, weigh: impl Fn(&Cursor<'_>) -> f32) {
        let (start, first_position) = (offset(&self.bytes), offset(&self.positions));
        self.terms.push(Term {
            start,
            first_position,
            first_entry: u32::try_from(self.entries.len()).expect("fewer entries than bytes"),
            first_bound: u32::try_from(self.bounds.len()).expect("fewer bounds than bytes"),
            n_docs: list.n_docs,
        });
        self.bytes.extend_from_slice(&list.bytes);
        self.positions.extend_from_slice(&list.positions);
        self.entries.extend(list.entries.iter().map(|entry| Entry {
            doc: entry.doc,
            offset: start + entry.offset,
            positions: first_position + entry.positions,
        }));
        if list.n_docs > STRIDE {
            let mut cursor = self.cursor(self.terms.len() as u32 - 1);
            let mut bounds = Vec::with_capacity(list.n_docs.div_ceil(STRIDE) as usize);
            while cursor.advance() {
                let weight = weigh(&cursor);
                match bounds.last_mut() {
                    Some(bound) if !cursor.begins_stretch() => *bound = weight.max(*bound),
                    _ => bounds.push(weight),
                }
            }
            self.bounds.append(&mut bounds);
        }
    }

    /// How many passages have the word.
    pub fn n_docs(&self, term: u32) -> u32 {
        self.terms[term as usize].n_docs
    }

    /// Walks the list of a word.
    pub fn cursor(&self, term: u32) -> Cursor<'_> {
        let at = term as usize;
        let Term {
            start,
            first_position,
            first_entry,
            first_bound,
            n_docs,
        } = self.terms[at];
        let next = self.terms.get(at + 1);
        let entries_end = next.map_or(self.entries.len(), |next| next.first_entry as usize);
        let bounds_end = next.map_or(self.bounds.len(), |next| next.first_bound as usize);
        Cursor {
            bytes: &self.bytes,
            positions: &self.positions,
            entries: &self.entries[first_entry as usize..entries_end],
            bounds: &self.bounds[first_bound as usize..bounds_end],
            at: start as usize,
            at_position: first_position as usize,
            left: n_docs,
            n_docs,
            doc: 0,
            n_title: 0,
            n_body: 0,
            n_unread: 0,
        }
    }

    /// How many bytes the lists take.
    pub fn size(&self) -> usize {
        self.bytes.len()
            + self.positions.len()
            + size_of_val(self.entries.as_slice())
            + size_of_val(self.bounds.as_slice())
            + size_of_val(self.terms.as_slice())
    }
}

/// Stands on one posting of a list; on none until it is first moved.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    positions: &'a [u8],
    entries: &'a [Entry],
    bounds: &'a [f32],
    at: usize,
    at_position: usize,
    left: u32,
    n_docs: u32,
    /// The passage it stands on.
    pub doc: u32,
    /// Occurrences in its title.
    pub n_title: u32,
    /// Occurrences in its body.
    pub n_body: u32,
    /// Positions that stand before the end of those of this posting and were not read.
    n_unread: u32,
}

impl Cursor<'_> {
    /// Moves to the next posting; whether there is one.
    #[inline]
    pub fn advance(&mut self) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        self.doc += read_number(self.bytes, &mut self.at);
        let header = read_number(self.bytes, &mut self.at);
        self.n_body = header >> 1;
        self.n_title = if header & 1 == 1 {
            read_number(self.bytes, &mut self.at)
        } else {
            0
        };
        self.n_unread += self.n_body + self.n_title;
        true
    }

    /// Moves on to the first posting at or behind `doc`; whether there is one. Does not move when it stands there.
    pub fn seek(&mut self, doc: u32) -> bool {
        if self.left < self.n_docs && self.doc >= doc {
            return true;
        }
        self.leap(doc);
        while self.advance() {
            if self.doc >= doc {
                return true;
            }
        }
        false
    }

    /// Moves to the next posting, past every stretch of which `is_worth` says no, given what one of its postings weighs at most;
    /// whether there is one. Of a list of one stretch that is not known.
    #[inline]
    pub fn advance_where(&mut self, is_worth: impl Fn(f32) -> bool) -> bool {
        let n_read = self.n_docs - self.left;
        if n_read.is_multiple_of(STRIDE) && !self.bounds.is_empty() {
            let stretch = (n_read / STRIDE) as usize;
            let rest = self.bounds.get(stretch..).unwrap_or_default();
            match rest.iter().position(|bound| is_worth(*bound)) {
                Some(0) => {}
                Some(n) => self.enter(stretch + n),
                None => return false,
            }
        }
        self.advance()
    }

    /// Whether the posting it stands on is the first of a stretch.
    fn begins_stretch(&self) -> bool {
        (self.n_docs - self.left) % STRIDE == 1
    }

    /// Adds the positions of the posting it stands on to `positions`; once for each posting.
    pub fn read_positions(&mut self, positions: &mut Vec<u32>) {
        let n_own = self.n_body + self.n_title;
        for _ in n_own..self.n_unread {
            read_number(self.positions, &mut self.at_position);
        }
        let mut position = 0;
        for _ in 0..n_own {
            position += read_number(self.positions, &mut self.at_position);
            positions.push(position);
        }
        self.n_unread = 0;
    }

    /// Enters the list at the last entry in front of `doc`, when that is further on.
    fn leap(&mut self, doc: u32) {
        let passed = ((self.n_docs - self.left) / STRIDE) as usize;
        let Some(ahead) = self.entries.get(passed..) else {
            return;
        };
        if ahead.first().is_none_or(|entry| entry.doc >= doc) {
            return;
        }
        let n_leaps = gallop(ahead, |entry| entry.doc < doc);
        self.enter(passed + n_leaps);
    }

    /// Goes to the end of so many stretches, of which there is one at least.
    fn enter(&mut self, n_stretches: usize) {
        let entry = self.entries[n_stretches - 1];
        let n_read = n_stretches as u32 * STRIDE;
        self.at = entry.offset as usize;
        self.at_position = entry.positions as usize;
        self.doc = entry.doc;
        self.left = self.n_docs - n_read;
        self.n_unread = 0;
    }
}

#[inline]
fn read_number(bytes: &[u8], at: &mut usize) -> u32 {
    let first = bytes[*at];
    *at += 1;
    if first < 0x80 {
        return u32::from(first);
    }
    let mut number = u32::from(first & 0x7f);
    let mut shift = 7;
    loop {
        let byte = bytes[*at];
        *at += 1;
        number |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return number;
        }
        shift += 7;
    }
}

/// How many items at the beginning of `items` are before something, found in steps that double: fast when few are.
#[inline]
pub fn gallop<T>(items: &[T], is_before: impl Fn(&T) -> bool) -> usize {
    let mut bound = 1;
    while bound < items.len() && is_before(&items[bound]) {
        bound *= 2;
    }
    let low = bound / 2;
    let high = items.len().min(bound + 1);
    low + items[low..high].partition_point(is_before)
}

fn write_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn offset(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("an index of postings stays below 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::{List, Postings, gallop};
    use proptest::prelude::{any, prop};
    use proptest::{prop_assert, prop_assert_eq, proptest};
    use std::collections::{BTreeMap, BTreeSet};

    type Docs = BTreeMap<u32, (BTreeSet<u32>, BTreeSet<u32>)>;

    fn postings(lists: &[Docs]) -> Postings {
        let mut postings = Postings::default();
        for docs in lists {
            let mut list = List::default();
            for (doc, (title, body)) in docs {
                let body = body.iter().map(|p| p + 1000);
                let positions: Vec<u32> = title.iter().copied().chain(body).collect();
                list.push(*doc, title.len() as u32, positions.into_iter());
            }
            postings.push(list, |cursor| cursor.n_body as f32);
        }
        postings
    }

    fn sparse(n: u32) -> Docs {
        let one = |doc| (BTreeSet::new(), BTreeSet::from([doc % 300]));
        (0..n).map(|i| (i * 7, one(i))).collect()
    }

    #[test]
    fn a_long_list_can_be_entered_anywhere() {
        let postings = postings(&[sparse(10), sparse(1000), sparse(0)]);
        for target in (0..7100_u32).step_by(13) {
            let mut cursor = postings.cursor(1);
            let expected = target.div_ceil(7);
            assert_eq!(cursor.seek(target), expected < 1000);
            if expected < 1000 {
                assert_eq!(cursor.doc, expected * 7);
                let mut positions = Vec::new();
                cursor.read_positions(&mut positions);
                assert_eq!(positions, [expected % 300 + 1000]);
                assert_eq!(cursor.advance(), expected < 999);
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_passed_over_weighs_too_little(n_bodies in prop::collection::vec(1u32..9, 0..400), least in 0u32..10) {
            let body = |n: u32| (0..n).collect();
            let docs: Docs = (0..).zip(&n_bodies).map(|(doc, n)| (doc, (BTreeSet::new(), body(*n)))).collect();
            let postings = postings(&[sparse(100), docs, sparse(100)]);
            let mut cursor = postings.cursor(1);
            let mut seen = Vec::new();
            while cursor.advance_where(|bound| bound >= least as f32) {
                seen.push((cursor.doc, cursor.n_body));
            }
            prop_assert!(seen.is_sorted());
            let heavy = (0..).zip(n_bodies).filter(|(_, n)| *n >= least);
            prop_assert_eq!(seen.into_iter().filter(|(_, n)| *n >= least).collect::<Vec<_>>(), heavy.collect::<Vec<_>>());
        }

        #[test]
        fn what_was_pushed_is_read(docs in any::<Docs>(), seeks in any::<Vec<u16>>()) {
            let docs: Docs = docs.into_iter().map(|(d, (t, b))| (d / 2, (t.into_iter().map(|p| p % 900).collect(), b.into_iter().map(|p| p / 2).collect()))).collect();
            let postings = postings(&[docs.clone(), sparse(500)]);
            let mut cursor = postings.cursor(0);
            for (doc, (title, body)) in &docs {
                prop_assert_eq!(cursor.advance(), true);
                prop_assert_eq!((cursor.doc, cursor.n_title as usize, cursor.n_body as usize), (*doc, title.len(), body.len()));
            }
            prop_assert_eq!(cursor.advance(), false);

            let mut cursor = postings.cursor(1);
            let mut at = 0;
            for step in seeks {
                at += u32::from(step) % 900;
                prop_assert_eq!(cursor.seek(at), at <= 499 * 7);
                if at <= 499 * 7 {
                    prop_assert_eq!(cursor.doc, at.div_ceil(7) * 7);
                }
            }
        }

        #[test]
        fn galloping_finds_the_partition(n in 0usize..200, before in 0usize..200) {
            let items: Vec<usize> = (0..n).collect();
            prop_assert_eq!(gallop(&items, |i| *i < before), before.min(n));
        }
    }
}
