//! Noting what was decided: all of it, or nothing.

use tiercel_core::stream::StreamId;
use tiercel_core::wire::encode;

use super::{Changed, Decided, NoAnswer, Outcome};
use crate::chain::{Beside, Entry, GENESIS, hash};
use crate::module::sealed::{Appended, Decision, Request};
use crate::store::{Append, Head, Store, StoreError, Unit};

/// The tenant of a database: one for now, and part of every entry from the first.
const TENANT: &str = "main";

/// Why a task has no answer of the rules.
pub(super) enum Stop {
    /// The storage failed, and with it the batch.
    Store(StoreError),
    /// This task alone has none.
    NoAnswer(NoAnswer),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<NoAnswer> for Stop {
    fn from(no_answer: NoAnswer) -> Self {
        Self::NoAnswer(no_answer)
    }
}

/// Notes a decision. Claims come first: where one is taken, nothing of the decision is noted.
pub(super) fn note(
    store: &mut dyn Store,
    unit: &mut Unit<'_>,
    request: &Request,
    decision: Decision,
) -> Result<Outcome, Stop> {
    for claim in &decision.claims {
        if unit.is_claimed(claim) || store.is_claimed(claim)? {
            return Ok(Outcome::Refused(Box::new(claim.refusal.clone().into())));
        }
    }
    let mut changed = decision.appended.iter().map(|appended| {
        let before = unit.head(&appended.stream.name());
        let before = before.map_or(0, |head| head.version);
        Changed {
            stream: appended.stream.clone(),
            version: before + appended.events.len() as u64,
            events: appended.events.clone(),
        }
    });
    let Some(first) = changed.next() else {
        return Err(NoAnswer::Fault("the module decided on no stream".into()).into());
    };
    let decided = Decided {
        stream: first.stream,
        version: first.version,
        events: first.events,
        summary: decision.summary,
        module: request.module,
        others: changed.filter(|other| !other.events.is_empty()).collect(),
    };
    let mut appends = decision.appended;
    appends.retain(|appended| !appended.events.is_empty());
    let lead = appends.first().map(|lead| lead.stream.clone());
    for appended in appends {
        let append = append(unit, request, appended, lead.as_ref());
        unit.append(append);
    }
    for claim in decision.claims {
        unit.claim(claim);
    }
    let notices = decision.notices.into_iter();
    let notices = notices.map(|notice| (notice, request.now));
    unit.work.notices.extend(notices);
    Ok(Outcome::Decided(decided))
}

/// What is added to one stream: its entry, chained to the one before.
fn append(
    unit: &Unit<'_>,
    request: &Request,
    appended: Appended,
    lead: Option<&StreamId>,
) -> Append {
    let stream = appended.stream.name();
    let (from, previous) = match unit.head(&stream) {
        Some(head) => (head.version, head.hash),
        None => (0, GENESIS),
    };
    let version = from + appended.events.len() as u64;
    let lead = lead.filter(|lead| **lead != appended.stream).cloned();
    let others = request.streams.iter();
    let others = others.filter(|loaded| loaded.stream != appended.stream);
    let beside = others.map(|loaded| Beside {
        stream: loaded.stream.clone(),
        version: loaded.version,
    });
    let entry = encode(&Entry {
        tenant: TENANT.into(),
        version: from,
        previous,
        command: request.command.clone(),
        now: request.now,
        module: request.module,
        policies: request.policies,
        events: appended.events,
        lead,
        beside: beside.collect(),
        stream: appended.stream,
    });
    Append {
        stream: stream.to_string(),
        from,
        head: Head {
            version,
            hash: hash(&previous, &entry),
            state: appended.state.into_bytes(),
            module: request.module,
        },
        entry,
        next_due: appended.next_due,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tiercel_core::command::Command;
    use tiercel_core::decision::{Claim, Summary};
    use tiercel_core::event::Event;
    use tiercel_core::id::Digest;
    use tiercel_core::moment::Moment;
    use tiercel_core::refusal::{Code, Refusal};
    use tiercel_core::text::Text;
    use tiercel_core::wire::Sealed;

    use super::*;
    use crate::store::{Found, Needs, Sqlite, Work, Written};

    fn claim(id: &str, code: Code) -> Claim {
        Claim {
            kind: Text::new("order"),
            id: Text::new(id),
            refusal: Refusal::new(code),
        }
    }

    fn decision(claims: Vec<Claim>) -> (Request, Decision) {
        let (module, now) = (Digest([1; 32]), Moment::FIRST);
        let command = Command::AdoptModule { module };
        let streams = Vec::new();
        let policies = module;
        let request = Request {
            now,
            module,
            policies,
            streams,
            command,
        };
        let appended = Appended {
            stream: StreamId::Programme,
            events: vec![Event::ModuleAdopted { module, at: now }],
            state: Sealed::new(vec![0xf6]),
            next_due: None,
        };
        let decision = Decision {
            appended: vec![appended],
            claims,
            notices: Vec::new(),
            summary: Summary::Done,
        };
        (request, decision)
    }

    /// The second claim is taken, in this batch or before it: nothing is left of the first.
    #[test]
    fn a_decision_is_noted_wholly_or_not_at_all() {
        let folder = std::env::temp_dir().join(format!("tiercel-noting-{}", std::process::id()));
        let mut store = Sqlite::open(&folder).unwrap();
        let work = Work {
            claims: vec![claim("stored", Code::OrderIdTaken)],
            ..Work::default()
        };
        store.begin(&Needs::default()).unwrap();
        assert_eq!(store.commit(&work).unwrap(), Written::Durable);
        let (found, taken) = (Found::default(), BTreeSet::new());
        let mut unit = Unit::new(&found, &taken);
        unit.claim(claim("batched", Code::OrderIdTaken));
        for taken in ["stored", "batched"] {
            let claims = vec![
                claim("free", Code::OrderIdTaken),
                claim(taken, Code::PaymentIdTaken),
            ];
            let (request, decision) = decision(claims);
            let noted = note(&mut store, &mut unit, &request, decision);
            assert!(
                matches!(noted, Ok(Outcome::Refused(why)) if why.refusal.code == Code::PaymentIdTaken)
            );
            assert!(unit.work.appends.is_empty());
            assert_eq!(
                unit.work.claims.len(),
                1,
                "a claim of a refused command was left"
            );
        }
        let (request, decision) = decision(vec![claim("free", Code::OrderIdTaken)]);
        let noted = note(&mut store, &mut unit, &request, decision);
        assert!(matches!(noted, Ok(Outcome::Decided(decided)) if decided.version == 1));
        drop(store);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
