//! Chapter 3: tiers and what reaching one takes.

use crate::text::Text;
use crate::wire::{names, record};
use serde::Serialize;

use super::orders::MOST_SKEW_DAYS;
use super::{Benefit, Criteria, Qualified, Qualifying, StatusMatch, Threshold, Window};
use crate::document::Reader;
use crate::id::{RuleId, TierId};
use crate::limits::{MAX_BENEFITS, MAX_TIER_REASONS, MAX_TIER_WAYS, MAX_TIERS};
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

/// Whether tiers may be skipped on the way up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Climb {
    /// The highest tier that was reached is given.
    #[default]
    Skip,
    /// The next one is, and the one above with a later order, task, score or review.
    OneStep,
}

names!(Climb {
    0: Skip,
    1: OneStep
});

/// When a tier that was reached is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UpgradeAt {
    /// As soon as it is reached.
    #[default]
    Once,
    /// At the next review. The first tier is then reviewed as well.
    Review,
}

names!(UpgradeAt { 0: Once, 1: Review });

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
    /// What it takes within the window; nothing for the first tier, and where `enter_any` says it.
    pub enter: Threshold,
    /// What earned points are multiplied by.
    pub multiplier: Ratio,
    /// What else it entitles to, by name alone. Clauses 3.1.2a to 3.1.2d.
    pub benefits: Vec<RuleId>,
    /// The ways to it, each of which is enough; empty where `enter` says what it takes.
    pub enter_any: Vec<Criteria>,
    /// The ways to keep it at a review, each of which is enough; empty: as to reach it.
    pub retain_any: Vec<Criteria>,
    /// What it gives, so that it acts by itself: its own first, then what it includes. Where several
    /// are for the same, the first acts. Clauses 3.1.2a to 3.1.2d.
    pub grants: Vec<Benefit>,
    /// The lower tier whose benefits it has as well; they are written out among its own.
    pub includes: Option<TierId>,
}

record!(Tier {
    0: id,
    1: name,
    2: enter,
    3: multiplier,
    4: benefits,
    5: enter_any,
    6: retain_any,
    7: grants,
    8: includes
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
    /// Whether tiers may be skipped on the way up; absent: they may.
    pub climb: Option<Climb>,
    /// When a tier that was reached is given; absent: at once.
    pub upgrade: Option<UpgradeAt>,
    /// The tier below which no review takes a member who is in it or above; absent: none.
    pub floor: Option<TierId>,
    /// The terms on which a tier is given on trial; absent: none is.
    pub status_match: Option<StatusMatch>,
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
    8: by_hand,
    9: climb,
    10: upgrade,
    11: floor,
    12: status_match
});

impl Reached {
    /// What is missing to a threshold.
    #[must_use]
    pub const fn gap(self, threshold: i64, have: i64) -> i64 {
        let enough = match self {
            Self::AtLeast => threshold,
            Self::MoreThan => threshold.saturating_add(1),
        };
        let missing = enough.saturating_sub(have);
        if missing < 0 { 0 } else { missing }
    }
}

impl Tier {
    /// The ways to it; nothing but its threshold where it names no others.
    #[must_use]
    pub fn ways_in(&self) -> Vec<Criteria> {
        if self.enter_any.is_empty() {
            return vec![Criteria::of(self.enter)];
        }
        self.enter_any.clone()
    }

    /// The ways to keep it: those to it where it names no others.
    #[must_use]
    pub fn ways_to_stay(&self) -> Vec<Criteria> {
        if self.retain_any.is_empty() {
            return self.ways_in();
        }
        self.retain_any.clone()
    }
}

impl Tiers {
    /// The place of the highest tier that so much is enough for.
    #[must_use]
    pub fn reached_by(&self, qualified: Qualified) -> usize {
        let reached = |(place, tier): (usize, &Tier)| {
            self.is_met(&tier.enter_any, tier.enter, qualified.toward(place))
        };
        let mut above = self.steps.iter().enumerate().skip(1);
        above.rposition(reached).map_or(0, |place| place + 1)
    }

    /// The tier that somebody in the one at a place climbs to: the highest reached, or the next one
    /// where tiers are climbed one by one; never a lower one.
    #[must_use]
    pub fn climbs_to(&self, held: usize, qualified: Qualified) -> usize {
        let reached = self.reached_by(qualified);
        let most = match self.climb {
            None | Some(Climb::Skip) => reached,
            Some(Climb::OneStep) => reached.min(held + 1),
        };
        most.max(held)
    }

    /// The tier that somebody in the one at a place is in after an act: as `climbs_to`, where that is
    /// not left to the reviews.
    #[must_use]
    pub fn lifts_to(&self, held: usize, qualified: Qualified) -> usize {
        if self.lifts_at_review() {
            return held;
        }
        self.climbs_to(held, qualified)
    }

    /// Whether upgrades wait for reviews.
    #[must_use]
    pub fn lifts_at_review(&self) -> bool {
        self.upgrade == Some(UpgradeAt::Review)
    }

    /// The highest tier, up to the one at a place, that so much is enough to stay in.
    #[must_use]
    pub fn kept_by(&self, held: usize, qualified: Qualified) -> usize {
        let stays = |(place, tier): (usize, &Tier)| match tier.retain_any.as_slice() {
            [] => self.is_met(&tier.enter_any, tier.enter, qualified.toward(place)),
            ways => self.is_met(ways, tier.enter, qualified.toward(place)),
        };
        let above = self.steps.iter().enumerate().take(held + 1).skip(1);
        above
            .rev()
            .position(stays)
            .map_or(0, |fallen| held.saturating_sub(fallen))
    }

    /// The higher of the tiers that so much is enough to reach, and to stay in up to the one at a
    /// place.
    #[must_use]
    pub fn earned_by(&self, held: usize, qualified: Qualified) -> usize {
        self.reached_by(qualified)
            .max(self.kept_by(held, qualified))
    }

    /// The place of the tier that reviews do not go below; the first where there is none.
    #[must_use]
    pub fn floor_place(&self) -> usize {
        let floor = self.floor.as_ref();
        floor
            .and_then(|floor| self.position(floor))
            .unwrap_or_default()
    }

    /// Whether any of several ways is met, or the threshold where there are none.
    fn is_met(&self, ways: &[Criteria], threshold: Threshold, qualified: Qualified) -> bool {
        let met = |way: &Criteria| way.are_met(self.reached, qualified);
        match ways {
            [] => self.missing(threshold, qualified).is_nothing(),
            ways => ways.iter().any(met),
        }
    }

    /// For how many days what was counted must be remembered: for the window, and for a trial.
    #[must_use]
    pub fn kept_days(&self) -> u16 {
        let trial = self.status_match.as_ref();
        // The days on which it begins and ends are days of it too, and an act of it may be recorded
        // late.
        let trial = trial.map_or(0, |terms| terms.most_days + 2 + MOST_SKEW_DAYS);
        self.window.kept_days().max(trial)
    }

    /// Whether any tier takes invitations, as a part of some way to it.
    #[must_use]
    pub fn takes_invitations(&self, place: usize) -> bool {
        let tier = self.steps.get(place);
        let mut ways = tier.into_iter().flat_map(|tier| &tier.enter_any);
        ways.any(|way| way.invitation.is_some())
    }

    /// Whether any tier asks for what tasks give.
    #[must_use]
    pub fn count_activity(&self) -> bool {
        let ways = |tier: &Tier| {
            let mut all = tier.enter_any.iter().chain(&tier.retain_any);
            all.any(|way| way.activity_points.is_some())
        };
        self.steps.iter().any(ways)
    }

    /// What is still missing to a threshold, in what it is given in; nothing when it is reached.
    #[must_use]
    pub fn missing(&self, threshold: Threshold, qualified: Qualified) -> Threshold {
        match threshold {
            Threshold::Spend(enter) => {
                let missing = self.reached.gap(enter.value(), qualified.spend.value());
                Threshold::Spend(Money::new(missing).unwrap_or_default())
            }
            Threshold::Points(enter) => {
                let missing = self.reached.gap(enter.value(), qualified.points.value());
                Threshold::Points(Points::new(missing).unwrap_or_default())
            }
        }
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
        let climb = [("skip", Climb::Skip), ("one_step", Climb::OneStep)];
        let upgrade = [
            ("at_once", UpgradeAt::Once),
            ("at_review", UpgradeAt::Review),
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
            climb: r.unless_default("climb", &climb, "whether tiers may be skipped upward"),
            upgrade: r.unless_default("upgrade", &upgrade, "when a tier reached is given"),
            floor: r.optional("floor", |r| {
                let doc = "no review takes anybody in it or above it below it";
                r.id("floor", doc, TierId::new)
            }),
            status_match: r.optional("status_match", |r| {
                let doc = "a tier on trial for who holds a like one elsewhere";
                r.table("status_match", doc, |r| StatusMatch::read(r, by_points))
            }),
        }
    }
}

impl Tier {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>, by_points: bool) -> Self {
        let id = r.id("id", "the tier's id", TierId::new);
        let name = r.table("name", "the tier's name for people", TierName::read);
        let ways = |r: &mut Reader<'_, DESCRIBES>| Criteria::read(r, (by_points, true));
        let doc = "ways to it, each of which is enough, instead of one threshold";
        let enter_any = r.list_or_empty("enter_any", MAX_TIER_WAYS, doc, ways);
        let doc = "ways to keep it at a review, each of which is enough; else as to reach it";
        let retain_any = r.list_or_empty("retain_any", MAX_TIER_WAYS, doc, ways);
        Self {
            id,
            name,
            enter: Threshold::read(r, (enter_any.is_empty(), by_points)),
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
            enter_any,
            retain_any,
            grants: r.list_or_empty(
                "grants",
                MAX_BENEFITS,
                "what it gives, so that it acts by itself",
                Benefit::read,
            ),
            includes: r.optional("includes", |r| {
                let doc = "the lower tier whose benefits it has as well";
                r.id("includes", doc, TierId::new)
            }),
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
