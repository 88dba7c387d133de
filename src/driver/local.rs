//! A reader at their own terminal: where content, state and environment come together around one app.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use crate::app::action::Keymap;
use crate::app::shelf::Shelf;
use crate::app::{Abilities, App, Change, Effect, Event, Setup, Switch};
use crate::content::model::Library;
use crate::driver::caps::Capabilities;
use crate::driver::run::{Ended, Performer, Wake, run, wake};
use crate::driver::state::{Keep, Mark, Remark, Set, Settings, Spot, State, Store};
use crate::driver::terminal::{TerminalError, has_job_control};
use crate::edition::Edition;
use crate::i18n::Msg;
use crate::page::{Bookmark, Kept, Note};
use crate::place::{Location, Place};
use crate::text::Lang;
use crate::theme::ThemeName;
use ratatui::layout::Size;

/// What a reader asked for when they started the program.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// The language, if they named one.
    pub lang: Option<Lang>,
    /// The language of their environment.
    pub system_lang: Option<Lang>,
    /// The theme, if they named one.
    pub theme: Option<ThemeName>,
    /// Where to begin.
    pub place: Option<String>,
    /// What the terminal can do.
    pub caps: Capabilities,
    /// Where things are kept.
    pub store: Store,
}

/// Content that is still being read when the first page is shown.
pub type Rest = Box<dyn FnOnce() -> Result<Edition, String> + Send>;

/// The language in which to show `library`: what was asked for, set, or is the reader's, if it is one of the library's.
pub fn language(library: &Library, wishes: &Wishes, settings: &Settings) -> Lang {
    let set = settings.lang.as_deref().and_then(Lang::parse);
    language_of(library, [wishes.lang, set, wishes.system_lang])
}

/// The first of `wanted` that is one of the library's languages, or its own first.
pub fn language_of(library: &Library, wanted: impl IntoIterator<Item = Option<Lang>>) -> Lang {
    let has = |lang: &Lang| library.explainer.languages.contains(lang);
    wanted
        .into_iter()
        .flatten()
        .find(has)
        .unwrap_or_else(|| library.default_language())
}

/// An app on `edition` as the reader left it, and what they should know.
pub fn app(edition: Edition, wishes: &Wishes, size: Size) -> (App, Vec<String>) {
    let (settings, mut said) = wishes.store.settings();
    let (state, more) = wishes.store.state(&edition.library().explainer.id);
    said.extend(more);
    let own = |name: &str| settings.keys.get(name).cloned();
    let (keymap, faults) = Keymap::new(own);
    let lang = language(edition.library(), wishes, &settings);
    if !faults.is_empty() {
        said.push(Msg::KeysLost.with(lang, &faults.join(", ")));
    }
    let asked = wishes
        .place
        .as_deref()
        .map(|text| Place::parse(text, edition.library()));
    if let (Some(None), Some(text), true) = (&asked, &wishes.place, edition.is_complete()) {
        said.push(Msg::NoSuchPlace.with(lang, text));
    }
    let location = asked
        .flatten()
        .unwrap_or_else(|| Location::top(Place::Home));
    let set_theme = settings.theme.as_deref().and_then(ThemeName::from_word);
    let on = |is_on: bool| if is_on { Switch::On } else { Switch::Off };
    let kept = kept(&state, edition.library());
    let trail = state
        .trail
        .iter()
        .filter_map(|spot| location_of(spot, edition.library()))
        .collect();
    let app = App::new(Setup {
        lang,
        theme: wishes.theme.or(set_theme).unwrap_or(ThemeName::Auto),
        depth: wishes.caps.depth,
        glyphs: wishes.caps.glyphs,
        background: wishes.caps.background,
        kept,
        keymap,
        abilities: Abilities {
            clipboard: on(wishes.caps.clipboard),
            browser: on(!wishes.caps.remote),
            suspend: on(has_job_control()),
        },
        mouse: on(wishes.caps.mouse && settings.mouse.unwrap_or(true)),
        location,
        trail,
        shelf: Shelf::default(),
        edition,
        size,
    });
    (app, said)
}

/// Reads at the terminal until the reader quits. `rest` gives the whole content when `edition` is only its beginning.
///
/// # Errors
///
/// When there is no terminal to read in.
pub fn read(edition: Edition, rest: Option<Rest>, wishes: &Wishes) -> Result<Ended, TerminalError> {
    let explainer = edition.library().explainer.id.to_string();
    let (app, said) = app(edition, wishes, Size::new(80, 24));
    let (wake, woken) = wake().map_err(TerminalError::Open)?;
    let place = wishes.place.clone().filter(|_| rest.is_some());
    let wake = Arc::new(wake);
    let mut performer = Home {
        keeper: Keeper::new(wishes.store.clone(), explainer, wake.clone()),
        wake,
        rest: rest.map(|rest| (rest, place)),
        said,
    };
    let (host, ended) = match run(app, &wishes.caps, &mut performer, woken) {
        Ok(done) => done,
        Err(error) => {
            performer.keeper.finish();
            return Err(error);
        }
    };
    let app = host.app();
    let last = vec![
        Keep::Stopped(spot(&app.location())),
        Keep::Trail(app.trail().iter().map(spot).collect()),
    ];
    performer.keeper.send(Task::Keep(last));
    performer.keeper.finish();
    Ok(ended)
}

/// Performs at the reader's own machine.
struct Home {
    keeper: Keeper,
    wake: Arc<Wake>,
    /// What gives the rest of the content, and where the reader wanted to be in it.
    rest: Option<(Rest, Option<String>)>,
    /// What the reader should know, once they see something.
    said: Vec<String>,
}

impl Performer for Home {
    fn start(&mut self) {
        for text in self.said.drain(..) {
            self.wake.send(Event::Say(text));
        }
        if let Some((rest, place)) = self.rest.take() {
            let wake = self.wake.clone();
            thread::spawn(move || match rest() {
                Ok(whole) => arrive(whole, place.as_deref(), &wake),
                Err(why) => wake.send(Event::Fail(why)),
            });
        }
    }

    fn perform(&mut self, effect: Effect, edition: &Edition) {
        match effect {
            Effect::OpenAddress(address) => open(&address),
            Effect::Keep(change) => self.keeper.send(task(change)),
            Effect::Index => {
                index(edition, &self.wake);
            }
            // These are the loop's.
            Effect::Copy(_)
            | Effect::Mouse(_)
            | Effect::Edit(_)
            | Effect::Suspend
            | Effect::Redraw
            | Effect::Quit => {}
        }
    }
}

/// Delivers the whole content, then brings the reader to where they wanted to be.
fn arrive(whole: Edition, place: Option<&str>, wake: &Wake) {
    let to = place.map(|text| (text, Place::parse(text, whole.library())));
    let lang = whole.library().default_language();
    wake.send(Event::Edition(whole));
    match to {
        Some((_, Some(location))) => wake.send(Event::Go(location)),
        Some((text, None)) => wake.send(Event::Say(Msg::NoSuchPlace.with(lang, text))),
        None => {}
    }
}

/// Builds the index of an edition beside, and delivers it.
pub(super) fn index(edition: &Edition, wake: &Arc<Wake>) {
    let (edition, wake) = (edition.clone(), wake.clone());
    thread::spawn(move || wake.send(Event::Edition(edition.indexed())));
}

/// Opens an address with the desktop's program for it, which is left to itself.
pub(super) fn open(address: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(program);
    command
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        // Somebody has to wait for it, or it stays as a zombie.
        thread::spawn(move || child.wait());
    }
}

/// Something for the thread that keeps things.
enum Task {
    Keep(Vec<Keep>),
    Set(Set),
}

/// Keeps things on a thread of its own, begun with the first of them: no key waits for a disk.
struct Keeper {
    store: Store,
    explainer: String,
    wake: Arc<Wake>,
    thread: Option<(Sender<Task>, JoinHandle<()>)>,
}

impl Keeper {
    fn new(store: Store, explainer: String, wake: Arc<Wake>) -> Self {
        Keeper {
            store,
            explainer,
            wake,
            thread: None,
        }
    }

    fn send(&mut self, task: Task) {
        if !self.store.keeps() {
            return;
        }
        let (store, explainer, wake) = (&self.store, &self.explainer, &self.wake);
        let (tasks, _) = self
            .thread
            .get_or_insert_with(|| begin(store.clone(), explainer.clone(), wake.clone()));
        // The thread takes tasks until the sender is gone.
        let _ = tasks.send(task);
    }

    /// Waits until everything is on the disk.
    fn finish(self) {
        if let Some((tasks, thread)) = self.thread {
            drop(tasks);
            // A thread that has panicked has said so.
            let _ = thread.join();
        }
    }
}

fn begin(store: Store, explainer: String, wake: Arc<Wake>) -> (Sender<Task>, JoinHandle<()>) {
    let (tasks, waiting) = channel();
    let work = move || {
        let mut told = Vec::new();
        for task in waiting {
            let result = match task {
                Task::Keep(things) => store.keep(&explainer, things),
                Task::Set(set) => store.set(set),
            };
            let said = result.unwrap_or_else(|error| vec![error.to_string()]);
            // A full disk stays full: who reads on hears of it once.
            if said != told {
                for text in &said {
                    wake.send(Event::Say(text.clone()));
                }
                told = said;
            }
        }
    };
    (tasks, thread::spawn(work))
}

fn task(change: Change) -> Task {
    let on = |switch: Switch| switch == Switch::On;
    match change {
        Change::Stopped(location) => Task::Keep(vec![Keep::Stopped(spot(&location))]),
        Change::AddBookmark(bookmark) => Task::Keep(vec![Keep::AddBookmark(Mark {
            title: bookmark.title,
            at: spot(&bookmark.location),
        })]),
        Change::RemoveBookmark(location) => Task::Keep(vec![Keep::RemoveBookmark(spot(&location))]),
        Change::SetNote(note) => Task::Keep(vec![Keep::SetNote(Remark {
            id: note.id,
            text: note.text,
        })]),
        Change::RemoveNote(id) => Task::Keep(vec![Keep::RemoveNote(id)]),
        Change::Theme(theme) => Task::Set(Set::Theme(theme.word().to_string())),
        Change::Lang(lang) => Task::Set(Set::Lang(lang.code().to_string())),
        Change::Mouse(switch) => Task::Set(Set::Mouse(on(switch))),
    }
}

fn spot(location: &Location) -> Spot {
    Spot {
        place: location.place.to_string(),
        key: location.key.clone(),
        offset: location.offset as u64,
    }
}

fn location_of(spot: &Spot, library: &Library) -> Option<Location> {
    let place = Place::parse(&spot.place, library)?.place;
    Some(Location {
        place,
        key: spot.key.clone(),
        offset: usize::try_from(spot.offset).unwrap_or(usize::MAX),
    })
}

/// What the app shows of what is kept: what names a place that is still there.
fn kept(state: &State, library: &Library) -> Kept {
    let bookmark = |mark: &Mark| {
        Some(Bookmark {
            location: location_of(&mark.at, library)?,
            title: mark.title.clone(),
        })
    };
    let note = |note: &Remark| Note {
        id: note.id.clone(),
        text: note.text.clone(),
    };
    let stopped = state
        .stopped
        .as_ref()
        .and_then(|spot| location_of(spot, library));
    Kept {
        stopped: stopped.filter(|location| location.place != Place::Home),
        bookmarks: state.bookmarks.iter().filter_map(bookmark).collect(),
        notes: state.notes.iter().map(note).collect(),
    }
}
