//! What a reader keeps between two times: place, trail, bookmarks, notes and settings, on their own machine only.
//!
//! State lies in the platform's state folder, one file for each explainer, settings in its configuration folder (XDG base directories).
//! Files are written beside and renamed, under a lock, onto what another instance may have written since; a file that can't be read
//! is set aside with a message. Nothing here is fatal: who can't keep anything can still read.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::text::SafeText;

/// State files that are larger were not written by this program.
const LARGEST: u64 = 1024 * 1024;

/// Before which number a damaged file finds a name to lie under; more of them are nobody's accident.
const ASIDE: u32 = 100;

/// How many places of the trail are kept.
const TRAIL: usize = 50;

/// How often the lock is tried; another instance holds it for about a millisecond.
const TRIES: u32 = 20;

/// What is kept about one explainer; places in the text form of locations.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct State {
    /// Where the reader stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Spot>,
    /// Where they were before, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<Spot>,
    /// Bookmarks, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bookmarks: Vec<Mark>,
    /// Notes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Remark>,
    /// What another version of the program keeps here, and this one gives back as it was.
    #[serde(flatten)]
    pub others: toml::Table,
}

/// A location in text form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Spot {
    /// The page.
    pub place: String,
    /// The entry.
    pub key: String,
    /// How far into it.
    pub offset: u64,
}

/// A bookmark.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// What was there.
    pub title: String,
    /// Where.
    pub at: Spot,
}

/// A note.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remark {
    /// What it is about.
    pub id: String,
    /// What it says.
    pub text: String,
}

/// What a reader has set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The theme's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// The language's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Whether the mouse is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mouse: Option<bool>,
    /// Other keys, by the names of actions.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, Vec<String>>,
    /// What another version of the program has set, and this one gives back as it was.
    #[serde(flatten)]
    pub others: toml::Table,
}

/// One thing to keep; applied to what is in the file by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// Where the reader is.
    Stopped(Spot),
    /// Where they were before.
    Trail(Vec<Spot>),
    /// A bookmark more.
    AddBookmark(Mark),
    /// A bookmark less.
    RemoveBookmark(Spot),
    /// A note, new or changed.
    SetNote(Remark),
    /// A note less.
    RemoveNote(String),
}

/// One thing set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Set {
    /// The theme's name.
    Theme(String),
    /// The language's code.
    Lang(String),
    /// Whether the mouse is used.
    Mouse(bool),
}

/// Why something could not be kept.
#[derive(Debug, Error)]
pub enum StateError {
    /// The file system refused.
    #[error("can't keep `{path}`: {error}")]
    Io {
        /// What could not be written or read.
        path: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// What is there can't be read, so it must not be written over.
    #[error("can't read `{path}`: {error}")]
    Unread {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// What is there is damaged and stays where it is, so it must not be written over.
    #[error("`{path}` is damaged ({why}) and can't be set aside: {error}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
        /// Why it stays.
        #[source]
        error: io::Error,
    },
    /// More is to be kept than is ever read.
    #[error("can't keep `{path}`: more than {LARGEST} bytes are not kept")]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// Another instance holds the lock.
    #[error("can't keep `{path}`: another instance is writing it")]
    Locked {
        /// The file.
        path: PathBuf,
    },
}

impl StateError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |error| StateError::Io {
            path: path.to_path_buf(),
            error,
        }
    }
}

/// The folders in which things are kept; none when nothing is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Store {
    dirs: Option<(PathBuf, PathBuf)>,
}

impl Store {
    /// A store that keeps nothing and leaves no trace.
    pub fn disabled() -> Self {
        Store::default()
    }

    /// A store in these folders: for state, and for settings.
    pub fn at(state: PathBuf, config: PathBuf) -> Self {
        Store {
            dirs: Some((state, config)),
        }
    }

    /// A store in the reader's own folders, where they have a home.
    pub fn of_reader() -> Self {
        let Ok(dirs) = etcetera::choose_base_strategy() else {
            return Store::disabled();
        };
        let state = dirs.state_dir().unwrap_or_else(|| dirs.data_dir());
        Store::at(state.join("cotejo"), dirs.config_dir().join("cotejo"))
    }

    /// Whether it keeps anything.
    pub fn keeps(&self) -> bool {
        self.dirs.is_some()
    }

    fn state_path(&self, explainer: &str) -> Option<PathBuf> {
        self.dirs
            .as_ref()
            .map(|(state, _)| state.join(format!("{explainer}.toml")))
    }

    fn settings_path(&self) -> Option<PathBuf> {
        self.dirs
            .as_ref()
            .map(|(_, config)| config.join("config.toml"))
    }

    /// What is kept about an explainer, and what the reader should know about it.
    pub fn state(&self, explainer: &str) -> (State, Vec<String>) {
        let (mut state, said) = self
            .state_path(explainer)
            .map_or_else(Default::default, |path| read_or_tell(&path));
        clean(&mut state);
        (state, said)
    }

    /// What the reader has set.
    pub fn settings(&self) -> (Settings, Vec<String>) {
        self.settings_path()
            .map_or_else(Default::default, |path| read_or_tell(&path))
    }

    /// Keeps things about an explainer; gives what the reader should know about the file that was there.
    ///
    /// # Errors
    ///
    /// When the file can't be locked, read or written, or would be too large to be read; what was in it is then as it was.
    pub fn keep(&self, explainer: &str, things: Vec<Keep>) -> Result<Vec<String>, StateError> {
        let Some(path) = self.state_path(explainer) else {
            return Ok(Vec::new());
        };
        change(&path, |state: &mut State| {
            things.into_iter().for_each(|thing| apply(state, thing))
        })
    }

    /// Keeps settings.
    ///
    /// # Errors
    ///
    /// As [`Store::keep`].
    pub fn set(&self, set: Set) -> Result<Vec<String>, StateError> {
        let Some(path) = self.settings_path() else {
            return Ok(Vec::new());
        };
        change(&path, |settings: &mut Settings| match set {
            Set::Theme(theme) => settings.theme = Some(theme),
            Set::Lang(lang) => settings.lang = Some(lang),
            Set::Mouse(mouse) => settings.mouse = Some(mouse),
        })
    }
}

fn apply(state: &mut State, thing: Keep) {
    let same = |one: &Spot, other: &Spot| one.place == other.place && one.key == other.key;
    match thing {
        Keep::Stopped(spot) => state.stopped = Some(spot),
        Keep::Trail(mut trail) => {
            let from = trail.len().saturating_sub(TRAIL);
            state.trail = trail.split_off(from);
        }
        Keep::AddBookmark(mark) => {
            state.bookmarks.retain(|other| !same(&other.at, &mark.at));
            state.bookmarks.push(mark);
        }
        Keep::RemoveBookmark(at) => state.bookmarks.retain(|other| !same(&other.at, &at)),
        Keep::SetNote(note) => {
            state.notes.retain(|other| other.id != note.id);
            state.notes.push(note);
        }
        Keep::RemoveNote(id) => state.notes.retain(|other| other.id != id),
    }
}

/// What was read may come from anybody: nothing of it may reach a terminal unchecked.
fn clean(state: &mut State) {
    let safe = |text: &mut String| *text = SafeText::sanitize(text).replace('\n', " ");
    let spot = |spot: &mut Spot| {
        safe(&mut spot.place);
        safe(&mut spot.key);
    };
    state.stopped.iter_mut().for_each(spot);
    state.trail.iter_mut().for_each(spot);
    for mark in &mut state.bookmarks {
        safe(&mut mark.title);
        spot(&mut mark.at);
    }
    for note in &mut state.notes {
        safe(&mut note.id);
        safe(&mut note.text);
    }
}

/// A file's value, or the default and why there is no other.
fn read_or_tell<T: Default + for<'de> Deserialize<'de>>(path: &Path) -> (T, Vec<String>) {
    read(path).unwrap_or_else(|error| (T::default(), vec![error.to_string()]))
}

/// A file's value, and what there is to say of it: what is damaged is set aside. Fails when something is there of which nothing is known.
fn read<T: Default + for<'de> Deserialize<'de>>(
    path: &Path,
) -> Result<(T, Vec<String>), StateError> {
    let unread = |error| StateError::Unread {
        path: path.to_path_buf(),
        error,
    };
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Default::default()),
        metadata => metadata.map_err(unread)?,
    };
    if !metadata.is_file() {
        return Err(unread(io::Error::other("it is not a file")));
    }
    let text = match metadata.len() {
        0..=LARGEST => String::from_utf8(fs::read(path).map_err(unread)?)
            .map_err(|_| "it is not UTF-8".to_string()),
        _ => Err("it is too large".to_string()),
    };
    let parsed =
        text.and_then(|text| toml::from_str(&text).map_err(|error| error.message().to_string()));
    match parsed {
        Ok(value) => Ok((value, Vec::new())),
        Err(why) => Ok((T::default(), vec![set_aside(path, &why)?])),
    }
}

/// Moves a damaged file out of the way; says what happened.
fn set_aside(path: &Path, why: &str) -> Result<String, StateError> {
    let why: String = SafeText::sanitize(why).replace('\n', " ");
    let mut names = (1..ASIDE).map(|n| path.with_extension(format!("damaged-{n}")));
    let moved = match names.find(|aside| !aside.exists()) {
        Some(aside) => fs::rename(path, &aside).map(|()| aside),
        None => Err(io::Error::other("too many have been before")),
    };
    match moved {
        Ok(aside) => Ok(format!(
            "{} was damaged ({why}); it is now {}",
            path.display(),
            aside.display()
        )),
        Err(error) => Err(StateError::Damaged {
            path: path.to_path_buf(),
            why,
            error,
        }),
    }
}

/// Changes a file under its lock: reads what is there now, applies the change, writes beside it, renames.
fn change<T>(path: &Path, change: impl FnOnce(&mut T)) -> Result<Vec<String>, StateError>
where
    T: Default + Serialize + for<'de> Deserialize<'de>,
{
    let dir = path.parent().unwrap_or(Path::new("."));
    make_private(dir).map_err(StateError::io(dir))?;
    let lock_path = path.with_extension("lock");
    let lock = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&lock_path)
        .map_err(StateError::io(&lock_path))?;
    let mut tries = 0;
    while let Err(error) = flock(&lock, FlockOperation::NonBlockingLockExclusive) {
        tries += 1;
        if error != rustix::io::Errno::WOULDBLOCK || tries > TRIES {
            return Err(StateError::Locked {
                path: path.to_path_buf(),
            });
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let (mut value, said) = read::<T>(path)?;
    change(&mut value);
    let text = toml::to_string(&value).map_err(|error| StateError::Io {
        path: path.to_path_buf(),
        error: io::Error::new(io::ErrorKind::InvalidData, error),
    })?;
    if text.len() as u64 > LARGEST {
        return Err(StateError::TooLarge {
            path: path.to_path_buf(),
        });
    }
    // The lock is held, so one name is enough: what an end by force leaves there is written over with the next save.
    let beside = path.with_extension("new");
    let written = write_whole(&beside, &text).and_then(|()| fs::rename(&beside, path));
    if let Err(error) = written {
        // There may be nothing to remove; what counts is why it could not be written.
        let _ = fs::remove_file(&beside);
        return Err(StateError::io(path)(error));
    }
    Ok(said)
}

/// Writes a file that only its owner can read, down to the disk.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Makes a folder that only its owner can look into.
fn make_private(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let store = Store::at(dir.path().join("state"), dir.path().join("config"));
        (dir, store)
    }

    fn mark(key: &str) -> Mark {
        Mark {
            title: key.to_string(),
            at: Spot {
                place: "mission".to_string(),
                key: key.to_string(),
                offset: 3,
            },
        }
    }

    #[test]
    fn two_instances_keep_each_others_bookmarks() {
        let (_dir, one) = store();
        let other = one.clone();
        one.keep("guard", vec![Keep::AddBookmark(mark("a"))])
            .expect("kept");
        other
            .keep(
                "guard",
                vec![Keep::AddBookmark(mark("b")), Keep::Stopped(mark("b").at)],
            )
            .expect("kept");
        one.keep(
            "guard",
            vec![Keep::SetNote(Remark {
                id: "x".into(),
                text: "why?".into(),
            })],
        )
        .expect("kept");
        let (state, said) = one.state("guard");
        assert_eq!(said, Vec::<String>::new());
        assert_eq!(state.bookmarks, [mark("a"), mark("b")]);
        assert_eq!(state.stopped, Some(mark("b").at));
        assert_eq!(state.notes.len(), 1);
        one.keep(
            "guard",
            vec![
                Keep::RemoveBookmark(mark("a").at),
                Keep::RemoveNote("x".into()),
            ],
        )
        .expect("kept");
        let (state, _) = other.state("guard");
        assert_eq!((state.bookmarks, state.notes), (vec![mark("b")], vec![]));
    }

    #[test]
    fn a_damaged_file_is_set_aside() {
        for damage in [&b"bookmarks = [ {"[..], b"\xff\xfe", b"stopped = 3"] {
            let (dir, store) = store();
            let path = dir.path().join("state/guard.toml");
            store
                .keep("guard", vec![Keep::AddBookmark(mark("a"))])
                .expect("kept");
            fs::write(&path, damage).expect("damaged");
            let (state, said) = store.state("guard");
            assert_eq!(state, State::default());
            assert_eq!(said.len(), 1, "{said:?}");
            assert_eq!(
                fs::read(dir.path().join("state/guard.damaged-1")).expect("set aside"),
                damage
            );
            store
                .keep("guard", vec![Keep::AddBookmark(mark("c"))])
                .expect("kept");
            assert_eq!(store.state("guard").0.bookmarks, [mark("c")]);
        }
    }

    #[test]
    fn what_can_t_be_read_is_not_written_over() {
        let (dir, store) = store();
        let at = |name: &str| dir.path().join("state").join(name);
        let keep = || store.keep("guard", vec![Keep::AddBookmark(mark("b"))]);
        fs::create_dir(dir.path().join("state")).expect("a folder");
        // A link to itself can't be looked at, whoever asks; nor is a folder a file.
        std::os::unix::fs::symlink("guard.toml", at("guard.toml")).expect("a link");
        let (state, said) = store.state("guard");
        assert_eq!((state, said.len()), (State::default(), 1), "{said:?}");
        assert!(matches!(keep(), Err(StateError::Unread { .. })));
        assert!(
            fs::symlink_metadata(at("guard.toml"))
                .expect("it is there")
                .is_symlink()
        );
        fs::remove_file(at("guard.toml")).expect("it goes");
        fs::create_dir(at("guard.toml")).expect("a folder");
        assert!(matches!(keep(), Err(StateError::Unread { .. })));
        fs::remove_dir(at("guard.toml")).expect("it goes");
        // What is damaged and finds no other name stays.
        for n in 1..ASIDE {
            fs::write(at(&format!("guard.damaged-{n}")), "").expect("a file");
        }
        fs::write(at("guard.toml"), "damaged").expect("a file");
        let (_, said) = store.state("guard");
        assert!(said[0].contains("can't be set aside"), "{said:?}");
        assert!(matches!(keep(), Err(StateError::Damaged { .. })));
        assert_eq!(fs::read(at("guard.toml")).expect("it is there"), b"damaged");
    }

    #[test]
    fn no_more_is_written_than_is_read() {
        let (_dir, store) = store();
        let note = |id: &str, n: usize| {
            let text = "x".repeat(n);
            vec![Keep::SetNote(Remark {
                id: id.into(),
                text,
            })]
        };
        store.keep("guard", note("a", 1_000_000)).expect("kept");
        let before = store.state("guard");
        let kept = store.keep("guard", note("b", 100_000));
        assert!(matches!(kept, Err(StateError::TooLarge { .. })), "{kept:?}");
        assert_eq!(store.state("guard"), before);
        assert_eq!(before.1, Vec::<String>::new());
        store
            .keep("guard", note("a", 10))
            .expect("less is kept again");
    }

    #[test]
    fn a_disabled_store_leaves_no_trace_and_a_folder_that_is_none_is_no_end() {
        let store = Store::disabled();
        store
            .keep("guard", vec![Keep::AddBookmark(mark("a"))])
            .expect("nothing to do");
        assert_eq!(store.state("guard").0, State::default());
        let file = tempfile::NamedTempFile::new().expect("a file for the test");
        let blocked = Store::at(file.path().join("state"), file.path().join("config"));
        assert!(
            blocked
                .keep("guard", vec![Keep::AddBookmark(mark("a"))])
                .is_err()
        );
        let (state, _) = blocked.state("guard");
        assert_eq!(state, State::default());
    }

    #[test]
    fn what_another_version_keeps_is_kept() {
        let (dir, store) = store();
        let own = "later = 1.5\n[stopped]\nplace = \"home\"\n[sync]\nwith = [\"a\", \"b\"]\n";
        for (folder, name) in [("state", "guard.toml"), ("config", "config.toml")] {
            fs::create_dir(dir.path().join(folder)).expect("a folder");
            fs::write(dir.path().join(folder).join(name), own).expect("written");
        }
        store
            .keep("guard", vec![Keep::AddBookmark(mark("a"))])
            .expect("kept");
        store.set(Set::Theme("light".into())).expect("kept");
        for file in ["state/guard.toml", "config/config.toml"] {
            let text = fs::read_to_string(dir.path().join(file)).expect("a file");
            let table: toml::Table = text.parse().expect("TOML");
            assert_eq!(table["later"].as_float(), Some(1.5), "{text}");
            assert_eq!(table["sync"]["with"][1].as_str(), Some("b"), "{text}");
        }
        assert_eq!(store.state("guard").0.bookmarks, [mark("a")]);
    }

    #[test]
    fn settings_and_hostile_texts() {
        let (dir, store) = store();
        store.set(Set::Theme("light".into())).expect("kept");
        store.set(Set::Mouse(false)).expect("kept");
        let (settings, _) = store.settings();
        assert_eq!(
            (settings.theme.as_deref(), settings.mouse),
            (Some("light"), Some(false))
        );
        fs::create_dir_all(dir.path().join("state")).expect("a folder");
        fs::write(
            dir.path().join("state/guard.toml"),
            "[[bookmarks]]\ntitle = \"a\\u001b[31mb\"\n",
        )
        .expect("written");
        assert!(!store.state("guard").0.bookmarks[0].title.contains('\u{1b}'));
    }
}
