//! Clauses 3.1.2 and 4.1.1: what the tier held takes off an order, ships for nothing, gives back,
//! and lets a member have so many times.

use serde_json::{Value, json};

use super::civil;
use super::fraction::{Fraction, part, share_out};
use super::goods::{Piece, covers};
use super::mall::latest_known;
use super::member::{Member, Order, Status};
use super::terms::{Step, Terms, flag, list, money, ratio, text, whole};

/// What a benefit does, by the word that the document has for it.
const KINDS: [&str; 5] = ["discount", "free_shipping", "rebate", "quota", "priority"];

fn kind(benefit: &Value) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| !benefit[*kind].is_null())
}

/// Of each tier its own benefits, and then those of the one that it includes, unless its own are for
/// the same.
pub(crate) fn written_out(documents: &[Value], steps: &mut [Step]) {
    for (place, document) in documents.iter().enumerate() {
        let mut grants = list(document, "grants").to_vec();
        let included = document["includes"].as_str();
        let included = included.and_then(|id| steps.iter().find(|step| step.id == id));
        for more in included.map(|step| step.grants.clone()).unwrap_or_default() {
            let single = ["free_shipping", "rebate", "priority"];
            let is_single = kind(&more).is_some_and(|kind| single.contains(&kind));
            let same =
                |own: &Value| own["id"] == more["id"] || is_single && kind(own) == kind(&more);
            if !grants.iter().any(same) {
                grants.push(more);
            }
        }
        steps[place].grants = grants;
    }
}

/// The free shipping that an order used, and where that counts.
#[derive(Clone, Debug)]
pub(crate) struct FreeShipping {
    pub(crate) benefit: String,
    /// The kind of period and its first day, where it is counted.
    pub(crate) counts_in: Option<(String, i64)>,
    /// Whether it counts no longer once everything is back.
    gives_back: bool,
}

/// What the tier gives a cart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(crate) discounts: Vec<Value>,
    /// What was taken off each line.
    pub(crate) off: Vec<i64>,
    pub(crate) shipping: Value,
    pub(crate) used: Option<FreeShipping>,
    pub(crate) rebate: Value,
}

/// One use of what may be had so many times.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    entitlement: String,
    occurrence: String,
    period: String,
    since: i64,
    is_undone: bool,
}

impl Given {
    /// Discounts, one after the other, none on what another acts on.
    pub(crate) fn discounted(grants: &[Value], cart: &Value, pieces: &mut [Piece]) -> Self {
        let mut given = Self {
            off: vec![0; pieces.len()],
            ..Self::default()
        };
        for benefit in grants.iter().filter(|one| one["discount"].is_object()) {
            let terms = &benefit["discount"];
            if !flag(terms, "with_voucher", true) && cart["voucher"].is_string() {
                continue;
            }
            let weight = |(piece, off): (&Piece, &i64)| {
                let reduced = whole(&piece.line, "discount_minor", 0) != 0;
                let acts = covers(&terms["scope"], &piece.line)
                    && *off == 0
                    && (flag(terms, "with_shop_discount", true) || !reduced);
                if acts { piece.net } else { 0 }
            };
            let weights: Vec<i64> = pieces.iter().zip(&given.off).map(weight).collect();
            let goods: i64 = weights.iter().sum();
            let value = ratio(terms, "share").times(Fraction::whole(goods));
            let value = value.round(text(terms, "rounding", "floor"));
            let value = money(terms, "most").map_or(value, |most| value.min(most));
            if value == 0 {
                continue;
            }
            for (place, off) in share_out(value, &weights).into_iter().enumerate() {
                pieces[place].take_off(off);
                given.off[place] += off;
            }
            given.discounts.push(
                json!({ "benefit": benefit["id"], "goods_minor": goods, "value_minor": value }),
            );
        }
        given
    }

    /// What was paid for goods gives points back later, each line its part.
    pub(crate) fn give_back(&mut self, grants: &[Value], pieces: &mut [Piece]) {
        let Some(benefit) = grants.iter().find(|one| one["rebate"].is_object()) else {
            return;
        };
        let terms = &benefit["rebate"];
        let paid = |piece: &Piece| match covers(&terms["scope"], &piece.line) {
            true => piece.net - piece.offset,
            false => 0,
        };
        let paid: Vec<i64> = pieces.iter().map(paid).collect();
        let all: i64 = paid.iter().sum();
        let exact = i128::from(all) * i128::from(whole(terms, "points", 0));
        let exact = Fraction::new(exact, money(terms, "per").unwrap().into());
        let points = exact.round(text(terms, "rounding", "floor"));
        let points = points.min(whole(terms, "most_points", i64::MAX));
        if points == 0 {
            return;
        }
        let parts = share_out(points, &paid).into_iter();
        pieces
            .iter_mut()
            .zip(parts)
            .for_each(|(piece, part)| piece.rebate = part);
        self.rebate = json!({ "benefit": benefit["id"], "points": points });
    }
}

impl Order {
    /// Whether its free shipping counts.
    fn counts_shipping(&self) -> bool {
        let gives_back = self.shipped.as_ref().is_some_and(|it| it.gives_back);
        self.status != Status::Gone && !(gives_back && self.is_all_back())
    }

    /// Of the rebate, what belongs to goods that are kept.
    pub(crate) fn rebate_kept(&self) -> i64 {
        let lines = self.pieces.iter().enumerate();
        let kept = lines.map(|(line, piece)| {
            piece.rebate - part(piece.rebate, self.returned(line), piece.quantity)
        });
        kept.sum()
    }

    /// What of a rebate that was given is not taken back.
    pub(crate) fn rebate_left(&self) -> i64 {
        let granted = self.refunds.iter().filter(|refund| refund.is_granted());
        let refunded: i64 = granted.map(|refund| refund.rebate).sum();
        let charged = self.charges.iter().map(|charge| {
            if charge.stands {
                charge.rebate
            } else {
                charge.rebate_gone
            }
        });
        self.rebate_given.map_or(0, |(_, points)| points) - refunded - charged.sum::<i64>()
    }

    /// What of its own lot expired and was set off already.
    pub(crate) fn rebate_set_off(&self) -> i64 {
        let refunds = self.refunds.iter().map(|refund| refund.rebate_expired);
        let charges = self.charges.iter().map(|charge| charge.rebate_expired);
        refunds.chain(charges).sum()
    }
}

impl Member {
    /// The period of a benefit that counts at a moment, and the uses in it.
    fn uses(&self, terms: &Terms, benefit: &str, period: &str, at: i64) -> (i64, i64) {
        let first = civil::first_of(period, terms.zone.day(at)).unwrap();
        let shipped = self.orders.iter().filter_map(|order| {
            let shipped = order.shipped.as_ref().filter(|it| it.benefit == benefit)?;
            let (kind, since) = shipped.counts_in.as_ref()?;
            (kind == period).then(|| (*since, order.counts_shipping()))
        });
        let had = self.entitled.iter();
        let had = had.filter(|it| it.entitlement == benefit && it.period == period);
        let had = had.map(|it| (it.since, !it.is_undone));
        latest_known(&shipped.chain(had).collect::<Vec<_>>(), first)
    }

    /// Whether a cart ships for nothing, whose goods cost so much.
    pub(crate) fn ships(
        &self,
        (terms, grants): (&Terms, &[Value]),
        cart: &Value,
        goods: i64,
        at: i64,
        given: &mut Given,
    ) {
        let full = whole(cart, "shipping_minor", 0);
        let benefit = grants.iter().find(|one| one["free_shipping"].is_object());
        let Some(benefit) = benefit.filter(|_| full > 0) else {
            return;
        };
        let id = text(benefit, "id", "");
        let free = &benefit["free_shipping"];
        let missing = (money(free, "least").unwrap_or(0) - goods).max(0);
        let period = text(free, "most_in", "lifetime");
        let left = free["most"].as_i64().map(|most| {
            let (since, times) = self.uses(terms, id, period, at);
            ((most - times).max(0), since)
        });
        let is_kept = flag(cart, "pay_shipping", false);
        let is_free = !is_kept && missing == 0 && left.is_none_or(|(left, _)| left > 0);
        given.shipping = json!({ "benefit": id, "full_minor": full, "is_free": is_free,
            "missing_minor": missing, "left": left.map(|(left, _)| left) });
        given.used = is_free.then(|| FreeShipping {
            benefit: id.to_owned(),
            counts_in: left.map(|(_, since)| (period.to_owned(), since)),
            gives_back: text(free, "when_all_back", "keep") == "give_back",
        });
    }

    /// An order is settled: what was paid for the goods that are kept gives points back, unless a
    /// bank took something of it.
    pub(crate) fn give_rebate(&mut self, place: usize, at: i64) {
        let order = &self.orders[place];
        if order.charged().next().is_some() && order.open {
            return;
        }
        let points = order.rebate_kept();
        if points > 0 {
            let now = at.max(self.clock);
            let version = order.version;
            self.was_active("earning", at, now);
            self.orders[place].rebate_given = Some((self.lots.len(), points));
            self.new_lot(version, points, None, (at, now));
        }
    }

    pub(crate) fn use_entitlement(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let terms = self.in_force(now)?.clone();
        let held = self.held(&terms, &self.counts(&terms, now));
        let (id, occurrence) = (
            text(command, "entitlement", ""),
            text(command, "occurrence", ""),
        );
        let is_used = |it: &Used| it.is(id, occurrence);
        if self.entitled.iter().any(is_used) {
            return Err(3107);
        }
        let mut grants = terms.steps[held].grants.iter();
        let benefit = grants.find(|one| text(one, "id", "") == id && one["quota"].is_object());
        let quota = &benefit.ok_or(3105_u16)?["quota"];
        let period = text(quota, "most_in", "");
        let (since, times) = self.uses(&terms, id, period, now);
        if times >= whole(quota, "most", 0) {
            return Err(3106);
        }
        self.claim("entitlement_use", occurrence, 3107)?;
        self.entitled.push(Used {
            entitlement: id.to_owned(),
            occurrence: occurrence.to_owned(),
            period: period.to_owned(),
            since,
            is_undone: false,
        });
        self.at(now);
        Ok(())
    }

    pub(crate) fn undo_entitlement(&mut self, command: &Value, now: i64) -> Result<(), u16> {
        let (id, occurrence) = (
            text(command, "entitlement", ""),
            text(command, "occurrence", ""),
        );
        let mut used = self.entitled.iter_mut();
        let used = used.find(|it| it.is(id, occurrence)).ok_or(3108_u16)?;
        used.is_undone = true;
        self.at(now);
        Ok(())
    }
}

impl Used {
    fn is(&self, entitlement: &str, occurrence: &str) -> bool {
        !self.is_undone && self.entitlement == entitlement && self.occurrence == occurrence
    }
}
