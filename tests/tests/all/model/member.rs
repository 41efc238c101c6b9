//! The member as a list of everything that ever happened: nothing is forgotten, nothing is summed
//! up ahead of a question.

use std::rc::Rc;

use super::benefits::{FreeShipping, Used};
use super::entries::Entry;
use super::fraction::Fraction;
use super::goods::Piece;
use super::referrals::BroughtIn;
use super::tenders::Tendered;
use super::terms::Terms;
use super::trials::Trial;

/// A lot, with every movement of its points since it was made.
#[derive(Clone, Debug)]
pub(crate) struct Lot {
    pub(crate) moves: Vec<i64>,
    /// How much of it expired unused.
    pub(crate) expired: i64,
    pub(crate) earned_at: i64,
    pub(crate) expires: Option<i64>,
    pub(crate) pending: Option<Pending>,
    /// The version by which the expiry is reckoned when the points become available.
    pub(crate) begins_by: Option<u64>,
    /// The version that it was earned by, and when its validity began; none where its end is settled.
    pub(crate) valid: Option<(u64, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pending {
    Until(i64),
    Settled(String),
}

/// Points of a lot, by its place in the list of all lots.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) lot: usize,
    pub(crate) points: i64,
    /// When the lot was to end as they were taken.
    pub(crate) expires: Option<i64>,
}

/// What a bank took back of an order.
#[derive(Clone, Debug)]
pub(crate) struct Charge {
    pub(crate) id: String,
    pub(crate) amount: i64,
    /// The part of it that was paid for goods.
    pub(crate) goods: i64,
    /// Points that went back, and what they had taken off.
    pub(crate) points: i64,
    pub(crate) value: i64,
    /// Points that were taken back, and how many of them stay so whatever the bank does.
    pub(crate) clawed: i64,
    pub(crate) gone: i64,
    /// What of these had expired unused.
    pub(crate) expired: i64,
    pub(crate) taken: Vec<Part>,
    /// Points of a rebate that were taken back, how many stay so, what of them had expired.
    pub(crate) rebate: i64,
    pub(crate) rebate_gone: i64,
    pub(crate) rebate_expired: i64,
    /// What the parts of points that are carried grew by, then and as it was reversed.
    pub(crate) remainder: Fraction,
    /// What stopped counting toward tiers.
    pub(crate) counted: Counted,
    /// Units that had been given back by then.
    pub(crate) returned_units: i64,
    pub(crate) stands: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Placed {
        lapses: i64,
    },
    /// Bought outside, and looked at by somebody.
    Claimed {
        by: Option<String>,
        review_by: i64,
        when_overdue: String,
    },
    Paid {
        payment: String,
        settles: i64,
    },
    Settled,
    /// Cancelled or lapsed.
    Gone,
}

/// An order, with all that was given back of it.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) version: u64,
    pub(crate) status: Status,
    pub(crate) placed_at: i64,
    pub(crate) cash: i64,
    pub(crate) tenders: Vec<Tendered>,
    pub(crate) shipping: i64,
    pub(crate) qualifying: i64,
    pub(crate) qualifying_points: Option<i64>,
    pub(crate) earn: i64,
    /// By which tier it earns.
    pub(crate) tier: usize,
    pub(crate) channel: Option<String>,
    /// What was stated of the member, and when the member joined.
    pub(crate) facts: Vec<String>,
    pub(crate) joined: i64,
    pub(crate) first_purchase: bool,
    /// What it takes of the budgets of activities, as it was placed.
    pub(crate) budgets: Vec<(String, i64)>,
    /// Until when what it takes is kept from all members, unless it is paid.
    pub(crate) budgets_until: i64,
    pub(crate) pieces: Vec<Piece>,
    /// The points used on it.
    pub(crate) hold: Vec<Part>,
    /// The free shipping that it used.
    pub(crate) shipped: Option<FreeShipping>,
    /// The lot of its rebate, and how many points that was.
    pub(crate) rebate_given: Option<(usize, i64)>,
    /// The receipt of the till, where it was bought outside.
    pub(crate) receipt: Option<String>,
    /// The periods of caps that it counts in, each by its kind and first day.
    pub(crate) counts: Vec<(String, i64)>,
    /// What it takes of caps on single rules and activities.
    pub(crate) by_cap: Vec<ByCap>,
    /// What such caps left for it.
    pub(crate) rooms: Vec<(String, i64)>,
    /// The part of a point that it earned with.
    pub(crate) took: Fraction,
    /// The part of a point that it leaves, once it is paid.
    pub(crate) leaves: Fraction,
    /// When it was paid, and as the how manieth.
    pub(crate) paid: Option<(i64, usize)>,
    /// The day on which its spend counted.
    pub(crate) counted_on: Option<i64>,
    pub(crate) lot: Option<usize>,
    /// Whether it may still be given back once it is paid, and until when.
    pub(crate) open: bool,
    pub(crate) closes: Option<i64>,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) charges: Vec<Charge>,
}

/// Points that count toward a cap on single rules or activities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ByCap {
    pub(crate) cap: String,
    pub(crate) period: String,
    /// The first day of the period.
    pub(crate) since: i64,
    pub(crate) points: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    UnderReview {
        by: i64,
        approves_itself: bool,
    },
    Approved,
    Paid,
    /// Refused or withdrawn, or exchanged.
    Ended,
}

#[derive(Clone, Debug)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) reason: String,
    /// Of which line how many units.
    pub(crate) units: Vec<(usize, i64)>,
    /// Whether others alike come instead, and nothing goes back.
    pub(crate) is_exchange: bool,
    /// Whether these units were void before the order was paid.
    pub(crate) is_void: bool,
    pub(crate) stage: Stage,
    /// What it came to when it was approved.
    pub(crate) back: Back,
    /// What of it goes to each tender.
    pub(crate) to_tenders: Vec<i64>,
    /// Points of a rebate that were taken back, and what of them had expired unused.
    pub(crate) rebate: i64,
    pub(crate) rebate_expired: i64,
    /// What the parts of points that are carried grew by then.
    pub(crate) remainder: Fraction,
    /// What is given back to the budgets of activities.
    pub(crate) budgets: Vec<(String, i64)>,
    /// Points that count no longer toward caps on single rules or activities, by cap.
    pub(crate) by_cap: Vec<(String, i64)>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Back {
    pub(crate) cash: i64,
    pub(crate) shipping: i64,
    pub(crate) points: i64,
    pub(crate) value: i64,
    pub(crate) clawed: i64,
    /// What of it had expired unused.
    pub(crate) expired: i64,
}

/// What counts toward tiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) spend: i64,
    pub(crate) points: i64,
    pub(crate) orders: i64,
    pub(crate) activity: i64,
    /// The last credit score.
    pub(crate) credit: i64,
    /// The place of the tier that the member is invited to, and whether that is the one looked at.
    pub(crate) invited_to: Option<usize>,
    pub(crate) invited_here: i64,
}

impl Counted {
    /// By the name that a way to a tier has for it.
    pub(crate) fn of(&self, what: &str) -> i64 {
        match what {
            "spend_minor" => self.spend,
            "points" => self.points,
            "orders" => self.orders,
            "activity_points" => self.activity,
            "invitation" => self.invited_here,
            _ => self.credit,
        }
    }
}

/// What counted toward tiers, or stopped counting, on a day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spend {
    pub(crate) day: i64,
    pub(crate) counted: Counted,
}

/// A tier that was held, from one moment to the next entry.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) id: String,
    pub(crate) since: i64,
    pub(crate) review: Option<i64>,
    pub(crate) grace: bool,
    pub(crate) by_hand: bool,
}

/// A proposed adjustment, made or rejected or still waiting.
#[derive(Clone, Debug)]
pub(crate) struct Adjustment {
    pub(crate) id: String,
    pub(crate) points: i64,
    pub(crate) by: String,
    pub(crate) waits: bool,
}

/// A task completed on a day.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub(crate) task: String,
    pub(crate) day: i64,
    /// Whether this filled a row of days.
    pub(crate) full: bool,
    pub(crate) streak: i64,
}

/// How far a redemption has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Redeemed {
    /// It waits for its cash until a moment.
    Waits(i64),
    Done,
    /// Cancelled or lapsed.
    Gone,
}

/// A unit of an offer that was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Redemption {
    pub(crate) id: String,
    pub(crate) offer: String,
    pub(crate) version: u64,
    pub(crate) cash: i64,
    pub(crate) hold: Vec<Part>,
    pub(crate) stage: Redeemed,
    /// The first day of the period that it counts in, where the offer has a limit.
    pub(crate) counts_in: Option<i64>,
}

/// A voucher that was issued, on its terms.
#[derive(Clone, Debug)]
pub(crate) struct Voucher {
    pub(crate) id: String,
    pub(crate) terms: serde_json::Value,
    pub(crate) expires: i64,
    pub(crate) held_for: Option<String>,
    /// Used or over.
    pub(crate) gone: bool,
}

/// Points given away, or moved into a pool or out of one, with the first day of each period that they count in.
#[derive(Clone, Debug)]
pub(crate) struct Gift {
    pub(crate) points: i64,
    pub(crate) counts_in: Vec<(&'static str, i64)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) registered_at: i64,
    pub(crate) terms: Rc<Vec<Terms>>,
    /// The latest moment at which anything happened.
    pub(crate) clock: i64,
    pub(crate) lots: Vec<Lot>,
    pub(crate) orders: Vec<Order>,
    pub(crate) spend: Vec<Spend>,
    pub(crate) tiers: Vec<Held>,
    /// Whether what came to the floor was given back, and the floor was not reached again.
    pub(crate) without_floor: bool,
    /// Points owed from then on, or repaid.
    pub(crate) debts: Vec<i64>,
    pub(crate) adjustments: Vec<Adjustment>,
    pub(crate) done: Vec<Done>,
    /// Credit scores, each with when it was reckoned.
    pub(crate) credits: Vec<(i64, i64)>,
    /// Whatever may count as an activity, by its kind, and when it was.
    pub(crate) active: Vec<(&'static str, i64)>,
    /// The last version whose word on older points was followed.
    pub(crate) moved_by: u64,
    pub(crate) redemptions: Vec<Redemption>,
    pub(crate) vouchers: Vec<Voucher>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) gifts: Vec<Gift>,
    /// The household that the member is in, and since when; when the member last left one.
    pub(crate) home: Option<(String, i64)>,
    pub(crate) left_home: Option<i64>,
    /// What the member put into pools, and took out of them.
    pub(crate) put: Vec<Gift>,
    pub(crate) taken_out: Vec<Gift>,
    /// What was had of benefits of so many times.
    pub(crate) entitled: Vec<Used>,
    /// Tiers that the member was invited to, each until when.
    pub(crate) invitations: Vec<(String, i64)>,
    pub(crate) trials: Vec<Trial>,
    /// Who brought in the member, if anybody did.
    pub(crate) brought_in: Option<BroughtIn>,
    /// The referrals of others that were rewarded where they are limited, each by the first day of
    /// the period that it counts in.
    pub(crate) rewarded: Vec<i64>,
    /// Whether an order was ever received of which anything was kept.
    pub(crate) has_received: bool,
    /// What refunds gave back to budgets of all members that do not have it yet, by activity.
    pub(crate) held_back: Vec<(String, i64)>,
    /// What all members took of the budgets that they share, as it is looked at.
    pub(crate) taken_of_shared: Vec<(String, i64)>,
    /// Every id that was ever used, by its kind.
    pub(crate) taken: Vec<(&'static str, String)>,
}

impl Lot {
    pub(crate) fn points(&self) -> i64 {
        self.moves.iter().sum()
    }

    pub(crate) fn is_usable(&self, at: i64) -> bool {
        self.pending.is_none() && self.expires.is_none_or(|end| at < end)
    }
}

impl Member {
    pub(crate) fn in_force(&self, at: i64) -> Result<&Terms, u16> {
        self.terms
            .iter()
            .rfind(|terms| terms.from <= at)
            .ok_or(1001)
    }

    pub(crate) fn version(&self, version: u64) -> &Terms {
        self.terms
            .iter()
            .find(|terms| terms.version == version)
            .unwrap()
    }

    pub(crate) fn at(&mut self, at: i64) {
        self.clock = self.clock.max(at);
    }

    /// An id that can be used but once.
    pub(crate) fn claim(&mut self, kind: &'static str, id: &str, refusal: u16) -> Result<(), u16> {
        if self
            .taken
            .iter()
            .any(|taken| taken.0 == kind && taken.1 == id)
        {
            return Err(refusal);
        }
        self.taken.push((kind, id.to_owned()));
        Ok(())
    }

    /// The lots that have points, as they are consumed: what expires first, then what is oldest.
    pub(crate) fn lots_in_order(&self) -> Vec<usize> {
        let mut lots: Vec<usize> = (0..self.lots.len())
            .filter(|lot| self.lots[*lot].points() > 0)
            .collect();
        lots.sort_by_key(|place| {
            let lot = &self.lots[*place];
            (lot.expires.unwrap_or(i64::MAX), lot.earned_at, *place)
        });
        lots
    }

    pub(crate) fn available(&self, at: i64) -> i64 {
        let usable = self.lots.iter().filter(|lot| lot.is_usable(at));
        usable.map(Lot::points).sum()
    }

    pub(crate) fn debt(&self) -> i64 {
        self.debts.iter().sum()
    }

    /// Takes points of what is usable, as much as there is.
    pub(crate) fn take(&mut self, points: i64, at: i64) -> Vec<Part> {
        let lots = self.lots_in_order();
        let usable = lots.into_iter().filter(|lot| self.lots[*lot].is_usable(at));
        self.take_of(points, usable.collect())
    }

    pub(crate) fn take_of(&mut self, points: i64, lots: Vec<usize>) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut left = points;
        for lot in lots {
            let points = left.min(self.lots[lot].points());
            if points > 0 {
                self.lots[lot].moves.push(-points);
                let expires = self.lots[lot].expires;
                parts.push(Part {
                    lot,
                    points,
                    expires,
                });
                left -= points;
            }
        }
        parts
    }

    /// Points that were taken go back; those of a lot that is over live some days more, if the
    /// order's version says so.
    pub(crate) fn put_back(&mut self, parts: &[Part], version: u64, at: i64) {
        let offset = self.version(version).offset.as_ref();
        let days = offset.map_or(0, |offset| offset.reinstate_days);
        self.put_back_for(parts, days, at);
    }

    /// The same, for so many days where a lot is over.
    pub(crate) fn put_back_for(&mut self, parts: &[Part], days: i64, at: i64) {
        for part in parts {
            // What was taken is looked at when it comes back, and not before: an activity since
            // then moves its end, even one after which it would have been gone.
            let lot = &self.lots[part.lot];
            let ends = match lot.valid {
                Some((version, from)) => self.ends_by_now(version, from),
                None => lot.expires,
            };
            if days > 0 && ends.is_some_and(|end| end <= at) {
                let lot = lot.settled(part.points, Some(at + days * super::civil::DAY));
                self.lots.push(lot);
            } else {
                let lot = &mut self.lots[part.lot];
                lot.expires = ends;
                lot.moves.push(part.points);
            }
        }
    }

    /// Whatever is usable pays what is owed.
    pub(crate) fn repay(&mut self) {
        let parts = self.take(self.debt(), self.clock);
        let repaid: i64 = parts.iter().map(|part| part.points).sum();
        self.debts.push(-repaid);
    }

    /// Points of a moment become a lot now. What would be gone by now is gone, whatever a later
    /// version says of what was there.
    pub(crate) fn new_lot(
        &mut self,
        version: u64,
        points: i64,
        pending: Option<Pending>,
        (at, now): (i64, i64),
    ) {
        let terms = self.version(version);
        let later = pending.is_some() && terms.validity.from_activation;
        let lot = Lot {
            moves: vec![points],
            expired: 0,
            earned_at: at,
            expires: self.ends(terms, at).filter(|_| !later),
            pending,
            begins_by: later.then_some(version),
            valid: Some((version, at)),
        };
        self.lots.push(lot);
        self.at(at);
        self.move_ends(now + 1);
        self.repay();
    }

    /// What counts toward tiers on the day of a moment.
    pub(crate) fn counts(&self, terms: &Terms, at: i64) -> Counted {
        let registered = self.registered(terms);
        let days = terms.window.days(terms.zone.day(at), registered);
        Counted {
            invited_to: self.invited_to(terms, at),
            ..self.counts_on(terms, days)
        }
    }

    /// What counts toward tiers on some days.
    pub(crate) fn counts_on(&self, terms: &Terms, days: (i64, i64)) -> Counted {
        let mut all = Counted::default();
        for spend in &self.spend {
            if days.0 <= spend.day && spend.day <= days.1 {
                all.spend += spend.counted.spend;
                all.orders += spend.counted.orders;
                all.activity += spend.counted.activity;
                if terms.qualifying.is_some() {
                    all.points += spend.counted.points;
                }
            }
        }
        all.credit = self.credits.last().map_or(0, |(_, score)| *score);
        all
    }
}
