//! The real path: HTTP, desk, module, storage.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::house::{TestSite, cart, start};

#[test]
fn a_member_shops_and_the_record_repeats() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    site.buy("m-1", "o-1", 99_999);
    let (_, view) = site.get("/v1/members/m-1");
    assert_eq!(
        (&view["tier"]["id"], &view["available_points"]),
        (&json!("ordinary"), &json!(999))
    );
    assert_eq!(view["next"]["missing_minor"], 1);
    site.buy("m-1", "o-2", 1);
    let (_, view) = site.get("/v1/members/m-1");
    assert_eq!(view["tier"]["id"], "silver");

    let asked = json!({ "member": "m-1", "cart": cart(10_000, 900) }).to_string();
    let (status, quote) = site.post("/v1/quotes", "", &asked);
    assert_eq!(status, 200);
    let quote: Value = serde_json::from_str(&quote).unwrap();
    assert_eq!(
        (&quote["cash_minor"], &quote["earn_points"]),
        (&json!(9_100), &json!(109))
    );

    let (status, ledger) = site.get("/v1/members/m-1/ledger");
    assert_eq!(
        (status, ledger["entries"].as_array().unwrap().len()),
        (200, 7)
    );
    drop(site);
    let mut store = tiercel_host::store::Sqlite::read(folder.path()).unwrap();
    let totals = tiercel_host::replay::replay(&mut store, None, |_| {}).unwrap();
    assert_eq!((totals.decisions, totals.streams), (9, 2));
}

#[test]
fn a_key_is_answered_once_and_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    let body = json!({ "place_order": { "member": "m-1", "order": "o-1",
        "cart": cart(500, 0) } });
    let first = site.post("/v1/commands", "k", &body.to_string());
    assert_eq!(
        (first.0, &first),
        (200, &site.post("/v1/commands", "k", &body.to_string()))
    );
    let other = json!({ "cancel_order": { "member": "m-1", "order": "o-1" } });
    let (status, problem) = site.command("k", other);
    assert_eq!(
        (status, &problem["type"]),
        (422, &json!("/problems/idempotency_key_reused"))
    );
    let again = site.command("k2", body);
    assert_eq!((again.0, &again.1["code"]), (422, &json!(5001)));
    // A key and what it was answered survive a restart.
    drop(site);
    let site = start(folder.path(), false).unwrap();
    let body = json!({ "place_order": { "member": "m-1", "order": "o-1",
        "cart": cart(500, 0) } });
    assert_eq!(first, site.post("/v1/commands", "k", &body.to_string()));
}

#[test]
fn one_of_many_spends_the_points() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    site.buy("m-1", "o-0", 100_000);
    let spend = |n: usize| {
        let command = json!({ "place_order": { "member": "m-1", "order": format!("race-{n}"),
            "cart": cart(10_000, 1_000) } });
        site.command(&format!("race-{n}"), command)
    };
    let answers: Vec<(u16, Value)> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..64).map(|n| scope.spawn(move || spend(n))).collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    assert_eq!(
        answers.iter().filter(|(status, _)| *status == 200).count(),
        1
    );
    let refused = answers
        .iter()
        .filter(|(status, body)| *status == 422 && body["code"] == 6215);
    assert_eq!(refused.count(), 63);
}

#[test]
fn a_receipt_that_differs_comes_back_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    let (_, version) = site.get("/v1/version");
    let order = |version_seen: u64, earn: i64| {
        json!({ "place_order": { "member": "m-1", "order": "o-1", "cart": cart(10_000, 0),
            "receipt": { "module": version["module"], "policies": version["policies"],
                "member_version": version_seen, "now": version["now"],
                "promise": { "offset_points": 0, "offset_minor": 0, "cash_minor": 10_000,
                    "earn_points": earn } } } })
    };
    for (seen, why) in [(1, "input_altered"), (0, "state_moved_on")] {
        let (status, problem) = site.command("r", order(seen, 999));
        assert_eq!((status, &problem["code"]), (409, &json!(6901)));
        assert_eq!(problem["correction"]["differences"], json!([why]));
        assert_eq!(problem["correction"]["quote"]["earn_points"], 100);
    }
    // The corrected answer was not kept under the key.
    assert_eq!(site.command("r", order(1, 100)).0, 200);
}

#[test]
fn an_unpaid_order_lapses_by_the_clock_alone() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    site.buy("m-1", "o-0", 100_000);
    let place = json!({ "place_order": { "member": "m-1", "order": "o-1",
        "cart": cart(10_000, 1_000) } });
    assert_eq!(site.command("k", place).0, 200);
    let held = |site: &TestSite| {
        let (_, view) = site.get("/v1/members/m-1");
        (
            view["available_points"].as_i64().unwrap(),
            view["held_points"].as_i64().unwrap(),
        )
    };
    assert_eq!(held(&site), (0, 1_000));
    site.clock.fetch_add(30 * 60_000 - 1, Ordering::SeqCst);
    assert_eq!(held(&site), (0, 1_000));
    site.clock.fetch_add(1, Ordering::SeqCst);
    assert_eq!(held(&site), (1_000, 0));
    let pay = json!({ "pay_order": { "member": "m-1", "order": "o-1", "payment": "p-1",
        "amount_minor": 9_000 } });
    let (status, problem) = site.command("p", pay);
    assert_eq!((status, &problem["code"]), (422, &json!(5002)));
}

#[test]
fn bad_requests_are_told_where() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    let (status, body) = site.post("/v1/commands", "k", "{\"tick\":{\"member\":\"m\",\"x\":1}}");
    assert_eq!(status, 400);
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&problem["path"], &problem["line"]),
        (&json!("/tick/x"), &json!(1))
    );
    assert_eq!(site.post("/v1/commands", "k", "{").0, 400);
    assert_eq!(site.post("/v1/commands", "k", &"[".repeat(10_000)).0, 400);
    assert_eq!(site.get("/v1/members/nobody").0, 404);
    assert_eq!(site.get("/v1/nothing").0, 404);
    let (status, problem) = site.command("k", json!({ "tick": { "member": "nobody" } }));
    assert_eq!(
        (status, &problem["code"], &problem["clause"]),
        (422, &json!(1201), &json!("1.2"))
    );
    let big = 9_007_199_254_740_992_i64;
    let (status, problem) = site.command(
        "k3",
        json!({ "place_order": { "member": "m",
        "order": "o", "cart": cart(big, 0) } }),
    );
    assert_eq!(
        (status, &problem["path"]),
        (400, &json!("/place_order/cart/lines/0/unit_price_minor"))
    );
}

#[test]
fn findings_have_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    let document = tiercel_host::serve::STANDARD.replace("share = \"0.5\"", "share = \"1.5\"");
    let line = document
        .lines()
        .position(|l| l.starts_with("share"))
        .unwrap()
        + 1;
    let (status, body) = site.post("/v1/policies/check", "", &document);
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &body["findings"][0]["line"]), (200, &json!(line)));
    assert_eq!(body["findings"][0]["code"], "share_above_one");
    // A second version is published, later and announced; one that skips a number is not.
    let next = tiercel_host::serve::STANDARD.replace(
        "version = 1\neffective_from = 2024-01-01",
        "version = 2\neffective_from = 2026-07-01",
    );
    assert_eq!(site.post("/v1/policies", "", &next).0, 200);
    let third = next
        .replace("version = 2\n", "version = 3\n")
        .replace("2026-07-01", "2026-07-02");
    assert_eq!(
        site.post(
            "/v1/policies",
            "",
            &third.replace("version = 3\n", "version = 4\n")
        )
        .0,
        422
    );
    site.clock.fetch_add(28 * 86_400_000, Ordering::SeqCst);
    let (status, body) = site.post("/v1/policies", "", &third);
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &body["code"]), (422, &json!(3204)));
}

#[test]
fn every_route_is_described() {
    let document = tiercel_host::http::openapi();
    for (method, path) in tiercel_host::http::ROUTES {
        assert!(
            document["paths"][path][method]["summary"].is_string(),
            "{method} {path}"
        );
    }
}
