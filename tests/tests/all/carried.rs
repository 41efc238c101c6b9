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
    // An invitation stays behind, and with it what it alone is enough for.
    let known = course.member().background.as_ref();
    let invitation = known.and_then(|known| known.invitation.as_ref());
    let invited = invitation.is_some_and(|it| it.until > course.now);
    // The offers and the other members of the programme stay behind.
    let behind = (
        (course.state.take(), std::mem::take(&mut course.events)),
        std::mem::take(&mut course.others),
        std::mem::take(&mut course.elsewhere),
    );
    let taken = course.decide(exported.command.clone());
    if taken.is_err() {
        (
            (course.state, course.events),
            course.others,
            course.elsewhere,
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
                Some(&view.qualifies_for).filter(|_| !invited).cloned(),
            ),
            view.tasks.clone(),
        )
    };
    assert_eq!(stands(&before), stands(&after));
    assert_eq!(after.debt_points, imported.debt_points);
    taken
}
