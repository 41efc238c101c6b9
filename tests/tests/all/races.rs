//! Many at once: points are spent once, keys are answered once, whichever host is asked.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tiercel_core::command::Command;
use tiercel_core::moment::Moment;
use tiercel_core::refusal::Code;
use tiercel_host::desk::{self, OpenDesk, Outcome};

use super::cluster::{Cluster, Place, places};
use super::house::{TestSite, cart, start_at};

/// Rounds of the double spend.
const ROUNDS: usize = 50;

fn spend(member: &str, order: &str, minor: i64, points: i64) -> String {
    let command = json!({ "place_order": { "member": member, "order": order,
        "cart": cart(minor, points) } });
    command.to_string()
}

/// 64 clients spend the same 1,000 points, over and over: one of them does.
fn one_spends(sites: &[TestSite]) {
    let agents: Vec<_> = (0..64).map(|_| TestSite::agent()).collect();
    for round in 0..ROUNDS {
        let member = format!("m-{round}");
        sites[0].register(&member);
        sites[0].buy(&member, &format!("first-{round}"), 100_000);
        let won = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for (n, agent) in agents.iter().enumerate() {
                let (site, won, member) = (&sites[n % sites.len()], &won, &member);
                scope.spawn(move || {
                    let id = format!("race-{round}-{n}");
                    let (status, body) = site.send(agent, &id, &spend(member, &id, 10_000, 1_000));
                    match status {
                        200 => _ = won.fetch_add(1, Ordering::SeqCst),
                        _ => assert!(status == 422 && body.contains("6215"), "{status} {body}"),
                    }
                });
            }
        });
        assert_eq!(won.into_inner(), 1, "round {round}");
        let (_, view) = sites[sites.len() - 1].get(&format!("/v1/members/{member}"));
        let points = (&view["available_points"], &view["held_points"]);
        assert_eq!(points, (&json!(0), &json!(1_000)));
    }
}

/// 200 clients try 50 times each to spend 500 of 30,000 points: 60 times it goes, which are fewer
/// orders than a member may have open. At the desks themselves, where they are nearest each other.
fn many_spend(place: &Place, hosts: usize) {
    let site = start_at(place);
    site.register("rich");
    site.buy("rich", "first", 3_000_000);
    let now = Moment::from_ms(site.clock.load(Ordering::SeqCst)).unwrap();
    drop(site);
    let open = || {
        let how = OpenDesk {
            database: place.database.clone(),
            cache: place.folder.path().join("cache"),
            adopt_module: false,
            clock: Arc::new(move || now),
        };
        Arc::new(desk::open(how).unwrap().0)
    };
    let desks: Vec<_> = (0..hosts).map(|_| open()).collect();
    let won = Arc::new(AtomicUsize::new(0));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let clients = (0..200).map(|client| {
        let (desk, won) = (desks[client % hosts].clone(), won.clone());
        runtime.spawn(async move {
            for n in 0..50 {
                let id = format!("many-{client}-{n}");
                let command = spend("rich", &id, 10_000, 500);
                let command: Command = serde_json::from_str(&command).unwrap();
                match desk.decide(command, None, None).await.unwrap() {
                    Outcome::Decided(_) => _ = won.fetch_add(1, Ordering::SeqCst),
                    Outcome::Refused(why) => {
                        assert_eq!(why.refusal.code, Code::OffsetBelowMinimum);
                    }
                }
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        runtime.block_on(client).unwrap();
    }
    drop(desks);
    assert_eq!(won.load(Ordering::SeqCst), 60);
    let (_, view) = start_at(place).get("/v1/members/rich");
    let points = (&view["available_points"], &view["held_points"]);
    assert_eq!(points, (&json!(0), &json!(30_000)));
}

/// 100 clients ask the same under one key: it is done once, and all read the same bytes.
fn one_key(sites: &[TestSite]) {
    sites[0].register("m-key");
    let command = spend("m-key", "o-key", 500, 0);
    let ask = |n: usize| sites[n % sites.len()].post("/v1/commands", "one-key", &command);
    let answers: BTreeSet<(u16, String)> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..100).map(|n| scope.spawn(move || ask(n))).collect();
        asked.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers.first().unwrap().0, 200);
    for site in sites {
        let (_, view) = site.get("/v1/members/m-key");
        assert_eq!(view["orders"].as_array().unwrap().len(), 1);
        let (status, body) = site.post(
            "/v1/commands",
            "one-key",
            &spend("m-key", "o-other", 500, 0),
        );
        assert_eq!(status, 422);
        assert!(body.contains("idempotency_key_reused"), "{body}");
    }
    // A new member has no head yet that could be locked: hosts meet at its first entry.
    for round in 0..10 {
        let member = format!("new-{round}");
        let consents = json!([{ "document": "user-agreement", "version": 1 },
            { "document": "privacy-policy", "version": 1 }]);
        let register = json!({ "register_member": { "member": member, "consents": consents } });
        let register = register.to_string();
        let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
            let asked = (0..6).map(|n| {
                let (site, key) = (&sites[n % sites.len()], format!("reg-{round}-{}", n % 2));
                let register = &register;
                scope.spawn(move || site.post("/v1/commands", &key, register))
            });
            let asked: Vec<_> = asked.collect();
            asked.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let done: BTreeSet<_> = answers
            .iter()
            .filter(|(status, _)| *status == 200)
            .collect();
        let all: BTreeSet<_> = answers.iter().collect();
        assert_eq!((done.len(), all.len()), (1, 2), "{answers:?}");
    }
}

fn repeats(place: &Place) {
    let mut store = place.database.read().unwrap();
    tiercel_host::replay::replay(store.as_mut(), None, |_| {}).unwrap();
}

fn race(place: &Place, hosts: usize) {
    let sites: Vec<_> = (0..hosts).map(|_| start_at(place)).collect();
    one_spends(&sites);
    one_key(&sites);
    let command = spend("m-key", "o-key", 500, 0);
    let before = sites[0].post("/v1/commands", "one-key", &command);
    drop(sites);
    // What a key was answered survives a restart.
    let site = start_at(place);
    assert_eq!(site.post("/v1/commands", "one-key", &command), before);
    drop(site);
    many_spend(place, hosts);
    repeats(place);
}

#[test]
fn points_are_spent_once() {
    for place in places() {
        race(&place, 1);
    }
}

#[test]
fn points_are_spent_once_through_three_hosts() {
    if let Some(cluster) = Cluster::shared() {
        race(&Place::within(cluster), 3);
    }
}

#[test]
fn hosts_may_begin_at_once() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let place = Place::within(cluster);
    let sites: Vec<TestSite> = std::thread::scope(|scope| {
        let starting = [(); 3].map(|()| scope.spawn(|| start_at(&place)));
        starting.map(|it| it.join().unwrap()).into()
    });
    for (n, site) in sites.iter().enumerate() {
        site.register(&format!("m-{n}"));
        let (_, policies) = site.get("/v1/policies");
        assert_eq!(policies["versions"].as_array().unwrap().len(), 1);
    }
    drop(sites);
    repeats(&place);
}

/// What one host wrote, another serves; what one published, the others decide by.
#[test]
fn hosts_see_what_another_wrote() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let place = Place::within(cluster);
    let (one, two) = (start_at(&place), start_at(&place));
    one.register("m-1");
    one.buy("m-1", "o-1", 60_000);
    assert_eq!(one.get("/v1/members/m-1").1, two.get("/v1/members/m-1").1);
    two.buy("m-1", "o-2", 60_000);
    assert_eq!(one.get("/v1/members/m-1").1, two.get("/v1/members/m-1").1);
    let next = tiercel_host::serve::STANDARD.replace(
        "version = 1\neffective_from = 2024-01-01",
        "version = 2\neffective_from = 2026-07-01",
    );
    assert_eq!(one.post("/v1/policies", "", &next).0, 200);
    let set = |site: &TestSite| site.get("/v1/policies").1["set"].clone();
    two.buy("m-1", "o-3", 60_000);
    let entry = |n: usize| -> Value {
        two.get("/v1/members/m-1/ledger").1["entries"][n]["policies"].clone()
    };
    assert_eq!((entry(0), entry(2)), (set(&one), set(&one)));
    assert_eq!(set(&two), set(&one));
    // Even a host that nobody writes through sees it within seconds.
    let third = next
        .replace("version = 2\n", "version = 3\n")
        .replace("2026-07-01", "2026-08-01");
    assert_eq!(two.post("/v1/policies", "", &third).0, 200);
    let seen = (0..50).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        set(&one) == set(&two)
    });
    assert!(seen, "what was published was not seen");
    drop((one, two));
    repeats(&place);
}
