//! What all visitors of one server share: its configuration, its counts, and the news.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use crate::app::action::Keymap;
use crate::app::shelf::Shelf;
use crate::driver::host::Canvases;
use crate::driver::serve::config::Config;
use crate::driver::serve::entry::Entry;
use crate::driver::serve::health::{Health, Readiness};
use crate::driver::serve::limit::Gate;
use crate::driver::serve::log::{Level, Log};
use crate::driver::serve::metrics::Metrics;
use crate::driver::serve::metrics::Sampled;
use crate::driver::serve::process;
use crate::edition::Edition;

/// How many canvases are kept for drawing on: two for each worker of a large machine.
const CANVASES: usize = 32;

/// What every session has to know when it changes.
#[derive(Debug, Clone)]
pub struct News {
    /// The content, with its index.
    pub edition: Edition,
    /// Whether the server goes on.
    pub phase: Phase,
}

/// Whether the server goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It does.
    Open,
    /// It stops, and at this moment the last sessions end.
    Draining(Instant),
}

/// What all visitors share.
pub struct House {
    /// What is configured.
    pub config: Config,
    /// How visitors come in.
    pub entry: Entry,
    /// Who is let in.
    pub gate: Gate,
    /// What is counted.
    pub metrics: Metrics,
    /// What is told the operator.
    pub log: Log,
    /// How the server is.
    pub health: Health,
    /// What is drawn on.
    pub canvases: Canvases,
    /// The pages that they read.
    pub shelf: Shelf,
    /// The keys, the same for everybody.
    pub keymap: Keymap,
    news: watch::Sender<News>,
    /// Told whenever somebody has left.
    left: Notify,
    start: Instant,
}

/// Held by a connection: when it is dropped, the house looks whether that was the last one.
pub struct Presence(pub Arc<House>);

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.left.notify_one();
    }
}

impl House {
    /// A house that is open, with `edition` in it, which has its index.
    pub fn new(config: Config, entry: Entry, edition: Edition, log: Log) -> Arc<Self> {
        let news = News {
            edition,
            phase: Phase::Open,
        };
        Arc::new(House {
            gate: Gate::new(config.limits),
            config,
            entry,
            metrics: Metrics::new(),
            log,
            health: Health::new(),
            canvases: Canvases::new(CANVASES),
            shelf: Shelf::default(),
            keymap: Keymap::default(),
            news: watch::Sender::new(news),
            left: Notify::new(),
            start: Instant::now(),
        })
    }

    /// How long the server has been there.
    pub fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// The news, now and whenever they change.
    pub fn news(&self) -> watch::Receiver<News> {
        self.news.subscribe()
    }

    /// The content as it is now.
    pub fn edition(&self) -> Edition {
        self.news.borrow().edition.clone()
    }

    /// Gives everybody another content, which has its index.
    pub fn publish(&self, edition: Edition) {
        self.news.send_modify(|news| news.edition = edition);
    }

    /// Lets nobody in any more, and tells those who are in; once.
    pub fn drain(&self) {
        // Balancers are told first, so that they send nobody to a closed door.
        self.health.set(Readiness::Draining);
        self.gate.close();
        let until = Instant::now() + self.config.drain;
        let began = self.news.send_if_modified(|news| {
            let is_open = news.phase == Phase::Open;
            if is_open {
                news.phase = Phase::Draining(until);
            }
            is_open
        });
        if began {
            self.log.say(
                Level::Info,
                "draining",
                &[("sessions", u64::from(self.gate.counts().sessions).into())],
            );
        }
    }

    /// Waits until there is no session.
    pub async fn empty(&self) {
        while self.gate.counts().sessions > 0 {
            self.left.notified().await;
        }
    }

    /// The counts as Prometheus reads them.
    pub fn metrics_text(&self) -> String {
        self.metrics.text(Sampled {
            counts: self.gate.counts(),
            resident: process::resident(),
            files: process::open_files(),
            lines_lost: self.log.n_lost(),
        })
    }
}
