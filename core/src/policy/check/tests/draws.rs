//! Draws: each way to get their terms wrong.

use super::{Json, checked, document, findings, json};

/// The findings of a policy with one draw, one place of it set to something else.
fn with(pointer: &str, changed: Json) -> Vec<(String, String)> {
    let mut draws = json!({ "prize_cap": "50000.00", "list": [{
        "id": "spring", "name": { "zh": "春日抽奖", "en": "Spring draw" }, "points": 100,
        "per_member": 5, "per_day": 2, "tiers": ["gold"],
        "from": "2026-11-01T00:00:00+08:00", "closes_at": "2026-12-01T00:00:00+08:00",
        "most_entries": 1000, "reveal_days": 2, "claim_days": 10, "redraws": 1,
        "beacon": "the welfare lottery's number of 2026-12-01",
        "prizes": [
            { "id": "grand", "name": { "zh": "大奖", "en": "Grand prize" }, "quantity": 1,
                "value": "50000.00" },
            { "id": "points", "name": { "zh": "积分", "en": "Points" }, "quantity": 499,
                "value": "1.00", "points": 500 }
        ] }] });
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    match draws.pointer_mut(parent).unwrap() {
        Json::Object(entries) if changed.is_null() => drop(entries.remove(field)),
        Json::Object(entries) => drop(entries.insert(field.into(), changed)),
        Json::Array(items) => items.push(changed),
        other => panic!("no table at {other}"),
    }
    findings("/draws", draws)
}

#[track_caller]
fn refused(pointer: &str, changed: Json, at: &str, code: &str) {
    let found = with(pointer, changed);
    assert_eq!(found, [(format!("/draws{at}"), code.to_owned())]);
}

#[test]
fn a_draw_says_what_it_costs_what_there_is_to_win_and_when() {
    assert_eq!(with("/prize_cap", json!("50000.00")), []);
    let draw = "/list/0";
    for optional in [
        "per_day",
        "tiers",
        "most_entries",
        "reveal_days",
        "claim_days",
    ] {
        assert_eq!(
            with(&format!("{draw}/{optional}"), Json::Null),
            [],
            "{optional}"
        );
    }
    for optional in ["redraws", "beacon"] {
        assert_eq!(
            with(&format!("{draw}/{optional}"), Json::Null),
            [],
            "{optional}"
        );
    }
    for field in [
        "id",
        "name",
        "points",
        "per_member",
        "from",
        "closes_at",
        "prizes",
    ] {
        let at = format!("{draw}/{field}");
        refused(&at, Json::Null, &at, "missing");
    }
    for (field, bad) in [
        ("points", json!(0)),
        ("per_member", json!(65)),
        ("per_day", json!(0)),
        ("most_entries", json!(1_000_001)),
        ("reveal_days", json!(31)),
        ("claim_days", json!(0)),
        ("redraws", json!(4)),
        ("prizes/0/quantity", json!(0)),
        ("prizes/1/points", json!(0)),
    ] {
        let at = format!("{draw}/{field}");
        refused(&at, bad, &at, "out_of_range");
    }
}

#[test]
fn moments_and_limits_of_a_draw_agree() {
    let (closes, daily) = ("/list/0/closes_at", "/list/0/per_day");
    let from = json!("2026-11-01T00:00:00+08:00");
    refused(closes, from, closes, "draw_closes_before_it_opens");
    assert_eq!(with(closes, json!("2026-11-01T00:00:00.001+08:00")), []);
    assert_eq!(with(daily, json!(5)), []);
    refused(daily, json!(6), daily, "more_a_day_than_in_all");
    let tiers = "/list/0/tiers";
    refused(tiers, json!(["diamond"]), tiers, "no_such_tier");
}

#[test]
fn no_prize_is_worth_more_than_the_law_allows() {
    let (cap, value) = ("/prize_cap", "/list/0/prizes/0/value");
    refused(cap, json!("50000.01"), cap, "prize_cap_above_law");
    refused(cap, json!("49999.99"), value, "prize_above_cap");
    refused(value, json!("50000.01"), value, "prize_above_cap");
    let mut other = document();
    other["currency"]["code"] = json!("EUR");
    other["draws"] = json!({ "prize_cap": "50000.01", "list": [] });
    let found = checked(&other).findings;
    assert_eq!(
        found.len(),
        1,
        "of other money the law says nothing: {found:?}"
    );
    assert_eq!(found[0].code.as_str(), "list_length");
}

#[test]
fn a_draw_has_no_more_wins_than_it_may_and_its_ids_stand_once() {
    let prizes = "/list/0/prizes";
    let more = json!({ "id": "more", "name": { "zh": "多", "en": "More" }, "quantity": 1,
        "value": "1.00" });
    // 500 prizes that may each be drawn once again are 1,000 wins.
    refused(
        &format!("{prizes}/-"),
        more.clone(),
        prizes,
        "too_many_prizes",
    );
    assert_eq!(with("/list/0/prizes/1/quantity", json!(498)), []);
    let twice = "/list/0/prizes/1/id";
    refused(twice, json!("grand"), twice, "id_twice");
    let mut json = document();
    let draw = json!({ "id": "d", "name": { "zh": "抽", "en": "D" }, "points": 1, "per_member": 1,
        "from": "2026-11-01T00:00:00Z", "closes_at": "2026-12-01T00:00:00Z", "prizes": [more] });
    json["draws"] = json!({ "prize_cap": "1.00", "list": [draw, draw] });
    let found = checked(&json).findings;
    assert_eq!(found[0].pointer.as_str(), "/draws/list/1/id");
    assert_eq!(found[0].code.as_str(), "id_twice");
}
