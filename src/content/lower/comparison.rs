//! Lowering of comparisons: every row has one cell for each column.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use compact_str::CompactString;

use crate::content::fields::{Fields, Value, is_id, quoted};
use crate::content::format::entity::{CELL, CELLS};
use crate::content::lower::Lowering;
use crate::content::lower::notes::Kind;
use crate::content::model::{
    Aspect, Cell, ClaimId, Comparison, ComparisonId, Reason, SourceId, Subject,
};
use crate::content::wording::Prose;
use crate::diagnostic::Code;

/// How many columns a finding names that a row lacks.
const NAMED: usize = 3;

/// The columns of a comparison.
struct Columns {
    /// The comparison's id; empty when it could not be read.
    of: String,
    subjects: Vec<Subject>,
    /// Whether all of them could be read; if not, cells may belong to those that could not.
    are_whole: bool,
}

impl<'a> Lowering<'_, 'a> {
    pub(super) fn comparison(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Comparison);
        let title = self.text(&fields, "title");
        let question = self.text(&fields, "question");
        let summary = self.prose(&fields, "summary");
        let columns = self.columns(&fields, id.clone().unwrap_or_default());
        let mut aspects: Vec<Aspect> = Vec::new();
        let mut ids = HashSet::new();
        for aspect in fields.tables("aspect", &mut self.found) {
            aspects.extend(self.aspect(aspect, &columns, &mut ids));
        }
        let mut why_differ = Vec::new();
        for why in fields.tables("why-differ", &mut self.found) {
            why_differ.extend(self.reason(why));
        }
        let settle = self.prose(&fields, "settle");
        fields.finish(&mut self.found);
        if let (Some(id), Some(title), Some(question), Some(settle)) = (id, title, question, settle)
        {
            self.library.comparisons.push(Comparison {
                id: ComparisonId::new(id),
                title,
                question,
                summary,
                subjects: columns.subjects,
                aspects,
                why_differ,
                settle,
            });
        }
    }

    fn columns(&mut self, fields: &Fields<'a>, of: String) -> Columns {
        let before = self.found.n_errors();
        let at = fields.get("subjects").map(|value| value.span());
        let mut subjects = Vec::new();
        let mut ids = HashSet::new();
        for subject in fields.tables("subjects", &mut self.found) {
            subjects.extend(self.subject(subject, &mut ids));
        }
        let are_whole = at.is_some() && self.is_sound(before);
        if let Some(at) = at.filter(|_| are_whole && subjects.len() < 2) {
            let message = "a comparison has at least two subjects".to_string();
            let help = Some("add a subject".to_string());
            self.found.add(Code::WrongValue, at, message, help);
        }
        Columns {
            of,
            subjects,
            are_whole,
        }
    }

    /// An id that is unique in its comparison only, so it is not noted.
    fn local_id(
        &mut self,
        fields: &Fields<'a>,
        taken: &mut HashSet<String>,
    ) -> Option<CompactString> {
        let value = fields.get("id")?;
        let id = self.checked_id(value)?;
        if !taken.insert(id.clone()) {
            let message = format!("`{id}` is the id of another one of this comparison already");
            let help = Some("give it another id".to_string());
            self.found
                .add(Code::DuplicateId, value.span(), message, help);
            return None;
        }
        Some(id.into())
    }

    fn subject(&mut self, fields: Fields<'a>, taken: &mut HashSet<String>) -> Option<Subject> {
        let id = self.local_id(&fields, taken);
        let title = self.text(&fields, "title");
        let source = self.reference(&fields, "source");
        fields.finish(&mut self.found);
        Some(Subject {
            id: id?,
            title: title?,
            source: source.map(SourceId::new),
        })
    }

    fn aspect(
        &mut self,
        fields: Fields<'a>,
        columns: &Columns,
        taken: &mut HashSet<String>,
    ) -> Option<Aspect> {
        let id = self.local_id(&fields, taken);
        let title = self.text(&fields, "title");
        let value = fields.get("cells");
        let table = value.and_then(|value| Fields::new(value, &CELLS, &mut self.found));
        let cells = table.map(|table| self.cells(&table, columns, id.as_deref()));
        fields.finish(&mut self.found);
        Some(Aspect {
            id: id?,
            title: title?,
            cells: cells?,
        })
    }

    /// One cell for each subject, in their order.
    fn cells(&mut self, table: &Fields<'a>, columns: &Columns, row: Option<&str>) -> Vec<Cell> {
        let given: HashMap<&str, &'a Value<'a>> = table
            .all()
            .map(|(name, value)| (name.get_ref().as_ref(), value))
            .collect();
        let mut cells = Vec::new();
        let mut lacks = Vec::new();
        let mut n_known = 0;
        for subject in &columns.subjects {
            match given.get(&*subject.id) {
                Some(value) => {
                    n_known += 1;
                    let span = self.found.span(value.span());
                    let ids = [columns.of.as_str(), row.unwrap_or_default(), &*subject.id];
                    self.notes.put_cell(ids, span);
                    let cell = Fields::new(value, &CELL, &mut self.found);
                    cells.extend(cell.and_then(|cell| self.cell(cell)));
                }
                None => lacks.push(&*subject.id),
            }
        }
        // A cell whose name is misspelt is both unknown and missing; it is reported as unknown.
        if columns.are_whole && n_known < given.len() {
            self.unknown_subjects(table, columns);
        }
        if lacks.len() + n_known > given.len() && !lacks.is_empty() && !self.found.is_torn() {
            self.lacking(table.head(), &lacks);
        }
        cells
    }

    /// Reports cells that belong to no column.
    fn unknown_subjects(&mut self, table: &Fields<'a>, columns: &Columns) {
        let known: HashSet<&str> = columns.subjects.iter().map(|own| &*own.id).collect();
        for (name, _) in table.all() {
            let text = name.get_ref().as_ref();
            if known.contains(text) {
                continue;
            }
            let shown = if is_id(text) { text } else { "…" };
            let ids = columns.subjects.iter().map(|own| &*own.id);
            let help = self.found.did_you_mean(text, ids);
            let message = format!("there is no subject `{shown}`");
            self.found.add(Code::UnknownKey, name.span(), message, help);
        }
    }

    /// Reports columns that a row has no cell for.
    fn lacking(&mut self, head: Range<usize>, lacks: &[&str]) {
        let named = quoted(&lacks[..lacks.len().min(NAMED)]);
        let more = lacks.len().saturating_sub(NAMED);
        let message = match more {
            0 => format!("there is no cell for {named}"),
            more => format!("there is no cell for {named} and {more} more"),
        };
        let first = lacks[0];
        let help = format!("add `{first} = {{ … }}`, or `{first} = {{ none = \"why\" }}`");
        self.found.add(Code::EmptyCell, head, message, Some(help));
    }

    fn cell(&mut self, fields: Fields<'a>) -> Option<Cell> {
        let cell = if fields.get("none").is_some() {
            self.text(&fields, "none").map(Cell::None)
        } else {
            let text = self.prose(&fields, "text");
            let as_of = fields.period("as-of", &mut self.found);
            let claims = self.references(&fields, "claims");
            text.map(|text| Cell::Value {
                text,
                as_of,
                claims: claims.into_iter().map(ClaimId::new).collect(),
            })
        };
        fields.finish(&mut self.found);
        cell
    }

    fn reason(&mut self, fields: Fields<'a>) -> Option<(Reason, Prose)> {
        let reason = fields.word("reason", &mut self.found);
        let text = self.prose(&fields, "text");
        fields.finish(&mut self.found);
        Some((reason?, text?))
    }
}
