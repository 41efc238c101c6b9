//! Reports: what is owed in points, what became of them, what orders came to.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use tiercel_core::event::Event;
use tiercel_core::id::OrderId;
use tiercel_core::moment::Moment;
use tiercel_core::number::Points;
use tiercel_core::report::{Mismatch, Reconciled, ReconciliationInput, reconcile};
use tiercel_core::wire::decode;
use tiercel_host::chain::Entry;
use tiercel_host::store::{Sqlite, Store};

use super::house::{TestSite, cart, start};
use super::kills::tiercel;

/// Two members: 600.00 and 2,000.00 bought, 300 points given, 1,000 points used on 100.00.
fn site(folder: &std::path::Path) -> TestSite {
    let site = start(folder, false).unwrap();
    for (member, order, minor) in [("m-1", "o-1", 60_000), ("m-2", "o-2", 200_000)] {
        site.register(member);
        site.buy(member, order, minor);
    }
    let gift = json!({ "adjust_points": { "member": "m-1", "adjustment": "a-1", "points": 300,
        "reason": "goodwill", "by": "clerk-1" } });
    assert_eq!(site.command("gift", gift).0, 200);
    let place = json!({ "place_order": { "member": "m-2", "order": "o-3",
        "cart": cart(10_000, 1_000) } });
    assert_eq!(site.command("place", place).0, 200);
    site
}

fn pay(site: &TestSite) {
    let pay = json!({ "pay_order": { "member": "m-2", "order": "o-3", "payment": "p-3",
        "amount_minor": 9_000 } });
    assert_eq!(site.command("pay", pay).0, 200);
}

fn report(site: &TestSite, name: &str) -> Value {
    let (status, report) = site.get(&format!("/v1/reports/{name}"));
    assert_eq!(status, 200, "{report}");
    report
}

fn numbers<const N: usize>(of: &Value, names: [&str; N]) -> [i64; N] {
    names.map(|name| of[name].as_i64().unwrap_or_else(|| panic!("{name}: {of}")))
}

const SUMS: [&str; 7] = [
    "members",
    "available_points",
    "pending_points",
    "held_points",
    "outstanding_points",
    "debt_points",
    "value_minor",
];

#[test]
fn what_is_owed_in_points_is_summed_by_tier_and_by_month() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    let all = report(&site, "liability");
    // 600 + 300 and 2,000, of which 1,000 are on hold: worth a fen each.
    assert_eq!(numbers(&all, SUMS), [2, 1_900, 0, 1_000, 2_900, 0, 2_900]);
    let tier = |tier: &str, members: i64, points: i64| {
        json!({ "tier": tier, "members": members, "points": points, "debt_points": 0,
            "value_minor": points })
    };
    let tiers = [
        tier("ordinary", 1, 900),
        tier("silver", 1, 2_000),
        tier("gold", 0, 0),
        tier("diamond", 0, 0),
    ];
    assert_eq!(all["tiers"], json!(tiers));
    // Two years, to the end of the month, that day included.
    let month = json!({ "month": "2028-06", "points": 2_900, "value_minor": 2_900 });
    assert_eq!(all["months"], json!([month]));

    // 90.00 paid by a silver member: 108 points that wait for the order to settle.
    pay(&site);
    let all = report(&site, "liability");
    assert_eq!(numbers(&all, SUMS), [2, 1_900, 108, 0, 2_008, 0, 2_008]);
    // Given back: 2,000 points are taken back, of which 1,000 are gone and owed.
    let refund = json!({ "request_refund": { "member": "m-2", "order": "o-2", "refund": "r-1",
        "reason": "changed-mind" } });
    assert_eq!(site.command("refund", refund).0, 200);
    let all = report(&site, "liability");
    assert_eq!(numbers(&all, SUMS), [2, 900, 108, 0, 1_008, 1_000, 1_008]);
    assert_eq!(all["tiers"][1]["debt_points"], 1_000);
    // As of a moment ahead: the 108 pay a part of what is owed; later everything is gone.
    let (_, later) = site.get("/v1/reports/liability?at=2026-07-01T00:00:00Z");
    assert_eq!(numbers(&later, SUMS), [2, 900, 0, 0, 900, 892, 900]);
    let (_, later) = site.get("/v1/reports/liability?at=2028-06-30T16:00:00Z");
    assert_eq!(numbers(&later, SUMS), [2, 0, 0, 0, 0, 892, 0]);
    assert_eq!(later["months"], json!([]));
    let (status, _) = site.get("/v1/reports/liability?at=yesterday");
    assert_eq!(status, 400);
}

#[test]
fn what_became_of_points_is_told_by_month() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    pay(&site);
    let names = [
        "earned_points",
        "granted_points",
        "imported_points",
        "used_points",
        "reinstated_points",
        "clawed_points",
        "deducted_points",
        "expired_points",
    ];
    let before = report(&site, "breakage");
    assert_eq!(before["months"].as_array().unwrap().len(), 1);
    let month = &before["months"][0];
    assert_eq!(month["month"], "2026-06");
    // 600 + 2,000 + 108 earned.
    let june = [2_708, 300, 0, 1_000, 0, 0, 0, 0];
    assert_eq!(numbers(month, names), june);
    assert_eq!(month["expired_permille"], 0);
    // Two years later all that was not used is gone: 600 + 300 and 1,000 + 108.
    let later = Moment::parse("2028-07-02T00:00:00+08:00").unwrap();
    site.clock.store(later.ms(), Ordering::SeqCst);
    for member in ["m-1", "m-2"] {
        let tick = json!({ "tick": { "member": member } });
        assert_eq!(site.command(&format!("tick-{member}"), tick).0, 200);
    }
    let after = report(&site, "breakage");
    let [first, second] = [0, 1].map(|place| &after["months"][place]);
    assert_eq!(numbers(first, names), june);
    assert_eq!(second["month"], "2028-07");
    assert_eq!(numbers(second, names), [0, 0, 0, 0, 0, 0, 0, 2_008]);
    assert_eq!(second["expired_permille"], Value::Null);
    assert_eq!(
        numbers(&after["total"], names),
        [2_708, 300, 0, 1_000, 0, 0, 0, 2_008]
    );
    // 2,008 of 3,008.
    assert_eq!(after["total"]["expired_permille"], 667);
    let (_, then) = site.get("/v1/reports/breakage?at=2026-06-30T00:00:00Z");
    assert_eq!(then["months"], before["months"]);
}

#[test]
fn every_order_is_held_against_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    pay(&site);
    let names = [
        "orders",
        "paid_orders",
        "mismatched_orders",
        "paid_minor",
        "refunded_minor",
    ];
    let all = report(&site, "reconciliation");
    assert_eq!(numbers(&all["total"], names), [3, 3, 0, 269_000, 0]);
    assert_eq!((&all["members"], &all["after"]), (&json!(2), &Value::Null));
    let row = |all: &Value, order: &str| {
        let rows = all["rows"].as_array().unwrap();
        let found = rows.iter().find(|row| row["order"]["order"] == order);
        found.unwrap().clone()
    };
    let third = row(&all, "o-3");
    assert_eq!(third["member"], "m-2");
    let of_order = [
        "due_minor",
        "paid_minor",
        "held_points",
        "captured_points",
        "earned_points",
    ];
    assert_eq!(
        numbers(&third["order"], of_order),
        [9_000, 9_000, 1_000, 1_000, 108]
    );
    assert_eq!(third["order"]["end"], "open");
    assert_eq!(row(&all, "o-1")["order"]["end"], "settled");

    // What was approved and is not paid back stands out until it is.
    let refund = json!({ "request_refund": { "member": "m-2", "order": "o-2", "refund": "r-1",
        "reason": "changed-mind" } });
    assert_eq!(site.command("refund", refund).0, 200);
    let all = report(&site, "reconciliation");
    assert_eq!(numbers(&all["total"], names), [3, 3, 1, 269_000, 200_000]);
    let second = row(&all, "o-2")["order"].clone();
    assert_eq!(second["mismatches"], json!(["refund_unpaid"]));
    assert_eq!(second["unpaid_refunds"], json!(["r-1"]));
    assert_eq!(second["clawed_points"], 2_000);
    let back = json!({ "pay_refund": { "member": "m-2", "refund": "r-1", "payment": "b-1",
        "amount_minor": 200_000 } });
    assert_eq!(site.command("back", back).0, 200);
    let all = report(&site, "reconciliation");
    assert_eq!(numbers(&all["total"], names), [3, 3, 0, 269_000, 200_000]);
    let (_, rest) = site.get("/v1/reports/reconciliation?after=m-1");
    assert_eq!(numbers(&rest["total"], names), [2, 2, 0, 209_000, 200_000]);
    drop(site);

    // Page by page, one entry at a time, it comes to the same as at once.
    let mut store = Sqlite::read(folder.path()).unwrap();
    let rows = store.stream_from("member:m-2", 0, 100).unwrap();
    let read = |bytes: &[u8]| decode::<Entry>(bytes).unwrap().events;
    let pages: Vec<Vec<Event>> = rows.iter().map(|row| read(&row.entry)).collect();
    let at_once = reconciled(vec![pages.concat()]);
    assert_eq!(reconciled(pages), at_once);
    assert_eq!((at_once.orders, at_once.mismatched_orders), (2, 0));
}

/// The sums of a member's pages.
fn reconciled(pages: Vec<Vec<Event>>) -> Reconciled {
    let (mut open, mut total) = (vec![], Reconciled::default());
    let last = pages.len() - 1;
    for (place, events) in pages.into_iter().enumerate() {
        let is_last = place == last;
        let came = reconcile(ReconciliationInput {
            open,
            total,
            events,
            is_last,
        });
        let came = came.unwrap();
        (open, total) = (came.open, came.total);
    }
    total
}

#[test]
fn what_does_not_agree_says_how() {
    let order = OrderId::new("o-1").unwrap();
    let captured = Event::HoldCaptured {
        order: order.clone(),
        points: Points::new(5).unwrap(),
    };
    let cancelled = Event::OrderCancelled {
        order,
        at: Moment::FIRST,
    };
    let came = reconcile(ReconciliationInput {
        open: vec![],
        total: Reconciled::default(),
        events: vec![captured, cancelled],
        is_last: true,
    });
    let came = came.unwrap();
    let expected = vec![Mismatch::NeverPlaced, Mismatch::Captured];
    assert_eq!(came.rows[0].mismatches, expected);
    assert_eq!((came.rows.len(), came.total.mismatched_orders), (1, 1));
}

#[test]
fn the_program_writes_reports_as_csv_and_as_json() {
    let folder = tempfile::tempdir().unwrap();
    drop(site(folder.path()));
    let data = folder.path().display().to_string();
    let run = |report: &[&str]| {
        let at = ["--at", "2026-06-01T04:10:00Z", "--data", &data];
        let arguments = [&["report"], report, &at].concat();
        let done = tiercel(&arguments).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        String::from_utf8(done.stdout).unwrap()
    };
    let csv = run(&["liability"]);
    for line in [
        "kind,name,members,points,debt_points,value_minor",
        "all,outstanding,2,2900,0,2900",
        "part,held,,1000,,",
        "tier,silver,1,2000,0,2000",
        "month,2028-06,,2900,,2900",
    ] {
        assert!(csv.lines().any(|it| it == line), "{line}: {csv}");
    }
    let json = run(&["liability", "--format", "json"]);
    assert!(json.contains("\"outstanding_points\": 2900"), "{json}");
    let csv = run(&["breakage"]);
    assert!(csv.contains("2026-06,2600,300,0,0,0,0,0,0,0"), "{csv}");
    assert!(csv.contains("\ntotal,2600,"), "{csv}");
    let csv = run(&["reconciliation"]);
    assert!(
        csv.contains("member,order,placed_at,paid_at,payment,due_minor"),
        "{csv}"
    );
    let line = csv
        .lines()
        .find(|line| line.starts_with("m-1,o-1,"))
        .unwrap();
    assert!(
        line.contains(",p-o-1,60000,60000,0,0,0,0,0,600,600,0,0,0,settled,,"),
        "{line}"
    );
    let lines = run(&["reconciliation", "--format", "json"]);
    assert_eq!(
        lines
            .lines()
            .filter(|line| line.starts_with("{\"member\""))
            .count(),
        3
    );
}
