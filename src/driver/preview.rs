//! An author's preview: the app of any reader on a folder that is being written.
//!
//! A thread watches the folder, reads it when it is whole, and delivers what became of it; the loop and the app know nothing of files. What has
//! errors is delivered as findings, without content, so that the last good state stays on the screen. Nothing is kept of what is
//! read here: bookmarks and places are those of readers.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use ratatui::layout::Size;

use crate::app::author::{Edited, Finding, Saved, Written};
use crate::app::{Effect, Event, Switch};
use crate::author::changes::touched;
use crate::content::load::{EXPLAINER, File, Loaded, load};
use crate::content::model::Library;
use crate::diagnostic::report::{self, Paint};
use crate::diagnostic::{Diagnostic, SourceMap, Span};
use crate::driver::editor::{edit, editor};
use crate::driver::files::{Folder, Stamps, read_folder};
use crate::driver::local::{self, Wishes};
use crate::driver::run::{Ended, Performer, Wake, run, wake};
use crate::driver::terminal::TerminalError;
use crate::driver::watch::{Means, Watch};
use crate::edition::Edition;
use crate::i18n::Msg;
use crate::text::Lang;

/// The most findings that are shown; who has more mends these first.
const MOST: usize = 200;

/// How wide excerpts of findings are made.
const EXCERPT: usize = 100;

/// What an author asked for.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The folder.
    pub dir: PathBuf,
    /// How it is watched.
    pub means: Means,
    /// Whether each save leads to what it changes.
    pub follow: Switch,
    /// The size of another terminal to show it as on.
    pub size: Option<Size>,
}

/// Where everything with an id is written.
type Places = HashMap<String, Written>;

/// One state of a folder, as far as it could be read.
#[derive(Debug)]
pub struct State {
    /// The content; none when it has errors.
    pub library: Option<Library>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Where everything with an id is written.
    pub places: Places,
}

impl State {
    /// The state of what was read of a folder.
    pub fn of(folder: Folder) -> Self {
        let mut loaded = load(folder.files, folder.found, folder.sources);
        State {
            library: loaded.library.take(),
            findings: findings(&loaded),
            places: places(&loaded),
        }
    }
}

fn written(span: &Span, sources: &SourceMap) -> Option<Written> {
    let file = sources.files().get(span.file)?;
    let (line, column) = sources.position(span);
    Some(Written {
        path: file.path.clone(),
        line,
        column,
    })
}

fn places(loaded: &Loaded) -> Places {
    let place = |(id, span): (&String, &Span)| Some((id.clone(), written(span, &loaded.sources)?));
    loaded.places.iter().filter_map(place).collect()
}

/// What was found, errors before warnings.
fn findings(loaded: &Loaded) -> Vec<Finding> {
    let mut order: Vec<&Diagnostic> = loaded.diagnostics.iter().collect();
    order.sort_by_key(|found| std::cmp::Reverse(found.code.severity()));
    let finding = |found: &Diagnostic| {
        let one = std::slice::from_ref(found);
        let line = report::concise(one, &loaded.sources);
        let text = report::full(one, &loaded.sources, Paint::Plain, EXCERPT);
        Finding {
            severity: found.code.severity(),
            at: found
                .span
                .as_ref()
                .and_then(|span| written(span, &loaded.sources)),
            line: line.trim_end().to_string(),
            text: text.trim_end().to_string(),
        }
    };
    order.into_iter().take(MOST).map(finding).collect()
}

/// What is shown of a folder that could never be read yet.
fn nothing_yet(lang: Lang) -> Library {
    let text = |msg: Msg| msg.text(lang);
    let explainer = format!(
        "[explainer]\nformat = 1\nid = \"preview\"\ntitle = \"{}\"\nsummary = \"{}\"\nlanguages = [\"{}\"]\nas-of = \"2000\"\nchapters = []\n",
        text(Msg::NotYetReadable),
        text(Msg::NotYetReadableHint),
        lang.code(),
    );
    let file = File {
        path: EXPLAINER.to_string(),
        bytes: explainer.into_bytes(),
    };
    let loaded = load(vec![file], Vec::new(), SourceMap::default());
    loaded
        .library
        .expect("the texts of the interface are texts")
}

/// Shows a folder while it is written, until its author quits.
///
/// # Errors
///
/// When there is no terminal to read in.
pub fn preview(plan: &Plan, wishes: &Wishes) -> Result<Ended, TerminalError> {
    let stamps = Stamps::of(&plan.dir);
    let first = State::of(read_folder(&plan.dir));
    let lang = wishes.lang.or(wishes.system_lang).unwrap_or(Lang::EN);
    let library = first.library.unwrap_or_else(|| nothing_yet(lang));
    let edition = Edition::new(library, 0);
    let (app, said) = local::app(edition.clone(), wishes, Size::new(80, 24));
    let app = app.for_author(plan.follow, plan.size);
    let (wake, woken) = wake().map_err(TerminalError::Open)?;
    let places = Arc::new(Mutex::new(first.places));
    let mut desk = Desk {
        plan: plan.clone(),
        wake: Arc::new(wake),
        places,
        begin: Some((edition, stamps, first.findings)),
        said,
        ended: Arc::new(AtomicBool::new(false)),
        lang,
    };
    let ended = run(app, &wishes.caps, &mut desk, woken);
    desk.ended.store(true, Ordering::Relaxed);
    ended.map(|(_, ended)| ended)
}

/// Performs for an author.
struct Desk {
    plan: Plan,
    wake: Arc<Wake>,
    places: Arc<Mutex<Places>>,
    /// What the watching begins with.
    begin: Option<(Edition, Stamps, Vec<Finding>)>,
    said: Vec<String>,
    ended: Arc<AtomicBool>,
    lang: Lang,
}

impl Performer for Desk {
    fn start(&mut self) {
        for text in self.said.drain(..) {
            self.wake.send(Event::Say(text));
        }
        let Some((edition, stamps, findings)) = self.begin.take() else {
            return;
        };
        if !findings.is_empty() {
            let is_good = findings
                .iter()
                .all(|finding| finding.severity != crate::diagnostic::Severity::Error);
            self.wake.send(Event::Saved(Box::new(Saved {
                edition: is_good.then(|| edition.clone()),
                changed: Vec::new(),
                findings,
            })));
        }
        let watch = Watch::new(&self.plan.dir, self.plan.means, stamps);
        let (wake, places, ended) = (self.wake.clone(), self.places.clone(), self.ended.clone());
        thread::spawn(move || keep_up(watch, edition, (&wake, &places), &ended));
    }

    fn perform(&mut self, effect: Effect, edition: &Edition) {
        match effect {
            Effect::Edit(edited) => self.edit(edited),
            Effect::OpenAddress(address) => local::open(&address),
            Effect::Index => local::index(edition, &self.wake),
            // Nothing that is done in a preview is a reader's.
            Effect::Keep(_) => {}
            // These are the loop's.
            Effect::Copy(_)
            | Effect::Mouse(_)
            | Effect::Suspend
            | Effect::Redraw
            | Effect::Quit => {}
        }
    }
}

impl Desk {
    fn edit(&self, edited: Edited) {
        let at = match edited {
            Edited::At(written) => written,
            Edited::Ids(ids) => self.place_of(&ids),
        };
        let editor = editor(|name| std::env::var(name).ok());
        if edit(&editor, &self.plan.dir, &at).is_err() {
            self.wake
                .send(Event::Say(Msg::NoEditor.with(self.lang, &editor)));
        }
    }

    /// Where the first of some ids is written.
    fn place_of(&self, ids: &[String]) -> Written {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = ids.iter().filter_map(|id| places.get(id));
        known.next().cloned().unwrap_or_else(|| Written {
            path: EXPLAINER.to_string(),
            line: 1,
            column: 1,
        })
    }
}

/// Delivers every state of the folder, until the preview has ended.
fn keep_up(
    mut watch: Watch,
    mut shown: Edition,
    (wake, places): (&Wake, &Mutex<Places>),
    ended: &AtomicBool,
) {
    while let Some(state) = watch.next(|| !ended.load(Ordering::Relaxed), State::of) {
        let saved = match state.library {
            None => Saved {
                edition: None,
                changed: Vec::new(),
                findings: state.findings,
            },
            Some(library) => {
                let changed = touched(shown.library(), &library);
                shown = Edition::new(library, shown.revision() + 1);
                Saved {
                    edition: Some(shown.clone()),
                    changed,
                    findings: state.findings,
                }
            }
        };
        *places.lock().unwrap_or_else(PoisonError::into_inner) = state.places;
        wake.send(Event::Saved(Box::new(saved)));
    }
}
