//! Percentiles.

use std::time::Duration;

/// Times of one kind.
#[derive(Debug, Default, Clone)]
pub struct Times(Vec<f32>);

impl Times {
    /// Adds a time.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time.as_secs_f32() * 1_000.0);
    }

    /// Adds the times of another.
    pub fn extend(&mut self, other: Times) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// `name_p50=… name_p99=… name_max=…`, in milliseconds.
    pub fn line(&self, name: &str) -> String {
        let mut sorted = self.0.clone();
        sorted.sort_by(f32::total_cmp);
        let at = |share: f64| {
            let last = sorted.len().saturating_sub(1);
            sorted
                .get((last as f64 * share).round() as usize)
                .copied()
                .unwrap_or(f32::NAN)
        };
        format!(
            "{name}_p50_ms={:.2} {name}_p99_ms={:.2} {name}_max_ms={:.2}",
            at(0.5),
            at(0.99),
            at(1.0)
        )
    }
}
