//! The model and the module side by side: the same commands, the same questions, the same answers.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Value, json};
use tiercel_core::cart::Cart;
use tiercel_core::command::Command;
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::id::{Digest, MemberId};
use tiercel_core::moment::Moment;
use tiercel_core::policy::{PolicySet, check};
use tiercel_core::state::State;
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;
use tiercel_core::wire::encode;
use tiercel_core::{decide, preview, view};
use tiercel_host::document::Document;
use tiercel_host::module::digest;

use super::civil;
use super::member::{Held, Member};
use super::terms::Terms;

/// A command, and when it is given.
pub(crate) type Given = (i64, Value);

/// The module, natively, with a keeper that stores states and claims.
struct Module {
    policies: PolicySet,
    state: Option<State>,
    claims: BTreeSet<(String, String)>,
}

/// The model of one member, who may not be registered yet.
struct Model {
    terms: Rc<Vec<Terms>>,
    member: Option<Member>,
}

pub(crate) struct Both {
    module: Module,
    model: Model,
}

const MEMBER: &str = "m-1";

fn moment(at: i64) -> Moment {
    Moment::from_ms(at).unwrap()
}

impl Module {
    fn act(&mut self, now: i64, command: &Value) -> Result<(), u16> {
        let command: Command = serde_json::from_value(command.clone()).unwrap();
        let stream = StreamId::Member(MemberId::new(MEMBER).unwrap());
        let loaded = Loaded {
            stream,
            version: 1,
            state: self.state.clone(),
        };
        let request = Request {
            now: moment(now),
            module: Digest([1; 32]),
            policies: Digest([2; 32]),
            streams: vec![loaded],
            command,
        };
        let decided = decide(&self.policies, &request, &mut Trace::off());
        let decision = decided.map_err(|rejection| rejection.refusal.code as u16)?;
        let claims = decision.claims.into_iter();
        let claims: Vec<_> = claims
            .map(|claim| {
                (
                    claim.refusal.code,
                    (claim.kind.to_string(), claim.id.to_string()),
                )
            })
            .collect();
        if let Some((code, _)) = claims.iter().find(|(_, claim)| self.claims.contains(claim)) {
            return Err(*code as u16);
        }
        self.claims
            .extend(claims.into_iter().map(|(_, claim)| claim));
        self.state = decision
            .appended
            .into_iter()
            .next()
            .map(|appended| appended.state);
        Ok(())
    }

    fn view(&self, now: i64) -> Option<Value> {
        let Some(State::Member(member)) = &self.state else {
            return None;
        };
        let view = view(&self.policies, member, moment(now)).unwrap();
        Some(serde_json::to_value(view).unwrap())
    }

    fn quote(&self, now: i64, cart: &Value) -> Option<Result<Value, u16>> {
        let Some(State::Member(member)) = &self.state else {
            return None;
        };
        let cart: Cart = serde_json::from_value(cart.clone()).unwrap();
        let quote = preview(
            &self.policies,
            member,
            &cart,
            moment(now),
            &mut Trace::off(),
        );
        let quote = quote.map_err(|refusal| refusal.code as u16);
        Some(quote.map(|quote| serde_json::to_value(quote).unwrap()))
    }
}

impl Model {
    fn act(&mut self, now: i64, command: &Value) -> Result<(), u16> {
        let (name, command) = command.as_object().unwrap().iter().next().unwrap();
        let Some(before) = &self.member else {
            return self.register(now, name, command);
        };
        let mut member = before.clone();
        let now = now.max(member.clock);
        member.fall_due(now);
        match name.as_str() {
            "register_member" => Err(2101),
            "place_order" => member.place(command, now),
            "pay_order" => member.pay(command, now),
            "cancel_order" => member.cancel(command, now),
            "settle_order" => member.settle(command, now),
            "request_refund" => member.request_refund(command, now),
            "review_refund" => member.review_refund(command, now),
            "withdraw_refund" => member.withdraw_refund(command, now),
            "pay_refund" => member.pay_refund(command, now),
            "set_tier" => member.set_tier(command, now),
            "adjust_points" => member.adjust(command, now),
            "approve_adjustment" => member.approve(command, now),
            "reject_adjustment" => member.reject(command, now),
            "complete_task" => member.complete_task(command, now),
            "tick" => Ok(()),
            other => panic!("the model knows no {other}"),
        }?;
        member.fall_due(now);
        self.member = Some(member);
        Ok(())
    }

    fn register(&mut self, now: i64, name: &str, command: &Value) -> Result<(), u16> {
        if name != "register_member" {
            return Err(1201);
        }
        let terms = self
            .terms
            .iter()
            .rfind(|terms| terms.from <= now)
            .ok_or(1001_u16)?;
        let agreed = command["consents"].as_array().unwrap();
        if terms
            .consents
            .iter()
            .any(|consent| !agreed.contains(consent))
        {
            return Err(2121);
        }
        self.member = Some(Member {
            terms: Rc::clone(&self.terms),
            clock: now,
            lots: Vec::new(),
            orders: Vec::new(),
            spend: Vec::new(),
            tiers: vec![Held {
                id: terms.steps[0].id.clone(),
                since: now,
                review: None,
                grace: false,
                by_hand: false,
            }],
            debts: Vec::new(),
            adjustments: Vec::new(),
            done: Vec::new(),
            taken: Vec::new(),
        });
        Ok(())
    }

    fn quote(&self, now: i64, cart: &Value) -> Option<Result<Value, u16>> {
        let mut member = self.member.clone()?;
        let now = now.max(member.clock);
        member.fall_due(now);
        let terms = member.in_force(now).unwrap();
        let price = member.price(terms, cart, now);
        Some(price.map(|price| price.shown(terms)))
    }
}

impl Both {
    pub(crate) fn new(documents: &[Value]) -> Self {
        let terms = documents.iter().map(Terms::read).collect();
        Self {
            module: Module {
                policies: policies(documents).unwrap(),
                state: None,
                claims: BTreeSet::new(),
            },
            model: Model {
                terms: Rc::new(terms),
                member: None,
            },
        }
    }

    /// What the module shows of the member.
    pub(crate) fn view(&self, now: i64) -> Value {
        self.module.view(now).unwrap_or(Value::Null)
    }

    /// The most points that the module lets be used on a cart.
    pub(crate) fn most_points(&self, now: i64, cart: &Value) -> i64 {
        let quote = self.module.quote(now, cart).and_then(Result::ok);
        quote.map_or(0, |quote| quote["offset"]["most_points"].as_i64().unwrap())
    }

    /// Gives both a command, and compares what they say to it and what they show afterwards.
    /// Whether it was accepted.
    pub(crate) fn give(&mut self, (now, command): &Given) -> Result<Result<(), u16>, String> {
        let placing = &command["place_order"];
        if placing.is_object() {
            let (module, model) = (&self.module, &self.model);
            let cart = &placing["cart"];
            let (found, expected) = (module.quote(*now, cart), model.quote(*now, cart));
            match (&expected, &found) {
                (Some(Ok(expected)), Some(Ok(found))) => same(expected, found, "quote")?,
                _ if expected == found => {}
                _ => return Err(format!("model quotes {expected:?}, module {found:?}")),
            }
        }
        let expected = self.model.act(*now, command);
        let found = self.module.act(*now, command);
        if expected != found {
            return Err(format!("model answers {expected:?}, module {found:?}"));
        }
        self.look(*now)?;
        Ok(found)
    }

    /// Compares what both show at a moment.
    pub(crate) fn look(&self, now: i64) -> Result<(), String> {
        match (&self.model.member, self.module.view(now)) {
            (Some(member), Some(found)) => same(&member.shown(now), &found, "view"),
            (None, None) => Ok(()),
            _ => Err("one knows the member, the other does not".to_owned()),
        }
    }
}

fn policies(documents: &[Value]) -> Option<PolicySet> {
    let read = documents.iter().map(|json| {
        let checked = check(&Document::read(&json.to_string()).ok()?.value);
        let policy = checked.policy.filter(|_| checked.findings.is_empty())?;
        Some((digest(&encode(&policy)), policy))
    });
    PolicySet::new(read.collect::<Option<_>>()?).ok()
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
            let looked = self.look(at);
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
