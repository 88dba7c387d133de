//! What every id stands for: a map, or records in the program that are looked up where they lie.

use std::collections::HashMap;

use compact_str::CompactString;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::content::model::Entity;
use crate::content::records::{Records, written};

/// Every id with what it stands for.
#[derive(Debug, Clone)]
pub struct Ids(Held);

#[derive(Debug, Clone)]
enum Held {
    Memory(HashMap<CompactString, Entity>),
    /// Each an id and its entity, in the order of the ids.
    Program(Records),
}

impl Default for Ids {
    fn default() -> Self {
        Ids(Held::Memory(HashMap::new()))
    }
}

impl Ids {
    /// Adds an id, or gives it another meaning.
    pub fn insert(&mut self, id: &str, entity: Entity) {
        if let Held::Program(_) = self.0 {
            let all = self.in_order().into_iter();
            let all = all.filter_map(|id| Some((CompactString::from(id), self.find(id)?)));
            self.0 = Held::Memory(all.collect());
        }
        if let Held::Memory(all) = &mut self.0 {
            all.insert(CompactString::from(id), entity);
        }
    }

    /// What an id stands for.
    pub fn find(&self, id: &str) -> Option<Entity> {
        match &self.0 {
            Held::Memory(all) => all.get(id).copied(),
            Held::Program(records) => {
                let (mut low, mut high) = (0, records.len());
                while low < high {
                    let middle = low + (high - low) / 2;
                    let (there, entity) = entry(*records, middle)?;
                    match there.cmp(id) {
                        std::cmp::Ordering::Less => low = middle + 1,
                        std::cmp::Ordering::Greater => high = middle,
                        std::cmp::Ordering::Equal => return Some(entity),
                    }
                }
                None
            }
        }
    }

    /// Every id, in order.
    pub fn in_order(&self) -> Vec<&str> {
        match &self.0 {
            Held::Memory(all) => {
                let mut ids: Vec<&str> = all.keys().map(CompactString::as_str).collect();
                ids.sort_unstable();
                ids
            }
            Held::Program(records) => (0..records.len())
                .filter_map(|i| entry(*records, i))
                .map(|(id, _)| id)
                .collect(),
        }
    }
}

fn entry(records: Records, i: usize) -> Option<(&'static str, Entity)> {
    postcard::from_bytes(records.get(i)?).ok()
}

impl PartialEq for Ids {
    fn eq(&self, other: &Self) -> bool {
        let (own, others) = (self.in_order(), other.in_order());
        own == others && own.iter().all(|id| self.find(id) == other.find(id))
    }
}

impl Serialize for Ids {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = |id: &str| {
            let entity = self.find(id).expect("it is one of them");
            postcard::to_stdvec(&(id, entity)).map_err(serde::ser::Error::custom)
        };
        let ids = self.in_order();
        let records = ids.into_iter().map(record).collect::<Result<Vec<_>, _>>()?;
        serializer.serialize_bytes(&written(&records))
    }
}

/// From the program itself, like its texts.
impl<'de: 'static> Deserialize<'de> for Ids {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowing;
        impl<'de: 'static> Visitor<'de> for Borrowing {
            type Value = Ids;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("records")
            }

            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Ids, E> {
                let records = Records::new(bytes).ok_or_else(|| E::custom("no records"))?;
                Ok(Ids(Held::Program(records)))
            }
        }
        deserializer.deserialize_bytes(Borrowing)
    }
}
