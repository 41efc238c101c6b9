//! Proofs: what one entry came to, checked with nothing but what is public.

use serde::{Deserialize, Serialize};

use super::Seed;
use super::merkle::{leaf, root_by};
use super::picking::{Chance, take};
use crate::id::{BeaconValue, Digest, EntryId, MemberId, RuleId};
use crate::limits::MAX_DRAWN;
use crate::wire::{choice, names, record};

/// A prize as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedPrize {
    /// The prize.
    pub prize: RuleId,
    /// How many of it there are.
    pub quantity: u32,
}

record!(PublishedPrize {
    0: prize,
    1: quantity
});

/// All that it takes to see what an entry came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawProof {
    /// The draw.
    pub draw: RuleId,
    /// Its prizes, in the order in which they are drawn.
    pub prizes: Vec<PublishedPrize>,
    /// The digest of the seed, published before the first entry.
    pub commitment: Digest,
    /// The root of the tree of entries, published before the seed.
    pub root: Digest,
    /// How many entries there are.
    pub count: u32,
    /// The seed; absent while it is not revealed.
    #[serde(default)]
    pub seed: Option<Seed>,
    /// The public value that went in; absent where the terms name none.
    #[serde(default)]
    pub beacon: Option<BeaconValue>,
    /// The wins whose prize was drawn again, by their number from 0, in the order in which they
    /// were.
    #[serde(default)]
    pub redrawn: Vec<u32>,
    /// The entry.
    pub entry: EntryId,
    /// Whose it is.
    pub member: MemberId,
    /// Its place among the entries, from 0.
    pub index: u32,
    /// What stands beside it and above it in the tree, from below.
    pub path: Vec<Digest>,
}

record!(DrawProof {
    0: draw,
    1: prizes,
    2: commitment,
    3: root,
    4: count,
    5: seed,
    6: beacon,
    7: redrawn = absent,
    8: entry,
    9: member,
    10: index,
    11: path
});

/// A check that a proof did not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The path does not lead from the entry at its place to the root.
    NotInTree,
    /// The seed is not the one that was committed to.
    SeedDiffers,
    /// There are more prizes than a draw may have, or a prize is said to be drawn again that was
    /// not drawn, or was drawn again before.
    PrizesDisagree,
}

names!(Check {
    0: NotInTree,
    1: SeedDiffers,
    2: PrizesDisagree
});

/// What a proof shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verified {
    /// It shows nothing: a check failed.
    Failed(Check),
    /// The entry takes part, and the seed is not revealed yet.
    TakesPart,
    /// The entry won nothing.
    Lost,
    /// The entry won a prize.
    Won {
        /// The prize.
        prize: RuleId,
        /// The number of the win, from 0.
        number: u32,
    },
}

choice!(Verified {
    0: Failed(0: inner),
    1: TakesPart(),
    2: Lost(),
    3: Won {
        0: prize,
        1: number
    },
});

/// Checks a proof, whoever made it, and says what it shows.
#[must_use]
pub fn verify(proof: &DrawProof) -> Verified {
    let leaf = leaf(&proof.draw, proof.index, &proof.entry, &proof.member);
    if root_by(leaf, proof.index, proof.count, &proof.path) != Some(proof.root) {
        return Verified::Failed(Check::NotInTree);
    }
    let Some(seed) = &proof.seed else {
        return Verified::TakesPart;
    };
    if seed.commitment() != proof.commitment {
        return Verified::Failed(Check::SeedDiffers);
    }
    let Some(wins) = wins(proof, seed) else {
        return Verified::Failed(Check::PrizesDisagree);
    };
    let won = wins.iter().position(|(index, _)| *index == proof.index);
    let Some(number) = won else {
        return Verified::Lost;
    };
    Verified::Won {
        prize: wins[number].1.clone(),
        number: u32::try_from(number).unwrap_or(u32::MAX),
    }
}

/// Who won what, in the order of drawing; none where the proof contradicts itself.
fn wins<'p>(proof: &'p DrawProof, seed: &Seed) -> Option<Vec<(u32, &'p RuleId)>> {
    let quantities = proof.prizes.iter().map(|prize| u64::from(prize.quantity));
    let most: u64 = quantities.sum();
    let again = u64::try_from(proof.redrawn.len()).ok()?;
    let most = usize::try_from(most.saturating_add(again)).ok()?;
    if most > MAX_DRAWN {
        return None;
    }
    let chance = Chance {
        draw: &proof.draw,
        seed,
        root: &proof.root,
        count: proof.count,
        beacon: proof.beacon.as_ref(),
    };
    let mut wins: Vec<(u32, &RuleId)> = Vec::new();
    let mut taken = Vec::new();
    let prizes = proof.prizes.iter().flat_map(|published| {
        let quantity = usize::try_from(published.quantity).unwrap_or(usize::MAX);
        core::iter::repeat_n(&published.prize, quantity)
    });
    for prize in prizes {
        let k = u32::try_from(wins.len()).ok()?;
        let Some(place) = chance.pick(k, &taken) else {
            break;
        };
        take(&mut taken, place);
        wins.push((place, prize));
    }
    for (earlier, again) in proof.redrawn.iter().enumerate() {
        let k = u32::try_from(wins.len()).ok()?;
        let (_, prize) = *wins.get(usize::try_from(*again).ok()?)?;
        if proof.redrawn[..earlier].contains(again) {
            return None;
        }
        let place = chance.pick(k, &taken)?;
        take(&mut taken, place);
        wins.push((place, prize));
    }
    Some(wins)
}

#[cfg(test)]
mod tests;
