//! Budgets, referrals and facts: what each must say, and what it cannot.

use serde_json::json;

use super::{document, findings, refused};

const BUDGET: &str = "/earning/activities/0/budget";

#[test]
fn a_budget_is_for_all_or_for_each() {
    for budget in [
        json!({ "points": 1 }),
        json!({ "per_member": 0 }),
        json!({ "points": 5, "per_member": 9, "over": "refuse" }),
    ] {
        assert_eq!(findings(BUDGET, budget.clone()), [], "{budget}");
    }
    let at = |field: &str| format!("{BUDGET}/{field}");
    refused(BUDGET, json!({}), &at("points"), "missing");
    refused(BUDGET, json!({ "over": "take" }), &at("points"), "missing");
    refused(
        BUDGET,
        json!({ "points": -1 }),
        &at("points"),
        "out_of_range",
    );
    let drop = json!({ "points": 1, "over": "drop" });
    refused(BUDGET, drop, &at("over"), "not_a_choice");
}

#[test]
fn what_is_left_of_a_budget_is_given_beside_no_cap() {
    let at = format!("{BUDGET}/over");
    for (over, fits) in [("take", false), ("refuse", true)] {
        let mut held = document()["earning"].clone();
        held["activities"][0]["budget"] = json!({ "points": 9, "over": over });
        let mut capped = held.clone();
        held["activities"][0]["most"] = json!({ "points": 5 });
        capped["caps"] = json!([{ "id": "c", "period": "day", "points": 1,
            "activities": ["double"] }]);
        for earning in [held, capped] {
            if fits {
                assert_eq!(findings("/earning", earning), []);
            } else {
                refused("/earning", earning, &at, "budget_beside_cap");
            }
        }
    }
}

#[test]
fn a_referral_gives_to_one_of_the_two() {
    let referrals = "/referrals";
    let (referrer, bonus) = ("/referrals/referrer", json!({ "points": 1 }));
    assert_eq!(findings(referrals, json!({ "referrer": bonus })), []);
    let limited = json!({ "referred": bonus, "most_in": "year", "most": 1 });
    assert_eq!(findings(referrals, limited), []);
    refused(referrals, json!({}), referrer, "missing");
    let none = json!({ "referrer": { "points": 0 } });
    refused(
        referrals,
        none,
        "/referrals/referrer/points",
        "out_of_range",
    );
    let daily = json!({ "referrer": bonus, "most_in": "day" });
    refused(referrals, daily, "/referrals/most_in", "not_a_choice");
}

#[test]
fn a_condition_names_facts_that_are_listed() {
    let when = "/earning/activities/0/when";
    let student = json!({ "any": [{ "facts": ["student"] }, { "birthday": true }] });
    let at = format!("{when}/any/0/facts");
    refused(when, student, &at, "no_such_fact");
    assert_eq!(findings(when, json!({ "birthday": true })), []);
}
