//! Conditions: what they say, and one finding for each way to get one wrong.

use serde_json::{Value as Json, json};

use super::{checked, document, findings, refused};
use crate::cart::Cart;
use crate::id::TierId;
use crate::limits::{MAX_CONDITION_DEPTH, MAX_CONDITIONS};
use crate::moment::{DAY_MS, Day, Moment};
use crate::number::Money;
use crate::policy::{Occasion, When};

const RULE: &str = "/earning/rules/0/when";

#[test]
fn conditions_are_checked_field_by_field() {
    for pointer in [RULE, "/earning/activities/0/when"] {
        for (when, at, code) in [
            (json!({}), "", "condition_empty"),
            (json!({ "any": [{}] }), "/any/0", "condition_empty"),
            (json!({ "all": {} }), "/all", "wrong_type"),
            (json!({ "not": ["x"] }), "/not/0", "wrong_type"),
            (json!({ "tiers": ["iron"] }), "/tiers", "no_such_tier"),
            (
                json!({ "not": [{ "any": [{ "tiers": ["iron"] }] }] }),
                "/not/0/any/0/tiers",
                "no_such_tier",
            ),
            (
                json!({ "weekdays": ["mon", "day"] }),
                "/weekdays/1",
                "not_a_weekday",
            ),
            (
                json!({ "weekdays": ["mon", "mon"] }),
                "/weekdays/1",
                "listed_twice",
            ),
            (
                json!({ "from_day": "2027-02-29" }),
                "/from_day",
                "not_a_day",
            ),
            (json!({ "from_day": "2027-2-1" }), "/from_day", "not_a_day"),
            (
                json!({ "from_day": "2027-02-02", "through_day": "2027-02-01" }),
                "/through_day",
                "days_end_before_they_begin",
            ),
            (
                json!({ "first_purchase": "yes" }),
                "/first_purchase",
                "wrong_type",
            ),
            (
                json!({ "amount_below": "1.005" }),
                "/amount_below",
                "not_money",
            ),
            (
                json!({ "amount_at_least": "5", "amount_below": "5.00" }),
                "/amount_below",
                "amounts_leave_nothing",
            ),
            (json!({ "channels": ["a b"] }), "/channels/0", "not_an_id"),
            (json!({ "brand": ["a"] }), "/brand", "unknown_field"),
        ] {
            refused(pointer, when, &format!("{pointer}{at}"), code);
        }
    }
    let leap = json!({ "from_day": "2028-02-29", "through_day": "2028-02-29" });
    assert_eq!(findings(RULE, leap), []);
    let apart = json!({ "amount_at_least": "5.00", "amount_below": "5.01" });
    assert_eq!(findings(RULE, apart), []);
}

/// Conditions within each other, so deep.
fn nested(deep: usize) -> Json {
    let innermost = json!({ "weekdays": ["mon"] });
    (1..deep).fold(innermost, |within, _| json!({ "not": [within] }))
}

#[test]
fn conditions_nest_so_deep_and_are_so_many() {
    assert_eq!(findings(RULE, nested(MAX_CONDITION_DEPTH)), []);
    let at = format!("{RULE}{}", "/not/0".repeat(MAX_CONDITION_DEPTH));
    refused(
        RULE,
        nested(MAX_CONDITION_DEPTH + 1),
        &at,
        "nested_too_deep",
    );
    let many = |count: usize| json!({ "any": vec![json!({ "channels": ["a"] }); count] });
    assert_eq!(findings(RULE, many(MAX_CONDITIONS - 1)), []);
    refused(RULE, many(MAX_CONDITIONS), RULE, "too_many_conditions");
}

#[test]
fn bytes_nest_no_deeper_than_documents() {
    let policy = |deep| {
        let mut json = document();
        json["earning"]["rules"][0]["when"] = nested(deep);
        checked(&json).policy
    };
    let deepest = policy(MAX_CONDITION_DEPTH).unwrap();
    let bytes = crate::wire::encode(&deepest);
    assert_eq!(crate::wire::decode(&bytes), Ok(deepest.clone()));
    let mut deeper = deepest;
    let when = deeper.earning.rules[0].when.take().unwrap();
    deeper.earning.rules[0].when = Some(When {
        not: vec![crate::policy::Within(when)],
        ..When::default()
    });
    let bytes = crate::wire::encode(&deeper);
    let error = crate::wire::decode::<crate::policy::Policy>(&bytes).unwrap_err();
    assert_eq!(error.message, "nested too deep");
}

fn when(json: Json) -> When {
    let mut document = document();
    document["earning"]["rules"][0]["when"] = json;
    document["facts"] = json!(["staff", "student"]);
    checked(&document).policy.unwrap().earning.rules[0]
        .when
        .clone()
        .unwrap()
}

#[test]
fn each_part_holds_up_to_its_edge() {
    let cart: Cart = serde_json::from_value(
        json!({ "channel": "app", "facts": ["birthday", "student"], "lines": [
        { "sku": "x", "category": "c", "quantity": 1, "unit_price_minor": 1 },
        { "sku": "y", "category": "c", "quantity": 1, "unit_price_minor": 1, "brand": "b" },
    ] }),
    )
    .unwrap();
    let gold = TierId::new("gold").unwrap();
    let leap = Moment::parse("2028-02-29T00:00:00Z").unwrap().ms() / DAY_MS;
    let on = Occasion {
        tier: &gold,
        amount: Money::new(500).unwrap(),
        // A Tuesday.
        day: Day(i32::try_from(leap).unwrap()),
        first_purchase: true,
        // 1 March of the year before.
        joined: Day(i32::try_from(leap).unwrap()).plus_days(-365),
        cart: &cart,
    };
    for (json, word) in [
        (json!({ "tiers": ["gold"] }), None),
        (json!({ "tiers": ["base"] }), Some("tiers")),
        (json!({ "amount_at_least": "5.00" }), None),
        (json!({ "amount_at_least": "5.01" }), Some("amount")),
        (json!({ "amount_below": "5.01" }), None),
        (json!({ "amount_below": "5.00" }), Some("amount")),
        (json!({ "weekdays": ["tue"] }), None),
        (json!({ "weekdays": ["mon", "wed"] }), Some("weekdays")),
        (json!({ "from_day": "2028-02-29" }), None),
        (json!({ "from_day": "2028-03-01" }), Some("days")),
        (json!({ "through_day": "2028-02-29" }), None),
        (json!({ "through_day": "2028-02-28" }), Some("days")),
        (json!({ "first_purchase": true }), None),
        (json!({ "first_purchase": false }), Some("first_purchase")),
        (json!({ "channels": ["app"] }), None),
        (json!({ "channels": ["web"] }), Some("channels")),
        (json!({ "brands": ["a", "b"] }), None),
        (json!({ "brands": ["a"] }), Some("brands")),
        (json!({ "birthday": true }), None),
        (json!({ "birthday": false }), Some("birthday")),
        (json!({ "anniversary_days": 1 }), None),
        (json!({ "anniversary_days": 0 }), Some("anniversary")),
        (json!({ "facts": ["staff", "student"] }), None),
        (json!({ "facts": ["staff"] }), Some("facts")),
        (
            json!({ "tiers": ["gold"], "channels": ["web"] }),
            Some("channels"),
        ),
        (
            json!({ "all": [{ "tiers": ["gold"] }, { "brands": ["a"] }] }),
            Some("brands"),
        ),
        (
            json!({ "any": [{ "tiers": ["base"] }, { "brands": ["b"] }] }),
            None,
        ),
        (
            json!({ "any": [{ "tiers": ["base"] }, { "brands": ["a"] }] }),
            Some("any"),
        ),
        (
            json!({ "not": [{ "tiers": ["base"] }, { "brands": ["a"] }] }),
            None,
        ),
        (
            json!({ "not": [{ "tiers": ["base"] }, { "brands": ["b"] }] }),
            Some("not"),
        ),
        (json!({ "not": [{ "not": [{ "brands": ["b"] }] }] }), None),
    ] {
        assert_eq!(when(json.clone()).unmet(&on), word, "{json}");
    }
    let nowhere = Cart {
        channel: None,
        voucher: None,
        ..cart.clone()
    };
    let on = Occasion {
        cart: &nowhere,
        ..on
    };
    assert_eq!(
        when(json!({ "channels": ["app"] })).unmet(&on),
        Some("channels")
    );
}
