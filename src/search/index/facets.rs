//! Which passages have which value of which facet.

use std::collections::BTreeMap;

use crate::search::Facet;
use crate::search::query::{Ending, Filter};
use crate::text::fold::fold;

/// The passages of every value, in order; values are folded.
#[derive(Debug, Default)]
pub struct Facets(BTreeMap<(Facet, Box<str>), Vec<u32>>);

impl Facets {
    /// Adds the values of a passage, later than all before.
    pub fn push(&mut self, doc: u32, values: &[(Facet, String)]) {
        for (facet, value) in values {
            let docs = self
                .0
                .entry((*facet, fold(value.trim()).into()))
                .or_default();
            if docs.last() != Some(&doc) {
                docs.push(doc);
            }
        }
    }

    /// The passages that `filters` leave, in order; `None` without filters. Values of one facet are alternatives.
    pub fn filtered(&self, filters: &[Filter]) -> Option<Vec<u32>> {
        let mut left: Option<Vec<u32>> = None;
        for facet in Facet::ALL {
            let mut asked = filters
                .iter()
                .filter(|filter| filter.facet == *facet)
                .peekable();
            if asked.peek().is_none() {
                continue;
            }
            let mut docs: Vec<u32> = asked.flat_map(|filter| self.having(filter)).collect();
            docs.sort_unstable();
            docs.dedup();
            left = Some(match left {
                None => docs,
                Some(mut left) => {
                    left.retain(|doc| docs.binary_search(doc).is_ok());
                    left
                }
            });
        }
        left
    }

    fn having<'a>(&'a self, filter: &'a Filter) -> impl Iterator<Item = u32> + 'a {
        let from = (filter.facet, Box::from(filter.folded.as_str()));
        self.0
            .range(from..)
            .take_while(|((facet, value), _)| match filter.ending {
                _ if *facet != filter.facet => false,
                Ending::Whole => **value == filter.folded,
                Ending::Open => value.starts_with(&filter.folded),
            })
            .flat_map(|(_, docs)| docs.iter().copied())
    }
}
