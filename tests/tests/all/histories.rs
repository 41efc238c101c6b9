//! Properties over random histories under random policies. `TIERCEL_CASES` sets how many.

use proptest::prelude::*;
use tiercel_core::event::Event;
use tiercel_core::policy::PolicySet;
use tiercel_core::view;

use super::course::{Act, Course, Drawing};
use super::drawn::{documents, in_force, policies};

/// One draw more often than the other, so that it is gone through.
fn drawings() -> impl Strategy<Value = Drawing> {
    let place = || prop_oneof![4 => Just(0), 1 => Just(1_usize)];
    prop_oneof![
        2 => place().prop_map(Drawing::Open),
        6 => place().prop_map(Drawing::Enter),
        4 => (place(), prop::bool::weighted(0.8)).prop_map(|(place, as_committed)| {
            Drawing::Reveal(place, as_committed)
        }),
        1 => place().prop_map(Drawing::Cancel),
        3 => (0..4_usize).prop_map(Drawing::Accept),
        2 => (0..4_usize).prop_map(Drawing::Refuse),
        2 => place().prop_map(Drawing::TakeBack),
        1 => place().prop_map(Drawing::Tick),
    ]
}

fn acts() -> impl Strategy<Value = Vec<(u32, Act)>> {
    let place = (
        0..4_usize,
        0..500_000_i64,
        1..4_u32,
        prop_oneof![Just(0), 0..5_000_i64],
    );
    let place = place.prop_map(|(category, minor, quantity, points)| Act::Place {
        category,
        minor,
        quantity,
        points,
    });
    let refund = (0..3_usize, 0..2_u32, 0..4_u32, 0..3_usize);
    let refund = refund.prop_map(|(order, line, quantity, reason)| Act::Refund {
        order,
        line,
        quantity,
        reason,
    });
    let late = prop_oneof![5 => Just(0), 1 => 0..2_000_u32, 1 => 0..43_300_u32];
    let late_task = prop_oneof![3 => Just(0), 1 => 0..3_000_u32];
    let act = prop_oneof![
        4 => place,
        1 => (0..500_000_i64, 0..43_300_u32).prop_map(|(minor, late)| Act::PlaceLate(minor, late)),
        3 => (0..3_usize, late).prop_map(|(place, late)| Act::Pay(place, late)),
        2 => (0..3_usize, 0..3_u32, prop::bool::weighted(0.8))
            .prop_map(|(order, line, alike)| Act::Exchange(order, line, alike)),
        2 => (0..3_usize, 0..2_u32, 0..3_u32)
            .prop_map(|(order, line, quantity)| Act::Cut { order, line, quantity }),
        1 => (0..3_usize).prop_map(Act::Cancel),
        2 => (0..3_usize).prop_map(Act::Settle),
        2 => refund,
        1 => (0..3_usize, prop::bool::weighted(0.8)).prop_map(|(place, grants)| Act::Review(place, grants)),
        1 => (0..3_usize).prop_map(Act::Withdraw),
        1 => (0..3_usize).prop_map(Act::PayBack),
        2 => (0..300_000_i64, prop_oneof![0..3_000_u32, 0..60_000_u32], any::<bool>())
            .prop_map(|(minor, late, by_clerk)| Act::Claim(minor, late, by_clerk)),
        1 => (0..3_usize, prop::bool::weighted(0.8))
            .prop_map(|(place, grants)| Act::ReviewClaim(place, grants)),
        1 => (0..3_usize, prop::option::of(1..100_000_i64))
            .prop_map(|(place, amount)| Act::ChargeBack(place, amount)),
        1 => (0..3_usize).prop_map(Act::ReverseCharge),
        1 => (0..3_usize).prop_map(Act::Invoice),
        1 => (0..4_usize, 0..200_u32).prop_map(|(tier, days)| Act::SetTier(tier, days)),
        1 => (0..4_usize, 0..60_u32).prop_map(|(tier, days)| Act::Invite(tier, days)),
        1 => (0..4_usize, 0..40_u32).prop_map(|(tier, days)| Act::Match(tier, days)),
        2 => (0..2_usize).prop_map(Act::Use),
        1 => (0..4_usize).prop_map(Act::Undo),
        1 => (0..900_u16, prop_oneof![4 => Just(0), 1 => 0..3_000_u32])
            .prop_map(|(score, late)| Act::Credit(score, late)),
        1 => prop_oneof![-3_000..3_000_i64, Just(1_000), Just(-1_000)].prop_map(Act::Adjust),
        1 => (0..3_usize, any::<bool>()).prop_map(|(place, same)| Act::Approve(place, same)),
        1 => (0..3_usize).prop_map(Act::Reject),
        1 => (0..4_usize, late_task).prop_map(|(task, late)| Act::Complete(task, late)),
        4 => (0..4_usize).prop_map(Act::Redeem),
        1 => (0..3_usize).prop_map(Act::PayRedemption),
        1 => (0..3_usize).prop_map(Act::CancelRedemption),
        1 => prop_oneof![0..900_i64, Just(10)].prop_map(Act::Give),
        4 => super::at_home::acts().prop_map(Act::Home),
        1 => any::<bool>().prop_map(Act::Refer),
        1 => (0..2_usize).prop_map(Act::TickOffer),
        6 => drawings().prop_map(Act::Draw),
        1 => Just(Act::Carry),
        1 => Just(Act::Tick),
    ];
    let pause = prop_oneof![4 => 0..60_u32, 2 => 0..40_000_u32, 1 => 0..900_000_u32];
    prop::collection::vec((pause, act), 1..40)
}

fn run(
    policies: &PolicySet,
    member: &str,
    acts: &[(u32, Act)],
    ticks: bool,
) -> (Vec<Result<usize, u16>>, Course) {
    let mut course = Course::new(policies, member);
    let mut answers = Vec::new();
    for (number, (pause, act)) in acts.iter().enumerate() {
        course.now = course.now.plus_minutes(*pause);
        if !ticks && act.is_sweep() {
            continue;
        }
        let answered = course.act(number, act);
        if !act.is_sweep() {
            answers.push(answered.map(|events| {
                events
                    .iter()
                    .filter(|e| matches!(e, Event::OrderPlaced { .. }))
                    .count()
            }));
        }
    }
    (answers, course)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("TIERCEL_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(200),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn points_are_conserved_and_previews_are_kept(policies in policies(), acts in acts()) {
        run(&policies, "m-1", &acts, true);
    }

    #[test]
    fn the_same_facts_give_the_same_decision_whoever_the_member_is(
        policies in policies(),
        mut acts in acts(),
    ) {
        acts.retain(|(_, act)| !act.is_luck());
        let (one, _) = run(&policies, "m-1", &acts, true);
        let (other, _) = run(&policies, "somebody.else", &acts, true);
        prop_assert_eq!(one, other);
    }

    #[test]
    fn no_sweep_is_ever_needed(policies in policies(), acts in acts()) {
        let (with, mut swept) = run(&policies, "m-1", &acts, true);
        let (without, mut late) = run(&policies, "m-1", &acts, false);
        prop_assert_eq!(with, without);
        let at = swept.now.plus_days(400);
        let shown = |course: &Course| {
            let mut view = view(&course.policies, course.member(), at).unwrap();
            view.at = at;
            view
        };
        prop_assert_eq!(shown(&swept), shown(&late));
        for course in [&mut swept, &mut late] {
            course.now = at;
            course.act(acts.len(), &Act::Tick).unwrap();
        }
        prop_assert_eq!(swept.reminders(), late.reminders());
    }
}

/// A member who pays every day for years leaves no more days in the state than the window keeps, and one
/// sum of those before.
#[test]
fn the_days_that_count_are_bounded() {
    for (place, kept) in [(0, 367), (2, 398)] {
        let mut course = Course::new(&in_force(place), "m-1");
        let mut most = 0;
        for number in 0..450_usize {
            course.now = course.now.plus_days(1);
            let buys = Act::Place {
                category: 0,
                minor: 30_000,
                quantity: 1,
                points: 0,
            };
            for act in [buys, Act::Pay(0, 0), Act::Settle(0)] {
                course.act(number, &act).unwrap();
            }
            most = most.max(course.member().spend.len());
        }
        assert_eq!(most, kept, "{}", documents()[place]["id"]);
    }
}
