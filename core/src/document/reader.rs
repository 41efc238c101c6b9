//! Reads a document table by table, collecting every finding; or, without a document, describes
//! what it would have read.

use alloc::format;
use alloc::string::String;
use core::ops::RangeInclusive;

use crate::text::Text;

use super::{Finding, Value, decimal};
use crate::limits::{MAX_FINDINGS, MAX_ID_BYTES, MAX_TEXT_BYTES};
use crate::moment::Moment;
use crate::number::{Money, Points, Ratio};
use crate::refusal::{Fact, Facts};

/// A reader of one table. Each method reads one field, notes what is wrong with it, and always
/// returns a value of the right type: a stand-in where there is a finding.
pub struct Reader<'r> {
    table: &'r [(Text, Value)],
    pointer: String,
    known: Vec<&'static str>,
    required: Vec<&'static str>,
    properties: Vec<(Text, Value)>,
    shared: &'r mut Shared,
}

/// What all readers of one document share.
struct Shared {
    findings: Vec<Finding>,
    describing: bool,
    minor_digits: u8,
}

/// Reads a whole document: what it says, and every finding. Only without findings does what it
/// says mean anything.
pub fn read<T>(document: &Value, read: impl FnOnce(&mut Reader<'_>) -> T) -> (T, Vec<Finding>) {
    let mut shared = Shared {
        findings: Vec::new(),
        describing: false,
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
pub fn describe<T>(read: impl FnOnce(&mut Reader<'_>) -> T) -> Value {
    let mut shared = Shared {
        findings: Vec::new(),
        describing: true,
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

fn schema_of(kind: &'static str) -> Value {
    Value::map([("type", Value::text(kind))])
}

fn pattern(pattern: &str) -> Value {
    Value::map([
        ("type", Value::text("string")),
        ("pattern", Value::text(pattern)),
    ])
}

fn whole_schema(least: i64, most: i64) -> Value {
    let kind = ("type", Value::text("integer"));
    Value::map([
        kind,
        ("minimum", Value::Int(least)),
        ("maximum", Value::Int(most)),
    ])
}

fn with(schema: Value, name: &'static str, value: Value) -> Value {
    let Value::Map(mut entries) = schema else {
        return schema;
    };
    entries.push((Text::fixed(name), value));
    Value::Map(entries)
}

impl Shared {
    fn note(&mut self, pointer: String, code: &'static str, facts: Facts) {
        if self.describing || self.findings.len() > MAX_FINDINGS {
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

impl<'r> Reader<'r> {
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

    /// Whether nothing was noted so far under a pointer: only then is what was read there meant.
    #[must_use]
    pub fn is_clean(&self, pointer: &str) -> bool {
        !self.shared.describing
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
        if self.shared.describing {
            let described = with(schema(), "description", Value::text(doc));
            self.properties.push((Text::fixed(name), described));
            if required {
                self.required.push(name);
            }
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

    fn integer(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
        default: Option<i64>,
        doc: &'static str,
    ) -> i64 {
        let (least, most) = (*range.start(), *range.end());
        let stand_in = default.unwrap_or(least);
        let schema = || {
            let schema = whole_schema(least, most);
            default.map_or(schema.clone(), |d| with(schema, "default", Value::Int(d)))
        };
        match self.field(name, default.is_none(), doc, schema) {
            Some(Value::Int(number)) if range.contains(number) => *number,
            Some(Value::Int(number)) => {
                let facts = Facts::default().with("found", Fact::Number(*number));
                let facts = facts.with("least", Fact::Number(least));
                self.finding_with(name, "out_of_range", facts.with("most", Fact::Number(most)));
                stand_in
            }
            Some(other) => {
                self.wrong_type(name, "integer", other);
                stand_in
            }
            None => stand_in,
        }
    }

    /// A whole number within a range.
    pub fn whole<T: Copy + Into<i64> + TryFrom<i64> + Default>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<T>,
        doc: &'static str,
    ) -> T {
        let range = (*range.start()).into()..=(*range.end()).into();
        T::try_from(self.integer(name, range, None, doc)).unwrap_or_default()
    }

    /// A whole number within a range, with a default.
    pub fn whole_or<T: Copy + Into<i64> + TryFrom<i64> + Default>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<T>,
        default: T,
        doc: &'static str,
    ) -> T {
        let range = (*range.start()).into()..=(*range.end()).into();
        T::try_from(self.integer(name, range, Some(default.into()), doc)).unwrap_or_default()
    }

    /// A whole number that must be there when wanted, and must not be there otherwise.
    pub fn whole_if<T: Copy + Into<i64> + TryFrom<i64> + Default>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<T>,
        wanted: bool,
        doc: &'static str,
    ) -> T {
        let range: RangeInclusive<i64> = (*range.start()).into()..=(*range.end()).into();
        if wanted && !self.shared.describing {
            return T::try_from(self.integer(name, range, None, doc)).unwrap_or_default();
        }
        self.unwanted(name, doc, || whole_schema(*range.start(), *range.end()));
        T::default()
    }

    fn unwanted(&mut self, name: &'static str, doc: &'static str, schema: impl FnOnce() -> Value) {
        if self.field(name, false, doc, schema).is_some() {
            self.finding(name, "not_here");
        }
    }

    /// Points within a range.
    pub fn points(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
        doc: &'static str,
    ) -> Points {
        Points::new(self.integer(name, range, None, doc)).unwrap_or_default()
    }

    /// Points within a range, with a default.
    pub fn points_or(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
        default: i64,
        doc: &'static str,
    ) -> Points {
        Points::new(self.integer(name, range, Some(default), doc)).unwrap_or_default()
    }

    /// A truth value, with a default.
    pub fn flag_or(&mut self, name: &'static str, default: bool, doc: &'static str) -> bool {
        let schema = || with(schema_of("boolean"), "default", Value::Bool(default));
        match self.field(name, false, doc, schema) {
            Some(Value::Bool(flag)) => *flag,
            Some(other) => {
                self.wrong_type(name, "boolean", other);
                default
            }
            None => default,
        }
    }

    fn string(
        &mut self,
        name: &'static str,
        required: bool,
        doc: &'static str,
        schema: impl FnOnce() -> Value,
    ) -> Option<&'r str> {
        match self.field(name, required, doc, schema)? {
            Value::Text(text) => Some(text),
            other => {
                self.wrong_type(name, "string", other);
                None
            }
        }
    }

    fn parsed<T>(
        &mut self,
        name: &'static str,
        text: &str,
        code: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let parsed = parse(text);
        if parsed.is_none() {
            let found = text.chars().take(40).collect::<String>();
            let facts = Facts::default().with("found", Fact::Text(Text::new(&found)));
            self.finding_with(name, code, facts);
        }
        parsed
    }

    /// A text for people, 1 to 200 bytes.
    pub fn text(&mut self, name: &'static str, doc: &'static str) -> Text {
        let fits = |text: &str| !text.is_empty() && text.len() <= MAX_TEXT_BYTES;
        let schema = || {
            let most = Value::Int(i64::try_from(MAX_TEXT_BYTES).unwrap_or(i64::MAX));
            with(
                with(schema_of("string"), "minLength", Value::Int(1)),
                "maxLength",
                most,
            )
        };
        let text = self.string(name, true, doc, schema);
        let text = text.and_then(|text| {
            self.parsed(name, text, "text_length", |t| fits(t).then(|| Text::new(t)))
        });
        text.unwrap_or_default()
    }

    /// An identifier.
    pub fn id<T, E>(
        &mut self,
        name: &'static str,
        doc: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> T
    where
        T: IdStandIn,
    {
        let text = self.string(name, true, doc, id_schema);
        let id = text.and_then(|text| self.parsed(name, text, "not_an_id", |t| parse(t).ok()));
        id.unwrap_or_else(T::stand_in)
    }

    /// A list of identifiers, sorted, each once; empty where absent.
    pub fn ids<T: Ord, E>(
        &mut self,
        name: &'static str,
        most: usize,
        doc: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<T> {
        let schema = || {
            let items = with(schema_of("array"), "items", id_schema());
            with(
                items,
                "maxItems",
                Value::Int(i64::try_from(most).unwrap_or(i64::MAX)),
            )
        };
        let items = match self.field(name, false, doc, schema) {
            Some(Value::List(items)) => items,
            Some(other) => {
                self.wrong_type(name, "array", other);
                return Vec::new();
            }
            None => return Vec::new(),
        };
        if items.len() > most {
            self.list_length(name, items.len(), 0, most);
        }
        let mut ids = Vec::new();
        for (index, item) in items.iter().enumerate().take(most) {
            let parsed = match item {
                Value::Text(text) => parse(text).ok(),
                _ => None,
            };
            match parsed {
                Some(id) if ids.contains(&id) => self.at_index(name, index, "listed_twice"),
                Some(id) => ids.push(id),
                None => self.at_index(name, index, "not_an_id"),
            }
        }
        ids.sort_unstable();
        ids
    }

    fn at_index(&mut self, name: &str, index: usize, code: &'static str) {
        let pointer = format!("{}/{index}", self.pointer_to(name));
        self.shared.note(pointer, code, Facts::default());
    }

    fn list_length(&mut self, name: &str, found: usize, least: usize, most: usize) {
        let number = |count| Fact::Number(i64::try_from(count).unwrap_or(i64::MAX));
        let facts = Facts::default().with("found", number(found));
        let facts = facts
            .with("least", number(least))
            .with("most", number(most));
        self.finding_with(name, "list_length", facts);
    }

    /// A moment: an RFC 3339 text.
    pub fn moment(&mut self, name: &'static str, doc: &'static str) -> Moment {
        let schema = || with(schema_of("string"), "format", Value::text("date-time"));
        let text = self.string(name, true, doc, schema);
        let moment =
            text.and_then(|t| self.parsed(name, t, "not_a_moment", |t| Moment::parse(t).ok()));
        moment.unwrap_or(Moment::FIRST)
    }

    fn amount(&mut self, name: &'static str, required: bool, doc: &'static str) -> Option<Money> {
        let text = self.string(name, required, doc, || pattern("^[0-9]+(\\.[0-9]+)?$"))?;
        let digits = self.shared.minor_digits;
        self.parsed(name, text, "not_money", |text| decimal::money(text, digits))
    }

    /// Money: a decimal text such as `"1000.00"`.
    pub fn money(&mut self, name: &'static str, doc: &'static str) -> Money {
        self.amount(name, true, doc).unwrap_or_default()
    }

    /// Money, with a default.
    pub fn money_or(&mut self, name: &'static str, default: Money, doc: &'static str) -> Money {
        self.amount(name, false, doc).unwrap_or(default)
    }

    /// Money that must be there when wanted, and must not be there otherwise.
    pub fn money_if(&mut self, name: &'static str, wanted: bool, doc: &'static str) -> Money {
        if wanted && !self.shared.describing {
            return self.money(name, doc);
        }
        self.unwanted(name, doc, || pattern("^[0-9]+(\\.[0-9]+)?$"));
        Money::ZERO
    }

    fn fraction(&mut self, name: &'static str, required: bool, doc: &'static str) -> Option<Ratio> {
        let schema = || pattern("^[0-9]+(\\.[0-9]+)?$|^[0-9]+/[0-9]+$");
        let text = self.string(name, required, doc, schema)?;
        self.parsed(name, text, "not_a_ratio", decimal::ratio)
    }

    /// A ratio: a text such as `"1.5"` or `"3/2"`.
    pub fn ratio(&mut self, name: &'static str, doc: &'static str) -> Ratio {
        self.fraction(name, true, doc).unwrap_or(Ratio::ONE)
    }

    /// A ratio, with a default.
    pub fn ratio_or(&mut self, name: &'static str, default: Ratio, doc: &'static str) -> Ratio {
        self.fraction(name, false, doc).unwrap_or(default)
    }

    /// One of several words; the one at `default` where absent.
    pub fn choice<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&'static str, T)],
        default: Option<usize>,
        doc: &'static str,
    ) -> T {
        let stand_in = words
            .get(default.unwrap_or_default())
            .map_or(words[0].1, |w| w.1);
        let listed = |words: &[(&'static str, T)]| {
            words
                .iter()
                .map(|(word, _)| *word)
                .collect::<Vec<_>>()
                .join(", ")
        };
        let schema = || {
            let all = words.iter().map(|(word, _)| Value::text(word)).collect();
            let schema = Value::map([("enum", Value::List(all))]);
            let default = default.and_then(|d| words.get(d));
            default.map_or(schema.clone(), |w| {
                with(schema, "default", Value::text(w.0))
            })
        };
        let Some(text) = self.string(name, default.is_none(), doc, schema) else {
            return stand_in;
        };
        let Some((_, choice)) = words.iter().find(|(word, _)| *word == text) else {
            let facts = Facts::default().with("found", Fact::Text(Text::new(text)));
            let facts = facts.with("choices", Fact::Text(Text::new(&listed(words))));
            self.finding_with(name, "not_a_choice", facts);
            return stand_in;
        };
        *choice
    }

    /// Either a bare word, or a table of exactly one of several units with a whole number.
    pub fn one_of<T: Copy>(
        &mut self,
        name: &'static str,
        units: &[(&'static str, fn(u16) -> T)],
        range: RangeInclusive<u16>,
        word: (&'static str, T),
        doc: &'static str,
    ) -> T {
        let (least, most) = (*range.start(), *range.end());
        let schema = || {
            let number = || whole_schema(i64::from(least), i64::from(most));
            let properties = units
                .iter()
                .map(|(unit, _)| (Text::fixed(unit), number()))
                .collect();
            let table = Value::map([
                ("type", Value::text("object")),
                ("additionalProperties", Value::Bool(false)),
                ("minProperties", Value::Int(1)),
                ("maxProperties", Value::Int(1)),
                ("properties", Value::Map(properties)),
            ]);
            let bare = Value::map([("const", Value::text(word.0))]);
            Value::map([("oneOf", Value::List(vec![bare, table]))])
        };
        match self.field(name, true, doc, schema) {
            Some(Value::Text(text)) if text == word.0 => word.1,
            Some(Value::Map(entries)) if entries.len() == 1 => {
                let (key, value) = &entries[0];
                let unit = units.iter().find(|(unit, _)| key.as_str() == *unit);
                let number = match value {
                    Value::Int(number) => u16::try_from(*number).ok(),
                    _ => None,
                };
                match (unit, number.filter(|number| range.contains(number))) {
                    (Some((_, make)), Some(number)) => make(number),
                    _ => {
                        self.finding(name, "not_a_length");
                        word.1
                    }
                }
            }
            Some(_) => {
                self.finding(name, "not_a_length");
                word.1
            }
            None => word.1,
        }
    }

    /// A field that may be absent.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        if self.shared.describing {
            read(self);
            self.required.retain(|required| *required != name);
            return None;
        }
        if self.table.iter().any(|(key, _)| key.as_str() == name) {
            return Some(read(self));
        }
        self.known.push(name);
        None
    }

    fn inner<T>(
        &mut self,
        table: &[(Text, Value)],
        pointer: String,
        read: impl FnOnce(&mut Reader<'_>) -> T,
    ) -> T {
        let mut reader = Reader::over(table, pointer, self.shared);
        let said = read(&mut reader);
        reader.refuse_unknown();
        said
    }

    fn described<T>(
        &mut self,
        name: &'static str,
        required: bool,
        doc: &'static str,
        wrap: impl FnOnce(Value) -> Value,
        read: impl FnOnce(&mut Reader<'_>) -> T,
    ) -> T {
        let mut reader = Reader::over(&[], String::new(), self.shared);
        let said = read(&mut reader);
        let schema = wrap(reader.schema());
        self.field(name, required, doc, || schema);
        said
    }

    /// A table within this one.
    pub fn table<T>(
        &mut self,
        name: &'static str,
        doc: &'static str,
        read: impl FnOnce(&mut Reader<'_>) -> T,
    ) -> T {
        self.sub_table(name, true, doc, read)
    }

    /// A table within this one, read as an empty one where absent.
    pub fn table_or_empty<T>(
        &mut self,
        name: &'static str,
        doc: &'static str,
        read: impl FnOnce(&mut Reader<'_>) -> T,
    ) -> T {
        self.sub_table(name, false, doc, read)
    }

    fn sub_table<T>(
        &mut self,
        name: &'static str,
        required: bool,
        doc: &'static str,
        read: impl FnOnce(&mut Reader<'_>) -> T,
    ) -> T {
        if self.shared.describing {
            return self.described(name, required, doc, |schema| schema, read);
        }
        let pointer = self.pointer_to(name);
        match self.field(name, required, doc, || Value::Bool(true)) {
            Some(Value::Map(entries)) => self.inner(entries, pointer, read),
            // A missing table was noted as such; its fields need not be noted one by one.
            None if required => self.silently(read),
            None => self.inner(&[], pointer, read),
            Some(other) => {
                self.wrong_type(name, "table", other);
                self.silently(read)
            }
        }
    }

    /// Reads nothing, noting nothing: only to have a stand-in.
    fn silently<T>(&mut self, read: impl FnOnce(&mut Reader<'_>) -> T) -> T {
        let describing = core::mem::replace(&mut self.shared.describing, true);
        let said = read(&mut Reader::over(&[], String::new(), self.shared));
        self.shared.describing = describing;
        said
    }

    /// A list of tables.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        length: RangeInclusive<usize>,
        doc: &'static str,
        read: impl Fn(&mut Reader<'_>) -> T,
    ) -> Vec<T> {
        self.sub_list(name, true, length, doc, read)
    }

    /// A list of tables, empty where absent.
    pub fn list_or_empty<T>(
        &mut self,
        name: &'static str,
        most: usize,
        doc: &'static str,
        read: impl Fn(&mut Reader<'_>) -> T,
    ) -> Vec<T> {
        self.sub_list(name, false, 0..=most, doc, read)
    }

    fn sub_list<T>(
        &mut self,
        name: &'static str,
        required: bool,
        length: RangeInclusive<usize>,
        doc: &'static str,
        read: impl Fn(&mut Reader<'_>) -> T,
    ) -> Vec<T> {
        let (least, most) = (*length.start(), *length.end());
        if self.shared.describing {
            let number = |count| Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
            let wrap = |items| {
                let list = with(schema_of("array"), "items", items);
                with(
                    with(list, "minItems", number(least)),
                    "maxItems",
                    number(most),
                )
            };
            return vec![self.described(name, required, doc, wrap, &read)];
        }
        let pointer = self.pointer_to(name);
        let items = match self.field(name, required, doc, || Value::Bool(true)) {
            Some(Value::List(items)) => items,
            Some(other) => {
                self.wrong_type(name, "array", other);
                return Vec::new();
            }
            None => return Vec::new(),
        };
        if !length.contains(&items.len()) {
            self.list_length(name, items.len(), least, most);
        }
        let mut said = Vec::new();
        for (index, item) in items.iter().enumerate().take(most) {
            let pointer = format!("{pointer}/{index}");
            match item {
                Value::Map(entries) => said.push(self.inner(entries, pointer, &read)),
                other => self
                    .shared
                    .note(pointer, "wrong_type", expected("table", other)),
            }
        }
        said
    }
}

fn id_schema() -> Value {
    pattern(&format!("^[A-Za-z0-9._:-]{{1,{MAX_ID_BYTES}}}$"))
}

/// A stand-in for an identifier that could not be read.
pub trait IdStandIn {
    /// Some identifier.
    fn stand_in() -> Self;
}
