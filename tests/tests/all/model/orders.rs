//! Chapter 5: orders placed, paid, cancelled, settled.

use serde_json::Value;

use super::bounded::names_some;
use super::civil::{self, DAY, MINUTE};
use super::fraction::Fraction;
use super::member::{Member, Order, Pending, Status};
use super::price::Price;
use super::shared::end_of_hour;
use super::terms::{Terms, list, text, texts, whole};

impl Order {
    /// Whether it is neither over nor settled.
    pub(crate) fn is_open(&self) -> bool {
        !matches!(self.status, Status::Settled | Status::Gone)
    }

    /// What is under review is neither paid, cut nor settled by anybody.
    pub(crate) fn no_claim(&self) -> Result<(), u16> {
        match self.status {
            Status::Claimed { .. } => Err(5116),
            _ => Ok(()),
        }
    }
}

impl Member {
    /// The moment of an act that may be recorded late.
    pub(crate) fn moment(&self, command: &Value, now: i64) -> Result<i64, u16> {
        let at = command["occurred_at"].as_str().map_or(now, civil::read);
        let terms = self.in_force(at)?;
        let earliest = now - terms.past_skew_minutes * MINUTE;
        if at < earliest || now < at {
            return Err(1002);
        }
        Ok(at)
    }

    pub(crate) fn open_order(&self, id: &str) -> Result<usize, u16> {
        let is_open = |order: &Order| order.id == id && order.is_open();
        self.orders.iter().position(is_open).ok_or(5002)
    }

    pub(crate) fn place(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let at = self.moment(command, now)?;
        let terms = self.in_force(at)?.clone();
        let id = text(command, "order", "");
        if self.open_order(id).is_ok() {
            return Err(5001);
        }
        let cart = &command["cart"];
        let price = self.price(&terms, cart, at)?;
        if let Some(refusal) = price.refusal {
            return Err(refusal);
        }
        self.claim("order", id, 5001)?;
        if let Some((voucher, _)) = price.voucher {
            self.vouchers[voucher].held_for = Some(id.to_owned());
        }
        let status = Status::Placed {
            lapses: now + terms.pay_within_minutes * MINUTE,
        };
        let order = self.ordered(&terms, (id, cart), price, at, status);
        self.orders.push(order);
        self.at(at);
        Ok(())
    }

    /// An order of a cart at its price: its points are on hold from now on.
    pub(crate) fn ordered(
        &mut self,
        terms: &Terms,
        (id, cart): (&str, &Value),
        price: Price,
        at: i64,
        status: Status,
    ) -> Order {
        let mut counts: Vec<(String, i64)> = Vec::new();
        for cap in list(&terms.earning, "caps")
            .iter()
            .filter(|cap| price.earn > 0 && !names_some(cap))
        {
            let kind = text(cap, "period", "").to_owned();
            if let Some((since, _)) = self.so_far(terms, &kind, at) {
                counts.retain(|(of, _)| *of != kind);
                counts.push((kind, since));
            }
        }
        let by_cap = self.takes_by_cap(terms, &price, at);
        let moves = price.before != price.leaves;
        let some = |part: Fraction| if moves { part } else { Fraction::whole(0) };
        let budgets = price.earned.budgets.iter().filter(|it| it.gives > 0);
        let budgets = budgets.map(|it| (it.activity.clone(), it.gives)).collect();
        let hold = self.take(price.used, at);
        let budgets_until = match status {
            Status::Placed { lapses } => end_of_hour(lapses),
            _ => at,
        };
        Order {
            id: id.to_owned(),
            version: terms.version,
            status,
            placed_at: at,
            cash: price.cash,
            tenders: price.tenders,
            shipping: price.shipping,
            qualifying: price.adds,
            qualifying_points: price.adds_points,
            earn: price.earn,
            tier: price.earning_tier,
            channel: cart["channel"].as_str().map(str::to_owned),
            facts: texts(cart, "facts"),
            joined: self.registered_at,
            first_purchase: price.first_purchase,
            budgets,
            budgets_until,
            pieces: price.pieces,
            hold,
            receipt: None,
            shipped: price.given.used,
            rebate_given: None,
            counts,
            by_cap,
            took: some(price.before),
            leaves: some(price.leaves),
            rooms: price.rooms,
            paid: None,
            counted_on: None,
            lot: None,
            open: terms.refunds.is_some(),
            closes: None,
            refunds: Vec::new(),
            charges: Vec::new(),
        }
    }

    pub(crate) fn pay(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let at = self.moment(command, now)?;
        let place = self.open_order(text(command, "order", ""))?;
        let order = self.orders[place].clone();
        if order.paid.is_some() {
            return Err(5003);
        }
        order.no_claim()?;
        if whole(command, "amount_minor", 0) != order.cash {
            return Err(5005);
        }
        let payment = text(command, "payment", "");
        self.claim("payment", payment, 5006)?;
        let terms = self.version(order.version).clone();
        self.orders[place].status = Status::Paid {
            payment: payment.to_owned(),
            settles: at + terms.settle_after_days * DAY,
        };
        for voucher in &mut self.vouchers {
            voucher.gone |= voucher.held_for.as_ref() == Some(&order.id);
        }
        self.paid(place, at, now);
        self.count(place, (at, at), now)
    }

    /// An order was paid: it gives what it earns.
    pub(crate) fn paid(&mut self, place: usize, at: i64, now: i64) {
        let order = self.orders[place].clone();
        let terms = self.version(order.version).clone();
        let paid = self.orders.iter().filter(|order| order.paid.is_some());
        self.orders[place].paid = Some((at, paid.count()));
        self.at(at);
        self.was_active("paying", at, now);
        if !order.still_held().is_empty() {
            self.was_active("using", at, now);
        }
        if order.earn == 0 {
            return;
        }
        self.was_active("earning", at, now);
        let pending = match text(&terms.earning, "pending", "none") {
            "until_settled" => Some(Pending::Settled(order.id.clone())),
            "days" => {
                let days = whole(&terms.earning, "pending_days", 0);
                Some(Pending::Until(at + days * DAY))
            }
            _ => None,
        };
        self.orders[place].lot = Some(self.lots.len());
        self.new_lot(order.version, order.earn, pending, (at, now));
    }

    pub(crate) fn cancel(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let place = self.open_order(text(command, "order", ""))?;
        if self.orders[place].paid.is_some() {
            return Err(5003);
        }
        self.release(place, now);
        self.orders[place].budgets_until = now;
        Ok(())
    }

    pub(crate) fn settle(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let place = self.open_order(text(command, "order", ""))?;
        self.orders[place].no_claim()?;
        if self.orders[place].paid.is_none() {
            return Err(5004);
        }
        self.settle_order(place, now);
        Ok(())
    }
}
