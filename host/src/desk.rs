//! The desk: the one place that takes a command, asks the module and writes down what it decided.
//!
//! One thread writes. It takes what has queued up, decides each command in turn, in sight of those
//! before it, and commits once for all of them: one fsync for many commands, and no answer before
//! it. After a failed commit everything that was known of the database is dropped, and read anew.

mod batch;
mod noting;
mod opening;
mod programme;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tiercel_core::command::Command;
use tiercel_core::decision::{Rejection, Summary};
use tiercel_core::event::Event;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;
use tiercel_core::stream::StreamId;
use tiercel_core::wire::{choice, record};
use tokio::sync::oneshot;

use crate::store::Archived;
use batch::Writer;

pub use opening::{Looked, OpenDesk, OpenError, look, open};

/// Commands that wait at most, before more are turned away.
const QUEUE: usize = 4_096;
/// Commands that one commit takes at most.
const BATCH: usize = 256;
/// Commands of the host itself that are asked at once: they fit into a few batches, and leave room
/// for others.
pub const TOGETHER: usize = 500;

/// Reads the clock: once for each command.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;

/// The clock of the machine.
#[must_use]
pub fn machine_clock() -> Clock {
    Arc::new(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let ms = since.map_or(0, |since| since.as_millis());
        Moment::from_ms(i64::try_from(ms).unwrap_or_default()).unwrap_or(Moment::FIRST)
    })
}

/// A decision that is on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The stream.
    pub stream: StreamId,
    /// Its version after.
    pub version: u64,
    /// What happened.
    pub events: Vec<Event>,
    /// The answer in short.
    pub summary: Summary,
    /// The module that decided.
    pub module: Digest,
    /// What happened to other streams.
    pub others: Vec<Changed>,
}

record!(Decided {
    0: stream,
    1: version,
    2: events,
    3: summary,
    4: module,
    5: others
});

/// What a decision changed beside its own stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The stream.
    pub stream: StreamId,
    /// Its version after.
    pub version: u64,
    /// What happened.
    pub events: Vec<Event>,
}

record!(Changed {
    0: stream,
    1: version,
    2: events
});

/// An answer of the rules, allowed or refused. Kept under the key, and repeated byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It happened.
    Decided(Decided),
    /// It was refused.
    Refused(Box<Rejection>),
}

choice!(Outcome {
    0: Decided(0: inner),
    1: Refused(0: inner),
});

/// No answer of the rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The key was used for another request.
    #[error("this idempotency key belongs to another request")]
    KeyReused,
    /// Too much is waiting.
    #[error("too many commands are waiting")]
    Busy,
    /// What came in cannot be decided on.
    #[error("{0}")]
    Unfit(String),
    /// The storage failed. Asked again with the same key, it is done once.
    #[error("{0}")]
    Storage(String),
    /// A fault of the machine. Nothing happened.
    #[error("{0}")]
    Fault(String),
}

/// What the desk answers.
pub type Answer = Result<Outcome, NoAnswer>;

/// An idempotency key, and the digest of the request that came under it.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key.
    pub key: String,
    /// The digest of the request's body.
    pub request: Digest,
}

/// What the desk is asked to do.
pub(crate) enum Task {
    Decide {
        command: Box<Command>,
        key: Option<Key>,
        at: Option<Moment>,
    },
    Publish {
        policy: Box<Archived>,
        at: Option<Moment>,
    },
}

impl Task {
    fn command(&self) -> Command {
        match self {
            Self::Decide { command, .. } => Command::clone(command),
            Self::Publish { policy, .. } => Command::PublishPolicy {
                policy: policy.digest,
            },
        }
    }

    const fn key(&self) -> Option<&Key> {
        match self {
            Self::Decide { key, .. } => key.as_ref(),
            Self::Publish { .. } => None,
        }
    }

    const fn at(&self) -> Option<Moment> {
        match self {
            Self::Decide { at, .. } | Self::Publish { at, .. } => *at,
        }
    }
}

pub(crate) struct Job {
    task: Task,
    answer: oneshot::Sender<Answer>,
}

/// What all parts of the host may know of the policies in force: replaced when one is published.
pub type Shared = Arc<std::sync::RwLock<Arc<crate::policies::Policies>>>;

/// The desk, as the rest of the host sees it.
pub struct Desk {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
    policies: Shared,
}

impl Desk {
    fn start(mut writer: Writer) -> Self {
        let (jobs, queue) = sync_channel(QUEUE);
        let policies = writer.shared();
        let thread = std::thread::spawn(move || serve(&mut writer, &queue));
        Self {
            jobs: Some(jobs),
            thread: Some(thread),
            policies,
        }
    }

    /// The policies in force.
    #[must_use]
    pub fn policies(&self) -> Arc<crate::policies::Policies> {
        self.policies
            .read()
            .map_or_else(|held| held.into_inner().clone(), |held| held.clone())
    }

    /// Decides a command: at the clock's now, unless a moment is given.
    ///
    /// # Errors
    /// [`NoAnswer`] where the rules gave none.
    pub async fn decide(&self, command: Command, key: Option<Key>, at: Option<Moment>) -> Answer {
        self.ask(Task::Decide {
            command: Box::new(command),
            key,
            at,
        })
        .await
    }

    /// Decides commands at the clock's now, in their order: all are queued before the first is
    /// awaited, so that they are decided together. At most [`TOGETHER`] leave room for others.
    pub async fn decide_together(&self, commands: impl Iterator<Item = Command>) -> Vec<Answer> {
        let asked = commands.map(|command| self.decide(command, None, None));
        futures_util::future::join_all(asked).await
    }

    /// Archives a policy and publishes it, in one transaction.
    ///
    /// # Errors
    /// [`NoAnswer`] where the rules gave none.
    pub async fn publish(&self, policy: Archived, at: Option<Moment>) -> Answer {
        self.ask(Task::Publish {
            policy: Box::new(policy),
            at,
        })
        .await
    }

    async fn ask(&self, task: Task) -> Answer {
        let (answer, answered) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or(NoAnswer::Busy)?;
        jobs.try_send(Job { task, answer })
            .map_err(|error| match error {
                TrySendError::Full(_) => NoAnswer::Busy,
                TrySendError::Disconnected(_) => NoAnswer::Fault("the desk is closed".into()),
            })?;
        answered
            .await
            .unwrap_or_else(|_| Err(NoAnswer::Fault("the desk is closed".into())))
    }
}

impl Drop for Desk {
    /// Closes the desk: what is queued is still decided and answered.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to finish.
            let _ = thread.join();
        }
    }
}

fn serve(writer: &mut Writer, queue: &Receiver<Job>) {
    loop {
        let first = match queue.recv_timeout(Duration::from_secs(1)) {
            Ok(job) => job,
            Err(RecvTimeoutError::Timeout) => {
                writer.look();
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let mut jobs = vec![first];
        jobs.extend(queue.try_iter().take(BATCH - 1));
        let (tasks, answers): (Vec<_>, Vec<_>) =
            jobs.into_iter().map(|job| (job.task, job.answer)).unzip();
        // What comes after a publication may touch streams that only the new version names.
        let parts = tasks.split_inclusive(|task| matches!(task, Task::Publish { .. }));
        let answered: Vec<_> = parts.flat_map(|part| writer.write(part)).collect();
        for (answer, to) in answered.into_iter().zip(answers) {
            // Whoever asked may have gone; what was decided stands.
            let _ = to.send(answer);
        }
    }
}
