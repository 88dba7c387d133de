//! The prose markup: a small subset of CommonMark with Pandoc's citations.
//!
//! [`parse`] reads one text into paragraphs of runs over flat text. It never fails: what is not part of the subset
//! comes out as plain text and, for the checker, as a [`Fault`] with its place.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Deeper nesting of quotations and lists is read as that deep.
const DEEPEST: usize = 8;

/// Brackets that close later than this many bytes after they open are words: ids have at most 64, and nobody cites fifty claims at once.
pub const LONGEST_BRACKET: usize = 4096;

/// Parsed prose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// Its paragraphs, list items and quotations, in order.
    pub paragraphs: Vec<Paragraph>,
    /// What was not part of the subset.
    pub faults: Vec<Fault>,
}

/// One paragraph: flat text and what its parts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// How it is set.
    pub form: Form,
    /// Its text, without markup; citations take no text of their own (an empty run), a reference `[#id]` and a term
    /// `[[id]]` without words of their own neither: who shows them finds their words in the library.
    pub text: String,
    /// Its parts, in order, covering all of `text`.
    pub runs: Vec<Run>,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Plain.
    Plain,
    /// An item of a list; a number when the list is ordered, and the depth from 0.
    Item {
        /// The item's number in an ordered list.
        number: Option<u64>,
        /// How deep it is nested.
        depth: u8,
    },
    /// A quotation.
    Quotation,
}

/// A part of a paragraph's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Which bytes of the paragraph's text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: RunKind,
    /// Where it stands in the markup, in bytes.
    pub markup: Range<usize>,
}

/// What a part of a paragraph is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunKind {
    /// Plain words.
    Plain,
    /// `*words*`.
    Emphasis,
    /// `**words**`.
    Strong,
    /// `` `words` ``.
    Code,
    /// `[words](https://…)`.
    Link(String),
    /// `[@claim]`: the claim's id; one run for each claim.
    Citation(String),
    /// `[[term]]`: the term's id.
    Term(String),
    /// `[#id]`, `[words](#id)`: the id.
    Reference(String),
}

/// Markup that is not part of the subset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands in the markup, in bytes.
    pub markup: Range<usize>,
    /// What it is, for a message: "a heading".
    pub what: &'static str,
}

/// Reads one text of prose.
pub fn parse(markup: &str) -> Prose {
    let mut reader = Reader {
        markup,
        ..Reader::default()
    };
    for (event, at) in Parser::new_ext(markup, Options::empty()).into_offset_iter() {
        reader.event(event, at);
    }
    reader.finish();
    reader.prose
}

/// What has been read so far.
#[derive(Default)]
struct Reader<'a> {
    markup: &'a str,
    prose: Prose,
    open: Option<Paragraph>,
    /// Words that are not yet searched for brackets.
    pending: Option<Pending>,
    styles: Vec<RunKind>,
    lists: Vec<Option<u64>>,
    item: Option<Form>,
    quotations: usize,
}

/// Words of one style in a row: their beginning in the paragraph's text, and the pieces that they came in, each with the beginning of
/// its words behind that and its place in the markup.
struct Pending {
    begin: usize,
    pieces: Vec<(usize, Range<usize>)>,
}

impl Pending {
    /// Where the words' byte of this number stands in the markup.
    fn at(&self, n: usize) -> usize {
        let piece = self.pieces.partition_point(|(begin, _)| *begin <= n);
        let piece = piece.checked_sub(1).and_then(|i| self.pieces.get(i));
        piece.map_or(0, |(begin, markup)| {
            (markup.start + n - begin).min(markup.end)
        })
    }

    fn end(&self) -> usize {
        self.pieces.last().map_or(0, |(_, markup)| markup.end)
    }
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, at),
            Event::Code(text) => self.run(&text, RunKind::Code, at),
            Event::SoftBreak | Event::HardBreak => self.text(" ", at),
            Event::Html(text) | Event::InlineHtml(text) => {
                self.fault("raw HTML", at.clone());
                self.run(text.trim_end(), RunKind::Plain, at);
            }
            Event::Rule => self.fault("a rule", at),
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.run(&text, RunKind::Plain, at)
            }
            Event::FootnoteReference(text) => {
                self.fault("a footnote", at.clone());
                self.run(&text, RunKind::Plain, at);
            }
            Event::TaskListMarker(_) => self.fault("a task list", at),
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: Range<usize>) {
        match tag {
            Tag::Paragraph => self.begin(),
            Tag::BlockQuote(_) => {
                self.close();
                self.quotations += 1;
            }
            Tag::List(first) => {
                self.close();
                self.lists.push(first);
            }
            Tag::Item => {
                self.close();
                let depth = self.lists.len().saturating_sub(1).min(DEEPEST) as u8;
                let number = self.lists.last_mut().and_then(|next| {
                    let number = *next;
                    *next = number.map(|n| n.saturating_add(1));
                    number
                });
                self.item = Some(Form::Item { number, depth });
            }
            Tag::Emphasis => self.style(RunKind::Emphasis),
            Tag::Strong => self.style(RunKind::Strong),
            Tag::Link { dest_url, .. } => self.style(match dest_url.strip_prefix('#') {
                Some(id) => RunKind::Reference(id.to_string()),
                None => RunKind::Link(dest_url.to_string()),
            }),
            Tag::Image { .. } => {
                self.fault("an image", at);
                self.style(RunKind::Plain);
            }
            Tag::Heading { .. } => self.fault("a heading", at),
            Tag::CodeBlock(_) => self.fault("a block of code", at),
            Tag::HtmlBlock => self.close(),
            Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => {
                self.fault("a table", at)
            }
            Tag::FootnoteDefinition(_) => self.fault("a footnote", at),
            Tag::DefinitionList | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => {
                self.fault("a definition list", at)
            }
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => self.style(RunKind::Plain),
            Tag::MetadataBlock(_) => self.fault("a block of metadata", at),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {
                self.flush();
                self.styles.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotations = self.quotations.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
                self.item = None;
            }
            _ => self.close(),
        }
    }

    fn fault(&mut self, what: &'static str, markup: Range<usize>) {
        self.prose.faults.push(Fault { markup, what });
    }

    /// Opens a paragraph, unless one is open.
    fn begin(&mut self) {
        if self.open.is_some() {
            return;
        }
        let form = match (self.item.take(), self.quotations) {
            (Some(item), _) => item,
            (None, 0) => Form::Plain,
            (None, _) => Form::Quotation,
        };
        self.open = Some(Paragraph {
            form,
            text: String::new(),
            runs: Vec::new(),
        });
    }

    fn style(&mut self, kind: RunKind) {
        self.flush();
        self.begin();
        // What is outermost counts, but a link in emphasis stays a link.
        let is_link = matches!(kind, RunKind::Link(_) | RunKind::Reference(_));
        let kind = match self.styles.last() {
            Some(outer) if !is_link && *outer != RunKind::Plain => outer.clone(),
            _ => kind,
        };
        self.styles.push(kind);
    }

    fn text(&mut self, text: &str, at: Range<usize>) {
        self.begin();
        let Some(paragraph) = &mut self.open else {
            return;
        };
        match self.styles.last() {
            None | Some(RunKind::Plain | RunKind::Emphasis | RunKind::Strong) => {
                let begin = paragraph.text.len();
                let pending = self.pending.get_or_insert_with(|| Pending {
                    begin,
                    pieces: Vec::new(),
                });
                pending.pieces.push((begin - pending.begin, at));
                paragraph.text.push_str(&text.replace('\n', " "));
            }
            Some(kind) => {
                let kind = kind.clone();
                let begin = paragraph.text.len();
                paragraph.text.push_str(&text.replace('\n', " "));
                let range = begin..paragraph.text.len();
                match paragraph.runs.last_mut() {
                    // What comes in pieces is one run.
                    Some(last)
                        if last.kind == kind
                            && last.range.end == begin
                            && !last.range.is_empty() =>
                    {
                        last.range.end = range.end;
                        last.markup.end = at.end;
                    }
                    _ => paragraph.runs.push(Run {
                        range,
                        kind,
                        markup: at,
                    }),
                }
            }
        }
    }

    fn run(&mut self, text: &str, kind: RunKind, markup: Range<usize>) {
        self.begin();
        self.flush();
        let kind = match self.styles.last() {
            Some(outer @ (RunKind::Link(_) | RunKind::Reference(_))) => outer.clone(),
            _ => kind,
        };
        if let Some(paragraph) = &mut self.open {
            let begin = paragraph.text.len();
            paragraph.text.push_str(&text.replace('\n', " "));
            let range = begin..paragraph.text.len();
            paragraph.runs.push(Run {
                range,
                kind,
                markup,
            });
        }
    }

    /// Finds citations, references and terms in the words read last.
    fn flush(&mut self) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        let Some(paragraph) = &mut self.open else {
            return;
        };
        let words = paragraph.text.split_off(pending.begin);
        let style = self.styles.last().cloned().unwrap_or(RunKind::Plain);
        let mut rest = 0;
        // Behind the last bracket that closes none is found, and looking for one each time would take the square of the text.
        let last = words.rfind(']').unwrap_or(0);
        while let Some(open) = words[rest..].find('[').map(|n| rest + n) {
            let at = pending.at(open);
            // A bracket behind a backslash, or in the form of an entity, is a sign like any other.
            let (before, from) = self.markup.split_at_checked(at).unwrap_or_default();
            let is_written = from.starts_with('[') && !before.ends_with('\\');
            let found = if !is_written || open > last {
                None
            } else {
                let longest = words.floor_char_boundary(open + LONGEST_BRACKET);
                bracket(&words[open..longest])
            };
            let Some((end, found)) = found.map(|(length, found)| (open + length, found)) else {
                let next = open + 1;
                let markup = pending.at(rest)..pending.at(next);
                push(paragraph, &words[rest..next], style.clone(), markup);
                rest = next;
                continue;
            };
            let markup = pending.at(rest)..at;
            push(paragraph, &words[rest..open], style.clone(), markup);
            // The last byte is a bracket of one byte.
            let markup = at..pending.at(end - 1) + 1;
            for (words, kind) in found {
                let begin = paragraph.text.len();
                paragraph.text.push_str(&words);
                paragraph.runs.push(Run {
                    range: begin..paragraph.text.len(),
                    kind,
                    markup: markup.clone(),
                });
            }
            rest = end;
        }
        let markup = pending.at(rest)..pending.end();
        push(paragraph, &words[rest..], style, markup);
    }

    fn close(&mut self) {
        self.flush();
        self.styles.clear();
        if let Some(paragraph) = self.open.take()
            && !paragraph.runs.is_empty()
        {
            self.prose.paragraphs.push(paragraph);
        }
    }

    fn finish(&mut self) {
        self.close();
    }
}

/// Adds words to a paragraph; joined to plain words before them.
fn push(paragraph: &mut Paragraph, words: &str, kind: RunKind, markup: Range<usize>) {
    if words.is_empty() {
        return;
    }
    let begin = paragraph.text.len();
    paragraph.text.push_str(words);
    let range = begin..paragraph.text.len();
    match paragraph.runs.last_mut() {
        Some(last) if last.kind == kind && last.range.end == begin => {
            last.range.end = range.end;
            last.markup.end = markup.end;
        }
        _ => paragraph.runs.push(Run {
            range,
            kind,
            markup,
        }),
    }
}

/// What stands in the brackets that `text` begins with: how long they are, and each part with its words.
fn bracket(text: &str) -> Option<(usize, Vec<(String, RunKind)>)> {
    if let Some(inner) = text.strip_prefix("[[") {
        let end = inner.find("]]")?;
        let (id, words) = inner[..end].split_once('|').unwrap_or((&inner[..end], ""));
        let kind = RunKind::Term(id.trim().to_string());
        return (!id.contains('[')).then(|| (end + 4, vec![(words.trim().to_string(), kind)]));
    }
    let inner = text.strip_prefix('[')?;
    let end = inner.find(']')?;
    let inner = &inner[..end];
    if let Some(id) = inner.strip_prefix('#') {
        return (!id.is_empty()).then(|| {
            (
                end + 2,
                vec![(String::new(), RunKind::Reference(id.trim().to_string()))],
            )
        });
    }
    let parts = inner.split(';').map(|part| part.trim().strip_prefix('@'));
    let ids: Option<Vec<&str>> = parts.collect();
    let is_id = |id: &&str| !id.is_empty() && !id.contains(char::is_whitespace);
    let ids = ids.filter(|ids| ids.iter().all(is_id))?;
    let found = ids
        .into_iter()
        .map(|id| (String::new(), RunKind::Citation(id.to_string())));
    Some((end + 2, found.collect()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The paragraphs as text, with the kind of each run but plain ones in braces.
    fn shown(markup: &str) -> Vec<String> {
        let run = |paragraph: &Paragraph, run: &Run| {
            let text = &paragraph.text[run.range.clone()];
            match &run.kind {
                RunKind::Plain => text.to_string(),
                RunKind::Emphasis => format!("{{em {text}}}"),
                RunKind::Strong => format!("{{strong {text}}}"),
                RunKind::Code => format!("{{code {text}}}"),
                RunKind::Link(url) => format!("{{link {url} {text}}}"),
                RunKind::Citation(id) => format!("{{@{id}}}"),
                RunKind::Term(id) => format!("{{term {id} {text}}}"),
                RunKind::Reference(id) => format!("{{#{id} {text}}}"),
            }
        };
        let line = |paragraph: &Paragraph| {
            let text: String = paragraph.runs.iter().map(|r| run(paragraph, r)).collect();
            match paragraph.form {
                Form::Plain => text,
                Form::Item { number, depth } => format!(
                    "{}{}{text}",
                    "  ".repeat(depth.into()),
                    number.map_or("- ".to_string(), |n| format!("{n}. "))
                ),
                Form::Quotation => format!("> {text}"),
            }
        };
        parse(markup).paragraphs.iter().map(line).collect()
    }

    #[test]
    fn the_subset() {
        assert_eq!(shown("*a* **b** `c`"), ["{em a} {strong b} {code c}"]);
        assert_eq!(shown("one\ntwo\n\nthree"), ["one two", "three"]);
        assert_eq!(
            shown("- a\n- b\n  - c\n\nend"),
            ["- a", "- b", "  - c", "end"]
        );
        assert_eq!(shown("3. a\n4. b"), ["3. a", "4. b"]);
        assert_eq!(shown("> said"), ["> said"]);
        assert_eq!(
            shown("[the law](https://a.mx/x)"),
            ["{link https://a.mx/x the law}"]
        );
    }

    #[test]
    fn citations_references_and_terms() {
        assert_eq!(shown("So [@a-1; @b]."), ["So {@a-1}{@b}."]);
        assert_eq!(
            shown("see [#numbers] and [here](#x)"),
            ["see {#numbers } and {#x here}"]
        );
        assert_eq!(
            shown("the [[sedena]] and [[gn|the Guard]]"),
            ["the {term sedena } and {term gn the Guard}"]
        );
        assert_eq!(shown("a soft\nbreak [@c]"), ["a soft break {@c}"]);
        assert_eq!(
            shown("**the [[gn|Guard]]** and *so [@a]*"),
            ["{strong the }{term gn Guard} and {em so }{@a}"]
        );
        assert_eq!(shown("- one [@a;\n  @b] two"), ["- one {@a}{@b} two"]);
        assert_eq!(shown("> one [#a\n> ] &amp; [@b]"), ["> one {#a } & {@b}"]);
    }

    #[test]
    fn brackets_that_mean_nothing_stay() {
        assert_eq!(shown("a [b] c [@ x] d [[e"), ["a [b] c [@ x] d [[e"]);
        assert_eq!(shown("`[@c]` and \\[@d]"), ["{code [@c]} and [@d]"]);
        assert_eq!(shown("&#91;@c] \\[[t]]"), ["[@c] [[t]]"]);
        assert_eq!(shown(""), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_part_of_it_is_a_fault_with_its_place() {
        let what = |markup: &str| {
            parse(markup)
                .faults
                .iter()
                .map(|f| (f.what, markup[f.markup.clone()].to_string()))
                .collect::<Vec<_>>()
        };
        assert_eq!(what("# Title"), [("a heading", "# Title".to_string())]);
        assert_eq!(what("a <b>c</b>").len(), 2);
        assert_eq!(what("![i](x.png)")[0].0, "an image");
        assert_eq!(what("    code")[0].0, "a block of code");
        assert_eq!(what("fine [@c] *text*"), []);
        assert_eq!(shown("# Title"), ["Title"]);
    }

    #[test]
    fn citations_know_their_place() {
        let markup = "Words, so [@claim] it is.";
        let prose = parse(markup);
        let run = prose.paragraphs[0]
            .runs
            .iter()
            .find(|run| matches!(run.kind, RunKind::Citation(_)));
        assert_eq!(&markup[run.expect("a citation").markup.clone()], "[@claim]");
        let markup = "- First\n  &lt; line [@a;\n  @b].";
        let runs = &parse(markup).paragraphs[0].runs;
        let cited = runs
            .iter()
            .find(|run| matches!(run.kind, RunKind::Citation(_)));
        assert_eq!(
            &markup[cited.expect("a citation").markup.clone()],
            "[@a;\n  @b]"
        );
    }

    proptest! {
        #[test]
        fn runs_cover_the_text_in_order(markup in "[a-z @#;|\\[\\]()*_`>\\\\\n\\-é<&!1.\0]{0,80}") {
            for paragraph in parse(&markup).paragraphs {
                let mut at = 0;
                for run in &paragraph.runs {
                    prop_assert_eq!(run.range.start, at);
                    at = run.range.end;
                    prop_assert!(run.markup.end <= markup.len());
                }
                prop_assert_eq!(at, paragraph.text.len());
                prop_assert!(!paragraph.text.contains('\n'));
            }
        }
    }
}
