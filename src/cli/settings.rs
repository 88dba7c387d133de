//! The flags of `cotejo serve`: one for each setting of the kiosk, and those that do something else than serve.
//!
//! Made from the table of settings, so that a new setting is a flag, a variable and a key of the file at once.

use std::fs;
use std::io::{self, IsTerminal, Read as _};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, value_parser};

use crate::cli::content::Failure;
use crate::cli::{Outcome, complain, put, terminal_width};
use crate::content::load::File;
use crate::diagnostic::report::{Paint, full, summary};
use crate::driver::serve::config::settings::{Arity, Setting, markdown};
use crate::driver::serve::config::{FILE_BYTES, FILE_VARIABLE, Given, PREFIX, Read, read};
use crate::driver::serve::health::probe;

/// Settings that are flags of every command already.
const SHARED: &[&str] = &["content"];

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Job {
    /// Serve.
    #[default]
    Serve,
    /// Print the configuration, or what is wrong with it.
    CheckConfig,
    /// Ask a running server for its health.
    Probe(Probe),
    /// Print every setting as a table in Markdown.
    Reference,
}

/// What a running server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Probe {
    /// Whether it lives.
    Livez,
    /// Whether it takes visitors.
    Readyz,
}

/// The flags as they were given.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// What is to be done.
    pub job: Job,
    file: Option<PathBuf>,
    settings: Vec<(String, Vec<String>)>,
}

impl Flags {
    /// The configuration that the file, the environment and the flags come to; `content` is the folder that every command is told.
    pub fn read(&self, content: Option<&Path>) -> Result<Read, io::Error> {
        let mut flags = self.settings.clone();
        if let Some(dir) = content {
            flags.push(("content".to_string(), vec![dir.display().to_string()]));
        }
        let environment = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let own = name.starts_with(PREFIX);
            own.then(|| (name, value.to_string_lossy().into_owned()))
        });
        Ok(read(Given {
            file: self.file.as_deref().map(file).transpose()?,
            environment: environment.collect(),
            flags,
        }))
    }

    /// Prints the configuration, or what is wrong with it.
    pub fn check(&self, content: Option<&Path>) -> Result<Outcome, Failure> {
        let read = self.read(content).map_err(Failure::Configuration)?;
        if report(&read) == Outcome::Findings {
            return Ok(Outcome::Findings);
        }
        put(&read.config.shown(&read.origins))?;
        Ok(Outcome::Fine)
    }

    /// Prints every setting.
    pub fn reference(&self) -> Result<Outcome, Failure> {
        put(&markdown())?;
        Ok(Outcome::Fine)
    }

    /// Asks the server of this configuration for its health.
    pub fn probe(&self, probed: Probe, content: Option<&Path>) -> Result<Outcome, io::Error> {
        let read = self.read(content)?;
        let Some(address) = read.config.metrics else {
            complain("health is switched off by `metrics`");
            return Ok(Outcome::Misuse);
        };
        let path = match probed {
            Probe::Livez => "/livez",
            Probe::Readyz => "/readyz",
        };
        match probe(address, path) {
            Ok(true) => Ok(Outcome::Fine),
            Ok(false) | Err(_) => Ok(Outcome::Findings),
        }
    }
}

/// Says on standard error what is wrong with a configuration.
pub fn report(read: &Read) -> Outcome {
    if read.diagnostics.is_empty() {
        return Outcome::Fine;
    }
    let paint = if io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        Paint::Colored
    } else {
        Paint::Plain
    };
    let text = full(&read.diagnostics, &read.sources, paint, terminal_width());
    let n_files = read.sources.files().len().max(1);
    eprint_all(&format!("{text}{}\n", summary(&read.diagnostics, n_files)));
    if read.is_fine() {
        Outcome::Fine
    } else {
        Outcome::Findings
    }
}

fn eprint_all(text: &str) {
    use std::io::Write as _;
    // There is nobody left to tell when this fails.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// A file, up to a byte more than is read of one.
fn file(path: &Path) -> Result<File, io::Error> {
    let named = |error: io::Error| {
        let text = format!("{}: {error}; name a file that can be read", path.display());
        io::Error::new(error.kind(), text)
    };
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(named)?;
    let most = FILE_BYTES as u64 + 1;
    file.take(most).read_to_end(&mut bytes).map_err(named)?;
    Ok(File {
        path: path.display().to_string(),
        bytes,
    })
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        let own = [
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .env(FILE_VARIABLE)
                .value_parser(value_parser!(PathBuf))
                .help("Read settings from this TOML file; the environment and flags go before it"),
            Arg::new("check-config")
                .long("check-config")
                .action(ArgAction::SetTrue)
                .conflicts_with("probe")
                .help("Print the settings and where each comes from, or what is wrong with them"),
            Arg::new("reference")
                .long("reference")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["probe", "check-config"])
                .help("Print every setting with its default as a table in Markdown"),
            Arg::new("probe")
                .long("probe")
                .value_name("WHAT")
                .value_parser(value_parser!(Probe))
                .help("Ask the server that runs on this machine: exit code 0 if it is so"),
        ];
        let settings = Setting::ALL.iter().filter(|s| !SHARED.contains(&s.name));
        command.args(own).args(settings.map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The flag of a setting.
fn argument(setting: &'static Setting) -> Arg {
    let arg = Arg::new(setting.name)
        .long(setting.name)
        .value_name(setting.value)
        .action(ArgAction::Append)
        .help(setting.help);
    match setting.arity {
        Arity::One => arg.action(ArgAction::Set),
        Arity::Many => arg,
        Arity::Switch => arg
            .action(ArgAction::Set)
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Flags::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.file = matches.get_one::<PathBuf>("config").cloned();
        self.job = match matches.get_one::<Probe>("probe") {
            Some(probe) => Job::Probe(*probe),
            None if matches.get_flag("check-config") => Job::CheckConfig,
            None if matches.get_flag("reference") => Job::Reference,
            None => Job::Serve,
        };
        let settings = Setting::ALL.iter().filter(|s| !SHARED.contains(&s.name));
        self.settings = settings
            .filter_map(|setting| {
                let values = matches.get_many::<String>(setting.name)?;
                Some((setting.name.to_string(), values.cloned().collect()))
            })
            .collect();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Args as _;

    fn flags(args: &[&str]) -> Flags {
        let command = Flags::augment_args(Command::new("serve"));
        let all = std::iter::once("serve").chain(args.iter().copied());
        let matches = command.try_get_matches_from(all).expect("arguments");
        Flags::from_arg_matches(&matches).expect("flags")
    }

    #[test]
    fn every_setting_is_a_flag() {
        Flags::augment_args(Command::new("serve")).debug_assert();
        let given = flags(&[
            "--listen=127.0.0.1:1,[::1]:1",
            "--listen",
            "127.0.0.1:2",
            "--keep-addresses",
            "--idle",
            "20m",
        ]);
        let read = given.read(Some(Path::new("/srv/guard"))).expect("no file");
        assert!(read.is_fine(), "{:?}", read.diagnostics);
        let shown = read.config.shown(&read.origins);
        for line in [
            "listen = [\"127.0.0.1:1\", \"[::1]:1\", \"127.0.0.1:2\"]  # flag",
            "content = \"/srv/guard\"  # flag",
            "idle = \"20m\"  # flag",
            "keep-addresses = true  # flag",
        ] {
            assert!(shown.lines().any(|own| own == line), "{line} in\n{shown}");
        }
        let off = flags(&["--keep-addresses=false", "--probe", "readyz"]);
        assert_eq!(off.job, Job::Probe(Probe::Readyz));
        assert_eq!(flags(&["--check-config"]).job, Job::CheckConfig);
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let given = flags(&["--config", "/no/such/kiosk.toml"]);
        let error = given.read(None).expect_err("no file").to_string();
        assert!(error.starts_with("/no/such/kiosk.toml: "), "{error}");
    }
}
