//! `cotejo cite`: sources as references, in the forms that reference managers read.

use crate::cli::args::{CiteFormat, Globals};
use crate::cli::content::{Content, Failure};
use crate::cli::print::lang_of;
use crate::cli::{Outcome, put};
use crate::content::model::{Entity, Source};
use crate::export::references::{Form, references};
use crate::page::{Ctx, Kept, cite};
use crate::picture::Glyphs;

/// Prints sources as references.
pub fn cite(names: &[String], format: CiteFormat, globals: &Globals) -> Result<Outcome, Failure> {
    let content = Content::whole(globals.content.as_deref())?;
    let lang = lang_of(&content, globals);
    let sources = chosen(names, &content)?;
    let kept = Kept::default();
    let ctx = Ctx {
        edition: &content.edition,
        lang,
        kept: &kept,
        keys: &[],
        glyphs: Glyphs::Full,
    };
    let text = match format {
        CiteFormat::Text => sources
            .iter()
            .map(|source| format!("{}\n", cite::reference(source, ctx)))
            .collect(),
        CiteFormat::Bibtex => references(&sources, Form::Bibtex, lang),
        CiteFormat::Ris => references(&sources, Form::Ris, lang),
        CiteFormat::CslJson => references(&sources, Form::CslJson, lang),
    };
    put(&text)?;
    Ok(if sources.is_empty() {
        Outcome::Findings
    } else {
        Outcome::Fine
    })
}

/// The sources that were named, each once; all when none was.
fn chosen<'c>(names: &[String], content: &'c Content) -> Result<Vec<&'c Source>, Failure> {
    let library = content.library();
    if names.is_empty() {
        return Ok(library.sources.iter().collect());
    }
    let mut sources: Vec<&Source> = Vec::new();
    for name in names {
        let found: Vec<&Source> = match library.find(name) {
            Some(Entity::Source(i)) => vec![&library.sources[i as usize]],
            Some(Entity::Claim(i)) => {
                let citations = &library.claims[i as usize].citations;
                citations
                    .iter()
                    .filter_map(|citation| library.source(&citation.source))
                    .collect()
            }
            _ => {
                content.locate(name)?;
                return Err(Failure::NoPlace {
                    name: format!("{name}` as a source or claim, but something else is `{name}"),
                    near: None,
                });
            }
        };
        for source in found {
            if !sources.iter().any(|other| other.id == source.id) {
                sources.push(source);
            }
        }
    }
    Ok(sources)
}
