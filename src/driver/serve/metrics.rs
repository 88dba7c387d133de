//! What is counted, as Prometheus reads it. Counts only: nothing here tells who a visitor was or what one of them did.
//!
//! Names begin with `cotejo_`, counters end in `_total`, and labels come from fixed sets: the words of [`super::reason`] and the ids of chapters.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::driver::serve::limit::Counts;
use crate::driver::serve::reason::{Ending, Refusal, Request};

/// The most chapters that are counted by name; far more than an explainer has, in case its folder changes for years.
const MOST_CHAPTERS: usize = 1_000;
/// Up to how many seconds from a key to its frame are told apart: from what a scheduler takes to what feels broken.
const FRAME_BUCKETS: [f64; 11] = [
    0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0,
];
/// Up to how many seconds of a session are told apart.
const SESSION_BUCKETS: [f64; 8] = [5.0, 30.0, 60.0, 300.0, 900.0, 1_800.0, 3_600.0, 14_400.0];

type Labels = [(&'static str, &'static str); 1];
type OwnedLabels = [(&'static str, String); 1];

/// What is looked up when somebody asks, rather than counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sampled {
    /// Who is there.
    pub counts: Counts,
    /// The process's resident memory, in bytes.
    pub resident: u64,
    /// How many files the process has open.
    pub files: u64,
    /// How many lines of the log were left out.
    pub lines_lost: u64,
}

/// Everything that is counted.
pub struct Metrics {
    registry: Mutex<Registry>,
    refusals: Family<Labels, Counter>,
    requests: Family<Labels, Counter>,
    begun: Counter,
    ended: Family<Labels, Counter>,
    lasted: Histogram,
    key_to_frame: Histogram,
    bytes: Family<Labels, Counter>,
    panics: Counter,
    reloads: Family<Labels, Counter>,
    chapters: Family<OwnedLabels, Counter>,
    known_chapters: Mutex<Vec<String>>,
    gauges: Gauges,
}

/// What a [`Sampled`] is shown by.
#[derive(Default)]
struct Gauges {
    sessions: Gauge,
    entering: Gauge,
    sources: Gauge,
    resident: Gauge,
    files: Gauge,
    lines_lost: Gauge,
}

impl Gauges {
    fn register(&self, registry: &mut Registry) {
        let help = "Resident memory of the process";
        let resident = self.resident.clone();
        registry.register_with_unit("resident_memory", help, Unit::Bytes, resident);
        for (name, help, gauge) in [
            ("sessions", "Sessions", &self.sessions),
            (
                "entering",
                "Connections that have not logged in",
                &self.entering,
            ),
            (
                "addresses",
                "Addresses that are remembered for limits",
                &self.sources,
            ),
            ("open_files", "Files that the process has open", &self.files),
            (
                "log_lines_lost",
                "Lines of the log that were left out",
                &self.lines_lost,
            ),
        ] {
            registry.register(name, help, gauge.clone());
        }
    }
}

/// How a reload went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reload {
    /// There is a new edition.
    Taken,
    /// There were mistakes in it, and the old one stays.
    Kept,
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics::new()
    }
}

impl Metrics {
    /// Everything at zero; each label of a fixed set is there from the beginning, so that a rate can be taken from the first event.
    pub fn new() -> Self {
        let mut metrics = Metrics {
            registry: Mutex::new(Registry::with_prefix("cotejo")),
            refusals: Family::default(),
            requests: Family::default(),
            begun: Counter::default(),
            ended: Family::default(),
            lasted: Histogram::new(SESSION_BUCKETS),
            key_to_frame: Histogram::new(FRAME_BUCKETS),
            bytes: Family::default(),
            panics: Counter::default(),
            reloads: Family::default(),
            chapters: Family::default(),
            known_chapters: Mutex::new(Vec::new()),
            gauges: Gauges::default(),
        };
        metrics.register();
        let refusals = Refusal::ALL.iter().map(|why| why.word());
        refusals.for_each(|word| add(&metrics.refusals, ("reason", word), 0));
        let requests = Request::ALL.iter().map(|request| request.word());
        requests.for_each(|word| add(&metrics.requests, ("request", word), 0));
        let endings = Ending::ALL.iter().map(|ending| ending.word());
        endings.for_each(|word| add(&metrics.ended, ("ending", word), 0));
        add(&metrics.bytes, ("direction", "in"), 0);
        add(&metrics.bytes, ("direction", "out"), 0);
        add(&metrics.reloads, ("result", "taken"), 0);
        add(&metrics.reloads, ("result", "kept"), 0);
        metrics
    }

    fn register(&mut self) {
        let registry = self
            .registry
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        self.gauges.register(registry);
        for (name, help, counter) in [
            ("sessions_begun", "Sessions that have begun", &self.begun),
            (
                "panics",
                "Sessions ended by a mistake of the program",
                &self.panics,
            ),
        ] {
            registry.register(name, help, counter.clone());
        }
        for (name, help, family) in [
            (
                "refusals",
                "Connections that were not let in",
                &self.refusals,
            ),
            (
                "requests_refused",
                "Requests of clients that were refused",
                &self.requests,
            ),
            ("sessions_ended", "Sessions that have ended", &self.ended),
            ("reloads", "Reloads of content", &self.reloads),
        ] {
            registry.register(name, help, family.clone());
        }
        let help = "Bytes that came from visitors and went to them, as they go over the wire";
        registry.register_with_unit("wire", help, Unit::Bytes, self.bytes.clone());
        let help = "Chapters that were opened";
        registry.register("chapters_read", help, self.chapters.clone());
        let help = "How long sessions lasted";
        registry.register_with_unit("session_length", help, Unit::Seconds, self.lasted.clone());
        let help = "From a key's arrival until its frame is handed to SSH";
        let frame = self.key_to_frame.clone();
        registry.register_with_unit("key_to_frame", help, Unit::Seconds, frame);
    }

    /// A connection was not let in.
    pub fn refused(&self, why: Refusal) {
        add(&self.refusals, ("reason", why.word()), 1);
    }

    /// A request was refused.
    pub fn request_refused(&self, request: Request) {
        add(&self.requests, ("request", request.word()), 1);
    }

    /// A session has begun.
    pub fn session_began(&self) {
        self.begun.inc();
    }

    /// A session has ended after `lasted`.
    pub fn session_ended(&self, ending: Ending, lasted: Duration) {
        add(&self.ended, ("ending", ending.word()), 1);
        self.lasted.observe(lasted.as_secs_f64());
        if ending == Ending::Panicked {
            self.panics.inc();
        }
    }

    /// A key's frame was written so long after the key came.
    pub fn frame_written(&self, after: Duration) {
        self.key_to_frame.observe(after.as_secs_f64());
    }

    /// Bytes came from visitors.
    pub fn bytes_in(&self, n: u64) {
        add(&self.bytes, ("direction", "in"), n);
    }

    /// Bytes went to visitors.
    pub fn bytes_out(&self, n: u64) {
        add(&self.bytes, ("direction", "out"), n);
    }

    /// Content was read again.
    pub fn reloaded(&self, reload: Reload) {
        let result = match reload {
            Reload::Taken => "taken",
            Reload::Kept => "kept",
        };
        add(&self.reloads, ("result", result), 1);
    }

    /// A chapter of this id was opened; the id must be one of the content's, never what a visitor typed.
    pub fn chapter_read(&self, id: &str) {
        let mut known = self
            .known_chapters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let place = known.binary_search_by(|own| own.as_str().cmp(id));
        let label = match place {
            Ok(_) => id,
            Err(at) if known.len() < MOST_CHAPTERS => {
                known.insert(at, id.to_string());
                id
            }
            Err(_) => "other",
        };
        drop(known);
        let labels = [("chapter", label.to_string())];
        self.chapters.get_or_create(&labels).inc();
    }

    /// Everything as OpenMetrics text.
    pub fn text(&self, sampled: Sampled) -> String {
        let gauges = &self.gauges;
        let set = |gauge: &Gauge, n: u64| {
            gauge.set(i64::try_from(n).unwrap_or(i64::MAX));
        };
        set(&gauges.sessions, sampled.counts.sessions.into());
        set(&gauges.entering, sampled.counts.entering.into());
        set(&gauges.sources, sampled.counts.sources.into());
        set(&gauges.resident, sampled.resident);
        set(&gauges.files, sampled.files);
        set(&gauges.lines_lost, sampled.lines_lost);
        let mut out = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        encode(&mut out, &registry).expect("a string takes everything that is written to it");
        out
    }
}

/// Adds `n` under a label, which is there from then on.
fn add(family: &Family<Labels, Counter>, label: (&'static str, &'static str), n: u64) {
    family.get_or_create(&[label]).inc_by(n);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_counted() {
        let metrics = Metrics::new();
        metrics.refused(Refusal::Rate);
        metrics.refused(Refusal::Rate);
        metrics.request_refused(Request::Agent);
        metrics.session_began();
        metrics.session_ended(Ending::Panicked, Duration::from_secs(40));
        metrics.frame_written(Duration::from_micros(400));
        metrics.bytes_in(3);
        metrics.bytes_out(4_000);
        metrics.reloaded(Reload::Kept);
        metrics.chapter_read("mission");
        let text = metrics.text(Sampled {
            counts: Counts {
                entering: 1,
                sessions: 2,
                sources: 3,
            },
            resident: 4 << 20,
            files: 12,
            lines_lost: 0,
        });
        for line in [
            "cotejo_refusals_total{reason=\"rate\"} 2",
            "cotejo_refusals_total{reason=\"startups\"} 0",
            "cotejo_requests_refused_total{request=\"agent\"} 1",
            "cotejo_sessions_begun_total 1",
            "cotejo_sessions_ended_total{ending=\"panicked\"} 1",
            "cotejo_sessions_ended_total{ending=\"idle\"} 0",
            "cotejo_panics_total 1",
            "cotejo_session_length_seconds_bucket{le=\"60.0\"} 1",
            "cotejo_key_to_frame_seconds_bucket{le=\"0.0005\"} 1",
            "cotejo_key_to_frame_seconds_bucket{le=\"0.00025\"} 0",
            "cotejo_wire_bytes_total{direction=\"out\"} 4000",
            "cotejo_reloads_total{result=\"kept\"} 1",
            "cotejo_chapters_read_total{chapter=\"mission\"} 1",
            "cotejo_sessions 2",
            "cotejo_entering 1",
            "cotejo_addresses 3",
            "cotejo_resident_memory_bytes 4194304",
            "# EOF",
        ] {
            assert!(text.lines().any(|own| own == line), "{line} in\n{text}");
        }
    }

    #[test]
    fn chapters_are_bounded() {
        let metrics = Metrics::new();
        for n in 0..2 * MOST_CHAPTERS {
            metrics.chapter_read(&format!("chapter-{n}"));
        }
        metrics.chapter_read("chapter-0");
        let text = metrics.text(Sampled::default());
        let lines = text
            .lines()
            .filter(|l| l.starts_with("cotejo_chapters_read_total"));
        assert_eq!(lines.count(), MOST_CHAPTERS + 1);
        assert!(text.contains("{chapter=\"other\"} 1000"));
        assert!(text.contains("{chapter=\"chapter-0\"} 2"));
    }
}
