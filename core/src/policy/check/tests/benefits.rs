//! Benefits and trials as documents say them.

use serde_json::{Value as Json, json};

use super::{checked, document, findings};
use crate::policy::BenefitKind;

fn step(id: &str, spend: &str, more: &Json) -> Json {
    let mut step = json!({ "id": id, "name": { "zh": "级", "en": "T" }, "enter_spend": spend });
    for (name, value) in more.as_object().unwrap() {
        step[name] = value.clone();
    }
    step
}

/// Findings where silver and gold, above the first tier, say this.
fn two(silver: &Json, gold: &Json) -> Vec<(String, String)> {
    let steps = json!([
        step("ordinary", "0", &json!({})),
        step("silver", "10", silver),
        step("gold", "20", gold),
    ]);
    findings("/tiers/steps", steps)
}

fn found(at: &str, code: &str) -> Vec<(String, String)> {
    vec![(format!("/tiers/steps/{at}"), code.to_owned())]
}

#[test]
fn a_benefit_is_of_one_kind_and_takes_something_off() {
    let with = |benefit: Json| two(&json!({ "grants": [benefit] }), &json!({}));
    let share = |share: &str| json!({ "id": "b", "discount": { "share": share } });
    for good in [
        json!({ "id": "b" }),
        share("1"),
        share("0.0001"),
        json!({ "id": "b", "free_shipping": {} }),
        json!({ "id": "b", "rebate": { "points": 1, "per": "0.01" } }),
        json!({ "id": "b", "quota": { "most": 1, "most_in": "day" } }),
        json!({ "id": "b", "priority": 0 }),
        json!({ "id": "b", "priority": 9 }),
    ] {
        assert_eq!(with(good.clone()), [], "{good}");
    }
    for (bad, at, code) in [
        (share("0"), "/discount/share", "discount_of_nothing"),
        (share("1.01"), "/discount/share", "share_above_one"),
        (
            json!({ "id": "b", "discount": { "share": "0.1", "most": "0" } }),
            "/discount/most",
            "discount_of_nothing",
        ),
        (
            json!({ "id": "b", "priority": 10 }),
            "/priority",
            "out_of_range",
        ),
        (
            json!({ "id": "b", "rebate": { "points": 1, "per": "0" } }),
            "/rebate/per",
            "per_not_positive",
        ),
        (
            json!({ "id": "b", "free_shipping": { "most_in": "month" } }),
            "/free_shipping/most_in",
            "not_here",
        ),
        (
            json!({ "id": "b", "free_shipping": { "when_all_back": "give_back" } }),
            "/free_shipping/when_all_back",
            "not_here",
        ),
        (
            json!({ "id": "b", "quota": { "most": 0, "most_in": "day" } }),
            "/quota/most",
            "out_of_range",
        ),
        (
            json!({ "id": "b", "quota": { "most": 1, "most_in": "balance" } }),
            "/quota/most_in",
            "not_a_choice",
        ),
        (
            json!({ "id": "b", "priority": 1, "free_shipping": {} }),
            "",
            "benefit_of_two_kinds",
        ),
    ] {
        assert_eq!(
            with(bad.clone()),
            found(&format!("1/grants/0{at}"), code),
            "{bad}"
        );
    }
}

#[test]
fn a_tier_includes_a_lower_one_and_has_one_of_what_acts_once() {
    let nothing = json!({});
    let includes = |tier: &str| json!({ "includes": tier });
    assert_eq!(two(&includes("ordinary"), &includes("silver")), []);
    for (tier, code) in [
        ("gold", "includes_not_below"),
        ("silver", "includes_not_below"),
        ("iron", "no_such_tier"),
    ] {
        assert_eq!(
            two(&includes(tier), &nothing),
            found("1/includes", code),
            "{tier}"
        );
    }
    let grants = |all: Json| json!({ "grants": all });
    let free = |id: &str| json!({ "id": id, "free_shipping": {} });
    let twice = grants(json!([free("a"), free("b")]));
    assert_eq!(
        two(&twice, &nothing),
        found("1/grants/1", "benefit_kind_twice")
    );
    let same = grants(json!([{ "id": "a" }, { "id": "a", "priority": 1 }]));
    assert_eq!(two(&same, &nothing), found("1/grants/1/id", "id_twice"));
    let off = |id: &str| json!({ "id": id, "discount": { "share": "0.1" } });
    assert_eq!(two(&grants(json!([off("a"), off("b")])), &nothing), []);
    let many = |from: usize, count: usize| -> Json {
        grants(
            (from..from + count)
                .map(|n| json!({ "id": format!("b{n}") }))
                .collect(),
        )
    };
    let above = |count: usize| {
        let mut gold = many(100, count);
        gold["includes"] = json!("silver");
        two(&many(0, 16), &gold)
    };
    assert_eq!(above(16), []);
    assert_eq!(above(17), found("2", "too_many_benefits"));
}

#[test]
fn what_a_tier_includes_is_written_out_its_own_first() {
    let mut json = document();
    json["tiers"]["steps"] = json!([
        step("ordinary", "0", &json!({ "benefits": ["basic"] })),
        step(
            "silver",
            "10",
            &json!({ "includes": "ordinary", "benefits": ["desk"], "grants": [
            { "id": "support", "priority": 3 }, { "id": "post", "free_shipping": {} },
            { "id": "lounge", "quota": { "most": 1, "most_in": "day" } }] })
        ),
        step(
            "gold",
            "20",
            &json!({ "includes": "silver", "grants": [
            { "id": "early", "priority": 6 },
            { "id": "lounge", "quota": { "most": 2, "most_in": "day" } }] })
        ),
    ]);
    let policy = checked(&json).policy.unwrap();
    let gold = &policy.tiers.steps[2];
    let names: Vec<_> = gold.benefits.iter().map(|name| name.as_str()).collect();
    assert_eq!(names, ["basic", "desk"]);
    let ids: Vec<_> = gold.grants.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["early", "lounge", "post"]);
    assert_eq!(gold.grants[0].kind, BenefitKind::Priority(6));
    assert_eq!(gold.grants[1].quota().map(|quota| quota.most), Some(2));
}

#[test]
fn trials_are_of_tiers_above_the_first_and_invitations_are_asked_for_or_not() {
    let at = "/tiers/status_match";
    let tiers = |tier: &str| json!([{ "tier": tier, "keep_any": [{ "spend": "1" }] }]);
    let first = document()["tiers"]["steps"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let second = document()["tiers"]["steps"][1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let terms = |days: u16, tier: &str| json!({ "most_days": days, "tiers": tiers(tier) });
    assert_eq!(findings(at, terms(366, &second)), []);
    let wrong = |field: &str, code: &str| vec![(format!("{at}/{field}"), code.to_owned())];
    assert_eq!(
        findings(at, terms(367, &second)),
        wrong("most_days", "out_of_range")
    );
    assert_eq!(
        findings(at, terms(1, &first)),
        wrong("tiers/0/tier", "first_tier_not_matched")
    );
    assert_eq!(
        findings(at, terms(1, "iron")),
        wrong("tiers/0/tier", "no_such_tier")
    );
    let invited = json!({ "most_days": 1, "tiers": [{ "tier": second,
        "keep_any": [{ "invitation": true }] }] });
    assert_eq!(
        findings(at, invited),
        wrong("tiers/0/keep_any/0/invitation", "unknown_field")
    );
    let way = |is: bool| {
        let mut silver = step("gold", "0", &json!({ "enter_any": [{ "invitation": is }] }));
        silver.as_object_mut().unwrap().remove("enter_spend");
        findings(
            "/tiers/steps",
            json!([step("ordinary", "0", &json!({})), silver]),
        )
    };
    assert_eq!(way(true), []);
    assert_eq!(
        way(false),
        found("1/enter_any/0/invitation", "criteria_empty")
    );
}
