//! Status match (等级匹配): a tier that is given on trial to who holds a like one elsewhere (3.1.1).

use serde::Serialize;

use super::Criteria;
use crate::document::Reader;
use crate::id::TierId;
use crate::limits::{MAX_TIER_WAYS, MAX_TIERS};
use crate::wire::record;

/// A tier that may be given on trial, and what keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MatchedTier {
    /// The tier.
    pub tier: TierId,
    /// The ways to keep it when the trial is over, each of which is enough, by what counted on the
    /// days of the trial alone.
    pub keep_any: Vec<Criteria>,
}

record!(MatchedTier {
    0: tier,
    1: keep_any
});

/// The terms of a status match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusMatch {
    /// Days (of 24 hours) of a trial, at the most.
    pub most_days: u16,
    /// Months after which a member may be matched again; absent: once for ever.
    pub again_months: Option<u16>,
    /// The tiers.
    pub tiers: Vec<MatchedTier>,
}

record!(StatusMatch {
    0: most_days,
    1: again_months,
    2: tiers
});

impl StatusMatch {
    /// What is said of a tier; absent where it is not given on trial.
    #[must_use]
    pub fn of(&self, tier: &TierId) -> Option<&MatchedTier> {
        self.tiers.iter().find(|matched| matched.tier == *tier)
    }

    pub(super) fn read<const DESCRIBES: bool>(
        r: &mut Reader<'_, DESCRIBES>,
        by_points: bool,
    ) -> Self {
        Self {
            most_days: r.whole("most_days", 1..=366, "days of a trial, at the most"),
            again_months: r.optional("again_months", |r| {
                let doc = "months after which a member may be matched again; else never";
                r.whole("again_months", 1..=240, doc)
            }),
            tiers: r.list("tiers", 1..=MAX_TIERS, "the tiers given on trial", |r| {
                let doc = "ways to keep it by what counted in the trial, each of which is enough";
                MatchedTier {
                    tier: r.id("tier", "the tier", TierId::new),
                    keep_any: r.list("keep_any", 1..=MAX_TIER_WAYS, doc, |r| {
                        Criteria::read(r, (by_points, false))
                    }),
                }
            }),
        }
    }
}
