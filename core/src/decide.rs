//! The decider: one request in, one decision or one rejection out.

mod adjust;
mod benefits;
mod budget;
mod chargeback;
mod climb;
mod cut;
mod draw;
mod household;
mod import;
mod invoice;
mod mall;
mod offline;
mod order;
pub(crate) mod others;
mod pool;
mod programme;
mod receipt;
mod referral;
mod refund;
mod task;
mod tier;
mod transfer;

use self::others::{Others, close};
use crate::command::{Command, Consent};
use crate::decision::{Decision, Loaded, Rejection, Request};
use crate::due::Course;
use crate::event::{Event, Source, TierReason};
use crate::evolve::evolve;
use crate::id::MemberId;
use crate::moment::{Day, Moment};
use crate::policy::{CapPeriod, Policy, PolicySet};
use crate::pricing::in_force;
use crate::refusal::{Code, Facts, Refusal};
use crate::standing::review_at;
use crate::state::{MemberState, State};
use crate::stream::{StreamId, own, touches};
use crate::trace::Trace;

/// Decides a command. What the answer depends on is in the request and the policies, and nowhere
/// else: the same bytes give the same answer, whoever asks and whoever the member is (1.3.2).
///
/// Whatever fell due by now happens first, in the same decision. A rejection changes nothing.
///
/// # Errors
/// A [`Rejection`]: the first refusal in order of precedence.
pub fn decide(
    policies: &PolicySet,
    request: &Request,
    trace: &mut Trace,
) -> Result<Decision, Rejection> {
    match &request.command {
        Command::PublishPolicy { policy } => programme::publish(policies, request, policy),
        Command::AdoptModule { module } => programme::adopt(request, module),
        Command::RegisterMember { member, consents } => {
            register(policies, request, member, consents)
        }
        Command::OpenDraw { draw, .. }
        | Command::RevealDraw { draw, .. }
        | Command::CancelDraw { draw, .. } => draw::operate(policies, request, draw),
        Command::ImportMember { member, imported } => {
            import::import(policies, request, member, imported)
        }
        Command::TickStream { stream } if own(&request.command).is_none() => {
            others::tick(policies, request, stream)
        }
        command => {
            let touches = touches(policies, command, request.now);
            let mut others = Others::load(request, &touches, own(command).as_ref())?;
            let member = load(request, command.member())?;
            let now = request.now.max(member.clock);
            let now = others.clock().map_or(now, |clock| now.max(clock));
            let mut course = Course::of(member);
            course.fall_due(policies, now)?;
            others.fall_due(policies, now)?;
            let mut act = order::Act {
                policies,
                request,
                now,
                course: &mut course,
                others: &mut others,
                trace,
            };
            let (summary, claims) = act.carry_out(command)?;
            budget::return_to_budgets(&mut course, &mut others, now);
            course.renew(policies, now);
            // What the act itself let fall due, such as a released part of an expired lot.
            course.fall_due(policies, now)?;
            others.settle(policies, now)?;
            let (own, mut notices) = close(policies, course);
            let (mut beside, told) = others.close(policies);
            beside.retain(|appended| !appended.events.is_empty());
            notices.extend(told);
            Ok(Decision {
                appended: core::iter::once(own).chain(beside).collect(),
                claims,
                notices,
                summary,
            })
        }
    }
}

/// A refusal by a limit over time, with the moment from which on the next period counts.
fn until_next(refusal: Refusal, policy: &Policy, period: CapPeriod, day: Day) -> Refusal {
    match period.next(day) {
        Some(next) => refusal.with("again_at", policy.zone.start_of(next)),
        None => refusal,
    }
}

fn stream<'r>(request: &'r Request, stream: &StreamId) -> Option<&'r Loaded> {
    request
        .streams
        .iter()
        .find(|loaded| loaded.stream == *stream)
}

fn load(request: &Request, member: Option<&MemberId>) -> Result<MemberState, Rejection> {
    let id = member.map(|member| StreamId::Member(member.clone()));
    let loaded = id
        .and_then(|id| stream(request, &id))
        .and_then(|loaded| loaded.state.as_ref());
    match loaded {
        Some(State::Member(state)) => Ok(state.clone()),
        _ => {
            let refusal = Refusal::new(Code::MemberUnknown);
            Err(match member {
                Some(member) => refusal.with("member", member),
                None => refusal,
            }
            .into())
        }
    }
}

/// A person becomes a member, having agreed to what the policy requires (2.1.1, 2.1.2).
fn register(
    policies: &PolicySet,
    request: &Request,
    member: &MemberId,
    consents: &[Consent],
) -> Result<Decision, Rejection> {
    let at: Moment = request.now;
    let policy = in_force(policies, at)?;
    let id = StreamId::Member(member.clone());
    if stream(request, &id).is_some_and(|loaded| loaded.state.is_some()) {
        return Err(Refusal::new(Code::MemberRegistered)
            .with("member", member)
            .into());
    }
    let required = &policy.registration.consents;
    if let Some(missing) = required.iter().find(|consent| !consents.contains(consent)) {
        let refusal = Refusal::new(Code::ConsentMissing).with("document", &missing.document);
        return Err(refusal.with("version", missing.version).into());
    }
    let event = Event::MemberRegistered {
        member: member.clone(),
        consents: required.clone(),
        tier: policy.tiers.steps[0].id.clone(),
        at,
    };
    let state = evolve(None, &event);
    let Some(State::Member(member)) = state else {
        return Err(Refusal::new(Code::MemberUnknown).into());
    };
    let mut course = Course::of(member);
    course.events.push(event);
    if let Some(review_at) = review_at(policy, course.member.registered_at, 0, at) {
        let tier = || policy.tiers.steps[0].id.clone();
        course.happen(Event::TierChanged {
            from: tier(),
            to: tier(),
            reason: TierReason::Retained,
            review_at: Some(review_at),
            at,
        });
    }
    if let Some(bonus) = policy.registration.bonus {
        course.grant(policy, Source::SignUp, bonus.points, bonus.pending_days, at)?;
        let facts = Facts::default().with("points", bonus.points);
        course.tell("sign_up_bonus", "6.1.1b", facts);
    }
    let (own, notices) = close(policies, course);
    Ok(Decision::done(vec![own], notices))
}
