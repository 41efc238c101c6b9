//! Replay: decisions repeated from the record alone, by the module that made them, and compared
//! byte for byte (10.2).

mod record;

use std::collections::BTreeSet;

use tiercel_core::abi::Published;
use tiercel_core::decision::Request;
use tiercel_core::event::Event;
use tiercel_core::stream::StreamId;
use tiercel_core::wire::decode;

use crate::chain::Entry;
use crate::module::Rules;
use crate::store::{Row, Store, StoreError};
use record::{Record, published};

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

/// As [`replay`]; something looks at each decision before it is repeated, at each of its entries.
///
/// # Errors
/// The first [`Difference`], or what the onlooker finds.
pub fn replay_before(
    store: &mut dyn Store,
    only: Option<&str>,
    mut look: impl FnMut(Repeated<'_>) -> Result<(), Difference>,
    mut progress: impl FnMut(u64),
) -> Result<Totals, Difference> {
    let wanted = only.map(|only| Wanted::of(store, only)).transpose()?;
    let mut record = Record::default();
    let (mut after, mut decisions) = (0, 0);
    loop {
        let rows = store.log(after, PAGE)?;
        let Some(last) = rows.last() else { break };
        after = last.place;
        for row in rows {
            let entry = read(&row)?;
            if let Some(Event::PolicyPublished { policy, .. }) = entry.events.first() {
                // The decision to publish was made by the set that holds the new version.
                record.publish(published(store, *policy)?);
            }
            let is_repeated = match &wanted {
                Some(wanted) if !wanted.streams.contains(&row.stream) => continue,
                Some(wanted) => wanted.is(&row, &entry)?,
                None => true,
            };
            let before = record.enter(&row, &entry)?;
            if !is_repeated {
                record.follow(store, &row, &entry, before)?;
                continue;
            }
            record.repeat(store, &row, &entry, before, |repeated| {
                match only.is_none_or(|only| only == row.stream) {
                    true => look(repeated),
                    false => Ok(()),
                }
            })?;
            decisions += u64::from(entry.lead.is_none());
            if decisions % 10_000 == 0 && entry.lead.is_none() {
                progress(decisions);
            }
        }
    }
    record.ends(store)?;
    let mut streams = record.courses.keys();
    let streams = streams
        .by_ref()
        .filter(|it| only.is_none_or(|only| only == it.as_str()));
    Ok(Totals {
        decisions,
        streams: streams.count(),
    })
}

/// What there is to read where the decisions of one stream are repeated.
struct Wanted {
    /// The decisions.
    decisions: BTreeSet<(StreamId, u64)>,
    /// The stream, and those that its decisions were made in sight of.
    streams: BTreeSet<String>,
}

impl Wanted {
    fn of(store: &mut dyn Store, only: &str) -> Result<Self, Difference> {
        let mut wanted = Self {
            decisions: BTreeSet::new(),
            streams: BTreeSet::from([only.to_owned()]),
        };
        let mut before = u64::MAX >> 1;
        loop {
            let rows = store.stream_log(only, before, PAGE)?;
            let Some(last) = rows.last() else { break };
            before = last.from;
            for row in &rows {
                let entry = read(row)?;
                let beside = entry.beside.iter();
                let beside = beside.map(|beside| beside.stream.name().to_string());
                wanted.streams.extend(beside);
                wanted.decisions.insert(decision(row, &entry)?);
            }
        }
        Ok(wanted)
    }

    fn is(&self, row: &Row, entry: &Entry) -> Result<bool, Difference> {
        Ok(self.decisions.contains(&decision(row, entry)?))
    }
}

fn decision(row: &Row, entry: &Entry) -> Result<(StreamId, u64), Difference> {
    let decision = entry.decision();
    decision.ok_or_else(|| broken(row, "it does not say how its leading stream stood"))
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
