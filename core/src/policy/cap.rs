//! Caps on what orders earn (获取上限). Clauses 6.1.1a and 6.1.2.

use serde::{Deserialize, Serialize};

use crate::document::Reader;
use crate::id::RuleId;
use crate::limits::{MAX_ACTIVITIES, MAX_EARN_RULES};
use crate::moment::Day;
use crate::number::{MAX_AMOUNT, Points};
use crate::wire::{names, record};

/// What a cap is for: one order, all orders of a civil period in the policy's zone, or what the
/// member has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapPeriod {
    /// One order.
    Order,
    /// The orders placed on one day.
    Day,
    /// The orders placed in one week, Monday to Sunday.
    Week,
    /// The orders placed in one calendar month.
    Month,
    /// The orders placed in one calendar year.
    Year,
    /// All orders.
    Lifetime,
    /// What the member has once the order is paid: available, pending, on hold for other orders
    /// and for redemptions, and promised by orders that are placed and not paid, less what is owed.
    Balance,
}

names!(CapPeriod {
    0: Order,
    1: Day,
    2: Week,
    3: Month,
    4: Year,
    5: Lifetime,
    6: Balance
});

impl CapPeriod {
    /// The first day of the period that a day is in; none where nothing is counted over time.
    #[must_use]
    pub fn since(self, day: Day) -> Option<Day> {
        match self {
            Self::Order | Self::Balance => None,
            Self::Day => Some(day),
            Self::Week => Some(day.start_of_week()),
            Self::Month => Some(day.start_of_month()),
            Self::Year => Some(day.start_of_year()),
            Self::Lifetime => Some(Day(0)),
        }
    }

    /// The first day of the period after the one that a day is in; none where there is no other.
    #[must_use]
    pub fn next(self, day: Day) -> Option<Day> {
        let since = self.since(day)?;
        match self {
            Self::Day => Some(since.plus_days(1)),
            Self::Week => Some(since.plus_days(7)),
            // A day of the next one, however long this one is.
            Self::Month => Some(since.plus_days(31).start_of_month()),
            Self::Year => Some(since.plus_days(366).start_of_year()),
            Self::Order | Self::Lifetime | Self::Balance => None,
        }
    }

    /// The word for it, in documents and in traces.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Lifetime => "lifetime",
            Self::Balance => "balance",
        }
    }
}

/// What becomes of an order that would earn more than a cap leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OverCap {
    /// It earns up to the cap.
    #[default]
    Take,
    /// It earns nothing. It can be placed all the same.
    Refuse,
}

names!(OverCap { 0: Take, 1: Refuse });

impl OverCap {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let over = [("take", Self::Take), ("refuse", Self::Refuse)];
        r.choice("over", &over, Some(0), "an order that would earn more")
    }
}

/// One cap. Caps act one after the other, in the order of the document, each on what those before
/// it have left: first those that name rules, then those that name activities, then those on all
/// that an order earns.
///
/// What rules and activities give is held to their caps before it is rounded. It counts over time
/// rounded up to whole points, so never more than the cap, and never as more than the order earns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cap {
    /// Its id.
    pub id: RuleId,
    /// What it is for.
    pub period: CapPeriod,
    /// The most points.
    pub points: Points,
    /// What becomes of an order that would earn more.
    pub over: OverCap,
    /// The rules that it is for, before tier and activities multiply what they give; all that an
    /// order earns where it names neither rules nor activities.
    pub rules: Vec<RuleId>,
    /// The activities that it is for, by what they add.
    pub activities: Vec<RuleId>,
}

record!(Cap {
    0: id,
    1: period,
    2: points,
    3: over,
    4: rules,
    5: activities
});

impl Cap {
    /// Whether it is for all that an order earns.
    #[must_use]
    pub fn is_for_all(&self) -> bool {
        self.rules.is_empty() && self.activities.is_empty()
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        use CapPeriod::{Balance, Day, Lifetime, Month, Order, Week, Year};
        let periods = [Order, Day, Week, Month, Year, Lifetime, Balance];
        let periods = periods.map(|period| (period.word(), period));
        Self {
            id: r.id("id", "the cap's id", RuleId::new),
            period: r.choice("period", &periods, None, "what the cap is for"),
            points: r.points("points", 0..=MAX_AMOUNT, "the most points"),
            over: OverCap::read(r),
            rules: r.ids(
                "rules",
                MAX_EARN_RULES,
                "only what these rules give",
                RuleId::new,
            ),
            activities: r.ids(
                "activities",
                MAX_ACTIVITIES,
                "only what these activities add",
                RuleId::new,
            ),
        }
    }
}
