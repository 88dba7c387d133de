//! How much of anything is read: what is over a limit is reported and left out, so that no folder takes unbounded time or memory.

use crate::content::collect::Collector;
use crate::content::load::File;
use crate::diagnostic::{Code, Diagnostic, SourceMap, Span};

/// The most bytes of one file: a TOML parser takes up to a hundred times a file's size in memory.
pub const FILE_BYTES: usize = 512 * 1024;
/// The most files of a folder.
pub const FILES: usize = 5_000;
/// The most bytes of all files.
pub const ALL_BYTES: usize = 64 * 1024 * 1024;
/// The deepest that folders lie in each other.
pub const DEPTH: usize = 16;
/// The longest string, in bytes.
pub const STRING_BYTES: usize = 64 * 1024;

/// A finding about a file that is not read: its path is known, its text is not.
pub fn unread(
    code: Code,
    path: &str,
    message: String,
    help: &str,
    sources: &mut SourceMap,
) -> Diagnostic {
    let file = sources.add(path.to_string(), String::new());
    Diagnostic {
        code,
        message,
        span: Some(Span { file, range: 0..0 }),
        labels: Vec::new(),
        help: Some(help.to_string()),
    }
}

/// Leaves out what is over the limits.
pub fn check(files: &mut Vec<File>, sources: &mut SourceMap, found: &mut Collector) {
    if files.len() > FILES {
        found.push(Diagnostic {
            code: Code::TooLarge,
            message: format!(
                "the folder has {} files; at most {FILES} are read",
                files.len()
            ),
            span: None,
            labels: Vec::new(),
            help: Some("put more entities into each file".to_string()),
        });
        files.truncate(FILES);
    }
    let mut all = 0;
    files.retain(|file| {
        if file.bytes.len() > FILE_BYTES {
            let message = format!(
                "the file has {} bytes; at most {FILE_BYTES} are read",
                file.bytes.len()
            );
            found.push(unread(
                Code::TooLarge,
                &file.path,
                message,
                "split it into several files",
                sources,
            ));
            return false;
        }
        all += file.bytes.len();
        if all > ALL_BYTES {
            let message = format!("with this file the folder has more than {ALL_BYTES} bytes");
            found.push(unread(
                Code::TooLarge,
                &file.path,
                message,
                "make the folder smaller",
                sources,
            ));
            return false;
        }
        true
    });
}
