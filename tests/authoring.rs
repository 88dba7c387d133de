//! `docs/authoring.md` is true: its commands run, its TOML is an explainer that has nothing to be mended.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The blocks of a kind in the page.
fn blocks(kind: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/authoring.md");
    let text = fs::read_to_string(path).expect("the page is there");
    let begin = format!("```{kind}\n");
    let parts = text.split(&begin).skip(1);
    parts
        .map(|part| part.split("```").next().unwrap_or_default().to_string())
        .collect()
}

fn cotejo(dir: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cotejo"))
        .args(arguments)
        .current_dir(dir)
        .env_clear()
        .env("HOME", dir)
        .env("COTEJO_LANG", "en")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

#[test]
fn its_toml_is_an_explainer_with_nothing_to_be_mended() {
    let root = tempfile::tempdir().expect("a folder for the test");
    let mut n = 0;
    for block in blocks("toml") {
        let path = block
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# "))
            .expect("a block names its file");
        let path = root.path().join("bridge").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, &block).expect("a file");
        n += 1;
    }
    assert!(n >= 6);
    let (code, said) = cotejo(root.path(), &["check", "bridge", "--strict"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let (code, said) = cotejo(
        root.path(),
        &["--content", "bridge", "read", "lengths", "--plain"],
    );
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("[1≠]") && said.contains("District 1890")
            || said.contains("District surveyor"),
        "{said}"
    );
}

#[test]
fn its_commands_run() {
    let root = tempfile::tempdir().expect("a folder for the test");
    fs::write(
        root.path().join("library.bib"),
        "@misc{a, title={A}, url={https://example.org/a}}\n",
    )
    .expect("a file");
    let csl = r#"[{"id": "b", "type": "webpage", "title": "B", "URL": "https://example.org/b"}]"#;
    fs::write(root.path().join("library.json"), csl).expect("a file");
    let mut n = 0;
    for line in blocks("console")
        .iter()
        .flat_map(|block| block.lines().map(str::to_string).collect::<Vec<_>>())
    {
        let line = line.strip_prefix("$ cotejo ").expect("a command of cotejo");
        let arguments: Vec<&str> = line.split(' ').collect();
        // What was brought in is not cited yet, so strictness and differences have something to say.
        let expected = match arguments[0] {
            // It wants a terminal, and says so where there is none.
            "preview" => Some(2),
            "diff" => Some(1),
            "check" if line.contains("--strict") => Some(1),
            _ => Some(0),
        };
        if arguments[0] == "import" && !root.path().join("my-explainer-before").exists() {
            let (code, said) = cotejo(root.path(), &["new", "my-explainer-before"]);
            assert_eq!(code, Some(0), "{said}");
        }
        let (code, said) = cotejo(root.path(), &arguments);
        assert_eq!(code, expected, "{line}: {said}");
        n += 1;
    }
    assert!(n >= 15);
    for made in [
        "site/index.html",
        "explainer.md",
        "explainer.epub",
        "explainer.json",
        "claims.jsonld",
        "sources.bib",
    ] {
        let size = fs::metadata(root.path().join(made)).map_or(0, |metadata| metadata.len());
        assert!(size > 100, "{made}");
    }
}
