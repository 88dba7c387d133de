//! A folder as a git revision has it, read through git itself.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use thiserror::Error;

use crate::content::load::File;

/// Why a revision can't be read.
#[derive(Debug, Error)]
pub enum RevisionError {
    /// There is no git.
    #[error("can't run git: {0}")]
    NoGit(#[source] io::Error),
    /// The folder is in no repository, or there is no such revision.
    #[error("git knows no revision `{revision}` of this folder: {why}")]
    Unknown {
        /// What was asked for.
        revision: String,
        /// What git says.
        why: String,
    },
}

/// The TOML files of a folder in a revision.
///
/// # Errors
///
/// When there is no git, no repository or no such revision.
pub fn read_revision(dir: &Path, revision: &str) -> Result<Vec<File>, RevisionError> {
    let unknown = |why: &[u8]| RevisionError::Unknown {
        revision: revision.to_string(),
        why: String::from_utf8_lossy(why).trim().to_string(),
    };
    let named = format!("{revision}^{{commit}}");
    let commit = git(dir, &["rev-parse", "--verify", "--end-of-options", &named])?;
    if !commit.status.success() {
        return Err(unknown(&commit.stderr));
    }
    let commit = String::from_utf8_lossy(&commit.stdout).trim().to_string();
    let listed = git(dir, &["ls-tree", "-r", "-z", &commit])?;
    if !listed.status.success() {
        return Err(unknown(&listed.stderr));
    }
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    let entries: Vec<(&str, &str)> = text.split('\0').filter_map(entry).collect();
    let hashes: Vec<&str> = entries.iter().map(|(hash, _)| *hash).collect();
    let contents = contents(dir, &hashes)?;
    let file = |((_, path), bytes): (&(&str, &str), Vec<u8>)| File {
        path: (*path).to_string(),
        bytes,
    };
    Ok(entries.iter().zip(contents).map(file).collect())
}

fn git(dir: &Path, arguments: &[&str]) -> Result<Output, RevisionError> {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(arguments);
    command
        .stdin(Stdio::null())
        .output()
        .map_err(RevisionError::NoGit)
}

/// The hash and the path of an entry that is a file to be read, as [`read_folder`](crate::driver::files::read_folder) would.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (head, path) = line.split_once('\t')?;
    let mut head = head.split(' ');
    let (mode, _, hash) = (head.next()?, head.next()?, head.next()?);
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    (mode.starts_with("100") && path.ends_with(".toml") && !hidden).then_some((hash, path))
}

/// What the objects with these hashes hold.
fn contents(dir: &Path, hashes: &[&str]) -> Result<Vec<Vec<u8>>, RevisionError> {
    let mut child = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(RevisionError::NoGit)?;
    let asked = hashes.join("\n") + "\n";
    let mut input = child.stdin.take().expect("it was asked for");
    // What is asked and what is answered may each fill a pipe.
    let writer = thread::spawn(move || input.write_all(asked.as_bytes()));
    let output = child.wait_with_output().map_err(RevisionError::NoGit)?;
    // A git that ends early has said so by what it did not answer.
    let _ = writer.join();
    let mut rest = output.stdout.as_slice();
    let mut all = Vec::new();
    while let Some(end) = rest.iter().position(|b| *b == b'\n') {
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        let Some(size) = head
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse::<usize>().ok())
        else {
            break;
        };
        let begin = end + 1;
        all.push(rest.get(begin..begin + size).unwrap_or_default().to_vec());
        rest = rest.get(begin + size + 1..).unwrap_or_default();
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn run(dir: &Path, arguments: &[&str]) {
        let all = [
            &[
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@t",
                "-c",
                "commit.gpgsign=false",
            ],
            arguments,
        ]
        .concat();
        let done = git(dir, &all).expect("git runs");
        assert!(done.status.success(), "{done:?}");
    }

    #[test]
    fn a_folder_is_read_as_it_was() {
        let root = tempfile::tempdir().expect("a folder for the test");
        let dir = root.path().join("content");
        fs::create_dir_all(dir.join("chapters")).expect("folders");
        fs::write(dir.join("a.toml"), "one\n").expect("a file");
        fs::write(dir.join("chapters/b.toml"), "").expect("a file");
        fs::write(dir.join(".hidden.toml"), "x").expect("a file");
        fs::write(dir.join("notes.md"), "x").expect("a file");
        run(root.path(), &["init", "-q"]);
        run(root.path(), &["add", "-A"]);
        run(root.path(), &["commit", "-qm", "first"]);
        fs::write(dir.join("a.toml"), "two\n").expect("a file");
        let files = read_revision(&dir, "HEAD").expect("it is there");
        let read: Vec<(&str, &[u8])> = files
            .iter()
            .map(|file| (file.path.as_str(), file.bytes.as_slice()))
            .collect();
        assert_eq!(
            read,
            [("a.toml", &b"one\n"[..]), ("chapters/b.toml", &b""[..])]
        );
        for wrong in ["no-such", "--help", "HEAD~9"] {
            assert!(read_revision(&dir, wrong).is_err(), "{wrong}");
        }
    }
}
