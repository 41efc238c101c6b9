//! Picks that a program in another language came to, and how evenly they fall.

use super::super::merkle::Peaks;
use super::*;

fn seed() -> Seed {
    Seed(Digest(core::array::from_fn(|byte| {
        u8::try_from(byte).unwrap()
    })))
}

fn picks(root: &str, count: u32, beacon: Option<&str>, most: u32) -> Vec<u32> {
    let beacon = beacon.map(|value| BeaconValue::new(value).unwrap());
    let draw = RuleId::new("spring").unwrap();
    let (seed, root) = (seed(), root.parse().unwrap());
    let chance = Chance {
        draw: &draw,
        seed: &seed,
        root: &root,
        count,
        beacon: beacon.as_ref(),
    };
    chance.picks(most)
}

const SEVEN: &str = "6907e0682f7728f28e12bbd8a3d95998dc8df30b92fe3acad4ce82e9ecf70b72";
const THOUSAND: &str = "9e5bb1f7ee6e12994017faeaacc0394e98862905753caa8b5bb1fe8b97ec4257";

#[test]
fn picks_are_those_that_python_computes() {
    assert_eq!(picks(SEVEN, 7, None, 7), [4, 6, 0, 1, 2, 3, 5]);
    let with_value = picks(SEVEN, 7, Some("2026-11-30:07112233"), 7);
    assert_eq!(with_value, [4, 0, 1, 5, 3, 6, 2]);
    let of_many = picks(THOUSAND, 1000, None, 10);
    assert_eq!(of_many, [695, 396, 961, 253, 140, 383, 28, 335, 85, 374]);
}

#[test]
fn nobody_is_picked_twice_and_no_more_than_there_are() {
    for count in 0..=60 {
        let mut picked = picks(SEVEN, count, None, 100);
        picked.sort_unstable();
        assert_eq!(picked, (0..count).collect::<Vec<_>>());
    }
}

#[test]
fn the_numbers_that_would_favour_some_are_left_out() {
    // 2^64 = 3 · 6148914691236517205 + 1: the last number alone is one too many.
    assert_eq!(fair(u64::MAX, 3), None);
    assert_eq!(fair(u64::MAX - 1, 3), Some(2));
    // Where the bound divides 2^64, all are as good.
    assert_eq!(fair(u64::MAX, 1 << 20), Some((1 << 20) - 1));
    assert_eq!(fair(u64::MAX, 1), Some(0));
    // 2^64 mod 4294967291 = 25: the last 25 numbers are left out, the one before is the highest.
    let bound = 4_294_967_291;
    assert_eq!(fair(u64::MAX - 24, bound), None);
    assert_eq!(fair(u64::MAX - 25, bound), Some(bound - 1));
}

/// The first place over 4,000 seeds, against equal odds for 2, 7 and 40 entries: the statistic
/// stays below the value that chance exceeds once in a thousand.
#[test]
fn each_entry_is_as_likely_to_win_as_any_other() {
    for (count, most_by_thousand) in [(2u32, 1_083u64), (7, 2_246), (40, 7_208)] {
        let (runs, mut hits) = (4_000u64, vec![0u64; count as usize]);
        for run in 0..runs {
            let seed = Seed(super::super::sha256(&[&run.to_be_bytes()]));
            let chance = Chance {
                draw: &RuleId::new("even").unwrap(),
                seed: &seed,
                root: &Peaks::default().root(),
                count,
                beacon: None,
            };
            hits[chance.pick(0, &[]).unwrap() as usize] += 1;
        }
        // Σ (hits − runs/count)² / (runs/count), in hundredths, all in whole numbers.
        let squares = |hits: &u64| (hits * u64::from(count)).abs_diff(runs).pow(2);
        let sum: u64 = hits.iter().map(squares).sum();
        let statistic = sum * 100 / (runs * u64::from(count));
        assert!(statistic < most_by_thousand, "{count}: {statistic}");
    }
}

/// Three prizes of one among ten entries: each entry wins with 3 in 10, over 2,000 seeds.
#[test]
fn several_prizes_leave_the_odds_equal() {
    let (runs, mut hits) = (2_000u64, [0u64; 10]);
    for run in 0..runs {
        let seed = Seed(super::super::sha256(&[b"three", &run.to_be_bytes()]));
        let chance = Chance {
            draw: &RuleId::new("even").unwrap(),
            seed: &seed,
            root: &Peaks::default().root(),
            count: 10,
            beacon: None,
        };
        chance
            .picks(3)
            .into_iter()
            .for_each(|place| hits[place as usize] += 1);
    }
    assert_eq!(hits.iter().sum::<u64>(), 6_000);
    // Expected 600 each, with a spread of √(2000 · 0.3 · 0.7) = 20.5: within four of them.
    assert!(hits.iter().all(|hits| hits.abs_diff(600) < 82), "{hits:?}");
}
