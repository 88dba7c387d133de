//! The kiosk as visitors meet it: a server on a port of its own, and clients of another implementation's side of the protocol.
#![cfg(feature = "serve")]

mod client;
mod visitor;
