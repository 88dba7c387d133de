//! The best of many candidates.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::search::index::candidates::Candidate;

/// Keeps the best of the candidates that it is offered in the order of their passages: of equals the first.
pub struct Best {
    limit: usize,
    kept: BinaryHeap<Reverse<Ranked>>,
    /// What a candidate must exceed.
    bar: f32,
}

impl Best {
    /// For the `limit` best.
    pub fn new(limit: usize) -> Self {
        Best {
            limit,
            kept: BinaryHeap::new(),
            bar: if limit == 0 {
                f32::INFINITY
            } else {
                f32::NEG_INFINITY
            },
        }
    }

    /// Whether a candidate of this score would be kept.
    #[inline]
    pub fn has_room_for(&self, score: f32) -> bool {
        score > self.bar
    }

    /// Keeps a candidate if it is one of the best so far.
    #[inline]
    pub fn offer(&mut self, candidate: Candidate) {
        if self.has_room_for(candidate.score) {
            self.keep(candidate);
        }
    }

    /// Those that were kept, best first.
    pub fn finish(self) -> Vec<Candidate> {
        let sorted = self.kept.into_sorted_vec();
        let best = sorted
            .into_iter()
            .map(|Reverse(Ranked(candidate))| candidate);
        best.collect()
    }

    fn keep(&mut self, candidate: Candidate) {
        let next = Reverse(Ranked(candidate));
        if self.kept.len() < self.limit {
            self.kept.push(next);
        } else if let Some(mut worst) = self.kept.peek_mut() {
            *worst = next;
        }
        if self.kept.len() == self.limit
            && let Some(Reverse(Ranked(worst))) = self.kept.peek()
        {
            self.bar = worst.score;
        }
    }
}

/// A candidate in the order of rank: the greater is shown first.
struct Ranked(Candidate);

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_score = self.0.score.total_cmp(&other.0.score);
        by_score.then(other.0.doc.cmp(&self.0.doc))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Best, Candidate};

    proptest! {
        #[test]
        fn the_best_are_those_of_a_stable_sort(scores in prop::collection::vec(0u8..6, 0..60), limit in 0usize..12) {
            let all: Vec<Candidate> = (0..).zip(&scores).map(|(doc, score)| Candidate { doc, score: f32::from(*score) }).collect();
            let mut best = Best::new(limit);
            all.iter().for_each(|candidate| best.offer(*candidate));
            let mut sorted = all.clone();
            sorted.sort_by(|a, b| b.score.total_cmp(&a.score));
            sorted.truncate(limit);
            prop_assert_eq!(best.finish(), sorted);
        }
    }
}
