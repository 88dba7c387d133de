//! `cotejo check`.

use std::io::{self, IsTerminal};
use std::path::Path;

use crate::cli::args::{CheckFormat, Color, Globals};
use crate::cli::content::Failure;
use crate::cli::{Outcome, complain, put, terminal_width};
use crate::content::load::load;
use crate::diagnostic::Severity;
use crate::diagnostic::report::{self, Paint};
use crate::driver::files::read_folder;

/// Checks a folder and prints what was found; findings of at least the severity `fatal` decide the exit code. When warnings do and there are
/// none, nothing is printed.
pub fn check(
    dir: Option<&Path>,
    format: CheckFormat,
    fatal: Severity,
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
    if !(fatal == Severity::Warning && found.is_empty()) {
        complain(&report::summary(found, n_files));
    }
    let is_fatal = |severity: Severity| severity == Severity::Error || severity == fatal;
    let any = found.iter().any(|d| is_fatal(d.code.severity()));
    Ok(if any {
        Outcome::Findings
    } else {
        Outcome::Fine
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
