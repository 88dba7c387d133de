//! The app: one value that events change and that draws itself.
//!
//! [`App::update`] is the only way it changes, [`App::view`] the only way it is seen. Neither reads a file, a clock or the
//! environment, and neither can fail. What has to be done outside is given back as [`Effect`]s, plain data that a driver performs or refuses.

pub mod action;
pub mod audit;
pub mod author;
pub mod choice;
pub mod front;
pub mod geometry;
pub mod history;
mod moves;
mod perform;
mod pictures;
pub mod reading;
pub mod shelf;
mod view;

use ratatui::layout::Size;

use crate::app::action::{Action, Audience, Context, Keymap, Offer};
use crate::app::author::{Author, Edited, Saved};
use crate::app::front::Front;
use crate::app::geometry::{Geometry, LEAST, Panel, Wants, geometry};
use crate::app::history::{Following, History};
use crate::app::reading::{Reading, Sheet};
use crate::app::shelf::Shelf;
use crate::color::{Depth, Tone};
use crate::edition::Edition;
use crate::i18n::Msg;
use crate::key::{Key, Mouse};
use crate::page::{Bookmark, Ctx, Kept, Note};
use crate::picture::Glyphs;
use crate::place::{Location, Place};
use crate::text::Lang;
use crate::theme::{Theme, ThemeName};

pub use crate::app::view::Shown;

/// What came in from the world.
#[derive(Debug, Clone)]
pub enum Event {
    /// A key.
    Key(Key),
    /// Keys that came together, each of which [`App::edits`] what is typed: as if they came one by one, but what follows from the text is worked
    /// out once.
    Typed(Vec<Key>),
    /// The mouse.
    Mouse(Mouse),
    /// Text that was pasted.
    Paste(String),
    /// The screen has another size.
    Resize(Size),
    /// The content has changed, or its index has arrived.
    Edition(Edition),
    /// All of the content has arrived, of which only the beginning was there.
    Whole(Box<Whole>),
    /// The terminal has told its background.
    Background(Tone),
    /// An author has saved, in a preview.
    Saved(Box<Saved>),
    /// A place to go to.
    Go(Location),
    /// Something that the reader should know.
    Say(String),
    /// The rest of the content can't be read, and why.
    Fail(String),
}

/// All of the content, and what the reader keeps about it: of its beginning only some of that could be shown.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The content.
    pub edition: Edition,
    /// What was kept when the reader began.
    pub kept: Kept,
    /// Where the reader was before they began, oldest first.
    pub trail: Vec<Location>,
}

/// What a driver must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Puts a text on the clipboard.
    Copy(String),
    /// Opens an address outside.
    OpenAddress(String),
    /// Keeps something for the next time.
    Keep(Change),
    /// Lets the terminal report the mouse, or not.
    Mouse(Switch),
    /// Opens the author's editor, and comes back when it ends.
    Edit(Edited),
    /// Suspends the program.
    Suspend,
    /// Draws everything anew.
    Redraw,
    /// Builds the index of the edition, which then arrives with it.
    Index,
    /// Ends the program.
    Quit,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// What is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Where the reader is.
    Stopped(Location),
    /// A bookmark more.
    AddBookmark(Bookmark),
    /// A bookmark less.
    RemoveBookmark(Location),
    /// A note, new or changed.
    SetNote(Note),
    /// A note less, by what it is about.
    RemoveNote(String),
    /// The theme.
    Theme(ThemeName),
    /// The language.
    Lang(Lang),
    /// Whether the mouse is used.
    Mouse(Switch),
}

/// What the driver can do for this reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Whether the terminal takes texts for the clipboard.
    pub clipboard: Switch,
    /// Whether addresses can be opened outside.
    pub browser: Switch,
    /// Whether the program can be suspended.
    pub suspend: Switch,
}

/// What an app begins with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The content.
    pub edition: Edition,
    /// The screen.
    pub size: Size,
    /// The reader's language.
    pub lang: Lang,
    /// The theme's name.
    pub theme: ThemeName,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Its background, where it is known.
    pub background: Option<Tone>,
    /// What the reader keeps.
    pub kept: Kept,
    /// The keys.
    pub keymap: Keymap,
    /// What the driver can do.
    pub abilities: Abilities,
    /// Whether the mouse is used.
    pub mouse: Switch,
    /// The characters that the terminal has.
    pub glyphs: Glyphs,
    /// Where to begin.
    pub location: Location,
    /// Where the reader was before, oldest first.
    pub trail: Vec<Location>,
    /// Pages that are shared with other readers.
    pub shelf: Shelf,
}

/// What the line at the bottom tells, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Message {
    text: String,
    alert: bool,
}

/// The app of one reader.
#[derive(Debug, Clone)]
pub struct App {
    edition: Edition,
    size: Size,
    lang: Lang,
    theme_name: ThemeName,
    depth: Depth,
    background: Option<Tone>,
    kept: Kept,
    keymap: Keymap,
    abilities: Abilities,
    mouse: Switch,
    panel: Panel,
    glyphs: Glyphs,
    shelf: Shelf,
    reading: Reading,
    /// Where the top was before the screen changed its size, for as long as nothing else happens: a larger screen may move it up.
    top_before: Option<reading::Spot>,
    history: History,
    guide: Option<Following>,
    front: Option<Front>,
    message: Option<Message>,
    author: Option<Author>,
}

impl App {
    /// An app at its first location.
    pub fn new(setup: Setup) -> Self {
        let ctx = Ctx {
            edition: &setup.edition,
            lang: setup.lang,
            kept: &setup.kept,
            keys: setup.keymap.lines(setup.lang, Audience::Readers),
            glyphs: setup.glyphs,
        };
        let location = if setup.location.place.exists_in(setup.edition.library()) {
            setup.location
        } else {
            Location::top(setup.location.place.parent())
        };
        let reading = Reading::new(&location, ctx, &setup.shelf);
        let mut app = App {
            reading,
            top_before: None,
            shelf: setup.shelf,
            history: History::new(setup.trail),
            edition: setup.edition,
            size: setup.size,
            lang: setup.lang,
            theme_name: setup.theme,
            depth: setup.depth,
            background: setup.background,
            kept: setup.kept,
            keymap: setup.keymap,
            abilities: setup.abilities,
            mouse: setup.mouse,
            panel: Panel::Shown,
            glyphs: setup.glyphs,
            guide: None,
            front: None,
            message: None,
            author: None,
        };
        app.arrive(&location);
        app
    }

    /// Takes in an event; gives what a driver must do.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !matches!(
            event,
            Event::Resize(_) | Event::Background(_) | Event::Say(_)
        ) {
            self.top_before = None;
        }
        match event {
            Event::Key(key) => self.press(key, &mut effects),
            Event::Typed(keys) => self.type_keys(&keys),
            Event::Mouse(mouse) => {
                if let Some(mouse) = self.mouse_on_page(mouse) {
                    self.point(mouse, &mut effects);
                }
            }
            Event::Paste(text) => self.paste(&text),
            Event::Resize(size) => self.resize(size),
            Event::Edition(edition) => self.replace_edition(edition, &mut effects),
            Event::Whole(whole) => self.complete(*whole, &mut effects),
            Event::Background(tone) => self.background = Some(tone),
            Event::Saved(saved) => self.saved(*saved, &mut effects),
            Event::Go(location) => self.go(&location, &mut effects),
            Event::Say(text) => self.alert(text),
            Event::Fail(text) => {
                self.front = Some(Front::Show {
                    title: Msg::Unreadable,
                    text,
                })
            }
        }
        self.settle();
        effects
    }

    /// Where the reader is.
    pub fn location(&self) -> Location {
        self.reading.location(self.ctx())
    }

    /// Where the reader was before, oldest first.
    pub fn trail(&self) -> Vec<Location> {
        self.history.trail()
    }

    /// What the reader keeps.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// The reader's language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether the mouse is used.
    pub fn mouse(&self) -> Switch {
        self.mouse
    }

    /// The page that is shown.
    pub fn place(&self) -> &Place {
        &self.reading.page.place
    }

    /// The reader's theme on this terminal.
    pub fn theme(&self) -> Theme {
        Theme::new(
            self.theme_name,
            self.depth,
            self.ground().or(self.background),
        )
    }

    /// The content.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// Gives up what can be worked out again: what a reader who does nothing need not hold.
    pub fn rest(&mut self) {
        self.reading.rest();
    }

    fn ctx(&self) -> Ctx<'_> {
        Ctx {
            edition: &self.edition,
            lang: self.lang,
            kept: &self.kept,
            keys: self.keymap.lines(self.lang, self.audience()),
            glyphs: self.glyphs,
        }
    }

    /// The parts of the screen; those of the smallest one where it is too small.
    fn geometry(&self) -> Geometry {
        let wants = Wants::of(&self.reading.page, self.panel, self.strip_rows());
        geometry(self.size, wants)
            .or_else(|| geometry(LEAST, wants))
            .expect("the least screen has a geometry")
    }

    /// The page as it is set on the screen.
    fn sheet(&self) -> Sheet<'_> {
        Sheet::new(&self.reading, self.ctx(), self.geometry())
    }

    /// The contexts that keys have now, the narrowest last.
    fn contexts(&self) -> Vec<Context> {
        if self.front.is_some() {
            return vec![Context::Typing];
        }
        let mut contexts = vec![Context::Page];
        contexts.extend(self.author.as_ref().map(|_| Context::Author));
        match self.reading.page.place {
            Place::Claims(_) => contexts.push(Context::Ledger),
            Place::Comparison(..) => contexts.push(Context::Comparison),
            Place::Picture(..) if self.is_picture() => contexts.push(Context::Picture),
            _ => {}
        }
        if self.guide.is_some() {
            contexts.push(Context::Guide);
        }
        if self.reading.marks.is_some() {
            contexts.push(Context::Marked);
        }
        contexts
    }

    fn press(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.message = None;
        let action = self.meaning(key);
        match (self.front.take(), action) {
            (Some(front), action) => self.type_into(front, key, action, effects),
            (None, Some(action)) => self.perform(action, effects),
            (None, None) => {}
        }
    }

    fn paste(&mut self, text: &str) {
        if let Some(mut front) = self.front.take() {
            let edited = front.field_mut().is_some_and(|field| field.insert(text));
            self.front = Some(front);
            if edited {
                self.typed();
            }
        }
    }

    /// Takes in an edition. One that is older than what is shown is an index that came too late for it.
    fn replace_edition(&mut self, edition: Edition, effects: &mut Vec<Effect>) {
        if edition.revision() < self.edition.revision() {
            return;
        }
        let is_reload = edition.revision() != self.edition.revision();
        let is_other = !edition.is_same(&self.edition);
        // These know the entries of the page as it was.
        self.front
            .take_if(|front| is_other && matches!(front, Front::Choose(_) | Front::Find { .. }));
        let before = std::mem::replace(&mut self.edition, edition);
        self.renew(&before, self.lang);
        if is_reload {
            self.say(self.msg(Msg::Reloaded).to_string());
        }
        // What is searched for is searched for in this one too, whether or not it is still being typed.
        if matches!(self.place(), Place::Search(_)) {
            self.want_index(effects);
        }
    }

    /// Takes in the whole content with what is kept about it, and keeps what the reader has done meanwhile.
    fn complete(&mut self, whole: Whole, effects: &mut Vec<Effect>) {
        let before = self.edition.library();
        let was_there = |location: &Location| location.place.exists_in(before);
        self.history.complete(whole.trail, was_there);
        let own = std::mem::take(&mut self.kept.bookmarks);
        self.kept = Kept {
            bookmarks: completed(whole.kept.bookmarks, own, was_there),
            stopped: whole.kept.stopped,
            // No note was left out.
            notes: std::mem::take(&mut self.kept.notes),
        };
        self.replace_edition(whole.edition, effects);
    }

    /// Makes the page anew from what there is now; it was made from `before` in another language, perhaps.
    fn renew(&mut self, before: &Edition, lang_before: Lang) {
        let ctx = Ctx {
            edition: &self.edition,
            lang: self.lang,
            kept: &self.kept,
            keys: self.keymap.lines(self.lang, self.audience()),
            glyphs: self.glyphs,
        };
        let was = Ctx {
            edition: before,
            lang: lang_before,
            ..ctx
        };
        if self.reading.page.place.exists_in(self.edition.library()) {
            self.reading.renew(was, ctx, &self.shelf);
        } else {
            let parent = Location::top(self.reading.page.place.parent());
            self.reading = Reading::new(&parent, ctx, &self.shelf);
            self.alert(self.msg(Msg::PlaceGone).to_string());
        }
    }

    fn msg(&self, msg: Msg) -> &'static str {
        msg.text(self.lang)
    }

    fn say(&mut self, text: String) {
        self.message = Some(Message { text, alert: false });
    }

    fn alert(&mut self, text: String) {
        self.message = Some(Message { text, alert: true });
    }

    /// Whom the help is for.
    fn audience(&self) -> Audience {
        match self.author {
            Some(_) => Audience::Authors,
            None => Audience::Readers,
        }
    }

    /// Whether an action is offered to this reader.
    fn offers(&self, action: Action) -> bool {
        match (action, action.row().offer) {
            (Action::Suspend, _) => self.abilities.suspend == Switch::On,
            (_, Offer::Author) => self.author.is_some(),
            (_, Offer::Everyone | Offer::Local) => true,
        }
    }
}

/// The bookmarks that there are once all of the content is there: those of `kept` that the reader has not removed meanwhile, and their `own`.
fn completed(
    mut kept: Vec<Bookmark>,
    own: Vec<Bookmark>,
    was_there: impl Fn(&Location) -> bool,
) -> Vec<Bookmark> {
    kept.retain(|bookmark| {
        !was_there(&bookmark.location) || own.iter().any(|own| is_same(own, bookmark))
    });
    for bookmark in own {
        if !kept.iter().any(|kept| is_same(kept, &bookmark)) {
            kept.push(bookmark);
        }
    }
    kept
}

/// Whether two bookmarks are one: of one entry, however far into it.
fn is_same(one: &Bookmark, other: &Bookmark) -> bool {
    let (one, other) = (&one.location, &other.location);
    one.place == other.place && one.key == other.key
}
