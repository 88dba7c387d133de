//! The format as JSON Schema (draft 7), for editors that complete and explain keys while an author types.
//!
//! Made from the tables that files are read by ([`crate::content::format`]), key by key in their order, with a description for each key and
//! each word. TOML has no null, so no type here has one. Knows nothing of where the schemas are written to.

pub mod reference;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::content::format::entity::ALLOWED;
use crate::content::format::{EXPLAINER_FILE, FILE, Form, Glossed, Key, Need, Shape};
use crate::content::limits::STRING_BYTES;
use crate::content::model::BlockKind;

/// The schema of `explainer.toml`.
pub const EXPLAINER: &str = "explainer.schema.json";
/// The schema of a chapter's file.
pub const CHAPTER: &str = "chapter.schema.json";
/// The schema of every other file.
pub const ENTITIES: &str = "entities.schema.json";

/// What an id is made of.
const ID: &str = "^[a-z0-9-]{1,64}$";
/// A year, a month or a day.
const DATE: &str = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?";

/// What an item of a list is.
const ONE_OF: &str = "One of them.";

/// The name and the text of the schema of each kind of file.
pub fn files() -> [(&'static str, String); 3] {
    let chapter = ["chapter", "section"];
    let is_chapter = move |key: &Key| chapter.contains(&key.name);
    let anything = |_: &Key| true;
    [
        (
            EXPLAINER,
            file("explainer.toml", &EXPLAINER_FILE, &["explainer"], anything),
        ),
        (CHAPTER, file("a chapter", &FILE, &["chapter"], anything)),
        (
            ENTITIES,
            file("entities", &FILE, &[], move |key| !is_chapter(key)),
        ),
    ]
}

/// The schema for a file of a given path whose text begins with these tables.
pub fn name_for(path: &str, is_chapter: impl FnOnce() -> bool) -> &'static str {
    match path {
        crate::content::load::EXPLAINER => EXPLAINER,
        _ if is_chapter() => CHAPTER,
        _ => ENTITIES,
    }
}

fn file(
    title: &str,
    shape: &'static Shape,
    required: &[&'static str],
    holds: impl Fn(&Key) -> bool,
) -> String {
    let keys: Vec<&'static Key> = shape.keys.iter().filter(|key| holds(key)).collect();
    let mut object = Object::default();
    object.put(
        "$schema",
        Json::text("http://json-schema.org/draft-07/schema#"),
    );
    object.put("title", Json::text(&format!("cotejo: {title}")));
    object.put("description", Json::text(shape.about));
    object.put("x-tombi-toml-version", Json::text("v1.0.0"));
    object.put("x-tombi-table-keys-order", Json::text("schema"));
    members(&mut object, &keys);
    if !required.is_empty() {
        object.put("required", Json::texts(required));
    }
    object.put("definitions", definitions());
    let text = serde_json::to_string_pretty(&Json::Object(object));
    format!("{}\n", text.expect("a schema is plain data"))
}

/// The forms that many keys have.
fn definitions() -> Json {
    let mut all = Object::default();
    let string = |about: &str| {
        let mut string = Object::of_type("string");
        string.put("minLength", Json::number(1));
        string.put("maxLength", Json::number(STRING_BYTES));
        string.put("description", Json::text(about));
        string
    };
    let in_languages = |about: &str| {
        let mut table = Object::of_type("object");
        table.put("description", Json::text(about));
        table.put("minProperties", Json::number(1));
        let mut code = Object::default();
        code.put("pattern", Json::text("^[a-z]{2}$"));
        table.put("propertyNames", Json::Object(code));
        table.put(
            "additionalProperties",
            Json::Object(string("The text in this language.")),
        );
        let mut either = Object::default();
        let one = string("The text in the explainer's first language.");
        either.put(
            "anyOf",
            Json::Array(vec![Json::Object(one), Json::Object(table)]),
        );
        Json::Object(either)
    };
    let pattern = |about: &str, pattern: &str| {
        let mut string = Object::of_type("string");
        string.put("pattern", Json::text(pattern));
        string.put("description", Json::text(about));
        Json::Object(string)
    };
    all.put(
        "id",
        pattern(
            "An id: 1 to 64 lower-case letters, digits and hyphens, unique in the whole explainer.",
            ID,
        ),
    );
    all.put(
        "text",
        in_languages("One text per language: `title.en = \"Numbers\"`."),
    );
    all.put(
        "prose",
        in_languages("One text per language, in the markup of prose."),
    );
    all.put(
        "date",
        pattern(
            "A year, a month or a day: \"2019\", \"2019-06\", \"2019-06-30\".",
            &format!("^{DATE}$"),
        ),
    );
    all.put(
        "period",
        pattern(
            "A date, or from/to; `..` leaves an end open: \"2019-06-30\", \"2019/2024\", \"2024-10-01/..\".",
            &format!("^({DATE}|{DATE}/{DATE}|{DATE}/\\.\\.|\\.\\./{DATE})$"),
        ),
    );
    all.put(
        "language",
        pattern("A language code of two letters.", "^[a-z]{2}$"),
    );
    all.put(
        "address",
        pattern("An address.", "^(https?://|mailto:)\\S+$"),
    );
    all.put("string", Json::Object(string("A string.")));
    let mut entries = Object::of_type("array");
    entries.put("items", Json::Object(table(&ALLOWED, ALLOWED.about)));
    all.put("allow", Json::Object(entries));
    Json::Object(all)
}

/// The keys of a shape as members of a schema.
fn members(object: &mut Object, keys: &[&'static Key]) {
    let mut properties = Object::default();
    for key in keys {
        properties.put(key.name, form(&key.form, key.about));
    }
    object.put("type", Json::text("object"));
    object.put("additionalProperties", Json::Flag(false));
    object.put("properties", Json::Object(properties));
}

fn table(shape: &'static Shape, about: &str) -> Object {
    let mut object = Object::default();
    object.put("description", Json::text(about));
    let keys: Vec<&'static Key> = shape.keys.iter().collect();
    members(&mut object, &keys);
    let required = keys.iter().filter(|key| key.need == Need::Required);
    let required: Vec<&str> = required.map(|key| key.name).collect();
    if !required.is_empty() {
        object.put("required", Json::texts(&required));
    }
    let one_of = keys.iter().find_map(|key| match key.need {
        Need::Or(other) => Some([key.name, other]),
        Need::Required | Need::Optional => None,
    });
    if let Some(names) = one_of {
        let needs = |name: &&str| {
            let mut object = Object::default();
            object.put("required", Json::texts(&[name]));
            Json::Object(object)
        };
        object.put("oneOf", Json::Array(names.iter().map(needs).collect()));
    }
    object
}

/// A schema that is shared, with what this key is for.
fn shared(name: &str, about: &str) -> Json {
    let mut to = Object::default();
    to.put("$ref", Json::text(&format!("#/definitions/{name}")));
    let mut object = Object::default();
    object.put("description", Json::text(about));
    object.put("allOf", Json::Array(vec![Json::Object(to)]));
    Json::Object(object)
}

/// The schema of a list, with how many it holds at least.
fn list(about: &str, items: Json, least: usize) -> Json {
    let mut object = Object::default();
    object.put("description", Json::text(about));
    object.put("type", Json::text("array"));
    object.put("items", items);
    if least > 0 {
        object.put("minItems", Json::number(least));
    }
    Json::Object(object)
}

/// The schema of a form, with what its key is for.
fn form(form: &'static Form, about: &str) -> Json {
    let of_type = |kind: &str, members: Vec<(&str, Json)>| {
        let mut object = Object::default();
        object.put("description", Json::text(about));
        object.put("type", Json::text(kind));
        for (name, member) in members {
            object.put(name, member);
        }
        Json::Object(object)
    };
    match form {
        Form::Format => of_type("integer", vec![("const", Json::number(1))]),
        Form::Id => shared("id", about),
        Form::Text | Form::Label => shared("text", about),
        Form::Prose => shared("prose", about),
        Form::String => shared("string", about),
        Form::Date => shared("date", about),
        Form::Period => shared("period", about),
        Form::Language => shared("language", about),
        Form::Address => shared("address", about),
        Form::Group | Form::Reference(_) => of_type("string", vec![("pattern", Json::text(ID))]),
        Form::Number => of_type("number", Vec::new()),
        Form::Count => of_type("integer", vec![("minimum", Json::number(0))]),
        Form::Step => of_type("number", vec![("exclusiveMinimum", Json::number(0))]),
        Form::Flag => of_type("boolean", Vec::new()),
        Form::Word(words) => word(words, about),
        Form::List(items) => list(about, self::form(items, ONE_OF), 0),
        Form::Some(items) => list(about, self::form(items, ONE_OF), 1),
        Form::Table(shape) => Json::Object(table(shape, about)),
        Form::Tables(shape) if std::ptr::eq(*shape, &ALLOWED) => shared("allow", about),
        Form::Tables(shape) => list(about, Json::Object(table(shape, shape.about)), 0),
        Form::SeveralTables(shape) => list(about, Json::Object(table(shape, shape.about)), 2),
        Form::Blocks => list(about, blocks(), 0),
        Form::Cells(shape) => {
            let mut id = Object::default();
            id.put("pattern", Json::text(ID));
            let cell = Json::Object(table(shape, shape.about));
            let members = vec![
                ("propertyNames", Json::Object(id)),
                ("additionalProperties", cell),
            ];
            of_type("object", members)
        }
        Form::Outline => of_type("string", vec![("pattern", Json::text("^[-0-9., ]+$"))]),
        Form::Ring => {
            let mut line = Object::of_type("integer");
            line.put("description", Json::text("The number of a line."));
            list(about, Json::Object(line), 1)
        }
    }
}

/// One of some words, each with what it means: as a list for validators, in the description and in the words of one editor's extension for
/// people.
fn word(words: Glossed, about: &str) -> Json {
    let means = |(word, about): &(&str, &str)| format!("\n- `{word}`: {}", about.trim());
    let all: String = words.iter().map(means).collect();
    let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let abouts: Vec<&str> = words.iter().map(|(_, about)| about.trim()).collect();
    let mut docs = Object::default();
    docs.put("enumValues", Json::texts(&abouts));
    let mut taplo = Object::default();
    taplo.put("docs", Json::Object(docs));
    let mut object = Object::default();
    object.put("description", Json::text(&format!("{about}\n{all}")));
    object.put("type", Json::text("string"));
    object.put("enum", Json::texts(&names));
    object.put("x-taplo", Json::Object(taplo));
    Json::Object(object)
}

/// A block: what it may hold depends on its kind.
fn blocks() -> Json {
    let variant = |kind: &BlockKind| {
        let shape = kind.shape();
        let mut object = table(shape, shape.about);
        let mut own = Object::default();
        own.put("description", Json::text(shape.about));
        own.put("const", Json::text(kind.word()));
        if let Some(Json::Object(properties)) = object.get_mut("properties") {
            properties.put("kind", Json::Object(own));
        }
        if *kind != BlockKind::Paragraph {
            let required = object.get_mut("required");
            match required {
                Some(Json::Array(names)) => names.push(Json::text("kind")),
                Some(_) | None => object.put("required", Json::texts(&["kind"])),
            }
        }
        Json::Object(object)
    };
    let mut object = Object::default();
    object.put(
        "oneOf",
        Json::Array(BlockKind::ALL.iter().map(variant).collect()),
    );
    Json::Object(object)
}

/// A value of JSON whose objects keep the order in which they were made: it is the order in which editors offer keys.
#[derive(Debug, Clone, PartialEq)]
enum Json {
    Text(String),
    Number(usize),
    Flag(bool),
    Array(Vec<Json>),
    Object(Object),
}

impl Json {
    fn text(text: &str) -> Self {
        Json::Text(text.to_string())
    }

    fn texts(texts: &[&str]) -> Self {
        Json::Array(texts.iter().map(|text| Json::text(text)).collect())
    }

    fn number(number: usize) -> Self {
        Json::Number(number)
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Object(Vec<(String, Json)>);

impl Object {
    fn of_type(kind: &str) -> Self {
        Object(vec![("type".to_string(), Json::text(kind))])
    }

    /// Sets a member; one that is there already keeps its place.
    fn put(&mut self, name: &str, value: Json) {
        match self.get_mut(name) {
            Some(own) => *own = value,
            None => self.0.push((name.to_string(), value)),
        }
    }

    fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        let own = self.0.iter_mut().find(|(own, _)| own == name);
        own.map(|(_, value)| value)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Text(text) => serializer.serialize_str(text),
            Json::Number(number) => serializer.serialize_u64(*number as u64),
            Json::Flag(flag) => serializer.serialize_bool(*flag),
            Json::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Json::Object(Object(members)) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}
