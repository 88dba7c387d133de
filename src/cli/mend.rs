//! `cotejo check --fix`.

use std::path::Path;

use clap::ValueEnum;

use crate::cli::complain;
use crate::cli::content::Failure;
use crate::content::load::Loaded;
use crate::driver::files::replace;
use crate::mend::{Kind, mend};

/// What `--fix` mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Fix {
    /// Ids that are not written as such, with all that refers to them.
    Ids,
    /// A commented line for each missing translation.
    Translations,
    /// Keys in the order of the reference.
    Keys,
}

/// What is to be mended, one after the other: a line for a translation is a comment, and moves with the key below it.
pub fn in_turn(wished: &[Fix]) -> impl Iterator<Item = Kind> {
    let turns = [
        (Fix::Ids, Kind::Ids),
        (Fix::Keys, Kind::Keys),
        (Fix::Translations, Kind::Translations),
    ];
    let wished = wished.to_vec();
    let turns = turns
        .into_iter()
        .filter(move |(fix, _)| wished.contains(fix));
    turns.map(|(_, kind)| kind)
}

/// Mends files, and says what was done to each.
pub fn fix(dir: &Path, loaded: &Loaded, kind: Kind) -> Result<(), Failure> {
    for mended in mend(loaded, &[kind]) {
        let path = dir.join(&mended.path);
        let shown = path.display().to_string();
        replace(&path, mended.text.as_bytes()).map_err(|error| Failure::file(&shown, error))?;
        for done in &mended.done {
            let line = format!("{}: {done}", mended.path);
            complain(&crate::text::SafeText::sanitize(&line).replace('\n', " "));
        }
    }
    Ok(())
}
