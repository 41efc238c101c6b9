//! Households: formed by a head, joined by invitation, left, dissolved. Clause 6.2.2.

use super::order::{Act, Outcome};
use crate::command::Command;
use crate::decision::Summary;
use crate::event::{
    Event, HouseholdDissolved, HouseholdFormed, HouseholdHandedOver, HouseholdInvited,
    HouseholdJoined, HouseholdLeft,
};
use crate::household::{HouseholdState, notice};
use crate::id::{HouseholdId, MemberId};
use crate::limits::MAX_INVITATIONS;
use crate::policy::{HouseholdTerms, OnLeaving, Policy};
use crate::pricing::in_force;
use crate::refusal::{Code, Facts, Refusal};
use crate::state::{Background, State};
use crate::stream::StreamId;

pub(super) fn refusal(code: Code, household: &HouseholdId) -> Refusal {
    Refusal::new(code).with("household", household)
}

impl Act<'_> {
    /// One of the commands about households.
    pub(super) fn keep_house(&mut self, command: &Command) -> Outcome {
        match command {
            Command::FormHousehold { household, .. } => self.form(household),
            Command::InviteToHousehold {
                household, invitee, ..
            } => self.invite_home(household, invitee),
            Command::JoinHousehold { household, .. } => self.join(household),
            Command::LeaveHousehold {
                household, with, ..
            } => self.leave(household, with),
            Command::HandOverHousehold { household, to, .. } => self.hand_over(household, to),
            Command::PutPoints {
                household,
                transfer,
                points,
                ..
            } => self.put_points(household, transfer, *points),
            Command::TakePoints {
                household,
                transfer,
                points,
                ..
            } => self.take_points(household, transfer, *points),
            _ => Ok((Summary::Done, Vec::new())),
        }
    }

    /// The terms in force.
    pub(super) fn household_terms(&self) -> Result<(&Policy, &HouseholdTerms), Refusal> {
        let policy = in_force(self.policies, self.now)?;
        let terms = policy.household.as_ref();
        let terms = terms.ok_or_else(|| Refusal::new(Code::HouseholdsNotOffered))?;
        Ok((policy, terms))
    }

    /// A household that stands.
    pub(super) fn household(&self, id: &HouseholdId) -> Result<&HouseholdState, Refusal> {
        match self.others.state(&StreamId::Household(id.clone()))? {
            Some(State::Household(state)) if state.dissolved_at.is_none() => Ok(state),
            _ => Err(refusal(Code::HouseholdUnknown, id)),
        }
    }

    /// A household that stands, and that the member is in.
    pub(super) fn own_household(&self, id: &HouseholdId) -> Result<&HouseholdState, Refusal> {
        let state = self.household(id)?;
        let member = &self.course.member.id;
        if state.has(member) {
            return Ok(state);
        }
        Err(refusal(Code::NotInHousehold, id).with("member", member))
    }

    /// A household that stands, and that the member is the head of.
    fn as_head(&self, id: &HouseholdId) -> Result<&HouseholdState, Refusal> {
        let state = self.own_household(id)?;
        if state.head == self.course.member.id {
            return Ok(state);
        }
        Err(refusal(Code::NotHeadOfHousehold, id).with("head", &state.head))
    }

    /// Something happens to the member and to a household alike.
    pub(super) fn happen_on_both(
        &mut self,
        household: &HouseholdId,
        event: Event,
    ) -> Result<(), Refusal> {
        self.happen_at_home(household, event.clone())?;
        self.course.happen(event);
        Ok(())
    }

    fn happen_at_home(&mut self, household: &HouseholdId, event: Event) -> Result<(), Refusal> {
        let stream = StreamId::Household(household.clone());
        self.others.shared(&stream)?.happen(event);
        Ok(())
    }

    /// Somebody of a household is told.
    pub(super) fn tell_at_home(
        &mut self,
        household: &HouseholdId,
        member: &MemberId,
        template: &'static str,
        facts: Facts,
    ) -> Result<(), Refusal> {
        let stream = StreamId::Household(household.clone());
        let told = notice(member, template, "6.2.2", facts);
        self.others.shared(&stream)?.notices.push(told);
        Ok(())
    }

    /// Whether the member may be in a household from now on: in no other, and the days since the
    /// last one are over.
    fn may_be_in_one(&self, terms: &HouseholdTerms) -> Result<(), Refusal> {
        let known = self.course.member.background.as_ref();
        if let Some(held) = known.and_then(|known| known.household.as_ref()) {
            return Err(refusal(Code::InHouseholdAlready, &held.id));
        }
        let left_at = known.and_then(|known: &Background| known.left_household_at);
        let again_at = left_at.map(|at| at.plus_days(u32::from(terms.wait_days)));
        match again_at.filter(|again_at| self.now < *again_at) {
            Some(again_at) => {
                let soon =
                    Refusal::new(Code::HouseholdTooSoon).with("days", u32::from(terms.wait_days));
                Err(soon.with("again_at", again_at))
            }
            None => Ok(()),
        }
    }

    fn form(&mut self, id: &HouseholdId) -> Outcome {
        let (_, terms) = self.household_terms()?;
        self.may_be_in_one(terms)?;
        if self
            .others
            .state(&StreamId::Household(id.clone()))?
            .is_some()
        {
            return Err(refusal(Code::HouseholdIdTaken, id).into());
        }
        let event = Event::HouseholdFormed(HouseholdFormed {
            household: id.clone(),
            head: self.course.member.id.clone(),
            at: self.now,
        });
        self.happen_on_both(id, event)?;
        Ok((Summary::Done, Vec::new()))
    }

    /// The head invites a member. Who is invited again has the days anew.
    fn invite_home(&mut self, id: &HouseholdId, invitee: &MemberId) -> Outcome {
        let (_, terms) = self.household_terms()?;
        let state = self.as_head(id)?;
        let head = self.course.member.id.clone();
        let with = |code| refusal(code, id).with("member", invitee);
        if !state.has(invitee) && !self.others.has_member(invitee) {
            return Err(with(Code::InviteeUnknown).into());
        }
        if state.has(invitee) {
            return Err(with(Code::InviteeInHousehold).into());
        }
        has_place(state, terms)?;
        let waiting = state.invitations.iter();
        let others = waiting.filter(|known| known.member != *invitee).count();
        if others >= MAX_INVITATIONS {
            let many = refusal(Code::TooManyInvitations, id);
            return Err(many.with("most", MAX_INVITATIONS).into());
        }
        let lapses_at = self.now.plus_days(u32::from(terms.invite_days));
        let event = Event::HouseholdInvited(HouseholdInvited {
            household: id.clone(),
            member: invitee.clone(),
            lapses_at,
            at: self.now,
        });
        self.happen_at_home(id, event)?;
        let facts = Facts::default().with("household", id).with("head", &head);
        let facts = facts.with("lapses_at", lapses_at);
        self.tell_at_home(id, invitee, "household_invited", facts)?;
        Ok((Summary::Done, Vec::new()))
    }

    fn join(&mut self, id: &HouseholdId) -> Outcome {
        let (_, terms) = self.household_terms()?;
        let state = self.household(id)?;
        self.may_be_in_one(terms)?;
        has_place(state, terms)?;
        let member = self.course.member.id.clone();
        if !state.invitations.iter().any(|it| it.member == member) {
            return Err(refusal(Code::NotInvited, id).with("member", &member).into());
        }
        let head = state.head.clone();
        let event = Event::HouseholdJoined(HouseholdJoined {
            household: id.clone(),
            member: member.clone(),
            at: self.now,
        });
        self.happen_on_both(id, event)?;
        let facts = Facts::default().with("household", id);
        self.tell_at_home(id, &head, "household_joined", facts.with("member", &member))?;
        Ok((Summary::Done, Vec::new()))
    }

    /// The head makes another member the head. As leaving, it needs no terms in force.
    fn hand_over(&mut self, id: &HouseholdId, to: &MemberId) -> Outcome {
        let state = self.as_head(id)?;
        let with = |code| refusal(code, id).with("member", to);
        if state.head == *to {
            return Err(with(Code::HeadAlready).into());
        }
        if !state.has(to) {
            return Err(with(Code::NotInHousehold).into());
        }
        let before = state.head.clone();
        let event = Event::HouseholdHandedOver(HouseholdHandedOver {
            household: id.clone(),
            head: to.clone(),
            at: self.now,
        });
        self.happen_at_home(id, event)?;
        let facts = Facts::default().with("household", id);
        let facts = facts.with("member", &before);
        self.tell_at_home(id, to, "household_handed_over", facts)?;
        Ok((Summary::Done, Vec::new()))
    }

    /// A member leaves: what the member had put in goes back, or stays and is the head's. Where the
    /// head leaves, all leave, everything goes back to whom it came from, and the household is over.
    fn leave(&mut self, id: &HouseholdId, with: &[MemberId]) -> Outcome {
        let state = self.own_household(id)?;
        let member = self.course.member.id.clone();
        let head = state.head.clone();
        let all = state.members.iter().map(|known| &known.member);
        let mut rest: Vec<_> = all.filter(|known| **known != member).cloned().collect();
        rest.sort_unstable();
        let mut named = with.to_vec();
        named.sort_unstable();
        let leave_too = if head == member { &rest[..] } else { &[] };
        if named != leave_too {
            let differ = refusal(Code::HouseholdMembersDiffer, id);
            return Err(differ.with("members", leave_too.len()).into());
        }
        let terms = in_force(self.policies, self.now)?.household;
        let stays = terms.is_some_and(|terms| terms.on_leaving == OnLeaving::Stay);
        if head != member && stays {
            self.keep_lots(id)?;
        } else {
            self.give_back(id, leave_too)?;
        }
        for leaver in leave_too {
            let left = Event::HouseholdLeft(HouseholdLeft {
                household: id.clone(),
                member: leaver.clone(),
                at: self.now,
            });
            self.others.member(leaver)?.happen(left.clone());
            self.happen_at_home(id, left)?;
            let facts = Facts::default().with("household", id).with("head", &head);
            self.tell_at_home(id, leaver, "household_dissolved", facts)?;
        }
        let left = Event::HouseholdLeft(HouseholdLeft {
            household: id.clone(),
            member: member.clone(),
            at: self.now,
        });
        self.happen_on_both(id, left)?;
        if head == member {
            let dissolved = HouseholdDissolved {
                household: id.clone(),
                at: self.now,
            };
            self.happen_at_home(id, Event::HouseholdDissolved(dissolved))?;
        } else {
            let facts = Facts::default().with("household", id);
            let facts = facts.with("member", &member);
            self.tell_at_home(id, &head, "household_left", facts)?;
        }
        Ok((Summary::Done, Vec::new()))
    }
}

/// Whether one member more has a place.
fn has_place(state: &HouseholdState, terms: &HouseholdTerms) -> Result<(), Refusal> {
    if state.members.len() < usize::from(terms.most_members) {
        return Ok(());
    }
    let full = refusal(Code::HouseholdFull, &state.id);
    Err(full.with("most", u32::from(terms.most_members)))
}
