//! Chapter 3: tiers and what reaching one takes.

use crate::text::Text;
use crate::wire::{names, record};
use serde::Serialize;

use super::{Qualified, Qualifying, Threshold, Window};
use crate::document::Reader;
use crate::id::{RuleId, TierId};
use crate::limits::{MAX_BENEFITS, MAX_TIER_REASONS, MAX_TIERS};
use crate::number::{Money, Points};
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

/// What a review does when what counts in the window is too little for the tier held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Downgrade {
    /// The tier becomes the one that it is enough for.
    #[default]
    Recompute,
    /// The tier stays.
    None,
    /// The tier becomes the one below, or stays where it is enough for more.
    OneStep,
}

names!(Downgrade {
    0: Recompute,
    1: None,
    2: OneStep
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
    /// What it takes within the window; nothing for the first tier.
    pub enter: Threshold,
    /// What earned points are multiplied by.
    pub multiplier: Ratio,
    /// What else it entitles to, by name. Clauses 3.1.2a to 3.1.2d.
    pub benefits: Vec<RuleId>,
}

record!(Tier {
    0: id,
    1: name,
    2: enter,
    3: multiplier,
    4: benefits
});

/// All tiers, lowest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tiers {
    /// The days that count.
    pub window: Window,
    /// What reaching a threshold means.
    pub reached: Reached,
    /// Months for which a tier above the first is held before it is reviewed; with a window of
    /// calendar years, to the end of the year in which they are over.
    pub term_months: u16,
    /// What a review may take away.
    pub downgrade: Downgrade,
    /// The tier by which a lifting order earns.
    pub lifting_order: LiftingOrder,
    /// The tiers, lowest first.
    pub steps: Vec<Tier>,
    /// What an order gives of qualifying points; absent where tiers go by spend.
    pub qualifying: Option<Qualifying>,
    /// Days for which a tier is kept once when a review would take it (缓冲期); absent: none.
    pub grace_days: Option<u16>,
    /// The reasons for which a tier may be set by hand, until a stated moment; sorted.
    pub by_hand: Vec<RuleId>,
}

record!(Tiers {
    0: window,
    1: reached,
    2: term_months,
    3: downgrade,
    4: lifting_order,
    5: steps,
    6: qualifying,
    7: grace_days,
    8: by_hand
});

impl Tiers {
    /// The place of the highest tier that so much is enough for.
    #[must_use]
    pub fn reached_by(&self, qualified: Qualified) -> usize {
        self.steps
            .iter()
            .skip(1)
            .take_while(|tier| self.missing(tier.enter, qualified).is_nothing())
            .count()
    }

    /// What is still missing to a threshold, in what it is given in; nothing when it is reached.
    #[must_use]
    pub fn missing(&self, threshold: Threshold, qualified: Qualified) -> Threshold {
        match threshold {
            Threshold::Spend(enter) => {
                let missing = self.gap(enter.value(), qualified.spend.value());
                Threshold::Spend(Money::new(missing).unwrap_or_default())
            }
            Threshold::Points(enter) => {
                let missing = self.gap(enter.value(), qualified.points.value());
                Threshold::Points(Points::new(missing).unwrap_or_default())
            }
        }
    }

    fn gap(&self, enter: i64, have: i64) -> i64 {
        let enough = match self.reached {
            Reached::AtLeast => enter,
            Reached::MoreThan => enter.saturating_add(1),
        };
        enough.saturating_sub(have).max(0)
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
            ("one_step", Downgrade::OneStep),
        ];
        let lifting = [
            ("old_tier", LiftingOrder::OldTier),
            ("new_tier", LiftingOrder::NewTier),
        ];
        let window = Window::read(r);
        let qualifying = r.optional("qualifying", |r| {
            r.table(
                "qualifying",
                "qualifying points of an order, floored; then tiers go by them",
                Qualifying::read,
            )
        });
        let by_points = qualifying.is_some();
        Self {
            window,
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
            steps: r.list("steps", 1..=MAX_TIERS, "the tiers, lowest first", |r| {
                Tier::read(r, by_points)
            }),
            qualifying,
            grace_days: r.optional("grace_days", |r| {
                r.whole(
                    "grace_days",
                    1..=400,
                    "days for which a tier is kept once when a review would take it",
                )
            }),
            by_hand: r.ids(
                "by_hand",
                MAX_TIER_REASONS,
                "reasons for which a tier may be set by hand, such as status-match",
                RuleId::new,
            ),
        }
    }
}

impl Tier {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>, by_points: bool) -> Self {
        Self {
            id: r.id("id", "the tier's id", TierId::new),
            name: r.table("name", "the tier's name for people", TierName::read),
            enter: Threshold::read(r, by_points),
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

impl TierName {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        Self {
            zh: r.text("zh", "in Chinese"),
            en: r.text("en", "in English"),
        }
    }
}
