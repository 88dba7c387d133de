//! The command line as scripts and people use it: what it prints where, and how it ends.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn cotejo(args: &[&str]) -> Output {
    let home = tempfile::tempdir().expect("a folder for the test");
    Command::new(env!("CARGO_BIN_EXE_cotejo"))
        .args(args)
        .env_clear()
        .env("HOME", home.path())
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

#[test]
fn without_a_terminal_it_prints_the_linear_twin() {
    let bare = cotejo(&[]);
    let read = cotejo(&["read"]);
    assert_eq!((code(&bare), code(&read)), (0, 0));
    assert_eq!(out(&bare), out(&read));
    assert!(out(&read).starts_with("# Mexico's National Guard\n"));
    assert!(!out(&read).contains('\u{1b}'));
}

#[test]
fn the_linear_twin_names_what_it_shows() {
    let claim = out(&cotejo(&["read", "r-tijuana-residents-felt-safer"]));
    for part in [
        "Says",
        "Evidence",
        "contradicted",
        "Contradicted by",
        "Source",
    ] {
        assert!(claim.contains(part), "{part} is missing in\n{claim}");
    }
    let comparison = out(&cotejo(&["read", "two-documents", "--plain"]));
    for part in ["Valdés:\n", "Web explainer:\n", "## Claims"] {
        assert!(
            comparison.contains(part),
            "{part:?} is missing in\n{comparison}"
        );
    }
    let chapter = out(&cotejo(&["read", "mission", "--width", "50"]));
    assert!(
        chapter.lines().all(|line| line.chars().count() <= 62),
        "{chapter}"
    );
    assert!(chapter.contains("\n[1] "), "{chapter}");
    let all = out(&cotejo(&["read", "--all", "--plain"]));
    assert!(all.len() > 300_000, "{}", all.len());
}

#[test]
fn every_citation_of_a_page_has_a_number() {
    for lang in ["en", "es"] {
        let all = out(&cotejo(&["--lang", lang, "read", "--all"]));
        let bare: Vec<&str> = all.lines().filter(|line| line.contains("[*")).collect();
        assert!(bare.is_empty(), "{lang}: {bare:#?}");
    }
}

#[test]
fn searching_tells_by_its_code_whether_anything_was_found() {
    let found = cotejo(&["search", "shienbaum", "--limit", "3"]);
    assert_eq!(code(&found), 0);
    assert!(out(&found).contains("Sheinbaum"));
    let none = cotejo(&["search", "xyzzyplugh"]);
    assert_eq!((code(&none), out(&none).as_str()), (1, ""));
    let json = out(&cotejo(&["search", "mexico", "--json"]));
    let records: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let first = &records.as_array().expect("an array")[0];
    for key in ["id", "kind", "title", "snippet", "score"] {
        assert!(first.get(key).is_some(), "{key}");
    }
}

#[test]
fn sources_come_in_every_form() {
    let text = out(&cotejo(&["cite", "role"]));
    assert!(text.contains("iconocast.com"), "{text}");
    let bibtex = out(&cotejo(&["cite", "--format", "bibtex"]));
    assert_eq!(
        bibtex.matches("\n@").count() + 1,
        bibtex.matches("title = ").count()
    );
    let ris = out(&cotejo(&["cite", "role", "--format", "ris"]));
    assert!(
        ris.starts_with("TY  - ELEC\n") && ris.contains("ER  - \n"),
        "{ris}"
    );
    let csl: serde_json::Value =
        serde_json::from_str(&out(&cotejo(&["cite", "--format", "csl-json"]))).expect("JSON");
    assert!(csl.as_array().expect("an array").len() > 100);
    assert_eq!(code(&cotejo(&["cite", "no-such-source"])), 2);
}

#[test]
fn checking_tells_by_its_code_what_was_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guard = cotejo(&["check", root.join("content/guard").to_str().expect("UTF-8")]);
    assert_eq!((code(&guard), out(&guard).as_str()), (0, ""));
    assert!(err(&guard).contains("0 errors, 0 warnings"));
    let strict = cotejo(&[
        "check",
        "--strict",
        root.join("content/guard").to_str().expect("UTF-8"),
    ]);
    assert_eq!(
        (code(&strict), out(&strict), err(&strict)),
        (0, String::new(), String::new())
    );
    let untranslated = root.join("tests/check/missing-translation");
    let untranslated = untranslated.to_str().expect("UTF-8");
    assert_eq!(code(&cotejo(&["check", untranslated])), 0);
    assert_eq!(code(&cotejo(&["check", "--strict", untranslated])), 1);
    let dir = root.join("tests/check/dangling-reference");
    let dir = dir.to_str().expect("UTF-8");
    let broken = cotejo(&["check", dir, "--format", "json"]);
    assert_eq!(code(&broken), 1);
    let records: serde_json::Value = serde_json::from_str(&out(&broken)).expect("JSON");
    assert_eq!(records.as_array().expect("an array").len(), 4);
    let open = cotejo(&["--content", dir]);
    assert_eq!((code(&open), out(&open).as_str()), (2, ""));
    assert!(err(&open).contains("dangling-reference"), "{}", err(&open));
    assert_eq!(code(&cotejo(&["--content", "/nonexistent"])), 2);
}

#[test]
fn wrong_use_is_told_with_a_remedy() {
    let near = cotejo(&["read", "two-document"]);
    assert_eq!(code(&near), 2);
    assert!(
        err(&near).contains("did you mean `two-documents`?"),
        "{}",
        err(&near)
    );
    assert_eq!(code(&cotejo(&["mission", "read"])), 2);
    assert_eq!(code(&cotejo(&["--no-state", "read", "mission"])), 0);
    assert_eq!(code(&cotejo(&["--theme", "pink"])), 2);
    assert_eq!(code(&cotejo(&["frames", "--size", "0x0"])), 2);
    let help = cotejo(&["--help"]);
    assert_eq!(code(&help), 0);
    assert!(out(&help).contains("Examples:"));
}

#[test]
fn frames_are_the_same_every_time() {
    let args = [
        "frames",
        "--size",
        "120x40",
        "--keys",
        "j j enter /mission",
        "--format",
        "ansi",
    ];
    let first = cotejo(&args);
    assert_eq!(code(&first), 0);
    assert_eq!(out(&first).lines().count(), 40);
    assert_eq!(out(&first), out(&cotejo(&args)));
}

#[test]
fn completions_and_manual_are_made() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            out(&cotejo(&["completions", shell])).contains("cotejo"),
            "{shell}"
        );
    }
    let manual = out(&cotejo(&["man"]));
    assert!(manual.contains(".TH cotejo 1"), "{manual}");
    // Whatever the manual refers to has a page of its own.
    let commands: Vec<&str> = manual
        .lines()
        .filter_map(|line| line.strip_prefix("cotejo\\-")?.strip_suffix("(1)"))
        .collect();
    assert!(commands.contains(&"check"), "{commands:?}");
    for command in commands {
        let page = out(&cotejo(&["man", command]));
        assert!(page.contains(&format!(".TH cotejo-{command} 1")), "{page}");
    }
    let unknown = cotejo(&["man", "bake"]);
    assert_eq!((code(&unknown), out(&unknown).as_str()), (2, ""));
    assert!(err(&unknown).contains("no command `bake`"));
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cotejo"))
        .args(["read", "--all"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(err(&output), "");
    assert_eq!(code(&output), 0);
}

#[test]
fn the_readme_lists_the_keys_that_there_are() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"))
        .expect("there is a README");
    let between = readme
        .split("<!-- keys -->\n")
        .nth(1)
        .and_then(|rest| rest.split("<!-- /keys -->").next())
        .expect("marks in the README");
    let keys = out(&cotejo(&["keys", "--markdown", "--lang", "en"]));
    assert_eq!(
        between.trim(),
        keys.trim(),
        "run `cotejo keys --markdown` and put it into the README"
    );
}

#[test]
fn the_searches_of_the_help_find_something() {
    let help = out(&cotejo(&["--help"]));
    let queries: Vec<&str> = help
        .lines()
        .filter_map(|line| line.trim().strip_prefix("cotejo search '"))
        .filter_map(|rest| rest.strip_suffix('\''))
        .collect();
    assert!(!queries.is_empty(), "{help}");
    for query in queries {
        assert!(!out(&cotejo(&["search", query])).is_empty(), "{query}");
    }
}
