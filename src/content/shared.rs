//! Values as bytes in which what is said more than once stands once: how ids, names and units travel inside the program.
//!
//! The bytes are postcard's, but for one rule, which both directions have: a text or run of [`LONG`] bytes or more follows its length as a
//! place, a number of variable length. 0 says that it stands here; any other that it stands in the pool, one less than that far from its
//! start. Whoever reads borrows from the pool as from the bytes themselves.

use std::cmp::Reverse;
use std::collections::HashMap;

use postcard::de_flavors::{Flavor as ReadFlavor, Slice};
use postcard::ser_flavors::Flavor as WriteFlavor;
use postcard::{Deserializer, Error, Result};
use serde::{Deserialize, Serialize};

/// The fewest bytes that can stand in the pool. Postcard's numbers come the same way as texts and are shorter: ten bytes at most.
const LONG: usize = 11;

/// The bits of a place that one byte holds; its top bit says that another byte follows.
const BITS: u32 = 7;

/// What several values say, in one run of bytes.
#[derive(Debug, Clone, Copy)]
pub struct Pool(&'static [u8]);

impl Pool {
    /// The pool that a [`Writer`] made.
    pub fn new(bytes: &'static [u8]) -> Self {
        Pool(bytes)
    }

    /// The value that a writer of this pool wrote.
    ///
    /// # Errors
    ///
    /// When `bytes` hold no such value, or name a place that the pool has not.
    pub fn read<T: Deserialize<'static>>(self, bytes: &'static [u8]) -> Result<T> {
        let own = Slice::new(bytes);
        T::deserialize(&mut Deserializer::from_flavor(Reading { own, pool: self }))
    }
}

/// Reads a value's own bytes, and what it shares from the pool.
struct Reading {
    own: Slice<'static>,
    pool: Pool,
}

impl Reading {
    fn place(&mut self) -> Result<u32> {
        let mut place = 0;
        for shift in (0..u32::BITS).step_by(BITS as usize) {
            let byte = self.own.pop()?;
            place |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(place);
            }
        }
        Err(Error::DeserializeBadVarint)
    }
}

impl ReadFlavor<'static> for Reading {
    type Remainder = &'static [u8];
    type Source = &'static [u8];

    fn pop(&mut self) -> Result<u8> {
        self.own.pop()
    }

    fn size_hint(&self) -> Option<usize> {
        self.own.size_hint()
    }

    fn try_take_n(&mut self, n: usize) -> Result<&'static [u8]> {
        if n < LONG {
            return self.own.try_take_n(n);
        }
        match self.place()?.checked_sub(1) {
            None => self.own.try_take_n(n),
            Some(start) => {
                let shared = self.pool.0.get(start as usize..);
                let shared = shared.and_then(|rest| rest.get(..n));
                shared.ok_or(Error::DeserializeUnexpectedEnd)
            }
        }
    }

    fn finalize(self) -> Result<&'static [u8]> {
        self.own.finalize()
    }
}

/// Writes values. What they share is known when all have been written once; so they are all written twice, with [`Writer::share`] between.
#[derive(Debug, Default)]
pub struct Writer {
    /// How often each long run of bytes was written.
    seen: HashMap<Box<[u8]>, u32>,
    /// Where in the pool a run of bytes stands.
    places: HashMap<Box<[u8]>, u32>,
    pool: Vec<u8>,
}

impl Writer {
    /// The bytes of a value.
    ///
    /// # Panics
    ///
    /// When the value has no form in bytes, as one whose sequences don't know their length.
    pub fn write<T: Serialize + ?Sized>(&mut self, value: &T) -> Vec<u8> {
        let writing = Writing {
            writer: self,
            bytes: Vec::new(),
        };
        postcard::serialize_with_flavor(value, writing)
            .expect("what is packed is plain data, and a vector has room")
    }

    /// From now on what was written more than once stands in the pool, the most frequent first since near places are short.
    pub fn share(&mut self) {
        let seen = std::mem::take(&mut self.seen).into_iter();
        let mut several: Vec<(Box<[u8]>, u32)> = seen.filter(|(_, times)| *times > 1).collect();
        several.sort_by(|(a, n), (b, m)| (Reverse(n), a).cmp(&(Reverse(m), b)));
        for (run, _) in several {
            let place = u32::try_from(self.pool.len() + 1)
                .expect("what a program holds is far smaller than four gigabytes");
            self.pool.extend_from_slice(&run);
            self.places.insert(run, place);
        }
    }

    /// The pool's bytes.
    pub fn pool(&self) -> &[u8] {
        &self.pool
    }
}

/// One value's bytes as they are written.
struct Writing<'w> {
    writer: &'w mut Writer,
    bytes: Vec<u8>,
}

impl Writing<'_> {
    fn place(&mut self, mut place: u32) {
        while place > 0x7f {
            self.bytes.push(place as u8 | 0x80);
            place >>= BITS;
        }
        self.bytes.push(place as u8);
    }
}

impl WriteFlavor for Writing<'_> {
    type Output = Vec<u8>;

    fn try_push(&mut self, byte: u8) -> Result<()> {
        self.bytes.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, run: &[u8]) -> Result<()> {
        if run.len() < LONG {
            self.bytes.extend_from_slice(run);
            return Ok(());
        }
        match self.writer.seen.get_mut(run) {
            Some(times) => *times += 1,
            None => {
                self.writer.seen.insert(run.into(), 1);
            }
        }
        match self.writer.places.get(run).copied() {
            Some(place) => self.place(place),
            None => {
                self.place(0);
                self.bytes.extend_from_slice(run);
            }
        }
        Ok(())
    }

    fn finalize(self) -> Result<Vec<u8>> {
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Value = (Vec<String>, Vec<f64>, Option<Vec<String>>, u64, char);

    /// The values as they are written when all is known, and the pool.
    fn written(values: &[Value]) -> (Vec<&'static [u8]>, Pool) {
        let mut writer = Writer::default();
        values.iter().for_each(|value| drop(writer.write(value)));
        writer.share();
        let bytes = values
            .iter()
            .map(|value| &*writer.write(value).leak())
            .collect();
        (bytes, Pool::new(writer.pool().to_vec().leak()))
    }

    #[test]
    fn what_is_said_twice_stands_once() {
        let name = "National Guard of Mexico".to_string();
        let value = (vec![name.clone(), name.clone()], vec![], None, 0, 'a');
        let (bytes, pool) = written(&[value.clone(), value]);
        assert_eq!(pool.0, name.as_bytes());
        assert!(bytes.iter().all(|bytes| bytes.len() < name.len()));
    }

    #[test]
    fn a_place_beyond_the_pool_is_an_error() {
        let text = "a text of some length".to_string();
        let mut writer = Writer::default();
        writer.write(&[&text, &text]);
        writer.share();
        let bytes: &'static [u8] = writer.write(&text).leak();
        let whole = Pool::new(writer.pool().to_vec().leak());
        assert_eq!(whole.read::<&str>(bytes), Ok(text.as_str()));
        let cut = Pool::new(&whole.0[..text.len() - 1]);
        assert_eq!(
            cut.read::<&str>(bytes),
            Err(Error::DeserializeUnexpectedEnd)
        );
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            mut values in prop::collection::vec(any::<Value>(), 0..6),
            texts in prop::collection::vec("[ab]{9,13}", 0..200),
        ) {
            // Texts of few letters, about as long as the limit, so that some are shared and some are not.
            if let Some(value) = values.first_mut() {
                value.0.extend(texts);
            }
            let (bytes, pool) = written(&values);
            for (value, bytes) in values.iter().zip(bytes) {
                let read: Value = pool.read(bytes).expect("it was written");
                prop_assert_eq!(&read.0, &value.0);
                prop_assert_eq!((&read.2, read.3, read.4), (&value.2, value.3, value.4));
                let bits = |all: &[f64]| all.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
                prop_assert_eq!(bits(&read.1), bits(&value.1));
            }
        }

        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>(), pool in any::<Vec<u8>>()) {
            let pool = Pool::new(pool.leak());
            let _ = pool.read::<Value>(bytes.leak());
        }
    }
}
