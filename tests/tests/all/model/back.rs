//! Clause 5.3: what comes back of an order. What all units given back come to, less what those before
//! came to.

use super::fraction::{Fraction, part};
use super::goods::{Earned, Piece, Setting, earned};
use super::member::{Back, ByCap, Charge, Counted, Order, Part, Refund, Stage};
use super::terms::Terms;

/// Into how many parts a point is divided at the most.
const PARTS_OF_A_POINT: i64 = 10_810_800_000_000;

impl Refund {
    pub(crate) fn is_under_way(&self) -> bool {
        matches!(self.stage, Stage::UnderReview { .. } | Stage::Approved)
    }

    pub(crate) fn is_granted(&self) -> bool {
        matches!(self.stage, Stage::Approved | Stage::Paid)
    }

    fn units_of(&self, line: usize) -> i64 {
        let units = self.units.iter().filter(|(of, _)| *of == line);
        units.map(|(_, quantity)| quantity).sum()
    }
}

impl Order {
    /// What was given back in all refunds that were granted.
    pub(crate) fn back(&self) -> Back {
        let granted = self.refunds.iter().filter(|refund| refund.is_granted());
        let granted = granted.fold(Back::default(), |sum, refund| Back {
            cash: sum.cash + refund.back.cash,
            shipping: sum.shipping + refund.back.shipping,
            points: sum.points + refund.back.points,
            value: sum.value + refund.back.value,
            clawed: sum.clawed + refund.back.clawed,
            expired: sum.expired + refund.back.expired,
        });
        self.charges.iter().fold(granted, |sum, charge| {
            let stands = i64::from(charge.stands);
            Back {
                points: sum.points + charge.points * stands,
                value: sum.value + charge.value * stands,
                clawed: sum.clawed + charge.gone + (charge.clawed - charge.gone) * stands,
                expired: sum.expired + charge.expired,
                ..sum
            }
        })
    }

    pub(crate) fn returned(&self, line: usize) -> i64 {
        let granted = self.refunds.iter().filter(|refund| refund.is_granted());
        granted.map(|refund| refund.units_of(line)).sum()
    }

    pub(crate) fn asked(&self, line: usize) -> i64 {
        let waits = |refund: &&Refund| matches!(refund.stage, Stage::UnderReview { .. });
        let waiting = self.refunds.iter().filter(waits);
        waiting.map(|refund| refund.units_of(line)).sum()
    }

    pub(crate) fn is_all_back(&self) -> bool {
        let mut lines = self.pieces.iter().enumerate();
        lines.all(|(line, piece)| self.returned(line) == piece.quantity)
    }

    pub(crate) fn used(&self) -> i64 {
        self.hold.iter().map(|part| part.points).sum()
    }

    /// What the units that came back by now come to: cash for goods, points, their value; no more
    /// than banks left of each.
    pub(crate) fn comes_to(&self, tenders: &str) -> (i64, i64, i64) {
        let (cash, points, value) = self.would_come_to(tenders);
        let all_value: i64 = self.pieces.iter().map(|piece| piece.offset).sum();
        let charged = |of: fn(&Charge) -> i64| self.charged().map(of).sum::<i64>();
        (
            cash.min(self.paid_for_goods() - self.charged_goods()),
            points.min(self.used() - charged(|charge| charge.points)),
            value.min(all_value - charged(|charge| charge.value)),
        )
    }

    /// What goods that are kept earn by themselves, that of it for which their cash is still there:
    /// points, what that is worth exactly, and the part of a point that it leaves.
    fn kept_earns(&self, policy: &Terms, rest: &Earned) -> (i64, Fraction, Fraction) {
        let points = rest.points.iter().sum();
        let tenders = &policy.refunds.as_ref().unwrap().tenders;
        let goods = self.paid_for_goods() - self.would_come_to(tenders).0;
        if self.charged_goods() == 0 || goods == 0 {
            return (points, rest.worth, rest.left);
        }
        let kept = self.cash_kept(tenders).max(0);
        if !policy.carries() {
            return (part(points, kept, goods), rest.worth, rest.left);
        }
        let share = Fraction::new(kept.into(), goods.into());
        let worth = rest.worth.times(share).floor_to(PARTS_OF_A_POINT);
        if worth.is_zero() {
            return (0, worth, self.took);
        }
        let with = worth.plus(self.took);
        let points = with.floor().max(0);
        (points, worth, with.minus(Fraction::whole(points)))
    }

    /// What is taken back where only this is kept, and what the part of a point that it leaves grows
    /// by; `before` is the order as it was. Nothing is given, whatever goods that are kept would earn.
    pub(crate) fn taken_back(
        &self,
        policy: &Terms,
        before: &Self,
        rest: &Earned,
    ) -> (i64, Fraction) {
        let nothing = Fraction::whole(0);
        let has_earned = before.earn - before.back().clawed;
        let (points, worth, left) = self.kept_earns(policy, rest);
        if !policy.carries() {
            return (has_earned - has_earned.min(points), nothing);
        }
        // Parts of points too are then as if only this had been bought.
        let leaves = before.leaves_by_now();
        let had = Fraction::whole(has_earned).plus(leaves).minus(before.took);
        if had.is_above(worth) && points <= has_earned {
            return (has_earned - points, left.minus(leaves));
        }
        (0, nothing)
    }

    /// What the part of a point that it leaves grows by where a bank gave back what it had taken.
    pub(crate) fn leaves_again(&self, policy: &Terms) -> Fraction {
        let has_earned = self.earn - self.back().clawed;
        let (points, _, left) = self.kept_earns(policy, &self.earned_by_rest(policy));
        if !policy.carries() || points != has_earned {
            return Fraction::whole(0);
        }
        left.minus(self.leaves_by_now())
    }

    /// So many of the points that were used last and are not back, by lot.
    pub(crate) fn used_last(&self, points: i64) -> Vec<Part> {
        let (mut skip, mut left, mut parts) = (self.back().points, points, Vec::new());
        for used in self.hold.iter().rev() {
            let skipped = skip.min(used.points);
            let points = left.min(used.points - skipped);
            skip -= skipped;
            left -= points;
            if points > 0 {
                parts.push(Part { points, ..*used });
            }
        }
        parts
    }

    /// What the units that are kept earn by themselves.
    pub(crate) fn earned_by_rest(&self, policy: &Terms) -> Earned {
        let setting = Setting {
            terms: policy,
            tier: self.tier,
            at: self.placed_at,
            first_purchase: self.first_purchase,
            channel: self.channel.as_deref(),
            facts: &self.facts,
            joined: self.joined,
            budgets: &self.own_budgets(),
            rooms: &self.rooms,
            carried: self.took,
        };
        earned(setting, &self.kept())
    }

    /// The same, whatever banks took.
    fn would_come_to(&self, tenders: &str) -> (i64, i64, i64) {
        let (mut cash, mut value, mut all_cash, mut all_value) = (0, 0, 0, 0);
        for (line, piece) in self.pieces.iter().enumerate() {
            let paid = piece.net - piece.offset;
            cash += part(paid, self.returned(line), piece.quantity);
            value += part(piece.offset, self.returned(line), piece.quantity);
            all_cash += paid;
            all_value += piece.offset;
        }
        let goods = cash + value;
        let value = match tenders {
            "pro_rata" => value,
            "points_first" => all_value.min(goods),
            _ => goods - all_cash.min(goods),
        };
        let points = if all_value == 0 {
            0
        } else {
            part(self.used(), value, all_value)
        };
        (goods - value, points, value)
    }

    /// The part of a point that it leaves by now.
    pub(crate) fn leaves_by_now(&self) -> Fraction {
        let granted = self.refunds.iter().filter(|refund| refund.is_granted());
        let left = granted.fold(self.leaves, |sum, refund| sum.plus(refund.remainder));
        self.charges
            .iter()
            .fold(left, |sum, charge| sum.plus(charge.remainder))
    }

    /// The points that count toward a cap on single rules or activities by now.
    pub(crate) fn counts_by_now(&self, by: &ByCap) -> i64 {
        let granted = self.refunds.iter().filter(|refund| refund.is_granted());
        let gone = granted.flat_map(|refund| &refund.by_cap);
        let gone = gone.filter(|(cap, _)| *cap == by.cap);
        by.points - gone.map(|(_, points)| points).sum::<i64>()
    }

    /// The units that are kept, with what is left of the line's amounts.
    fn kept(&self) -> Vec<Piece> {
        let pieces = self.pieces.iter().enumerate();
        let kept = pieces.map(|(line, piece)| {
            let returned = self.returned(line);
            let back = |amount| part(amount, returned, piece.quantity);
            let offset = piece.offset - back(piece.offset);
            Piece {
                line: piece.line.clone(),
                quantity: piece.quantity - returned,
                net: piece.net - piece.offset - back(piece.net - piece.offset) + offset,
                offset,
                tax: piece.tax - back(piece.tax),
                uncounted: piece.uncounted - back(piece.uncounted),
                rebate: 0,
            }
        });
        kept.filter(|piece| piece.quantity > 0).collect()
    }
}

/// What some units of an order come to, shipping aside.
pub(crate) struct ComesBack {
    pub(crate) back: Back,
    /// What the part of a point that it leaves grows by.
    pub(crate) remainder: Fraction,
    /// Points that count no longer toward caps on single rules or activities.
    pub(crate) by_cap: Vec<(String, i64)>,
    /// What is given back to the budgets of activities.
    pub(crate) budgets: Vec<(String, i64)>,
    /// What counts no longer toward tiers.
    pub(crate) counted: Counted,
}

/// What the units come to that are back after, and were not before.
pub(crate) fn comes_back(policy: &Terms, before: &Order, after: &Order) -> ComesBack {
    let terms = policy.refunds.as_ref().unwrap();
    let (had, has) = (
        before.comes_to(&terms.tenders),
        after.comes_to(&terms.tenders),
    );
    let rest_of = after.earned_by_rest(policy);
    let has_earned = before.earn - before.back().clawed;
    let (clawed, remainder) = after.taken_back(policy, before, &rest_of);
    let keeps = has_earned - clawed;
    let by_cap = before.by_cap.iter().map(|by| {
        let still = rest_of.by_cap.iter().find(|(cap, _)| *cap == by.cap);
        let still = still.map_or(0, |(_, points)| (*points).min(keeps));
        (by.cap.clone(), (before.counts_by_now(by) - still).max(0))
    });
    let counts =
        |back: i64| before.counts_of(before.paid_for_goods() - before.charged_goods() - back);
    let points_for = |back: i64| match policy.qualifying {
        Some((points, per)) => part(counts(back), points, per),
        None => 0,
    };
    ComesBack {
        back: Back {
            cash: has.0 - had.0,
            shipping: 0,
            points: has.1 - had.1,
            value: has.2 - had.2,
            clawed,
            expired: 0,
        },
        remainder,
        by_cap: by_cap.collect(),
        budgets: before.gives_back_of(&rest_of),
        counted: Counted {
            spend: counts(had.0) - counts(has.0),
            points: points_for(had.0) - points_for(has.0),
            ..Counted::default()
        },
    }
}
