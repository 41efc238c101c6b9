//! Clause 6.1: how points are earned.

use serde::Serialize;

use super::{ActivityBudget, Cap, Scope, TierName, When};
use crate::document::Reader;
use crate::id::{RuleId, TierId};
use crate::limits::{MAX_ACTIVITIES, MAX_CAPS, MAX_EARN_RULES, MAX_TIERS};
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::ratio::{Ratio, Rounding};
use crate::wire::{choice, names, record};

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

/// One rule by which goods earn (6.1.1a). All rules that cover a line add up.
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
}

record!(Earn {
    0: id,
    1: kind,
    2: scope,
    3: when,
    4: stop
});

/// An activity that multiplies what goods earn while it lasts (6.1.1b).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Activity {
    /// Its id.
    pub id: RuleId,
    /// What points are multiplied by.
    pub multiplier: Ratio,
    /// From when on.
    pub from: Moment,
    /// Until when; at this moment it is over.
    pub until: Moment,
    /// The goods that it covers.
    pub scope: Scope,
    /// The tiers that it is for; all where empty.
    pub tiers: Vec<TierId>,
    /// The orders that it acts on; all where absent.
    pub when: Option<When>,
    /// How much it gives in all; absent where that has no end.
    pub budget: Option<ActivityBudget>,
    /// Its name for people; absent where it goes by its id.
    pub name: Option<TierName>,
}

record!(Activity {
    0: id,
    1: multiplier,
    2: from,
    3: until,
    4: scope,
    5: tiers,
    6: when,
    8: budget,
    10: name
});

/// How several multipliers act together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stacking {
    /// One after the other: 1.5 and 2 are 3.
    #[default]
    Multiply,
    /// Their excess over 1 adds up: 1.5 and 2 are 2.5.
    Add,
    /// Only the largest acts: 1.5 and 2 are 2.
    Best,
}

names!(Stacking {
    0: Multiply,
    1: Add,
    2: Best
});

/// What is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingScope {
    /// The points of each line.
    #[default]
    Line,
    /// The points of the order, shared out over its lines.
    Order,
}

names!(RoundingScope { 0: Line, 1: Order });

/// When earned points become available.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PendingRule {
    /// On payment.
    #[default]
    None,
    /// When the order is settled.
    UntilSettled,
    /// So many days (of 24 hours) after payment.
    Days(u16),
}

choice!(PendingRule {
    0: None (),
    1: UntilSettled (),
    2: Days(0: inner),
});

/// The terms of earning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earning {
    /// The rules.
    pub rules: Vec<Earn>,
    /// The activities.
    pub activities: Vec<Activity>,
    /// How the multipliers of tier and activities act together.
    pub stacking: Stacking,
    /// How fractions become whole points.
    pub rounding: Rounding,
    /// What is rounded.
    pub rounding_scope: RoundingScope,
    /// Whether the part of the price that points paid earns points.
    pub offset_earns: bool,
    /// Whether the tax contained in a price earns points.
    pub tax_earns: bool,
    /// Goods that earn nothing, whatever the rules.
    pub excluded: Vec<Scope>,
    /// The least that the goods must come to after points, in minor units, for any earning.
    pub least_order_minor: Money,
    /// When earned points become available.
    pub pending: PendingRule,
    /// The most that orders earn.
    pub caps: Vec<Cap>,
}

record!(Earning {
    0: rules,
    1: activities,
    2: stacking,
    3: rounding,
    4: rounding_scope,
    5: offset_earns,
    6: tax_earns,
    7: excluded,
    8: least_order_minor,
    9: pending,
    10: caps
});

impl Earning {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let stacking = [
            ("multiply", Stacking::Multiply),
            ("add", Stacking::Add),
            ("best", Stacking::Best),
        ];
        let rounding = [
            ("floor", Rounding::Floor),
            ("half_up", Rounding::HalfUp),
            ("half_even", Rounding::HalfEven),
            ("ceil", Rounding::Ceil),
        ];
        let scopes = [
            ("line", RoundingScope::Line),
            ("order", RoundingScope::Order),
        ];
        let most = MAX_ACTIVITIES;
        Self {
            rules: r.list(
                "rules",
                1..=MAX_EARN_RULES,
                "the rules; all add up",
                Earn::read,
            ),
            activities: r.list_or_empty("activities", most, "multiply for a time", Activity::read),
            stacking: r.choice(
                "stacking",
                &stacking,
                Some(0),
                "several multipliers together",
            ),
            rounding: r.choice("rounding", &rounding, Some(0), "how fractions become whole"),
            rounding_scope: r.choice("rounding_scope", &scopes, Some(0), "what is rounded"),
            offset_earns: r.flag_or("offset_earns", false, "the part paid with points earns"),
            tax_earns: r.flag_or("tax_earns", true, "the tax contained in a price earns"),
            excluded: r.list_or_empty("excluded", most, "goods that earn nothing", |r| {
                let scope = Scope::read(r);
                if scope == Scope::default() {
                    r.finding("", "scope_empty");
                }
                scope
            }),
            least_order_minor: r.money_or("least_order", Money::ZERO, "least for any earning"),
            pending: PendingRule::read(r),
            caps: r.list_or_empty("caps", MAX_CAPS, "the most that orders earn", Cap::read),
        }
    }
}

impl Earn {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
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
        }
    }
}

impl Activity {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let activity = Self {
            id: r.id("id", "the activity's id", RuleId::new),
            multiplier: r.ratio("multiplier", "what points are multiplied by"),
            from: r.moment("from", "from when on"),
            until: r.moment("until", "until when, exclusive"),
            scope: r.table_or_empty("scope", "the goods it covers", Scope::read),
            tiers: r.ids("tiers", MAX_TIERS, "the tiers it is for", TierId::new),
            when: When::of(r),
            budget: r.optional("budget", |r| {
                let doc = "how much it gives in all";
                r.table("budget", doc, ActivityBudget::read)
            }),
            name: r.optional("name", |r| {
                r.table("name", "the activity's name for people", TierName::read)
            }),
        };
        if activity.from >= activity.until {
            r.finding("until", "activity_ends_before_it_begins");
        }
        activity
    }
}

impl PendingRule {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let which = ["none", "until_settled", "days"].map(|name| (name, name));
        let kind = r.choice("pending", &which, Some(0), "when points become available");
        let days = r.whole_if(
            "pending_days",
            1..=400,
            kind == "days",
            "days (pending = days)",
        );
        match kind {
            "until_settled" => Self::UntilSettled,
            "days" => Self::Days(days),
            _ => Self::None,
        }
    }
}
