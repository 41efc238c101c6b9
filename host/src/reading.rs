//! Reading beside the writer: members as they are, quotes, the log. Decides nothing.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use tiercel_core::budget::BudgetState;
use tiercel_core::cart::Cart;
use tiercel_core::command::{Command, Consent};
use tiercel_core::decision::{Decision, Explanation, Loaded, Request};
use tiercel_core::household::HouseholdView;
use tiercel_core::id::{Digest, HouseholdId, MemberId, OrderId};
use tiercel_core::mall::Offers;
use tiercel_core::moment::Moment;
use tiercel_core::quote::Quote;
use tiercel_core::snapshot::Snapshot;
use tiercel_core::state::{MemberState, State};
use tiercel_core::stream::StreamId;
use tiercel_core::view::MemberView;
use tiercel_core::wire::decode;
use tokio::sync::Semaphore;

use crate::chain::Entry;
use crate::desk::Looked;
use crate::module::{Module, Refused, Rules};
use crate::policies::Policies;
use crate::store::{Database, Store, StoreError};

/// Why something cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such member.
    #[error("no member `{0}`")]
    NoMember(MemberId),
    /// The rules refuse.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was kept cannot be read.
    #[error("a kept value cannot be read: {0}")]
    Unreadable(String),
}

/// Readers at once: each holds a connection and an instance, of which there are only so many.
const READERS: usize = 16;

/// One reader: a connection, and an instance of the rules.
pub struct Reader {
    store: Box<dyn Store>,
    rules: Rules,
    set: Digest,
}

/// An entry of a member's ledger.
#[derive(Debug)]
pub struct LedgerEntry {
    /// The entry.
    pub entry: Entry,
    /// Its hash.
    pub hash: Digest,
}

impl Reader {
    fn new(database: &Database, module: &Module, policies: &Policies) -> Result<Self, ReadError> {
        let rules = Rules::new(module, &policies.published)?;
        Ok(Self {
            store: database.read()?,
            rules,
            set: policies.digest,
        })
    }

    /// A member's state and the version of its stream.
    fn member(&mut self, member: &MemberId) -> Result<(MemberState, u64), ReadError> {
        let name = StreamId::Member(member.clone()).name();
        let head = self
            .store
            .head(&name)?
            .ok_or_else(|| ReadError::NoMember(member.clone()))?;
        match decode(&head.state) {
            Ok(State::Member(state)) => Ok((state, head.version)),
            Ok(_) => Err(ReadError::NoMember(member.clone())),
            Err(error) => Err(ReadError::Unreadable(error.to_string())),
        }
    }

    /// What a person sees of a member, and the version that it was read at.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn view(&mut self, id: &MemberId, now: Moment) -> Result<(MemberView, u64), ReadError> {
        let (member, version) = self.member(id)?;
        Ok((self.rules.view(member, now)?, version))
    }

    /// What the points mall has: every offer that any version names is looked up, and the module
    /// says which may be had.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn offers(&mut self, policies: &Policies, now: Moment) -> Result<Offers, ReadError> {
        let versions = policies.published.iter();
        let malls = versions.filter_map(|published| published.policy.mall.as_ref());
        let named: BTreeSet<_> = malls
            .flat_map(|mall| &mall.offers)
            .map(|it| &it.id)
            .collect();
        let mut states = Vec::new();
        for offer in named {
            let name = StreamId::Offer(offer.clone()).name();
            let head = self.store.head(&name)?;
            let state = head.map(|head| decode(&head.state)).transpose();
            if let Some(State::Offer(state)) = state.map_err(unreadable)? {
                states.push(state);
            }
        }
        Ok(self.rules.offers(states, now)?)
    }

    /// What its members see of a household, and the version that it was read at; none where it was
    /// never formed.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn household(
        &mut self,
        id: &HouseholdId,
        now: Moment,
    ) -> Result<Option<(HouseholdView, u64)>, ReadError> {
        let name = StreamId::Household(id.clone()).name();
        let Some(head) = self.store.head(&name)? else {
            return Ok(None);
        };
        match decode(&head.state).map_err(unreadable)? {
            State::Household(state) => Ok(Some((self.rules.household(state, now)?, head.version))),
            _ => Ok(None),
        }
    }

    /// What all members took of the budgets that an order placed now would take of: the streams that
    /// the module names for one.
    fn budgets(&mut self, id: &MemberId, now: Moment) -> Result<Vec<BudgetState>, ReadError> {
        let cart = Cart {
            lines: Vec::new(),
            offset_points: None,
            shipping_minor: None,
            channel: None,
            voucher: None,
            facts: Vec::new(),
            pay_shipping: None,
            tenders: Vec::new(),
        };
        let placing = Command::PlaceOrder {
            member: id.clone(),
            order: OrderId::new("quote").map_err(unreadable)?,
            cart,
            receipt: None,
            occurred_at: None,
        };
        let mut budgets = Vec::new();
        for stream in self.rules.touches(placing, now)?.writes {
            if let StreamId::Budget(_) = stream
                && let Some(head) = self.store.head(&stream.name())?
                && let State::Budget(budget) = decode(&head.state).map_err(unreadable)?
            {
                budgets.push(budget);
            }
        }
        Ok(budgets)
    }

    /// What a page may hold of a member.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn snapshot(&mut self, id: &MemberId, now: Moment) -> Result<Snapshot, ReadError> {
        let (member, version) = self.member(id)?;
        let budgets = self.budgets(id, now)?;
        Ok(self.rules.snapshot(member, version, budgets, now)?)
    }

    /// What a page may hold of somebody who joins now: the module registers a person who agrees to
    /// every document that any version asks for, and nothing is recorded.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn newcomer(&mut self, policies: &Policies, now: Moment) -> Result<Snapshot, ReadError> {
        let versions = policies.published.iter();
        let asked = versions.flat_map(|published| &published.policy.registration.consents);
        let mut consents: Vec<Consent> = Vec::new();
        for consent in asked {
            if !consents.contains(consent) {
                consents.push(consent.clone());
            }
        }
        let member = MemberId::new("newcomer").map_err(unreadable)?;
        let command = Command::RegisterMember { member, consents };
        let streams = self.rules.touches(command.clone(), now)?.writes.into_iter();
        let streams = streams.map(|stream| Loaded {
            stream,
            version: 0,
            state: None,
        });
        let decision = self.foresee(command, streams.collect(), policies.digest, now)?;
        let state = decision.appended.into_iter().next().map(|own| own.state);
        match state {
            Some(State::Member(member)) => {
                let budgets = self.budgets(&member.id, now)?;
                Ok(self.rules.snapshot(member, 0, budgets, now)?)
            }
            _ => Err(unreadable("registering makes no member")),
        }
    }

    /// What a command would come to now. Nothing is recorded, so a taken id is not noticed.
    ///
    /// # Errors
    /// [`ReadError`], the rules' refusal among them.
    pub fn would_decide(
        &mut self,
        command: Command,
        policies: Digest,
        now: Moment,
    ) -> Result<Decision, ReadError> {
        let touches = self.rules.touches(command.clone(), now)?;
        let mut streams = Vec::new();
        for stream in touches.writes.into_iter().chain(touches.reads) {
            let head = self.store.head(&stream.name())?;
            let version = head.as_ref().map_or(0, |head| head.version);
            let state = head.map(|head| decode(&head.state)).transpose();
            streams.push(Loaded {
                stream,
                version,
                state: state.map_err(unreadable)?,
            });
        }
        self.foresee(command, streams, policies, now)
    }

    fn foresee(
        &mut self,
        command: Command,
        streams: Vec<Loaded>,
        policies: Digest,
        now: Moment,
    ) -> Result<Decision, ReadError> {
        let request = Request {
            now,
            module: self.rules.module().digest(),
            policies,
            streams,
            command,
        };
        Ok(self.rules.decide(&request)?)
    }

    /// What a cart comes to for a member.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn quote(&mut self, id: &MemberId, cart: Cart, now: Moment) -> Result<Quote, ReadError> {
        let (member, _) = self.member(id)?;
        let budgets = self.budgets(id, now)?;
        Ok(self.rules.quote(member, budgets, cart, now)?)
    }

    /// Why a cart comes to it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn explain(
        &mut self,
        id: &MemberId,
        cart: Cart,
        now: Moment,
    ) -> Result<Explanation, ReadError> {
        let (member, _) = self.member(id)?;
        let budgets = self.budgets(id, now)?;
        Ok(self.rules.explain_quote(member, budgets, cart, now)?)
    }

    /// A member's ledger before a version, newest first.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn ledger(
        &mut self,
        id: &MemberId,
        before: u64,
        most: usize,
    ) -> Result<Vec<LedgerEntry>, ReadError> {
        let name = StreamId::Member(id.clone()).name();
        let rows = self.store.stream_log(&name, before, most)?;
        let read = rows.into_iter().map(|row| {
            let entry = decode(&row.entry).map_err(|e| ReadError::Unreadable(e.to_string()))?;
            Ok(LedgerEntry {
                entry,
                hash: row.hash,
            })
        });
        read.collect()
    }

    /// The rules, for what needs no member.
    pub const fn rules(&mut self) -> &mut Rules {
        &mut self.rules
    }

    /// The storage, for what needs no rules.
    pub fn store(&mut self) -> &mut dyn Store {
        self.store.as_mut()
    }
}

fn unreadable(why: impl ToString) -> ReadError {
    ReadError::Unreadable(why.to_string())
}

/// A pool of readers.
pub struct Reading {
    database: Database,
    module: Module,
    idle: Mutex<Vec<Reader>>,
    places: Semaphore,
}

impl Reading {
    /// A pool on a database.
    #[must_use]
    pub fn new(database: Database, module: Module) -> Arc<Self> {
        Arc::new(Self {
            database,
            module,
            idle: Mutex::default(),
            places: Semaphore::new(READERS),
        })
    }

    /// A reader that waits for work, if its connection still stands.
    fn idle(&self, policies: &Policies) -> Option<Reader> {
        let idle = self.idle.lock();
        let reader = idle.map_or_else(|held| held.into_inner().pop(), |mut held| held.pop());
        let mut reader = reader.filter(|reader| reader.set == policies.digest)?;
        reader.store.is_well().then_some(reader)
    }

    /// Looks at the whole database as it stands now, off the threads that serve requests, over a
    /// connection of its own.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn look<T: Send + 'static>(
        self: &Arc<Self>,
        policies: Arc<Policies>,
        what: impl FnOnce(&mut Looked) -> Result<T, String> + Send + 'static,
    ) -> Result<T, ReadError> {
        let pool = self.clone();
        let place = self.places.acquire().await;
        let looked = tokio::task::spawn_blocking(move || {
            let mut store = pool.database.read()?;
            store.freeze()?;
            let rules = Rules::new(&pool.module, &policies.published)?;
            let mut looked = Looked {
                store,
                rules,
                policies,
            };
            what(&mut looked).map_err(ReadError::Unreadable)
        });
        let looked = looked.await;
        drop(place);
        looked.map_err(|error| ReadError::Unreadable(error.to_string()))?
    }

    /// Reads something by a set of policies, off the threads that serve requests.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        policies: Arc<Policies>,
        what: impl FnOnce(&mut Reader) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let pool = self.clone();
        let place = pool.places.acquire().await;
        let read = tokio::task::spawn_blocking({
            let pool = pool.clone();
            move || {
                let mut reader = match pool.idle(&policies) {
                    Some(reader) => reader,
                    None => Reader::new(&pool.database, &pool.module, &policies)?,
                };
                let read = what(&mut reader);
                // What failed to be read may have failed by its connection.
                if !matches!(read, Err(ReadError::Store(_)))
                    && let Ok(mut idle) = pool.idle.lock()
                {
                    idle.push(reader);
                }
                read
            }
        });
        let read = read.await;
        drop(place);
        read.map_err(|error| ReadError::Unreadable(error.to_string()))?
    }
}
