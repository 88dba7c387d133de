//! `cotejo serve`: from flags, environment and file to a server that runs until it has drained.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, FromArgMatches};

use crate::cli::args::Globals;
use crate::cli::content::{Content, Failure};
use crate::cli::{Outcome, check, complain, put, terminal_width};
use crate::content::load::File;
use crate::diagnostic::report;
use crate::driver::serve::config::settings::{Arity, Setting, markdown};
use crate::driver::serve::config::{Config, FILE_BYTES, FILE_VARIABLE, Given, PREFIX, Read, read};
use crate::driver::serve::health;
use crate::driver::serve::log::{Level, Log};
use crate::driver::serve::server::{self, Server};

/// The setting that is also an argument of every command.
const CONTENT: &str = "content";

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Job {
    /// Serve.
    #[default]
    Serve,
    /// Show the configuration, say what is wrong with it, and serve nobody.
    Check,
    /// Ask the server of this configuration how it is.
    Probe(Probe),
    /// Print every setting as a table in Markdown.
    Reference,
}

/// What a server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Probe {
    /// Whether it lives.
    Livez,
    /// Whether it takes visitors.
    Readyz,
}

/// The flags of `cotejo serve`: every setting of the kiosk, by its name, and what to do with them.
#[derive(Debug, Clone, Default)]
pub struct ServeArgs {
    /// The file.
    pub config: Option<PathBuf>,
    /// What is to be done.
    pub job: Job,
    /// The flags by the names of their settings.
    pub flags: Vec<(String, Vec<String>)>,
}

impl clap::Args for ServeArgs {
    fn augment_args(command: clap::Command) -> clap::Command {
        let command = command
            .arg(
                Arg::new("config")
                    .long("config")
                    .value_name("FILE")
                    .env(FILE_VARIABLE)
                    .value_parser(clap::value_parser!(PathBuf))
                    .help("A file with settings; the environment and flags go before it"),
            )
            .arg(
                Arg::new("check-config")
                    .long("check-config")
                    .action(ArgAction::SetTrue)
                    .help("Show every setting with where it comes from, and serve nobody; exit code 1 when something is wrong"),
            )
            .arg(
                Arg::new("probe")
                    .long("probe")
                    .value_name("WHAT")
                    .value_parser(clap::value_parser!(Probe))
                    .conflicts_with_all(["check-config", "reference"])
                    .help("Ask the server that runs here with these settings: exit code 0 if it is so, 1 if not"),
            )
            .arg(
                Arg::new("reference")
                    .long("reference")
                    .action(ArgAction::SetTrue)
                    .conflicts_with("check-config")
                    .help("Print every setting with its default as a table in Markdown"),
            );
        let own = Setting::ALL
            .iter()
            .filter(|setting| setting.name != CONTENT);
        own.fold(command, |command, setting| command.arg(flag(setting)))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

/// The flag of a setting. Values are read with those of file and environment, so that mistakes are told alike.
fn flag(setting: &'static Setting) -> Arg {
    let variable = setting.variable();
    let arg = Arg::new(setting.name)
        .long(setting.name)
        .value_name(setting.value)
        .help(format!("{} [env: {variable}]", setting.help));
    match setting.arity {
        Arity::One => arg,
        Arity::Many => arg.action(ArgAction::Append),
        Arity::Switch => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
    }
}

impl FromArgMatches for ServeArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given =
            |setting: &&Setting| setting.name != CONTENT && matches.contains_id(setting.name);
        let flags = Setting::ALL.iter().filter(given).filter_map(|setting| {
            let values = matches.get_many::<String>(setting.name)?;
            Some((setting.name.to_string(), values.cloned().collect()))
        });
        Ok(ServeArgs {
            config: matches.get_one::<PathBuf>("config").cloned(),
            job: match matches.get_one::<Probe>("probe") {
                Some(probe) => Job::Probe(*probe),
                None if matches.get_flag("check-config") => Job::Check,
                None if matches.get_flag("reference") => Job::Reference,
                None => Job::Serve,
            },
            flags: flags.collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Serves until a signal says to stop; or shows the configuration, or asks the server that runs.
pub fn serve(args: &ServeArgs, globals: &Globals) -> Result<Outcome, Failure> {
    if args.job == Job::Reference {
        put(&markdown());
        return Ok(Outcome::Fine);
    }
    let read = configuration(args, globals)?;
    if !read.diagnostics.is_empty() {
        let text = report::full(
            &read.diagnostics,
            &read.sources,
            check::paint(globals),
            terminal_width(),
        );
        // There is nobody left to tell when this fails.
        let _ = write!(io::stderr(), "{text}");
    }
    match args.job {
        Job::Check => {
            put(&read.config.shown(&read.origins));
            Ok(if read.is_fine() {
                Outcome::Fine
            } else {
                Outcome::Findings
            })
        }
        _ if !read.is_fine() => Ok(Outcome::Misuse),
        Job::Probe(probe) => Ok(ask(probe, &read.config)),
        Job::Serve | Job::Reference => run(read.config),
    }
}

/// Asks the server of this configuration.
fn ask(probe: Probe, config: &Config) -> Outcome {
    let Some(address) = config.metrics else {
        complain("nobody can be asked: `metrics` is off");
        return Outcome::Misuse;
    };
    let path = match probe {
        Probe::Livez => "/livez",
        Probe::Readyz => "/readyz",
    };
    match health::probe(address, path) {
        Ok(true) => Outcome::Fine,
        Ok(false) | Err(_) => Outcome::Findings,
    }
}

/// Serves until a signal says to stop.
fn run(config: Config) -> Result<Outcome, Failure> {
    let log = Log::new(
        config.log_level,
        config.log_format,
        config.addresses,
        io::stderr(),
    )
    .map_err(Failure::Output)?;
    tell_panics(&log);
    let content = Content::whole(config.content.as_deref())?;
    let told = log.clone();
    let ended = server::serve(config, content.edition.indexed(), &log, |server| {
        tell(server, &told)
    });
    log.flush(std::time::Duration::from_secs(1));
    ended?;
    Ok(Outcome::Fine)
}

/// What is configured, and what is wrong with it.
fn configuration(args: &ServeArgs, globals: &Globals) -> Result<Read, Failure> {
    let file = args.config.as_deref().map(file).transpose()?;
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| {
            Some((
                name.into_string().ok()?,
                value.to_string_lossy().into_owned(),
            ))
        })
        .filter(|(name, _)| name.starts_with(PREFIX));
    let mut flags = args.flags.clone();
    if let Some(dir) = &globals.content {
        flags.push((
            CONTENT.to_string(),
            vec![dir.to_string_lossy().into_owned()],
        ));
    }
    Ok(read(Given {
        file,
        environment: environment.collect(),
        flags,
    }))
}

fn file(path: &Path) -> Result<File, Failure> {
    use std::io::Read;
    let failed = |error| Failure::Config {
        path: path.to_path_buf(),
        error,
    };
    let mut bytes = Vec::new();
    let limit = FILE_BYTES as u64 + 1;
    let opened = std::fs::File::open(path).map_err(failed)?;
    opened.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    Ok(File {
        path: path.display().to_string(),
        bytes,
    })
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
