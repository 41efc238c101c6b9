//! Steps and events as a person reads them.

use serde_json::{Map, Value};
use tiercel_core::event::Event;
use tiercel_core::policy::Policy;
use tiercel_core::trace::Step;

use super::{Language, Texts, fill};

/// Tells steps and events in one language, with the names of one policy.
pub struct Teller<'t> {
    /// The texts.
    pub texts: &'t Texts,
    /// The language.
    pub language: Language,
    /// The policy whose names and currency are used.
    pub policy: &'t Policy,
}

/// Facts that name a tier.
const TIERS: [&str; 5] = ["tier", "tier_after", "next", "from", "to"];

impl Teller<'_> {
    /// What a step of a trace says.
    #[must_use]
    pub fn step(&self, step: &Step) -> String {
        let facts = serde_json::to_value(&step.facts).unwrap_or_default();
        let mut told = self.tell("topics", &step.topic, &facts);
        if let Some(rule) = &step.rule {
            told = format!("{told} [{rule}]");
        }
        match step.line {
            Some(line) => format!("{told} ({})", line.saturating_add(1)),
            None => told,
        }
    }

    /// What an event says.
    #[must_use]
    pub fn event(&self, event: &Event) -> String {
        let event = serde_json::to_value(event).unwrap_or_default();
        let named = event.as_object().and_then(|event| event.iter().next());
        named.map_or_else(String::new, |(name, facts)| {
            self.tell("events", name, facts)
        })
    }

    fn tell(&self, section: &str, name: &str, facts: &Value) -> String {
        let template = self.texts.text(self.language, &[section, name]);
        let facts = self.tellable(facts.as_object());
        let digits = self.policy.currency.minor_digits;
        template.map_or_else(
            || format!("{name} {facts}"),
            |template| fill(template, &facts, digits),
        )
    }

    /// Facts as people say them: tiers by name, words of the rules in the language, ratios.
    fn tellable(&self, facts: Option<&Map<String, Value>>) -> Value {
        let mut told = facts.cloned().unwrap_or_default();
        for (name, fact) in &mut told {
            let Some(text) = fact.as_str() else { continue };
            let word = self.texts.text(self.language, &["words", name, text]);
            let tier = TIERS
                .contains(&name.as_str())
                .then(|| self.tier(text))
                .flatten();
            if let Some(said) = word.or(tier) {
                *fact = said.into();
            }
        }
        if let (Some(num), Some(den)) = (told.get("num"), told.get("den")) {
            let ratio = if den == 1 {
                num.to_string()
            } else {
                format!("{num}/{den}")
            };
            told.insert("multiplier".into(), ratio.into());
        }
        Value::Object(told)
    }

    fn tier(&self, id: &str) -> Option<&str> {
        let mut steps = self.policy.tiers.steps.iter();
        let tier = steps.find(|tier| tier.id.as_str() == id)?;
        Some(match self.language {
            Language::Chinese => &tier.name.zh,
            Language::English => &tier.name.en,
        })
    }
}
