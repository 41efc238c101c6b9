//! Reminders, and what gives points without an order: each way to get their terms wrong.

use super::{Json, checked, document, findings, json, refused};

#[test]
fn days_of_reminders_descend_within_their_range() {
    let at = "/validity/remind_days";
    assert_eq!(findings(at, json!([366, 30, 7, 1])), []);
    assert_eq!(findings(at, json!([])), []);
    refused(at, json!([5, 4, 3, 2, 1]), at, "list_length");
    refused(at, json!(7), at, "wrong_type");
    let second = "/validity/remind_days/1";
    for (days, code) in [
        (json!([7, 30]), "not_descending"),
        (json!([7, 7]), "not_descending"),
        (json!([7, 0]), "not_days"),
        (json!([366, "7"]), "not_days"),
    ] {
        refused(at, days, second, code);
    }
    refused(at, json!([367]), "/validity/remind_days/0", "not_days");
}

#[test]
fn adjustments_state_their_reasons() {
    let at = "/adjustments";
    assert_eq!(findings(at, json!({ "reasons": ["goodwill"] })), []);
    let reasons = "/adjustments/reasons";
    refused(at, json!({}), reasons, "missing");
    refused(at, json!({ "reasons": [] }), reasons, "missing");
    let first = "/adjustments/reasons/0";
    refused(at, json!({ "reasons": ["a b"] }), first, "not_an_id");
    let limit = "/adjustments/alone_up_to";
    let alone = |points: i64| json!({ "reasons": ["x"], "alone_up_to": points });
    refused(at, alone(-1), limit, "out_of_range");
    let mut json = document();
    json["adjustments"] = json!({ "reasons": ["b", "a"] });
    let terms = checked(&json).policy.unwrap().adjustments.unwrap();
    assert_eq!(terms.alone_up_to.value(), 0);
    assert!(terms.reasons.is_sorted());
}

#[test]
fn tasks_say_how_often_and_when() {
    let with = |change: &dyn Fn(&mut Json)| {
        let mut task = json!({ "id": "visit", "points": 5, "repeat": "streak", "streak_days": 7,
            "streak_points": 50, "from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z",
            "most": 30, "pending_days": 2 });
        change(&mut task);
        findings("/tasks", json!([task]))
    };
    let one = |field: &str, code: &str| vec![(format!("/tasks/0/{field}"), code.to_owned())];
    assert_eq!(with(&|_| {}), []);
    let without = |name: &'static str| {
        with(&move |task| {
            task.as_object_mut().unwrap().remove(name);
        })
    };
    for field in ["from", "until", "most", "pending_days"] {
        assert_eq!(without(field), [], "{field}");
    }
    for field in ["id", "points", "streak_days", "streak_points"] {
        assert_eq!(without(field), one(field, "missing"), "{field}");
    }
    for (field, value, code) in [
        ("points", json!(0), "out_of_range"),
        ("streak_days", json!(1), "out_of_range"),
        ("streak_days", json!(367), "out_of_range"),
        ("streak_points", json!(0), "out_of_range"),
        ("most", json!(0), "out_of_range"),
        ("pending_days", json!(401), "out_of_range"),
        ("repeat", json!("hourly"), "not_a_choice"),
        ("from", json!("2027"), "not_a_moment"),
        (
            "until",
            json!("2026-01-01T00:00:00Z"),
            "task_ends_before_it_begins",
        ),
    ] {
        let found = with(&|task| task[field] = value.clone());
        assert_eq!(found[0], one(field, code)[0], "{field} = {value}");
    }
    let daily = |task: &mut Json| {
        task["repeat"] = json!("daily");
        task.as_object_mut().unwrap().remove("streak_days");
    };
    assert_eq!(with(&daily), one("streak_points", "not_here"));
    let once = |task: &mut Json| {
        daily(task);
        task["repeat"] = json!("once");
        task.as_object_mut().unwrap().remove("streak_points");
    };
    assert_eq!(with(&once), one("most", "not_here"));
    let task = json!({ "id": "visit", "points": 1 });
    refused("/tasks", json!([task, task]), "/tasks/1/id", "id_twice");
}

#[test]
fn offers_say_what_they_cost_and_whom_they_are_for() {
    let with = |change: &dyn Fn(&mut Json)| {
        let mut offer = json!({ "id": "mug", "name": { "zh": "杯", "en": "Mug" }, "points": 5,
            "cash": "1.00", "stock": 9, "most": 2, "most_in": "week", "tiers": ["gold"],
            "from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z" });
        change(&mut offer);
        findings("/mall", json!({ "offers": [offer] }))
    };
    let one = |field: &str, code: &str| vec![(format!("/mall/offers/0/{field}"), code.to_owned())];
    assert_eq!(with(&|_| {}), []);
    let without = |name: &'static str| {
        with(&move |offer| {
            offer.as_object_mut().unwrap().remove(name);
        })
    };
    for field in ["cash", "stock", "most_in", "tiers", "from", "until"] {
        assert_eq!(without(field), [], "{field}");
    }
    for field in ["id", "name", "points"] {
        assert_eq!(without(field), one(field, "missing"), "{field}");
    }
    assert_eq!(without("most"), one("most_in", "not_here"));
    for (field, value, code) in [
        ("points", json!(0), "out_of_range"),
        ("cash", json!("0"), "offer_cash_of_nothing"),
        ("cash", json!("-1"), "not_money"),
        ("stock", json!(-1), "out_of_range"),
        ("most", json!(0), "out_of_range"),
        ("most_in", json!("order"), "not_a_choice"),
        (
            "until",
            json!("2026-01-01T00:00:00Z"),
            "offer_ends_before_it_begins",
        ),
        ("tiers", json!(["platinum"]), "no_such_tier"),
    ] {
        let found = with(&|offer| offer[field] = value.clone());
        assert_eq!(found[0], one(field, code)[0], "{field} = {value}");
    }
    let offer = json!({ "id": "mug", "name": { "zh": "杯", "en": "Mug" }, "points": 5 });
    let twice = json!({ "offers": [offer, offer] });
    refused("/mall", twice, "/mall/offers/1/id", "id_twice");
}

#[test]
fn transfers_state_limits_that_one_gift_fits_in() {
    let at = "/transfers";
    assert_eq!(findings(at, json!({})), []);
    let all =
        json!({ "least": 10, "most_per_day": 10, "most_per_month": 10, "validity": "restart" });
    assert_eq!(findings(at, all), []);
    refused(
        at,
        json!({ "least": 0 }),
        "/transfers/least",
        "out_of_range",
    );
    refused(
        at,
        json!({ "validity": "anew" }),
        "/transfers/validity",
        "not_a_choice",
    );
    for limit in ["most_per_day", "most_per_month"] {
        let below = json!({ "least": 10, limit: 9 });
        refused(
            at,
            below,
            &format!("/transfers/{limit}"),
            "transfers_below_least",
        );
    }
    let mut json = document();
    json["transfers"] = json!({});
    let terms = checked(&json).policy.unwrap().transfers.unwrap();
    assert_eq!(terms.least.value(), 1);
    assert_eq!(terms.validity, crate::policy::GivenValidity::Keep);
}

#[test]
fn vouchers_take_something_off() {
    let with = |voucher: Json| {
        let offer = json!({ "id": "ten", "name": { "zh": "券", "en": "Ten" }, "points": 5,
            "voucher": voucher });
        findings("/mall", json!({ "offers": [offer] }))
    };
    let one = |field: &str, code: &str| {
        vec![(format!("/mall/offers/0/voucher/{field}"), code.to_owned())]
    };
    assert_eq!(with(json!({ "amount": "10.00", "valid_days": 30 })), []);
    let all = json!({ "share": "1", "valid_days": 1, "least": "1.00", "with_points": false,
        "only_categories": ["books"], "revive_days": 7 });
    assert_eq!(with(all), []);
    for (voucher, field, code) in [
        (json!({ "valid_days": 1 }), "amount", "missing"),
        (
            json!({ "amount": "0", "valid_days": 1 }),
            "amount",
            "voucher_of_nothing",
        ),
        (
            json!({ "share": "0", "valid_days": 1 }),
            "share",
            "voucher_of_nothing",
        ),
        (
            json!({ "share": "1.1", "valid_days": 1 }),
            "share",
            "share_above_one",
        ),
        (
            json!({ "amount": "1", "share": "1", "valid_days": 1 }),
            "share",
            "not_here",
        ),
        (json!({ "amount": "1" }), "valid_days", "missing"),
        (
            json!({ "amount": "1", "valid_days": 0 }),
            "valid_days",
            "out_of_range",
        ),
        (
            json!({ "amount": "1", "valid_days": 1_101 }),
            "valid_days",
            "out_of_range",
        ),
        (
            json!({ "amount": "1", "valid_days": 1, "least": "-1" }),
            "least",
            "not_money",
        ),
        (
            json!({ "amount": "1", "valid_days": 1, "revive_days": 0 }),
            "revive_days",
            "out_of_range",
        ),
    ] {
        assert_eq!(with(voucher.clone()), one(field, code), "{voucher}");
    }
}
