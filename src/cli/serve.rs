//! `cotejo serve`: from flags, environment and file to a server that runs until it has drained.

use std::io;
use std::time::Duration;

use crate::cli::Outcome;
use crate::cli::args::Globals;
use crate::cli::content::{Content, Failure};
use crate::cli::settings::{Flags, Job, report};
use crate::driver::serve::log::{Level, Log};
use crate::driver::serve::server::{self, Server};

/// How long the log has at the end to be written.
const PATIENCE: Duration = Duration::from_secs(1);

/// Serves until a signal says to stop; or says what would be served, or asks whether it is.
pub fn serve(flags: &Flags, globals: &Globals) -> Result<Outcome, Failure> {
    let content = globals.content.as_deref();
    match flags.job {
        Job::CheckConfig => flags.check(content),
        Job::Probe(probe) => flags.probe(probe, content).map_err(Failure::Configuration),
        Job::Reference => flags.reference(),
        Job::Serve => run(flags, globals),
    }
}

fn run(flags: &Flags, globals: &Globals) -> Result<Outcome, Failure> {
    let read = flags
        .read(globals.content.as_deref())
        .map_err(Failure::Configuration)?;
    if report(&read) == Outcome::Findings {
        return Ok(Outcome::Misuse);
    }
    let config = read.config;
    let log = Log::new(
        config.log_level,
        config.log_format,
        config.addresses,
        io::stderr(),
    )
    .map_err(Failure::Output)?;
    tell_panics(&log);
    let edition = Content::whole(config.content.as_deref())?.edition.indexed();
    let ended = server::serve(config, edition, &log, |server| tell(server, &log));
    log.flush(PATIENCE);
    ended?;
    Ok(Outcome::Fine)
}

/// Says where visitors find the server, and what its key looks like.
fn tell(server: &Server, log: &Log) {
    let key = server.key();
    let fingerprint = key.fingerprint();
    let path = key.path.display().to_string();
    let event = if key.is_new {
        "host-key-made"
    } else {
        "host-key"
    };
    let fields = [
        ("fingerprint", fingerprint.as_str().into()),
        ("file", path.as_str().into()),
    ];
    log.say(Level::Info, event, &fields);
    for address in server.addresses() {
        let text = address.to_string();
        log.say(
            Level::Info,
            "listening",
            &[("address", text.as_str().into())],
        );
    }
    if let Some(address) = server.metrics_address() {
        let text = address.to_string();
        log.say(Level::Info, "metrics", &[("address", text.as_str().into())]);
    }
}

/// A mistake of ours ends one session; the operator is told where it was, and nothing of what the visitor did.
fn tell_panics(log: &Log) {
    let log = log.clone();
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        log.say(Level::Error, "panic", &[("place", place.as_str().into())]);
    }));
}
