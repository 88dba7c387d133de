//! Who is let in: connections and sessions, in all and per address, and how fast they may come.
//!
//! [`Admission`] is a value that reads no clock and draws no numbers: time since the server's start and a random number are arguments, so a
//! test can let a day pass. [`Gate`] shares one among connections and gives out tickets that give their place back when they are dropped,
//! however a connection ends. The table of addresses is bounded: at [`MOST_SOURCES`] it forgets those that have been quiet longest.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::driver::serve::reason::{Refusal, Refused};

/// The most addresses that are remembered; what OpenSSH's `PerSourcePenalties` remembers. Some 4 MiB.
pub const MOST_SOURCES: usize = 65_536;

/// When a visitor is told to come back who met a full house: sessions last minutes.
const FULL_HOUSE: Duration = Duration::from_secs(300);
/// When a visitor is told to come back who met a crowd or a server that stops: logins and restarts last seconds.
const CROWD: Duration = Duration::from_secs(60);

/// Where a connection comes from, as limits count it: an IPv4 address, or the /64 of an IPv6 address, which is what one customer gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// An IPv4 address.
    V4(u32),
    /// The first 64 bits of an IPv6 address.
    V6(u64),
}

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => Source::V4(v4.to_bits()),
            // One visitor is one visitor, whichever of a host's listeners they come through.
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => Source::V4(v4.to_bits()),
                None => Source::V6((Ipv6Addr::to_bits(v6) >> 64) as u64),
            },
        }
    }
}

/// Random early drop: from `start` connections on that have not logged in, `rate` percent of new ones are refused, more the more there
/// are, and at `full` all of them; OpenSSH's `MaxStartups`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlyDrop {
    /// From how many on.
    pub start: u32,
    /// How many percent at `start`.
    pub rate: u32,
    /// From how many on none is let in.
    pub full: u32,
}

impl EarlyDrop {
    /// How many percent are refused when `n` are waiting.
    pub fn percent(self, n: u32) -> u32 {
        if n < self.start {
            return 0;
        }
        if n >= self.full {
            return 100;
        }
        let (span, over) = (self.full - self.start, n - self.start);
        self.rate + (100 - self.rate.min(100)) * over / span.max(1)
    }
}

/// What [`Admission`] holds connections to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Sessions in all.
    pub sessions: u32,
    /// Sessions per address.
    pub address_sessions: u32,
    /// New connections per address and minute.
    pub address_rate: u32,
    /// Connections in all that have not logged in.
    pub startups: EarlyDrop,
    /// Connections per address that have not logged in.
    pub address_startups: u32,
    /// How long a login may take; what a visitor is told who has too many of them open.
    pub grace: Duration,
}

/// What is counted of one address: 16 bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    /// When its next connection would be due at an even pace, in milliseconds (the generic cell rate algorithm).
    due: u64,
    n_entering: u16,
    n_sessions: u16,
}

impl Tally {
    fn is_idle(&self) -> bool {
        self.n_entering == 0 && self.n_sessions == 0
    }
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Connections that have not logged in.
    pub entering: u32,
    /// Sessions.
    pub sessions: u32,
    /// Addresses that are remembered.
    pub sources: u32,
}

/// Whether anybody is let in at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Open,
    Closed,
}

/// How many connections and sessions there are, and whether another one is let in.
#[derive(Debug)]
pub struct Admission {
    limits: Limits,
    sources: HashMap<Source, Tally>,
    n_entering: u32,
    n_sessions: u32,
    door: Door,
}

impl Admission {
    /// Nobody is in.
    pub fn new(limits: Limits) -> Self {
        Admission {
            limits,
            sources: HashMap::new(),
            n_entering: 0,
            n_sessions: 0,
            door: Door::Open,
        }
    }

    /// Lets nobody in any more; those who are in stay.
    pub fn close(&mut self) {
        self.door = Door::Closed;
    }

    /// A new connection from `source` at `now`, which is counted until [`Admission::leave`]; `draw` is any random number.
    pub fn connect(&mut self, source: Source, now: Duration, draw: u32) -> Result<(), Refused> {
        if self.door == Door::Closed {
            return refuse(Refusal::Draining, CROWD);
        }
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let mut tally = self.sources.get(&source).copied().unwrap_or_default();
        let pace = 60_000 / u64::from(self.limits.address_rate.max(1));
        // A minute's worth may come at once.
        let ahead = tally.due.saturating_sub(now);
        if ahead + pace > 60_000 {
            let wait = Duration::from_millis(ahead + pace - 60_000);
            return refuse(Refusal::Rate, wait);
        }
        if u32::from(tally.n_entering) >= self.limits.address_startups {
            return refuse(Refusal::AddressStartups, self.limits.grace);
        }
        if draw % 100 < self.limits.startups.percent(self.n_entering) {
            return refuse(Refusal::Startups, CROWD);
        }
        self.make_room(source, now)?;
        tally.due = tally.due.max(now) + pace;
        tally.n_entering += 1;
        self.n_entering += 1;
        self.sources.insert(source, tally);
        Ok(())
    }

    /// A connection of `source` has logged in and becomes a session. One that is refused is still counted as a connection.
    pub fn enter(&mut self, source: Source) -> Result<(), Refused> {
        if self.door == Door::Closed {
            return refuse(Refusal::Draining, CROWD);
        }
        if self.n_sessions >= self.limits.sessions {
            return refuse(Refusal::Sessions, FULL_HOUSE);
        }
        let tally = self.sources.entry(source).or_default();
        if u32::from(tally.n_sessions) >= self.limits.address_sessions.min(u16::MAX.into()) {
            return refuse(Refusal::AddressSessions, FULL_HOUSE);
        }
        tally.n_entering = tally.n_entering.saturating_sub(1);
        tally.n_sessions += 1;
        self.n_entering = self.n_entering.saturating_sub(1);
        self.n_sessions += 1;
        Ok(())
    }

    /// A connection or session of `source` is over.
    pub fn leave(&mut self, source: Source, stage: Stage) {
        let tally = self.sources.entry(source).or_default();
        match stage {
            Stage::Entering => {
                tally.n_entering = tally.n_entering.saturating_sub(1);
                self.n_entering = self.n_entering.saturating_sub(1);
            }
            Stage::Session => {
                tally.n_sessions = tally.n_sessions.saturating_sub(1);
                self.n_sessions = self.n_sessions.saturating_sub(1);
            }
        }
    }

    /// How many there are.
    pub fn counts(&self) -> Counts {
        Counts {
            entering: self.n_entering,
            sessions: self.n_sessions,
            sources: u32::try_from(self.sources.len()).unwrap_or(u32::MAX),
        }
    }

    /// Makes room in the table for a source that is not in it: forgets who has nothing to be remembered for, and, should that be
    /// nobody, the half of those without a connection that has been quiet longest. The limits on all addresses together still hold.
    fn make_room(&mut self, source: Source, now: u64) -> Result<(), Refused> {
        if self.sources.len() < MOST_SOURCES || self.sources.contains_key(&source) {
            return Ok(());
        }
        self.sources
            .retain(|_, tally| !tally.is_idle() || tally.due > now);
        if self.sources.len() < MOST_SOURCES {
            return Ok(());
        }
        let mut dues: Vec<u64> = self
            .sources
            .values()
            .filter(|tally| tally.is_idle())
            .map(|tally| tally.due)
            .collect();
        let middle = dues.len() / 2;
        if dues.is_empty() {
            return refuse(Refusal::Startups, CROWD);
        }
        let (_, middle, _) = dues.select_nth_unstable(middle);
        let middle = *middle;
        self.sources
            .retain(|_, tally| !tally.is_idle() || tally.due > middle);
        Ok(())
    }
}

fn refuse(why: Refusal, again: Duration) -> Result<(), Refused> {
    Err(Refused { why, again })
}

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not logged in yet.
    Entering,
    /// A session.
    Session,
}

/// An [`Admission`] that connections share.
#[derive(Debug, Clone)]
pub struct Gate(Arc<Mutex<Admission>>);

impl Gate {
    /// A gate with nobody inside.
    pub fn new(limits: Limits) -> Self {
        Gate(Arc::new(Mutex::new(Admission::new(limits))))
    }

    /// Lets a connection in, until its ticket is dropped.
    pub fn connect(&self, source: Source, now: Duration, draw: u32) -> Result<Ticket, Refused> {
        self.lock().connect(source, now, draw)?;
        Ok(Ticket {
            gate: self.clone(),
            source,
            stage: Stage::Entering,
        })
    }

    /// Lets nobody in any more.
    pub fn close(&self) {
        self.lock().close();
    }

    /// How many there are.
    pub fn counts(&self) -> Counts {
        self.lock().counts()
    }

    /// The table is whole whenever the lock is free: nothing in it can panic halfway.
    fn lock(&self) -> MutexGuard<'_, Admission> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's place, given back when it is dropped.
#[derive(Debug)]
pub struct Ticket {
    gate: Gate,
    source: Source,
    stage: Stage,
}

impl Ticket {
    /// The connection has logged in and becomes a session.
    pub fn enter(&mut self) -> Result<(), Refused> {
        if self.stage == Stage::Entering {
            self.gate.lock().enter(self.source)?;
            self.stage = Stage::Session;
        }
        Ok(())
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.gate.lock().leave(self.source, self.stage);
    }
}

/// A token bucket in which more can be spent than is there: what is owed has to be waited for. For bytes that have come already.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    per_second: u64,
    burst: u64,
    /// When everything spent is paid for, in microseconds.
    due: u64,
}

impl Bucket {
    /// A full bucket of `burst` that fills at `per_second`.
    pub fn new(per_second: u64, burst: u64) -> Self {
        Bucket {
            per_second: per_second.max(1),
            burst,
            due: 0,
        }
    }

    /// Spends `amount` at `now`; gives how long to wait until the bucket owes nothing. Nothing while it holds enough.
    pub fn spend(&mut self, amount: u64, now: Duration) -> Duration {
        let micros = |units: u64| {
            let all = u128::from(units) * 1_000_000 / u128::from(self.per_second);
            u64::try_from(all).unwrap_or(u64::MAX)
        };
        let now = u64::try_from(now.as_micros()).unwrap_or(u64::MAX);
        let (cost, credit) = (micros(amount), micros(self.burst));
        self.due = self.due.max(now).saturating_add(cost);
        Duration::from_micros(self.due.saturating_sub(now).saturating_sub(credit))
    }
}

#[cfg(test)]
mod tests;
