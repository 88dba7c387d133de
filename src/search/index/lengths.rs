//! What an occurrence counts in a passage of some length: BM25, with lengths in classes.
//!
//! A class is a sixteenth of a doubling, so that a length takes one byte and nearly every posting is weighed by one look into a table that
//! stays in the nearest memory. What that costs is a twentieth of a score, which no reader sees in an order.
//!
//! BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), without the factor of the query.

use crate::search::postings::Cursor;

/// What an occurrence in a title counts, in occurrences in a body of average length.
const TITLE: f32 = 3.0;

/// How soon further occurrences stop to count; the usual choice for BM25.
const K1: f32 = 1.2;

/// How much the length of a body tells against it; the usual choice for BM25.
const B: f32 = 0.75;

/// The class of average length, in the middle of all.
const AVERAGE: f32 = 128.0;

/// How many classes there are to a doubling.
const EACH_DOUBLING: f32 = 16.0;

/// Up to so many occurrences in a body are in the table.
const TABLED: usize = 4;

/// The lengths of all passages.
#[derive(Debug)]
pub struct Lengths {
    classes: Vec<u8>,
    /// What an occurrence in a body counts, by class: less in a long one.
    norms: [f32; 256],
    /// The weight of one, two, … occurrences in a body and none in the title, by class.
    weights: Box<[[f32; 256]; TABLED]>,
}

impl Default for Lengths {
    fn default() -> Self {
        Lengths::new(&[])
    }
}

impl Lengths {
    /// Of passages whose bodies have so many words.
    pub fn new(n_words: &[u32]) -> Self {
        let total: f64 = n_words.iter().map(|n| f64::from(*n)).sum();
        let average = (total / n_words.len().max(1) as f64).max(1.0) as f32;
        let class = |n: &u32| {
            let ratio = (*n as f32 / average).max(f32::MIN_POSITIVE);
            (ratio.log2() * EACH_DOUBLING + AVERAGE).round() as u8
        };
        let norm = |class: usize| {
            let ratio = ((class as f32 - AVERAGE) / EACH_DOUBLING).exp2();
            1.0 / (1.0 - B + B * ratio)
        };
        let norms = std::array::from_fn(norm);
        let weight = |n: usize| norms.map(|norm| saturated((n + 1) as f32 * norm));
        Lengths {
            classes: n_words.iter().map(class).collect(),
            norms,
            weights: Box::new(std::array::from_fn(weight)),
        }
    }

    /// What the occurrences that a cursor stands on weigh together.
    #[inline]
    pub fn weight_at(&self, cursor: &Cursor<'_>) -> f32 {
        self.weight(cursor.doc, cursor.n_body, cursor.n_title)
    }

    /// What so many occurrences in the body and in the title of a passage weigh together.
    #[inline]
    pub fn weight(&self, doc: u32, n_body: u32, n_title: u32) -> f32 {
        let class = usize::from(self.classes[doc as usize]);
        if n_title == 0
            && let Some(weights) = self.weights.get((n_body as usize).wrapping_sub(1))
        {
            return weights[class];
        }
        saturated(n_body as f32 * self.norms[class] + n_title as f32 * TITLE)
    }
}

/// The more often a word occurs, the less one more tells.
fn saturated(often: f32) -> f32 {
    often * (K1 + 1.0) / (often + K1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn weights_are_those_of_the_formula(lengths in prop::collection::vec(1u32..500, 1..50), n_body in 0u32..8, n_title in 0u32..3) {
            let all = Lengths::new(&lengths);
            let average = lengths.iter().sum::<u32>() as f32 / lengths.len() as f32;
            for (doc, n_words) in (0u32..).zip(&lengths) {
                let norm = 1.0 / (1.0 - B + B * *n_words as f32 / average);
                let exact = saturated(n_body as f32 * norm + n_title as f32 * TITLE);
                let weight = all.weight(doc, n_body, n_title);
                prop_assert!((weight - exact).abs() <= 0.05 * exact.max(0.01), "{weight} for {exact}");
            }
        }

        #[test]
        fn a_longer_passage_never_weighs_more(lengths in prop::collection::vec(0u32..5_000, 2..50)) {
            let mut lengths = lengths;
            lengths.sort_unstable();
            let all = Lengths::new(&lengths);
            let weights: Vec<f32> = (0..lengths.len() as u32).map(|doc| all.weight(doc, 2, 0)).collect();
            prop_assert!(weights.is_sorted_by(|a, b| a >= b));
        }
    }
}
