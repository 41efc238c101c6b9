//! The texts of problems, in the languages of the pages: the same files that the pages read.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use tiercel_core::refusal::Refusal;

use crate::pages::WWW;

/// A language that texts exist in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The language that an `Accept-Language` header asks for; English where it names neither.
    #[must_use]
    pub fn of(accepted: &str) -> Self {
        let first = accepted
            .split(',')
            .map(|part| part.trim().to_ascii_lowercase());
        let known = first
            .into_iter()
            .find(|part| part.starts_with("zh") || part.starts_with("en"));
        if known.is_some_and(|part| part.starts_with("zh")) {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// Its tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// All texts.
pub struct Texts(BTreeMap<Language, Value>);

/// What a person reads about a refusal or a finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// In a few words.
    pub title: String,
    /// In a sentence, with the facts.
    pub detail: String,
    /// What would change it.
    pub remedy: String,
}

impl Texts {
    /// The embedded texts.
    #[must_use]
    pub fn embedded() -> Self {
        let languages = [Language::Chinese, Language::English].into_iter();
        let file = |folder: &str, language: Language| {
            let file = WWW.get_file(format!("{folder}/{}.json", language.tag()));
            let text = file.and_then(|file| file.contents_utf8()).unwrap_or("{}");
            serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default()
        };
        let read = |language: Language| {
            let mut sections = file("texts", language);
            sections.extend(file("docs/texts", language));
            (language, Value::Object(sections))
        };
        Self(languages.map(read).collect())
    }

    /// The text at a path of keys; none where there is none.
    #[must_use]
    pub fn text(&self, language: Language, path: &[&str]) -> Option<&str> {
        let mut value = self.0.get(&language)?;
        for key in path {
            value = value.get(key)?;
        }
        value.as_str()
    }

    /// The keys of a section, in their order.
    #[must_use]
    pub fn names(&self, language: Language, section: &str) -> Vec<&str> {
        let section = self.0.get(&language).and_then(|texts| texts.get(section));
        let section = section.and_then(Value::as_object);
        section
            .into_iter()
            .flat_map(|names| names.keys().map(String::as_str))
            .collect()
    }

    /// What a refusal says, with its facts filled in; its bare name where no text exists.
    #[must_use]
    pub fn refusal(&self, language: Language, refusal: &Refusal, minor_digits: u8) -> Told {
        let name = refusal.code.name();
        let facts = serde_json::to_value(&refusal.facts).unwrap_or_default();
        let told = |part| {
            let template = self.text(language, &["refusals", name, part]);
            template.map_or_else(String::new, |template| fill(template, &facts, minor_digits))
        };
        let title = told("title");
        let title = if title.is_empty() {
            name.to_owned()
        } else {
            title
        };
        Told {
            title,
            detail: told("detail"),
            remedy: told("remedy"),
        }
    }

    /// What is wrong in a row of a roster, and what would remedy it.
    #[must_use]
    pub fn row(&self, language: Language, name: &str, facts: &Value) -> (String, String) {
        let told = |part| {
            let template = self.text(language, &["rows", name, part]);
            template.map_or_else(String::new, |template| fill(template, facts, 2))
        };
        (told("message"), told("remedy"))
    }

    /// What a finding in a policy document says.
    #[must_use]
    pub fn finding(&self, language: Language, code: &str, facts: &Value) -> (String, String) {
        let told = |part| {
            let template = self.text(language, &["findings", code, part]);
            template.map_or_else(String::new, |template| fill(template, facts, 2))
        };
        let message = told("message");
        (
            if message.is_empty() {
                code.replace('_', " ")
            } else {
                message
            },
            told("remedy"),
        )
    }
}

mod telling;

pub use telling::Teller;

/// A template with its `{fact}` and `{fact:format}` filled in.
fn fill(template: &str, facts: &Value, minor_digits: u8) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            rest = after;
            break;
        };
        let (name, format) = name.split_once(':').unwrap_or((name, ""));
        filled.push_str(&shown(facts.get(name), format, minor_digits));
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

fn shown(fact: Option<&Value>, format: &str, minor_digits: u8) -> String {
    match fact {
        Some(Value::Number(number)) => match (format, number.as_i64()) {
            ("money", Some(minor)) => money(minor, minor_digits),
            // People count lines from 1.
            ("place", Some(index)) => index.saturating_add(1).to_string(),
            _ => number.to_string(),
        },
        Some(Value::String(text)) => text.clone(),
        _ => "?".to_owned(),
    }
}

/// Minor units as a decimal: a way of writing, nothing is reckoned.
fn money(minor: i64, digits: u8) -> String {
    let width = usize::from(digits) + 1;
    let text = format!("{:0>width$}", minor.unsigned_abs());
    let (whole, part) = text.split_at(text.len() - usize::from(digits));
    let sign = if minor < 0 { "-" } else { "" };
    if part.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_by_name_and_format() {
        let facts = serde_json::json!({ "due_minor": 12_345, "order": "o-1", "line": 1 });
        let filled = fill("pay {due_minor:money} for {order}, {missing}", &facts, 2);
        assert_eq!(filled, "pay 123.45 for o-1, ?");
        assert_eq!(fill("line {line:place}", &facts, 2), "line 2");
        assert_eq!(money(5, 2), "0.05");
        assert_eq!(money(-1_000, 0), "-1000");
    }

    #[test]
    fn the_first_known_language_counts() {
        assert_eq!(Language::of("fr, zh-CN;q=0.9, en"), Language::Chinese);
        assert_eq!(Language::of("en-GB,zh"), Language::English);
        assert_eq!(Language::of(""), Language::English);
    }
}
