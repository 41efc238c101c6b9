//! What proofs show, and that a proof which was altered anywhere shows nothing.

use super::super::merkle::PathBuilder;
use super::*;

fn rule(name: &str) -> RuleId {
    RuleId::new(name).unwrap()
}

fn entry(index: u32) -> (EntryId, MemberId) {
    let entry = EntryId::new(&format!("e-{index}")).unwrap();
    (entry, MemberId::new(&format!("m-{index}")).unwrap())
}

/// The proof of one entry of seven; seed 00 01 … 1f, one grand prize and two small ones. Python
/// picks 4, 6, 0, 1, 2, 3, 5.
fn proof(index: u32) -> DrawProof {
    let draw = rule("spring");
    let mut climb = PathBuilder::of(index);
    for index in 0..7 {
        let (entry, member) = entry(index);
        climb.push(leaf(&draw, index, &entry, &member));
    }
    let seed = Seed(Digest(core::array::from_fn(|byte| {
        u8::try_from(byte).unwrap()
    })));
    let published = |prize: &str, quantity| PublishedPrize {
        prize: rule(prize),
        quantity,
    };
    let (entry, member) = entry(index);
    DrawProof {
        draw,
        prizes: vec![published("grand", 1), published("small", 2)],
        commitment: seed.commitment(),
        root: climb.tree.root(),
        count: 7,
        seed: Some(seed),
        beacon: None,
        redrawn: Vec::new(),
        entry,
        member,
        index,
        path: climb.path(),
    }
}

fn won(prize: &str, number: u32) -> Verified {
    Verified::Won {
        prize: rule(prize),
        number,
    }
}

#[test]
fn winners_win_by_the_order_of_the_prizes_and_losers_can_see_that_they_lost() {
    let shown: Vec<_> = (0..7).map(|index| verify(&proof(index))).collect();
    let lost = Verified::Lost;
    let expected = [
        won("small", 2),
        lost.clone(),
        lost.clone(),
        lost.clone(),
        won("grand", 0),
        lost,
        won("small", 1),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn before_the_seed_is_revealed_a_proof_shows_that_the_entry_takes_part() {
    let hidden = DrawProof {
        seed: None,
        ..proof(1)
    };
    assert_eq!(verify(&hidden), Verified::TakesPart);
}

#[test]
fn a_prize_drawn_again_goes_to_the_next_pick() {
    // The grand prize again to place 1, then one of the small ones to place 2, then the grand one
    // once more, from place 1, to place 3.
    let again = |index, redrawn: &[u32]| {
        verify(&DrawProof {
            redrawn: redrawn.to_vec(),
            ..proof(index)
        })
    };
    assert_eq!(again(1, &[0]), won("grand", 3));
    assert_eq!(again(2, &[0, 2]), won("small", 4));
    assert_eq!(again(3, &[0, 2, 3]), won("grand", 5));
    assert_eq!(again(5, &[0, 2, 3]), Verified::Lost);
    let disagree = Verified::Failed(Check::PrizesDisagree);
    // Drawn again twice under one number; a number that was not drawn; an entry too few.
    assert_eq!(again(1, &[0, 0]), disagree);
    assert_eq!(again(1, &[3]), disagree);
    assert_eq!(again(1, &[0, 1, 2, 3, 4]), disagree);
}

#[test]
fn no_more_is_drawn_than_a_draw_may_have() {
    let with = |quantity| {
        let mut proof = proof(1);
        proof.prizes[1].quantity = quantity;
        verify(&proof)
    };
    // One grand prize beside them.
    assert_eq!(with(999), won("small", 3));
    assert_eq!(with(1_000), Verified::Failed(Check::PrizesDisagree));
    assert_eq!(with(u32::MAX), Verified::Failed(Check::PrizesDisagree));
}

/// 10,000 proofs, each altered in one place: none shows what the true one shows.
#[test]
fn an_altered_proof_shows_nothing() {
    let flip = |digest: &mut Digest, bit: usize| digest.0[bit / 8 % 32] ^= 1 << (bit % 8);
    let (mut altered, mut failed) = (0, 0);
    for index in 0..7 {
        let proof = proof(index);
        let mut reject = |change: &dyn Fn(&mut DrawProof)| {
            let mut other = proof.clone();
            change(&mut other);
            assert_ne!(other, proof, "nothing was altered");
            altered += 1;
            failed += u32::from(matches!(verify(&other), Verified::Failed(_)));
        };
        for bit in 0..256 {
            reject(&|proof| flip(&mut proof.root, bit));
            reject(&|proof| flip(&mut proof.commitment, bit));
            reject(&|proof| {
                proof
                    .seed
                    .iter_mut()
                    .for_each(|seed| flip(&mut seed.0, bit))
            });
            for level in 0..proof.path.len() {
                reject(&|proof| flip(&mut proof.path[level], bit));
            }
        }
        for other in 0..14 {
            if other != index {
                reject(&|proof| proof.index = other);
                reject(&|proof| proof.entry = entry(other).0);
                reject(&|proof| proof.member = entry(other).1);
            }
        }
        for count in (0..16).filter(|count| *count != 7) {
            reject(&|proof| proof.count = count);
        }
        reject(&|proof| proof.draw = rule("autumn"));
        reject(&|proof| proof.path.truncate(proof.path.len() - 1));
        reject(&|proof| proof.path.push(proof.root));
        reject(&|proof| proof.path.swap(0, 1));
    }
    assert!(altered >= 10_000, "{altered}");
    assert_eq!(failed, altered);
}
