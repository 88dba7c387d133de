//! The build script: packs the built-in explainer, with the same loader and rules as at run time, so that a mistake in it fails the build.
//!
//! It lies in `src` so that it can have the modules of the lowest layers as its own.

use std::path::{Path, PathBuf};
use std::{env, fs};

#[allow(dead_code, reason = "the build uses a part of each module")]
mod content;
#[allow(dead_code, reason = "the build uses a part of each module")]
mod diagnostic;
#[allow(dead_code, reason = "the build uses a part of each module")]
mod text;

use content::load::{File, load};
use diagnostic::report::concise;
use diagnostic::{Diagnostic, Severity, SourceMap};

/// The folder of the built-in explainer.
const GUARD: &str = "content/guard";

fn main() {
    for path in [
        GUARD,
        "src/content.rs",
        "src/content",
        "src/diagnostic.rs",
        "src/diagnostic",
        "src/text.rs",
        "src/text",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut files = Vec::new();
    read(&root.join(GUARD), "", &mut files);
    let loaded = load(files, Vec::new(), SourceMap::default());
    let Some(library) = &loaded.library else {
        let errors: Vec<Diagnostic> = loaded
            .diagnostics
            .iter()
            .filter(|d| d.code.severity() == Severity::Error)
            .cloned()
            .collect();
        panic!("{GUARD} has errors:\n{}", concise(&errors, &loaded.sources));
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("guard.pack"), content::pack::pack(library))
        .expect("the folder for what is built can be written to");
}

/// Every TOML file below `dir`.
fn read(dir: &Path, prefix: &str, files: &mut Vec<File>) {
    let entries = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    for entry in entries {
        let entry = entry.expect("the folder can be listed");
        let name = entry
            .file_name()
            .into_string()
            .expect("names of content files are UTF-8");
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{path}/"), files);
        } else if name.ends_with(".toml") {
            let bytes = fs::read(entry.path()).unwrap_or_else(|error| panic!("{path}: {error}"));
            files.push(File { path, bytes });
        }
    }
}
