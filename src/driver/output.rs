//! Writing an export: into a folder of its own, never out of it.

use std::fs;
use std::io;
use std::path::Path;

use crate::export::Output;

/// Writes files into a folder, which is made if it is not there.
///
/// # Errors
///
/// When a path would lead out of the folder, or the file system refuses.
pub fn write_folder(dir: &Path, files: &[Output]) -> io::Result<()> {
    for file in files {
        let is_name =
            |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains('\\');
        if !file.path.split('/').all(is_name) {
            let message = format!("`{}` leads out of the folder", file.path);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let path = dir.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, &file.bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_out_of_the_folder() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let file = |path: &str| Output {
            path: path.to_string(),
            bytes: b"x".to_vec(),
        };
        for path in ["../a", "/a", "a/../../b", "a/./b", "", "a\\..\\b"] {
            assert!(write_folder(dir.path(), &[file(path)]).is_err(), "{path}");
        }
        write_folder(dir.path(), &[file("a/b.html")]).expect("it is inside");
        assert_eq!(
            fs::read(dir.path().join("a/b.html")).expect("it is there"),
            b"x"
        );
    }
}
