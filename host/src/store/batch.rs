//! A batch: what it needs to know, what it came to, and how it stands in between.

use std::collections::{BTreeMap, BTreeSet};

use tiercel_core::decision::{Claim, Notice};
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;

use super::{Archived, Head};

/// What a batch needs to know before it is decided.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// The idempotency keys that it came under.
    pub keys: BTreeSet<String>,
    /// The streams that are only read.
    pub reads: BTreeSet<String>,
    /// The streams that may be appended to.
    pub writes: BTreeSet<String>,
}

/// What there is of it.
#[derive(Debug, Default)]
pub struct Found {
    /// Where the streams stand that have events.
    pub heads: BTreeMap<String, Head>,
    /// The answers kept under the keys.
    pub kept: BTreeMap<String, Kept>,
}

/// What a decision adds to one stream.
#[derive(Clone, Debug)]
pub struct Append {
    /// The stream.
    pub stream: String,
    /// The version before.
    pub from: u64,
    /// Where the stream stands after.
    pub head: Head,
    /// The log entry.
    pub entry: Vec<u8>,
    /// When the stream wants to be woken.
    pub next_due: Option<Moment>,
}

/// An answer kept under an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The digest of the request's body.
    pub request: Digest,
    /// The answer's bytes.
    pub answer: Vec<u8>,
    /// When it was given.
    pub at: Moment,
}

/// What a batch came to, in the order of its commands.
#[derive(Debug, Default)]
pub struct Work {
    /// What is added to streams.
    pub appends: Vec<Append>,
    /// What becomes taken for ever.
    pub claims: Vec<Claim>,
    /// Answers to be kept, each under its key.
    pub answers: Vec<(String, Kept)>,
    /// Notices for the outbox.
    pub notices: Vec<(Notice, Moment)>,
    /// Policies for the archive.
    pub policies: Vec<Archived>,
}

impl Work {
    /// Whether there is nothing to write.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.appends.is_empty()
            && self.claims.is_empty()
            && self.answers.is_empty()
            && self.notices.is_empty()
            && self.policies.is_empty()
    }

    /// The last thing added to each stream, and the version that the stream had before all of it.
    #[must_use]
    pub fn last_of_streams(&self) -> BTreeMap<&str, (u64, &Append)> {
        let mut last: BTreeMap<&str, (u64, &Append)> = BTreeMap::new();
        for append in &self.appends {
            let from = last.get(append.stream.as_str()).map(|(from, _)| *from);
            let from = from.unwrap_or(append.from);
            last.insert(&append.stream, (from, append));
        }
        last
    }

    /// The moment of the last answer kept.
    #[must_use]
    pub fn last_answer_at(&self) -> Option<Moment> {
        self.answers.iter().map(|(_, kept)| kept.at).max()
    }
}

/// How a commit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Everything is durable.
    Durable,
    /// Nothing was written: these were claimed before.
    Taken(Vec<(String, String)>),
}

/// A batch while it is decided: each command sees what those before it came to.
pub struct Unit<'a> {
    found: &'a Found,
    /// Claims that are known to be taken, beyond those of this batch.
    taken: &'a BTreeSet<(String, String)>,
    heads: BTreeMap<String, Head>,
    claimed: BTreeSet<(String, String)>,
    kept: BTreeMap<String, Kept>,
    /// What it came to so far.
    pub work: Work,
}

impl<'a> Unit<'a> {
    /// A batch of which nothing is decided yet.
    #[must_use]
    pub fn new(found: &'a Found, taken: &'a BTreeSet<(String, String)>) -> Self {
        Self {
            found,
            taken,
            heads: BTreeMap::new(),
            claimed: BTreeSet::new(),
            kept: BTreeMap::new(),
            work: Work::default(),
        }
    }

    /// Where a stream stands.
    #[must_use]
    pub fn head(&self, stream: &str) -> Option<&Head> {
        self.heads
            .get(stream)
            .or_else(|| self.found.heads.get(stream))
    }

    /// The answer kept under a key.
    #[must_use]
    pub fn kept(&self, key: &str) -> Option<&Kept> {
        self.kept.get(key).or_else(|| self.found.kept.get(key))
    }

    /// Whether something is claimed, as far as the batch knows.
    #[must_use]
    pub fn is_claimed(&self, claim: &Claim) -> bool {
        let name = name_of(claim);
        self.claimed.contains(&name) || self.taken.contains(&name)
    }

    /// Claims something.
    pub fn claim(&mut self, claim: Claim) {
        self.claimed.insert(name_of(&claim));
        self.work.claims.push(claim);
    }

    /// Adds to a stream.
    pub fn append(&mut self, append: Append) {
        self.heads
            .insert(append.stream.clone(), append.head.clone());
        self.work.appends.push(append);
    }

    /// Keeps an answer under a key.
    pub fn keep(&mut self, key: &str, kept: Kept) {
        self.kept.insert(key.to_owned(), kept.clone());
        self.work.answers.push((key.to_owned(), kept));
    }
}

fn name_of(claim: &Claim) -> (String, String) {
    (claim.kind.to_string(), claim.id.to_string())
}
