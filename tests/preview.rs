//! An author's preview: what saves do to the screen, and that no state in between is ever on it.

mod common;
#[path = "common/starter.rs"]
mod starter;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use common::Reader;
use cotejo::app::author::{Edited, Saved, Written};
use cotejo::app::{Effect, Event, Switch};
use cotejo::author::changes::touched;
use cotejo::content::load::Loader;
use cotejo::driver::files::{Stamps, read_folder};
use cotejo::driver::preview::State;
use cotejo::driver::watch::{Means, Watch};
use cotejo::edition::Edition;
use cotejo::text::Lang;
use ratatui::layout::Size;
use starter::starter;

fn state(dir: &Path) -> State {
    State::of(read_folder(dir), &mut Loader::default())
}

/// A preview of a folder at a place.
struct Preview {
    reader: Reader,
    shown: Edition,
    dir: PathBuf,
}

impl Preview {
    fn at(dir: &Path, place: &str, follow: Switch) -> Self {
        let library = state(dir).library.expect("the folder has no errors");
        let shown = Edition::new(library, 0);
        let mut reader = Reader::at(&shown, (80, 24), place);
        reader.app = reader.app.clone().for_author(follow, None);
        Preview {
            reader,
            shown,
            dir: dir.to_path_buf(),
        }
    }

    /// Takes in the folder as it is, as the driver does.
    fn save(&mut self) -> &mut Self {
        let state = state(&self.dir);
        let edition = state.library.map(|library| {
            let changed = touched(self.shown.library(), &library);
            self.shown = Edition::new(library, self.shown.revision() + 1);
            (self.shown.clone(), changed)
        });
        let (edition, changed) = edition.map_or((None, Vec::new()), |(e, c)| (Some(e), c));
        let saved = Saved {
            edition,
            changed,
            findings: state.findings,
        };
        let effects = self.reader.app.update(Event::Saved(Box::new(saved)));
        self.reader.effects.extend(effects);
        self
    }

    fn replace(&mut self, path: &str, from: &str, to: &str) -> &mut Self {
        let path = self.dir.join(path);
        let text = fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replace(from, to)).expect("a file");
        self
    }
}

#[test]
fn schemas_are_no_part_of_the_content() {
    let (_root, dir) = starter();
    let (before, read) = (Stamps::of(&dir), read_folder(&dir));
    assert!(read.files.iter().all(|file| file.path.ends_with(".toml")));
    for (name, text) in cotejo::schema::files() {
        let path = dir.join(name);
        assert_eq!(
            fs::read_to_string(&path).expect("a new folder has it"),
            text
        );
        fs::write(path, format!("{text}\n")).expect("a file");
    }
    assert!(Stamps::of(&dir) == before, "a schema is no save");
}

#[test]
fn a_save_is_on_the_screen_and_the_place_stays() {
    let (_root, dir) = starter();
    let mut preview = Preview::at(&dir, "height", Switch::Off);
    preview.reader.press("] ]");
    let before = preview.reader.app.location();
    preview
        .replace("chapters/height.toml", "Two summits", "Two tops")
        .save();
    assert_eq!(preview.reader.app.location(), before);
    let screen = preview.reader.screen();
    assert!(screen.contains("Two tops"), "{screen}");
    let marked = screen
        .lines()
        .find(|line| line.contains("Two tops"))
        .expect("it is there");
    assert!(marked.trim_start().starts_with('┃'), "{screen}");
    assert!(
        !screen
            .lines()
            .any(|line| line.starts_with(" ┃Why there are")),
        "{screen}"
    );
}

#[test]
fn a_save_with_mistakes_leaves_the_last_good_state() {
    let (_root, dir) = starter();
    let mut preview = Preview::at(&dir, "height", Switch::Off);
    preview.replace("claims.toml", "kind = \"figure\"", "kind = \"figur\"");
    preview
        .replace("chapters/height.toml", "Three numbers", "Four numbers")
        .save();
    let screen = preview.reader.screen();
    assert!(
        screen.contains("wrong-value") && screen.contains("did you mean"),
        "{screen}"
    );
    assert!(screen.contains("!4"), "{screen}");
    // Enter edits the chosen one, and the list stays for the next.
    preview.reader.press("down enter");
    let Some(Effect::Edit(Edited::At(at))) = preview.reader.effects.last() else {
        panic!("{:?}", preview.reader.effects)
    };
    assert_eq!(at.path, "claims.toml");
    let text = fs::read_to_string(dir.join("claims.toml")).expect("the file is there");
    assert!(
        text.lines()
            .nth(at.line - 1)
            .expect("a line")
            .contains("figur\"")
    );
    preview.reader.press("esc");
    assert!(preview.reader.screen().contains("Three numbers"));
    preview.reader.press("!");
    assert!(preview.reader.screen().contains("wrong-value"));
    preview
        .replace("claims.toml", "kind = \"figur\"", "kind = \"figure\"")
        .save();
    let screen = preview.reader.screen();
    assert!(
        screen.contains("Four numbers") && !screen.contains("wrong-value"),
        "{screen}"
    );
}

#[test]
fn an_index_that_comes_too_late_brings_nothing_back() {
    let (_root, dir) = starter();
    let mut preview = Preview::at(&dir, "height", Switch::Off);
    let late = preview.shown.indexed();
    preview
        .replace("chapters/height.toml", "Three numbers", "Four numbers")
        .save();
    let before = preview.reader.screen();
    assert!(before.contains("Four numbers"), "{before}");
    preview.reader.app.update(Event::Edition(late));
    assert_eq!(preview.reader.screen(), before);
    assert!(preview.reader.app.edition().is_same(&preview.shown));
}

#[test]
fn a_save_while_a_search_is_typed_asks_for_another_index() {
    let (_root, dir) = starter();
    let mut preview = Preview::at(&dir, "height", Switch::On);
    preview.reader.press("/ s u m m i t");
    assert_eq!(preview.reader.effects.last(), Some(&Effect::Index));
    let indexed = preview.shown.indexed();
    preview.reader.app.update(Event::Edition(indexed));
    let found = preview.reader.screen();
    preview.reader.effects.clear();
    preview
        .replace("chapters/height.toml", "Three numbers", "Four numbers")
        .save();
    assert_eq!(preview.reader.effects, [Effect::Index]);
    let indexed = preview.shown.indexed();
    preview.reader.app.update(Event::Edition(indexed));
    let again = preview.reader.screen();
    // The first lines tell of the search, the last one of the save.
    let results = |screen: &str| {
        screen
            .lines()
            .take(20)
            .map(String::from)
            .collect::<Vec<_>>()
    };
    assert_eq!(results(&again), results(&found), "{again}");
}

#[test]
fn following_leads_to_what_changed() {
    let (_root, dir) = starter();
    let mut preview = Preview::at(&dir, "home", Switch::On);
    preview
        .replace("chapters/height.toml", "Two summits", "Two tops")
        .save();
    assert_eq!(preview.reader.app.location().place.to_string(), "height");
    assert!(preview.reader.screen().contains("Two tops"));
    preview
        .replace(
            "glossary.toml",
            "The height of the highest rock",
            "How high the highest rock is",
        )
        .save();
    assert_eq!(preview.reader.app.location().place.to_string(), "glossary");
    preview.reader.press("1");
    preview
        .replace("chapters/height.toml", "Two tops", "Two summits")
        .save();
    assert_eq!(preview.reader.app.location().place.to_string(), "glossary");
    preview.reader.press(")");
    assert_eq!(preview.reader.app.location().place.to_string(), "height");
}

#[test]
fn e_edits_what_is_shown_where_it_is_written() {
    let (_root, dir) = starter();
    let places = state(&dir).places;
    let place_of = |preview: &mut Preview| -> Written {
        preview.reader.press("e");
        let Some(Effect::Edit(Edited::Ids(ids))) = preview.reader.effects.last() else {
            panic!("{:?}", preview.reader.effects)
        };
        let found = ids.iter().find_map(|id| places.get(id));
        found.unwrap_or_else(|| panic!("none of {ids:?} is written"))
    };
    let line = |at: &Written| {
        let text = fs::read_to_string(dir.join(&at.path)).expect("the file is there");
        let line = text.lines().nth(at.line - 1).expect("a line");
        line.to_string()
    };
    for (place, keys, path, wanted) in [
        ("height", "", "chapters/height.toml", "id = \"height\""),
        (
            "height",
            "] tab enter",
            "claims.toml",
            "id = \"india-1954\"",
        ),
        ("claims", "j", "claims.toml", "id = \"china-2005\""),
        ("glossary", "", "glossary.toml", "id = \"rock-height\""),
        (
            "three-surveys",
            "",
            "comparisons.toml",
            "id = \"three-surveys\"",
        ),
        (
            "chart-heights",
            "",
            "pictures.toml",
            "id = \"chart-heights\"",
        ),
        ("sources", "", "sources.toml", "id = \"chen-2006\""),
        (
            "rock-and-snow",
            "",
            "pictures.toml",
            "id = \"rock-and-snow\"",
        ),
        ("how-high", "", "questions.toml", "id = \"how-high\""),
    ] {
        let mut preview = Preview::at(&dir, place, Switch::Off);
        preview.reader.press(keys);
        let at = place_of(&mut preview);
        assert_eq!(
            (at.path.as_str(), line(&at).as_str()),
            (path, wanted),
            "{place} {keys}"
        );
    }
}

#[test]
fn only_authors_are_offered_what_is_theirs() {
    let (_root, dir) = starter();
    let mut preview = Preview::at(&dir, "help", Switch::Off);
    preview.reader.press("f editar esc");
    let mut reader = Reader::at(&common::guard(), (80, 24), "mission");
    reader.press("! 1 2 3 4 )");
    assert!(reader.effects.is_empty(), "{:?}", reader.effects);
    reader.press("e");
    assert!(
        !reader
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Edit(_)))
    );
    let help = |reader: &mut Reader| {
        reader.resize(100, 200);
        reader.screen().contains("preview: ")
    };
    let mut reader = Reader::at(&common::guard(), (80, 24), "help");
    assert!(!help(&mut reader));
    assert!(help(&mut preview.reader));
}

#[test]
fn other_terminals_are_a_key_away() {
    let (_root, dir) = starter();
    let mut preview = Preview::at(&dir, "height", Switch::Off);
    preview.reader.resize(130, 44);
    preview.reader.press("2");
    let small = Reader::at(&preview.shown, (40, 12), "height").screen();
    let framed = preview.reader.screen();
    for line in small
        .lines()
        .skip(1)
        .take(9)
        .filter(|line| !line.trim().is_empty())
    {
        assert!(
            framed.contains(line.trim_end()),
            "{line:?} is missing in\n{framed}"
        );
    }
    assert!(
        framed.contains("─ 40x12 ─") || framed.contains("40x12"),
        "{framed}"
    );
    preview.reader.press("2 2 2");
    let whole = preview.reader.screen();
    assert!(!whole.contains("40x12"), "{whole}");
    preview.reader.press("3 3");
    assert!(
        preview.reader.styled().contains("48;2;251;250;247"),
        "a light background"
    );
    preview.reader.press("3 4");
    assert!(preview.reader.styled().contains("38;5;"), "256 colours");
    preview.reader.press("4 4");
    let styled = preview.reader.styled();
    assert!(
        !styled.contains("38;5;") && !styled.contains("38;2;"),
        "no colours"
    );
    for size in [(1, 1), (39, 11), (41, 13), (300, 90)] {
        for _ in 0..4 {
            preview.reader.press("2").resize(size.0, size.1);
            assert_eq!(preview.reader.screen().lines().count(), usize::from(size.1));
        }
    }
    let framed = preview
        .reader
        .app
        .clone()
        .for_author(Switch::Off, Some(Size::new(80, 24)));
    assert_eq!(framed.location(), preview.reader.app.location());
}

/// What both files of a save say, as it is on the screen: the chapter's title, its end, and the claim that it cites.
fn numbers(edition: &Edition, n_shown: &mut Vec<u32>) {
    let library = edition.library();
    let number = |text: &str| -> u32 {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits
            .parse()
            .unwrap_or_else(|_| panic!("no number in {text:?}"))
    };
    let chapter = &library.chapters[0];
    let own = number(chapter.title.get(Lang::EN));
    let end = chapter
        .disputed
        .as_ref()
        .map_or("", |text| text.get(Lang::EN));
    assert_eq!(own, number(end), "half of a file was shown");
    assert_eq!(library.claims.len(), 1, "half of a file was shown");
    assert_eq!(
        own,
        number(library.claims[0].id.as_str()),
        "files of two saves were shown together"
    );
    n_shown.push(own);
}

/// Both files of save `n`: they name each other by an id that is new each time, and are long enough to be written in parts.
fn save(dir: &Path, n: u32) {
    let filling = "word ".repeat(2_000);
    let chapter = format!(
        "[chapter]\nid = \"c\"\ntitle = \"Save {n}\"\nsummary = \"s\"\ndisputed = \"End {n}\"\n[[section]]\nid = \"s\"\ntitle = \"t\"\n[[section.block]]\ntext = \"{filling}[@claim-{n}]\"\n"
    );
    let claims = format!(
        "[[source]]\nid = \"q\"\nkind = \"web\"\ntitle = \"t\"\n[[claim]]\nid = \"claim-{n}\"\ntext = \"{filling}\"\nkind = \"fact\"\nsays = \"x\"\nas-of = \"2024\"\nevidence = \"single-source\"\nagreement = \"undisputed\"\ncitations = [ {{ source = \"q\", locator = \"l\" }} ]\n"
    );
    match n % 4 {
        // Written in place, in two parts with a pause between them.
        0 | 1 => {
            for (name, text) in [("c.toml", &chapter), ("claims.toml", &claims)] {
                let mut file = fs::File::create(dir.join(name)).expect("a file");
                // Cut at the end of a line, where what there is so far is TOML.
                let cut = if n.is_multiple_of(4) {
                    text.find("[[section.block")
                        .or(text.find("[[claim"))
                        .unwrap_or(0)
                } else {
                    text.len() / 2
                };
                file.write_all(&text.as_bytes()[..cut])
                    .expect("it is written");
                thread::sleep(Duration::from_millis(4));
                file.write_all(&text.as_bytes()[cut..])
                    .expect("it is written");
            }
        }
        // Written beside and renamed.
        2 => {
            for (name, text) in [("c.toml", &chapter), ("claims.toml", &claims)] {
                let beside = dir.join(format!(".{name}.tmp"));
                fs::write(&beside, text).expect("a file");
                fs::rename(&beside, dir.join(name)).expect("it is renamed");
            }
        }
        // Removed and written anew.
        _ => {
            for (name, text) in [("c.toml", &chapter), ("claims.toml", &claims)] {
                fs::remove_file(dir.join(name)).expect("it was there");
                fs::write(dir.join(name), text).expect("a file");
            }
        }
    }
}

#[test]
fn saves_that_follow_each_other_are_never_mixed_and_the_last_one_is_shown() {
    let n: u32 = std::env::var("COTEJO_SAVES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(60);
    let root = tempfile::tempdir().expect("a folder for the test");
    let dir = root.path().to_path_buf();
    let explainer = "[explainer]\nformat = 1\nid = \"t\"\ntitle = \"T\"\nsummary = \"S\"\nlanguages = [\"en\"]\nas-of = \"2024\"\nchapters = [\"c\"]\n";
    fs::write(dir.join("explainer.toml"), explainer).expect("a file");
    fs::write(dir.join("c.toml"), "").expect("a file");
    fs::write(dir.join("claims.toml"), "").expect("a file");
    save(&dir, 1);
    let mut watch = Watch::new(&dir, Means::Notices, Stamps::default(), Duration::ZERO);
    let writer = thread::spawn({
        let dir = dir.clone();
        move || {
            let each = Duration::from_millis(60);
            let begin = Instant::now();
            for i in 2..=n {
                save(&dir, i);
                thread::sleep((each * i).saturating_sub(begin.elapsed()));
            }
        }
    });
    let (mut shown, mut loader) = (Vec::new(), Loader::default());
    let end = Instant::now() + Duration::from_secs(u64::from(n) / 10 + 60);
    while shown.last() != Some(&n) {
        let state = watch.next(
            || Instant::now() < end,
            |folder| State::of(folder, &mut loader),
        );
        let state = state.expect("the last save is shown in time");
        match state.library {
            Some(library) => numbers(&Edition::new(library, 0), &mut shown),
            // Two files of different saves name what is not there, and are not shown.
            None => assert!(!state.findings.is_empty()),
        }
    }
    writer.join().expect("the writer ends");
    assert!(shown.is_sorted(), "{shown:?}");
    eprintln!("{} of {n} saves were shown", shown.len());
}
