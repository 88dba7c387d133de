//! When a folder is whole again after something in it was written: "it parsed" does not say so, because most beginnings of a TOML file parse.
//!
//! A pure state machine over what the file system tells and when. A file that is being written is waited for until it is closed; after the last
//! change the folder has to be quiet for a moment, so that files that are saved together are read together.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long it has to be quiet after a change: several times what programs take between two files of one save, and little beside 100 ms.
const QUIET: Duration = Duration::from_millis(25);

/// The same where nothing tells when a file is closed.
const QUIET_UNTOLD: Duration = Duration::from_millis(150);

/// The same after a file went away: editors put another in its place.
const QUIET_GONE: Duration = Duration::from_millis(80);

/// How long a file that nobody closes is waited for after its last change: a program that keeps its files open must not stop everything.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// How long changes may follow each other before what there is is shown all the same, if no file is being written.
const LONGEST: Duration = Duration::from_millis(1_000);

/// What happened to a file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Somebody is writing it.
    Written,
    /// Whoever wrote it has closed it.
    Closed,
    /// It was put in its place whole.
    Placed,
    /// It went away.
    Gone,
}

/// Whether the system tells when a file is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// It does.
    Told,
    /// It does not.
    Untold,
}

/// What has happened since the folder was last read.
#[derive(Debug)]
pub struct Settling {
    closing: Closing,
    writing: HashMap<PathBuf, Instant>,
    first: Option<Instant>,
    last: Option<Instant>,
    quiet: Duration,
}

impl Settling {
    /// Nothing has happened.
    pub fn new(closing: Closing) -> Self {
        Settling {
            closing,
            writing: HashMap::new(),
            first: None,
            last: None,
            quiet: Duration::ZERO,
        }
    }

    /// Takes in what happened to a path.
    pub fn note(&mut self, path: &Path, change: Change, now: Instant) {
        self.first.get_or_insert(now);
        self.last = Some(now);
        let usual = match self.closing {
            Closing::Told => QUIET,
            Closing::Untold => QUIET_UNTOLD,
        };
        self.quiet = match change {
            Change::Gone => usual.max(QUIET_GONE),
            Change::Written | Change::Closed | Change::Placed => usual,
        };
        match (change, self.closing) {
            (Change::Written, Closing::Told) => {
                self.writing.insert(path.to_path_buf(), now);
            }
            (Change::Written, Closing::Untold) => {}
            (Change::Closed | Change::Placed | Change::Gone, _) => {
                self.writing.remove(path);
            }
        }
    }

    /// When the folder may be read; none when nothing has happened.
    pub fn due(&self) -> Option<Instant> {
        let (first, last) = (self.first?, self.last?);
        let quiet = last + self.quiet;
        Some(match self.writing.values().max() {
            Some(written) => quiet.max(*written + PATIENCE),
            None => quiet.min((first + LONGEST).max(last)),
        })
    }

    /// Whether something has happened and nobody is writing: what there is may be whole already, if nothing more comes.
    pub fn may_be_whole(&self) -> bool {
        self.last.is_some() && self.writing.is_empty()
    }

    /// The folder has been read as it is.
    pub fn settled(&mut self) {
        *self = Settling::new(self.closing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When the folder is due after these changes, in milliseconds from the first.
    fn due(closing: Closing, changes: &[(u64, &str, Change)]) -> Option<u64> {
        let begin = Instant::now();
        let mut settling = Settling::new(closing);
        for (at, path, change) in changes {
            let now = begin + Duration::from_millis(*at);
            settling.note(Path::new(path), *change, now);
        }
        let due = settling.due()?.duration_since(begin);
        Some(u64::try_from(due.as_millis()).expect("milliseconds are few"))
    }

    use Change::{Closed, Gone, Placed, Written};

    #[test]
    fn nothing_is_due_when_nothing_happened() {
        assert_eq!(due(Closing::Told, &[]), None);
        let mut settling = Settling::new(Closing::Told);
        settling.note(Path::new("a"), Written, Instant::now());
        settling.settled();
        assert_eq!(settling.due(), None);
    }

    #[test]
    fn a_file_that_is_written_is_waited_for() {
        let half = [(0, "a", Written), (120, "a", Written)];
        assert_eq!(due(Closing::Told, &half), Some(1_620));
        let whole = [(0, "a", Written), (120, "a", Written), (121, "a", Closed)];
        assert_eq!(due(Closing::Told, &whole), Some(146));
        assert_eq!(due(Closing::Told, &[(0, "a", Placed)]), Some(25));
    }

    #[test]
    fn files_saved_together_are_read_together() {
        let two = [
            (0, "a", Written),
            (1, "a", Closed),
            (20, "b", Written),
            (21, "b", Closed),
        ];
        assert_eq!(due(Closing::Told, &two), Some(46));
        let open = [(0, "a", Written), (10, "b", Written), (11, "b", Closed)];
        assert_eq!(due(Closing::Told, &open), Some(1_500));
    }

    #[test]
    fn a_file_that_went_away_may_come_back() {
        assert_eq!(due(Closing::Told, &[(0, "a", Gone)]), Some(80));
        let again = [(0, "a", Gone), (30, "a", Written), (31, "a", Closed)];
        assert_eq!(due(Closing::Told, &again), Some(56));
    }

    #[test]
    fn changes_without_end_are_shown_in_between() {
        let many: Vec<(u64, &str, Change)> = (0..100).map(|n| (n * 20, "a", Placed)).collect();
        assert_eq!(due(Closing::Told, &many), Some(1_980));
    }

    #[test]
    fn without_word_of_closing_quiet_has_to_last() {
        let half = [(0, "a", Written), (120, "a", Written)];
        assert_eq!(due(Closing::Untold, &half), Some(270));
    }
}
