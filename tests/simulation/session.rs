//! Sessions: an app in one of several worlds, what happens to it, and what must hold all the while.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use cotejo::app::action::Action;
use cotejo::app::author::{Finding, Saved, Written};
use cotejo::app::{App, Effect, Event, Switch};
use cotejo::color::Tone;
use cotejo::diagnostic::Severity;
use cotejo::driver::host::frame;
use cotejo::edition::Edition;
use cotejo::key::{Key, KeyCode, Mouse};
use cotejo::place::{Location, Place};
use cotejo::text::width::width;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};

use crate::common::setup;
use crate::dice::Dice;
use crate::explainer::library;
use crate::step::{Likes, PASTES, Step};

/// Screens with more cells are not drawn, and few of them are real.
const DRAWN: usize = 60_000;

/// A screen is drawn after so many steps.
const DRAW_EVERY: usize = 4;

/// The explainers that sessions are about, each in several editions, without and with an index.
pub struct Worlds(Vec<Vec<(Edition, Edition)>>);

impl Worlds {
    /// The built-in explainer, and `n_random` of random content, the editions of which differ in anything.
    pub fn new(n_random: u64) -> Self {
        let both = |edition: Edition| (edition.clone(), edition.indexed());
        let built_in = Edition::builtin().expect("the built-in explainer reads");
        let again = Edition::new(built_in.library().clone(), 1);
        let mut worlds = vec![vec![both(built_in), both(again)]];
        for world in 0..n_random {
            let edition = |n: u64| both(Edition::new(library(world * 3 + n), n));
            worlds.push((0..3).map(edition).collect());
        }
        Worlds(worlds)
    }
}

/// How a session begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// In which world.
    pub world: usize,
    /// Whether an author previews it.
    pub is_author: bool,
    /// The size of the screen.
    pub size: (u16, u16),
}

/// What came of a session.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How often each action was asked for.
    pub actions: BTreeMap<Action, usize>,
    /// How many screens were drawn.
    pub n_frames: usize,
    /// A hash of all of them.
    pub hash: u64,
}

/// The beginning and the steps of a seed's session.
pub fn session(seed: u64, worlds: &Worlds, n_steps: usize) -> (Start, Vec<Step>) {
    let mut dice = Dice(seed);
    let start = Start {
        world: dice.below(worlds.0.len()),
        is_author: dice.once_in(4),
        size: *dice.of(&[(80, 24), (40, 12), (120, 40), (200, 60), (100, 13)]),
    };
    let likes = Likes::new(&mut dice);
    let mut size = Size::from(start.size);
    let mut steps = Vec::with_capacity(n_steps);
    while steps.len() < n_steps {
        let next = likes.steps(size, &mut dice);
        if let [Step::Resize(w, h)] = next[..] {
            size = Size::new(w, h);
        }
        steps.extend(next);
    }
    steps.truncate(n_steps);
    (start, steps)
}

/// Plays a session; an error says what did not hold, and after how many steps.
pub fn play(start: Start, steps: &[Step], worlds: &Worlds) -> Result<Outcome, (usize, String)> {
    let mut played = Played::new(start, worlds);
    for (n, step) in steps.iter().enumerate() {
        let held = played.step(*step).and_then(|()| match n % DRAW_EVERY {
            0 => played.look(),
            _ => Ok(()),
        });
        held.map_err(|what| (n + 1, what))?;
    }
    Ok(Outcome {
        hash: played.hasher.finish(),
        ..played.outcome
    })
}

struct Played<'w> {
    worlds: &'w Worlds,
    world: usize,
    is_author: bool,
    app: App,
    size: Size,
    /// Where the reader was before the screen changed its size, if that was on the screen.
    anchor: Option<Option<Location>>,
    hasher: DefaultHasher,
    outcome: Outcome,
}

impl<'w> Played<'w> {
    fn new(start: Start, worlds: &'w Worlds) -> Self {
        let (edition, _) = &worlds.0[start.world][0];
        let size = Size::from(start.size);
        let mut app = App::new(setup(edition, size, "home"));
        if start.is_author {
            app = app.for_author(Switch::On, None);
        }
        Played {
            worlds,
            world: start.world,
            is_author: start.is_author,
            app,
            size,
            anchor: None,
            hasher: DefaultHasher::new(),
            outcome: Outcome::default(),
        }
    }

    fn editions(&self) -> &'w [(Edition, Edition)] {
        &self.worlds.0[self.world]
    }

    /// An edition as the next state of the content; the same state where it is the same content.
    fn next(&self, edition: &Edition) -> Edition {
        let now = self.app.edition();
        let is_other = !edition.is_same(now);
        edition.renumbered(now.revision() + u64::from(is_other))
    }

    /// Lets one thing happen.
    fn step(&mut self, step: Step) -> Result<(), String> {
        let at = self.app.location();
        let mut before = (self.app.shows(&at) == Some(true)).then_some(at);
        match step {
            // Through several sizes it is where the reader was before the first.
            Step::Resize(..) => before = self.anchor.get_or_insert(before).clone(),
            Step::Background(_) | Step::Say | Step::Rest => {}
            _ => self.anchor = None,
        }
        match step {
            Step::Key(key) => {
                if let Some(action) = self.app.meaning(key) {
                    *self.outcome.actions.entry(action).or_default() += 1;
                }
                self.update(Event::Key(key));
            }
            Step::Mouse(kind, column, row) => {
                self.update(Event::Mouse(Mouse { kind, column, row }))
            }
            Step::Paste(n) => self.update(Event::Paste(paste(n))),
            Step::Resize(w, h) => {
                self.size = Size::new(w, h);
                self.update(Event::Resize(self.size));
                self.must_show(&before)?;
            }
            Step::Edition(n) => {
                let (plain, indexed) = &self.editions()[n / 2 % self.editions().len()];
                let edition = if n % 2 == 0 { plain } else { indexed };
                self.update(Event::Edition(self.next(edition)));
                self.must_show(&before)?;
            }
            Step::Index => {
                let mut all = self.editions().iter();
                if let Some((_, indexed)) = all.find(|(plain, _)| plain.is_same(self.app.edition()))
                {
                    self.update(Event::Edition(self.next(indexed)));
                    self.must_show(&before)?;
                }
            }
            Step::Saved(n) => self.save(n),
            Step::Go(n) => {
                let at = place(self.app.edition(), n);
                self.update(Event::Go(at));
            }
            Step::Background(n) => self.update(Event::Background(Tone::of_background(n, n, n))),
            Step::Say => self.update(Event::Say(
                "something \u{6f22}\u{5b57} was said".to_string(),
            )),
            Step::Fail => self.update(Event::Fail("the rest can't be read".to_string())),
            Step::Rest => self.app.rest(),
        }
        match self.app.faults().as_slice() {
            [] => Ok(()),
            faults => Err(faults.join("; ")),
        }
    }

    fn update(&mut self, event: Event) {
        let mut effects = self.app.update(event);
        // What lists and effects show is compared as well.
        for effect in effects.drain(..) {
            match effect {
                Effect::Copy(text) => text.hash(&mut self.hasher),
                Effect::OpenAddress(address) => address.hash(&mut self.hasher),
                other => format!("{other:?}").hash(&mut self.hasher),
            }
        }
    }

    fn save(&mut self, n: usize) {
        let (edition, _) = &self.editions()[n % self.editions().len()];
        let is_good = !n.is_multiple_of(3);
        let finding = |n: usize| Finding {
            severity: if is_good {
                Severity::Warning
            } else {
                Severity::Error
            },
            at: Some(Written {
                path: "claims.toml".to_string(),
                line: n,
                column: 1,
            }),
            line: format!("finding {n} \u{6f22}\u{5b57}"),
            text: "what it is about\n  and what to write instead".repeat(n),
        };
        let changed = ["k0", "c0-s0", "gone", "mission", "comparison"].map(str::to_string);
        self.update(Event::Saved(Box::new(Saved {
            edition: is_good.then(|| self.next(edition)),
            changed: changed[..n % 6].to_vec(),
            findings: (1..n % 7).map(finding).collect(),
        })));
    }

    /// What was at the top is still on the screen.
    fn must_show(&self, before: &Option<Location>) -> Result<(), String> {
        let Some(before) = before else {
            return Ok(());
        };
        match self.app.shows(before) {
            Some(false) => Err(format!(
                "{before:?} is off the screen, which begins at {:?}",
                self.app.location()
            )),
            Some(true) | None => Ok(()),
        }
    }

    /// Draws, and compares with what is drawn from scratch.
    fn look(&mut self) -> Result<(), String> {
        if usize::from(self.size.width) * usize::from(self.size.height) > DRAWN {
            return Ok(());
        }
        self.outcome.n_frames += 1;
        let shown = frame(&self.app, self.size);
        shown.buffer.hash(&mut self.hasher);
        (shown.cursor, &shown.links, &shown.title).hash(&mut self.hasher);
        if !self.app.is_current() {
            return Err("the page is not what would be made now".to_string());
        }
        let afresh = frame(&self.app.afresh(), self.size);
        if shown.buffer != afresh.buffer
            || shown.links != afresh.links
            || shown.cursor != afresh.cursor
        {
            return Err(differing(
                "a frame drawn from scratch is another",
                &shown.buffer,
                &afresh.buffer,
            ));
        }
        let area = Rect::from((Position::ORIGIN, self.size));
        if let Some(at) = shown.cursor.filter(|at| !area.contains(*at)) {
            return Err(format!("the cursor is at {at}, outside {area}"));
        }
        if let Some((link, _)) = shown
            .links
            .iter()
            .find(|(link, _)| area.intersection(*link) != *link)
        {
            return Err(format!("a link is at {link}, outside {area}"));
        }
        for y in 0..self.size.height {
            let last = self.size.width.saturating_sub(1);
            if self.size.width > 0 && width(shown.buffer[(last, y)].symbol()) > 1 {
                return Err(format!(
                    "a wide character begins in the last column of row {y}"
                ));
            }
        }
        self.look_outside()?;
        self.another_size_and_this()?;
        self.there_and_back()
    }

    /// On a larger buffer nothing is drawn but on the screen.
    fn look_outside(&self) -> Result<(), String> {
        let fits = self.size.width >= 40 && self.size.height >= 12;
        if self.is_author || !fits {
            return Ok(());
        }
        let mut canary = Cell::EMPTY;
        canary.set_symbol("#");
        let larger = Rect::new(0, 0, self.size.width + 3, self.size.height + 2);
        let mut buffer = Buffer::filled(larger, canary.clone());
        self.app.view(&mut buffer);
        let outside = |x: u16, y: u16| x >= self.size.width || y >= self.size.height;
        for y in 0..larger.height {
            for x in 0..larger.width {
                if outside(x, y) && buffer[(x, y)] != canary {
                    return Err(format!(
                        "{:?} was drawn at {x},{y}, outside {}",
                        buffer[(x, y)].symbol(),
                        self.size
                    ));
                }
            }
        }
        Ok(())
    }

    /// Another size and this one again: where the reader was.
    fn another_size_and_this(&self) -> Result<(), String> {
        let mut app = self.app.clone();
        let before = app.location();
        // Where nothing could be chosen, what a larger screen brings up is.
        if app.shows(&before) != Some(true) {
            return Ok(());
        }
        for (width, height) in [(140, 70), (44, 13), (self.size.width, self.size.height)] {
            app.update(Event::Resize(Size::new(width, height)));
        }
        match app.location() == before {
            true => Ok(()),
            false => Err(format!(
                "other sizes and back lead from {before:?} to {:?}",
                app.location()
            )),
        }
    }

    /// Back and forward again: where the reader was, to the cell.
    fn there_and_back(&self) -> Result<(), String> {
        let back = Key::plain(KeyCode::Backspace);
        let mut app = self.app.clone();
        if app.meaning(back) != Some(Action::Back) || app.trail().is_empty() {
            return Ok(());
        }
        // Takes away what the line at the bottom tells, and means nothing.
        app.update(Event::Key(Key::plain(KeyCode::F(35))));
        let (before, shown) = (app.location(), frame(&app, self.size).buffer);
        app.update(Event::Key(back));
        app.update(Event::Key(Key::char('L')));
        if app.location() != before {
            return Err(format!(
                "back and forward lead from {before:?} to {:?}",
                app.location()
            ));
        }
        let again = frame(&app, self.size).buffer;
        if again != shown {
            return Err(differing(
                "back and forward lead to another screen",
                &shown,
                &again,
            ));
        }
        Ok(())
    }
}

/// The rows in which two screens differ.
fn differing(what: &str, one: &Buffer, other: &Buffer) -> String {
    let (one, other) = (
        cotejo::driver::frames::text(one),
        cotejo::driver::frames::text(other),
    );
    let rows = one
        .lines()
        .zip(other.lines())
        .enumerate()
        .filter(|(_, (one, other))| one != other);
    let rows: Vec<String> = rows
        .take(4)
        .map(|(y, (one, other))| format!("\n{y}: {one}\n{y}: {other}"))
        .collect();
    format!(
        "{what}{}",
        if rows.is_empty() {
            " in style, cursor or links".to_string()
        } else {
            rows.concat()
        }
    )
}

/// One of all places of an edition.
fn place(edition: &Edition, n: usize) -> Location {
    let library = edition.library();
    let words = [
        "claims?kind=fact&sort=status",
        "search?planet",
        "comparison?columns=x1,x0&differing",
        "line?at=1",
        "chart?table",
    ];
    let words = words.map(|text| Place::parse(text, library));
    let screens = Place::screens().map(|(_, place)| Location::top(place));
    let ids = library.ids().filter_map(|id| Place::parse(id, library));
    let all: Vec<Location> = words
        .into_iter()
        .flatten()
        .chain(screens)
        .chain(ids)
        .collect();
    all[n % all.len()].clone()
}

/// A text that may be pasted.
fn paste(n: usize) -> String {
    let texts: [&str; PASTES] = [
        "planet",
        "two lines\nand a\ttab",
        "\u{6f22}\u{5b57} \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} e\u{301}",
        "kind:claim \"found in\" -night",
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{645}\u{631}\u{62d}\u{628}\u{627}",
        "2003-05-01",
        "-12.5",
        "",
    ];
    match n {
        // A paste as long as one may be.
        1 => texts[1].repeat(200),
        n => texts[n % PASTES].to_string(),
    }
}
