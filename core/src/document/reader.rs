//! Reads a document table by table, collecting every finding; or, without a document, describes
//! what it would have read.

mod numbers;
mod schema;
mod tables;
mod words;

use alloc::format;
use alloc::string::String;

use super::{Finding, Value};
use crate::limits::MAX_FINDINGS;
use crate::refusal::{Fact, Facts};
use crate::text::Text;
use schema::with;

/// A reader of one table. Each method reads one field, notes what is wrong with it, and always
/// returns a value of the right type: a stand-in where there is a finding.
///
/// One that `DESCRIBES` reads nothing: it notes what it would have read. The two differ by type, so
/// that a program which only reads, such as the module, carries no word of the schema.
pub struct Reader<'r, const DESCRIBES: bool> {
    table: &'r [(Text, Value)],
    pointer: String,
    known: Vec<&'static str>,
    required: Vec<&'static str>,
    properties: Vec<(Text, Value)>,
    shared: &'r mut Shared,
}

/// A unit that a number may be given in, and what makes a value of it.
pub type Unit<T> = (&'static str, fn(u16) -> T);

/// What all readers of one document share.
struct Shared {
    findings: Vec<Finding>,
    /// Whether nothing is read or noted: only stand-ins are wanted.
    silent: bool,
    minor_digits: u8,
}

/// Reads a whole document: what it says, and every finding. Only without findings does what it
/// says mean anything.
pub fn read<T>(
    document: &Value,
    read: impl FnOnce(&mut Reader<'_, false>) -> T,
) -> (T, Vec<Finding>) {
    let mut shared = Shared {
        findings: Vec::new(),
        silent: false,
        minor_digits: 2,
    };
    let table = match document {
        Value::Map(entries) => entries.as_slice(),
        other => {
            shared.note(String::new(), "wrong_type", expected("table", other));
            &[]
        }
    };
    let mut reader = Reader::over(table, String::new(), &mut shared);
    let said = read(&mut reader);
    reader.refuse_unknown();
    (said, shared.findings)
}

/// The JSON Schema of a table: its properties, and those that it must have.
pub fn describe<T>(read: impl FnOnce(&mut Reader<'_, true>) -> T) -> Value {
    let mut shared = Shared {
        findings: Vec::new(),
        silent: true,
        minor_digits: 2,
    };
    let mut reader = Reader::over(&[], String::new(), &mut shared);
    read(&mut reader);
    reader.schema()
}
fn expected(kind: &'static str, found: &Value) -> Facts {
    let text = |text| Fact::Text(Text::fixed(text));
    Facts::default()
        .with("expected", text(kind))
        .with("found", text(found.kind()))
}

impl Shared {
    fn note(&mut self, pointer: String, code: &'static str, facts: Facts) {
        // What is wrong with a field is said once: what follows from it would only confuse.
        let said = self
            .findings
            .iter()
            .any(|finding| finding.pointer == pointer);
        if self.silent || said || self.findings.len() > MAX_FINDINGS {
            return;
        }
        let last = self.findings.len() == MAX_FINDINGS;
        let code = Text::fixed(if last { "more_findings" } else { code });
        self.findings.push(Finding {
            pointer,
            code,
            facts,
        });
    }
}

impl<'r, const DESCRIBES: bool> Reader<'r, DESCRIBES> {
    fn over(table: &'r [(Text, Value)], pointer: String, shared: &'r mut Shared) -> Self {
        let (known, required, properties) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            table,
            pointer,
            known,
            required,
            properties,
            shared,
        }
    }

    /// From here on, money has so many decimals.
    pub fn set_minor_digits(&mut self, digits: u8) {
        self.shared.minor_digits = digits;
    }

    /// Notes something wrong with a field, or with this table where the name is empty.
    pub fn finding(&mut self, name: &str, code: &'static str) {
        self.finding_with(name, code, Facts::default());
    }

    /// Notes something wrong with a field, with the facts that it is about.
    pub fn finding_with(&mut self, name: &str, code: &'static str, facts: Facts) {
        let pointer = self.pointer_to(name);
        self.shared.note(pointer, code, facts);
    }

    /// Notes something that only the whole document shows, by its pointer.
    pub fn finding_at(&mut self, pointer: &str, code: &'static str, facts: Facts) {
        self.shared.note(String::from(pointer), code, facts);
    }

    /// Whether the table says nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Whether nothing was noted so far under a pointer: only then is what was read there meant.
    #[must_use]
    pub fn is_clean(&self, pointer: &str) -> bool {
        !DESCRIBES
            && self
                .shared
                .findings
                .iter()
                .all(|f| !f.pointer.starts_with(pointer))
    }

    fn pointer_to(&self, name: &str) -> String {
        if name.is_empty() {
            return self.pointer.clone();
        }
        let escaped = name.replace('~', "~0").replace('/', "~1");
        format!("{}/{escaped}", self.pointer)
    }

    fn refuse_unknown(&mut self) {
        let unknown = self
            .table
            .iter()
            .filter(|(key, _)| !self.known.contains(&key.as_str()));
        for (key, _) in unknown.collect::<Vec<_>>() {
            let facts = Facts::default().with("field", Fact::Text(key.clone()));
            self.finding_with(key, "unknown_field", facts);
        }
    }

    fn schema(self) -> Value {
        let required = self.required.iter().map(|name| Value::text(name)).collect();
        Value::map([
            ("type", Value::text("object")),
            ("additionalProperties", Value::Bool(false)),
            ("required", Value::List(required)),
            ("properties", Value::Map(self.properties)),
        ])
    }

    /// The field's value, if it is there; a finding if it should be.
    fn field(
        &mut self,
        name: &'static str,
        required: bool,
        doc: &'static str,
        schema: impl FnOnce() -> Value,
    ) -> Option<&'r Value> {
        self.known.push(name);
        if DESCRIBES {
            let described = with(schema(), "description", Value::text(doc));
            self.properties.push((Text::fixed(name), described));
            if required {
                self.required.push(name);
            }
            return None;
        }
        self.found(name, required)
    }

    /// The value of a field that is known already.
    #[inline(never)]
    fn found(&mut self, name: &'static str, required: bool) -> Option<&'r Value> {
        if self.shared.silent {
            return None;
        }
        let found = self
            .table
            .iter()
            .find(|(key, _)| key.as_str() == name)
            .map(|(_, value)| value);
        if found.is_none() && required {
            self.finding(name, "missing");
        }
        found
    }

    fn wrong_type(&mut self, name: &str, kind: &'static str, found: &Value) {
        self.finding_with(name, "wrong_type", expected(kind, found));
    }
}

/// A stand-in for an identifier that could not be read.
pub trait IdStandIn {
    /// Some identifier.
    fn stand_in() -> Self;
}
