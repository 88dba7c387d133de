//! Why a visitor is not let in, why a session ends, and what a client may not ask for.
//!
//! Each reason has a word, which metrics and logs carry and which never changes its meaning, and most have one line for the visitor.

use std::time::Duration;

use crate::i18n::{Msg, length};
use crate::text::Lang;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$own:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$own])* $variant),* }

        impl $name {
            /// Every one.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// What metrics and logs call it.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }
    };
}

words! {
    /// Why a connection is not let in.
    Refusal {
        /// Too many connections have not logged in yet: dropped at random, as OpenSSH's `MaxStartups` has it.
        Startups = "startups",
        /// Too many connections of this address have not logged in yet.
        AddressStartups = "address-startups",
        /// Too many connections from this address within a minute.
        Rate = "rate",
        /// As many sessions as there may be.
        Sessions = "sessions",
        /// As many sessions from this address as there may be.
        AddressSessions = "address-sessions",
        /// The server is stopping.
        Draining = "draining",
        /// The login took longer than the grace time.
        Grace = "grace",
        /// The PROXY header is missing, broken, or from somebody who is not trusted with one.
        Proxy = "proxy",
    }
}

words! {
    /// Why a session ends.
    Ending {
        /// The visitor left.
        Left = "left",
        /// Nothing was pressed for too long.
        Idle = "idle",
        /// It lasted as long as a session may.
        Lifetime = "lifetime",
        /// More was sent than anybody types.
        Flood = "flood",
        /// The visitor's client stopped reading.
        Stalled = "stalled",
        /// The server stops.
        Drained = "drained",
        /// A mistake of ours.
        Panicked = "panicked",
        /// The connection went away.
        Lost = "lost",
    }
}

words! {
    /// What a client asks for and does not get.
    Request {
        /// A second channel, or one that is no session.
        Channel = "channel",
        /// A command that is none of the kiosk's words.
        Exec = "exec",
        /// A subsystem, such as sftp.
        Subsystem = "subsystem",
        /// A forwarded port or socket, in either direction.
        Forward = "forward",
        /// The visitor's agent.
        Agent = "agent",
        /// X11.
        X11 = "x11",
        /// A variable that is not on the list.
        Env = "env",
    }
}

/// A connection that is not let in: why, and when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: Refusal,
    /// After how long another try makes sense.
    pub again: Duration,
}

impl Refused {
    /// Why and when to come back, in one line without its end.
    pub fn line(self, lang: Lang) -> String {
        let msg = match self.why {
            Refusal::Startups => Msg::RefusedStartups,
            Refusal::AddressStartups => Msg::RefusedAddressStartups,
            Refusal::Rate => Msg::RefusedRate,
            Refusal::Sessions => Msg::RefusedSessions,
            Refusal::AddressSessions => Msg::RefusedAddressSessions,
            Refusal::Draining => Msg::RefusedDraining,
            Refusal::Grace => Msg::RefusedGrace,
            Refusal::Proxy => Msg::RefusedProxy,
        };
        let seconds = self.again.as_millis().div_ceil(1_000);
        let again = length(u64::try_from(seconds).unwrap_or(u64::MAX), lang);
        msg.with(lang, &again)
    }
}

impl Ending {
    /// What a visitor is told, in one line without its end.
    pub fn line(self, lang: Lang) -> &'static str {
        let msg = match self {
            Ending::Left => Msg::EndedLeft,
            Ending::Idle => Msg::EndedIdle,
            Ending::Lifetime => Msg::EndedLifetime,
            Ending::Flood => Msg::EndedFlood,
            Ending::Stalled => Msg::EndedStalled,
            Ending::Drained => Msg::EndedDrained,
            Ending::Panicked => Msg::EndedPanicked,
            Ending::Lost => Msg::EndedLost,
        };
        msg.text(lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_refusal_says_when_to_come_back() {
        for why in Refusal::ALL {
            for lang in [Lang::EN, Lang::ES] {
                let again = Duration::from_millis(6_001);
                let line = Refused { why: *why, again }.line(lang);
                let when = if lang == Lang::EN {
                    "in 7 seconds"
                } else {
                    "en 7 segundos"
                };
                assert!(line.ends_with(when), "{line}");
                assert!(!line.contains(['{', '\n']), "{line}");
            }
        }
    }

    #[test]
    fn words_are_one_each_and_plain() {
        let words: Vec<&str> = (Refusal::ALL.iter().map(|r| r.word()))
            .chain(Ending::ALL.iter().map(|e| e.word()))
            .chain(Request::ALL.iter().map(|r| r.word()))
            .collect();
        let unique: BTreeSet<&str> = words.iter().copied().collect();
        assert_eq!(unique.len(), words.len());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(words.iter().all(|word| word.chars().all(plain)));
        let lines: BTreeSet<&str> = Ending::ALL.iter().map(|e| e.line(Lang::ES)).collect();
        assert_eq!(lines.len(), Ending::ALL.len());
    }
}
