//! What a visitor has typed and their app has not taken in yet.
//!
//! A byte does not show what it costs: one scrolls a line, another looks through all claims for a letter. So what was typed is taken in by pieces,
//! the time that each takes is counted, and whoever makes more work than a reader ever does has their keys taken in later, and with them
//! what they send next. Nothing is lost and nobody is sent away for it: a page may be large. Reads no clock.

use std::collections::VecDeque;
use std::time::Duration;

use crate::driver::serve::limit::Bucket;

/// How many bytes are taken in before the time is looked at: the costliest keys of a large explainer take some tens of milliseconds each.
const PIECE: usize = 32;

/// How much work a second of a session may make, in microseconds: a quarter of a processor. A held key makes a tenth of that.
const WORK: u64 = 250_000;

/// How much it may make at once, in microseconds: many seconds of anybody's typing.
const BURST: u64 = 2_000_000;

/// What was typed, and how much work it has made.
#[derive(Debug)]
pub struct Intake {
    typed: VecDeque<u8>,
    work: Bucket,
}

impl Default for Intake {
    fn default() -> Self {
        Intake {
            typed: VecDeque::new(),
            work: Bucket::new(WORK, BURST),
        }
    }
}

impl Intake {
    /// Something was typed.
    pub fn hear(&mut self, bytes: &[u8]) {
        self.typed.extend(bytes);
    }

    /// Whether all of it was taken in.
    pub fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    /// What is to be taken in next.
    pub fn piece(&mut self) -> Vec<u8> {
        let n = self.typed.len().min(PIECE);
        self.typed.drain(..n).collect()
    }

    /// All that is left, where a single thing comes of all of it.
    pub fn all(&mut self) -> Vec<u8> {
        self.typed.drain(..).collect()
    }

    /// Counts how long a piece took; gives how long the next one has to wait.
    pub fn worked(&mut self, took: Duration, now: Duration) -> Duration {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.work.spend(micros, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_makes_much_work_waits_and_whoever_types_does_not() {
        let mut intake = Intake::default();
        let mut now = Duration::ZERO;
        // Ten keys a second for an hour, each of which takes as long as the costliest.
        for _ in 0..36_000 {
            now += Duration::from_millis(100);
            assert_eq!(
                intake.worked(Duration::from_millis(25), now),
                Duration::ZERO
            );
        }
        // Somebody who never stops: of the next ten seconds they get the burst and a quarter.
        let (begin, mut worked) = (now, Duration::ZERO);
        while now < begin + Duration::from_secs(10) {
            let took = Duration::from_millis(50);
            worked += took;
            now += took;
            now += intake.worked(took, now);
        }
        assert!(worked > Duration::from_secs(4), "{worked:?}");
        assert!(worked < Duration::from_secs(5), "{worked:?}");
    }

    #[test]
    fn what_was_typed_is_taken_in_whole_and_in_order() {
        let mut intake = Intake::default();
        let typed: Vec<u8> = (0..=255).cycle().take(1_000).collect();
        typed.chunks(300).for_each(|bytes| intake.hear(bytes));
        let mut taken = Vec::new();
        while !intake.is_empty() {
            let piece = intake.piece();
            assert!(piece.len() <= PIECE);
            taken.extend(piece);
        }
        assert_eq!(taken, typed);
        assert!(intake.piece().is_empty());
        intake.hear(b"more");
        assert_eq!(intake.all(), b"more");
    }
}
