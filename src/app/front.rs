//! What lies in front of the page: a field for a search, a list to choose from, a note, a text to copy.

use crate::app::action::Action;
use crate::app::choice::{self, Choice, Outcome};
use crate::app::reading::{Focus, Marks, Reading, Sought, Spot};
use crate::app::{App, Change, Effect};
use crate::i18n::Msg;
use crate::key::Key;
use crate::page::Note;
use crate::place::{Location, Place};
use crate::ui::field::Field;

/// What a reader is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A number in the place of an input, by its number.
    Input(usize),
    /// A date.
    Date,
}

/// What lies in front of the page; it takes all keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Front {
    /// A query, whose results are the page.
    Search(Field),
    /// Words to find on the page, and where the reader was.
    Find {
        /// What is typed.
        field: Field,
        /// Where the page stood.
        from: Spot,
        /// What had the focus.
        focus: Option<Focus>,
    },
    /// A list to choose from.
    Choose(Choice),
    /// A note.
    Note {
        /// What it is about.
        id: String,
        /// Its title.
        title: String,
        /// What is typed.
        field: Field,
    },
    /// Something that is asked for.
    Ask {
        /// What.
        asked: Asked,
        /// What the question says.
        label: String,
        /// What is typed.
        field: Field,
    },
    /// What was found in an author's folder, and which of it is chosen.
    Findings {
        /// The number of the chosen one.
        at: usize,
    },
    /// A text to read and to select.
    Show {
        /// Its title.
        title: Msg,
        /// The text.
        text: String,
    },
}

impl Front {
    /// The field that is typed into.
    pub fn field_mut(&mut self) -> Option<&mut Field> {
        match self {
            Front::Search(field)
            | Front::Find { field, .. }
            | Front::Note { field, .. }
            | Front::Ask { field, .. } => Some(field),
            Front::Choose(choice) => Some(&mut choice.field),
            Front::Findings { .. } | Front::Show { .. } => None,
        }
    }
}

impl App {
    /// Whether a key does nothing but edit what is typed in front of the page.
    pub fn edits(&self, key: Key) -> bool {
        let has_field = match &self.front {
            Some(
                Front::Search(_)
                | Front::Find { .. }
                | Front::Choose(_)
                | Front::Note { .. }
                | Front::Ask { .. },
            ) => true,
            Some(Front::Findings { .. } | Front::Show { .. }) | None => false,
        };
        let leads_on = matches!(
            self.meaning(key),
            Some(Action::Accept | Action::Cancel | Action::NextChoice | Action::PreviousChoice)
        );
        has_field && !leads_on
    }

    /// Edits what is typed by some keys, one after the other. What follows from the text is worked out once.
    pub(super) fn type_keys(&mut self, keys: &[Key]) {
        self.message = None;
        let Some(field) = self.front.as_mut().and_then(Front::field_mut) else {
            return;
        };
        let edited: Vec<bool> = keys.iter().map(|key| field.edit(*key)).collect();
        if edited.contains(&true) {
            self.typed();
        }
        if edited.last() == Some(&false) {
            // What the keys before it had to tell, the last key has taken away.
            self.message = None;
        }
    }

    /// A key while something lies in front; what stays there is put back.
    pub(super) fn type_into(
        &mut self,
        front: Front,
        key: Key,
        action: Option<Action>,
        effects: &mut Vec<Effect>,
    ) {
        match action {
            Some(Action::Cancel) => self.cancel(&front, effects),
            Some(Action::Accept) => self.accept(front, effects),
            Some(to @ (Action::NextChoice | Action::PreviousChoice)) => {
                self.front = Some(front);
                self.step(to);
            }
            _ => {
                self.front = Some(front);
                self.type_keys(&[key]);
            }
        }
    }

    /// What follows from a changed field. It stays in front meanwhile, for the page has a row less beside it.
    pub(super) fn typed(&mut self) {
        match &mut self.front {
            Some(Front::Search(field)) => {
                let query = field.text().to_string();
                self.show_results(&query);
            }
            Some(Front::Find { field, from, focus }) => {
                let (query, from, focus) = (field.text().to_string(), *from, *focus);
                self.find(&query, from, focus);
            }
            Some(Front::Choose(choice)) => choice.rank(),
            Some(
                Front::Note { .. }
                | Front::Ask { .. }
                | Front::Findings { .. }
                | Front::Show { .. },
            )
            | None => {}
        }
    }

    fn step(&mut self, to: Action) {
        let next = to == Action::NextChoice;
        let last = self.findings().len().saturating_sub(1);
        match &mut self.front {
            Some(Front::Choose(choice)) if next => choice.select_next(),
            Some(Front::Choose(choice)) => choice.select_previous(),
            Some(Front::Search(_)) if next => self.focus_next(),
            Some(Front::Search(_)) => self.focus_previous(),
            Some(Front::Find { .. }) if next => self.next_match(),
            Some(Front::Find { .. }) => self.previous_match(),
            Some(Front::Findings { at }) if next => *at = last.min(*at + 1),
            Some(Front::Findings { at }) => *at = at.saturating_sub(1),
            Some(Front::Note { .. } | Front::Ask { .. } | Front::Show { .. }) | None => {}
        }
    }

    fn cancel(&mut self, front: &Front, effects: &mut Vec<Effect>) {
        match front {
            Front::Find { from, focus, .. } => {
                self.reading.marks = None;
                self.reading.top = *from;
                self.reading.focus = *focus;
            }
            // A search that was never used leads back to where it began.
            Front::Search(_) => self.go_back(effects),
            Front::Choose(_)
            | Front::Note { .. }
            | Front::Ask { .. }
            | Front::Findings { .. }
            | Front::Show { .. } => {}
        }
    }

    fn accept(&mut self, front: Front, effects: &mut Vec<Effect>) {
        match front {
            Front::Search(field) => {
                if self.reading.focus.is_some() {
                    self.open_focus(effects);
                } else {
                    self.front = Some(Front::Search(field));
                }
            }
            Front::Find { field, .. } => {
                if field.text().trim().is_empty() {
                    self.reading.marks = None;
                } else {
                    self.look_further(field.text());
                }
                self.tell_match();
            }
            Front::Choose(choice) => self.choose(&choice, effects),
            Front::Note { id, field, .. } => self.keep_note(id, field.text(), effects),
            Front::Ask { asked, field, .. } => self.answered(asked, field.text()),
            Front::Findings { at } => self.edit_finding(at, effects),
            Front::Show { .. } => {}
        }
    }

    fn choose(&mut self, choice: &Choice, effects: &mut Vec<Effect>) {
        match choice.outcome() {
            None => {}
            Some(Outcome::Go(location)) => self.go(&location, effects),
            Some(Outcome::Run(action)) => self.perform(action, effects),
            Some(Outcome::Entry(entry)) => self.show_entry(entry),
            Some(Outcome::Replace(place)) => {
                self.replace_place(place);
                self.choose_on(choice);
            }
        }
    }

    /// Where several may be chosen the list stays, with the marks as they are now.
    fn choose_on(&mut self, choice: &Choice) {
        match (choice.title, &self.reading.page.place) {
            (Msg::ColumnsLabel, place) => {
                self.front = choice::columns(place, self.ctx()).map(Front::Choose);
            }
            (Msg::PartsLabel, _) if self.hides_parts() => self.parts(),
            _ => return,
        }
        if let Some(Front::Choose(anew)) = &mut self.front {
            anew.select_as(choice);
        }
    }

    fn keep_note(&mut self, id: String, text: &str, effects: &mut Vec<Effect>) {
        self.kept.notes.retain(|note| note.id != id);
        if text.trim().is_empty() {
            self.say(self.msg(Msg::NoteRemoved).to_string());
            effects.push(Effect::Keep(Change::RemoveNote(id)));
        } else {
            let note = Note {
                id,
                text: text.trim().to_string(),
            };
            self.kept.notes.push(note.clone());
            self.say(self.msg(Msg::NoteSaved).to_string());
            effects.push(Effect::Keep(Change::SetNote(note)));
        }
        let edition = self.edition.clone();
        self.renew(&edition, self.lang);
    }

    /// The results of a query as the page; the place before them stays the place before.
    fn show_results(&mut self, query: &str) {
        let location = Location::top(Place::Search(query.to_string()));
        self.reading = Reading::new(&location, self.ctx(), &self.shelf);
        self.focus_first();
    }

    /// Marks what is asked for and goes to the first match from `from` on, which is where every letter begins: what comes of several does not
    /// depend on what came of some of them.
    fn find(&mut self, query: &str, from: Spot, focus: Option<Focus>) {
        self.reading.top = from;
        self.reading.focus = focus;
        self.reading.marks = Some(Marks {
            query: query.to_string(),
            at: None,
        });
        self.message = None;
        match self.sheet().match_near() {
            Sought::At(at) => self.stand_on(at),
            Sought::Nowhere if !query.trim().is_empty() => {
                self.alert(Msg::NoMatch.with(self.lang, query));
            }
            Sought::Nowhere | Sought::NotNear => {}
        }
    }

    /// Looks through all of a page on which nothing was found as far as was looked while it was typed.
    fn look_further(&mut self, query: &str) {
        let is_found = |marks: &Marks| marks.at.is_some();
        if self.reading.marks.as_ref().is_some_and(is_found) || !self.sheet().is_long() {
            return;
        }
        match self.sheet().match_after(None) {
            Some(at) => self.stand_on(at),
            None => self.alert(Msg::NoMatch.with(self.lang, query)),
        }
    }
}
