//! Benefits at work (权益): what the tier held gives an order, what is used of it, and what is left.
//!
//! # The order of steps
//!
//! 1. the price of a line, times its quantity;
//! 2. less what the shop takes off (a sale, a coupon);
//! 3. less the tier's discount: a part of what is left, so that it never counts on money that the
//!    shop gave up already;
//! 4. less a voucher: it is for what the member would pay without it, and what its goods must cost
//!    at the least is asked of that;
//! 5. shipping, free or not, by what the goods cost then;
//! 6. less points, which pay a part of what is left.
//!
//! The shares of an offset, what earns, what counts toward tiers and the rebate all go by what is
//! left after the step before. The tier is the one held when the order is placed, never the one
//! that it reaches. What a line cost after step 4 stands in what was sold, so a refund gives back
//! what was paid, and nothing that was never taken.

mod acting;

use serde::Serialize;

use crate::id::{OccurrenceId, OrderId, RuleId, TierId};
use crate::moment::{Day, Moment};
use crate::number::{Money, OutOfRange, Points};
use crate::policy::{Benefit, BenefitKind, CapPeriod, Policy, Quota, Tier};
use crate::sale::Sale;
use crate::state::MemberState;
use crate::wire::{names, record};

pub(crate) use acting::{Reduced, free_shipping, rebate};

/// What one discount of the tier takes off a cart. Clause 3.1.2b.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TierDiscount {
    /// The benefit.
    pub benefit: RuleId,
    /// What the goods that it acts on cost before it, in minor units.
    pub goods_minor: Money,
    /// What it takes off, in minor units.
    pub value_minor: Money,
}

record!(TierDiscount {
    0: benefit,
    1: goods_minor,
    2: value_minor
});

/// The free shipping of the tier, and whether a cart gets it. Clause 3.1.2c.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotedShipping {
    /// The benefit.
    pub benefit: RuleId,
    /// What shipping costs without it, in minor units.
    pub full_minor: Money,
    /// Whether shipping is free.
    pub is_free: bool,
    /// What the goods are short of the least that they must cost, in minor units; 0 where they cost
    /// enough.
    pub missing_minor: Money,
    /// Orders in the period; absent where they are not counted out.
    pub most: Option<u32>,
    /// The period; absent where they are not counted out.
    pub period: Option<CapPeriod>,
    /// How many of them are left before this order; absent where they are not counted out.
    pub left: Option<u32>,
    /// When the next period begins; absent where there is none.
    pub again_at: Option<Moment>,
}

record!(QuotedShipping {
    0: benefit,
    1: full_minor,
    2: is_free,
    3: missing_minor,
    4: most,
    5: period,
    6: left,
    7: again_at
});

/// Points that an order gives back once it is settled. Clause 3.1.2d.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PromisedRebate {
    /// The benefit.
    pub benefit: RuleId,
    /// Points.
    pub points: Points,
}

record!(PromisedRebate {
    0: benefit,
    1: points
});

/// A free shipping that an order used, and where it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShippingUse {
    /// The benefit.
    pub benefit: RuleId,
    /// What shipping would have cost, in minor units.
    pub saved_minor: Money,
    /// The period that it counts in; absent where it is not counted.
    pub period: Option<CapPeriod>,
    /// The first day of that period; absent where it is not counted.
    pub since: Option<Day>,
}

record!(ShippingUse {
    0: benefit,
    1: saved_minor,
    2: period,
    3: since
});

/// What the tier gave an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderBenefits {
    /// The tier: the one held when it was placed.
    pub tier: TierId,
    /// Its discounts that act. Lines are sold at what they leave.
    pub discounts: Vec<TierDiscount>,
    /// The free shipping; absent where there is none.
    pub shipping: Option<ShippingUse>,
    /// The rebate, as it was promised; absent where there is none.
    pub rebate: Option<PromisedRebate>,
}

record!(OrderBenefits {
    0: tier,
    1: discounts,
    2: shipping,
    3: rebate
});

/// The rebate of a sale that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GivenRebate {
    /// The lot that it went to.
    pub lot: u64,
    /// Points.
    pub points: Points,
    /// How many of them were taken back with goods.
    pub clawed_points: Points,
    /// How many expired unused and were not set off yet: they cannot be taken back.
    pub expired_points: Points,
}

record!(GivenRebate {
    0: lot,
    1: points,
    2: clawed_points,
    3: expired_points
});

/// How many times a benefit was used in the latest period that counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UseCount {
    /// The benefit.
    pub benefit: RuleId,
    /// The kind of period.
    pub period: CapPeriod,
    /// Its first day, in the zone of the policy.
    pub since: Day,
    /// How many times.
    pub times: u32,
}

record!(UseCount {
    0: benefit,
    1: period,
    2: since,
    3: times
});

/// One use of an entitlement, or its being taken back. Clause 4.1.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntitlementUse {
    /// The entitlement: a benefit of so many times in a period.
    pub entitlement: RuleId,
    /// What it was used for, unique for ever.
    pub occurrence: OccurrenceId,
    /// The kind of period that it counts in.
    pub period: CapPeriod,
    /// Its first day, in the zone of the policy.
    pub since: Day,
    /// When.
    pub at: Moment,
}

record!(EntitlementUse {
    0: entitlement,
    1: occurrence,
    2: period,
    3: since,
    4: at
});

/// What a benefit is, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldKind {
    /// Something that may be had or entered.
    Access,
    /// A part of the price off.
    Discount,
    /// Shipping for nothing.
    FreeShipping,
    /// A part of what was paid, as points.
    Rebate,
    /// Something so many times in a period.
    Quota,
    /// How early a member is served.
    Priority,
}

names!(HeldKind {
    0: Access,
    1: Discount,
    2: FreeShipping,
    3: Rebate,
    4: Quota,
    5: Priority
});

/// A benefit that a member has at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldBenefit {
    /// The benefit, by its id in the policy.
    pub benefit: RuleId,
    /// What it is.
    pub kind: HeldKind,
    /// How early the member is served, 0 to 9; absent where it is something else.
    pub level: Option<u8>,
    /// How many times in the period; absent where that is not counted.
    pub most: Option<u32>,
    /// The period; absent where nothing is counted.
    pub period: Option<CapPeriod>,
    /// How many times are left; absent where nothing is counted.
    pub left: Option<u32>,
    /// When the next period begins; absent where there is none.
    pub again_at: Option<Moment>,
}

record!(HeldBenefit {
    0: benefit,
    1: kind,
    2: level,
    3: most,
    4: period,
    5: left,
    6: again_at
});

/// What is left of a quota.
#[derive(Clone, Copy)]
pub(crate) struct Left {
    pub quota: Quota,
    pub since: Day,
    pub left: u32,
    pub again_at: Option<Moment>,
}

/// What is left of a benefit's quota for a member at a moment; nothing is told where it has none.
pub(crate) fn left(
    policy: &Policy,
    member: &MemberState,
    benefit: &Benefit,
    at: Moment,
) -> Option<Left> {
    let quota = benefit.quota()?;
    let day = policy.zone.day(at);
    let first = quota.most_in.since(day)?;
    let counts = member.background.iter().flat_map(|known| &known.used);
    let mut counts = counts.filter(|count| count.benefit == benefit.id);
    // What is recorded late counts in the latest period: an earlier one is known of no more.
    let in_it = |count: &&UseCount| count.period == quota.most_in && count.since >= first;
    let known = counts.find(in_it);
    let (since, times) = known.map_or((first, 0), |known| (known.since, known.times));
    Some(Left {
        quota,
        since,
        left: quota.most.saturating_sub(times),
        again_at: quota
            .most_in
            .next(day.max(since))
            .map(|next| policy.zone.start_of(next)),
    })
}

/// The benefits of a tier as a member has them at a moment: those that act by themselves, then those
/// that are but a name.
pub(crate) fn held(
    policy: &Policy,
    member: &MemberState,
    tier: &Tier,
    at: Moment,
) -> Vec<HeldBenefit> {
    let told = |benefit: &Benefit| {
        let left = left(policy, member, benefit, at);
        HeldBenefit {
            benefit: benefit.id.clone(),
            kind: word(&benefit.kind),
            level: match benefit.kind {
                BenefitKind::Priority(level) => Some(level),
                _ => None,
            },
            most: left.map(|left| left.quota.most),
            period: left.map(|left| left.quota.most_in),
            left: left.map(|left| left.left),
            again_at: left.and_then(|left| left.again_at),
        }
    };
    let named = tier.benefits.iter().map(|name| HeldBenefit {
        benefit: name.clone(),
        kind: HeldKind::Access,
        level: None,
        most: None,
        period: None,
        left: None,
        again_at: None,
    });
    tier.grants.iter().map(told).chain(named).collect()
}

const fn word(kind: &BenefitKind) -> HeldKind {
    match kind {
        BenefitKind::Access => HeldKind::Access,
        BenefitKind::Discount(_) => HeldKind::Discount,
        BenefitKind::FreeShipping(_) => HeldKind::FreeShipping,
        BenefitKind::Rebate(_) => HeldKind::Rebate,
        BenefitKind::Quota(_) => HeldKind::Quota,
        BenefitKind::Priority(_) => HeldKind::Priority,
    }
}

/// The rebate that an order gives when it is settled: of the goods that are kept by then. One of
/// which a bank took something back gives none.
pub(crate) fn rebate_due(member: &MemberState, order: &OrderId) -> Option<PromisedRebate> {
    let open = member.orders.iter().find(|open| open.id == *order)?;
    let sale = member.sales.iter().find(|sale| sale.order == *order);
    let benefits = match sale {
        Some(sale) => sale.benefits.as_ref(),
        None => open.benefits.as_ref(),
    };
    let promised = benefits?.rebate.as_ref()?;
    let points = match sale {
        Some(sale) if !sale.charges.is_empty() => return None,
        Some(sale) => rebate_kept(sale).ok()?,
        None => promised.points,
    };
    (!points.is_zero()).then(|| PromisedRebate {
        benefit: promised.benefit.clone(),
        points,
    })
}

/// The part of a sale's rebate that belongs to the goods that are kept: what goes with those that
/// came back is rounded down, line by line, so all of it is gone when all of them are back.
pub(crate) fn rebate_kept(sale: &Sale) -> Result<Points, OutOfRange> {
    let mut kept = Points::ZERO;
    for sold in &sale.sold.lines {
        let of_line = sold.rebate_points.unwrap_or_default();
        let quantity = sold.line.quantity;
        kept = kept.plus(of_line)?;
        let gone = crate::refund::part(of_line.value(), sold.returned, quantity);
        kept = kept.minus(Points::from_wide(gone)?)?;
    }
    Ok(kept)
}
