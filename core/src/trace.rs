//! Traces: which clause and which rule of the policy did what to which number (10.2).

use crate::text::Text;
use crate::wire::record;
use serde::Serialize;

use crate::id::RuleId;
use crate::refusal::{Fact, Facts};

/// One step of the way to an answer. The texts live outside core, keyed by `topic`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The clause that it rests on.
    pub clause: Text,
    /// What was done, such as `earn_rate` or `offset_capped`.
    pub topic: Text,
    /// The rule of the policy that did it, where a named one did.
    pub rule: Option<RuleId>,
    /// The line of the cart, from 0, where it is about one.
    pub line: Option<u32>,
    /// The numbers.
    pub facts: Facts,
}

record!(Step {
    0: clause,
    1: topic,
    2: rule,
    3: line,
    4: facts
});

impl Step {
    /// A step with no facts yet.
    #[must_use]
    pub fn new(clause: &'static str, topic: &'static str) -> Self {
        Self {
            clause: Text::fixed(clause),
            topic: Text::fixed(topic),
            rule: None,
            line: None,
            facts: Facts::default(),
        }
    }

    /// The step with one fact more.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        self.facts = self.facts.with(name, fact);
        self
    }

    /// The step as a named rule's.
    #[must_use]
    pub fn by(mut self, rule: &RuleId) -> Self {
        self.rule = Some(rule.clone());
        self
    }

    /// The step as about one line of the cart.
    #[must_use]
    pub fn on(mut self, line: usize) -> Self {
        self.line = u32::try_from(line).ok();
        self
    }
}

/// Where steps go: nowhere, unless somebody asked why.
#[derive(Debug, Default)]
pub struct Trace(Option<Vec<Step>>);

impl Trace {
    /// A trace that keeps nothing and costs nothing.
    #[must_use]
    pub const fn off() -> Self {
        Self(None)
    }

    /// A trace that keeps every step.
    #[must_use]
    pub const fn on() -> Self {
        Self(Some(Vec::new()))
    }

    /// Whether steps are kept.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Keeps a step, if anything is kept; makes it only then.
    pub fn step(&mut self, step: impl FnOnce() -> Step) {
        if let Some(steps) = &mut self.0 {
            steps.push(step());
        }
    }

    /// The steps kept.
    #[must_use]
    pub fn into_steps(self) -> Vec<Step> {
        self.0.unwrap_or_default()
    }
}
