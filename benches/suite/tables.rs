//! Tables of what means don't tell.

use std::time::Duration;

/// A line of a table: how long something took, often done.
pub struct Row {
    name: String,
    times: Vec<Duration>,
}

impl Row {
    pub fn of(name: &str, mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Row {
            name: name.to_string(),
            times,
        }
    }

    fn at(&self, share: usize) -> f64 {
        let i = (self.times.len() * share / 1000).min(self.times.len() - 1);
        self.times[i].as_secs_f64() * 1e3
    }

    pub fn print(&self, more: &str) {
        let [p50, p99, most] = [500, 990, 1000].map(|share| self.at(share));
        println!(
            "{:<36}{p50:>9.3} ms{p99:>9.3} ms{most:>9.3} ms  {more}",
            self.name
        );
    }
}

/// The head of a table.
pub fn head(what: &str) {
    println!("{what:<36}{:>12}{:>12}{:>12}", "p50", "p99", "most");
}
