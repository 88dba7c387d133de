//! Loading: every file of a folder to one checked library, with everything that is wrong with any of them.

use std::collections::HashSet;

use crate::content::check;
use crate::content::limits;
use crate::content::lower::{self, Lowered};
use crate::content::model::Library;
use crate::content::parse;
use crate::content::resolve;
use crate::diagnostic::{Code, Diagnostic, Severity, SourceMap, Span};

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
}

impl Loaded {
    /// How many findings are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|d| d.code.severity() == severity)
            .count()
    }
}

/// Loads a folder's files. What reading them has found already, and the files that it points into, come along.
pub fn load(mut files: Vec<File>, found: Vec<Diagnostic>, mut sources: SourceMap) -> Loaded {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut diagnostics = found;
    limits::check(&mut files, &mut sources, &mut diagnostics);
    let texts = parse::texts(files, &mut sources, &mut diagnostics);
    let lowered = {
        let parsed = parse::files(&texts, &sources, &mut diagnostics);
        lower::files(&parsed, &mut diagnostics)
    };
    let library = finish(lowered, &mut diagnostics);
    sort(&mut diagnostics, &sources);
    drop_consequences(&mut diagnostics, &sources);
    let is_whole = diagnostics
        .iter()
        .all(|d| d.code.severity() != Severity::Error);
    Loaded {
        library: library.filter(|_| is_whole),
        diagnostics,
        sources,
    }
}

/// Resolves and checks what was lowered.
fn finish(lowered: Lowered, diagnostics: &mut Vec<Diagnostic>) -> Option<Library> {
    let Lowered {
        library,
        names_explainer,
        notes,
    } = lowered;
    let Some(mut library) = library else {
        // One that is not whole has been reported key by key.
        if names_explainer {
            return None;
        }
        diagnostics.push(Diagnostic {
            code: Code::NoExplainer,
            message: format!("there is no `{EXPLAINER}` with a whole `[explainer]` in this folder"),
            span: None,
            labels: Vec::new(),
            help: Some(format!("write `{EXPLAINER}` with `[explainer]` and its `format`, `id`, `title`, `summary`, `languages`, `as-of` and `chapters`")),
        });
        return None;
    };
    resolve::check(&mut library, &notes, diagnostics);
    library.index_ids();
    resolve::link(&mut library);
    check::rules(&library, &notes, diagnostics);
    Some(library)
}

/// What the first page needs, from `explainer.toml` and one chapter alone; the rest of the folder is not known yet, so nothing that names it
/// is checked. `None` when even that can't be read.
pub fn opening(explainer: &File, chapter: Option<&File>) -> Option<Library> {
    let mut diagnostics = Vec::new();
    let mut sources = SourceMap::default();
    let files: Vec<File> = std::iter::once(explainer).chain(chapter).cloned().collect();
    let texts = parse::texts(files, &mut sources, &mut diagnostics);
    let parsed = parse::files(&texts, &sources, &mut diagnostics);
    let mut library = lower::files(&parsed, &mut diagnostics).library?;
    library.index_ids();
    Some(library)
}

/// By file, then place; what concerns the folder comes first.
fn sort(diagnostics: &mut Vec<Diagnostic>, sources: &SourceMap) {
    let path = |span: &Option<Span>| {
        span.as_ref()
            .and_then(|span| sources.files().get(span.file))
            .map(|file| file.path.clone())
    };
    let start = |span: &Option<Span>| span.as_ref().map_or(0, |span| span.range.start);
    diagnostics.sort_by_cached_key(|d| (path(&d.span), start(&d.span), d.code, d.message.clone()));
    diagnostics.dedup();
}

/// Leaves out what is said of a line that is not TOML beside that it is not: the parser's guess at it is nobody's mistake.
fn drop_consequences(diagnostics: &mut Vec<Diagnostic>, sources: &SourceMap) {
    let line = |d: &Diagnostic| {
        d.span
            .as_ref()
            .map(|span| (span.file, sources.position(span).0))
    };
    let broken: HashSet<_> = diagnostics
        .iter()
        .filter(|d| d.code == Code::Syntax)
        .filter_map(line)
        .collect();
    if !broken.is_empty() {
        diagnostics
            .retain(|d| d.code == Code::Syntax || line(d).is_none_or(|at| !broken.contains(&at)));
    }
}
