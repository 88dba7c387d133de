//! `cotejo export`, `import`, `diff` and `stats`: content out, sources in, what changed, how much there is.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::author::changes::{Change, HEADINGS, changes};
use crate::author::import::{bibtex, csl_json};
use crate::author::stats::stats;
use crate::cli::args::Globals;
use crate::cli::content::{Content, Failure};
use crate::cli::print::lang_of;
use crate::cli::{Outcome, complain, put};
use crate::content::load::load;
use crate::content::model::Library;
use crate::diagnostic::SourceMap;
use crate::driver::output::write_folder;
use crate::driver::revision::read_revision;
use crate::export::references::{Form, references};
use crate::export::{document, epub, json, review, site};

/// What an explainer may be exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A site: a folder of pages that need nothing from elsewhere.
    Html,
    /// One document with footnotes.
    Markdown,
    /// The whole model, with ids.
    Json,
    /// A book.
    Epub,
    /// Fact-checks as schema.org's ClaimReview (JSON-LD).
    Claimreview,
    /// The sources as BibTeX.
    Bibtex,
    /// The sources as CSL JSON.
    CslJson,
    /// The sources as RIS.
    Ris,
}

/// How many languages a site has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The one that was asked for, or is the reader's.
    OneLanguage,
    /// All of the explainer, beside each other.
    EveryLanguage,
}

/// What sources are brought in from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// BibTeX or BibLaTeX.
    Bibtex,
    /// CSL JSON, as Zotero and others write it.
    CslJson,
}

/// The forms of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// A line each, under headings.
    Text,
    /// The same as a list for a pull request.
    Markdown,
    /// An array of JSON objects.
    Json,
}

/// The word that stands for the explainer in the program.
const BUILTIN: &str = "builtin";

fn content(dir: Option<&Path>, globals: &Globals) -> Result<Content, Failure> {
    match dir {
        Some(dir) if dir == Path::new(BUILTIN) => Content::whole(None),
        Some(dir) => Content::whole(Some(dir)),
        None => Content::whole(globals.content.as_deref()),
    }
}

/// Exports an explainer into a file or folder, or to standard output where it is one text.
pub fn export(
    dir: Option<&Path>,
    (format, extent): (ExportFormat, Extent),
    out: Option<&Path>,
    globals: &Globals,
) -> Result<Outcome, Failure> {
    let content = content(dir, globals)?;
    let lang = lang_of(&content, globals);
    let library = content.library();
    let sources: Vec<_> = library.sources.iter().collect();
    let bytes = match format {
        ExportFormat::Html => {
            let out = out.ok_or(Failure::NoOutput("html"))?;
            let mut languages = vec![lang];
            if extent == Extent::EveryLanguage {
                let all = library.explainer.languages.iter().copied();
                languages.extend(all.filter(|other| *other != lang));
            }
            let files = site::site(&content.edition, &languages);
            let size: usize = files.iter().map(|file| file.bytes.len()).sum();
            write_folder(out, &files).map_err(|error| failed(out, error))?;
            complain(&format!(
                "{} files, {} KB; open {}",
                files.len(),
                size.div_ceil(1000),
                out.join("index.html").display()
            ));
            return Ok(Outcome::Fine);
        }
        ExportFormat::Epub if out.is_none() && io::stdout().is_terminal() => {
            return Err(Failure::NoOutput("epub"));
        }
        ExportFormat::Epub => epub::book(&content.edition, lang),
        ExportFormat::Markdown => document::document(&content.edition, lang).into_bytes(),
        ExportFormat::Json => json::model(library).into_bytes(),
        ExportFormat::Claimreview => review::reviews(library).into_bytes(),
        ExportFormat::Bibtex => references(&sources, Form::Bibtex, lang).into_bytes(),
        ExportFormat::CslJson => references(&sources, Form::CslJson, lang).into_bytes(),
        ExportFormat::Ris => references(&sources, Form::Ris, lang).into_bytes(),
    };
    match out {
        Some(out) => fs::write(out, bytes).map_err(|error| failed(out, error))?,
        None => crate::cli::put_bytes(&bytes)?,
    }
    Ok(Outcome::Fine)
}

fn failed(path: &Path, error: io::Error) -> Failure {
    Failure::file(&path.to_string_lossy(), error)
}

/// Brings sources in: prints them, or adds them to `sources.toml` of a folder.
pub fn import(format: ImportFormat, file: &Path, into: Option<&Path>) -> Result<Outcome, Failure> {
    let text = match file.to_str() {
        Some("-") => io::read_to_string(io::stdin()),
        _ => fs::read_to_string(file),
    };
    let text = text.map_err(|error| failed(file, error))?;
    let content = into.map(|dir| Content::whole(Some(dir))).transpose()?;
    let known = content.as_ref().map(Content::library);
    let imported = match format {
        ImportFormat::Bibtex => bibtex(&text, known),
        ImportFormat::CslJson => csl_json(&text, known),
    };
    let imported = imported.map_err(|error| Failure::Import {
        path: file.display().to_string(),
        error,
    })?;
    match into {
        None => put(&imported.toml)?,
        Some(_) if imported.n == 0 => {}
        Some(dir) => {
            let path = dir.join("sources.toml");
            let before = match fs::read_to_string(&path) {
                Ok(text) => text.trim_end().to_string() + "\n\n",
                Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
                Err(error) => return Err(failed(&path, error)),
            };
            let text = before + &imported.toml;
            crate::driver::files::replace(&path, text.as_bytes())
                .map_err(|error| failed(&path, error))?;
        }
    }
    for skipped in &imported.skipped {
        complain(&format!("left out {skipped}"));
    }
    complain(&format!(
        "{} sources; look over their kinds, and add `short`, `interest` and `reliability`",
        imported.n
    ));
    Ok(Outcome::Fine)
}

/// Says what changed in meaning between two folders, or from a git revision to a folder; exit code 1 when something did.
pub fn diff(
    (old, new): (&Path, Option<&Path>),
    revision: Option<&str>,
    format: DiffFormat,
) -> Result<Outcome, Failure> {
    let (before, after) = match (revision, new) {
        (Some(revision), _) => (at_revision(old, revision)?, whole(old)?),
        (None, Some(new)) => (whole(old)?, whole(new)?),
        (None, None) => return Err(Failure::NothingToCompare),
    };
    let found = changes(&before, &after);
    put(&match format {
        DiffFormat::Json => format!(
            "{}\n",
            serde_json::to_string_pretty(&found).expect("changes are plain data")
        ),
        DiffFormat::Text => listed(&found, ("", "  ")),
        DiffFormat::Markdown => listed(&found, ("### ", "- ")),
    })?;
    Ok(match found.is_empty() {
        true => Outcome::Fine,
        false => Outcome::Findings,
    })
}

fn whole(dir: &Path) -> Result<Library, Failure> {
    let content = content_of(dir)?;
    Ok(content.library().clone())
}

fn content_of(dir: &Path) -> Result<Content, Failure> {
    match dir == Path::new(BUILTIN) {
        true => Content::whole(None),
        false => Content::whole(Some(dir)),
    }
}

fn at_revision(dir: &Path, revision: &str) -> Result<Library, Failure> {
    let files = read_revision(dir, revision)?;
    let mut loaded = load(files, Vec::new(), SourceMap::default());
    loaded.library.take().ok_or_else(|| Failure::Broken {
        dir: PathBuf::from(format!("{} at {revision}", dir.display())),
        loaded: Box::new(loaded),
    })
}

/// Changes under their headings.
fn listed(found: &[Change], (head, item): (&str, &str)) -> String {
    let told: Vec<(&str, String)> = found.iter().map(Change::told).collect();
    let mut out = String::new();
    for heading in HEADINGS {
        let own: Vec<&String> = told
            .iter()
            .filter(|(under, _)| under == heading)
            .map(|(_, line)| line)
            .collect();
        if own.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("{head}{heading} ({})\n", own.len()));
        if !head.is_empty() {
            out.push('\n');
        }
        for line in own {
            out.push_str(&format!("{item}{line}\n"));
        }
    }
    out
}

/// Prints counts.
pub fn count(dir: Option<&Path>, as_json: bool, globals: &Globals) -> Result<Outcome, Failure> {
    let content = content(dir, globals)?;
    let stats = stats(content.library());
    put(&match as_json {
        true => format!(
            "{}\n",
            serde_json::to_string_pretty(&stats).expect("counts are plain data")
        ),
        false => stats.text(),
    })?;
    Ok(Outcome::Fine)
}
