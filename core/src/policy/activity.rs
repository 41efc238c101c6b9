//! Clause 6.1.1b: the activities that multiply what goods earn.

use serde::Serialize;

use super::{ActivityBudget, MostPerOrder, Scope, TierName, When};
use crate::document::Reader;
use crate::id::{RuleId, TierId};
use crate::limits::MAX_TIERS;
use crate::moment::Moment;
use crate::ratio::Ratio;
use crate::wire::record;

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
    /// The most that it adds per order; absent where that is not limited. It adds what an order
    /// earns with it more than with the tier's multiplier and the activities before it alone. One
    /// that takes away adds nothing, and acts whatever the most is.
    pub most: Option<MostPerOrder>,
}

record!(Activity {
    0: id,
    1: multiplier,
    2: from,
    3: until,
    4: scope,
    5: tiers,
    6: when,
    7: most,
    8: budget,
    10: name
});

impl Activity {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
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
            most: MostPerOrder::of(r),
        };
        if activity.from >= activity.until {
            r.finding("until", "activity_ends_before_it_begins");
        }
        activity
    }
}
