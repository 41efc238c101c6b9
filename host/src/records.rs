//! Records of purchases: the module makes them from the log, which the host reads page by page.

use tiercel_core::id::{MemberId, OrderId};
use tiercel_core::record::{PurchaseRecord, RecordInput, RecordedEntry};
use tiercel_core::stream::StreamId;
use tiercel_core::wire::decode;

use crate::chain::Entry;
use crate::desk::Looked;

/// Entries of a member's log read at a time: the longest carts in all of them fit into a call.
const PAGE: usize = 50;

fn failed(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// The record of an order of a member; none where there never was one. The log is read from its
/// beginning until nothing more can happen to the order, and no more than a page is held.
///
/// # Errors
/// What failed, in a sentence.
pub fn purchase(
    looked: &mut Looked,
    member: &MemberId,
    order: &OrderId,
) -> Result<Option<PurchaseRecord>, String> {
    let stream = StreamId::Member(member.clone()).name();
    let (mut so_far, mut from) = (None::<PurchaseRecord>, 0);
    loop {
        let page = looked.store.stream_from(&stream, from, PAGE);
        let page = page.map_err(failed)?;
        let Some(last) = page.last() else {
            return Ok(so_far);
        };
        from = last.from + 1;
        let mut entries = Vec::with_capacity(page.len());
        for row in &page {
            let entry: Entry = decode(&row.entry).map_err(failed)?;
            entries.push(RecordedEntry {
                command: entry.command,
                events: entry.events,
                module: entry.module,
                policies: entry.policies,
            });
        }
        let input = RecordInput {
            order: order.clone(),
            so_far,
            entries,
        };
        so_far = looked.rules.record(&input).map_err(failed)?;
        if so_far.as_ref().is_some_and(|record| record.is_over) {
            return Ok(so_far);
        }
    }
}
