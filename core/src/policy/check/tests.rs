//! A checked document, and one finding for each way to get it wrong.

mod benefits;
mod conditions;
mod draws;
mod earning;
mod giving;
mod occasions;
mod tiers;
mod validity;

use serde_json::{Value as Json, json};

use super::{Checked, check, describe};
use crate::document::Value;
use crate::limits::{MAX_FINDINGS, MAX_TIERS, MAX_WINDOW_DAYS};
use crate::number::Money;
use crate::policy::{Qualifying, Threshold, Window};
use crate::text::Text;

fn document() -> Json {
    json!({
        "id": "shop", "version": 1, "effective_from": "2025-01-01T00:00:00+08:00",
        "zone": { "name": "Asia/Shanghai", "database": "test", "offset_minutes": 480 },
        "currency": { "code": "CNY", "minor_digits": 2 },
        "registration": { "consents": [{ "document": "terms", "version": 1 }] },
        "tiers": {
            "window_days": 365, "term_months": 12,
            "steps": [
                { "id": "base", "name": { "zh": "普通", "en": "Base" }, "enter_spend": "0" },
                { "id": "gold", "name": { "zh": "金", "en": "Gold" }, "enter_spend": "1000.00",
                  "multiplier": "1.5" }
            ]
        },
        "orders": { "pay_within_minutes": 30, "settle_after_days": 15 },
        "earning": {
            "rules": [{ "id": "rate", "kind": "rate", "points": 1, "per": "1.00" }],
            "activities": [{ "id": "double", "multiplier": "2",
                "from": "2026-11-01T00:00:00+08:00", "until": "2026-11-12T00:00:00+08:00",
                "tiers": ["gold"] }]
        },
        "offset": { "points": 100, "worth": "1.00", "step_points": 100, "share": "0.5" },
        "validity": { "length": { "years": 2 } }
    })
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::text("null"),
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => Value::Int(number.as_i64().unwrap()),
        Json::String(text) => Value::text(text),
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(entries) => Value::Map(
            entries
                .iter()
                .map(|(k, v)| (Text::new(k), value(v)))
                .collect(),
        ),
    }
}

fn checked(json: &Json) -> Checked {
    check(&value(json))
}

/// The findings of the document with one place set to something else; `null` removes it.
fn findings(pointer: &str, changed: Json) -> Vec<(String, String)> {
    let mut json = document();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    let parent = if parent.is_empty() {
        Some(&mut json)
    } else {
        json.pointer_mut(parent)
    };
    match parent.unwrap() {
        Json::Object(entries) if changed.is_null() => {
            entries.remove(field);
        }
        Json::Object(entries) => {
            entries.insert(field.into(), changed);
        }
        Json::Array(items) => items[field.parse::<usize>().unwrap()] = changed,
        other => panic!("no table at {other}"),
    }
    let checked = checked(&json);
    assert_eq!(checked.policy.is_none(), !checked.findings.is_empty());
    checked
        .findings
        .into_iter()
        .map(|f| (f.pointer, f.code.to_string()))
        .collect()
}

#[track_caller]
fn refused(pointer: &str, changed: Json, at: &str, code: &str) {
    let found = findings(pointer, changed.clone());
    assert_eq!(
        found,
        [(at.to_owned(), code.to_owned())],
        "{pointer} = {changed}"
    );
}

#[test]
fn a_good_document_becomes_a_policy_with_its_defaults_written_out() {
    let Checked { findings, policy } = checked(&document());
    assert_eq!(findings, []);
    let policy = policy.unwrap();
    assert_eq!(policy.notice_days, 7);
    let enter = Threshold::Spend(Money::new(100_000).unwrap());
    assert_eq!(policy.tiers.steps[1].enter, enter);
    let offset = policy.offset.as_ref().unwrap();
    assert_eq!(
        (offset.reinstate_days, offset.least_points.value()),
        (30, 0)
    );
    let bytes = crate::wire::encode(&policy);
    assert_eq!(crate::wire::decode(&bytes), Ok(policy));
}

#[test]
fn form_is_checked_field_by_field() {
    for (pointer, changed, at, code) in [
        ("/version", json!(null), "/version", "missing"),
        ("/zone", json!(null), "/zone", "missing"),
        (
            "/tiers/steps/0/name/zh",
            json!(null),
            "/tiers/steps/0/name/zh",
            "missing",
        ),
        ("/colour", json!("red"), "/colour", "unknown_field"),
        (
            "/tiers/steps/1/entre",
            json!("1"),
            "/tiers/steps/1/entre",
            "unknown_field",
        ),
        ("/offset/a~1b", json!(1), "/offset/a~01b", "unknown_field"),
        ("/version", json!("1"), "/version", "wrong_type"),
        ("/earning", json!([]), "/earning", "wrong_type"),
        (
            "/tiers/steps/1",
            json!("gold"),
            "/tiers/steps/1",
            "wrong_type",
        ),
        (
            "/earning/tax_earns",
            json!(1),
            "/earning/tax_earns",
            "wrong_type",
        ),
        ("/version", json!(0), "/version", "out_of_range"),
        (
            "/tiers/window_days",
            json!(MAX_WINDOW_DAYS + 1),
            "/tiers/window_days",
            "out_of_range",
        ),
        ("/notice_days", json!(6), "/notice_days", "out_of_range"),
        ("/id", json!("two words"), "/id", "not_an_id"),
        ("/id", json!(""), "/id", "not_an_id"),
        (
            "/earning/activities/0/tiers",
            json!([7]),
            "/earning/activities/0/tiers/0",
            "not_an_id",
        ),
        (
            "/effective_from",
            json!("2025-01-01"),
            "/effective_from",
            "not_a_moment",
        ),
        (
            "/effective_from",
            json!("tomorrow"),
            "/effective_from",
            "not_a_moment",
        ),
        (
            "/effective_from",
            json!("1969-01-01T00:00:00Z"),
            "/effective_from",
            "not_a_moment",
        ),
        (
            "/offset/worth",
            json!("1.005"),
            "/offset/worth",
            "not_money",
        ),
        ("/offset/worth", json!("-1"), "/offset/worth", "not_money"),
        (
            "/earning/least_order",
            json!("¥5"),
            "/earning/least_order",
            "not_money",
        ),
        (
            "/offset/share",
            json!("50%"),
            "/offset/share",
            "not_a_ratio",
        ),
        (
            "/offset/share",
            json!("1/0"),
            "/offset/share",
            "not_a_ratio",
        ),
        (
            "/tiers/steps/1/multiplier",
            json!("x"),
            "/tiers/steps/1/multiplier",
            "not_a_ratio",
        ),
        (
            "/earning/rounding",
            json!("down"),
            "/earning/rounding",
            "not_a_choice",
        ),
        (
            "/earning/stacking",
            json!(""),
            "/earning/stacking",
            "not_a_choice",
        ),
        (
            "/tiers/reached",
            json!(">="),
            "/tiers/reached",
            "not_a_choice",
        ),
        (
            "/validity/length",
            json!("forever"),
            "/validity/length",
            "not_a_length",
        ),
        (
            "/validity/length",
            json!({"years": 0}),
            "/validity/length",
            "not_a_length",
        ),
        (
            "/validity/length",
            json!({"weeks": 3}),
            "/validity/length",
            "not_a_length",
        ),
        ("/currency/code", json!(""), "/currency/code", "text_length"),
        (
            "/currency/code",
            json!("x".repeat(201)),
            "/currency/code",
            "text_length",
        ),
        (
            "/zone/name",
            json!("x".repeat(201)),
            "/zone/name",
            "text_length",
        ),
        ("/tiers/steps", json!([]), "/tiers/steps", "list_length"),
        ("/earning/rules", json!([]), "/earning/rules", "list_length"),
        (
            "/earning/pending_days",
            json!(3),
            "/earning/pending_days",
            "not_here",
        ),
        (
            "/earning/pending",
            json!("days"),
            "/earning/pending_days",
            "missing",
        ),
    ] {
        refused(pointer, changed, at, code);
    }
}

#[test]
fn sense_is_checked_where_the_form_is_right() {
    let step = |id: &str, spend: &str| json!({ "id": id, "name": { "zh": "级", "en": "T" }, "enter_spend": spend });
    let rule = |kind: &str, per: Json| {
        let mut rule = json!({ "id": "r", "kind": kind, "points": 1 });
        if !per.is_null() {
            rule["per"] = per;
        }
        json!([rule])
    };
    let first = "/tiers/steps/0/enter_spend";
    let second = "/tiers/steps/1/enter_spend";
    for (pointer, changed, at, code) in [
        (
            "/tiers/steps/0/enter_spend",
            json!("0.01"),
            first,
            "first_tier_not_free",
        ),
        (
            "/tiers/steps",
            json!([step("a", "0"), step("b", "0")]),
            second,
            "tier_not_above",
        ),
        (
            "/tiers/steps",
            json!([step("gold", "0"), step("gold", "1")]),
            "/tiers/steps/1/id",
            "id_twice",
        ),
        (
            "/offset/share",
            json!("1.01"),
            "/offset/share",
            "share_above_one",
        ),
        (
            "/offset/worth",
            json!("0"),
            "/offset/worth",
            "worth_not_positive",
        ),
        (
            "/offset/step_points",
            json!(50),
            "/offset/step_points",
            "ok",
        ),
        (
            "/offset/points",
            json!(10_001),
            "/offset/step_points",
            "step_not_whole_money",
        ),
        (
            "/earning/rules",
            rule("rate", json!("0")),
            "/earning/rules/0/per",
            "per_not_positive",
        ),
        (
            "/earning/rules",
            rule("rate", json!(null)),
            "/earning/rules/0/per",
            "missing",
        ),
        (
            "/earning/rules",
            rule("unit", json!("1")),
            "/earning/rules/0/per",
            "not_here",
        ),
        (
            "/earning/activities/0/until",
            json!("2026-11-01T00:00:00+08:00"),
            "/earning/activities/0/until",
            "activity_ends_before_it_begins",
        ),
        (
            "/earning/activities/0/tiers",
            json!(["platinum"]),
            "/earning/activities/0/tiers",
            "no_such_tier",
        ),
        (
            "/earning/excluded",
            json!([{}]),
            "/earning/excluded/0",
            "scope_empty",
        ),
        (
            "/zone/transitions",
            json!([{ "at": "2026-01-01T00:00:00Z", "offset_minutes": 0 },
                   { "at": "2025-01-01T00:00:00Z", "offset_minutes": 60 }]),
            "/zone/transitions",
            "transitions_out_of_order",
        ),
    ] {
        if code == "ok" {
            assert_eq!(findings(pointer, changed), []);
        } else {
            refused(pointer, changed, at, code);
        }
    }
}

#[test]
fn at_most_seven_activities_act_at_once() {
    let activities = |count: usize| {
        let one = |n: usize| {
            json!({ "id": format!("a{n}"), "multiplier": "2",
                "from": "2026-11-01T00:00:00Z", "until": "2026-11-02T00:00:00Z" })
        };
        json!((0..count).map(one).collect::<Vec<_>>())
    };
    assert_eq!(findings("/earning/activities", activities(7)), []);
    let found = findings("/earning/activities", activities(8));
    assert!(
        found
            .iter()
            .all(|(_, code)| code == "too_many_activities_at_once")
    );
    assert_eq!(found.len(), 8);
}

#[test]
fn all_findings_come_at_once_up_to_a_limit() {
    let mut json = document();
    json["version"] = json!(0);
    json["offset"]["share"] = json!("half");
    json["validity"]["lenght"] = json!({ "years": 2 });
    let found = checked(&json).findings;
    let pointers: Vec<_> = found.iter().map(|f| f.pointer.as_str()).collect();
    assert_eq!(pointers, ["/version", "/offset/share", "/validity/lenght"]);

    let unknown = |count: usize| {
        let mut json = document();
        for n in 0..count {
            json[format!("x{n}")] = json!(1);
        }
        checked(&json).findings
    };
    assert_eq!(unknown(MAX_FINDINGS).len(), MAX_FINDINGS);
    let more = unknown(MAX_FINDINGS + 5);
    assert_eq!(more.len(), MAX_FINDINGS + 1);
    assert_eq!(more.last().map(|f| f.code.as_str()), Some("more_findings"));
}

/// The document with tiers by qualifying points in a calendar year.
fn by_points() -> Json {
    let mut json = document();
    let tiers = &mut json["tiers"];
    tiers["window"] = json!("calendar_year");
    tiers["qualifying"] = json!({ "points": 1, "per": "100.00" });
    tiers.as_object_mut().unwrap().remove("window_days");
    for (place, points) in [0, 50].into_iter().enumerate() {
        let step = tiers["steps"][place].as_object_mut().unwrap();
        step.remove("enter_spend");
        step.insert("enter_points".into(), json!(points));
    }
    json
}

#[test]
fn tiers_may_go_by_qualifying_points_in_a_calendar_year() {
    let tiers = checked(&by_points()).policy.unwrap().tiers;
    let points = |points| crate::number::Points::new(points).unwrap();
    assert_eq!(tiers.window, Window::CalendarYear);
    assert_eq!(tiers.steps[1].enter, Threshold::Points(points(50)));
    let qualifying = Qualifying {
        points: points(1),
        per_minor: Money::new(10_000).unwrap(),
    };
    assert_eq!(tiers.qualifying, Some(qualifying));
    assert_eq!(qualifying.of(Money::new(19_999).unwrap()), Ok(points(1)));
    assert_eq!(qualifying.of(Money::new(20_000).unwrap()), Ok(points(2)));
}

#[test]
fn money_and_points_never_stand_in_for_each_other() {
    let found = |change: &dyn Fn(&mut Json)| {
        let mut json = by_points();
        change(&mut json["tiers"]);
        let found = checked(&json).findings.into_iter();
        found
            .map(|f| (f.pointer, f.code.to_string()))
            .collect::<Vec<_>>()
    };
    let one = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    assert_eq!(
        found(&|tiers| tiers["steps"][1]["enter_spend"] = json!("50.00")),
        one("/tiers/steps/1/enter_spend", "not_here")
    );
    assert_eq!(
        found(&|tiers| {
            tiers.as_object_mut().unwrap().remove("qualifying");
            tiers["steps"][0] = document()["tiers"]["steps"][0].clone();
            tiers["steps"][1]["enter_spend"] = json!("50.00");
        }),
        one("/tiers/steps/1/enter_points", "not_here")
    );
    assert_eq!(
        found(&|tiers| tiers["steps"][1]["enter_points"] = json!(0)),
        one("/tiers/steps/1/enter_points", "tier_points_not_above")
    );
    assert_eq!(
        found(&|tiers| tiers["steps"][0]["enter_points"] = json!(1)),
        one("/tiers/steps/0/enter_points", "first_tier_not_free")
    );
    assert_eq!(
        found(&|tiers| tiers["qualifying"]["per"] = json!("0")),
        one("/tiers/qualifying/per", "per_not_positive")
    );
    assert_eq!(
        found(&|tiers| tiers["qualifying"]["points"] = json!(0)),
        one("/tiers/qualifying/points", "out_of_range")
    );
    let most = crate::number::MAX_AMOUNT;
    assert_eq!(
        found(&|tiers| tiers["steps"][1]["enter_points"] = json!(most)),
        []
    );
    assert_eq!(
        found(&|tiers| tiers["steps"][1]["enter_points"] = json!(most + 1)),
        one("/tiers/steps/1/enter_points", "out_of_range")
    );
    assert_eq!(
        found(&|tiers| tiers["window_days"] = json!(365)),
        one("/tiers/window_days", "not_here")
    );
    assert_eq!(
        found(&|tiers| tiers["window"] = json!("rolling")),
        one("/tiers/window_days", "missing")
    );
}

#[test]
fn lists_end_at_their_limit() {
    let steps = |count: usize| {
        let one = |n: usize| {
            json!({ "id": format!("t{n}"), "name": { "zh": "级", "en": "T" },
                "enter_spend": n.to_string() })
        };
        let mut all: Vec<_> = (0..count).map(one).collect();
        all[1]["id"] = json!("gold");
        json!(all)
    };
    assert_eq!(findings("/tiers/steps", steps(MAX_TIERS)), []);
    refused(
        "/tiers/steps",
        steps(MAX_TIERS + 1),
        "/tiers/steps",
        "list_length",
    );
}

#[test]
fn the_schema_names_every_field_that_the_check_knows() {
    let schema = serde_json::to_value(describe()).unwrap();
    assert_eq!(
        schema["properties"]["offset"]["properties"]["share"]["type"],
        "string"
    );
    assert_eq!(schema["additionalProperties"], false);
    let required = schema["required"].as_array().unwrap();
    assert!(required.contains(&json!("version")) && !required.contains(&json!("offset")));
    let steps = &schema["properties"]["tiers"]["properties"]["steps"];
    assert_eq!(steps["maxItems"], MAX_TIERS);
    for field in document().as_object().unwrap().keys() {
        assert!(schema["properties"].get(field).is_some(), "{field}");
    }
}
