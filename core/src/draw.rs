//! Draws (抽奖): published prizes, entries in a Merkle tree, and winners that anybody can check.
//! Clause 6.2.1c.
//!
//! 1. Before the first entry a secret seed is committed to: its SHA-256 digest is published.
//! 2. Each entry becomes a leaf of a Merkle tree (RFC 6962). When the draw closes its root is
//!    fixed, and with it every entry.
//! 3. The seed is revealed, with a public value named beforehand where the terms want one. The
//!    winners follow from seed, root and value by a keyed hash, each place as likely as any other.
//!
//! What is hashed is plain text, so that any program can repeat it: see [`merkle::leaf`] and
//! [`picking::Chance`].

pub mod merkle;
pub mod picking;
pub mod proof;
pub mod state;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::id::Digest;
use crate::wire::same;
use crate::wire::shape::Shape;

/// The secret of a draw until it is revealed: 32 bytes that chance made, outside of the rules. In
/// JSON: 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub Digest);

same!(Seed in JSON Shape::Digest);

impl Seed {
    /// What is published before the first entry: the SHA-256 digest of the seed's bytes.
    #[must_use]
    pub fn commitment(&self) -> Digest {
        sha256(&[&self.0.0])
    }
}

/// The SHA-256 digest of texts, one behind the other.
fn sha256(texts: &[&[u8]]) -> Digest {
    let mut hash = Sha256::new();
    texts.iter().for_each(|text| hash.update(text));
    Digest(hash.finalize().into())
}

/// HMAC-SHA-256 (RFC 2104) with a key of 32 bytes.
fn keyed(key: &[u8; 32], text: &[u8]) -> Digest {
    let pad = |with: u8| {
        let mut pad = [with; 64];
        pad.iter_mut().zip(key).for_each(|(pad, key)| *pad ^= key);
        pad
    };
    let inner = sha256(&[&pad(0x36), text]);
    sha256(&[&pad(0x5c), &inner.0])
}
