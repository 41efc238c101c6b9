//! Clause 6.1.1b: points for joining, and for bringing in a member.

use serde_json::Value;

use super::civil::{self, DAY};
use super::member::{Member, Pending};
use super::terms::{Terms, text, whole};

/// Who brought in a member.
#[derive(Clone, Debug)]
pub(crate) struct BroughtIn {
    by: String,
    /// The version that says what it gives.
    version: u64,
    is_rewarded: bool,
}

impl Member {
    /// Points that a table states, so many days later where it says so.
    pub(crate) fn bonus(&mut self, table: &Value, terms: &Terms, now: i64) {
        if table.is_null() {
            return;
        }
        let days = whole(table, "pending_days", 0);
        let pending = (days > 0).then_some(Pending::Until(now + days * DAY));
        self.was_active("earning", now, now);
        self.new_lot(
            terms.version,
            whole(table, "points", 0),
            pending,
            (now, now),
        );
    }

    pub(crate) fn record_referral(
        &mut self,
        command: &Value,
        other: Option<&mut Self>,
        now: i64,
    ) -> Result<(), u16> {
        let policy = self.in_force(now)?.clone();
        let terms = policy.referrals.ok_or(6120_u16)?;
        let by = text(command, "referrer", "");
        if by == self.id {
            return Err(6121);
        }
        if self.brought_in.is_some() {
            return Err(6122);
        }
        let other = other.ok_or(6123_u16)?;
        if self.orders.iter().any(|order| order.paid.is_some()) {
            return Err(6124);
        }
        if now >= self.registered_at + whole(&terms, "within_days", 30) * DAY {
            return Err(6125);
        }
        let is_mutual = other.brought_in.as_ref().is_some_and(|it| it.by == self.id);
        if other.registered_at > self.registered_at || is_mutual {
            return Err(6126);
        }
        self.brought_in = Some(BroughtIn {
            by: by.to_owned(),
            version: policy.version,
            is_rewarded: false,
        });
        self.at(now);
        if text(&terms, "due", "settled") == "at_once" {
            self.reward_referral(command, Some(other), now)?;
        }
        Ok(())
    }

    pub(crate) fn reward_referral(
        &mut self,
        command: &Value,
        other: Option<&mut Self>,
        now: i64,
    ) -> Result<(), u16> {
        let policy = self.in_force(now)?.clone();
        let by = text(command, "referrer", "");
        let known = self.brought_in.clone().filter(|it| it.by == by);
        let known = known.ok_or(6127_u16)?;
        let terms = self.version(known.version).referrals.clone().unwrap();
        if known.is_rewarded {
            return Err(6128);
        }
        let is_due = match text(&terms, "due", "settled") {
            "at_once" => true,
            "paid" => self.orders.iter().any(|order| order.paid.is_some()),
            _ => self.has_received,
        };
        if !is_due {
            return Err(6129);
        }
        let other = other.unwrap();
        if let Some(most) = terms["most"].as_u64() {
            let period = text(&terms, "most_in", "lifetime");
            let first = civil::first_of(period, policy.zone.day(now)).unwrap();
            let latest = other.rewarded.iter().max();
            let since = latest.map_or(first, |latest| first.max(*latest));
            let so_far = other.rewarded.iter().filter(|it| **it == since).count();
            if so_far as u64 >= most {
                return Err(6130);
            }
            other.rewarded.push(since);
        }
        self.brought_in = Some(BroughtIn {
            is_rewarded: true,
            ..known
        });
        other.at(now);
        other.bonus(&terms["referrer"], &policy, now);
        self.at(now);
        self.bonus(&terms["referred"], &policy, now);
        Ok(())
    }
}
