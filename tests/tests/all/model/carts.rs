//! What shoppers put into their carts.

use serde_json::{Value, json};

use super::acts::{ids, listed};
use super::compare::Both;
use super::history::Chance;

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

/// A cart, of what the member has too.
pub(crate) fn cart(
    chance: &mut Chance,
    now: i64,
    member: &str,
    both: &Both,
    view: &Value,
) -> Value {
    let lines = 1 + chance.below(3);
    let lines: Vec<Value> = (0..lines).map(|_| line(chance)).collect();
    let mut cart = json!({ "lines": lines });
    if let Some(voucher) = voucher(chance, view) {
        cart["voucher"] = json!(voucher);
    }
    let available = view["available_points"].as_i64().unwrap_or(0);
    let most = both.most_points(member, now, &cart);
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
        if chance.one_in(8) {
            cart["pay_shipping"] = json!(true);
        }
    }
    if chance.one_in(3) {
        let facts = [
            ["birthday", "student"],
            ["staff", "birthday"],
            ["student", "unheard-of"],
        ];
        let many = if chance.one_in(20) { 2 } else { 1 };
        cart["facts"] = json!(facts[chance.below(3)][..many]);
    }
    if chance.one_in(if both.tenders.is_empty() { 60 } else { 2 }) {
        let cash = both.cash(member, now, &cart);
        cart["tenders"] = tenders(chance, cash, &both.tenders);
    }
    if chance.one_in(2) {
        cart["channel"] = json!(chance.pick(&["app", "web", "kiosk"]));
    }
    cart
}

/// What pays so much, or a part of it.
fn tenders(chance: &mut Chance, cash: i64, known: &[String]) -> Value {
    let amount = match chance.below(4) {
        0 => cash + i64::from(chance.one_in(6)),
        _ => chance.number(cash.max(1)) + 1 - i64::from(chance.one_in(20)),
    };
    let parts = [amount, chance.number((cash - amount).max(1)) + 1];
    let first = chance.below(known.len().max(1));
    let parts = parts.iter().take(1 + chance.below(2)).enumerate();
    let parts = parts.map(|(place, amount)| {
        let again = usize::from(place > 0 && !chance.one_in(20));
        let id = match known {
            [] => "wallet",
            _ => &known[(first + again) % known.len()],
        };
        json!({ "tender": id, "amount_minor": amount })
    });
    json!(parts.collect::<Vec<_>>())
}

/// One of the member's vouchers, often; now and then one that nobody has.
fn voucher(chance: &mut Chance, view: &Value) -> Option<String> {
    let vouchers = ids(listed(&view["mall"], "vouchers"), "id");
    if vouchers.is_empty() || chance.one_in(3) {
        return chance.one_in(40).then(|| "none".to_owned());
    }
    Some(vouchers[chance.below(vouchers.len())].clone())
}
