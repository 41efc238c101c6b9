//! Policies for the histories: drawn as for the other properties, widened by what these reach, and
//! without what the model does not know.

use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};
use tiercel_host::document::Document;

use super::super::drawn::{documents, merged, versioned};
use super::history::Chance;

/// What the model reads of a policy: tables, and of each the options. Whatever else stands in a
/// document is left out of it.
const MODELLED: &[(&str, &[&str])] = &[
    ("id", &[]),
    (
        "zone",
        &["name", "database", "offset_minutes", "transitions"],
    ),
    ("registration", &["consents"]),
    (
        "tiers",
        &[
            "window",
            "window_days",
            "reached",
            "term_months",
            "downgrade",
            "grace_days",
            "by_hand",
            "lifting_order",
            "steps",
            "qualifying",
        ],
    ),
    (
        "orders",
        &[
            "pay_within_minutes",
            "settle_after_days",
            "past_skew_minutes",
        ],
    ),
    (
        "refunds",
        &[
            "reasons",
            "review_days",
            "when_overdue",
            "tenders",
            "clawback_from",
            "shortfall",
            "undo_tier",
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
    ("validity", &["length", "period_end", "boundary", "start"]),
    ("adjustments", &["reasons", "alone_up_to"]),
    ("tasks", &[]),
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
        "referrals",
        "a history has one member, whom nobody brings in",
    ),
    (
        "facts",
        "what a cart states about the member, and anniversaries, are newer than the model",
    ),
    ("tasks/yearly", "tasks once a year are newer than the model"),
    (
        "registration/bonus",
        "the model begins with a member who has nothing",
    ),
    (
        "earning/activities/budget",
        "what members share is newer than the model",
    ),
    (
        "orders/offline",
        "purchases made outside are newer than the model",
    ),
    (
        "orders/invoice_basis",
        "an invoice tells of an order, and changes none",
    ),
    (
        "refunds/chargebacks",
        "what banks take back is newer than the model",
    ),
    (
        "mall",
        "vouchers and goods of the mall are newer than the model",
    ),
    (
        "transfers",
        "a history has one member, who gives nothing to another",
    ),
    (
        "validity/runs_from",
        "expiry by activity, with further lengths and with named months is newer than the model",
    ),
    (
        "validity/transition",
        "lots keep their expiry in the model, as by default",
    ),
    (
        "tiers/climb",
        "one step at a time, upgrades at reviews and floors are newer than the model",
    ),
    (
        "tiers/window_months",
        "windows of months and of years of membership are newer than the model",
    ),
    (
        "tiers/steps/enter_any",
        "the model enters a tier by one number: several ways in are newer",
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
    let version = |version| {
        let mut json = merged.new_tree(&mut runner).unwrap().current();
        widen(&mut json, chance);
        only_modelled(&mut json);
        let json = versioned(json, version);
        Document::read(&json.to_string())
            .map(|read| serde_json::to_value(read.value).unwrap())
            .unwrap()
    };
    (1..=versions).map(version).collect()
}

fn only_modelled(json: &mut Value) {
    let document = json.as_object_mut().unwrap();
    document.retain(|table, _| MODELLED.iter().any(|(known, _)| known == table));
    by_one_threshold(document["tiers"].as_object_mut().unwrap());
    let activities = document["earning"].get_mut("activities");
    for activity in activities
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        activity.as_object_mut().unwrap().remove("budget");
    }
    without_facts(&mut document["earning"]);
    if let Some(tasks) = document.get_mut("tasks").and_then(Value::as_array_mut) {
        tasks.retain(|task| task["repeat"] != "yearly");
    }
    for (table, value) in document {
        let (_, options) = MODELLED.iter().find(|(known, _)| known == table).unwrap();
        if let Some(value) = value.as_object_mut() {
            value.retain(|option, value| {
                options.contains(&option.as_str()) && value != "named_month"
            });
        }
    }
}

/// Conditions about the member and about anniversaries are left out, and what would say nothing then.
fn without_facts(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(without_facts);
            items.retain(|item| item.as_object().is_none_or(|fields| !fields.is_empty()));
        }
        Value::Object(fields) => {
            for option in ["birthday", "anniversary_days", "facts"] {
                fields.remove(option);
            }
            fields.values_mut().for_each(without_facts);
            let says_nothing = |value: &Value| {
                value.as_object().is_some_and(Map::is_empty)
                    || value.as_array().is_some_and(Vec::is_empty)
            };
            for option in ["when", "any", "all", "not"] {
                if fields.get(option).is_some_and(says_nothing) {
                    fields.remove(option);
                }
            }
        }
        _ => {}
    }
}

/// Tiers entered by one number: where a tier has several ways in, the first of them stands for all.
fn by_one_threshold(tiers: &mut Map<String, Value>) {
    let window = tiers.get("window").and_then(Value::as_str);
    if window.is_some_and(|window| ["rolling_months", "anniversary"].contains(&window)) {
        tiers.insert("window".into(), json!("lifetime"));
    }
    let by_points = tiers
        .get("qualifying")
        .is_some_and(|terms| !terms.is_null());
    let (option, way) = if by_points {
        ("enter_points", "points")
    } else {
        ("enter_spend", "spend")
    };
    let steps = tiers["steps"].as_array_mut().unwrap();
    for (place, step) in steps.iter_mut().enumerate() {
        let step = step.as_object_mut().unwrap();
        step.remove("retain_any");
        let ways = step.remove("enter_any");
        if step.contains_key(option) {
            continue;
        }
        let first = ways.and_then(|ways| ways[0].get(way).cloned());
        let some = || {
            let many = 100 * place;
            if by_points {
                json!(many)
            } else {
                json!(many.to_string())
            }
        };
        step.insert(option.into(), first.unwrap_or_else(some));
    }
}

/// Zones whose clocks change, at midnight too, or never do.
const ZONES: [&str; 6] = [
    "America/Santiago",
    "Pacific/Auckland",
    "Asia/Beirut",
    "UTC",
    "America/New_York",
    "Asia/Shanghai",
];

fn rules() -> Vec<Value> {
    vec![
        json!({ "id": "m-step", "kind": "step", "points": 7, "per": "50.000" }),
        json!({ "id": "m-unit", "kind": "unit", "points": 3, "scope": { "only_categories": ["tea"] } }),
        json!({ "id": "m-order", "kind": "order", "points": 45, "scope": { "not_brands": ["home"] } }),
        json!({ "id": "m-rate", "kind": "rate", "points": 1, "per": "0.700",
            "when": { "amount_at_least": "100.000" } }),
        json!({ "id": "m-stop", "kind": "rate", "points": 2, "per": "3.000", "stop": true,
            "scope": { "only_labels": ["fair"] } }),
    ]
}

fn activities() -> Vec<Value> {
    let always = |id: &str, multiplier: &str| {
        json!({ "id": id, "multiplier": multiplier,
            "from": "2020-01-01T00:00:00Z", "until": "2090-01-01T00:00:00Z" })
    };
    let mut half = always("m-half", "0.5");
    half["scope"] = json!({ "only_categories": ["books", "tea"] });
    let mut third = always("m-third", "4/3");
    third["when"] = json!({ "weekdays": ["mon", "wed", "fri"] });
    let mut leap = always("m-leap", "3");
    leap["from"] = json!("2024-02-29T00:00:00+13:00");
    leap["until"] = json!("2024-03-01T00:00:00-10:00");
    vec![half, third, leap]
}

/// Options of refunds that are drawn once more, so that every pair of them is met.
const REFUNDS: [(&str, &[&str]); 5] = [
    ("when_overdue", &["wait", "approve"]),
    ("tenders", &["pro_rata", "points_first", "cash_first"]),
    ("clawback_from", &["own_lot", "first_expiring"]),
    ("shortfall", &["debt", "write_off", "cash"]),
    ("undo_tier", &["at_review", "at_once", "never"]),
];

/// Points are earned by the hundred, at once, pay for nearly everything, and goods may be given back
/// without review: so holds, debt and what goes back meet each other.
fn points_go_far(json: &mut Value) {
    let earning = json["earning"].as_object_mut().unwrap();
    let many = json!({ "id": "m-many", "kind": "rate", "points": 1, "per": "0.020" });
    earning["rules"].as_array_mut().unwrap().push(many);
    earning.remove("caps");
    earning.remove("pending_days");
    earning.insert("pending".into(), json!("none"));
    let days = json["offset"]["reinstate_days"].as_i64().unwrap_or(30);
    json["offset"] = json!({ "points": 100, "worth": "1.000", "reinstate_days": days });
    let reasons = json
        .get_mut("refunds")
        .and_then(|refunds| refunds["reasons"].as_array_mut());
    for reason in reasons.into_iter().flatten() {
        reason["review"] = json!(false);
        reason["within_days"] = json!(365);
    }
}

/// What the drawn documents seldom or never have.
fn widen(json: &mut Value, chance: &mut Chance) {
    if chance.one_in(2) {
        json["zone"] = json!(chance.pick(&ZONES));
    }
    for (list, more) in [("rules", rules()), ("activities", activities())] {
        let mut all = json["earning"][list]
            .as_array()
            .cloned()
            .unwrap_or_default();
        for one in more {
            if chance.one_in(4) {
                all.insert(chance.below(all.len() + 1), one);
            }
        }
        json["earning"][list] = json!(all);
    }
    if chance.one_in(3) {
        let window = chance.below(3);
        let tiers = json["tiers"].as_object_mut().unwrap();
        tiers.remove("window_days");
        tiers.insert(
            "window".into(),
            json!(["rolling", "calendar_year", "lifetime"][window]),
        );
        if window == 0 {
            tiers.insert(
                "window_days".into(),
                json!([1, 7, 30, 366][chance.below(4)]),
            );
        }
    }
    if chance.one_in(2) {
        json["orders"]["past_skew_minutes"] = json!(43_200);
    }
    if chance.one_in(2) {
        json["tiers"]["by_hand"] = json!(["goodwill"]);
    }
    let at_random = documents()
        .iter()
        .find(|one| one["id"] == "standard")
        .unwrap();
    for table in ["refunds", "adjustments", "tasks"] {
        if json.get(table).is_none() && !chance.one_in(4) {
            json[table] = at_random[table].clone();
        }
    }
    if chance.one_in(2) {
        points_go_far(json);
    }
    if json.get("refunds").is_some() {
        for (option, values) in REFUNDS {
            if chance.one_in(2) {
                json["refunds"][option] = json!(chance.pick(values));
            }
        }
    }
    if let Some(tasks) = json.get_mut("tasks").and_then(Value::as_array_mut) {
        for task in tasks.iter_mut().filter(|task| task["repeat"] == "streak") {
            task["streak_days"] = json!([2, 3, 7][chance.below(3)]);
        }
    }
}
