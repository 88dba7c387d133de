//! What each action does.

use crate::app::action::Action;
use crate::app::choice::{self, Choice};
use crate::app::front::Front;
use crate::app::geometry::Panel;
use crate::app::moves::Far;
use crate::app::reading::{Focus, Opened};
use crate::app::{App, Change, Effect, Switch};
use crate::content::model::{ClaimId, Entity};
use crate::i18n::{Msg, language};
use crate::key::{Mouse, MouseKind};
use crate::page::picture::Walk;
use crate::page::{Bookmark, Entry, Link, Motion, cite, home, linear};
use crate::picture::Glyphs;
use crate::place::{ComparisonView, LedgerView, Location, Place, Sort};
use crate::ui::field::Field;

/// Lines that a turn of the wheel scrolls.
const WHEEL: usize = 3;

impl App {
    /// Does what an action asks for.
    #[expect(
        clippy::too_many_lines,
        reason = "it dispatches: one arm for each action"
    )]
    pub(super) fn perform(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let chooses = self.reading.page.motion == Motion::Choose;
        match action {
            Action::Down if chooses => self.next_item(),
            Action::Up if chooses => self.previous_item(),
            Action::Down => self.scroll_on(Far::Lines(1)),
            Action::Up => self.scroll_back(Far::Lines(1)),
            Action::PageDown if self.after_step().is_some() => self.step_guide(1, effects),
            Action::PageDown => self.scroll_on(Far::Screen),
            Action::PageUp => self.scroll_back(Far::Screen),
            Action::HalfDown => self.scroll_on(Far::Half),
            Action::HalfUp => self.scroll_back(Far::Half),
            Action::Top => self.go_to_top(),
            Action::Bottom => self.go_to_bottom(),
            Action::NextSection => self.next_section(effects),
            Action::PreviousSection => self.previous_section(effects),
            Action::NextLink => self.focus_next(),
            Action::PreviousLink => self.focus_previous(),
            Action::Open => self.open_focus(effects),
            Action::Close if self.is_on_help() => self.go_back(effects),
            Action::Close => self.close(),
            Action::Back => self.go_back(effects),
            Action::Forward => self.go_forward(effects),
            Action::Parent => self.go_to_parent(effects),
            Action::NextStep => self.step_guide(1, effects),
            Action::PreviousStep => self.step_guide(-1, effects),
            Action::LeaveGuide => self.guide = None,
            Action::GoHome => self.go_to(Place::Home, effects),
            Action::GoClaims => self.go_to(Place::Claims(LedgerView::default()), effects),
            Action::GoSources => self.go_to(Place::Sources, effects),
            Action::GoBibliography => self.go_to(Place::Bibliography, effects),
            Action::GoComparisons => self.go_to(Place::Comparisons, effects),
            Action::GoTimeline => self.go_to(Place::Timeline, effects),
            Action::GoGlossary => self.go_to(Place::Glossary, effects),
            Action::GoFaq => self.go_to(Place::Faqs, effects),
            Action::GoGuides => self.go_to(Place::Guides, effects),
            Action::GoPictures => self.go_to(Place::Pictures, effects),
            Action::GoCommand => self.go_to_command(effects),
            Action::WalkLeft => self.walk(Walk::Left),
            Action::WalkRight => self.walk(Walk::Right),
            Action::WalkUp => self.walk(Walk::Up),
            Action::WalkDown => self.walk(Walk::Down),
            Action::ZoomIn => self.zoom(1),
            Action::ZoomOut => self.zoom(-1),
            Action::Table => self.switch_table(),
            Action::Shade => self.next_shade(),
            Action::Parts => self.parts(),
            Action::PickDate => self.ask_date(),
            Action::Glyphs => self.switch_glyphs(),
            Action::GoBookmarks => self.go_to(Place::Bookmarks, effects),
            Action::Help if self.is_on_help() => self.go_back(effects),
            Action::Help => self.go_to(Place::Help, effects),
            Action::Search => self.search(effects),
            Action::Find => {
                self.front = Some(Front::Find {
                    field: Field::default(),
                    from: self.reading.top,
                    focus: self.reading.focus,
                });
            }
            Action::NextMatch => {
                self.next_match();
                self.tell_match();
            }
            Action::PreviousMatch => {
                self.previous_match();
                self.tell_match();
            }
            Action::Palette => {
                // What has no meaning on this page would do nothing.
                let contexts = self.contexts();
                let offers = |action: Action| {
                    self.offers(action) && contexts.contains(&action.row().context)
                };
                let choice = choice::palette(self.ctx(), &self.keymap, offers);
                self.front = Some(Front::Choose(choice));
            }
            Action::Contents => self.contents(),
            Action::Bookmark => self.bookmark(effects),
            Action::Note => self.note(),
            Action::Copy => self.copy(effects),
            Action::Filter => {
                if let Place::Claims(view) = &self.reading.page.place {
                    self.front = Some(Front::Choose(choice::filters(view, self.ctx())));
                }
            }
            Action::SortBy => self.sort(),
            Action::OnlyDiffering => {
                self.change_columns(|view, _| view.only_differing = !view.only_differing)
            }
            Action::Swap => self.change_columns(|view, all| {
                if view.columns.is_empty() {
                    view.columns = all;
                }
                if view.columns.len() > 1 {
                    view.columns.swap(0, 1);
                }
            }),
            Action::Columns => {
                self.front =
                    choice::columns(&self.reading.page.place, self.ctx()).map(Front::Choose)
            }
            Action::Theme => {
                self.theme_name = self.theme_name.next();
                self.say(Msg::ThemeIs.with(self.lang, self.theme_name.word()));
                effects.push(Effect::Keep(Change::Theme(self.theme_name)));
            }
            Action::Language => self.next_language(effects),
            Action::Mouse => self.switch_mouse(effects),
            Action::Edit => self.edit_here(effects),
            Action::Findings => self.show_findings(),
            Action::NextChange => self.next_change(effects),
            Action::Follow => self.switch_follow(),
            Action::FrameSize => self.next_frame(),
            Action::FrameTone => self.next_ground(),
            Action::FrameDepth => self.next_depth(),
            Action::Redraw => effects.push(Effect::Redraw),
            Action::Suspend if self.offers(action) => effects.push(Effect::Suspend),
            Action::Suspend => {}
            Action::Quit => effects.push(Effect::Quit),
            // These belong to what lies in front, which has taken them.
            Action::Accept | Action::Cancel | Action::NextChoice | Action::PreviousChoice => {}
        }
    }

    fn go_to(&mut self, place: Place, effects: &mut Vec<Effect>) {
        if self.reading.page.place == place {
            return self.go_to_top();
        }
        self.go(&Location::top(place), effects);
    }

    /// The page that this one's breadcrumb has before it.
    fn go_to_parent(&mut self, effects: &mut Vec<Effect>) {
        let crumbs = &self.reading.page.crumbs;
        let parent = crumbs
            .len()
            .checked_sub(2)
            .map(|at| crumbs[at].place.clone());
        let here = self.reading.page.place.page();
        self.go_to(parent.unwrap_or(Place::Home), effects);
        // In a list of many the reader stands on what they come from.
        let library = self.edition.library();
        let leads_here = |entry: &Entry| match entry {
            Entry::Row(entity) => Location::of(*entity, library).place.page() == here,
            _ => false,
        };
        if let Some(entry) = self.reading.page.entries.iter().position(leads_here) {
            self.focus_on(Focus { entry, link: 0 });
        }
    }

    /// Whether the help is read with nothing in it to close: what opened it closes it.
    fn is_on_help(&self) -> bool {
        let reading = &self.reading;
        reading.page.place == Place::Help && reading.marks.is_none() && self.history.can_go_back()
    }

    fn search(&mut self, effects: &mut Vec<Effect>) {
        let query = match &self.reading.page.place {
            Place::Search(query) => query.clone(),
            _ => {
                self.go(&Location::top(Place::Search(String::new())), effects);
                // What was not yet searched for is no place to return to.
                effects.retain(|effect| !matches!(effect, Effect::Keep(Change::Stopped(_))));
                String::new()
            }
        };
        self.front = Some(Front::Search(Field::selected(&query)));
        self.want_index(effects);
    }

    /// The contents: beside the text where there is room, else as a list.
    fn contents(&mut self) {
        if self.geometry().panel.is_some() || self.panel == Panel::Hidden {
            self.panel = match self.panel {
                Panel::Shown => Panel::Hidden,
                Panel::Hidden => Panel::Shown,
            };
            return;
        }
        if self.reading.page.outline.is_empty() {
            return self.say(self.msg(Msg::NoContents).to_string());
        }
        let choice: Choice = choice::contents(&self.reading.page, self.sheet().heading());
        self.front = Some(Front::Choose(choice));
    }

    fn bookmark(&mut self, effects: &mut Vec<Effect>) {
        let chosen = self.chosen_place();
        if self.reading.page.place == Place::Bookmarks && chosen.is_none() {
            return self.say(self.msg(Msg::NothingHere).to_string());
        }
        let location = chosen.unwrap_or_else(|| self.location());
        let title = home::location_title(&location, self.ctx());
        let same = |bookmark: &Bookmark| {
            let kept = &bookmark.location;
            kept.place.page() == location.place.page() && kept.key == location.key
        };
        if let Some(at) = self.kept.bookmarks.iter().position(same) {
            let gone = self.kept.bookmarks.remove(at);
            effects.push(Effect::Keep(Change::RemoveBookmark(gone.location)));
            self.say(Msg::Unbookmarked.with(self.lang, &title));
        } else {
            let bookmark = Bookmark {
                location,
                title: title.clone(),
            };
            self.kept.bookmarks.push(bookmark.clone());
            effects.push(Effect::Keep(Change::AddBookmark(bookmark)));
            self.say(Msg::Bookmarked.with(self.lang, &title));
        }
        let edition = self.edition.clone();
        self.renew(&edition, self.lang);
    }

    /// What the chosen item of a list leads to.
    fn chosen_place(&self) -> Option<Location> {
        if self.reading.page.motion != Motion::Choose {
            return None;
        }
        match self.sheet().link(self.reading.focus?)? {
            Link::Go(location) => Some(location),
            Link::Claim(id) => Some(Location::top(Place::Claim(id))),
            Link::Term(_) | Link::Address(_) | Link::Input(_) => None,
        }
    }

    /// Begins a note about the claim that has the focus, or about what stands at the top.
    fn note(&mut self) {
        let id = self
            .claim_here()
            .map(|id| id.to_string())
            .or_else(|| self.id_here());
        let Some(id) = id else {
            return self.say(self.msg(Msg::NoNoteHere).to_string());
        };
        let library = self.edition.library();
        let title = library
            .find(&id)
            .map_or(id.as_str(), |entity| library.title_of(entity, self.lang));
        let title = crate::edition::plain(library, title, self.lang);
        let before = self.kept.notes.iter().find(|note| note.id == id);
        let field = Field::new(before.map_or("", |note| note.text.as_str()));
        self.front = Some(Front::Note { id, title, field });
    }

    /// The id of what a note or a copy at this place is about.
    fn id_here(&self) -> Option<String> {
        let library = self.edition.library();
        let location = self.chosen_place().unwrap_or_else(|| self.location());
        let key = location.key;
        let head = key.rsplit_once('.').map_or(key.as_str(), |(head, _)| head);
        let place = location.place.page().to_string();
        let ids = [key.as_str(), head, place.as_str()];
        ids.into_iter()
            .find(|id| library.find(id).is_some())
            .map(str::to_string)
    }

    /// The claim that has the focus, is open, or has the page.
    pub(super) fn claim_here(&self) -> Option<ClaimId> {
        let focused = self
            .reading
            .focus
            .and_then(|focus| self.sheet().link(focus));
        match (focused, &self.reading.open, &self.reading.page.place) {
            (Some(Link::Claim(id)), _, _) => Some(id),
            (
                Some(Link::Go(Location {
                    place: Place::Claim(id),
                    ..
                })),
                _,
                _,
            ) => Some(id),
            (_, Some(open), _) => match open.what() {
                Opened::Claim(id) => Some(id.clone()),
                Opened::Term(_) => None,
            },
            (_, None, Place::Claim(id)) => Some(id.clone()),
            (_, None, _) => None,
        }
    }

    /// Copies the claim, the source or the paragraph here, with what it rests on.
    fn copy(&mut self, effects: &mut Vec<Effect>) {
        let text = self.copied();
        if text.is_empty() {
            return self.say(self.msg(Msg::NothingToCopy).to_string());
        }
        let first = text.lines().next().unwrap_or_default();
        let first = first.trim_start_matches(['#', ' ']).to_string();
        if self.abilities.clipboard == Switch::Off {
            self.front = Some(Front::Show {
                title: Msg::CopyHere,
                text,
            });
            return;
        }
        self.say(Msg::Copied.with(self.lang, &first));
        effects.push(Effect::Copy(text));
    }

    fn copied(&self) -> String {
        let ctx = self.ctx();
        let library = self.edition.library();
        if let Some(claim) = self.claim_here().and_then(|id| library.claim(&id)) {
            return cite::copied(claim, ctx);
        }
        let focused = self
            .reading
            .focus
            .and_then(|focus| self.sheet().link(focus));
        let source = match (focused, &self.reading.page.place) {
            (
                Some(Link::Go(Location {
                    place: Place::Source(id),
                    ..
                })),
                _,
            ) => Some(id),
            (Some(Link::Address(address)), Place::Source(_)) => return address,
            (_, Place::Source(id)) => Some(id.clone()),
            _ => None,
        };
        if let Some(source) = source.and_then(|id| library.source(&id)) {
            return cite::reference(source, ctx);
        }
        // The first entry on the screen with something to read, with every claim that it cites.
        let rows = self.sheet().rows();
        let Some(entry) = rows
            .iter()
            .find(|row| !row.line().is_blank())
            .map(|row| row.entry)
        else {
            return String::new();
        };
        let blocks = self.reading.page.blocks(entry, ctx);
        let mut text = linear::text(&self.reading.page, &blocks, ctx);
        let spans = blocks.iter().flat_map(|block| block.spans());
        for span in spans {
            if let Some(Link::Claim(id)) = &span.link
                && let Some(claim) = library.claim(id)
            {
                text.push_str(&format!("\n\n{} {}", span.text, cite::copied(claim, ctx)));
            }
        }
        text
    }

    fn sort(&mut self) {
        let Place::Claims(view) = &self.reading.page.place else {
            return;
        };
        let at = Sort::ALL
            .iter()
            .position(|sort| *sort == view.sort)
            .unwrap_or(0);
        let sort = Sort::ALL[(at + 1) % Sort::ALL.len()];
        let place = Place::Claims(LedgerView {
            sort,
            ..view.clone()
        });
        self.replace_place(place);
        self.go_to_top();
    }

    /// Changes the view of a comparison, given the ids of all its columns.
    fn change_columns(&mut self, change: impl FnOnce(&mut ComparisonView, Vec<String>)) {
        let Place::Comparison(id, view) = &self.reading.page.place else {
            return;
        };
        let Some(Entity::Comparison(i)) = self.edition.library().find(id.as_str()) else {
            return;
        };
        let subjects = &self.edition.library().comparisons[i as usize].subjects;
        let all = subjects
            .iter()
            .map(|subject| subject.id.to_string())
            .collect();
        let mut view = view.clone();
        change(&mut view, all);
        self.replace_place(Place::Comparison(id.clone(), view));
    }

    fn next_language(&mut self, effects: &mut Vec<Effect>) {
        let languages = &self.edition.library().explainer.languages;
        let at = languages
            .iter()
            .position(|lang| *lang == self.lang)
            .unwrap_or(0);
        let next = languages
            .get((at + 1) % languages.len().max(1))
            .copied()
            .unwrap_or(self.lang);
        if next == self.lang {
            return self.say(self.msg(Msg::OneLanguage).to_string());
        }
        let before = self.lang;
        self.lang = next;
        let edition = self.edition.clone();
        self.renew(&edition, before);
        let name = language(self.lang, self.lang);
        self.say(Msg::LanguageIs.with(self.lang, &name));
        effects.push(Effect::Keep(Change::Lang(next)));
    }

    /// Plain characters in pictures, or all that there are.
    fn switch_glyphs(&mut self) {
        self.glyphs = match self.glyphs {
            Glyphs::Full => Glyphs::Ascii,
            Glyphs::Ascii => Glyphs::Full,
        };
        let edition = self.edition.clone();
        self.renew(&edition, self.lang);
    }

    fn switch_mouse(&mut self, effects: &mut Vec<Effect>) {
        let (mouse, msg) = match self.mouse {
            Switch::On => (Switch::Off, Msg::MouseOff),
            Switch::Off => (Switch::On, Msg::MouseOn),
        };
        self.mouse = mouse;
        self.say(self.msg(msg).to_string());
        effects.push(Effect::Mouse(mouse));
        effects.push(Effect::Keep(Change::Mouse(mouse)));
    }

    /// The mouse: the wheel scrolls, a press opens what is under it.
    pub(super) fn point(&mut self, mouse: Mouse, effects: &mut Vec<Effect>) {
        match mouse.kind {
            MouseKind::WheelDown => self.wheel(Action::NextChoice),
            MouseKind::WheelUp => self.wheel(Action::PreviousChoice),
            MouseKind::Press => self.press_at(mouse.column, mouse.row, effects),
            MouseKind::Drag => {}
        }
    }

    fn wheel(&mut self, to: Action) {
        match (&mut self.front, to) {
            (Some(Front::Choose(choice)), Action::NextChoice) => choice.select_next(),
            (Some(Front::Choose(choice)), _) => choice.select_previous(),
            (Some(Front::Findings { at }), to) => {
                *at = match to {
                    Action::NextChoice => *at + 1,
                    _ => at.saturating_sub(1),
                };
                let last = self.findings().len().saturating_sub(1);
                if let Some(Front::Findings { at }) = &mut self.front {
                    *at = last.min(*at);
                }
            }
            (Some(Front::Note { .. } | Front::Ask { .. } | Front::Show { .. }), _) => {}
            (_, Action::NextChoice) => self.scroll_on(Far::Lines(WHEEL)),
            (_, _) => self.scroll_back(Far::Lines(WHEEL)),
        }
    }

    fn press_at(&mut self, column: u16, row: u16, effects: &mut Vec<Effect>) {
        self.message = None;
        if let Some(Front::Choose(choice)) = &self.front {
            let chosen = self.choice_at(choice, column, row);
            // A press beside the list leaves it.
            if let (Some(at), Some(Front::Choose(mut choice))) = (chosen, self.front.take()) {
                choice.select(at);
                self.front = Some(Front::Choose(choice));
                self.press(crate::key::Key::plain(crate::key::KeyCode::Enter), effects);
            }
            return;
        }
        match self.front {
            // What is written or read there is not lost to a press beside it.
            Some(
                Front::Note { .. }
                | Front::Ask { .. }
                | Front::Findings { .. }
                | Front::Show { .. },
            ) => return,
            Some(Front::Choose(_) | Front::Search(_) | Front::Find { .. }) | None => {}
        }
        if let Some(place) = self.crumb_at(column, row) {
            self.front = None;
            return self.go_to(place, effects);
        }
        if let Some(entry) = self.heading_at(column, row) {
            self.front = None;
            return self.show_entry(entry);
        }
        if let Some(focus) = self.link_at(column, row) {
            self.front = None;
            self.reading.focus = Some(focus);
            self.open_focus(effects);
        }
    }
}
