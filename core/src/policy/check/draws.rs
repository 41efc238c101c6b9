//! Draws held against the rest of the policy, and against the law (1.3.1).

use super::refuse_repeated;
use crate::document::Reader;
use crate::limits::MAX_DRAWN;
use crate::policy::{Draws, Policy};
use crate::refusal::Facts;

/// The tiers that may enter exist, moments and limits agree, no prize is worth more than it may be,
/// there are no more than can be drawn, ids stand once.
pub(super) fn draws_fit(policy: &Policy, r: &mut Reader<'_, false>) {
    let Some(draws) = &policy.draws else { return };
    let most = Draws::legal_cap(&policy.currency.code, policy.currency.minor_digits);
    if let Some(most) = most.filter(|most| *most < draws.prize_cap_minor) {
        let facts = Facts::default().with("most_minor", most);
        r.finding_at("/draws/prize_cap", "prize_cap_above_law", facts);
    }
    let ids = draws.list.iter().map(|draw| draw.id.as_str());
    refuse_repeated(r, "/draws/list", "id", ids);
    for (place, draw) in draws.list.iter().enumerate() {
        let at = format!("/draws/list/{place}");
        let unknown = |tier: &&_| policy.tiers.position(tier).is_none();
        for tier in draw.tiers.iter().filter(unknown) {
            let facts = Facts::default().with("found", tier);
            r.finding_at(&format!("{at}/tiers"), "no_such_tier", facts);
        }
        if draw.closes_at <= draw.from {
            let pointer = format!("{at}/closes_at");
            r.finding_at(&pointer, "draw_closes_before_it_opens", Facts::default());
        }
        if draw.per_day.is_some_and(|daily| daily > draw.per_member) {
            let pointer = format!("{at}/per_day");
            r.finding_at(&pointer, "more_a_day_than_in_all", Facts::default());
        }
        let prizes = format!("{at}/prizes");
        let most = u32::try_from(MAX_DRAWN).unwrap_or(u32::MAX);
        if draw.most_wins() > u64::from(most) {
            r.finding_at(
                &prizes,
                "too_many_prizes",
                Facts::default().with("most", most),
            );
        }
        for (place, prize) in draw.prizes.iter().enumerate() {
            if prize.value_minor > draws.prize_cap_minor {
                let facts = Facts::default().with("most_minor", draws.prize_cap_minor);
                r.finding_at(&format!("{prizes}/{place}/value"), "prize_above_cap", facts);
            }
        }
        refuse_repeated(
            r,
            &prizes,
            "id",
            draw.prizes.iter().map(|it| it.id.as_str()),
        );
    }
}
