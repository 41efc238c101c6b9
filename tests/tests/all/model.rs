//! A second, naive implementation of chapters 3, 5 and 6, and random histories by which it is
//! compared with the module.
//!
//! It is written for obviousness, from the measures and from what the options of a policy say of
//! themselves. It shares no code with `core`: it has its own civil time, fractions, rounding and
//! sharing out, reads the policy's document itself, takes commands as JSON, keeps everything that
//! ever happened, and sums it up from the start at each question. `core`'s types stand only at the
//! boundary, where the same JSON is given to both and both are asked what the member sees.
//!
//! After every command both must agree: whether it was accepted or by which code it was refused,
//! what a cart is quoted, and everything in [`Member::shown`](member::Member::shown).
//!
//! ```text
//! cargo test -p tiercel-tests --test all -- model                        a thousand histories
//! TIERCEL_CASES=5000 cargo test …                                        so many
//! TIERCEL_LONG=1 cargo test …                                            100,000
//! TIERCEL_SEED=123 TIERCEL_CASES=1 cargo test …                          the one of this number
//! ```
//!
//! It found, in `core`: that a cap on the balance did not count points which a redemption holds; that
//! refusing an activity that takes away, where a cap names it, added points; that an order which came
//! out even kept for ever the part of a point that its first refund left; that a redemption, cancelled,
//! was not counted out where an earlier version counted in shorter periods; that points of a
//! payment recorded late did not run from a later activity; that points activated late knew nothing
//! of a version that had taken effect meanwhile; that points which end as a version takes effect
//! were gone before it; that spend which a bank gave back could count on another day than the one it
//! is taken from again; that qualifying points, given back in another order than they were taken, were
//! one too many or too few; that an act recorded late looked at a window of which the beginning
//! was forgotten; that points of a chargeback that was reversed knew nothing of a later version; that
//! what falls due by itself (a claim approved, a rebate given) moved no expiry until the next act; that
//! points activated late lived on by a version that took effect when they were over; that a purchase
//! made outside, reviewed in time, could find its own year forgotten; that free shipping recorded late
//! took of a period of which nothing was known; that what was given back of a day could stop less
//! than itself from counting; that a trial was shown by another version than decides it; that a
//! chargeback of shipping alone, reversed, counted an order that never had; that chargebacks of
//! parts, one of them reversed, could count an order out twice; and that a bank which took the shipping of
//! goods which only tenders paid that do not count, counted out an order. Each has its vector now.
//!
//! What it does not know stands in [`policies`], with the reason.
//!
//! Where they differ, the history is printed, shortened until nothing can be left out of it, with
//! the documents of the policy and both answers.

#[path = "model/acts.rs"]
mod acts;
#[path = "model/back.rs"]
mod back;
#[path = "model/benefits.rs"]
mod benefits;
#[path = "model/bounded.rs"]
mod bounded;
#[path = "model/budgets.rs"]
mod budgets;
#[path = "model/caps.rs"]
mod caps;
#[path = "model/carts.rs"]
mod carts;
#[path = "model/charges.rs"]
mod charges;
#[path = "model/civil.rs"]
mod civil;
#[path = "model/compare.rs"]
mod compare;
#[path = "model/cuts.rs"]
mod cuts;
#[path = "model/draws.rs"]
mod draws;
#[path = "model/due.rs"]
mod due;
#[path = "model/entries.rs"]
mod entries;
#[path = "model/fraction.rs"]
mod fraction;
#[path = "model/gifts.rs"]
mod gifts;
#[path = "model/giving.rs"]
mod giving;
#[path = "model/goods.rs"]
mod goods;
#[path = "model/history.rs"]
mod history;
#[path = "model/homes.rs"]
mod homes;
#[path = "model/household.rs"]
mod household;
#[path = "model/mall.rs"]
mod mall;
#[path = "model/member.rs"]
mod member;
#[path = "model/module.rs"]
mod module;
#[path = "model/multiplied.rs"]
mod multiplied;
#[path = "model/offline.rs"]
mod offline;
#[path = "model/orders.rs"]
mod orders;
#[path = "model/policies.rs"]
mod policies;
#[path = "model/pool.rs"]
mod pool;
#[path = "model/price.rs"]
mod price;
#[path = "model/referrals.rs"]
mod referrals;
#[path = "model/refunds.rs"]
mod refunds;
#[path = "model/rules.rs"]
mod rules;
#[path = "model/shared.rs"]
mod shared;
#[path = "model/shown.rs"]
mod shown;
#[path = "model/spins.rs"]
mod spins;
#[path = "model/tenders.rs"]
mod tenders;
#[path = "model/terms.rs"]
mod terms;
#[path = "model/tiers.rs"]
mod tiers;
#[path = "model/trials.rs"]
mod trials;
#[path = "model/validity.rs"]
mod validity;
#[path = "model/widened.rs"]
mod widened;
#[path = "model/world.rs"]
mod world;

use compare::Both;
use history::Chance;

fn number_of(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn the_model_and_the_module_agree_after_every_command() {
    let long = std::env::var_os("TIERCEL_LONG").map_or(1_000, |_| 100_000);
    let cases = number_of("TIERCEL_CASES").unwrap_or(long);
    let first = number_of("TIERCEL_SEED").unwrap_or(1);
    let mut ran = history::Counts::default();
    for seed in first..first + cases {
        let mut chance = Chance::new(seed);
        let documents = policies::draw(&mut chance);
        let mut both = Both::new(&documents);
        let mut commands = Vec::new();
        let outcome = history::run(&mut chance, &documents, &mut both, &mut commands, &mut ran);
        assert!(
            outcome.is_ok(),
            "history {seed}: {}",
            compare::shortened(documents, commands)
        );
    }
    println!("{ran}");
    // Fewer than this need not meet everything.
    for name in history::KINDS.iter().filter(|_| cases >= 1_000) {
        let (accepted, refused) = (ran.accepted(name), ran.refused(name));
        assert!(
            accepted >= 10 && refused >= 5,
            "{name}: {accepted} accepted, {refused} refused"
        );
    }
}
