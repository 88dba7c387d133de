//! The format reference: its tables, made from the tables that files are read by.
//!
//! The text around them is written by hand. A table stands between `<!-- keys: NAME -->` and `<!-- /keys -->`; [`fill`] writes it anew, with
//! the words of its keys below it.

use crate::content::format::{FILE, Form, Glossed, Key, Need, Shape, entity, picture, text};
use crate::content::model::BlockKind;

/// Shapes that stand in others, by the name that the reference gives them.
const INNER: &[(&str, &Shape)] = &[
    ("explainer", &text::EXPLAINER),
    ("chapter", &text::CHAPTER),
    ("section", &text::SECTION),
    ("allow", &entity::ALLOWED),
    ("citation", &entity::CITATION),
    ("figure", &entity::FIGURE),
    ("subject", &entity::SUBJECT),
    ("aspect", &entity::ASPECT),
    ("cell", &entity::CELL),
    ("why-differ", &entity::REASON),
    ("step", &entity::STEP),
    ("input", &entity::INPUT),
    ("point", &picture::POINT),
    ("break", &picture::BREAK),
    ("area", &picture::AREA),
    ("shade", &picture::SHADE),
    ("office", &picture::OFFICE),
    ("holder", &picture::HOLDER),
    ("theme", &picture::THEME),
    ("option", &picture::ANSWER),
];

/// Every shape of the reference with its name: what a file may hold, and what stands in that.
fn shapes() -> impl Iterator<Item = (&'static str, &'static Shape)> {
    let lists = FILE.keys.iter().filter_map(|key| match key.form {
        Form::Tables(shape) => Some((key.name, shape)),
        _ => None,
    });
    lists.chain(INNER.iter().copied())
}

/// The name of every table of the reference.
pub fn names() -> Vec<&'static str> {
    let names = shapes().map(|(name, _)| name);
    names.chain(["blocks"]).collect()
}

/// The reference with its tables written anew.
pub fn fill(document: &str) -> String {
    let mut out = String::new();
    let mut rest = document;
    while let Some(at) = rest.find("<!-- keys: ") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let name = from["<!-- keys: ".len()..]
            .split(' ')
            .next()
            .unwrap_or_default();
        out.push_str(&format!(
            "<!-- keys: {name} -->\n{}<!-- /keys -->",
            keys(name)
        ));
        const END: &str = "<!-- /keys -->";
        rest = from.find(END).map_or("", |end| &from[end + END.len()..]);
    }
    out.push_str(rest);
    out
}

/// The table of the keys of a shape, and the words of those that are words.
fn keys(name: &str) -> String {
    if name == "blocks" {
        return blocks();
    }
    let shape = shapes()
        .find(|(own, _)| *own == name)
        .map(|(_, shape)| shape);
    let Some(shape) = shape else {
        return format!("There is no table `{name}`.\n");
    };
    let mut out = String::from("| key | what may stand in it | |\n|---|---|---|\n");
    for key in shape.keys {
        out.push_str(&row(key));
    }
    for key in shape.keys {
        if let Form::Word(words) = key.form
            && key.name != "code"
        {
            out.push_str(&glossed(key.name, words));
        }
    }
    out
}

fn row(key: &Key) -> String {
    let need = match key.need {
        Need::Required => ", required".to_string(),
        Need::Optional => String::new(),
        Need::Or(other) => format!(", required without `{other}`"),
    };
    format!(
        "| `{}` | {}{need} | {} |\n",
        key.name,
        of_form(&key.form),
        key.about
    )
}

/// The words of a key, with what they mean.
fn glossed(key: &str, words: Glossed) -> String {
    let mut out = format!("\n| `{key}` | |\n|---|---|\n");
    for (word, about) in words {
        out.push_str(&format!("| `{word}` | {} |\n", about.trim()));
    }
    out
}

/// The kinds of blocks with the keys of each.
fn blocks() -> String {
    let mut out = String::from("| `kind` | | keys |\n|---|---|---|\n");
    let common = ["id", "kind", "allow"];
    for kind in BlockKind::ALL {
        let shape = kind.shape();
        let own = shape.keys.iter().filter(|key| !common.contains(&key.name));
        let own: Vec<String> = own
            .map(|key| {
                let words = match key.form {
                    Form::Word(words) => {
                        let names: Vec<String> =
                            words.iter().map(|(word, _)| format!("`{word}`")).collect();
                        names.join(", ")
                    }
                    _ => of_form(&key.form),
                };
                let need = if key.need == Need::Required {
                    ", required"
                } else {
                    ""
                };
                format!("`{}` ({words}{need})", key.name)
            })
            .collect();
        out.push_str(&format!(
            "| `{}` | {} | {} |\n",
            kind.word(),
            shape.about,
            own.join(", ")
        ));
    }
    out
}

/// What may stand in a key, in a few words.
fn of_form(form: &Form) -> String {
    match form {
        Form::Format => "`1`".to_string(),
        Form::Id => "id".to_string(),
        Form::Text => "text".to_string(),
        Form::Label => "text, or one string for all languages".to_string(),
        Form::Prose => "prose".to_string(),
        Form::String => "string".to_string(),
        Form::Group => "string like an id".to_string(),
        Form::Date => "date".to_string(),
        Form::Period => "period".to_string(),
        Form::Language => "language code".to_string(),
        Form::Address => "address".to_string(),
        Form::Number => "number".to_string(),
        Form::Count => "whole number".to_string(),
        Form::Step => "number above 0".to_string(),
        Form::Flag => "`true` or `false`".to_string(),
        Form::Word(_) => "one of the words below".to_string(),
        Form::Reference(Some(kind)) => format!("id of {}", kind.word()),
        Form::Reference(None) => "any id".to_string(),
        Form::List(items) => format!("list: {}", of_form(items)),
        Form::Some(items) => format!("list, one at least: {}", of_form(items)),
        Form::Table(_) => "table".to_string(),
        Form::Tables(shape) => format!("list of tables: {}", shape.head),
        Form::SeveralTables(shape) => format!("list of two tables at least: {}", shape.head),
        Form::Blocks => "list of tables: `[[section.block]]`".to_string(),
        Form::Cells(shape) => format!("table: {} for each subject's id", shape.head),
        Form::Outline => "string of degrees".to_string(),
        Form::Ring => "numbers of lines".to_string(),
    }
}
