//! Benefits (权益) as data: what a tier gives, so that it acts by itself. Clauses 3.1.2a to 3.1.2d.

use serde::Serialize;

use super::{CapPeriod, Scope, TierName};
use crate::document::Reader;
use crate::id::RuleId;
use crate::number::{Money, Points};
use crate::ratio::{Ratio, Rounding};
use crate::wire::{choice, names, record};

/// A part of the price off (专属折扣), after what the shop takes off and before vouchers and points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Discount {
    /// The part, above 0 and at most 1, of what the goods in scope cost together.
    pub share: Ratio,
    /// How that becomes whole minor units; it is then shared over the lines by largest remainder.
    pub rounding: Rounding,
    /// The most that it takes off one order, in minor units; absent where there is no such cap.
    pub most_minor: Option<Money>,
    /// Whether it acts on an order that uses a voucher.
    pub with_voucher: bool,
    /// Whether it acts on goods that the shop took something off already.
    pub with_shop_discount: bool,
    /// The goods that it is for.
    pub scope: Scope,
}

record!(Discount {
    0: share,
    1: rounding,
    2: most_minor,
    3: with_voucher,
    4: with_shop_discount,
    5: scope
});

/// What becomes of a free shipping that an order used, when all of that is given back after it
/// was paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenAllBack {
    /// It is used: something was shipped.
    #[default]
    Keep,
    /// It counts as not used.
    GiveBack,
}

names!(WhenAllBack {
    0: Keep,
    1: GiveBack
});

/// Shipping for nothing (包邮).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FreeShipping {
    /// What the goods must cost at the least after all discounts and before points, in minor
    /// units; 0: anything.
    pub least_minor: Money,
    /// Orders in a period; absent where they are not counted out.
    pub most: Option<u32>,
    /// The civil period, in the policy's zone. Never an order or a balance.
    pub most_in: CapPeriod,
    /// When all of the order is given back after it was paid.
    pub when_all_back: WhenAllBack,
}

record!(FreeShipping {
    0: least_minor,
    1: most,
    2: most_in,
    3: when_all_back
});

/// A part of what was paid, given back as points once the order is settled (消费返利). They are a
/// lot of their own; goods that come back take their part of them along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rebate {
    /// So many points …
    pub points: Points,
    /// … for so much cash paid for goods in scope, in minor units, at least 1.
    pub per_minor: Money,
    /// How the order's fraction becomes whole points.
    pub rounding: Rounding,
    /// The most points of one order; absent where there is no such cap.
    pub most_points: Option<Points>,
    /// The goods that it is for.
    pub scope: Scope,
}

record!(Rebate {
    0: points,
    1: per_minor,
    2: rounding,
    3: most_points,
    4: scope
});

/// So many times in a period (次数权益): metered here, performed by an outside system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// How many times, at least 1.
    pub most: u32,
    /// The civil period, in the policy's zone. Never an order or a balance.
    pub most_in: CapPeriod,
}

record!(Quota {
    0: most,
    1: most_in
});

/// What a benefit is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BenefitKind {
    /// Something that the tier's members may have or enter, shown to outside systems.
    Access,
    /// A part of the price off.
    Discount(Discount),
    /// Shipping for nothing.
    FreeShipping(FreeShipping),
    /// A part of what was paid, as points.
    Rebate(Rebate),
    /// Something so many times in a period.
    Quota(Quota),
    /// How early its members are served, 0 to 9, shown to outside systems.
    Priority(u8),
}

choice!(BenefitKind {
    0: Access (),
    1: Discount(0: inner),
    2: FreeShipping(0: inner),
    3: Rebate(0: inner),
    4: Quota(0: inner),
    5: Priority(0: inner),
});

/// A benefit of a tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Benefit {
    /// Its id: what is used of it is counted under this name, whichever tier gives it.
    pub id: RuleId,
    /// Its name for people; absent where it goes by its id.
    pub name: Option<TierName>,
    /// What it is.
    pub kind: BenefitKind,
}

record!(Benefit {
    0: id,
    1: name,
    2: kind
});

impl Benefit {
    /// How many times it may be used in which period; absent where that is not counted.
    #[must_use]
    pub const fn quota(&self) -> Option<Quota> {
        match &self.kind {
            BenefitKind::Quota(quota) => Some(*quota),
            BenefitKind::FreeShipping(free) => match free.most {
                Some(most) => Some(Quota {
                    most,
                    most_in: free.most_in,
                }),
                None => None,
            },
            _ => None,
        }
    }

    /// Whether a tier has but one of its kind, so that its own takes the place of an included one.
    const fn is_single(&self) -> bool {
        matches!(
            self.kind,
            BenefitKind::FreeShipping(_) | BenefitKind::Rebate(_) | BenefitKind::Priority(_)
        )
    }

    /// Whether a tier that has this one has no use for another beside it.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        let same_kind = core::mem::discriminant(&self.kind) == core::mem::discriminant(&other.kind);
        self.id == other.id || (self.is_single() && same_kind)
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let id = r.id("id", "the benefit's id", RuleId::new);
        let name = r.optional("name", |r| {
            r.table("name", "the benefit's name for people", TierName::read)
        });
        let kinds = [
            r.optional("discount", |r| {
                let doc = "a part of the price off, before vouchers and points";
                BenefitKind::Discount(r.table("discount", doc, Discount::read))
            }),
            r.optional("free_shipping", |r| {
                let doc = "shipping for nothing";
                BenefitKind::FreeShipping(r.table("free_shipping", doc, FreeShipping::read))
            }),
            r.optional("rebate", |r| {
                let doc = "points for what was paid, once the order is settled";
                BenefitKind::Rebate(r.table("rebate", doc, Rebate::read))
            }),
            r.optional("quota", |r| {
                let doc = "so many times in a period";
                BenefitKind::Quota(r.table("quota", doc, Quota::read))
            }),
            r.optional("priority", |r| {
                let doc = "how early its members are served";
                BenefitKind::Priority(r.whole("priority", 0..=9, doc))
            }),
        ];
        let mut kinds = kinds.into_iter().flatten();
        let kind = kinds.next().unwrap_or(BenefitKind::Access);
        if kinds.next().is_some() {
            r.finding("", "benefit_of_two_kinds");
        }
        Self { id, name, kind }
    }
}

impl Discount {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let share = r.ratio("share", "the part of the price that is off");
        if share.num() == 0 {
            r.finding("share", "discount_of_nothing");
        }
        if !share.is_share() {
            r.finding("share", "share_above_one");
        }
        let doc = "whether it acts on goods that the shop took something off";
        Self {
            share,
            rounding: rounding(r, "how a fraction of a minor unit becomes whole"),
            most_minor: r.optional("most", |r| {
                let most = r.money("most", "the most that it takes off one order");
                if most.is_zero() {
                    r.finding("most", "discount_of_nothing");
                }
                most
            }),
            with_voucher: r.flag_or("with_voucher", true, "whether it acts beside a voucher"),
            with_shop_discount: r.flag_or("with_shop_discount", true, doc),
            scope: r.table_or_empty("scope", "the goods that it is for", Scope::read),
        }
    }
}

impl FreeShipping {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let back = [
            ("keep", WhenAllBack::Keep),
            ("give_back", WhenAllBack::GiveBack),
        ];
        let doc = "what the goods must cost, after discounts and before points";
        let least_minor = r.money_or("least", Money::ZERO, doc);
        let most = r.optional("most", |r| {
            r.whole("most", 1..=1_000_000, "orders in a period")
        });
        let most_in = most_in(r, true);
        if most.is_none() && most_in != CapPeriod::Lifetime {
            r.finding("most_in", "not_here");
        }
        let doc = "when all of a paid order is given back";
        let when_all_back = r.choice("when_all_back", &back, Some(0), doc);
        if most.is_none() && when_all_back != WhenAllBack::Keep {
            r.finding("when_all_back", "not_here");
        }
        Self {
            least_minor,
            most,
            most_in,
            when_all_back,
        }
    }
}

impl Rebate {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let points = r.points("points", 1..=1_000_000_000, "so many points");
        let per_minor = r.money("per", "for so much cash");
        if per_minor <= Money::ZERO {
            r.finding("per", "per_not_positive");
        }
        Self {
            points,
            per_minor,
            rounding: rounding(r, "how a fraction of a point becomes whole"),
            most_points: r.optional("most_points", |r| {
                r.points("most_points", 1..=1_000_000_000, "the most of one order")
            }),
            scope: r.table_or_empty("scope", "the goods that it is for", Scope::read),
        }
    }
}

impl Quota {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        Self {
            most: r.whole("most", 1..=1_000_000, "how many times in the period"),
            most_in: most_in(r, false),
        }
    }
}

fn most_in<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>, may_miss: bool) -> CapPeriod {
    use CapPeriod::{Day, Lifetime, Month, Week, Year};
    let periods = [Lifetime, Day, Week, Month, Year].map(|period| (period.word(), period));
    let default = may_miss.then_some(0);
    r.choice("most_in", &periods, default, "the period that most is for")
}

fn rounding<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>, doc: &'static str) -> Rounding {
    r.choice("rounding", &Rounding::WORDS, Some(0), doc)
}
