//! What each call does: decode, ask core, encode.

use tiercel_core::abi::{
    DrawPath, DrawPathInput, HouseholdInput, OffersInput, PreviewInput, Published, QuoteInput,
    ReplayInput, SnapshotInput, TouchesInput, ViewInput,
};
use tiercel_core::decision::{Explanation, Rejection, Request};
use tiercel_core::document::Value;
use tiercel_core::draw::proof::{DrawProof, verify};
use tiercel_core::limits::{MAX_MEMBER_HANDLES, MAX_POLICY_HANDLES};
use tiercel_core::policy::{PolicySet, check};
use tiercel_core::quote::Quote;
use tiercel_core::record::record;
use tiercel_core::refusal::Refusal;
use tiercel_core::report;
use tiercel_core::snapshot::Snapshot;
use tiercel_core::trace::Trace;
use tiercel_core::wire::{Wire, decode, encode, encode_into};
use tiercel_core::{
    decide, evolve, export, household, offers, preview_within, snapshot, touches, view,
};

use super::{Door, Failure, IntoFailure, Op, Status};

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Rejection::from(refusal).into()
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self {
            status: Status::Refused,
            output: encode(&rejection),
        }
    }
}

fn read<T: Wire>(input: &[u8]) -> Result<T, Failure> {
    decode(input).map_err(|error| error.into_failure(Status::BadInput))
}

/// What a cart comes to for a member that is not loaded.
fn quoted(policies: &PolicySet, asked: QuoteInput, trace: &mut Trace) -> Result<Quote, Refusal> {
    let QuoteInput {
        member,
        cart,
        now,
        budgets,
    } = asked;
    preview_within(policies, &member, &budgets, cart, now, trace)
}

impl Door {
    fn policies(&self, handle: u32) -> Result<&PolicySet, Failure> {
        self.policies.by(handle)
    }

    pub(super) fn answer(
        &mut self,
        op: Op,
        (a, b): (u32, u32),
        input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        match op {
            Op::Check => encode_into(&check(&read::<Value>(input)?), out),
            Op::PoliciesLoad => {
                let published = read::<Vec<Published>>(input)?;
                let versions = published
                    .into_iter()
                    .map(|p| (p.digest, p.policy))
                    .collect();
                let set = PolicySet::new(versions)
                    .map_err(|error| Failure::new(Status::BadInput, error.to_string()))?;
                encode_into(&self.policies.keep(set, MAX_POLICY_HANDLES)?, out);
            }
            Op::PoliciesFree => self.policies.free(a)?,
            Op::MemberLoad => {
                let member = read::<Snapshot>(input)?;
                encode_into(&self.members.keep(member, MAX_MEMBER_HANDLES)?, out);
            }
            Op::MemberFree => self.members.free(a)?,
            Op::Preview => {
                let held = self.members.by(b)?;
                let PreviewInput { cart, now } = read(input)?;
                let (member, budgets, mut off) = (&held.member, &held.budgets, Trace::off());
                let policies = self.policies(a)?;
                let quote = preview_within(policies, member, budgets, cart, now, &mut off)?;
                encode_into(&quote, out);
            }
            Op::Quote => {
                let asked = read::<QuoteInput>(input)?;
                let quote = quoted(self.policies(a)?, asked, &mut Trace::off())?;
                encode_into(&quote, out);
            }
            Op::ExplainQuote => {
                let asked = read::<QuoteInput>(input)?;
                let mut trace = Trace::on();
                let quote = quoted(self.policies(a)?, asked, &mut trace);
                let refusal = quote.map_or_else(Some, |quote| quote.refusal);
                encode_into(
                    &Explanation {
                        steps: trace.into_steps(),
                        refusal,
                    },
                    out,
                );
            }
            Op::Touches => {
                let TouchesInput { command, now } = read(input)?;
                encode_into(&touches(self.policies(a)?, &command, now), out);
            }
            Op::Decide => {
                let request = read::<Request>(input)?;
                encode_into(
                    &decide(self.policies(a)?, &request, &mut Trace::off())?,
                    out,
                );
            }
            Op::Explain => {
                let request = read::<Request>(input)?;
                let mut trace = Trace::on();
                let decided = decide(self.policies(a)?, &request, &mut trace);
                let refusal = decided.err().map(|rejection| rejection.refusal);
                encode_into(
                    &Explanation {
                        steps: trace.into_steps(),
                        refusal,
                    },
                    out,
                );
            }
            Op::Replay => {
                let ReplayInput { state, events } = read(input)?;
                encode_into(&events.iter().fold(state, evolve), out);
            }
            Op::View => {
                let ViewInput { member, now } = read(input)?;
                encode_into(&view(self.policies(a)?, &member, now)?, out);
            }
            Op::Offers => {
                let OffersInput { states, now } = read(input)?;
                encode_into(&offers(self.policies(a)?, &states, now)?, out);
            }
            Op::Household => {
                let HouseholdInput {
                    household: state,
                    now,
                } = read(input)?;
                encode_into(&household(self.policies(a)?, state, now)?, out);
            }
            Op::Snapshot => {
                let SnapshotInput {
                    member,
                    version,
                    now,
                    budgets,
                } = read(input)?;
                let taken = snapshot(&member, version, now);
                encode_into(&Snapshot { budgets, ..taken }, out);
            }
            Op::VerifyDraw => encode_into(&verify(&read::<DrawProof>(input)?), out),
            Op::DrawPath => {
                let DrawPathInput { mut climb, leaves } = read(input)?;
                leaves.into_iter().for_each(|leaf| climb.push(leaf));
                let path = climb.path();
                encode_into(&DrawPath { climb, path }, out);
            }
            Op::Export => {
                let ViewInput { member, now } = read(input)?;
                encode_into(&export(self.policies(a)?, &member, now)?, out);
            }
            Op::Liability => {
                encode_into(&report::liability(self.policies(a)?, read(input)?)?, out);
            }
            Op::Breakage => {
                encode_into(&report::breakage(self.policies(a)?, read(input)?)?, out);
            }
            Op::Record => {
                let made = record(self.policies(a)?, read(input)?).map_err(Refusal::from)?;
                encode_into(&made, out);
            }
            Op::Reconcile => {
                let reconciled = report::reconcile(read(input)?).map_err(Refusal::from)?;
                encode_into(&reconciled, out);
            }
        }
        Ok(())
    }
}
