//! Benefits and trials held against the tiers, and what a tier includes written out.

use alloc::format;

use super::refuse_repeated;
use crate::document::Reader;
use crate::limits::MAX_BENEFITS;
use crate::policy::{Benefit, Tiers};
use crate::refusal::Facts;

/// A tier includes a lower one, so no tier ever includes itself; it names each benefit once, and
/// has but one where a second could not act; trials are of tiers above the first.
pub(super) fn benefits_fit(tiers: &Tiers, r: &mut Reader<'_, false>) {
    for (place, tier) in tiers.steps.iter().enumerate() {
        let at = format!("/tiers/steps/{place}");
        if let Some(found) = &tier.includes {
            let facts = || Facts::default().with("found", found);
            let pointer = format!("{at}/includes");
            match tiers.position(found) {
                None => r.finding_at(&pointer, "no_such_tier", facts()),
                Some(included) if included >= place => {
                    r.finding_at(&pointer, "includes_not_below", facts());
                }
                Some(_) => {}
            }
        }
        let grants = format!("{at}/grants");
        let ids = tier.grants.iter().map(|benefit| benefit.id.as_str());
        refuse_repeated(r, &grants, "id", ids);
        if !r.is_clean(&grants) {
            continue;
        }
        for (index, benefit) in tier.grants.iter().enumerate() {
            let mut earlier = tier.grants.iter().take(index);
            if earlier.any(|other| other.replaces(benefit)) {
                let facts = Facts::default().with("found", &benefit.id);
                r.finding_at(&format!("{grants}/{index}"), "benefit_kind_twice", facts);
            }
        }
    }
    let Some(terms) = &tiers.status_match else {
        return;
    };
    let ids = terms.tiers.iter().map(|matched| matched.tier.as_str());
    refuse_repeated(r, "/tiers/status_match/tiers", "tier", ids);
    for (index, matched) in terms.tiers.iter().enumerate() {
        let pointer = format!("/tiers/status_match/tiers/{index}/tier");
        let facts = Facts::default().with("found", &matched.tier);
        match tiers.position(&matched.tier) {
            None => r.finding_at(&pointer, "no_such_tier", facts),
            Some(0) => r.finding_at(&pointer, "first_tier_not_matched", facts),
            Some(_) => {}
        }
    }
}

/// Each tier gets the benefits of the one that it includes, which has its own by then: lower tiers
/// come first. Whoever reads the policy looks no tier up in another.
pub(super) fn write_out(tiers: &mut Tiers, r: &mut Reader<'_, false>) {
    for place in 0..tiers.steps.len() {
        let included = tiers.steps[place].includes.as_ref();
        let Some(from) = included.and_then(|id| tiers.position(id)) else {
            continue;
        };
        let (names, grants) = {
            let from = &tiers.steps[from];
            (from.benefits.clone(), from.grants.clone())
        };
        let tier = &mut tiers.steps[place];
        tier.benefits.extend(names);
        tier.benefits.sort_unstable();
        tier.benefits.dedup();
        let replaced =
            |own: &[Benefit], benefit: &Benefit| own.iter().any(|it| it.replaces(benefit));
        for benefit in grants {
            if !replaced(&tier.grants, &benefit) {
                tier.grants.push(benefit);
            }
        }
        if tier.grants.len().max(tier.benefits.len()) > MAX_BENEFITS {
            let facts = Facts::default().with("most", MAX_BENEFITS);
            r.finding_at(&format!("/tiers/steps/{place}"), "too_many_benefits", facts);
        }
    }
}
