//! Members who are carried into another programme by the same policies stand there as before.

use tiercel_core::command::Command;
use tiercel_core::event::Event;
use tiercel_core::export;
use tiercel_core::import::ImportedLot;
use tiercel_core::number::Points;
use tiercel_core::state::Lot;
use tiercel_core::view;

use super::course::Course;

fn brought(lot: &Lot) -> (Points, String) {
    let moments = (lot.earned_at, lot.expires_at);
    (lot.points, format!("{moments:?} {}", lot.pending.is_some()))
}

fn kept(lot: &ImportedLot) -> (Points, String) {
    let moments = (lot.earned_at, lot.expires_at);
    (
        lot.points,
        format!("{moments:?} {}", lot.pending_until.is_some()),
    )
}

/// Exports the member of a course, and goes on with whom another programme took over.
pub(crate) fn carry(course: &mut Course) -> Result<Vec<Event>, u16> {
    let exported = export(&course.policies, course.member(), course.now);
    let exported = exported.map_err(|refusal| refusal.code as u16)?;
    let Command::ImportMember { imported, .. } = &exported.command else {
        panic!("another command");
    };
    let imported = imported.clone();
    let before = view(&course.policies, course.member(), course.now).unwrap();
    // The offers and the other members of the programme stay behind.
    let behind = (
        (course.state.take(), std::mem::take(&mut course.events)),
        std::mem::take(&mut course.others),
        std::mem::take(&mut course.elsewhere),
        std::mem::take(&mut course.home),
    );
    let taken = course.decide(exported.command.clone());
    if taken.is_err() {
        (
            (course.state, course.events),
            course.others,
            course.elsewhere,
            course.home,
        ) = behind;
        return taken;
    }
    let after = view(&course.policies, course.member(), course.now).unwrap();
    let lots: Vec<_> = imported.lots.iter().map(kept).collect();
    assert_eq!(after.lots.iter().map(brought).collect::<Vec<_>>(), lots);
    let stands = |view: &tiercel_core::view::MemberView| {
        let mut tier = view.tier.clone();
        // One without a review gets it from the policy in force.
        tier.review_at = tier.review_at.filter(|_| imported.tier.review_at.is_some());
        (
            (tier, view.spend_minor, view.qualifying_points),
            (
                view.next.clone(),
                view.qualifies_for.clone(),
                // What an order that is not paid used is given back where it stays behind.
                Some(view.progress.benefits.clone()).filter(|_| exported.unpaid_orders == 0),
            ),
            view.tasks.clone(),
        )
    };
    assert_eq!(stands(&before), stands(&after));
    if imported.tier.review_at.is_some() && exported.unpaid_orders == 0 {
        assert_eq!(before.progress, after.progress);
    }
    assert_eq!(after.debt_points, imported.debt_points);
    let vouchers = after.mall.map(|mall| mall.vouchers).unwrap_or_default();
    assert_eq!(
        vouchers,
        imported.rest.map(|rest| rest.vouchers).unwrap_or_default()
    );
    taken
}
