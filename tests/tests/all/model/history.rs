//! Random histories of two members, and a third one at home: what is asked next, and when.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::drawn::EFFECTIVE_FROM;
use super::acts::{Known, command, listed};
use super::civil::{DAY, MINUTE, read, write};
use super::compare::{Both, Given, MEMBERS};
use super::homes;
use super::spins::{next_of_draws, open_next};

/// Numbers without end from a seed, the same ones each time (SplitMix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn number(&mut self, end: i64) -> i64 {
        i64::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn pick<'v, T: ?Sized>(&mut self, values: &[&'v T]) -> &'v T {
        values[self.below(values.len())]
    }
}

/// Everything that is asked, each of which must be met often, accepted and refused.
pub(crate) const KINDS: [&str; 45] = [
    "register_member",
    "place_order",
    "claim_purchase",
    "review_purchase",
    "pay_order",
    "cut_order",
    "cancel_order",
    "settle_order",
    "request_refund",
    "request_exchange",
    "review_refund",
    "withdraw_refund",
    "pay_refund",
    "record_chargeback",
    "reverse_chargeback",
    "set_tier",
    "invite_to_tier",
    "match_status",
    "record_credit",
    "adjust_points",
    "approve_adjustment",
    "reject_adjustment",
    "complete_task",
    "redeem_offer",
    "pay_redemption",
    "cancel_redemption",
    "transfer_points",
    "use_entitlement",
    "undo_entitlement",
    "record_referral",
    "reward_referral",
    "form_household",
    "invite_to_household",
    "join_household",
    "leave_household",
    "hand_over_household",
    "put_points",
    "take_points",
    "open_draw",
    "enter_draw",
    "reveal_draw",
    "cancel_draw",
    "accept_prize",
    "refuse_prize",
    "return_draw_points",
];

/// How many commands were accepted and refused, by name and code.
#[derive(Default)]
pub(crate) struct Counts(BTreeMap<(String, u16), u64>);

impl Counts {
    /// How many commands of a name were accepted.
    pub(crate) fn accepted(&self, name: &str) -> u64 {
        self.0.get(&(name.to_owned(), 0)).copied().unwrap_or(0)
    }

    /// How many commands of a name were refused.
    pub(crate) fn refused(&self, name: &str) -> u64 {
        let all = self.0.iter();
        let of_name = all.filter(|((of, code), _)| of == name && *code != 0);
        of_name.map(|(_, count)| count).sum()
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for ((name, code), count) in &self.0 {
            writeln!(f, "{name:20} {code:5} {count:9}")?;
        }
        Ok(())
    }
}

/// Runs a history of a drawn length; the commands so far, and how the two differ if they do.
pub(crate) fn run(
    chance: &mut Chance,
    documents: &[Value],
    both: &mut Both,
    commands: &mut Vec<Given>,
    counts: &mut Counts,
) -> Result<(), String> {
    let mut now = read("2023-12-15T09:00:00Z") + chance.number(120 * DAY);
    let mut known = [Known::of(documents), Known::of(documents)];
    let first = read(EFFECTIVE_FROM[1]) - chance.number(2 * DAY);
    if chance.one_in(4) {
        now = first;
    }
    commands.push((now, registering(MEMBERS[0])));
    // Often the other joins at once, and says by whom that was.
    let mut opening = Vec::new();
    if documents[0]["referrals"].is_object() && !chance.one_in(3) {
        let referring = json!({ "member": MEMBERS[1], "referrer": MEMBERS[0] });
        opening = vec![
            json!({ "record_referral": referring }),
            registering(MEMBERS[1]),
        ];
        known[1].was_referred = true;
    }
    // Often both live together from the beginning, and it is about that above all.
    let at_home = documents[0]["household"].is_object() && chance.one_in(3);
    if at_home {
        if opening.is_empty() {
            opening.push(registering(MEMBERS[1]));
        }
        let with_third = chance.one_in(2);
        opening.splice(0..0, homes::opening(with_third));
        known.iter_mut().for_each(|known| known.live_in("home"));
    }
    // Or about draws, of which the members have to have points.
    let plays = !at_home && chance.one_in(3);
    if plays {
        if opening.is_empty() {
            opening.push(registering(MEMBERS[1]));
        }
        opening.splice(0..0, MEMBERS.map(|member| homes::gets(member, 150)));
        opening.splice(0..0, open_next(&documents[0], now));
        known.iter_mut().for_each(Known::play);
    }
    let length = 4 + chance.below(56);
    let mut who = usize::from(chance.one_in(2));
    for number in 0..=length {
        if number > 0 {
            if let Some(command) = opening.pop() {
                now += chance.number(MINUTE);
                commands.push((now, command));
                give(both, &commands[number], counts)?;
                continue;
            }
            if chance.one_in(3) {
                who = usize::from(chance.one_in(if at_home { 2 } else { 4 }));
            }
            let member = MEMBERS[who];
            let view = both.view(member, now);
            let at_play = next_of_draws(&both.draws(now), now);
            now = match at_play.filter(|_| chance.one_in(if plays { 6 } else { 60 })) {
                Some(at) => (at + chance.number(3) - 1).max(now),
                None => later(chance, now, &view),
            };
            let command = if view.is_null() && !chance.one_in(6) {
                registering(member)
            } else {
                command(chance, (now, number), member, both, &mut known[who])
            };
            commands.push((now, command));
        }
        give(both, &commands[number], counts)?;
    }
    both.look_afterwards(now)
}

/// Gives both a command, and counts it.
fn give(both: &mut Both, given: &Given, counts: &mut Counts) -> Result<(), String> {
    let answer = both.give(given)?;
    let name = given.1.as_object().unwrap().keys().next().unwrap().clone();
    let code = answer.err().unwrap_or(0);
    *counts.0.entry((name, code)).or_default() += 1;
    Ok(())
}

pub(crate) fn registering(member: &str) -> Value {
    let consents = json!([{ "document": "user-agreement", "version": 1 },
        { "document": "privacy-policy", "version": 1 }]);
    json!({ "register_member": { "member": member, "consents": consents } })
}

/// The next moment: soon, days or years later, or just when something falls due.
fn later(chance: &mut Chance, now: i64, view: &Value) -> i64 {
    let waits = listed(view, "orders").any(|order| order["progress"]["placed"].is_object());
    let waits = waits || listed(&view["mall"], "open").next().is_some();
    if waits && !chance.one_in(3) {
        return now + chance.number(MINUTE / 2);
    }
    match chance.below(20) {
        0..9 => now + chance.number(MINUTE),
        9..11 => now + chance.number(DAY / 6),
        11..13 => now + chance.number(5 * DAY),
        13 => now + chance.number(60 * DAY),
        14 if chance.one_in(3) => {
            let begins = EFFECTIVE_FROM
                .map(read)
                .into_iter()
                .find(|from| *from > now);
            begins.map_or(now, |from| from + chance.number(3) - 1)
        }
        14 if chance.one_in(2) => now + chance.number(800 * DAY),
        15 => read(&format!("{}T00:00:00Z", &write(now + DAY)[..10])),
        _ => match view["next_due"].as_str() {
            Some(due) => (read(due) + chance.number(3) - 1).max(now),
            None => now,
        },
    }
}
