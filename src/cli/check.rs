//! `cotejo check`.

use std::io::{self, IsTerminal};
use std::path::Path;

use crate::cli::args::{CheckFormat, Color, Globals};
use crate::cli::content::Failure;
use crate::cli::{Outcome, complain, put, terminal_width};
use crate::content::load::load;
use crate::diagnostic::report::{self, Paint};
use crate::driver::files::read_folder;

/// Checks a folder and prints what was found.
pub fn check(
    dir: Option<&Path>,
    format: CheckFormat,
    globals: &Globals,
) -> Result<Outcome, Failure> {
    let Some(dir) = dir.or(globals.content.as_deref()) else {
        // The built-in explainer was checked when the program was built, or it would not have been.
        complain(
            "the built-in explainer was checked when this program was built; name a folder to check it",
        );
        return Ok(Outcome::Fine);
    };
    let folder = read_folder(dir);
    let n_files = folder.files.len();
    let loaded = load(folder.files, folder.found, folder.sources);
    let found = &loaded.diagnostics;
    match format {
        CheckFormat::Full => put(&report::full(
            found,
            &loaded.sources,
            paint(globals),
            terminal_width(),
        )),
        CheckFormat::Concise => put(&report::concise(found, &loaded.sources)),
        CheckFormat::Json => put(&report::json(found, &loaded.sources)),
    }
    complain(&report::summary(found, n_files));
    Ok(if found.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Findings
    })
}

fn paint(globals: &Globals) -> Paint {
    let plain = std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty())
        || std::env::var("TERM").is_ok_and(|term| term == "dumb");
    match globals.color {
        Color::Always => Paint::Colored,
        Color::Never => Paint::Plain,
        Color::Auto if io::stdout().is_terminal() && !plain => Paint::Colored,
        Color::Auto => Paint::Plain,
    }
}
