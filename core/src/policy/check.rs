//! Turns a document into a policy, or into everything that is wrong with it.

use crate::text::Text;
use crate::wire::record;
mod benefits;
mod conditions;
mod draws;
mod earning;
#[cfg(test)]
mod tests;

use serde::Serialize;

use super::{
    Adjustments, Currency, Draws, Earning, HouseholdTerms, Mall, Offset, Orders, Policy, Referrals,
    Refunds, Registration, Task, Threshold, Tiers, Transfers, Validity,
};
use crate::document::{self, Finding, Reader, Value};
use crate::id::{PolicyId, RuleId};
use crate::limits::{MAX_FACTS, MAX_TASKS, MAX_ZONE_TRANSITIONS};
use crate::refusal::{Fact, Facts};
use crate::zone::{Transition, Zone};

/// What a check of a document comes to: findings, or a policy. Never both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// What is wrong, in the order of reading; empty where nothing is.
    pub findings: Vec<Finding>,
    /// The policy, its defaults written out; absent where anything is wrong.
    pub policy: Option<Policy>,
}

record!(Checked {
    0: findings,
    1: policy
});

/// Checks a document, all findings at once (1.3.1).
#[must_use]
pub fn check(document: &Value) -> Checked {
    let (policy, findings) = document::read(document, |r| {
        let mut policy = read(r);
        if r.is_clean("/tiers") {
            tiers_rise(&policy, r);
            benefits::benefits_fit(&policy.tiers, r);
        }
        if r.is_clean("/tiers") {
            benefits::write_out(&mut policy.tiers, r);
        }
        if r.is_clean("/tiers") && r.is_clean("/earning") {
            earning::activities_fit(&policy, r);
            earning::caps_fit(&policy, r);
            earning::budgets_fit(&policy, r);
            earning::remainders_fit(&policy, r);
            conditions::conditions_fit(&policy, r);
        }
        if r.is_clean("/tiers") {
            offers_fit(&policy, r);
        }
        ids_are_unique(&policy, r);
        if r.is_clean("/tiers") && r.is_clean("/draws") {
            draws::draws_fit(&policy, r);
        }
        policy
    });
    let policy = findings.is_empty().then_some(policy);
    Checked { findings, policy }
}

/// The JSON Schema (2020-12) of a policy document.
#[must_use]
pub fn describe() -> Value {
    let Value::Map(mut entries) = document::describe(read) else {
        return Value::Bool(true);
    };
    let head = [
        ("$schema", "https://json-schema.org/draft/2020-12/schema"),
        ("title", "Membership policy (平台会员管理办法)"),
    ];
    let head = head.map(|(key, value)| (Text::fixed(key), Value::text(value)));
    entries.splice(0..0, head);
    Value::Map(entries)
}

/// Legal floor: a platform announces a change of its rules at least seven days before it takes
/// effect (E-Commerce Law of the PRC, article 34). Clause 1.3.1.
const LEAST_NOTICE_DAYS: u16 = 7;

fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Policy {
    let currency = r.table("currency", "the currency of all money", |r| Currency {
        code: r.text("code", "ISO 4217 code, such as CNY"),
        minor_digits: r.whole("minor_digits", 0..=3, "digits of the minor unit"),
    });
    // Every amount of money below is read with these decimals.
    r.set_minor_digits(currency.minor_digits);
    Policy {
        id: r.id(
            "id",
            "the policy, the same through all its versions",
            PolicyId::new,
        ),
        version: r.whole(
            "version",
            1..=1_000_000,
            "the version, one more than the last",
        ),
        effective_from: r.moment("effective_from", "from when on it is in force"),
        notice_days: r.whole_or(
            "notice_days",
            LEAST_NOTICE_DAYS..=365,
            LEAST_NOTICE_DAYS,
            "days between a change's publication and its effect, at the least",
        ),
        zone: r.table("zone", "civil time, with its changes of offset", read_zone),
        currency,
        registration: r.table_or_empty("registration", "chapter 2", Registration::read),
        tiers: r.table("tiers", "chapter 3", Tiers::read),
        orders: r.table("orders", "chapter 5", Orders::read),
        earning: r.table("earning", "clause 6.1", Earning::read),
        offset: r.optional("offset", |r| {
            r.table("offset", "clause 6.2.1b", Offset::read)
        }),
        validity: r.table("validity", "clause 6.3", Validity::read),
        refunds: r.optional("refunds", |r| {
            r.table("refunds", "clause 5.3", Refunds::read)
        }),
        adjustments: r.optional("adjustments", |r| {
            r.table("adjustments", "clause 6.1, by hand", Adjustments::read)
        }),
        tasks: r.list_or_empty("tasks", MAX_TASKS, "clause 6.1.1c", Task::read),
        draws: r.optional("draws", |r| r.table("draws", "clause 6.2.1c", Draws::read)),
        mall: r.optional("mall", |r| {
            r.table("mall", "clause 6.2.1a, the points mall", Mall::read)
        }),
        referrals: r.optional("referrals", |r| {
            r.table(
                "referrals",
                "clause 6.1.1b, for bringing in a member",
                Referrals::read,
            )
        }),
        facts: r.ids(
            "facts",
            MAX_FACTS,
            "attributes of a member that a cart may state",
            RuleId::new,
        ),
        transfers: r.optional("transfers", |r| {
            r.table(
                "transfers",
                "clause 6.2.2, from member to member",
                Transfers::read,
            )
        }),
        household: r.optional("household", |r| {
            r.table(
                "household",
                "clause 6.2.2, pools of points",
                HouseholdTerms::read,
            )
        }),
    }
}

fn read_zone<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Zone {
    let widest = 18 * 60;
    let most = MAX_ZONE_TRANSITIONS;
    let offset = "minutes ahead of UTC";
    let zone = Zone {
        name: r.text("name", "the IANA name, such as Asia/Shanghai"),
        database: r.text("database", "the version of the zone database"),
        offset_minutes: r.whole("offset_minutes", -widest..=widest, offset),
        transitions: r.list_or_empty("transitions", most, "changes, in order of time", |r| {
            Transition {
                at: r.moment("at", "from when on"),
                offset_minutes: r.whole("offset_minutes", -widest..=widest, offset),
            }
        }),
    };
    if !zone
        .transitions
        .is_sorted_by(|earlier, later| earlier.at < later.at)
    {
        r.finding("transitions", "transitions_out_of_order");
    }
    zone
}

fn tiers_rise(policy: &Policy, r: &mut Reader<'_, false>) {
    let steps = &policy.tiers.steps;
    let field = match policy.tiers.qualifying {
        Some(_) => "enter_points",
        None => "enter_spend",
    };
    let enter = |place: usize| format!("/tiers/steps/{place}/{field}");
    if let Some(first) = steps.first() {
        let other = [
            (!first.enter_any.is_empty(), "enter_any"),
            (!first.retain_any.is_empty(), "retain_any"),
        ];
        if !first.enter.is_nothing() {
            r.finding_at(&enter(0), "first_tier_not_free", Facts::default());
        }
        for (_, field) in other.into_iter().filter(|(asks, _)| *asks) {
            let at = format!("/tiers/steps/0/{field}");
            r.finding_at(&at, "first_tier_not_free", Facts::default());
        }
    }
    if let Some(floor) = &policy.tiers.floor
        && policy.tiers.position(floor).is_none()
    {
        let facts = Facts::default().with("found", floor);
        r.finding_at("/tiers/floor", "no_such_tier", facts);
    }
    for (place, pair) in steps.windows(2).enumerate() {
        // Of ways that ask for several things none need be above another.
        if pair.iter().any(|tier| !tier.enter_any.is_empty()) {
            continue;
        }
        let (code, facts) = match (pair[0].enter, pair[1].enter) {
            (Threshold::Spend(below), Threshold::Spend(above)) if below >= above => (
                "tier_not_above",
                Facts::default().with("below_minor", below),
            ),
            (Threshold::Points(below), Threshold::Points(above)) if below >= above => (
                "tier_points_not_above",
                Facts::default().with("below_points", below),
            ),
            _ => continue,
        };
        r.finding_at(&enter(place + 1), code, facts);
    }
}

fn ids_are_unique(policy: &Policy, r: &mut Reader<'_, false>) {
    let documents = policy
        .registration
        .consents
        .iter()
        .map(|c| c.document.as_str());
    refuse_repeated(r, "/registration/consents", "document", documents);
    let tiers = policy.tiers.steps.iter().map(|tier| tier.id.as_str());
    refuse_repeated(r, "/tiers/steps", "id", tiers);
    let rules = policy.earning.rules.iter().map(|rule| rule.id.as_str());
    refuse_repeated(r, "/earning/rules", "id", rules);
    let caps = policy.earning.caps.iter().map(|cap| cap.id.as_str());
    refuse_repeated(r, "/earning/caps", "id", caps);
    let activities = policy
        .earning
        .activities
        .iter()
        .map(|activity| activity.id.as_str());
    refuse_repeated(r, "/earning/activities", "id", activities);
    let reasons = policy.refunds.iter().flat_map(|refunds| &refunds.reasons);
    let reasons = reasons.map(|reason| reason.id.as_str());
    refuse_repeated(r, "/refunds/reasons", "id", reasons);
    let tasks = policy.tasks.iter().map(|task| task.id.as_str());
    refuse_repeated(r, "/tasks", "id", tasks);
    let offers = policy.mall.iter().flat_map(|mall| &mall.offers);
    let offers = offers.map(|offer| offer.id.as_str());
    refuse_repeated(r, "/mall/offers", "id", offers);
}

/// An offer is for tiers that there are.
fn offers_fit(policy: &Policy, r: &mut Reader<'_, false>) {
    let offers = policy.mall.iter().flat_map(|mall| &mall.offers);
    for (index, offer) in offers.enumerate() {
        let mut tiers = offer.tiers.iter();
        if let Some(found) = tiers.find(|tier| policy.tiers.position(tier).is_none()) {
            let facts = Facts::default().with("found", found);
            r.finding_at(
                &format!("/mall/offers/{index}/tiers"),
                "no_such_tier",
                facts,
            );
        }
    }
}

fn refuse_repeated<'p>(
    r: &mut Reader<'_, false>,
    list: &str,
    field: &str,
    ids: impl Iterator<Item = &'p str>,
) {
    if !r.is_clean(list) {
        return;
    }
    let mut seen = Vec::new();
    for (index, id) in ids.enumerate() {
        if seen.contains(&id) {
            let facts = Facts::default().with("found", Fact::Text(Text::new(id)));
            r.finding_at(&format!("{list}/{index}/{field}"), "id_twice", facts);
        }
        seen.push(id);
    }
}
