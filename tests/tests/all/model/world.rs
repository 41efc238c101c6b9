//! The model of all that members share: who is registered, which ids are used, what is left of an
//! offer.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use super::draws::{Draw, Places};
use super::household::Household;
use super::member::{Held, Member};
use super::shared::ever_shared;
use super::terms::{Terms, list, text};

pub(crate) struct Model {
    terms: Rc<Vec<Terms>>,
    members: BTreeMap<String, Member>,
    households: BTreeMap<String, Household>,
    draws: BTreeMap<String, Draw>,
    /// Every id that was ever used, by its kind.
    taken: Vec<(&'static str, String)>,
}

impl Model {
    pub(crate) fn new(documents: &[Value]) -> Self {
        Self {
            terms: Rc::new(documents.iter().map(Terms::read).collect()),
            members: BTreeMap::new(),
            households: BTreeMap::new(),
            draws: BTreeMap::new(),
            taken: Vec::new(),
        }
    }

    pub(crate) fn shown(&self, member: &str, now: i64) -> Option<Value> {
        self.members.get(member).map(|member| member.shown(now))
    }

    /// What is shown of every household that there was, each with its id.
    pub(crate) fn households(&self, now: i64) -> impl Iterator<Item = (&String, Value)> {
        let all = self.households.iter();
        all.map(move |(id, household)| (id, household.shown(now)))
    }

    /// A command; where entries into draws won, `places` tells which.
    pub(crate) fn act(&mut self, now: i64, command: &Value, places: &Places) -> Result<(), u16> {
        let (name, command) = command.as_object().unwrap().iter().next().unwrap();
        if ["open_draw", "reveal_draw", "cancel_draw"].contains(&name.as_str()) {
            return self.operate(now, name, command);
        }
        let id = text(command, "member", "");
        let Some(before) = self.members.get(id) else {
            return self.register(now, name, command);
        };
        let mut member = before.clone();
        member.taken.clone_from(&self.taken);
        if name == "place_order" {
            member.taken_of_shared = self.taken_of_shared(now, i64::MIN);
        }
        let now = now.max(member.clock);
        // Other members whom it is about, too; most commands name one.
        let named = ["to", "referrer", "invitee"].map(|name| text(command, name, ""));
        let with = list(command, "with").iter().filter_map(Value::as_str);
        let named: BTreeSet<&str> = named
            .into_iter()
            .chain(with)
            .filter(|to| *to != id)
            .collect();
        let others = named
            .into_iter()
            .filter_map(|other| self.members.get(other));
        let mut others: Vec<Member> = others.cloned().collect();
        let home = text(command, "household", "");
        let mut household = self.households.get(home).cloned();
        let spin = text(command, "draw", "");
        let mut draw = self.draws.get(spin).cloned();
        draw.iter_mut().for_each(|draw| draw.fall_due(now));
        let places = places.get(spin).map_or(&[][..], Vec::as_slice);
        member.fall_due(now);
        others.iter_mut().for_each(|other| other.fall_due(now));
        let to = others.first_mut();
        match name.as_str() {
            "register_member" => Err(2101),
            "place_order" => member.place(command, now),
            "pay_order" => member.pay(command, now),
            "claim_purchase" => member.claim_purchase(command, now),
            "review_purchase" => member.review_purchase(command, now),
            "cut_order" => member.cut_order(command, now),
            "cancel_order" => member.cancel(command, now),
            "settle_order" => member.settle(command, now),
            "request_refund" => member.request_refund(command, now),
            "request_exchange" => member.request_exchange(command, now),
            "review_refund" => member.review_refund(command, now),
            "withdraw_refund" => member.withdraw_refund(command, now),
            "pay_refund" => member.pay_refund(command, now),
            "record_chargeback" => member.record_chargeback(command, now),
            "reverse_chargeback" => member.reverse_chargeback(command, now),
            "set_tier" => member.set_tier(command, now),
            "invite_to_tier" => member.invite(command, now),
            "match_status" => member.match_status(command, now),
            "record_credit" => member.record_credit(command, now),
            "adjust_points" => member.adjust(command, now),
            "approve_adjustment" => member.approve(command, now),
            "reject_adjustment" => member.reject(command, now),
            "complete_task" => member.complete_task(command, now),
            "redeem_offer" => {
                let others = self.units_of_others(id, command, now);
                member.redeem(command, now, others)
            }
            "pay_redemption" => member.pay_redemption(command, now),
            "cancel_redemption" => member.cancel_redemption(command, now),
            "transfer_points" => member.give(command, to, now),
            "use_entitlement" => member.use_entitlement(command, now),
            "undo_entitlement" => member.undo_entitlement(command, now),
            "record_referral" => member.record_referral(command, to, now),
            "reward_referral" => member.reward_referral(command, to, now),
            act if act.ends_with("_household") || ["put_points", "take_points"].contains(&act) => {
                member.keep_house(act, command, &mut household, &mut others, now)
            }
            "enter_draw" | "accept_prize" | "refuse_prize" | "return_draw_points" => {
                let draw = draw.as_mut().ok_or(6270_u16)?;
                match name.as_str() {
                    "enter_draw" => member.enter_draw(command, draw, now),
                    "accept_prize" => member.accept_prize(command, (draw, places), now),
                    "refuse_prize" => member.refuse_prize(command, (draw, places), now),
                    _ => member.return_entries(command, draw, now),
                }
            }
            "tick" => Ok(()),
            other => panic!("the model knows no {other}"),
        }?;
        member.return_to_shared(name, command, now);
        self.taken.clone_from(&member.taken);
        let household = household.map(|household| (home.to_owned(), household));
        self.households.extend(household);
        let draw = draw.map(|draw| (spin.to_owned(), draw));
        self.draws.extend(draw);
        for mut changed in std::iter::once(member).chain(others) {
            changed.fall_due(now);
            self.members.insert(changed.id.clone(), changed);
        }
        Ok(())
    }

    /// What whoever runs the programme does with a draw.
    fn operate(&mut self, now: i64, name: &str, command: &Value) -> Result<(), u16> {
        let id = text(command, "draw", "");
        let mut known = self.draws.get(id).cloned();
        known.iter_mut().for_each(|draw| draw.fall_due(now));
        if name == "open_draw" {
            let terms = self.terms.iter().rfind(|terms| terms.from <= now);
            let terms = terms.ok_or(1001_u16)?;
            let draw = Draw::open(terms, command, known.as_ref(), now)?;
            self.draws.insert(id.to_owned(), draw);
            return Ok(());
        }
        let mut draw = known.ok_or(6270_u16)?;
        match name {
            "reveal_draw" => draw.reveal(command, now)?,
            _ => draw.cancel()?,
        }
        self.draws.insert(id.to_owned(), draw);
        Ok(())
    }

    /// What is shown of every draw that was opened, each with its id.
    pub(crate) fn draws(&self, now: i64) -> impl Iterator<Item = (&String, Value)> {
        let all = self.draws.iter();
        all.map(move |(id, draw)| (id, draw.shown(now)))
    }

    /// Units of an offer that other members have.
    fn units_of_others(&self, member: &str, command: &Value, now: i64) -> i64 {
        let others = self.members.values().filter(|other| other.id != member);
        others
            .map(|other| other.units(text(command, "offer", ""), now))
            .sum()
    }

    /// What all members took by now of the budgets that they share, of activities that are not over
    /// before a moment.
    pub(crate) fn taken_of_shared(&self, now: i64, since: i64) -> Vec<(String, i64)> {
        let activities = ever_shared(&self.terms, since).into_iter();
        let taken = activities.map(|activity| {
            let members = self.members.values();
            let taken = members.map(|member| member.took_of_shared(&activity, now));
            let taken = taken.sum();
            (activity, taken)
        });
        taken.collect()
    }

    fn register(&mut self, now: i64, name: &str, command: &Value) -> Result<(), u16> {
        if name != "register_member" {
            return Err(1201);
        }
        let terms = self.terms.iter().rfind(|terms| terms.from <= now);
        let terms = terms.ok_or(1001_u16)?;
        let agreed = command["consents"].as_array().unwrap();
        if terms
            .consents
            .iter()
            .any(|consent| !agreed.contains(consent))
        {
            return Err(2121);
        }
        let id = text(command, "member", "").to_owned();
        let first = Held {
            id: terms.steps[0].id.clone(),
            since: now,
            review: terms.review(0, now, terms.zone.day(now)),
            grace: false,
            by_hand: false,
        };
        let mut member = Member {
            id: id.clone(),
            registered_at: now,
            terms: Rc::clone(&self.terms),
            clock: now,
            lots: Vec::new(),
            orders: Vec::new(),
            spend: Vec::new(),
            without_floor: false,
            tiers: vec![first],
            debts: Vec::new(),
            adjustments: Vec::new(),
            done: Vec::new(),
            credits: Vec::new(),
            active: Vec::new(),
            moved_by: terms.version,
            redemptions: Vec::new(),
            vouchers: Vec::new(),
            entries: Vec::new(),
            gifts: Vec::new(),
            home: None,
            left_home: None,
            put: Vec::new(),
            taken_out: Vec::new(),
            entitled: Vec::new(),
            invitations: Vec::new(),
            trials: Vec::new(),
            brought_in: None,
            rewarded: Vec::new(),
            has_received: false,
            held_back: Vec::new(),
            taken_of_shared: Vec::new(),
            taken: Vec::new(),
        };
        let terms = terms.clone();
        member.bonus(&terms.bonus, &terms, now);
        self.members.insert(id, member);
        Ok(())
    }

    pub(crate) fn quote(&self, id: &str, now: i64, cart: &Value) -> Option<Result<Value, u16>> {
        let mut member = self.members.get(id)?.clone();
        let now = now.max(member.clock);
        member.taken_of_shared = self.taken_of_shared(now, i64::MIN);
        member.fall_due(now);
        let terms = member.in_force(now).unwrap();
        let price = member.price(terms, cart, now);
        Some(price.map(|price| price.shown(terms, &member)))
    }
}
