//! Random histories of one member: what is asked next, and when.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::drawn::EFFECTIVE_FROM;
use super::civil::{DAY, MINUTE, read, write};
use super::compare::{Both, Given};

/// Numbers without end from a seed, the same ones each time (SplitMix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    fn number(&mut self, end: i64) -> i64 {
        i64::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn pick<'v, T: ?Sized>(&mut self, values: &[&'v T]) -> &'v T {
        values[self.below(values.len())]
    }
}

/// How many commands were accepted and refused, by name and code.
#[derive(Default)]
pub(crate) struct Counts(BTreeMap<(String, u16), u64>);

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for ((name, code), count) in &self.0 {
            writeln!(f, "{name:20} {code:5} {count:9}")?;
        }
        Ok(())
    }
}

/// What the policy names, and what the member did so far, by ids.
struct Known {
    tiers: Vec<String>,
    reasons: Vec<String>,
    orders: Vec<String>,
    refunds: Vec<String>,
    adjustments: Vec<String>,
}

impl Known {
    fn of(documents: &[Value]) -> Self {
        let tiers = documents
            .iter()
            .flat_map(|document| listed(&document["tiers"], "steps"));
        let reasons = documents
            .iter()
            .flat_map(|document| listed(&document["refunds"], "reasons"));
        Self {
            tiers: ids(tiers, "id"),
            reasons: ids(reasons, "id"),
            orders: Vec::new(),
            refunds: Vec::new(),
            adjustments: Vec::new(),
        }
    }
}

/// Runs a history of a drawn length; the commands so far, and how the two differ if they do.
pub(crate) fn run(
    chance: &mut Chance,
    documents: &[Value],
    both: &mut Both,
    commands: &mut Vec<Given>,
    counts: &mut Counts,
) -> Result<(), String> {
    let mut now = read("2023-12-15T09:00:00Z") + chance.number(120 * DAY);
    let mut known = Known::of(documents);
    let first = read(EFFECTIVE_FROM[1]) - chance.number(2 * DAY);
    if chance.one_in(4) {
        now = first;
    }
    let consents = json!([{ "document": "user-agreement", "version": 1 },
        { "document": "privacy-policy", "version": 1 }]);
    let register = json!({ "register_member": { "member": "m-1", "consents": consents } });
    commands.push((now, register));
    let length = 4 + chance.below(40);
    for number in 0..=length {
        if number > 0 {
            let view = both.view(now);
            now = later(chance, now, &view);
            let command = command(chance, now, number, both, &mut known);
            commands.push((now, command));
        }
        let given = &commands[number];
        let answer = both.give(given)?;
        let name = given.1.as_object().unwrap().keys().next().unwrap().clone();
        *counts
            .0
            .entry((name, answer.err().unwrap_or(0)))
            .or_default() += 1;
    }
    both.look_afterwards(now)
}

/// The next moment: soon, days or years later, or just when something falls due.
fn later(chance: &mut Chance, now: i64, view: &Value) -> i64 {
    let waits = listed(view, "orders").any(|order| order["progress"]["placed"].is_object());
    if waits && !chance.one_in(3) {
        return now + chance.number(MINUTE / 2);
    }
    match chance.below(20) {
        0..9 => now + chance.number(MINUTE),
        9..11 => now + chance.number(DAY / 6),
        11..13 => now + chance.number(5 * DAY),
        13 => now + chance.number(60 * DAY),
        14 if chance.one_in(3) => {
            let begins = EFFECTIVE_FROM
                .map(read)
                .into_iter()
                .find(|from| *from > now);
            begins.map_or(now, |from| from + chance.number(3) - 1)
        }
        14 if chance.one_in(2) => now + chance.number(800 * DAY),
        15 => read(&format!("{}T00:00:00Z", &write(now + DAY)[..10])),
        _ => match view["next_due"].as_str() {
            Some(due) => (read(due) + chance.number(3) - 1).max(now),
            None => now,
        },
    }
}

/// The ids of what the view lists.
fn ids<'v>(list: impl Iterator<Item = &'v Value>, name: &str) -> Vec<String> {
    let ids = list.filter_map(|one| one[name].as_str());
    ids.map(str::to_owned).collect()
}

fn listed<'v>(view: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    view[name].as_array().into_iter().flatten()
}

fn refunds(view: &Value) -> impl Iterator<Item = &Value> {
    listed(view, "sales").flat_map(|sale| listed(sale, "refunds"))
}

/// One of those that the act is for, mostly; or one of the last few, whatever became of it.
fn one_of(chance: &mut Chance, fitting: &[String], known: &[String]) -> String {
    if fitting.is_empty() || chance.one_in(8) {
        return recent(chance, known);
    }
    fitting[chance.below(fitting.len())].clone()
}

/// One of the last few.
fn recent(chance: &mut Chance, ids: &[String]) -> String {
    let few = ids.len().min(4);
    if few == 0 {
        return "none".to_owned();
    }
    ids[ids.len() - 1 - chance.below(few)].clone()
}

fn line(chance: &mut Chance) -> Value {
    let category = chance.pick(&["books", "tea", "home", "gift_card", "voucher", "deposit"]);
    let quantity = 1 + chance.number(4);
    let most = [2_000, 40_000, 400_000, 2_000_000, 8_000_000][chance.below(5)];
    let price = match chance.below(4) {
        0 => [0, 1_000, 10_000, 100_000, 1_000_000, 33_340][chance.below(6)],
        _ => chance.number(most),
    };
    let mut line = json!({ "sku": chance.pick(&["a", "b", "SAMPLE-0"]), "category": category,
        "quantity": quantity, "unit_price_minor": price });
    if chance.one_in(4) {
        line["discount_minor"] = json!(chance.number(price * quantity + 1));
    }
    if chance.one_in(4) {
        let net = price * quantity - line["discount_minor"].as_i64().unwrap_or(0);
        line["tax_minor"] = json!(chance.number(net + 1));
    }
    if chance.one_in(4) {
        line["labels"] = json!(["fair"]);
    }
    if chance.one_in(2) {
        line["brand"] = json!(category);
    }
    if chance.one_in(60) {
        let wrong = chance.pick(&[
            "quantity",
            "unit_price_minor",
            "discount_minor",
            "tax_minor",
        ]);
        line[wrong] = json!(if wrong == "quantity" {
            0
        } else {
            [-1_i64, 1 << 40][chance.below(2)]
        });
    }
    line
}

fn cart(chance: &mut Chance, now: i64, both: &Both, view: &Value) -> Value {
    let lines = 1 + chance.below(3);
    let lines: Vec<Value> = (0..lines).map(|_| line(chance)).collect();
    let mut cart = json!({ "lines": lines });
    let available = view["available_points"].as_i64().unwrap_or(0);
    let most = both.most_points(now, &cart);
    let asked = match chance.below(12) {
        0 => available,
        1 => available + 1,
        2 => chance.number(available + 1),
        3 => chance.number(6_000),
        4 => [50, 100, 500, 1_000][chance.below(4)],
        5..9 => most,
        _ => 0,
    };
    if asked > 0 {
        cart["offset_points"] = json!(asked);
    }
    if chance.one_in(3) {
        cart["shipping_minor"] = json!([0, 800, 12_345][chance.below(3)]);
    }
    if chance.one_in(2) {
        cart["channel"] = json!(chance.pick(&["app", "web", "kiosk"]));
    }
    cart
}

/// When an act happened that is recorded now: mostly now.
fn occurred(chance: &mut Chance, now: i64, command: &mut Value) {
    if chance.one_in(6) {
        let most = [20, 1_500, 43_300][chance.below(3)];
        command["occurred_at"] = json!(write(now - chance.number(most) * MINUTE));
    }
}

fn refund_lines(chance: &mut Chance) -> Value {
    let named = (0..chance.below(3)).map(|_| {
        json!({ "line": chance.number(3), "quantity": 1 + chance.number(3) - chance.number(2) })
    });
    json!(named.collect::<Vec<_>>())
}

/// The cash that is approved for a refund.
fn approved(view: &Value, refund: &str) -> i64 {
    let found = refunds(view).find(|one| one["id"] == refund);
    found.map_or(0, |one| {
        one["step"]["approved"]["cash_minor"].as_i64().unwrap_or(0)
    })
}

fn due(view: &Value, order: &str) -> i64 {
    let found = listed(view, "orders").find(|one| one["id"] == order);
    found.map_or(0, |one| one["cash_minor"].as_i64().unwrap())
}

fn command(chance: &mut Chance, now: i64, number: usize, both: &Both, known: &mut Known) -> Value {
    let view = &both.view(now);
    let member = "m-1";
    // Now and then an id that was used.
    let fresh = |chance: &mut Chance, kind: &str| {
        let number = if chance.one_in(40) {
            number / 2
        } else {
            number
        };
        format!("{kind}-{number}")
    };
    let is_placed = |order: &&Value| order["progress"]["placed"].is_object();
    let placed = ids(listed(view, "orders").filter(is_placed), "id");
    let paid = ids(
        listed(view, "orders").filter(|order| !is_placed(order)),
        "id",
    );
    let sales = ids(listed(view, "sales"), "order");
    let is_approved = |refund: &&Value| refund["step"]["approved"].is_object();
    let to_review = ids(refunds(view).filter(|refund| !is_approved(refund)), "id");
    let to_pay = ids(refunds(view).filter(is_approved), "id");
    let waiting = ids(listed(view, "adjustments"), "adjustment");
    // What is asked: more often what there is something for.
    let many = |all: &[String], most: usize| if all.is_empty() { 1 } else { most };
    let weights = [
        ("place", 10),
        ("pay", many(&placed, 16)),
        ("cancel", many(&placed, 2)),
        ("settle", many(&paid, 4)),
        ("refund", many(&sales, 9)),
        ("review", many(&to_review, 6)),
        ("withdraw", many(&to_review, 2)),
        ("pay_back", many(&to_pay, 5)),
        ("tier", 1),
        ("adjust", 3),
        ("approve", many(&waiting, 5)),
        ("task", 3),
        ("tick", 2),
    ];
    let all = weights
        .iter()
        .flat_map(|(act, weight)| std::iter::repeat_n(*act, *weight));
    let all: Vec<&str> = all.collect();
    let (name, mut command) = match chance.pick(&all) {
        "place" => {
            let order = fresh(chance, "o");
            known.orders.push(order.clone());
            let mut placing = json!({ "order": order, "cart": cart(chance, now, both, view) });
            occurred(chance, now, &mut placing);
            ("place_order", placing)
        }
        "pay" => {
            let order = one_of(chance, &placed, &known.orders);
            let wrong = i64::from(chance.one_in(30));
            let mut paying = json!({ "order": order, "payment": fresh(chance, "p"),
                "amount_minor": due(view, &order) + wrong });
            occurred(chance, now, &mut paying);
            ("pay_order", paying)
        }
        "cancel" => (
            "cancel_order",
            json!({ "order": one_of(chance, &placed, &known.orders) }),
        ),
        "settle" => (
            "settle_order",
            json!({ "order": one_of(chance, &paid, &known.orders) }),
        ),
        "refund" => {
            let refund = fresh(chance, "r");
            known.refunds.push(refund.clone());
            let asking = json!({ "order": one_of(chance, &sales, &known.orders), "refund": refund,
                "reason": one_of(chance, &known.reasons, &[]), "lines": refund_lines(chance) });
            ("request_refund", asking)
        }
        "review" => {
            let verdict = if chance.one_in(5) {
                "refuse"
            } else {
                "approve"
            };
            let refund = one_of(chance, &to_review, &known.refunds);
            (
                "review_refund",
                json!({ "refund": refund, "verdict": verdict }),
            )
        }
        "withdraw" => (
            "withdraw_refund",
            json!({ "refund": one_of(chance, &to_review, &known.refunds) }),
        ),
        "pay_back" => {
            let refund = one_of(chance, &to_pay, &known.refunds);
            let amount = approved(view, &refund) + i64::from(chance.one_in(20));
            let paying =
                json!({ "refund": refund, "payment": fresh(chance, "b"), "amount_minor": amount });
            ("pay_refund", paying)
        }
        "tier" => {
            let days = [0, 1, 200][chance.below(3)];
            let until = now + chance.number(days * DAY + 2) - 1;
            let reason = if chance.one_in(20) {
                "bribe"
            } else {
                "goodwill"
            };
            let setting = json!({ "tier": one_of(chance, &known.tiers, &[]), "until": write(until),
                "reason": reason, "by": "clerk-1" });
            ("set_tier", setting)
        }
        "adjust" => {
            let adjustment = fresh(chance, "a");
            known.adjustments.push(adjustment.clone());
            let points = match chance.below(4) {
                0 => [0, 500, 501, 1_000, -1_000, -1_001][chance.below(6)],
                1 => -view["available_points"].as_i64().unwrap_or(0) - i64::from(chance.one_in(4)),
                _ => chance.number(6_000) - 3_000,
            };
            let reason = if chance.one_in(20) {
                "bribe"
            } else {
                "goodwill"
            };
            let adjusting = json!({ "adjustment": adjustment, "points": points, "reason": reason,
                "by": "clerk-1" });
            ("adjust_points", adjusting)
        }
        "approve" => {
            let adjustment = one_of(chance, &waiting, &known.adjustments);
            let by = chance.pick(&["clerk-1", "clerk-2", "clerk-3"]);
            let name = if chance.one_in(4) {
                "reject_adjustment"
            } else {
                "approve_adjustment"
            };
            (name, json!({ "adjustment": adjustment, "by": by }))
        }
        "task" => {
            let task = chance.pick(&[
                "check-in", "check-in", "check-in", "review", "profile", "none",
            ]);
            let mut completing = json!({ "task": task });
            if chance.one_in(3) {
                completing["occurrence"] = json!(fresh(chance, "t"));
            }
            occurred(chance, now, &mut completing);
            ("complete_task", completing)
        }
        _ if chance.one_in(30) => ("register_member", json!({ "consents": [] })),
        _ => ("tick", json!({})),
    };
    command["member"] = json!(member);
    json!({ name: command })
}
