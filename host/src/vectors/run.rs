//! Runs one file on one engine.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};
use tiercel_core::abi::{Op, Published, QuoteInput, Status, TouchesInput, ViewInput};
use tiercel_core::command::Command;
use tiercel_core::decision::{Claim, Decision, Loaded, Rejection, Request};
use tiercel_core::moment::Moment;
use tiercel_core::policy::Checked;
use tiercel_core::quote::Quote;
use tiercel_core::state::{MemberState, State};
use tiercel_core::stream::{StreamId, Touches};
use tiercel_core::text::Text;
use tiercel_core::view::MemberView;
use tiercel_core::wire::{Wire, decode, encode};

use super::Engine;
use super::format::{FormatError, Source, Vector, documents, read};
use super::names::Names;
use crate::module::digest;
use crate::policies::Policies;

/// What came of one vector.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The vector's name.
    pub name: String,
    /// Where what was found is not what the vector states; nothing where it is.
    pub differences: Vec<String>,
    /// What was found, by kind: `events`, `quote`, `view`, and `refusal`; nothing where the vector
    /// could not be run.
    pub found: Option<Value>,
}

/// Runs the vectors of a file: all of them under its first policy, then under each other.
///
/// # Errors
/// [`FormatError`] when the file or its policy cannot be read.
pub fn run_file(path: &Path, engine: &mut dyn Engine) -> Result<Vec<Ran>, FormatError> {
    let file = read(path)?;
    let mut ran = Vec::new();
    for (place, sources) in file.sets().enumerate() {
        let mut under = run_under(path, sources, &file.vectors, engine)?;
        if let Some(other) = sources.first().filter(|_| place > 0) {
            for ran in &mut under {
                ran.name = format!("{} (under {})", ran.name, other.name());
            }
        }
        ran.extend(under);
    }
    Ok(ran)
}

fn run_under(
    path: &Path,
    sources: &[Source],
    vectors: &[Vector],
    engine: &mut dyn Engine,
) -> Result<Vec<Ran>, FormatError> {
    let wrong = |what: String| FormatError {
        path: path.to_owned(),
        what,
    };
    let mut published = Vec::new();
    for document in documents(path, sources)? {
        let (_, output) = engine
            .call(Op::Check, 0, 0, &encode(&document.value))
            .map_err(&wrong)?;
        let checked: Checked = decode(&output).map_err(|error| wrong(error.to_string()))?;
        let Some(policy) = checked.policy else {
            let found = checked
                .findings
                .iter()
                .map(|f| format!("{} {}", f.pointer, f.code));
            return Err(wrong(format!(
                "the policy: {}",
                found.collect::<Vec<_>>().join("; ")
            )));
        };
        published.push(Published {
            digest: digest(&encode(&policy)),
            policy,
        });
    }
    let versions = published.iter().map(|published| published.digest);
    let versions = versions.collect();
    let policies = Policies::new(published);
    let names = Names {
        policies: policies.digest,
        versions,
    };
    let handle = 0;
    let mut run = Run {
        engine,
        handle,
        names,
    };
    run.handle = run
        .ask(Op::PoliciesLoad, &policies.published)
        .map_err(&wrong)?;
    let ran = vectors.iter().map(|vector| run.vector(vector));
    let ran = ran.collect();
    run.engine
        .call(Op::PoliciesFree, run.handle, 0, &[])
        .map_err(&wrong)?;
    Ok(ran)
}

struct Run<'e> {
    engine: &'e mut dyn Engine,
    handle: u32,
    names: Names,
}

/// What the history of one vector left.
#[derive(Default)]
struct World {
    streams: BTreeMap<StreamId, (u64, State)>,
    claims: BTreeSet<(Text, Text)>,
}

/// An answer, or what the rules refused.
type Answered<T> = Result<T, Box<Rejection>>;

impl Run<'_> {
    fn answer<T: Wire>(&mut self, op: Op, input: &impl Wire) -> Result<Answered<T>, String> {
        let (status, output) = self.engine.call(op, self.handle, 0, &encode(input))?;
        match status {
            Status::Answer => decode(&output).map(Ok).map_err(|error| error.to_string()),
            Status::Refused => decode(&output)
                .map(|r| Err(Box::new(r)))
                .map_err(|error| error.to_string()),
            other => Err(format!("{other:?}")),
        }
    }

    fn ask<T: Wire>(&mut self, op: Op, input: &impl Wire) -> Result<T, String> {
        self.answer(op, input)?
            .map_err(|rejection| rejection.refusal.code.name().to_owned())
    }

    fn vector(&mut self, vector: &Vector) -> Ran {
        let name = vector.name.clone();
        match self.find(vector) {
            Ok(found) => Ran {
                name,
                differences: vector.expect.differences(&found),
                found: Some(found),
            },
            Err(error) => Ran {
                name,
                differences: vec![error],
                found: None,
            },
        }
    }

    fn find(&mut self, vector: &Vector) -> Result<Value, String> {
        let mut world = World::default();
        for (place, past) in vector.history.iter().enumerate() {
            let decided = self.decide(&world, past.at, &past.command);
            let decided = decided.map_err(|error| format!("history {place}: {error}"))?;
            let decision = decided.map_err(|rejection| {
                let code = rejection.refusal.code.name();
                format!("history {place} was refused: {code}")
            })?;
            world.keep(decision);
        }
        self.act(vector, &world)
    }

    fn act(&mut self, vector: &Vector, world: &World) -> Result<Value, String> {
        if let Some(command) = &vector.command {
            return Ok(match self.decide(world, vector.at, command)? {
                Ok(decision) => {
                    let appended = decision.appended.into_iter();
                    let events = appended.flat_map(|appended| appended.events);
                    json!({ "events": events.collect::<Vec<_>>() })
                }
                Err(rejection) => json!({
                    "refusal": rejection.refusal,
                    "correction": rejection.correction,
                }),
            });
        }
        let refused = |rejection: Box<Rejection>| json!({ "refusal": rejection.refusal });
        let member = world.streams.values().find_map(|(_, state)| match state {
            State::Member(member) => Some(member.clone()),
            _ => None,
        });
        let member: MemberState = member.ok_or("the history registers no member")?;
        let now = vector.at;
        let budgets = world.streams.values().filter_map(|(_, state)| match state {
            State::Budget(budget) => Some(budget.clone()),
            _ => None,
        });
        if let Some(cart) = &vector.cart {
            let input = QuoteInput {
                member,
                cart: cart.clone(),
                now,
                budgets: budgets.collect(),
            };
            let quoted = self.answer::<Quote>(Op::Quote, &input)?;
            return Ok(quoted.map_or_else(
                refused,
                |quote| json!({ "refusal": quote.refusal, "quote": quote }),
            ));
        }
        let viewed = self.answer::<MemberView>(Op::View, &ViewInput { member, now })?;
        Ok(viewed.map_or_else(refused, |view| json!({ "view": view })))
    }

    fn decide(
        &mut self,
        world: &World,
        now: Moment,
        command: &Value,
    ) -> Result<Answered<Decision>, String> {
        let command: Command = self.names.command(command)?;
        let asked = TouchesInput {
            command: command.clone(),
            now,
        };
        let touched: Touches = self.ask(Op::Touches, &asked)?;
        let touched = touched.reads.into_iter().chain(touched.writes);
        let request = Request {
            now,
            module: Names::MODULE,
            policies: self.names.policies,
            streams: touched.map(|stream| world.load(stream)).collect(),
            command,
        };
        let decided = self.answer::<Decision>(Op::Decide, &request)?;
        Ok(decided.and_then(|decision| match world.taken(&decision) {
            Some(claim) => Err(Box::new(claim.refusal.clone().into())),
            None => Ok(decision),
        }))
    }
}

impl World {
    fn load(&self, stream: StreamId) -> Loaded {
        let (version, state) = self.streams.get(&stream).cloned().unzip();
        Loaded {
            stream,
            version: version.unwrap_or_default(),
            state,
        }
    }

    /// The first claim of a decision that an earlier one made, as the host's storage would find it.
    fn taken<'d>(&self, decision: &'d Decision) -> Option<&'d Claim> {
        let mut claims = decision.claims.iter();
        claims.find(|claim| {
            self.claims
                .contains(&(claim.kind.clone(), claim.id.clone()))
        })
    }

    fn keep(&mut self, decision: Decision) {
        let claims = decision.claims.into_iter();
        self.claims
            .extend(claims.map(|claim| (claim.kind, claim.id)));
        for appended in decision.appended {
            let before = self.streams.get(&appended.stream);
            let version = before.map_or(0, |(version, _)| *version);
            let version = version + appended.events.len() as u64;
            self.streams
                .insert(appended.stream, (version, appended.state));
        }
    }
}
