//! Looking at pictures and redoing figures: walking, zooming, hiding, putting in numbers and dates.
//!
//! All of it changes the place and nothing else, so that going back, a restart and a reload lead to the same view.

use crate::app::action::Action;
use crate::app::choice::{Choice, Item, Outcome};
use crate::app::front::{Asked, Front};
use crate::app::{App, Effect};
use crate::content::date::{Date, Period};
use crate::content::model::{Entity, Rule};
use crate::i18n::{Msg, date, number};
use crate::page::picture::{self, Walk, bands, chart, command};
use crate::page::{Link, Motion};
use crate::place::view::{MOST_ZOOM, PictureView};
use crate::place::{Location, Place, picture_of};
use crate::ui::field::Field;

impl App {
    /// The picture that is shown, with its view.
    fn picture(&self) -> Option<(Entity, &PictureView)> {
        let Place::Picture(id, view) = &self.reading.page.place else {
            return None;
        };
        Some((self.edition.library().find(id)?, view))
    }

    fn show_view(&mut self, view: PictureView) {
        if let Place::Picture(id, _) = &self.reading.page.place {
            let place = Place::Picture(id.clone(), view);
            self.replace_place(place);
        }
    }

    /// A step on the picture.
    pub(super) fn walk(&mut self, walk: Walk) {
        let Some((entity, view)) = self.picture() else {
            return;
        };
        match picture::walked(entity, view, walk, self.ctx()) {
            Some(view) => {
                self.reading.focus = None;
                self.show_view(view);
            }
            None if matches!(walk, Walk::Left | Walk::Up) => {
                self.say(self.msg(Msg::BeginningOfList).to_string())
            }
            None => self.say(self.msg(Msg::EndOfList).to_string()),
        }
    }

    /// Twice as large, or half.
    pub(super) fn zoom(&mut self, by: i8) {
        let Some((Entity::Timeline(_), view)) = self.picture() else {
            return self.say(self.msg(Msg::NoZoom).to_string());
        };
        let zoom = view.zoom.saturating_add_signed(by).min(MOST_ZOOM);
        let view = PictureView {
            zoom,
            ..view.clone()
        };
        self.show_view(view);
    }

    /// The picture, or the table of its values.
    pub(super) fn switch_table(&mut self) {
        if let Some((_, view)) = self.picture() {
            let view = PictureView {
                table: !view.table,
                ..view.clone()
            };
            self.show_view(view);
            self.go_to_top();
        }
    }

    /// The next series that shades the map.
    pub(super) fn next_shade(&mut self) {
        let Some((Entity::Map(i), view)) = self.picture() else {
            return self.say(self.msg(Msg::NoShade).to_string());
        };
        let n = self.edition.library().maps[i as usize].shades.len();
        if n < 2 {
            return self.say(self.msg(Msg::NoShade).to_string());
        }
        let view = PictureView {
            shade: (view.shade % n + 1) % n,
            ..view.clone()
        };
        self.show_view(view);
    }

    /// The parts of a picture to choose from: series to hide, places, events, dates.
    pub(super) fn parts(&mut self) {
        let Some((entity, view)) = self.picture() else {
            return;
        };
        let ctx = self.ctx();
        let library = self.edition.library();
        let id = library.id_of(entity).to_string();
        let item = |label: String, note: &str, view: PictureView| Item {
            label,
            note: note.to_string(),
            outcome: Outcome::Replace(Place::Picture(id.clone(), view)),
        };
        let items: Vec<Item> = match entity {
            Entity::Chart(i) => chart::toggles(i, view, ctx)
                .into_iter()
                .map(|(title, shown, view)| item(title, if shown { "[x]" } else { "[ ]" }, view))
                .collect(),
            Entity::Map(i) => {
                let map = &library.maps[i as usize];
                let sites = library.sites.iter().filter(|site| site.map == map.id);
                let sites = sites.map(|site| (site.title.get(self.lang), site.id.as_str()));
                let areas = map.areas.iter();
                let areas = areas.map(|area| (area.title.get(self.lang), area.id.as_str()));
                sites
                    .chain(areas)
                    .map(|(title, at)| item(title.to_string(), "", view.standing(at)))
                    .collect()
            }
            Entity::Timeline(i) => bands::event_titles(i, ctx)
                .into_iter()
                .map(|(title, at)| item(title, "", view.standing(at)))
                .collect(),
            Entity::Command(i) => command::changes(i, ctx)
                .into_iter()
                .map(|at| item(date(at, self.lang), "", view.standing(at.to_string())))
                .collect(),
            _ => Vec::new(),
        };
        self.front = Some(Front::Choose(Choice::new(Msg::PartsLabel, items, 0)));
    }

    /// Whether the parts of the picture are shown and hidden, rather than gone to.
    pub(super) fn hides_parts(&self) -> bool {
        matches!(self.picture(), Some((Entity::Chart(_), _)))
    }

    /// Asks for the date of an account of who holds what.
    pub(super) fn ask_date(&mut self) {
        if let Some((Entity::Command(_), _)) = self.picture() {
            self.front = Some(Front::Ask {
                asked: Asked::Date,
                label: self.msg(Msg::WhichDate).to_string(),
                field: Field::default(),
            });
        }
    }

    /// When the first thing is recorded of the account that is shown.
    fn begin_here(&self) -> Option<Date> {
        match self.picture()?.0 {
            Entity::Command(i) => command::begin(i, self.ctx()),
            _ => None,
        }
    }

    /// Asks for a number in the place of an input.
    pub(super) fn ask_input(&mut self, n: usize) {
        let Place::Derivation(id, own) = &self.reading.page.place else {
            return;
        };
        let Some(Entity::Derivation(i)) = self.edition.library().find(id.as_str()) else {
            return;
        };
        let Some(input) = self.edition.library().derivations[i as usize].inputs.get(n) else {
            return;
        };
        let value = own.input(n).unwrap_or(input.value);
        let label = format!("{} ({})", input.label.get(self.lang), number(input.value));
        self.front = Some(Front::Ask {
            asked: Asked::Input(n),
            label,
            field: Field::new(&value.to_string()),
        });
    }

    /// Takes what was answered.
    pub(super) fn answered(&mut self, asked: Asked, text: &str) {
        let text = text.trim();
        match (asked, &self.reading.page.place) {
            (Asked::Date, Place::Picture(_, view)) => match Date::parse(text) {
                Some(date) if self.begin_here().is_some_and(|begin| date < begin) => {
                    self.begin_here()
                        .into_iter()
                        .for_each(|begin| self.say_begin(begin));
                }
                Some(date) => self.show_view(view.standing(date.to_string())),
                None => self.alert(Msg::NoDateThat.with(self.lang, text)),
            },
            (Asked::Input(n), Place::Derivation(id, own)) => {
                let plain = text.replace([',', ' '], "").replace('−', "-");
                let value: Option<f64> = plain.parse().ok().filter(|n: &f64| n.abs() <= 1e15);
                if value.is_none() && !plain.is_empty() {
                    return self.alert(Msg::NoNumber.with(self.lang, text));
                }
                let place = Place::Derivation(id.clone(), own.with(n, value));
                self.replace_place(place);
            }
            _ => {}
        }
    }

    /// What Enter opens on a picture without a focus: the first link of what is said about the point.
    pub(super) fn link_here(&self) -> Option<crate::app::reading::Focus> {
        self.picture()?;
        let first = crate::app::reading::Focus { entry: 0, link: 0 };
        self.sheet().link(first).map(|_| first)
    }

    /// Who commands, as of the date of what has the focus or is open.
    pub(super) fn go_to_command(&mut self, effects: &mut Vec<Effect>) {
        let library = self.edition.library();
        let Some(command) = library.commands.first() else {
            return self.say(self.msg(Msg::NothingHere).to_string());
        };
        let begin = command::begin(0, self.ctx());
        let mut before = None;
        let at = match (self.period_here(), begin) {
            (Some(here), Some(begin)) if here.start() < begin => {
                let end = here.end();
                // What is only named by its year may be of any day of it.
                let reaches = end >= begin || end.month().is_none() && end.year == begin.year;
                before = Some(begin).filter(|_| !reaches);
                begin.to_string()
            }
            (Some(here), _) => here.start().to_string(),
            (None, _) => String::new(),
        };
        let view = PictureView::default().standing(at);
        let to = Place::Picture(command.id.to_string(), view);
        self.go(&Location::top(to), effects);
        before.into_iter().for_each(|begin| self.say_begin(begin));
    }

    fn say_begin(&mut self, begin: Date) {
        self.alert(Msg::NothingBefore.with(self.lang, &date(begin, self.lang)));
    }

    /// When the claim or event here was.
    fn period_here(&self) -> Option<Period> {
        let library = self.edition.library();
        if let Some(claim) = self.claim_here().and_then(|id| library.claim(&id)) {
            return Some(claim.as_of);
        }
        let id = match self.picture() {
            Some((Entity::Timeline(_), view)) => view.at.clone(),
            _ => self.location().key,
        };
        match library.find(&id)? {
            Entity::Event(i) => Some(library.events[i as usize].date),
            _ => None,
        }
    }

    /// Whether the page mentions who commands: what the hint for its key is shown for.
    pub(super) fn mentions_command(&self) -> bool {
        let library = self.edition.library();
        let holders = library.commands.iter().flat_map(|command| &command.offices);
        let claims = holders
            .flat_map(|office| &office.holders)
            .filter(|holder| holder.rule == Rule::Law);
        let mut claims = claims.flat_map(|holder| &holder.claims);
        let numbering = &self.reading.page.numbering;
        let is_text = self.reading.page.motion == Motion::Scroll && !self.is_picture();
        is_text && claims.any(|id| numbering.contains(id))
    }

    /// The way that the picture can be walked on: to the next point, or from the last one back.
    pub(super) fn walk_hint(&self) -> Option<Action> {
        let (entity, view) = self.picture().filter(|(_, view)| !view.table)?;
        let can = |walk| picture::walked(entity, view, walk, self.ctx()).is_some();
        let ways = [
            (Walk::Right, Action::WalkRight),
            (Walk::Left, Action::WalkLeft),
        ];
        let way = ways.into_iter().find(|(walk, _)| can(*walk));
        way.map(|(_, action)| action)
    }

    /// Whether a picture is shown as the table of its values.
    pub(super) fn is_table(&self) -> bool {
        self.picture().is_some_and(|(_, view)| view.table)
    }

    /// What only this kind of picture offers.
    pub(super) fn picture_hint(&self) -> Option<Action> {
        match self.picture().filter(|(_, view)| !view.table)?.0 {
            Entity::Timeline(_) => Some(Action::ZoomIn),
            Entity::Map(_) => Some(Action::Shade),
            Entity::Command(_) => Some(Action::PickDate),
            _ => None,
        }
    }

    /// Whether a place is a picture.
    pub(super) fn is_picture(&self) -> bool {
        self.picture().is_some_and(|(entity, _)| picture_of(entity))
    }

    /// Whether a link asks for a number.
    pub(super) fn asks(&mut self, link: &Link) -> bool {
        let Link::Input(n) = link else { return false };
        self.ask_input(*n);
        true
    }
}
