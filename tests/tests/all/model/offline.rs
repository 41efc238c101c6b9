//! Clause 5.1.1: purchases made outside, claimed afterwards, looked at by a second person.

use serde_json::Value;

use super::civil::{self, DAY};
use super::member::{Member, Status};
use super::terms::{money, text, texts, whole};

impl Member {
    fn waiting_claims(&self) -> impl Iterator<Item = usize> {
        let all = self.orders.iter().enumerate();
        let waiting = all.filter(|(_, order)| matches!(order.status, Status::Claimed { .. }));
        waiting.map(|(place, _)| place)
    }

    /// Whether a receipt is of what waits, or may still be given back.
    fn knows_receipt(&self, receipt: &str) -> bool {
        let mut known = self.waiting_claims().chain(self.sales());
        known.any(|place| self.orders[place].receipt.as_deref() == Some(receipt))
    }

    pub(crate) fn claim_purchase(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let at = civil::read(text(command, "purchased_at", ""));
        let terms = self.in_force(at.min(now))?.clone();
        let Some(offline) = &terms.offline else {
            return Err(5109);
        };
        if at > now {
            return Err(5110);
        }
        if at < self.registered_at {
            return Err(5111);
        }
        let days = whole(offline, "claim_within_days", 0);
        if terms.zone.day(now) > terms.zone.day(at) + days {
            return Err(5112);
        }
        let cart = &command["cart"];
        if whole(cart, "offset_points", 0) != 0 || !cart["voucher"].is_null() {
            return Err(5113);
        }
        let (id, receipt) = (
            text(command, "order", ""),
            text(command, "till_receipt", ""),
        );
        if self.open_order(id).is_ok() {
            return Err(5001);
        }
        let price = self.price_outside(&terms, cart, at)?;
        if let Some(refusal) = price.refusal {
            return Err(refusal);
        }
        let cash = price.cash;
        if whole(command, "paid_minor", 0) != cash {
            return Err(5005);
        }
        if self.waiting_claims().count() >= 16 {
            return Err(5114);
        }
        if self.knows_receipt(receipt) {
            return Err(5115);
        }
        self.claim("order", id, 5001)?;
        self.claim("till_receipt", receipt, 5115)?;
        let status = Status::Claimed {
            by: command["by"].as_str().map(str::to_owned),
            review_by: now + whole(offline, "review_days", 7) * DAY,
            when_overdue: text(offline, "when_overdue", "wait").to_owned(),
        };
        let mut order = self.ordered(&terms, (id, cart), price, at, status);
        order.receipt = Some(receipt.to_owned());
        self.orders.push(order);
        self.at(now);
        if cash <= money(offline, "alone_up_to").unwrap_or(0) {
            self.approve_purchase(self.orders.len() - 1, now)?;
        }
        Ok(())
    }

    /// It was paid when it was bought, and its goods are there: it is settled at once.
    pub(crate) fn approve_purchase(&mut self, place: usize, now: i64) -> Result<(), u16> {
        let at = self.orders[place].placed_at;
        // It is approved now: points that would be over by now pay nothing of what is owed.
        self.at(now);
        self.paid(place, at, now);
        let is_yearly = self.in_force(now)?.window.is_yearly();
        let lifts_at = if is_yearly { at } else { now };
        self.count(place, (at, lifts_at), now)?;
        self.settle_order(place, now);
        Ok(())
    }

    pub(crate) fn review_purchase(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let id = text(command, "order", "");
        let place = self.waiting_claims().find(|it| self.orders[*it].id == id);
        let place = place.ok_or(5117_u16)?;
        let order = &self.orders[place];
        let Status::Claimed { by: Some(by), .. } = &order.status else {
            return self.verdict(place, command, now);
        };
        if by == text(command, "by", "") {
            return Err(5118);
        }
        self.verdict(place, command, now)
    }

    fn verdict(&mut self, place: usize, command: &Value, now: i64) -> Result<(), u16> {
        let reason = command["reason"].as_str();
        let offline = self.version(self.orders[place].version).offline.as_ref();
        let listed = texts(offline.unwrap(), "refusal_reasons");
        let approves = text(command, "verdict", "") == "approve";
        match reason {
            None if approves => self.approve_purchase(place, now),
            Some(reason) if !approves && listed.iter().any(|known| known == reason) => {
                self.lapse_claim(place, now);
                Ok(())
            }
            _ => Err(5119),
        }
    }

    /// Nobody looked at it in time.
    pub(crate) fn overdue(&mut self, place: usize, at: i64) {
        let Status::Claimed { when_overdue, .. } = &self.orders[place].status else {
            return;
        };
        if when_overdue == "approve" {
            self.approve_purchase(place, at).unwrap();
        } else {
            self.lapse_claim(place, at);
        }
    }

    /// It comes to nothing.
    pub(crate) fn lapse_claim(&mut self, place: usize, at: i64) {
        self.orders[place].status = Status::Gone;
        self.at(at);
    }
}
