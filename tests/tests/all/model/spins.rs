//! What is asked of draws in a history, by members and by whoever runs the programme.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tiercel_core::draw::Seed;
use tiercel_core::id::Digest;

use super::acts::{ids, listed};
use super::civil::{DAY, read, write};
use super::history::Chance;

/// The seed of every draw, and one that is none's.
const SEED: [u8; 32] = [7; 32];
const WRONG: [u8; 32] = [8; 32];

/// What is published of a seed beforehand.
pub(crate) fn commitment(seed: &str) -> String {
    let seed: Digest = seed.parse().unwrap();
    Seed(seed).commitment().to_string()
}

/// Draws that close one after the other, some of them open long before.
pub(crate) fn draws(chance: &mut Chance, tiers: &[String]) -> Value {
    let name = json!({ "zh": "奖", "en": "A prize" });
    let mut closes = read("2024-01-10T12:00:00Z");
    let mut list = Vec::new();
    for number in 0..12 {
        let opens = closes - [10, 100, 400][chance.below(3)] * DAY;
        let per_member = 1 + chance.number(5);
        let prize = |id: &str, quantity: i64| json!({ "id": id, "name": name, "quantity": quantity, "value": "5.00" });
        let mut points = prize("points", 1);
        points["points"] = json!([7, 100][chance.below(2)]);
        let cost = [1, 5, 30][chance.below(3)];
        let most = [2, 4, 12][chance.below(3)];
        let (reveal, claim) = ([1, 9, 30][chance.below(3)], [1, 10, 60][chance.below(3)]);
        // Where there are fewer prizes than entries, one that is refused may be drawn again.
        let bicycle = prize("bicycle", 1 + chance.number(2));
        let prizes = [
            json!([prize("bicycle", 1)]),
            json!([points]),
            json!([bicycle, points]),
        ];
        let mut draw = json!({
            "id": format!("spin-{number}"), "name": name, "points": cost,
            "per_member": per_member, "from": write(opens), "closes_at": write(closes),
            "most_entries": most, "reveal_days": reveal,
            "claim_days": claim, "redraws": chance.below(3),
            "prizes": prizes[chance.below(3)],
        });
        if chance.one_in(2) {
            draw["per_day"] = json!(1 + chance.number(per_member));
        }
        if chance.one_in(2) {
            draw["beacon"] = json!("the temperature at noon");
        }
        if !tiers.is_empty() && chance.one_in(4) {
            draw["tiers"] = json!([tiers[chance.below(tiers.len())]]);
        }
        list.push(draw);
        closes += [3, 20, 60][chance.below(3)] * DAY;
    }
    json!({ "prize_cap": "900.00", "list": list })
}

/// The draw that closes next of those that may be entered already is opened.
pub(crate) fn open_next(document: &Value, now: i64) -> Option<Value> {
    let moment = |draw: &Value, name: &str| read(draw[name].as_str().unwrap());
    let may_be =
        |draw: &&Value| moment(draw, "from") <= now && now + DAY < moment(draw, "closes_at");
    let draw = listed(&document["draws"], "list").find(may_be)?;
    let opening =
        json!({ "draw": draw["id"], "commitment": commitment(&Digest(SEED).to_string()) });
    Some(json!({ "open_draw": opening }))
}

/// The next moment at which anything happens to any draw that somebody entered.
pub(crate) fn next_of_draws(opened: &BTreeMap<String, Value>, now: i64) -> Option<i64> {
    let entered = opened.values().filter(|draw| draw["entries"] != 0);
    let moments = entered.flat_map(|draw| {
        let waiting = listed(draw, "wins").filter(|win| win["fate"].is_null());
        let until = waiting.map(|win| &win["claim_until"]);
        let steps = [&draw["closes_at"], &draw["reveal_by"]];
        steps.into_iter().chain(until)
    });
    let moments = moments.map(|at| read(at.as_str().unwrap()));
    moments.filter(|at| *at > now).min()
}

/// Draws as they stand, and what a member has in them.
pub(crate) struct Spins<'s> {
    /// The terms of all draws.
    pub(crate) terms: &'s [Value],
    /// Those that were opened, as they stand.
    pub(crate) opened: &'s BTreeMap<String, Value>,
    pub(crate) view: &'s Value,
    pub(crate) now: i64,
}

impl Spins<'_> {
    /// Draws that were opened and have come so far.
    fn at_step(&self, steps: &[&str]) -> Vec<String> {
        let is_at = |draw: &Value| steps.iter().any(|step| draw["step"] == **step);
        let opened = self.opened.iter().filter(|(_, draw)| is_at(draw));
        opened.map(|(id, _)| id.clone()).collect()
    }

    /// Draws that are not opened yet and may be.
    fn to_open(&self) -> Vec<String> {
        let may_be = |draw: &&Value| {
            let moment = |name: &str| read(draw[name].as_str().unwrap());
            !self.opened.contains_key(draw["id"].as_str().unwrap())
                && moment("from") - DAY <= self.now
                && self.now < moment("closes_at")
        };
        ids(self.terms.iter().filter(may_be), "id")
    }

    /// Draws that the member may enter.
    fn to_enter(&self) -> Vec<String> {
        let mut open = self.at_step(&["open"]);
        let begins = |draw: &Value| read(draw["from"].as_str().unwrap());
        let begun = self.terms.iter().filter(|draw| begins(draw) <= self.now);
        let begun = ids(begun, "id");
        open.retain(|id| begun.contains(id));
        open
    }

    /// The member's entries into draws that have come so far.
    fn entries(&self, steps: &[&str]) -> Vec<(String, String)> {
        let drawn = self.at_step(steps);
        let entries = listed(self.view, "entries").map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap().to_owned();
            (text("draw"), text("entry"))
        });
        entries.filter(|(draw, _)| drawn.contains(draw)).collect()
    }

    /// The member's entries that won what still waits.
    fn to_claim(&self) -> Vec<(String, String)> {
        let won = |(draw, entry): &(String, String)| {
            let mut mine = listed(self.view, "entries");
            let mine = mine.find(|it| it["draw"] == **draw && it["entry"] == **entry);
            let wins = listed(&self.opened[draw], "wins");
            let mut wins = wins.filter(|win| win["fate"].is_null());
            mine.is_some_and(|mine| wins.any(|win| win["index"] == mine["index"]))
        };
        let entries = self.entries(&["revealed"]).into_iter();
        entries.filter(won).collect()
    }

    /// What is asked: more often what there is something for, and so many times as often.
    pub(crate) fn weights(&self, times: usize) -> [(&'static str, usize); 7] {
        let when = |fits: bool, most: usize| match (self.terms.is_empty(), fits) {
            (true, _) => 0,
            (false, true) => most,
            (false, false) => usize::from(times > 1),
        };
        let has_points = self.view["available_points"].as_i64() > Some(0);
        let open = self.at_step(&["open"]);
        let drawn = !self.entries(&["revealed"]).is_empty();
        let to_claim = usize::from(!self.to_claim().is_empty());
        [
            ("open_draw", when(!self.to_open().is_empty(), 6 * times)),
            (
                "enter",
                when(has_points && !self.to_enter().is_empty(), 14 * times),
            ),
            (
                "reveal",
                when(!self.at_step(&["closed"]).is_empty(), 30 * times),
            ),
            ("call_off", when(!open.is_empty(), 1 + times / 2)),
            ("accept", when(drawn, 5 * times + to_claim * 36 * times)),
            ("refuse", when(drawn, 2 * times + to_claim * 36 * times)),
            (
                "return",
                when(
                    !self.entries(&["cancelled", "failed"]).is_empty(),
                    20 * times,
                ),
            ),
        ]
    }

    /// One of the acts, mostly where it fits.
    pub(crate) fn act(
        &self,
        chance: &mut Chance,
        act: &str,
        number: usize,
    ) -> (&'static str, Value) {
        let all = ids(self.terms.iter(), "id");
        let opened: Vec<String> = self.opened.keys().cloned().collect();
        let one = |chance: &mut Chance, fitting: Vec<String>| match fitting.is_empty() {
            false if !chance.one_in(10) => fitting[chance.below(fitting.len())].clone(),
            _ if !opened.is_empty() && !chance.one_in(4) => {
                opened[chance.below(opened.len())].clone()
            }
            _ if chance.one_in(3) => "none".to_owned(),
            _ => all[chance.below(all.len())].clone(),
        };
        let entry = |chance: &mut Chance, fitting: Vec<(String, String)>| {
            let mut some = fitting;
            if some.is_empty() || chance.one_in(8) {
                some = self.entries(&["revealed"]);
            }
            if some.is_empty() || chance.one_in(8) {
                some = self.entries(&["open", "closed", "revealed", "cancelled", "failed"]);
            }
            match some.len() {
                0 => json!({ "draw": one(chance, self.to_enter()), "entry": "none" }),
                many => {
                    let (draw, entry) = &some[chance.below(many)];
                    json!({ "draw": draw, "entry": entry })
                }
            }
        };
        let text = |digits: [u8; 32]| Digest(digits).to_string();
        match act {
            "open_draw" => (
                "open_draw",
                json!({ "draw": one(chance, self.to_open()), "commitment": commitment(&text(SEED)) }),
            ),
            "enter" => {
                let number = if chance.one_in(12) {
                    number / 2
                } else {
                    number
                };
                let draw = one(chance, self.to_enter());
                (
                    "enter_draw",
                    json!({ "draw": draw, "entry": format!("n-{number}") }),
                )
            }
            "reveal" => {
                let draw = one(chance, self.at_step(&["closed"]));
                let terms = self.terms.iter().find(|terms| terms["id"] == *draw);
                let names_one = terms.is_some_and(|terms| terms["beacon"].is_string());
                let seed = if chance.one_in(10) { WRONG } else { SEED };
                let mut revealing = json!({ "draw": draw, "seed": text(seed) });
                if names_one != chance.one_in(10) {
                    revealing["beacon"] = json!(chance.pick(&["17.5", "-3"]));
                }
                ("reveal_draw", revealing)
            }
            "call_off" => (
                "cancel_draw",
                json!({ "draw": one(chance, self.at_step(&["open"])), "by": "clerk-1" }),
            ),
            "accept" => ("accept_prize", entry(chance, self.to_claim())),
            "refuse" => ("refuse_prize", entry(chance, self.to_claim())),
            _ => {
                let mut fitting = self.entries(&["cancelled", "failed"]);
                fitting.extend(self.entries(&["closed"]).into_iter().take(1));
                let draws = fitting.into_iter().map(|(draw, _)| draw).collect();
                ("return_draw_points", json!({ "draw": one(chance, draws) }))
            }
        }
    }
}
