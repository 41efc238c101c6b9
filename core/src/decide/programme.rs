//! What the programme itself decides: which version is published, which module is active.

use super::stream;
use crate::decision::{Appended, Decision, Rejection, Request, Summary};
use crate::event::Event;
use crate::evolve::evolve;
use crate::id::Digest;
use crate::policy::PolicySet;
use crate::refusal::{Code, Refusal};
use crate::state::{ProgrammeState, State};
use crate::stream::StreamId;

fn load(request: &Request) -> Option<&ProgrammeState> {
    match stream(request, &StreamId::Programme)?.state.as_ref()? {
        State::Programme(state) => Some(state),
        _ => None,
    }
}

fn close(state: Option<&ProgrammeState>, event: Event) -> Decision {
    let before = state.map(|state| State::Programme(state.clone()));
    let state = evolve(before, &event).unwrap_or(State::Programme(ProgrammeState::default()));
    let stream = StreamId::Programme;
    let appended = vec![Appended {
        stream,
        events: vec![event],
        state,
        next_due: None,
    }];
    Decision {
        appended,
        claims: Vec::new(),
        notices: Vec::new(),
        summary: Summary::Done,
    }
}

/// A version of the policy is published: the next one, later than the last, and announced as long
/// before as the version in force demands (1.3.1, 3.2.1, 6.1.2). The first needs no notice.
pub(super) fn publish(
    policies: &PolicySet,
    request: &Request,
    digest: &Digest,
) -> Result<Decision, Rejection> {
    let Some(policy) = policies.by_digest(digest) else {
        return Err(Refusal::new(Code::PolicyNotInSet).into());
    };
    let state = load(request);
    if let Some(last) = state.and_then(|state| state.versions.last()) {
        if Some(policy.version) != last.version.checked_add(1) || policy.id != last.id {
            let refusal = Refusal::new(Code::VersionNotNext).with("version", policy.version);
            return Err(refusal.with("last", last.version).into());
        }
        let effective = policy.effective_from;
        if effective <= last.effective_from {
            let refusal = Refusal::new(Code::EffectiveNotAfterLast).with("effective", effective);
            return Err(refusal.with("last", last.effective_from).into());
        }
        let days = policies
            .by_digest(&last.policy)
            .map_or(0, |last| last.notice_days);
        let earliest = request.now.plus_days(u32::from(days));
        if effective < earliest {
            let refusal = Refusal::new(Code::NoticeTooShort).with("effective", effective);
            let refusal = refusal.with("earliest", earliest);
            return Err(refusal.with("notice_days", u32::from(days)).into());
        }
    }
    // What was published of a draw never changes (1.3.1).
    if let Some(draw) = policies.changed_draw(policy.version) {
        let refusal = Refusal::new(Code::DrawTermsChanged).with("draw", draw);
        return Err(refusal.into());
    }
    let event = Event::PolicyPublished {
        policy: *digest,
        id: policy.id.clone(),
        version: policy.version,
        effective_from: policy.effective_from,
        at: request.now,
    };
    Ok(close(state, event))
}

/// A module becomes the one that decides (10.2).
pub(super) fn adopt(request: &Request, module: &Digest) -> Result<Decision, Rejection> {
    let state = load(request);
    if state.and_then(|state| state.module) == Some(*module) {
        return Err(Refusal::new(Code::ModuleActive).into());
    }
    Ok(close(
        state,
        Event::ModuleAdopted {
            module: *module,
            at: request.now,
        },
    ))
}
