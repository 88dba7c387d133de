//! The entities of one kind, in order: a vector, or records in the program that are read when they are first asked for.
//!
//! What nobody looks at is never read, so the start of the built-in explainer costs what its first page shows, however much there is of it.
//! An entity that has been read stays; to whoever holds the list it was always there.

use std::ops::{Index, IndexMut};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::content::records::{Records, written};
use crate::content::shared::{Pool, Writer};

/// The entities of one kind, in order.
#[derive(Debug)]
pub struct List<T>(Held<T>);

#[derive(Debug)]
enum Held<T> {
    Memory(Vec<T>),
    Program {
        records: Records,
        /// What has been read of them.
        read: Box<[OnceLock<Box<T>>]>,
        pool: Pool,
        decode: fn(Pool, &'static [u8]) -> Result<T, postcard::Error>,
    },
}

impl<T> List<T> {
    /// A list with nothing in it.
    pub const fn new() -> Self {
        List(Held::Memory(Vec::new()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Held::Memory(all) => all.len(),
            Held::Program { records, .. } => records.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one of this number, if there are as many.
    ///
    /// # Panics
    ///
    /// When the program's own bytes are damaged.
    pub fn get(&self, i: usize) -> Option<&T> {
        match &self.0 {
            Held::Memory(all) => all.get(i),
            Held::Program {
                records,
                read,
                pool,
                decode,
            } => {
                let (record, place) = (records.get(i)?, read.get(i)?);
                let decoded = || decode(*pool, record).expect("the build wrote it with this code");
                Some(place.get_or_init(|| Box::new(decoded())))
            }
        }
    }

    /// The first, if there is one.
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last, if there is one.
    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// All of them, in order.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter {
            list: self,
            next: 0,
            end: self.len(),
        }
    }

    /// Adds one at the end.
    pub fn push(&mut self, entity: T) {
        self.to_mut().push(entity);
    }

    /// All of them as a vector, to be changed.
    pub fn to_mut(&mut self) -> &mut Vec<T> {
        if let Held::Program {
            records,
            read,
            pool,
            decode,
        } = &mut self.0
        {
            let taken = read.iter_mut().enumerate().map(|(i, place)| {
                let here = place.take().map(|entity| *entity);
                let record = records.get(i).unwrap_or_default();
                let decoded = || decode(*pool, record).expect("the build wrote it with this code");
                here.unwrap_or_else(decoded)
            });
            self.0 = Held::Memory(taken.collect());
        }
        match &mut self.0 {
            Held::Memory(all) => all,
            Held::Program { .. } => unreachable!("it was just made a vector"),
        }
    }
}

impl<T: Serialize> List<T> {
    /// The bytes of all of them, for [`List::in_program`].
    pub fn packed(&self, writer: &mut Writer) -> Vec<u8> {
        let records: Vec<Vec<u8>> = self.iter().map(|entity| writer.write(entity)).collect();
        written(&records)
    }
}

impl<T: Deserialize<'static>> List<T> {
    /// A list that lies in the program, as [`List::packed`] made it; `None` when `bytes` are no records.
    pub fn in_program(bytes: &'static [u8], pool: Pool) -> Option<Self> {
        let records = Records::new(bytes)?;
        Some(List(Held::Program {
            records,
            read: (0..records.len()).map(|_| OnceLock::new()).collect(),
            pool,
            decode: Pool::read,
        }))
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List::new()
    }
}

impl<T: Clone> Clone for List<T> {
    fn clone(&self) -> Self {
        self.iter().cloned().collect()
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        List(Held::Memory(all.into_iter().collect()))
    }
}

impl<T> Index<usize> for List<T> {
    type Output = T;

    fn index(&self, i: usize) -> &T {
        self.get(i).expect("an index into this list")
    }
}

impl<T> IndexMut<usize> for List<T> {
    fn index_mut(&mut self, i: usize) -> &mut T {
        &mut self.to_mut()[i]
    }
}

/// Walks a list.
#[derive(Debug)]
pub struct Iter<'l, T> {
    list: &'l List<T>,
    next: usize,
    end: usize,
}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Iter { ..*self }
    }
}

impl<'l, T> Iterator for Iter<'l, T> {
    type Item = &'l T;

    fn next(&mut self) -> Option<&'l T> {
        if self.next == self.end {
            return None;
        }
        self.next += 1;
        self.list.get(self.next - 1)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.next;
        (left, Some(left))
    }
}

impl<'l, T> DoubleEndedIterator for Iter<'l, T> {
    fn next_back(&mut self) -> Option<&'l T> {
        if self.next == self.end {
            return None;
        }
        self.end -= 1;
        self.list.get(self.end)
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<'l, T> IntoIterator for &'l List<T> {
    type Item = &'l T;
    type IntoIter = Iter<'l, T>;

    fn into_iter(self) -> Iter<'l, T> {
        self.iter()
    }
}
