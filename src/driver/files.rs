//! Reading a content folder: every `.toml` file in it, within limits, and never out of it.
//!
//! Nothing that is not a regular file inside the folder is opened for reading: a FIFO would wait for ever, a link could lead anywhere.
//! What can't be read is a finding like any other.

use std::fs::{self, File as OsFile};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use crate::content::limits::{self, DEPTH, FILE_BYTES, FILES, unread};
use crate::content::load::{EXPLAINER, File};
use crate::diagnostic::{Code, Diagnostic, SourceMap};

/// What was read of a folder.
#[derive(Debug, Default)]
pub struct Folder {
    /// Its files, by path.
    pub files: Vec<File>,
    /// What could not be read.
    pub found: Vec<Diagnostic>,
    /// The files that could not be read.
    pub sources: SourceMap,
}

/// Reads a folder.
pub fn read_folder(dir: &Path) -> Folder {
    let mut folder = Folder::default();
    match fs::metadata(dir) {
        Ok(metadata) if metadata.is_dir() => folder.walk(dir, "", 0),
        Ok(_) => folder.about("it is not a folder", dir),
        Err(error) => folder.about(&error.to_string(), dir),
    }
    folder.files.sort_by(|a, b| a.path.cmp(&b.path));
    folder
}

/// Reads what a first page needs: `explainer.toml` and, where it lies under its own name, the first chapter's file.
pub fn read_opening(dir: &Path) -> Option<(File, Option<File>)> {
    let read = |path: &str| {
        let bytes = read_regular(&dir.join(path)).ok()?;
        Some(File {
            path: path.to_string(),
            bytes,
        })
    };
    let explainer = read(EXPLAINER)?;
    let library = crate::content::load::opening(&explainer, None)?;
    let first = library.explainer.chapters.first();
    let chapter = first.and_then(|id| {
        read(&format!("chapters/{id}.toml")).or_else(|| read(&format!("{id}.toml")))
    });
    Some((explainer, chapter))
}

/// Writes a file whole or not at all: beside it, then in its place, with the rights that it had.
///
/// # Errors
///
/// When its folder can't be written to.
pub fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let dir = match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        Some(_) | None => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(bytes)?;
    let rights = match fs::metadata(path) {
        Ok(metadata) => metadata.permissions(),
        // What a new file of this folder would have, but for what the process hides.
        Err(_) => fs::Permissions::from_mode(0o644),
    };
    file.as_file().set_permissions(rights)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

impl Folder {
    /// A finding about the folder as a whole.
    fn about(&mut self, what: &str, dir: &Path) {
        self.found.push(Diagnostic {
            code: Code::Unreadable,
            message: format!("the folder `{}` can't be read: {what}", dir.display()),
            span: None,
            labels: Vec::new(),
            help: Some("name a folder that holds `explainer.toml`".to_string()),
        });
    }

    fn unread(&mut self, code: Code, path: &str, message: String, help: &str) {
        let finding = unread(code, path, message, help, &mut self.sources);
        self.found.push(finding);
    }

    fn walk(&mut self, dir: &Path, prefix: &str, depth: usize) {
        if depth > DEPTH {
            let message = format!("folders lie deeper than {DEPTH} in each other");
            return self.unread(Code::TooLarge, prefix, message, "put the files higher");
        }
        let mut names = match list(dir) {
            Ok(names) => names,
            Err(error) if prefix.is_empty() => return self.about(&error.to_string(), dir),
            Err(error) => {
                return self.unread(
                    Code::Unreadable,
                    prefix,
                    format!("the folder can't be read: {error}"),
                    "make it readable",
                );
            }
        };
        names.sort();
        for name in names {
            let path = format!("{prefix}{name}");
            let full = dir.join(&name);
            let Ok(metadata) = fs::symlink_metadata(&full) else {
                continue;
            };
            if metadata.is_dir() {
                self.walk(&full, &format!("{path}/"), depth + 1);
            } else if name.ends_with(".toml") {
                if self.files.len() + self.found.len() > 2 * FILES {
                    return;
                }
                self.read(&full, path);
            }
        }
    }

    fn read(&mut self, full: &Path, path: String) {
        match read_regular(full) {
            Ok(bytes) => self.files.push(File { path, bytes }),
            Err(Refused::TooLarge(n)) => {
                let message = format!("the file has {n} bytes; at most {FILE_BYTES} are read");
                self.unread(
                    Code::TooLarge,
                    &path,
                    message,
                    "split it into several files",
                );
            }
            Err(Refused::Irregular) => {
                let message =
                    "it is a link, a pipe or a device, not a file of this folder".to_string();
                self.unread(
                    Code::Unreadable,
                    &path,
                    message,
                    "put the file itself here, or remove it",
                );
            }
            Err(Refused::Failed(error)) => {
                self.unread(
                    Code::Unreadable,
                    &path,
                    format!("the file can't be read: {error}"),
                    "make it readable",
                );
            }
        }
    }
}

/// The names in a folder, but hidden ones; at most a few more than may be read.
fn list(dir: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)?.take(4 * limits::FILES) {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    Ok(names)
}

/// Why a file was not read.
enum Refused {
    TooLarge(u64),
    Irregular,
    Failed(std::io::Error),
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        Refused::Failed(error)
    }
}

/// The bytes of a regular file: opened without following a link and without waiting, then looked at, then read up to the limit.
fn read_regular(path: &Path) -> Result<Vec<u8>, Refused> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let fd: OwnedFd = match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(fd) => fd,
        Err(rustix::io::Errno::LOOP) => return Err(Refused::Irregular),
        Err(error) => return Err(Refused::Failed(error.into())),
    };
    let file = OsFile::from(fd);
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Refused::Irregular);
    }
    if metadata.len() > FILE_BYTES as u64 {
        return Err(Refused::TooLarge(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    file.take(FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > FILE_BYTES {
        return Err(Refused::TooLarge(bytes.len() as u64));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn messages(folder: &Folder) -> Vec<String> {
        let line = |d: &Diagnostic| {
            let file = d
                .span
                .as_ref()
                .map_or("", |span| folder.sources.files()[span.file].path.as_str());
            format!("{file}: {}", d.message)
        };
        folder.found.iter().map(line).collect()
    }

    #[test]
    fn only_files_of_the_folder_are_read() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("sub")).expect("a folder");
        fs::write(at("b.toml"), "b").expect("a file");
        fs::write(at("sub/a.toml"), "a").expect("a file");
        fs::write(at(".hidden.toml"), "h").expect("a file");
        fs::write(at("notes.md"), "n").expect("a file");
        symlink("/etc/passwd", at("link.toml")).expect("a link");
        let fifo = at("pipe.toml");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, Mode::RUSR | Mode::WUSR).expect("a pipe");
        fs::write(at("big.toml"), vec![b'#'; FILE_BYTES + 1]).expect("a file");
        let folder = read_folder(dir.path());
        let read: Vec<&str> = folder.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(read, ["b.toml", "sub/a.toml"]);
        assert_eq!(
            messages(&folder),
            [
                "big.toml: the file has 524289 bytes; at most 524288 are read",
                "link.toml: it is a link, a pipe or a device, not a file of this folder",
                "pipe.toml: it is a link, a pipe or a device, not a file of this folder",
            ]
        );
    }

    #[test]
    fn a_folder_that_is_none_is_a_finding() {
        let missing = read_folder(Path::new("/nonexistent/folder"));
        assert_eq!(missing.found.len(), 1);
        assert_eq!(missing.found[0].code, Code::Unreadable);
        let file = tempfile::NamedTempFile::new().expect("a file for the test");
        assert!(messages(&read_folder(file.path()))[0].contains("it is not a folder"));
    }
}
