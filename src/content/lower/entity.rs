//! Lowering of sources, claims, questions, terms, events, guides and derived figures.

use crate::content::fields::{ADDRESSES, Fields};
use crate::content::lower::Lowering;
use crate::content::lower::notes::Kind;
use crate::content::model::{
    Citation, Claim, ClaimId, ClaimLinks, Derivation, DerivationId, Event, EventId, Faq, FaqId,
    Figure, Guide, GuideId, Input, SectionId, Source, SourceId, Step, Term, TermId,
};
use crate::diagnostic::Code;

/// From how many words on a quotation is long.
const LONG_QUOTE: usize = 20;

impl<'a> Lowering<'_, 'a> {
    pub(super) fn source(&mut self, fields: Fields<'a>) {
        let found = self.id(&fields, Kind::Source);
        let kind = fields.word("kind", &mut self.found);
        let n_noted = (self.notes.untranslated.len(), self.notes.found.len());
        let title = self.text(&fields, "title");
        // A title is cited as it stands on the source, in the source's language.
        self.notes.untranslated.truncate(n_noted.0);
        self.notes.found.truncate(n_noted.1);
        let short = self.text(&fields, "short");
        let author = fields.string("author", &mut self.found);
        let publisher = fields.string("publisher", &mut self.found);
        let date = fields.date("date", &mut self.found);
        let at = fields.get("url").map(|value| value.span());
        let url = fields.string("url", &mut self.found);
        if let (Some(url), Some(at)) = (&url, at) {
            self.found.address(url, ADDRESSES, at.clone());
            self.note_address(url, at);
        }
        let language = fields.lang("language", &mut self.found);
        let retrieved = fields.date("retrieved", &mut self.found);
        let interest = self.text(&fields, "interest");
        let reliability = self.text(&fields, "reliability");
        let relays = self.references(&fields, "relays");
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

    pub(super) fn claim(&mut self, fields: Fields<'a>) {
        let before = self.found.n_errors();
        let id = self.id(&fields, Kind::Claim);
        let own = id.clone().unwrap_or_default();
        let text = self.prose(&fields, "text");
        let kind = fields.word("kind", &mut self.found);
        let says = self.text(&fields, "says");
        let as_of_at = fields.get("as-of");
        self.place(&own, "as-of", as_of_at);
        let as_of = fields.period("as-of", &mut self.found);
        let evidence_at = fields.get("evidence");
        self.place(&own, "evidence", evidence_at);
        let evidence = fields.word("evidence", &mut self.found);
        let agreement_at = fields.get("agreement");
        self.place(&own, "agreement", agreement_at);
        let agreement = fields.word("agreement", &mut self.found);
        let citations = fields.tables("citations", &mut self.found);
        let citations = citations
            .into_iter()
            .filter_map(|citation| self.citation(citation, &own))
            .collect();
        let figures = fields.tables("figures", &mut self.found);
        let figures = figures
            .into_iter()
            .filter_map(|figure| self.figure(figure))
            .collect();
        let contradicts = self.relation(&fields, "contradicts", &own);
        let supersedes = self.relation(&fields, "supersedes", &own);
        let restates = self.relation(&fields, "restates", &own);
        let settle = self.text(&fields, "settle");
        let note = self.prose(&fields, "note");
        fields.finish(&mut self.found);
        // The rules would find fault with what a mistake has taken out of the claim.
        if !self.is_sound(before) {
            self.notes.lacks_claims = true;
            return;
        }
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

    /// The claims that a claim relates to, itself not among them.
    fn relation(&mut self, fields: &Fields<'a>, key: &'static str, own: &str) -> Vec<ClaimId> {
        let ids = self.references(fields, key);
        if ids.iter().any(|id| id == own) {
            let at = fields.get(key).map_or(0..0, |value| value.span());
            let message = format!("`{key}` names the claim itself");
            let help = "name another claim, or none".to_string();
            self.found.add(Code::WrongValue, at, message, Some(help));
        }
        ids.into_iter().map(ClaimId::new).collect()
    }

    fn citation(&mut self, fields: Fields<'a>, claim: &str) -> Option<Citation> {
        let source = self.reference(&fields, "source");
        let locator = self.label(&fields, "locator");
        let quote_at = fields.get("quote").map(|value| value.span());
        let quote = self.text(&fields, "quote");
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

    fn figure(&mut self, fields: Fields<'a>) -> Option<Figure> {
        let value = fields.number("value", &mut self.found);
        let unit = self.text(&fields, "unit");
        let population = self.text(&fields, "population");
        let definition = self.text(&fields, "definition");
        let text = self.text(&fields, "text");
        fields.finish(&mut self.found);
        Some(Figure {
            value: value?,
            unit: unit?,
            population,
            definition,
            text,
        })
    }

    pub(super) fn faq(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Faq);
        let question = self.text(&fields, "question");
        let short = self.prose(&fields, "short");
        let full = self.prose(&fields, "full");
        let disputed = self.prose(&fields, "disputed");
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

    pub(super) fn term(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Term);
        let name = self.text(&fields, "name");
        let definition = self.prose(&fields, "definition");
        let aliases = fields.strings("aliases", &mut self.found);
        let expansion = self.text(&fields, "expansion");
        let see = self.references(&fields, "see");
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

    pub(super) fn event(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Event);
        let date = fields.period("date", &mut self.found);
        let title = self.text(&fields, "title");
        let text = self.prose(&fields, "text");
        let theme = fields.string("theme", &mut self.found);
        let about = self.reference(&fields, "about");
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

    pub(super) fn guide(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Guide);
        let title = self.text(&fields, "title");
        let summary = self.text(&fields, "summary");
        let minutes = fields.count("minutes", &mut self.found);
        let mut steps = Vec::new();
        for step in fields.tables("step", &mut self.found) {
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

    fn step(&mut self, fields: Fields<'a>) -> Option<Step> {
        let at = self.reference(&fields, "at");
        let title = self.text(&fields, "title");
        let text = self.prose(&fields, "text");
        fields.finish(&mut self.found);
        Some(Step {
            at: at?.into(),
            title: title?,
            text,
        })
    }

    pub(super) fn derivation(&mut self, fields: Fields<'a>) {
        let before = self.found.n_errors();
        let id = self.id(&fields, Kind::Derivation);
        let title = self.text(&fields, "title");
        let operation = fields.word("operation", &mut self.found);
        let mut inputs = Vec::new();
        for input in fields.tables("inputs", &mut self.found) {
            inputs.extend(self.input(input));
        }
        let unit = self.text(&fields, "unit");
        let result_at = fields.get("result");
        self.place(id.as_deref().unwrap_or_default(), "result", result_at);
        let result = fields.number("result", &mut self.found);
        let round_to = fields.step("round-to", &mut self.found);
        let printed = self.text(&fields, "printed");
        let note = self.prose(&fields, "note");
        fields.finish(&mut self.found);
        if !self.is_sound(before) {
            return;
        }
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

    fn input(&mut self, fields: Fields<'a>) -> Option<Input> {
        let label = self.text(&fields, "label");
        let value = fields.number("value", &mut self.found);
        let claim = self.reference(&fields, "claim");
        fields.finish(&mut self.found);
        Some(Input {
            label: label?,
            value: value?,
            claim: claim.map(ClaimId::new),
        })
    }
}
