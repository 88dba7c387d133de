//! What is done with every input that a fuzzer thinks of, one function for each kind: what must hold is asserted here, and what comes back from
//! the parsers is used as the program uses it.
//!
//! `cargo fuzz run NAME` calls one of them with new inputs; `tests/corpus.rs` calls each with everything that is kept in `fuzz/corpus/NAME`.

#![allow(dead_code, reason = "each target calls one of them")]

use std::sync::LazyLock;

use cotejo::app::action::{Audience, Keymap};
use cotejo::content::load::{File, load};
use cotejo::content::prose;
use cotejo::diagnostic::SourceMap;
use cotejo::diagnostic::report::{Paint, concise, full};
use cotejo::driver::decode::{Decoder, Input};
use cotejo::driver::serve::proxy::{Network, read_header};
use cotejo::driver::serve::resume;
use cotejo::driver::serve::words::Command;
use cotejo::driver::state::{Keep, Mark, Settings, Spot, Store};
use cotejo::edition::{Edition, plain};
use cotejo::page::{Ctx, Kept, results};
use cotejo::picture::Glyphs;
use cotejo::place::{Location, Place};
use cotejo::search::marker::matches;
use cotejo::search::query::Query;
use cotejo::text::Lang;

/// A small explainer with some of everything.
const FILES: &[(&str, &str)] = &[
    (
        "explainer.toml",
        include_str!("../content/starter/en/explainer.toml"),
    ),
    (
        "chapters/height.toml",
        include_str!("../content/starter/en/chapters/height.toml"),
    ),
    (
        "claims.toml",
        include_str!("../content/starter/en/claims.toml"),
    ),
    (
        "comparisons.toml",
        include_str!("../content/starter/en/comparisons.toml"),
    ),
    (
        "glossary.toml",
        include_str!("../content/starter/en/glossary.toml"),
    ),
    (
        "pictures.toml",
        include_str!("../content/starter/en/pictures.toml"),
    ),
    (
        "questions.toml",
        include_str!("../content/starter/en/questions.toml"),
    ),
    (
        "sources.toml",
        include_str!("../content/starter/en/sources.toml"),
    ),
    (
        "timeline.toml",
        include_str!("../content/starter/en/timeline.toml"),
    ),
];

static EDITION: LazyLock<Edition> = LazyLock::new(|| {
    let files = FILES.iter().map(|(path, text)| file(path, text.as_bytes()));
    let loaded = load(files.collect(), Vec::new(), SourceMap::default());
    Edition::new(loaded.library.expect("the starter reads"), 0).indexed()
});

static KEYMAP: LazyLock<Keymap> = LazyLock::new(Keymap::default);

fn file(path: &str, bytes: &[u8]) -> File {
    File {
        path: path.to_string(),
        bytes: bytes.to_vec(),
    }
}

fn with_ctx<T>(run: impl FnOnce(Ctx<'_>) -> T) -> T {
    let kept = Kept::default();
    run(Ctx {
        edition: &EDITION,
        lang: Lang::EN,
        kept: &kept,
        keys: KEYMAP.lines(Lang::EN, Audience::Readers),
        glyphs: Glyphs::Full,
    })
}

/// Whether nothing in a text would steer a terminal.
fn is_harmless(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !c.is_control())
}

/// A file of an explainer, alone and beside the rest of one: whatever is wrong with it is told, and what is told is harmless.
pub fn content(bytes: &[u8]) {
    let alone = load(
        vec![file("explainer.toml", bytes)],
        Vec::new(),
        SourceMap::default(),
    );
    // The whole starter would take most of the time.
    let own = FILES.iter().take(3);
    let mut files: Vec<File> = own
        .map(|(path, text)| file(path, text.as_bytes()))
        .collect();
    files.push(file("more.toml", bytes));
    let beside = load(files, Vec::new(), SourceMap::default());
    for loaded in [alone, beside] {
        assert!(
            loaded.library.is_some() || !loaded.diagnostics.is_empty(),
            "refused without a word"
        );
        let shown = &loaded.diagnostics[..loaded.diagnostics.len().min(8)];
        assert!(is_harmless(&concise(&loaded.diagnostics, &loaded.sources)));
        assert!(is_harmless(&full(shown, &loaded.sources, Paint::Plain, 80)));
    }
}

/// A text of prose: its parts lie in its text, and its faults in the markup.
pub fn prose(bytes: &[u8]) {
    let Ok(markup) = std::str::from_utf8(bytes) else {
        return;
    };
    let parsed = prose::parse(markup);
    for paragraph in &parsed.paragraphs {
        let mut end = 0;
        for run in &paragraph.runs {
            assert!(run.range.start >= end, "parts overlap");
            assert!(
                paragraph.text.get(run.range.clone()).is_some(),
                "a part lies outside"
            );
            end = run.range.end;
        }
    }
    plain(EDITION.library(), markup, Lang::EN);
}

/// A query: what it finds and marks, and where it leads as a place.
pub fn query(bytes: &[u8]) {
    let Ok(typed) = std::str::from_utf8(bytes) else {
        return;
    };
    let library = EDITION.library();
    let parsed = Query::parse(typed);
    let text = "Ünïcode text in which 8,848 m of José's \u{1f3d4}\u{fe0f} stand, snow included";
    let mut end = 0;
    for range in matches(text, &parsed) {
        assert!(
            range.start >= end && text.get(range.clone()).is_some(),
            "{range:?}"
        );
        end = range.end;
    }
    let index = EDITION.index().expect("it has one");
    let found = results::answer(index, library, typed, Lang::EN, 10);
    assert!(found.total <= 200);
    if let Some(location) = Place::parse(typed, library) {
        let written = location.place.to_string();
        let again = Place::parse(&written, library).map(|found| found.place);
        assert_eq!(again.map(|place| place.to_string()), Some(written));
    }
}

/// Bytes of a terminal: they mean the same however they are cut, and nothing is held for long.
pub fn keys(bytes: &[u8]) {
    let mut whole = Vec::new();
    let mut decoder = Decoder::new();
    decoder.feed(bytes, &mut whole);
    let mut cut = Vec::new();
    let mut other = Decoder::new();
    bytes.chunks(1).for_each(|byte| other.feed(byte, &mut cut));
    assert_eq!(whole, cut);
    for input in &whole {
        if let Input::Paste(text) = input {
            assert!(
                text.chars()
                    .all(|c| matches!(c, '\n' | '\t') || !c.is_control())
            );
        }
    }
    for _ in 0..2 {
        decoder.timeout(&mut whole);
    }
    // Whatever came before: after an end of paste and a pause, a key is that key.
    decoder.feed(b"\x1b[201~", &mut whole);
    decoder.timeout(&mut whole);
    let mut last = Vec::new();
    decoder.feed(b"\x1b\\q", &mut last);
    assert!(last.len() <= 2, "{last:?}");
}

thread_local! {
    static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
}

/// What a balancer sends first: exactly a header is taken, and a network written by the operator reads back.
pub fn proxy(bytes: &[u8]) {
    let read = |mut rest: &[u8]| {
        let client = RUNTIME.with(|runtime| runtime.block_on(read_header(&mut rest)));
        (client.ok(), bytes.len() - rest.len().min(bytes.len()))
    };
    let (client, n_read) = read(bytes);
    assert!(n_read <= 536, "{n_read} bytes taken");
    if client.is_some() {
        let (alone, _) = read(&bytes[..n_read]);
        assert_eq!(alone, client, "what follows a header changes it");
    }
    if let Some(network) = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| Network::read(text).ok())
    {
        let again = Network::read(&network.to_string()).expect("what is shown reads");
        assert_eq!(again, network);
    }
}

/// What a visitor writes behind the host: the answer is harmless text.
pub fn words(bytes: &[u8]) {
    with_ctx(|ctx| {
        let command = Command::parse(bytes);
        let reply = command.reply(ctx);
        assert!(is_harmless(&reply.text), "{:?}", reply.text);
        assert!(!reply.text.is_empty());
        if let Some(location) = command.location(ctx) {
            assert!(location.place.exists_in(ctx.library()));
        }
    });
}

/// A state file, and the same bytes as settings: what is read is harmless, and something more can be kept whatever stood there.
pub fn state(bytes: &[u8]) {
    let dir = tempfile::tempdir().expect("a folder");
    let store = Store::at(dir.path().join("state"), dir.path().join("config"));
    for (folder, name) in [("state", "x.toml"), ("config", "config.toml")] {
        let folder = dir.path().join(folder);
        std::fs::create_dir(&folder).expect("a folder");
        std::fs::write(folder.join(name), bytes).expect("a file");
    }
    let (before, said) = store.state("x");
    let spots = before
        .stopped
        .iter()
        .chain(&before.trail)
        .chain(before.bookmarks.iter().map(|mark| &mark.at));
    for spot in spots {
        assert!(is_harmless(&spot.place) && is_harmless(&spot.key));
        Place::parse(&spot.place, EDITION.library());
    }
    assert!(
        before
            .notes
            .iter()
            .all(|note| is_harmless(&note.id) && is_harmless(&note.text))
    );
    assert!(said.iter().all(|line| is_harmless(line)), "{said:?}");
    let (settings, said) = store.settings();
    assert!(said.iter().all(|line| is_harmless(line)), "{said:?}");
    assert!(said.is_empty() || settings == Settings::default());
    let (_, faults) = Keymap::new(|name| settings.keys.get(name).cloned());
    assert!(faults.len() <= bytes.len());
    let at = Spot {
        place: "home".to_string(),
        key: "end".to_string(),
        offset: 7,
    };
    let mark = Mark {
        title: "end".to_string(),
        at,
    };
    store
        .keep("x", vec![Keep::AddBookmark(mark.clone())])
        .expect("it is kept");
    let (after, said) = store.state("x");
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(after.bookmarks.last(), Some(&mark));
    assert_eq!(after.notes.len(), before.notes.len());
}

/// A code to come back by: it leads to a place that there is, whose own code leads there again.
pub fn code(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    with_ctx(|ctx| {
        if let Some(found) = resume::location(text, ctx) {
            assert!(found.place.exists_in(ctx.library()));
            let again = resume::location(&resume::code(&found), ctx);
            assert_eq!(again.map(|again| again.place), Some(found.place));
        }
        // The same bytes as a place of which a code is made.
        if let Some(located) = Place::parse(text.lines().next().unwrap_or_default(), ctx.library())
        {
            let at = Location {
                offset: bytes.len(),
                ..located
            };
            let again =
                resume::location(&resume::code(&at), ctx).expect("its own code leads somewhere");
            assert_eq!(
                std::mem::discriminant(&again.place),
                std::mem::discriminant(&at.place)
            );
        }
    });
}
