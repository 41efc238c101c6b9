//! A roster, taken over: first every row is looked at and every member rehearsed, and only where
//! nothing is wrong anything is written. A member is one decision; a run that was cut off is run
//! again, and goes on where it stopped: who was taken over by the same rows already is left alone.

use std::io::Read;

use tiercel_core::command::Command;
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::moment::Moment;
use tiercel_core::refusal::{Code, Refusal};
use tiercel_core::stream::StreamId;
use tiercel_core::wire::{decode, encode};

use super::{Group, Roster, RowError};
use crate::chain::Entry;
use crate::desk::{Desk, Looked, Outcome};
use crate::module::Refused;
use crate::store::Store;

/// Errors that are told at most; so many are enough to see what is wrong.
const MOST_ERRORS: usize = 100;
/// Members that are under way at once: one commit takes them together.
const AT_ONCE: usize = 256;

/// What became of a roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imports {
    /// Members that were taken over, or would be.
    pub imported: u64,
    /// Members that had been taken over by the same rows before.
    pub before: u64,
    /// What is wrong, in the order of the file: at most so many as are of use.
    pub errors: Vec<RowError>,
}

impl Imports {
    fn wrong(&mut self, error: RowError) {
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(error);
        }
    }
}

/// Whether a member was taken over by the very same command.
fn is_the_same(store: &mut dyn Store, name: &str, command: &Command) -> Result<bool, String> {
    let rows = store.stream_log(name, 1, 1).map_err(|e| e.to_string())?;
    let Some(first) = rows.first() else {
        return Ok(false);
    };
    let entry: Entry = decode(&first.entry).map_err(|error| error.to_string())?;
    Ok(encode(&entry.command) == encode(command))
}

fn is_known(refusal: &Refusal) -> bool {
    refusal.code == Code::MemberRegistered
}

/// Looks at every row and asks the module what every member would come to. Nothing is written.
///
/// # Errors
/// What failed, in a sentence; what is wrong in the file is not that.
pub fn rehearse<R: Read>(
    roster: Roster<R>,
    looked: &mut Looked,
    now: Moment,
    mut progress: impl FnMut(u64),
) -> Result<Imports, String> {
    let mut imports = Imports::default();
    for group in roster {
        let group = match group {
            Ok(group) => group,
            Err(error) => {
                imports.wrong(error);
                if imports.errors.len() == MOST_ERRORS {
                    break;
                }
                continue;
            }
        };
        match rehearsed(&group, looked, now)? {
            None => imports.imported += 1,
            Some(refusal) if is_known(&refusal) => {
                let name = StreamId::Member(group.member.clone()).name();
                if is_the_same(looked.store.as_mut(), &name, &group.command())? {
                    imports.before += 1;
                } else {
                    imports.wrong(group.refused(refusal));
                }
            }
            Some(refusal) => imports.wrong(group.refused(refusal)),
        }
        let done = imports.imported + imports.before;
        if done > 0 && done % 10_000 == 0 {
            progress(done);
        }
    }
    Ok(imports)
}

fn rehearsed(group: &Group, looked: &mut Looked, now: Moment) -> Result<Option<Refusal>, String> {
    let stream = StreamId::Member(group.member.clone());
    let head = looked
        .store
        .head(&stream.name())
        .map_err(|e| e.to_string())?;
    let version = head.as_ref().map_or(0, |head| head.version);
    let state = head.map(|head| decode(&head.state)).transpose();
    let request = Request {
        now,
        module: looked.rules.module().digest(),
        policies: looked.policies.digest,
        streams: vec![Loaded {
            stream,
            version,
            state: state.map_err(|error| error.to_string())?,
        }],
        command: group.command(),
    };
    match looked.rules.decide(&request) {
        Ok(_) => Ok(None),
        Err(Refused::ByRules(rejection)) => Ok(Some(rejection.refusal)),
        Err(error) => Err(error.to_string()),
    }
}

/// Takes the members of a roster over that was rehearsed.
///
/// # Errors
/// What failed, in a sentence: what was taken over before that stays so.
pub async fn import<R: Read>(
    roster: Roster<R>,
    desk: &Desk,
    store: &mut dyn Store,
    mut progress: impl FnMut(u64),
) -> Result<Imports, String> {
    let mut imports = Imports::default();
    let mut roster = roster.peekable();
    while roster.peek().is_some() {
        let mut groups = Vec::with_capacity(AT_ONCE);
        for group in roster.by_ref().take(AT_ONCE) {
            match group {
                Ok(group) => groups.push(group),
                Err(error) => imports.wrong(error),
            }
        }
        let decided = groups
            .iter()
            .map(|group| desk.decide(group.command(), None, None));
        let answers = futures_util::future::join_all(decided).await;
        for (group, answer) in groups.iter().zip(answers) {
            match answer.map_err(|error| error.to_string())? {
                Outcome::Decided(_) => imports.imported += 1,
                Outcome::Refused(rejection) => {
                    let name = StreamId::Member(group.member.clone()).name();
                    let refusal = rejection.refusal;
                    if is_known(&refusal) && is_the_same(store, &name, &group.command())? {
                        imports.before += 1;
                    } else {
                        imports.wrong(group.refused(refusal));
                    }
                }
            }
        }
        progress(imports.imported + imports.before);
    }
    Ok(imports)
}
