//! What goes in: commands, carts, policy documents.

use serde_json::{Map, Value, json};

use super::reference;

/// An id: of an article, a member, an order.
pub(super) fn id() -> Value {
    json!({ "type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$" })
}

/// Money in minor units, or points: exact in JavaScript.
pub(super) fn amount() -> Value {
    json!({ "type": "integer", "minimum": -9_007_199_254_740_991_i64,
        "maximum": 9_007_199_254_740_991_i64 })
}

/// A SHA-256 digest.
pub(super) fn digest() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
}

/// A moment, RFC 3339 in UTC.
pub(super) fn moment() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

/// A whole number that counts something.
pub(super) fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

/// The same schema, or null.
pub(super) fn or_null(mut schema: Value) -> Value {
    if let Some(kind) = schema.get("type").cloned() {
        schema["type"] = json!([kind, "null"]);
        return schema;
    }
    json!({ "oneOf": [schema, { "type": "null" }] })
}

/// A list of them.
pub(super) fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// An object of these fields and no other, all of them there.
#[expect(
    clippy::needless_pass_by_value,
    reason = "fields are written where they are used"
)]
pub(super) fn record(fields: Value) -> Value {
    let names: Vec<&String> = fields
        .as_object()
        .into_iter()
        .flatten()
        .map(|f| f.0)
        .collect();
    json!({ "type": "object", "additionalProperties": false, "required": names,
        "properties": fields })
}

/// An object of these fields and no other, of which some must be there.
pub(super) fn object(required: &[&str], fields: Value) -> Value {
    let mut schema = record(fields);
    schema["required"] = json!(required);
    schema
}

fn command(name: &str, required: &[&str], fields: Value) -> Value {
    let mut schema = record(json!({ name: object(required, fields) }));
    schema["title"] = json!(name);
    schema
}

/// What a member who is taken over brings along.
fn imported() -> Value {
    let consent = record(json!({ "document": id(), "version": count() }));
    let flag = json!({ "type": ["boolean", "null"] });
    let tier = object(
        &["id", "since"],
        json!({ "id": id(), "since": moment(), "review_at": or_null(moment()),
            "grace": flag, "by_hand": flag }),
    );
    let lot = object(
        &["points", "earned_at"],
        json!({ "points": amount(), "earned_at": moment(), "expires_at": or_null(moment()),
            "pending_until": or_null(moment()), "valid_from_activation": flag,
            "valid_by": or_null(count()), "valid_from": or_null(moment()) }),
    );
    let day = object(
        &["day", "amount_minor"],
        json!({ "day": amount(), "amount_minor": amount(), "points": or_null(amount()),
            "orders": or_null(count()), "activity_points": or_null(amount()) }),
    );
    let lately = object(
        &[],
        json!({ "paid_at": or_null(moment()), "earned_at": or_null(moment()),
            "used_at": or_null(moment()) }),
    );
    let done = record(
        json!({ "task": id(), "times": count(), "last_day": amount(),
        "streak": count() }),
    );
    object(
        &["registered_at", "consents", "tier"],
        json!({ "registered_at": moment(), "consents": list(&consent), "tier": tier,
            "lots": list(&lot), "days": list(&day), "debt_points": or_null(amount()),
            "first_paid_at": or_null(moment()), "tasks": list(&done),
            "lately": or_null(lately),
            "credit": or_null(record(json!({ "score": count(), "at": moment() }))),
            "rest": or_null(imported_rest()) }),
    )
}

/// What a member brings along besides points, tier and days.
fn imported_rest() -> Value {
    let terms = record(json!({ "num": amount(), "den": amount() }));
    let takes_off = json!({ "oneOf": [record(json!({ "amount": amount() })),
        record(json!({ "share": terms.clone() }))] });
    let voucher = object(
        &[
            "id",
            "takes_off",
            "least_minor",
            "only_categories",
            "with_points",
            "expires_at",
        ],
        json!({ "id": id(), "takes_off": takes_off, "least_minor": amount(),
            "only_categories": list(&id()), "with_points": { "type": "boolean" },
            "expires_at": moment(), "held_for": { "type": "null" }, "revive_days": or_null(count()) }),
    );
    let named = ["cap", "benefit", "offer", "activity"].map(|of| record(json!({ of: id() })));
    let alone = json!({ "enum": ["earning", "gifts", "referrals"] });
    let of: Vec<Value> = std::iter::once(alone).chain(named).collect();
    let periods = json!({ "enum": ["day", "week", "month", "year", "lifetime", null] });
    let counted = object(
        &["of", "since", "count"],
        json!({ "of": { "oneOf": of }, "period": periods, "since": amount(), "count": amount() }),
    );
    let invitation = record(json!({ "tier": id(), "until": moment() }));
    let trial = record(
        json!({ "tier": id(), "policy_version": count(), "since": moment(),
        "until": moment() }),
    );
    object(
        &[],
        json!({ "vouchers": list(&voucher), "counts": list(&counted), "remainder": or_null(terms),
            "invitation": or_null(invitation), "trial": or_null(trial),
            "without_floor": { "type": ["boolean", "null"] } }),
    )
}

fn commands() -> Value {
    let consent = record(json!({ "document": id(), "version": count() }));
    let order = json!({ "member": id(), "order": id() });
    let refund = json!({ "member": id(), "refund": id() });
    let two = ["member", "order"];
    let entry = json!({ "member": id(), "draw": id(), "entry": id() });
    let entered = ["member", "draw", "entry"];
    let referral = json!({ "member": id(), "referrer": id() });
    let refers = ["member", "referrer"];
    let answer = json!({ "member": id(), "adjustment": id(), "by": id() });
    let answers = ["member", "adjustment", "by"];
    let redeem = json!({ "member": id(), "offer": id(), "redemption": id() });
    let redeems = ["member", "offer", "redemption"];
    let house = json!({ "member": id(), "household": id() });
    let home = ["member", "household"];
    let pooled = json!({ "member": id(), "household": id(), "transfer": id(), "points": amount() });
    let moves = ["member", "household", "transfer", "points"];
    let used = json!({ "member": id(), "entitlement": id(), "occurrence": id() });
    let uses = ["member", "entitlement", "occurrence"];
    json!([
        command(
            "register_member",
            &["member", "consents"],
            json!({ "member": id(), "consents": list(&consent) })
        ),
        command(
            "place_order",
            &["member", "order", "cart"],
            json!({ "member": id(),
            "order": id(), "cart": reference("Cart"), "receipt": or_null(reference("Receipt")),
            "occurred_at": or_null(moment()) })
        ),
        command(
            "pay_order",
            &["member", "order", "payment", "amount_minor"],
            json!({
            "member": id(), "order": id(), "payment": id(), "amount_minor": amount(),
            "occurred_at": or_null(moment()) })
        ),
        command("cancel_order", &two, order.clone()),
        command(
            "request_exchange",
            &["member", "order", "refund", "reason", "lines"],
            json!({ "member": id(), "order": id(), "refund": id(), "reason": id(),
                "lines": list(&record(json!({ "line": count(), "quantity": count(), "sku": id(),
                    "category": id(), "unit_price_minor": amount() }))) })
        ),
        command(
            "cut_order",
            &["member", "order", "lines"],
            json!({ "member": id(), "order": id(), "lines": list(&record(
                json!({ "line": count(), "quantity": count() }))) })
        ),
        command("settle_order", &two, order.clone()),
        command("request_invoice", &two, order),
        command(
            "claim_purchase",
            &[
                "member",
                "order",
                "till_receipt",
                "cart",
                "paid_minor",
                "purchased_at"
            ],
            json!({ "member": id(), "order": id(), "till_receipt": id(),
                "cart": reference("Cart"), "paid_minor": amount(), "purchased_at": moment(),
                "by": or_null(id()) })
        ),
        command(
            "review_purchase",
            &["member", "order", "verdict", "by"],
            json!({ "member": id(), "order": id(),
            "verdict": { "type": "string", "enum": ["approve", "refuse"] },
            "reason": or_null(id()), "by": id() })
        ),
        command(
            "record_chargeback",
            &["member", "order", "chargeback", "amount_minor"],
            json!({ "member": id(), "order": id(), "chargeback": id(), "amount_minor": amount() })
        ),
        command(
            "reverse_chargeback",
            &["member", "chargeback"],
            json!({ "member": id(), "chargeback": id() })
        ),
        command("tick", &["member"], json!({ "member": id() })),
        command(
            "request_refund",
            &["member", "order", "refund", "reason"],
            json!({ "member": id(), "order": id(), "refund": id(), "reason": id(),
            "lines": list(&record(json!({ "line": count(),
                "quantity": { "type": "integer", "minimum": 1, "maximum": 9_999 } }))) })
        ),
        command(
            "review_refund",
            &["member", "refund", "verdict"],
            json!({ "member": id(), "refund": id(),
            "verdict": { "type": "string", "enum": ["approve", "refuse"] } })
        ),
        command(
            "set_tier",
            &["member", "tier", "until", "reason", "by"],
            json!({ "member": id(), "tier": id(), "until": moment(), "reason": id(), "by": id() })
        ),
        command(
            "invite_to_tier",
            &["member", "tier", "until", "reason", "by"],
            json!({ "member": id(), "tier": id(), "until": moment(), "reason": id(), "by": id() })
        ),
        command(
            "match_status",
            &["member", "tier", "evidence", "until", "by"],
            json!({ "member": id(), "tier": id(), "evidence": id(), "until": moment(),
                "by": id() })
        ),
        command("use_entitlement", &uses, used.clone()),
        command("undo_entitlement", &uses, used),
        command(
            "record_credit",
            &["member", "score"],
            json!({ "member": id(), "score": { "type": "integer", "minimum": 0, "maximum": 65_535 },
                "occurred_at": or_null(moment()) })
        ),
        command(
            "import_member",
            &["member", "imported"],
            json!({ "member": id(), "imported": imported() })
        ),
        command("withdraw_refund", &["member", "refund"], refund),
        command(
            "pay_refund",
            &["member", "refund", "payment", "amount_minor"],
            json!({ "member": id(), "refund": id(), "payment": id(), "amount_minor": amount() })
        ),
        command(
            "adjust_points",
            &["member", "adjustment", "points", "reason", "by"],
            json!({ "member": id(), "adjustment": id(), "points": amount(), "reason": id(),
                "by": id() })
        ),
        command("approve_adjustment", &answers, answer.clone()),
        command("reject_adjustment", &answers, answer),
        command(
            "tick_stream",
            &["stream"],
            json!({ "stream": { "type": "string" } })
        ),
        command("redeem_offer", &redeems, redeem.clone()),
        command("cancel_redemption", &redeems, redeem),
        command(
            "pay_redemption",
            &["member", "offer", "redemption", "payment", "amount_minor"],
            json!({ "member": id(), "offer": id(), "redemption": id(), "payment": id(),
                "amount_minor": amount() })
        ),
        command(
            "transfer_points",
            &["member", "to", "transfer", "points"],
            json!({ "member": id(), "to": id(), "transfer": id(), "points": amount() })
        ),
        command("form_household", &home, house.clone()),
        command(
            "invite_to_household",
            &["member", "household", "invitee"],
            json!({ "member": id(), "household": id(), "invitee": id() })
        ),
        command("join_household", &home, house),
        command(
            "leave_household",
            &home,
            json!({ "member": id(), "household": id(), "with": list(&id()) })
        ),
        command(
            "hand_over_household",
            &["member", "household", "to"],
            json!({ "member": id(), "household": id(), "to": id() })
        ),
        command("put_points", &moves, pooled.clone()),
        command("take_points", &moves, pooled),
        command("record_referral", &refers, referral.clone()),
        command("reward_referral", &refers, referral),
        command(
            "complete_task",
            &["member", "task"],
            json!({ "member": id(), "task": id(), "occurrence": or_null(id()),
                "occurred_at": or_null(moment()) })
        ),
        command(
            "open_draw",
            &["draw", "commitment"],
            json!({ "draw": id(), "commitment": digest() })
        ),
        command("enter_draw", &entered, entry.clone()),
        command(
            "reveal_draw",
            &["draw", "seed"],
            json!({ "draw": id(), "seed": digest(), "beacon": or_null(id()) })
        ),
        command(
            "cancel_draw",
            &["draw", "by"],
            json!({ "draw": id(), "by": id() })
        ),
        command("accept_prize", &entered, entry.clone()),
        command("refuse_prize", &entered, entry),
        command(
            "return_draw_points",
            &["member", "draw"],
            json!({ "member": id(), "draw": id() })
        ),
    ])
}

pub(super) fn schemas() -> Map<String, Value> {
    let schemas = json!({
        "Line": object(&["sku", "category", "quantity", "unit_price_minor"], json!({
            "sku": id(), "category": id(), "unit_price_minor": amount(),
            "discount_minor": or_null(amount()), "tax_minor": or_null(amount()),
            "quantity": { "type": "integer", "minimum": 1, "maximum": 9_999 },
            "labels": { "type": "array", "items": id(), "maxItems": 8 },
            "brand": or_null(id()) })),
        "Cart": object(&["lines"], json!({
            "lines": { "type": "array", "items": reference("Line"), "minItems": 1,
                "maxItems": 200 },
            "offset_points": or_null(amount()), "shipping_minor": or_null(amount()),
            "channel": or_null(id()), "voucher": or_null(id()),
            "facts": { "type": "array", "items": id(), "maxItems": 8 },
            "pay_shipping": { "type": ["boolean", "null"] },
            "tenders": { "type": "array", "maxItems": 8, "items": object(
                &["tender", "amount_minor"],
                json!({ "tender": id(), "amount_minor": amount() })) } })),
        "CartOfMember": record(json!({ "member": id(), "cart": reference("Cart") })),
        "Promise": record(json!({ "offset_points": amount(), "offset_minor": amount(),
            "cash_minor": amount(), "earn_points": amount() })),
        "Receipt": record(json!({ "module": digest(), "policies": digest(), "now": moment(),
            "promise": reference("Promise"), "member_version": count() })),
        "Command": { "oneOf": commands() },
        "PolicyDocument": { "type": "string",
            "description": "TOML, or JSON of the same shape: see /v1/policy.schema.json" },
    });
    match schemas {
        Value::Object(schemas) => schemas,
        _ => Map::new(),
    }
}
