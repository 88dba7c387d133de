//! Moving: on a page, between pages, along a guide, from match to match.

use crate::app::action::Action;
use crate::app::front::Front;
use crate::app::geometry::{Wants, geometry};
use crate::app::history::{Following, Left, Visit};
use crate::app::reading::{Focus, Marks, Opened, Reading, Spot};
use crate::app::{App, Change, Effect};
use crate::content::model::{Entity, GuideId};
use crate::i18n::{Msg, key_name};
use crate::page::{Link, Motion};
use crate::place::{Location, Place};
use crate::search::query::Query;

/// From this height on there is room for two rows of a guide.
const TALL: u16 = 20;

/// How far the reader wants to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Far {
    /// Some lines.
    Lines(usize),
    /// Half a screen.
    Half,
    /// A screen, but for two lines that are seen again.
    Screen,
}

impl App {
    /// Keeps the state in what the page and the screen have.
    pub(super) fn settle(&mut self) {
        let n_entries = self.reading.page.entries.len();
        self.reading
            .open
            .take_if(|open| open.by().entry >= n_entries);
        let at = self.reading.marks.as_ref().and_then(|marks| marks.at);
        if at.is_some_and(|at| !self.sheet().has_match(at))
            && let Some(marks) = &mut self.reading.marks
        {
            marks.at = None;
        }
        let top = self.sheet().clamped(self.reading.top);
        // The exact offset outlives narrower and wider screens: only what is past the end is moved.
        if top < self.reading.top {
            self.reading.top = top;
        }
        let Some(focus) = self.reading.focus else {
            // What there is to choose may have come onto the screen only now.
            return self.refocus();
        };
        let sheet = self.sheet();
        let exists = sheet.link(focus).is_some();
        match self.reading.page.motion {
            Motion::Scroll => {
                let is_visible = exists && sheet.is_visible(focus);
                self.reading.focus = Some(focus).filter(|_| is_visible);
            }
            Motion::Choose => {
                if !exists {
                    self.reading.focus =
                        sheet.link_after(focus).or_else(|| sheet.link_before(focus));
                }
                self.refocus();
            }
        }
    }

    /// What has to be right when a page comes up.
    pub(super) fn arrive(&mut self, location: &Location) {
        if !location.key.is_empty() && location.offset == 0 {
            self.reading.top = self.sheet().beginning(self.reading.top.entry);
        }
        if self.reading.page.motion == Motion::Choose {
            let visible = self.sheet().visible_links();
            let own = visible
                .iter()
                .find(|focus| focus.entry >= self.reading.top.entry);
            self.reading.focus = own.or(visible.first()).copied();
        }
        self.settle();
    }

    /// Rows that the strip above the footer takes.
    pub(super) fn strip_rows(&self) -> u16 {
        let types = matches!(self.front, Some(Front::Search(_) | Front::Find { .. }));
        let guide = match (&self.guide, self.size.height >= TALL) {
            (None, _) => 0,
            (Some(_), true) => 2,
            (Some(_), false) => 1,
        };
        u16::from(types) + guide
    }

    fn lines_of(&self, far: Far) -> usize {
        let height = usize::from(self.geometry().body.height);
        match far {
            Far::Lines(n) => n,
            Far::Half => (height / 2).max(1),
            Far::Screen => height.saturating_sub(2).max(1),
        }
    }

    /// Scrolls on.
    pub(super) fn scroll_on(&mut self, far: Far) {
        let n = self.lines_of(far);
        let sheet = self.sheet();
        let to = match far {
            Far::Screen => sheet.screen_on(n),
            Far::Half | Far::Lines(_) => sheet.after(self.reading.top, n),
        };
        self.reading.top = sheet.clamped(to).max(self.reading.top);
        self.refocus();
    }

    /// Scrolls back.
    pub(super) fn scroll_back(&mut self, far: Far) {
        let n = self.lines_of(far);
        let sheet = self.sheet();
        self.reading.top = match far {
            Far::Screen => sheet.screen_back(n),
            Far::Half | Far::Lines(_) => sheet.before(self.reading.top, n),
        };
        self.refocus();
    }

    /// On a page for choosing something on the screen has the focus.
    fn refocus(&mut self) {
        if self.reading.page.motion != Motion::Choose {
            return;
        }
        if self
            .reading
            .focus
            .is_some_and(|focus| self.sheet().is_visible(focus))
        {
            return;
        }
        let links = self.sheet().visible_links();
        let later = self
            .reading
            .focus
            .is_some_and(|focus| focus.entry > self.reading.top.entry);
        let focus = if later { links.last() } else { links.first() };
        self.reading.focus = focus.copied().or(self.reading.focus);
    }

    /// The beginning of the page.
    pub(super) fn go_to_top(&mut self) {
        self.reading.top = Spot::default();
        self.focus_first();
    }

    /// The end of the page.
    pub(super) fn go_to_bottom(&mut self) {
        self.reading.top = self.sheet().last_top();
        if self.reading.page.motion == Motion::Choose {
            let last = self.sheet().visible_links().last().copied();
            self.reading.focus = last.or(self.reading.focus);
        }
    }

    /// Gives the first link of a page for choosing the focus.
    pub(super) fn focus_first(&mut self) {
        if self.reading.page.motion == Motion::Choose {
            let before = Focus { entry: 0, link: 0 };
            let sheet = self.sheet();
            let first = sheet
                .link(before)
                .map(|_| before)
                .or_else(|| sheet.link_after(before));
            self.reading.focus = first;
        }
    }

    /// The next item, if it is near; else a line on.
    pub(super) fn next_item(&mut self) {
        let sheet = self.sheet();
        let next = self.reading.focus.and_then(|focus| sheet.link_after(focus));
        let reach = sheet.after(
            self.reading.top,
            usize::from(self.geometry().body.height) * 2,
        );
        let near = next.filter(|next| next.entry <= reach.entry);
        match near {
            Some(next) => self.focus_on(next),
            None => self.scroll_on(Far::Lines(1)),
        }
    }

    /// The item before, or a line back.
    pub(super) fn previous_item(&mut self) {
        let before = self
            .reading
            .focus
            .and_then(|focus| self.sheet().link_before(focus));
        match before {
            Some(before) => self.focus_on(before),
            None => self.scroll_back(Far::Lines(1)),
        }
    }

    /// The next link, or the first one on the screen.
    pub(super) fn focus_next(&mut self) {
        let sheet = self.sheet();
        let next = match self.reading.focus {
            Some(focus) => sheet.link_after(focus),
            None => {
                let begin = Focus {
                    entry: self.reading.top.entry,
                    link: 0,
                };
                let beyond = || {
                    sheet
                        .link(begin)
                        .map(|_| begin)
                        .or_else(|| sheet.link_after(begin))
                };
                sheet.visible_links().first().copied().or_else(beyond)
            }
        };
        if let Some(next) = next {
            self.focus_on(next);
        }
    }

    /// The link before, or the last one on the screen.
    pub(super) fn focus_previous(&mut self) {
        let sheet = self.sheet();
        let before = match self.reading.focus {
            Some(focus) => sheet.link_before(focus),
            None => {
                let begin = Focus {
                    entry: self.reading.top.entry,
                    link: 0,
                };
                sheet
                    .visible_links()
                    .last()
                    .copied()
                    .or_else(|| sheet.link_before(begin))
            }
        };
        if let Some(before) = before {
            self.focus_on(before);
        }
    }

    /// Gives a link the focus and brings it onto the screen; an item of a list as a whole.
    pub(super) fn focus_on(&mut self, focus: Focus) {
        self.reading.focus = Some(focus);
        let sheet = self.sheet();
        let Some((first, last)) = sheet.lines_of(focus) else {
            return;
        };
        let n_lines = sheet.laid(focus.entry).lines.len();
        let n_links = sheet.laid(focus.entry).links.len();
        let whole = self.reading.page.motion == Motion::Choose && n_links == 1;
        let last = if whole {
            n_lines.saturating_sub(1)
        } else {
            last
        };
        self.reading.top = sheet.clamped(sheet.top_showing(focus.entry, first, last));
    }

    /// The next heading of the page; from the last one on to what follows the page.
    pub(super) fn next_section(&mut self, effects: &mut Vec<Effect>) {
        let sheet = self.sheet();
        let after = |entry: usize| sheet.beginning(entry) > self.reading.top;
        let next = self
            .reading
            .page
            .outline
            .iter()
            .map(|heading| heading.entry)
            .find(|entry| after(*entry));
        let at_end = self.reading.top >= sheet.last_top();
        match next.filter(|_| !at_end) {
            Some(entry) => self.show_entry(entry),
            None => self.sibling(1, effects),
        }
    }

    /// The heading before; from the first one back to what comes before the page.
    pub(super) fn previous_section(&mut self, effects: &mut Vec<Effect>) {
        let sheet = self.sheet();
        let before = |entry: usize| sheet.beginning(entry) < self.reading.top;
        let outline = self
            .reading
            .page
            .outline
            .iter()
            .map(|heading| heading.entry);
        let previous = outline.rev().find(|entry| before(*entry));
        match previous {
            Some(entry) => self.show_entry(entry),
            None if self.reading.top > Spot::default() => self.reading.top = Spot::default(),
            None => self.sibling(-1, effects),
        }
    }

    /// Puts an entry's beginning at the top.
    pub(super) fn show_entry(&mut self, entry: usize) {
        let sheet = self.sheet();
        self.reading.top = sheet.clamped(sheet.beginning(entry));
        if self.reading.page.motion == Motion::Choose {
            let sheet = self.sheet();
            let begin = Focus { entry, link: 0 };
            self.reading.focus = sheet
                .link(begin)
                .map(|_| begin)
                .or_else(|| sheet.link_after(begin));
        }
    }

    /// The page `by` places after this one in the order of the explainer.
    fn sibling(&mut self, by: isize, effects: &mut Vec<Effect>) {
        let library = self.edition.library();
        let at = |i: u32, n: usize| (i as usize).checked_add_signed(by).filter(|i| *i < n);
        let place = match &self.reading.page.place {
            Place::Chapter(id) => match library.find(id.as_str()) {
                Some(Entity::Chapter(i)) => at(i, library.chapters.len())
                    .map(|i| Place::Chapter(library.chapters[i].id.clone())),
                _ => None,
            },
            Place::Faq(id) => match library.find(id.as_str()) {
                Some(Entity::Faq(i)) => {
                    at(i, library.faqs.len()).map(|i| Place::Faq(library.faqs[i].id.clone()))
                }
                _ => None,
            },
            Place::Claim(id) => match library.find(id.as_str()) {
                Some(Entity::Claim(i)) => {
                    at(i, library.claims.len()).map(|i| Place::Claim(library.claims[i].id.clone()))
                }
                _ => None,
            },
            _ => None,
        };
        match place {
            Some(place) => self.go(&Location::top(place), effects),
            None if by > 0 => self.say(self.msg(Msg::EndOfList).to_string()),
            None => self.say(self.msg(Msg::BeginningOfList).to_string()),
        }
    }

    /// This place, as it is left.
    fn visit(&self) -> Visit {
        Visit {
            location: self.location(),
            state: Some(Left::of(&self.reading, self.edition.revision(), self.lang)),
            guide: self.guide.clone(),
        }
    }

    /// Goes to a location, and remembers this one.
    pub(super) fn go(&mut self, location: &Location, effects: &mut Vec<Effect>) {
        let library = self.edition.library();
        let to = if location.place.exists_in(library) {
            location.clone()
        } else {
            Location::top(location.place.parent())
        };
        let is_gone = to.place != location.place;
        let words = match &self.reading.page.place {
            Place::Search(query) => Some(query.clone()),
            _ => None,
        };
        let visit = self.visit();
        self.history.leave(visit);
        self.reading = Reading::new(&to, self.ctx(), &self.shelf);
        self.arrive(&to);
        if let Some(query) = words.filter(|_| !matches!(to.place, Place::Search(_))) {
            self.mark(&query, &to);
        }
        if is_gone {
            self.alert(self.msg(Msg::PlaceGone).to_string());
        }
        effects.push(Effect::Keep(Change::Stopped(self.location())));
        if matches!(to.place, Place::Search(_)) {
            self.want_index(effects);
        }
    }

    /// Asks for the index when a search is the first to need it: who only reads pays nothing for it.
    pub(super) fn want_index(&self, effects: &mut Vec<Effect>) {
        if self.edition.index().is_none()
            && self.edition.is_complete()
            && !effects.contains(&Effect::Index)
        {
            effects.push(Effect::Index);
        }
    }

    /// Marks the words of a query where its result is.
    fn mark(&mut self, query: &str, to: &Location) {
        if Query::parse(query).is_empty() {
            return;
        }
        self.reading.marks = Some(Marks {
            query: query.to_string(),
            at: None,
        });
        let sheet = self.sheet();
        let from = Focus {
            entry: self.reading.top.entry,
            link: 0,
        };
        let first = if sheet.laid(from.entry).n_hits > 0 {
            Some(from)
        } else {
            sheet.match_after(None)
        };
        let in_place = first.filter(|at| to.key.is_empty() || at.entry == from.entry);
        match in_place {
            Some(at) => self.stand_on(at),
            None if first.is_none() => self.reading.marks = None,
            None => {}
        }
    }

    /// Puts another page in the place of this one, keeping as much of the place as there is.
    pub(super) fn replace_place(&mut self, place: Place) {
        if let Place::Comparison(_, view) = &place
            && view.columns.len() == 1
        {
            return self.alert(self.msg(Msg::TwoColumns).to_string());
        }
        let location = Location {
            place,
            ..self.location()
        };
        let offset = self.reading.top.offset;
        self.reading = Reading::new(&location, self.ctx(), &self.shelf);
        self.reading.top.offset = offset.min(self.reading.top.offset);
        self.arrive(&location);
    }

    /// Back to the place before.
    pub(super) fn go_back(&mut self, effects: &mut Vec<Effect>) {
        let here = self.visit();
        match self.history.back(here) {
            Some(visit) => self.return_to(visit, effects),
            None => self.say(self.msg(Msg::NoBack).to_string()),
        }
    }

    /// Forward again.
    pub(super) fn go_forward(&mut self, effects: &mut Vec<Effect>) {
        let here = self.visit();
        match self.history.forward(here) {
            Some(visit) => self.return_to(visit, effects),
            None => self.say(self.msg(Msg::NoForward).to_string()),
        }
    }

    fn return_to(&mut self, visit: Visit, effects: &mut Vec<Effect>) {
        let exists = visit.location.place.exists_in(self.edition.library());
        let location = if exists {
            visit.location
        } else {
            Location::top(visit.location.place.parent())
        };
        self.reading = Reading::new(&location, self.ctx(), &self.shelf);
        self.guide = visit.guide;
        let revision = self.edition.revision();
        let is_as_left = visit
            .state
            .filter(|_| exists)
            .is_some_and(|state| state.restore(&mut self.reading, revision, self.lang));
        if !is_as_left {
            self.arrive(&location);
        }
        if !exists {
            self.alert(self.msg(Msg::PlaceGone).to_string());
        }
        self.settle();
        effects.push(Effect::Keep(Change::Stopped(self.location())));
    }

    /// Opens what has the focus.
    pub(super) fn open_focus(&mut self, effects: &mut Vec<Effect>) {
        let link = self
            .reading
            .focus
            .or_else(|| self.link_here())
            .and_then(|focus| Some((focus, self.sheet().link(focus)?)));
        let Some((focus, link)) = link else {
            return self.say(self.msg(Msg::NoFocus).to_string());
        };
        match link {
            Link::Go(location) => {
                let following = self.following(focus, &location);
                self.go(&location, effects);
                self.guide = following.or(self.guide.take());
            }
            Link::Claim(id) => self.open_in_place(focus, Opened::Claim(id)),
            Link::Term(id) => self.open_in_place(focus, Opened::Term(id)),
            link @ Link::Input(_) => {
                self.asks(&link);
            }
            Link::Address(address) => {
                let can = self.abilities.browser == crate::app::Switch::On;
                let msg = if can {
                    Msg::OpenAddress
                } else {
                    Msg::AddressIs
                };
                self.say(msg.with(self.lang, &address));
                if can {
                    effects.push(Effect::OpenAddress(address));
                }
            }
        }
    }

    /// The guide that is followed from here on, when a step is opened from the guide's page.
    fn following(&self, focus: Focus, to: &Location) -> Option<Following> {
        let Place::Guide(id) = &self.reading.page.place else {
            return None;
        };
        let Some(Entity::Guide(i)) = self.edition.library().find(id.as_str()) else {
            return None;
        };
        let guide = &self.edition.library().guides[i as usize];
        // The page's first entry is its head; then comes one entry for each step.
        let step = focus.entry.checked_sub(1)?;
        let at = self.edition.library().find(&guide.steps.get(step)?.at)?;
        let is_step = Location::of(at, self.edition.library()) == *to;
        is_step.then(|| Following {
            guide: id.clone(),
            step,
        })
    }

    /// Opens a card below its link, or closes it when it is open.
    fn open_in_place(&mut self, focus: Focus, what: Opened) {
        let open = self.sheet().opened(focus, what);
        if self.reading.open.as_ref() == Some(&open) {
            return self.close();
        }
        let by = open.by();
        self.reading.open = Some(open);
        self.reading.focus = Some(by);
        let sheet = self.sheet();
        if let Some((entry, first, last)) = sheet.lines_of_open() {
            self.reading.top = sheet.clamped(sheet.top_showing(entry, first, last));
        }
    }

    /// Closes what is open in place, or else removes the marks, or else leaves the guide's focus.
    pub(super) fn close(&mut self) {
        if let Some(open) = self.reading.open.take() {
            self.focus_on(open.by());
        } else if self.reading.marks.take().is_none() && self.reading.page.motion == Motion::Scroll
        {
            self.reading.focus = None;
        }
    }

    /// To the step `by` after this one.
    pub(super) fn step_guide(&mut self, by: isize, effects: &mut Vec<Effect>) {
        let Some(following) = self.guide.clone() else {
            return;
        };
        let Some((id, steps)) = self.steps(&following.guide) else {
            return;
        };
        // Who has gone elsewhere comes back to the step that they left.
        let by_place = if by < 0 && self.is_off_guide() { 0 } else { by };
        let next = following
            .step
            .checked_add_signed(by_place)
            .filter(|step| *step < steps.len());
        match next {
            Some(step) => {
                let to = steps[step].clone();
                self.go(&to, effects);
                self.guide = Some(Following { guide: id, step });
            }
            None if by > 0 => {
                self.go(&Location::top(Place::Guide(id)), effects);
                self.guide = None;
                let title = self.reading.page.title().to_string();
                let mut end = Msg::GuideEnd.with(self.lang, &title);
                if let Some(key) = self.keymap.shown(Action::GoGuides) {
                    end.push_str(&format!(
                        "; {}",
                        Msg::OtherGuides.with(self.lang, &key_name(key, self.lang))
                    ));
                }
                self.say(end);
            }
            None => self.say(self.msg(Msg::BeginningOfList).to_string()),
        }
    }

    /// Whether the reader follows a guide and is on another page than its step.
    pub(super) fn is_off_guide(&self) -> bool {
        let at = self.step_at();
        at.is_some_and(|at| at.place.page() != self.reading.page.place.page())
    }

    /// Where the step of the guide is.
    fn step_at(&self) -> Option<Location> {
        let following = self.guide.as_ref()?;
        let (_, steps) = self.steps(&following.guide)?;
        steps.into_iter().nth(following.step)
    }

    /// What comes after the step of the guide whose end is on the screen: the title of the next one, empty after the last. `None` while
    /// there is more of the step to read, or the reader is elsewhere.
    pub(super) fn after_step(&self) -> Option<&str> {
        let following = self.guide.as_ref()?;
        let library = self.edition.library();
        let Some(Entity::Guide(i)) = library.find(following.guide.as_str()) else {
            return None;
        };
        let steps = &library.guides[i as usize].steps;
        let at = self.step_at().filter(|_| !self.is_off_guide())?;
        let page = &self.reading.page;
        let entry = match at.key.is_empty() {
            true => page.entries.len().checked_sub(1)?,
            false => page.end_of(page.entry_of(&at.key, library)?),
        };
        let next = steps.get(following.step + 1);
        let title = next.map_or("", |next| next.title.get(self.lang));
        self.sheet().shows_end_of(entry).then_some(title)
    }

    /// Where a guide's steps are.
    fn steps(&self, id: &GuideId) -> Option<(GuideId, Vec<Location>)> {
        let library = self.edition.library();
        let Some(Entity::Guide(i)) = library.find(id.as_str()) else {
            return None;
        };
        let steps = library.guides[i as usize].steps.iter();
        let at = steps
            .filter_map(|step| library.find(&step.at))
            .map(|entity| Location::of(entity, library));
        Some((id.clone(), at.collect()))
    }

    /// The next match of what is marked.
    pub(super) fn next_match(&mut self) {
        let at = self.reading.marks.as_ref().and_then(|marks| marks.at);
        if let Some(next) = self.sheet().match_after(at) {
            self.stand_on(next);
        }
    }

    /// The match before.
    pub(super) fn previous_match(&mut self) {
        let at = self.reading.marks.as_ref().and_then(|marks| marks.at);
        if let Some(before) = self.sheet().match_before(at) {
            self.stand_on(before);
        }
    }

    /// Goes to a match.
    pub(super) fn stand_on(&mut self, at: Focus) {
        if let Some(marks) = &mut self.reading.marks {
            marks.at = Some(at);
        }
        let sheet = self.sheet();
        if let Some((first, last)) = sheet.lines_of_match(at) {
            self.reading.top = sheet.clamped(sheet.top_showing(at.entry, first, last));
        }
    }

    /// Tells which match of how many this is.
    pub(super) fn tell_match(&mut self) {
        let at = self.reading.marks.as_ref().and_then(|marks| marks.at);
        if let Some((n, of)) = at.and_then(|at| self.sheet().match_count(at)) {
            self.say(Msg::Matches.with(self.lang, &format!("{n}/{of}")));
        }
    }

    /// Whether the screen is large enough to read on.
    pub(super) fn fits(&self) -> bool {
        geometry(self.size, Wants::default()).is_some()
    }
}
