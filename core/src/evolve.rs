//! From one state to the next. Total: an event in the log always applies, whatever wrote it.

mod benefits;
pub(crate) mod budget;
mod cut;
mod draws;
mod earning;
pub(crate) mod household;
mod import;
pub(crate) mod mall;
mod referral;
mod sales;
mod tiers;
mod trade;

pub(crate) use sales::sale_of;

use crate::command::Consent;
use crate::event::{Event, HoldPart, LotPart, Pending, Source};
use crate::id::{MemberId, OrderId, TierId};
use crate::moment::Moment;
use crate::number::Points;
use crate::state::{
    Counted, Lately, Lot, MemberState, Order, ProgrammeState, Progress, PublishedVersion, Reminded,
    State, TaskDone, TierHeld, WaitingAdjustment,
};

/// The state after an event. An event of another kind of stream changes nothing.
#[must_use]
pub fn evolve(state: Option<State>, event: &Event) -> Option<State> {
    match (state, event) {
        (
            None,
            Event::MemberRegistered {
                member,
                consents,
                tier,
                at,
            },
        ) => Some(State::Member(registered(member, consents, tier, *at))),
        (None, Event::MemberImported(taken)) => Some(State::Member(import::imported(taken))),
        (None, Event::PolicyPublished { .. } | Event::ModuleAdopted { .. }) => Some(
            State::Programme(programme(ProgrammeState::default(), event)),
        ),
        (None, _) if draws::opened(event).is_some() => draws::opened(event).map(State::Draw),
        (Some(State::Draw(state)), _) => Some(State::Draw(draws::draw(state, event))),
        (Some(State::Programme(state)), _) => Some(State::Programme(programme(state, event))),
        (None, Event::BudgetReserved(_)) => budget::budget(None, event).map(State::Budget),
        (Some(State::Budget(state)), _) => budget::budget(Some(state), event).map(State::Budget),
        (None, Event::UnitTaken { .. }) => mall::offer(None, event).map(State::Offer),
        (Some(State::Offer(state)), _) => mall::offer(Some(state), event).map(State::Offer),
        (None, Event::HouseholdFormed(event)) => Some(State::Household(household::formed(event))),
        (Some(State::Household(state)), _) => {
            Some(State::Household(household::apply(state, event)))
        }
        (Some(State::Member(mut member)), _) => {
            apply(&mut member, event);
            Some(State::Member(member))
        }
        (None, _) => None,
    }
}

fn programme(mut state: ProgrammeState, event: &Event) -> ProgrammeState {
    match event {
        Event::PolicyPublished {
            policy,
            id,
            version,
            effective_from,
            ..
        } => {
            state.versions.push(PublishedVersion {
                policy: *policy,
                id: id.clone(),
                version: *version,
                effective_from: *effective_from,
            });
        }
        Event::ModuleAdopted { module, .. } => state.module = Some(*module),
        _ => {}
    }
    state
}

fn registered(member: &MemberId, consents: &[Consent], tier: &TierId, at: Moment) -> MemberState {
    MemberState {
        id: member.clone(),
        consents: consents.to_vec(),
        tier: TierHeld {
            id: tier.clone(),
            since: at,
            review_at: None,
            grace: None,
            by_hand: None,
        },
        spend: Vec::new(),
        lots: Vec::new(),
        orders: Vec::new(),
        next_lot: 1,
        clock: at,
        sales: Vec::new(),
        debt: None,
        counted: Vec::new(),
        first_paid_at: None,
        reminded: None,
        adjustments: Vec::new(),
        tasks: Vec::new(),
        entries: Vec::new(),
        mall: None,
        sent: Vec::new(),
        lately: None,
        background: None,
        kept: None,
        registered_at: Some(at),
        budgets: Vec::new(),
    }
}

/// Applies an event to a member.
pub(crate) fn apply(member: &mut MemberState, event: &Event) {
    match event {
        Event::OrderPlaced {
            order,
            policy_version,
            cash_minor,
            qualifying_minor,
            earn_points,
            lapses_at,
            at,
            qualifying_points,
            sold,
            counted,
        } => {
            counted
                .iter()
                .for_each(|new| count(&mut member.counted, new));
            member.orders.push(Order {
                id: order.clone(),
                policy_version: *policy_version,
                cash_minor: *cash_minor,
                qualifying_minor: *qualifying_minor,
                earn_points: *earn_points,
                hold: Vec::new(),
                progress: Progress::Placed {
                    lapses_at: *lapses_at,
                },
                placed_at: *at,
                qualifying_points: *qualifying_points,
                sold: sold.clone(),
                counted: counted.clone(),
                budgets: Vec::new(),
                benefits: None,
                earning: None,
                invoice: None,
                void: None,
            });
            tell(member, *at);
        }
        Event::HoldAuthorized { order, parts, .. } => {
            for part in parts {
                draw(member, part.lot, part.points);
            }
            if let Some(order) = find(member, order) {
                order.hold.clone_from(parts);
            }
        }
        Event::HoldCaptured { order, .. } => {
            if let Some(order) = find(member, order) {
                order.hold.clear();
            }
        }
        Event::OrderCut(inner) => cut::apply(member, inner),
        Event::HoldVoided { order, parts } => {
            if let Some(order) = find(member, order) {
                order.hold.clear();
            }
            for part in parts {
                put_back(member, part);
            }
        }
        Event::OrderPaid {
            order,
            payment,
            settles_at,
            at,
            ..
        } => {
            let mut uses_points = false;
            if let Some(order) = find(member, order) {
                let (payment, settles_at) = (payment.clone(), *settles_at);
                order.progress = Progress::Paid {
                    payment,
                    settles_at,
                };
                uses_points = !order.hold.is_empty();
            }
            mall::order_paid(member, order);
            member.first_paid_at.get_or_insert(*at);
            referral::order_paid(member, *at);
            let lately = lately(member);
            latest(&mut lately.paid_at, *at);
            if uses_points {
                latest(&mut lately.used_at, *at);
            }
            tell(member, *at);
        }
        Event::OrderCancelled { order, at } | Event::OrderLapsed { order, at } => {
            mall::order_closed(member, order, *at);
            if let Some(place) = member.orders.iter().position(|open| open.id == *order) {
                let gone = member.orders.remove(place);
                uncount(member, &gone.counted, gone.earn_points);
                budget::order_closed(member, &gone.budgets);
                benefits::order_closed(member, gone.benefits.as_ref());
                earning::closed_unpaid(member, gone.earning.as_ref());
            }
            tell(member, *at);
        }
        Event::OrderSettled {
            order,
            at,
            closes_at,
        } => {
            member.orders.retain(|open| open.id != *order);
            referral::order_settled(member, order, *at);
            sales::settled(member, order, *closes_at);
            tell(member, *at);
        }
        Event::PointsEarned {
            lot,
            points,
            pending,
            expires_at,
            at,
            validity_version,
            valid_by,
            ..
        }
        | Event::PointsGranted {
            lot,
            points,
            pending,
            expires_at,
            at,
            validity_version,
            valid_by,
            ..
        } => {
            if let Event::PointsEarned { order, .. } = event {
                sales::earned(member, order, *lot, *points);
            }
            if !is_by_hand(event) {
                latest(&mut lately(member).earned_at, *at);
            }
            member.next_lot = member.next_lot.max(lot.saturating_add(1));
            insert(
                member,
                Lot {
                    id: *lot,
                    points: *points,
                    earned_at: *at,
                    expires_at: *expires_at,
                    pending: pending.clone(),
                    validity_version: *validity_version,
                    valid_by: *valid_by,
                    valid_from: None,
                },
            );
            tell(member, *at);
        }
        Event::PointsActivated {
            lot,
            expires_at,
            at,
            ..
        } => {
            if let Some(place) = member.lots.iter().position(|known| known.id == *lot) {
                let mut lot = member.lots.remove(place);
                lot.pending = None;
                if lot.validity_version.take().is_some() {
                    lot.valid_from = Some(*at);
                }
                lot.expires_at = *expires_at;
                insert(member, lot);
            }
            tell(member, *at);
        }
        Event::ExpiryMoved { lots, at } => {
            for moved in lots {
                if let Some(place) = member.lots.iter().position(|known| known.id == moved.lot) {
                    let mut lot = member.lots.remove(place);
                    lot.expires_at = moved.expires_at;
                    insert(member, lot);
                }
            }
            tell(member, *at);
        }
        Event::PointsExpired { lot, points, at } => {
            draw(member, *lot, *points);
            sales::expired(member, *lot, *points);
            tell(member, *at);
        }
        Event::SpendCounted { .. }
        | Event::QualifyingPointsCounted { .. }
        | Event::SpendReturned { .. }
        | Event::ActivityPointsCounted { .. }
        | Event::CreditRecorded(_)
        | Event::TierSet { .. }
        | Event::TierChanged { .. } => tiers::apply(member, event),
        Event::SaleOpened { .. }
        | Event::SaleClosed { .. }
        | Event::RefundRequested { .. }
        | Event::GoodsExchanged(_)
        | Event::RefundApproved { .. }
        | Event::RefundRefused { .. }
        | Event::RefundWithdrawn { .. }
        | Event::RefundPaid { .. }
        | Event::PointsReinstated { .. }
        | Event::PointsClawedBack { .. }
        | Event::DebtRepaid { .. } => sales::apply(member, event),
        Event::EarningHeld(_) | Event::RemainderCarried(_) | Event::EarningReturned(_) => {
            earning::apply(member, event);
        }
        Event::OfferRedeemed { .. }
        | Event::RedemptionPaid { .. }
        | Event::RedemptionCancelled { .. }
        | Event::RedemptionLapsed { .. }
        | Event::PointsSent { .. }
        | Event::VoucherIssued(_)
        | Event::VoucherHeld { .. }
        | Event::VoucherExpired { .. }
        | Event::PointsReceived { .. } => mall::apply(member, event),
        Event::HouseholdFormed(_)
        | Event::HouseholdJoined(_)
        | Event::HouseholdLeft(_)
        | Event::PointsPut(_)
        | Event::PointsTaken(_)
        | Event::PoolGivenBack(_) => household::member(member, event),
        Event::BenefitsApplied(_)
        | Event::ShippingReturned(_)
        | Event::EntitlementUsed(_)
        | Event::EntitlementUndone(_)
        | Event::RebateGranted(_)
        | Event::RebateTakenBack(_)
        | Event::TierInvited(_)
        | Event::StatusMatched(_)
        | Event::FloorChanged { .. } => benefits::apply(member, event),
        Event::PurchaseClaimed(_)
        | Event::PurchaseApproved(_)
        | Event::PurchaseRefused(_)
        | Event::PurchaseLapsed { .. }
        | Event::ChargebackRecorded(_)
        | Event::ChargebackReversed(_)
        | Event::InvoiceRequested(_) => trade::apply(member, event),
        Event::ExpiryReminded { expires_at, at, .. } => {
            let (at, expires_at) = (*at, *expires_at);
            member.reminded = Some(Reminded { at, expires_at });
            tell(member, at);
        }
        Event::PointsDeducted { parts, at, .. } => {
            for part in parts {
                draw(member, part.lot, part.points);
            }
            tell(member, *at);
        }
        Event::AdjustmentProposed {
            adjustment,
            points,
            reason,
            by,
            at,
        } => {
            member.adjustments.push(WaitingAdjustment {
                adjustment: adjustment.clone(),
                points: *points,
                reason: reason.clone(),
                by: by.clone(),
                proposed_at: *at,
            });
            tell(member, *at);
        }
        Event::AdjustmentMade { adjustment, at, .. }
        | Event::AdjustmentRejected { adjustment, at, .. } => {
            let waiting = &mut member.adjustments;
            waiting.retain(|waiting| waiting.adjustment != *adjustment);
            tell(member, *at);
        }
        Event::TaskCompleted {
            task,
            day,
            streak,
            at,
            ..
        } => {
            match member.tasks.iter_mut().find(|done| done.task == *task) {
                Some(done) => {
                    done.times = done.times.saturating_add(1);
                    done.last_day = *day;
                    done.streak = *streak;
                }
                None => member.tasks.push(TaskDone {
                    task: task.clone(),
                    times: 1,
                    last_day: *day,
                    streak: *streak,
                }),
            }
            tell(member, *at);
        }
        Event::BudgetTaken(_) | Event::BudgetGivenBack(_) | Event::BudgetReturned(_) => {
            budget::apply(member, event)
        }
        Event::ReferralRecorded(_) | Event::ReferralRewarded(_) => {
            referral::apply(member, event);
        }
        Event::DrawEntered { .. }
        | Event::DrawPointsReturned { .. }
        | Event::DrawEntryOver { .. }
        | Event::PrizeAccepted { .. }
        | Event::PrizeRefused { .. } => draws::apply(member, event),
        Event::MemberRegistered { .. }
        | Event::DrawOpened { .. }
        | Event::DrawEntryAdded { .. }
        | Event::DrawClosed { .. }
        | Event::DrawCancelled { .. }
        | Event::DrawFailed { .. }
        | Event::DrawRevealed { .. }
        | Event::PrizeUnclaimed { .. }
        | Event::PrizeRedrawn { .. }
        | Event::UnitTaken { .. }
        | Event::UnitPaid { .. }
        | Event::UnitReturned { .. }
        | Event::HouseholdInvited(_)
        | Event::HouseholdHandedOver(_)
        | Event::InvitationLapsed(_)
        | Event::HouseholdDissolved(_)
        | Event::PoolKept(_)
        | Event::PoolExpired(_)
        | Event::PoolReminded(_)
        | Event::BudgetReserved(_)
        | Event::BudgetSpent(_)
        | Event::BudgetRestored(_)
        | Event::BudgetLapsed(_)
        | Event::MemberImported(_)
        | Event::PolicyPublished { .. }
        | Event::ModuleAdopted { .. } => {}
    }
}

/// Whether points are given by an adjustment: that is no activity of the member.
const fn is_by_hand(event: &Event) -> bool {
    matches!(
        event,
        Event::PointsGranted {
            source: Source::Adjustment(_),
            ..
        }
    )
}

fn lately(member: &mut MemberState) -> &mut Lately {
    member.lately.get_or_insert_default()
}

/// An act that is recorded late is not the last one.
fn latest(known: &mut Option<Moment>, at: Moment) {
    *known = (*known).max(Some(at));
}

fn tell(member: &mut MemberState, at: Moment) {
    member.clock = member.clock.max(at);
}

/// Points count in a period: a later one of its kind begins anew.
fn count(counted: &mut Vec<Counted>, new: &Counted) {
    let same = |known: &&mut Counted| known.period == new.period;
    match counted.iter_mut().find(same) {
        Some(known) => *known = known.and(*new),
        None => counted.push(*new),
    }
}

/// Points count no longer, in those of these periods that are still kept.
fn uncount(member: &mut MemberState, counted: &[Counted], points: Points) {
    for gone in counted {
        for known in &mut member.counted {
            if (known.period, known.since) == (gone.period, gone.since) {
                known.points = known.points.saturating_minus(points).max(Points::ZERO);
            }
        }
    }
}

fn find<'m>(member: &'m mut MemberState, order: &OrderId) -> Option<&'m mut Order> {
    member.orders.iter_mut().find(|open| open.id == *order)
}

fn draw(member: &mut MemberState, lot: u64, points: Points) {
    let Some(place) = member.lots.iter().position(|known| known.id == lot) else {
        return;
    };
    let lot = &mut member.lots[place];
    lot.points = lot.points.saturating_minus(points);
    if lot.points <= Points::ZERO {
        member.lots.remove(place);
    }
}

fn put_back(member: &mut MemberState, part: &HoldPart) {
    member.next_lot = member.next_lot.max(part.lot.saturating_add(1));
    match member.lots.iter_mut().find(|lot| lot.id == part.lot) {
        Some(lot) => lot.points = lot.points.saturating_plus(part.points),
        None => insert(
            member,
            Lot {
                id: part.lot,
                points: part.points,
                earned_at: part.earned_at,
                expires_at: part.expires_at,
                pending: None::<Pending>,
                validity_version: None,
                valid_by: part.valid_by,
                valid_from: part.valid_from,
            },
        ),
    }
}

/// Points leave lots.
pub(crate) fn take(member: &mut MemberState, parts: &[LotPart]) {
    parts
        .iter()
        .for_each(|part| draw(member, part.lot, part.points));
}

/// Keeps lots in the order of consumption: first to expire, then oldest; never-expiring last.
fn insert(member: &mut MemberState, lot: Lot) {
    let rank = |lot: &Lot| {
        (
            lot.expires_at.unwrap_or(Moment::LAST),
            lot.earned_at,
            lot.id,
        )
    };
    let place = member
        .lots
        .partition_point(|known| rank(known) < rank(&lot));
    member.lots.insert(place, lot);
}
