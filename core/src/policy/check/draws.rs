//! Draws held against the rest of the policy, and against the law (1.3.1).

use super::refuse_repeated;
use crate::document::Reader;
use crate::policy::{Draws, Policy};
use crate::refusal::Facts;

/// The tiers that may enter exist, no prize is worth more than it may be, ids stand once.
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
        let prizes = format!("{at}/prizes");
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
