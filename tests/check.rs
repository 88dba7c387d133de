//! What `check` says: a folder for every code with exactly what is expected beside it, and input that nobody would write.

use std::fs;
use std::path::{Path, PathBuf};

use cotejo::content::limits::{FILE_BYTES, FILES, STRING_BYTES};
use cotejo::content::load::{File, Loaded, load, opening};
use cotejo::diagnostic::report::machine::json;
use cotejo::diagnostic::report::{Paint, concise, full};
use cotejo::diagnostic::{Code, Severity, SourceMap};
use cotejo::driver::files::read_folder;
use proptest::prelude::*;

/// Codes whose fault can't lie in a folder under version control; the tests below make it.
const MADE: &[Code] = &[Code::Unreadable, Code::TooLarge, Code::DeadLink];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check")
}

fn load_folder(dir: &Path) -> Loaded {
    let folder = read_folder(dir);
    load(folder.files, folder.found, folder.sources)
}

fn load_texts(texts: &[(&str, &[u8])]) -> Loaded {
    let file = |(path, bytes): &(&str, &[u8])| File {
        path: path.to_string(),
        bytes: bytes.to_vec(),
    };
    load(
        texts.iter().map(file).collect(),
        Vec::new(),
        SourceMap::default(),
    )
}

const EXPLAINER: &str = "[explainer]\nformat = 1\nid = \"t\"\ntitle = \"T\"\nsummary = \"S\"\nlanguages = [\"en\"]\nas-of = \"2026\"\nchapters = []\n";

#[test]
fn every_code_has_a_folder_with_what_it_says() {
    for code in Code::ALL.iter().filter(|code| !MADE.contains(code)) {
        let dir = root().join(code.name());
        assert!(dir.is_dir(), "no folder for {}", code.name());
        let loaded = load_folder(&dir);
        assert!(
            loaded.diagnostics.iter().any(|d| d.code == *code),
            "{} is not found in its folder",
            code.name()
        );
        let said = concise(&loaded.diagnostics, &loaded.sources);
        insta::with_settings!({ snapshot_path => dir, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("expected", said);
        });
        let errors = loaded
            .diagnostics
            .iter()
            .any(|d| d.code.severity() == Severity::Error);
        assert_eq!(
            loaded.library.is_none(),
            errors,
            "a folder opens when it has no errors, and only then"
        );
    }
}

#[test]
fn findings_come_in_three_forms() {
    let loaded = load_folder(&root().join("dangling-reference"));
    let text = full(&loaded.diagnostics, &loaded.sources, Paint::Plain, 100);
    insta::assert_snapshot!("full", text);
    let records: serde_json::Value =
        serde_json::from_str(&json(&loaded.diagnostics, &loaded.sources)).expect("JSON");
    let first = &records.as_array().expect("an array")[0];
    for key in [
        "file", "line", "column", "severity", "code", "message", "help",
    ] {
        assert!(first.get(key).is_some(), "{key}");
    }
}

#[test]
fn the_built_in_content_has_no_findings() {
    let loaded = load_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content/guard"));
    assert_eq!(concise(&loaded.diagnostics, &loaded.sources), "");
}

#[test]
fn byte_order_marks_and_carriage_returns_are_read() {
    let dos = EXPLAINER.replace('\n', "\r\n");
    let marked = format!("\u{feff}{EXPLAINER}");
    for text in [dos.as_str(), marked.as_str()] {
        let loaded = load_texts(&[("explainer.toml", text.as_bytes())]);
        assert!(
            loaded.library.is_some(),
            "{}",
            concise(&loaded.diagnostics, &loaded.sources)
        );
    }
    let broken = format!("\u{feff}{}", EXPLAINER.replace("2026", "soon"));
    let loaded = load_texts(&[("explainer.toml", broken.as_bytes())]);
    assert!(concise(&loaded.diagnostics, &loaded.sources).starts_with("explainer.toml:7:9: "));
}

#[test]
fn what_is_too_large_is_not_read() {
    let long = format!(
        "{EXPLAINER}opening = \"{}\"\n",
        "x".repeat(STRING_BYTES + 1)
    );
    let big = vec![b'#'; FILE_BYTES + 1];
    let loaded = load_texts(&[("explainer.toml", long.as_bytes()), ("big.toml", &big)]);
    let count = loaded
        .diagnostics
        .iter()
        .filter(|d| d.code == Code::TooLarge)
        .count();
    assert_eq!(
        count,
        2,
        "{}",
        concise(&loaded.diagnostics, &loaded.sources)
    );
    let many: Vec<File> = (0..=FILES)
        .map(|n| File {
            path: format!("{n}.toml"),
            bytes: Vec::new(),
        })
        .collect();
    let loaded = load(many, Vec::new(), SourceMap::default());
    assert!(loaded.diagnostics.iter().any(|d| d.code == Code::TooLarge));
}

#[test]
fn deep_and_long_nesting_ends() {
    let deep = format!("a = {}1{}", "[".repeat(50_000), "]".repeat(50_000));
    let keys = format!("[{}]\n", vec!["a"; 20_000].join("."));
    let prose = format!("{EXPLAINER}opening = '''{}'''\n", "> * [".repeat(5_000));
    for (text, is_fine) in [(deep, false), (keys, false), (prose, true)] {
        let loaded = load_texts(&[("explainer.toml", text.as_bytes())]);
        assert_eq!(loaded.library.is_some(), is_fine);
        full(&loaded.diagnostics, &loaded.sources, Paint::Plain, 80);
    }
}

#[test]
fn an_empty_folder_is_one_finding() {
    let dir = tempfile::tempdir().expect("a folder for the test");
    let loaded = load_folder(dir.path());
    let codes: Vec<Code> = loaded.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::NoExplainer]);
    let missing = load_folder(&dir.path().join("nothing"));
    assert!(
        missing
            .diagnostics
            .iter()
            .any(|d| d.code == Code::Unreadable)
    );
}

#[test]
fn mistakes_of_all_files_are_found_at_once() {
    let one = "[[term]]\nid = \"a\"\nname = 3\ndefinition = \"x\"\n";
    let two =
        "[[term]]\nid = \"b\"\nname = \"B\"\ndefinition = 4\n\n[[term\nid = \"c\"\nsee = = []\n";
    let loaded = load_texts(&[
        ("explainer.toml", EXPLAINER.as_bytes()),
        ("one.toml", one.as_bytes()),
        ("three.toml", b"[[term]]\nid = \"\xff\"\n"),
        ("two.toml", two.as_bytes()),
    ]);
    assert_eq!(
        places(&loaded),
        [
            "one.toml:3:8: error[wrong-value]",
            "three.toml:2:7: error[not-utf8]",
            "two.toml:4:14: error[wrong-value]",
            "two.toml:6:7: error[syntax]",
            "two.toml:8:7: error[syntax]",
        ]
    );
}

/// Where each finding is, and its code.
fn places(loaded: &Loaded) -> Vec<String> {
    let said = concise(&loaded.diagnostics, &loaded.sources);
    let place = |line: &str| line.split_once("]: ").map(|(place, _)| format!("{place}]"));
    said.lines().filter_map(place).collect()
}

/// The built-in content with one change to one file.
fn changed(path: &str, change: impl Fn(&mut Vec<u8>)) -> Loaded {
    let mut folder = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content/guard"));
    let file = folder.files.iter_mut().find(|file| file.path == path);
    change(&mut file.expect("a file of the built-in content").bytes);
    load(folder.files, folder.found, folder.sources)
}

/// What is found in the built-in content with one text written instead of another.
fn replaced(path: &str, old: &str, new: &str) -> Vec<String> {
    let loaded = changed(path, |bytes| {
        let text = String::from_utf8(bytes.clone()).expect("the built-in content is UTF-8");
        assert!(text.contains(old), "{old} is not in {path}");
        *bytes = text.replacen(old, new, 1).into_bytes();
    });
    places(&loaded)
}

/// A file of the built-in content, what is written in it instead of what, and the one finding that comes of it.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    (
        "sources.toml",
        "id = \"valdes\"",
        "id = \"Valdes\"",
        "7:6: error[bad-id]",
    ),
    (
        "sources.toml",
        "id = \"valdes\"",
        "",
        "6:1: error[missing-key]",
    ),
    (
        "sources.toml",
        "\"Valdés 2024\"",
        "\"Valdés",
        "10:19: error[syntax]",
    ),
    (
        "claims/mission.toml",
        "[[claim]]",
        "[[claim]",
        "5:9: error[syntax]",
    ),
    (
        "claims/mission.toml",
        "[[claim]]",
        "[[clain]]",
        "5:3: error[unknown-key]",
    ),
    (
        "claims/mission.toml",
        "\"fact\"",
        "\"fakt\"",
        "15:8: error[wrong-value]",
    ),
    (
        "claims/mission.toml",
        "citations = [",
        "citations = 3 # [",
        "21:13: error[wrong-value]",
    ),
    (
        "explainer.toml",
        "[explainer]",
        "[explaner]",
        "1:2: error[unknown-key]",
    ),
    (
        "explainer.toml",
        "as-of = ",
        "# ",
        "1:1: error[missing-key]",
    ),
    (
        "explainer.toml",
        "format = 1",
        "format = ",
        "2:10: error[syntax]",
    ),
    (
        "explainer.toml",
        "[\"en\", \"es\"]",
        "[]",
        "6:13: error[wrong-value]",
    ),
    (
        "explainer.toml",
        "[\"en\", \"es\"]",
        "[\"en\", \"es\", \"en\"]",
        "6:26: error[wrong-value]",
    ),
    (
        "explainer.toml",
        "\"mission\"",
        "\"history\"",
        "8:34: error[wrong-value]",
    ),
    (
        "comparisons/guard-and-police.toml",
        "\"police\", title",
        "\"guard\", title",
        "17:10: error[duplicate-id]",
    ),
    (
        "comparisons/guard-and-police.toml",
        "guard = {",
        "gaurd = {",
        "41:1: error[unknown-key]",
    ),
    (
        "derivations.toml",
        "value = 133000",
        "value = nan",
        "9:84: error[wrong-value]",
    ),
    (
        "derivations.toml",
        "round-to = 10000",
        "round-to = 0",
        "15:12: error[wrong-value]",
    ),
    (
        "guides.toml",
        "minutes = 10",
        "minutes = -10",
        "51:11: error[wrong-value]",
    ),
    (
        "faq.toml",
        "\"What is the Guard's main job?\"",
        "\" \"",
        "6:15: error[wrong-value]",
    ),
];

#[test]
fn the_program_holds_what_the_folder_holds() {
    // What is unpacked is not sanitised again, so it must be what loading sanitised.
    let folder = read_folder(Path::new("content/guard"));
    let loaded = load(folder.files, folder.found, folder.sources);
    let edition = cotejo::edition::Edition::builtin().expect("it reads");
    assert!(loaded.library.as_ref() == Some(edition.library()));
}

#[test]
fn one_mistake_is_one_finding() {
    let mut wrong = Vec::new();
    for (path, old, new, expected) in MISTAKES {
        let mut expected = vec![format!("{path}:{expected}")];
        if *new == "\"history\"" {
            // The chapter that the list no longer names has lost its place.
            expected.insert(
                0,
                "chapters/mission.toml:4:6: error[dangling-reference]".to_string(),
            );
        }
        let found = replaced(path, old, new);
        if found != expected {
            wrong.push(format!("{path}: {new}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_could_not_be_read_is_not_missed() {
    for change in [
        |bytes: &mut Vec<u8>| bytes[5_000] = 0xff,
        |bytes: &mut Vec<u8>| bytes.resize(FILE_BYTES + 1, b'#'),
        |bytes: &mut Vec<u8>| bytes.truncate(60_000),
    ] {
        let loaded = changed("sources.toml", change);
        assert_eq!(places(&loaded).len(), 1, "{:?}", places(&loaded));
        assert!(loaded.library.is_none());
    }
}

#[test]
fn places_are_exact_in_every_kind_of_string() {
    for string in [
        r#""a \"b\" \u00e9 [@no]""#,
        "'a [@no]'",
        "'''a [@no]'''",
        r#""""a \t \\[@ok\\] \U0001F600 [@no]""""#,
    ] {
        let text = format!("{EXPLAINER}opening = {string}\n");
        let loaded = load_texts(&[("explainer.toml", text.as_bytes())]);
        let spans: Vec<&str> = loaded
            .diagnostics
            .iter()
            .filter_map(|d| text.get(d.span.as_ref()?.range.clone()))
            .collect();
        assert_eq!(spans, ["[@no]"], "{string}");
    }
}

/// Content that was made to take long: small files whose mistakes, names or links grow with the square of their size.
#[test]
fn hostile_folders_end_with_few_findings() {
    let claim = |n: usize, other: &str| {
        format!(
            "[[claim]]\nid = \"c{n}\"\ntext = \"T\"\nkind = \"fact\"\nsays = \"S\"\nas-of = \"2020\"\nevidence = \"not-found\"\nagreement = \"disputed\"\ncontradicts = [\"{other}\"]\n"
        )
    };
    let term =
        |markup: &str| format!("[[term]]\nid = \"t\"\nname = \"N\"\ndefinition = '''{markup}'''\n");
    let columns = (0..400).map(|n| format!("{{ id = \"s{n}\", title = \"T\" }},"));
    let rows = (0..400).map(|n| {
        format!("[[comparison.aspect]]\nid = \"a{n}\"\ntitle = \"T\"\n[comparison.aspect.cells]\nx = 1\n")
    });
    let texts: [String; 9] = [
        "=".repeat(500_000),
        "k 1\nkey = 1\n".repeat(20_000),
        "[[claim]]\n".repeat(40_000),
        (0..20_000).map(|n| format!("key{n} = 1\n")).collect(),
        (0..3_000)
            .map(|n| claim(n, &format!("nothing-like-{n}")))
            .collect(),
        (0..3_000).map(|n| claim(n + 1, "c1")).collect(),
        term(&"[[".repeat(30_000)),
        term(&"[@".repeat(30_000)),
        format!(
            "[[comparison]]\nid = \"k\"\ntitle = \"T\"\nquestion = \"Q\"\nsettle = \"S\"\nwhy-differ = []\nsubjects = [{}]\n{}",
            columns.collect::<String>(),
            rows.collect::<String>()
        ),
    ];
    for text in texts {
        let loaded = load_texts(&[
            ("explainer.toml", EXPLAINER.as_bytes()),
            ("a.toml", text.as_bytes()),
        ]);
        let n = loaded.diagnostics.len();
        assert!(n <= 1_100, "{n} findings in {}", &text[..40]);
        concise(&loaded.diagnostics, &loaded.sources);
    }
}

#[test]
fn the_first_page_needs_two_files() {
    let folder = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content/guard"));
    let file = |path: &str| folder.files.iter().find(|file| file.path == path);
    let explainer = file("explainer.toml").expect("the built-in explainer");
    let library = opening(explainer, file("chapters/history.toml")).expect("a first page");
    assert_eq!(library.chapters.len(), 1);
    assert!(library.find("history").is_some());
    let large = File {
        path: explainer.path.clone(),
        bytes: vec![b'#'; FILE_BYTES + 1],
    };
    assert!(opening(&large, None).is_none());
}

#[test]
fn no_report_writes_what_a_terminal_acts_upon() {
    let hostile = "[[term]]\nid = \"\u{1b}[31mred\"\n\"\u{202e}key\" = 1\nname = \"\u{9b}2J\"\n";
    let loaded = load_texts(&[("ex\u{1b}plainer.toml", hostile.as_bytes())]);
    let sources = &loaded.sources;
    for text in [
        concise(&loaded.diagnostics, sources),
        full(&loaded.diagnostics, sources, Paint::Plain, 80),
    ] {
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let loaded = load_texts(&[("explainer.toml", &bytes)]);
        full(&loaded.diagnostics, &loaded.sources, Paint::Colored, 80);
    }

    #[test]
    fn no_cut_and_no_slip_panics(file in prop::sample::select(&["claims/history.toml", "chapters/mission.toml", "comparisons/two-documents.toml", "guides.toml"][..]),
                                 cut in 0.0f64..1.0, at in 0.0f64..1.0, with in "[\\[\\]{}=\"'a1\n]{0,3}") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/guard").join(file);
        let mut text = fs::read_to_string(path).expect("the built-in content reads");
        let place = |share: f64, text: &str| {
            let mut at = (text.len() as f64 * share) as usize;
            while !text.is_char_boundary(at) { at -= 1; }
            at
        };
        text.truncate(place(cut, &text));
        let at = place(at, &text);
        text.insert_str(at, &with);
        let loaded = load_texts(&[("explainer.toml", EXPLAINER.as_bytes()), ("x.toml", text.as_bytes())]);
        concise(&loaded.diagnostics, &loaded.sources);
        full(&loaded.diagnostics[..loaded.diagnostics.len().min(20)], &loaded.sources, Paint::Plain, 80);
    }
}
