//! `cotejo check` as authors and their machines use it: forms, exit codes, explanations, mending.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn cotejo(dir: &Path, args: &[&str]) -> Output {
    let home = tempfile::tempdir().expect("a folder for the test");
    Command::new(env!("CARGO_BIN_EXE_cotejo"))
        .args(args)
        .current_dir(dir)
        .env_clear()
        .env("HOME", home.path())
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

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

/// A folder below a new one, with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder for the test");
    fs::create_dir(dir.path().join("my pages")).expect("a folder");
    for (name, text) in files {
        fs::write(dir.path().join("my pages").join(name), text).expect("a file");
    }
    dir
}

const HEAD: &str = "[explainer]\nformat = 1\nid = \"t\"\ntitle = \"T\"\nsummary = \"S\"\nlanguages = [\"en\"]\nas-of = \"2026\"\nchapters = []\n";
const UNUSED: &str = "[[source]]\nid = \"s\"\nkind = \"web\"\ntitle = \"T\"\n";

#[test]
fn exit_codes() {
    let fine = folder(&[("explainer.toml", HEAD)]);
    let warned = folder(&[("explainer.toml", HEAD), ("a.toml", UNUSED)]);
    let wrong = folder(&[("explainer.toml", HEAD), ("a.toml", "[[source]]\n")]);
    for (dir, args, expected) in [
        (&fine, &["check", "my pages", "--strict"][..], 0),
        (&warned, &["check", "my pages"], 0),
        (&warned, &["check", "my pages", "--strict"], 1),
        (&wrong, &["check", "my pages"], 1),
        (&wrong, &["check", "my pages", "--format", "xml"], 2),
        (&wrong, &["check", "--explain", "no-such-code"], 2),
        (&wrong, &["check", "elsewhere"], 1),
    ] {
        let output = cotejo(dir.path(), args);
        assert_eq!(code(&output), Some(expected), "{args:?}: {}", err(&output));
    }
    let silent = cotejo(fine.path(), &["check", "my pages", "--strict"]);
    assert_eq!((out(&silent), err(&silent)), (String::new(), String::new()));
}

#[test]
fn a_code_is_explained_or_the_nearest_is_named() {
    let dir = folder(&[]);
    let text = out(&cotejo(dir.path(), &["check", "--explain", "one-source"]));
    for part in ["one-source (warning", "Bad:", "Good:", "[[comparison]]"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let wrong = cotejo(dir.path(), &["check", "--explain", "one-sorce"]);
    assert!(
        err(&wrong).contains("did you mean `one-source`?"),
        "{}",
        err(&wrong)
    );
}

#[test]
fn machines_find_the_file_from_where_they_are() {
    let dir = folder(&[("explainer.toml", HEAD), ("a.toml", UNUSED)]);
    let github = out(&cotejo(
        dir.path(),
        &["check", "my pages", "--format", "github"],
    ));
    assert_eq!(
        github,
        "::warning file=my pages/a.toml,line=2,col=6,endColumn=9,title=unused-source::no claim cites `s`; cite it, or remove it\n"
    );
    let sarif = out(&cotejo(
        dir.path(),
        &["check", "./my pages/", "--format", "sarif"],
    ));
    let log: Value = serde_json::from_str(&sarif).expect("JSON");
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "my%20pages/a.toml");
    assert_eq!(place["region"]["startLine"], 2);
    let none = out(&cotejo(
        dir.path(),
        &["check", "elsewhere", "--format", "sarif"],
    ));
    let log: Value = serde_json::from_str(&none).expect("JSON");
    assert_eq!(
        log["runs"][0]["results"][0]["locations"],
        Value::Array(Vec::new())
    );
}

#[test]
fn mending_keeps_comments_and_says_what_it_did() {
    let text = "# Terms.\n[[term]]\nname = \"N\" # a name\nid = \"The_Term\"\ndefinition = \"See [[The_Term]].\"\n";
    let head = HEAD.replace("[\"en\"]", "[\"en\", \"es\"]");
    let dir = folder(&[("explainer.toml", &head), ("a.toml", text)]);
    let path = dir.path().join("my pages/a.toml");
    let ids = cotejo(
        dir.path(),
        &["check", "my pages", "--fix=ids", "--format", "concise"],
    );
    assert_eq!(
        fs::read_to_string(&path).expect("the file"),
        text.replace("The_Term", "the-term")
    );
    assert!(
        err(&ids).contains("a.toml: the id `The_Term` is now `the-term`"),
        "{}",
        err(&ids)
    );
    assert!(!out(&ids).contains("bad-id"));
    let all = cotejo(
        dir.path(),
        &["check", "my pages", "--fix", "--format", "concise"],
    );
    assert_eq!(
        fs::read_to_string(&path).expect("the file"),
        "# Terms.\n[[term]]\nid = \"the-term\"\nname.en = \"N\" # a name\n# name.es = \"N\"\ndefinition.en = \"See [[the-term]].\"\n# definition.es = \"See [[the-term]].\"\n"
    );
    assert!(
        out(&all).contains("missing-translation"),
        "it is still missing: {}",
        out(&all)
    );
    let again = cotejo(dir.path(), &["check", "my pages", "--fix"]);
    assert!(!err(&again).contains("a.toml:"), "{}", err(&again));
    let names: Vec<_> = fs::read_dir(dir.path().join("my pages"))
        .expect("the folder")
        .collect();
    assert_eq!(names.len(), 2, "nothing is left beside the files");
}

#[test]
fn a_warning_is_silenced_where_it_stands() {
    let allowed =
        format!("{UNUSED}allow = [ {{ code = \"unused-source\", reason = \"to be used\" }} ]\n");
    let dir = folder(&[("explainer.toml", HEAD), ("a.toml", &allowed)]);
    assert_eq!(
        code(&cotejo(dir.path(), &["check", "my pages", "--strict"])),
        Some(0)
    );
    let error = allowed.replace("unused-source", "bad-id");
    let dir = folder(&[("explainer.toml", HEAD), ("a.toml", &error)]);
    let output = cotejo(dir.path(), &["check", "my pages", "--format", "concise"]);
    assert!(
        out(&output).contains("error[wrong-value]: `code` can't be `bad-id`"),
        "{}",
        out(&output)
    );
    let unreasoned = allowed.replace(", reason = \"to be used\"", "");
    let dir = folder(&[("explainer.toml", HEAD), ("a.toml", &unreasoned)]);
    let output = cotejo(dir.path(), &["check", "my pages", "--format", "concise"]);
    assert!(
        out(&output).contains("an entry of `allow` has no `reason`"),
        "{}",
        out(&output)
    );
}

#[test]
fn schemas_are_written_into_a_folder() {
    let dir = folder(&[("explainer.toml", HEAD)]);
    let output = cotejo(dir.path(), &["schema", "my pages"]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    for name in ["explainer", "chapter", "entities"] {
        let path = dir
            .path()
            .join("my pages")
            .join(format!("{name}.schema.json"));
        let text = fs::read_to_string(path).expect("a schema");
        let schema: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    }
    assert_eq!(
        code(&cotejo(dir.path(), &["schema", "no/such/folder"])),
        Some(2)
    );
    // A file with its schema named in the first line reads as without.
    let named = format!("#:schema ./explainer.schema.json\n{HEAD}");
    fs::write(dir.path().join("my pages/explainer.toml"), named).expect("a file");
    assert_eq!(
        code(&cotejo(dir.path(), &["check", "my pages", "--strict"])),
        Some(0)
    );
}
