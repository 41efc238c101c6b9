//! Roots and paths that a program in another language came to, and every place of small trees.

use super::*;

fn hex(text: &str) -> Digest {
    text.parse().unwrap()
}

pub(crate) fn leaves(count: u32) -> Vec<Digest> {
    let draw = RuleId::new("spring").unwrap();
    let leaf_at = |index: u32| {
        let entry = EntryId::new(&format!("e-{index}")).unwrap();
        let member = MemberId::new(&format!("m-{index}")).unwrap();
        leaf(&draw, index, &entry, &member)
    };
    (0..count).map(leaf_at).collect()
}

fn tree(leaves: &[Digest]) -> Peaks {
    let mut tree = Peaks::default();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    tree
}

/// The definition of RFC 6962, as it is written there.
fn top(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => sha256(&[]),
        [leaf] => *leaf,
        _ => {
            let half = leaves.len().next_power_of_two() / 2;
            pair(&top(&leaves[..half]), &top(&leaves[half..]))
        }
    }
}

fn path(index: usize, leaves: &[Digest]) -> Vec<Digest> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut inner, beside) = if index < left.len() {
        (path(index, left), top(right))
    } else {
        (path(index - left.len(), right), top(left))
    };
    inner.push(beside);
    inner
}

#[test]
fn roots_are_those_that_python_computes() {
    for (count, expected) in [
        (
            0,
            "ef6e05891dd1decbeb1567d5ca08228c66db73e06f0e1e614da4445f8f855501",
        ),
        (
            1,
            "91402127ff817064889b6fc805d2838579ca54b3277928abdc635db7f211f83e",
        ),
        (
            2,
            "48a40af3b482ed2ef5cbec1bdea6093c63ff68b8f4785493061c9747dd26e654",
        ),
        (
            3,
            "ca564dd60c3380db74d41fb89da5a6659b56db9c24173258f22a2e154f9ea978",
        ),
        (
            5,
            "4b7256d5a86a37e212aabaac8801054253ab599e27fd3238c6ed6088734d9c74",
        ),
        (
            7,
            "6907e0682f7728f28e12bbd8a3d95998dc8df30b92fe3acad4ce82e9ecf70b72",
        ),
        (
            8,
            "1893f925531bba08c0d6e575bd0993773271680e48b1b77293b8aba8d58301a7",
        ),
        (
            1000,
            "9e5bb1f7ee6e12994017faeaacc0394e98862905753caa8b5bb1fe8b97ec4257",
        ),
    ] {
        assert_eq!(tree(&leaves(count)).root(), hex(expected), "{count} leaves");
    }
}

#[test]
fn paths_are_those_that_python_computes() {
    let leaves = leaves(7);
    let climbed = |index| {
        let mut climb = PathBuilder::of(index);
        leaves.iter().for_each(|leaf| climb.push(*leaf));
        climb.path()
    };
    let of_four = [
        "a761d9370c606cbedc082b727daf95f124102d1ecd24a5eed81945d4bd9bd5d5",
        "25db79b46c2ed8234cd02a5a07d5ec4949c3b44ab12de12031966d72b9ae359c",
        "41401fbbae4488cb0c3b8ad75a19aa54c0f0840e0937f25ebaa6684f5ee22c5d",
    ];
    assert_eq!(climbed(4), of_four.map(hex));
    let of_six = [
        "a50ca7fa5ab016b684623bc6eb7c34234c86f2d100510e65ecba62073368a3f3",
        "41401fbbae4488cb0c3b8ad75a19aa54c0f0840e0937f25ebaa6684f5ee22c5d",
    ];
    assert_eq!(climbed(6), of_six.map(hex));
}

#[test]
fn every_path_of_every_small_tree_leads_to_its_root() {
    let all = leaves(40);
    for count in 1..=40usize {
        let leaves = &all[..count];
        let of = u32::try_from(count).unwrap();
        let expected = root(of, &top(leaves));
        assert_eq!(tree(leaves).root(), expected, "{count} leaves");
        for index in 0..count {
            let number = u32::try_from(index).unwrap();
            let mut climb = PathBuilder::of(number);
            leaves.iter().for_each(|leaf| climb.push(*leaf));
            let path_there = climb.path();
            assert_eq!(path_there, path(index, leaves), "{index} of {count}");
            let led = |index, count, path: &[Digest]| {
                root_by(leaves[number as usize], index, count, path)
            };
            assert_eq!(led(number, of, &path_there), Some(expected));
            // Near misses: another place, a path too long or too short, a place outside.
            for other in (0..of).filter(|other| *other != number) {
                assert_ne!(led(other, of, &path_there), Some(expected));
            }
            assert_eq!(led(of, of, &path_there), None);
            for size in (0..of + 9).filter(|size| *size != of) {
                assert_ne!(led(number, size, &path_there), Some(expected));
            }
            let longer = [path_there.as_slice(), &[expected]].concat();
            assert_ne!(led(number, of, &longer), Some(expected));
            if let Some((_, shorter)) = path_there.split_last() {
                assert_ne!(led(number, of, shorter), Some(expected));
            }
        }
    }
}

#[test]
fn a_leaf_outside_the_tree_has_no_path() {
    let mut climb = PathBuilder::of(3);
    leaves(3).into_iter().for_each(|leaf| climb.push(leaf));
    assert_eq!(climb.path(), []);
}
