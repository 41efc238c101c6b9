//! A data folder shown and taken in as a whole.

use rusqlite::{Row as Cells, params};
use tiercel_core::moment::Moment;

use super::{Sqlite, blob_digest, failed, moment, number, row_of_log};
use crate::store::records::PAGE;
use crate::store::{Archived, Head, Kept, Record, StoreError, Stored, Table};

const fn query(table: Table) -> &'static str {
    match table {
        Table::Modules => "SELECT digest, bytes FROM modules ORDER BY digest",
        Table::Policies => "SELECT digest, bytes, source FROM policies ORDER BY digest",
        Table::Log => "SELECT place, stream, version, entry, hash FROM log ORDER BY place",
        Table::Streams => {
            "SELECT stream, version, hash, state, module, next_due FROM streams ORDER BY stream"
        }
        Table::Claims => "SELECT kind, id FROM claims ORDER BY kind, id",
        Table::Answers => "SELECT key, request, answer, at FROM answers ORDER BY key",
        Table::Notices => "SELECT id, member, at, notice FROM notices ORDER BY id",
    }
}

fn record(table: Table, row: &Cells<'_>) -> rusqlite::Result<Record> {
    let digest = |column| blob_digest(row.get_ref(column)?.as_blob()?);
    Ok(match table {
        Table::Modules => Record::Module(digest(0)?, row.get(1)?),
        Table::Policies => Record::Policy(Archived {
            digest: digest(0)?,
            bytes: row.get(1)?,
            source: row.get(2)?,
        }),
        Table::Log => Record::Log(row_of_log(row)?),
        Table::Streams => {
            let head = Head {
                version: row.get::<_, i64>(1)?.cast_unsigned(),
                hash: digest(2)?,
                state: row.get(3)?,
                module: digest(4)?,
            };
            let due = row.get::<_, Option<i64>>(5)?;
            let due = due.and_then(|ms| Moment::from_ms(ms).ok());
            Record::Stream(row.get(0)?, head, due)
        }
        Table::Claims => Record::Claim(row.get(0)?, row.get(1)?),
        Table::Answers => Record::Answer(
            row.get(0)?,
            Kept {
                request: digest(1)?,
                answer: row.get(2)?,
                at: moment(row, 3)?,
            },
        ),
        Table::Notices => Record::Notice(
            row.get::<_, i64>(0)?.cast_unsigned(),
            row.get(1)?,
            moment(row, 2)?,
            row.get(3)?,
        ),
    })
}

impl Sqlite {
    pub(super) fn show_each(
        &self,
        table: Table,
        show: &mut dyn FnMut(Vec<Record>) -> Stored<()>,
    ) -> Stored<()> {
        let statement = self.connection.prepare(query(table));
        let mut statement = statement.map_err(|e| failed(&e))?;
        let rows = statement.query_map([], |row| record(table, row));
        let mut page = Vec::with_capacity(PAGE);
        for row in rows.map_err(|e| failed(&e))? {
            page.push(row.map_err(|e| failed(&e))?);
            if page.len() == PAGE {
                show(std::mem::take(&mut page))?;
            }
        }
        show(page)
    }

    pub(super) fn begin_whole(&self) -> Stored<()> {
        self.batch("BEGIN IMMEDIATE")?;
        for table in Table::ALL {
            let sql = format!("SELECT 1 FROM {} LIMIT 1", table.name());
            if self.one(&sql, [], |_| Ok(()))?.is_some() {
                let path = self.connection.path().unwrap_or_default().to_owned();
                return Err(StoreError::NotEmpty(path));
            }
        }
        Ok(())
    }

    pub(super) fn take_one(&self, record: &Record) -> Stored<()> {
        match record {
            Record::Module(digest, bytes) => {
                let sql = "INSERT INTO modules VALUES (?1, ?2)";
                self.run(sql, params![digest.0, bytes])
            }
            Record::Policy(policy) => {
                let sql = "INSERT INTO policies VALUES (?1, ?2, ?3)";
                self.run(sql, params![policy.digest.0, policy.bytes, policy.source])
            }
            Record::Log(row) => {
                let sql = "INSERT INTO log VALUES (?1, ?2, ?3, ?4, ?5)";
                let (place, from) = (number(row.place), number(row.from));
                self.run(sql, params![place, row.stream, from, row.entry, row.hash.0])
            }
            Record::Stream(stream, head, due) => {
                let sql = "INSERT INTO streams VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
                let (version, due) = (number(head.version), due.map(Moment::ms));
                let (hash, module) = (head.hash.0, head.module.0);
                self.run(sql, params![stream, version, hash, head.state, module, due])
            }
            Record::Claim(kind, id) => self.run("INSERT INTO claims VALUES (?1, ?2)", [kind, id]),
            Record::Answer(key, kept) => {
                let sql = "INSERT INTO answers VALUES (?1, ?2, ?3, ?4)";
                let values = params![key, kept.request.0, kept.answer, kept.at.ms()];
                self.run(sql, values)
            }
            Record::Notice(id, member, at, notice) => {
                let sql = "INSERT INTO notices VALUES (?1, ?2, ?3, ?4)";
                self.run(sql, params![number(*id), member, at.ms(), notice])
            }
        }
        .map(|_| ())
    }
}
