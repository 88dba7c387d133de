//! The reader of one session: an app at the visitor's terminal, and the hours that it keeps.
//!
//! Knows no channel and no connection: bytes go in and come out, moments are handed in, and deadlines are told.

use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::Size;
use tokio::time::Instant;

use crate::app::action::Action;
use crate::app::{Abilities, App, Effect, Event, Setup, Switch};
use crate::content::model::{Agreement, Entity, Library};
use crate::driver::caps::Capabilities;
use crate::driver::host::Host;
use crate::driver::modes;
use crate::driver::serve::config::Links;
use crate::driver::serve::entry::Entry;
use crate::driver::serve::house::House;
use crate::driver::serve::reason::Ending;
use crate::driver::serve::resume;
use crate::edition::Edition;
use crate::i18n::{Msg, key_name, length};
use crate::page::Kept;
use crate::place::{Location, Place};
use crate::text::Lang;
use crate::theme::ThemeName;

/// From how long before the end of an idle session a countdown is shown.
const NOTICE: Duration = Duration::from_secs(60);

/// How long each dispute is shown while nobody is there: about what it takes to read a screen from a step away.
const DISPUTE: Duration = Duration::from_secs(12);

/// Whether the session goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It does.
    Go,
    /// It ends.
    End(Ending),
}

/// What the screen is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Somebody reads.
    Reading,
    /// Nobody is there, and disputes are shown in turn; the next one has this number, and its time.
    Attracting(usize, Instant),
}

/// An app at a visitor's terminal.
pub struct Reader {
    house: Arc<House>,
    host: Host,
    caps: Capabilities,
    /// The language that every reader at this terminal begins with.
    lang: Lang,
    revision: u64,
    began: Instant,
    /// When the last key came.
    pressed: Instant,
    /// How many seconds were left when that was last told.
    told: Option<u64>,
    now: Use,
    draining: Option<Instant>,
    /// What goes out before the next frame.
    ahead: &'static [u8],
    /// The page whose chapter was counted last.
    counted: Option<Place>,
}

impl Reader {
    /// A reader at `location`, in front of a terminal of this size that can do so much.
    pub fn new(
        house: &Arc<House>,
        (mut caps, size): (Capabilities, Size),
        lang: Lang,
        location: Location,
    ) -> Self {
        caps.hyperlinks &= house.config.links == Links::Marked;
        let edition = house.edition();
        let now = Instant::now();
        let app = app(house, edition.clone(), (lang, &caps, size), location);
        let mut reader = Reader {
            house: house.clone(),
            host: Host::new(app, &caps, size, house.canvases.clone()),
            caps,
            lang,
            revision: edition.revision(),
            began: now,
            pressed: now,
            told: None,
            now: Use::Reading,
            draining: None,
            ahead: &[],
            counted: None,
        };
        reader.greet();
        reader.count();
        reader
    }

    /// What the visitor's terminal can do.
    pub fn caps(&self) -> &Capabilities {
        &self.caps
    }

    /// The bytes that enter the visitor's screen.
    pub fn enter(&mut self) -> Vec<u8> {
        let mut bytes = modes::enter(&self.caps);
        bytes.extend(self.host.ask(self.caps.questions));
        bytes
    }

    /// The bytes that leave it, and say why, and how to come back.
    pub fn leave(&self, ending: Ending) -> Vec<u8> {
        let mut bytes = modes::leave(&self.caps);
        let lang = self.host.app().lang();
        // A preview does not come back as a kiosk does: the next one has another password.
        let is_over = ending == Ending::Drained && matches!(self.house.entry, Entry::With(_));
        let line = match is_over {
            true => Msg::EndedPreview.text(lang),
            false => ending.line(lang),
        };
        let mut text = format!("{line}\r\n");
        let location = self.host.app().location();
        let is_somewhere = !is_over && location != Location::top(Place::Home);
        if is_somewhere && self.now == Use::Reading && ending != Ending::Panicked {
            let code = resume::code(&location);
            text.push_str(&Msg::KioskBack.with(lang, &code));
            text.push_str("\r\n");
        }
        bytes.extend(text.into_bytes());
        bytes
    }

    /// Says what this is and how to leave.
    fn greet(&mut self) {
        let quit = self.house.keymap.keys_of(Action::Quit).next();
        let lang = self.host.app().lang();
        let quit = quit.map(|key| key_name(key, lang));
        let text = Msg::KioskGreeting.with(lang, &quit.unwrap_or_default());
        self.host.update(Event::Say(text));
    }

    /// Takes in bytes of the visitor's terminal; gives what must be done.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Effect> {
        #[cfg(test)]
        assert_ne!(bytes, TRIP, "a mistake of ours");
        self.pressed = Instant::now();
        self.told = None;
        if self.attracts() {
            self.begin_again();
            return Vec::new();
        }
        let effects = self.host.feed(bytes);
        self.count();
        effects
    }

    /// Whether nobody is there, and anything at all begins with a new reader.
    pub fn attracts(&self) -> bool {
        matches!(self.now, Use::Attracting(..))
    }

    /// Whether a pause would mean something.
    pub fn is_waiting(&self) -> bool {
        self.host.is_waiting()
    }

    /// Nothing has come for a while; gives what must be done.
    pub fn pause(&mut self) -> Vec<Effect> {
        self.host.pause()
    }

    /// The screen has another size.
    pub fn resize(&mut self, size: Size) {
        self.host.update(Event::Resize(size));
    }

    /// The content has changed, perhaps.
    pub fn replace_edition(&mut self, edition: Edition) {
        if edition.revision() != self.revision {
            self.revision = edition.revision();
            self.host.update(Event::Edition(edition));
        }
    }

    /// Takes nothing for granted that the terminal shows.
    pub fn redraw(&mut self) {
        self.host.redraw();
    }

    /// Appends what makes the terminal show the app as it is.
    pub fn paint(&mut self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(std::mem::take(&mut self.ahead));
        if self.host.is_stale() {
            bytes.extend_from_slice(self.host.paint());
            self.host.rest();
        }
    }

    /// The server stops at `until`.
    pub fn drain(&mut self, until: Instant) {
        if self.draining.replace(until).is_none() {
            self.tell_end(until);
        }
    }

    fn tell_end(&mut self, until: Instant) {
        let left = until.saturating_duration_since(Instant::now());
        let lang = self.host.app().lang();
        let text = Msg::KioskStopsIn.with(lang, &length(left.as_secs(), lang));
        self.host.update(Event::Say(text));
    }

    /// How long nobody may press a key.
    fn patience(&self) -> Duration {
        self.house.config.attract.unwrap_or(self.house.config.idle)
    }

    /// When something changes though nobody does anything.
    pub fn deadline(&self) -> Instant {
        let ends = self.began + self.house.config.lifetime;
        let idle = match self.now {
            Use::Attracting(_, next) => next,
            Use::Reading => {
                let end = self.pressed + self.patience();
                let notice = NOTICE.min(self.patience() / 2);
                match self.told {
                    None => end - notice,
                    Some(left) => end - Duration::from_secs(next_told(left)),
                }
            }
        };
        [Some(ends), Some(idle), self.draining]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(ends)
    }

    /// Time has passed.
    pub fn pass(&mut self, now: Instant) -> Step {
        if self.draining.is_some_and(|until| now >= until) {
            return Step::End(Ending::Drained);
        }
        if now >= self.began + self.house.config.lifetime {
            return Step::End(Ending::Lifetime);
        }
        match self.now {
            Use::Attracting(n, at) if now >= at => self.show_dispute(n, now),
            Use::Attracting(..) => {}
            Use::Reading => return self.count_down(now),
        }
        Step::Go
    }

    /// Tells how long is left, or ends it.
    fn count_down(&mut self, now: Instant) -> Step {
        let end = self.pressed + self.patience();
        if now >= end {
            if self.house.config.attract.is_none() {
                return Step::End(Ending::Idle);
            }
            self.show_dispute(0, now);
            return Step::Go;
        }
        let left = end.saturating_duration_since(now);
        if left <= NOTICE.min(self.patience() / 2) {
            let seconds = left.as_millis().div_ceil(1_000) as u64;
            self.told = Some(seconds);
            let msg = match self.house.config.attract {
                Some(_) => Msg::KioskBeginsIn,
                None => Msg::KioskEndsIn,
            };
            let lang = self.host.app().lang();
            let text = msg.with(lang, &length(seconds, lang));
            self.host.update(Event::Say(text));
        }
        Step::Go
    }

    /// A new reader: nothing is left of the one before.
    fn begin_again(&mut self) {
        self.now = Use::Reading;
        self.counted = None;
        let app = self.new_app(Location::top(Place::Home));
        self.host.begin_again(app);
        match self.draining {
            Some(until) => self.tell_end(until),
            None => self.greet(),
        }
    }

    fn new_app(&self, location: Location) -> App {
        let edition = self.host.app().edition().clone();
        app(
            &self.house,
            edition,
            (self.lang, &self.caps, self.host.size()),
            location,
        )
    }

    /// Shows a dispute, and says how to begin.
    fn show_dispute(&mut self, n: usize, now: Instant) {
        self.told = None;
        self.now = Use::Attracting(n + 1, now + DISPUTE);
        let all = disputes(self.host.app().edition().library());
        let location = match all.len() {
            0 => Location::top(Place::Home),
            len => all[n % len].clone(),
        };
        let app = self.new_app(location);
        self.host.begin_again(app);
        // The reader before may have asked for the mouse.
        self.ahead = modes::mouse(Switch::Off);
        let text = Msg::KioskAttract.text(self.host.app().lang()).to_string();
        self.host.update(Event::Say(text));
    }

    /// Counts a chapter that was opened.
    fn count(&mut self) {
        let place = self.host.app().place();
        if self.counted.as_ref() == Some(place) {
            return;
        }
        if let Place::Chapter(id) = place {
            self.house.metrics.chapter_read(id.as_str());
        }
        self.counted = Some(place.clone());
    }
}

/// What is told next of a countdown that told `left` seconds: tens, then every second.
fn next_told(left: u64) -> u64 {
    match left {
        0..=10 => left.saturating_sub(1),
        _ => (left - 1) / 10 * 10,
    }
}

/// Where an explainer's disputes are seen: its comparisons, then claims that others contradict.
fn disputes(library: &Library) -> Vec<Location> {
    let comparisons = (0..library.comparisons.len() as u32).map(Entity::Comparison);
    let claims = (0u32..).zip(&library.claims);
    let contradicted = claims.filter(|(_, claim)| claim.agreement == Agreement::Contradicted);
    comparisons
        .chain(contradicted.map(|(n, _)| Entity::Claim(n)))
        .map(|entity| Location::of(entity, library))
        .collect()
}

/// A new app for a visitor.
fn app(
    house: &House,
    edition: Edition,
    (lang, caps, size): (Lang, &Capabilities, Size),
    location: Location,
) -> App {
    let on = |is_on: bool| if is_on { Switch::On } else { Switch::Off };
    App::new(Setup {
        edition,
        size,
        lang,
        theme: ThemeName::Auto,
        depth: caps.depth,
        background: caps.background,
        kept: Kept::default(),
        keymap: house.keymap.clone(),
        abilities: Abilities {
            clipboard: on(caps.clipboard),
            browser: Switch::Off,
            suspend: Switch::Off,
        },
        mouse: Switch::Off,
        glyphs: caps.glyphs,
        location,
        trail: Vec::new(),
        shelf: house.shelf.clone(),
    })
}

/// What makes a session fail in tests of that.
#[cfg(test)]
pub const TRIP: &[u8] = b"\x1b[?trip";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::host::frame;
    use crate::driver::serve::asked::Asked;
    use crate::driver::serve::config::Config;
    use crate::driver::serve::entry::Entry;
    use crate::driver::serve::log::{Addresses, Format, Level, Log};

    #[test]
    fn whoever_begins_anew_finds_the_terminal_as_it_is_and_nothing_of_the_reader_before() {
        let edition = Edition::builtin().expect("it reads").indexed();
        let config = Config {
            attract: Some(Duration::from_secs(10)),
            ..Config::default()
        };
        let sink = std::io::sink();
        let log = Log::new(Level::Error, Format::Text, Addresses::Hashed, sink).expect("a thread");
        let house = House::new(config, Entry::Free, edition, log);
        let size = Size::new(80, 24);
        let mut asked = Asked::default();
        asked.set_terminal("xterm-256color", size);
        let home = Location::top(Place::Home);
        let mut reader = Reader::new(&house, (asked.capabilities(), size), Lang::EN, home);
        let shown = |reader: &Reader| frame(reader.host.app(), size).buffer;
        let untold = shown(&reader);
        reader.feed(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
        let first = shown(&reader);
        assert_ne!(untold, first, "a light terminal has other colours");
        reader.feed(b"M");
        reader.feed(b"/\x1b[200~secret");
        let later = Instant::now() + Duration::from_secs(11);
        assert_eq!(reader.pass(later), Step::Go);
        let mut bytes = Vec::new();
        reader.paint(&mut bytes);
        assert!(bytes.starts_with(modes::mouse(Switch::Off)));
        reader.feed(b" ");
        assert_eq!(shown(&reader), first);
        reader.feed(b"\x1b[201~");
        assert_eq!(shown(&reader), first, "a paste that had begun is gone");
        let until = Instant::now() + Duration::from_secs(60);
        reader.drain(until);
        assert_eq!(reader.pass(later + DISPUTE), Step::Go);
        reader.feed(b" ");
        let text: String = shown(&reader)
            .content
            .iter()
            .map(|cell| cell.symbol())
            .collect();
        assert!(text.contains("this server stops in"), "{text}");
    }

    #[test]
    fn whoever_changes_the_language_is_told_everything_in_it() {
        let edition = Edition::builtin().expect("it reads").indexed();
        let sink = std::io::sink();
        let log = Log::new(Level::Error, Format::Text, Addresses::Hashed, sink).expect("a thread");
        let house = House::new(Config::default(), Entry::Free, edition, log);
        let size = Size::new(80, 24);
        let mut asked = Asked::default();
        asked.set_terminal("xterm-256color", size);
        let home = Location::top(Place::Home);
        let mut reader = Reader::new(&house, (asked.capabilities(), size), Lang::EN, home);
        reader.feed(b"E");
        assert_eq!(reader.host.app().lang(), Lang::ES);
        let shown = |reader: &Reader| {
            let cells = frame(reader.host.app(), size).buffer.content;
            cells.iter().map(|cell| cell.symbol()).collect::<String>()
        };
        let first = |msg: Msg| {
            msg.text(Lang::ES)
                .split('{')
                .next()
                .unwrap_or_default()
                .to_string()
        };
        let end = reader.pressed + reader.patience();
        assert_eq!(reader.pass(end - Duration::from_secs(5)), Step::Go);
        assert!(shown(&reader).contains(&first(Msg::KioskEndsIn)));
        reader.drain(Instant::now() + Duration::from_secs(60));
        assert!(shown(&reader).contains(&first(Msg::KioskStopsIn)));
        let last = String::from_utf8(reader.leave(Ending::Idle)).expect("text");
        assert!(last.contains(Ending::Idle.line(Lang::ES)), "{last:?}");
    }

    #[test]
    fn a_countdown_tells_tens_and_then_seconds() {
        let mut told = vec![60];
        while let Some(left) = told.last().copied().filter(|left| *left > 0) {
            told.push(next_told(left));
        }
        assert_eq!(told, [60, 50, 40, 30, 20, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    }

    #[test]
    fn the_built_in_explainer_has_disputes_to_show() {
        let edition = Edition::builtin().expect("it reads");
        let all = disputes(edition.library());
        assert!(all.len() > 3, "{}", all.len());
        assert!(
            all.iter()
                .all(|location| location.place.exists_in(edition.library()))
        );
    }
}
