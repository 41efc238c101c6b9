//! Decisions on several streams: one wins, both records hold it, each can be repeated from any of
//! them, and what is tampered with on one of them is found.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tempfile::TempDir;
use tiercel_core::event::Event;
use tiercel_core::moment::Moment;
use tiercel_core::number::Points;
use tiercel_core::stream::StreamId;
use tiercel_core::wire::{decode, encode};
use tiercel_host::chain::{Entry, hash};
use tiercel_host::explain::{Which, explain};
use tiercel_host::replay::{Difference, Totals, replay};
use tiercel_host::store::{Database, Sqlite};
use tiercel_host::texts::{Language, Texts};

use super::cluster::{Cluster, Place, places};
use super::house::{TestSite, start, start_at};

/// Somebody who joins and is given so many points.
fn member(site: &TestSite, member: &str, points: i64) {
    site.register(member);
    let adjust = json!({ "adjust_points": { "member": member, "adjustment": format!("a-{member}"),
        "points": points, "reason": "goodwill", "by": "clerk-1" } });
    assert_eq!(site.command(&format!("a-{member}"), adjust).0, 200);
}

fn redeem(member: &str, offer: &str, redemption: &str) -> Value {
    json!({ "redeem_offer": { "member": member, "offer": offer, "redemption": redemption } })
}

fn give(from: &str, to: &str, transfer: &str, points: i64) -> Value {
    json!({ "transfer_points": { "member": from, "to": to, "transfer": transfer,
        "points": points } })
}

/// A record of two members and two offers: nine decisions on members, and the programme's two.
fn recorded() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    member(&site, "m-1", 1_000);
    member(&site, "m-2", 1_000);
    let (status, answer) = site.command("k-1", redeem("m-1", "mug", "e-1"));
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["stream"], "member:m-1");
    assert_eq!(answer["events"].as_array().unwrap().len(), 1);
    let others = answer["others"].as_array().unwrap();
    assert_eq!(others.len(), 1);
    assert_eq!(
        (&others[0]["stream"], &others[0]["version"]),
        (&json!("offer:mug"), &json!(1))
    );
    assert_eq!(
        others[0]["events"][0]["unit_taken"]["redemption"],
        json!("e-1")
    );
    assert_eq!(site.command("k-2", redeem("m-2", "teapot", "e-2")).0, 200);
    let pay = json!({ "pay_redemption": { "member": "m-2", "offer": "teapot",
        "redemption": "e-2", "payment": "p-2", "amount_minor": 9_900 } });
    assert_eq!(site.command("k-3", pay).0, 200);
    let (status, answer) = site.command("k-4", give("m-1", "m-2", "t-1", 100));
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["others"][0]["stream"], "member:m-2");
    let (_, settled) = site.command("k-5", json!({ "tick": { "member": "m-1" } }));
    assert!(settled.get("others").is_none(), "one stream, one answer");
    let (_, offers) = site.get("/v1/offers");
    let left: Vec<_> = offers["offers"].as_array().unwrap().iter().collect();
    assert_eq!(
        (&left[0]["id"], &left[0]["left"]),
        (&json!("mug"), &json!(999))
    );
    assert_eq!(
        (&left[1]["id"], &left[1]["left"]),
        (&json!("teapot"), &json!(49))
    );
    drop(site);
    folder
}

fn repeated(folder: &TempDir, only: Option<&str>) -> Result<Totals, Difference> {
    let mut store = Sqlite::read(folder.path()).unwrap();
    replay(&mut store, only, |_| {})
}

#[test]
fn a_decision_on_two_streams_is_repeated_from_either() {
    let folder = recorded();
    let all = repeated(&folder, None).unwrap();
    assert_eq!((all.decisions, all.streams), (10, 5));
    for (stream, decisions) in [
        ("member:m-1", 4),
        ("member:m-2", 5),
        ("offer:mug", 1),
        ("offer:teapot", 2),
    ] {
        let found = repeated(&folder, Some(stream)).unwrap();
        assert_eq!((found.decisions, found.streams), (decisions, 1), "{stream}");
    }
    let mut store = Database::Folder(folder.path().to_owned()).read().unwrap();
    let mut last = |stream| {
        let stream = StreamId::parse(stream).unwrap();
        let texts = Texts::embedded();
        let (which, english) = (Which::Last, Language::English);
        explain(store.as_mut(), &stream, &which, &texts, english).unwrap()
    };
    let told = last("member:m-2");
    let line = "6.2.2    100 points received from m-1 (transfer t-1)";
    assert!(told[0].contains(line), "{}", told[0]);
    let told = last("offer:teapot");
    let line = "6.2.1a   The unit of redemption e-2 is gone for good";
    assert!(told[0].contains(line), "{}", told[0]);
}

/// Changes a record by hand, as somebody would who has the file.
fn tamper(folder: &TempDir, sql: &str) {
    let database = folder.path().join("tiercel.sqlite");
    let database = rusqlite::Connection::open(database).unwrap();
    database.execute_batch(sql).unwrap();
}

#[test]
fn a_stream_of_a_decision_that_is_missing_is_found() {
    for stream in ["offer:mug", "offer:teapot", "member:m-2"] {
        let folder = recorded();
        let gone = format!(
            "DELETE FROM log WHERE stream = '{stream}'; DELETE FROM streams WHERE stream = '{stream}'"
        );
        tamper(&folder, &gone);
        assert!(repeated(&folder, None).is_err(), "{stream}");
        assert!(repeated(&folder, Some("member:m-1")).is_err() || stream == "offer:teapot");
    }
}

/// An entry of a gift received says more points than were given; its hash and its head say so too.
#[test]
fn a_forged_part_of_a_decision_is_found() {
    let folder = recorded();
    let database = folder.path().join("tiercel.sqlite");
    let database = rusqlite::Connection::open(database).unwrap();
    let sql =
        "SELECT place, entry FROM log WHERE stream = 'member:m-2' ORDER BY place DESC LIMIT 1";
    let (place, bytes): (i64, Vec<u8>) = database
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let mut entry: Entry = decode(&bytes).unwrap();
    for event in &mut entry.events {
        if let Event::PointsReceived { points, lots, .. } = event {
            *points = Points::new(900).unwrap();
            lots[0].points = *points;
        }
    }
    let forged = encode(&entry);
    let hash = hash(&entry.previous, &forged).0;
    let sql = "UPDATE log SET entry = ?1, hash = ?2 WHERE place = ?3";
    let changed = database.execute(sql, rusqlite::params![forged, hash, place]);
    assert_eq!(changed.unwrap(), 1);
    let sql = "UPDATE streams SET hash = ?1 WHERE stream = 'member:m-2'";
    assert_eq!(database.execute(sql, rusqlite::params![hash]).unwrap(), 1);
    drop(database);
    for only in [None, Some("member:m-2"), Some("member:m-1")] {
        let found = repeated(&folder, only);
        assert!(
            matches!(&found, Err(Difference::Decision { stream, .. }) if stream == "member:m-2"),
            "{only:?}: {found:?}"
        );
    }
}

/// How many of so many clients get what they ask for; each other one is refused by this code.
fn winners(
    sites: &[TestSite],
    clients: usize,
    code: u64,
    ask: impl Fn(usize) -> Value + Sync,
) -> usize {
    let won = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for n in 0..clients {
            let (site, won, ask) = (&sites[n % sites.len()], &won, &ask);
            scope.spawn(move || {
                let asked = ask(n);
                let (status, answer) = site.command(&asked.to_string(), asked);
                match status {
                    200 => _ = won.fetch_add(1, Ordering::SeqCst),
                    _ => assert_eq!(answer["code"], json!(code), "{status} {answer}"),
                }
            });
        }
    });
    won.into_inner()
}

/// Twenty gifts of a hundred from a balance of a hundred; and one unit that twenty ask for.
fn one_wins(place: &Place, hosts: usize) {
    let sites: Vec<_> = (0..hosts).map(|_| start_at(place)).collect();
    let last = tiercel_host::serve::STANDARD
        .replace(
            "version = 1\neffective_from = 2024-01-01",
            "version = 2\neffective_from = 2026-07-01",
        )
        .replace("stock = 1000", "stock = 1")
        .replace("most_members = 5", "most_members = 10");
    assert_eq!(sites[0].post("/v1/policies", "", &last).0, 200);
    let july = Moment::parse("2026-07-02T00:00:00Z").unwrap();
    for site in &sites {
        site.clock.store(july.ms(), Ordering::SeqCst);
    }
    member(&sites[0], "giver", 100);
    for n in 0..20 {
        member(&sites[0], &format!("m-{n}"), 500);
    }
    let gift = |n: usize| give("giver", &format!("m-{n}"), &format!("t-{n}"), 100);
    assert_eq!(winners(&sites, 20, 6406, gift), 1);
    let one = |n: usize| redeem(&format!("m-{n}"), "mug", &format!("e-{n}"));
    assert_eq!(winners(&sites, 20, 6226, one), 1);
    // Gifts to and fro, so that hosts lock the same two members for opposite ends.
    let to_and_fro = |n: usize| {
        let (from, to) = [("m-0", "m-1"), ("m-1", "m-0")][n % 2];
        give(from, to, &format!("f-{n}"), 10)
    };
    assert_eq!(winners(&sites, 20, 0, to_and_fro), 20);
    // Ten who keep house take a hundred twice each, and their pool has a hundred.
    let at_home = |n: usize| json!({ "member": format!("m-{n}"), "household": "home" });
    let form = json!({ "form_household": at_home(0) });
    assert_eq!(sites[0].command("form", form).0, 200);
    for n in 1..10 {
        let mut invite = at_home(0);
        invite["invitee"] = json!(format!("m-{n}"));
        let invite = json!({ "invite_to_household": invite });
        assert_eq!(sites[0].command(&format!("invite-{n}"), invite).0, 200);
        let join = json!({ "join_household": at_home(n) });
        assert_eq!(sites[0].command(&format!("join-{n}"), join).0, 200);
    }
    let moved = |n: usize, transfer: &str| {
        let mut moved = at_home(n);
        moved["transfer"] = json!(transfer);
        moved["points"] = json!(100);
        moved
    };
    let put = json!({ "put_points": moved(0, "into-the-pool") });
    assert_eq!(sites[0].command("put", put).0, 200);
    let take = |n: usize| json!({ "take_points": moved(n % 10, &format!("h-{n}")) });
    assert_eq!(winners(&sites, 20, 6419, take), 1);
    let (_, pool) = sites[0].get("/v1/households/home");
    assert_eq!((&pool["points"], &pool["lots"]), (&json!(0), &json!([])));
    // What is in a pool is owed as what members have.
    let put = json!({ "put_points": moved(1, "into-the-pool-too") });
    assert_eq!(sites[0].command("put-too", put).0, 200);
    let (_, owed) = sites[0].get("/v1/reports/liability");
    assert_eq!(
        (&owed["households"], &owed["pooled_points"]),
        (&json!(1), &json!(100))
    );
    assert_eq!(owed["outstanding_points"], json!(20 * 500 + 100 - 200));
    let take = json!({ "take_points": moved(1, "out-of-it") });
    assert_eq!(sites[0].command("take-too", take).0, 200);
    let points = |member: &str| {
        let (_, view) = sites[0].get(&format!("/v1/members/{member}"));
        view["available_points"].as_i64().unwrap()
    };
    let all: i64 = (0..20).map(|n| points(&format!("m-{n}"))).sum();
    assert_eq!((points("giver"), all), (0, 20 * 500 + 100 - 200));
    drop(sites);
    let mut store = place.database.read().unwrap();
    replay(store.as_mut(), None, |_| {}).unwrap();
}

#[test]
fn of_many_at_once_one_wins() {
    for place in places() {
        one_wins(&place, 1);
    }
}

#[test]
fn of_many_at_once_one_wins_through_three_hosts() {
    if let Some(cluster) = Cluster::shared() {
        one_wins(&Place::within(cluster), 3);
    }
}
