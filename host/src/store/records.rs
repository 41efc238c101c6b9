//! A database taken as a whole, record by record: how one is moved into another.

use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;

use super::{Archived, Head, Kept, Row};

/// A table, as every database has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// The archive of modules.
    Modules,
    /// The archive of policies.
    Policies,
    /// The log.
    Log,
    /// The heads of streams.
    Streams,
    /// What is claimed.
    Claims,
    /// The answers kept under keys.
    Answers,
    /// The outbox.
    Notices,
}

impl Table {
    /// Every table, in the order in which they are moved.
    pub const ALL: [Self; 7] = [
        Self::Modules,
        Self::Policies,
        Self::Log,
        Self::Streams,
        Self::Claims,
        Self::Answers,
        Self::Notices,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Modules => "modules",
            Self::Policies => "policies",
            Self::Log => "log",
            Self::Streams => "streams",
            Self::Claims => "claims",
            Self::Answers => "answers",
            Self::Notices => "notices",
        }
    }
}

/// Records shown or taken in at a time.
pub(super) const PAGE: usize = 500;

/// One record of a table.
#[derive(Clone, Debug)]
pub enum Record {
    /// A module and its digest.
    Module(Digest, Vec<u8>),
    /// A policy.
    Policy(Archived),
    /// A row of the log.
    Log(Row),
    /// A stream, where it stands, and when it wants to be woken.
    Stream(String, Head, Option<Moment>),
    /// The kind and the id of a claim.
    Claim(String, String),
    /// A key, and the answer kept under it.
    Answer(String, Kept),
    /// A notice: its number, whom it is for, when, and its bytes.
    Notice(u64, String, Moment, Vec<u8>),
}
