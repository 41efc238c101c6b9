//! One finding for each way to get the terms of earning wrong.

use serde_json::json;

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
