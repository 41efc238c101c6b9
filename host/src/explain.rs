//! Explanations: a decision of the record, repeated by the module that made it, as a person reads it:
//! what came in, which rule did what to which number by which clause, and what happened (10.2).

use std::fmt::Write as _;

use tiercel_core::command::Command;
use tiercel_core::decision::Explanation;
use tiercel_core::stream::StreamId;

use crate::chain::Entry;
use crate::replay::{Difference, Repeated, replay_before};
use crate::store::Store;
use crate::texts::{Language, Teller, Texts};

/// Which decisions of a stream are explained.
#[derive(Clone, Debug)]
pub enum Which {
    /// The last one.
    Last,
    /// The one that made the event of this number, counted from 0.
    Event(u64),
    /// Every one whose command names this order, refund or payment.
    About(String),
}

impl Which {
    fn is(&self, entry: &Entry) -> bool {
        match self {
            Self::Last => true,
            Self::Event(number) => {
                let end = entry.version + entry.events.len() as u64;
                (entry.version..end).contains(number)
            }
            Self::About(id) => {
                let command = serde_json::to_value(&entry.command).unwrap_or_default();
                let facts = command
                    .as_object()
                    .and_then(|named| named.values().next().cloned());
                let facts = facts.unwrap_or_default();
                let names = ["order", "refund", "payment"];
                names
                    .iter()
                    .any(|name| facts[name].as_str() == Some(id.as_str()))
            }
        }
    }
}

/// Explains decisions of a stream, oldest first, each as a text of several lines. The whole stream is
/// repeated and compared on the way, so what is explained is what the record holds.
///
/// # Errors
/// [`Difference`] where the record and its repetition differ.
pub fn explain(
    store: &mut dyn Store,
    stream: &StreamId,
    which: &Which,
    texts: &Texts,
    language: Language,
) -> Result<Vec<String>, Difference> {
    let mut told = Vec::new();
    let look = |repeated: Repeated<'_>| {
        if !which.is(repeated.entry) {
            return Ok(());
        }
        let explained = repeated.rules.explain(repeated.request);
        let explained = explained.map_err(|error| Difference::Archive(error.to_string()))?;
        let policy = repeated.policies.last();
        let text = policy.map(|published| {
            let teller = Teller {
                texts,
                language,
                policy: &published.policy,
            };
            tell(&teller, repeated.entry, &explained)
        });
        if matches!(which, Which::Last) {
            told.clear();
        }
        told.extend(text);
        Ok(())
    };
    replay_before(store, Some(&stream.name()), look, |_| {})?;
    Ok(told)
}

fn tell(teller: &Teller<'_>, entry: &Entry, explained: &Explanation) -> String {
    let word = |name: &str| {
        let text = teller.texts.text(teller.language, &["explain", name]);
        text.unwrap_or(name).to_owned()
    };
    let mut text = format!(
        "{}  {}  {} {}\n{} {}\n{} {}\n",
        entry.stream.name(),
        entry.now,
        word("event"),
        entry.version,
        word("module"),
        entry.module,
        word("policies"),
        entry.policies,
    );
    let asked = serde_json::to_string(&command(&entry.command)).unwrap_or_default();
    // Writing into a text cannot fail.
    let _ = writeln!(text, "\n{}\n  {asked}", word("asked"));
    if !explained.steps.is_empty() {
        let _ = writeln!(text, "\n{}", word("reckoned"));
    }
    for step in &explained.steps {
        let _ = writeln!(text, "  {:<8} {}", step.clause.as_str(), teller.step(step));
    }
    let _ = writeln!(text, "\n{}", word("happened"));
    for event in &entry.events {
        let _ = writeln!(text, "  {:<8} {}", event.clause(), teller.event(event));
    }
    if entry.events.is_empty() {
        let _ = writeln!(text, "  {}", word("nothing"));
    }
    text
}

/// The command without what it leaves out.
fn command(command: &Command) -> serde_json::Value {
    let mut value = serde_json::to_value(command).unwrap_or_default();
    if let Some(named) = value.as_object_mut() {
        for facts in named.values_mut() {
            if let Some(facts) = facts.as_object_mut() {
                facts.retain(|_, fact| !fact.is_null());
            }
        }
    }
    value
}
