//! The kiosk: many readers over SSH, each the same app as in a terminal, with no account, no key and no shell.
//!
//! The operator's half stands in modules that hold values and read no clock: what is configured, who is let in, what is counted and
//! logged, and the code by which a reader comes back. Time and chance are arguments there.

pub mod config;
pub mod health;
pub mod limit;
pub mod log;
pub mod metrics;
pub mod process;
pub mod proxy;
pub mod reason;
pub mod resume;
pub mod systemd;
