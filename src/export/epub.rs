//! An explainer as a book: EPUB 3.3, one language, the pages of the site as chapters.

use crate::edition::{Edition, plain};
use crate::export::Output;
use crate::export::html::Dialect;
use crate::export::site::{Plan, Sheet, style};
use crate::export::zip::archive;
use crate::i18n::Msg;
use crate::picture::svg::escaped;
use crate::text::Lang;

const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"#;

/// The book in a language.
pub fn book(edition: &Edition, lang: Lang) -> Vec<u8> {
    let plan = Plan::new(edition, lang, Dialect::Xml);
    let sheets = plan.sheets();
    let text = |path: &str, text: String| Output::text(path, text);
    let mut files = vec![
        text("mimetype", "application/epub+zip".to_string()),
        text("META-INF/container.xml", CONTAINER.to_string()),
        text("book/content.opf", package(edition, lang, &sheets)),
        text("book/nav.xhtml", contents(lang, &sheets)),
        text("book/style.css", style()),
    ];
    for sheet in &sheets {
        let path = format!("book/{}.xhtml", sheet.name);
        files.push(Output::text(path, page(lang, &sheet.title, &sheet.body)));
    }
    archive(&files)
}

/// The package document: what the book is, and what belongs to it.
fn package(edition: &Edition, lang: Lang, sheets: &[Sheet]) -> String {
    let explainer = &edition.library().explainer;
    let summary = plain(edition.library(), explainer.summary.get(lang), lang);
    let date = explainer.as_of;
    // The format wants a whole moment; what is not known of it is its first.
    let moment = format!(
        "{:04}-{:02}-{:02}T00:00:00Z",
        date.year,
        date.month().unwrap_or(1),
        date.day().unwrap_or(1)
    );
    let items: String = sheets
        .iter()
        .map(|sheet| {
            let svg = if sheet.body.contains("<svg") {
                " properties=\"svg\""
            } else {
                ""
            };
            format!(
                "<item id=\"p-{0}\" href=\"{0}.xhtml\" media-type=\"application/xhtml+xml\"{svg}/>",
                sheet.name
            )
        })
        .collect();
    let spine: String = sheets
        .iter()
        .map(|sheet| format!("<itemref idref=\"p-{}\"/>", sheet.name))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{lang}\">\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:identifier id=\"id\">urn:cotejo:{id}:{lang}</dc:identifier>\
         <dc:title>{title}</dc:title><dc:language>{lang}</dc:language><dc:date>{date}</dc:date><dc:description>{summary}</dc:description>\
         <meta property=\"dcterms:modified\">{moment}</meta></metadata>\
         <manifest><item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
         <item id=\"css\" href=\"style.css\" media-type=\"text/css\"/>{items}</manifest><spine>{spine}</spine></package>\n",
        lang = lang.code(),
        id = escaped(&explainer.id),
        title = escaped(explainer.title.get(lang)),
        summary = escaped(&summary),
    )
}

/// The contents, as the format wants them.
fn contents(lang: Lang, sheets: &[Sheet]) -> String {
    let item = |sheet: &Sheet| {
        format!(
            "<li><a href=\"{}.xhtml\">{}</a></li>",
            sheet.name,
            escaped(&sheet.title)
        )
    };
    let items: String = sheets.iter().map(item).collect();
    let title = Msg::Contents.text(lang);
    let body = format!("<nav epub:type=\"toc\"><h1>{title}</h1><ol>{items}</ol></nav>");
    page(lang, title, &body)
}

fn page(lang: Lang, title: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\" xml:lang=\"{lang}\" lang=\"{lang}\"><head><title>{title}</title>\
         <link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head><body>{body}</body></html>\n",
        lang = lang.code(),
        title = escaped(title),
    )
}
