//! Chapter 2: how members register.

use serde::Serialize;

use super::Bonus;
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
    /// The points that a member is given on registration; absent where there are none. Clause 6.1.1b.
    pub bonus: Option<Bonus>,
}

record!(Registration {
    0: consents,
    1: bonus
});

impl Registration {
    pub(super) fn read<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Self {
        let consents = r.list_or_empty("consents", MAX_CONSENTS, "documents to agree to", |r| {
            Consent {
                document: r.id("document", "the document's id", DocumentId::new),
                version: r.whole("version", 1..=1_000_000, "its current version"),
            }
        });
        let doc = "points on registration";
        Self {
            consents,
            bonus: r.optional("bonus", |r| r.table("bonus", doc, Bonus::read)),
        }
    }
}
