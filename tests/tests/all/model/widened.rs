//! What policies of the histories have beside what is drawn for the other properties: what these
//! histories reach.

use serde_json::{Value, json};

use super::super::drawn::{documents, rounded_down_where_carried};
use super::history::Chance;

/// Zones whose clocks change, at midnight too, or never do.
const ZONES: [&str; 6] = [
    "America/Santiago",
    "Pacific/Auckland",
    "Asia/Beirut",
    "UTC",
    "America/New_York",
    "Asia/Shanghai",
];

fn rules() -> Vec<Value> {
    vec![
        json!({ "id": "m-step", "kind": "step", "points": 7, "per": "50.000" }),
        json!({ "id": "m-unit", "kind": "unit", "points": 3, "scope": { "only_categories": ["tea"] } }),
        json!({ "id": "m-order", "kind": "order", "points": 45, "scope": { "not_brands": ["home"] } }),
        json!({ "id": "m-rate", "kind": "rate", "points": 1, "per": "0.700",
            "when": { "amount_at_least": "100.000" } }),
        json!({ "id": "m-stop", "kind": "rate", "points": 2, "per": "3.000", "stop": true,
            "scope": { "only_labels": ["fair"] } }),
    ]
}

fn activities() -> Vec<Value> {
    let always = |id: &str, multiplier: &str| {
        json!({ "id": id, "multiplier": multiplier,
            "from": "2020-01-01T00:00:00Z", "until": "2090-01-01T00:00:00Z" })
    };
    let mut half = always("m-half", "0.5");
    half["scope"] = json!({ "only_categories": ["books", "tea"] });
    let mut third = always("m-third", "4/3");
    third["when"] = json!({ "weekdays": ["mon", "wed", "fri"] });
    let mut leap = always("m-leap", "3");
    leap["from"] = json!("2024-02-29T00:00:00+13:00");
    leap["until"] = json!("2024-03-01T00:00:00-10:00");
    vec![half, third, leap, always("m-twice", "2")]
}

/// Rules in groups, and rules and activities held to what they may give.
fn in_groups_and_bounds(earning: &mut Value, chance: &mut Chance) {
    if chance.one_in(3) {
        earning["rule_stacking"] = json!("best");
    }
    let mut caps = earning["caps"].as_array().cloned().unwrap_or_default();
    for (list, most) in [("rules", [60, 900, 7_000]), ("activities", [5, 120, 3_000])] {
        let Some(all) = earning.get_mut(list).and_then(Value::as_array_mut) else {
            continue;
        };
        for one in all.iter_mut() {
            if list == "rules" && chance.one_in(3) {
                one["group"] = json!(["m-this", "m-that"][chance.below(2)]);
            }
            if chance.one_in(4) {
                let over = ["take", "refuse"][chance.below(2)];
                one["most"] = json!({ "points": most[chance.below(3)], "over": over });
            }
        }
        let ids: Vec<Value> = all.iter().map(|one| one["id"].clone()).collect();
        if ids.is_empty() || chance.one_in(2) {
            continue;
        }
        let period = ["order", "day", "week", "month", "year", "lifetime"][chance.below(6)];
        let over = ["take", "refuse"][chance.below(2)];
        let named: Vec<&Value> = ids.iter().filter(|_| chance.one_in(2)).collect();
        if !named.is_empty() {
            caps.push(
                json!({ "id": format!("m-{list}"), "period": period, "over": over,
                "points": most[chance.below(3)], list: named }),
            );
        }
    }
    earning["caps"] = json!(caps);
}

/// Options of refunds that are drawn once more, so that every pair of them is met.
const REFUNDS: [(&str, &[&str]); 6] = [
    (
        "between_tenders",
        &["pro_rata", "cash_first", "tenders_first"],
    ),
    ("when_overdue", &["wait", "approve"]),
    ("tenders", &["pro_rata", "points_first", "cash_first"]),
    ("clawback_from", &["own_lot", "first_expiring"]),
    ("shortfall", &["debt", "write_off", "cash"]),
    ("undo_tier", &["at_review", "at_once", "never"]),
];

/// Points are earned by the hundred, at once, pay for nearly everything, and goods may be given back
/// without review: so holds, debt and what goes back meet each other.
fn points_go_far(json: &mut Value) {
    let earning = json["earning"].as_object_mut().unwrap();
    let many = json!({ "id": "m-many", "kind": "rate", "points": 1, "per": "0.020" });
    earning["rules"].as_array_mut().unwrap().push(many);
    earning.remove("caps");
    earning.remove("pending_days");
    earning.insert("pending".into(), json!("none"));
    let days = json["offset"]["reinstate_days"].as_i64().unwrap_or(30);
    json["offset"] = json!({ "points": 100, "worth": "1.000", "reinstate_days": days });
    let reasons = json
        .get_mut("refunds")
        .and_then(|refunds| refunds["reasons"].as_array_mut());
    for reason in reasons.into_iter().flatten() {
        reason["review"] = json!(false);
        reason["within_days"] = json!(365);
    }
}

/// Tiers by several ways, and kept by less; what histories reach.
fn several_ways(tiers: &mut Value, chance: &mut Chance) {
    let by_points = tiers["qualifying"].is_object();
    let steps = tiers["steps"].as_array_mut().unwrap();
    for (place, step) in steps.iter_mut().enumerate().skip(1) {
        let step = step.as_object_mut().unwrap();
        step.remove("enter_spend");
        step.remove("enter_points");
        let many = i64::try_from(place).unwrap();
        let all = [
            json!({ "spend": (100 * many).to_string(), "orders": 1 + many }),
            json!({ "activity_points": 12 * many }),
            json!({ "credit": 550 + 50 * many }),
            json!({ "orders": 2 * many }),
            json!({ "spend": (300 * many).to_string() }),
            json!({ "activity_points": 6 * many, "credit": 500 + 50 * many }),
            json!({ "invitation": true }),
            json!({ "invitation": true, "orders": 1 }),
            json!({ "points": 80 * many }),
        ];
        let all = &all[..all.len() - usize::from(!by_points)];
        for (name, least) in [("enter_any", 1), ("retain_any", 0)] {
            let ways = (0..least + chance.below(3)).map(|_| all[chance.below(all.len())].clone());
            let ways: Vec<Value> = ways.collect();
            step.remove(name);
            if !ways.is_empty() {
                step.insert(name.into(), json!(ways));
            }
        }
    }
}

/// Tiers that give something, of the tiers below them too.
fn giving(tiers: &mut Value, chance: &mut Chance) {
    let steps = tiers["steps"].as_array_mut().unwrap();
    let mut below: Vec<Value> = Vec::new();
    for step in steps {
        let rounding = chance.pick(&["floor", "ceil", "half_up", "half_even"]);
        let share = chance.pick(&["0.05", "1/3", "1"]);
        let period = chance.pick(&["lifetime", "day", "week", "month", "year"]);
        let per = chance.pick(&["0.700", "3", "20"]);
        let all = [
            json!({ "id": "off", "discount": { "share": share, "rounding": rounding } }),
            json!({ "id": "some-off", "discount": { "share": "0.1", "most": "9",
                "with_voucher": false, "with_shop_discount": false,
                "scope": { "only_categories": ["books", "tea"] } } }),
            json!({ "id": "post", "free_shipping": { "least": "30", "most": 1 + chance.below(2),
                "most_in": period, "when_all_back": chance.pick(&["keep", "give_back"]) } }),
            json!({ "id": "any-post", "free_shipping": {} }),
            json!({ "id": "back", "rebate": { "points": 1 + chance.below(3), "per": per,
                "rounding": rounding } }),
            json!({ "id": "tea-back", "rebate": { "points": 7, "per": "1", "most_points": 500,
                "scope": { "not_categories": ["deposit"] } } }),
            json!({ "id": "lounge", "quota": { "most": 1 + chance.below(2), "most_in": period } }),
            json!({ "id": "early", "priority": 3 }),
        ];
        let mut has: Vec<&Value> = all.iter().filter(|_| chance.one_in(2)).collect();
        // Of what may be there once, the first.
        for kind in ["free_shipping", "rebate"] {
            let mut seen = false;
            has.retain(|one| !(one[kind].is_object() && std::mem::replace(&mut seen, true)));
        }
        step["grants"] = json!(has);
        step["includes"] = match below.len() {
            0 => Value::Null,
            lower if chance.one_in(2) => below[chance.below(lower)].clone(),
            _ => Value::Null,
        };
        if step["includes"].is_null() {
            step.as_object_mut().unwrap().remove("includes");
        }
        below.push(step["id"].clone());
    }
}

/// Offers that a history has the points for, of few units.
fn cheap_offers(mall: &mut Value, chance: &mut Chance) {
    for offer in mall["offers"].as_array_mut().unwrap() {
        offer["points"] = json!([1, 20, 75][chance.below(3)]);
        if chance.one_in(3) {
            offer["stock"] = json!(chance.below(4));
        }
        if chance.one_in(3) {
            offer["most"] = json!(1 + chance.below(3));
            offer["most_in"] = json!(chance.pick(&["lifetime", "day", "week", "month", "year"]));
        }
        if chance.one_in(3) {
            offer["cash"] = json!("4");
        }
        if chance.one_in(4) {
            offer["voucher"] = json!({ "amount": "7", "valid_days": 1 + chance.below(60),
                "with_points": chance.one_in(2) });
            if chance.one_in(2) {
                offer["voucher"]["revive_days"] = json!(3);
            }
        }
        if chance.one_in(8) {
            offer["from"] = json!("2024-03-01T00:00:00Z");
            offer["until"] = json!("2024-09-01T00:00:00Z");
        }
    }
}

/// Households whose limits a history reaches, and that it leaves and is in again.
fn household(chance: &mut Chance) -> Value {
    let mut terms = json!({
        "most_members": 2 + chance.below(2),
        "takes": chance.pick(&["every_member", "every_member", "head_only"]),
        "least": 1 + chance.below(3),
        "validity": chance.pick(&["keep", "restart"]),
        "on_leaving": chance.pick(&["give_back", "stay"]),
        "wait_days": chance.below(3),
        "invite_days": 1 + chance.below(3),
    });
    for (limit, most) in [("put_per_day", 40), ("put_per_month", 90)] {
        for limit in [limit.to_owned(), limit.replace("put", "taken")] {
            if chance.one_in(3) {
                terms[format!("most_{limit}")] = json!(most * [1, 20][chance.below(2)]);
            }
        }
    }
    terms
}

/// Referrals that a history reaches.
fn referrals(chance: &mut Chance) -> Value {
    let within = [1, 30, 300][chance.below(3)];
    let mut terms = json!({ "due": chance.pick(&["settled", "paid", "at_once"]),
        "within_days": within, "referrer": { "points": 40 } });
    if chance.one_in(2) {
        terms["referred"] = json!({ "points": 7, "pending_days": 1 + chance.below(3) });
    }
    if chance.one_in(2) {
        terms["most"] = json!(1);
        terms["most_in"] = json!(chance.pick(&["lifetime", "year", "month"]));
    }
    terms
}

/// What the drawn documents seldom or never have.
pub(crate) fn widen(json: &mut Value, chance: &mut Chance) {
    if chance.one_in(2) {
        json["zone"] = json!(chance.pick(&ZONES));
    }
    for (list, more) in [("rules", rules()), ("activities", activities())] {
        let mut all = json["earning"][list]
            .as_array()
            .cloned()
            .unwrap_or_default();
        for one in more {
            if chance.one_in(4) {
                all.insert(chance.below(all.len() + 1), one);
            }
        }
        json["earning"][list] = json!(all);
    }
    let activities = json["earning"]["activities"].as_array_mut().unwrap();
    for one in activities.iter_mut() {
        if !chance.one_in(3) {
            continue;
        }
        let most = [5, 120, 3_000, 100_000][chance.below(4)];
        let over = chance.pick(&["take", "refuse"]);
        one["budget"] = match chance.below(3) {
            0 => json!({ "points": most, "over": over }),
            1 => json!({ "points": most, "per_member": 1 + most / 2, "over": over }),
            _ => json!({ "per_member": most, "over": over }),
        };
    }
    if chance.one_in(4) {
        in_groups_and_bounds(&mut json["earning"], chance);
    }
    if chance.one_in(4) {
        json["earning"]["remainders"] = json!("carried");
    }
    rounded_down_where_carried(&mut json["earning"]);
    if chance.one_in(3) {
        let window = chance.below(3);
        let tiers = json["tiers"].as_object_mut().unwrap();
        tiers.remove("window_days");
        tiers.remove("window_months");
        tiers.insert(
            "window".into(),
            json!(["rolling", "calendar_year", "lifetime"][window]),
        );
        if window == 0 {
            tiers.insert(
                "window_days".into(),
                json!([1, 7, 30, 366][chance.below(4)]),
            );
        }
    }
    if chance.one_in(3) {
        several_ways(&mut json["tiers"], chance);
    }
    if chance.one_in(3) {
        let steps = json["tiers"]["steps"].as_array().unwrap();
        let above: Vec<Value> = steps[1..].iter().map(|step| step["id"].clone()).collect();
        let keeps = [
            json!({ "spend": "60" }),
            json!({ "orders": 1, "credit": 600 }),
        ];
        let tier = |id: &Value| json!({ "tier": id, "keep_any": [keeps[chance.below(2)]] });
        let tiers: Vec<Value> = above.iter().map(tier).collect();
        if !tiers.is_empty() {
            let days = [1, 40, 366][chance.below(3)];
            let mut terms = json!({ "most_days": days, "tiers": tiers });
            if chance.one_in(2) {
                terms["again_months"] = json!(1 + chance.below(5));
            }
            json["tiers"]["status_match"] = terms;
        }
    }
    if chance.one_in(2) {
        giving(&mut json["tiers"], chance);
    }
    if chance.one_in(4) {
        let steps = json["tiers"]["steps"].as_array().unwrap();
        let floor = steps[chance.below(steps.len())]["id"].clone();
        json["tiers"]["floor"] = floor;
    }
    if chance.one_in(2) {
        json["orders"]["past_skew_minutes"] = json!(43_200);
    }
    if chance.one_in(2) {
        let within = [1, 30, 366][chance.below(3)];
        let alone = chance.pick(&["0", "100", "1000"]);
        json["orders"]["offline"] = json!({ "claim_within_days": within, "alone_up_to": alone,
            "review_days": 1 + chance.below(9), "refusal_reasons": ["illegible"],
            "when_overdue": chance.pick(&["wait", "approve", "lapse"]) });
    }
    if chance.one_in(2) {
        json["tiers"]["by_hand"] = json!(["goodwill"]);
    }
    let at_random = documents()
        .iter()
        .find(|one| one["id"] == "standard")
        .unwrap();
    for table in ["refunds", "adjustments", "tasks", "mall", "transfers"] {
        if json.get(table).is_none() && !chance.one_in(4) {
            json[table] = at_random[table].clone();
        }
    }
    let keeps_house = json.get("household").is_some();
    if chance.one_in(if keeps_house { 2 } else { 6 }) {
        json["household"] = household(chance);
    }
    if chance.one_in(2) {
        json["referrals"] = referrals(chance);
    }
    if json.get("mall").is_some() && chance.one_in(2) {
        cheap_offers(&mut json["mall"], chance);
    }
    if chance.one_in(2) {
        points_go_far(json);
    }
    if json.get("refunds").is_some() {
        for (option, values) in REFUNDS {
            if chance.one_in(2) {
                json["refunds"][option] = json!(chance.pick(values));
            }
        }
        if chance.one_in(2) {
            let points = chance.pick(&["reinstate", "keep"]);
            let days = [0, 20, 500][chance.below(3)];
            json["refunds"]["chargebacks"] = json!({ "within_days": days, "points": points });
        }
    }
    if let Some(tasks) = json.get_mut("tasks").and_then(Value::as_array_mut) {
        for task in tasks.iter_mut().filter(|task| task["repeat"] == "streak") {
            task["streak_days"] = json!([2, 3, 7][chance.below(3)]);
        }
        for task in tasks.iter_mut().filter(|task| task["repeat"] == "daily") {
            if chance.one_in(4) {
                task["repeat"] = json!("yearly");
            }
        }
    }
}
