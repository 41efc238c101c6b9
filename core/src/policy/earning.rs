//! Clause 6.1: how points are earned.

use serde::Serialize;

use super::{Activity, Cap, Earn, EarnKind, Scope};
use crate::document::Reader;
use crate::id::RuleId;
use crate::limits::{MAX_ACTIVITIES, MAX_CAPS, MAX_EARN_RULES};
use crate::number::Money;
use crate::ratio::Rounding;
use crate::wire::{choice, names, record};

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

/// How several rules that cover the same goods act together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleStacking {
    /// All of them add up.
    #[default]
    All,
    /// Those that name no group are a group together: of them only the one that gives the most acts.
    Best,
}

names!(RuleStacking { 0: All, 1: Best });

/// What becomes of the part of a point that rounding down leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Remainders {
    /// It is gone.
    #[default]
    Dropped,
    /// It is kept for the member, and the next order earns with it once this one is paid.
    Carried,
}

names!(Remainders {
    0: Dropped,
    1: Carried
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
    /// How rules act together.
    pub rule_stacking: Option<RuleStacking>,
    /// What becomes of the parts of points that rounding down leaves.
    pub remainders: Option<Remainders>,
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
    10: caps,
    11: rule_stacking,
    12: remainders
});

impl Earning {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let stacking = [
            ("multiply", Stacking::Multiply),
            ("add", Stacking::Add),
            ("best", Stacking::Best),
        ];
        let scopes = [
            ("line", RoundingScope::Line),
            ("order", RoundingScope::Order),
        ];
        let rules = [("all", RuleStacking::All), ("best", RuleStacking::Best)];
        let remainders = [
            ("dropped", Remainders::Dropped),
            ("carried", Remainders::Carried),
        ];
        let most = MAX_ACTIVITIES;
        Self {
            rules: r.list("rules", 1..=MAX_EARN_RULES, "the rules", Earn::read),
            activities: r.list_or_empty("activities", most, "multiply for a time", Activity::read),
            stacking: r.choice(
                "stacking",
                &stacking,
                Some(0),
                "several multipliers together",
            ),
            rounding: r.choice(
                "rounding",
                &Rounding::WORDS,
                Some(0),
                "how fractions become whole",
            ),
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
            rule_stacking: Some(r.choice(
                "rule_stacking",
                &rules,
                Some(0),
                "several rules together",
            ))
            .filter(|stacking| *stacking != RuleStacking::All),
            remainders: Some(r.choice(
                "remainders",
                &remainders,
                Some(0),
                "the part of a point that rounding down leaves",
            ))
            .filter(|remainders| *remainders != Remainders::Dropped),
        }
    }

    /// Whether remainders are carried.
    #[must_use]
    pub fn carries(&self) -> bool {
        self.remainders == Some(Remainders::Carried)
    }

    /// The group that a rule is in, if it is in one: by its name, or by none for those that are a
    /// group because they name none.
    #[must_use]
    pub fn group_of<'p>(&'p self, rule: &'p Earn) -> Option<Option<&'p RuleId>> {
        match &rule.group {
            Some(group) => Some(Some(group)),
            None => (self.rule_stacking == Some(RuleStacking::Best)).then_some(None),
        }
    }

    /// Whether a rule gives for an order as a whole, rather than for each line of it.
    #[must_use]
    pub fn is_by_order(&self, rule: &Earn) -> bool {
        match rule.kind {
            EarnKind::Order { .. } => true,
            EarnKind::Step { .. } => self.rounding_scope == RoundingScope::Order,
            EarnKind::Rate { .. } | EarnKind::Unit { .. } => false,
        }
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
