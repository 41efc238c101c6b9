//! A database shown and taken in as a whole.

use tiercel_core::moment::Moment;
use tokio_postgres::Row as Cells;
use tokio_postgres::types::ToSql;

use super::{Postgres, cell, count, digest_of, head, kept, moment, number, row_of_log};
use crate::store::records::PAGE;
use crate::store::{Archived, Record, StoreError, Stored, Table};

const fn columns(table: Table) -> &'static str {
    match table {
        Table::Modules => "digest, bytes FROM tiercel.modules ORDER BY digest",
        Table::Policies => "digest, bytes, source FROM tiercel.policies ORDER BY digest",
        Table::Log => "place, stream, version, entry, hash FROM tiercel.log ORDER BY place",
        Table::Streams => {
            "stream, version, hash, state, module, next_due FROM tiercel.streams ORDER BY stream"
        }
        Table::Claims => "kind, id FROM tiercel.claims ORDER BY kind, id",
        Table::Answers => "key, request, answer, at FROM tiercel.answers ORDER BY key",
        Table::Notices => "id, member, at, notice FROM tiercel.notices ORDER BY id",
    }
}

fn record(table: Table, cells: &Cells) -> Stored<Record> {
    Ok(match table {
        Table::Modules => Record::Module(digest_of(cells, 0)?, cell(cells, 1)?),
        Table::Policies => Record::Policy(Archived {
            digest: digest_of(cells, 0)?,
            bytes: cell(cells, 1)?,
            source: cell(cells, 2)?,
        }),
        Table::Log => Record::Log(row_of_log(cells)?),
        Table::Streams => {
            let due: Option<i64> = cell(cells, 5)?;
            let due = due.and_then(|ms| Moment::from_ms(ms).ok());
            Record::Stream(cell(cells, 0)?, head(cells, 1)?, due)
        }
        Table::Claims => Record::Claim(cell(cells, 0)?, cell(cells, 1)?),
        Table::Answers => Record::Answer(cell(cells, 0)?, kept(cells, 1)?),
        Table::Notices => Record::Notice(
            count(cells, 0)?,
            cell(cells, 1)?,
            moment(cells, 2)?,
            cell(cells, 3)?,
        ),
    })
}

/// How a record is put into its table.
const fn insert(table: Table) -> &'static str {
    match table {
        Table::Modules => "INSERT INTO tiercel.modules VALUES ($1, $2)",
        Table::Policies => "INSERT INTO tiercel.policies VALUES ($1, $2, $3)",
        Table::Log => "INSERT INTO tiercel.log VALUES ($1, $2, $3, $4, $5)",
        Table::Streams => "INSERT INTO tiercel.streams VALUES ($1, $2, $3, $4, $5, $6)",
        Table::Claims => "INSERT INTO tiercel.claims VALUES ($1, $2)",
        Table::Answers => "INSERT INTO tiercel.answers VALUES ($1, $2, $3, $4)",
        Table::Notices => "INSERT INTO tiercel.notices VALUES ($1, $2, $3, $4)",
    }
}

type Value<'r> = Box<dyn ToSql + Sync + 'r>;

fn values(record: &Record) -> (Table, Vec<Value<'_>>) {
    match record {
        Record::Module(digest, bytes) => (
            Table::Modules,
            vec![Box::new(&digest.0[..]), Box::new(bytes)],
        ),
        Record::Policy(Archived {
            digest,
            bytes,
            source,
        }) => (
            Table::Policies,
            vec![Box::new(&digest.0[..]), Box::new(bytes), Box::new(source)],
        ),
        Record::Log(row) => (
            Table::Log,
            vec![
                Box::new(number(row.place)),
                Box::new(&row.stream),
                Box::new(number(row.from)),
                Box::new(&row.entry),
                Box::new(&row.hash.0[..]),
            ],
        ),
        Record::Stream(stream, head, due) => (
            Table::Streams,
            vec![
                Box::new(stream),
                Box::new(number(head.version)),
                Box::new(&head.hash.0[..]),
                Box::new(&head.state),
                Box::new(&head.module.0[..]),
                Box::new(due.map(Moment::ms)),
            ],
        ),
        Record::Claim(kind, id) => (Table::Claims, vec![Box::new(kind), Box::new(id)]),
        Record::Answer(key, kept) => (
            Table::Answers,
            vec![
                Box::new(key),
                Box::new(&kept.request.0[..]),
                Box::new(&kept.answer),
                Box::new(kept.at.ms()),
            ],
        ),
        Record::Notice(id, member, at, notice) => (
            Table::Notices,
            vec![
                Box::new(number(*id)),
                Box::new(member),
                Box::new(at.ms()),
                Box::new(notice),
            ],
        ),
    }
}

impl Postgres {
    pub(super) fn show_each(
        &self,
        table: Table,
        show: &mut dyn FnMut(Vec<Record>) -> Stored<()>,
    ) -> Stored<()> {
        let columns = columns(table);
        self.run(&format!("DECLARE shown CURSOR FOR SELECT {columns}"))?;
        let next = format!("FETCH {PAGE} FROM shown");
        loop {
            let rows = self.wait(self.client.query(&next, &[]))?;
            if rows.is_empty() {
                return self.run("CLOSE shown");
            }
            let page = rows.iter().map(|cells| record(table, cells));
            show(page.collect::<Stored<_>>()?)?;
        }
    }

    pub(super) fn begin_whole(&self) -> Stored<()> {
        self.run("BEGIN")?;
        for table in Table::ALL {
            let sql = format!("SELECT 1 FROM tiercel.{} LIMIT 1", table.name());
            if !self.wait(self.client.query(&sql, &[]))?.is_empty() {
                return Err(StoreError::NotEmpty(self.at.clone()));
            }
        }
        Ok(())
    }

    pub(super) fn take_all(&mut self, records: &[Record]) -> Stored<()> {
        let mut ready = Vec::with_capacity(records.len());
        for record in records {
            let (table, values) = values(record);
            ready.push((self.statement(insert(table))?, values));
        }
        // All are sent before the first is answered; each says itself where it stands.
        let client = &self.client;
        let asked = ready.iter().map(|(statement, values)| async move {
            let values: Vec<_> = values.iter().map(|it| &**it as _).collect();
            client.execute(statement, &values).await
        });
        let asked = futures_util::future::try_join_all(asked);
        self.wait(asked).map(drop)
    }

    /// What is numbered goes on after what was taken in.
    pub(super) fn end_whole(&self) -> Stored<()> {
        let next = |table: &str, column: &str| {
            format!(
                "SELECT setval(pg_get_serial_sequence('tiercel.{table}', '{column}'),
                 (SELECT max({column}) FROM tiercel.{table}))
                 WHERE EXISTS (SELECT 1 FROM tiercel.{table});"
            )
        };
        let (log, notices) = (next("log", "place"), next("notices", "id"));
        self.run(&format!("{log} {notices} COMMIT"))
    }
}
