//! A thousand ways to spoil the built-in content: none makes the loader panic or hang, and none goes by unseen.
//!
//! Each change is drawn from a seed and made to one file, which is read beside `explainer.toml`. What it refers to in other files is missing then,
//! and reported either way; what counts is that a change of what the file says as TOML changes what is found in it or what is read from it.
//! `COTEJO_CHANGES=100000 cargo test --release --test mutations` tries more of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use cotejo::content::load::{File, Loaded, Loader, load, opening};
use cotejo::content::model::Library;
use cotejo::diagnostic::SourceMap;
use cotejo::diagnostic::report::{Paint, concise, full};

/// How many changes are tried, unless the environment says otherwise.
const CHANGES: usize = 1_000;
/// Larger files are left out, in bytes.
const LARGEST: usize = 20_000;
/// The longest that one may take, in a build without optimisation on a busy machine.
const LONGEST: Duration = Duration::from_secs(10);

/// A small generator of numbers, the same on every machine (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/guard");
    let mut files = Vec::new();
    let mut dirs: Vec<PathBuf> = vec![root.clone()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(&dir).expect("the built-in content") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                let inside = path.strip_prefix(&root).expect("inside");
                files.push(File {
                    path: inside.to_string_lossy().into_owned(),
                    bytes: fs::read(&path).expect("a file"),
                });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Lines of a file, with their ends.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// One change of a file; what it was, for the message when it goes wrong.
fn change(bytes: &mut Vec<u8>, dice: &mut Dice) -> String {
    let n = bytes.len();
    let of = lines(bytes);
    let line = dice.below(of.len());
    let other = dice.below(of.len());
    match dice.below(6) {
        0 => {
            let at = dice.below(n);
            let bit = dice.below(8);
            bytes[at] ^= 1 << bit;
            format!("bit {bit} of byte {at} flipped")
        }
        1 => {
            let at = dice.below(n);
            bytes[at] = dice.below(256) as u8;
            format!("byte {at} replaced")
        }
        2 => {
            let kept = of.iter().enumerate().filter(|(n, _)| *n != line);
            *bytes = kept.flat_map(|(_, line)| line.to_vec()).collect();
            format!("line {} dropped", line + 1)
        }
        3 => {
            let doubled = of.iter().enumerate().flat_map(|(n, own)| match n == line {
                true => [own.to_vec(), own.to_vec()].concat(),
                false => own.to_vec(),
            });
            *bytes = doubled.collect();
            format!("line {} doubled", line + 1)
        }
        4 => {
            let mut of: Vec<Vec<u8>> = of.iter().map(|line| line.to_vec()).collect();
            of.swap(line, other);
            *bytes = of.concat();
            format!("lines {} and {} swapped", line + 1, other + 1)
        }
        _ => {
            let at = dice.below(n);
            bytes.truncate(at);
            format!("cut after byte {at}")
        }
    }
}

fn read(explainer: &File, file: &File) -> Loaded {
    let mut files = vec![file.clone()];
    if file.path != explainer.path {
        files.push(explainer.clone());
    }
    load(files, Vec::new(), SourceMap::default())
}

/// Whether a text means the same to a parser of TOML, values and all; two that are no TOML mean nothing.
fn means_the_same(one: &[u8], other: &[u8]) -> bool {
    let table = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).ok()?;
        toml::from_str::<toml::Table>(text).ok()
    };
    match (table(one), table(other)) {
        (Some(one), Some(other)) => one == other,
        (None, _) | (_, None) => false,
    }
}

#[test]
fn no_change_of_the_built_in_content_goes_by_unseen() {
    let files = files();
    let explainer = files.iter().find(|file| file.path == "explainer.toml");
    let explainer = explainer.expect("the explainer").clone();
    let n_changes = std::env::var("COTEJO_CHANGES").ok();
    let n_changes = n_changes.map_or(CHANGES, |n| n.parse().expect("a number"));
    // The largest take a second each without optimisation; every kind of file is among the rest.
    let small: Vec<&File> = files
        .iter()
        .filter(|file| file.bytes.len() < LARGEST)
        .collect();
    assert!(small.len() > 20, "{}", small.len());
    let whole: Vec<Whole> = small
        .iter()
        .map(|file| Whole::new(file, &explainer))
        .collect();
    let next = AtomicUsize::new(0);
    let seen = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= n_changes {
                        break;
                    }
                    if one(n, &whole[n % whole.len()], &explainer) {
                        seen.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    // Most changes mean something; if hardly any did, the test would look at nothing.
    let seen = seen.load(Ordering::Relaxed);
    assert!(seen > n_changes / 2, "{seen} changes meant something");
}

/// A file as it is, and what the loader says of it.
struct Whole<'f> {
    file: &'f File,
    found: String,
    library: Option<Library>,
}

impl<'f> Whole<'f> {
    fn new(file: &'f File, explainer: &File) -> Self {
        let loaded = read(explainer, file);
        Whole {
            file,
            found: concise(&loaded.diagnostics, &loaded.sources),
            library: first_page(explainer, file),
        }
    }
}

/// What is read from a file whatever is wrong with it.
fn first_page(explainer: &File, file: &File) -> Option<Library> {
    match file.path == explainer.path {
        true => opening(file, None),
        false => opening(explainer, Some(file)),
    }
}

/// Tries one change; gives whether it meant anything.
fn one(n: usize, whole: &Whole<'_>, explainer: &File) -> bool {
    let mut dice = Dice(n as u64);
    let mut changed = whole.file.clone();
    let what = format!(
        "{}: {}",
        changed.path,
        change(&mut changed.bytes, &mut dice)
    );
    let begin = Instant::now();
    let loaded = read(explainer, &changed);
    let shown = &loaded.diagnostics[..loaded.diagnostics.len().min(5)];
    full(shown, &loaded.sources, Paint::Plain, 80);
    let took = begin.elapsed();
    assert!(took < LONGEST, "{what} took {took:?}");
    if means_the_same(&whole.file.bytes, &changed.bytes) {
        return false;
    }
    let found = concise(&loaded.diagnostics, &loaded.sources);
    let is_seen = found != whole.found || first_page(explainer, &changed) != whole.library;
    assert!(is_seen, "{what} changes nothing:\n{found}");
    let is_toml = std::str::from_utf8(&changed.bytes)
        .is_ok_and(|text| toml::from_str::<toml::Table>(text).is_ok());
    assert!(
        is_toml || loaded.library.is_none(),
        "{what} is no TOML, and opens"
    );
    true
}

/// The files of the small explainer that new folders hold.
fn small() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/starter/en");
    let read = cotejo::driver::files::read_folder(&root);
    assert!(read.files.len() > 5);
    read.files
}

#[test]
fn what_was_kept_of_files_changes_nothing_that_is_found() {
    let whole = small();
    let mut files = whole.clone();
    let mut loader = Loader::default();
    let mut dice = Dice(7);
    for n in 0..400 {
        let at = dice.below(files.len());
        let was = match dice.below(8) {
            // Files go and come back, so that others have other numbers.
            0 if files.len() > 3 => format!("{} removed", files.remove(at).path),
            1 | 2 => {
                files.clone_from(&whole);
                "all as it was".to_string()
            }
            3 => {
                let text = "languages = [\"en\", \"es\"]";
                for file in files
                    .iter_mut()
                    .filter(|file| file.path == "explainer.toml")
                {
                    let own = String::from_utf8_lossy(&file.bytes);
                    file.bytes = own.replace("languages = [\"en\"]", text).into_bytes();
                }
                "another language".to_string()
            }
            _ => {
                let path = files[at].path.clone();
                format!("{path}: {}", change(&mut files[at].bytes, &mut dice))
            }
        };
        files.retain(|file| !file.bytes.is_empty());
        let kept = loader.load(files.clone(), Vec::new(), SourceMap::default());
        let fresh = load(files.clone(), Vec::new(), SourceMap::default());
        let of = |loaded: &Loaded| full(&loaded.diagnostics, &loaded.sources, Paint::Plain, 100);
        assert_eq!(of(&kept), of(&fresh), "change {n}: {was}");
        assert!(kept.library == fresh.library, "change {n}: {was}");
        let ids: Vec<String> = fresh
            .library
            .iter()
            .flat_map(Library::ids)
            .map(str::to_string)
            .collect();
        for id in ids {
            assert_eq!(
                kept.places.place(&id, "id"),
                fresh.places.place(&id, "id"),
                "change {n}: {was}"
            );
        }
        assert_eq!(kept.mendable.ids, fresh.mendable.ids, "change {n}: {was}");
    }
}
