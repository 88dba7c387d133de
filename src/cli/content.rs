//! Which content a command is about, and what is said when it can't be read.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

#[cfg(feature = "author")]
use crate::author::import::ImportError;
use crate::content::load::{Loaded, load, opening};
use crate::content::model::Library;
use crate::content::pack::PackError;
use crate::diagnostic::{Diagnostic, Severity, report};
use crate::driver::files::{read_folder, read_opening};
use crate::driver::local::Rest;
#[cfg(feature = "author")]
use crate::driver::revision::RevisionError;
use crate::driver::terminal::TerminalError;
use crate::edition::Edition;
use crate::place::{Location, Place};

/// How many errors of a folder are listed when it is to be read; `cotejo check` lists all.
const LISTED: usize = 10;

/// Why a command can't do what was asked.
#[derive(Debug, Error)]
pub enum Failure {
    /// The built-in explainer is damaged.
    #[error("the built-in explainer can't be read: {0}")]
    Pack(#[from] PackError),
    /// The folder has errors.
    #[error("{}", broken(.dir, .loaded))]
    Broken {
        /// The folder.
        dir: PathBuf,
        /// What was found in it.
        loaded: Box<Loaded>,
    },
    /// Nothing has this id.
    #[error("nothing is called `{name}`{}", .near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?")))]
    NoPlace {
        /// What was asked for.
        name: String,
        /// The id that is nearest.
        near: Option<String>,
    },
    /// No finding has this code.
    #[error("there is no code `{name}`{}; `--explain all` lists every code", .near.map_or_else(String::new, |near| format!("; did you mean `{near}`?")))]
    NoCode {
        /// What was asked for.
        name: String,
        /// The code that is nearest.
        near: Option<&'static str>,
    },
    /// No command is called so.
    #[error("there is no command `{0}`; `cotejo help` lists them")]
    NoCommand(String),
    /// What was asked for has no values to give.
    #[error("`{0}` is no picture and no figure, so it has no values; leave out `--json`")]
    NoValues(String),
    /// A place stands before a command.
    #[error(
        "`{0}` stands before a command; a place to open needs none, and other arguments come behind it"
    )]
    Misplaced(String),
    /// A new folder is to be written where something is.
    #[cfg(feature = "author")]
    #[error("`{}` is not empty; name a folder that is, or one that is not there", .0.display())]
    NotEmpty(PathBuf),
    /// There is no such folder.
    #[cfg(feature = "author")]
    #[error("there is no folder `{}`; `cotejo new` makes one", .0.display())]
    NoFolder(PathBuf),
    /// There is no terminal to read in.
    #[error(transparent)]
    Terminal(#[from] TerminalError),
    /// There is no server.
    #[cfg(feature = "serve")]
    #[error(transparent)]
    Serve(#[from] crate::driver::serve::server::ServeError),
    /// A file can't be read or written.
    #[cfg(feature = "author")]
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// An export is no text to be printed.
    #[cfg(feature = "author")]
    #[error("`--format {0}` is no text to print; name where it goes with `--out`")]
    NoOutput(&'static str),
    /// References can't be read.
    #[cfg(feature = "author")]
    #[error("{path}: {error}")]
    Import {
        /// Their file.
        path: String,
        /// Why.
        #[source]
        error: ImportError,
    },
    /// A git revision can't be read.
    #[cfg(feature = "author")]
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// Two states are needed to tell what changed.
    #[cfg(feature = "author")]
    #[error("name two folders, or one and `--rev` with the git revision to compare it with")]
    NothingToCompare,
    /// Output could not be made.
    #[error("can't write: {0}")]
    Output(#[source] io::Error),
    /// The file of the kiosk's settings can't be read.
    #[cfg(feature = "serve")]
    #[error("{0}")]
    Configuration(#[source] io::Error),
}

impl Failure {
    /// A file can't be read or written.
    #[cfg(feature = "author")]
    pub fn file(path: &str, source: io::Error) -> Self {
        let path = crate::text::SafeText::sanitize(path).replace('\n', " ");
        Failure::File { path, source }
    }
}

fn broken(dir: &Path, loaded: &Loaded) -> String {
    let is_error = |d: &&Diagnostic| d.code.severity() == Severity::Error;
    let errors: Vec<Diagnostic> = loaded
        .diagnostics
        .iter()
        .filter(is_error)
        .cloned()
        .collect();
    let listed = &errors[..errors.len().min(LISTED)];
    let mut text = format!(
        "{} has errors and does not open:\n{}",
        dir.display(),
        report::concise(listed, &loaded.sources)
    );
    if errors.len() > LISTED {
        text.push_str(&format!("and {} more\n", errors.len() - LISTED));
    }
    text.push_str(&format!(
        "`cotejo check {}` shows each with its lines",
        dir.display()
    ));
    text
}

/// The content of a command.
pub struct Content {
    /// What there is of it.
    pub edition: Edition,
    /// What gives the rest.
    pub rest: Option<Rest>,
}

impl Content {
    /// All of the built-in explainer, or of the folder.
    pub fn whole(dir: Option<&Path>) -> Result<Self, Failure> {
        let edition = match dir {
            None => Edition::builtin()?,
            Some(dir) => Edition::new(library(dir)?, 0),
        };
        Ok(Content {
            edition,
            rest: None,
        })
    }

    /// What the first page needs; the rest is read while it is shown.
    pub fn opening(dir: Option<&Path>) -> Result<Self, Failure> {
        let Some(dir) = dir else {
            return Content::whole(None);
        };
        let first = read_opening(dir)
            .and_then(|(explainer, chapter)| opening(&explainer, chapter.as_ref()));
        let Some(first) = first else {
            return Content::whole(Some(dir));
        };
        let dir = dir.to_path_buf();
        let rest = move || {
            library(&dir)
                .map(|library| Edition::new(library, 0))
                .map_err(|failure| failure.to_string())
        };
        Ok(Content {
            edition: Edition::opening(first),
            rest: Some(Box::new(rest)),
        })
    }

    /// The library.
    pub fn library(&self) -> &Library {
        self.edition.library()
    }

    /// The location of a name.
    pub fn locate(&self, name: &str) -> Result<Location, Failure> {
        Place::parse(name, self.library()).ok_or_else(|| Failure::NoPlace {
            name: crate::text::SafeText::sanitize(name).replace('\n', " "),
            near: Place::nearest(name, self.library()),
        })
    }
}

/// The library of a folder without errors.
fn library(dir: &Path) -> Result<Library, Failure> {
    let folder = read_folder(dir);
    let mut loaded = load(folder.files, folder.found, folder.sources);
    match loaded.library.take() {
        Some(library) => Ok(library),
        None => Err(Failure::Broken {
            dir: dir.to_path_buf(),
            loaded: Box::new(loaded),
        }),
    }
}
