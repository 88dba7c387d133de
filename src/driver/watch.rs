//! Watching a folder: tells when what is in it has changed and is whole again.
//!
//! The system's own notices make it quick; comparing stamps makes it sure. So a notice that never came (a folder that was away and is back, a
//! queue that overflowed, a network file system) costs a second, and a notice that means nothing costs nothing.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::driver::files::{Folder, Stamps, read_folder};
use crate::driver::settle::{Change, Closing, Settling};

/// How often stamps are compared beside the system's notices.
const SURE: Duration = Duration::from_millis(1_000);

/// How often they are where there are no notices; two alike are waited for.
const POLL: Duration = Duration::from_millis(250);

/// What takes longer is not made ahead: more files of one save would have to wait for it.
const SOON: Duration = Duration::from_millis(150);

/// How often a snapshot is tried while somebody keeps writing.
const TRIES: usize = 40;

/// How a folder is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// By the system's notices.
    Notices,
    /// By looking again and again, for file systems that give none.
    Looking,
}

/// What comes from the system: a path and what happened to it.
type Notice = (PathBuf, Change);

/// A folder that is watched.
pub struct Watch {
    dir: PathBuf,
    means: Means,
    sender: Sender<Notice>,
    notices: Receiver<Notice>,
    /// What gives notices, and which folder it watches, by its number.
    watcher: Option<(RecommendedWatcher, u64)>,
    settling: Settling,
    read: Stamps,
    /// How long the last state took to be made.
    made_in: Duration,
}

impl Watch {
    /// Begins to watch `dir`, of which `read` is known; what was made of it took `made_in`.
    pub fn new(dir: &Path, means: Means, read: Stamps, made_in: Duration) -> Self {
        let (sender, notices) = channel();
        let closing = if cfg!(target_os = "linux") {
            Closing::Told
        } else {
            Closing::Untold
        };
        let mut watch = Watch {
            dir: dir.to_path_buf(),
            means,
            sender,
            notices,
            watcher: None,
            settling: Settling::new(closing),
            read,
            made_in,
        };
        watch.ensure();
        watch
    }

    /// Waits until there is another state of the folder, whole, and gives what `make` makes of it; none when `go_on` says to end.
    ///
    /// What is quickly made is made while it is still waited whether more comes, and thrown away if it does.
    pub fn next<T>(
        &mut self,
        go_on: impl Fn() -> bool,
        mut make: impl FnMut(Folder) -> T,
    ) -> Option<T> {
        let mut seen = None;
        let mut ahead: Option<(Stamps, T)> = None;
        while go_on() {
            let due = self.settling.due();
            let now = Instant::now();
            if due.is_some_and(|due| due <= now) {
                self.settling.settled();
                let made = match ahead.take() {
                    Some((stamps, made)) if stamps == Stamps::of(&self.dir) => {
                        self.read = stamps;
                        Some(made)
                    }
                    Some(_) | None => self.snapshot().map(|folder| self.timed(&mut make, folder)),
                };
                if made.is_some() {
                    return made;
                }
                continue;
            }
            if ahead.is_none() && self.made_in <= SOON && self.settling.may_be_whole() {
                ahead = self.try_ahead(&mut make);
            }
            let period = match self.means {
                Means::Notices => SURE,
                Means::Looking => POLL,
            };
            let wait = due.map_or(period, |due| {
                due.saturating_duration_since(Instant::now()).min(period)
            });
            match self.notices.recv_timeout(wait) {
                Ok((path, change)) => {
                    ahead = None;
                    self.note(&path, change);
                }
                Err(RecvTimeoutError::Timeout) if due.is_none() => {
                    seen = self.look(seen);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            while let Ok((path, change)) = self.notices.try_recv() {
                ahead = None;
                self.note(&path, change);
            }
        }
        None
    }

    /// Makes of a folder what is asked for, and remembers how long that takes.
    fn timed<T>(&mut self, make: impl FnOnce(Folder) -> T, folder: Folder) -> T {
        let begin = Instant::now();
        let made = make(folder);
        self.made_in = begin.elapsed();
        made
    }

    /// What the folder may be, read at once and as it stays from before to after.
    fn try_ahead<T>(&mut self, make: impl FnOnce(Folder) -> T) -> Option<(Stamps, T)> {
        let before = Stamps::of(&self.dir);
        if before == self.read {
            return None;
        }
        let folder = read_folder(&self.dir);
        if before != Stamps::of(&self.dir) {
            return None;
        }
        let made = self.timed(make, folder);
        Some((before, made))
    }

    fn note(&mut self, path: &Path, change: Change) {
        // What watched a folder that is gone tells nothing of the next one of its name.
        if change == Change::Gone && path == self.dir {
            self.watcher = None;
        }
        self.settling.note(path, change, Instant::now());
    }

    /// Compares stamps, now that nothing was told for a while; a change counts once it has stayed as it is from one look to the next.
    fn look(&mut self, seen: Option<Stamps>) -> Option<Stamps> {
        self.ensure();
        let now = Stamps::of(&self.dir);
        if now == self.read {
            return None;
        }
        if seen.as_ref() == Some(&now) {
            // This should have been told.
            self.watcher = None;
            let dir = self.dir.clone();
            self.settling.note(&dir, Change::Placed, Instant::now());
            return None;
        }
        Some(now)
    }

    /// Reads the folder; none when it is as it was read last. What was being changed meanwhile is read again.
    fn snapshot(&mut self) -> Option<Folder> {
        self.ensure();
        for _ in 0..TRIES {
            let before = Stamps::of(&self.dir);
            if before == self.read {
                return None;
            }
            let folder = read_folder(&self.dir);
            if before == Stamps::of(&self.dir) && self.notices.try_recv().is_err() {
                self.read = before;
                return Some(folder);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        // Somebody never stops writing: the next quiet moment will do.
        let dir = self.dir.clone();
        self.settling.note(&dir, Change::Placed, Instant::now());
        None
    }

    /// Watches the folder that is there now, which may be another than before.
    fn ensure(&mut self) {
        if self.means == Means::Looking {
            return;
        }
        let number = fs::metadata(&self.dir).ok().map(|metadata| metadata.ino());
        let watched = self.watcher.as_ref().map(|(_, number)| *number);
        if number == watched {
            return;
        }
        self.watcher = number.and_then(|number| Some((self.begin().ok()?, number)));
    }

    fn begin(&self) -> notify::Result<RecommendedWatcher> {
        let sender = self.sender.clone();
        let tell = move |event: notify::Result<notify::Event>| {
            // What could not be told is found by looking.
            let Ok(event) = event else { return };
            let Some(change) = change(event.kind) else {
                return;
            };
            for path in event.paths.into_iter().filter(|path| counts(path)) {
                // Whoever no longer listens has ended.
                let _ = sender.send((path, change));
            }
        };
        let mut watcher = notify::recommended_watcher(tell)?;
        watcher.watch(&self.dir, RecursiveMode::Recursive)?;
        Ok(watcher)
    }
}

/// What an event of the system means; nothing when it changes nothing.
fn change(kind: EventKind) -> Option<Change> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Change::Closed),
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => {
            Some(Change::Gone)
        }
        EventKind::Modify(ModifyKind::Name(_)) => Some(Change::Placed),
        EventKind::Create(notify::event::CreateKind::Folder) => Some(Change::Placed),
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any) => {
            Some(Change::Written)
        }
        EventKind::Access(_)
        | EventKind::Modify(ModifyKind::Metadata(_) | ModifyKind::Other)
        | EventKind::Any
        | EventKind::Other => None,
    }
}

/// Whether a path may be a file that is read, or a folder of such; editors keep other files beside them.
fn counts(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let other = path
        .extension()
        .is_some_and(|extension| extension != "toml");
    !hidden && !other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_beside_the_content_are_nobodys_business() {
        for (path, is) in [
            ("/x/a.toml", true),
            ("/x/chapters", true),
            ("/x/.a.toml.swp", false),
            ("/x/a.toml~", false),
            ("/x/notes.md", false),
            ("/x/entities.schema.json", false),
            ("/x/.git", false),
        ] {
            assert_eq!(counts(Path::new(path)), is, "{path}");
        }
    }

    #[test]
    fn a_save_is_told_whole_and_once() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let file = dir.path().join("a.toml");
        fs::write(&file, "one").expect("a file");
        for means in [Means::Notices, Means::Looking] {
            let mut watch = Watch::new(dir.path(), means, Stamps::of(dir.path()), Duration::ZERO);
            fs::write(&file, format!("two {means:?}")).expect("a file");
            let folder = watch
                .next(|| true, |folder| folder)
                .expect("it has changed");
            assert_eq!(folder.files[0].bytes, format!("two {means:?}").into_bytes());
            fs::remove_dir_all(dir.path()).expect("the folder goes");
            let gone = watch
                .next(|| true, |folder| folder)
                .expect("it has changed");
            assert!(gone.files.is_empty());
            fs::create_dir(dir.path()).expect("the folder returns");
            fs::write(&file, "three").expect("a file");
            let folder = watch
                .next(|| true, |folder| folder)
                .expect("it has changed");
            assert_eq!(folder.files[0].bytes, b"three");
        }
    }
}
