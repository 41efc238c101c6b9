//! Policies: the measures of one platform, as data. Every value that the founding document leaves
//! open is a field here; none is a constant in code.
//!
//! A [`Policy`] is what was published: checked, its defaults written out, immutable, known by the
//! digest of its canonical bytes. The document that people write is read by [`check`].

mod activity;
mod adjustments;
mod benefits;
mod bonus;
mod budget;
mod cap;
mod chargebacks;
mod check;
mod condition;
mod criteria;
mod draws;
mod earning;
mod household;
mod mall;
mod matching;
mod offline;
mod offset;
mod orders;
mod qualifying;
mod referrals;
mod refunds;
mod registration;
mod rule;
mod scope;
mod set;
mod span;
mod tasks;
mod tiers;
mod transfers;
mod validity;
mod vouchers;

use crate::text::Text;
use crate::wire::record;
use serde::Serialize;

pub use activity::Activity;
pub use adjustments::Adjustments;
pub use benefits::{Benefit, BenefitKind, Discount, FreeShipping, Quota, Rebate, WhenAllBack};
pub use bonus::Bonus;
pub use budget::{ActivityBudget, OverBudget};
pub use cap::{Cap, CapPeriod, OverCap};
pub use chargebacks::{Chargebacks, ChargedPoints};
pub use check::{Checked, check, describe};
pub use condition::{Occasion, Weekday, When, Within};
pub use criteria::{Criteria, Measure, Measured};
pub use draws::{Draw, Draws, Prize};
pub use earning::{Earning, PendingRule, Remainders, RoundingScope, RuleStacking, Stacking};
pub(crate) use household::Limits;
pub use household::{HouseholdTerms, OnLeaving, WhoTakes};
pub use mall::{Mall, Offer};
pub use matching::{MatchedTier, StatusMatch};
pub use offline::{Offline, UnreviewedClaim};
pub use offset::{Offset, OverAsk};
pub use orders::{InvoiceBasis, Orders, Tender};
pub use qualifying::{Qualified, Qualifying, Threshold, Window};
pub use referrals::{ReferralDue, Referrals};
pub use refunds::{
    BetweenTenders, ClawbackFrom, RefundReason, Refunds, ShippingBack, Shortfall, TenderOrder,
    UndoTier, WhenOverdue,
};
pub use registration::Registration;
pub use rule::{Earn, EarnKind, MostPerOrder};
pub use scope::Scope;
pub use set::{PolicySet, SetError};
pub use span::{Length, PeriodEnd, RunsFrom, Span};
pub use tasks::{Repeat, Task};
pub use tiers::{Climb, Downgrade, LiftingOrder, Reached, Tier, TierName, Tiers, UpgradeAt};
pub use transfers::{GivenValidity, Transfers};
pub use validity::{Activeness, Boundary, Renewal, Together, Validity, ValidityStart};
pub use vouchers::{TakesOff, VoucherTerms};

use crate::id::{PolicyId, RuleId};
use crate::moment::Moment;
use crate::zone::Zone;

/// The currency of a policy's money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Currency {
    /// The ISO 4217 code, such as `CNY`.
    pub code: Text,
    /// Digits of the minor unit, 0 to 3: 2 for fen and cents, 0 for yen.
    pub minor_digits: u8,
}

record!(Currency {
    0: code,
    1: minor_digits
});

/// A version of the measures (平台会员管理办法), published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// The policy, the same through all its versions.
    pub id: PolicyId,
    /// The version, from 1.
    pub version: u32,
    /// From when on it is in force, until the next version is. Clause 10.1.
    pub effective_from: Moment,
    /// Days between a change's publication and its effect, at the least. Clauses 3.2.1 and 6.1.2.
    pub notice_days: u16,
    /// Civil time.
    pub zone: Zone,
    /// Money.
    pub currency: Currency,
    /// Chapter 2.
    pub registration: Registration,
    /// Chapter 3.
    pub tiers: Tiers,
    /// Chapter 5.
    pub orders: Orders,
    /// Clause 6.1.
    pub earning: Earning,
    /// Clause 6.2.1b; absent where points offset nothing.
    pub offset: Option<Offset>,
    /// Clause 6.3.
    pub validity: Validity,
    /// Clause 5.3; absent where nothing is taken back.
    pub refunds: Option<Refunds>,
    /// Clause 6.1: adjustments by hand; absent where there are none.
    pub adjustments: Option<Adjustments>,
    /// Clause 6.1.1c: published tasks.
    pub tasks: Vec<Task>,
    /// Clause 6.2.1c: draws; absent where there are none.
    pub draws: Option<Draws>,
    /// Clause 6.2.1a: the points mall; absent where there is none.
    pub mall: Option<Mall>,
    /// Clause 6.2.2: gifts of points; absent where members cannot give any.
    pub transfers: Option<Transfers>,
    /// Clause 6.2.2: households and their pools of points; absent where there are none.
    pub household: Option<HouseholdTerms>,
    /// Clause 6.1.1b: points for bringing in a member; absent where there are none.
    pub referrals: Option<Referrals>,
    /// Attributes of a member that a cart may state as coarse facts, beside `birthday`.
    pub facts: Vec<RuleId>,
}

record!(Policy {
    0: id,
    1: version,
    2: effective_from,
    3: notice_days,
    4: zone,
    5: currency,
    6: registration,
    7: tiers,
    8: orders,
    9: earning,
    10: offset,
    11: validity,
    12: refunds,
    13: referrals,
    14: facts,
    15: adjustments,
    16: tasks,
    17: mall,
    18: transfers,
    19: household,
    22: draws
});
