//! What is asked in a history: of any kind, mostly where there is something for it.

use serde_json::{Value, json};

use super::carts::cart;
use super::civil::{DAY, MINUTE, read, write};
use super::compare::{Both, MEMBERS};
use super::history::Chance;
use super::homes::Home;
use super::spins::Spins;

/// What the policy names, and what the member did so far, by ids.
pub(crate) struct Known {
    tiers: Vec<String>,
    reasons: Vec<String>,
    orders: Vec<String>,
    refunds: Vec<String>,
    adjustments: Vec<String>,
    offers: Vec<String>,
    redemptions: Vec<String>,
    chargebacks: Vec<String>,
    occurrences: Vec<String>,
    households: Vec<String>,
    is_homely: bool,
    /// The terms of draws, and whether the member mostly plays.
    draws: Vec<Value>,
    plays: bool,
    /// Whether any version has households.
    keeps_house: bool,
    /// Whether it was said who brought in the member.
    pub(crate) was_referred: bool,
}

impl Known {
    pub(crate) fn of(documents: &[Value]) -> Self {
        let tiers = documents
            .iter()
            .flat_map(|document| listed(&document["tiers"], "steps"));
        let reasons = documents
            .iter()
            .flat_map(|document| listed(&document["refunds"], "reasons"));
        let offers = documents
            .iter()
            .flat_map(|document| listed(&document["mall"], "offers"));
        Self {
            tiers: ids(tiers, "id"),
            reasons: ids(reasons, "id"),
            orders: Vec::new(),
            refunds: Vec::new(),
            adjustments: Vec::new(),
            offers: ids(offers, "id"),
            redemptions: Vec::new(),
            chargebacks: Vec::new(),
            occurrences: Vec::new(),
            households: Vec::new(),
            is_homely: false,
            draws: listed(&documents[0]["draws"], "list").cloned().collect(),
            plays: false,
            keeps_house: documents.iter().any(|it| it["household"].is_object()),
            was_referred: false,
        }
    }
}

impl Known {
    /// The member mostly does what is about draws.
    pub(crate) fn play(&mut self) {
        self.plays = true;
    }

    /// The member lives in a household, and mostly does what is about it.
    pub(crate) fn live_in(&mut self, household: &str) {
        self.households.push(household.to_owned());
        self.is_homely = true;
    }
}

/// The ids of what the view lists.
pub(crate) fn ids<'v>(list: impl Iterator<Item = &'v Value>, name: &str) -> Vec<String> {
    let ids = list.filter_map(|one| one[name].as_str());
    ids.map(str::to_owned).collect()
}

pub(crate) fn listed<'v>(view: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
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

/// Units of a sale's lines, mostly for such as cost the same.
fn exchange_lines(chance: &mut Chance, view: &Value, order: &str) -> Value {
    let found = listed(view, "sales").find(|sale| sale["order"] == order);
    let sold = found
        .into_iter()
        .flat_map(|sale| listed(&sale["sold"], "lines"));
    let mut lines: Vec<Value> = Vec::new();
    for (place, sold) in sold.enumerate() {
        if chance.one_in(3) {
            continue;
        }
        let price = sold["line"]["unit_price_minor"].as_i64().unwrap();
        let dearer = i64::from(chance.one_in(8));
        lines.push(
            json!({ "line": place, "quantity": 1 + chance.number(2), "sku": "other",
            "category": sold["line"]["category"], "unit_price_minor": price + dearer }),
        );
    }
    json!(lines)
}

/// The cash that is approved for a refund.
fn approved(view: &Value, refund: &str) -> i64 {
    let found = refunds(view).find(|one| one["id"] == refund);
    found.map_or(0, |one| {
        one["step"]["approved"]["cash_minor"].as_i64().unwrap_or(0)
    })
}

/// The cash of a sale that nobody has back.
fn cash_left(view: &Value, order: &str) -> i64 {
    let number = |value: &Value, name: &str| value[name].as_i64().unwrap_or(0);
    let Some(sale) = listed(view, "sales").find(|sale| sale["order"] == order) else {
        return 0;
    };
    let lines = listed(&sale["sold"], "lines").map(|sold| {
        let line = &sold["line"];
        number(line, "unit_price_minor") * number(line, "quantity")
            - number(line, "discount_minor")
            - number(sold, "offset_minor")
    });
    let charged: i64 = listed(sale, "charges")
        .map(|charge| number(charge, "amount_minor"))
        .sum();
    let tenders = listed(&sale["sold"], "tenders").map(|it| number(it, "amount_minor"));
    lines.sum::<i64>() + number(&sale["sold"], "shipping_minor")
        - tenders.sum::<i64>()
        - number(&sale["back"], "cash_minor")
        - charged
}

fn due(view: &Value, order: &str) -> i64 {
    let found = listed(view, "orders").find(|one| one["id"] == order);
    found.map_or(0, |one| one["cash_minor"].as_i64().unwrap())
}

/// The offer of a redemption that waits, mostly, and its cash.
fn open_redemption(chance: &mut Chance, view: &Value, redemption: &str) -> (String, i64) {
    let found = listed(&view["mall"], "open").find(|one| one["id"] == redemption);
    let offer = found.and_then(|one| one["offer"].as_str());
    let cash = found.map_or(0, |one| one["cash_minor"].as_i64().unwrap());
    let offer = offer.filter(|_| !chance.one_in(20)).unwrap_or("mug");
    (offer.to_owned(), cash)
}

/// A purchase made outside, mostly lately, and mostly for what it costs.
fn claiming(
    chance: &mut Chance,
    (now, number): (i64, usize),
    member: &str,
    both: &Both,
    known: &mut Known,
) -> Value {
    let most = [30, 1_500, 50_000, 600_000][chance.below(4)];
    let at = now + i64::from(chance.one_in(30)) - chance.number(most) * MINUTE;
    let mut cart = cart(chance, at, member, both, &Value::Null);
    if !chance.one_in(12) {
        cart.as_object_mut().unwrap().remove("offset_points");
    }
    let order = format!(
        "o-{}",
        if chance.one_in(30) {
            number / 2
        } else {
            number
        }
    );
    known.orders.push(order.clone());
    let receipt = if chance.one_in(8) { number / 2 } else { number };
    let wrong = i64::from(chance.one_in(30));
    let mut claiming = json!({ "order": order, "till_receipt": format!("till-{receipt}"),
        "paid_minor": costs(&cart) + wrong, "purchased_at": write(at), "cart": cart });
    if chance.one_in(2) {
        claiming["by"] = json!("clerk-1");
    }
    claiming
}

/// The cash for a cart of which neither points nor a voucher take anything off.
fn costs(cart: &Value) -> i64 {
    let number = |value: &Value, name: &str| value[name].as_i64().unwrap_or(0);
    let lines = listed(cart, "lines").map(|line| {
        number(line, "unit_price_minor") * number(line, "quantity") - number(line, "discount_minor")
    });
    let tenders = listed(cart, "tenders").map(|it| number(it, "amount_minor"));
    lines.sum::<i64>() + number(cart, "shipping_minor") - tenders.sum::<i64>()
}

/// What a member asks, or somebody for the member.
pub(crate) fn command(
    chance: &mut Chance,
    (now, number): (i64, usize),
    member: &str,
    both: &Both,
    known: &mut Known,
) -> Value {
    let view = &both.view(member, now);
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
    let is_paid = |order: &&Value| order["progress"]["paid"].is_object();
    let paid = ids(listed(view, "orders").filter(is_paid), "id");
    let is_claimed = |order: &&Value| order["progress"]["claimed"].is_object();
    let claimed = ids(listed(view, "orders").filter(is_claimed), "id");
    let sales = ids(listed(view, "sales"), "order");
    let is_approved = |refund: &&Value| refund["step"]["approved"].is_object();
    let to_review = ids(refunds(view).filter(|refund| !is_approved(refund)), "id");
    let to_pay = ids(refunds(view).filter(is_approved), "id");
    let charges = listed(view, "sales").flat_map(|sale| listed(sale, "charges"));
    let charged = ids(charges, "id");
    let waiting = ids(listed(view, "adjustments"), "adjustment");
    let redeemed = ids(listed(&view["mall"], "open"), "id");
    // What is asked: more often what there is something for.
    let many = |all: &[String], most: usize| if all.is_empty() { 1 } else { most };
    let is_about_points = known.is_homely || known.plays;
    let has_points = view["available_points"].as_i64() > Some(0);
    let with_points = |most: usize| if has_points { most } else { 1 };
    let weights = [
        ("place", 16),
        ("claim", 5),
        ("look_at_claim", many(&claimed, 24)),
        ("pay", many(&placed, 60)),
        ("cut", many(&placed, 12)),
        ("cancel", many(&placed, 6)),
        ("settle", many(&paid, 10)),
        ("refund", many(&sales, 24)),
        ("exchange", many(&sales, 6)),
        ("review", many(&to_review, 110)),
        ("withdraw", many(&to_review, 90)),
        ("pay_back", many(&to_pay, 16)),
        ("charge", many(&sales, 12)),
        ("reverse", many(&charged, 24)),
        ("tier", 2),
        ("invite", 3),
        ("match", 3),
        (
            "adjust",
            if is_about_points && !has_points {
                40
            } else {
                8
            },
        ),
        ("approve", many(&waiting, 16)),
        ("task", 6),
        ("credit", 3),
        ("redeem", with_points(many(&known.offers, 16))),
        ("pay_redemption", many(&redeemed, 40)),
        ("cancel_redemption", many(&redeemed, 24)),
        ("give", with_points(8)),
        ("refer", if known.was_referred { 1 } else { 4 }),
        (
            "reward",
            if known.was_referred {
                many(&sales, 30)
            } else {
                1
            },
        ),
        ("entitle", 4),
        ("undo", many(&known.occurrences, 3)),
        ("tick", 3),
    ];
    let home = Home::of(both, member, now, known.keeps_house);
    let at_home = home.weights(if known.is_homely { 4 } else { 1 });
    let opened = both.draws(now);
    let spins = Spins {
        terms: &known.draws,
        opened: &opened,
        view,
        now,
    };
    let at_play = spins.weights(if known.plays { 5 } else { 1 });
    let all = weights
        .iter()
        .chain(&at_home)
        .chain(&at_play)
        .flat_map(|(act, weight)| std::iter::repeat_n(*act, *weight));
    let all: Vec<&str> = all.collect();
    let (name, mut command) = match chance.pick(&all) {
        "place" => {
            let order = fresh(chance, "o");
            known.orders.push(order.clone());
            let mut placing =
                json!({ "order": order, "cart": cart(chance, now, member, both, view) });
            occurred(chance, now, &mut placing);
            ("place_order", placing)
        }
        "claim" => (
            "claim_purchase",
            claiming(chance, (now, number), member, both, known),
        ),
        "look_at_claim" => {
            let order = one_of(chance, &claimed, &known.orders);
            // What should have been looked at long ago counts in a year that may be forgotten.
            let found = listed(view, "orders").find(|one| one["id"] == order);
            let review_by = found.and_then(|one| one["progress"]["claimed"]["review_by"].as_str());
            let is_old = review_by.is_some_and(|by| now > read(by) + 20 * DAY);
            let approves = !is_old && !chance.one_in(4);
            let mut reviewing = json!({ "order": order,
                "verdict": if approves { "approve" } else { "refuse" },
                "by": chance.pick(&["clerk-1", "clerk-2"]) });
            if approves == chance.one_in(20) {
                reviewing["reason"] = json!(chance.pick(&["illegible", "illegible", "bribe"]));
            }
            ("review_purchase", reviewing)
        }
        "pay" => {
            let order = one_of(chance, &placed, &known.orders);
            let wrong = i64::from(chance.one_in(30));
            let mut paying = json!({ "order": order, "payment": fresh(chance, "p"),
                "amount_minor": due(view, &order) + wrong });
            occurred(chance, now, &mut paying);
            ("pay_order", paying)
        }
        "cut" => (
            "cut_order",
            json!({ "order": one_of(chance, &placed, &known.orders),
                "lines": refund_lines(chance) }),
        ),
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
        "exchange" => {
            let refund = fresh(chance, "r");
            known.refunds.push(refund.clone());
            let order = one_of(chance, &sales, &known.orders);
            let lines = exchange_lines(chance, view, &order);
            let asking = json!({ "order": order, "refund": refund,
                "reason": one_of(chance, &known.reasons, &[]), "lines": lines });
            ("request_exchange", asking)
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
        "charge" => {
            let chargeback = fresh(chance, "x");
            known.chargebacks.push(chargeback.clone());
            let order = one_of(chance, &sales, &known.orders);
            let left = cash_left(view, &order);
            let amount = match chance.below(4) {
                0 => left + i64::from(chance.one_in(4)),
                1 => left / 2,
                _ => chance.number(left.max(1)) + 1 - i64::from(chance.one_in(12)),
            };
            let charging =
                json!({ "order": order, "chargeback": chargeback, "amount_minor": amount });
            ("record_chargeback", charging)
        }
        "reverse" => (
            "reverse_chargeback",
            json!({ "chargeback": one_of(chance, &charged, &known.chargebacks) }),
        ),
        act @ ("invite" | "match") => {
            let days = [1, 30, 200][chance.below(3)];
            let until = write(now + chance.number(days * DAY + 2) - 1);
            let mut asking = json!({ "tier": one_of(chance, &known.tiers, &[]), "until": until,
                "by": "clerk-1" });
            if act == "match" {
                asking["evidence"] = json!("card-7");
                ("match_status", asking)
            } else {
                let bribed = chance.one_in(20);
                asking["reason"] = json!(if bribed { "bribe" } else { "goodwill" });
                ("invite_to_tier", asking)
            }
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
            let points = match chance.below(5) {
                0 => [0, 500, 501, 1_000, -1_000, -1_001][chance.below(6)],
                1 => -view["available_points"].as_i64().unwrap_or(0) - i64::from(chance.one_in(4)),
                2 => 1 + chance.number(500),
                _ => chance.number(6_000) - 2_000,
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
        "credit" => {
            let score = [0, 500, 599, 600, 650, 699, 700, 800][chance.below(8)];
            let mut scoring = json!({ "score": score });
            occurred(chance, now, &mut scoring);
            ("record_credit", scoring)
        }
        "redeem" => {
            let redemption = fresh(chance, "e");
            known.redemptions.push(redemption.clone());
            let offer = one_of(chance, &known.offers, &[]);
            (
                "redeem_offer",
                json!({ "offer": offer, "redemption": redemption }),
            )
        }
        "pay_redemption" => {
            let redemption = one_of(chance, &redeemed, &known.redemptions);
            let (offer, cash) = open_redemption(chance, view, &redemption);
            let amount = cash + i64::from(chance.one_in(20));
            let paying = json!({ "offer": offer, "redemption": redemption,
                "payment": fresh(chance, "c"), "amount_minor": amount });
            ("pay_redemption", paying)
        }
        "cancel_redemption" => {
            let redemption = one_of(chance, &redeemed, &known.redemptions);
            let (offer, _) = open_redemption(chance, view, &redemption);
            (
                "cancel_redemption",
                json!({ "offer": offer, "redemption": redemption }),
            )
        }
        "give" => {
            let available = view["available_points"].as_i64().unwrap_or(0);
            let points = match chance.below(6) {
                0 => [-5, 0, 4, 5, 10, 500, 501][chance.below(7)],
                1 => available + i64::from(chance.one_in(2)),
                _ => chance.number(available.clamp(1, 600)),
            };
            let other = MEMBERS[usize::from(member == MEMBERS[0])];
            let to = chance.pick(&[other, other, other, other, other, other, member, "nobody"]);
            let giving = json!({ "to": to, "transfer": fresh(chance, "g"), "points": points });
            ("transfer_points", giving)
        }
        "entitle" => {
            let occurrence = fresh(chance, "u");
            known.occurrences.push(occurrence.clone());
            let entitlement = chance.pick(&["lounge", "lounge", "lounge", "lounge", "off", "none"]);
            (
                "use_entitlement",
                json!({ "entitlement": entitlement, "occurrence": occurrence }),
            )
        }
        "undo" => (
            "undo_entitlement",
            json!({ "entitlement": "lounge", "occurrence": recent(chance, &known.occurrences) }),
        ),
        act @ ("refer" | "reward") => {
            let other = MEMBERS[usize::from(member == MEMBERS[0])];
            let referrer =
                chance.pick(&[other, other, other, other, other, other, member, "nobody"]);
            let name = if act == "refer" {
                "record_referral"
            } else {
                "reward_referral"
            };
            (name, json!({ "referrer": referrer }))
        }
        act if at_home.iter().any(|(name, _)| *name == act) => {
            home.act(chance, act, number, &mut known.households)
        }
        act if at_play.iter().any(|(name, _)| *name == act) => spins.act(chance, act, number),
        _ if chance.one_in(8) => ("register_member", json!({ "consents": [] })),
        _ => ("tick", json!({})),
    };
    // Whoever runs the programme is no member.
    if !["open_draw", "reveal_draw", "cancel_draw"].contains(&name) {
        command["member"] = json!(member);
    }
    json!({ name: command })
}
