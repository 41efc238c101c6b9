//! Chapter 2: how members register.

use serde::Serialize;

use crate::command::Consent;
use crate::document::Reader;
use crate::id::DocumentId;
use crate::limits::MAX_CONSENTS;
use crate::wire::record;

/// What registration asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Registration {
    /// The documents, each in its current version, that a member must agree to. Clause 2.1.2.
    pub consents: Vec<Consent>,
}

record!(Registration { 0: consents });

impl Registration {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let consents = r.list_or_empty("consents", MAX_CONSENTS, "documents to agree to", |r| {
            Consent {
                document: r.id("document", "the document's id", DocumentId::new),
                version: r.whole("version", 1..=1_000_000, "its current version"),
            }
        });
        Self { consents }
    }
}
