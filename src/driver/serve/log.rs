//! What the server says to its operator: one line for each event, as `key=value` or as JSON, on standard error.
//!
//! Nothing in a line can end it or act upon a terminal, whoever it came from. Nobody's address is in it unless the operator wants it so: a
//! visitor is a keyed hash whose key lives in memory and is renewed every day. Nobody waits for a line to be written: a thread of its own
//! writes, and what it can't keep up with is left out and counted.

use std::fmt::Write as _;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Map, Value as Json};

use crate::driver::serve::limit::Source;
use crate::text::SafeText;

/// How much something matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The server can't do what it is for.
    Error,
    /// Somebody should look.
    Warn,
    /// What happens anyway.
    Info,
    /// What is of use when something is looked for.
    Debug,
}

impl Level {
    /// What lines call it.
    pub fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
        }
    }
}

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `key=value`.
    Text,
    /// An object of JSON in each line.
    Json,
}

/// How visitors' addresses are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addresses {
    /// As a hash with a key that nobody knows, renewed daily.
    Hashed,
    /// As they are.
    Clear,
}

/// The longest text of a field, in characters; the rest is left out.
const LONGEST: usize = 400;
/// How many lines may wait to be written: some seconds of the busiest server.
const WAITING: usize = 4_096;
/// The length of a day, in seconds.
const DAY: u64 = 86_400;

/// What a field says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// A text from anywhere; it is made safe.
    Text(&'a str),
    /// A number.
    Number(u64),
    /// A length of time, written in seconds.
    Time(Duration),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text)
    }
}

impl From<u64> for Value<'_> {
    fn from(n: u64) -> Self {
        Value::Number(n)
    }
}

impl From<Duration> for Value<'_> {
    fn from(time: Duration) -> Self {
        Value::Time(time)
    }
}

/// A field: its name, and what it says.
pub type Field<'a> = (&'static str, Value<'a>);

/// Something that happened.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// How much it matters.
    pub level: Level,
    /// Its name, such as `session-begins`; names are public and keep their meaning.
    pub event: &'static str,
    /// What else is known.
    pub fields: &'a [Field<'a>],
}

/// An entry as a line, its end included; `at` is the time since 1970.
pub fn line(entry: &Entry<'_>, format: Format, at: Duration) -> String {
    let micros = i64::try_from(at.as_micros()).unwrap_or(i64::MAX);
    let time = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX);
    let time = format!("{time:.3}");
    match format {
        Format::Text => {
            let mut out = format!(
                "time={time} level={} event={}",
                entry.level.word(),
                entry.event
            );
            for (key, value) in entry.fields {
                // A string takes everything that is written to it.
                let _ = write!(out, " {key}={}", text_value(*value));
            }
            out.push('\n');
            out
        }
        Format::Json => {
            let mut object = Map::new();
            object.insert("time".to_string(), Json::from(time));
            object.insert("level".to_string(), Json::from(entry.level.word()));
            object.insert("event".to_string(), Json::from(entry.event));
            for (key, value) in entry.fields {
                let value = match value {
                    Value::Text(text) => Json::from(safe(text)),
                    Value::Number(n) => Json::from(*n),
                    Value::Time(time) => Json::from((time.as_secs_f64() * 1e6).round() / 1e6),
                };
                object.insert((*key).to_string(), value);
            }
            format!("{}\n", Json::Object(object))
        }
    }
}

fn text_value(value: Value<'_>) -> String {
    match value {
        Value::Number(n) => n.to_string(),
        Value::Time(time) => format!("{}", (time.as_secs_f64() * 1e6).round() / 1e6),
        Value::Text(text) => {
            let text = safe(text);
            let is_bare = |c: char| c.is_alphanumeric() || "-_.:/@+,[]%".contains(c);
            if !text.is_empty() && text.chars().all(is_bare) {
                return text;
            }
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        }
    }
}

/// A text that can't end its line.
fn safe(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST).collect();
    SafeText::sanitize(&cut).replace('\n', " ")
}

/// What visitors are called in the log.
pub struct Names {
    addresses: Addresses,
    day: u64,
    key: hmac::Key,
}

impl Names {
    /// Names of the day that the server starts on.
    pub fn new(addresses: Addresses, day: u64) -> Self {
        Names {
            addresses,
            day,
            key: fresh_key(),
        }
    }

    /// What the visitor from `address` is called on `day`, a number of days: the same all day, and another the next.
    pub fn name(&mut self, address: IpAddr, day: u64) -> String {
        if self.addresses == Addresses::Clear {
            return address.to_canonical().to_string();
        }
        if day != self.day {
            (self.day, self.key) = (day, fresh_key());
        }
        // As limits count: who gets a /64 is one visitor, however many addresses of it they use.
        let bytes = match Source::from(address) {
            Source::V4(bits) => Ipv4Addr::from_bits(bits).to_ipv6_mapped(),
            Source::V6(bits) => Ipv6Addr::from_bits(u128::from(bits) << 64),
        };
        let tag = hmac::sign(&self.key, &bytes.octets());
        tag.as_ref()
            .iter()
            .take(8)
            .fold(String::new(), |mut out, byte| {
                // A string takes everything that is written to it.
                let _ = write!(out, "{byte:02x}");
                out
            })
    }
}

/// A key that nobody has ever seen.
fn fresh_key() -> hmac::Key {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the kernel gives random bytes once it has started");
    hmac::Key::new(hmac::HMAC_SHA256, &bytes)
}

/// What the writing thread is sent.
enum Work {
    Line(String),
    /// Everything before is to be written, and this told.
    Flush(SyncSender<()>),
}

/// The log, shared by everything that says something.
#[derive(Clone)]
pub struct Log(Arc<Shared>);

struct Shared {
    level: Level,
    format: Format,
    names: Mutex<Names>,
    lines: SyncSender<Work>,
    n_lost: AtomicU64,
}

impl Log {
    /// A log that is written to `out` by a thread of its own, which ends with the last of its clones.
    pub fn new(
        level: Level,
        format: Format,
        addresses: Addresses,
        out: impl Write + Send + 'static,
    ) -> std::io::Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
        std::thread::Builder::new()
            .name("log".to_string())
            .spawn(move || write_lines(&waiting, out))?;
        Ok(Log(Arc::new(Shared {
            level,
            format,
            names: Mutex::new(Names::new(addresses, since_1970().as_secs() / DAY)),
            lines,
            n_lost: AtomicU64::new(0),
        })))
    }

    /// Says that something happened. Never waits.
    pub fn say(&self, level: Level, event: &'static str, fields: &[Field<'_>]) {
        if level > self.0.level {
            return;
        }
        let entry = Entry {
            level,
            event,
            fields,
        };
        let line = line(&entry, self.0.format, since_1970());
        if self.0.lines.try_send(Work::Line(line)).is_err() {
            self.0.n_lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What the visitor from `address` is called today.
    pub fn name(&self, address: IpAddr) -> String {
        let mut names = self.0.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.name(address, since_1970().as_secs() / DAY)
    }

    /// How many lines were left out because nobody wrote them fast enough.
    pub fn n_lost(&self) -> u64 {
        self.0.n_lost.load(Ordering::Relaxed)
    }

    /// Waits until everything said so far is written, at most for `patience`. For the end of the program.
    pub fn flush(&self, patience: Duration) {
        let (done, told) = sync_channel(1);
        if self.0.lines.try_send(Work::Flush(done)).is_ok() {
            // A log that can't be written in time is left.
            let _ = told.recv_timeout(patience);
        }
    }
}

fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

fn write_lines(waiting: &Receiver<Work>, mut out: impl Write) {
    while let Ok(work) = waiting.recv() {
        // Nobody is left to be told that the log can't be written.
        let _ = match work {
            Work::Line(line) => out.write_all(line.as_bytes()),
            Work::Flush(done) => {
                let flushed = out.flush();
                let _ = done.send(());
                flushed
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Duration = Duration::from_millis(1_795_996_800_250);

    fn of(fields: &[Field<'_>], format: Format) -> String {
        let entry = Entry {
            level: Level::Info,
            event: "session-begins",
            fields,
        };
        line(&entry, format, AT)
    }

    #[test]
    fn lines_have_their_fields_in_order() {
        let fields: &[Field<'_>] = &[
            ("who", "9f86d081884c7d65".into()),
            ("term", "xterm 256".into()),
            ("columns", 120.into()),
            ("lasted", Duration::from_millis(1_500).into()),
            ("empty", "".into()),
        ];
        assert_eq!(
            of(fields, Format::Text),
            "time=2026-11-30T00:00:00.250Z level=info event=session-begins who=9f86d081884c7d65 \
             term=\"xterm 256\" columns=120 lasted=1.5 empty=\"\"\n"
        );
        let json: Json = serde_json::from_str(&of(fields, Format::Json)).expect("JSON");
        assert_eq!(
            (&json["columns"], &json["lasted"]),
            (&Json::from(120), &Json::from(1.5))
        );
        assert_eq!(json["event"], "session-begins");
    }

    #[test]
    fn nothing_forges_a_line_or_reaches_a_terminal() {
        let hostile =
            "x\nlevel=error event=forged \u{1b}]52;c;eA==\u{7} \" \\ \u{202e}\u{9b}2J\r\0";
        for format in [Format::Text, Format::Json] {
            let line = of(&[("term", hostile.into())], format);
            assert_eq!(line.matches('\n').count(), 1, "{line}");
            assert!(
                line.chars().all(|c| c == '\n' || !c.is_control()),
                "{line:?}"
            );
            assert!(!line.contains('\u{202e}'));
        }
        let text = of(&[("term", hostile.into())], Format::Text);
        assert!(text.contains("term=\"x level=error event=forged"), "{text}");
        assert!(text.contains("\\\" \\\\"), "{text}");
        let long = "x".repeat(100_000);
        assert!(of(&[("term", long.as_str().into())], Format::Text).len() < 600);
    }

    #[test]
    fn a_visitor_has_one_name_a_day() {
        let mut names = Names::new(Addresses::Hashed, 1);
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let own = names.name(ip("192.0.2.7"), 1);
        assert_eq!(
            (own.len(), &names.name(ip("::ffff:192.0.2.7"), 1)),
            (16, &own)
        );
        assert_ne!(names.name(ip("192.0.2.8"), 1), own);
        let net = names.name(ip("2001:db8::1"), 1);
        assert_eq!(names.name(ip("2001:db8::2"), 1), net);
        assert_ne!(names.name(ip("192.0.2.7"), 2), own);
        assert_ne!(names.name(ip("192.0.2.7"), 1), own);
        assert_ne!(
            Names::new(Addresses::Hashed, 1).name(ip("192.0.2.7"), 1),
            own
        );
        let mut clear = Names::new(Addresses::Clear, 1);
        assert_eq!(clear.name(ip("::ffff:192.0.2.7"), 1), "192.0.2.7");
    }

    /// A writer that a test can look into, and that waits while the test holds it.
    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nobody_waits_for_the_log_and_what_is_left_out_is_counted() {
        let sink = Sink::default();
        let log = Log::new(Level::Info, Format::Text, Addresses::Hashed, sink.clone()).unwrap();
        log.say(Level::Debug, "too-small", &[]);
        log.say(Level::Warn, "kept", &[("n", 1.into())]);
        log.flush(Duration::from_secs(10));
        let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("event=kept n=1") && !text.contains("too-small"));
        {
            let _held = sink.0.lock().unwrap();
            for n in 0..WAITING as u64 + 100 {
                log.say(Level::Info, "many", &[("n", n.into())]);
            }
            assert!((98..=100).contains(&log.n_lost()), "{}", log.n_lost());
        }
        log.flush(Duration::from_secs(10));
    }
}
