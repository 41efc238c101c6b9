//! Batches: what one command of a batch does is seen by the next, and what fails never was.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tiercel_host::serve::STANDARD;

use super::cluster::{Place, places};
use super::house::{TestSite, cart, start_as, start_at};

/// A second version of the standard policy.
fn second() -> String {
    let (first, next) = (
        "version = 1\neffective_from = 2024-01-01",
        "version = 2\neffective_from = 2026-07-01",
    );
    assert!(STANDARD.contains(first));
    STANDARD.replace(first, next)
}

fn set(site: &TestSite) -> Value {
    site.get("/v1/policies").1["set"].clone()
}

fn order(member: &str, order: &str) -> Value {
    json!({ "place_order": { "member": member, "order": order, "cart": cart(500, 0) } })
}

/// The policy set by which a member's last decision was made.
fn decided_by(site: &TestSite, member: &str) -> Value {
    let (_, ledger) = site.get(&format!("/v1/members/{member}/ledger"));
    ledger["entries"][0]["policies"].clone()
}

fn held_up(place: &Place) -> (TestSite, Arc<Mutex<()>>) {
    let gate = Arc::new(Mutex::new(()));
    let passing = gate.clone();
    let database = place.database.clone();
    let site = start_as(place.folder.path(), |how| {
        let now = (how.clock)();
        how.database = Some(database);
        how.clock = Arc::new(move || {
            // The desk alone waits: its thread is none of the runtime's.
            if tokio::runtime::Handle::try_current().is_err() {
                drop(passing.lock());
            }
            now
        });
    });
    (site.unwrap(), gate)
}

/// What is decided behind a publication, in the same batch, is decided by the new set and says so.
#[test]
fn what_is_published_holds_for_the_rest_of_the_batch() {
    for place in places() {
        let (site, gate) = held_up(&place);
        site.register("m-1");
        let old = set(&site);
        let shut = gate.lock().unwrap();
        std::thread::scope(|scope| {
            let site = &site;
            // The first waits for the clock; meanwhile the others gather for the next batch.
            scope.spawn(move || assert_eq!(site.command("k-0", order("m-1", "o-0")).0, 200));
            std::thread::sleep(Duration::from_millis(300));
            scope.spawn(move || assert_eq!(site.post("/v1/policies", "", &second()).0, 200));
            std::thread::sleep(Duration::from_millis(300));
            scope.spawn(move || assert_eq!(site.command("k-1", order("m-1", "o-1")).0, 200));
            std::thread::sleep(Duration::from_millis(300));
            drop(shut);
        });
        assert_ne!(set(&site), old);
        assert_eq!(decided_by(&site, "m-1"), set(&site));
        let (_, ledger) = site.get("/v1/members/m-1/ledger");
        assert_eq!(ledger["entries"][1]["policies"], old);
    }
}

/// Where the storage does not take a new version, it is not in force, and nothing is decided by it.
#[test]
fn what_was_not_published_is_not_in_force() {
    for place in places() {
        let site = start_at(&place);
        site.register("m-1");
        let old = set(&site);
        match &place.database {
            tiercel_host::store::Database::Folder(_) => place.execute(
                "CREATE TRIGGER broken BEFORE INSERT ON policies
                 BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END",
            ),
            tiercel_host::store::Database::Postgres(_) => place.execute(
                "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE 'broken on purpose'; END $$;
                 CREATE TRIGGER broken BEFORE INSERT ON tiercel.policies
                 FOR EACH ROW EXECUTE FUNCTION broken()",
            ),
        }
        let (status, said) = site.post("/v1/policies", "", &second());
        assert_eq!(status, 503, "{said}");
        assert_eq!(set(&site), old);
        assert_eq!(site.command("k-1", order("m-1", "o-1")).0, 200);
        assert_eq!(decided_by(&site, "m-1"), old);
        // Healed, the very same version can be published, and is the next one.
        match &place.database {
            tiercel_host::store::Database::Folder(_) => place.execute("DROP TRIGGER broken"),
            tiercel_host::store::Database::Postgres(_) => {
                place.execute("DROP FUNCTION broken CASCADE");
            }
        }
        assert_eq!(site.post("/v1/policies", "", &second()).0, 200);
        assert_eq!(site.command("k-2", order("m-1", "o-2")).0, 200);
        assert_eq!(decided_by(&site, "m-1"), set(&site));
        let mut store = place.database.read().unwrap();
        tiercel_host::replay::replay(store.as_mut(), None, |_| {}).unwrap();
    }
}

/// An order id that is taken refuses the one command, and leaves the rest of its batch as it is.
#[test]
fn a_taken_claim_refuses_one_command_of_a_batch() {
    for place in places() {
        let (site, gate) = held_up(&place);
        site.register("m-1");
        site.register("m-2");
        assert_eq!(site.command("k", order("m-1", "taken")).0, 200);
        let shut = gate.lock().unwrap();
        let wanted = [
            ("m-2", "free-1", 200),
            ("m-2", "taken", 422),
            ("m-2", "free-2", 200),
            ("m-1", "free-2", 422),
        ];
        std::thread::scope(|scope| {
            let site = &site;
            for (place, (member, id, status)) in wanted.into_iter().enumerate() {
                scope.spawn(move || {
                    let (answered, body) = site.command(&format!("b-{place}"), order(member, id));
                    assert_eq!(answered, status, "{id}: {body}");
                });
                std::thread::sleep(Duration::from_millis(200));
            }
            drop(shut);
        });
        let orders = site.get("/v1/members/m-2").1["orders"].clone();
        assert_eq!(orders.as_array().unwrap().len(), 2, "{orders}");
        let mut store = place.database.read().unwrap();
        tiercel_host::replay::replay(store.as_mut(), None, |_| {}).unwrap();
    }
}
