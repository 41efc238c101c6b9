//! Clause 6.2.1a: the points mall, with what its offers take of whom.

use serde::Serialize;

use super::{CapPeriod, TierName, VoucherTerms};
use crate::document::Reader;
use crate::id::{RuleId, TierId};
use crate::limits::{MAX_OFFERS, MAX_TIERS};
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::wire::record;

/// The points mall (积分商城).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mall {
    /// What may be had.
    pub offers: Vec<Offer>,
}

record!(Mall { 0: offers });

/// One unit of something, for points or for points and cash. What it costs is said by the version
/// in force at the moment of the act (6.2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// Its id, the same through all versions: what was taken of it is counted under this name.
    pub id: RuleId,
    /// Its name, as tiers are named.
    pub name: TierName,
    /// Points for one unit, from 1.
    pub points: Points,
    /// Cash for one unit beside them, in minor units; absent where points are enough.
    pub cash_minor: Option<Money>,
    /// Units in all, through all versions: a version that states more adds the difference. Absent
    /// where they are not counted out.
    pub stock: Option<u32>,
    /// Units that one member may have in a period; absent where there is no such limit.
    pub most: Option<u32>,
    /// The civil period, in the policy's zone; by default all time. Never an order or a balance.
    pub most_in: CapPeriod,
    /// From when on; absent where always.
    pub from: Option<Moment>,
    /// Until when; at this moment it is over. Absent where never.
    pub until: Option<Moment>,
    /// The tiers that may have it, sorted; all where empty.
    pub tiers: Vec<TierId>,
    /// The voucher that it gives; absent where it is something else.
    pub voucher: Option<VoucherTerms>,
}

record!(Offer {
    0: id,
    1: name,
    2: points,
    3: cash_minor,
    4: stock,
    5: most,
    6: most_in,
    7: from,
    8: until,
    9: tiers,
    10: voucher
});

impl Mall {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        Self {
            offers: r.list_or_empty("offers", MAX_OFFERS, "what may be had", Offer::read),
        }
    }

    /// An offer by its id.
    #[must_use]
    pub fn offer(&self, id: &RuleId) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.id == *id)
    }
}

impl Offer {
    fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        use CapPeriod::{Day, Lifetime, Month, Week, Year};
        let periods = [Lifetime, Day, Week, Month, Year].map(|period| (period.word(), period));
        let id = r.id("id", "the offer's id", RuleId::new);
        let name = r.table("name", "the offer's name for people", TierName::read);
        let points = r.points("points", 1..=1_000_000_000, "points for one unit");
        let cash_minor = r.optional("cash", |r| r.money("cash", "cash for one unit, beside"));
        if cash_minor.is_some_and(Money::is_zero) {
            r.finding("cash", "offer_cash_of_nothing");
        }
        let stock = r.optional("stock", |r| {
            r.whole(
                "stock",
                0..=1_000_000_000,
                "units in all, through all versions",
            )
        });
        let most = r.optional("most", |r| {
            r.whole(
                "most",
                1..=1_000_000,
                "units that one member may have in a period",
            )
        });
        let most_in = r.choice("most_in", &periods, Some(0), "the period that most is for");
        if most.is_none() && most_in != Lifetime {
            r.finding("most_in", "not_here");
        }
        let from = r.optional("from", |r| r.moment("from", "from when on"));
        let until = r.optional("until", |r| r.moment("until", "until when, exclusive"));
        if from.zip(until).is_some_and(|(from, until)| from >= until) {
            r.finding("until", "offer_ends_before_it_begins");
        }
        Self {
            id,
            name,
            points,
            cash_minor,
            stock,
            most,
            most_in,
            from,
            until,
            tiers: r.ids(
                "tiers",
                MAX_TIERS,
                "the tiers that may have it",
                TierId::new,
            ),
            voucher: r.optional("voucher", |r| {
                r.table("voucher", "the voucher that it gives", VoucherTerms::read)
            }),
        }
    }
}
