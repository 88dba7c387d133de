//! Lowering of sources, claims, comparisons, questions, terms, events, guides and derived figures.

use compact_str::CompactString;

use crate::content::fields::{Fields, Words, is_id};
use crate::content::lower::{Kind, Lowering};
use crate::content::model::{
    Agreement, Aspect, Cell, Citation, Claim, ClaimId, ClaimKind, ClaimLinks, Comparison,
    ComparisonId, Derivation, DerivationId, Event, EventId, Evidence, Faq, FaqId, Figure, Guide,
    GuideId, Input, Operation, Reason, SectionId, Source, SourceId, SourceKind, Step, Subject,
    Term, TermId,
};
use crate::content::wording::{Prose, Text};
use crate::diagnostic::Code;

/// From how many words on a quotation is long.
const LONG_QUOTE: usize = 20;

impl<'a> Lowering<'_, 'a> {
    pub(super) fn source(&mut self, mut fields: Fields<'a>) {
        let found = self.id(&mut fields, Kind::Source);
        fields.require("kind", &mut self.found);
        let kind = fields.word(
            "kind",
            Words(SourceKind::ALL, SourceKind::word),
            &mut self.found,
        );
        let title = self.require_text(&mut fields, "title");
        let short = self.text(&mut fields, "short");
        let author = fields.string("author", &mut self.found);
        let publisher = fields.string("publisher", &mut self.found);
        let date = fields.date("date", &mut self.found);
        let at = fields.get("url").map(|value| value.span());
        let url = fields.string("url", &mut self.found);
        if let (Some(url), Some(at)) = (&url, at) {
            self.found.scheme(url, at);
        }
        let language = fields.lang("language", &mut self.found);
        let retrieved = fields.date("retrieved", &mut self.found);
        let interest = self.text(&mut fields, "interest");
        let reliability = self.text(&mut fields, "reliability");
        let relays = self.references(&mut fields, "relays", Kind::Source);
        fields.finish(&mut self.found);
        if let (Some(id), Some(kind), Some(title)) = (found, kind, title) {
            self.library.sources.push(Source {
                id: SourceId::new(id),
                kind,
                title,
                short,
                author,
                publisher,
                date,
                url,
                language,
                retrieved,
                interest,
                reliability,
                relays: relays.into_iter().map(SourceId::new).collect(),
                cited_by: Vec::new(),
            });
        }
    }

    pub(super) fn claim(&mut self, mut fields: Fields<'a>) {
        let id = self.id(&mut fields, Kind::Claim);
        let own = id.clone().unwrap_or_default();
        let text = self.require_prose(&mut fields, "text");
        fields.require("kind", &mut self.found);
        let kind = fields.word(
            "kind",
            Words(ClaimKind::ALL, ClaimKind::word),
            &mut self.found,
        );
        let says = self.require_text(&mut fields, "says");
        let as_of_at = fields.require("as-of", &mut self.found);
        self.place(&own, "as-of", as_of_at);
        let as_of = fields.period("as-of", &mut self.found);
        let evidence_at = fields.require("evidence", &mut self.found);
        self.place(&own, "evidence", evidence_at);
        let evidence = fields.word(
            "evidence",
            Words(Evidence::ALL, Evidence::word),
            &mut self.found,
        );
        let agreement_at = fields.require("agreement", &mut self.found);
        self.place(&own, "agreement", agreement_at);
        let agreement = fields.word(
            "agreement",
            Words(Agreement::ALL, Agreement::word),
            &mut self.found,
        );
        let mut citations = Vec::new();
        for citation in fields.tables("citations", "a citation", &mut self.found) {
            citations.extend(self.citation(citation, &own));
        }
        let mut figures = Vec::new();
        for figure in fields.tables("figures", "a figure", &mut self.found) {
            figures.extend(self.figure(figure));
        }
        let mut claims = |this: &mut Self, key| {
            this.references(&mut fields, key, Kind::Claim)
                .into_iter()
                .map(ClaimId::new)
                .collect::<Vec<_>>()
        };
        let contradicts = claims(self, "contradicts");
        let supersedes = claims(self, "supersedes");
        let restates = claims(self, "restates");
        let settle = self.text(&mut fields, "settle");
        let note = self.prose(&mut fields, "note");
        fields.finish(&mut self.found);
        let whole = (id, text, kind, says, as_of, evidence, agreement);
        if let (
            Some(id),
            Some(text),
            Some(kind),
            Some(says),
            Some(as_of),
            Some(evidence),
            Some(agreement),
        ) = whole
        {
            self.library.claims.push(Claim {
                id: ClaimId::new(id),
                text,
                kind,
                says,
                as_of,
                evidence,
                agreement,
                citations,
                figures,
                contradicts,
                supersedes,
                restates,
                settle,
                note,
                links: ClaimLinks::default(),
            });
        }
    }

    fn citation(&mut self, mut fields: Fields<'a>, claim: &str) -> Option<Citation> {
        let source = self.require_reference(&mut fields, "source", Some(Kind::Source));
        let locator = fields.string("locator", &mut self.found);
        let quote_at = fields.get("quote").map(|value| value.span());
        let quote = self.text(&mut fields, "quote");
        let head = fields.head();
        fields.finish(&mut self.found);
        if locator.is_none() {
            let span = self.found.span(head);
            self.notes.unlocated.push((claim.to_string(), span));
        }
        if let (Some(quote), Some(at)) = (&quote, quote_at) {
            let longest = quote
                .all()
                .map(|(_, text)| text.split_whitespace().count())
                .max()
                .unwrap_or(0);
            if longest >= LONG_QUOTE {
                let span = self.found.span(at);
                self.notes.long_quotes.push((longest, span));
            }
        }
        Some(Citation {
            source: SourceId::new(source?),
            locator,
            quote,
        })
    }

    fn figure(&mut self, mut fields: Fields<'a>) -> Option<Figure> {
        fields.require("value", &mut self.found);
        let value = fields.number("value", &mut self.found);
        let unit = self.require_text(&mut fields, "unit");
        let population = self.text(&mut fields, "population");
        let definition = self.text(&mut fields, "definition");
        let text = self.text(&mut fields, "text");
        fields.finish(&mut self.found);
        Some(Figure {
            value: value?,
            unit: unit?,
            population,
            definition,
            text,
        })
    }

    pub(super) fn comparison(&mut self, mut fields: Fields<'a>) {
        let id = self.id(&mut fields, Kind::Comparison);
        let title = self.require_text(&mut fields, "title");
        let question = self.require_text(&mut fields, "question");
        let summary = self.prose(&mut fields, "summary");
        let subjects_at = fields
            .require("subjects", &mut self.found)
            .map(|value| value.span());
        let mut subjects: Vec<Subject> = Vec::new();
        for subject in fields.tables("subjects", "a subject", &mut self.found) {
            subjects.extend(self.subject(subject));
        }
        if let Some(at) = subjects_at.filter(|_| subjects.len() < 2) {
            let message = "a comparison has at least two subjects".to_string();
            self.found.add(
                Code::WrongValue,
                at,
                message,
                Some("add a subject".to_string()),
            );
        }
        let mut aspects = Vec::new();
        for aspect in fields.tables("aspect", "`[[comparison.aspect]]`", &mut self.found) {
            aspects.extend(self.aspect(aspect, &subjects));
        }
        fields.require("why-differ", &mut self.found);
        let mut why_differ = Vec::new();
        for why in fields.tables("why-differ", "a reason", &mut self.found) {
            why_differ.extend(self.reason(why));
        }
        let settle = self.require_prose(&mut fields, "settle");
        fields.finish(&mut self.found);
        if let (Some(id), Some(title), Some(question), Some(settle)) = (id, title, question, settle)
        {
            self.library.comparisons.push(Comparison {
                id: ComparisonId::new(id),
                title,
                question,
                summary,
                subjects,
                aspects,
                why_differ,
                settle,
            });
        }
    }

    /// An id that is unique in its comparison only, so it is not noted.
    fn local_id(&mut self, fields: &mut Fields<'a>) -> Option<CompactString> {
        let value = fields.require("id", &mut self.found)?;
        self.checked_id(value).map(Into::into)
    }

    fn subject(&mut self, mut fields: Fields<'a>) -> Option<Subject> {
        let id = self.local_id(&mut fields);
        let title = self.require_text(&mut fields, "title");
        let source = self.reference(&mut fields, "source", Some(Kind::Source));
        fields.finish(&mut self.found);
        Some(Subject {
            id: id?,
            title: title?,
            source: source.map(SourceId::new),
        })
    }

    fn aspect(&mut self, mut fields: Fields<'a>, subjects: &[Subject]) -> Option<Aspect> {
        let id = self.local_id(&mut fields);
        let title = self.require_text(&mut fields, "title");
        let value = fields.require("cells", &mut self.found);
        let mut cells = Vec::new();
        if let Some(table) = value.and_then(|value| Fields::new(value, "`cells`", &mut self.found))
        {
            let head = table.head();
            let given: Vec<_> = table.all().collect();
            for (name, _) in &given {
                let name_text = name.get_ref().as_ref();
                if !subjects.iter().any(|subject| *subject.id == *name_text) {
                    let shown = if is_id(name_text) { name_text } else { "…" };
                    let known = subjects.iter().map(|subject| &*subject.id);
                    let help = crate::content::fields::did_you_mean(name_text, known);
                    self.found.add(
                        Code::UnknownKey,
                        name.span(),
                        format!("there is no subject `{shown}`"),
                        help,
                    );
                }
            }
            for subject in subjects {
                let own = given
                    .iter()
                    .find(|(name, _)| *name.get_ref().as_ref() == *subject.id);
                match own {
                    Some((_, value)) => cells.extend(
                        Fields::new(value, "a cell", &mut self.found)
                            .and_then(|cell| self.cell(cell)),
                    ),
                    None => {
                        let message = format!("there is no cell for `{}`", subject.id);
                        let help =
                            format!("add `{} = {{ … }}`, or `{{ none = \"why\" }}`", subject.id);
                        self.found
                            .add(Code::EmptyCell, head.clone(), message, Some(help));
                    }
                }
            }
        }
        fields.finish(&mut self.found);
        Some(Aspect {
            id: id?,
            title: title?,
            cells,
        })
    }

    fn cell(&mut self, mut fields: Fields<'a>) -> Option<Cell> {
        let none: Option<Text> = self.text(&mut fields, "none");
        let cell = match none {
            Some(why) => Some(Cell::None(why)),
            None => {
                let text = self.require_prose(&mut fields, "text");
                let as_of = fields.period("as-of", &mut self.found);
                let claims = self.references(&mut fields, "claims", Kind::Claim);
                text.map(|text| Cell::Value {
                    text,
                    as_of,
                    claims: claims.into_iter().map(ClaimId::new).collect(),
                })
            }
        };
        fields.finish(&mut self.found);
        cell
    }

    fn reason(&mut self, mut fields: Fields<'a>) -> Option<(Reason, Prose)> {
        fields.require("reason", &mut self.found);
        let reason = fields.word("reason", Words(Reason::ALL, Reason::word), &mut self.found);
        let text = self.require_prose(&mut fields, "text");
        fields.finish(&mut self.found);
        Some((reason?, text?))
    }

    pub(super) fn faq(&mut self, mut fields: Fields<'a>) {
        let id = self.id(&mut fields, Kind::Faq);
        let question = self.require_text(&mut fields, "question");
        let short = self.require_prose(&mut fields, "short");
        let full = self.prose(&mut fields, "full");
        let disputed = self.prose(&mut fields, "disputed");
        fields.finish(&mut self.found);
        if let (Some(id), Some(question), Some(short)) = (id, question, short) {
            self.library.faqs.push(Faq {
                id: FaqId::new(id),
                question,
                short,
                full,
                disputed,
            });
        }
    }

    pub(super) fn term(&mut self, mut fields: Fields<'a>) {
        let id = self.id(&mut fields, Kind::Term);
        let name = self.require_text(&mut fields, "name");
        let definition = self.require_prose(&mut fields, "definition");
        let aliases = fields.strings("aliases", &mut self.found);
        let expansion = self.text(&mut fields, "expansion");
        let see = self.references(&mut fields, "see", Kind::Term);
        fields.finish(&mut self.found);
        if let (Some(id), Some(name), Some(definition)) = (id, name, definition) {
            self.library.terms.push(Term {
                id: TermId::new(id),
                name,
                definition,
                aliases: aliases.into_iter().map(|(alias, _)| alias).collect(),
                expansion,
                see: see.into_iter().map(TermId::new).collect(),
            });
        }
    }

    pub(super) fn event(&mut self, mut fields: Fields<'a>) {
        let id = self.id(&mut fields, Kind::Event);
        fields.require("date", &mut self.found);
        let date = fields.period("date", &mut self.found);
        let title = self.require_text(&mut fields, "title");
        let text = self.require_prose(&mut fields, "text");
        let theme = fields.string("theme", &mut self.found);
        let about = self.reference(&mut fields, "about", Some(Kind::Section));
        fields.finish(&mut self.found);
        if let (Some(id), Some(date), Some(title), Some(text)) = (id, date, title, text) {
            self.library.events.push(Event {
                id: EventId::new(id),
                date,
                title,
                text,
                theme,
                about: about.map(SectionId::new),
            });
        }
    }

    pub(super) fn guide(&mut self, mut fields: Fields<'a>) {
        let id = self.id(&mut fields, Kind::Guide);
        let title = self.require_text(&mut fields, "title");
        let summary = self.require_text(&mut fields, "summary");
        fields.require("minutes", &mut self.found);
        let minutes = fields.count("minutes", &mut self.found);
        let mut steps = Vec::new();
        for step in fields.tables("step", "`[[guide.step]]`", &mut self.found) {
            steps.extend(self.step(step));
        }
        fields.finish(&mut self.found);
        if let (Some(id), Some(title), Some(summary), Some(minutes)) = (id, title, summary, minutes)
        {
            self.library.guides.push(Guide {
                id: GuideId::new(id),
                title,
                summary,
                minutes,
                steps,
            });
        }
    }

    fn step(&mut self, mut fields: Fields<'a>) -> Option<Step> {
        let at = self.require_reference(&mut fields, "at", None);
        let title = self.require_text(&mut fields, "title");
        let text = self.prose(&mut fields, "text");
        fields.finish(&mut self.found);
        Some(Step {
            at: at?.into(),
            title: title?,
            text,
        })
    }

    pub(super) fn derivation(&mut self, mut fields: Fields<'a>) {
        let id = self.id(&mut fields, Kind::Derivation);
        let title = self.require_text(&mut fields, "title");
        fields.require("operation", &mut self.found);
        let operation = fields.word(
            "operation",
            Words(Operation::ALL, Operation::word),
            &mut self.found,
        );
        fields.require("inputs", &mut self.found);
        let mut inputs = Vec::new();
        for input in fields.tables("inputs", "an input", &mut self.found) {
            inputs.extend(self.input(input));
        }
        let unit = self.require_text(&mut fields, "unit");
        let result_at = fields.require("result", &mut self.found);
        self.place(id.as_deref().unwrap_or_default(), "result", result_at);
        let result = fields.number("result", &mut self.found);
        let round_to = fields.number("round-to", &mut self.found);
        let printed = self.text(&mut fields, "printed");
        let note = self.prose(&mut fields, "note");
        fields.finish(&mut self.found);
        let whole = (id, title, operation, unit, result);
        if let (Some(id), Some(title), Some(operation), Some(unit), Some(result)) = whole {
            self.library.derivations.push(Derivation {
                id: DerivationId::new(id),
                title,
                operation,
                inputs,
                unit,
                result,
                round_to,
                printed,
                note,
            });
        }
    }

    fn input(&mut self, mut fields: Fields<'a>) -> Option<Input> {
        let label = self.require_text(&mut fields, "label");
        fields.require("value", &mut self.found);
        let value = fields.number("value", &mut self.found);
        let claim = self.reference(&mut fields, "claim", Some(Kind::Claim));
        fields.finish(&mut self.found);
        Some(Input {
            label: label?,
            value: value?,
            claim: claim.map(ClaimId::new),
        })
    }
}
