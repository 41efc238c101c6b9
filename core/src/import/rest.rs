//! What a member brings along beside points, tier and days: vouchers, an invitation, a trial, and what
//! counts toward limits.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::benefits::UseCount;
use crate::budget::BudgetUsed;
use crate::id::RuleId;
use crate::kept::CapCounted;
use crate::mall::OfferTaken;
use crate::moment::Day;
use crate::number::Points;
use crate::policy::CapPeriod;
use crate::referral::RewardedReferrals;
use crate::remainder::Remainder;
use crate::state::{Counted, Invitation, MemberState, Trial};
use crate::voucher::Voucher;
use crate::wire::{choice, record};

/// What something counts toward.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountOf {
    /// Points of orders, toward caps on all of them. Clause 6.1.1a.
    Earning,
    /// Points of single rules and activities, toward the cap of this id.
    Cap(RuleId),
    /// Uses of a benefit. Clause 3.1.2c.
    Benefit(RuleId),
    /// Units of an offer. Clause 6.2.1a.
    Offer(RuleId),
    /// Points given to others. Clause 6.2.2.
    Gifts,
    /// Points that an activity with a budget gave the member. Clause 6.1.1b.
    Activity(RuleId),
    /// Referrals of others that were rewarded.
    Referrals,
}

choice!(CountOf {
    0: Earning (),
    1: Cap(0: inner),
    2: Benefit(0: inner),
    3: Offer(0: inner),
    4: Gifts (),
    5: Activity(0: inner),
    6: Referrals (),
});

impl CountOf {
    /// Whether what counts is told by the kind of period, too.
    #[must_use]
    pub const fn has_period(&self) -> bool {
        matches!(
            self,
            Self::Earning | Self::Cap(_) | Self::Benefit(_) | Self::Gifts
        )
    }
}

/// What counts toward one limit, in the latest period that counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedCount {
    /// Toward what.
    pub of: CountOf,
    /// The kind of period; absent for offers, activities and referrals.
    #[serde(default)]
    pub period: Option<CapPeriod>,
    /// The first day of the period, in days since 1970-01-01, in the zone of the policy.
    pub since: Day,
    /// Points, uses, units or referrals; at least 1.
    pub count: Points,
}

record!(ImportedCount {
    0: of,
    1: period,
    2: since,
    3: count
});

/// What else a member brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedRest {
    /// Vouchers, none of them on hold, in the order in which they were issued.
    #[serde(default)]
    pub vouchers: Vec<Voucher>,
    /// What counts toward limits.
    #[serde(default)]
    pub counts: Vec<ImportedCount>,
    /// The remainder that the next order earns with; absent where there is none.
    #[serde(default)]
    pub remainder: Option<Remainder>,
    /// The last invitation to a tier; absent where there was none.
    #[serde(default)]
    pub invitation: Option<Invitation>,
    /// The last tier on trial; absent where there was none.
    #[serde(default)]
    pub trial: Option<Trial>,
    /// True where the floor does not hold the member; absent where it does.
    #[serde(default)]
    pub without_floor: Option<bool>,
}

record!(ImportedRest {
    0: vouchers,
    1: counts,
    2: remainder,
    3: invitation,
    4: trial,
    5: without_floor
});

impl ImportedRest {
    /// What a member has of it; nothing where that is nothing.
    pub(super) fn of(member: &MemberState) -> Option<Self> {
        let known = member.background.as_ref();
        let kept = member.kept.as_ref();
        let mall = member.mall.as_ref();
        let rest = Self {
            vouchers: mall.map(|mall| mall.vouchers.clone()).unwrap_or_default(),
            counts: counts(member),
            remainder: kept.and_then(|kept| kept.carried),
            invitation: known.and_then(|known| known.invitation.clone()),
            trial: known.and_then(|known| known.trial.clone()),
            without_floor: known.and_then(|known| known.without_floor),
        };
        (rest != Self::default()).then_some(rest)
    }

    /// Puts it into the state of a member who is taken over.
    pub(crate) fn restore(&self, member: &mut MemberState) {
        if !self.vouchers.is_empty() {
            let mall = member.mall.get_or_insert_default();
            mall.vouchers.clone_from(&self.vouchers);
        }
        if let Some(remainder) = self.remainder {
            member.kept.get_or_insert_default().carry(remainder);
        }
        let of_background = self.invitation.is_some() || self.trial.is_some();
        if of_background || self.without_floor.is_some() {
            let known = member.background.get_or_insert_default();
            known.invitation.clone_from(&self.invitation);
            known.trial.clone_from(&self.trial);
            known.without_floor = self.without_floor;
        }
        self.counts.iter().for_each(|count| again(member, count));
    }
}

fn some(of: CountOf, counted: Counted) -> ImportedCount {
    ImportedCount {
        of,
        period: Some(counted.period),
        since: counted.since,
        count: counted.points,
    }
}

fn without_period(of: CountOf, since: Day, count: Points) -> ImportedCount {
    ImportedCount {
        of,
        period: None,
        since,
        count,
    }
}

fn times(times: u32) -> Points {
    Points::new(i64::from(times)).unwrap_or_default()
}

/// Everything that counts toward a limit, but for what is of other streams.
fn counts(member: &MemberState) -> Vec<ImportedCount> {
    let known = member.background.as_ref();
    let earning = member.counted.iter();
    let earning = earning.map(|counted| some(CountOf::Earning, *counted));
    let caps = member.kept.iter().flat_map(|kept| &kept.counted);
    let caps = caps.map(|of| some(CountOf::Cap(of.cap.clone()), of.counted));
    let gifts = member.sent.iter();
    let gifts = gifts.map(|counted| some(CountOf::Gifts, *counted));
    let used = known.into_iter().flat_map(|known| &known.used);
    let used = used.map(|used| ImportedCount {
        of: CountOf::Benefit(used.benefit.clone()),
        period: Some(used.period),
        since: used.since,
        count: times(used.times),
    });
    let taken = member.mall.iter().flat_map(|mall| &mall.taken);
    let taken =
        taken.map(|of| without_period(CountOf::Offer(of.offer.clone()), of.since, times(of.units)));
    let budgets = member.budgets.iter();
    let budgets =
        budgets.map(|of| without_period(CountOf::Activity(of.activity.clone()), Day(0), of.points));
    let referred = known.and_then(|known| known.referred);
    let referred = referred.map(|of| without_period(CountOf::Referrals, of.since, times(of.count)));
    let all = earning.chain(caps).chain(gifts).chain(used);
    let all = all.chain(taken).chain(budgets).chain(referred);
    all.filter(|counted| counted.count > Points::ZERO).collect()
}

/// One of these counts again.
fn again(member: &mut MemberState, counted: &ImportedCount) {
    let (since, points) = (counted.since, counted.count);
    let times = u32::try_from(points.value()).unwrap_or(u32::MAX);
    let period = counted.period.unwrap_or(CapPeriod::Lifetime);
    let of_period = Counted {
        period,
        since,
        points,
    };
    match &counted.of {
        CountOf::Earning => member.counted.push(of_period),
        CountOf::Gifts => member.sent.push(of_period),
        CountOf::Cap(cap) => {
            let kept = member.kept.get_or_insert_default();
            kept.counted.push(CapCounted {
                cap: cap.clone(),
                counted: of_period,
            });
        }
        CountOf::Benefit(benefit) => {
            let known = member.background.get_or_insert_default();
            known.used.push(UseCount {
                benefit: benefit.clone(),
                period,
                since,
                times,
            });
        }
        CountOf::Offer(offer) => {
            let mall = member.mall.get_or_insert_default();
            mall.taken.push(OfferTaken {
                offer: offer.clone(),
                since,
                units: times,
            });
        }
        CountOf::Activity(activity) => member.budgets.push(BudgetUsed {
            activity: activity.clone(),
            points,
            unreturned: None,
        }),
        CountOf::Referrals => {
            let known = member.background.get_or_insert_default();
            known.referred = Some(RewardedReferrals {
                since,
                count: times,
            });
        }
    }
}
