//! Load on a kiosk: many SSH clients that type, read, or misbehave, and what the server does meanwhile.
//!
//! ```text
//! load SCENARIO [--sessions N] [--seconds S] -- SERVER ARGUMENT...
//! ```
//!
//! Starts the server itself, with `{port}`, `{metrics}` and `{dir}` in its arguments replaced: a free port for SSH, one for health, and a
//! folder that is gone afterwards. Prints one line of `key=value`. Every session comes from an address of its own (127.1.x.y), so the
//! server's limits per address hold as they are; the load shares the machine with the server, and its delays are in the latencies.

mod client;
mod scenario;
mod server;
mod stats;

use std::process::ExitCode;
use std::time::Duration;

use crate::scenario::{Run, SCENARIOS};
use crate::server::Server;

fn number(args: &[String], name: &str) -> Option<u64> {
    let at = args.iter().position(|arg| arg == name)?;
    args.get(at + 1)?.parse().ok()
}

fn usage() -> ExitCode {
    let names: Vec<&str> = SCENARIOS.iter().map(|(name, _, _)| *name).collect();
    eprintln!(
        "load {} [--sessions N] [--seconds S] -- SERVER ARGUMENT...",
        names.join("|")
    );
    for (name, _, help) in SCENARIOS {
        eprintln!("  {name:<10} {help}");
    }
    ExitCode::from(2)
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(gap) = args.iter().position(|arg| arg == "--") else {
        return usage();
    };
    let (own, command) = (&args[..gap], &args[gap + 1..]);
    let scenario = SCENARIOS
        .iter()
        .find(|(name, _, _)| own.first().is_some_and(|own| own == name));
    let (Some((name, scenario, _)), false) = (scenario, command.is_empty()) else {
        return usage();
    };
    let run = Run {
        n_sessions: number(own, "--sessions").unwrap_or(100) as usize,
        time: Duration::from_secs(number(own, "--seconds").unwrap_or(20)),
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let done = runtime.block_on(async {
        let server = Server::start(command).await?;
        scenario(run, server).await
    });
    match done {
        Ok(line) => {
            println!(
                "scenario={name} sessions={} seconds={} {line}",
                run.n_sessions,
                run.time.as_secs()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}
