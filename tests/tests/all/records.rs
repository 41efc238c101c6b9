//! Records of purchases: made by the module from the log, also when the purchase has left the state.

use serde_json::{Value, json};

use super::house::{TestSite, start};

fn record(site: &TestSite, order: &str) -> Value {
    let (status, record) = site.get(&format!("/v1/members/m-1/orders/{order}/record"));
    assert_eq!(status, 200, "{record}");
    record
}

fn done(site: &TestSite, key: &str, command: Value) {
    let (status, answer) = site.command(key, command);
    assert_eq!(status, 200, "{answer}");
}

/// 100.00 with 10.00 of tax in it, a tenth of it paid with points, and 8.00 of shipping.
fn bought(site: &TestSite) {
    site.register("m-1");
    site.buy("m-1", "o-1", 200_000);
    done(
        site,
        "place",
        json!({ "place_order": { "member": "m-1", "order": "o-2", "cart": {
            "lines": [{ "sku": "kettle", "category": "home", "quantity": 1,
                "unit_price_minor": 10_000, "tax_minor": 1_000 }],
            "offset_points": 1_000, "shipping_minor": 800 } } }),
    );
    done(
        site,
        "pay",
        json!({ "pay_order": { "member": "m-1", "order": "o-2", "payment": "p-2",
            "amount_minor": 9_800 } }),
    );
}

#[test]
fn a_record_says_what_was_bought_how_it_was_paid_and_what_an_invoice_contains() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    bought(&site);
    let told = record(&site, "o-2");
    assert_eq!(
        (&told["stage"], &told["is_over"]),
        (&json!("paid"), &json!(false))
    );
    assert_eq!(told["goods_minor"], 10_000);
    assert_eq!(
        (&told["offset_points"], &told["offset_minor"]),
        (&json!(1_000), &json!(1_000))
    );
    assert_eq!(
        (&told["cash_minor"], &told["payment"]),
        (&json!(9_800), &json!("p-2"))
    );
    // Nine tenths of the tax: the cash's share of the line.
    assert_eq!(told["lines"][0]["tax_minor"], 900);
    let invoice = json!({ "basis": "cash", "amount_minor": 9_800, "tax_minor": 900,
        "left_minor": 9_800, "left_tax_minor": 900, "asked_at": null });
    assert_eq!(told["invoice"], invoice);
    assert_eq!(told["backs"], json!([]));
}

#[test]
fn a_purchase_that_has_left_the_state_still_has_its_record() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    bought(&site);
    done(
        &site,
        "refund",
        json!({ "request_refund": { "member": "m-1", "order": "o-2", "refund": "r-1",
            "reason": "changed-mind" } }),
    );
    let told = record(&site, "o-2");
    let back = &told["backs"][0];
    assert_eq!(
        (&back["step"], &back["cash_minor"]),
        (&json!("approved"), &json!(9_000))
    );
    assert_eq!(back["points"], 1_000);
    done(
        &site,
        "pay back",
        json!({ "pay_refund": { "member": "m-1", "refund": "r-1", "payment": "p-3",
            "amount_minor": 9_000 } }),
    );
    let (_, view) = site.get("/v1/members/m-1");
    let sales = view["sales"].as_array().unwrap();
    assert!(sales.iter().all(|sale| sale["order"] != "o-2"));
    let told = record(&site, "o-2");
    assert_eq!(told["is_over"], true);
    assert_eq!(told["lines"][0]["returned"], 1);
    let back = &told["backs"][0];
    assert_eq!(
        (&back["step"], &back["payment"]),
        (&json!("paid"), &json!("p-3"))
    );
    // What is left of the invoice is the shipping, with no tax of goods in it.
    assert_eq!(told["invoice"]["left_minor"], 800);
    assert_eq!(told["invoice"]["left_tax_minor"], 0);
}

#[test]
fn what_was_never_ordered_has_no_record() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    bought(&site);
    for path in ["m-1/orders/o-9", "m-9/orders/o-2", "m-1/orders/o%202"] {
        let (status, problem) = site.get(&format!("/v1/members/{path}/record"));
        assert_eq!(status, 404, "{problem}");
    }
}

#[test]
fn a_gift_card_and_what_is_void_are_told_and_an_invoice_is_of_what_was_paid_in_cash() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    done(
        &site,
        "place",
        json!({ "place_order": { "member": "m-1", "order": "o-3", "cart": {
            "lines": [{ "sku": "kettle", "category": "home", "quantity": 2,
                "unit_price_minor": 10_000, "tax_minor": 2_000 }],
            "tenders": [{ "tender": "gift-card", "amount_minor": 5_000 }] } } }),
    );
    // Half of it is void: 75.00 in cash less, and 25.00 by the card.
    let cut = json!({ "cut_order": { "member": "m-1", "order": "o-3",
        "lines": [{ "line": 0, "quantity": 1 }] } });
    done(&site, "cut", cut);
    let pay = json!({ "pay_order": { "member": "m-1", "order": "o-3", "payment": "p-3",
        "amount_minor": 7_500 } });
    done(&site, "pay", pay);
    let told = record(&site, "o-3");
    assert_eq!(
        (&told["goods_minor"], &told["cash_minor"]),
        (&json!(10_000), &json!(7_500))
    );
    let card = json!([{ "tender": "gift-card", "amount_minor": 2_500, "back_minor": null }]);
    assert_eq!(told["tenders"], card);
    let line = &told["lines"][0];
    assert_eq!(
        (&line["left_out"], &line["returned"]),
        (&json!(1), &json!(0))
    );
    let invoice = json!({ "basis": "cash", "amount_minor": 7_500, "tax_minor": 750,
        "left_minor": 7_500, "left_tax_minor": 750, "asked_at": null });
    assert_eq!(told["invoice"], invoice);
}
