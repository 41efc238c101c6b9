//! The Merkle tree over a draw's entries, as RFC 6962 has it: a leaf is hashed behind `0x00`, a
//! pair behind `0x01`, and a tree that is not full is split at the largest power of two below its
//! size. The root that is published holds the size as well: the top of that tree is hashed behind
//! `0x02` and the number of leaves in four bytes, highest first.
//!
//! Nobody needs all entries at once: a growing tree is known by its [`Peaks`], of which there are
//! never more than its size has binary digits, and the way from one entry to the root comes out
//! of a [`PathBuilder`] over the leaves.

use smol_str::format_smolstr;

use super::sha256;
use crate::id::{Digest, EntryId, MemberId, RuleId};
use crate::wire::record;

/// The leaf of an entry: of the byte `0x00` and the text `DRAW⏎INDEX⏎ENTRY⏎MEMBER`, the index in
/// decimal digits from 0, lines ended by `0x0a`.
#[must_use]
pub fn leaf(draw: &RuleId, index: u32, entry: &EntryId, member: &MemberId) -> Digest {
    let index = format_smolstr!("\n{index}\n");
    sha256(&[
        &[0],
        draw.as_str().as_bytes(),
        index.as_bytes(),
        entry.as_str().as_bytes(),
        b"\n",
        member.as_str().as_bytes(),
    ])
}

fn pair(left: &Digest, right: &Digest) -> Digest {
    sha256(&[&[1], &left.0, &right.0])
}

/// What is published: the top of the tree, and how many leaves it has.
fn root(count: u32, top: &Digest) -> Digest {
    sha256(&[&[2], &count.to_be_bytes(), &top.0])
}

/// A growing tree: as many leaves as there are, and the roots of the full trees that they make,
/// largest first, one for each binary digit 1 of their number.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Peaks {
    /// How many leaves there are.
    pub count: u32,
    /// The roots.
    pub peaks: Vec<Digest>,
}

record!(Peaks { 0: count, 1: peaks });

impl Peaks {
    /// A leaf more.
    pub fn push(&mut self, leaf: Digest) {
        let mut peak = leaf;
        for _ in 0..self.count.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                peak = pair(&left, &peak);
            }
        }
        self.peaks.push(peak);
        self.count = self.count.saturating_add(1);
    }

    /// The root of the tree as it is; the top of an empty one is the digest of nothing.
    #[must_use]
    pub fn root(&self) -> Digest {
        let mut peaks = self.peaks.iter().rev();
        let last = peaks.next().map_or_else(|| sha256(&[]), |last| *last);
        let top = peaks.fold(last, |right, left| pair(left, &right));
        root(self.count, &top)
    }
}

/// The way from one leaf to the root of a growing tree: what stands beside it, level by level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathBuilder {
    /// The place of the leaf, from 0.
    pub index: u32,
    /// The tree so far.
    pub tree: Peaks,
    /// What stands beside the leaf and above, as far as it is settled.
    pub beside: Vec<Digest>,
}

record!(PathBuilder {
    0: index,
    1: tree,
    2: beside
});

impl PathBuilder {
    /// The way from the leaf at a place, before there is any leaf.
    #[must_use]
    pub fn of(index: u32) -> Self {
        Self {
            index,
            tree: Peaks::default(),
            beside: Vec::new(),
        }
    }

    /// A leaf more.
    pub fn push(&mut self, leaf: Digest) {
        let place = u64::from(self.tree.count);
        let index = u64::from(self.index);
        let mut peak = leaf;
        let mut peaks = self.tree.peaks.iter().rev();
        for level in 0..self.tree.count.trailing_ones() {
            let Some(left) = peaks.next() else { break };
            let right_begins = place + 1 - (1 << level);
            let left_begins = right_begins - (1 << level);
            if (left_begins..right_begins).contains(&index) {
                self.beside.push(peak);
            } else if (right_begins..=place).contains(&index) {
                self.beside.push(*left);
            }
            peak = pair(left, &peak);
        }
        self.tree.push(leaf);
    }

    /// The whole way, if no leaf comes any more; empty for a leaf that is not in the tree.
    #[must_use]
    pub fn path(&self) -> Vec<Digest> {
        let count = self.tree.count;
        let mut path = self.beside.clone();
        let mut begins = count;
        let mut left_over = count;
        let mut below: Option<Digest> = None;
        for peak in self.tree.peaks.iter().rev() {
            let size = 1 << left_over.trailing_zeros();
            let right_begins = begins;
            begins -= size;
            left_over -= size;
            let Some(right) = below else {
                below = Some(*peak);
                continue;
            };
            if self.index >= right_begins && self.index < count {
                path.push(*peak);
            } else if self.index >= begins {
                path.push(right);
            }
            below = Some(pair(peak, &right));
        }
        if self.index < count { path } else { Vec::new() }
    }
}

/// The root to which a path leads from the leaf at a place of a tree of so many leaves (RFC 9162,
/// 2.1.3.2); none where the path is too long or too short for the place.
#[must_use]
pub fn root_by(leaf: Digest, index: u32, count: u32, path: &[Digest]) -> Option<Digest> {
    if index >= count {
        return None;
    }
    let (mut place, mut last) = (index, count - 1);
    let mut top = leaf;
    for beside in path {
        if last == 0 {
            return None;
        }
        if place & 1 == 1 || place == last {
            top = pair(beside, &top);
            // A tree that is not full has nothing on the right at these levels.
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            top = pair(&top, beside);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    (last == 0).then(|| root(count, &top))
}

#[cfg(test)]
mod tests;
