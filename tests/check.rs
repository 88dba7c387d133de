//! What `check` says: a folder for every code with exactly what is expected beside it, and input that nobody would write.

use std::fs;
use std::path::{Path, PathBuf};

use cotejo::content::limits::{FILE_BYTES, FILES, STRING_BYTES};
use cotejo::content::load::{File, Loaded, load};
use cotejo::diagnostic::report::{Paint, concise, full, json};
use cotejo::diagnostic::{Code, Severity, SourceMap};
use cotejo::driver::files::read_folder;
use proptest::prelude::*;

/// Codes whose fault can't lie in a folder under version control; the tests below make it.
const MADE: &[Code] = &[Code::Unreadable, Code::TooLarge];

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
        assert_eq!(loaded.diagnostics.is_empty(), is_fine);
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
    let two = "[[term]]\nid = \"b\"\n[[term\nid = \"c\"\nnmae = \"C\"\n";
    let loaded = load_texts(&[
        ("explainer.toml", EXPLAINER.as_bytes()),
        ("one.toml", one.as_bytes()),
        ("two.toml", two.as_bytes()),
    ]);
    let said = concise(&loaded.diagnostics, &loaded.sources);
    for part in ["one.toml:3:8", "two.toml"] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    assert!(said.lines().count() >= 4, "{said}");
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
