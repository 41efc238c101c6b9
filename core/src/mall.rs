//! The points mall as it stands: what is taken of each offer, what a member took and waits to pay
//! for, and what a person sees of the offers in force. Clauses 6.2.1a and 6.2.2.

use serde::Serialize;

use crate::event::HoldPart;
use crate::id::{PolicyId, RedemptionId, RuleId, TierId};
use crate::moment::{Day, Moment};
use crate::number::{Money, Points};
use crate::policy::{CapPeriod, Offer, PolicySet, TierName, VoucherTerms};
use crate::pricing::in_force;
use crate::refusal::Refusal;
use crate::voucher::Voucher;
use crate::wire::record;

/// A unit of stock that is kept for a redemption until its cash is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptUnit {
    /// The redemption.
    pub redemption: RedemptionId,
    /// Until when; from this moment on it is given back.
    pub until: Moment,
}

record!(KeptUnit {
    0: redemption,
    1: until
});

/// What is taken of an offer, under every version of the policy together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfferState {
    /// The offer.
    pub id: RuleId,
    /// Units that are gone for good.
    pub taken: u64,
    /// Units that are kept for a payment, in the order in which they lapse.
    pub kept: Vec<KeptUnit>,
    /// The latest moment of any event.
    pub clock: Moment,
}

record!(OfferState {
    0: id,
    1: taken,
    2: kept,
    3: clock
});

impl OfferState {
    /// Units of a stock that are neither taken nor kept at a moment.
    #[must_use]
    pub fn left(&self, stock: u32, now: Moment) -> u32 {
        let kept = self.kept.iter().filter(|unit| now < unit.until);
        let gone = self.taken.saturating_add(kept.count() as u64);
        stock.saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX))
    }
}

/// A redemption whose cash part is not paid yet; its points are on hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenRedemption {
    /// The redemption.
    pub id: RedemptionId,
    /// The offer.
    pub offer: RuleId,
    /// The version of the policy that governs it.
    pub policy_version: u32,
    /// The cash due, in minor units.
    pub cash_minor: Money,
    /// The points on hold for it.
    pub hold: Vec<HoldPart>,
    /// When it lapses.
    pub lapses_at: Moment,
    /// When it was asked for.
    pub at: Moment,
    /// The first day of the period in which it counts; absent where the offer has no limit.
    pub counts_since: Option<Day>,
}

record!(OpenRedemption {
    0: id,
    1: offer,
    2: policy_version,
    3: cash_minor,
    4: hold,
    5: lapses_at,
    6: at,
    7: counts_since
});

/// Units that a member has of an offer in the latest period that counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfferTaken {
    /// The offer.
    pub offer: RuleId,
    /// The first day of the period, in the zone of the policy.
    pub since: Day,
    /// Units, those kept for a payment among them.
    pub units: u32,
}

record!(OfferTaken {
    0: offer,
    1: since,
    2: units
});

/// What a member has of the mall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MallHeld {
    /// Redemptions that wait for their cash, oldest first.
    pub open: Vec<OpenRedemption>,
    /// What was taken of offers, the latest last: of so many as are kept.
    pub taken: Vec<OfferTaken>,
    /// Vouchers, in the order in which they were issued.
    pub vouchers: Vec<Voucher>,
}

record!(MallHeld {
    0: open,
    1: taken,
    2: vouchers
});

/// An offer in force, as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfferView {
    /// The offer.
    pub id: RuleId,
    /// Its name.
    pub name: TierName,
    /// Points for one unit.
    pub points: Points,
    /// Cash for one unit, in minor units; absent where points are enough.
    pub cash_minor: Option<Money>,
    /// Units in all; absent where they are not counted out.
    pub stock: Option<u32>,
    /// Units left; absent where they are not counted out.
    pub left: Option<u32>,
    /// Units that one member may have in a period; absent where there is no such limit.
    pub most: Option<u32>,
    /// The period.
    pub most_in: CapPeriod,
    /// From when on; absent where always.
    pub from: Option<Moment>,
    /// Until when; absent where it has no end.
    pub until: Option<Moment>,
    /// The tiers that may have it; all where empty.
    pub tiers: Vec<TierId>,
    /// The voucher that it gives; absent where it is something else.
    pub voucher: Option<VoucherTerms>,
}

record!(OfferView {
    0: id,
    1: name,
    2: points,
    3: cash_minor,
    4: stock,
    5: left,
    6: most,
    7: most_in,
    8: from,
    9: until,
    10: tiers,
    11: voucher
});

/// The offers of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offers {
    /// The policy.
    pub policy: PolicyId,
    /// Its version in force.
    pub policy_version: u32,
    /// The moment.
    pub at: Moment,
    /// What may be had at it, in the order of the document; what is sold out among it.
    pub offers: Vec<OfferView>,
}

record!(Offers {
    0: policy,
    1: policy_version,
    2: at,
    3: offers
});

/// What may be had of the mall at a moment. An offer without a state has had none of it taken.
///
/// # Errors
/// The refusal where no policy is in force.
pub fn offers(policies: &PolicySet, states: &[OfferState], now: Moment) -> Result<Offers, Refusal> {
    let policy = in_force(policies, now)?;
    let offered = policy.mall.iter().flat_map(|mall| &mall.offers);
    let is_open = |offer: &&Offer| {
        offer.from.is_none_or(|from| from <= now) && offer.until.is_none_or(|until| now < until)
    };
    let shown = offered.filter(is_open).map(|offer| {
        let mut states = states.iter();
        let state = states.find(|state| state.id == offer.id);
        let left = |stock: u32| state.map_or(stock, |state| state.left(stock, now));
        OfferView {
            id: offer.id.clone(),
            name: offer.name.clone(),
            points: offer.points,
            cash_minor: offer.cash_minor,
            stock: offer.stock,
            left: offer.stock.map(left),
            most: offer.most,
            most_in: offer.most_in,
            from: offer.from,
            until: offer.until,
            tiers: offer.tiers.clone(),
            voucher: offer.voucher.clone(),
        }
    });
    Ok(Offers {
        policy: policy.id.clone(),
        policy_version: policy.version,
        at: now,
        offers: shown.collect(),
    })
}
