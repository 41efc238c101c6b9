//! The writer: one batch of commands, one transaction.
//!
//! A batch is decided in memory, each command in sight of those before it, and nothing of a command
//! is noted before all of it is known to hold. What the batch came to is then written at once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tiercel_core::command::Command;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;
use tiercel_core::stream::Touches;
use tiercel_core::wire::{Sealed, decode, encode};

use super::noting::{Stop, note};
use super::programme::{self, Programme, adopted};
use super::{Answer, Clock, Key, NoAnswer, OpenError, Outcome, Shared, Task};
use crate::module::sealed::{Loaded, Request};
use crate::module::{Module, Refused, Rules};
use crate::policies::Policies;
use crate::store::{Archived, Database, Head, Kept, Needs, Store, StoreError, Unit, Work, Written};

/// Attempts at one batch, where each time nothing was written for certain.
const ATTEMPTS: u32 = 8;

/// The thread that writes.
pub(crate) struct Writer {
    database: Database,
    store: Option<Box<dyn Store>>,
    module: Module,
    programme: Programme,
    /// The programme before this batch, where the batch published something.
    before: Option<Programme>,
    clock: Clock,
    shared: Shared,
}

/// A task, its command, and the moment that it is decided at: the clock is read once for it.
struct Asked<'t> {
    task: &'t Task,
    command: Command,
    now: Moment,
}

fn fault(error: impl std::fmt::Display) -> NoAnswer {
    NoAnswer::Fault(error.to_string())
}

impl Writer {
    pub(super) fn new(
        database: Database,
        store: Box<dyn Store>,
        module: Module,
        programme: Programme,
        clock: Clock,
    ) -> Self {
        let shared = Arc::new(std::sync::RwLock::new(programme.policies.clone()));
        Self {
            database,
            store: Some(store),
            module,
            programme,
            before: None,
            clock,
            shared,
        }
    }

    pub(super) fn shared(&self) -> Shared {
        self.shared.clone()
    }

    /// Whether the programme has adopted a module by now, whichever host did it.
    pub(super) fn has_adopted(&mut self, module: Digest) -> bool {
        let store = self.store.as_mut();
        let head = store.and_then(|store| store.head(programme::STREAM).ok().flatten());
        adopted(head.as_ref()).is_ok_and(|adopted| adopted == Some(module))
    }

    /// Answers a batch of tasks. Without a commit, none of them happened.
    pub(super) fn write(&mut self, tasks: &[Task]) -> Vec<Answer> {
        for attempt in 1.. {
            let error = match self.attempt(tasks) {
                Ok(answers) => return answers,
                Err(error) => error,
            };
            let pause = match &error {
                OpenError::Store(StoreError::Overtaken(_)) => 2,
                OpenError::Store(StoreError::Unreachable { .. }) => 100,
                _ => 0,
            };
            if pause == 0 || attempt == ATTEMPTS {
                tracing::error!(%error, "a batch failed; the database is opened anew");
                let no_answer = NoAnswer::Storage(error.to_string());
                return vec![Err(no_answer); tasks.len()];
            }
            tracing::warn!(%error, attempt, "a batch is decided again");
            std::thread::sleep(Duration::from_millis(pause * u64::from(attempt)));
        }
        Vec::new()
    }

    fn attempt(&mut self, tasks: &[Task]) -> Result<Vec<Answer>, OpenError> {
        let mut store = match self.store.take() {
            Some(store) => store,
            None => self.database.open()?,
        };
        let answered = self.transact(store.as_mut(), tasks);
        if answered.is_err() {
            self.unpublish();
        }
        let is_known = match &answered {
            Ok(_) => true,
            Err(OpenError::Store(StoreError::Overtaken(_))) => store.abandon().is_ok(),
            // Nothing is known of this connection any more, nor of what was seen through it.
            Err(_) => false,
        };
        if is_known {
            self.store = Some(store);
        } else {
            self.programme.version = None;
        }
        answered
    }

    fn transact(
        &mut self,
        store: &mut dyn Store,
        tasks: &[Task],
    ) -> Result<Vec<Answer>, OpenError> {
        let asked: Vec<Asked<'_>> = tasks
            .iter()
            .map(|task| Asked {
                task,
                command: task.command(),
                now: task.at().unwrap_or_else(|| (self.clock)()),
            })
            .collect();
        let touched = self.touched(&asked);
        let found = store.begin(&needs(tasks, &touched))?;
        if self.catch_up(store, found.heads.get(programme::STREAM))?
            && self.touched(&asked) != touched
        {
            let moved = "the programme has moved on, and names other streams";
            return Err(StoreError::Overtaken(moved.into()).into());
        }
        let mut taken = BTreeSet::new();
        loop {
            let mut unit = Unit::new(&found, &taken);
            let mut answers = Vec::with_capacity(tasks.len());
            for (asked, touches) in asked.iter().zip(&touched) {
                let answer = match touches {
                    Ok(touches) => self.answer(store, &mut unit, asked, touches),
                    Err(no_answer) => Err(no_answer.clone().into()),
                };
                answers.push(match answer {
                    Ok(outcome) => Ok(outcome),
                    Err(Stop::NoAnswer(no_answer)) => Err(no_answer),
                    Err(Stop::Store(error)) => return Err(error.into()),
                });
            }
            let work = unit.work;
            match store.commit(&work)? {
                Written::Durable => {
                    self.committed(&work);
                    return Ok(answers);
                }
                Written::Taken(claims) => {
                    self.unpublish();
                    taken.extend(claims);
                }
            }
        }
    }

    /// The streams that each command needs.
    fn touched(&mut self, asked: &[Asked<'_>]) -> Vec<Result<Touches, NoAnswer>> {
        let rules = &mut self.programme.rules;
        let touches = |it: &Asked<'_>| rules.touches(it.command.clone(), it.now).map_err(fault);
        asked.iter().map(touches).collect()
    }

    /// Takes over what another host published, or what is not known any more; whether there was
    /// anything.
    fn catch_up(&mut self, store: &mut dyn Store, head: Option<&Head>) -> Result<bool, OpenError> {
        if self.programme.version == Some(head.map_or(0, |head| head.version)) {
            return Ok(false);
        }
        let embedded = self.module.digest();
        if let Some(pinned) = adopted(head)?.filter(|pinned| *pinned != embedded) {
            return Err(OpenError::OtherModule { pinned, embedded });
        }
        self.programme = Programme::load(store, head, &self.module)?;
        self.share();
        Ok(true)
    }

    /// Looks whether another host published something, while there is nothing to do.
    pub(super) fn look(&mut self) {
        if !self.database.is_shared() {
            return;
        }
        let looked = self.look_once();
        if let Err(error) = looked {
            tracing::warn!(%error, "the database is opened anew");
            (self.store, self.programme.version) = (None, None);
        }
    }

    fn look_once(&mut self) -> Result<(), OpenError> {
        let mut store = match self.store.take() {
            Some(store) => store,
            None => self.database.open()?,
        };
        let head = store.head(programme::STREAM)?;
        self.catch_up(store.as_mut(), head.as_ref())?;
        self.store = Some(store);
        Ok(())
    }

    fn share(&self) {
        let policies = self.programme.policies.clone();
        match self.shared.write() {
            Ok(mut held) => *held = policies,
            Err(held) => *held.into_inner() = policies,
        }
    }

    fn committed(&mut self, work: &Work) {
        if let Some((_, append)) = work.last_of_streams().get(programme::STREAM) {
            self.programme.version = Some(append.head.version);
        }
        if self.before.take().is_some() {
            self.share();
        }
    }

    /// What this batch published was not, after all.
    fn unpublish(&mut self) {
        if let Some(before) = self.before.take() {
            self.programme = before;
        }
    }

    /// Answers a task, or repeats the answer that its key was given.
    fn answer(
        &mut self,
        store: &mut dyn Store,
        unit: &mut Unit<'_>,
        asked: &Asked<'_>,
        touches: &Touches,
    ) -> Result<Outcome, Stop> {
        let Asked { task, command, now } = asked;
        let (key, now) = (task.key(), *now);
        if let Some(Key { key, request }) = key
            && let Some(kept) = unit.kept(key)
        {
            if kept.request != *request {
                return Err(NoAnswer::KeyReused.into());
            }
            return Ok(decode(&kept.answer).map_err(fault)?);
        }
        let outcome = match task {
            Task::Decide { .. } => self.ask(store, unit, command, touches, now)?,
            Task::Publish { policy, .. } => {
                self.publish(store, unit, policy, command, touches, now)?
            }
        };
        // A receipt that differs is corrected, not refused for good: the same key may come again.
        let corrected =
            matches!(&outcome, Outcome::Refused(rejection) if rejection.correction.is_some());
        if let Some(Key { key, request }) = key
            && !corrected
        {
            let kept = Kept {
                request: *request,
                answer: encode(&outcome),
                at: now,
            };
            unit.keep(key, kept);
        }
        Ok(outcome)
    }

    /// Asks the module, and notes what it decided.
    fn ask(
        &mut self,
        store: &mut dyn Store,
        unit: &mut Unit<'_>,
        command: &Command,
        touches: &Touches,
        now: Moment,
    ) -> Result<Outcome, Stop> {
        let mut streams: Vec<_> = touches.reads.iter().chain(&touches.writes).collect();
        streams.sort();
        let streams = streams.into_iter().map(|stream| {
            let head = unit.head(&stream.name());
            Loaded {
                stream: stream.clone(),
                version: head.map_or(0, |head| head.version),
                state: head.map(|head| Sealed::new(head.state.clone())),
            }
        });
        let request = Request {
            now,
            module: self.module.digest(),
            policies: self.programme.policies.digest,
            streams: streams.collect(),
            command: command.clone(),
        };
        let decision = match self.programme.rules.decide_sealed(&request) {
            Ok(decision) => decision,
            Err(Refused::ByRules(rejection)) => return Ok(Outcome::Refused(rejection)),
            // The streams come from the storage: whoever sent the command is not to blame.
            Err(Refused::BadInput(error)) if error.path.starts_with("/3") => {
                return Err(fault(error).into());
            }
            Err(Refused::BadInput(error)) => {
                return Err(NoAnswer::Unfit(error.to_string()).into());
            }
            Err(Refused::Fault(error)) => return Err(fault(error).into()),
        };
        note(store, unit, &request, decision)
    }

    /// Publishes a policy: the set with it decides about that, and about everything after.
    fn publish(
        &mut self,
        store: &mut dyn Store,
        unit: &mut Unit<'_>,
        policy: &Archived,
        command: &Command,
        touches: &Touches,
        now: Moment,
    ) -> Result<Outcome, Stop> {
        let mut published = self.programme.policies.published.clone();
        let new = programme::read(policy).map_err(|e| NoAnswer::Unfit(e.to_string()))?;
        published.push(new);
        let policies = Policies::new(published);
        let rules = match Rules::new(&self.module, &policies.published) {
            Ok(rules) => rules,
            Err(Refused::Fault(error)) => return Err(fault(error).into()),
            Err(error) => return Err(NoAnswer::Unfit(error.to_string()).into()),
        };
        let programme = Programme {
            policies: Arc::new(policies),
            rules,
            version: self.programme.version,
        };
        let before = std::mem::replace(&mut self.programme, programme);
        let outcome = self.ask(store, unit, command, touches, now);
        if matches!(outcome, Ok(Outcome::Decided(_))) {
            unit.work.policies.push(policy.clone());
            self.before.get_or_insert(before);
        } else {
            self.programme = before;
        }
        outcome
    }
}

/// What a batch needs to know: always how the programme stands, too, as another host may have
/// published something.
fn needs(tasks: &[Task], touched: &[Result<Touches, NoAnswer>]) -> Needs {
    let mut needs = Needs::default();
    needs.reads.insert(programme::STREAM.to_owned());
    let keys = tasks.iter().filter_map(Task::key);
    needs.keys.extend(keys.map(|key| key.key.clone()));
    for touches in touched.iter().flatten() {
        let name = |stream: &tiercel_core::stream::StreamId| stream.name().to_string();
        needs.reads.extend(touches.reads.iter().map(name));
        needs.writes.extend(touches.writes.iter().map(name));
    }
    needs
}
