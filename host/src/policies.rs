//! The published policies, as the host holds them: bytes, digests, and the set's own digest.

use sha2::{Digest as _, Sha256};
use tiercel_core::abi::Published;
use tiercel_core::id::Digest;
use tiercel_core::wire::encode;

/// A set of published policies.
#[derive(Debug)]
pub struct Policies {
    /// The versions, oldest first.
    pub published: Vec<Published>,
    /// The digest of the set: of its policies' digests, in order.
    pub digest: Digest,
    /// What the module loads.
    pub bytes: Vec<u8>,
}

impl Policies {
    /// The set of these versions.
    #[must_use]
    pub fn new(published: Vec<Published>) -> Self {
        let mut hasher = Sha256::new();
        published
            .iter()
            .for_each(|policy| hasher.update(policy.digest.0));
        let (digest, bytes) = (Digest(hasher.finalize().into()), encode(&published));
        Self {
            published,
            digest,
            bytes,
        }
    }
}
