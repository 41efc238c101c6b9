//! The same checks for every kind of database: what is written is there, what is not is not.

use std::collections::BTreeSet;

use tiercel_core::decision::{Claim, Notice};
use tiercel_core::id::{Digest, MemberId};
use tiercel_core::moment::{DAY_MS, Moment};
use tiercel_core::refusal::{Code, Facts, Refusal};
use tiercel_core::text::Text;
use tiercel_host::store::{
    Append, Archived, Database, Head, Kept, Needs, Record, Store, StoreError, Table, Unit, Work,
    Written,
};

use super::cluster::{Cluster, Place, execute, places};

fn at(ms: i64) -> Moment {
    Moment::from_ms(1_700_000_000_000 + ms).unwrap()
}

fn append(stream: &str, from: u64, due: Option<Moment>) -> Append {
    let byte = u8::try_from(from).unwrap();
    Append {
        stream: stream.into(),
        from,
        head: Head {
            version: from + 1,
            hash: Digest([byte; 32]),
            state: vec![byte, 1, 0],
            module: Digest([9; 32]),
        },
        entry: vec![byte; 3],
        next_due: due,
    }
}

fn appends(appends: Vec<Append>) -> Work {
    Work {
        appends,
        ..Work::default()
    }
}

fn claim(id: &str) -> Claim {
    Claim {
        kind: "order".into(),
        id: Text::new(id),
        refusal: Refusal::new(Code::OrderIdTaken),
    }
}

fn notice(member: &str) -> Notice {
    Notice {
        member: MemberId::new(member).unwrap(),
        template: "order_paid".into(),
        facts: Facts::default(),
        clause: "1.1".into(),
    }
}

fn kept(byte: u8, at: Moment) -> Kept {
    Kept {
        request: Digest([byte; 32]),
        answer: vec![byte],
        at,
    }
}

fn needs(streams: &[&str], keys: &[&str]) -> Needs {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Needs {
        keys: owned(keys),
        reads: owned(&["programme"]),
        writes: owned(streams),
    }
}

/// A batch that does this.
fn write(store: &mut dyn Store, work: &Work) -> Result<Written, StoreError> {
    store.begin(&Needs::default())?;
    store.commit(work)
}

/// Runs a check on a new store of every kind.
fn each(check: impl Fn(&Place, &mut dyn Store)) {
    for place in places() {
        let mut store = place.database.open().unwrap();
        check(&place, store.as_mut());
    }
}

#[test]
fn what_a_batch_came_to_is_found_by_the_next() {
    each(|place, store| {
        let first = Work {
            appends: vec![
                append("member:b", 0, Some(at(5))),
                append("member:a", 0, None),
                append("member:b", 1, Some(at(7))),
            ],
            answers: vec![("k-1".into(), kept(1, at(0)))],
            ..Work::default()
        };
        assert_eq!(write(store, &first).unwrap(), Written::Durable);
        let found = store
            .begin(&needs(&["member:b", "member:none"], &["k-1", "k-2"]))
            .unwrap();
        assert_eq!(found.heads.len(), 1);
        assert_eq!(found.heads["member:b"], first.appends[2].head);
        assert_eq!(found.kept.len(), 1);
        assert_eq!(found.kept["k-1"], first.answers[0].1);
        store.abandon().unwrap();
        // Another connection sees it too, and nothing that is not committed.
        let mut beside = place.database.read().unwrap();
        assert_eq!(
            beside.head("member:a").unwrap(),
            Some(first.appends[1].head.clone())
        );
        assert_eq!(
            beside.kept("k-1").unwrap(),
            Some(first.answers[0].1.clone())
        );
        assert_eq!(beside.head("member:none").unwrap(), None);
    });
}

#[test]
fn a_head_that_moved_on_refuses_and_nothing_is_written() {
    each(|_, store| {
        write(store, &appends(vec![append("member:a", 0, None)])).unwrap();
        for from in [0, 2] {
            let mut work = appends(vec![append("member:new", 0, None)]);
            work.appends.push(append("member:a", from, None));
            work.claims.push(claim("o-1"));
            let refused = write(store, &work);
            assert!(
                matches!(refused, Err(StoreError::Overtaken(_))),
                "{from}: {refused:?}"
            );
            store.abandon().unwrap();
            assert_eq!(store.head("member:new").unwrap(), None);
            assert_eq!(store.head("member:a").unwrap().unwrap().version, 1);
            assert_eq!(store.log(0, 10).unwrap().len(), 1);
        }
        let mut work = appends(vec![append("member:a", 1, None)]);
        work.claims.push(claim("o-1"));
        assert_eq!(write(store, &work).unwrap(), Written::Durable);
    });
}

#[test]
fn a_claim_is_taken_for_ever_and_the_batch_can_go_on_without_it() {
    each(|_, store| {
        let mut work = appends(vec![append("member:a", 0, None)]);
        work.claims.extend([claim("o-1"), claim("o-2")]);
        write(store, &work).unwrap();
        let mut work = appends(vec![append("member:b", 0, None)]);
        work.claims.extend([claim("o-3"), claim("o-2")]);
        work.answers.push(("k-1".into(), kept(1, at(0))));
        store.begin(&needs(&["member:b"], &["k-1"])).unwrap();
        let taken = vec![("order".to_owned(), "o-2".to_owned())];
        assert_eq!(store.commit(&work).unwrap(), Written::Taken(taken));
        // The same batch, decided otherwise.
        let mut work = appends(vec![append("member:c", 0, None)]);
        work.claims.push(claim("o-4"));
        assert_eq!(store.commit(&work).unwrap(), Written::Durable);
        assert_eq!(store.head("member:b").unwrap(), None);
        assert_eq!(store.kept("k-1").unwrap(), None);
        assert_eq!(store.head("member:c").unwrap().unwrap().version, 1);
        let mut work = Work::default();
        work.claims.push(claim("o-3"));
        assert_eq!(write(store, &work).unwrap(), Written::Durable);
    });
}

#[test]
fn what_is_abandoned_never_was() {
    each(|_, store| {
        store.begin(&needs(&["member:a"], &[])).unwrap();
        store.abandon().unwrap();
        assert_eq!(write(store, &Work::default()).unwrap(), Written::Durable);
        assert_eq!(store.streams("", 10).unwrap(), [""; 0]);
        assert_eq!(
            write(store, &appends(vec![append("member:a", 0, None)])).unwrap(),
            Written::Durable
        );
    });
}

#[test]
fn answers_are_kept_for_thirty_days() {
    each(|_, store| {
        let answer = |key: &str, at| Work {
            answers: vec![(key.into(), kept(1, at))],
            ..Work::default()
        };
        write(store, &answer("old", at(0))).unwrap();
        write(store, &answer("new", at(30 * DAY_MS))).unwrap();
        assert!(store.kept("old").unwrap().is_some());
        write(store, &answer("newer", at(30 * DAY_MS + 1))).unwrap();
        assert!(store.kept("old").unwrap().is_none());
        assert!(store.kept("new").unwrap().is_some());
        let twice = write(store, &answer("new", at(0)));
        assert!(twice.is_err(), "a key was answered twice");
    });
}

#[test]
fn streams_are_due_soonest_first() {
    each(|_, store| {
        let work = appends(vec![
            append("member:a", 0, Some(at(20))),
            append("member:b", 0, Some(at(10))),
            append("member:c", 0, Some(at(31))),
            append("member:d", 0, None),
        ]);
        write(store, &work).unwrap();
        assert_eq!(store.due(at(9), 9).unwrap(), [""; 0]);
        assert_eq!(store.due(at(30), 9).unwrap(), ["member:b", "member:a"]);
        assert_eq!(store.due(at(30), 1).unwrap(), ["member:b"]);
        write(store, &appends(vec![append("member:b", 1, None)])).unwrap();
        assert_eq!(store.due(at(31), 9).unwrap(), ["member:a", "member:c"]);
        assert_eq!(
            store.streams("member:b", 9).unwrap(),
            ["member:c", "member:d"]
        );
    });
}

#[test]
fn the_log_is_read_page_by_page() {
    each(|_, store| {
        for from in 0..5 {
            let work = appends(vec![
                append("member:a", from, None),
                append("member:b", from, None),
            ]);
            write(store, &work).unwrap();
        }
        let (mut after, mut seen) = (0, Vec::new());
        loop {
            let page = store.log(after, 3).unwrap();
            let Some(last) = page.last() else { break };
            assert!(page.len() <= 3);
            after = last.place;
            seen.extend(
                page.into_iter()
                    .map(|row| (row.stream, row.from, row.entry)),
            );
        }
        let expected = (0..5_u8).flat_map(|from| {
            ["member:a", "member:b"].map(|name| (name.to_owned(), u64::from(from), vec![from; 3]))
        });
        assert_eq!(seen, expected.collect::<Vec<_>>());
        let page = store.stream_log("member:a", 4, 2).unwrap();
        let versions: Vec<_> = page.iter().map(|row| (&*row.stream, row.from)).collect();
        assert_eq!(versions, [("member:a", 3), ("member:a", 2)]);
    });
}

#[test]
fn the_archive_and_the_outbox_keep_what_they_were_given() {
    each(|_, store| {
        let (one, two) = (Digest([1; 32]), Digest([2; 32]));
        store.archive_module(one, b"bytes").unwrap();
        store.archive_module(one, b"bytes").unwrap();
        assert_eq!(store.module(one).unwrap().as_deref(), Some(&b"bytes"[..]));
        assert_eq!(store.module(two).unwrap(), None);
        let policy = Archived {
            digest: two,
            bytes: vec![0, 255],
            source: "办法 = 1".into(),
        };
        let work = Work {
            policies: vec![policy.clone()],
            notices: (0..3).map(|n| (notice("a"), at(n))).collect(),
            ..Work::default()
        };
        write(store, &work).unwrap();
        let archived = store.policy(two).unwrap().unwrap();
        assert_eq!(
            (archived.bytes, archived.source),
            (policy.bytes, policy.source)
        );
        assert!(store.policy(one).unwrap().is_none());
        let told = store.notices("a", 2).unwrap();
        let moments: Vec<_> = told.iter().map(|(at, _)| *at).collect();
        assert_eq!(moments, [at(2), at(1)]);
        assert_eq!(told[0].1, tiercel_core::wire::encode(&notice("a")));
        assert!(store.notices("b", 2).unwrap().is_empty());
    });
}

#[test]
fn what_is_frozen_does_not_move() {
    each(|place, store| {
        write(store, &appends(vec![append("member:a", 0, None)])).unwrap();
        let mut frozen = place.database.read().unwrap();
        frozen.freeze().unwrap();
        write(store, &appends(vec![append("member:a", 1, None)])).unwrap();
        assert_eq!(frozen.head("member:a").unwrap().unwrap().version, 1);
        assert_eq!(frozen.log(0, 9).unwrap().len(), 1);
        let mut rows = 0;
        frozen
            .each(Table::Log, &mut |records: Vec<Record>| {
                rows += records.len();
                Ok(())
            })
            .unwrap();
        assert_eq!(rows, 1);
        assert_eq!(store.log(0, 9).unwrap().len(), 2);
    });
}

#[test]
fn a_batch_sees_what_came_before_in_it() {
    let (found, mut taken) = (Default::default(), BTreeSet::new());
    taken.insert(("order".to_owned(), "o-2".to_owned()));
    let mut unit = Unit::new(&found, &taken);
    assert!(unit.head("member:a").is_none() && unit.kept("k").is_none());
    unit.append(append("member:a", 0, None));
    unit.append(append("member:a", 1, None));
    unit.keep("k", kept(1, at(0)));
    unit.claim(claim("o-1"));
    assert_eq!(unit.head("member:a").unwrap().version, 2);
    assert_eq!(unit.kept("k").unwrap().request, Digest([1; 32]));
    let claimed = ["o-1", "o-2", "o-3"].map(|id| unit.is_claimed(&claim(id)));
    assert_eq!(claimed, [true, true, false]);
    let last = unit.work.last_of_streams();
    let (from, append) = last["member:a"];
    assert_eq!((from, append.head.version), (0, 2));
}

/// Two hosts take the same heads in another order each, over and over: neither waits for ever.
#[test]
fn hosts_that_meet_take_turns() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let place = Place::within(cluster);
    drop(place.database.open().unwrap());
    let names = ["member:a", "member:b", "member:c"];
    std::thread::scope(|scope| {
        for turn in 0..3 {
            let (database, mut order) = (place.database.clone(), names);
            order.rotate_left(turn);
            scope.spawn(move || {
                let mut store = database.open().unwrap();
                let mut done = 0;
                while done < 50 {
                    let found = store.begin(&needs(&order, &[])).unwrap();
                    let next = order.map(|name| {
                        let from = found.heads.get(name).map_or(0, |head| head.version);
                        append(name, from, None)
                    });
                    match store.commit(&appends(next.to_vec())) {
                        Ok(_) => done += 1,
                        Err(StoreError::Overtaken(_)) => store.abandon().unwrap(),
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        }
    });
    let mut store = place.database.read().unwrap();
    for name in names {
        assert_eq!(store.head(name).unwrap().unwrap().version, 150);
    }
}

#[test]
fn tables_of_a_later_version_are_left_alone() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let place = Place::within(cluster);
    drop(place.database.open().unwrap());
    let address = place.address();
    execute(&address, "INSERT INTO tiercel.migrations VALUES (99)");
    for opened in [place.database.open(), place.database.read()] {
        let said = opened.err().expect("it was opened").to_string();
        assert!(said.contains("format 99"), "{said}");
        assert!(said.contains("nothing was written"), "{said}");
    }
    // Nor is a schema of that name touched that is someone else's.
    let other = Place::within(cluster);
    execute(&other.address(), "CREATE SCHEMA tiercel");
    let said = other
        .database
        .open()
        .err()
        .expect("it was opened")
        .to_string();
    assert!(said.contains("tiercel"), "{said}");
    assert!(other.database.read().is_err());
}

#[test]
fn several_hosts_make_the_tables_once() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let place = Place::within(cluster);
    std::thread::scope(|scope| {
        let opening = [(); 4].map(|()| scope.spawn(|| place.database.open().map(drop)));
        for opened in opening {
            opened.join().unwrap().unwrap();
        }
    });
}

#[test]
fn an_address_is_shown_without_its_password() {
    let address = "postgres://someone:secret@db.example:5433/points";
    let shown = Database::at(address).to_string();
    assert_eq!(shown, "postgres://db.example:5433/points");
    let nowhere = Database::at("postgres://someone:secret@127.0.0.1:1/points");
    let said = nowhere.open().err().expect("it was opened").to_string();
    assert!(
        said.contains("127.0.0.1:1") && !said.contains("secret"),
        "{said}"
    );
}
