//! The folder that `cotejo new` writes.

use std::fs;
use std::path::PathBuf;

use cotejo::author::starter::{Amount, files};
use cotejo::text::Lang;

/// A new folder, in one that is gone when the first is dropped.
pub fn starter() -> (tempfile::TempDir, PathBuf) {
    let root = tempfile::tempdir().expect("a folder for the test");
    let dir = root.path().join("everest");
    for (path, text) in files(Lang::EN, Amount::Full) {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    (root, dir)
}
