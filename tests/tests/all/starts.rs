//! Starting: on what is taken, unwritable, foreign, damaged; and again on what was left.

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;
use tiercel_core::state::{PublishedVersion, State};
use tiercel_core::wire::{decode, encode};
use tiercel_host::module::{EMBEDDED, digest};
use tiercel_host::serve::ServeError;
use tiercel_host::store::{Append, Archived, Head, Needs, Sqlite, Store, Work};

use super::engines::standard;
use super::house::{TestSite, start, start_as};

/// Why a site does not start.
#[track_caller]
fn refused(started: Result<TestSite, ServeError>) -> String {
    started.err().expect("it was served").to_string()
}

#[test]
fn a_port_that_is_taken_is_said_and_nothing_is_made() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let said = refused(start_as(&data, |how| how.listen = address));
    assert!(said.contains(&address.to_string()), "{said}");
    assert!(said.contains("--listen"), "{said}");
    assert!(!data.exists());
}

#[test]
fn a_folder_that_cannot_be_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let said = refused(start(&file.join("data"), false));
    assert!(said.contains("file/data"), "{said}");
}

#[test]
fn a_folder_serves_one_and_after_that_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    site.buy("m-1", "o-1", 60_000);
    let before = site.get("/v1/members/m-1").1;
    let said = refused(start(folder.path(), false));
    assert!(said.contains("already serves"), "{said}");
    drop(site);
    let again = start(folder.path(), true).unwrap();
    assert_eq!(again.get("/v1/members/m-1").1, before);
    let (_, members) = again.get("/v1/members");
    assert_eq!(
        members["members"].as_array().unwrap().len(),
        1,
        "no demo into old data"
    );
}

#[test]
fn data_that_cannot_be_served_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    assert!(
        matches!(start(folder.path(), false), Err(ServeError::Open(_))),
        "a second one"
    );
    drop(site);
    let file = folder.path().join("tiercel.sqlite");
    let sound = std::fs::read(&file).unwrap();
    let mut later = sound.clone();
    later[63] = 99;
    for bad in [
        b"no database at all, but long enough to be one".repeat(40),
        later,
    ] {
        std::fs::write(&file, &bad).unwrap();
        let error = start(folder.path(), false)
            .err()
            .expect("bad data were served");
        assert!(error.to_string().contains("nothing was written"), "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), bad);
    }
    std::fs::write(&file, &sound).unwrap();
    drop(start(folder.path(), false).unwrap());
}

/// Bytes zeroed at the head of any page: each is found before anything is served or written.
#[test]
fn a_damaged_page_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    drop(site);
    let file = folder.path().join("tiercel.sqlite");
    let sound = std::fs::read(&file).unwrap();
    // The tables' own pages; the module's bytes fill all the others.
    for page in 0..16 {
        let mut bad = sound.clone();
        bad[page * 4_096..page * 4_096 + 64].fill(0x5a);
        std::fs::write(&file, &bad).unwrap();
        let said = refused(start(folder.path(), false));
        assert!(said.contains("nothing was written"), "page {page}: {said}");
        assert_eq!(std::fs::read(&file).unwrap(), bad);
    }
}

/// Replaces bytes wherever they stand in the database.
fn replace(folder: &Path, from: &[u8], to: &[u8]) {
    let file = folder.join("tiercel.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    let mut found = 0;
    for place in 0..bytes.len() - from.len() {
        if bytes[place..].starts_with(from) {
            bytes[place..place + to.len()].copy_from_slice(to);
            found += 1;
        }
    }
    assert!(found > 0);
    std::fs::write(&file, bytes).unwrap();
}

#[test]
fn data_of_another_module_wait_for_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    drop(site);
    let (own, other) = (digest(EMBEDDED), Digest([7; 32]));
    replace(folder.path(), &own.0, &other.0);
    let said = refused(start(folder.path(), false));
    assert!(said.contains(&other.to_string()), "{said}");
    assert!(said.contains("--adopt-module"), "{said}");
    drop(start_as(folder.path(), |how| how.adopt_module = true).unwrap());
    // From now on it is the one that decides.
    let site = start(folder.path(), false).unwrap();
    assert_eq!(site.get("/v1/module").1["digest"], json!(own.to_string()));
    site.buy("m-1", "o-1", 60_000);
}

/// Puts versions on the programme's record that no command would.
fn record_versions(folder: &Path, versions: &[(u32, &str)]) {
    let mut store = Sqlite::open(folder).unwrap();
    let head = store.head("programme").unwrap().unwrap();
    let State::Programme(mut programme) = decode(&head.state).unwrap() else {
        panic!("no programme")
    };
    programme.versions.clear();
    let mut policies = Vec::new();
    for (version, from) in versions {
        let mut policy = standard().policy;
        policy.version = *version;
        policy.effective_from = Moment::parse(from).unwrap();
        let bytes = encode(&policy);
        let archived = Archived {
            digest: digest(&bytes),
            bytes,
            source: String::new(),
        };
        programme.versions.push(PublishedVersion {
            policy: archived.digest,
            id: policy.id,
            version: *version,
            effective_from: policy.effective_from,
        });
        policies.push(archived);
    }
    let state = encode(&State::Programme(programme));
    let append = Append {
        stream: "programme".into(),
        from: head.version,
        head: Head {
            version: head.version + 1,
            state,
            ..head
        },
        entry: vec![],
        next_due: None,
    };
    let work = Work {
        appends: vec![append],
        policies,
        ..Work::default()
    };
    store.begin(&Needs::default()).unwrap();
    store.commit(&work).unwrap();
}

#[test]
fn versions_with_a_gap_or_an_overlap_are_not_served() {
    let folder = tempfile::tempdir().unwrap();
    drop(start(folder.path(), false).unwrap());
    for versions in [
        [(1, "2024-01-01T00:00:00Z"), (3, "2025-01-01T00:00:00Z")],
        [(1, "2024-01-01T00:00:00Z"), (1, "2025-01-01T00:00:00Z")],
        [(1, "2024-01-01T00:00:00Z"), (2, "2024-01-01T00:00:00Z")],
        [(2, "2024-01-01T00:00:00Z"), (1, "2025-01-01T00:00:00Z")],
    ] {
        record_versions(folder.path(), &versions);
        let file = folder.path().join("tiercel.sqlite");
        let before = std::fs::read(&file).unwrap();
        let said = refused(start(folder.path(), false));
        assert!(said.contains("nothing was written"), "{said}");
        assert!(said.contains("version"), "{said}");
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
    let sound = [(1, "2024-01-01T00:00:00Z"), (2, "2025-01-01T00:00:00Z")];
    record_versions(folder.path(), &sound);
    drop(start(folder.path(), false).unwrap());
}

/// While the first request under a key has no answer, a second one waits five seconds and is told to
/// come again; what was decided was decided once.
#[test]
fn a_key_in_flight_is_a_conflict() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Arc::new(Mutex::new(()));
    let passing = gate.clone();
    let site = start_as(folder.path(), |how| {
        let now = (how.clock)();
        how.clock = Arc::new(move || {
            // The desk alone waits: its thread is none of the runtime's.
            if tokio::runtime::Handle::try_current().is_err() {
                drop(passing.lock());
            }
            now
        });
    });
    let site = site.unwrap();
    site.register("m-1");
    let order = json!({ "place_order": { "member": "m-1", "order": "o-1", "cart": { "lines": [
        { "sku": "x", "category": "home", "quantity": 1, "unit_price_minor": 100 }] } } });
    let shut = gate.lock().unwrap();
    std::thread::scope(|scope| {
        let twice = [(); 2].map(|()| scope.spawn(|| site.command("k-1", order.clone())));
        for asked in twice {
            let (status, problem) = asked.join().unwrap();
            assert_eq!(status, 409, "{problem}");
            assert!(
                problem["type"].as_str().unwrap().ends_with("in_flight"),
                "{problem}"
            );
        }
    });
    drop(shut);
    let (status, first) = site.command("k-1", order.clone());
    assert_eq!(status, 200, "{first}");
    assert_eq!(site.command("k-1", order).1, first);
    let orders = &site.get("/v1/members/m-1").1["orders"];
    assert_eq!(orders.as_array().unwrap().len(), 1);
}
