//! Replay: decisions repeated from the record alone, by the module that made them, and compared
//! byte for byte (10.2).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as MapEntry;

use tiercel_core::abi::Published;
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::event::Event;
use tiercel_core::id::Digest;
use tiercel_core::state::State;
use tiercel_core::wire::{decode, encode};

use crate::chain::{Entry, GENESIS, hash};
use crate::module::{Module, Rules, digest};
use crate::policies::Policies;
use crate::store::{Row, Store, StoreError};

/// What was repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Decisions.
    pub decisions: u64,
    /// Streams.
    pub streams: usize,
}

/// The record and its repetition differ.
#[derive(Debug, thiserror::Error)]
pub enum Difference {
    /// An entry does not fit the one before it, or its own hash.
    #[error("entry {place} of the log, stream `{stream}`: {what}")]
    Chain {
        /// Where.
        place: u64,
        /// The stream.
        stream: String,
        /// What does not fit.
        what: String,
    },
    /// The module decides something else from the same input.
    #[error("entry {place} of the log, stream `{stream}`: the decision repeated is another one")]
    Decision {
        /// Where.
        place: u64,
        /// The stream.
        stream: String,
    },
    /// The state in the store is not what the events come to.
    #[error("stream `{0}`: the state kept is not what its events come to")]
    State(String),
    /// The record cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The module or a policy of the record is missing or unsound.
    #[error("the archive is not sound: {0}")]
    Archive(String),
}

/// How a stream stands as its entries are repeated.
struct Course {
    version: u64,
    hash: Digest,
    state: Option<State>,
}

/// Entries read at a time.
const PAGE: usize = 500;

/// A decision about to be repeated: what it was made from, and what makes it again.
pub struct Repeated<'r> {
    /// The entry of the log.
    pub entry: &'r Entry,
    /// What the module was asked.
    pub request: &'r Request,
    /// The rules that it was made by.
    pub rules: &'r mut Rules,
    /// The versions of the policy that were published by then.
    pub policies: &'r [Published],
}

/// Repeats the decisions of one stream, or of all.
///
/// # Errors
/// The first [`Difference`].
pub fn replay(
    store: &mut dyn Store,
    only: Option<&str>,
    progress: impl FnMut(u64),
) -> Result<Totals, Difference> {
    replay_before(store, only, |_| Ok(()), progress)
}

/// As [`replay`]; something looks at each decision before it is repeated.
///
/// # Errors
/// The first [`Difference`], or what the onlooker finds.
pub fn replay_before(
    store: &mut dyn Store,
    only: Option<&str>,
    mut look: impl FnMut(Repeated<'_>) -> Result<(), Difference>,
    mut progress: impl FnMut(u64),
) -> Result<Totals, Difference> {
    let mut courses: BTreeMap<String, Course> = BTreeMap::new();
    let mut policies = Vec::new();
    let mut modules = BTreeMap::new();
    let mut rules: BTreeMap<(Digest, Digest), Rules> = BTreeMap::new();
    let (mut after, mut decisions) = (0, 0);
    loop {
        let rows = store.log(after, PAGE)?;
        let Some(last) = rows.last() else { break };
        after = last.place;
        for row in rows {
            let entry = read(&row)?;
            if let Some(Event::PolicyPublished { policy, .. }) = entry.events.first() {
                // The decision to publish was made by the set that holds the new version.
                policies.push(published(store, *policy)?);
            }
            if only.is_some_and(|only| only != row.stream) {
                continue;
            }
            let stream = row.stream.clone();
            let genesis = || Course {
                version: 0,
                hash: GENESIS,
                state: None,
            };
            let course = courses.entry(stream).or_insert_with(genesis);
            fits(&row, &entry, course)?;
            let key = (entry.module, Policies::new(policies.clone()).digest);
            let rules = match rules.entry(key) {
                MapEntry::Occupied(known) => known.into_mut(),
                MapEntry::Vacant(new) => {
                    let module = open(store, &mut modules, entry.module)?;
                    new.insert(Rules::new(module, &policies).map_err(|error| unsound(&error))?)
                }
            };
            let request = request(&entry, course);
            look(Repeated {
                entry: &entry,
                request: &request,
                rules: &mut *rules,
                policies: &policies,
            })?;
            repeat(rules, &row, &entry, &request, course)?;
            decisions += 1;
            if decisions % 10_000 == 0 {
                progress(decisions);
            }
        }
    }
    for (stream, course) in &courses {
        let head = store.head(stream)?;
        let same = head.is_some_and(|head| {
            head.version == course.version
                && head.hash == course.hash
                && course
                    .state
                    .as_ref()
                    .is_some_and(|state| encode(state) == head.state)
        });
        if !same {
            return Err(Difference::State(stream.clone()));
        }
    }
    Ok(Totals {
        decisions,
        streams: courses.len(),
    })
}

fn broken(row: &Row, what: impl Into<String>) -> Difference {
    Difference::Chain {
        place: row.place,
        stream: row.stream.clone(),
        what: what.into(),
    }
}

fn read(row: &Row) -> Result<Entry, Difference> {
    decode(&row.entry).map_err(|error| broken(row, error.to_string()))
}

fn fits(row: &Row, entry: &Entry, course: &Course) -> Result<(), Difference> {
    if entry.stream.name() != row.stream.as_str() {
        return Err(broken(row, "it belongs to another stream"));
    }
    if entry.version != course.version || row.from != course.version {
        return Err(broken(
            row,
            "an entry before it is missing, or stands twice",
        ));
    }
    if entry.previous != course.hash {
        return Err(broken(row, "it does not follow the entry before it"));
    }
    if hash(&entry.previous, &row.entry) != row.hash {
        return Err(broken(row, "it does not have its hash"));
    }
    Ok(())
}

fn published(store: &mut dyn Store, wanted: Digest) -> Result<Published, Difference> {
    let unsound = |what: &str| Difference::Archive(format!("policy {wanted} {what}"));
    let archived = store.policy(wanted)?.ok_or_else(|| unsound("is missing"))?;
    if digest(&archived.bytes) != wanted {
        return Err(unsound("does not have its digest"));
    }
    let policy = decode(&archived.bytes).map_err(|_| unsound("cannot be read"))?;
    Ok(Published {
        digest: wanted,
        policy,
    })
}

fn unsound(error: &dyn std::fmt::Display) -> Difference {
    Difference::Archive(error.to_string())
}

/// A module of the archive: compiled once, by however many sets of policies it decided.
fn open<'m>(
    store: &mut dyn Store,
    modules: &'m mut BTreeMap<Digest, Module>,
    wanted: Digest,
) -> Result<&'m Module, Difference> {
    match modules.entry(wanted) {
        MapEntry::Occupied(known) => Ok(known.into_mut()),
        MapEntry::Vacant(new) => {
            let bytes = store.module(wanted)?;
            let missing = || Difference::Archive(format!("module {wanted} is missing"));
            let bytes = bytes.ok_or_else(missing)?;
            let module = Module::open(&bytes, wanted, None).map_err(|error| unsound(&error))?;
            Ok(new.insert(module))
        }
    }
}

/// What the module was asked when the entry was made.
fn request(entry: &Entry, course: &mut Course) -> Request {
    Request {
        now: entry.now,
        module: entry.module,
        policies: entry.policies,
        streams: vec![Loaded {
            stream: entry.stream.clone(),
            version: course.version,
            state: course.state.take(),
        }],
        command: entry.command.clone(),
    }
}

/// Decides again, and compares what happened and what became of the stream.
fn repeat(
    rules: &mut Rules,
    row: &Row,
    entry: &Entry,
    request: &Request,
    course: &mut Course,
) -> Result<(), Difference> {
    let other = || Difference::Decision {
        place: row.place,
        stream: row.stream.clone(),
    };
    let decision = rules.decide(request).map_err(|_| other())?;
    let appended = decision
        .appended
        .into_iter()
        .find(|appended| appended.stream == entry.stream);
    let appended = appended.filter(|a| encode(&a.events) == encode(&entry.events));
    let appended = appended.ok_or_else(other)?;
    course.version += appended.events.len() as u64;
    course.hash = row.hash;
    course.state = Some(appended.state);
    Ok(())
}
