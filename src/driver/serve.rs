//! The kiosk: many readers over SSH, each the same app as in a terminal, with no account, no key and no shell.
//!
//! The operator's half stands in modules that hold values and read no clock: what is configured, who is let in, what is counted and
//! logged, and the code by which a reader comes back. Time and chance are arguments there.
//!
//! The visitor's half: [`accept`] takes connections, [`handler`] grants the little that a client may ask for, [`session`] moves bytes and
//! [`reader`] is the app behind them. [`server`] puts both halves together, and [`reload`] renews the content. [`colleague`] is the same server
//! beside an author's preview, behind a password ([`entry`]).

pub mod accept;
pub mod asked;
#[cfg(feature = "author")]
pub mod colleague;
pub mod config;
pub mod entry;
pub mod handler;
pub mod health;
pub mod hostkey;
pub mod house;
pub mod intake;
pub mod limit;
pub mod log;
pub mod metrics;
pub mod process;
pub mod proxy;
pub mod reader;
pub mod reason;
pub mod reload;
pub mod resume;
pub mod server;
pub mod session;
pub mod systemd;
pub mod wire;
pub mod words;

#[cfg(test)]
mod tests;
