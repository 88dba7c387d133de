//! An author's preview: the app of any reader on a folder that is being written.
//!
//! A thread watches the folder, reads it when it is whole, and delivers what became of it; the loop and the app know nothing of files. What has
//! errors is delivered as findings, without content, so that the last good state stays on the screen. Nothing is kept of what is
//! read here: bookmarks and places are those of readers.

use std::mem::replace;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::layout::Size;

use crate::app::author::{Edited, Finding, Saved, Written};
use crate::app::{Effect, Event, Switch};
use crate::author::changes::touched;
use crate::content::load::{EXPLAINER, File, Loaded, Loader, load};
use crate::content::lower::notes::Noted;
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
#[derive(Debug, Default)]
pub struct Places {
    noted: Noted,
    sources: SourceMap,
}

impl Places {
    /// Where an id is given.
    pub fn get(&self, id: &str) -> Option<Written> {
        let span = self.noted.place(id, "id")?;
        written(&span, &self.sources)
    }
}

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
    /// The state of what was read of a folder; `loader` keeps what it can use for the next one.
    pub fn of(folder: Folder, loader: &mut Loader) -> Self {
        let mut loaded = loader.load(folder.files, folder.found, folder.sources);
        State {
            library: loaded.library.take(),
            findings: findings(&loaded),
            places: Places {
                noted: loaded.places,
                sources: loaded.sources,
            },
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

/// Somebody else who is shown every good state; it must not wait.
pub type Onlooker = Box<dyn Fn(Edition) + Send>;

/// A folder that is about to be shown.
pub struct Preview {
    plan: Plan,
    begin: Begin,
    places: Places,
    lang: Lang,
    said: Vec<String>,
}

impl Preview {
    /// Reads a folder.
    pub fn open(plan: Plan, wishes: &Wishes) -> Self {
        let stamps = Stamps::of(&plan.dir);
        let mut loader = Loader::default();
        let before = Instant::now();
        let first = State::of(read_folder(&plan.dir), &mut loader);
        let lang = wishes.lang.or(wishes.system_lang).unwrap_or(Lang::EN);
        let library = first.library.unwrap_or_else(|| nothing_yet(lang));
        Preview {
            plan,
            begin: Begin {
                edition: Edition::new(library, 0),
                stamps,
                made_in: before.elapsed(),
                loader,
                findings: first.findings,
                onlooker: None,
            },
            places: first.places,
            lang,
            said: Vec::new(),
        }
    }

    /// What is shown first.
    pub fn edition(&self) -> Edition {
        self.begin.edition.clone()
    }

    /// Shows every later state to somebody else as well, who comes by this `way`.
    pub fn share(&mut self, onlooker: Onlooker, way: &str) {
        self.begin.onlooker = Some(onlooker);
        self.said.push(Msg::SharedOver.with(self.lang, way));
    }

    /// Shows the folder while it is written, until its author quits.
    ///
    /// # Errors
    ///
    /// When there is no terminal to read in.
    pub fn run(self, wishes: &Wishes) -> Result<Ended, TerminalError> {
        let (app, mut said) = local::app(self.edition(), wishes, Size::new(80, 24));
        let app = app.for_author(self.plan.follow, self.plan.size);
        said.extend(self.said);
        let (wake, woken) = wake().map_err(TerminalError::Open)?;
        let mut desk = Desk {
            plan: self.plan,
            wake: Arc::new(wake),
            places: Arc::new(Mutex::new(self.places)),
            begin: Some(self.begin),
            said,
            ended: Arc::new(AtomicBool::new(false)),
            lang: self.lang,
        };
        let ended = run(app, &wishes.caps, &mut desk, woken);
        desk.ended.store(true, Ordering::Relaxed);
        ended.map(|(_, ended)| ended)
    }
}

/// What the watching begins with.
struct Begin {
    edition: Edition,
    stamps: Stamps,
    /// How long the first state took to be made.
    made_in: Duration,
    loader: Loader,
    findings: Vec<Finding>,
    onlooker: Option<Onlooker>,
}

/// Performs for an author.
struct Desk {
    plan: Plan,
    wake: Arc<Wake>,
    places: Arc<Mutex<Places>>,
    begin: Option<Begin>,
    said: Vec<String>,
    ended: Arc<AtomicBool>,
    lang: Lang,
}

impl Performer for Desk {
    fn start(&mut self) {
        let Some(begin) = self.begin.take() else {
            return;
        };
        let (edition, findings) = (begin.edition, begin.findings);
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
        for text in self.said.drain(..) {
            self.wake.send(Event::Say(text));
        }
        let watch = Watch::new(&self.plan.dir, self.plan.means, begin.stamps, begin.made_in);
        let keeper = Keeper {
            shown: edition,
            loader: begin.loader,
            onlooker: begin.onlooker,
            wake: self.wake.clone(),
            places: self.places.clone(),
            ended: self.ended.clone(),
        };
        thread::spawn(move || keeper.keep_up(watch));
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
        known.next().unwrap_or_else(|| Written {
            path: EXPLAINER.to_string(),
            line: 1,
            column: 1,
        })
    }
}

/// Follows the folder.
struct Keeper {
    shown: Edition,
    loader: Loader,
    onlooker: Option<Onlooker>,
    wake: Arc<Wake>,
    places: Arc<Mutex<Places>>,
    ended: Arc<AtomicBool>,
}

impl Keeper {
    /// Delivers every state of the folder, until the preview has ended.
    fn keep_up(mut self, mut watch: Watch) {
        let ended = self.ended.clone();
        let go_on = || !ended.load(Ordering::Relaxed);
        while let Some(state) = watch.next(go_on, |folder| State::of(folder, &mut self.loader)) {
            self.deliver(state);
        }
    }

    fn deliver(&mut self, state: State) {
        let edition = state.library.map(|library| {
            let changed = touched(self.shown.library(), &library);
            (Edition::new(library, self.shown.revision() + 1), changed)
        });
        let (edition, changed) = edition.map_or((None, Vec::new()), |(e, c)| (Some(e), c));
        let before = edition.clone().map(|shown| replace(&mut self.shown, shown));
        let places = replace(
            &mut *self.places.lock().unwrap_or_else(PoisonError::into_inner),
            state.places,
        );
        let shared = edition.clone();
        self.wake.send(Event::Saved(Box::new(Saved {
            edition,
            changed,
            findings: state.findings,
        })));
        if let (Some(onlooker), Some(edition)) = (&self.onlooker, shared) {
            onlooker(edition);
        }
        // Letting go of a large explainer takes a while: the frame has gone first.
        drop((before, places));
    }
}
