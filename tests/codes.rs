//! What is said about codes and about the format: every example is what it says, and nothing that is made from the code is stale.

use std::fs;
use std::path::{Path, PathBuf};

use cotejo::content::load::{File, Loaded, load};
use cotejo::diagnostic::explain::{EXAMPLE, Example, page};
use cotejo::diagnostic::report::concise;
use cotejo::diagnostic::{Code, Severity, SourceMap};
use cotejo::schema;
use serde_json::Value;

/// Codes whose example can't be written as TOML; the tests of `check` and of links make them.
const IN_WORDS: &[Code] = &[
    Code::Unreadable,
    Code::NotUtf8,
    Code::TooLarge,
    Code::DeadLink,
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// An example beside what examples may refer to.
fn read(example: &Example) -> Loaded {
    let chapter = match example.text.contains("[chapter]") {
        true => "chapters = [\"history\"]",
        false => "chapters = []",
    };
    let base = EXAMPLE
        .iter()
        .filter(|(path, _)| *path != example.file)
        .map(|(path, text)| (path.to_string(), text.replace("chapters = []", chapter)));
    // An example that is the explainer may be one without a head, and then that is what it shows.
    let own = (example.file.clone(), example.text.clone());
    let is_headless = example.text.contains("# explainer.toml without");
    let names = ["\"report\"", "\"survey\"", "strength"];
    let refers = names.iter().any(|name| example.text.contains(name));
    let base = base.filter(|(path, _)| match path.as_str() {
        "explainer.toml" => !is_headless,
        _ => refers,
    });
    let files = base.chain([own]).map(|(path, text)| File {
        path,
        bytes: text.into_bytes(),
    });
    load(files.collect(), Vec::new(), SourceMap::default())
}

#[test]
fn every_bad_example_gives_its_code_and_no_good_one_does() {
    for code in Code::ALL {
        let explanation = code.explanation();
        assert!(
            explanation.why.len() > 40,
            "{} is not explained",
            code.name()
        );
        for example in [&explanation.bad, &explanation.good] {
            assert!(
                !example.text.trim().is_empty(),
                "{} has no example",
                code.name()
            );
            assert_eq!(example.is_toml, !IN_WORDS.contains(code), "{}", code.name());
        }
        if IN_WORDS.contains(code) {
            continue;
        }
        let gives = |loaded: &Loaded| loaded.diagnostics.iter().any(|d| d.code == *code);
        let said = |loaded: &Loaded| concise(&loaded.diagnostics, &loaded.sources);
        let bad = read(&explanation.bad);
        assert!(gives(&bad), "{} is not found:\n{}", code.name(), said(&bad));
        let good = read(&explanation.good);
        assert!(!gives(&good), "{} is found:\n{}", code.name(), said(&good));
        assert_eq!(
            good.count(Severity::Error),
            0,
            "{}:\n{}",
            code.name(),
            said(&good)
        );
    }
}

#[test]
fn every_code_is_documented_and_has_a_folder() {
    let documented = fs::read_to_string(root().join("docs/checks.md")).expect("the page of codes");
    assert_eq!(
        documented,
        page(),
        "write it anew: cotejo check --explain all > docs/checks.md"
    );
    for code in Code::ALL {
        assert!(documented.contains(&format!("### `{}`", code.name())));
        assert!(code.explain().contains(code.about()));
        assert!(!code.about().is_empty());
        let made = [Code::Unreadable, Code::TooLarge, Code::DeadLink].contains(code);
        let folder = root().join("tests/check").join(code.name());
        assert_eq!(folder.is_dir(), !made, "{}", code.name());
    }
}

#[test]
fn the_reference_says_what_the_reader_does() {
    let path = root().join("docs/format.md");
    let document = fs::read_to_string(path).expect("the format reference");
    assert!(
        document == schema::reference::fill(&document),
        "write it anew: cotejo schema --reference docs/format.md"
    );
    for name in schema::reference::names() {
        assert!(
            document.contains(&format!("<!-- keys: {name} -->")),
            "{name} is not in the reference"
        );
    }
    assert!(!document.contains("There is no table"));
}

#[test]
fn the_schemas_say_what_the_reader_does() {
    for (name, text) in schema::files() {
        let kept = fs::read_to_string(root().join("docs/schema").join(name)).expect("a schema");
        assert!(kept == text, "write them anew: cotejo schema docs/schema");
        let schema: Value = serde_json::from_str(&text).expect("JSON");
        explained(&schema, name);
    }
}

/// Every member of every object is explained, and nothing is null.
fn explained(schema: &Value, place: &str) {
    match schema {
        Value::Object(members) => {
            let properties = members.get("properties").and_then(Value::as_object);
            for (name, member) in properties.into_iter().flatten() {
                assert!(member["description"].is_string(), "{place}: {name}");
            }
            for (name, member) in members {
                explained(member, &format!("{place}/{name}"));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| explained(item, place)),
        Value::Null => panic!("{place} is null, which TOML does not have"),
        Value::String(text) => assert_ne!(text, "null", "{place}"),
        Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What the schemas of JSON demand of the built-in content, as far as these use it: types, words, patterns left out, and no key that is not known.
#[test]
fn the_schemas_accept_the_built_in_content() {
    let schemas: Vec<(&str, Value)> = schema::files()
        .into_iter()
        .map(|(name, text)| (name, serde_json::from_str(&text).expect("JSON")))
        .collect();
    let mut n_files = 0;
    let mut dirs = vec![root().join("content/guard")];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(&dir).expect("the built-in content") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                dirs.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("UTF-8");
            let value: Value = toml::from_str(&text).expect("TOML");
            let inside = path
                .strip_prefix(root().join("content/guard"))
                .expect("inside");
            let is_chapter = || value.get("chapter").is_some();
            let name = schema::name_for(&inside.to_string_lossy(), is_chapter);
            let schema = &schemas
                .iter()
                .find(|(own, _)| *own == name)
                .expect("a schema")
                .1;
            if let Err(fault) = accepts(schema, &value, schema) {
                panic!("{}: {fault}", Path::new(inside).display());
            }
            n_files += 1;
        }
    }
    assert!(n_files > 40);
}

fn accepts(schema: &Value, value: &Value, top: &Value) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name
            .strip_prefix("#/definitions/")
            .ok_or("a reference elsewhere")?;
        return accepts(&top["definitions"][name], value, top);
    }
    for all in schema["allOf"].as_array().into_iter().flatten() {
        accepts(all, value, top)?;
    }
    let one_of = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    if let Some(some) = one_of {
        let results: Vec<_> = some.iter().map(|one| accepts(one, value, top)).collect();
        if results.iter().all(Result::is_err) {
            return Err(format!("{value} is none of {results:?}"));
        }
    }
    let is = match schema["type"].as_str() {
        None => true,
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some(other) => return Err(format!("an unknown type {other}")),
    };
    if !is {
        return Err(format!("{value} is not {}", schema["type"]));
    }
    let words = schema["enum"].as_array();
    if words.is_some_and(|words| !words.contains(value)) {
        return Err(format!("{value} is not one of the words"));
    }
    let exact = schema.get("const");
    if exact.is_some_and(|exact| exact != value) {
        return Err(format!("{value} is not {}", schema["const"]));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        if value.get(name).is_none() {
            return Err(format!("there is no {name}"));
        }
    }
    for item in value.as_array().into_iter().flatten() {
        accepts(&schema["items"], item, top)?;
    }
    for (key, member) in value.as_object().into_iter().flatten() {
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Object(own), _) => accepts(&Value::Object(own.clone()), member, top)?,
            (_, Value::Bool(false)) => return Err(format!("{key} is not known")),
            (_, Value::Object(other)) => accepts(&Value::Object(other.clone()), member, top)?,
            (_, _) => {}
        }
    }
    Ok(())
}
