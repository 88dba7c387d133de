//! Every setting of the kiosk in one table: its name, what it is for, why its default is what it is, how it is read and shown.
//!
//! The file's keys, the environment's variables, the flags, `--check-config` and the table of `docs/kiosk.md` all come from here.

use std::path::PathBuf;

use crate::driver::serve::config::value::{
    Wanted, address, amount, count, early_drop, loopback, shown_amount, shown_time, time,
    unless_off, window, word,
};
use crate::driver::serve::config::{Config, Links, Others};
use crate::driver::serve::log::{Addresses, Format, Level};
use crate::driver::serve::proxy::Network;

/// The most of anything that is counted by connections: a machine has no more ports for one address.
const MOST: u32 = 65_535;
/// A day, in seconds.
const DAY: u64 = 86_400;

/// One setting.
pub struct Setting {
    /// Its name: the file's key, the flag, and in capitals with `_` the end of the environment's variable.
    pub name: &'static str,
    /// What stands for its value in help.
    pub value: &'static str,
    /// What it is for: a sentence without its full stop.
    pub help: &'static str,
    /// Where its default comes from.
    pub origin: &'static str,
    /// How many values it takes.
    pub arity: Arity,
    /// Takes values over into a configuration; the number tells which of them is wrong.
    pub(super) set: fn(&mut Config, &[&str]) -> Result<(), Wrong>,
    /// What a configuration has, as values of the file.
    pub(super) show: fn(&Config) -> Vec<String>,
}

/// Which of several values is wrong, and what would have been right.
pub type Wrong = (usize, Wanted);

/// How many values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// One.
    One,
    /// Any number of them.
    Many,
    /// `true` or `false`; as a flag without a value it is `true`.
    Switch,
}

impl Setting {
    /// Every setting, in the order of the reference.
    pub const ALL: &[Setting] = SETTINGS;

    /// The setting of a name.
    pub fn named(name: &str) -> Option<&'static Setting> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }

    /// The variable of the environment.
    pub fn variable(&self) -> String {
        format!(
            "{}{}",
            super::PREFIX,
            self.name.replace('-', "_").to_uppercase()
        )
    }
}

/// Every setting as a table in Markdown, as `docs/kiosk.md` has it.
pub fn markdown() -> String {
    let config = Config::default();
    let mut out = String::from(
        "| Setting | Default | What it is for | Why this default |\n|---|---|---|---|\n",
    );
    for setting in Setting::ALL {
        let values = (setting.show)(&config);
        let value = if values.is_empty() {
            String::from("none")
        } else {
            format!("`{}`", values.join(", "))
        };
        out.push_str(&format!(
            "| `{}` {} | {value} | {} | {} |\n",
            setting.name, setting.value, setting.help, setting.origin
        ));
    }
    out
}

/// Reads each of several values.
fn each<T>(texts: &[&str], read: impl Fn(&str) -> Result<T, Wanted>) -> Result<Vec<T>, Wrong> {
    let read = |(n, text): (usize, &&str)| read(text).map_err(|wanted| (n, wanted));
    texts.iter().enumerate().map(read).collect()
}

fn one<T>(texts: &[&str], read: impl Fn(&str) -> Result<T, Wanted>) -> Result<T, Wrong> {
    match texts {
        [text] => read(text).map_err(|wanted| (0, wanted)),
        _ => Err((0, Wanted::new("one value"))),
    }
}

fn path(text: &str) -> Result<PathBuf, Wanted> {
    if text.is_empty() {
        Err(Wanted::new("a path"))
    } else {
        Ok(PathBuf::from(text))
    }
}

const LINKS: &[(&str, Links)] = &[("text", Links::Text), ("marked", Links::Marked)];
const OTHERS: &[(&str, Others)] = &[("refuse", Others::Refuse), ("plain", Others::Plain)];
const SWITCH: &[(&str, Addresses)] = &[("true", Addresses::Clear), ("false", Addresses::Hashed)];
const LEVELS: &[(&str, Level)] = &[
    ("error", Level::Error),
    ("warn", Level::Warn),
    ("info", Level::Info),
    ("debug", Level::Debug),
];
const FORMATS: &[(&str, Format)] = &[("text", Format::Text), ("json", Format::Json)];

/// The word of a value.
fn said<T: PartialEq>(words: &[(&str, T)], value: &T) -> Vec<String> {
    let found = words.iter().find(|(_, own)| own == value);
    found
        .map(|(word, _)| word.to_string())
        .into_iter()
        .collect()
}

macro_rules! setting {
    ($name:literal, $value:literal, $arity:ident, $help:literal, $origin:literal, $set:expr, $show:expr $(,)?) => {
        Setting {
            name: $name,
            value: $value,
            help: $help,
            origin: $origin,
            arity: Arity::$arity,
            set: $set,
            show: $show,
        }
    };
}

const SETTINGS: &[Setting] = &[
    setting!(
        "listen",
        "ADDR",
        Many,
        "Addresses and ports to listen on",
        "every address of the machine, on a port that needs no privilege",
        |c, v| {
            if v.is_empty() {
                return Err((
                    0,
                    Wanted::new("at least one address with a port, such as `[::]:2222`"),
                ));
            }
            each(v, address).map(|v| c.listen = v)
        },
        |c| c.listen.iter().map(ToString::to_string).collect(),
    ),
    setting!(
        "host-key",
        "FILE",
        One,
        "The host key, an OpenSSH private key of type ed25519; made with mode 0600 when it is not there",
        "`ssh_host_ed25519_key` in `$STATE_DIRECTORY` under systemd, otherwise in the state folder of cotejo",
        |c, v| one(v, path).map(|v| c.host_key = Some(v)),
        |c| c.host_key.iter().map(|p| p.display().to_string()).collect(),
    ),
    setting!(
        "content",
        "DIR",
        One,
        "The folder that is read; the built-in explainer without it",
        "what the program has in it needs no folder",
        |c, v| one(v, path).map(|v| c.content = Some(v)),
        |c| c.content.iter().map(|p| p.display().to_string()).collect(),
    ),
    setting!(
        "sessions",
        "N",
        One,
        "Sessions in all",
        "chosen: at 100 KiB a session 50 MB, a tenth of the smallest machine",
        |c, v| one(v, |t| count(t, 1..=MOST)).map(|v| c.limits.sessions = v),
        |c| vec![c.limits.sessions.to_string()],
    ),
    setting!(
        "sessions-per-address",
        "N",
        One,
        "Sessions per address; the /64 of an IPv6 address counts as one",
        "chosen: a household or a small office behind one address",
        |c, v| one(v, |t| count(t, 1..=MOST)).map(|v| c.limits.address_sessions = v),
        |c| vec![c.limits.address_sessions.to_string()],
    ),
    setting!(
        "connections-per-minute",
        "N",
        One,
        "New connections per address and minute; a minute's worth may come at once",
        "chosen: far below the 20 a second that ssh-audit's test calls safe, far above what a reader needs",
        |c, v| one(v, |t| count(t, 1..=60_000)).map(|v| c.limits.address_rate = v),
        |c| vec![c.limits.address_rate.to_string()],
    ),
    setting!(
        "max-startups",
        "START:RATE:FULL",
        One,
        "Connections that have not logged in: from START on RATE percent of new ones are refused at random, at FULL all",
        "OpenSSH's `MaxStartups` has 10:30:100 and two minutes of grace; a tenth of the grace time needs fewer",
        |c, v| one(v, early_drop).map(|v| c.limits.startups = v),
        |c| {
            let drop = c.limits.startups;
            vec![format!("{}:{}:{}", drop.start, drop.rate, drop.full)]
        },
    ),
    setting!(
        "startups-per-address",
        "N",
        One,
        "Connections per address that have not logged in",
        "chosen: as many as sessions per address, so that a classroom can arrive at once",
        |c, v| one(v, |t| count(t, 1..=MOST)).map(|v| c.limits.address_startups = v),
        |c| vec![c.limits.address_startups.to_string()],
    ),
    setting!(
        "login-grace",
        "TIME",
        One,
        "How long a login may take",
        "OpenSSH's `LoginGraceTime` has 120s for people who type passwords; nobody types one here",
        |c, v| one(v, |t| time(t, 1..=600)).map(|v| c.limits.grace = v),
        |c| vec![shown_time(c.limits.grace)],
    ),
    setting!(
        "idle",
        "TIME",
        One,
        "How long nothing may be pressed before the session ends; a countdown is shown in the last minute",
        "chosen: longer than the longest page takes to read",
        |c, v| one(v, |t| time(t, 90..=DAY)).map(|v| c.idle = v),
        |c| vec![shown_time(c.idle)],
    ),
    setting!(
        "lifetime",
        "TIME",
        One,
        "How long a session may last",
        "chosen: reading everything takes less",
        |c, v| one(v, |t| time(t, 60..=30 * DAY)).map(|v| c.lifetime = v),
        |c| vec![shown_time(c.lifetime)],
    ),
    setting!(
        "input-rate",
        "BYTES",
        One,
        "Bytes typed per second and session, beside one paste of 64 KiB; a packet counts as 16 at least, another window as 64; whoever sends more is sent away",
        "a held arrow key sends about 100 bytes a second, a moving mouse about 1,000",
        |c, v| one(v, |t| amount(t, 128..=1 << 20)).map(|v| c.input_rate = v),
        |c| vec![shown_amount(c.input_rate)],
    ),
    setting!(
        "largest-window",
        "WxH",
        One,
        "The largest window that is drawn; a larger one is drawn as large as this",
        "chosen: 19,200 cells of 48 bytes while a frame is drawn, more than any laptop's screen shows",
        |c, v| one(v, window).map(|v| c.window = v),
        |c| vec![format!("{}x{}", c.window.width, c.window.height)],
    ),
    setting!(
        "output-held",
        "BYTES",
        One,
        "Bytes of output that are held for a reader who has stopped reading; nothing more is drawn until they are taken",
        "chosen: a whole frame of the largest window with every cell of another colour",
        |c, v| one(v, |t| amount(t, 16 << 10..=16 << 20)).map(|v| c.output_held = v),
        |c| vec![shown_amount(c.output_held)],
    ),
    setting!(
        "output-wait",
        "TIME",
        One,
        "How long held output may wait before the session ends",
        "chosen: a train in a tunnel comes back within it",
        |c, v| one(v, |t| time(t, 1..=3_600)).map(|v| c.output_wait = v),
        |c| vec![shown_time(c.output_wait)],
    ),
    setting!(
        "attract",
        "TIME",
        One,
        "For a kiosk that one stands before: after this long without a key disputes are shown in turn, and the next key begins anew; or `off`",
        "a public server's sessions end instead",
        |c, v| one(v, |t| unless_off(t, |t| time(t, 10..=DAY))).map(|v| c.attract = v),
        |c| vec![c.attract.map_or("off".to_string(), shown_time)],
    ),
    setting!(
        "links",
        "HOW",
        One,
        "How addresses of sources are shown: `text`, or `marked` for visitors' terminals that open marked text (OSC 8)",
        "what a terminal does with a mark is not known from here",
        |c, v| one(v, |t| word(t, LINKS)).map(|v| c.links = v),
        |c| said(LINKS, &c.links),
    ),
    setting!(
        "proxy-from",
        "NETWORK",
        Many,
        "Networks whose connections must begin with a PROXY header, v1 or v2, that says who is connecting",
        "nobody is trusted unless named",
        |c, v| each(v, Network::read).map(|v| c.proxy_from = v),
        |c| c.proxy_from.iter().map(ToString::to_string).collect(),
    ),
    setting!(
        "proxy-others",
        "HOW",
        One,
        "What becomes of connections from elsewhere when `proxy-from` is given: `refuse`, or `plain` for connections of their own",
        "behind a balancer nobody else has a reason to connect",
        |c, v| one(v, |t| word(t, OTHERS)).map(|v| c.proxy_others = v),
        |c| said(OTHERS, &c.proxy_others),
    ),
    setting!(
        "metrics",
        "ADDR",
        One,
        "Where `/livez`, `/readyz` and `/metrics` answer, on this machine only; or `off`",
        "chosen: a port that no common exporter uses",
        |c, v| one(v, |t| unless_off(t, loopback)).map(|v| c.metrics = v),
        |c| vec![c.metrics.map_or("off".to_string(), |a| a.to_string())],
    ),
    setting!(
        "keep-addresses",
        "BOOL",
        Switch,
        "Write visitors' addresses to the log in clear, instead of as a keyed hash whose key is renewed daily",
        "who reads what is nobody's business",
        |c, v| one(v, |t| word(t, SWITCH)).map(|v| c.addresses = v),
        |c| said(SWITCH, &c.addresses),
    ),
    setting!(
        "drain",
        "TIME",
        One,
        "How long visitors may go on after SIGTERM before their sessions end",
        "chosen: time to note the code that leads back, within what systemd and Kubernetes wait",
        |c, v| one(v, |t| time(t, 0..=3_600)).map(|v| c.drain = v),
        |c| vec![shown_time(c.drain)],
    ),
    setting!(
        "log",
        "LEVEL",
        One,
        "What is logged: `error`, `warn`, `info` or `debug`",
        "`info` has a line when a session begins and one when it ends",
        |c, v| one(v, |t| word(t, LEVELS)).map(|v| c.log_level = v),
        |c| said(LEVELS, &c.log_level),
    ),
    setting!(
        "log-format",
        "FORM",
        One,
        "How it is logged: `text` for key=value, or `json` for an object in each line",
        "journald and people read the first",
        |c, v| one(v, |t| word(t, FORMATS)).map(|v| c.log_format = v),
        |c| said(FORMATS, &c.log_format),
    ),
];
