//! Moving a whole database: everything arrives, or nothing does.

use serde_json::json;
use tiercel_host::store::{Database, Record, Table};

use super::cluster::{Cluster, Place};
use super::house::{TestSite, cart, start_at};
use super::kills::tiercel;

/// Every record of a database.
fn all(database: &Database) -> Vec<String> {
    let mut store = database.read().unwrap();
    store.freeze().unwrap();
    let mut records = Vec::new();
    for table in Table::ALL {
        let mut note = |page: Vec<Record>| {
            records.extend(page.iter().map(|record| format!("{record:?}")));
            Ok(())
        };
        store.each(table, &mut note).unwrap();
    }
    records
}

fn moved(from: &Place, to: &Place) -> Result<String, String> {
    let (from, to) = (from.address(), to.address());
    let done = tiercel(&["move", "--from", &from, "--to", &to])
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match done.status.success() {
        true => Ok(text(&done.stdout)),
        false => Err(text(&done.stderr)),
    }
}

fn order(site: &TestSite, key: &str, id: &str) -> (u16, String) {
    let order = json!({ "place_order": { "member": "m-1", "order": id, "cart": cart(500, 0) } });
    site.post("/v1/commands", key, &order.to_string())
}

#[test]
fn a_database_moves_there_and_back() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let (folder, postgres, back) = (Place::folder(), Place::within(cluster), Place::folder());
    let site = start_at(&folder);
    for n in 0..20 {
        let member = format!("m-{n}");
        site.register(&member);
        site.buy(&member, &format!("first-{n}"), 60_000 + n);
    }
    let answered = order(&site, "k", "o-k");
    let view = site.get("/v1/members/m-1").1;
    drop(site);

    let said = moved(&folder, &postgres).unwrap();
    assert!(said.contains("83 decisions of 21 streams moved"), "{said}");
    assert_eq!(all(&folder.database), all(&postgres.database));
    let site = start_at(&postgres);
    assert_eq!(site.get("/v1/members/m-1").1, view);
    assert_eq!(order(&site, "k", "o-k"), answered);
    assert_eq!(order(&site, "k-2", "o-k").0, 422, "a claim was lost");
    assert_eq!(order(&site, "k-3", "o-3").0, 200);
    drop(site);

    moved(&postgres, &back).unwrap();
    assert_eq!(all(&postgres.database), all(&back.database));
    let site = start_at(&back);
    assert_eq!(order(&site, "k-4", "o-4").0, 200);
}

#[test]
fn only_an_empty_database_takes_another_in() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let (folder, postgres) = (Place::folder(), Place::within(cluster));
    drop((start_at(&folder), start_at(&postgres)));
    for (from, to) in [(&folder, &postgres), (&postgres, &folder)] {
        let before = all(&to.database);
        let said = moved(from, to).unwrap_err();
        assert!(said.contains("is not empty"), "{said}");
        assert_eq!(all(&to.database), before);
    }
}

#[test]
fn what_is_served_is_not_moved() {
    let (folder, other) = (Place::folder(), Place::folder());
    let site = start_at(&folder);
    let said = moved(&folder, &other).unwrap_err();
    assert!(said.contains("already serves"), "{said}");
    drop(site);
    moved(&folder, &other).unwrap();
}

#[test]
fn what_is_damaged_is_not_moved() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    for damage in [
        "UPDATE log SET entry = CAST(entry || x'00' AS BLOB) WHERE place = 4",
        "DELETE FROM log WHERE place = 4",
        "UPDATE streams SET state = x'00' WHERE stream = 'member:m-1'",
        "UPDATE streams SET version = version + 1 WHERE stream = 'member:m-1'",
        "DELETE FROM log WHERE stream = 'member:m-2'",
        "UPDATE policies SET bytes = x'00'",
        "UPDATE modules SET bytes = x'00'",
    ] {
        let (folder, postgres) = (Place::folder(), Place::within(cluster));
        let site = start_at(&folder);
        site.register("m-1");
        site.buy("m-1", "o-1", 60_000);
        site.register("m-2");
        drop(site);
        folder.execute(damage);
        let said = moved(&folder, &postgres).unwrap_err();
        assert!(said.contains("nothing was moved"), "{damage}: {said}");
        assert_eq!(all(&postgres.database), [""; 0], "{damage}");
    }
}
