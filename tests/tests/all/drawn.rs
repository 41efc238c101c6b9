//! Policies drawn at random: the standard one, the four of range, and merges of their tables and
//! options, in sets of up to three versions.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tiercel_core::policy::{Policy, PolicySet, check};
use tiercel_core::wire::encode;
use tiercel_host::document::Document;
use tiercel_host::module::digest;
use tiercel_host::serve::STANDARD;

use super::node::workspace;

/// The documents that policies are drawn from, their zones written out.
pub(crate) fn documents() -> &'static [Value] {
    static DOCUMENTS: OnceLock<Vec<Value>> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let of_range = ["yen", "year", "strict", "giving"].map(|name| {
            let file = workspace().join(format!("tests/policies/{name}.toml"));
            std::fs::read_to_string(file).unwrap()
        });
        let all = std::iter::once(STANDARD.to_owned()).chain(of_range);
        all.map(|text| serde_json::to_value(Document::read(&text).unwrap().value).unwrap())
            .collect()
    })
}

/// One option, and the values that it is drawn from.
type Choice = (&'static str, Vec<Value>);

fn cap(period: &str, points: i64, over: &str) -> Value {
    json!({ "id": period, "period": period, "points": points, "over": over })
}

/// Caps as low as orders reach, of every period.
fn caps() -> Vec<Value> {
    vec![
        json!([]),
        json!([
            cap("order", 900, "take"),
            cap("day", 1_000, "take"),
            cap("month", 1_500, "take")
        ]),
        json!([cap("week", 2_000, "refuse"), cap("year", 9_000, "take")]),
        json!([
            cap("balance", 3_000, "take"),
            cap("lifetime", 20_000, "take")
        ]),
        json!([cap("balance", 5_000, "refuse"), cap("order", 0, "take")]),
    ]
}

/// A rule and an activity on top of the others, each under a condition that some orders meet.
fn conditions() -> Vec<Value> {
    vec![
        json!({ "tiers": [], "weekdays": ["mon", "sat"] }),
        json!({ "first_purchase": true, "channels": ["app"] }),
        json!({ "any": [{ "birthday": true }, { "anniversary_days": 40 }] }),
        json!({ "facts": ["student"], "birthday": false }),
        json!({ "any": [{ "brands": ["tea"] }, { "amount_below": "900.00" }],
            "not": [{ "first_purchase": false }] }),
        json!({ "all": [{ "amount_at_least": "5.000" }, { "not": [{ "channels": ["web"] }] }],
            "from_day": "2024-02-01", "through_day": "2024-02-29" }),
    ]
}

fn choices() -> Vec<Choice> {
    let flags = || vec![json!(false), json!(true)];
    let lengths = ["days", "months", "years"].map(|unit| json!({ unit: 2 }));
    let lengths = lengths.into_iter().chain([json!("never")]).collect();
    let words = |words: &[&str]| words.iter().map(|word| json!(word)).collect();
    vec![
        ("/tiers/reached", words(&["at_least", "more_than"])),
        (
            "/tiers/downgrade",
            words(&["recompute", "none", "one_step"]),
        ),
        ("/tiers/climb", words(&["skip", "one_step"])),
        ("/tiers/upgrade", words(&["at_once", "at_review"])),
        ("/tiers/grace_days", vec![json!(1), json!(60)]),
        ("/tiers/lifting_order", words(&["old_tier", "new_tier"])),
        ("/tiers/term_months", vec![json!(1), json!(12), json!(30)]),
        ("/orders/pay_within_minutes", vec![json!(1), json!(43_200)]),
        ("/orders/settle_after_days", vec![json!(1), json!(400)]),
        ("/orders/past_skew_minutes", vec![json!(0), json!(43_200)]),
        (
            "/registration/bonus",
            vec![
                json!({ "points": 70 }),
                json!({ "points": 9, "pending_days": 3 }),
            ],
        ),
        ("/earning/stacking", words(&["multiply", "add", "best"])),
        (
            "/earning/rounding",
            words(&["floor", "half_up", "half_even", "ceil"]),
        ),
        ("/earning/rounding_scope", words(&["line", "order"])),
        ("/earning/caps", caps()),
        ("/earning/remainders", words(&["dropped", "carried"])),
        ("/earning/offset_earns", flags()),
        ("/earning/tax_earns", flags()),
        ("/offset/over_ask", words(&["take", "refuse"])),
        ("/offset/reinstate_days", vec![json!(0), json!(30)]),
        ("/offset/share", vec![json!("0"), json!("1/3"), json!("1")]),
        ("/refunds/when_overdue", words(&["wait", "approve"])),
        (
            "/refunds/tenders",
            words(&["pro_rata", "points_first", "cash_first"]),
        ),
        (
            "/refunds/clawback_from",
            words(&["own_lot", "first_expiring"]),
        ),
        ("/refunds/shortfall", words(&["debt", "write_off", "cash"])),
        (
            "/refunds/undo_tier",
            words(&["at_review", "at_once", "never"]),
        ),
        (
            "/refunds/between_tenders",
            words(&["pro_rata", "cash_first", "tenders_first"]),
        ),
        ("/orders/tenders", tenders()),
        ("/transfers/validity", words(&["keep", "restart"])),
        ("/household/takes", words(&["every_member", "head_only"])),
        ("/household/validity", words(&["keep", "restart"])),
        ("/household/on_leaving", words(&["give_back", "stay"])),
        ("/household/wait_days", vec![json!(0), json!(2)]),
        ("/validity/length", lengths),
        (
            "/validity/period_end",
            words(&["none", "day", "month", "quarter", "year"]),
        ),
        (
            "/validity/transition",
            words(&["keep", "recompute", "later_of_both"]),
        ),
        ("/validity/boundary", words(&["instant", "through_day"])),
        ("/validity/start", words(&["earning", "activation"])),
        (
            "/validity/remind_days",
            vec![json!([]), json!([1]), json!([30, 7])],
        ),
    ]
}

/// What pays beside points and cash: nothing, or a gift card and a wallet that counts.
fn tenders() -> Vec<Value> {
    let name = json!({ "zh": "卡", "en": "Card" });
    let card = json!({ "id": "gift-card", "name": name });
    let wallet = json!({ "id": "wallet", "name": name, "counts": true });
    vec![json!([card, wallet]), json!([wallet, card])]
}

/// What validity may run by besides its length.
fn lasting() -> Vec<Value> {
    vec![
        json!({}),
        json!({ "runs_from": "activity", "activity": ["paying"] }),
        json!({ "period_end": "named_month", "end_month": 2 }),
        json!({ "further": [{ "length": { "days": 40 }, "runs_from": "activity" }],
            "activity": ["earning", "using"], "together": "later" }),
        json!({ "further": [{ "length": { "days": 90 } }, { "length": { "months": 1 },
            "period_end": "named_month", "end_month": 9, "runs_from": "activity" }],
            "activity": ["paying", "using"] }),
    ]
}

/// Validity runs by this, and by nothing that a document had said.
fn lasts(validity: &mut Value, by: &Value) {
    let validity = validity.as_object_mut().unwrap();
    for field in ["end_month", "runs_from", "activity", "further", "together"] {
        validity.remove(field);
    }
    if validity.get("period_end") == Some(&json!("named_month")) {
        validity.remove("period_end");
    }
    validity.extend(by.as_object().unwrap().clone());
}

/// In which days spend counts, where a document is to say something else.
fn windows() -> Vec<Value> {
    vec![
        json!({}),
        json!({ "window": "rolling_months", "window_months": 2 }),
        json!({ "window": "anniversary" }),
    ]
}

/// Tiers count within this window, and within none that a document had said.
fn counts_within(tiers: &mut Value, window: &Value) {
    let tiers = tiers.as_object_mut().unwrap();
    if window.get("window").is_some() {
        tiers.remove("window_days");
    }
    tiers.extend(window.as_object().unwrap().clone());
}

/// A draw that histories go through, the same in every version.
fn draws() -> Value {
    let prize = |id: &str, quantity: u32| {
        json!({ "id": id, "name": { "zh": "奖", "en": "A prize" }, "quantity": quantity,
            "value": "5.00" })
    };
    let mut points = prize("hundred", 2);
    points["points"] = json!(100);
    json!({ "prize_cap": "900.00", "list": [{
        "id": "spin", "name": { "zh": "转", "en": "Spin" }, "points": 5, "per_member": 6,
        "per_day": 3, "from": "2024-02-01T12:00:00Z", "closes_at": "2024-03-20T00:00:00Z",
        "most_entries": 12, "reveal_days": 30, "claim_days": 60, "redraws": 2,
        "beacon": "the temperature at noon", "prizes": [prize("bicycle", 1), points],
    }] })
}

const TABLES: [&str; 13] = [
    "zone",
    "tiers",
    "orders",
    "earning",
    "offset",
    "validity",
    "refunds",
    "adjustments",
    "tasks",
    "mall",
    "transfers",
    "household",
    "referrals",
];

/// What stands on top of the rules, activities and caps of a document: two rules of a group, and an
/// activity, each held to what it may give.
fn put_on_top(earning: &mut Value, when: &Value) {
    let rule = json!({ "id": "on-top", "kind": "order", "points": 50, "when": when,
        "group": "top" });
    let other = json!({ "id": "by-piece", "kind": "unit", "points": 20, "group": "top",
        "most": { "points": 110, "over": "refuse" } });
    let activity = json!({ "id": "on-top", "multiplier": "1.5", "when": when,
        "from": "2024-01-01T00:00:00Z", "until": "2025-01-01T00:00:00Z",
        "most": { "points": 2_000 } });
    let within = |id: &str, over: &str| {
        json!({ "id": id, "multiplier": "1.25", "from": "2024-01-01T00:00:00Z",
            "until": "2024-10-01T00:00:00Z",
            "budget": { "points": 700, "per_member": 600, "over": over } })
    };
    let of_rules = json!({ "id": "of-top", "period": "week", "points": 190, "over": "take",
        "rules": ["by-piece", "on-top"] });
    let of_activities = json!({ "id": "adds-top", "period": "lifetime", "points": 9_000,
        "over": "refuse", "activities": ["on-top"] });
    for (list, more) in [
        ("rules", rule),
        ("rules", other),
        ("activities", activity),
        ("activities", within("budget-takes", "take")),
        ("activities", within("budget-refuses", "refuse")),
        ("caps", of_rules),
        ("caps", of_activities),
    ] {
        let mut all = earning[list].as_array().cloned().unwrap_or_default();
        all.push(more);
        earning[list] = Value::Array(all);
    }
}

/// Remainders are carried of orders that are rounded down as a whole; the product of all multipliers
/// that are drawn would not be exact, so they add up.
pub(crate) fn rounded_down_where_carried(earning: &mut Value) {
    if earning.get("remainders") == Some(&json!("carried")) {
        earning["stacking"] = json!("add");
        earning["rounding"] = json!("floor");
        earning["rounding_scope"] = json!("order");
    }
}

/// The tiers of another document have other names: whatever is for some is for the first.
fn for_the_first_tier(value: &mut Value, first: &Value) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|it| for_the_first_tier(it, first)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "tiers" => *value = json!([first]),
                    _ => for_the_first_tier(value, first),
                }
            }
        }
        _ => {}
    }
}

/// A document: each table from one of the documents, some options changed.
pub(crate) fn merged() -> impl Strategy<Value = Value> {
    let tables = prop::collection::vec(0..documents().len(), TABLES.len());
    let options = choices().into_iter().map(|(pointer, values)| {
        let change = prop::option::weighted(0.3, select(values));
        change.prop_map(move |value| (pointer, value))
    });
    let options = options.collect::<Vec<_>>();
    let pending = select(vec!["none", "until_settled", "days"]);
    let offsets = prop::bool::weighted(0.9);
    let when = prop::option::weighted(0.5, select(conditions()));
    let besides = (select(lasting()), select(windows()));
    (tables, options, pending, offsets, when, besides).prop_map(|drawn| {
        let (tables, options, pending, offsets, when, (lasting, window)) = drawn;
        let facts = ["student", "staff"];
        let mut json = json!({ "id": "drawn", "registration": {}, "facts": facts });
        for (table, from) in TABLES.into_iter().zip(tables) {
            // Not every document has every table.
            if let Some(table_of) = documents()[from].get(table) {
                json[table] = table_of.clone();
            }
        }
        for (pointer, value) in options {
            let (table, option) = pointer[1..].split_once('/').unwrap();
            if let Some(value) = value.filter(|_| json.get(table).is_some()) {
                json[table][option] = value;
            }
        }
        json["earning"]["pending"] = json!(pending);
        let earning = json["earning"].as_object_mut().unwrap();
        earning.remove("pending_days");
        if pending == "days" {
            earning.insert("pending_days".into(), json!(3));
        }
        lasts(&mut json["validity"], &lasting);
        counts_within(&mut json["tiers"], &window);
        if !offsets {
            json.as_object_mut().unwrap().remove("offset");
        }
        if let Some(when) = when {
            put_on_top(&mut json["earning"], &when);
        }
        rounded_down_where_carried(&mut json["earning"]);
        json["draws"] = draws();
        let first = json["tiers"]["steps"][0]["id"].clone();
        for_the_first_tier(&mut json["earning"], &first);
        if let Some(mall) = json.get_mut("mall") {
            for_the_first_tier(mall, &first);
        }
        json
    })
}

/// A document as a version of what is drawn.
pub(crate) fn versioned(mut json: Value, version: usize) -> Value {
    json["version"] = json!(version);
    json["effective_from"] = json!(EFFECTIVE_FROM[version - 1]);
    // Three digits, so that every amount of every document has a meaning.
    json["currency"] = json!({ "code": "XXX", "minor_digits": 3 });
    json
}

/// The policy of a document, if it is one.
pub(crate) fn policy(json: Value, version: usize) -> Policy {
    let json = versioned(json, version);
    let checked = check(&Document::read(&json.to_string()).unwrap().value);
    assert_eq!(checked.findings, [], "{json:#}");
    checked.policy.unwrap()
}

pub(crate) const EFFECTIVE_FROM: [&str; 3] = [
    "2020-01-01T00:00:00Z",
    "2024-07-04T12:00:00Z",
    "2025-03-30T01:30:00Z",
];

/// One of the documents, in force alone.
pub(crate) fn in_force(place: usize) -> PolicySet {
    let policy = policy(documents()[place].clone(), 1);
    PolicySet::new(vec![(digest(&encode(&policy)), policy)]).unwrap()
}

/// A set of one to three versions.
pub(crate) fn policies() -> impl Strategy<Value = PolicySet> {
    let whole = select(documents()).prop_map(|mut json| {
        json["id"] = json!("drawn");
        json
    });
    let one = prop_oneof![1 => whole, 3 => merged()];
    prop::collection::vec(one, 1..=EFFECTIVE_FROM.len()).prop_map(|documents| {
        let versions = documents.into_iter().enumerate().map(|(place, json)| {
            let policy = policy(json, place + 1);
            (digest(&encode(&policy)), policy)
        });
        PolicySet::new(versions.collect()).unwrap()
    })
}

/// Every option that a document need not state, and whether it states another value than the
/// default.
fn options(schema: &Value, stated: Vec<&Value>, at: &str, told: &mut Vec<(String, bool)>) {
    if let Some(items) = schema
        .get("items")
        .filter(|items| items["properties"].is_object())
    {
        let lists = stated.iter().filter_map(|list| list.as_array());
        return options(items, lists.flatten().collect(), at, told);
    }
    // What another option has taken the place of. Of the six ways to name goods one is enough.
    let apart = ["transitions", "window_days", "window_months", "enter_spend"];
    let names_goods = |name: &str| name.starts_with("only_") || name.starts_with("not_");
    let properties = schema["properties"].as_object();
    for (name, property) in properties.into_iter().flatten() {
        let within: Vec<_> = stated.iter().filter_map(|table| table.get(name)).collect();
        let at = format!("{at}/{name}");
        let required = schema["required"].as_array().unwrap();
        if !required.contains(&json!(name)) && !apart.contains(&name.as_str()) && !names_goods(name)
        {
            let default = property.get("default");
            let other = within.iter().any(|stated| Some(*stated) != default);
            told.push((at.clone(), other));
        }
        options(property, within, &at, told);
    }
}

#[test]
fn strict_and_giving_have_every_option_at_another_value_than_its_default() {
    let schema = serde_json::to_value(tiercel_core::policy::describe()).unwrap();
    let mut told = Vec::new();
    options(
        &schema,
        vec![&documents()[3], &documents()[4]],
        "",
        &mut told,
    );
    assert!(told.len() > 30, "{told:?}");
    let kept = told.iter().filter(|(_, other)| !other);
    let kept: Vec<_> = kept.map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(kept, [] as [&str; 0]);
}
