//! Loading: every file of a folder to one checked library, with everything that is wrong with any of them.

use crate::content::allow::Allowed;
use crate::content::check;
use crate::content::collect::{Collector, sort};
use crate::content::limits;
use crate::content::lower::notes::Noted;
use crate::content::lower::{self, Leaves, Lowered};
use crate::content::model::Library;
use crate::content::parse;
use crate::content::resolve;
use crate::diagnostic::{Code, Diagnostic, Severity, SourceMap, Span};
use crate::text::Lang;

/// The file that says what an explainer is.
pub const EXPLAINER: &str = "explainer.toml";

/// One file of a folder as it was read.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path inside the folder, with `/`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What loading gives.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The explainer; none when anything in it is an error.
    pub library: Option<Library>,
    /// Everything that was found, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that the diagnostics point into.
    pub sources: SourceMap,
    /// Where everything with an id is written.
    pub places: Noted,
    /// What the folder says about its addresses.
    pub links: Links,
    /// What can be mended without judgement.
    pub mendable: Mendable,
}

/// What can be mended in a folder without judgement.
#[derive(Debug, Clone, Default)]
pub struct Mendable {
    /// The explainer's languages.
    pub languages: Vec<Lang>,
    /// Ids that are not written as such, where they are given.
    pub bad_ids: Vec<(String, Span)>,
    /// The same where they are used.
    pub bad_references: Vec<(String, Span)>,
    /// All other ids; empty where all are written as such.
    pub ids: Vec<String>,
    /// Texts that lack a language.
    pub untranslated: Vec<Untranslated>,
}

pub use crate::content::lower::notes::Written as Untranslated;

/// Addresses of a folder, which only a driver can ask.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// Every address with its place.
    pub addresses: Vec<(String, Span)>,
    /// Hosts that are not to be asked.
    pub skip_hosts: Vec<String>,
    /// What is silenced.
    pub allowed: Allowed,
}

impl Loaded {
    /// Adds findings that came later.
    pub fn add(&mut self, found: Vec<Diagnostic>) {
        self.diagnostics.extend(found);
        sort(&mut self.diagnostics, &self.sources);
    }

    /// How many findings are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|d| d.code.severity() == severity)
            .count()
    }
}

/// Loads a folder's files. What reading them has found already, and the files that it points into, come along.
pub fn load(files: Vec<File>, found: Vec<Diagnostic>, sources: SourceMap) -> Loaded {
    whole((files, found, sources), None)
}

/// Loads a folder again and again: what files gave is kept, and only those that have changed are parsed. What it gives is what [`load`] gives.
#[derive(Debug, Default)]
pub struct Loader(Leaves);

impl Loader {
    /// Loads the folder as it is now.
    pub fn load(&mut self, files: Vec<File>, found: Vec<Diagnostic>, sources: SourceMap) -> Loaded {
        whole((files, found, sources), Some(&mut self.0))
    }
}

fn whole(
    (mut files, found, mut sources): (Vec<File>, Vec<Diagnostic>, SourceMap),
    leaves: Option<&mut Leaves>,
) -> Loaded {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut found = Collector::new(found);
    limits::check(&mut files, &mut sources, &mut found);
    let taken = parse::take(files, &mut sources, &mut found);
    let lowered = lower::files(&parse::texts(&taken, &sources), leaves, &mut found);
    let (library, notes) = finish(lowered, &sources, &mut found);
    let links = Links {
        addresses: notes.all(|notes| &notes.addresses).cloned().collect(),
        skip_hosts: notes.all(|notes| &notes.skip_hosts).cloned().collect(),
        allowed: found.allowed().clone(),
    };
    Loaded {
        mendable: notes.mendable(library.explainer.languages.clone()),
        library: (found.n_errors() == 0).then_some(library),
        diagnostics: found.finish(&sources),
        sources,
        places: notes,
        links,
    }
}

/// Resolves and checks what was lowered.
fn finish(lowered: Lowered, sources: &SourceMap, found: &mut Collector) -> (Library, Noted) {
    let Lowered {
        mut library,
        has_explainer,
        notes,
    } = lowered;
    found.allow(notes.allowed());
    if has_explainer {
        resolve::unlisted_chapters(&library, &notes, found);
    } else if !is_explained(sources, found) {
        found.push(Diagnostic {
            code: Code::NoExplainer,
            message: format!("there is no `{EXPLAINER}` with an `[explainer]` in this folder"),
            span: None,
            labels: Vec::new(),
            help: Some(format!("write `{EXPLAINER}` with `[explainer]` and its `format`, `id`, `title`, `summary`, `languages`, `as-of` and `chapters`")),
        });
    }
    resolve::check(&library, &notes, found);
    library.index_ids();
    resolve::link(&mut library);
    check::rules(&library, &notes, found);
    // What was not read may hold what an entry was written for.
    if found.n_errors() == 0 {
        let is_looked_for = |code: Code| code != Code::DeadLink;
        let unused = found.allowed().unused(is_looked_for);
        unused.into_iter().for_each(|d| found.push(d));
    }
    (library, notes)
}

/// Whether it has been said already why there is no explainer: its file has mistakes, or the folder can't be read.
fn is_explained(sources: &SourceMap, found: &Collector) -> bool {
    let file = sources
        .files()
        .iter()
        .position(|file| file.path == EXPLAINER);
    match file {
        Some(file) => found.has_errors_in(file),
        None => sources.files().is_empty() && found.has(Code::Unreadable),
    }
}

/// What the first page needs, from `explainer.toml` and one chapter alone; the rest of the folder is not known yet, so nothing that names it
/// is checked. `None` when even that can't be read.
pub fn opening(explainer: &File, chapter: Option<&File>) -> Option<Library> {
    let mut sources = SourceMap::default();
    let mut found = Collector::default();
    let mut files: Vec<File> = std::iter::once(explainer)
        .chain(chapter)
        .filter(|file| file.bytes.len() <= limits::FILE_BYTES)
        .cloned()
        .collect();
    limits::check(&mut files, &mut sources, &mut found);
    let taken = parse::take(files, &mut sources, &mut found);
    let lowered = lower::files(&parse::texts(&taken, &sources), None, &mut found);
    let mut library = lowered.has_explainer.then_some(lowered.library)?;
    library.index_ids();
    Some(library)
}
