//! The module's calls with types: what the host asks, in core's words.

use tiercel_core::abi::{
    DrawPath, DrawPathInput, HouseholdInput, OffersInput, Op, Published, QuoteInput, ReplayInput,
    SnapshotInput, Status, TouchesInput, ViewInput,
};
use tiercel_core::budget::BudgetState;
use tiercel_core::cart::Cart;
use tiercel_core::command::Command;
use tiercel_core::decision::{Decision, Explanation, Rejection, Request};
use tiercel_core::document::Value;
use tiercel_core::draw::merkle::PathBuilder;
use tiercel_core::draw::proof::{DrawProof, Verified};
use tiercel_core::event::Event;
use tiercel_core::household::{HouseholdState, HouseholdView};
use tiercel_core::id::Digest;
use tiercel_core::import::Exported;
use tiercel_core::mall::{OfferState, Offers};
use tiercel_core::moment::Moment;
use tiercel_core::policy::Checked;
use tiercel_core::quote::Quote;
use tiercel_core::record::{PurchaseRecord, RecordInput};
use tiercel_core::report::{
    Breakage, BreakageInput, Liability, Reconciliation, ReconciliationInput,
};
use tiercel_core::snapshot::Snapshot;
use tiercel_core::state::{MemberState, State};
use tiercel_core::stream::Touches;
use tiercel_core::view::MemberView;
use tiercel_core::wire::{Wire, WireError, decode, encode};

use super::{Fault, Instance, Module, sealed};

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refused {
    /// The rules refused: an answer too, though not the one that was hoped for.
    #[error("refused: {}", .0.refusal.code.name())]
    ByRules(Box<Rejection>),
    /// The module could not read what it was given.
    #[error(transparent)]
    BadInput(WireError),
    /// A fault of the machine.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Calls a function takes per instance before a fresh one is made.
const CALLS_PER_INSTANCE: u32 = 100_000;

/// The rules: a module, one kept instance of it, and the policies that are loaded in it.
pub struct Rules {
    module: Module,
    instance: Option<Instance>,
    policies: Vec<u8>,
    handle: u32,
    calls: u32,
}

impl Rules {
    /// The rules of a module by a set of policies, given as the canonical bytes of a list of
    /// [`Published`].
    ///
    /// # Errors
    /// [`Refused`] when the policies make no set.
    pub fn new(module: &Module, policies: &[Published]) -> Result<Self, Refused> {
        let policies = encode(&policies.to_vec());
        let (module, instance) = (module.clone(), None);
        let mut rules = Self {
            module,
            instance,
            policies,
            handle: 0,
            calls: 0,
        };
        rules.renew()?;
        Ok(rules)
    }

    /// The module.
    #[must_use]
    pub const fn module(&self) -> &Module {
        &self.module
    }

    /// The policies, as the module takes them in.
    #[must_use]
    pub fn policies(&self) -> &[u8] {
        &self.policies
    }

    fn renew(&mut self) -> Result<(), Refused> {
        let mut instance = Instance::new(&self.module)?;
        let (status, output) = instance.call(Op::PoliciesLoad, 0, 0, &self.policies)?;
        self.handle = typed(status, &output)?;
        (self.instance, self.calls) = (Some(instance), 0);
        Ok(())
    }

    /// Makes a call with bytes, the loaded policies as its first handle.
    ///
    /// # Errors
    /// [`Fault`]: the instance was dropped, and the next call gets a fresh one.
    pub fn call(&mut self, op: Op, input: &[u8]) -> Result<(Status, Vec<u8>), Refused> {
        if self.calls >= CALLS_PER_INSTANCE || self.instance.is_none() {
            self.renew()?;
        }
        self.calls += 1;
        let Some(instance) = &mut self.instance else {
            return Err(Fault::BrokeAbi("no instance".into()).into());
        };
        let answered = instance.call(op, self.handle, 0, input);
        if answered.is_err() {
            self.instance = None;
        }
        Ok(answered?)
    }

    fn ask<T: Wire>(&mut self, op: Op, input: &impl Wire) -> Result<T, Refused> {
        let (status, output) = self.call(op, &encode(input))?;
        typed(status, &output)
    }

    /// The streams that a command needs when it is decided at a moment.
    ///
    /// # Errors
    /// [`Refused`], on a fault only.
    pub fn touches(&mut self, command: Command, now: Moment) -> Result<Touches, Refused> {
        self.ask(Op::Touches, &TouchesInput { command, now })
    }

    /// Decides.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn decide(&mut self, request: &Request) -> Result<Decision, Refused> {
        self.ask(Op::Decide, request)
    }

    /// Decides, with the states sealed.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn decide_sealed(
        &mut self,
        request: &sealed::Request,
    ) -> Result<sealed::Decision, Refused> {
        self.ask(Op::Decide, request)
    }

    /// Why a decision is what it is.
    ///
    /// # Errors
    /// [`Refused`], on a fault only.
    pub fn explain(&mut self, request: &Request) -> Result<Explanation, Refused> {
        self.ask(Op::Explain, request)
    }

    /// What a cart comes to.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn quote(
        &mut self,
        member: MemberState,
        budgets: Vec<BudgetState>,
        cart: Cart,
        now: Moment,
    ) -> Result<Quote, Refused> {
        let asked = QuoteInput {
            member,
            cart,
            now,
            budgets,
        };
        self.ask(Op::Quote, &asked)
    }

    /// Why a cart comes to what it comes to.
    ///
    /// # Errors
    /// [`Refused`], on a fault only.
    pub fn explain_quote(
        &mut self,
        member: MemberState,
        budgets: Vec<BudgetState>,
        cart: Cart,
        now: Moment,
    ) -> Result<Explanation, Refused> {
        let asked = QuoteInput {
            member,
            cart,
            now,
            budgets,
        };
        self.ask(Op::ExplainQuote, &asked)
    }

    /// What a person sees of a member.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn view(&mut self, member: MemberState, now: Moment) -> Result<MemberView, Refused> {
        self.ask(Op::View, &ViewInput { member, now })
    }

    /// What the points mall has at a moment, by what is taken of its offers.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn offers(&mut self, states: Vec<OfferState>, now: Moment) -> Result<Offers, Refused> {
        self.ask(Op::Offers, &OffersInput { states, now })
    }

    /// What its members see of a household.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn household(
        &mut self,
        household: HouseholdState,
        now: Moment,
    ) -> Result<HouseholdView, Refused> {
        self.ask(Op::Household, &HouseholdInput { household, now })
    }

    /// What a page may hold of a member.
    ///
    /// # Errors
    /// [`Refused`], on a fault only.
    pub fn snapshot(
        &mut self,
        member: MemberState,
        version: u64,
        budgets: Vec<BudgetState>,
        now: Moment,
    ) -> Result<Snapshot, Refused> {
        self.ask(
            Op::Snapshot,
            &SnapshotInput {
                member,
                version,
                now,
                budgets,
            },
        )
    }

    /// What another programme takes in of a member, and what stays behind.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn export(&mut self, member: MemberState, now: Moment) -> Result<Exported, Refused> {
        self.ask(Op::Export, &ViewInput { member, now })
    }

    /// What is owed, a page of states counted in.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn liability(&mut self, page: &sealed::LiabilityInput) -> Result<Liability, Refused> {
        self.ask(Op::Liability, page)
    }

    /// What became of points, a page of the log counted in.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn breakage(&mut self, page: &BreakageInput) -> Result<Breakage, Refused> {
        self.ask(Op::Breakage, page)
    }

    /// What a member's orders came to, a page of events read.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn reconcile(&mut self, page: &ReconciliationInput) -> Result<Reconciliation, Refused> {
        self.ask(Op::Reconcile, page)
    }

    /// The record of a purchase, a page of the log read; none where it was not placed so far.
    ///
    /// # Errors
    /// [`Refused`], by the rules or on a fault.
    pub fn record(&mut self, page: &RecordInput) -> Result<Option<PurchaseRecord>, Refused> {
        self.ask(Op::Record, page)
    }

    /// The state after events.
    ///
    /// # Errors
    /// [`Refused`], on a fault only.
    pub fn replay(
        &mut self,
        state: Option<State>,
        events: Vec<Event>,
    ) -> Result<Option<State>, Refused> {
        self.ask(Op::Replay, &ReplayInput { state, events })
    }

    /// What an entry into a draw came to.
    ///
    /// # Errors
    /// [`Refused`], on a fault only.
    pub fn verify_draw(&mut self, proof: &DrawProof) -> Result<Verified, Refused> {
        self.ask(Op::VerifyDraw, proof)
    }

    /// The way from an entry of a draw toward the root, some leaves further.
    ///
    /// # Errors
    /// [`Refused`], on a fault only.
    pub fn draw_path(
        &mut self,
        climb: PathBuilder,
        leaves: Vec<Digest>,
    ) -> Result<DrawPath, Refused> {
        self.ask(Op::DrawPath, &DrawPathInput { climb, leaves })
    }

    /// Checks a policy document.
    ///
    /// # Errors
    /// [`Refused`], on a fault or for a document that is nested too deep.
    pub fn check(&mut self, document: &Value) -> Result<Checked, Refused> {
        self.ask(Op::Check, document)
    }
}

fn typed<T: Wire>(status: Status, output: &[u8]) -> Result<T, Refused> {
    let broke = |error: WireError| Refused::Fault(Fault::BrokeAbi(error.to_string()));
    match status {
        Status::Answer => decode(output).map_err(broke),
        Status::Refused => Err(Refused::ByRules(Box::new(decode(output).map_err(broke)?))),
        Status::BadInput | Status::UnknownHandle | Status::Limit => {
            Err(Refused::BadInput(decode(output).map_err(broke)?))
        }
    }
}
