//! Clause 6.2.1c: draws that points enter into, with everything published beforehand.

use serde::Serialize;

use super::{Policy, PolicySet, TierName};
use crate::document::Reader;
use crate::draw::proof::PublishedPrize;
use crate::id::{RuleId, TierId};
use crate::limits::{MAX_DRAW_ENTRIES, MAX_DRAW_PRIZES, MAX_DRAWS, MAX_MEMBER_ENTRIES, MAX_TIERS};
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::text::Text;
use crate::wire::record;

/// Legal floor: no prize of a draw that promotes sales is worth more than CNY 50,000.00 (Interim
/// Provisions on Regulating Promotional Acts of the PRC, article 17). Clause 1.3.1.
const TOP_PRIZE_YUAN: i64 = 50_000;

/// A prize (奖品).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Prize {
    /// Its id within the draw.
    pub id: RuleId,
    /// Its name.
    pub name: TierName,
    /// How many of it there are.
    pub quantity: u32,
    /// What one of it is worth, in minor units.
    pub value_minor: Money,
    /// The points that it is; absent where it is something else.
    pub points: Option<Points>,
}

record!(Prize {
    0: id,
    1: name,
    2: quantity,
    3: value_minor,
    4: points
});

/// A draw (抽奖): entries until it closes, then as many winners as there are prizes. Once published
/// its terms never change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draw {
    /// Its id, of this draw alone for ever.
    pub id: RuleId,
    /// Its name.
    pub name: TierName,
    /// Points that one entry costs.
    pub points: Points,
    /// Entries that one member may make in all.
    pub per_member: u32,
    /// Entries that one member may make on a civil day in the policy's zone; absent where only the
    /// limit in all counts.
    pub per_day: Option<u32>,
    /// The tiers that may enter, sorted; empty where all may.
    pub tiers: Vec<TierId>,
    /// From when on it may be entered.
    pub from: Moment,
    /// When it closes: at this moment it may not be entered any more.
    pub closes_at: Moment,
    /// Entries that it takes at the most.
    pub most_entries: u32,
    /// Days (of 24 hours) after the close within which the seed is revealed; otherwise the draw
    /// fails, and the points go back: to who asks, and by a host's own command to all others, while
    /// entries are known (until [`Draw::over_at`]).
    pub reveal_days: u16,
    /// Days (of 24 hours) after it was drawn within which a prize is accepted.
    pub claim_days: u16,
    /// How many times a prize that is refused or not claimed is drawn again.
    pub redraws: u8,
    /// The public value that goes into the drawing, told so that everybody can look it up; absent
    /// where none does.
    pub beacon: Option<Text>,
    /// The prizes, in the order in which they are drawn.
    pub prizes: Vec<Prize>,
}

record!(Draw {
    0: id,
    1: name,
    2: points,
    3: per_member,
    4: per_day,
    5: tiers,
    6: from,
    7: closes_at,
    8: most_entries,
    9: reveal_days,
    10: claim_days,
    11: redraws,
    12: beacon,
    13: prizes
});

/// The draws of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draws {
    /// What one prize may be worth at the most, in minor units.
    pub prize_cap_minor: Money,
    /// The draws.
    pub list: Vec<Draw>,
}

record!(Draws {
    0: prize_cap_minor,
    1: list
});

impl Draw {
    /// When the seed must be revealed: at this moment it is too late.
    #[must_use]
    pub fn reveal_by(&self) -> Moment {
        self.closes_at.plus_days(u32::from(self.reveal_days))
    }

    /// When no prize of it can be accepted any more, however late it was drawn again.
    #[must_use]
    pub fn over_at(&self) -> Moment {
        let rounds = u32::from(self.redraws) + 1;
        self.reveal_by()
            .plus_days(u32::from(self.claim_days) * rounds)
    }

    /// How many wins it may have at the most, those of prizes drawn again counted again.
    #[must_use]
    pub fn most_wins(&self) -> u64 {
        let quantities = self.prizes.iter().map(|prize| u64::from(prize.quantity));
        quantities.sum::<u64>() * (u64::from(self.redraws) + 1)
    }

    /// The prizes as a proof holds them.
    #[must_use]
    pub fn published(&self) -> Vec<PublishedPrize> {
        let prizes = self.prizes.iter();
        let published = prizes.map(|prize| PublishedPrize {
            prize: prize.id.clone(),
            quantity: prize.quantity,
        });
        published.collect()
    }

    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let most_of_member = u32::try_from(MAX_MEMBER_ENTRIES).unwrap_or(u32::MAX);
        Self {
            id: r.id("id", "the draw, of it alone for ever", RuleId::new),
            name: r.table("name", "its name", TierName::read),
            points: r.points("points", 1..=1_000_000_000, "points that one entry costs"),
            per_member: r.whole(
                "per_member",
                1..=most_of_member,
                "entries of one member, in all",
            ),
            per_day: r.optional("per_day", |r| {
                r.whole("per_day", 1..=most_of_member, "entries of one member a day")
            }),
            tiers: r.ids(
                "tiers",
                MAX_TIERS,
                "the tiers that may enter; all where absent",
                TierId::new,
            ),
            from: r.moment("from", "from when on it may be entered"),
            closes_at: r.moment("closes_at", "until when, exclusive"),
            most_entries: r.whole_or(
                "most_entries",
                1..=MAX_DRAW_ENTRIES,
                MAX_DRAW_ENTRIES,
                "entries in all, at the most",
            ),
            reveal_days: r.whole_or(
                "reveal_days",
                1..=30,
                3,
                "days after the close within which the seed is revealed; otherwise the points go back",
            ),
            claim_days: r.whole_or(
                "claim_days",
                1..=180,
                30,
                "days within which a prize is accepted",
            ),
            redraws: r.whole_or(
                "redraws",
                0..=3,
                0,
                "how many times a prize that is refused or not claimed is drawn again",
            ),
            beacon: r.optional("beacon", |r| {
                r.text(
                    "beacon",
                    "the public value that goes into the drawing, and where it is found",
                )
            }),
            prizes: r.list(
                "prizes",
                1..=MAX_DRAW_PRIZES,
                "the prizes, in the order in which they are drawn",
                read_prize,
            ),
        }
    }
}

fn read_prize<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Prize {
    Prize {
        id: r.id("id", "the prize", RuleId::new),
        name: r.table("name", "its name", TierName::read),
        quantity: r.whole("quantity", 1..=1_000, "how many of it there are"),
        value_minor: r.money("value", "what one of it is worth"),
        points: r.optional("points", |r| {
            r.points("points", 1..=1_000_000_000, "the points that it is")
        }),
    }
}

impl Draws {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        Self {
            prize_cap_minor: r.money("prize_cap", "what one prize may be worth, at the most"),
            list: r.list("list", 1..=MAX_DRAWS, "the draws", Draw::read),
        }
    }

    /// What one prize may be worth by law, in minor units; none for money of which the law says
    /// nothing.
    pub(super) fn legal_cap(code: &str, minor_digits: u8) -> Option<Money> {
        let unit = 10_i64.checked_pow(u32::from(minor_digits))?;
        Money::new(TOP_PRIZE_YUAN.checked_mul(unit)?)
            .ok()
            .filter(|_| code == "CNY")
    }
}

impl Policy {
    /// A draw by its id; none where this version has no such draw.
    #[must_use]
    pub fn draw(&self, id: &RuleId) -> Option<&Draw> {
        let mut draws = self.draws.iter().flat_map(|draws| &draws.list);
        draws.find(|draw| draw.id == *id)
    }
}

impl PolicySet {
    /// A draw that a version publishes with other terms than a version before it did.
    pub(crate) fn changed_draw(&self, version: u32) -> Option<&RuleId> {
        let drawn = |version| self.version(version).and_then(|it| it.draws.as_ref());
        let mut later = drawn(version)?.list.iter();
        let changed = later.find(|draw| {
            let first = self.from(Moment::FIRST).map(|(policy, ..)| policy);
            let mut before = first.take_while(|policy| policy.version < version);
            before.any(|policy| policy.draw(&draw.id).is_some_and(|known| known != *draw))
        })?;
        Some(&changed.id)
    }
}
