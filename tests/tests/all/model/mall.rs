//! The points mall: offers redeemed, paid, cancelled, given up; vouchers and what they take off.

use serde_json::Value;

use super::civil::{self, DAY, MINUTE};
use super::fraction::{Fraction, share_out};
use super::goods::Piece;
use super::member::{Member, Redeemed, Redemption, Voucher};
use super::terms::{Terms, flag, list, money, text, texts, whole};

impl Terms {
    fn offer(&self, id: &str) -> Option<&Value> {
        self.offers.iter().find(|offer| text(offer, "id", "") == id)
    }
}

/// The period that counts, and how much counts in it: of uses in the order in which they were, each
/// with the first day of the period that it counts in and whether it still counts. Only the latest
/// period in which anything was used is known of; where nothing of that counts any more, nothing is,
/// and a use may count in an earlier one again.
pub(crate) fn latest_known(all: &[(i64, bool)], first: i64) -> (i64, i64) {
    let mut known: Vec<(i64, bool)> = Vec::new();
    for used in all {
        known.retain(|earlier| earlier.0 == used.0);
        known.push(*used);
    }
    let counting: Vec<i64> = known
        .iter()
        .filter(|used| used.1)
        .map(|used| used.0)
        .collect();
    match counting.first() {
        Some(since) if *since >= first => (*since, i64::try_from(counting.len()).unwrap()),
        _ => (first, 0),
    }
}

impl Member {
    /// Units of an offer that the member has, or that are kept for a payment.
    pub(crate) fn units(&self, offer: &str, now: i64) -> i64 {
        let all = self.redemptions.iter().filter(|it| it.offer == offer);
        let counts = all.filter(|it| match it.stage {
            Redeemed::Waits(until) => now < until,
            Redeemed::Done => true,
            Redeemed::Gone => false,
        });
        i64::try_from(counts.count()).unwrap()
    }

    fn waits_for_cash(&self, id: &str) -> Option<usize> {
        let mut all = self.redemptions.iter();
        all.position(|it| it.id == id && matches!(it.stage, Redeemed::Waits(_)))
    }

    /// The period of an offer that counts now, and the units in it.
    fn had(&self, offer: &str, first: i64) -> (i64, i64) {
        let all = self.redemptions.iter().filter(|it| it.offer == offer);
        let all = all.filter_map(|it| Some((it.counts_in?, it.stage != Redeemed::Gone)));
        latest_known(&all.collect::<Vec<_>>(), first)
    }

    /// One unit of an offer, of which others have so many.
    pub(crate) fn redeem(&mut self, command: &Value, now: i64, others: i64) -> Result<(), u16> {
        let terms = self.in_force(now)?.clone();
        let name = text(command, "offer", "");
        let id = text(command, "redemption", "");
        let offer = terms.offer(name).ok_or(6220_u16)?;
        if self.waits_for_cash(id).is_some() {
            return Err(6221);
        }
        let moment = |name: &str| offer[name].as_str().map(civil::read);
        if moment("from").is_some_and(|from| now < from) {
            return Err(6222);
        }
        if moment("until").is_some_and(|until| until <= now) {
            return Err(6223);
        }
        let held = self.held(&terms, &self.counts(&terms, now));
        let tiers = texts(offer, "tiers");
        if !tiers.is_empty() && !tiers.contains(&terms.steps[held].id) {
            return Err(6224);
        }
        let mut counts_in = None;
        if let Some(most) = offer["most"].as_i64() {
            let period = text(offer, "most_in", "lifetime");
            let first = civil::first_of(period, terms.zone.day(now)).unwrap();
            let (since, units) = self.had(name, first);
            if units >= most {
                return Err(6225);
            }
            counts_in = Some(since);
        }
        let gone = self.units(name, now) + others;
        if offer["stock"].as_i64().is_some_and(|stock| stock <= gone) {
            return Err(6226);
        }
        let cash = money(offer, "cash").unwrap_or(0);
        let waits = |it: &&Redemption| matches!(it.stage, Redeemed::Waits(_));
        let waiting = self.redemptions.iter().filter(waits).count();
        if cash > 0 && waiting >= 16 {
            return Err(6228);
        }
        let vouchers = self.vouchers.iter().filter(|it| !it.gone).count();
        if offer["voucher"].is_object() && vouchers + waiting >= 32 {
            return Err(6231);
        }
        let points = whole(offer, "points", 0);
        if points > self.available(now) {
            return Err(6229);
        }
        self.claim("redemption", id, 6221)?;
        let hold = self.take(points, now);
        let until = now + terms.pay_within_minutes * MINUTE;
        self.redemptions.push(Redemption {
            id: id.to_owned(),
            offer: name.to_owned(),
            version: terms.version,
            cash,
            hold,
            stage: if cash > 0 {
                Redeemed::Waits(until)
            } else {
                Redeemed::Done
            },
            counts_in,
        });
        self.at(now);
        if cash == 0 {
            self.have(self.redemptions.len() - 1, now);
        }
        Ok(())
    }

    /// The points are used, and the unit is the member's.
    fn have(&mut self, place: usize, now: i64) {
        let one = self.redemptions[place].clone();
        self.redemptions[place].stage = Redeemed::Done;
        self.at(now);
        self.was_active("using", now, now);
        let offer = self.version(one.version).offer(&one.offer).unwrap().clone();
        if offer["voucher"].is_object() {
            let days = whole(&offer["voucher"], "valid_days", 0);
            self.vouchers.push(Voucher {
                id: one.id,
                terms: offer["voucher"].clone(),
                expires: now + days * DAY,
                held_for: None,
                gone: false,
            });
        }
    }

    fn open_redemption(&self, command: &Value) -> Result<usize, u16> {
        let place = self.waits_for_cash(text(command, "redemption", ""));
        let of_offer = |place: &usize| self.redemptions[*place].offer == command["offer"];
        place.filter(of_offer).ok_or(6230)
    }

    pub(crate) fn pay_redemption(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let place = self.open_redemption(command)?;
        if whole(command, "amount_minor", 0) != self.redemptions[place].cash {
            return Err(5005);
        }
        self.claim("payment", text(command, "payment", ""), 5006)?;
        self.have(place, now);
        Ok(())
    }

    pub(crate) fn cancel_redemption(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let place = self.open_redemption(command)?;
        self.give_up(place, now);
        Ok(())
    }

    /// A redemption comes to nothing: what it held goes back.
    pub(crate) fn give_up(&mut self, place: usize, at: i64) {
        let one = self.redemptions[place].clone();
        self.put_back(&one.hold, one.version, at);
        self.redemptions[place].stage = Redeemed::Gone;
        self.at(at);
        self.repay();
    }

    /// An order that held a voucher is over without it.
    pub(crate) fn free_voucher(&mut self, order: &str, at: i64) {
        let held = |it: &&mut Voucher| it.held_for.as_deref() == Some(order) && !it.gone;
        if let Some(voucher) = self.vouchers.iter_mut().find(held) {
            voucher.held_for = None;
            if let Some(days) = voucher.terms["revive_days"].as_i64()
                && voucher.expires <= at
            {
                voucher.expires = at + days * DAY;
            }
        }
    }

    /// Takes the voucher that a cart names off its lines: its place, and what it takes off.
    pub(crate) fn take_off(
        &self,
        cart: &Value,
        pieces: &mut [Piece],
        at: i64,
    ) -> Result<Option<(usize, i64)>, u16> {
        let Some(name) = cart["voucher"].as_str() else {
            return Ok(None);
        };
        let usable = |it: &Voucher| it.id == name && !it.gone;
        let place = self.vouchers.iter().position(usable).ok_or(6232_u16)?;
        let voucher = &self.vouchers[place];
        // The first of the refusals by their numbers is told.
        if voucher.expires <= at {
            return Err(6232);
        }
        if voucher.held_for.is_some() {
            return Err(6233);
        }
        let terms = &voucher.terms;
        if !flag(terms, "with_points", true) && whole(cart, "offset_points", 0) > 0 {
            return Err(6234);
        }
        let only = list(terms, "only_categories");
        let is_for = |piece: &Piece| only.is_empty() || only.contains(&piece.line["category"]);
        let price = |piece: &Piece| if is_for(piece) { piece.net } else { 0 };
        let weights: Vec<i64> = pieces.iter().map(price).collect();
        let goods: i64 = weights.iter().sum();
        if goods == 0 {
            return Err(6235);
        }
        if goods < money(terms, "least").unwrap_or(0) {
            return Err(6236);
        }
        let value = match money(terms, "amount") {
            Some(amount) => amount.min(goods),
            None => {
                let share = Fraction::read(text(terms, "share", "1"));
                share.times(Fraction::whole(goods)).floor()
            }
        };
        for (piece, off) in pieces.iter_mut().zip(share_out(value, &weights)) {
            piece.take_off(off);
        }
        Ok(Some((place, value)))
    }
}
