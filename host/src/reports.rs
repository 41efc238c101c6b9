//! Reports for whoever runs the programme. The module reckons; the host reads page by page, passes
//! along what the pages before came to, and writes what comes out: no more than a page is held.

use serde_json::{Value, json};
use tiercel_core::moment::Moment;
use tiercel_core::report::{
    Breakage, BreakageInput, Liability, Logged, OrderRow, Reconciled, ReconciliationInput,
};
use tiercel_core::wire::{Sealed, decode};

use crate::chain::Entry;
use crate::desk::Looked;
use crate::module::sealed::LiabilityInput;
use crate::store::Row;

/// Names of streams, or entries of the log, read at a time.
const PAGE: usize = 500;
/// Bytes that one call takes about: far from what it may.
const BYTES: usize = 1024 * 1024;

type Reported<T> = Result<T, String>;

fn failed(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// What members are owed in points at a moment, and what is in the pools of their households.
///
/// # Errors
/// What failed, in a sentence.
pub fn liability(
    looked: &mut Looked,
    now: Moment,
    mut progress: impl FnMut(u64),
) -> Reported<Liability> {
    // Households stand before members, in the order of names.
    let (mut sum, mut after) = (None, "household:".to_owned());
    loop {
        let names = looked.store.streams(&after, PAGE).map_err(failed)?;
        let Some(last) = names.last() else { break };
        after.clone_from(last);
        let (mut states, mut bytes) = (Vec::new(), 0);
        for (place, name) in names.iter().enumerate() {
            if let Some(head) = looked.store.head(name).map_err(failed)? {
                bytes += head.state.len();
                states.push(Sealed::new(head.state));
            }
            if bytes > BYTES || place + 1 == names.len() {
                let input = LiabilityInput {
                    so_far: sum.take(),
                    states: std::mem::take(&mut states),
                    now,
                };
                sum = Some(looked.rules.liability(&input).map_err(failed)?);
                bytes = 0;
            }
        }
        progress(sum.as_ref().map_or(0, |sum: &Liability| sum.members));
    }
    match sum {
        Some(sum) => Ok(sum),
        None => looked
            .rules
            .liability(&LiabilityInput {
                so_far: None,
                states: Vec::new(),
                now,
            })
            .map_err(failed),
    }
}

fn entry(row: &Row) -> Reported<Entry> {
    decode(&row.entry).map_err(failed)
}

/// What became of points, month by month, until a moment.
///
/// # Errors
/// What failed, in a sentence.
pub fn breakage(
    looked: &mut Looked,
    now: Moment,
    mut progress: impl FnMut(u64),
) -> Reported<Breakage> {
    let (mut sum, mut after) = (None, 0);
    loop {
        let rows = looked.store.log(after, PAGE).map_err(failed)?;
        let is_last = rows.is_empty();
        let (mut entries, mut bytes) = (Vec::new(), 0);
        for (place, row) in rows.iter().enumerate() {
            let Entry { now, events, .. } = entry(row)?;
            entries.push(Logged { now, events });
            bytes += row.entry.len();
            after = row.place;
            if bytes > BYTES && place + 1 < rows.len() {
                let entries = std::mem::take(&mut entries);
                let input = BreakageInput {
                    so_far: sum.take(),
                    entries,
                    now,
                };
                sum = Some(looked.rules.breakage(&input).map_err(failed)?);
                bytes = 0;
            }
        }
        let input = BreakageInput {
            so_far: sum.take(),
            entries,
            now,
        };
        let summed = looked.rules.breakage(&input).map_err(failed)?;
        if is_last {
            return Ok(summed);
        }
        sum = Some(summed);
        progress(after);
    }
}

/// Reconciles every order of every member after one, in the order of their ids, as the ledger stands
/// at a moment: shows the rows of each member, and goes on as long as that wants more.
///
/// # Errors
/// What failed, in a sentence.
pub fn reconciliation(
    looked: &mut Looked,
    after: &str,
    now: Moment,
    mut show: impl FnMut(&str, &[OrderRow]) -> Reported<bool>,
) -> Reported<Reconciled> {
    let (mut total, mut after) = (Reconciled::default(), format!("member:{after}"));
    loop {
        let names = looked.store.streams(&after, PAGE).map_err(failed)?;
        let Some(last) = names.last() else {
            return Ok(total);
        };
        after.clone_from(last);
        for name in &names {
            let Some(member) = name.strip_prefix("member:") else {
                continue;
            };
            let mut rows = Vec::new();
            total = member_rows(looked, name, now, total, &mut rows)?;
            if !show(member, &rows)? {
                return Ok(total);
            }
        }
    }
}

fn member_rows(
    looked: &mut Looked,
    name: &str,
    now: Moment,
    mut total: Reconciled,
    rows: &mut Vec<OrderRow>,
) -> Reported<Reconciled> {
    let (mut open, mut from) = (Vec::new(), 0);
    loop {
        let page = looked
            .store
            .stream_from(name, from, PAGE / 5)
            .map_err(failed)?;
        let is_last = page.is_empty();
        let mut events = Vec::new();
        for row in &page {
            let entry = entry(row)?;
            from = row.from + 1;
            if entry.now <= now {
                events.extend(entry.events);
            }
        }
        let input = ReconciliationInput {
            open,
            total,
            events,
            is_last,
        };
        let came = looked.rules.reconcile(&input).map_err(failed)?;
        rows.extend(came.rows);
        (open, total) = (came.open, came.total);
        if is_last {
            return Ok(total);
        }
    }
}

/// A value of JSON as a cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

/// Rows of CSV: the names of the first one's fields, and each one's values.
#[derive(Default)]
pub struct Sheet {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Adds a row, which has the fields of the first.
    pub fn add(&mut self, row: &Value) {
        let fields = row.as_object();
        if self.columns.is_empty() {
            let names = fields.into_iter().flat_map(|fields| fields.keys().cloned());
            self.columns = names.collect();
        }
        let cells = self.columns.iter().map(|name| cell(&row[name.as_str()]));
        self.rows.push(cells.collect());
    }

    /// The rows as CSV, those of the names first where they were not written yet.
    ///
    /// # Errors
    /// What failed, in a sentence.
    pub fn take_csv(&mut self, with_names: bool) -> Reported<Vec<u8>> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        if with_names {
            csv.write_record(&self.columns).map_err(failed)?;
        }
        for row in self.rows.drain(..) {
            csv.write_record(row).map_err(failed)?;
        }
        csv.into_inner().map_err(failed)
    }
}

/// What is owed, as rows: all of it, its parts, by tier, by month.
#[must_use]
pub fn liability_sheet(liability: &Liability) -> Sheet {
    let mut sheet = Sheet::default();
    let mut add = |kind: &str, name: Value, members: Value, points: Value, more: [Value; 2]| {
        let [debt, value] = more;
        sheet.add(
            &json!({ "kind": kind, "name": name, "members": members, "points": points,
            "debt_points": debt, "value_minor": value }),
        );
    };
    let all = json!(liability);
    add(
        "all",
        json!("outstanding"),
        all["members"].clone(),
        all["outstanding_points"].clone(),
        [all["debt_points"].clone(), all["value_minor"].clone()],
    );
    for part in ["available", "pending", "held", "pooled"] {
        let points = all[format!("{part}_points")].clone();
        let none = [Value::Null, Value::Null];
        add("part", json!(part), Value::Null, points, none);
    }
    for tier in all["tiers"].as_array().into_iter().flatten() {
        add(
            "tier",
            tier["tier"].clone(),
            tier["members"].clone(),
            tier["points"].clone(),
            [tier["debt_points"].clone(), tier["value_minor"].clone()],
        );
    }
    for month in all["months"].as_array().into_iter().flatten() {
        let never = month["month"].is_null();
        let name = if never {
            json!("never")
        } else {
            month["month"].clone()
        };
        let more = [Value::Null, month["value_minor"].clone()];
        add("month", name, Value::Null, month["points"].clone(), more);
    }
    sheet
}

/// What became of points, as rows: a month each, and all of them.
#[must_use]
pub fn breakage_sheet(breakage: &Breakage) -> Sheet {
    let mut sheet = Sheet::default();
    for month in &breakage.months {
        sheet.add(&json!(month));
    }
    let mut total = json!(breakage.total);
    total["month"] = json!("total");
    sheet.add(&total);
    sheet
}
