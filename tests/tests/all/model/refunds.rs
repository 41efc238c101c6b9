//! Clause 5.3: refunds. What all units given back come to, less what those before came to.

use serde_json::Value;

use super::civil::DAY;
use super::fraction::{Fraction, part};
use super::goods::{Earned, Piece, Setting, earned};
use super::member::{Back, ByCap, Charge, Counted, Member, Order, Part, Refund, Stage, Status};
use super::terms::{Refunds, Terms, list, text, whole};

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

impl Member {
    fn refund(&self, id: &str) -> Result<(usize, usize), u16> {
        let sales = self.sales();
        let mut all = sales.into_iter().flat_map(|place| {
            (0..self.orders[place].refunds.len()).map(move |which| (place, which))
        });
        let found = all.find(|(place, which)| {
            let refund = &self.orders[*place].refunds[*which];
            refund.id == id && refund.is_under_way()
        });
        found.ok_or(5303)
    }

    pub(crate) fn request_refund(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        self.request(command, now, false)
    }

    /// Goods are exchanged for others of the same category that cost the same.
    pub(crate) fn request_exchange(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        if list(command, "lines").is_empty() {
            return Err(5306);
        }
        self.request(command, now, true)
    }

    fn request(&mut self, command: &Value, now: i64, is_exchange: bool) -> Result<(), u16> {
        let order = text(command, "order", "");
        let id = text(command, "refund", "");
        let sales = self.sales();
        let place = sales
            .into_iter()
            .find(|place| self.orders[*place].id == order);
        let place = place.ok_or(5301_u16)?;
        let terms = self
            .version(self.orders[place].version)
            .refunds
            .clone()
            .unwrap();
        if self.refund(id).is_ok() {
            return Err(5302);
        }
        let reason = text(command, "reason", "");
        let reason = terms
            .reasons
            .iter()
            .find(|known| known.id == reason)
            .ok_or(5304_u16)?;
        let sale = &self.orders[place];
        let sooner = (terms.longest_days() - reason.within_days) * DAY;
        if sale.closes.is_some_and(|closes| now >= closes - sooner) {
            return Err(5305);
        }
        let units = units(sale, command)?;
        let is_alike = |wanted: &Value| {
            let line = usize::try_from(whole(wanted, "line", 0)).unwrap();
            ["category", "unit_price_minor"]
                .iter()
                .all(|name| sale.pieces[line].line[name] == wanted[name])
        };
        if is_exchange && !list(command, "lines").iter().all(is_alike) {
            return Err(5240);
        }
        if sale
            .refunds
            .iter()
            .filter(|refund| refund.is_under_way())
            .count()
            >= 8
        {
            return Err(5309);
        }
        self.claim("refund", id, 5302)?;
        self.orders[place].refunds.push(Refund {
            id: id.to_owned(),
            reason: reason.id.clone(),
            units,
            is_exchange,
            is_void: false,
            stage: Stage::UnderReview {
                by: now + terms.review_days * DAY,
                approves_itself: terms.approves_itself,
            },
            back: Back::default(),
            to_tenders: Vec::new(),
            rebate: 0,
            rebate_expired: 0,
            budgets: Vec::new(),
            remainder: Fraction::whole(0),
            by_cap: Vec::new(),
        });
        self.at(now);
        if !reason.review {
            let last = self.orders[place].refunds.len() - 1;
            self.approve_refund(place, last, now);
        }
        Ok(())
    }

    fn reviewable(&self, command: &Value) -> Result<(usize, usize), u16> {
        let (place, which) = self.refund(text(command, "refund", ""))?;
        match self.orders[place].refunds[which].stage {
            Stage::UnderReview { .. } => Ok((place, which)),
            _ => Err(5310),
        }
    }

    pub(crate) fn review_refund(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let (place, which) = self.reviewable(command)?;
        if text(command, "verdict", "") == "approve" {
            self.approve_refund(place, which, now);
        } else {
            self.orders[place].refunds[which].stage = Stage::Ended;
        }
        self.at(now);
        Ok(())
    }

    pub(crate) fn withdraw_refund(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let (place, which) = self.reviewable(command)?;
        self.orders[place].refunds[which].stage = Stage::Ended;
        self.at(now);
        Ok(())
    }

    pub(crate) fn pay_refund(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let (place, which) = self.refund(text(command, "refund", ""))?;
        let refund = &self.orders[place].refunds[which];
        if refund.stage != Stage::Approved {
            return Err(5311);
        }
        if whole(command, "amount_minor", 0) != refund.back.cash {
            return Err(5312);
        }
        self.claim("payment", text(command, "payment", ""), 5006)?;
        self.complete(place, which, now);
        Ok(())
    }

    fn complete(&mut self, place: usize, which: usize, at: i64) {
        self.orders[place].refunds[which].stage = Stage::Paid;
        self.at(at);
        let sale = &self.orders[place];
        if sale.is_all_back() && !sale.refunds.iter().any(Refund::is_under_way) {
            // Nothing is left to be received, nor to be given back.
            if matches!(sale.status, Status::Paid { .. }) {
                self.settle_order(place, at);
            }
            self.orders[place].open = false;
        }
    }

    /// Points go back, what was earned is taken back, and the cash is known.
    pub(crate) fn approve_refund(&mut self, place: usize, which: usize, at: i64) {
        if self.orders[place].refunds[which].is_exchange {
            self.orders[place].refunds[which].stage = Stage::Ended;
            self.at(at);
            return;
        }
        let before = self.orders[place].clone();
        let policy = self.version(before.version).clone();
        let terms = policy.refunds.as_ref().unwrap();
        self.orders[place].refunds[which].stage = Stage::Approved;
        let after = self.orders[place].clone();

        let reason = &before.refunds[which].reason;
        let shipping = match &*terms
            .reasons
            .iter()
            .find(|it| it.id == *reason)
            .unwrap()
            .shipping
        {
            "always" => true,
            "when_all" => after.is_all_back(),
            _ => false,
        };
        let shipping = if shipping {
            (before.shipping - before.back().shipping - before.charged_shipping()).max(0)
        } else {
            0
        };
        let units = comes_back(&policy, &before, &after);
        self.orders[place].refunds[which].remainder = units.remainder;
        self.orders[place].refunds[which].by_cap = units.by_cap;
        self.orders[place].refunds[which].budgets = units.budgets;
        let mut back = Back {
            cash: units.back.cash + shipping,
            shipping,
            ..units.back
        };

        // What was used last goes back first.
        let parts = before.used_last(back.points);
        self.put_back(&parts, before.version, at);
        let taken = self.claw_earned(&before, terms, (back.clawed, back.cash), at);
        back.cash -= taken.kept;
        let rebate = before.rebate_left() - before.rebate_left().min(after.rebate_kept());
        let of_rebate = self.claw_rebate(&before, terms, (rebate, back.cash), at);
        back.cash -= of_rebate.kept;
        self.orders[place].refunds[which].rebate = rebate;
        self.orders[place].refunds[which].rebate_expired = of_rebate.expired;
        back.expired = taken.expired;
        let money = back.cash;
        let (cash, to_tenders) = before.between_tenders(&policy, money);
        back.cash = cash;
        self.orders[place].refunds[which].back = back;
        self.orders[place].refunds[which].to_tenders = to_tenders;
        self.at(at);
        self.repay();

        let counted = Counted {
            orders: i64::from(
                after.is_all_back() && !before.charged().any(|charge| charge.counted.orders > 0),
            ),
            ..units.counted
        };
        self.stop_counting(place, counted, at);
        if money == 0 {
            self.complete(place, which, at);
        }
    }

    /// Takes points back that goods had earned.
    pub(crate) fn claw_earned(
        &mut self,
        sale: &Order,
        terms: &Refunds,
        takes: (i64, i64),
        at: i64,
    ) -> Clawed {
        let own = (sale.lot, sale.back().expired);
        self.claw_back(sale, own, terms, takes, at)
    }

    /// Takes points back that were a rebate on them.
    pub(crate) fn claw_rebate(
        &mut self,
        sale: &Order,
        terms: &Refunds,
        takes: (i64, i64),
        at: i64,
    ) -> Clawed {
        let own = (sale.rebate_given.map(|(lot, _)| lot), sale.rebate_set_off());
        self.claw_back(sale, own, terms, takes, at)
    }

    /// What is left of their own lot first, then what of it expired unused and was not set off, then
    /// other lots.
    fn claw_back(
        &mut self,
        sale: &Order,
        (lot, set_off): (Option<usize>, i64),
        terms: &Refunds,
        (points, cash): (i64, i64),
        at: i64,
    ) -> Clawed {
        let own = lot.filter(|lot| {
            let lot = &self.lots[*lot];
            lot.points() > 0 && (!terms.first_expiring || lot.pending.is_some())
        });
        let sum = |parts: &[Part]| parts.iter().map(|part| part.points).sum::<i64>();
        let of_own = self.take_of(points, own.into_iter().collect());
        let left = points - sum(&of_own);
        let expired = lot.map_or(0, |lot| self.lots[lot].expired) - set_off;
        let expired = expired.min(left);
        let others = self.lots_in_order().into_iter();
        let others = others.filter(|lot| Some(*lot) != own && self.lots[*lot].is_usable(at));
        let others: Vec<usize> = others.collect();
        let of_others = self.take_of(left - expired, others);
        let short = left - expired - sum(&of_others);
        let offset = self.version(sale.version).offset.clone();
        let mut written_off = 0;
        let kept = match (terms.shortfall.as_str(), offset) {
            ("write_off", _) => {
                written_off = short;
                0
            }
            ("cash", Some(offset)) => {
                let worth = short * offset.worth / offset.points;
                if worth > cash {
                    let paid = cash * offset.points / offset.worth;
                    self.debts.push(short - paid.min(short));
                }
                worth.min(cash)
            }
            _ => {
                self.debts.push(short);
                0
            }
        };
        Clawed {
            parts: of_own.into_iter().chain(of_others).collect(),
            expired,
            written_off,
            kept,
        }
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
        Some((points, per)) => counts(back) * points / per,
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

/// How points were taken back.
pub(crate) struct Clawed {
    pub(crate) parts: Vec<Part>,
    /// How many had expired unused.
    pub(crate) expired: i64,
    /// How many nobody owes.
    pub(crate) written_off: i64,
    /// What is kept of the cash for those that are gone.
    pub(crate) kept: i64,
}

/// The units asked for: all that is left where none are named.
pub(crate) fn units(sale: &Order, command: &Value) -> Result<Vec<(usize, i64)>, u16> {
    let left = |line: usize| sale.pieces[line].quantity - sale.returned(line) - sale.asked(line);
    let named = list(command, "lines");
    let mut units: Vec<(usize, i64)> = Vec::new();
    if named.is_empty() {
        units = (0..sale.pieces.len())
            .map(|line| (line, left(line)))
            .collect();
    }
    for one in named {
        let line = usize::try_from(whole(one, "line", 0)).unwrap();
        let quantity = whole(one, "quantity", 0);
        if line >= sale.pieces.len() || units.iter().any(|(known, _)| *known == line) {
            return Err(5307);
        }
        if quantity > left(line) {
            return Err(5308);
        }
        units.push((line, quantity));
    }
    units.retain(|(_, quantity)| *quantity > 0);
    units.sort_unstable();
    if units.is_empty() {
        Err(5306)
    } else {
        Ok(units)
    }
}
