//! Which rules and activities act on an order at all. Clauses 6.1.1a and 6.1.1b.

use crate::cart::{Cart, Line};
use crate::moment::Moment;
use crate::number::Money;
use crate::policy::{Activity, Earn, Earning, Occasion, Tier, When};
use crate::refusal::Fact;
use crate::trace::{Step, Trace};

use super::Setting;

/// The rules and the activities that act on an order, in the order of the policy.
pub(super) struct Acting<'p> {
    pub rules: Vec<&'p Earn>,
    pub activities: Vec<&'p Activity>,
    terms: &'p Earning,
}

impl<'p> Acting<'p> {
    /// Those that act on this order; each other one is told, and why it does not.
    pub(super) fn on(
        setting: Setting<'p>,
        tier: &Tier,
        cart: &Cart,
        paid: Money,
        trace: &mut Trace,
    ) -> Self {
        let Setting {
            policy,
            at,
            first_purchase,
            joined,
            ..
        } = setting;
        let occasion = Occasion {
            tier: &tier.id,
            amount: paid,
            day: policy.zone.day(at),
            first_purchase,
            joined,
            cart,
        };
        let unmet = |when: &Option<When>| when.as_ref().and_then(|when| when.unmet(&occasion));
        let mut rules = Vec::with_capacity(policy.earning.rules.len());
        for rule in &policy.earning.rules {
            match unmet(&rule.when) {
                None => rules.push(rule),
                Some(word) => trace.step(|| {
                    let step = Step::new("6.1.1a", "earn_condition_unmet").by(&rule.id);
                    step.with("condition", Fact::Text(word.into()))
                }),
            }
        }
        let mut activities = Vec::new();
        for activity in &policy.earning.activities {
            match is_off(activity, tier, at) {
                Some(step) => trace.step(step),
                None => match unmet(&activity.when) {
                    None => activities.push(activity),
                    Some(word) => trace.step(|| {
                        let step = Step::new("6.1.1b", "activity_condition_unmet");
                        let step = step.by(&activity.id);
                        step.with("condition", Fact::Text(word.into()))
                    }),
                },
            }
        }
        Self {
            rules,
            activities,
            terms: &policy.earning,
        }
    }

    /// Whether the rules of a rule's group are compared on the order as a whole: because one of them
    /// gives for that, whether or not it acts on this one.
    pub(super) fn is_on_order(&self, rule: &Earn) -> bool {
        let group = self.terms.group_of(rule);
        let mut rules = self.terms.rules.iter();
        group.is_some()
            && rules
                .any(|other| self.terms.group_of(other) == group && self.terms.is_by_order(other))
    }

    /// Whether the rule at a place gives anything for a line: it covers it, and no rule before it that
    /// stops does.
    pub(super) fn covers(&self, place: usize, line: &Line) -> bool {
        let Some((rule, before)) = self.rules.get(..=place).and_then(<[_]>::split_last) else {
            return false;
        };
        let stops = |rule: &&Earn| rule.stop == Some(true) && rule.scope.covers(line);
        rule.scope.covers(line) && !before.iter().any(stops)
    }
}

/// What says that an activity is not on now, or not for this tier.
fn is_off<'a>(
    activity: &'a Activity,
    tier: &'a Tier,
    at: Moment,
) -> Option<impl FnOnce() -> Step + 'a> {
    let is_on = activity.from <= at && at < activity.until;
    let is_for = activity.tiers.is_empty() || activity.tiers.binary_search(&tier.id).is_ok();
    (!is_on || !is_for).then_some(move || {
        if is_on {
            let step = Step::new("6.1.1b", "activity_for_other_tiers").by(&activity.id);
            return step.with("tier", &tier.id);
        }
        let step = Step::new("6.1.1b", "activity_not_active").by(&activity.id);
        step.with("from", activity.from)
            .with("until", activity.until)
    })
}
