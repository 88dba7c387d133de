//! Exports: nothing that content says becomes markup, every link leads somewhere, and the data is documented.

mod common;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use common::guard;
use cotejo::content::load::{File, load};
use cotejo::diagnostic::SourceMap;
use cotejo::driver::files::read_folder;
use cotejo::edition::Edition;
use cotejo::export::html::Dialect;
use cotejo::export::site::{Plan, site};
use cotejo::export::{Output, document, epub, json, review};
use cotejo::text::Lang;

/// Every element that exports are made of.
const ELEMENTS: &[&str] = &[
    "!DOCTYPE",
    "a",
    "body",
    "button",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "input",
    "label",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "noscript",
    "ol",
    "p",
    "path",
    "rect",
    "script",
    "span",
    "strong",
    "summary",
    "svg",
    "text",
    "title",
    "ul",
];

/// Every attribute that they have.
const ATTRIBUTES: &[&str] = &[
    "action",
    "aria-current",
    "aria-label",
    "charset",
    "class",
    "content",
    "d",
    "for",
    "height",
    "href",
    "hreflang",
    "html",
    "id",
    "lang",
    "name",
    "rel",
    "role",
    "text-anchor",
    "type",
    "value",
    "viewBox",
    "width",
    "x",
    "xmlns",
    "y",
];

/// The tags of a page: each element with its attributes. Text never holds a `<`, so each one begins a tag; scripts are left out.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut out = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = end_of_tag(rest);
        let tag = rest[..end].trim_end_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        out.push((
            name.trim_start_matches('/').to_string(),
            attributes_of(attributes),
        ));
        rest = &rest[end..];
        if name == "script" {
            rest = rest.find("</script>").map_or("", |at| &rest[at..]);
        }
    }
    out
}

fn end_of_tag(text: &str) -> usize {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at,
            _ => {}
        }
    }
    panic!(
        "a tag does not end: {}",
        text.chars().take(200).collect::<String>()
    );
}

fn attributes_of(text: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let name_end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let name = rest[..name_end].to_string();
        rest = rest[name_end..].trim_start();
        let value = match rest.strip_prefix('=') {
            None => String::new(),
            Some(after) => match after.strip_prefix('"') {
                Some(quoted) => {
                    let end = quoted.find('"').expect("a value ends");
                    rest = &quoted[end + 1..];
                    quoted[..end].to_string()
                }
                None => {
                    let end = after.find(' ').unwrap_or(after.len());
                    rest = &after[end..];
                    after[..end].to_string()
                }
            },
        };
        out.push((name, value.replace("&amp;", "&")));
        rest = rest.trim_start();
    }
    out
}

fn folder(dir: &str) -> Edition {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(dir);
    let folder = read_folder(&dir);
    let loaded = load(folder.files, folder.found, folder.sources);
    Edition::new(loaded.library.expect("the folder has no errors"), 0)
}

/// An explainer all of whose texts try to be markup.
fn hostile() -> Edition {
    let texts = [
        "<script>alert(1)</script>",
        "\\\" onmouseover=\\\"alert(1)",
        "</summary></details></main><img src=x onerror=alert(1)>",
        "<!-- ",
        "]]>",
        "&lt;b&gt; &#60;b&#62;",
        "</script><script>alert(2)//",
        "'; alert(1); '",
        "javascript:alert(1)",
        "# no heading",
        "```fence",
        "[x](javascript:alert(1))",
    ];
    let mut entities = String::new();
    let mut chapter = String::from(
        "[chapter]\nid = \"c\"\ntitle = \"T <i>\"\nsummary = \"<b>S</b>\"\ndisputed = \"`<x>`\"\n",
    );
    for (n, text) in texts.iter().enumerate() {
        // What is markup of the format stays text in code.
        let prose = text
            .replace('[', "\\\\[")
            .replace('<', "\\\\<")
            .replace('`', "\\\\`")
            .replace("# ", "\\\\# ");
        chapter.push_str(&format!("[[section]]\nid = \"s{n}\"\ntitle = \"{text}\"\n[[section.block]]\ntext = \"{prose} [@c{n}] `{}`\"\n", text.replace('`', "'")));
        entities.push_str(&format!(
            "[[source]]\nid = \"q{n}\"\nkind = \"web\"\ntitle = \"{text}\"\nauthor = \"{text}\"\npublisher = \"{text}\"\nurl = \"https://example.org/?a={n}&b=<\\\">'\"\ninterest = \"{text}\"\n\
             [[claim]]\nid = \"c{n}\"\ntext = \"{prose}\"\nkind = \"figure\"\nsays = \"{text}\"\nas-of = \"2024\"\nevidence = \"single-source\"\nagreement = \"undisputed\"\n\
             citations = [ {{ source = \"q{n}\", locator = \"{text}\", quote = \"{text}\" }} ]\nfigures = [ {{ value = {n}, unit = \"{text}\", definition = \"{text}\" }} ]\nnote = \"{prose}\"\n\
             [[term]]\nid = \"t{n}\"\nname = \"{text}\"\ndefinition = \"{prose}\"\n\
             [[faq]]\nid = \"f{n}\"\nquestion = \"{text}\"\nshort = \"{prose} [@c{n}]\"\n\
             [[event]]\nid = \"e{n}\"\ndate = \"2024\"\ntitle = \"{text}\"\ntext = \"{prose}\"\ntheme = \"x\"\n"
        ));
    }
    entities.push_str("[[series]]\nid = \"s\"\ntitle = \"</svg><script>\"\nunit = \"<u>\"\npoints = [ { label = \"<l>\", y = 1, source = \"q0\" }, { label = \"b\", y = 2, source = \"q0\" } ]\n[[chart]]\nid = \"ch\"\ntitle = \"\\\"><script>\"\nkind = \"bars\"\nseries = [\"s\"]\nsays = \"x\"\n");
    let explainer = "[explainer]\nformat = 1\nid = \"h\"\ntitle = \"<title>\"\nsummary = \"S\"\nlanguages = [\"en\"]\nas-of = \"2024\"\nchapters = [\"c\"]\n";
    let file = |path: &str, text: &str| File {
        path: path.to_string(),
        bytes: text.as_bytes().to_vec(),
    };
    let files = vec![
        file("explainer.toml", explainer),
        file("c.toml", &chapter),
        file("e.toml", &entities),
    ];
    let loaded = load(files, Vec::new(), SourceMap::default());
    let found = cotejo::diagnostic::report::concise(&loaded.diagnostics, &loaded.sources);
    Edition::new(loaded.library.unwrap_or_else(|| panic!("{found}")), 0)
}

fn text(output: &Output) -> &str {
    std::str::from_utf8(&output.bytes).expect("pages are text")
}

#[test]
fn pages_hold_only_the_markup_of_the_exporter() {
    for edition in [hostile(), guard(), folder("tests/neptune")] {
        for page in site(&edition, &edition.library().explainer.languages) {
            if !page.path.ends_with(".html") {
                continue;
            }
            for (name, attributes) in tags(text(&page)) {
                assert!(ELEMENTS.contains(&name.as_str()), "{}: <{name}>", page.path);
                for (attribute, value) in attributes {
                    assert!(
                        ATTRIBUTES.contains(&attribute.as_str()),
                        "{}: {attribute}={value}",
                        page.path
                    );
                    if attribute == "href" {
                        let scheme = value.split_once(':').map(|(scheme, _)| scheme);
                        let is_safe = scheme
                            .is_none_or(|scheme| ["https", "http", "mailto"].contains(&scheme));
                        assert!(is_safe, "{}: {value}", page.path);
                    }
                }
            }
            let n_scripts = text(&page).matches("<script").count();
            assert_eq!(
                n_scripts,
                if page.path.ends_with("search.html") {
                    2
                } else {
                    0
                },
                "{}",
                page.path
            );
        }
    }
}

#[test]
fn every_link_of_a_site_leads_to_an_anchor_that_is_there_once() {
    for edition in [guard(), folder("tests/neptune"), hostile()] {
        let pages = site(&edition, &edition.library().explainer.languages);
        let mut anchors: HashMap<String, HashSet<String>> = HashMap::new();
        let mut links = Vec::new();
        for page in pages.iter().filter(|page| page.path.ends_with(".html")) {
            let own = anchors.entry(page.path.clone()).or_default();
            for (_, attributes) in tags(text(page)) {
                for (name, value) in attributes {
                    match name.as_str() {
                        "id" => assert!(own.insert(value.clone()), "{}: #{value} twice", page.path),
                        "href" => links.push((page.path.clone(), value)),
                        _ => {}
                    }
                }
            }
        }
        assert!(links.len() > 50);
        for (path, href) in links {
            if href.contains(':') || href.ends_with(".css") {
                continue;
            }
            let (file, anchor) = href.split_once('#').unwrap_or((&href, ""));
            let here = Path::new(&path).parent().unwrap_or(Path::new(""));
            let target = match (file, file.strip_prefix("../")) {
                ("", _) => path.clone(),
                (_, Some(above)) => above.to_string(),
                (file, None) => here.join(file).to_string_lossy().into_owned(),
            };
            let own = anchors
                .get(&target)
                .unwrap_or_else(|| panic!("{path}: {href} leads nowhere"));
            assert!(
                anchor.is_empty() || own.contains(anchor),
                "{path}: {href} has no anchor"
            );
        }
    }
}

#[test]
fn the_site_of_the_guard_is_small_and_says_everything() {
    let edition = guard();
    for lang in [Lang::EN, Lang::ES] {
        let pages = site(&edition, &[lang]);
        let size: usize = pages.iter().map(|page| page.bytes.len()).sum();
        assert!(size < 1_500_000, "{} has {size} bytes", lang.code());
        let all: String = pages
            .iter()
            .filter(|page| page.path.ends_with(".html"))
            .map(text)
            .collect();
        let library = edition.library();
        for claim in &library.claims {
            let id = format!("<div id={}>", claim.id);
            assert_eq!(all.matches(&id).count(), 1, "{}", claim.id);
        }
        for source in &library.sources {
            assert!(
                all.contains(&format!("<div id={}>", source.id)),
                "{}",
                source.id
            );
        }
        for chart in &library.charts {
            assert!(all.contains(&format!(
                "aria-label=\"{}\"",
                cotejo::picture::svg::escaped(chart.title.get(lang))
            )));
        }
    }
}

#[test]
fn books_are_well_formed() {
    for edition in [hostile(), guard(), folder("tests/neptune")] {
        let lang = edition.library().default_language();
        for sheet in Plan::new(&edition, lang, Dialect::Xml).sheets() {
            let page = format!(
                "<body xmlns=\"http://www.w3.org/1999/xhtml\">{}</body>",
                sheet.body
            );
            if let Err(error) = roxmltree::Document::parse(&page) {
                let lines: Vec<&str> = page.lines().collect();
                panic!(
                    "{}: {error}: {}",
                    sheet.name,
                    lines
                        .first()
                        .map_or("", |line| &line[..line.len().min(300)])
                );
            }
        }
        let book = epub::book(&edition, lang);
        assert_eq!(&book[30..58], b"mimetypeapplication/epub+zip");
        assert_eq!(
            book,
            epub::book(&edition, lang),
            "the same book is the same bytes"
        );
    }
}

#[test]
fn documents_and_reviews_hold_what_there_is() {
    let edition = hostile();
    let markdown = document::document(&edition, Lang::EN);
    let mut footnotes = 0;
    for event in pulldown_cmark::Parser::new_ext(&markdown, pulldown_cmark::Options::all()) {
        match event {
            pulldown_cmark::Event::Html(html) | pulldown_cmark::Event::InlineHtml(html) => {
                panic!("{html}")
            }
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("https://"), "{dest_url}");
            }
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::CodeBlock(_)) => panic!("{markdown}"),
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::FootnoteDefinition(_)) => {
                footnotes += 1
            }
            _ => {}
        }
    }
    assert_eq!(footnotes, edition.library().claims.len());
    let guard = guard();
    let reviews: serde_json::Value =
        serde_json::from_str(&review::reviews(guard.library())).expect("JSON");
    let graph = reviews["@graph"].as_array().expect("a list");
    assert!(graph.len() > 100);
    for review in graph {
        for key in [
            "claimReviewed",
            "reviewBody",
            "itemReviewed",
            "reviewRating",
            "inLanguage",
        ] {
            assert!(!review[key].is_null(), "{key} of {review}");
        }
        assert!(
            review["reviewRating"]["ratingValue"].is_null(),
            "there are no truth scores"
        );
    }
}

/// Every key of a value, with the keys that lead to it; keys that are ids of authors are `*`.
fn keys(value: &serde_json::Value, path: &str, into: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(pairs) => {
            for (key, value) in pairs {
                let is_language = key.len() == 2 && value.is_string();
                let own = match path {
                    _ if is_language => continue,
                    path if path.ends_with(".cells") => format!("{path}.*"),
                    "" => key.clone(),
                    path => format!("{path}.{key}"),
                };
                into.insert(own.clone());
                keys(value, &own, into);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, path, into)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_data_is_documented() {
    let mut found = BTreeSet::new();
    for edition in [
        guard(),
        folder("tests/neptune"),
        folder("content/starter/en"),
    ] {
        let value: serde_json::Value =
            serde_json::from_str(&json::model(edition.library())).expect("JSON");
        keys(&value, "", &mut found);
        // What it names is there.
        let library = edition.library();
        for claim in value["claims"].as_array().expect("a list") {
            let ids = [
                "contradicted-by",
                "superseded-by",
                "restated-by",
                "same-number",
                "cited-in",
                "contradicts",
            ];
            for id in ids.iter().filter_map(|key| claim[key].as_array()).flatten() {
                let id = id.as_str().expect("an id");
                assert!(library.find(id).is_some(), "{id}");
            }
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/export.md");
    let text = std::fs::read_to_string(path).expect("the reference is there");
    let documented: BTreeSet<String> = text
        .lines()
        .filter_map(|line| {
            line.strip_prefix("| `")?
                .split('`')
                .next()
                .map(str::to_string)
        })
        .collect();
    let missing: Vec<&String> = found.difference(&documented).collect();
    let stale: Vec<&String> = documented.difference(&found).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "missing: {missing:#?}, stale: {stale:#?}"
    );
}
