//! What caps leave: on all that an order earns, and on single rules and activities.

use serde_json::Value;

use super::bounded::names_some;
use super::civil;
use super::fraction::Fraction;
use super::member::{ByCap, Member, Redeemed, Status};
use super::price::Price;
use super::terms::{Terms, list, text, whole};

impl Member {
    /// What a cap leaves for an order placed at a moment that itself uses so many points.
    pub(crate) fn room(&self, terms: &Terms, cap: &Value, used: i64, at: i64) -> i64 {
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
            .filter(|order| order.is_open() && order.paid.is_none());
        let waiting: i64 = unpaid
            .map(|order| {
                let held = order.still_held();
                order.earn + held.iter().map(|part| part.points).sum::<i64>()
            })
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

    /// The period of a cap on single rules or activities that counts at a moment, by its first day,
    /// and what counts in it.
    fn so_far_by(&self, terms: &Terms, cap: &Value, at: i64) -> Option<(i64, i64)> {
        let kind = text(cap, "period", "");
        let first = civil::first_of(kind, terms.zone.day(at))?;
        let all = self.orders.iter();
        let all = all.flat_map(|order| order.by_cap.iter().map(move |by| (order, by)));
        let id = text(cap, "id", "");
        let all = all.filter(|(_, by)| by.cap == id && by.period == kind);
        let latest = all.clone().map(|(_, by)| by.since).max();
        let since = latest.map_or(first, |latest| latest.max(first));
        let stands = all.filter(|(order, by)| by.since == since && order.status != Status::Gone);
        let points = stands.map(|(order, by)| order.counts_by_now(by));
        Some((since, points.sum()))
    }

    /// What such caps leave for an order, those that count over time.
    pub(crate) fn rooms(&self, terms: &Terms, at: i64) -> Vec<(String, i64)> {
        let caps = list(&terms.earning, "caps").iter();
        let caps = caps.filter(|cap| names_some(cap)).filter_map(|cap| {
            let (_, so_far) = self.so_far_by(terms, cap, at)?;
            let room = (whole(cap, "points", 0) - so_far).max(0);
            Some((text(cap, "id", "").to_owned(), room))
        });
        caps.collect()
    }

    /// What an order takes of them, never more than it earns.
    pub(crate) fn takes_by_cap(&self, terms: &Terms, price: &Price, at: i64) -> Vec<ByCap> {
        let taken = price.earned.by_cap.iter().filter_map(|(cap, points)| {
            let mut caps = list(&terms.earning, "caps").iter();
            let cap = caps.find(|one| text(one, "id", "") == cap)?;
            let (since, _) = self.so_far_by(terms, cap, at)?;
            let points = (*points).min(price.earn);
            (points > 0).then(|| ByCap {
                cap: text(cap, "id", "").to_owned(),
                period: text(cap, "period", "").to_owned(),
                since,
                points,
            })
        });
        taken.collect()
    }

    /// The parts of a point that the next order earns with: what every order took is gone, and what
    /// it leaves comes when it is paid.
    pub(crate) fn carried(&self) -> Fraction {
        let stand = self
            .orders
            .iter()
            .filter(|order| order.status != Status::Gone);
        stand.fold(Fraction::whole(0), |sum, order| {
            let sum = sum.minus(order.took);
            if order.paid.is_some() {
                sum.plus(order.leaves_by_now())
            } else {
                sum
            }
        })
    }
}
