//! What an operator has configured: from one TOML file, the environment and flags, each going before the one before it.
//!
//! Mistakes are diagnostics with file, line, column and remedy, wherever the value came from, and all of them are found in one run. What
//! comes out is whole: every setting has a value that is within its bounds. Reads no file and no environment; both are handed in.

pub mod settings;
pub mod value;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ratatui::layout::Size;
use toml::de::DeValue;

use crate::content::collect::Collector;
use crate::content::fields::{Findings, Value};
use crate::content::load::File;
use crate::content::parse;
use crate::diagnostic::{Code, Diagnostic, Severity, SourceMap, Span};
use crate::driver::serve::config::settings::{Arity, Setting};
use crate::driver::serve::limit::{EarlyDrop, Limits};
use crate::driver::serve::log::{Addresses, Format, Level};
use crate::driver::serve::proxy::Network;
use crate::text::SafeText;

/// What the environment's variables begin with.
pub const PREFIX: &str = "COTEJO_SERVE_";
/// The variable that names the file; it is no setting, since a file can't name itself.
pub const FILE_VARIABLE: &str = "COTEJO_SERVE_CONFIG";
/// The largest file that is read, in bytes: what content is held to, see [`crate::content::limits`].
pub const FILE_BYTES: usize = 512 << 10;

/// How the addresses of sources are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// As text.
    Text,
    /// As text that is marked, for the visitor's own terminal to open.
    Marked,
}

/// What becomes of connections that come from no trusted balancer, where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// They are refused.
    Refuse,
    /// They are taken as they are.
    Plain,
}

/// Everything that is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where to listen; not used when systemd hands over sockets.
    pub listen: Vec<SocketAddr>,
    /// The host key; `None` for the usual place.
    pub host_key: Option<PathBuf>,
    /// The folder that is read; `None` for the built-in explainer.
    pub content: Option<PathBuf>,
    /// Who is let in.
    pub limits: Limits,
    /// How long nothing may be pressed.
    pub idle: Duration,
    /// How long a session may last.
    pub lifetime: Duration,
    /// Bytes of input per second.
    pub input_rate: u64,
    /// The largest window.
    pub window: Size,
    /// Bytes held for a reader who has stopped reading.
    pub output_held: u64,
    /// How long they are held.
    pub output_wait: Duration,
    /// After how long disputes are shown in turn.
    pub attract: Option<Duration>,
    /// How addresses are shown.
    pub links: Links,
    /// Whose PROXY headers are believed.
    pub proxy_from: Vec<Network>,
    /// What becomes of other connections, if anybody's are.
    pub proxy_others: Others,
    /// Where health and metrics answer.
    pub metrics: Option<SocketAddr>,
    /// How visitors' addresses are logged.
    pub addresses: Addresses,
    /// How long visitors may go on after SIGTERM.
    pub drain: Duration,
    /// What is logged.
    pub log_level: Level,
    /// How it is logged.
    pub log_format: Format,
}

impl Default for Config {
    /// Where each comes from is said by [`Setting::origin`].
    fn default() -> Self {
        Config {
            listen: vec![SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 2222)],
            host_key: None,
            content: None,
            limits: Limits {
                sessions: 500,
                address_sessions: 8,
                address_rate: 30,
                startups: EarlyDrop {
                    start: 32,
                    rate: 30,
                    full: 64,
                },
                address_startups: 8,
                grace: Duration::from_secs(20),
            },
            idle: Duration::from_secs(15 * 60),
            lifetime: Duration::from_secs(4 * 3_600),
            input_rate: 4 << 10,
            window: Size::new(240, 80),
            output_held: 512 << 10,
            output_wait: Duration::from_secs(30),
            attract: None,
            links: Links::Text,
            proxy_from: Vec::new(),
            proxy_others: Others::Refuse,
            metrics: Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9422)),
            addresses: Addresses::Hashed,
            drain: Duration::from_secs(20),
            log_level: Level::Info,
            log_format: Format::Text,
        }
    }
}

impl Config {
    /// How many files the process has open at most: a socket each, and what the program itself needs.
    pub fn files_needed(&self) -> u64 {
        u64::from(self.limits.sessions) + u64::from(self.limits.startups.full) + 64
    }

    /// The configuration as a file, with where each value comes from and what it is for.
    pub fn shown(&self, origins: &[Origin]) -> String {
        let mut out = String::new();
        for (n, setting) in Setting::ALL.iter().enumerate() {
            let values = (setting.show)(self);
            let origin = origins.get(n).copied().unwrap_or_default().word();
            let value = match (setting.arity, &values[..]) {
                (Arity::Many, _) => {
                    let all: Vec<String> = values.iter().map(|v| quoted(v)).collect();
                    format!("[{}]", all.join(", "))
                }
                (_, []) => {
                    out.push_str(&format!("# {} is not set  ({origin})\n", setting.name));
                    continue;
                }
                (Arity::Switch, [value, ..]) => value.clone(),
                (Arity::One, [value, ..]) if value.bytes().all(|b| b.is_ascii_digit()) => {
                    value.clone()
                }
                (Arity::One, [value, ..]) => quoted(value),
            };
            out.push_str(&format!("{} = {value}  # {origin}\n", setting.name));
        }
        out
    }
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    let text = SafeText::sanitize(text);
    toml::Value::String(text.as_str().to_string()).to_string()
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// Nobody said anything.
    #[default]
    Default,
    /// The file.
    File,
    /// The environment.
    Environment,
    /// A flag.
    Flag,
}

impl Origin {
    /// What `--check-config` calls it.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Default => "default",
            Origin::File => "file",
            Origin::Environment => "environment",
            Origin::Flag => "flag",
        }
    }
}

/// Everything that was said about settings, from the weakest to the strongest.
#[derive(Debug, Default)]
pub struct Given {
    /// The file.
    pub file: Option<File>,
    /// Every variable of the environment whose name begins with [`PREFIX`].
    pub environment: Vec<(String, String)>,
    /// The flags by the names of their settings, with their values.
    pub flags: Vec<(String, Vec<String>)>,
}

/// A configuration, and what is wrong with what it was read from.
#[derive(Debug)]
pub struct Read {
    /// The configuration; of a setting with a mistake, the value that it would have without it.
    pub config: Config,
    /// Where each value comes from, in the order of [`Setting::ALL`].
    pub origins: Vec<Origin>,
    /// The mistakes, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// What they point into: the file, and a line for each variable or flag with a mistake.
    pub sources: SourceMap,
}

impl Read {
    /// Whether a server may start with it.
    pub fn is_fine(&self) -> bool {
        let is_error = |d: &Diagnostic| d.code.severity() == Severity::Error;
        !self.diagnostics.iter().any(is_error)
    }
}

/// Reads a configuration.
pub fn read(given: Given) -> Read {
    let mut reading = Reading {
        config: Config::default(),
        origins: vec![Origin::Default; Setting::ALL.len()],
        found: Collector::default(),
        sources: SourceMap::default(),
    };
    reading.file(given.file);
    reading.environment(given.environment);
    reading.flags(given.flags);
    Read {
        config: reading.config,
        origins: reading.origins,
        diagnostics: reading.found.finish(&reading.sources),
        sources: reading.sources,
    }
}

struct Reading {
    config: Config,
    origins: Vec<Origin>,
    found: Collector,
    sources: SourceMap,
}

impl Reading {
    fn file(&mut self, file: Option<File>) {
        let Some(mut file) = file else { return };
        let n_bytes = file.bytes.len();
        if n_bytes > FILE_BYTES {
            file.bytes.clear();
            self.found.push(Diagnostic {
                code: Code::TooLarge,
                message: format!("the file has {n_bytes} bytes; at most {FILE_BYTES} are read"),
                span: None,
                labels: Vec::new(),
                help: Some("name the file of the configuration".to_string()),
            });
        }
        let taken = parse::take(vec![file], &mut self.sources, &mut self.found);
        for text in parse::texts(&taken, &self.sources) {
            let table = parse::table(&text, &mut self.found);
            let mut found = Findings::new(text, &mut self.found);
            for (key, value) in table.get_ref() {
                let name = key.get_ref().as_ref();
                let known = Setting::ALL.iter().position(|s| s.name == name);
                let Some(n) = known else {
                    let names: Vec<&str> = Setting::ALL.iter().map(|s| s.name).collect();
                    found.unknown_key("the configuration", key, &names);
                    continue;
                };
                if from_toml(&Setting::ALL[n], value, &mut self.config, &mut found) {
                    self.origins[n] = Origin::File;
                }
            }
        }
    }

    fn environment(&mut self, mut variables: Vec<(String, String)>) {
        variables.sort();
        for (name, text) in variables {
            if name == FILE_VARIABLE {
                continue;
            }
            let known = Setting::ALL.iter().position(|s| s.variable() == name);
            let Some(n) = known else {
                let names: Vec<String> = Setting::ALL.iter().map(Setting::variable).collect();
                let near = self
                    .found
                    .did_you_mean(&name, names.iter().map(String::as_str));
                let line = format!("{name}={text}");
                let help = near.unwrap_or_else(|| "unset it".to_string());
                let message = "no setting has this variable".to_string();
                self.mistake("environment", line, 0, (Code::UnknownKey, message, help));
                continue;
            };
            let values: Vec<&str> = match Setting::ALL[n].arity {
                Arity::Many => text.split(',').map(str::trim).collect(),
                Arity::One | Arity::Switch => vec![&text],
            };
            let at = name.len() + 1;
            let line = format!("{name}={text}");
            self.take((n, Origin::Environment), &values, ("environment", line, at));
        }
    }

    fn flags(&mut self, flags: Vec<(String, Vec<String>)>) {
        for (name, texts) in flags {
            let Some(n) = Setting::ALL.iter().position(|s| s.name == name) else {
                continue;
            };
            let values: Vec<&str> = match Setting::ALL[n].arity {
                Arity::Many => texts.iter().flat_map(|t| t.split(',')).collect(),
                Arity::One | Arity::Switch => texts.iter().map(String::as_str).collect(),
            };
            let line = format!("--{name}={}", texts.join(","));
            let at = name.len() + 3;
            self.take((n, Origin::Flag), &values, ("command line", line, at));
        }
    }

    /// Takes values over, or says what is wrong with them: in a line of its own, behind its first bytes.
    fn take(
        &mut self,
        (n, origin): (usize, Origin),
        values: &[&str],
        (place, line, at): (&str, String, usize),
    ) {
        let setting = &Setting::ALL[n];
        let mut config = self.config.clone();
        match (setting.set)(&mut config, values) {
            Ok(()) => {
                self.config = config;
                self.origins[n] = origin;
            }
            Err((which, wanted)) => {
                let wrong = values.get(which).copied().unwrap_or_default();
                let (message, help) = wording(setting.name, wrong, &wanted.0);
                self.mistake(place, line, at, (Code::WrongValue, message, help));
            }
        }
    }

    /// Reports a mistake in `line`, from byte `at` on.
    fn mistake(
        &mut self,
        place: &str,
        line: String,
        at: usize,
        (code, message, help): (Code, String, String),
    ) {
        let range = at.min(line.len())..line.len();
        let file = self.sources.add(place.to_string(), line);
        self.found.push(Diagnostic {
            code,
            message,
            span: Some(Span { file, range }),
            labels: Vec::new(),
            help: Some(help),
        });
    }
}

/// A message and a remedy for a wrong value.
fn wording(name: &str, wrong: &str, wanted: &str) -> (String, String) {
    let shown: String = SafeText::sanitize(wrong).chars().take(60).collect();
    (
        format!("`{name}` is `{shown}`, not {wanted}"),
        format!("write {wanted}"),
    )
}

/// Takes a value of the file over; tells whether it could.
fn from_toml(
    setting: &Setting,
    value: &Value<'_>,
    config: &mut Config,
    found: &mut Findings<'_, '_>,
) -> bool {
    let items: Vec<&Value<'_>> = match (value.get_ref(), setting.arity) {
        (DeValue::Array(items), Arity::Many) => items.iter().collect(),
        _ => vec![value],
    };
    let texts: Vec<Option<String>> = items.iter().map(|item| scalar(item)).collect();
    if let Some(at) = texts.iter().position(Option::is_none) {
        let message = format!("`{}` has a value of the wrong type", setting.name);
        let help = format!("write {} as a string", setting.value);
        found.add(Code::WrongValue, items[at].span(), message, Some(help));
        return false;
    }
    let texts: Vec<&str> = texts.iter().flatten().map(String::as_str).collect();
    let mut own = config.clone();
    match (setting.set)(&mut own, &texts) {
        Ok(()) => {
            *config = own;
            true
        }
        Err((which, wanted)) => {
            let at = items.get(which).map_or(value.span(), |item| item.span());
            let wrong = texts.get(which).copied().unwrap_or_default();
            let (message, help) = wording(setting.name, wrong, &wanted.0);
            found.add(Code::WrongValue, at, message, Some(help));
            false
        }
    }
}

/// A value of the file as the text that flags and the environment would have.
fn scalar(value: &Value<'_>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(n) => Some(n.to_string()),
        DeValue::Boolean(b) => Some(b.to_string()),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

#[cfg(test)]
mod tests;
