//! Fields that are texts: names, identifiers, moments, choices.

use alloc::format;
use alloc::string::String;
use core::ops::RangeInclusive;

use super::schema::{id_schema, schema_of, whole_schema, with};
use super::{IdStandIn, Reader, Unit};
use crate::document::Value;
use crate::limits::MAX_TEXT_BYTES;
use crate::moment::{Day, Moment};
use crate::refusal::{Fact, Facts};
use crate::text::Text;

impl<'r, const DESCRIBES: bool> Reader<'r, DESCRIBES> {
    pub(super) fn string(
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

    pub(super) fn parsed<T>(
        &mut self,
        name: &'static str,
        text: &str,
        code: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let parsed = parse(text);
        if parsed.is_none() {
            self.not_parsed(name, text, code);
        }
        parsed
    }

    #[inline(never)]
    fn not_parsed(&mut self, name: &str, text: &str, code: &'static str) {
        let found = text.chars().take(40).collect::<String>();
        let facts = Facts::default().with("found", Fact::Text(Text::new(&found)));
        self.finding_with(name, code, facts);
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
        self.listed(name, most, doc, id_schema, "not_an_id", |text| {
            parse(text).ok()
        })
    }

    /// A list of words out of several, sorted, each once; empty where absent.
    pub fn words<T: Copy + Ord>(
        &mut self,
        name: &'static str,
        words: &[(&'static str, T)],
        code: &'static str,
        doc: &'static str,
    ) -> Vec<T> {
        let schema = || {
            let all = words.iter().map(|(word, _)| Value::text(word)).collect();
            Value::map([("enum", Value::List(all))])
        };
        self.listed(name, words.len(), doc, schema, code, |text| {
            let known = words.iter().find(|(word, _)| *word == text);
            known.map(|(_, value)| *value)
        })
    }

    fn listed<T: Ord>(
        &mut self,
        name: &'static str,
        most: usize,
        doc: &'static str,
        item: impl FnOnce() -> Value,
        code: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let schema = || {
            let items = with(schema_of("array"), "items", item());
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
                Value::Text(text) => parse(text),
                _ => None,
            };
            let Some(id) = parsed else {
                self.at_index(name, index, code);
                continue;
            };
            match ids.binary_search(&id) {
                Ok(_) => self.at_index(name, index, "listed_twice"),
                Err(place) => ids.insert(place, id),
            }
        }
        ids
    }

    pub(super) fn at_index(&mut self, name: &str, index: usize, code: &'static str) {
        self.at_index_with(name, index, code, Facts::default());
    }

    pub(super) fn at_index_with(
        &mut self,
        name: &str,
        index: usize,
        code: &'static str,
        facts: Facts,
    ) {
        let pointer = format!("{}/{index}", self.pointer_to(name));
        self.shared.note(pointer, code, facts);
    }

    pub(super) fn list_length(&mut self, name: &str, found: usize, least: usize, most: usize) {
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

    /// A civil day: a text such as `2026-11-01`.
    pub fn day(&mut self, name: &'static str, doc: &'static str) -> Day {
        let schema = || with(schema_of("string"), "format", Value::text("date"));
        let text = self.string(name, true, doc, schema);
        let day = text.and_then(|t| self.parsed(name, t, "not_a_day", |t| Day::parse(t).ok()));
        day.unwrap_or(Day(0))
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
            let choices: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.not_a_choice(name, text, &choices);
            return stand_in;
        };
        *choice
    }

    #[inline(never)]
    fn not_a_choice(&mut self, name: &str, found: &str, choices: &[&str]) {
        let facts = Facts::default().with("found", Fact::Text(Text::new(found)));
        let choices = Fact::Text(Text::new(&choices.join(", ")));
        self.finding_with(name, "not_a_choice", facts.with("choices", choices));
    }

    /// One of several words; none where it is the first, or absent.
    pub fn unless_default<T: Copy + PartialEq>(
        &mut self,
        name: &'static str,
        words: &[(&'static str, T)],
        doc: &'static str,
    ) -> Option<T> {
        let chosen = self.choice(name, words, Some(0), doc);
        (chosen != words[0].1).then_some(chosen)
    }

    /// Either a bare word, or a table of exactly one of several units with a whole number.
    pub fn one_of<T: Copy>(
        &mut self,
        name: &'static str,
        units: &[Unit<T>],
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
}
