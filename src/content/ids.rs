//! What every id stands for: a map, or records in the program that are looked up where they lie.

use std::collections::HashMap;

use compact_str::CompactString;

use crate::content::model::Entity;
use crate::content::records::{Records, written};
use crate::content::shared::{Pool, Writer};

/// Every id with what it stands for.
#[derive(Debug, Clone)]
pub struct Ids(Held);

#[derive(Debug, Clone)]
enum Held {
    Memory(HashMap<CompactString, Entity>),
    /// Each an id and its entity, in the order of the ids.
    Program(Records, Pool),
}

impl Default for Ids {
    fn default() -> Self {
        Ids(Held::Memory(HashMap::new()))
    }
}

impl Ids {
    /// Adds an id, or gives it another meaning.
    pub fn insert(&mut self, id: &str, entity: Entity) {
        if let Held::Program(..) = self.0 {
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
            Held::Program(records, pool) => {
                let (mut low, mut high) = (0, records.len());
                while low < high {
                    let middle = low + (high - low) / 2;
                    let (there, entity) = entry(*records, *pool, middle)?;
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
            Held::Program(records, pool) => (0..records.len())
                .filter_map(|i| entry(*records, *pool, i))
                .map(|(id, _)| id)
                .collect(),
        }
    }

    /// The bytes of all of them, for [`Ids::in_program`].
    pub fn packed(&self, writer: &mut Writer) -> Vec<u8> {
        let mut record = |id: &str| {
            let entity = self.find(id).expect("it is one of them");
            writer.write(&(id, entity))
        };
        let ids = self.in_order();
        let records: Vec<Vec<u8>> = ids.into_iter().map(&mut record).collect();
        written(&records)
    }

    /// The ids that lie in the program, as [`Ids::packed`] made them; `None` when `bytes` are no records.
    pub fn in_program(bytes: &'static [u8], pool: Pool) -> Option<Self> {
        Some(Ids(Held::Program(Records::new(bytes)?, pool)))
    }
}

fn entry(records: Records, pool: Pool, i: usize) -> Option<(&'static str, Entity)> {
    pool.read(records.get(i)?).ok()
}

impl PartialEq for Ids {
    fn eq(&self, other: &Self) -> bool {
        let (own, others) = (self.in_order(), other.in_order());
        own == others && own.iter().all(|id| self.find(id) == other.find(id))
    }
}
