//! The module, natively, with a keeper that stores streams and claims.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tiercel_core::budget::BudgetState;
use tiercel_core::cart::Cart;
use tiercel_core::command::Command;
use tiercel_core::decision::{Decision, Loaded, Request};
use tiercel_core::id::{Digest, HouseholdId, MemberId, RuleId};
use tiercel_core::moment::Moment;
use tiercel_core::policy::{PolicySet, check};
use tiercel_core::state::{MemberState, State};
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;
use tiercel_core::wire::encode;
use tiercel_core::{decide, household, preview_within, touches, view};
use tiercel_host::document::Document;
use tiercel_host::module::digest;

pub(crate) struct Module {
    policies: PolicySet,
    streams: BTreeMap<StreamId, (u64, State)>,
    claims: BTreeSet<(String, String)>,
}

fn moment(at: i64) -> Moment {
    Moment::from_ms(at).unwrap()
}

impl Module {
    pub(crate) fn new(documents: &[Value]) -> Self {
        Self {
            policies: policies(documents).unwrap(),
            streams: BTreeMap::new(),
            claims: BTreeSet::new(),
        }
    }

    /// What would be decided, kept nowhere.
    fn decided(&self, now: i64, command: &Value) -> Result<Decision, u16> {
        let command: Command = serde_json::from_value(command.clone()).unwrap();
        let touched = touches(&self.policies, &command, moment(now));
        let load = |stream: StreamId| {
            let known = self.streams.get(&stream).cloned();
            let (version, state) =
                known.map_or((0, None), |(version, state)| (version, Some(state)));
            Loaded {
                stream,
                version,
                state,
            }
        };
        let request = Request {
            now: moment(now),
            module: Digest([1; 32]),
            policies: Digest([2; 32]),
            streams: touched.writes.into_iter().map(load).collect(),
            command,
        };
        let decided = decide(&self.policies, &request, &mut Trace::off());
        decided.map_err(|rejection| rejection.refusal.code as u16)
    }

    pub(crate) fn act(&mut self, now: i64, command: &Value) -> Result<(), u16> {
        let decision = self.decided(now, command)?;
        let claims = decision.claims.into_iter();
        let claims: Vec<_> = claims
            .map(|claim| {
                let named = (claim.kind.to_string(), claim.id.to_string());
                (claim.refusal.code as u16, named)
            })
            .collect();
        if let Some((code, _)) = claims.iter().find(|(_, claim)| self.claims.contains(claim)) {
            return Err(*code);
        }
        let claims = claims.into_iter().map(|(_, claim)| claim);
        self.claims.extend(claims);
        for appended in decision.appended {
            let before = self.streams.get(&appended.stream).map_or(0, |it| it.0);
            let version = before + u64::try_from(appended.events.len()).unwrap();
            self.streams
                .insert(appended.stream, (version, appended.state));
        }
        Ok(())
    }

    fn member(&self, member: &str) -> Option<&MemberState> {
        let stream = StreamId::Member(MemberId::new(member).unwrap());
        match self.streams.get(&stream) {
            Some((_, State::Member(member))) => Some(member),
            _ => None,
        }
    }

    /// What its members see of a household.
    pub(crate) fn household(&self, id: &str, now: i64) -> Option<Value> {
        let stream = StreamId::Household(HouseholdId::new(id).unwrap());
        match self.streams.get(&stream) {
            Some((_, State::Household(state))) => {
                let seen = household(&self.policies, state.clone(), moment(now)).unwrap();
                Some(serde_json::to_value(seen).unwrap())
            }
            _ => None,
        }
    }

    /// Every draw that was opened, as it stands at a moment.
    pub(crate) fn draws(&self, now: i64) -> BTreeMap<String, Value> {
        let streams = self.streams.keys();
        let draws = streams.filter_map(|stream| match stream {
            StreamId::Draw(id) => Some((stream, id.to_string())),
            _ => None,
        });
        let draws = draws.map(|(stream, id)| {
            let waking = json!({ "tick_stream": { "stream": stream.name() } });
            let woken = self.decided(now, &waking).unwrap();
            (id, drawn(&woken.appended[0].state))
        });
        draws.collect()
    }

    fn budget(&self, stream: &StreamId) -> Option<&BudgetState> {
        match self.streams.get(stream) {
            Some((_, State::Budget(budget))) => Some(budget),
            _ => None,
        }
    }

    /// What all members took of the budget of an activity.
    pub(crate) fn taken_of_shared(&self, activity: &str, now: i64) -> i64 {
        let budget = self.budget(&StreamId::Budget(RuleId::new(activity).unwrap()));
        budget.map_or(0, |budget| budget.taken(moment(now)).value())
    }

    pub(crate) fn view(&self, member: &str, now: i64) -> Option<Value> {
        let view = view(&self.policies, self.member(member)?, moment(now)).unwrap();
        let mut view = serde_json::to_value(view).unwrap();
        // Whoever had nothing of the mall has none of everything.
        if view["mall"].is_null() {
            view["mall"] = json!({ "open": [], "vouchers": [] });
        }
        Some(view)
    }

    pub(crate) fn quote(&self, member: &str, now: i64, cart: &Value) -> Option<Result<Value, u16>> {
        let cart: Cart = serde_json::from_value(cart.clone()).unwrap();
        let of = self.member(member)?;
        let placing =
            json!({ "place_order": { "member": member, "order": "quote", "cart": cart } });
        let placing: Command = serde_json::from_value(placing).unwrap();
        let beside = touches(&self.policies, &placing, moment(now)).writes;
        let budgets = beside.iter().filter_map(|stream| self.budget(stream));
        let budgets: Vec<BudgetState> = budgets.cloned().collect();
        let mut trace = Trace::off();
        let quote = preview_within(&self.policies, of, &budgets, &cart, moment(now), &mut trace);
        let quote = quote.map_err(|refusal| refusal.code as u16);
        Some(quote.map(|quote| serde_json::to_value(quote).unwrap()))
    }
}

/// A draw, with how many entries it has, and how far it has come in one word.
fn drawn(state: &State) -> Value {
    let State::Draw(state) = state else {
        panic!("this is no draw");
    };
    let mut seen = serde_json::to_value(state).unwrap();
    seen["entries"] = seen["tree"]["count"].clone();
    let come = seen["step"].as_object().and_then(|step| step.keys().next());
    if let Some(come) = come.cloned() {
        seen["step"] = json!(come);
    }
    seen
}

/// The policies of documents, if they are a set.
pub(crate) fn policies(documents: &[Value]) -> Option<PolicySet> {
    let read = documents.iter().map(|json| {
        let checked = check(&Document::read(&json.to_string()).ok()?.value);
        let policy = checked.policy.filter(|_| checked.findings.is_empty())?;
        Some((digest(&encode(&policy)), policy))
    });
    PolicySet::new(read.collect::<Option<_>>()?).ok()
}
