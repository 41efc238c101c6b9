//! PostgreSQL: one database for many hosts.
//!
//! A store is a connection that is driven by the thread that uses it: the writer is a thread, and
//! so are the readers, which [`crate::reading`] already pools. A pool of connections and a second
//! set of threads to drive them would add hand-overs between threads to every round trip.
//!
//! Heads are locked in the order of their names, so that hosts wait for each other and do not lock
//! each other out. Where they do all the same, or meet where there is no row to lock yet, the
//! database says so, and the batch is decided again.

mod batch;
mod schema;
mod whole;

use std::collections::HashMap;
use std::time::Duration;

use tiercel_core::decision::Claim;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;
use tokio::runtime::Runtime;
use tokio_postgres::config::Host;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Row as Cells, Statement};

use super::{
    Archived, Found, Head, Kept, Needs, Record, Row, Store, StoreError, Stored, Table, Work,
    Written,
};

/// How a session of the writer behaves. A host that stops in the middle of a batch, or waits for
/// one that did, lets go; and no answer leaves before it is on the disk, whatever the database's
/// own setting.
const WRITER: &str = "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '5s';
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local')";
const READER: &str = "SET default_transaction_read_only = on";

/// A connection to a database.
pub struct Postgres {
    /// Taken only when dropped: a runtime must not be dropped where asynchronous tasks run.
    runtime: Option<Runtime>,
    client: Client,
    at: String,
    statements: HashMap<&'static str, Statement>,
}

/// An address as people may see it: without a password.
pub(super) fn shown(address: &str) -> String {
    let Ok(config) = address.parse::<Config>() else {
        return "postgres://…".into();
    };
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    let hosts: Vec<_> = hosts.collect();
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let database = config.get_dbname().unwrap_or_default();
    format!("postgres://{}:{port}/{database}", hosts.join(","))
}

/// What an error says, with what the database said.
fn why(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => said.message().to_owned(),
        None => match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}

fn digest_of(cells: &Cells, column: usize) -> Stored<Digest> {
    let bytes: &[u8] = cell(cells, column)?;
    let wrong = |_| StoreError::Failed("a digest does not have 32 bytes".into());
    bytes.try_into().map(Digest).map_err(wrong)
}

fn cell<'a, T: tokio_postgres::types::FromSql<'a>>(cells: &'a Cells, column: usize) -> Stored<T> {
    let unreadable = |error: tokio_postgres::Error| StoreError::Failed(why(&error));
    cells.try_get(column).map_err(unreadable)
}

fn count(cells: &Cells, column: usize) -> Stored<u64> {
    cell::<i64>(cells, column).map(i64::cast_unsigned)
}

fn moment(cells: &Cells, column: usize) -> Stored<Moment> {
    Ok(Moment::from_ms(cell(cells, column)?).unwrap_or(Moment::FIRST))
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A head whose version, hash, state and module stand from a column on.
fn head(cells: &Cells, column: usize) -> Stored<Head> {
    Ok(Head {
        version: count(cells, column)?,
        hash: digest_of(cells, column + 1)?,
        state: cell(cells, column + 2)?,
        module: digest_of(cells, column + 3)?,
    })
}

/// An answer whose request, bytes and moment stand from a column on.
fn kept(cells: &Cells, column: usize) -> Stored<Kept> {
    Ok(Kept {
        request: digest_of(cells, column)?,
        answer: cell(cells, column + 1)?,
        at: moment(cells, column + 2)?,
    })
}

fn row_of_log(cells: &Cells) -> Stored<Row> {
    Ok(Row {
        place: count(cells, 0)?,
        stream: cell(cells, 1)?,
        from: count(cells, 2)?,
        entry: cell(cells, 3)?,
        hash: digest_of(cells, 4)?,
    })
}

impl Postgres {
    /// Opens a database for writing, making its tables where they are missing. Not to be called on
    /// a thread that serves asynchronous tasks.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be reached, or holds the tables of a later version.
    pub fn open(address: &str) -> Stored<Self> {
        let store = Self::connect(address, WRITER)?;
        store.migrate()?;
        Ok(store)
    }

    /// Opens a database for reading.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be reached, or holds other tables.
    pub fn read(address: &str) -> Stored<Self> {
        let store = Self::connect(address, READER)?;
        store.check()?;
        Ok(store)
    }

    fn connect(address: &str, settings: &str) -> Stored<Self> {
        let at = shown(address);
        let unreachable = |why: String| StoreError::Unreachable {
            at: at.clone(),
            why,
        };
        let mut config: Config = address.parse().map_err(|error| unreachable(why(&error)))?;
        config.application_name("tiercel");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| unreachable(error.to_string()))?;
        let client = runtime.block_on(async {
            let (client, connection) = config.connect(NoTls).await?;
            // Its end is seen by whoever waits for an answer.
            tokio::spawn(async { drop(connection.await) });
            client.batch_execute(settings).await?;
            Ok(client)
        });
        let client = client.map_err(|error| unreachable(why(&error)))?;
        Ok(Self {
            runtime: Some(runtime),
            client,
            at,
            statements: HashMap::new(),
        })
    }

    /// Waits for what is asked of the database.
    fn wait<T>(&self, asked: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Stored<T> {
        let Some(runtime) = &self.runtime else {
            return Err(StoreError::Failed("the connection is closed".into()));
        };
        runtime.block_on(asked).map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &tokio_postgres::Error) -> StoreError {
        let why = why(error);
        let Some(code) = error.code() else {
            let at = self.at.clone();
            return StoreError::Unreachable { at, why };
        };
        let overtaken = [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::UNIQUE_VIOLATION,
            SqlState::LOCK_NOT_AVAILABLE,
        ];
        let ended = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        ];
        if overtaken.contains(code) {
            StoreError::Overtaken(why)
        } else if ended.contains(code) {
            let at = self.at.clone();
            StoreError::Unreachable { at, why }
        } else {
            StoreError::Failed(why)
        }
    }

    fn statement(&mut self, sql: &'static str) -> Stored<Statement> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known.clone());
        }
        let new = self.wait(self.client.prepare(sql))?;
        self.statements.insert(sql, new.clone());
        Ok(new)
    }

    fn many<T>(
        &mut self,
        sql: &'static str,
        values: &[&(dyn ToSql + Sync)],
        read: impl FnMut(&Cells) -> Stored<T>,
    ) -> Stored<Vec<T>> {
        let statement = self.statement(sql)?;
        let rows = self.wait(self.client.query(&statement, values))?;
        rows.iter().map(read).collect()
    }

    fn one<T>(
        &mut self,
        sql: &'static str,
        values: &[&(dyn ToSql + Sync)],
        read: impl FnMut(&Cells) -> Stored<T>,
    ) -> Stored<Option<T>> {
        Ok(self.many(sql, values, read)?.into_iter().next())
    }

    fn run(&self, sql: &str) -> Stored<()> {
        self.wait(self.client.batch_execute(sql))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Store for Postgres {
    fn begin(&mut self, needs: &Needs) -> Stored<Found> {
        self.begin_batch(needs)
    }

    /// Known at the commit: asking for each would be a round trip for each.
    fn is_claimed(&mut self, _: &Claim) -> Stored<bool> {
        Ok(false)
    }

    fn commit(&mut self, work: &Work) -> Stored<Written> {
        self.commit_batch(work)
    }

    fn abandon(&mut self) -> Stored<()> {
        self.run("ROLLBACK")
    }

    fn freeze(&mut self) -> Stored<()> {
        // The first read fixes what is seen.
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM tiercel.migrations")
    }

    fn is_well(&mut self) -> bool {
        self.run("").is_ok()
    }

    fn head(&mut self, stream: &str) -> Stored<Option<Head>> {
        let sql = "SELECT version, hash, state, module FROM tiercel.streams WHERE stream = $1";
        self.one(sql, &[&stream], |cells| head(cells, 0))
    }

    fn kept(&mut self, key: &str) -> Stored<Option<Kept>> {
        let sql = "SELECT request, answer, at FROM tiercel.answers WHERE key = $1";
        self.one(sql, &[&key], |cells| kept(cells, 0))
    }

    fn archive_module(&mut self, digest: Digest, bytes: &[u8]) -> Stored<()> {
        let sql = "INSERT INTO tiercel.modules (digest, bytes) VALUES ($1, $2)
            ON CONFLICT DO NOTHING";
        self.many(sql, &[&&digest.0[..], &bytes], |_| Ok(()))
            .map(drop)
    }

    fn module(&mut self, digest: Digest) -> Stored<Option<Vec<u8>>> {
        let sql = "SELECT bytes FROM tiercel.modules WHERE digest = $1";
        self.one(sql, &[&&digest.0[..]], |cells| cell(cells, 0))
    }

    fn policy(&mut self, digest: Digest) -> Stored<Option<Archived>> {
        let sql = "SELECT bytes, source FROM tiercel.policies WHERE digest = $1";
        self.one(sql, &[&&digest.0[..]], |cells| {
            Ok(Archived {
                digest,
                bytes: cell(cells, 0)?,
                source: cell(cells, 1)?,
            })
        })
    }

    fn log(&mut self, after: u64, most: usize) -> Stored<Vec<Row>> {
        let sql = "SELECT place, stream, version, entry, hash FROM tiercel.log
            WHERE place > $1 ORDER BY place LIMIT $2";
        self.many(sql, &[&number(after), &number(most as u64)], row_of_log)
    }

    fn stream_log(&mut self, stream: &str, before: u64, most: usize) -> Stored<Vec<Row>> {
        let sql = "SELECT place, stream, version, entry, hash FROM tiercel.log
            WHERE stream = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
        let values: [&(dyn ToSql + Sync); 3] = [&stream, &number(before), &number(most as u64)];
        self.many(sql, &values, row_of_log)
    }

    fn stream_from(&mut self, stream: &str, version: u64, most: usize) -> Stored<Vec<Row>> {
        let sql = "SELECT place, stream, version, entry, hash FROM tiercel.log
            WHERE stream = $1 AND version >= $2 ORDER BY version LIMIT $3";
        let values: [&(dyn ToSql + Sync); 3] = [&stream, &number(version), &number(most as u64)];
        self.many(sql, &values, row_of_log)
    }

    fn due(&mut self, now: Moment, most: usize) -> Stored<Vec<String>> {
        let sql = "SELECT stream FROM tiercel.streams WHERE next_due <= $1
            ORDER BY next_due LIMIT $2";
        let values: [&(dyn ToSql + Sync); 2] = [&now.ms(), &number(most as u64)];
        self.many(sql, &values, |cells| cell(cells, 0))
    }

    fn streams(&mut self, after: &str, most: usize) -> Stored<Vec<String>> {
        let sql = "SELECT stream FROM tiercel.streams WHERE stream > $1 ORDER BY stream LIMIT $2";
        self.many(sql, &[&after, &number(most as u64)], |cells| cell(cells, 0))
    }

    fn notices(&mut self, member: &str, most: usize) -> Stored<Vec<(Moment, Vec<u8>)>> {
        let sql = "SELECT at, notice FROM tiercel.notices WHERE member = $1
            ORDER BY id DESC LIMIT $2";
        let values: [&(dyn ToSql + Sync); 2] = [&member, &number(most as u64)];
        self.many(sql, &values, |cells| {
            Ok((moment(cells, 0)?, cell(cells, 1)?))
        })
    }

    fn each(
        &mut self,
        table: Table,
        show: &mut dyn FnMut(Vec<Record>) -> Stored<()>,
    ) -> Stored<()> {
        self.show_each(table, show)
    }

    fn begin_taking(&mut self) -> Stored<()> {
        self.begin_whole()
    }

    fn take(&mut self, records: &[Record]) -> Stored<()> {
        self.take_all(records)
    }

    fn end_taking(&mut self) -> Stored<()> {
        self.end_whole()
    }
}
