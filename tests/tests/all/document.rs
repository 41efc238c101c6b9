//! The partners' document says what is so: every call, status and limit, and nothing that is not
//! served.

use tiercel_core::abi::{Op, Status, VERSION};
use tiercel_core::limits::{
    MAX_CART_LINES, MAX_INPUT_BYTES, MAX_LINE_LABELS, MAX_LOTS, MAX_MEMBER_HANDLES,
    MAX_OPEN_ORDERS, MAX_OPEN_REDEMPTIONS, MAX_POLICY_HANDLES, MAX_POLICY_VERSIONS, MAX_QUANTITY,
    MAX_VOUCHERS,
};
use tiercel_host::http::ROUTES;

use super::node::workspace;

/// The document, on one line.
fn document() -> String {
    let text = std::fs::read_to_string(workspace().join("wasm/README.md")).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn says(document: &str, what: &str) {
    assert!(document.contains(what), "not in the document: {what}");
}

#[test]
fn every_call_stands_in_it_with_its_handles() {
    let document = document();
    for op in Op::ALL {
        let handles = match op {
            Op::MemberFree => "(member)",
            Op::Preview => "(policies, member)",
            _ if op.handles() == 1 => "(policies)",
            _ => "",
        };
        says(&document, &format!("`{}{handles}`", op.export()));
    }
    says(
        &document,
        &format!("`tiercel_abi_1()`: it returns {VERSION}"),
    );
    for number in 0..5 {
        assert!(Status::try_from(number).is_ok());
        says(&document, &format!("| {number} "));
    }
    assert!(Status::try_from(5).is_err(), "a status is not told");
}

/// A number as people write it.
fn written(number: usize) -> String {
    match number {
        1_000.. => format!("{},{:03}", number / 1_000, number % 1_000),
        _ => number.to_string(),
    }
}

#[test]
fn its_limits_are_the_limits() {
    let [
        sets,
        members,
        versions,
        lines,
        units,
        labels,
        orders,
        lots,
        redemptions,
        vouchers,
    ] = [
        MAX_POLICY_HANDLES,
        MAX_MEMBER_HANDLES,
        MAX_POLICY_VERSIONS,
        MAX_CART_LINES,
        usize::try_from(MAX_QUANTITY).unwrap(),
        MAX_LINE_LABELS,
        MAX_OPEN_ORDERS,
        MAX_LOTS,
        MAX_OPEN_REDEMPTIONS,
        MAX_VOUCHERS,
    ]
    .map(written);
    let mebibytes = MAX_INPUT_BYTES >> 20;
    says(
        &document(),
        &format!(
            "Limits: {mebibytes} MiB of input; {sets} policy sets and {members} members loaded at \
             once; {versions} versions in a set; {lines} lines in a cart, {units} units and \
             {labels} labels in a line; {orders} open orders, {lots} lots, {redemptions} \
             redemptions that wait for their cash and {vouchers} vouchers of a member."
        ),
    );
}

#[test]
fn what_it_says_is_served_is_served() {
    let document = document();
    let told = document.split('`').filter_map(|code| {
        let (method, path) = code.split_once(" /v1/")?;
        matches!(method, "GET" | "POST").then_some((method, path))
    });
    let told: Vec<_> = told.collect();
    assert!(told.len() >= 7, "{told:?}");
    let names = ["{digest}", "{file}", "{member}"];
    for (method, path) in told {
        let served = ROUTES.iter().any(|(served_by, route)| {
            let shown = names.iter().fold((*route).to_owned(), |route, name| {
                let shown = match *name {
                    "{member}" => "ID",
                    "{file}" => "DIGEST.wasm",
                    _ => "DIGEST",
                };
                route.replace(name, shown)
            });
            served_by.eq_ignore_ascii_case(method) && shown == format!("/v1/{path}")
        });
        assert!(served, "{method} /v1/{path} is not served");
    }
}
