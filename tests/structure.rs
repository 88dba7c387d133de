//! The structure that ARCHITECTURE.md promises: who may know whom, how long files are, and that nothing is switched off silently.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the lowest layer to the highest; a module may name those before it and itself.
const LAYERS: &[&[&str]] = &[
    &["text", "key", "color"],
    &["diagnostic"],
    &["content"],
    &["i18n", "theme", "search", "schema", "mend"],
    &["picture"],
    &["place"],
    &["edition"],
    &["page"],
    &["author", "export"],
    &["ui"],
    &["app"],
    &["driver"],
    &["cli"],
];

/// The crates that touch terminals, and the modules of the standard library that touch the world; known to drivers and above only.
const WORLD: &[&str] = &[
    "crossterm",
    "rustix",
    "signal_hook",
    "tempfile",
    "etcetera",
    "tokio",
    "russh",
    "ring",
    "listenfd",
    "sd_notify",
    "proxy_header",
    "prometheus_client",
    "std::fs",
    "std::env",
    "std::net",
    "std::thread",
    "std::process",
    "std::time",
    "std::io",
];

/// The longest that a file may be, in lines.
const LONGEST: usize = 800;

fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut dirs = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(&dir).expect("the sources can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                files.push((path, text));
            }
        }
    }
    assert!(files.len() > 40);
    files
}

/// The module of a file: the first part of its path under `src`.
fn module(path: &Path) -> String {
    let under = path
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .expect("under src");
    let first = under
        .components()
        .next()
        .expect("a name")
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    first.trim_end_matches(".rs").to_string()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// A file's code without its tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn modules_know_only_what_is_below_them() {
    for (path, text) in sources() {
        let own = module(&path);
        let Some(own_layer) = layer(&own) else {
            continue;
        };
        for (at, _) in code(&text).match_indices("crate::") {
            let rest = &code(&text)[at + "crate::".len()..];
            let named: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if let Some(other) = layer(&named) {
                let known = other < own_layer || named == own;
                assert!(
                    known,
                    "{} names crate::{named}, which is not below {own}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_module_has_a_layer() {
    for (path, _) in sources() {
        let own = module(&path);
        assert!(
            layer(&own).is_some() || ["lib", "main", "build"].contains(&own.as_str()),
            "{own} has no layer"
        );
    }
}

/// Whether a line has `name::`, not as the end of another name: `ring::`, but not `String::`.
fn names(line: &str, name: &str) -> bool {
    let path = format!("{name}::");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    })
}

#[test]
fn only_drivers_touch_the_world() {
    let driver = layer("driver").expect("drivers have a layer");
    for (path, text) in sources() {
        if layer(&module(&path)).is_none_or(|own| own >= driver) {
            continue;
        }
        for name in WORLD {
            let uses = code(&text)
                .lines()
                .any(|line| !line.trim_start().starts_with("//") && names(line, name));
            assert!(!uses, "{} uses {name}", path.display());
        }
    }
}

#[test]
fn files_stay_short_and_say_what_they_are_for() {
    for (path, text) in sources() {
        let n = text.lines().count();
        assert!(n <= LONGEST, "{} has {n} lines", path.display());
        assert!(
            text.starts_with("//!"),
            "{} does not say what it is for",
            path.display()
        );
    }
}

#[test]
fn nothing_is_switched_off_silently() {
    for (path, text) in sources() {
        for (n, line) in text.lines().enumerate() {
            let line = line.trim_start();
            let silent = (line.starts_with("#[allow(") || line.starts_with("#[ignore"))
                && !line.contains("reason");
            assert!(!silent, "{}:{}", path.display(), n + 1);
        }
    }
}
