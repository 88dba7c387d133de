//! `cotejo schema`.

use std::fs;
use std::path::Path;

use crate::cli::content::Failure;
use crate::cli::{Outcome, complain, put};
use crate::driver::files::replace;
use crate::schema::{files, reference};

/// Writes the schemas into a folder, or prints them; or writes the tables of a reference anew.
pub fn schema(dir: Option<&Path>, document: Option<&Path>) -> Result<Outcome, Failure> {
    let file = |path: &Path| path.display().to_string();
    if let Some(path) = document {
        let text = fs::read_to_string(path).map_err(|error| Failure::file(&file(path), error))?;
        let new = reference::fill(&text);
        replace(path, new.as_bytes()).map_err(|error| Failure::file(&file(path), error))?;
        return Ok(Outcome::Fine);
    }
    let Some(dir) = dir else {
        for (_, text) in files() {
            put(&text)?;
        }
        return Ok(Outcome::Fine);
    };
    for (name, text) in files() {
        let path = dir.join(name);
        replace(&path, text.as_bytes()).map_err(|error| Failure::file(&file(&path), error))?;
    }
    let names: Vec<&str> = files().iter().map(|(name, _)| *name).collect();
    complain(&format!(
        "wrote {} into {}; a file names its schema in its first line: `#:schema ./{}`",
        names.join(", "),
        dir.display(),
        names[2]
    ));
    Ok(Outcome::Fine)
}
