//! Chapter 3: tiers and what reaching one takes.

use crate::text::Text;
use crate::wire::{names, record};
use serde::Serialize;

use crate::document::Reader;
use crate::id::{RuleId, TierId};
use crate::limits::{MAX_BENEFITS, MAX_TIERS, MAX_WINDOW_DAYS};
use crate::number::Money;
use crate::ratio::Ratio;

/// What reaching a threshold means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// Exactly the threshold is enough.
    #[default]
    AtLeast,
    /// It takes more than the threshold.
    MoreThan,
}

names!(Reached {
    0: AtLeast,
    1: MoreThan
});

/// What a review does when the window's spend is too low for the tier held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Downgrade {
    /// The tier becomes the one that the spend is enough for.
    #[default]
    Recompute,
    /// The tier stays.
    None,
}

names!(Downgrade {
    0: Recompute,
    1: None
});

/// The tier by which an order earns that itself lifts the member to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LiftingOrder {
    /// The tier held when it was placed.
    #[default]
    OldTier,
    /// The tier that it lifts to.
    NewTier,
}

names!(LiftingOrder {
    0: OldTier,
    1: NewTier
});

/// A tier's name for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TierName {
    /// In Chinese.
    pub zh: Text,
    /// In English.
    pub en: Text,
}

record!(TierName { 0: zh, 1: en });

/// One tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tier {
    /// Its id.
    pub id: TierId,
    /// Its name.
    pub name: TierName,
    /// Qualifying spend within the window that it takes, in minor units; 0 for the first tier.
    pub enter_spend_minor: Money,
    /// What earned points are multiplied by.
    pub multiplier: Ratio,
    /// What else it entitles to, by name. Clauses 3.1.2a to 3.1.2d.
    pub benefits: Vec<RuleId>,
}

record!(Tier {
    0: id,
    1: name,
    2: enter_spend_minor,
    3: multiplier,
    4: benefits
});

/// All tiers, lowest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tiers {
    /// Civil days of the rolling window, today among them, in which spend counts.
    pub window_days: u16,
    /// What reaching a threshold means.
    pub reached: Reached,
    /// Months for which a tier above the first is held before it is reviewed.
    pub term_months: u16,
    /// What a review may take away.
    pub downgrade: Downgrade,
    /// The tier by which a lifting order earns.
    pub lifting_order: LiftingOrder,
    /// The tiers, lowest first.
    pub steps: Vec<Tier>,
}

record!(Tiers {
    0: window_days,
    1: reached,
    2: term_months,
    3: downgrade,
    4: lifting_order,
    5: steps
});

impl Tiers {
    /// The place of the highest tier that so much spend is enough for.
    #[must_use]
    pub fn reached_by(&self, spend: Money) -> usize {
        let enough = |tier: &Tier| match self.reached {
            Reached::AtLeast => spend >= tier.enter_spend_minor,
            Reached::MoreThan => spend > tier.enter_spend_minor,
        };
        self.steps
            .iter()
            .skip(1)
            .take_while(|tier| enough(tier))
            .count()
    }

    /// What is still missing to a tier, in minor units; nothing when it is reached.
    #[must_use]
    pub fn missing(&self, tier: &Tier, spend: Money) -> Money {
        let threshold = match self.reached {
            Reached::AtLeast => tier.enter_spend_minor.value(),
            Reached::MoreThan => tier.enter_spend_minor.value().saturating_add(1),
        };
        Money::new((threshold - spend.value()).max(0)).unwrap_or_default()
    }

    /// The place of a tier by its id.
    #[must_use]
    pub fn position(&self, id: &TierId) -> Option<usize> {
        self.steps.iter().position(|tier| tier.id == *id)
    }

    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let reached = [
            ("at_least", Reached::AtLeast),
            ("more_than", Reached::MoreThan),
        ];
        let downgrade = [
            ("recompute", Downgrade::Recompute),
            ("none", Downgrade::None),
        ];
        let lifting = [
            ("old_tier", LiftingOrder::OldTier),
            ("new_tier", LiftingOrder::NewTier),
        ];
        Self {
            window_days: r.whole(
                "window_days",
                1..=MAX_WINDOW_DAYS,
                "days in which spend counts",
            ),
            reached: r.choice(
                "reached",
                &reached,
                Some(0),
                "what reaching a threshold means",
            ),
            term_months: r.whole("term_months", 1..=120, "months between reviews of a tier"),
            downgrade: r.choice(
                "downgrade",
                &downgrade,
                Some(0),
                "what a review may take away",
            ),
            lifting_order: r.choice(
                "lifting_order",
                &lifting,
                Some(0),
                "the tier by which an order earns that lifts to another",
            ),
            steps: r.list(
                "steps",
                1..=MAX_TIERS,
                "the tiers, lowest first",
                Tier::read,
            ),
        }
    }
}

impl Tier {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        Self {
            id: r.id("id", "the tier's id", TierId::new),
            name: r.table("name", "the tier's name for people", |r| TierName {
                zh: r.text("zh", "in Chinese"),
                en: r.text("en", "in English"),
            }),
            enter_spend_minor: r.money("enter_spend", "spend in the window that the tier takes"),
            multiplier: r.ratio_or(
                "multiplier",
                Ratio::ONE,
                "what earned points are multiplied by",
            ),
            benefits: r.ids(
                "benefits",
                MAX_BENEFITS,
                "what else it entitles to",
                RuleId::new,
            ),
        }
    }
}
