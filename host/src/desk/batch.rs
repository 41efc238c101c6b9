//! The writer: one batch of commands, one transaction.

use std::path::PathBuf;
use std::sync::Arc;

use tiercel_core::abi::Published;
use tiercel_core::command::Command;
use tiercel_core::decision::{Decision, Loaded, Request};
use tiercel_core::moment::Moment;
use tiercel_core::stream::Touches;
use tiercel_core::wire::{decode, encode};

use super::{Answer, Clock, Decided, Key, NoAnswer, Outcome, Shared, Task};
use crate::chain::{Entry, GENESIS, hash};
use crate::module::{Module, Refused, Rules};
use crate::policies::Policies;
use crate::store::{Append, Archived, Head, Kept, Sqlite, Store, StoreError};

/// The tenant of a database: one for now, and part of every entry from the first.
pub(crate) const TENANT: &str = "main";

/// The thread that writes.
pub(crate) struct Writer {
    folder: PathBuf,
    store: Option<Box<dyn Store>>,
    module: Module,
    rules: Rules,
    clock: Clock,
    shared: Shared,
}

fn fault(error: impl std::fmt::Display) -> NoAnswer {
    NoAnswer::Fault(error.to_string())
}

impl Writer {
    pub(super) fn new(
        folder: PathBuf,
        store: Box<dyn Store>,
        module: Module,
        policies: Policies,
        clock: Clock,
    ) -> Result<Self, Refused> {
        let rules = Rules::new(&module, &policies.published)?;
        let shared = Arc::new(std::sync::RwLock::new(Arc::new(policies)));
        Ok(Self {
            folder,
            store: Some(store),
            module,
            rules,
            clock,
            shared,
        })
    }

    pub(super) fn shared(&self) -> Shared {
        self.shared.clone()
    }

    fn policies(&self) -> Arc<Policies> {
        self.shared
            .read()
            .map_or_else(|held| held.into_inner().clone(), |held| held.clone())
    }

    /// Answers a batch of tasks. Without a commit, none of them happened.
    pub(super) fn write(&mut self, tasks: Vec<Task>) -> Vec<Answer> {
        let count = tasks.len();
        match self.transact(tasks) {
            Ok(answers) => answers,
            Err(error) => {
                // Nothing is known of this connection any more, nor of what it had seen.
                tracing::error!(%error, "a batch failed; the database is opened anew");
                self.store = None;
                vec![Err(fault(error)); count]
            }
        }
    }

    fn store(&mut self) -> Result<&mut dyn Store, StoreError> {
        if self.store.is_none() {
            self.store = Some(Box::new(Sqlite::open(&self.folder)?));
        }
        match &mut self.store {
            Some(store) => Ok(store.as_mut()),
            None => Err(StoreError::Failed("no connection".into())),
        }
    }

    fn transact(&mut self, tasks: Vec<Task>) -> Result<Vec<Answer>, StoreError> {
        self.store()?.begin()?;
        let mut answers = Vec::with_capacity(tasks.len());
        let mut replaced = None;
        for task in tasks {
            self.store()?.savepoint()?;
            let answer = match task {
                Task::Decide { command, key, at } => self.decide(&command, key.as_ref(), at),
                Task::Publish { policy, at } => self.publish(&policy, at, &mut replaced),
            };
            let answer = match answer {
                Ok(answer) => Ok(answer),
                Err(Stop::Store(error)) => return Err(error),
                Err(Stop::NoAnswer(no_answer)) => Err(no_answer),
            };
            self.store()?.release(answer.is_ok())?;
            answers.push(answer);
        }
        self.store()?.commit()?;
        if let Some(policies) = replaced {
            let policies = Arc::new(policies);
            match self.shared.write() {
                Ok(mut held) => *held = policies,
                Err(held) => *held.into_inner() = policies,
            }
        }
        Ok(answers)
    }

    /// Decides a command, or repeats the answer that its key was given.
    fn decide(
        &mut self,
        command: &Command,
        key: Option<&Key>,
        at: Option<Moment>,
    ) -> Result<Outcome, Stop> {
        if let Some(Key { key, request }) = key
            && let Some(kept) = self.store()?.kept(key)?
        {
            if kept.request != *request {
                return Err(NoAnswer::KeyReused.into());
            }
            return Ok(decode(&kept.answer).map_err(fault)?);
        }
        let now = at.unwrap_or_else(|| (self.clock)());
        let outcome = self.ask(command, now)?;
        // A receipt that differs is corrected, not refused for good: the same key may come again.
        let corrected =
            matches!(&outcome, Outcome::Refused(rejection) if rejection.correction.is_some());
        if let Some(Key { key, request }) = key
            && !corrected
        {
            let kept = Kept {
                request: *request,
                answer: encode(&outcome),
            };
            self.store()?.keep(key, &kept, now)?;
        }
        Ok(outcome)
    }

    /// Asks the module, and writes down what it decided.
    fn ask(&mut self, command: &Command, now: Moment) -> Result<Outcome, Stop> {
        let Touches { reads, writes } = self.rules.touches(command).map_err(fault)?;
        let mut streams = Vec::new();
        let mut heads = Vec::new();
        for stream in reads.into_iter().chain(writes) {
            let head = self.store()?.head(&stream.name())?;
            let state = head
                .as_ref()
                .map(|head| decode(&head.state))
                .transpose()
                .map_err(fault)?;
            let version = head.as_ref().map_or(0, |head| head.version);
            streams.push(Loaded {
                stream,
                version,
                state,
            });
            heads.push(head);
        }
        let (module, policies) = (self.module.digest(), self.policies().digest);
        let command = command.clone();
        let request = Request {
            now,
            module,
            policies,
            streams,
            command,
        };
        let decision = match self.rules.decide(&request) {
            Ok(decision) => decision,
            Err(Refused::ByRules(rejection)) => return Ok(Outcome::Refused(rejection)),
            Err(Refused::BadInput(error)) => {
                return Err(NoAnswer::Unfit(error.to_string()).into());
            }
            Err(Refused::Fault(error)) => return Err(fault(error).into()),
        };
        self.append(&request, &heads, decision)
    }

    fn append(
        &mut self,
        request: &Request,
        heads: &[Option<Head>],
        decision: Decision,
    ) -> Result<Outcome, Stop> {
        for claim in &decision.claims {
            if !self.store()?.claim(claim)? {
                return Ok(Outcome::Refused(Box::new(claim.refusal.clone().into())));
            }
        }
        let mut decided = None;
        for appended in decision.appended {
            let place = request
                .streams
                .iter()
                .position(|s| s.stream == appended.stream);
            let head = place
                .and_then(|place| heads.get(place))
                .and_then(Option::as_ref);
            let version = head.map_or(0, |head| head.version);
            let after = version + appended.events.len() as u64;
            if !appended.events.is_empty() {
                let previous = head.map_or(GENESIS, |head| head.hash);
                let entry = encode(&Entry {
                    tenant: TENANT.into(),
                    stream: appended.stream.clone(),
                    version,
                    previous,
                    command: request.command.clone(),
                    now: request.now,
                    module: request.module,
                    policies: request.policies,
                    events: appended.events.clone(),
                });
                let (hash, state) = (hash(&previous, &entry), encode(&appended.state));
                let head = Head {
                    version: after,
                    hash,
                    state,
                    module: request.module,
                };
                let stream = appended.stream.name().to_string();
                let next_due = appended.next_due;
                self.store()?.append(&Append {
                    stream,
                    from: version,
                    head,
                    entry,
                    next_due,
                })?;
            }
            decided.get_or_insert(Decided {
                stream: appended.stream,
                version: after,
                events: appended.events,
                summary: decision.summary.clone(),
                module: request.module,
            });
        }
        for notice in &decision.notices {
            self.store()?.notify(notice, request.now)?;
        }
        let nothing = || NoAnswer::Fault("the module decided on no stream".into());
        Ok(Outcome::Decided(decided.ok_or_else(nothing)?))
    }

    /// Archives a policy and publishes it. The rules by the new set decide from the next task on.
    fn publish(
        &mut self,
        policy: &Archived,
        at: Option<Moment>,
        replaced: &mut Option<Policies>,
    ) -> Result<Outcome, Stop> {
        let mut published = match replaced {
            Some(policies) => policies.published.clone(),
            None => self.policies().published.clone(),
        };
        let parsed = decode(&policy.bytes).map_err(|e| NoAnswer::Unfit(e.to_string()))?;
        published.push(Published {
            digest: policy.digest,
            policy: parsed,
        });
        let policies = Policies::new(published);
        let rules = match Rules::new(&self.module, &policies.published) {
            Ok(rules) => rules,
            Err(Refused::Fault(error)) => return Err(fault(error).into()),
            Err(error) => return Err(NoAnswer::Unfit(error.to_string()).into()),
        };
        let before = std::mem::replace(&mut self.rules, rules);
        self.store()?.archive_policy(policy)?;
        let now = at.unwrap_or_else(|| (self.clock)());
        let outcome = self.ask(
            &Command::PublishPolicy {
                policy: policy.digest,
            },
            now,
        );
        match &outcome {
            Ok(Outcome::Decided(_)) => *replaced = Some(policies),
            _ => self.rules = before,
        }
        outcome
    }
}

/// Why a task has no answer of the rules.
enum Stop {
    /// The storage failed, and with it the batch.
    Store(StoreError),
    /// This task alone has none.
    NoAnswer(NoAnswer),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<NoAnswer> for Stop {
    fn from(no_answer: NoAnswer) -> Self {
        Self::NoAnswer(no_answer)
    }
}
