//! Moving: all data of one database into another that is empty, and proven there before they count.

use crate::replay::{Difference, Totals, replay};
use crate::store::{Store, StoreError, Table};

/// Why a move did not take place. The target is as empty as before.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// One of the databases failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What arrived is not a sound record.
    #[error("what arrived does not repeat: {0}; nothing was moved")]
    Difference(#[from] Difference),
    /// There are streams that the log does not tell of.
    #[error("the log tells of {logged} streams, and there are {kept}; nothing was moved")]
    Streams {
        /// As many streams have entries in the log.
        logged: u64,
        /// As many are kept.
        kept: u64,
    },
}

/// Moves everything, in one transaction: the target has all of it, or nothing. Before the end every
/// chain is followed in the target and every decision repeated there, by the modules that made it.
///
/// # Errors
/// [`TransferError`]; then nothing was moved.
pub fn transfer(
    from: &mut dyn Store,
    to: &mut dyn Store,
    mut progress: impl FnMut(&str, u64),
) -> Result<Totals, TransferError> {
    from.freeze()?;
    to.begin_taking()?;
    let mut streams = 0;
    for table in Table::ALL {
        let mut moved = 0;
        from.each(table, &mut |records| {
            to.take(&records)?;
            moved += records.len() as u64;
            progress(table.name(), moved);
            Ok(())
        })?;
        if table == Table::Streams {
            streams = moved;
        }
    }
    let totals = replay(to, None, |done| progress("decisions repeated", done))?;
    if totals.streams as u64 != streams {
        let (logged, kept) = (totals.streams as u64, streams);
        return Err(TransferError::Streams { logged, kept });
    }
    to.end_taking()?;
    Ok(totals)
}
