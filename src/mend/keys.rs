//! The order of keys: that of the reference, in every table that has lines of its own.

use toml_edit::{DocumentMut, Item, Key, Table};

use crate::content::format::text::BLOCK;
use crate::content::format::{EXPLAINER_FILE, FILE, Form, Shape};
use crate::content::load::EXPLAINER;
use crate::content::model::BlockKind;

/// The text with its keys in order; none when they are, or when it is not TOML.
pub(super) fn sorted(text: &str, path: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let shape = match path {
        EXPLAINER => &EXPLAINER_FILE,
        _ => &FILE,
    };
    // The tables of a file stay where they are: their order is the author's.
    let n_changed = inner(document.as_table_mut(), shape);
    (n_changed > 0).then(|| document.to_string())
}

/// Whether an item is written among the values of its table, and not under a head of its own.
fn is_value(item: &Item) -> bool {
    match item {
        Item::Value(_) => true,
        Item::Table(table) => table.is_dotted(),
        Item::None | Item::ArrayOfTables(_) => false,
    }
}

/// The keys of a table that are written among its values, in their order.
fn names(table: &Table) -> Vec<String> {
    let values = table.iter().filter(|(_, item)| is_value(item));
    values.map(|(key, _)| key.to_string()).collect()
}

/// Sorts a table and the tables in it; gives how many were not in order.
fn sort(table: &mut Table, shape: &'static Shape) -> usize {
    let place = |key: &Key| {
        let own = shape.keys.iter().position(|own| own.name == key.get());
        own.unwrap_or(usize::MAX)
    };
    let before = names(table);
    let order: Vec<usize> = before.iter().map(|name| place(&Key::new(name))).collect();
    let mut n_changed = 0;
    if !order.is_sorted() {
        // A first key on the line below the head has nothing above it; whichever comes to stand there keeps its own blank lines.
        table.sort_values_by(|one, a, other, b| {
            let at = |key, item| (!is_value(item), place(key));
            at(one, a).cmp(&at(other, b))
        });
        n_changed += 1;
    }
    n_changed + inner(table, shape)
}

/// Sorts the tables in a table; gives how many were not in order.
fn inner(of: &mut Table, shape: &'static Shape) -> usize {
    let mut n_changed = 0;
    for (key, item) in of.iter_mut() {
        let Some(key) = shape.key(key.get()) else {
            continue;
        };
        n_changed += match (item, &key.form) {
            (Item::Table(own), Form::Table(shape)) => sort(own, shape),
            (Item::ArrayOfTables(all), Form::Tables(shape) | Form::SeveralTables(shape)) => {
                all.iter_mut().map(|own| sort(own, shape)).sum()
            }
            (Item::ArrayOfTables(all), Form::Blocks) => all
                .iter_mut()
                .map(|own| {
                    let shape = block(own);
                    sort(own, shape)
                })
                .sum(),
            (_, _) => 0,
        };
    }
    n_changed
}

/// The shape of a block.
fn block(table: &Table) -> &'static Shape {
    let kind = table.get("kind").and_then(Item::as_str);
    match kind.map(BlockKind::from_word) {
        None => BlockKind::Paragraph.shape(),
        Some(Some(kind)) => kind.shape(),
        Some(None) => &BLOCK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_with_their_comments() {
        let text = "# A file.\n\n[[term]]\n# What it is.\ndefinition = \"D\" # so\nname.es = \"N\"\nname.en = \"N\"\n\nid = \"a\"\n\n# The next.\n[[term]]\nid = \"b\"\nname = \"B\"\ndefinition = \"D\"\n";
        let expected = "# A file.\n\n[[term]]\n\nid = \"a\"\nname.es = \"N\"\nname.en = \"N\"\n# What it is.\ndefinition = \"D\" # so\n\n# The next.\n[[term]]\nid = \"b\"\nname = \"B\"\ndefinition = \"D\"\n";
        assert_eq!(sorted(text, "a.toml").as_deref(), Some(expected));
        assert_eq!(sorted(expected, "a.toml"), None);
        assert_eq!(sorted("a = ", "a.toml"), None);
    }

    #[test]
    fn tables_stay_where_they_are() {
        let text = "[chapter]\ntitle = \"T\"\nid = \"c\"\nsummary = \"S\"\n\n[[section]]\ntitle = \"S\"\nid = \"s\"\n\n[[section.block]]\ntext = \"T\"\nkind = \"callout\"\ntone = \"note\"\n\n[[section]]\nid = \"t\"\ntitle = \"T\"\n";
        let expected = "[chapter]\nid = \"c\"\ntitle = \"T\"\nsummary = \"S\"\n\n[[section]]\nid = \"s\"\ntitle = \"S\"\n\n[[section.block]]\nkind = \"callout\"\ntone = \"note\"\ntext = \"T\"\n\n[[section]]\nid = \"t\"\ntitle = \"T\"\n";
        assert_eq!(sorted(text, "c.toml").as_deref(), Some(expected));
    }
}
