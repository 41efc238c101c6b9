//! Clause 5.3: refunds, step by step.

use serde_json::Value;

use super::back::comes_back;
use super::civil::DAY;
use super::fraction::Fraction;
use super::member::{Back, Counted, Member, Order, Part, Refund, Stage, Status};
use super::terms::{Refunds, list, text, whole};

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
        self.gives_back(before.version, &units.budgets);
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
