//! The programme as a host holds it: what is published, the rules by it, and since when it is so.

use std::sync::Arc;

use tiercel_core::abi::Published;
use tiercel_core::id::Digest;
use tiercel_core::state::{ProgrammeState, State};
use tiercel_core::wire::decode;

use super::OpenError;
use crate::module::{Module, Rules, digest};
use crate::policies::Policies;
use crate::store::{Archived, Head, Store};

/// The stream of the programme.
pub(super) const STREAM: &str = "programme";

/// What is published, and the rules by it.
pub(super) struct Programme {
    pub(super) policies: Arc<Policies>,
    pub(super) rules: Rules,
    /// The version of its stream that this is read from; none where that is not known.
    pub(super) version: Option<u64>,
}

impl Programme {
    /// The programme as it stands in the storage.
    pub(super) fn load(
        store: &mut dyn Store,
        head: Option<&Head>,
        module: &Module,
    ) -> Result<Self, OpenError> {
        let state = state_of(head)?;
        let policies = policies(store, state.as_ref())?;
        // Whether the versions make a set is for the module to say.
        let rules = Rules::new(module, &policies.published);
        Ok(Self {
            policies: Arc::new(policies),
            rules: rules.map_err(|error| OpenError::Policies(error.to_string()))?,
            version: Some(head.map_or(0, |head| head.version)),
        })
    }
}

/// The module that the programme has adopted.
pub(super) fn adopted(head: Option<&Head>) -> Result<Option<Digest>, OpenError> {
    Ok(state_of(head)?.and_then(|programme| programme.module))
}

fn state_of(head: Option<&Head>) -> Result<Option<ProgrammeState>, OpenError> {
    match head.map(|head| decode(&head.state)).transpose() {
        Ok(None) => Ok(None),
        Ok(Some(State::Programme(programme))) => Ok(Some(programme)),
        Ok(Some(_)) => Err(OpenError::Policies("no programme under its name".into())),
        Err(error) => Err(OpenError::Policies(error.to_string())),
    }
}

fn policies(
    store: &mut dyn Store,
    programme: Option<&ProgrammeState>,
) -> Result<Policies, OpenError> {
    let versions = programme.map(|programme| &programme.versions);
    let mut published = Vec::new();
    for version in versions.into_iter().flatten() {
        let wrong = |what: &str| OpenError::Policies(format!("version {} {what}", version.version));
        let archived = store.policy(version.policy)?;
        let archived = archived.ok_or_else(|| wrong("is missing"))?;
        if digest(&archived.bytes) != version.policy {
            return Err(wrong("does not have its digest"));
        }
        published.push(read(&archived).map_err(|_| wrong("cannot be read"))?);
    }
    Ok(Policies::new(published))
}

/// A policy of the archive, as the module takes it.
pub(super) fn read(archived: &Archived) -> Result<Published, tiercel_core::wire::WireError> {
    Ok(Published {
        digest: archived.digest,
        policy: decode(&archived.bytes)?,
    })
}
