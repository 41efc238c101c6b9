//! One finding for each way to get the terms of earning wrong.

use serde_json::{Value as Json, json};

use super::{checked, document, findings, refused};
use crate::number::{MAX_AMOUNT, Points};
use crate::policy::{CapPeriod, OverCap};

#[test]
fn caps_are_checked_field_by_field() {
    let cap =
        |period: &str, points: i64| json!([{ "id": "c", "period": period, "points": points }]);
    let at = |field: &str| format!("/earning/caps/0/{field}");
    let caps = "/earning/caps";
    for period in [
        "order", "day", "week", "month", "year", "lifetime", "balance",
    ] {
        assert_eq!(findings(caps, cap(period, 0)), [], "{period}");
        assert_eq!(findings(caps, cap(period, MAX_AMOUNT)), [], "{period}");
    }
    refused(caps, cap("hour", 1), &at("period"), "not_a_choice");
    refused(caps, cap("day", -1), &at("points"), "out_of_range");
    refused(
        caps,
        cap("day", MAX_AMOUNT + 1),
        &at("points"),
        "out_of_range",
    );
    let over = json!([{ "id": "c", "period": "day", "points": 1, "over": "defer" }]);
    refused(caps, over, &at("over"), "not_a_choice");
    let twice = json!([{ "id": "c", "period": "day", "points": 1 },
        { "id": "c", "period": "week", "points": 1 }]);
    refused(caps, twice, "/earning/caps/1/id", "id_twice");
    refused(
        caps,
        json!([{ "id": "c", "points": 1 }]),
        &at("period"),
        "missing",
    );
}

#[test]
fn a_cap_is_taken_up_to_where_the_document_does_not_say() {
    let mut json = document();
    json["earning"]["caps"] = json!([{ "id": "c", "period": "week", "points": 7 }]);
    let cap = &checked(&json).policy.unwrap().earning.caps[0];
    let points = Points::new(7).unwrap();
    assert_eq!(
        (cap.period, cap.points, cap.over),
        (CapPeriod::Week, points, OverCap::Take)
    );
}

#[test]
fn a_cap_names_rules_or_activities_that_there_are() {
    let caps = "/earning/caps";
    let cap = |more: Json| {
        let mut cap = json!({ "id": "c", "period": "day", "points": 1 });
        cap.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!([cap])
    };
    assert_eq!(findings(caps, cap(json!({ "rules": ["rate"] }))), []);
    assert_eq!(findings(caps, cap(json!({ "activities": ["double"] }))), []);
    let at = |field: &str| format!("/earning/caps/0/{field}");
    refused(
        caps,
        cap(json!({ "rules": ["rat"] })),
        &at("rules"),
        "no_such_rule",
    );
    // A rule is no activity, and no activity a rule.
    refused(
        caps,
        cap(json!({ "activities": ["rate"] })),
        &at("activities"),
        "no_such_activity",
    );
    refused(
        caps,
        cap(json!({ "rules": ["double"] })),
        &at("rules"),
        "no_such_rule",
    );
    refused(
        caps,
        cap(json!({ "rules": ["rate"], "activities": ["double"] })),
        &at("activities"),
        "cap_names_both",
    );
    for period in ["order", "day", "week", "month", "year", "lifetime"] {
        let named = cap(json!({ "period": period, "rules": ["rate"] }));
        assert_eq!(findings(caps, named), [], "{period}");
    }
    refused(
        caps,
        cap(json!({ "period": "balance", "rules": ["rate"] })),
        &at("period"),
        "cap_of_rules_on_balance",
    );
}

#[test]
fn what_a_rule_gives_at_the_most_is_checked() {
    let most = "/earning/rules/0/most";
    assert_eq!(findings(most, json!({ "points": 0 })), []);
    assert_eq!(
        findings(most, json!({ "points": MAX_AMOUNT, "over": "refuse" })),
        []
    );
    refused(most, json!({}), "/earning/rules/0/most/points", "missing");
    let points = "/earning/rules/0/most/points";
    refused(most, json!({ "points": -1 }), points, "out_of_range");
    let over = json!({ "points": 1, "over": "share" });
    refused(most, over, "/earning/rules/0/most/over", "not_a_choice");
    let activity = "/earning/activities/0/most";
    assert_eq!(findings(activity, json!({ "points": 1 })), []);
    refused(
        "/earning/rule_stacking",
        json!("worst"),
        "/earning/rule_stacking",
        "not_a_choice",
    );
    refused(
        "/earning/rules/0/group",
        json!("no id"),
        "/earning/rules/0/group",
        "not_an_id",
    );
}

/// The findings of remainders that are carried, after changes to the terms of earning.
fn carried(change: impl FnOnce(&mut Json)) -> Vec<String> {
    let mut json = document();
    json["earning"]["remainders"] = json!("carried");
    json["earning"]["rounding_scope"] = json!("order");
    change(&mut json);
    let found = checked(&json).findings.into_iter();
    found
        .map(|finding| {
            assert_eq!(finding.pointer, "/earning/remainders");
            finding.code.to_string()
        })
        .collect()
}

#[test]
fn remainders_are_carried_of_orders_rounded_down() {
    let others = ["remainders_not_of_orders_rounded_down"];
    assert_eq!(carried(|_| {}), [] as [&str; 0]);
    let line = carried(|json| json["earning"]["rounding_scope"] = json!("line"));
    assert_eq!(line, others);
    for rounding in ["half_up", "half_even", "ceil"] {
        let found = carried(|json| json["earning"]["rounding"] = json!(rounding));
        assert_eq!(found, others, "{rounding}");
    }
}

#[test]
fn remainders_are_exact() {
    let inexact = ["remainders_not_exact"];
    let per = |points: i64, per: &str| {
        let rate = json!([{ "id": "rate", "kind": "rate", "points": points, "per": per }]);
        carried(|json| json["earning"]["rules"] = rate)
    };
    // With the tier's 1.5, a rate's denominator may have 2 nine times.
    assert_eq!(per(1, "5.12"), [] as [&str; 0]);
    assert_eq!(per(1, "10.24"), inexact);
    assert_eq!(per(2, "10.24"), [] as [&str; 0]);
    assert_eq!(per(1, "0.13"), [] as [&str; 0]);
    assert_eq!(per(1, "0.17"), inexact);
    assert_eq!(per(17, "0.17"), [] as [&str; 0]);
    assert_eq!(per(0, "0.17"), [] as [&str; 0]);
    // 27 is 3 thrice, and no more.
    let thirds = |count: usize, stacking: &str| {
        carried(|json| {
            let activity = |place: usize| {
                json!({ "id": format!("a{place}"), "multiplier": "4/3",
                    "from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z" })
            };
            json["earning"]["activities"] = (0..count).map(activity).collect();
            json["earning"]["stacking"] = json!(stacking);
        })
    };
    assert_eq!(thirds(3, "multiply"), [] as [&str; 0]);
    assert_eq!(thirds(4, "multiply"), inexact);
    assert_eq!(thirds(4, "add"), [] as [&str; 0]);
    assert_eq!(thirds(4, "best"), [] as [&str; 0]);
}
