//! The model and the module side by side: the same commands, the same questions, the same answers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::acts::{ids, listed};
use super::civil;
use super::draws::Places;
use super::module::{Module, policies};
use super::world::Model;

/// A command, and when it is given.
pub(crate) type Given = (i64, Value);

/// The two members of a history.
pub(crate) const MEMBERS: [&str; 2] = ["m-1", "m-2"];

/// Who is at home with them in some histories.
pub(crate) const THIRD: &str = "m-3";

pub(crate) struct Both {
    module: Module,
    model: Model,
    /// What pays beside points and cash under some version, by ids.
    pub(crate) tenders: Vec<String>,
}

impl Both {
    pub(crate) fn new(documents: &[Value]) -> Self {
        Self {
            module: Module::new(documents),
            model: Model::new(documents),
            tenders: ids(
                documents
                    .iter()
                    .flat_map(|document| listed(&document["orders"], "tenders")),
                "id",
            ),
        }
    }

    /// What the module shows of a member.
    pub(crate) fn view(&self, member: &str, now: i64) -> Value {
        self.module.view(member, now).unwrap_or(Value::Null)
    }

    /// Every draw that was opened, as the module has it.
    pub(crate) fn draws(&self, now: i64) -> BTreeMap<String, Value> {
        self.module.draws(now)
    }

    /// What the module shows of a household.
    pub(crate) fn household(&self, id: &str, now: i64) -> Option<Value> {
        self.module.household(id, now)
    }

    /// The most points that the module lets be used on a cart.
    pub(crate) fn most_points(&self, member: &str, now: i64, cart: &Value) -> i64 {
        let quote = self.module.quote(member, now, cart).and_then(Result::ok);
        quote.map_or(0, |quote| quote["offset"]["most_points"].as_i64().unwrap())
    }

    /// What the module lets a cart cost.
    pub(crate) fn cash(&self, member: &str, now: i64, cart: &Value) -> i64 {
        let quote = self.module.quote(member, now, cart).and_then(Result::ok);
        quote.map_or(0, |quote| quote["cash_minor"].as_i64().unwrap())
    }

    /// Gives both a command, and compares what they say to it and what they show afterwards.
    /// Whether it was accepted.
    pub(crate) fn give(&mut self, (now, command): &Given) -> Result<Result<(), u16>, String> {
        let placing = &command["place_order"];
        if let Some(member) = placing["member"].as_str() {
            let (module, model) = (&self.module, &self.model);
            let cart = &placing["cart"];
            let found = module.quote(member, *now, cart);
            let expected = model.quote(member, *now, cart);
            match (&expected, &found) {
                (Some(Ok(expected)), Some(Ok(found))) => same(expected, found, "quote")?,
                _ if expected == found => {}
                _ => return Err(format!("model quotes {expected:?}, module {found:?}")),
            }
        }
        let found = self.module.act(*now, command);
        // What only some commands are about is looked at after these, and at the end.
        let (_, fields) = command.as_object().unwrap().iter().next().unwrap();
        let is_about = |name: &str| fields[name].is_string();
        let places = if is_about("draw") {
            places(&self.draws(*now))
        } else {
            Places::new()
        };
        let expected = self.model.act(*now, command, &places);
        if expected != found {
            return Err(format!("model answers {expected:?}, module {found:?}"));
        }
        // Whom it is not about is looked at when it is, and at the end.
        let named = ["member", "to", "referrer"].map(|name| fields[name].as_str());
        let with = listed(fields, "with").filter_map(Value::as_str);
        let mut named = named.into_iter().flatten().chain(with);
        named.try_for_each(|member| self.look(member, *now))?;
        if is_about("order") || is_about("refund") {
            self.look_at_budgets(*now)?;
        }
        if is_about("household") {
            self.look_at_households(*now)?;
        }
        if is_about("draw") {
            self.look_at_draws(*now)?;
        }
        Ok(found)
    }

    /// Compares what all members took of the budgets that they share. What is over may be forgotten.
    fn look_at_budgets(&self, now: i64) -> Result<(), String> {
        for (activity, expected) in self.model.taken_of_shared(now, now) {
            let found = self.module.taken_of_shared(&activity, now);
            same(&json!(expected), &json!(found), &activity)?;
        }
        Ok(())
    }

    /// Compares what the members of every household see of it.
    fn look_at_households(&self, now: i64) -> Result<(), String> {
        let mut households = self.model.households(now);
        households.try_for_each(|(id, expected)| {
            let found = self.module.household(id, now).unwrap_or_default();
            same(&expected, &found, id)
        })
    }

    /// Compares what becomes of every draw. Whoever wins wins once, and entered.
    fn look_at_draws(&self, now: i64) -> Result<(), String> {
        let found = self.draws(now);
        let mut draws = self.model.draws(now);
        draws.try_for_each(|(id, expected)| {
            same(&expected, found.get(id).unwrap_or(&Value::Null), id)
        })?;
        let entries = |id: &str| usize::try_from(found[id]["entries"].as_u64().unwrap()).unwrap();
        for (id, places) in places(&found) {
            let mut once = places.clone();
            once.sort_unstable();
            once.dedup();
            let entered = once.iter().all(|place| *place < entries(&id));
            if once.len() < places.len() || !entered {
                return Err(format!("{id}: {places:?} won"));
            }
        }
        Ok(())
    }

    /// Compares what both show of a member at a moment.
    fn look(&self, member: &str, now: i64) -> Result<(), String> {
        match (self.model.shown(member, now), self.module.view(member, now)) {
            (Some(expected), Some(found)) => same(&expected, &found, member),
            (None, None) => Ok(()),
            _ => Err(format!("one knows {member}, the other does not")),
        }
    }
}

/// The entries that won, by draw, as the module says.
fn places(draws: &BTreeMap<String, Value>) -> Places {
    let places = draws.iter().map(|(id, draw)| {
        let places = listed(draw, "wins").map(|win| win["index"].as_u64().unwrap());
        let places = places.map(|place| usize::try_from(place).unwrap());
        (id.clone(), places.collect())
    });
    places.collect()
}

/// What is expected must be found; what is not named is not looked at.
fn same(expected: &Value, found: &Value, at: &str) -> Result<(), String> {
    match (expected, found) {
        (Value::Object(fields), Value::Object(_)) => fields
            .iter()
            .try_for_each(|(name, value)| same(value, &found[name], &format!("{at}/{name}"))),
        (Value::Array(of_model), Value::Array(of_module)) if of_model.len() == of_module.len() => {
            let pairs = of_model.iter().zip(of_module).enumerate();
            pairs
                .into_iter()
                .try_for_each(|(place, (expected, found))| {
                    same(expected, found, &format!("{at}/{place}"))
                })
        }
        _ if expected == found => Ok(()),
        _ => Err(format!("{at}:\n  model  {expected}\n  module {found}")),
    }
}

/// The moments after a history at which both are looked at once more.
const AFTERWARDS: [i64; 4] = [1, 45, 400, 1_200];

/// Both, after all commands and long after; what differs.
fn differs(documents: &[Value], commands: &[Given]) -> Option<String> {
    let mut both = Both::new(documents);
    for (place, given) in commands.iter().enumerate() {
        if let Err(difference) = both.give(given) {
            return Some(format!("after command {place}, {difference}"));
        }
    }
    both.look_afterwards(commands.last().map_or(0, |(now, _)| *now))
        .err()
}

impl Both {
    pub(crate) fn look_afterwards(&self, now: i64) -> Result<(), String> {
        let mut later = AFTERWARDS.iter().map(|days| now + days * civil::DAY);
        later.try_for_each(|at| {
            let mut members = MEMBERS.iter().chain([&THIRD]);
            let looked = members.try_for_each(|member| self.look(member, at));
            let looked = looked.and_then(|()| self.look_at_households(at));
            let looked = looked.and_then(|()| self.look_at_draws(at));
            looked.map_err(|difference| format!("at {}, {difference}", civil::write(at)))
        })
    }
}

/// The history that differs without all that can be left out of it, and how it differs.
pub(crate) fn shortened(mut documents: Vec<Value>, mut commands: Vec<Given>) -> String {
    let Some(mut difference) = differs(&documents, &commands) else {
        return "differs but once".to_owned();
    };
    loop {
        let before = (documents.clone(), commands.len());
        for place in (0..commands.len()).rev() {
            let mut fewer = commands.clone();
            fewer.remove(place);
            if let Some(found) = differs(&documents, &fewer) {
                (commands, difference) = (fewer, found);
            }
        }
        let simpler = simpler(&documents);
        for documents_simpler in simpler {
            let is_set = policies(&documents_simpler).is_some();
            if let Some(found) = Some(())
                .filter(|()| is_set)
                .and_then(|()| differs(&documents_simpler, &commands))
            {
                (documents, difference) = (documents_simpler, found);
                break;
            }
        }
        if before == (documents.clone(), commands.len()) {
            break;
        }
    }
    let history = commands.iter().map(|(now, command)| {
        let given = json!({ "at": civil::write(*now), "command": command });
        given.to_string()
    });
    for document in &mut documents {
        document["zone"]["transitions"] = json!("…");
    }
    let documents = serde_json::to_string_pretty(&documents).unwrap();
    let history: Vec<String> = history.collect();
    format!("{documents}\n[\n{}\n]\n{difference}", history.join(",\n"))
}

/// The documents with one thing left out: the last version, a table, an option.
fn simpler(documents: &[Value]) -> Vec<Vec<Value>> {
    let mut all = Vec::new();
    if documents.len() > 1 {
        all.push(documents[..documents.len() - 1].to_vec());
    }
    for (place, document) in documents.iter().enumerate() {
        for (name, table) in document.as_object().unwrap() {
            let mut without = documents.to_vec();
            without[place].as_object_mut().unwrap().remove(name);
            all.push(without);
            for option in table.as_object().iter().flat_map(|table| table.keys()) {
                let mut without = documents.to_vec();
                without[place][name].as_object_mut().unwrap().remove(option);
                all.push(without);
            }
        }
    }
    all
}
