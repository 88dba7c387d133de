//! What authors do on the command line: new folders, exports, imports, what changed, counts, screens as pictures.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn cotejo(args: &[&str]) -> Output {
    let home = tempfile::tempdir().expect("a folder for the test");
    Command::new(env!("CARGO_BIN_EXE_cotejo"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env("HOME", home.path())
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TERM", "xterm-256color")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ends by itself")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the path is UTF-8")
}

/// A folder that `new` has written.
fn new(arguments: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let root = tempfile::tempdir().expect("a folder for the test");
    let dir = root.path().join("mine");
    let made = cotejo(&[&["new", text(&dir)], arguments].concat());
    assert_eq!(code(&made), 0, "{}", err(&made));
    (root, dir)
}

#[test]
fn new_folders_are_checked_read_and_exported() {
    for arguments in [
        &["--lang", "en"][..],
        &["--lang", "es"],
        &["--lang", "en", "--minimal"],
        &["--lang", "es", "--minimal"],
    ] {
        let (_root, dir) = new(arguments);
        let checked = cotejo(&["check", text(&dir), "--strict"]);
        assert_eq!(
            (code(&checked), out(&checked)),
            (0, String::new()),
            "{}",
            err(&checked)
        );
        let read = cotejo(&["--content", text(&dir), "read", "--all", "--plain"]);
        assert_eq!(code(&read), 0, "{}", err(&read));
        assert!(out(&read).lines().count() > 20);
        for format in [
            "markdown",
            "json",
            "claimreview",
            "bibtex",
            "csl-json",
            "ris",
        ] {
            let exported = cotejo(&["export", text(&dir), "--format", format]);
            assert_eq!(code(&exported), 0, "{format}: {}", err(&exported));
            assert!(!exported.stdout.is_empty(), "{format}");
        }
        let site = dir.join("../site");
        let exported = cotejo(&[
            "export",
            text(&dir),
            "--format",
            "html",
            "--out",
            text(&site),
        ]);
        assert_eq!(code(&exported), 0, "{}", err(&exported));
        assert!(site.join("index.html").exists() && site.join("style.css").exists());
        let mut n_schemas = 0;
        for path in tomls(&dir) {
            let text = fs::read_to_string(&path).expect("a file");
            let named = text
                .lines()
                .next()
                .and_then(|first| first.strip_prefix("#:schema "));
            let named = named.unwrap_or_else(|| panic!("{} names no schema", path.display()));
            let schema = path.parent().expect("a folder").join(named);
            let schema = fs::read_to_string(&schema)
                .unwrap_or_else(|error| panic!("{} names {named}: {error}", path.display()));
            let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
            assert!(schema["properties"].is_object(), "{named}");
            n_schemas += 1;
        }
        assert!(n_schemas >= 4);
    }
}

/// Every content file of a folder.
fn tomls(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut all = Vec::new();
    for path in paths {
        if path.is_dir() {
            all.extend(tomls(&path));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            all.push(path);
        }
    }
    all
}

#[test]
fn nothing_is_written_where_something_is() {
    let (_root, dir) = new(&[]);
    let before = fs::read_to_string(dir.join("claims.toml")).expect("a file");
    let again = cotejo(&["new", text(&dir)]);
    assert_eq!(code(&again), 2);
    assert!(err(&again).contains("not empty"), "{}", err(&again));
    assert_eq!(
        fs::read_to_string(dir.join("claims.toml")).expect("a file"),
        before
    );
    let file = dir.join("claims.toml");
    assert_eq!(code(&cotejo(&["new", text(&file)])), 2);
}

#[test]
fn a_preview_wants_a_folder_and_a_terminal() {
    let missing = cotejo(&["preview", "/nonexistent/folder"]);
    assert_eq!(code(&missing), 2);
    assert!(err(&missing).contains("cotejo new"), "{}", err(&missing));
}

#[test]
fn an_explainer_on_another_subject_is_one_like_any_other() {
    let dir = "tests/neptune";
    let checked = cotejo(&["check", dir, "--strict"]);
    assert_eq!(
        (code(&checked), out(&checked)),
        (0, String::new()),
        "{}",
        err(&checked)
    );
    let chapter = out(&cotejo(&["--content", dir, "read", "credit", "--plain"]));
    for part in ["Adams", "[2≠]", "## Claims", "Scientific American"] {
        assert!(
            chapter.to_lowercase().contains(&part.to_lowercase()),
            "{part} is missing in\n{chapter}"
        );
    }
    let frame = out(&cotejo(&[
        "--content",
        dir,
        "frames",
        "two-predictions",
        "--size",
        "80x24",
    ]));
    assert!(frame.contains("Le Verrier"), "{frame}");
    let found = cotejo(&["--content", dir, "search", "galileo"]);
    assert_eq!(code(&found), 0);
    let book = tempfile::tempdir().expect("a folder for the test");
    let path = book.path().join("neptune.epub");
    let exported = cotejo(&["export", dir, "--format", "epub", "--out", text(&path)]);
    assert_eq!(code(&exported), 0, "{}", err(&exported));
    assert!(fs::read(&path).expect("a book").starts_with(b"PK\x03\x04"));
}

#[test]
fn forms_that_are_no_text_want_a_place() {
    let site = cotejo(&["export", "tests/neptune", "--format", "html"]);
    assert_eq!(code(&site), 2);
    assert!(err(&site).contains("--out"), "{}", err(&site));
}

#[test]
fn what_changed_is_told_in_three_forms() {
    let (_root, dir) = new(&["--lang", "en"]);
    let (_other, old) = new(&["--lang", "en"]);
    let same = cotejo(&["diff", text(&old), text(&dir)]);
    assert_eq!((code(&same), out(&same)), (0, String::new()));
    let path = dir.join("claims.toml");
    let claims = fs::read_to_string(&path).expect("a file");
    let claims = claims
        .replace("value = 8844.43", "value = 8844.5")
        .replace("agreement = \"superseded\"", "agreement = \"disputed\"")
        .replace(
            "  { source = \"bbc-2020\", locator = \"first paragraphs\" },\n",
            "",
        )
        .replace(
            "evidence = \"corroborated\"",
            "evidence = \"single-source\"",
        );
    let claims = claims.replace("id = \"mallory-1923\"", "id = \"mallory\"");
    fs::write(&path, claims).expect("a file");
    let chapter = dir.join("chapters/height.toml");
    let prose = fs::read_to_string(&chapter)
        .expect("a file")
        .replace("mallory-1923", "mallory");
    fs::write(chapter, prose).expect("a file");
    let changed = cotejo(&["diff", text(&old), text(&dir)]);
    assert_eq!(code(&changed), 1, "{}", err(&changed));
    let told = out(&changed);
    for line in [
        "Claims added (1)",
        "  mallory: Asked why he wanted to climb it",
        "Claims removed (1)",
        "  mallory-1923: ",
        "Status changed (2)",
        "  india-1954: single-source, superseded → single-source, disputed",
        "Figures changed (1)",
        "  china-2005: 8,844.43 m (the summit; above mean sea level, rock only) → 8,844.5 m",
        "Sources lost (1)",
        "  joint-2020 no longer cites bbc-2020",
    ] {
        assert!(told.contains(line), "{line} is missing in\n{told}");
    }
    let markdown = out(&cotejo(&[
        "diff",
        text(&old),
        text(&dir),
        "--format",
        "markdown",
    ]));
    assert!(
        markdown.contains("### Sources lost (1)\n\n- joint-2020 no longer cites"),
        "{markdown}"
    );
    let json = out(&cotejo(&[
        "diff",
        text(&old),
        text(&dir),
        "--format",
        "json",
    ]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let lost = json
        .as_array()
        .expect("a list")
        .iter()
        .find(|change| change["change"] == "source-lost");
    assert_eq!(lost.expect("it is there")["source"], "bbc-2020");
}

#[test]
fn what_changed_since_a_revision() {
    let (root, dir) = new(&["--lang", "en"]);
    let git = |arguments: &[&str]| {
        let identity = [
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@t",
            "-c",
            "commit.gpgsign=false",
        ];
        let done = Command::new("git")
            .arg("-C")
            .arg(root.path())
            .args(identity)
            .args(arguments)
            .output();
        assert!(done.expect("git runs").status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "first"]);
    assert_eq!(code(&cotejo(&["diff", text(&dir), "--rev", "HEAD"])), 0);
    let path = dir.join("glossary.toml");
    let term = fs::read_to_string(&path)
        .expect("a file")
        .replace("highest rock", "topmost rock");
    fs::write(&path, term).expect("a file");
    let changed = cotejo(&["diff", text(&dir), "--rev", "HEAD"]);
    assert_eq!(
        (code(&changed), out(&changed).as_str()),
        (1, "Everything else (1)\n  rock-height (rewritten)\n")
    );
    let unknown = cotejo(&["diff", text(&dir), "--rev", "no-such"]);
    assert_eq!(code(&unknown), 2);
    assert_eq!(code(&cotejo(&["diff", text(&dir)])), 2);
}

#[test]
fn counts_add_up() {
    let json = out(&cotejo(&["stats", "tests/neptune", "--json"]));
    let stats: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let sum = |key: &str| -> u64 {
        let counts = stats[key].as_object().expect("counts");
        counts.values().filter_map(serde_json::Value::as_u64).sum()
    };
    assert_eq!(stats["claims"], 9);
    for key in [
        "claims-by-kind",
        "claims-by-evidence",
        "claims-by-agreement",
    ] {
        assert_eq!(sum(key), 9, "{key}");
    }
    assert_eq!(sum("sources-by-kind"), 9);
    assert_eq!(stats["on-one-source"], 3);
    assert_eq!(stats["oldest-as-of"][1], "challis-sees");
    let told = out(&cotejo(&["stats", "tests/neptune"]));
    for part in [
        "Reading",
        "discovery",
        "Claims by kind",
        "Sources by kind",
        "on one source",
        "texts in en",
        "oldest as-of",
    ] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
    }
    let guard: serde_json::Value =
        serde_json::from_str(&out(&cotejo(&["stats", "builtin", "--json"]))).expect("JSON");
    let languages: Vec<&str> = guard["translated"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one[0].as_str())
        .collect();
    assert_eq!(languages, ["en", "es"]);
}

#[test]
fn sources_are_brought_in_once() {
    let (root, dir) = new(&["--lang", "en"]);
    let bib = root.path().join("more.bib");
    fs::write(&bib, "@article{Smith1989, title={The Cambridge Network in Action}, author={Smith, Robert W.}, journal={Isis}, year=1989, url={https://example.org/smith}}\n").expect("a file");
    let printed = cotejo(&["import", "bibtex", text(&bib)]);
    assert_eq!(code(&printed), 0, "{}", err(&printed));
    assert!(
        out(&printed).starts_with("[[source]]\nid = \"smith1989\"\n"),
        "{}",
        out(&printed)
    );
    for n_new in [1, 0] {
        let into = cotejo(&["import", "bibtex", text(&bib), "--into", text(&dir)]);
        assert_eq!(code(&into), 0, "{}", err(&into));
        assert!(
            err(&into).contains(&format!("{n_new} sources")),
            "{}",
            err(&into)
        );
        let checked = cotejo(&["check", text(&dir)]);
        assert_eq!(code(&checked), 0, "{}", out(&checked));
    }
    let sources = fs::read_to_string(dir.join("sources.toml")).expect("a file");
    assert_eq!(sources.matches("smith1989").count(), 1);
    let csl = root.path().join("more.json");
    fs::write(
        &csl,
        out(&cotejo(&[
            "export",
            "tests/neptune",
            "--format",
            "csl-json",
        ])),
    )
    .expect("a file");
    let printed = cotejo(&["import", "csl-json", text(&csl)]);
    assert_eq!(out(&printed).matches("[[source]]").count(), 9);
    let broken = cotejo(&["import", "csl-json", text(&bib)]);
    assert_eq!(code(&broken), 2);
    assert!(err(&broken).contains("more.bib"), "{}", err(&broken));
}

#[test]
fn a_screen_is_a_picture_in_the_colours_of_its_theme() {
    let picture = |theme: &str| {
        let frames = [
            "--content",
            "tests/neptune",
            "frames",
            "discovery",
            "--size",
            "60x16",
            "--format",
            "svg",
            "--theme",
            theme,
        ];
        out(&cotejo(&frames))
    };
    let (dark, light) = (picture("dark"), picture("light"));
    for svg in [&dark, &light] {
        let document = roxmltree::Document::parse(svg).expect("it is XML");
        let all: String = document
            .descendants()
            .filter_map(|node| node.text())
            .collect();
        assert!(all.contains("A planet found with the pen"), "{all}");
    }
    assert!(dark.contains("#1a1c20") && light.contains("#fbfaf7"));
}
