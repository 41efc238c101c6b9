//! The record as it is read: how each stream stands, and what its decisions must come to.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as MapEntry;
use std::rc::Rc;

use tiercel_core::abi::Published;
use tiercel_core::command::Command;
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::event::Event;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;
use tiercel_core::state::State;
use tiercel_core::stream::StreamId;
use tiercel_core::wire::{decode, encode};

use super::{Difference, Repeated, broken, decision};
use crate::chain::{Beside, Entry, GENESIS, hash};
use crate::module::{Module, Rules, digest};
use crate::policies::Policies;
use crate::store::{Row, Store};

/// How a stream stands as its entries are read.
pub(super) struct Course {
    version: u64,
    hash: Digest,
    state: Option<State>,
}

/// What a decision that was repeated comes to on one stream, until its entry is met.
struct Part {
    /// The place of the entry that the decision begins with.
    place: u64,
    expected: Expected,
    state: State,
    request: Rc<Request>,
}

/// What the entry of a decision on another stream than the leading one must be.
#[derive(PartialEq)]
struct Expected {
    decision: (StreamId, u64),
    command: Command,
    now: Moment,
    module: Digest,
    policies: Digest,
    events: Vec<Event>,
    beside: Vec<Beside>,
}

/// The record, as far as it was read.
#[derive(Default)]
pub(super) struct Record {
    pub courses: BTreeMap<String, Course>,
    policies: Vec<Published>,
    /// The digest of their set: nothing before the first.
    set: Option<Digest>,
    modules: BTreeMap<Digest, Module>,
    rules: BTreeMap<(Digest, Option<Digest>), Rules>,
    /// What repeated decisions come to on streams whose entries were not met yet.
    parts: BTreeMap<(StreamId, u64), Part>,
}

impl Record {
    /// How the entry's stream stood before it, which it must fit.
    pub(super) fn enter(&mut self, row: &Row, entry: &Entry) -> Result<Course, Difference> {
        let genesis = || Course {
            version: 0,
            hash: GENESIS,
            state: None,
        };
        let course = self.courses.remove(&row.stream).unwrap_or_else(genesis);
        fits(row, entry, &course)?;
        Ok(course)
    }

    /// The entry's stream goes on.
    fn advance(&mut self, row: &Row, entry: &Entry, state: Option<State>) {
        let course = Course {
            version: entry.version + entry.events.len() as u64,
            hash: row.hash,
            state,
        };
        self.courses.insert(row.stream.clone(), course);
    }

    /// A version is among those that decide from here on.
    pub(super) fn publish(&mut self, published: Published) {
        self.policies.push(published);
        self.set = Some(Policies::new(self.policies.clone()).digest);
    }

    /// The rules that made an entry, and the versions that they hold.
    fn rules(
        &mut self,
        store: &mut dyn Store,
        by: Digest,
    ) -> Result<(&mut Rules, &[Published]), Difference> {
        let policies = &self.policies;
        let rules = match self.rules.entry((by, self.set)) {
            MapEntry::Occupied(known) => known.into_mut(),
            MapEntry::Vacant(new) => {
                let module = open(store, &mut self.modules, by)?;
                let rules = Rules::new(module, policies);
                new.insert(rules.map_err(|error| unsound(&error))?)
            }
        };
        Ok((rules, policies))
    }

    /// Applies what happened, without asking whether it should have.
    pub(super) fn follow(
        &mut self,
        store: &mut dyn Store,
        row: &Row,
        entry: &Entry,
        before: Course,
    ) -> Result<(), Difference> {
        let (rules, _) = self.rules(store, entry.module)?;
        let state = rules.replay(before.state, entry.events.clone());
        let state = state.map_err(|error| unsound(&error))?;
        self.advance(row, entry, state);
        Ok(())
    }

    /// Decides again, and compares what happened and what became of the stream. What the decision
    /// comes to on other streams is kept until their entries are met.
    pub(super) fn repeat(
        &mut self,
        store: &mut dyn Store,
        row: &Row,
        entry: &Entry,
        before: Course,
        look: impl FnOnce(Repeated<'_>) -> Result<(), Difference>,
    ) -> Result<(), Difference> {
        let other = || Difference::Decision {
            place: row.place,
            stream: row.stream.clone(),
        };
        let own = (entry.stream.clone(), entry.version);
        let met = self.parts.remove(&own);
        let request = match (&entry.lead, &met) {
            (None, None) => Rc::new(self.request(row, entry, before)?),
            (Some(_), Some(part)) => part.request.clone(),
            (Some(_), None) => return Err(broken(row, "no decision before it made it")),
            (None, Some(_)) => return Err(broken(row, "it is a part of another decision")),
        };
        let (rules, policies) = self.rules(store, entry.module)?;
        look(Repeated {
            entry,
            request: &request,
            rules: &mut *rules,
            policies,
        })?;
        if let Some(Part {
            expected, state, ..
        }) = met
        {
            if decision(row, entry)? != expected.decision || expected != Expected::in_entry(entry) {
                return Err(other());
            }
            self.advance(row, entry, Some(state));
            return Ok(());
        }
        let decided = rules.decide(&request).map_err(|_| other())?;
        let mut appended = decided.appended;
        appended.retain(|appended| !appended.events.is_empty());
        // The leading one stands first, and it is the one whose entry this is.
        if appended
            .first()
            .is_none_or(|lead| lead.stream != entry.stream)
        {
            return Err(other());
        }
        let lead = appended.remove(0);
        if encode(&lead.events) != encode(&entry.events) {
            return Err(other());
        }
        self.advance(row, entry, Some(lead.state));
        for part in appended {
            let version = version_of(&request, &part.stream).ok_or_else(other)?;
            let key = (part.stream.clone(), version);
            let expected = Expected::of(&request, &own, part.stream, part.events);
            let part = Part {
                place: row.place,
                expected,
                state: part.state,
                request: request.clone(),
            };
            self.parts.insert(key, part);
        }
        Ok(())
    }

    /// What the module was asked when the entry was made.
    fn request(&self, row: &Row, entry: &Entry, own: Course) -> Result<Request, Difference> {
        let mut streams = vec![Loaded {
            stream: entry.stream.clone(),
            version: own.version,
            state: own.state,
        }];
        for Beside { stream, version } in &entry.beside {
            let course = self.courses.get(stream.name().as_str());
            let stands = course.map_or(0, |course| course.version);
            if stands != *version {
                let what = format!("`{}` has version {stands} here", stream.name());
                return Err(broken(row, what));
            }
            streams.push(Loaded {
                stream: stream.clone(),
                version: *version,
                state: course.and_then(|course| course.state.clone()),
            });
        }
        streams.sort_by(|one, other| one.stream.cmp(&other.stream));
        Ok(Request {
            now: entry.now,
            module: entry.module,
            policies: entry.policies,
            streams,
            command: entry.command.clone(),
        })
    }

    /// Nothing of a decision is missing, and every stream is kept as it stands.
    pub(super) fn ends(&self, store: &mut dyn Store) -> Result<(), Difference> {
        if let Some(((stream, _), part)) = self.parts.first_key_value() {
            return Err(Difference::Chain {
                place: part.place,
                stream: stream.name().to_string(),
                what: "a part of this decision is missing".into(),
            });
        }
        for (stream, course) in &self.courses {
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
        Ok(())
    }
}

fn version_of(request: &Request, stream: &StreamId) -> Option<u64> {
    let mut streams = request.streams.iter();
    let found = streams.find(|loaded| loaded.stream == *stream)?;
    Some(found.version)
}

impl Expected {
    /// On a stream beside the leading one.
    fn of(
        request: &Request,
        decision: &(StreamId, u64),
        stream: StreamId,
        events: Vec<Event>,
    ) -> Self {
        let others = request.streams.iter();
        let others = others.filter(|loaded| loaded.stream != stream);
        let beside = others.map(|loaded| Beside {
            stream: loaded.stream.clone(),
            version: loaded.version,
        });
        Self {
            decision: decision.clone(),
            command: request.command.clone(),
            now: request.now,
            module: request.module,
            policies: request.policies,
            events,
            beside: beside.collect(),
        }
    }

    /// In an entry, whose decision was looked up.
    fn in_entry(entry: &Entry) -> Self {
        Self {
            decision: entry.decision().unwrap_or((StreamId::Programme, 0)),
            command: entry.command.clone(),
            now: entry.now,
            module: entry.module,
            policies: entry.policies,
            events: entry.events.clone(),
            beside: entry.beside.clone(),
        }
    }
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

pub(super) fn published(store: &mut dyn Store, wanted: Digest) -> Result<Published, Difference> {
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
