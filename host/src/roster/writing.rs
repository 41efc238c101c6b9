//! Members, written as rows of CSV that an import takes, or as lines of JSON with all that is seen.

use std::io::Write;

use serde_json::json;
use tiercel_core::command::Command;
use tiercel_core::id::MemberId;
use tiercel_core::import::{Exported, Imported, ImportedLot, ImportedRest};
use tiercel_core::moment::{Day, Moment};
use tiercel_core::state::{DaySpend, State, TaskDone};
use tiercel_core::wire::decode;

use super::rest::{of_count, of_voucher, rest_of_member};
use super::{AFTER_ACTIVATION, COLUMNS, EARLIER, KEPT_BY, OF_MEMBER};
use crate::desk::Looked;

/// How members are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Shape {
    /// Rows of CSV, as an import takes them.
    Csv,
    /// A line of JSON for each member: as it is seen, and the command that would import it.
    Json,
}

/// Names of streams read at a time.
const PAGE: usize = 500;

/// Members written, and what stays behind of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exports {
    /// Members.
    pub members: u64,
    /// Orders that are not paid.
    pub unpaid_orders: u64,
    /// Orders that are paid and not settled.
    pub unsettled_orders: u64,
    /// Purchases that may still be given back.
    pub open_sales: u64,
    /// Adjustments that wait for a second person.
    pub waiting_adjustments: u64,
    /// Redemptions that are not paid.
    pub unpaid_redemptions: u64,
    /// Members who are in a household, which stays behind with what is in its pool.
    pub in_households: u64,
    /// Entries into draws that are not over.
    pub draw_entries: u64,
    /// Referrals that are not rewarded.
    pub waiting_referrals: u64,
}

/// Writes every member of a database, in the order of their ids.
///
/// # Errors
/// What failed, in a sentence.
pub fn export(
    looked: &mut Looked,
    now: Moment,
    shape: Shape,
    to: &mut dyn Write,
    mut progress: impl FnMut(u64),
) -> Result<Exports, String> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    if shape == Shape::Csv {
        rows.write_record(COLUMNS).map_err(|e| e.to_string())?;
    }
    let (mut exports, mut after) = (Exports::default(), "member:".to_owned());
    loop {
        let names = looked
            .store
            .streams(&after, PAGE)
            .map_err(|e| e.to_string())?;
        let Some(last) = names.last() else { break };
        after.clone_from(last);
        for name in &names {
            let head = looked.store.head(name).map_err(|e| e.to_string())?;
            let state = head.map(|head| decode::<State>(&head.state)).transpose();
            let Some(State::Member(member)) = state.map_err(|e| e.to_string())? else {
                continue;
            };
            let exported = looked.rules.export(member.clone(), now);
            let exported = exported.map_err(|error| format!("`{name}`: {error}"))?;
            let Command::ImportMember {
                member: id,
                imported,
            } = &exported.command
            else {
                return Err(format!("`{name}`: the module exports another command"));
            };
            match shape {
                Shape::Csv => write_rows(&mut rows, id, imported).map_err(|e| e.to_string())?,
                Shape::Json => {
                    let view = looked.rules.view(member, now).map_err(|e| e.to_string())?;
                    let line = json!({ "member": id, "view": view, "command": exported.command });
                    writeln!(to, "{line}").map_err(|error| error.to_string())?;
                }
            }
            exports.note(&exported);
            if exports.members % 10_000 == 0 {
                progress(exports.members);
            }
        }
        flush(&mut rows, to)?;
    }
    flush(&mut rows, to)?;
    Ok(exports)
}

/// What was written so far goes out: no more than a page is held.
fn flush(rows: &mut csv::Writer<Vec<u8>>, to: &mut dyn Write) -> Result<(), String> {
    let held = std::mem::replace(rows, csv::Writer::from_writer(Vec::new()));
    let bytes = held.into_inner().map_err(|error| error.to_string())?;
    to.write_all(&bytes).map_err(|error| error.to_string())
}

impl Exports {
    fn note(&mut self, exported: &Exported) {
        self.members += 1;
        self.unpaid_orders += u64::from(exported.unpaid_orders);
        self.unsettled_orders += u64::from(exported.unsettled_orders);
        self.open_sales += u64::from(exported.open_sales);
        self.waiting_adjustments += u64::from(exported.waiting_adjustments);
        self.unpaid_redemptions += u64::from(exported.unpaid_redemptions);
        self.in_households += u64::from(exported.household.is_some());
        self.draw_entries += u64::from(exported.draw_entries);
        self.waiting_referrals += u64::from(exported.waiting_referral.is_some());
    }
}

fn write_rows(
    rows: &mut csv::Writer<Vec<u8>>,
    member: &MemberId,
    imported: &Imported,
) -> Result<(), csv::Error> {
    let Imported {
        lots, days, tasks, ..
    } = imported;
    let nothing = ImportedRest::default();
    let rest = imported.rest.as_ref().unwrap_or(&nothing);
    let (vouchers, counts) = (&rest.vouchers, &rest.counts);
    let lengths = [
        lots.len(),
        days.len(),
        tasks.len(),
        vouchers.len(),
        counts.len(),
    ];
    let length = lengths.into_iter().max().unwrap_or_default().max(1);
    for place in 0..length {
        let mut row = vec![member.to_string()];
        match place {
            0 => row.extend(of_member(imported).into_iter().chain(rest_of_member(rest))),
            _ => row.extend(std::iter::repeat_n(String::new(), OF_MEMBER - 1)),
        }
        row.extend(lots.get(place).map_or_else(Default::default, of_lot));
        row.extend(days.get(place).map_or_else(Default::default, of_day));
        row.extend(tasks.get(place).map_or_else(Default::default, of_task));
        row.extend(
            vouchers
                .get(place)
                .map_or_else(Default::default, of_voucher),
        );
        row.extend(counts.get(place).map_or_else(Default::default, of_count));
        rows.write_record(row)?;
    }
    Ok(())
}

pub(super) fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn of_member(imported: &Imported) -> [String; 13] {
    let tier = &imported.tier;
    let lately = imported.lately.unwrap_or_default();
    let consents = imported.consents.iter();
    let consents = consents.map(|it| format!("{}:{}", it.document, it.version));
    let kept_by = match (tier.grace, tier.by_hand) {
        (Some(true), _) => KEPT_BY[0],
        (_, Some(true)) => KEPT_BY[1],
        _ => "",
    };
    [
        imported.registered_at.to_string(),
        consents.collect::<Vec<_>>().join(";"),
        tier.id.to_string(),
        tier.since.to_string(),
        or_empty(tier.review_at),
        kept_by.to_owned(),
        or_empty(imported.debt_points.map(|points| points.value())),
        or_empty(imported.first_paid_at),
        or_empty(lately.paid_at),
        or_empty(lately.earned_at),
        or_empty(lately.used_at),
        or_empty(imported.credit.map(|credit| credit.score)),
        or_empty(imported.credit.map(|credit| credit.at)),
    ]
}

fn of_lot(lot: &ImportedLot) -> [String; 6] {
    let expires_at = match lot.valid_from_activation {
        Some(true) => AFTER_ACTIVATION.to_owned(),
        _ => or_empty(lot.expires_at),
    };
    [
        lot.points.value().to_string(),
        lot.earned_at.to_string(),
        expires_at,
        or_empty(lot.pending_until),
        or_empty(lot.valid_by),
        or_empty(lot.valid_from),
    ]
}

fn day_text(day: Day) -> String {
    match day {
        Day::BEFORE_ALL => EARLIER.to_owned(),
        day => day.to_string(),
    }
}

fn of_day(day: &DaySpend) -> [String; 5] {
    [
        day_text(day.day),
        day.amount_minor.value().to_string(),
        or_empty(day.points.map(|points| points.value())),
        or_empty(day.orders),
        or_empty(day.activity_points.map(|points| points.value())),
    ]
}

fn of_task(done: &TaskDone) -> [String; 4] {
    [
        done.task.to_string(),
        done.times.to_string(),
        day_text(done.last_day),
        done.streak.to_string(),
    ]
}
