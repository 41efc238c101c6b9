//! What a cart comes to: points off, cash, tier, points earned under the caps.

use serde_json::{Value, json};

use super::benefits::Given;
use super::bounded::names_some;
use super::budgets::cut;
use super::fraction::{Fraction, part, share_out};
use super::goods::{Earned, Piece, Setting, covers, earned, pieces};
use super::member::{Counted, Member, Order};
use super::shown::some;
use super::tenders::{Tendered, tendered};
use super::terms::{Offset, Terms, list, text, texts, whole};

#[derive(Clone, Debug)]
pub(crate) struct Price {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) used: i64,
    pub(crate) most: i64,
    pub(crate) goods: i64,
    pub(crate) shipping: i64,
    pub(crate) value: i64,
    pub(crate) cash: i64,
    pub(crate) tenders: Vec<Tendered>,
    pub(crate) adds: i64,
    pub(crate) adds_points: Option<i64>,
    pub(crate) held: usize,
    pub(crate) after: usize,
    pub(crate) earning_tier: usize,
    pub(crate) earned: Earned,
    pub(crate) earn: i64,
    /// What caps on single rules and activities left.
    pub(crate) rooms: Vec<(String, i64)>,
    /// The part of a point that it earns with, and the one that it leaves.
    pub(crate) before: Fraction,
    pub(crate) leaves: Fraction,
    pub(crate) first_purchase: bool,
    /// The voucher that is used, by its place, and what it takes off.
    pub(crate) voucher: Option<(usize, i64)>,
    pub(crate) given: Given,
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
        (6132, list(cart, "facts").len() > 8),
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
        let before = self.counts(terms, at);
        let held = self.held(terms, &before);
        self.priced((terms, &terms.steps[held].grants), cart, (at, false))
    }

    /// At a till neither the tier's benefits act, nor activities that have a budget.
    pub(crate) fn price_outside(&self, terms: &Terms, cart: &Value, at: i64) -> Result<Price, u16> {
        self.priced((terms, &[]), cart, (at, true))
    }

    fn priced(
        &self,
        (terms, grants): (&Terms, &[Value]),
        cart: &Value,
        (at, is_outside): (i64, bool),
    ) -> Result<Price, u16> {
        check(cart)?;
        let facts = texts(cart, "facts");
        let is_known = |fact: &String| fact == "birthday" || terms.facts.contains(fact);
        if !facts.iter().all(is_known) {
            return Err(6133);
        }
        let mut pieces = pieces(cart);
        let mut given = Given::discounted(grants, cart, &mut pieces);
        let voucher = self.take_off(cart, &mut pieces, at);
        let goods: i64 = pieces.iter().map(|piece| piece.net).sum();
        self.ships((terms, grants), cart, goods, at, &mut given);
        let shipping = match given.used {
            Some(_) => 0,
            None => whole(cart, "shipping_minor", 0),
        };
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
        let tenders = tendered(terms, cart, (goods - value, shipping), &mut pieces)?;
        given.give_back(grants, &mut pieces);
        let paid_by_them: i64 = tenders.iter().map(|it| it.amount).sum();
        let uncounted: i64 = pieces.iter().map(|piece| piece.uncounted).sum();
        let adds = goods - value - uncounted;
        let adds_points = terms
            .qualifying
            .map(|(points, per)| part(adds, points, per));
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

        let paid_before = self.orders.iter().any(|order| order.paid.is_some());
        let first_purchase = !paid_before && !self.orders.iter().any(Order::is_open);
        let rooms = self.rooms(terms, at);
        let before = if terms.carries() {
            self.carried()
        } else {
            Fraction::whole(0)
        };
        let budgets = if is_outside {
            Vec::new()
        } else {
            self.budgets_left(terms)
        };
        let setting = Setting {
            terms,
            tier: earning_tier,
            at,
            first_purchase,
            channel: cart["channel"].as_str(),
            facts: &facts,
            joined: self.registered_at,
            budgets: &budgets,
            rooms: &rooms,
            carried: before,
        };
        let mut earned = earned(setting, &pieces);
        let uncapped: i64 = earned.points.iter().sum();
        let (mut earn, mut leaves) = (uncapped, earned.left);
        let caps = list(&terms.earning, "caps").iter();
        for cap in caps.filter(|cap| !names_some(cap)) {
            let room = self.room(terms, cap, used, at);
            if earn > room {
                earn = if text(cap, "over", "take") == "refuse" {
                    0
                } else {
                    room
                };
                // What is cut leaves no part of a point.
                leaves = before;
            }
        }
        if earn < uncapped {
            earned.points = share_out(earn, &earned.points);
        }
        cut(&mut earned.budgets, uncapped - earn);
        Ok(Price {
            pieces,
            used,
            most,
            goods,
            shipping,
            value,
            cash: goods - value + shipping - paid_by_them,
            tenders,
            adds,
            adds_points,
            held,
            after,
            earning_tier,
            earned,
            earn,
            rooms,
            before,
            leaves,
            first_purchase,
            voucher: voucher.ok().flatten(),
            given,
            refusal,
        })
    }
}

impl Price {
    /// What the quote must say.
    pub(crate) fn shown(&self, terms: &Terms, member: &Member) -> Value {
        let voucher = self.voucher.map(
            |(place, value)| json!({ "voucher": member.vouchers[place].id, "value_minor": value }),
        );
        let tenders = self.tenders.iter();
        let tenders = tenders.map(|it| json!({ "tender": it.id, "amount_minor": it.amount }));
        let budgets = self.earned.budgets.iter().map(|it| {
            json!({ "activity": it.activity, "wanted_points": it.wanted, "room_points": it.room,
                "points": it.gives, "limited_by": it.limited_by })
        });
        let lines = self
            .pieces
            .iter()
            .zip(&self.earned.basis)
            .zip(&self.earned.points)
            .zip(&self.given.off);
        let lines = lines.map(|(((piece, basis), points), off)| {
            json!({ "net_minor": piece.net, "offset_minor": piece.offset,
                "basis_minor": basis, "earn_points": points, "tier_discount_minor": some(*off),
                "rebate_points": some(piece.rebate) })
        });
        json!({
            "policy_version": terms.version,
            "lines": lines.collect::<Vec<_>>(),
            "voucher": voucher,
            "goods_minor": self.goods,
            "discounts": self.given.discounts,
            "free_shipping": self.given.shipping,
            "rebate": self.given.rebate,
            "shipping_minor": self.shipping,
            "cash_minor": self.cash,
            "tenders": tenders.collect::<Vec<_>>(),
            "offset": { "points": self.used, "value_minor": self.value, "most_points": self.most },
            "earn_points": self.earn,
            "budgets": budgets.collect::<Vec<_>>(),
            "remainder": terms.carries().then(|| {
                json!({ "before": self.before.shown(), "after": self.leaves.shown() })
            }),
            "tier": {
                "tier": terms.steps[self.held].id,
                "tier_after": terms.steps[self.after].id,
                "adds_minor": self.adds,
                "adds_points": self.adds_points,
            },
        })
    }
}
