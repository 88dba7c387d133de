//! How the values of settings are written, and what is said of one that is not.
//!
//! Every reader takes text, from wherever it came, and gives the value or what would have been right.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use ratatui::layout::Size;

use crate::driver::serve::limit::EarlyDrop;

/// What would have been right, for "is not …" and "write …".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted(pub String);

impl Wanted {
    /// What would have been right.
    pub fn new(text: impl Into<String>) -> Self {
        Wanted(text.into())
    }
}

/// The units of lengths of time, longest first, in seconds.
const TIMES: &[(&str, u64)] = &[("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];
/// The units of amounts, in bytes; whoever writes `k` means either, so both are 1,024.
const AMOUNTS: &[(&str, u64)] = &[
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("k", 1 << 10),
    ("M", 1 << 20),
    ("B", 1),
    ("", 1),
];

/// A whole number within `range`.
pub fn count(text: &str, range: RangeInclusive<u32>) -> Result<u32, Wanted> {
    let wanted = || {
        Wanted(format!(
            "a whole number from {} to {}",
            range.start(),
            range.end()
        ))
    };
    let n = text.replace('_', "").parse().map_err(|_| wanted())?;
    if range.contains(&n) {
        Ok(n)
    } else {
        Err(wanted())
    }
}

/// A length of time within `range` of seconds, such as `20s`, `15m` or `1h 30m`.
pub fn time(text: &str, range: RangeInclusive<u64>) -> Result<Duration, Wanted> {
    let wanted = || {
        let [from, to] = [range.start(), range.end()].map(|n| shown_time(Duration::from_secs(*n)));
        Wanted(format!(
            "a length of time from {from} to {to}, such as `20s`, `15m` or `1h 30m`"
        ))
    };
    let mut rest = text.trim();
    let mut seconds = 0_u64;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let n: u64 = rest[..digits].parse().map_err(|_| wanted())?;
        let after = &rest[digits..];
        let unit = TIMES.iter().find(|(unit, _)| after.starts_with(unit));
        let (unit, length) = unit.ok_or_else(wanted)?;
        let own = n.checked_mul(*length).ok_or_else(wanted)?;
        seconds = seconds.checked_add(own).ok_or_else(wanted)?;
        rest = after[unit.len()..].trim_start();
    }
    if text.trim().is_empty() || !range.contains(&seconds) {
        return Err(wanted());
    }
    Ok(Duration::from_secs(seconds))
}

/// A length of time as [`time`] reads it.
pub fn shown_time(time: Duration) -> String {
    let mut rest = time.as_secs();
    let mut out = String::new();
    for (unit, length) in TIMES {
        if rest >= *length {
            let gap = if out.is_empty() { "" } else { " " };
            // A string takes everything that is written to it.
            let _ = write!(out, "{gap}{}{unit}", rest / length);
            rest %= length;
        }
    }
    if out.is_empty() {
        "0s".to_string()
    } else {
        out
    }
}

/// A number of bytes within `range`, such as `4096` or `256KiB`.
pub fn amount(text: &str, range: RangeInclusive<u64>) -> Result<u64, Wanted> {
    let wanted = || {
        let [from, to] = [range.start(), range.end()].map(|n| shown_amount(*n));
        Wanted(format!(
            "a number of bytes from {from} to {to}, such as `4KiB`"
        ))
    };
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let n: u64 = text[..digits].parse().map_err(|_| wanted())?;
    let unit = text[digits..].trim_start();
    let found = AMOUNTS.iter().find(|(name, _)| *name == unit);
    let (_, times) = found.ok_or_else(wanted)?;
    let bytes = n.checked_mul(*times).ok_or_else(wanted)?;
    if range.contains(&bytes) {
        Ok(bytes)
    } else {
        Err(wanted())
    }
}

/// A number of bytes as [`amount`] reads it.
pub fn shown_amount(bytes: u64) -> String {
    match bytes {
        n if n > 0 && n.is_multiple_of(1 << 20) => format!("{}MiB", n >> 20),
        n if n > 0 && n.is_multiple_of(1 << 10) => format!("{}KiB", n >> 10),
        n => format!("{n}B"),
    }
}

/// An address and a port.
pub fn address(text: &str) -> Result<SocketAddr, Wanted> {
    let wanted = "an address with a port, such as `0.0.0.0:2222` or `[::]:2222`";
    text.trim().parse().map_err(|_| Wanted::new(wanted))
}

/// An address that only this machine reaches.
pub fn loopback(text: &str) -> Result<SocketAddr, Wanted> {
    let wanted = "an address of this machine alone with a port, such as `127.0.0.1:9422`, or `off`";
    let address: SocketAddr = text.trim().parse().map_err(|_| Wanted::new(wanted))?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(Wanted::new(wanted))
    }
}

/// Columns and rows.
pub fn window(text: &str) -> Result<Size, Wanted> {
    let wanted = || Wanted::new("columns and rows from 40x12 to 500x200, such as `240x80`");
    let (columns, rows) = text.trim().split_once('x').ok_or_else(wanted)?;
    let side = |text: &str| text.parse::<u16>().map_err(|_| wanted());
    let size = Size::new(side(columns)?, side(rows)?);
    if (40..=500).contains(&size.width) && (12..=200).contains(&size.height) {
        Ok(size)
    } else {
        Err(wanted())
    }
}

/// When connections that have not logged in are dropped at random.
pub fn early_drop(text: &str) -> Result<EarlyDrop, Wanted> {
    let wanted = || {
        Wanted::new(
            "start:rate:full, with `rate` in percent and `start` at most `full`, such as `32:30:64`",
        )
    };
    let numbers: Vec<u32> = text
        .trim()
        .split(':')
        .map(|n| n.parse().map_err(|_| wanted()))
        .collect::<Result<_, _>>()?;
    match numbers[..] {
        [start, rate, full] if start <= full && rate <= 100 && (1..=65_535).contains(&full) => {
            Ok(EarlyDrop { start, rate, full })
        }
        _ => Err(wanted()),
    }
}

/// One of a few words.
pub fn word<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, Wanted> {
    let found = words.iter().find(|(word, _)| *word == text.trim());
    found.map(|(_, value)| *value).ok_or_else(|| {
        let all: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        Wanted(format!("one of {}", all.join(", ")))
    })
}

/// A value that can be `off`.
pub fn unless_off<T>(
    text: &str,
    read: impl Fn(&str) -> Result<T, Wanted>,
) -> Result<Option<T>, Wanted> {
    match text.trim() {
        "off" => Ok(None),
        text => read(text).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_shown() {
        let secs = |text: &str| time(text, 0..=1_000_000).map(|t| t.as_secs());
        assert_eq!(secs("20s"), Ok(20));
        assert_eq!(secs(" 1h 30m"), Ok(5_400));
        assert_eq!(secs("1h30m5s"), Ok(5_405));
        for wrong in [
            "",
            "20",
            "s",
            "-1s",
            "1.5h",
            "1h x",
            "99999999999999999999s",
            "1000001s",
        ] {
            assert!(secs(wrong).is_err(), "{wrong}");
        }
        assert!(time("99999999999999999d", 0..=u64::MAX).is_err());
        for n in [0, 1, 59, 60, 3_661, 90_061] {
            let shown = shown_time(Duration::from_secs(n));
            assert_eq!(secs(&shown), Ok(n), "{shown}");
        }
    }

    #[test]
    fn amounts_are_read_as_they_are_shown() {
        let bytes = |text: &str| amount(text, 0..=1 << 30);
        assert_eq!(bytes("4096"), Ok(4_096));
        assert_eq!(bytes("256 KiB"), Ok(256 << 10));
        assert_eq!(bytes("1M"), Ok(1 << 20));
        for wrong in ["", "KiB", "1 kib x", "-4", "4GiB", "99999999999999999999"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
        for n in [0, 1, 1_000, 1 << 10, 3 << 20] {
            assert_eq!(bytes(&shown_amount(n)), Ok(n));
        }
    }

    #[test]
    fn addresses_windows_and_early_drops() {
        assert!(address("[::]:2222").is_ok() && address("host:22").is_err());
        assert!(loopback("[::1]:9").is_ok() && loopback("0.0.0.0:9").is_err());
        assert_eq!(window("240x80"), Ok(Size::new(240, 80)));
        for wrong in ["240", "0x0", "39x12", "500x201", "4294967295x1"] {
            assert!(window(wrong).is_err(), "{wrong}");
        }
        assert!(early_drop("10:30:100").is_ok());
        for wrong in [
            "10",
            "10:30",
            "101:30:100",
            "10:101:100",
            "0:0:0",
            "1:2:3:4",
        ] {
            assert!(early_drop(wrong).is_err(), "{wrong}");
        }
    }
}
