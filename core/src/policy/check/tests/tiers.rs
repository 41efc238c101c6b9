//! Ways to tiers, and how they are climbed: each way to get them wrong.

use super::{Json, findings, json, refused};
use crate::limits::{MAX_TIER_WAYS, MAX_WINDOW_MONTHS};

/// The findings where the second tier has these ways.
fn with(field: &str, ways: Json) -> Vec<(String, String)> {
    let mut tier = json!({ "id": "gold", "name": { "zh": "金", "en": "Gold" } });
    if field == "retain_any" {
        tier["enter_spend"] = json!("1000.00");
    }
    tier[field] = ways;
    findings("/tiers/steps/1", tier)
}

#[test]
fn a_way_asks_for_something() {
    for field in ["enter_any", "retain_any"] {
        let one =
            |at: &str, code: &str| vec![(format!("/tiers/steps/1/{field}{at}"), code.to_owned())];
        let all = json!({ "spend": "1.00", "orders": 2, "activity_points": 3, "credit": 4 });
        assert_eq!(with(field, json!([all, { "credit": 65_535 }])), []);
        assert_eq!(with(field, json!([{}])), one("/0", "criteria_empty"));
        let zero = with(field, json!([{ "orders": 0 }]));
        assert_eq!(zero, one("/0/orders", "out_of_range"));
        let wide = with(field, json!([{ "credit": 65_536 }]));
        assert_eq!(wide, one("/0/credit", "out_of_range"));
        let points = with(field, json!([{ "points": 5 }]));
        assert_eq!(points, one("/0/points", "not_here"));
        let most = vec![json!({ "orders": 1 }); MAX_TIER_WAYS];
        assert_eq!(with(field, json!(most)), []);
        let more = vec![json!({ "orders": 1 }); MAX_TIER_WAYS + 1];
        assert_eq!(with(field, json!(more)), one("", "list_length"));
    }
}

#[test]
fn ways_stand_instead_of_a_threshold() {
    let both = json!({ "id": "gold", "name": { "zh": "金", "en": "Gold" },
        "enter_spend": "1000.00", "enter_any": [{ "orders": 2 }] });
    let at = "/tiers/steps/1/enter_spend";
    refused("/tiers/steps/1", both, at, "not_here");
    let neither = json!({ "id": "gold", "name": { "zh": "金", "en": "Gold" } });
    refused("/tiers/steps/1", neither, at, "missing");
    let first = |field: &str| {
        let mut tier = json!({ "id": "base", "name": { "zh": "普通", "en": "Base" } });
        if field == "retain_any" {
            tier["enter_spend"] = json!("0");
        }
        tier[field] = json!([{ "orders": 1 }]);
        tier
    };
    for field in ["enter_any", "retain_any"] {
        let at = format!("/tiers/steps/0/{field}");
        refused("/tiers/steps/0", first(field), &at, "first_tier_not_free");
    }
}

#[test]
fn tiers_are_climbed_in_one_of_two_ways_and_at_one_of_two_times() {
    for (at, known, unknown) in [
        ("/tiers/climb", ["skip", "one_step"], "two_steps"),
        ("/tiers/upgrade", ["at_once", "at_review"], "never"),
    ] {
        for word in known {
            assert_eq!(findings(at, json!(word)), []);
        }
        refused(at, json!(unknown), at, "not_a_choice");
        refused(at, json!(1), at, "wrong_type");
        refused(at, json!([]), at, "wrong_type");
    }
    let at = "/tiers/floor";
    assert_eq!(findings(at, json!("gold")), []);
    refused(at, json!("silver"), at, "no_such_tier");
    refused(at, json!("two words"), at, "not_an_id");
    refused(at, json!(2), at, "wrong_type");
}

#[test]
fn a_window_of_months_says_how_many() {
    let window = |more: Json| {
        let mut tiers = super::document()["tiers"].clone();
        tiers.as_object_mut().unwrap().remove("window_days");
        let fields = more.as_object().unwrap().clone();
        tiers.as_object_mut().unwrap().extend(fields);
        findings("/tiers", tiers)
    };
    let one = |field: &str, code: &str| vec![(format!("/tiers/{field}"), code.to_owned())];
    let months =
        |months: u16| window(json!({ "window": "rolling_months", "window_months": months }));
    assert_eq!(months(MAX_WINDOW_MONTHS), []);
    let at = "window_months";
    assert_eq!(months(MAX_WINDOW_MONTHS + 1), one(at, "out_of_range"));
    assert_eq!(months(0), one(at, "out_of_range"));
    let none = window(json!({ "window": "rolling_months" }));
    assert_eq!(none, one(at, "missing"));
    assert_eq!(window(json!({ "window": "anniversary" })), []);
    let year = window(json!({ "window": "anniversary", "window_months": 12 }));
    assert_eq!(year, one(at, "not_here"));
}
