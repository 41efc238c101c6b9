//! A member is taken over from another system (导入), with all that was brought along. Clause 2.1.1.

mod rest;

use super::{close, stream};
use crate::decision::{Decision, Rejection, Request};
use crate::due::Course;
use crate::event::{Event, Pending};
use crate::evolve::evolve;
use crate::id::MemberId;
use crate::import::{Imported, ImportedLot, TakenOver};
use crate::limits::{MAX_CONSENTS, MAX_IMPORTED_DAYS, MAX_IMPORTED_TASKS, MAX_LOTS};
use crate::moment::{Day, Moment};
use crate::number::{Money, Points};
use crate::policy::{Policy, PolicySet};
use crate::pricing::in_force;
use crate::refusal::{Code, Fact, Refusal};
use crate::standing::review_at;
use crate::state::{Lot, State, TierHeld};
use crate::stream::StreamId;
use crate::text::Text;

/// Takes a member over. What fell due before the import, such as the expiry of a lot, is put on
/// record with it; what is owed is paid by what is available.
pub(super) fn import(
    policies: &PolicySet,
    request: &Request,
    member: &MemberId,
    imported: &Imported,
) -> Result<Decision, Rejection> {
    let now = request.now;
    let policy = in_force(policies, now)?;
    let id = StreamId::Member(member.clone());
    if stream(request, &id).is_some_and(|loaded| loaded.state.is_some()) {
        return Err(Refusal::new(Code::MemberRegistered)
            .with("member", member)
            .into());
    }
    Import { policy, now }.check(imported)?;
    if let Some(rest) = &imported.rest {
        rest::check((policies, policy), rest, now)?;
    }
    let kept = i32::from(policies.kept_days());
    let event = Event::MemberImported(Box::new(TakenOver {
        member: member.clone(),
        consents: imported.consents.clone(),
        registered_at: imported.registered_at,
        tier: tier(policy, imported, now),
        lots: lots(policy, &imported.lots),
        days: imported.days.clone(),
        forget_before: policy.zone.day(now).plus_days(1 - kept),
        debt_points: imported.debt_points,
        first_paid_at: imported.first_paid_at,
        tasks: imported.tasks.clone(),
        lately: imported.lately,
        credit: imported.credit,
        at: now,
        rest: imported.rest.clone(),
    }));
    let Some(State::Member(state)) = evolve(None, &event) else {
        return Err(Refusal::new(Code::MemberUnknown).into());
    };
    let mut course = Course::of(state);
    course.events.push(event);
    course.fall_due(policies, now)?;
    course.repay();
    let (own, notices) = close(policies, course);
    let mut decision = Decision::done(vec![own], notices);
    decision.claims = imported.rest.iter().flat_map(rest::claims).collect();
    Ok(decision)
}

fn tier(policy: &Policy, imported: &Imported, now: Moment) -> TierHeld {
    let brought = &imported.tier;
    let registered_at = Some(imported.registered_at);
    let place = policy.tiers.position(&brought.id).unwrap_or_default();
    TierHeld {
        review_at: brought
            .review_at
            .or_else(|| review_at(policy, registered_at, place, now)),
        ..brought.clone()
    }
}

/// The lots, numbered as they come.
fn lots(policy: &Policy, brought: &[ImportedLot]) -> Vec<Lot> {
    let numbered = (1..).zip(brought);
    let lots = numbered.map(|(id, lot)| Lot {
        id,
        points: lot.points,
        earned_at: lot.earned_at,
        expires_at: lot.expires_at,
        pending: lot.pending_until.map(Pending::Until),
        valid_by: lot.valid_by,
        valid_from: lot.valid_from,
        validity_version: (lot.valid_from_activation == Some(true)).then_some(policy.version),
    });
    lots.collect()
}

/// An import that is looked at.
struct Import<'p> {
    policy: &'p Policy,
    now: Moment,
}

fn word(text: &'static str) -> Fact {
    Fact::Text(Text::fixed(text))
}

fn too_long(field: &'static str, length: usize, most: usize) -> Result<(), Refusal> {
    if length <= most {
        return Ok(());
    }
    let refusal = Refusal::new(Code::ImportTooLong).with("field", word(field));
    Err(refusal.with("most", most))
}

/// A moment lies between two others, both included.
fn within(
    field: &'static str,
    at: Moment,
    (earliest, latest): (Moment, Moment),
) -> Result<(), Refusal> {
    if (earliest..=latest).contains(&at) {
        return Ok(());
    }
    let refusal = Refusal::new(Code::ImportMomentUnfit).with("field", word(field));
    let refusal = refusal.with("at", at).with("earliest", earliest);
    Err(refusal.with("latest", latest))
}

fn least(field: &'static str, amount: i64, least: i64) -> Result<(), Refusal> {
    if amount >= least {
        return Ok(());
    }
    let refusal = Refusal::new(Code::ImportAmountUnfit).with("field", word(field));
    let refusal = refusal.with("amount", Fact::Number(amount));
    Err(refusal.with("least", Fact::Number(least)))
}

impl Import<'_> {
    /// The first thing that is wrong, in the order of the list of refusals.
    fn check(&self, imported: &Imported) -> Result<(), Refusal> {
        if imported.lots.len() > MAX_LOTS {
            return Err(Refusal::new(Code::TooManyLots).with("most", MAX_LOTS));
        }
        let tier = &imported.tier.id;
        if self.policy.tiers.position(tier).is_none() {
            return Err(Refusal::new(Code::TierUnknown).with("tier", tier));
        }
        too_long("consents", imported.consents.len(), MAX_CONSENTS)?;
        too_long("day", imported.days.len(), MAX_IMPORTED_DAYS)?;
        too_long("task", imported.tasks.len(), MAX_IMPORTED_TASKS)?;
        self.consents(imported)?;
        within(
            "registered_at",
            imported.registered_at,
            (Moment::FIRST, self.now),
        )?;
        let since = imported.tier.since;
        within("tier_since", since, (Moment::FIRST, self.now))?;
        let lately = imported.lately.unwrap_or_default();
        let acts = [
            ("first_paid_at", imported.first_paid_at),
            ("last_paid_at", lately.paid_at),
            ("last_earned_at", lately.earned_at),
            ("last_used_at", lately.used_at),
            ("credit_at", imported.credit.map(|credit| credit.at)),
        ];
        for (field, at) in acts {
            within(field, at.unwrap_or(self.now), (Moment::FIRST, self.now))?;
        }
        if let Some(owed) = imported.debt_points {
            least("debt_points", owed.value(), 1)?;
        }
        for (number, lot) in imported.lots.iter().enumerate() {
            self.lot(lot)
                .map_err(|refusal| refusal.with("entry", number))?;
        }
        self.days(imported)?;
        self.tasks(imported)?;
        let lots = imported.lots.iter().map(|lot| lot.points);
        Points::sum(lots)?;
        Money::sum(imported.days.iter().map(|day| day.amount_minor))?;
        let points = imported.days.iter().filter_map(|day| day.points);
        Points::sum(points)?;
        let points = imported.days.iter().filter_map(|day| day.activity_points);
        Points::sum(points)?;
        Ok(())
    }

    /// There is no membership without the documents that the policy requires (2.1.2); which version
    /// of them was agreed to elsewhere is on record.
    fn consents(&self, imported: &Imported) -> Result<(), Refusal> {
        let agreed = &imported.consents;
        let unfit = |document| Refusal::new(Code::ImportConsentUnfit).with("document", document);
        for (number, consent) in agreed.iter().enumerate() {
            let same = |known: &crate::command::Consent| known.document == consent.document;
            if consent.version == 0 || agreed[..number].iter().any(same) {
                return Err(unfit(&consent.document));
            }
        }
        for required in &self.policy.registration.consents {
            if agreed
                .iter()
                .all(|known| known.document != required.document)
            {
                return Err(unfit(&required.document));
            }
        }
        Ok(())
    }

    fn lot(&self, lot: &ImportedLot) -> Result<(), Refusal> {
        least("lot_points", lot.points.value(), 1)?;
        within("lot_earned_at", lot.earned_at, (Moment::FIRST, self.now))?;
        let after = lot.earned_at.moved_ms(1);
        if let Some(expires_at) = lot.expires_at {
            within("lot_expires_at", expires_at, (after, Moment::LAST))?;
        }
        if let Some(until) = lot.pending_until {
            within("lot_pending_until", until, (lot.earned_at, Moment::LAST))?;
        }
        let from = lot.valid_from.unwrap_or(lot.earned_at);
        within("lot_valid_from", from, (Moment::FIRST, self.now))?;
        let settled = lot.expires_at.is_some() || lot.pending_until.is_none();
        if lot.valid_from_activation == Some(true) && settled {
            let refusal = Refusal::new(Code::ImportLotUnfit);
            return Err(refusal.with("field", word("lot_expires_at")));
        }
        Ok(())
    }

    /// The latest day that it is anywhere: an earlier version may have counted in another zone.
    fn latest_day(&self) -> Day {
        self.policy.zone.day(self.now).plus_days(1)
    }

    /// Days ascend and are over or today; each counts something.
    fn days(&self, imported: &Imported) -> Result<(), Refusal> {
        let latest = self.latest_day();
        let mut last: Option<Day> = None;
        for (number, counted) in imported.days.iter().enumerate() {
            let at = |refusal: Refusal| refusal.with("entry", number);
            if counted.day > latest || last.is_some_and(|last| counted.day <= last) {
                let refusal = Refusal::new(Code::ImportDayUnfit).with("field", word("day"));
                return Err(at(refusal));
            }
            last = Some(counted.day);
            let points = counted.points.map_or(1, Points::value);
            least("day_qualifying_points", points, 1).map_err(at)?;
            let orders = counted.orders.map_or(1, i64::from);
            least("day_orders", orders, 1).map_err(at)?;
            let points = counted.activity_points.map_or(1, Points::value);
            least("day_activity_points", points, 1).map_err(at)?;
            let besides = counted.points.or(counted.activity_points);
            let none_needed = i64::from(besides.is_none() && counted.orders.is_none());
            least("day_spend_minor", counted.amount_minor.value(), none_needed).map_err(at)?;
        }
        Ok(())
    }

    /// A task stands once, was done, and has no longer a row of days than times.
    fn tasks(&self, imported: &Imported) -> Result<(), Refusal> {
        let latest = self.latest_day();
        let tasks = &imported.tasks;
        for (number, done) in tasks.iter().enumerate() {
            let at = |refusal: Refusal| refusal.with("entry", number);
            least("task_times", i64::from(done.times), 1).map_err(at)?;
            let twice = tasks[..number].iter().any(|known| known.task == done.task);
            if twice || done.streak > done.times || done.last_day > latest {
                let refusal = Refusal::new(Code::ImportTaskUnfit).with("field", word("task"));
                return Err(at(refusal.with("task", &done.task)));
            }
        }
        Ok(())
    }
}
