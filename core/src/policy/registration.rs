//! Chapter 2: how members register.

use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::command::Consent;
use crate::document::Reader;
use crate::id::DocumentId;
use crate::limits::MAX_CONSENTS;

/// What registration asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Registration {
    /// The documents, each in its current version, that a member must agree to. Clause 2.1.2.
    #[n(0)]
    pub consents: Vec<Consent>,
}

impl Registration {
    pub(super) fn read(r: &mut Reader<'_>) -> Self {
        let consents = r.list_or_empty("consents", MAX_CONSENTS, "documents to agree to", |r| {
            Consent {
                document: r.id("document", "the document's id", DocumentId::new),
                version: r.whole("version", 1..=1_000_000, "its current version"),
            }
        });
        Self { consents }
    }
}
