//! What a cart comes to: points off, cash, tier, points earned under the caps.

use serde_json::{Value, json};

use super::civil;
use super::fraction::{Fraction, share_out};
use super::goods::{Earned, Piece, Setting, covers, earned, pieces};
use super::member::{Counted, Member, Order, Redeemed, Status};
use super::terms::{Offset, Terms, list, text, whole};

#[derive(Clone, Debug)]
pub(crate) struct Price {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) used: i64,
    pub(crate) most: i64,
    pub(crate) goods: i64,
    pub(crate) shipping: i64,
    pub(crate) value: i64,
    pub(crate) adds: i64,
    pub(crate) adds_points: Option<i64>,
    pub(crate) held: usize,
    pub(crate) after: usize,
    pub(crate) earning_tier: usize,
    pub(crate) earned: Earned,
    pub(crate) earn: i64,
    pub(crate) first_purchase: bool,
    /// The voucher that is used, by its place, and what it takes off.
    pub(crate) voucher: Option<(usize, i64)>,
    pub(crate) refusal: Option<u16>,
}

/// Whether this is a cart at all.
fn check(cart: &Value) -> Result<(), u16> {
    let lines = list(cart, "lines");
    let amounts = |line: &Value| {
        ["unit_price_minor", "discount_minor", "tax_minor"].map(|name| whole(line, name, 0))
    };
    let disagrees = |line: &Value| {
        let [price, discount, tax] = amounts(line);
        let net = price * whole(line, "quantity", 0) - discount;
        net < 0 || tax > net
    };
    let checks = [
        (5101, lines.is_empty()),
        (5102, lines.len() > 200),
        (
            5103,
            lines
                .iter()
                .any(|line| !(1..=9_999).contains(&whole(line, "quantity", 0))),
        ),
        (
            5104,
            whole(cart, "shipping_minor", 0) < 0
                || lines
                    .iter()
                    .any(|line| amounts(line).iter().any(|amount| *amount < 0)),
        ),
        (5105, lines.iter().any(disagrees)),
        (
            5106,
            lines.iter().any(|line| list(line, "labels").len() > 8),
        ),
        (6211, whole(cart, "offset_points", 0) < 0),
    ];
    let wrong = checks.iter().find(|(_, wrong)| *wrong);
    wrong.map_or(Ok(()), |(code, _)| Err(*code))
}

impl Offset {
    fn within(&self, minor: i64) -> i64 {
        minor.max(0) * self.points / self.worth
    }

    /// The most points that may be used on goods of so much, and whole steps of them.
    fn most(&self, eligible: i64, total: i64, available: i64) -> i64 {
        let share = self.share.times(Fraction::whole(eligible)).floor();
        let most = available
            .min(self.within(share))
            .min(self.most.unwrap_or(i64::MAX))
            .min(self.within(total - self.least_cash));
        most - most % self.step
    }
}

impl Member {
    pub(crate) fn price(&self, terms: &Terms, cart: &Value, at: i64) -> Result<Price, u16> {
        check(cart)?;
        let mut pieces = pieces(cart);
        let voucher = self.take_off(cart, &mut pieces, at);
        let goods: i64 = pieces.iter().map(|piece| piece.net).sum();
        let shipping = whole(cart, "shipping_minor", 0);
        let asked = whole(cart, "offset_points", 0);
        let (mut used, mut most, mut value, mut refusal) = (0, 0, 0, None);
        match &terms.offset {
            None => refusal = (asked > 0).then_some(6212),
            Some(offset) => {
                let eligible = |piece: &Piece| covers(&offset.eligible, &piece.line);
                let weights = pieces
                    .iter()
                    .map(|piece| if eligible(piece) { piece.net } else { 0 });
                let weights: Vec<i64> = weights.collect();
                let base: i64 = weights.iter().sum();
                if base == 0 {
                    refusal = (asked > 0).then_some(6213);
                } else {
                    let usable = offset.most(base, goods + shipping, self.available(at));
                    most = if usable < offset.least { 0 } else { usable };
                    used = asked.min(usable) / offset.step * offset.step;
                    if asked > 0 && offset.refuses && used != asked {
                        refusal = Some(6214);
                    } else if asked > 0 && (used == 0 || used < offset.least) {
                        refusal = Some(6215);
                    }
                    if refusal.is_some() {
                        used = 0;
                    }
                    value = used * offset.worth / offset.points;
                    let shares = share_out(value, &weights);
                    pieces
                        .iter_mut()
                        .zip(shares)
                        .for_each(|(piece, share)| piece.offset = share);
                }
            }
        }

        // A voucher that cannot be used stands before points that cannot.
        let refusal = voucher.err().or(refusal);
        let adds = goods - value;
        let adds_points = terms.qualifying.map(|(points, per)| adds * points / per);
        let before = self.counts(terms, at);
        let held = self.held(terms, &before);
        let paid = Counted {
            spend: before.spend + adds,
            points: before.points + adds_points.unwrap_or(0),
            orders: before.orders + 1,
            ..before
        };
        let after = if adds == 0 {
            held
        } else {
            terms.lifts(held, &paid)
        };
        let earning_tier = if terms.new_tier_earns { after } else { held };

        let is_open =
            |order: &&Order| matches!(order.status, Status::Placed { .. } | Status::Paid { .. });
        let paid_before = self.orders.iter().any(|order| order.paid.is_some());
        let first_purchase = !paid_before && !self.orders.iter().any(|order| is_open(&order));
        let setting = Setting {
            terms,
            tier: earning_tier,
            at,
            first_purchase,
            channel: cart["channel"].as_str(),
        };
        let mut earned = earned(setting, &pieces);
        let uncapped: i64 = earned.points.iter().sum();
        let mut earn = uncapped;
        for cap in list(&terms.earning, "caps") {
            let room = self.room(terms, cap, used, at);
            if earn > room {
                earn = if text(cap, "over", "take") == "refuse" {
                    0
                } else {
                    room
                };
            }
        }
        if earn < uncapped {
            earned.points = share_out(earn, &earned.points);
        }
        Ok(Price {
            pieces,
            used,
            most,
            goods,
            shipping,
            value,
            adds,
            adds_points,
            held,
            after,
            earning_tier,
            earned,
            earn,
            first_purchase,
            voucher: voucher.ok().flatten(),
            refusal,
        })
    }

    /// What a cap leaves for an order placed at a moment that itself uses so many points.
    fn room(&self, terms: &Terms, cap: &Value, used: i64, at: i64) -> i64 {
        let counted = match text(cap, "period", "") {
            "balance" => self.balance() - used,
            kind => self.so_far(terms, kind, at).map_or(0, |(_, points)| points),
        };
        (whole(cap, "points", 0) - counted).max(0)
    }

    fn balance(&self) -> i64 {
        let lots: i64 = self.lots.iter().map(super::member::Lot::points).sum();
        let unpaid = self
            .orders
            .iter()
            .filter(|o| matches!(o.status, Status::Placed { .. }));
        let waiting: i64 = unpaid
            .map(|order| order.earn + order.hold.iter().map(|part| part.points).sum::<i64>())
            .sum();
        let redeemed = self.redemptions.iter();
        let redeemed = redeemed.filter(|one| matches!(one.stage, Redeemed::Waits(_)));
        let on_hold = redeemed.flat_map(|one| &one.hold);
        let held: i64 = on_hold.map(|part| part.points).sum();
        lots + waiting + held - self.debt()
    }

    /// The period of a kind that counts at a moment, and what orders earned in it: never an earlier
    /// one than some order counted in already.
    pub(crate) fn so_far(&self, terms: &Terms, kind: &str, at: i64) -> Option<(i64, i64)> {
        let day = terms.zone.day(at);
        let first = civil::first_of(kind, day)?;
        let all = self.orders.iter();
        let counts = all.flat_map(|order| order.counts.iter().map(move |counts| (order, counts)));
        let counts = counts.filter(|(_, (of, _))| of == kind);
        let latest = counts.clone().map(|(_, (_, first))| *first).max();
        let since = latest.map_or(first, |latest| latest.max(first));
        let stands =
            counts.filter(|(order, (_, first))| *first == since && order.status != Status::Gone);
        let points = stands.map(|(order, _)| order.earn - order.back().clawed);
        Some((since, points.sum()))
    }
}

impl Price {
    /// What the quote must say.
    pub(crate) fn shown(&self, terms: &Terms, member: &Member) -> Value {
        let voucher = self.voucher.map(
            |(place, value)| json!({ "voucher": member.vouchers[place].id, "value_minor": value }),
        );
        let lines = self
            .pieces
            .iter()
            .zip(&self.earned.basis)
            .zip(&self.earned.points);
        let lines = lines.map(|((piece, basis), points)| {
            json!({ "net_minor": piece.net, "offset_minor": piece.offset,
                "basis_minor": basis, "earn_points": points })
        });
        json!({
            "policy_version": terms.version,
            "lines": lines.collect::<Vec<_>>(),
            "voucher": voucher,
            "goods_minor": self.goods,
            "cash_minor": self.adds + self.shipping,
            "offset": { "points": self.used, "value_minor": self.value, "most_points": self.most },
            "earn_points": self.earn,
            "tier": {
                "tier": terms.steps[self.held].id,
                "tier_after": terms.steps[self.after].id,
                "adds_minor": self.adds,
                "adds_points": self.adds_points,
            },
        })
    }
}
