//! How long points are valid: each way to get it wrong.

use super::{Json, checked, document, findings, json, refused};
use crate::limits::MAX_VALIDITY_LENGTHS;

/// The findings where validity says this besides its length of two years.
fn with(more: Json) -> Vec<(String, String)> {
    let mut validity = json!({ "length": { "years": 2 } });
    let fields = more.as_object().unwrap().clone();
    validity.as_object_mut().unwrap().extend(fields);
    findings("/validity", validity)
}

fn one(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(format!("/validity/{field}"), code.to_owned())]
}

#[test]
fn a_named_month_is_named_where_it_is_the_end() {
    let named = |month: i64| with(json!({ "period_end": "named_month", "end_month": month }));
    assert_eq!(named(1), []);
    assert_eq!(named(12), []);
    assert_eq!(named(13), one("end_month", "out_of_range"));
    assert_eq!(named(0), one("end_month", "out_of_range"));
    let unnamed = with(json!({ "period_end": "named_month" }));
    assert_eq!(unnamed, one("end_month", "missing"));
    assert_eq!(
        with(json!({ "end_month": 3 })),
        one("end_month", "not_here")
    );
}

#[test]
fn activities_are_named_where_a_length_runs_from_one() {
    let runs = json!({ "runs_from": "activity", "activity": ["paying", "using"] });
    assert_eq!(with(runs), []);
    let none = with(json!({ "runs_from": "activity" }));
    assert_eq!(none, one("activity", "missing"));
    let idle = with(json!({ "activity": ["paying"] }));
    assert_eq!(idle, one("activity", "not_here"));
    let other = json!({ "runs_from": "activity", "activity": ["paying", "sleeping"] });
    assert_eq!(with(other), one("activity/1", "not_an_activity"));
}

#[test]
fn several_lengths_end_together_in_one_of_two_ways() {
    let lengths = |count: usize| {
        let length = json!({ "length": { "days": 3 }, "runs_from": "activity" });
        with(json!({ "further": vec![length; count], "together": "later",
            "activity": ["earning"] }))
    };
    assert_eq!(lengths(MAX_VALIDITY_LENGTHS - 1), []);
    assert_eq!(lengths(MAX_VALIDITY_LENGTHS), one("further", "list_length"));
    let alone = with(json!({ "together": "later" }));
    assert_eq!(alone, one("together", "not_here"));
    let unknown = with(json!({ "further": [{ "length": "never" }], "together": "both" }));
    assert_eq!(unknown, one("together", "not_a_choice"));
    let endless = with(json!({ "further": [{ "length": { "days": 0 } }] }));
    assert_eq!(endless, one("further/0/length", "not_a_length"));
}

#[test]
fn a_transition_is_one_of_three() {
    let at = "/validity/transition";
    for known in ["keep", "recompute", "later_of_both"] {
        assert_eq!(findings(at, json!(known)), []);
    }
    refused(at, json!("earlier_of_both"), at, "not_a_choice");
    refused(at, json!(true), at, "wrong_type");
    refused(at, json!(["keep"]), at, "wrong_type");
    let mut json = document();
    json["validity"]["transition"] = json!("keep");
    assert_eq!(checked(&json).policy.unwrap().validity.transition, None);
}
