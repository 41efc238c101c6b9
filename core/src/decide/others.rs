//! The streams of a command beside its own member's: other members, and what members share.

use crate::budget::BudgetState;
use crate::decision::{Appended, Decision, Loaded, Notice, Rejection, Request};
use crate::due::{Course, next};
use crate::event::Event;
use crate::evolve::budget::first_lapse;
use crate::evolve::evolve;
use crate::evolve::mall::first_kept;
use crate::id::MemberId;
use crate::moment::Moment;
use crate::number::OutOfRange;
use crate::policy::PolicySet;
use crate::refusal::{Code, Refusal};
use crate::state::State;
use crate::stream::{StreamId, Touches, touches};

/// What happened to a shared stream so far in one decision.
pub(crate) struct Shared {
    stream: StreamId,
    /// The stream as it is after the events; nothing before its first.
    pub state: Option<State>,
    events: Vec<Event>,
    /// Whom to tell what.
    pub(super) notices: Vec<Notice>,
}

impl Shared {
    /// A stream as it was loaded.
    pub(super) fn of(loaded: &Loaded) -> Self {
        Self {
            stream: loaded.stream.clone(),
            state: loaded.state.clone(),
            events: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// What is appended, and who is told what; nothing where there was never an event.
    pub(super) fn close(self, policies: &PolicySet) -> Option<(Appended, Vec<Notice>)> {
        let next_due = self.next(policies).map(|(at, _)| at);
        let appended = self.state.map(|state| Appended {
            stream: self.stream,
            events: self.events,
            state,
            next_due,
        });
        Some((appended?, self.notices))
    }

    /// Something happened.
    pub(crate) fn happen(&mut self, event: Event) {
        self.state = evolve(self.state.take(), &event);
        self.events.push(event);
    }

    /// What falls due first, and when.
    fn next(&self, policies: &PolicySet) -> Option<(Moment, Event)> {
        match self.state.as_ref()? {
            State::Offer(offer) => {
                let (at, redemption) = first_kept(offer)?;
                Some((at, Event::UnitReturned { redemption, at }))
            }
            State::Draw(draw) => draw.next(),
            State::Household(household) => household.next(policies),
            State::Budget(budget) => {
                let at = budget.kept.first()?.until;
                Some((at, first_lapse(budget)?))
            }
            State::Member(_) | State::Programme(_) => None,
        }
    }

    /// Everything that fell due by a moment happens.
    pub(super) fn fall_due(&mut self, policies: &PolicySet, now: Moment) {
        while let Some((_, event)) = self.next(policies).filter(|(at, _)| *at <= now) {
            if let Some(State::Household(household)) = &self.state {
                self.notices.extend(household.told(&event));
            }
            self.happen(event);
        }
    }
}

/// The other streams of a command, loaded, each with what happens to it.
pub(crate) struct Others {
    members: Vec<Course>,
    shared: Vec<Shared>,
}

impl Others {
    /// Takes up every stream that the command touches but its own.
    ///
    /// A member without events is left out: whoever looks for it finds it unknown.
    pub(super) fn load(
        request: &Request,
        touches: &Touches,
        own: Option<&StreamId>,
    ) -> Result<Self, Refusal> {
        own.map(|own| loaded(request, own)).transpose()?;
        let (mut members, mut shared) = (Vec::new(), Vec::new());
        for stream in touches.writes.iter().filter(|stream| Some(*stream) != own) {
            let loaded = loaded(request, stream)?;
            match (stream, &loaded.state) {
                (_, Some(State::Member(member))) => members.push(Course::of(member.clone())),
                (StreamId::Member(_), _) => {}
                _ => shared.push(Shared::of(loaded)),
            }
        }
        Ok(Self { members, shared })
    }

    /// The latest moment of any of them: time never runs backward for a stream.
    pub(super) fn clock(&self) -> Option<Moment> {
        let members = self.members.iter().map(|course| course.member.clock);
        let shared = self
            .shared
            .iter()
            .filter_map(|shared| shared.state.as_ref()?.clock());
        members.chain(shared).max()
    }

    /// On each of them, what fell due by a moment happens.
    pub(super) fn fall_due(&mut self, policies: &PolicySet, now: Moment) -> Result<(), OutOfRange> {
        self.shared
            .iter_mut()
            .for_each(|shared| shared.fall_due(policies, now));
        let mut members = self.members.iter_mut();
        members.try_for_each(|course| course.fall_due(policies, now))
    }

    /// What an act let fall due on each of them happens.
    pub(super) fn settle(&mut self, policies: &PolicySet, now: Moment) -> Result<(), OutOfRange> {
        for course in &mut self.members {
            course.renew(policies, now);
        }
        self.fall_due(policies, now)
    }

    /// Another member.
    pub(crate) fn member(&mut self, member: &MemberId) -> Result<&mut Course, Refusal> {
        let mut members = self.members.iter_mut();
        let found = members.find(|course| course.member.id == *member);
        found.ok_or_else(|| Refusal::new(Code::MemberUnknown).with("member", member))
    }

    /// Whether another member was loaded, and is registered.
    pub(super) fn has_member(&self, member: &MemberId) -> bool {
        self.members
            .iter()
            .any(|course| course.member.id == *member)
    }

    /// A shared stream.
    pub(crate) fn shared(&mut self, stream: &StreamId) -> Result<&mut Shared, Refusal> {
        let mut shared = self.shared.iter_mut();
        let found = shared.find(|shared| shared.stream == *stream);
        found.ok_or_else(|| not_loaded(stream))
    }

    /// The state of a shared stream; nothing where it has no events.
    pub(super) fn state(&self, stream: &StreamId) -> Result<Option<&State>, Refusal> {
        let found = self.shared.iter().find(|shared| shared.stream == *stream);
        Ok(found.ok_or_else(|| not_loaded(stream))?.state.as_ref())
    }

    /// The budgets among them that anything was taken of.
    pub(super) fn budgets(&self) -> impl Iterator<Item = &BudgetState> + Clone {
        let states = self
            .shared
            .iter()
            .filter_map(|shared| shared.state.as_ref());
        states.filter_map(|state| match state {
            State::Budget(budget) => Some(budget),
            _ => None,
        })
    }

    /// What is appended to each, and who is told what.
    pub(super) fn close(self, policies: &PolicySet) -> (Vec<Appended>, Vec<Notice>) {
        let mut notices = Vec::new();
        let mut appended = Vec::new();
        for course in self.members {
            let (own, told) = close(policies, course);
            appended.push(own);
            notices.extend(told);
        }
        for shared in self.shared {
            if let Some((own, told)) = shared.close(policies) {
                appended.push(own);
                notices.extend(told);
            }
        }
        (appended, notices)
    }
}

/// A stream that is no member's: what fell due by now happens.
pub(super) fn tick(
    policies: &PolicySet,
    request: &Request,
    stream: &StreamId,
) -> Result<Decision, Rejection> {
    let touches = touches(policies, &request.command, request.now);
    let mut others = Others::load(request, &touches, None)?;
    if others.state(stream)?.and_then(State::clock).is_none() {
        let refusal = Refusal::new(Code::StreamUnknown).with("stream", stream);
        return Err(refusal.into());
    }
    others.fall_due(policies, request.now)?;
    let (appended, notices) = others.close(policies);
    Ok(Decision::done(appended, notices))
}

/// What is appended to a member, and what the member is told.
pub(super) fn close(policies: &PolicySet, course: Course) -> (Appended, Vec<Notice>) {
    let appended = Appended {
        stream: StreamId::Member(course.member.id.clone()),
        next_due: next(policies, &course.member).map(|(at, _)| at),
        events: course.events,
        state: State::Member(course.member),
    };
    (appended, course.notices)
}

pub(super) fn loaded<'r>(request: &'r Request, stream: &StreamId) -> Result<&'r Loaded, Refusal> {
    super::stream(request, stream).ok_or_else(|| not_loaded(stream))
}

fn not_loaded(stream: &StreamId) -> Refusal {
    Refusal::new(Code::StreamNotLoaded).with("stream", stream)
}
