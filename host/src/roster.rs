//! The roster: members as rows of CSV, to be taken over from another system and to be carried into
//! one.
//!
//! A row begins with the member's id. The columns of the member itself stand in the member's first
//! row; a later row leaves them empty, or repeats them. Beside them a row may hold one lot, one day
//! that counted, one task, one voucher and one count toward a limit: a member has as many rows as the
//! longest of these lists, one after the other. Money is in minor units, moments are RFC 3339 with
//! their offset, days are civil.
//!
//! The host reads and writes the form. Whether a member can be is for the module to say: see
//! [`tiercel_core::import`].

mod import;
mod reading;
mod rest;
mod writing;

use std::ops::Range;

use serde_json::{Value, json};

use crate::texts::{Language, Texts};

pub use import::{Imports, import, rehearse};
pub use reading::{Group, Roster};
pub use writing::{Shape, export};

/// The columns, in the order in which they are written. The first five must be there.
pub const COLUMNS: [&str; 50] = [
    "member",
    "registered_at",
    "consents",
    "tier",
    "tier_since",
    "tier_review_at",
    "tier_kept_by",
    "debt_points",
    "first_paid_at",
    "last_paid_at",
    "last_earned_at",
    "last_used_at",
    "credit_score",
    "credit_at",
    "remainder",
    "invited_to",
    "invited_until",
    "trial_tier",
    "trial_version",
    "trial_since",
    "trial_until",
    "below_floor",
    "lot_points",
    "lot_earned_at",
    "lot_expires_at",
    "lot_pending_until",
    "lot_valid_by",
    "lot_valid_from",
    "day",
    "day_spend_minor",
    "day_qualifying_points",
    "day_orders",
    "day_activity_points",
    "task",
    "task_times",
    "task_last_day",
    "task_streak",
    "voucher",
    "voucher_amount_minor",
    "voucher_share",
    "voucher_least_minor",
    "voucher_categories",
    "voucher_with_points",
    "voucher_expires_at",
    "voucher_revive_days",
    "count_of",
    "count_id",
    "count_period",
    "count_since",
    "count",
];

/// How many of the columns a roster cannot do without.
const NEEDED: usize = 5;
/// How many of the columns are about the member itself.
const OF_MEMBER: usize = 22;
/// The columns of a lot, a day, a task, a voucher and a count.
const OF_LOT: Range<usize> = OF_MEMBER..28;
const OF_DAY: Range<usize> = OF_LOT.end..33;
const OF_TASK: Range<usize> = OF_DAY.end..37;
const OF_VOUCHER: Range<usize> = OF_TASK.end..45;
const OF_COUNT: Range<usize> = OF_VOUCHER.end..50;

/// What a count is toward, in `count_of`; those that name one have its id in `count_id`.
const COUNTED: [&str; 7] = [
    "earning",
    "cap",
    "benefit",
    "offer",
    "gifts",
    "activity",
    "referrals",
];
/// In `below_floor` and `voucher_with_points`.
const YES_NO: [&str; 2] = ["yes", "no"];

/// In `lot_expires_at`: the expiry is reckoned when the lot becomes available.
const AFTER_ACTIVATION: &str = "after_activation";
/// In `day`: the sum of all days that are too old to be told apart.
const EARLIER: &str = "earlier";
/// In `tier_kept_by`: the days of grace, or somebody's hand.
const KEPT_BY: [&str; 2] = ["grace", "hand"];

/// What is wrong in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// The line of the file, from 1.
    pub line: u64,
    /// The column; empty where it is about the row.
    pub column: String,
    /// What is wrong.
    pub what: Wrong,
}

/// Why a row is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The form is not what it should be: the name of a text, and what was found.
    Form(&'static str, String),
    /// The rules refuse the member.
    Refused(Box<tiercel_core::refusal::Refusal>),
}

impl RowError {
    fn form(line: u64, column: &str, name: &'static str, found: &str) -> Self {
        Self {
            line,
            column: column.to_owned(),
            what: Wrong::Form(name, found.to_owned()),
        }
    }

    /// The error in a sentence, with what would remedy it.
    #[must_use]
    pub fn tell(&self, texts: &Texts, language: Language, minor_digits: u8) -> String {
        let (what, remedy) = match &self.what {
            Wrong::Form(name, found) => {
                let facts: Value = json!({ "found": found, "column": self.column });
                texts.row(language, name, &facts)
            }
            Wrong::Refused(refusal) => {
                let told = texts.refusal(language, refusal, minor_digits);
                (format!("{}: {}", told.title, told.detail), told.remedy)
            }
        };
        let (line, column) = (self.line, &self.column);
        match column.as_str() {
            "" => format!("{line}: {what} {remedy}"),
            _ => format!("{line}: {column}: {what} {remedy}"),
        }
    }
}
