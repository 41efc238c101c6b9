//! Waking: many members at once, late, or never. The numbers are the same.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tiercel_core::moment::{DAY_MS, Moment};

use super::cluster::{Place, places};
use super::house::{TestSite, cart, start_at};

const MEMBERS: usize = 1_000;
const MEMBERS_AT_ONCE: usize = 50;

/// Members who have each placed an order that they never pay.
fn fill(site: &TestSite) {
    std::thread::scope(|scope| {
        for from in 0..MEMBERS_AT_ONCE {
            scope.spawn(move || {
                let agent = TestSite::agent();
                for n in (from..MEMBERS).step_by(MEMBERS_AT_ONCE) {
                    let member = format!("m-{n}");
                    let consents = json!([{ "document": "user-agreement", "version": 1 },
                        { "document": "privacy-policy", "version": 1 }]);
                    let register =
                        json!({ "register_member": { "member": member, "consents": consents } });
                    let place = json!({ "place_order": { "member": member,
                        "order": format!("o-{n}"), "cart": cart(500, 0) } });
                    for (key, command) in [(format!("r-{n}"), register), (format!("p-{n}"), place)]
                    {
                        let (status, body) = site.send(&agent, &key, &command.to_string());
                        assert_eq!(status, 200, "{body}");
                    }
                }
            });
        }
    });
}

fn due(place: &Place, site: &TestSite) -> usize {
    let now = Moment::from_ms(site.clock.load(Ordering::SeqCst)).unwrap();
    let mut store = place.database.read().unwrap();
    store.due(now, MEMBERS + 1).unwrap().len()
}

#[test]
fn a_thousand_that_are_due_at_once_are_woken_at_once() {
    for place in places() {
        let site = start_at(&place);
        fill(&site);
        assert_eq!(due(&place, &site), 0);
        site.clock.fetch_add(30 * 60_000, Ordering::SeqCst);
        assert_eq!(due(&place, &site), MEMBERS);
        let began = Instant::now();
        while due(&place, &site) > 0 {
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "they were not woken"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        println!("{MEMBERS} members woken after {:?}", began.elapsed());
        let (_, ledger) = site.get("/v1/members/m-7/ledger");
        assert_eq!(ledger["entries"][0]["command"], "tick");
        assert_eq!(ledger["entries"].as_array().unwrap().len(), 3);
    }
}

/// A member's history up to the week in which the host was down.
fn begin(site: &TestSite) {
    site.register("m-1");
    site.buy("m-1", "o-1", 150_000);
    let order = json!({ "place_order": { "member": "m-1", "order": "o-2",
        "cart": cart(10_000, 1_000) } });
    assert_eq!(site.command("k", order).0, 200);
}

/// What a member sees, and what is decided next; `wait` lets the ticks happen, or does not.
fn end(site: &TestSite) -> [Value; 3] {
    let view = site.get("/v1/members/m-1").1;
    let order = json!({ "place_order": { "member": "m-1", "order": "o-3",
        "cart": cart(10_000, 1_000) } });
    let (status, mut decided) = site.command("k-3", order);
    assert_eq!(status, 200, "{decided}");
    // What fell due is told by the tick, or else by this very decision.
    let events = decided["events"].as_array().unwrap();
    let decided = events.last().cloned().unwrap_or(decided["events"].take());
    [view, decided, site.get("/v1/members/m-1").1]
}

#[test]
fn woken_late_or_never_the_numbers_are_the_same() {
    for (ticked, never) in places().into_iter().zip(places()) {
        let week = 7 * DAY_MS;
        let site = start_at(&ticked);
        begin(&site);
        drop(site);
        // The host was down for a week; then everything is due at once.
        let site = start_at(&ticked);
        site.clock.fetch_add(week, Ordering::SeqCst);
        let began = Instant::now();
        while due(&ticked, &site) > 0 {
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "it was not woken"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        let (_, ledger) = site.get("/v1/members/m-1/ledger");
        assert_eq!(ledger["entries"][0]["command"], "tick");
        let with = end(&site);
        drop(site);

        // Before the first round of the scheduler everything here is over.
        let site = start_at(&never);
        begin(&site);
        site.clock.fetch_add(week, Ordering::SeqCst);
        let without = end(&site);
        let (_, ledger) = site.get("/v1/members/m-1/ledger");
        let entries = ledger["entries"].as_array().unwrap();
        assert!(entries.iter().all(|entry| entry["command"] != "tick"));
        assert_eq!(with, without);
    }
}
