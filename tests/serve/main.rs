//! The kiosk as visitors meet it: a server on a port of its own, and clients that speak the protocol to it.
#![cfg(feature = "serve")]

mod client;
#[cfg(feature = "author")]
mod colleague;
mod hours;
mod limits;
mod process;
mod refusals;
#[cfg(feature = "author")]
#[path = "../terminal/session.rs"]
mod session;
#[cfg(feature = "author")]
#[path = "../common/starter.rs"]
mod starter;
mod visitor;
