//! A reader at their own terminal: where content, state and environment come together around one app.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use crate::app::action::Keymap;
use crate::app::shelf::Shelf;
use crate::app::{Abilities, App, Change, Effect, Event, Setup, Switch, Whole};
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
    let trail = trail(&state, edition.library());
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
    let wake = Arc::new(wake);
    let rest = rest.map(|rest| (rest, Awaited::new(app.edition().library(), wishes)));
    let mut performer = Home {
        keeper: Keeper::new(wishes.store.clone(), explainer, wake.clone()),
        wake,
        rest,
        said,
    };
    let (host, ended) = match run(app, &wishes.caps, &mut performer, woken) {
        Ok(done) => done,
        Err(error) => {
            performer.keeper.finish();
            return Err(error);
        }
    };
    performer.keeper.send(Task::Keep(last(host.app())));
    performer.keeper.finish();
    Ok(ended)
}

/// What is kept of an app that ends. One that never had all of the content has not shown all of the trail, nor where the reader had stopped,
/// and must not write over that.
fn last(app: &App) -> Vec<Keep> {
    let location = app.location();
    let is_complete = app.edition().is_complete();
    let mut keeps = Vec::new();
    if is_complete || location.place != Place::Home {
        keeps.push(Keep::Stopped(spot(&location)));
    }
    if is_complete {
        keeps.push(Keep::Trail(app.trail().iter().map(spot).collect()));
    }
    keeps
}

/// What waits for the whole content.
struct Awaited {
    /// Where the reader wanted to be, if the beginning of the content has no such place.
    place: Option<String>,
    /// What is kept, of which the beginning of the content could show only some.
    state: State,
}

impl Awaited {
    /// What `opening` can't give.
    fn new(opening: &Library, wishes: &Wishes) -> Self {
        let is_missing = |text: &&String| Place::parse(text, opening).is_none();
        // What there is to say about the file has been said.
        let (state, _) = wishes.store.state(&opening.explainer.id);
        Awaited {
            place: wishes.place.as_ref().filter(is_missing).cloned(),
            state,
        }
    }

    /// What the whole content brings: itself with all that is kept, then the place where the reader wanted to be.
    fn events(self, whole: Edition) -> Vec<Event> {
        let library = whole.library();
        let to = self.place.map(|text| match Place::parse(&text, library) {
            Some(location) => Event::Go(location),
            None => Event::Say(Msg::NoSuchPlace.with(library.default_language(), &text)),
        });
        let (kept, trail) = (kept(&self.state, library), trail(&self.state, library));
        let whole = Event::Whole(Box::new(Whole {
            kept,
            trail,
            edition: whole,
        }));
        std::iter::once(whole).chain(to).collect()
    }
}

/// Performs at the reader's own machine.
struct Home {
    keeper: Keeper,
    wake: Arc<Wake>,
    /// What gives the rest of the content, and what waits for it.
    rest: Option<(Rest, Awaited)>,
    /// What the reader should know, once they see something.
    said: Vec<String>,
}

impl Performer for Home {
    fn start(&mut self) {
        for text in self.said.drain(..) {
            self.wake.send(Event::Say(text));
        }
        if let Some((rest, awaited)) = self.rest.take() {
            let wake = self.wake.clone();
            thread::spawn(move || match rest() {
                Ok(whole) => awaited
                    .events(whole)
                    .into_iter()
                    .for_each(|event| wake.send(event)),
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

/// Where the reader was before, as far as that is still there.
fn trail(state: &State, library: &Library) -> Vec<Location> {
    let spots = state.trail.iter();
    spots
        .filter_map(|spot| location_of(spot, library))
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Depth;
    use crate::content::load::opening;
    use crate::driver::files::read_opening;
    use crate::key::parse_script;

    /// The built-in explainer's folder, of which only the beginning is there, and a state with places all over it.
    fn at_opening(place: Option<&str>) -> (tempfile::TempDir, Wishes, App) {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let store = Store::at(dir.path().join("state"), dir.path().join("config"));
        let content = concat!(env!("CARGO_MANIFEST_DIR"), "/content/guard");
        let (explainer, chapter) = read_opening(content.as_ref()).expect("a folder");
        let library = opening(&explainer, chapter.as_ref()).expect("it opens");
        let at = |place: &str| Spot {
            place: place.to_string(),
            ..Spot::default()
        };
        let first = library.explainer.chapters[0].to_string();
        let mark = |place: &str| {
            Keep::AddBookmark(Mark {
                title: place.to_string(),
                at: at(place),
            })
        };
        let kept = vec![
            Keep::Stopped(at("rights")),
            Keep::Trail(["claims", "rights", &first, "two-documents"].map(at).into()),
            mark("rights"),
            mark(&first),
            mark("two-documents"),
        ];
        store.keep(&library.explainer.id, kept).expect("kept");
        let wishes = Wishes {
            lang: Some(Lang::EN),
            system_lang: None,
            theme: None,
            place: place.map(str::to_string),
            caps: Capabilities::usual(Depth::Full),
            store,
        };
        let (app, said) = app(Edition::opening(library), &wishes, Size::new(80, 24));
        assert_eq!(said, Vec::<String>::new());
        (dir, wishes, app)
    }

    fn arrive(app: &mut App, awaited: Awaited) -> Vec<Effect> {
        let whole = Edition::builtin().expect("it reads");
        let events = awaited.events(whole).into_iter();
        events.flat_map(|event| app.update(event)).collect()
    }

    fn keep(app: &App, wishes: &Wishes, things: Vec<Keep>) -> State {
        let explainer = &app.edition().library().explainer.id;
        wishes.store.keep(explainer, things).expect("kept");
        wishes.store.state(explainer).0
    }

    fn press(app: &mut App, script: &str) {
        for key in parse_script(script) {
            app.update(Event::Key(key));
        }
    }

    fn names(app: &App) -> (Vec<String>, Vec<String>) {
        let place = |location: &Location| location.place.to_string();
        let bookmarks = app.kept().bookmarks.iter();
        (
            bookmarks.map(|mark| place(&mark.location)).collect(),
            app.trail().iter().map(place).collect(),
        )
    }

    #[test]
    fn what_is_kept_outlives_a_beginning_that_can_show_only_some_of_it() {
        let (_dir, wishes, app) = at_opening(None);
        let first = app.edition().library().explainer.chapters[0].to_string();
        let all = ["rights", &first, "two-documents"].map(String::from);
        let trail = ["claims", "rights", &first, "two-documents"].map(String::from);
        assert_eq!(
            names(&app),
            (vec![first.clone()], vec!["claims".into(), first.clone()])
        );
        let state = keep(&app, &wishes, last(&app));
        let places = |spots: &[Spot]| -> Vec<String> {
            spots.iter().map(|spot| spot.place.clone()).collect()
        };
        assert_eq!(places(&state.trail), trail);
        assert_eq!(state.stopped.expect("it is kept").place, "rights");
        assert_eq!(state.bookmarks.len(), all.len());

        // Nothing was done meanwhile; then something was marked; then something was unmarked on another page.
        let awaited = || Awaited::new(app.edition().library(), &wishes);
        let mut idle = app.clone();
        arrive(&mut idle, awaited());
        assert_eq!(names(&idle), (all.to_vec(), trail.to_vec()));
        let stopped = idle.kept().stopped.as_ref().expect("it is kept");
        assert_eq!(stopped.place.to_string(), "rights");
        assert_eq!(places(&keep(&idle, &wishes, last(&idle)).trail), trail);

        let mut marking = app.clone();
        press(&mut marking, "m");
        arrive(&mut marking, awaited());
        let marked = [&all[..], &["home".to_string()]].concat();
        assert_eq!(names(&marking), (marked, trail.to_vec()));

        let mut going = app.clone();
        let to = Place::parse(&first, app.edition().library()).expect("it is there");
        going.update(Event::Go(to));
        press(&mut going, "m");
        arrive(&mut going, awaited());
        let left = [&all[..1], &all[2..]].concat();
        let gone = [&trail[..], &["home".to_string()]].concat();
        assert_eq!(names(&going), (left, gone));

        let mut searching = app.clone();
        press(&mut searching, "/ guard");
        assert_eq!(arrive(&mut searching, awaited()), [Effect::Index]);

        let mut returning = app.clone();
        press(&mut returning, "backspace");
        arrive(&mut returning, awaited());
        assert_eq!(names(&returning), (all.to_vec(), trail[..2].to_vec()));
    }

    #[test]
    fn only_a_place_that_the_beginning_lacks_is_gone_to_later() {
        for (place, then) in [
            ("history", "history"),
            ("rights", "rights"),
            ("nowhere", "home"),
        ] {
            let (_dir, wishes, mut app) = at_opening(Some(place));
            let awaited = Awaited::new(app.edition().library(), &wishes);
            press(&mut app, "j j j");
            let before = app.location();
            arrive(&mut app, awaited);
            assert_eq!(app.location().place.to_string(), then);
            match place {
                "rights" => assert_eq!(app.location().key, ""),
                _ => assert_eq!(app.location(), before),
            }
        }
    }
}
