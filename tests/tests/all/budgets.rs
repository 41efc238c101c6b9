//! A budget for all members, through HTTP: many at once never take more than there is, what is shown
//! is what is decided, and what is given back may be had again.

use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};
use tiercel_core::moment::Moment;
use tiercel_host::replay::replay;
use tiercel_host::serve::STANDARD;

use super::cluster::{Cluster, Place, places};
use super::house::{TestSite, cart, start_at};

/// Buyers at once; ten of them exhaust the budget.
const BUYERS: usize = 25;

const RUSH: &str = r#"
[[earning.activities]]
id = "rush"
multiplier = "2"
from = 2026-07-01T00:00:00+08:00
until = 2026-09-01T00:00:00+08:00

[earning.activities.budget]
points = 1000
"#;

fn place(member: &str, order: &str) -> Value {
    json!({ "place_order": { "member": member, "order": order, "cart": cart(10_000, 0) } })
}

/// What a quote for the same goods says that they earn.
fn quoted(site: &TestSite, member: &str) -> i64 {
    let asked = json!({ "member": member, "cart": cart(10_000, 0) });
    let (status, quote) = site.post("/v1/quotes", "", &asked.to_string());
    assert_eq!(status, 200, "{quote}");
    let quote: Value = serde_json::from_str(&quote).unwrap();
    quote["earn_points"].as_i64().unwrap()
}

fn never_over(place_of: &Place, hosts: usize) {
    let sites: Vec<_> = (0..hosts).map(|_| start_at(place_of)).collect();
    let rush = STANDARD.replace(
        "version = 1\neffective_from = 2024-01-01",
        "version = 2\neffective_from = 2026-07-01",
    ) + RUSH;
    assert_eq!(sites[0].post("/v1/policies", "", &rush).0, 200);
    let july = Moment::parse("2026-07-02T00:00:00Z").unwrap();
    for site in &sites {
        site.clock.store(july.ms(), Ordering::SeqCst);
    }
    for n in 0..BUYERS {
        sites[0].register(&format!("m-{n}"));
    }
    sites[0].register("onlooker");
    assert_eq!(quoted(&sites[0], "onlooker"), 200);
    let earned = AtomicI64::new(0);
    std::thread::scope(|scope| {
        for n in 0..BUYERS {
            let (site, earned) = (&sites[n % hosts], &earned);
            scope.spawn(move || {
                let (member, order) = (format!("m-{n}"), format!("o-{n}"));
                let (status, answer) = site.command(&order, place(&member, &order));
                assert_eq!(status, 200, "{answer}");
                let points = answer["summary"]["placed"]["earn_points"].as_i64();
                earned.fetch_add(points.unwrap(), Ordering::SeqCst);
            });
        }
    });
    let all = i64::try_from(BUYERS).unwrap() * 100 + 1_000;
    assert_eq!(earned.into_inner(), all);
    assert_eq!(quoted(&sites[hosts - 1], "onlooker"), 100);
    let cancel = json!({ "cancel_order": { "member": "m-0", "order": "o-0" } });
    let (_, answer) = sites[0].command("cancel", cancel);
    let came_back = answer["others"][0]["events"][0]["budget_restored"]["points"].as_i64();
    let again = 100 + came_back.unwrap_or_default();
    assert_eq!(quoted(&sites[hosts - 1], "onlooker"), again);
    let mut store = place_of.database.read().unwrap();
    replay(store.as_mut(), None, |_| {}).unwrap();
}

#[test]
fn many_at_once_never_take_more_than_a_budget() {
    for place in places() {
        never_over(&place, 1);
    }
}

#[test]
fn many_at_once_never_take_more_than_a_budget_through_three_hosts() {
    if let Some(cluster) = Cluster::shared() {
        never_over(&Place::within(cluster), 3);
    }
}
