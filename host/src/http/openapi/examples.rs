//! An example of every body, for members of the demonstration: each is taken as it stands, in this
//! order.

use serde_json::{Value, json};

use crate::serve::STANDARD;

/// The examples of an operation's body, by name.
pub(super) fn of(operation: &str) -> Value {
    match operation {
        "decide" => together(
            together(together(commands(), tiers()), at_home()),
            afterwards(),
        ),
        "would" => json!({
            "tick": { "value": { "tick": { "member": MEMBER } } },
            "place_order": { "value": { "place_order": { "member": MEMBER, "order": "o-9",
                "cart": cart() } } },
        }),
        "quote" | "explain" => json!({
            "cart": { "value": { "member": MEMBER, "cart": cart() } },
            "points": { "value": { "member": MEMBER, "cart": with_points() } },
        }),
        "check" => json!({ "standard": { "value": STANDARD } }),
        "publish" => json!({ "next": { "value": next_version() } }),
        _ => json!({}),
    }
}

const MEMBER: &str = "m-3f97b1";

fn cart() -> Value {
    json!({
        "lines": [
            { "sku": "tea-longjing-50", "category": "tea", "quantity": 2,
                "unit_price_minor": 16_800, "labels": ["hangzhou"] },
            { "sku": "book-birds", "category": "books", "quantity": 1, "unit_price_minor": 6_850,
                "discount_minor": 850 },
        ],
        "shipping_minor": 800,
    })
}

fn with_points() -> Value {
    let mut cart = cart();
    cart["offset_points"] = json!(1_000);
    cart
}

/// What a member has from elsewhere.
fn brought_along() -> Value {
    json!({
        "registered_at": "2024-05-01T02:00:00Z",
        "consents": [{ "document": "user-agreement", "version": 1 },
            { "document": "privacy-policy", "version": 1 }],
        "tier": { "id": "silver", "since": "2026-01-10T02:00:00Z" },
        "lots": [{ "points": 1_200, "earned_at": "2026-01-10T02:00:00Z",
            "expires_at": "2028-12-31T16:00:00Z" }],
        "days": [{ "day": 20_463, "amount_minor": 120_000 }],
        "first_paid_at": "2024-05-02T02:00:00Z",
        "rest": { "vouchers": [{ "id": "old-voucher-1", "takes_off": { "amount": 1_000 },
                "least_minor": 10_000, "only_categories": [], "with_points": true,
                "expires_at": "2028-12-31T16:00:00Z" }],
            "counts": [{ "of": { "offer": "mug" }, "since": 20_454, "count": 2 }] },
    })
}

fn with_voucher() -> Value {
    let mut cart = cart();
    cart["voucher"] = json!("e-4");
    cart
}

/// What is done in a household.
fn at_home() -> Value {
    let at_home = |member: &str| json!({ "member": member, "household": "h-1" });
    json!({
        "34 form_household": { "value": { "form_household": at_home(MEMBER) } },
        "35 invite_to_household": { "value": { "invite_to_household": { "member": MEMBER,
            "household": "h-1", "invitee": "m-new-1" } } },
        "36 join_household": { "value": { "join_household": at_home("m-new-1") } },
        "38 put_points": { "value": { "put_points": { "member": MEMBER, "household": "h-1",
            "transfer": "t-2", "points": 60 } } },
        "39 take_points": { "value": { "take_points": { "member": "m-new-1", "household": "h-1",
            "transfer": "t-3", "points": 50 } } },
        "40 hand_over_household": { "value": { "hand_over_household": { "member": MEMBER,
            "household": "h-1", "to": "m-new-1" } } },
        "41 leave_household, as its head": { "value": { "leave_household": { "member": "m-new-1",
            "household": "h-1", "with": [MEMBER] } } },
    })
}

/// Commands about tiers and what they give.
fn tiers() -> Value {
    json!({
        "18 set_tier": { "value": { "set_tier": { "member": MEMBER, "tier": "diamond",
            "until": "2027-12-31T16:00:00Z", "reason": "status-match", "by": "clerk-1" } } },
        "20 use_entitlement": { "value": { "use_entitlement": { "member": MEMBER,
            "entitlement": "tasting", "occurrence": "visit-1" } } },
        "21 undo_entitlement": { "value": { "undo_entitlement": { "member": MEMBER,
            "entitlement": "tasting", "occurrence": "visit-1" } } },
        "22 invite_to_tier": { "value": { "invite_to_tier": { "member": MEMBER,
            "tier": "diamond", "until": "2027-12-31T16:00:00Z", "reason": "goodwill",
            "by": "clerk-1" } } },
        "19 record_credit": { "value": { "record_credit": { "member": MEMBER, "score": 720 } } },
    })
}

/// Both, the second after the first.
fn together(mut first: Value, second: Value) -> Value {
    if let (Value::Object(all), Value::Object(more)) = (&mut first, second) {
        all.extend(more);
    }
    first
}

/// What follows a purchase long after it was paid.
fn afterwards() -> Value {
    json!({
        "80 request_invoice": { "value": { "request_invoice": { "member": MEMBER,
            "order": "o-1" } } },
        "81 record_chargeback": { "value": { "record_chargeback": { "member": MEMBER,
            "order": "o-1", "chargeback": "x-1", "amount_minor": 2_500 } } },
        "82 reverse_chargeback": { "value": { "reverse_chargeback": { "member": MEMBER,
            "chargeback": "x-1" } } },
        "83 request_exchange": { "value": { "request_exchange": { "member": MEMBER,
            "order": "o-1", "refund": "r-3", "reason": "faulty", "lines": [{ "line": 0,
                "quantity": 1, "sku": "tea-longjing-50", "category": "tea",
                "unit_price_minor": 16_800 }] } } },
        "84 place_order, to be sent in part": { "value": { "place_order": { "member": MEMBER,
            "order": "o-23", "cart": cart() } } },
        "85 cut_order": { "value": { "cut_order": { "member": MEMBER, "order": "o-23",
            "lines": [{ "line": 1, "quantity": 1 }] } } },
    })
}

fn commands() -> Value {
    let adjusts = |adjustment: &str, points: i64| {
        json!({ "member": MEMBER, "adjustment": adjustment, "points": points,
            "reason": "goodwill", "by": "clerk-1" })
    };
    let redeems = |offer: &str, redemption: &str| json!({ "member": MEMBER, "offer": offer, "redemption": redemption });
    let of = |order: &str| json!({ "member": MEMBER, "order": order });
    json!({
        "1 register_member": { "value": { "register_member": { "member": "m-new-1", "consents": [
            { "document": "user-agreement", "version": 1 },
            { "document": "privacy-policy", "version": 1 } ] } } },
        "2 place_order": { "value": { "place_order": { "member": MEMBER, "order": "o-1",
            "cart": cart() } } },
        "3 pay_order": { "value": { "pay_order": { "member": MEMBER, "order": "o-1",
            "payment": "p-1", "amount_minor": 40_400 } } },
        "4 settle_order": { "value": { "settle_order": of("o-1") } },
        "5 place_order, with points": { "value": { "place_order": { "member": MEMBER,
            "order": "o-2", "cart": with_points() } } },
        "6 cancel_order": { "value": { "cancel_order": of("o-2") } },
        "7 tick": { "value": { "tick": { "member": MEMBER } } },
        "8 request_refund": { "value": { "request_refund": { "member": MEMBER, "order": "o-1",
            "refund": "r-1", "reason": "faulty", "lines": [{ "line": 1, "quantity": 1 }] } } },
        "9 review_refund": { "value": { "review_refund": { "member": MEMBER, "refund": "r-1",
            "verdict": "approve" } } },
        "10 pay_refund": { "value": { "pay_refund": { "member": MEMBER, "refund": "r-1",
            "payment": "p-r-1", "amount_minor": 6_000 } } },
        "11 request_refund, of all that is left": { "value": { "request_refund": {
            "member": MEMBER, "order": "o-1", "refund": "r-2", "reason": "not-as-described" } } },
        "12 withdraw_refund": { "value": { "withdraw_refund": { "member": MEMBER,
            "refund": "r-2" } } },
        "13 adjust_points": { "value": { "adjust_points": adjusts("a-1", 1_500) } },
        "14 approve_adjustment": { "value": { "approve_adjustment": { "member": MEMBER,
            "adjustment": "a-1", "by": "clerk-2" } } },
        "15 adjust_points, to take": { "value": { "adjust_points": adjusts("a-2", -1_200) } },
        "16 reject_adjustment": { "value": { "reject_adjustment": { "member": MEMBER,
            "adjustment": "a-2", "by": "clerk-2" } } },
        "17 complete_task": { "value": { "complete_task": { "member": MEMBER,
            "task": "review", "occurrence": "review-1" } } },
        "65 enter_draw": { "value": { "enter_draw": { "member": MEMBER, "draw": "lantern",
            "entry": "e-1" } } },
        "66 tick_stream": { "value": { "tick_stream": { "stream": "draw:lantern" } } },
        "67 cancel_draw": { "value": { "cancel_draw": { "draw": "lantern", "by": "clerk-1" } } },
        "68 return_draw_points": { "value": { "return_draw_points": { "member": MEMBER,
            "draw": "lantern" } } },
        "19 import_member": { "value": { "import_member": { "member": "m-old-1",
            "imported": brought_along() } } },
        "50 redeem_offer": { "value": { "redeem_offer": redeems("mug", "e-1") } },
        "51 redeem_offer, with cash": { "value": { "redeem_offer": redeems("teapot", "e-2") } },
        "52 pay_redemption": { "value": { "pay_redemption": { "member": MEMBER, "offer": "teapot",
            "redemption": "e-2", "payment": "p-e-2", "amount_minor": 9_900 } } },
        "53 redeem_offer, with cash": { "value": { "redeem_offer": redeems("teapot", "e-3") } },
        "54 cancel_redemption": { "value": { "cancel_redemption": redeems("teapot", "e-3") } },
        "55 tick_stream": { "value": { "tick_stream": { "stream": "offer:teapot" } } },
        "57 redeem_offer, for a voucher": { "value": { "redeem_offer":
            redeems("ten-off", "e-4") } },
        "58 place_order, with a voucher": { "value": { "place_order": { "member": MEMBER,
            "order": "o-3", "cart": with_voucher() } } },
        "56 transfer_points": { "value": { "transfer_points": { "member": MEMBER, "to": "m-new-1",
            "transfer": "t-1", "points": 100 } } },
    })
}

/// The standard policy as a second version, in force once its notice has run.
fn next_version() -> String {
    STANDARD.replace(
        "\nversion = 1\neffective_from = 2024-01-01",
        "\nversion = 2\neffective_from = 2027-01-01",
    )
}
