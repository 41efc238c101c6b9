//! What a member and a friend do in a household, in random histories: no point is lost between the
//! pool and its members.

use proptest::prelude::*;
use tiercel_core::command::Command;
use tiercel_core::event::Event;
use tiercel_core::household::HouseholdState;
use tiercel_core::id::{HouseholdId, MemberId, TransferId};
use tiercel_core::limits::{MAX_HOUSEHOLD_MEMBERS, MAX_POOL_LOTS};
use tiercel_core::number::Points;
use tiercel_core::state::State;
use tiercel_core::stream::StreamId;

use super::course::{Course, friend};

/// What may be done. A truth says whether the friend does it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum HomeAct {
    Form,
    /// The friend is invited, and joins at once.
    Befriend,
    Put(bool, i64),
    Take(bool, i64),
    Leave(bool),
    /// The friend hands over to the member, or the other way round.
    HandOver(bool),
    TickHome,
}

pub(crate) fn acts() -> impl Strategy<Value = HomeAct> {
    let points = || prop_oneof![0..700_i64, Just(10)];
    prop_oneof![
        2 => Just(HomeAct::Form),
        2 => Just(HomeAct::Befriend),
        4 => (prop::bool::weighted(0.3), points()).prop_map(|(who, it)| HomeAct::Put(who, it)),
        3 => (any::<bool>(), points()).prop_map(|(who, points)| HomeAct::Take(who, points)),
        1 => any::<bool>().prop_map(HomeAct::Leave),
        1 => any::<bool>().prop_map(HomeAct::HandOver),
        1 => Just(HomeAct::TickHome),
    ]
}

fn home(course: &Course) -> Option<&HouseholdState> {
    match course
        .others
        .get(&StreamId::Household(course.household.clone()))
    {
        Some((_, State::Household(state))) => Some(state),
        _ => None,
    }
}

/// Points that came out of a pool; fewer than none where they went in.
pub(crate) fn came(event: &Event) -> i64 {
    match event {
        Event::PointsPut(put) => -put.points.value(),
        Event::PointsTaken(taken) => taken.points.value(),
        Event::PoolGivenBack(back) => back.points.value(),
        _ => 0,
    }
}

pub(crate) fn act(course: &mut Course, number: usize, act: HomeAct) -> Result<Vec<Event>, u16> {
    let member = course.member().id.clone();
    let who = |is_friend: bool| if is_friend { friend() } else { member.clone() };
    let household = course.household.clone();
    let transfer = TransferId::new(&format!("h-{number}")).unwrap();
    let points = |points: i64| Points::new(points).unwrap();
    match act {
        HomeAct::Form => {
            course.household = HouseholdId::new(&format!("home-{number}")).unwrap();
            let formed = course.decide(Command::FormHousehold {
                member,
                household: course.household.clone(),
            });
            if formed.is_err() {
                course.household = household;
            }
            formed
        }
        HomeAct::Befriend => {
            course.decide(Command::InviteToHousehold {
                member,
                household: household.clone(),
                invitee: friend(),
            })?;
            course.decide(Command::JoinHousehold {
                member: friend(),
                household,
            })
        }
        HomeAct::Put(is_friend, many) => course.decide(Command::PutPoints {
            member: who(is_friend),
            household,
            transfer,
            points: points(many),
        }),
        HomeAct::Take(is_friend, many) => course.decide(Command::TakePoints {
            member: who(is_friend),
            household,
            transfer,
            points: points(many),
        }),
        HomeAct::Leave(is_friend) => {
            let leaver = who(is_friend);
            let led = home(course).filter(|home| home.head == leaver);
            let all = led.map(|home| home.members.clone()).unwrap_or_default();
            let others = all.into_iter().map(|it| it.member);
            let others: Vec<MemberId> = others.filter(|it| *it != leaver).collect();
            course.decide(Command::LeaveHousehold {
                member: leaver,
                household,
                with: others,
            })
        }
        HomeAct::HandOver(is_friend) => course.decide(Command::HandOverHousehold {
            member: who(is_friend),
            household,
            to: who(!is_friend),
        }),
        HomeAct::TickHome => course.decide(Command::TickStream {
            stream: StreamId::Household(household),
        }),
    }
}

/// What went into pools is in them, or came out, or expired there; lots are in order, of members
/// only, and no more than there may be; both streams know who keeps house.
pub(crate) fn hold(course: &Course) {
    let mut in_pools = 0;
    for (stream, (_, state)) in &course.others {
        let State::Household(state) = state else {
            continue;
        };
        assert!(matches!(stream, StreamId::Household(_)));
        let lots = &state.lots;
        assert!(lots.len() <= MAX_POOL_LOTS && state.members.len() <= MAX_HOUSEHOLD_MEMBERS);
        assert!(
            lots.iter()
                .all(|lot| lot.points > Points::ZERO && state.has(&lot.member))
        );
        let rank = |lot: &tiercel_core::household::PoolLot| {
            (
                lot.expires_at.is_none(),
                lot.expires_at,
                lot.earned_at,
                lot.id,
            )
        };
        assert!(lots.is_sorted_by_key(rank));
        assert!(state.dissolved_at.is_some() || state.has(&state.head));
        assert_eq!(state.dissolved_at.is_some(), state.members.is_empty());
        in_pools += state.points().unwrap().value();
    }
    let expired = course.home.iter().map(|event| match event {
        Event::PoolExpired(expired) => expired.points.value(),
        _ => 0,
    });
    let came: i64 = course.home.iter().map(came).sum();
    assert_eq!(-came - expired.sum::<i64>(), in_pools);
    let known = course.member().background.as_ref();
    let held = known.and_then(|known| known.household.as_ref());
    let is_in = home(course).is_some_and(|home| home.has(&course.member().id));
    assert_eq!(held.is_some(), is_in);
}
