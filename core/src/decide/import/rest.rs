//! What else is brought along is looked at: vouchers, an invitation, a trial, what counts toward
//! limits. Clauses 3.1.1, 6.1.1a and 6.2.1a.

use super::{Import, least, too_long, within, word};
use crate::decide::order::claim;
use crate::decision::Claim;
use crate::import::{ImportedCount, ImportedRest};
use crate::limits::{MAX_IMPORTED_COUNTS, MAX_VOUCHER_CATEGORIES, MAX_VOUCHERS};
use crate::moment::{Day, Moment};
use crate::number::Money;
use crate::policy::{Policy, PolicySet, TakesOff};
use crate::refusal::{Code, Refusal};
use crate::state::{Invitation, Trial};
use crate::voucher::Voucher;

/// The first thing that is wrong.
pub(super) fn check(
    (policies, policy): (&PolicySet, &Policy),
    rest: &ImportedRest,
    now: Moment,
) -> Result<(), Refusal> {
    too_long("voucher", rest.vouchers.len(), MAX_VOUCHERS)?;
    too_long("count", rest.counts.len(), MAX_IMPORTED_COUNTS)?;
    if let Some(Invitation { tier, .. }) = &rest.invitation {
        known_tier(policy, "invited_to", tier)?;
    }
    if let Some(trial) = &rest.trial {
        check_trial((policies, policy), trial, now)?;
    }
    for (number, voucher) in rest.vouchers.iter().enumerate() {
        let earlier = rest.vouchers.iter().take(number);
        let is_new = earlier.map(|known| &known.id).all(|id| *id != voucher.id);
        if !is_new || !is_fit(voucher) {
            let refusal = Refusal::new(Code::ImportVoucherUnfit).with("field", word("voucher"));
            let refusal = refusal.with("voucher", &voucher.id);
            return Err(refusal.with("entry", number));
        }
    }
    let latest = Import { policy, now }.latest_day();
    for (number, counted) in rest.counts.iter().enumerate() {
        let at = |refusal: Refusal| refusal.with("entry", number);
        least("count", counted.count.value(), 1).map_err(at)?;
        let same =
            |known: &ImportedCount| (&known.of, known.period) == (&counted.of, counted.period);
        let is_new = !rest.counts.iter().take(number).any(same);
        if !is_new || !can_count(counted, latest) {
            let refusal = Refusal::new(Code::ImportCountUnfit);
            return Err(at(refusal.with("field", word("count_of"))));
        }
    }
    Ok(())
}

/// What becomes taken for ever: a voucher is named by its redemption.
pub(super) fn claims(rest: &ImportedRest) -> impl Iterator<Item = Claim> + '_ {
    rest.vouchers.iter().map(|voucher| {
        let refusal = Refusal::new(Code::RedemptionIdTaken).with("redemption", &voucher.id);
        claim("redemption", voucher.id.as_str(), refusal)
    })
}

fn known_tier(
    policy: &Policy,
    field: &'static str,
    tier: &crate::id::TierId,
) -> Result<(), Refusal> {
    if policy.tiers.position(tier).is_some() {
        return Ok(());
    }
    let refusal = Refusal::new(Code::TierUnknown).with("tier", tier);
    Err(refusal.with("field", word(field)))
}

fn check_trial(
    (policies, policy): (&PolicySet, &Policy),
    trial: &Trial,
    now: Moment,
) -> Result<(), Refusal> {
    known_tier(policy, "trial_tier", &trial.tier)?;
    within("trial_since", trial.since, (Moment::FIRST, now))?;
    let after = trial.since.moved_ms(1);
    within("trial_until", trial.until, (after, Moment::LAST))?;
    if policies.version(trial.policy_version).is_none() {
        let refusal = Refusal::new(Code::ImportVersionUnknown);
        let refusal = refusal.with("field", word("trial_version"));
        return Err(refusal.with("version", trial.policy_version));
    }
    Ok(())
}

/// Whether a voucher is one that a policy could have issued, and is free.
fn is_fit(voucher: &Voucher) -> bool {
    let takes_something = match voucher.takes_off {
        TakesOff::Amount(amount) => amount > Money::ZERO,
        TakesOff::Share(share) => share.num() > 0 && share.is_share(),
    };
    let categories = &voucher.only_categories;
    let are_sorted = categories.windows(2).all(|pair| pair[0] < pair[1]);
    takes_something
        && voucher.held_for.is_none()
        && voucher.least_minor >= Money::ZERO
        && are_sorted
        && categories.len() <= MAX_VOUCHER_CATEGORIES
}

/// Whether something can count so: in a period that begins on its day and not ahead, and told by its
/// kind where several may count.
fn can_count(counted: &ImportedCount, latest: Day) -> bool {
    let fits = match counted.period {
        Some(period) => {
            counted.of.has_period() && period.since(counted.since) == Some(counted.since)
        }
        None => !counted.of.has_period(),
    };
    fits && counted.since <= latest && counted.count.value() <= i64::from(u32::MAX)
}
