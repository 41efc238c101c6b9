//! Noting what was decided: all of it, or nothing.

use tiercel_core::wire::encode;

use super::{Decided, NoAnswer, Outcome};
use crate::chain::{Entry, GENESIS, hash};
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
    let Some(first) = decision.appended.first() else {
        return Err(NoAnswer::Fault("the module decided on no stream".into()).into());
    };
    let before = unit.head(&first.stream.name()).map_or(0, |it| it.version);
    let decided = Decided {
        stream: first.stream.clone(),
        version: before + first.events.len() as u64,
        events: first.events.clone(),
        summary: decision.summary,
        module: request.module,
    };
    for appended in decision.appended {
        if !appended.events.is_empty() {
            let append = append(unit, request, appended);
            unit.append(append);
        }
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
fn append(unit: &Unit<'_>, request: &Request, appended: Appended) -> Append {
    let stream = appended.stream.name();
    let (from, previous) = match unit.head(&stream) {
        Some(head) => (head.version, head.hash),
        None => (0, GENESIS),
    };
    let version = from + appended.events.len() as u64;
    let entry = encode(&Entry {
        tenant: TENANT.into(),
        stream: appended.stream,
        version: from,
        previous,
        command: request.command.clone(),
        now: request.now,
        module: request.module,
        policies: request.policies,
        events: appended.events,
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
