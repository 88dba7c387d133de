//! `cotejo check`.

use std::io::{self, IsTerminal};
use std::path::Path;

use crate::cli::args::{CheckArgs, CheckFormat, Color, Globals};
use crate::cli::content::Failure;
use crate::cli::{Outcome, complain, put, terminal_width};
use crate::content::load::{Loaded, load};
use crate::diagnostic::report::{self, Paint, machine};
use crate::diagnostic::{Code, Severity, explain};
use crate::driver::files::read_folder;
use crate::text::near::nearest;

/// Checks a folder and prints what was found; its findings decide the exit code. When warnings do too and there are none, nothing is printed.
pub fn check(args: &CheckArgs, globals: &Globals) -> Result<Outcome, Failure> {
    if let Some(name) = &args.explain {
        return explained(name);
    }
    let Some(dir) = args.dir.as_deref().or(globals.content.as_deref()) else {
        // The built-in explainer was checked when the program was built, or it would not have been.
        complain(
            "the built-in explainer was checked when this program was built; name a folder to check it",
        );
        return Ok(Outcome::Fine);
    };
    mend(args, dir)?;
    let (mut loaded, n_files) = read(dir);
    ask(args, &mut loaded, globals);
    let found = &loaded.diagnostics;
    let folder = dir.to_string_lossy();
    put(&match args.format {
        CheckFormat::Full => report::full(found, &loaded.sources, paint(globals), terminal_width()),
        CheckFormat::Concise => report::concise(found, &loaded.sources),
        CheckFormat::Json => machine::json(found, &loaded.sources),
        CheckFormat::Sarif => machine::sarif(found, &loaded.sources, &folder),
        CheckFormat::Github => machine::github(found, &loaded.sources, &folder),
    })?;
    if !(args.strict && found.is_empty()) {
        complain(&report::summary(found, n_files));
    }
    let is_fatal = |severity: Severity| severity == Severity::Error || args.strict;
    let any = found.iter().any(|d| is_fatal(d.code.severity()));
    Ok(if any {
        Outcome::Findings
    } else {
        Outcome::Fine
    })
}

/// A folder, and how many files it has.
fn read(dir: &Path) -> (Loaded, usize) {
    let folder = read_folder(dir);
    let n_files = folder.files.len();
    (load(folder.files, folder.found, folder.sources), n_files)
}

/// Says why a kind of finding matters.
fn explained(name: &str) -> Result<Outcome, Failure> {
    if name == "all" {
        put(&explain::page())?;
        return Ok(Outcome::Fine);
    }
    let Some(code) = Code::from_name(name) else {
        let codes = Code::ALL.iter().map(|code| code.name());
        let near = nearest(name, codes, &mut { usize::MAX });
        return Err(Failure::NoCode {
            name: crate::text::SafeText::sanitize(name).replace('\n', " "),
            near,
        });
    };
    put(&code.explain())?;
    Ok(Outcome::Fine)
}

/// Mends files, when that is wished for.
#[cfg(feature = "author")]
fn mend(args: &CheckArgs, dir: &Path) -> Result<(), Failure> {
    use crate::cli::mend::{fix, in_turn};

    for kind in args.fix.iter().flat_map(|wished| in_turn(wished)) {
        fix(dir, &read(dir).0, kind)?;
    }
    Ok(())
}

/// Without the feature there is nobody who could mend.
#[cfg(not(feature = "author"))]
fn mend(_: &CheckArgs, _: &Path) -> Result<(), Failure> {
    Ok(())
}

/// Asks addresses, when that is wished for.
#[cfg(feature = "links")]
fn ask(args: &CheckArgs, loaded: &mut Loaded, globals: &Globals) {
    use std::time::Duration;

    use crate::driver::links::{self, Asking};

    if !args.links {
        return;
    }
    let cache = (!globals.no_state).then(Asking::cache_of_user).flatten();
    let asking = Asking {
        limit: Duration::from_secs(args.timeout.into()),
        skip_hosts: args.skip_host.clone(),
        cache,
    };
    let asked = links::ask(&loaded.links, &asking);
    complain(&format!(
        "{} addresses asked, {} known to answer, {} left out or refused to programs",
        asked.n_asked, asked.n_known, asked.n_left_out
    ));
    loaded.add(asked.found);
}

/// Without the feature there is nobody who could ask.
#[cfg(not(feature = "links"))]
fn ask(_: &CheckArgs, _: &mut Loaded, _: &Globals) {}

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
