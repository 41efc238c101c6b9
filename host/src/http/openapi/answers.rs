//! What comes out: quotes, answers to commands, members as a person sees them, problems.

use serde_json::{Map, Value, json};

use super::bodies::{amount, count, digest, id, list, moment, object, or_null, record};
use super::reference;

/// A named number, identifier or moment.
fn facts() -> Value {
    json!({ "type": "object", "additionalProperties": { "type": ["integer", "string"] } })
}

fn words(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

fn text() -> Value {
    json!({ "type": "string" })
}

/// An event: its name with what happened, and the clause that it carries out.
fn event() -> Value {
    json!({ "type": "object", "required": ["clause"], "minProperties": 2, "maxProperties": 2,
        "properties": { "clause": text() }, "additionalProperties": { "type": "object" } })
}

/// What a voucher takes off: an amount, or a part of the price.
fn takes_off() -> Value {
    json!({ "oneOf": [
        record(json!({ "amount": amount() })),
        record(json!({ "share": record(json!({ "num": count(), "den": count() })) })),
    ] })
}

fn quote() -> Value {
    let limit = json!({ "enum": ["balance", "share", "most_points", "least_cash", null] });
    json!({
        "QuotedLine": record(json!({ "net_minor": amount(), "offset_eligible": { "type": "boolean" },
            "offset_minor": amount(), "basis_minor": amount(), "earn_points": amount(),
            "tier_discount_minor": or_null(amount()), "rebate_points": or_null(amount()),
            "uncounted_minor": or_null(amount()) })),
        "QuotedOffset": record(json!({ "asked_points": amount(), "points": amount(),
            "value_minor": amount(), "most_points": amount(), "least_points": amount(),
            "step_points": amount(), "limited_by": limit })),
        "NextTier": record(json!({ "tier": id(), "enter_minor": or_null(amount()),
            "missing_minor": or_null(amount()), "missing_after_minor": or_null(amount()),
            "enter_points": or_null(amount()), "missing_points": or_null(amount()),
            "missing_after_points": or_null(amount()) })),
        "QuotedTier": record(json!({ "tier": id(), "tier_after": id(), "spend_minor": amount(),
            "adds_minor": amount(), "next": or_null(reference("NextTier")),
            "qualifying_points": or_null(amount()), "adds_points": or_null(amount()) })),
        "Refusal": record(json!({ "code": count(), "name": text(), "clause": text(),
            "retry": words(&["changed", "later", "never"]), "facts": facts() })),
        "EarnCap": record(json!({ "cap": id(),
            "period": words(&["order", "day", "week", "month", "year", "lifetime", "balance"]),
            "over": words(&["take", "refuse"]), "room_points": amount(),
            "uncapped_points": amount() })),
        "Quote": record(json!({ "policy_version": count(), "lines": list(&reference("QuotedLine")),
            "goods_minor": amount(), "shipping_minor": amount(),
            "offset": reference("QuotedOffset"), "cash_minor": amount(), "earn_points": amount(),
            "earn_expires_at": or_null(moment()), "available_points": amount(),
            "tier": reference("QuotedTier"), "refusal": or_null(reference("Refusal")),
            "voucher": or_null(record(json!({ "voucher": id(), "value_minor": amount() }))),
            "earn_cap": or_null(reference("EarnCap")),
            "budgets": list(&reference("QuotedBudget")),
            "discounts": list(&reference("TierDiscount")),
            "free_shipping": or_null(reference("QuotedShipping")),
            "rebate": or_null(reference("PromisedRebate")),
            "tenders": list(&record(json!({ "tender": id(), "amount_minor": amount(),
                "counts": { "type": "boolean" } }))),
            "remainder": or_null(record(json!({ "before": reference("Remainder"),
                "after": reference("Remainder") }))) })),
        "Remainder": record(json!({ "num": amount(), "den": count() })),
        "QuotedBudget": record(json!({ "activity": id(), "wanted_points": amount(),
            "room_points": amount(), "points": amount(), "over": words(&["take", "refuse"]),
            "limited_by": json!({ "enum": ["member", "all", null] }) })),
        "Step": record(json!({ "clause": text(), "topic": text(), "rule": or_null(text()),
            "line": or_null(count()), "facts": facts() })),
        "Explanation": record(json!({ "steps": list(&reference("Step")),
            "refusal": or_null(reference("Refusal")) })),
    })
}

fn member() -> Value {
    let pending = json!({ "oneOf": [record(json!({ "until": moment() })),
        record(json!({ "settlement": id() })), { "type": "null" }] });
    let progress = json!({ "oneOf": [
        record(json!({ "placed": record(json!({ "lapses_at": moment() })) })),
        record(json!({ "paid": record(json!({ "payment": id(), "settles_at": moment() })) })),
        record(json!({ "claimed": record(json!({ "till_receipt": id(), "by": or_null(id()),
            "review_by": moment(), "when_overdue": words(&["wait", "approve", "lapse"]) })) }))] });
    let part = record(
        json!({ "lot": count(), "points": amount(), "earned_at": moment(),
        "expires_at": or_null(moment()), "valid_by": or_null(count()),
        "valid_from": or_null(moment()) }),
    );
    let units = record(json!({ "line": count(), "quantity": count() }));
    let step = json!({ "oneOf": [
        record(json!({ "under_review": record(json!({ "review_by": moment(),
            "approves_itself": { "type": "boolean" } })) })),
        record(json!({ "approved": record(json!({ "cash_minor": amount(),
            "tenders": list(&reference("TenderPart")) })) }))] });
    let sold = record(json!({ "line": reference("Line"), "offset_minor": amount(),
        "returned": count(), "asked": count(), "rebate_points": or_null(amount()),
        "uncounted_minor": or_null(amount()) }));
    let back = record(json!({ "cash_minor": amount(), "shipping_minor": amount(),
        "points": amount(), "value_minor": amount(), "clawed_points": amount() }));
    let counted = record(
        json!({ "period": words(&["day", "week", "month", "year", "lifetime"]),
        "since": { "type": "integer" }, "points": amount() }),
    );
    let uses = record(json!({ "activity": id(), "points": amount(),
            "shared": { "type": ["boolean", "null"] } }));
    let of_cap = record(json!({ "cap": id(), "counted": counted }));
    let earning = or_null(record(json!({ "taken": or_null(reference("Remainder")),
        "left": or_null(reference("Remainder")), "counted": list(&of_cap) })));
    let room = record(json!({ "cap": id(), "points": amount() }));
    let waiting = record(
        json!({ "adjustment": id(), "points": amount(), "reason": id(),
        "by": id(), "proposed_at": moment() }),
    );
    let done = record(
        json!({ "task": id(), "times": count(), "last_day": amount(),
        "streak": count() }),
    );
    let measured = [
        "spend_minor",
        "orders",
        "points",
        "activity_points",
        "credit",
        "invitation",
    ];
    let measure = record(
        json!({ "what": words(&measured), "needed": amount(), "counted": amount(),
        "missing": amount() }),
    );
    let entry = record(
        json!({ "draw": id(), "entry": id(), "index": count(), "parts": list(&part),
        "day": amount(), "over_at": moment() }),
    );
    let expiring = record(json!({ "at": moment(), "points": amount() }));
    json!({
        "Lot": record(json!({ "id": count(), "points": amount(), "earned_at": moment(),
            "expires_at": or_null(moment()), "pending": pending,
            "validity_version": or_null(count()), "valid_by": or_null(count()),
            "valid_from": or_null(moment()) })),
        "Order": record(json!({ "id": id(), "policy_version": count(), "cash_minor": amount(),
            "qualifying_minor": amount(), "earn_points": amount(), "hold": list(&part),
            "progress": progress, "placed_at": moment(),
            "qualifying_points": or_null(amount()), "sold": or_null(reference("Sold")),
            "counted": list(&counted), "budgets": list(&uses),
            "benefits": or_null(reference("OrderBenefits")),
            "earning": earning,
            "invoice": { "type": ["boolean", "null"] },
            "void": or_null(record(json!({ "back": back, "hold": list(&part) }))) })),
        "Sold": record(json!({ "lines": list(&sold), "shipping_minor": amount(), "tier": id(),
            "channel": or_null(id()), "first_purchase": { "type": ["boolean", "null"] },
            "rooms": list(&room), "facts": list(&id()),
            "tenders": list(&reference("PaidTender")) })),
        "TenderPart": record(json!({ "tender": id(), "amount_minor": amount() })),
        "PaidTender": record(json!({ "tender": id(), "amount_minor": amount(),
            "back_minor": or_null(amount()) })),
        "Refund": record(json!({ "id": id(), "reason": id(), "lines": list(&units), "step": step,
            "requested_at": moment(), "exchange": list(&record(json!({ "line": count(),
                "quantity": count(), "sku": id(), "category": id(),
                "unit_price_minor": amount() }))) })),
        "Sale": record(json!({ "order": id(), "policy_version": count(),
            "sold": reference("Sold"), "used": list(&part), "earned_points": amount(),
            "lot": or_null(count()), "placed_at": moment(), "paid_at": moment(),
            "closes_at": or_null(moment()), "refunds": list(&reference("Refund")),
            "back": back,
            "budgets": list(&uses),
            "benefits": or_null(reference("OrderBenefits")),
            "rebate": or_null(record(json!({ "lot": count(), "points": amount(),
                "clawed_points": amount(), "expired_points": amount() }))),
            "counted": list(&counted), "earning": earning, "till_receipt": or_null(id()),
            "charges": list(&reference("Charge")),
            "invoice": { "type": ["boolean", "null"] }, "expired_points": or_null(amount()) })),
        "Charge": record(json!({ "id": id(), "amount_minor": amount(), "goods_minor": amount(),
            "points": amount(), "value_minor": amount(), "clawed_points": amount(),
            "taken": list(&part), "qualifying_points": amount(), "orders": or_null(count()),
            "uncounted": { "type": ["boolean", "null"] }, "returned_units": count(),
            "spend_minor": or_null(amount()), "rebate_points": or_null(amount()),
            "waits_for": pending, "at": moment() })),
        "TierHeld": record(json!({ "id": id(), "since": moment(),
            "review_at": or_null(moment()), "grace": { "type": ["boolean", "null"] },
            "by_hand": { "type": ["boolean", "null"] } })),
        "MemberView": record(json!({ "member": id(), "at": moment(), "policy_version": count(),
            "tier": reference("TierHeld"), "spend_minor": amount(),
            "next": or_null(reference("NextTier")), "qualifies_for": id(),
            "available_points": amount(), "pending_points": amount(), "held_points": amount(),
            "lots": list(&reference("Lot")), "orders": list(&reference("Order")),
            "expiring": list(&expiring), "next_due": or_null(moment()),
            "qualifying_points": or_null(amount()), "debt_points": or_null(amount()),
            "sales": list(&reference("Sale")), "adjustments": list(&waiting),
            "offered_tasks": list(&record(json!({ "task": id(), "points": amount(),
                "streak": count(), "refusal": or_null(reference("Refusal")) }))),
            "tasks": list(&done), "entries": list(&entry), "mall": or_null(reference("MallHeld")),
            "household": or_null(record(json!({ "id": id(), "since": moment() }))),
            "progress": record(json!({ "next": or_null(reference("TierProgress")),
                "keep": or_null(reference("TierProgress")),
                "benefits": list(&reference("HeldBenefit")) })) })),
        "TierProgress": record(json!({ "tier": id(), "review_at": or_null(moment()),
            "ways": list(&record(json!({ "measures": list(&measure) }))) })),
        "MallHeld": record(json!({
            "open": list(&record(json!({ "id": id(), "offer": id(), "policy_version": count(),
                "cash_minor": amount(), "hold": list(&part), "lapses_at": moment(),
                "at": moment(), "counts_since": or_null(amount()) }))),
            "taken": list(&record(json!({ "offer": id(), "since": amount(),
                "units": count() }))),
            "vouchers": list(&record(json!({ "id": id(), "takes_off": takes_off(),
                "least_minor": amount(), "only_categories": list(&id()),
                "with_points": { "type": "boolean" }, "expires_at": moment(),
                "held_for": or_null(id()), "revive_days": or_null(count()) }))) })),
        "Offers": record(json!({ "policy": id(), "policy_version": count(), "at": moment(),
            "offers": list(&reference("Offer")) })),
        "Offer": record(json!({ "id": id(), "name": record(json!({ "zh": text(), "en": text() })),
            "points": amount(), "cash_minor": or_null(amount()), "stock": or_null(count()),
            "left": or_null(count()), "most": or_null(count()),
            "most_in": words(&["day", "week", "month", "year", "lifetime"]),
            "from": or_null(moment()), "until": or_null(moment()), "tiers": list(&id()),
            "voucher": or_null(record(json!({ "takes_off": takes_off(), "least_minor": amount(),
                "only_categories": list(&id()), "with_points": { "type": "boolean" },
                "valid_days": count(), "revive_days": or_null(count()) }))) })),
        "Members": record(json!({ "members": list(&record(json!({ "id": id(), "tier": id(),
            "points": amount() }))) })),
        "Notices": record(json!({ "notices": list(&record(json!({ "at": moment(),
            "template": text(), "facts": facts(), "clause": text() }))) })),
    })
}

fn benefits() -> Value {
    let period = || json!({ "enum": ["day", "week", "month", "year", "lifetime", null] });
    let kinds = [
        "access",
        "discount",
        "free_shipping",
        "rebate",
        "quota",
        "priority",
    ];
    let used = record(
        json!({ "benefit": id(), "saved_minor": amount(), "period": period(),
        "since": or_null(amount()) }),
    );
    json!({
        "TierDiscount": record(json!({ "benefit": id(), "goods_minor": amount(),
            "value_minor": amount() })),
        "PromisedRebate": record(json!({ "benefit": id(), "points": amount() })),
        "QuotedShipping": record(json!({ "benefit": id(), "full_minor": amount(),
            "is_free": { "type": "boolean" }, "missing_minor": amount(),
            "most": or_null(count()), "period": period(), "left": or_null(count()),
            "again_at": or_null(moment()) })),
        "OrderBenefits": record(json!({ "tier": id(),
            "discounts": list(&reference("TierDiscount")), "shipping": or_null(used),
            "rebate": or_null(reference("PromisedRebate")) })),
        "HeldBenefit": record(json!({ "benefit": id(), "kind": words(&kinds),
            "level": or_null(count()), "most": or_null(count()), "period": period(),
            "left": or_null(count()), "again_at": or_null(moment()) })),
    })
}

fn record_of_acts() -> Value {
    let summary = json!({ "oneOf": [words(&["done"]),
        record(json!({ "placed": reference("Promise") }))] });
    let entry = record(
        json!({ "version": count(), "at": moment(), "command": text(),
        "module": digest(), "policies": digest(), "hash": digest(),
        "events": list(&reference("Event")) }),
    );
    json!({
        "Event": event(),
        "Answer": object(&["stream", "version", "events", "summary", "module"],
            json!({ "stream": text(), "version": count(), "events": list(&reference("Event")),
            "summary": summary, "module": digest(), "others": list(&reference("Changed")) })),
        "Changed": record(json!({ "stream": text(), "version": count(),
            "events": list(&reference("Event")) })),
        "Foreseen": record(json!({ "events": list(&reference("Event")), "summary": summary,
            "notices": list(&record(json!({ "member": id(), "template": text(), "facts": facts(),
                "clause": text() }))) })),
        "Ledger": record(json!({ "entries": list(&entry), "before": or_null(count()) })),
        "Correction": record(json!({ "differences": list(&text()),
            "shown": reference("Promise"), "quote": reference("Quote") })),
    })
}

fn reports() -> Value {
    let tier = record(
        json!({ "tier": id(), "members": count(), "points": amount(), "debt_points": amount(),
        "value_minor": or_null(amount()) }),
    );
    let month = record(
        json!({ "month": or_null(text()), "points": amount(), "value_minor": or_null(amount()) }),
    );
    let points = record(
        json!({ "month": text(), "earned_points": amount(), "granted_points": amount(),
        "imported_points": amount(), "used_points": amount(), "reinstated_points": amount(),
        "clawed_points": amount(), "deducted_points": amount(), "expired_points": amount(),
        "expired_permille": or_null(count()) }),
    );
    let order = record(
        json!({ "order": id(), "placed_at": or_null(moment()), "paid_at": or_null(moment()),
        "payment": or_null(id()), "due_minor": amount(), "paid_minor": amount(),
        "refunded_minor": amount(), "charged_minor": amount(), "held_points": amount(),
        "captured_points": amount(), "reinstated_points": amount(), "promised_points": amount(), "earned_points": amount(),
        "clawed_points": amount(), "rebate_points": amount(), "rebate_taken_points": amount(),
        "end": words(&["open", "settled", "cancelled", "lapsed"]),
        "unpaid_refunds": list(&id()), "mismatches": list(&words(&["never_placed", "paid",
            "captured", "earned", "refunded", "reinstated", "clawed", "refund_unpaid"])) }),
    );
    let sold = record(
        json!({ "line": reference("Line"), "offset_minor": amount(), "tax_minor": amount(),
        "returned": count(), "left_out": or_null(count()) }),
    );
    let units = record(json!({ "line": count(), "quantity": count() }));
    let back = record(
        json!({ "kind": words(&["refund", "chargeback", "exchange"]), "id": id(),
        "step": words(&["under_review", "approved", "refused", "withdrawn", "paid", "stands",
            "reversed", "exchanged"]), "reason": or_null(id()), "units": list(&units),
        "cash_minor": amount(), "points": amount(), "value_minor": amount(),
        "tenders": list(&reference("TenderPart")),
        "payment": or_null(id()), "at": moment() }),
    );
    let invoice = record(
        json!({ "basis": words(&["cash", "goods"]), "amount_minor": amount(),
        "tax_minor": amount(), "left_minor": amount(), "left_tax_minor": amount(),
        "asked_at": or_null(moment()) }),
    );
    let total = record(
        json!({ "orders": count(), "paid_orders": count(), "mismatched_orders": count(),
        "paid_minor": amount(), "refunded_minor": amount(), "captured_points": amount(),
        "reinstated_points": amount(), "earned_points": amount(), "clawed_points": amount(),
        "rebate_points": amount(), "rebate_taken_points": amount() }),
    );
    json!({
        "Liability": record(json!({ "at": moment(), "members": count(),
            "available_points": amount(), "pending_points": amount(), "held_points": amount(),
            "outstanding_points": amount(), "debt_points": amount(),
            "value_minor": or_null(amount()), "tiers": list(&tier), "months": list(&month),
            "households": count(), "pooled_points": amount() })),
        "PurchaseRecord": record(json!({ "order": id(), "stage": words(&["placed", "claimed", "paid",
            "settled", "cancelled", "lapsed", "refused"]), "is_over": { "type": "boolean" },
            "policy_version": count(), "bought_at": moment(), "paid_at": or_null(moment()),
            "lines": list(&sold), "goods_minor": amount(), "shipping_minor": amount(),
            "voucher": or_null(id()), "voucher_minor": amount(), "offset_points": amount(),
            "offset_minor": amount(), "cash_minor": amount(), "payment": or_null(id()),
            "till_receipt": or_null(id()), "channel": or_null(id()), "earn_points": amount(),
            "invoice": invoice, "backs": list(&back), "module": digest(),
            "policies": digest(), "tenders": list(&reference("PaidTender")) })),
        "Breakage": record(json!({ "at": moment(), "months": list(&points), "total": points })),
        "Reconciliation": record(json!({ "at": moment(), "members": count(),
            "rows": list(&record(json!({ "member": id(), "order": order }))), "total": total,
            "after": or_null(id()) })),
    })
}

fn programme() -> Value {
    let version = record(json!({ "digest": digest(), "id": id(), "version": count(),
        "effective_from": moment(), "effective_until": or_null(moment()) }));
    let finding = record(
        json!({ "pointer": text(), "line": count(), "column": count(),
        "code": text(), "facts": facts(), "message": text(), "remedy": text() }),
    );
    json!({
        "Versions": record(json!({ "set": digest(), "versions": list(&version) })),
        "Published": record(json!({ "digest": digest(), "version": count(),
            "effective_from": moment() })),
        "Finding": finding,
        "Checked": record(json!({ "findings": list(&reference("Finding")),
            "digest": or_null(digest()) })),
        "Policy": { "type": "object",
            "description": "A policy with its defaults written out: see /v1/policy.schema.json" },
        "Schema": { "type": "object", "description": "A JSON Schema (2020-12)" },
        "Module": record(json!({ "digest": digest(), "file": text(), "url": text(),
            "abi": count(), "bytes": count(), "gzip_bytes": count(), "brotli_bytes": count() })),
        "Health": record(json!({ "status": words(&["ok"]) })),
        "Version": record(json!({ "version": text(), "abi": count(), "module": digest(),
            "policies": digest(), "now": moment() })),
        "ProblemTypes": record(json!({ "types": list(&reference("ProblemType")) })),
        "ProblemType": { "type": "object", "required": ["type", "name", "title", "detail", "remedy"],
            "properties": { "type": text(), "name": text(), "title": text(), "detail": text(),
                "remedy": text(), "code": { "type": "integer" }, "clause": text(),
                "retry": words(&["changed", "later", "never"]) } },
        "Problem": { "type": "object", "required": ["type", "title", "status"], "properties": {
            "type": text(), "title": text(), "status": { "type": "integer" }, "detail": text(),
            "code": { "type": "integer" }, "name": text(), "clause": text(), "remedy": text(),
            "retry": words(&["changed", "later", "never"]), "facts": facts(),
            "correction": reference("Correction"), "findings": list(&reference("Finding")),
            "path": text(), "line": { "type": "integer" }, "column": { "type": "integer" } } },
    })
}

fn households() -> Value {
    let terms = record(json!({ "most_members": count(),
        "takes": words(&["every_member", "head_only"]), "least": amount(),
        "most_put_per_day": or_null(amount()), "most_put_per_month": or_null(amount()),
        "most_taken_per_day": or_null(amount()), "most_taken_per_month": or_null(amount()),
        "validity": words(&["keep", "restart"]), "on_leaving": words(&["give_back", "stay"]),
        "wait_days": count(), "invite_days": count() }));
    let share = record(json!({ "member": id(), "since": moment(), "points": amount() }));
    let invitation = record(json!({ "member": id(), "lapses_at": moment() }));
    let lot = record(
        json!({ "id": count(), "member": id(), "points": amount(), "earned_at": moment(),
        "expires_at": or_null(moment()), "lot": or_null(count()), "valid_by": or_null(count()),
        "valid_from": or_null(moment()) }),
    );
    json!({
        "HouseholdView": record(json!({ "household": id(), "at": moment(),
            "policy_version": count(), "head": id(), "members": list(&share),
            "invitations": list(&invitation), "points": amount(), "lots": list(&lot),
            "terms": or_null(terms), "dissolved_at": or_null(moment()),
            "next_due": or_null(moment()) })),
    })
}

fn draws() -> Value {
    let name = record(json!({ "zh": text(), "en": text() }));
    let step = json!({ "oneOf": [words(&["open", "cancelled", "failed"]),
        record(json!({ "closed": record(json!({ "root": digest() })) })),
        record(json!({ "revealed": record(json!({ "root": digest(), "seed": digest(),
            "beacon": or_null(id()) })) }))] });
    let fate = json!({ "enum": ["accepted", "refused", "unclaimed", null] });
    let win = record(
        json!({ "index": count(), "prize": id(), "claim_until": moment(),
        "fate": fate, "again": or_null(count()), "round": or_null(count()) }),
    );
    let prize = record(json!({ "id": id(), "name": name, "quantity": count(),
        "value_minor": amount(), "points": or_null(amount()) }));
    json!({
        "DrawTerms": record(json!({ "id": id(), "name": name, "points": amount(),
            "per_member": count(), "per_day": or_null(count()), "tiers": list(&id()),
            "from": moment(), "closes_at": moment(), "most_entries": count(),
            "reveal_days": count(), "claim_days": count(), "redraws": count(),
            "beacon": or_null(text()), "prizes": list(&prize) })),
        "DrawState": record(json!({ "draw": id(), "policy_version": count(),
            "commitment": digest(), "closes_at": moment(), "reveal_by": moment(),
            "claim_days": count(), "redraws": count(),
            "tree": record(json!({ "count": count(), "peaks": list(&digest()) })),
            "step": step, "wins": list(&win), "clock": moment() })),
        "Draw": record(json!({ "id": id(), "terms": reference("DrawTerms"),
            "state": or_null(reference("DrawState")) })),
        "Draws": record(json!({ "draws": list(&reference("Draw")) })),
        "DrawProof": record(json!({ "draw": id(),
            "prizes": list(&record(json!({ "prize": id(), "quantity": count() }))),
            "commitment": digest(), "root": digest(), "count": count(),
            "seed": or_null(digest()), "beacon": or_null(id()), "redrawn": list(&count()),
            "entry": id(), "member": id(), "index": count(), "path": list(&digest()) })),
    })
}

pub(super) fn schemas() -> Map<String, Value> {
    let parts = [
        quote(),
        member(),
        benefits(),
        record_of_acts(),
        reports(),
        draws(),
        households(),
        programme(),
    ];
    let parts = parts.into_iter().filter_map(|part| match part {
        Value::Object(part) => Some(part),
        _ => None,
    });
    parts.flatten().collect()
}
