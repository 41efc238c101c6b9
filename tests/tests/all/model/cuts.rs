//! Clause 5.2.1: some units of an order that is not paid are void. They count as given back before it
//! was paid: it costs and earns that much less, and what was held for them is there again.

use serde_json::Value;

use super::back::comes_back;
use super::member::{Member, Order, Part, Refund, Stage};
use super::refunds::units;
use super::terms::text;

impl Order {
    /// The points that are still held, and those that no longer are: what was to be used last went
    /// back first.
    fn held_and_void(&self) -> (Vec<Part>, Vec<Part>) {
        let (mut held, mut void) = (self.hold.clone(), Vec::new());
        for refund in self.refunds.iter().filter(|refund| refund.is_void) {
            let mut left = refund.back.points;
            while left > 0 {
                let last = held.last_mut().unwrap();
                let points = left.min(last.points);
                void.insert(0, Part { points, ..*last });
                last.points -= points;
                left -= points;
                held.retain(|part| part.points > 0);
            }
        }
        (held, void)
    }

    pub(crate) fn still_held(&self) -> Vec<Part> {
        self.held_and_void().0
    }

    /// All that was ever held, as it is shown.
    pub(crate) fn ever_held(&self) -> Vec<Part> {
        let (held, void) = self.held_and_void();
        held.into_iter().chain(void).collect()
    }
}

impl Member {
    pub(crate) fn cut_order(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let place = self.open_order(text(command, "order", ""))?;
        let before = self.orders[place].clone();
        if before.paid.is_some() {
            return Err(5003);
        }
        before.no_claim()?;
        let policy = self.version(before.version).clone();
        if policy.refunds.is_none() {
            return Err(5230);
        }
        let units = units(&before, command)?;
        let mut after = before.clone();
        after.refunds.push(Refund {
            id: String::new(),
            reason: String::new(),
            units,
            is_exchange: false,
            is_void: true,
            stage: Stage::Paid,
            back: super::member::Back::default(),
            to_tenders: Vec::new(),
            rebate: 0,
            rebate_expired: 0,
            budgets: Vec::new(),
            remainder: super::fraction::Fraction::whole(0),
            by_cap: Vec::new(),
        });
        if after.is_all_back() {
            return Err(5231);
        }
        let void = comes_back(&policy, &before, &after);
        let parts = before.used_last(void.back.points);
        let (cash, to_tenders) = before.between_tenders(&policy, void.back.cash);
        after.cash -= cash;
        after.earn -= void.back.clawed;
        after.qualifying -= void.counted.spend;
        after.qualifying_points = after
            .qualifying_points
            .map(|points| points - void.counted.points);
        let refund = after.refunds.last_mut().unwrap();
        refund.back = super::member::Back {
            clawed: 0,
            cash,
            ..void.back
        };
        refund.to_tenders = to_tenders;
        (refund.remainder, refund.by_cap) = (void.remainder, void.by_cap);
        refund.budgets = void.budgets;
        self.orders[place] = after;
        self.put_back(&parts, before.version, now);
        self.at(now);
        self.repay();
        Ok(())
    }
}
