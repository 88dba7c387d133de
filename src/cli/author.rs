//! What authors do beside reading: begin a folder, look at it while it is written.

use std::fs;
use std::io::{self, Write};
#[cfg(feature = "serve")]
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use ratatui::layout::Size;

use crate::app::Switch;
use crate::author::starter::{self, Amount};
use crate::cli::args::{Globals, size};
use crate::cli::content::Failure;
use crate::cli::export::{self, DiffFormat, ExportFormat, Extent, ImportFormat};
use crate::cli::{Outcome, complain, ended, put, schema};
use crate::driver::local::Wishes;
use crate::driver::preview::{Plan, Preview};
#[cfg(feature = "serve")]
use crate::driver::serve::colleague::Colleagues;
use crate::driver::watch::Means;
use crate::text::Lang;

/// The commands of authors.
#[derive(Debug, Subcommand)]
pub enum AuthorCommand {
    /// Begin an explainer: a folder whose files are the manual. `--lang` says in which language.
    New {
        /// The folder; it must be empty or not be there.
        dir: PathBuf,
        /// Only what an explainer can't be without.
        #[arg(long)]
        minimal: bool,
    },
    /// Write a JSON Schema for each kind of file, for editors that complete and explain keys.
    Schema {
        /// The folder that they are written to, best the one of the content; printed without it.
        dir: Option<PathBuf>,
        /// Write the tables of a format reference anew instead.
        #[arg(long, hide = true, value_name = "FILE", conflicts_with = "dir")]
        reference: Option<PathBuf>,
    },
    /// Look at a folder while you write it: every save is on the screen at once.
    Preview {
        /// The folder; the one of `--content`, or this one, without it.
        dir: Option<PathBuf>,
        /// Go to what each save changes.
        #[arg(long)]
        follow: bool,
        /// Look for changes again and again, for file systems that tell of none.
        #[arg(long)]
        poll: bool,
        /// Let a colleague look over SSH at this address and port, with a password that is printed; a port alone is one of this machine.
        #[cfg(feature = "serve")]
        #[arg(long, value_name = "ADDR", value_parser = address)]
        ssh: Option<SocketAddr>,
        /// Show it as on a terminal of these columns and rows.
        #[arg(long, value_name = "WxH", value_parser = size)]
        size: Option<Size>,
        /// Where to open.
        #[arg(long, value_name = "PLACE")]
        at: Option<String>,
    },
    /// Write an explainer as a site, a document, a book or data.
    Export {
        /// The folder, or `builtin`; the one of `--content`, or the built-in explainer, without it.
        dir: Option<PathBuf>,
        /// The form.
        #[arg(long, value_name = "FORM")]
        format: ExportFormat,
        /// The file, or the folder of a site; standard output without it.
        #[arg(long, value_name = "PATH")]
        out: Option<PathBuf>,
        /// A site in every language of the explainer; all else is in the one of `--lang`.
        #[arg(long)]
        every_language: bool,
    },
    /// Bring sources in from a reference manager.
    Import {
        /// What the file holds.
        format: ImportFormat,
        /// The file; `-` for standard input.
        file: PathBuf,
        /// Add them to the `sources.toml` of this folder, but for those that are there.
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
    },
    /// Say what changed in meaning; exit code 1 when something did.
    Diff {
        /// The folder as it was, or, with `--rev`, as it is.
        old: PathBuf,
        /// The folder as it is.
        #[arg(conflicts_with = "rev")]
        new: Option<PathBuf>,
        /// Compare with this git revision of the folder.
        #[arg(long, value_name = "REVISION")]
        rev: Option<String>,
        /// The form.
        #[arg(long, value_name = "FORM", default_value = "text")]
        format: DiffFormat,
    },
    /// Count words, claims, sources and what rests on them.
    Stats {
        /// The folder, or `builtin`; the one of `--content`, or the built-in explainer, without it.
        dir: Option<PathBuf>,
        /// As a JSON object.
        #[arg(long)]
        json: bool,
    },
}

/// Does what an author asked for.
pub fn run(command: AuthorCommand, globals: &Globals) -> Result<Outcome, Failure> {
    match command {
        AuthorCommand::New { dir, minimal } => {
            let amount = if minimal {
                Amount::Minimal
            } else {
                Amount::Full
            };
            new(&dir, amount, globals)
        }
        AuthorCommand::Schema { dir, reference } => {
            schema::schema(dir.as_deref(), reference.as_deref())
        }
        AuthorCommand::Preview {
            dir,
            follow,
            poll,
            #[cfg(feature = "serve")]
            ssh,
            size,
            at,
        } => {
            let dir = dir.or_else(|| globals.content.clone());
            let plan = Plan {
                dir: dir.unwrap_or_else(|| PathBuf::from(".")),
                means: if poll { Means::Looking } else { Means::Notices },
                follow: if follow { Switch::On } else { Switch::Off },
                size,
            };
            preview(
                plan,
                #[cfg(feature = "serve")]
                ssh,
                &globals.wishes(at),
            )
        }
        AuthorCommand::Export {
            dir,
            format,
            out,
            every_language,
        } => {
            let extent = match every_language {
                true => Extent::EveryLanguage,
                false => Extent::OneLanguage,
            };
            export::export(dir.as_deref(), (format, extent), out.as_deref(), globals)
        }
        AuthorCommand::Import { format, file, into } => {
            export::import(format, &file, into.as_deref())
        }
        AuthorCommand::Diff {
            old,
            new,
            rev,
            format,
        } => export::diff((&old, new.as_deref()), rev.as_deref(), format),
        AuthorCommand::Stats { dir, json } => export::count(dir.as_deref(), json, globals),
    }
}

/// Whether there is nothing in a folder, or no folder.
fn is_empty(dir: &Path) -> io::Result<bool> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Writes a new folder.
fn new(dir: &Path, amount: Amount, globals: &Globals) -> Result<Outcome, Failure> {
    let failed = |error| Failure::file(&dir.to_string_lossy(), error);
    if !is_empty(dir).map_err(failed)? {
        return Err(Failure::NotEmpty(dir.to_path_buf()));
    }
    let lang = globals
        .lang
        .or_else(Globals::system_lang)
        .unwrap_or(Lang::EN);
    for (path, text) in starter::files(lang, amount) {
        let file = dir.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        // What somebody has put there meanwhile is not written over.
        let mut file = fs::File::create_new(&file).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        put(&format!("{}\n", dir.join(path).display()))?;
    }
    complain(&format!(
        "`cotejo preview {0}` shows it while you write, `cotejo check {0}` says what is wrong",
        dir.display()
    ));
    Ok(Outcome::Fine)
}

/// Shows a folder while it is written; with an address, to colleagues as well.
fn preview(
    plan: Plan,
    #[cfg(feature = "serve")] ssh: Option<SocketAddr>,
    wishes: &Wishes,
) -> Result<Outcome, Failure> {
    if !plan.dir.is_dir() {
        return Err(Failure::NoFolder(plan.dir));
    }
    // A watched folder is named by its whole path: notices carry it.
    let dir = fs::canonicalize(&plan.dir)
        .map_err(|error| Failure::file(&plan.dir.to_string_lossy(), error))?;
    #[cfg_attr(
        not(feature = "serve"),
        expect(unused_mut, reason = "nobody is invited")
    )]
    let mut preview = Preview::open(Plan { dir, ..plan }, wishes);
    #[cfg(feature = "serve")]
    let colleagues = match ssh {
        Some(address) => Some(invite(address, &mut preview)?),
        None => None,
    };
    let ended_by = preview.run(wishes);
    #[cfg(feature = "serve")]
    if let Some(colleagues) = colleagues {
        colleagues.end();
    }
    Ok(ended(ended_by?))
}

/// Lets colleagues look at a preview, and says how they come.
#[cfg(feature = "serve")]
fn invite(address: SocketAddr, preview: &mut Preview) -> Result<Colleagues, Failure> {
    let colleagues = Colleagues::invite(address, preview.edition())?;
    let told = &colleagues.invitation;
    complain(&format!(
        "a colleague looks on with `{}`; the password is {}\nthe server's key is {}; both are of this preview alone",
        told.command(),
        told.password,
        told.fingerprint,
    ));
    let way = format!("{} · {}", told.command(), told.password);
    preview.share(Box::new(colleagues.guide()), &way);
    Ok(colleagues)
}

/// An address with a port, or a port of this machine.
#[cfg(feature = "serve")]
fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text
        .parse()
        .map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    port.or_else(|_| text.parse()).map_err(|_| {
        "write a port, such as `2222`, or an address with a port, such as `192.168.1.5:2222` or `[::]:2222`"
            .to_string()
    })
}
