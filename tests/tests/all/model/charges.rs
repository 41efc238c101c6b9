//! Clause 5.3: a bank takes back what was paid, or gives it again. Goods stay where they are, and
//! what they earned goes with their cash.

use serde_json::Value;

use super::fraction::{Fraction, part};
use super::member::{Charge, Counted, Member, Order, Part, Pending, Status};
use super::terms::{text, whole};

impl Order {
    /// The chargebacks that stand.
    pub(crate) fn charged(&self) -> impl Iterator<Item = &Charge> {
        self.charges.iter().filter(|charge| charge.stands)
    }

    /// The cash for goods that banks took.
    pub(crate) fn charged_goods(&self) -> i64 {
        self.charged().map(|charge| charge.goods).sum()
    }

    pub(crate) fn charged_shipping(&self) -> i64 {
        self.charged()
            .map(|charge| charge.amount - charge.goods)
            .sum()
    }

    /// What was paid for all goods.
    pub(crate) fn paid_for_goods(&self) -> i64 {
        self.pieces.iter().map(|it| it.net - it.offset).sum()
    }

    /// The cash for goods that neither the member nor a bank has back.
    pub(crate) fn cash_kept(&self, tenders: &str) -> i64 {
        self.paid_for_goods() - self.charged_goods() - self.comes_to(tenders).0
    }

    pub(crate) fn cash_left(&self) -> i64 {
        let charged: i64 = self.charged().map(|charge| charge.amount).sum();
        self.paid_for_goods() + self.shipping - self.tendered() - self.back().cash - charged
    }

    fn returned_units(&self) -> i64 {
        (0..self.pieces.len()).map(|line| self.returned(line)).sum()
    }
}

impl Member {
    pub(crate) fn record_chargeback(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let (order, id) = (text(command, "order", ""), text(command, "chargeback", ""));
        let sales = self.sales();
        let place = sales.iter().find(|place| self.orders[**place].id == order);
        let place = *place.ok_or(5301_u16)?;
        let known = |place: &usize| self.orders[*place].charged().any(|charge| charge.id == id);
        if sales.iter().any(known) {
            return Err(5314);
        }
        let amount = whole(command, "amount_minor", 0);
        if amount <= 0 || amount > self.orders[place].cash_left() {
            return Err(5313);
        }
        if self.orders[place].charged().count() >= 4 {
            return Err(5317);
        }
        self.claim("chargeback", id, 5314)?;
        self.charge_back(place, (id, amount), now);
        Ok(())
    }

    fn charge_back(&mut self, place: usize, (id, amount): (&str, i64), at: i64) {
        let before = self.orders[place].clone();
        let policy = self.version(before.version).clone();
        let terms = policy.refunds.as_ref().unwrap();
        let left = before.cash_kept(&terms.tenders);
        let goods = amount.min(left);
        let mut charge = Charge {
            id: id.to_owned(),
            amount,
            goods,
            points: 0,
            value: 0,
            clawed: 0,
            gone: 0,
            expired: 0,
            taken: Vec::new(),
            rebate: 0,
            rebate_gone: 0,
            rebate_expired: 0,
            remainder: Fraction::whole(0),
            counted: Counted::default(),
            returned_units: before.returned_units(),
            stands: true,
        };
        if terms.reinstates_charged && left > 0 {
            let used: i64 = before.hold.iter().map(|part| part.points).sum();
            let worth: i64 = before.pieces.iter().map(|piece| piece.offset).sum();
            charge.points = part(used - before.back().points, goods, left);
            charge.value = part(worth - before.back().value, goods, left);
        }
        self.orders[place].charges.push(charge.clone());
        let after = self.orders[place].clone();
        let rest = after.earned_by_rest(&policy);
        (charge.clawed, charge.remainder) = after.taken_back(&policy, &before, &rest);
        let back = before.used_last(charge.points);
        self.put_back(&back, before.version, at);
        if before.rebate_given.is_some() {
            charge.rebate = part(before.rebate_left(), goods, left.max(1));
        }
        let taken = self.claw_earned(&before, terms, (charge.clawed, 0), at);
        let of_rebate = self.claw_rebate(&before, terms, (charge.rebate, 0), at);
        charge.rebate_gone = of_rebate.expired + of_rebate.written_off;
        charge.rebate_expired = of_rebate.expired;
        charge.gone = taken.expired + taken.written_off;
        charge.expired = taken.expired;
        let begun = |part: &Part| {
            let lot = &self.lots[part.lot];
            lot.begins_by.is_none() || lot.pending.is_none()
        };
        let all = taken.parts.into_iter().chain(of_rebate.parts);
        for part in all.filter(begun) {
            match charge.taken.iter_mut().find(|known| known.lot == part.lot) {
                Some(known) => known.points += part.points,
                None => charge.taken.push(part),
            }
        }
        self.at(at);
        self.repay();
        let points_for = |kept: i64| match policy.qualifying {
            Some((points, per)) => part(before.counts_of(kept), points, per),
            None => 0,
        };
        let counted_out = before.charged().any(|charge| charge.counted.orders > 0);
        let all_back = before.is_all_back() || counted_out;
        charge.counted = Counted {
            spend: before.counts_of(left) - before.counts_of(left - goods),
            points: points_for(left) - points_for(left - goods),
            orders: i64::from(goods == left && left > 0 && !all_back),
            ..Counted::default()
        };
        let counted = charge.counted;
        *self.orders[place].charges.last_mut().unwrap() = charge;
        self.stop_counting(place, counted, at);
    }

    pub(crate) fn reverse_chargeback(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let id = text(command, "chargeback", "");
        let sales = self.sales();
        let all = sales.into_iter().flat_map(|place| {
            let charges = self.orders[place].charges.iter().enumerate();
            charges.map(move |(which, charge)| (place, which, charge))
        });
        let found = all
            .into_iter()
            .find(|(.., charge)| charge.stands && charge.id == id);
        let (place, which, charge) = found.ok_or(5315_u16)?;
        let charge = charge.clone();
        if charge.returned_units != self.orders[place].returned_units() {
            return Err(5316);
        }
        let before = self.orders[place].clone();
        self.orders[place].charges[which].stands = false;
        let order = self.orders[place].clone();
        // The purchase uses its points again: of what there was before anything comes back.
        let used = self.take(charge.points, now);
        let short = charge.points - used.iter().map(|part| part.points).sum::<i64>();
        let mut owed = charge.clawed - charge.gone + charge.rebate - charge.rebate_gone;
        for part in &charge.taken {
            let waits_no_more = match &self.lots[part.lot].pending {
                Some(Pending::Until(at)) => *at <= now,
                Some(Pending::Settled(id)) => !self
                    .orders
                    .iter()
                    .any(|order| order.id == *id && matches!(order.status, Status::Paid { .. })),
                None => false,
            };
            if waits_no_more {
                self.lots[part.lot].pending = None;
            }
            self.put_back(&[*part], order.version, now);
            owed -= part.points;
        }
        self.debts.push(short);
        if owed > 0 {
            self.new_lot(order.version, owed, None, (now, now));
        }
        self.at(now);
        self.repay();
        let terms = self.version(order.version).refunds.as_ref().unwrap();
        let (tenders, undo) = (terms.tenders.clone(), terms.undo_tier.clone());
        let counts = |order: &Order| order.counts_of(order.cash_kept(&tenders));
        let points_for = |order: &Order| match self.version(order.version).qualifying {
            Some((points, per)) => part(counts(order), points, per),
            None => 0,
        };
        let again = self.orders[place].leaves_again(self.version(order.version));
        let counted = Counted {
            spend: counts(&self.orders[place]) - counts(&before),
            points: points_for(&self.orders[place]) - points_for(&before),
            ..charge.counted
        };
        let charge = &mut self.orders[place].charges[which];
        charge.remainder = charge.remainder.plus(again);
        let day = order.counted_on.filter(|_| undo != "never");
        if let Some(day) = day {
            self.counts_now((now, now), |member| {
                member.spend.push(super::member::Spend { day, counted });
            })?;
        }
        Ok(())
    }
}
