//! Conditions name tiers that there are, and facts that a cart may state.

use alloc::format;

use crate::document::Reader;
use crate::policy::{Policy, When};
use crate::refusal::Facts;

pub(super) fn conditions_fit(policy: &Policy, r: &mut Reader<'_, false>) {
    let rules = policy.earning.rules.iter().map(|rule| &rule.when);
    let activities = policy.earning.activities.iter().map(|it| &it.when);
    let rules = rules.enumerate().map(|each| ("rules", each));
    let activities = activities.enumerate().map(|each| ("activities", each));
    for (list, (index, when)) in rules.chain(activities) {
        if let Some(when) = when {
            let pointer = format!("/earning/{list}/{index}/when");
            fits(when, policy, &pointer, r);
        }
    }
}

fn fits(when: &When, policy: &Policy, pointer: &str, r: &mut Reader<'_, false>) {
    for tier in &when.tiers {
        if policy.tiers.position(tier).is_none() {
            let facts = Facts::default().with("found", tier);
            r.finding_at(&format!("{pointer}/tiers"), "no_such_tier", facts);
        }
    }
    if let Some(found) = when.facts.iter().find(|it| !policy.facts.contains(it)) {
        let facts = Facts::default().with("found", found);
        r.finding_at(&format!("{pointer}/facts"), "no_such_fact", facts);
    }
    for (name, list) in [("all", &when.all), ("any", &when.any), ("not", &when.not)] {
        for (index, within) in list.iter().enumerate() {
            fits(&within.0, policy, &format!("{pointer}/{name}/{index}"), r);
        }
    }
}
