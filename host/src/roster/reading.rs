//! Rows of CSV, read into members: the form, and nothing else.

use std::collections::BTreeSet;
use std::io::Read;

use csv::StringRecord;
use tiercel_core::command::{Command, Consent};
use tiercel_core::id::{DocumentId, MemberId, RuleId, TierId};
use tiercel_core::import::{Imported, ImportedLot};
use tiercel_core::moment::{Day, Moment};
use tiercel_core::number::{Money, Points};
use tiercel_core::refusal::{Fact, Refusal};
use tiercel_core::state::{Credit, DaySpend, Lately, TaskDone, TierHeld};

use super::{
    AFTER_ACTIVATION, COLUMNS, EARLIER, KEPT_BY, NEEDED, OF_DAY, OF_LOT, OF_MEMBER, OF_TASK,
    RowError, Wrong,
};

/// One member of a roster, and where each part of it stands in the file.
#[derive(Clone, Debug)]
pub struct Group {
    /// The member.
    pub member: MemberId,
    /// What is brought along.
    pub imported: Imported,
    /// The line of the first row.
    pub line: u64,
    first: Vec<String>,
    lots: Vec<u64>,
    days: Vec<u64>,
    tasks: Vec<u64>,
    vouchers: Vec<u64>,
    counts: Vec<u64>,
}

impl Group {
    /// The command that takes the member over.
    #[must_use]
    pub fn command(&self) -> Command {
        Command::ImportMember {
            member: self.member.clone(),
            imported: self.imported.clone(),
        }
    }

    /// A refusal, at the row and the column that it is about.
    #[must_use]
    pub fn refused(&self, refusal: Refusal) -> RowError {
        let fact = |name: &str| {
            let mut facts = refusal.facts.0.iter();
            facts.find(|fact| &*fact.name == name).map(|it| &it.fact)
        };
        let column = match fact("field") {
            Some(Fact::Text(field)) => field.to_string(),
            _ if fact("tier").is_some() => "tier".to_owned(),
            _ if fact("document").is_some() => "consents".to_owned(),
            _ => String::new(),
        };
        let lines = match column.split('_').next() {
            Some("lot") => &self.lots,
            Some("day") => &self.days,
            Some("task") => &self.tasks,
            Some("voucher") => &self.vouchers,
            Some("count") => &self.counts,
            _ => &Vec::new(),
        };
        let line = match fact("entry") {
            Some(Fact::Number(place)) => usize::try_from(*place)
                .ok()
                .and_then(|place| lines.get(place)),
            _ => None,
        };
        RowError {
            line: line.copied().unwrap_or(self.line),
            column,
            what: Wrong::Refused(Box::new(refusal)),
        }
    }
}

/// A roster that is read, member by member. After an error in a row the next member is read.
pub struct Roster<R> {
    rows: csv::Reader<R>,
    columns: Vec<String>,
    /// The row that the next member begins with.
    next: Option<StringRecord>,
    seen: BTreeSet<MemberId>,
}

/// The line that a row begins in.
fn line_of(row: &StringRecord) -> u64 {
    row.position().map_or(0, csv::Position::line)
}

fn malformed(error: &csv::Error) -> RowError {
    let line = error.position().map_or(0, csv::Position::line);
    RowError::form(line, "", "not_csv", &error.to_string())
}

impl<R: Read> Roster<R> {
    /// Begins to read a roster.
    ///
    /// # Errors
    /// What is wrong with its columns.
    pub fn new(from: R) -> Result<Self, RowError> {
        let mut rows = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(from);
        let header = rows.headers().map_err(|error| malformed(&error))?;
        let columns: Vec<String> = header.iter().map(str::to_owned).collect();
        for (place, column) in columns.iter().enumerate() {
            if !COLUMNS.contains(&column.as_str()) {
                return Err(RowError::form(1, column, "column_unknown", column));
            }
            if columns[..place].contains(column) {
                return Err(RowError::form(1, column, "column_twice", column));
            }
        }
        for needed in &COLUMNS[..NEEDED] {
            if !columns.iter().any(|column| column == needed) {
                return Err(RowError::form(1, needed, "column_missing", needed));
            }
        }
        Ok(Self {
            rows,
            columns,
            next: None,
            seen: BTreeSet::new(),
        })
    }

    fn row(&mut self) -> Result<Option<StringRecord>, RowError> {
        if let Some(next) = self.next.take() {
            return Ok(Some(next));
        }
        let mut row = StringRecord::new();
        match self.rows.read_record(&mut row) {
            Ok(true) => Ok(Some(row)),
            Ok(false) => Ok(None),
            Err(error) => Err(malformed(&error)),
        }
    }

    /// The next member with all of its rows; none at the end.
    fn group(&mut self) -> Result<Option<Group>, RowError> {
        let Some(first) = self.row()? else {
            return Ok(None);
        };
        let begun = self.cells(&first).group();
        // The rows of a member that is wrong are read over, so that each member is told of once.
        let id = self.cells(&first).text("member").map(str::to_owned);
        let mut outcome = begun;
        while let Some(row) = self.row()? {
            let cells = self.cells(&row);
            if cells.text("member").map(str::to_owned) != id {
                self.next = Some(row);
                break;
            }
            if let Ok(group) = &mut outcome
                && let Err(error) = cells.same(group).and_then(|()| cells.add(group))
            {
                outcome = Err(error);
            }
        }
        let group = outcome?;
        if !self.seen.insert(group.member.clone()) {
            let member = group.member.as_str();
            return Err(RowError::form(group.line, "member", "member_again", member));
        }
        Ok(Some(group))
    }

    const fn cells<'r>(&'r self, row: &'r StringRecord) -> Cells<'r> {
        Cells {
            columns: self.columns.as_slice(),
            row,
        }
    }
}

impl<R: Read> Iterator for Roster<R> {
    type Item = Result<Group, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.group().transpose()
    }
}

/// The cells of one row.
pub(super) struct Cells<'r> {
    columns: &'r [String],
    row: &'r StringRecord,
}

impl Cells<'_> {
    pub(super) fn wrong(&self, column: &str, name: &'static str, found: &str) -> RowError {
        RowError::form(line_of(self.row), column, name, found)
    }

    /// What stands in a column; none where it is empty.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        let place = self.columns.iter().position(|known| known == column)?;
        self.row.get(place).filter(|cell| !cell.is_empty())
    }

    pub(super) fn read<T>(
        &self,
        column: &str,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, RowError> {
        let read = |cell| read(cell).ok_or_else(|| self.wrong(column, name, cell));
        self.text(column).map(read).transpose()
    }

    pub(super) fn needed<T>(&self, column: &str, value: Option<T>) -> Result<T, RowError> {
        value.ok_or_else(|| self.wrong(column, "cell_missing", column))
    }

    pub(super) fn moment(&self, column: &str) -> Result<Option<Moment>, RowError> {
        self.read(column, "not_a_moment", |cell| Moment::parse(cell).ok())
    }

    pub(super) fn count(&self, column: &str) -> Result<Option<u32>, RowError> {
        self.read(column, "not_whole", |cell| cell.parse().ok())
    }

    pub(super) fn points(&self, column: &str) -> Result<Option<Points>, RowError> {
        self.read(column, "not_whole", |cell| {
            Points::new(cell.parse().ok()?).ok()
        })
    }

    pub(super) fn day(&self, column: &str) -> Result<Option<Day>, RowError> {
        self.read(column, "not_a_day", |cell| match cell {
            EARLIER => Some(Day::BEFORE_ALL),
            _ => Day::parse(cell).ok(),
        })
    }

    /// A member, from its first row.
    fn group(&self) -> Result<Group, RowError> {
        let id = self.read("member", "not_an_id", |cell| MemberId::new(cell).ok())?;
        let tier = self.read("tier", "not_an_id", |cell| TierId::new(cell).ok())?;
        let kept_by = self.read("tier_kept_by", "not_kept_by", |cell| {
            KEPT_BY.iter().position(|known| *known == cell)
        })?;
        let consents = self.read("consents", "not_consents", consents)?;
        let imported = Imported {
            registered_at: self.needed("registered_at", self.moment("registered_at")?)?,
            consents: consents.unwrap_or_default(),
            tier: TierHeld {
                id: self.needed("tier", tier)?,
                since: self.needed("tier_since", self.moment("tier_since")?)?,
                review_at: self.moment("tier_review_at")?,
                grace: (kept_by == Some(0)).then_some(true),
                by_hand: (kept_by == Some(1)).then_some(true),
            },
            lots: Vec::new(),
            days: Vec::new(),
            debt_points: self.points("debt_points")?,
            first_paid_at: self.moment("first_paid_at")?,
            tasks: Vec::new(),
            lately: Some(Lately {
                paid_at: self.moment("last_paid_at")?,
                earned_at: self.moment("last_earned_at")?,
                used_at: self.moment("last_used_at")?,
            })
            .filter(|lately| *lately != Lately::default()),
            credit: self.credit()?,
            rest: self.rest_of_member()?,
        };
        let of_member = COLUMNS[..OF_MEMBER].iter();
        let of_member = of_member.map(|column| self.text(column).unwrap_or_default().to_owned());
        let mut group = Group {
            member: self.needed("member", id)?,
            imported,
            line: line_of(self.row),
            first: of_member.collect(),
            lots: Vec::new(),
            days: Vec::new(),
            tasks: Vec::new(),
            vouchers: Vec::new(),
            counts: Vec::new(),
        };
        self.add(&mut group)?;
        Ok(group)
    }

    /// What a later row says of the member itself is what the first one says, or nothing.
    fn same(&self, group: &Group) -> Result<(), RowError> {
        for (column, first) in COLUMNS[..OF_MEMBER].iter().zip(&group.first) {
            if let Some(cell) = self.text(column).filter(|cell| cell != first) {
                return Err(self.wrong(column, "differs_from_first", cell));
            }
        }
        Ok(())
    }

    /// Takes the lot, the day, the task, the voucher and the count of the row.
    fn add(&self, group: &mut Group) -> Result<(), RowError> {
        let line = line_of(self.row);
        if let Some(lot) = self.lot()? {
            group.imported.lots.push(lot);
            group.lots.push(line);
        }
        if let Some(day) = self.day_that_counted()? {
            group.imported.days.push(day);
            group.days.push(line);
        }
        if let Some(task) = self.task()? {
            group.imported.tasks.push(task);
            group.tasks.push(line);
        }
        if let Some(voucher) = self.voucher()? {
            let rest = group.imported.rest.get_or_insert_default();
            rest.vouchers.push(voucher);
            group.vouchers.push(line);
        }
        if let Some(count) = self.counted()? {
            let rest = group.imported.rest.get_or_insert_default();
            rest.counts.push(count);
            group.counts.push(line);
        }
        Ok(())
    }

    pub(super) fn has_any(&self, columns: &[&str]) -> bool {
        columns.iter().any(|column| self.text(column).is_some())
    }

    fn lot(&self) -> Result<Option<ImportedLot>, RowError> {
        if !self.has_any(&COLUMNS[OF_LOT]) {
            return Ok(None);
        }
        let points = self.needed("lot_points", self.points("lot_points")?)?;
        let earned_at = self.needed("lot_earned_at", self.moment("lot_earned_at")?)?;
        let later = self.text("lot_expires_at") == Some(AFTER_ACTIVATION);
        let expires_at = match later {
            true => None,
            false => self.moment("lot_expires_at")?,
        };
        Ok(Some(ImportedLot {
            points,
            earned_at,
            expires_at,
            pending_until: self.moment("lot_pending_until")?,
            valid_from_activation: later.then_some(true),
            valid_by: self.count("lot_valid_by")?,
            valid_from: self.moment("lot_valid_from")?,
        }))
    }

    /// A credit score, and when it was reckoned: both or neither.
    fn credit(&self) -> Result<Option<Credit>, RowError> {
        let score = self.read("credit_score", "not_whole", |cell| cell.parse().ok())?;
        let at = self.moment("credit_at")?;
        if score.is_none() && at.is_none() {
            return Ok(None);
        }
        Ok(Some(Credit {
            score: self.needed("credit_score", score)?,
            at: self.needed("credit_at", at)?,
        }))
    }

    fn day_that_counted(&self) -> Result<Option<DaySpend>, RowError> {
        if !self.has_any(&COLUMNS[OF_DAY]) {
            return Ok(None);
        }
        let spend = self.read("day_spend_minor", "not_whole", |cell| {
            Money::new(cell.parse().ok()?).ok()
        })?;
        Ok(Some(DaySpend {
            day: self.needed("day", self.day("day")?)?,
            amount_minor: spend.unwrap_or_default(),
            points: self.points("day_qualifying_points")?,
            orders: self.count("day_orders")?,
            activity_points: self.points("day_activity_points")?,
        }))
    }

    fn task(&self) -> Result<Option<TaskDone>, RowError> {
        if !self.has_any(&COLUMNS[OF_TASK]) {
            return Ok(None);
        }
        let task = self.read("task", "not_an_id", |cell| RuleId::new(cell).ok())?;
        let (times, streak) = (self.count("task_times")?, self.count("task_streak")?);
        Ok(Some(TaskDone {
            task: self.needed("task", task)?,
            times: self.needed("task_times", times)?,
            last_day: self.needed("task_last_day", self.day("task_last_day")?)?,
            streak: streak.unwrap_or_default(),
        }))
    }
}

/// Documents with their versions, such as `user-agreement:1;privacy-policy:2`.
fn consents(cell: &str) -> Option<Vec<Consent>> {
    let each = cell.split(';').map(|part| {
        let (document, version) = part.trim().rsplit_once(':')?;
        Some(Consent {
            document: DocumentId::new(document).ok()?,
            version: version.parse().ok()?,
        })
    });
    each.collect()
}
