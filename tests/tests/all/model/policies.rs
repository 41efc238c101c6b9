//! Policies for the histories: drawn as for the other properties, widened by what these reach, and
//! without what the model does not know.

use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use tiercel_host::document::Document;

use super::super::drawn::{merged, versioned};
use super::acts::{ids, listed};
use super::history::Chance;
use super::module::policies;
use super::spins;
use super::widened::widen;

/// What the model reads of a policy: tables, and of each the options. Whatever else stands in a
/// document is left out of it.
const MODELLED: &[(&str, &[&str])] = &[
    ("id", &[]),
    (
        "zone",
        &["name", "database", "offset_minutes", "transitions"],
    ),
    ("registration", &["consents", "bonus"]),
    (
        "tiers",
        &[
            "window",
            "window_days",
            "window_months",
            "reached",
            "term_months",
            "downgrade",
            "grace_days",
            "by_hand",
            "lifting_order",
            "climb",
            "upgrade",
            "floor",
            "steps",
            "qualifying",
            "status_match",
        ],
    ),
    (
        "orders",
        &[
            "pay_within_minutes",
            "settle_after_days",
            "past_skew_minutes",
            "offline",
            "tenders",
        ],
    ),
    (
        "refunds",
        &[
            "reasons",
            "review_days",
            "when_overdue",
            "tenders",
            "between_tenders",
            "clawback_from",
            "shortfall",
            "undo_tier",
            "chargebacks",
        ],
    ),
    (
        "earning",
        &[
            "rules",
            "activities",
            "excluded",
            "caps",
            "stacking",
            "rule_stacking",
            "remainders",
            "rounding",
            "rounding_scope",
            "offset_earns",
            "tax_earns",
            "least_order",
            "pending",
            "pending_days",
        ],
    ),
    (
        "offset",
        &[
            "points",
            "worth",
            "least_points",
            "step_points",
            "most_points",
            "share",
            "least_cash",
            "eligible",
            "over_ask",
            "reinstate_days",
        ],
    ),
    (
        "validity",
        &[
            "length",
            "period_end",
            "end_month",
            "boundary",
            "start",
            "runs_from",
            "further",
            "together",
            "activity",
            "transition",
        ],
    ),
    ("adjustments", &["reasons", "alone_up_to"]),
    ("facts", &[]),
    ("tasks", &[]),
    ("mall", &["offers"]),
    ("draws", &["prize_cap", "list"]),
    (
        "referrals",
        &[
            "referrer",
            "referred",
            "due",
            "within_days",
            "most",
            "most_in",
        ],
    ),
    (
        "transfers",
        &["least", "most_per_day", "most_per_month", "validity"],
    ),
    (
        "household",
        &[
            "most_members",
            "takes",
            "least",
            "most_put_per_day",
            "most_put_per_month",
            "most_taken_per_day",
            "most_taken_per_month",
            "validity",
            "on_leaving",
            "wait_days",
            "invite_days",
        ],
    ),
];

/// What is left out, and why. An option that stands in neither list is newer than the model.
const LEFT_OUT: &[(&str, &str)] = &[
    (
        "notice_days",
        "is about publishing, which chapters 3, 5 and 6 do not do",
    ),
    ("currency", "is that of all drawn policies: three digits"),
    (
        "validity/remind_days",
        "reminders tell of points, and change none",
    ),
    (
        "orders/invoice_basis",
        "an invoice tells of an order, and changes none",
    ),
    (
        "tiers/steps/benefits",
        "are names that no rule of these chapters reads",
    ),
];

#[test]
fn nothing_is_both_modelled_and_left_out() {
    for (name, why) in LEFT_OUT {
        let (table, option) = name.split_once('/').unwrap_or((name, ""));
        let known = MODELLED.iter().find(|(known, _)| *known == table);
        assert!(
            known.is_none_or(|(_, options)| !options.contains(&option)),
            "{name}: {why}"
        );
        assert!(known.is_none() || !option.is_empty(), "{name}: {why}");
    }
}

/// One to three versions.
pub(crate) fn draw(chance: &mut Chance) -> Vec<Value> {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&chance.next().to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let merged = merged();
    let versions = [1, 1, 2, 3][chance.below(4)];
    let mut version = |version, chance: &mut Chance| {
        let mut json = merged.new_tree(&mut runner).unwrap().current();
        widen(&mut json, chance);
        only_modelled(&mut json);
        let json = versioned(json, version);
        Document::read(&json.to_string())
            .map(|read| serde_json::to_value(read.value).unwrap())
            .unwrap()
    };
    // What was widened at random need not be a policy.
    loop {
        let mut drawn: Vec<Value> = (1..=versions)
            .map(|number| version(number, chance))
            .collect();
        put_draws(&mut drawn, chance);
        if policies(&drawn).is_some() {
            return drawn;
        }
    }
}

/// The same draws in every version, or in some: their terms never change once they are published.
fn put_draws(versions: &mut [Value], chance: &mut Chance) {
    let of = |version: &Value| ids(listed(&version["tiers"], "steps"), "id");
    let mut tiers = of(&versions[0]);
    tiers.retain(|tier| versions.iter().all(|version| of(version).contains(tier)));
    let draws = spins::draws(chance, &tiers);
    let some = chance.one_in(3);
    for version in versions {
        version.as_object_mut().unwrap().remove("draws");
        if some || !chance.one_in(6) {
            version["draws"] = draws.clone();
        }
    }
}

fn only_modelled(json: &mut Value) {
    let document = json.as_object_mut().unwrap();
    document.retain(|table, _| MODELLED.iter().any(|(known, _)| known == table));
    for (table, value) in document {
        let (_, options) = MODELLED.iter().find(|(known, _)| known == table).unwrap();
        if let Some(value) = value.as_object_mut() {
            value.retain(|option, _| options.contains(&option.as_str()));
        }
    }
}
