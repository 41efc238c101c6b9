//! Clause 6.1.1a: the rules by which goods earn.

use serde::Serialize;

use super::{OverCap, Scope, TierName, When};
use crate::document::Reader;
use crate::id::RuleId;
use crate::number::{MAX_AMOUNT, Money, Points};
use crate::wire::{choice, record};

/// How a rule reckons its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EarnKind {
    /// So many points for so much money, in proportion.
    Rate {
        /// Points …
        points: Points,
        /// … for so much, in minor units, at least 1.
        per_minor: Money,
    },
    /// So many points for every whole step of money; the rest earns nothing.
    Step {
        /// Points …
        points: Points,
        /// … for every whole step of so much, in minor units, at least 1.
        per_minor: Money,
    },
    /// So many points for every unit.
    Unit {
        /// Points.
        points: Points,
    },
    /// So many points for the order, once, when any line is in scope.
    Order {
        /// Points.
        points: Points,
    },
}

choice!(EarnKind {
    0: Rate {
        0: points,
        1: per_minor
    },
    1: Step {
        0: points,
        1: per_minor
    },
    2: Unit { 0: points },
    3: Order { 0: points },
});

/// The most that one rule or one activity gives per order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MostPerOrder {
    /// Points, before tier and activities multiply them; of an activity, what it adds.
    pub points: Points,
    /// What becomes of an order for which it would give more.
    pub over: OverCap,
}

record!(MostPerOrder { 0: points, 1: over });

impl MostPerOrder {
    pub(super) fn of<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Option<Self> {
        r.optional("most", |r| {
            r.table("most", "the most that it gives per order", |r| Self {
                points: r.points("points", 0..=MAX_AMOUNT, "the most points"),
                over: OverCap::read(r),
            })
        })
    }
}

/// One rule by which goods earn (6.1.1a). Rules that cover the same goods add up, but for those of a
/// group.
///
/// Within a group only the rule that gives the most for a line acts, the first in the policy where
/// several give as much. Where any rule of the group gives for an order as a whole, they are
/// compared once for the order, by what each gives for all of it, and the one that acts does so on
/// all its goods. What counts is what rules give before caps on them and before tier and activities
/// multiply; a rule that an earlier one stops gives nothing, whether or not that one acts in its
/// own group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earn {
    /// Its id.
    pub id: RuleId,
    /// How it reckons.
    pub kind: EarnKind,
    /// The goods that it covers.
    pub scope: Scope,
    /// The orders that it acts on; all where absent.
    pub when: Option<When>,
    /// Whether later rules give nothing for the goods that it covers, where it acts; absent: they do.
    pub stop: Option<bool>,
    /// The group in which only the rule that gives the most acts; absent where it is in none.
    pub group: Option<RuleId>,
    /// The most that it gives per order; absent where that is not limited.
    pub most: Option<MostPerOrder>,
    /// Its name for people; absent where it goes by its id.
    pub name: Option<TierName>,
}

record!(Earn {
    0: id,
    1: kind,
    2: scope,
    3: when,
    4: stop,
    5: group,
    6: most,
    7: name
});

impl Earn {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let id = r.id("id", "the rule's id", RuleId::new);
        let names = ["rate", "step", "unit", "order"];
        let which = names.map(|name| (name, name));
        let kind = r.choice("kind", &which, None, "how the rule reckons its points");
        let points = r.points("points", 0..=1_000_000_000, "so many points");
        let mut per = |unused: bool| {
            let per_minor = r.money_if("per", !unused, "for so much money (rate and step)");
            if !unused && per_minor <= Money::ZERO {
                r.finding("per", "per_not_positive");
            }
            per_minor
        };
        let kind = match kind {
            "step" => EarnKind::Step {
                points,
                per_minor: per(false),
            },
            "unit" => {
                per(true);
                EarnKind::Unit { points }
            }
            "order" => {
                per(true);
                EarnKind::Order { points }
            }
            _ => EarnKind::Rate {
                points,
                per_minor: per(false),
            },
        };
        Self {
            id,
            kind,
            scope: r.table_or_empty("scope", "the goods it covers", Scope::read),
            when: When::of(r),
            stop: r
                .flag_or(
                    "stop",
                    false,
                    "later rules give nothing for the goods it covers",
                )
                .then_some(true),
            group: r.optional("group", |r| {
                r.id("group", "of a group, only the best acts", RuleId::new)
            }),
            most: MostPerOrder::of(r),
            name: r.optional("name", |r| {
                r.table("name", "the rule's name for people", TierName::read)
            }),
        }
    }
}
