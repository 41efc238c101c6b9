//! A bank takes back what was paid, or gives it again. Clause 5.3.2.

use super::order::{Act, Outcome, claim};
use crate::decision::Summary;
use crate::id::{ChargebackId, OrderId};
use crate::limits::MAX_CHARGEBACKS;
use crate::number::Money;
use crate::refusal::{Code, Refusal};

impl Act<'_> {
    pub(super) fn record_chargeback(
        &mut self,
        order: &OrderId,
        chargeback: &ChargebackId,
        amount: Money,
    ) -> Outcome {
        let sales = &self.course.member.sales;
        let sale = sales.iter().find(|sale| sale.order == *order);
        let unknown = || Refusal::new(Code::SaleNotOpen).with("order", order);
        let sale = sale.ok_or_else(unknown)?.clone();
        let taken = Refusal::new(Code::ChargebackIdTaken).with("chargeback", chargeback);
        let mut standing = sales.iter().flat_map(|sale| &sale.charges);
        if standing.any(|charge| charge.id == *chargeback) {
            return Err(taken.into());
        }
        let left = sale.cash_left()?;
        if amount <= Money::ZERO || amount > left {
            let refusal = Refusal::new(Code::ChargebackOverLeft).with("amount_minor", amount);
            return Err(refusal.with("left_minor", left).into());
        }
        if sale.charges.len() >= MAX_CHARGEBACKS {
            let refusal = Refusal::new(Code::TooManyChargebacks);
            return Err(refusal.with("most", MAX_CHARGEBACKS).into());
        }
        self.course
            .charge_back(self.policies, &sale, (chargeback, amount), self.now)?;
        Ok((
            Summary::Done,
            vec![claim("chargeback", chargeback.as_str(), taken)],
        ))
    }

    pub(super) fn reverse_chargeback(&mut self, chargeback: &ChargebackId) -> Outcome {
        let sales = self.course.member.sales.iter();
        let mut charges = sales.flat_map(|sale| sale.charges.iter().map(move |it| (sale, it)));
        let found = charges.find(|(_, charge)| charge.id == *chargeback);
        let unknown = || Refusal::new(Code::ChargebackNotOpen).with("chargeback", chargeback);
        let (sale, charge) = found.ok_or_else(unknown)?;
        if charge.returned_units != sale.returned_units() {
            let refusal = Refusal::new(Code::RefundSinceChargeback);
            let refusal = refusal.with("chargeback", chargeback);
            return Err(refusal.with("order", &sale.order).into());
        }
        let (order, charge) = (sale.order.clone(), charge.clone());
        self.course
            .charge_again(self.policies, &order, &charge, self.now)?;
        Ok((Summary::Done, Vec::new()))
    }
}
