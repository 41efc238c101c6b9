//! SQLite, embedded: one file, write-ahead log, every commit on the disk before it counts.

mod batch;
mod schema;
mod whole;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};
use tiercel_core::decision::Claim;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;

use super::{
    Archived, Found, Head, Kept, Needs, Record, Row, Store, StoreError, Stored, Table, Work,
    Written,
};
use schema::{APPLICATION, FORMAT, TABLES};

/// A connection to the database of one data folder.
pub struct Sqlite {
    connection: Connection,
    /// Held by the writer for as long as it lives: one process serves a folder.
    _lock: Option<std::fs::File>,
}

fn failed(error: &rusqlite::Error) -> StoreError {
    StoreError::Failed(error.to_string())
}

fn blob_digest(blob: &[u8]) -> rusqlite::Result<Digest> {
    let wrong = |_| rusqlite::Error::InvalidQuery;
    blob.try_into().map(Digest).map_err(wrong)
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn unwritable(folder: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unwritable {
        path: folder.display().to_string(),
        why: error.to_string(),
    }
}

/// What the one process that serves a folder holds.
fn lock(folder: &Path) -> Stored<std::fs::File> {
    let lock = std::fs::File::create(folder.join("lock"));
    let lock = lock.map_err(|error| unwritable(folder, &error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(_) => Err(StoreError::InUse(folder.display().to_string())),
    }
}

impl Sqlite {
    /// Opens the database of a folder for writing, making both where they are missing.
    ///
    /// # Errors
    /// [`StoreError`] when the folder cannot be written to, is in use, or holds something else.
    pub fn open(folder: &Path) -> Stored<Self> {
        let unwritable = |error| unwritable(folder, &error);
        std::fs::create_dir_all(folder).map_err(unwritable)?;
        let lock = lock(folder)?;
        let file = file_in(folder);
        let flags = OpenFlags::default();
        let connection = Connection::open_with_flags(&file, flags).map_err(|e| failed(&e))?;
        let store = Self {
            connection,
            _lock: Some(lock),
        };
        store.prepare(&file)?;
        Ok(store)
    }

    /// Opens the database of a folder for reading, beside the writer.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub fn read(folder: &Path) -> Stored<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(file_in(folder), flags).map_err(|e| failed(&e))?;
        connection
            .busy_timeout(std::time::Duration::from_secs(5))
            .map_err(|e| failed(&e))?;
        Ok(Self {
            connection,
            _lock: None,
        })
    }

    /// Opens the database of a folder for reading, while nobody writes to it.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read, or is in use.
    pub fn read_alone(folder: &Path) -> Stored<Self> {
        let mut store = Self::read(folder)?;
        store._lock = Some(lock(folder)?);
        Ok(store)
    }

    /// Makes the tables, or finds that they are these, before anything is written.
    fn prepare(&self, file: &Path) -> Stored<()> {
        let path = file.display().to_string();
        let damaged = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => StoreError::Damaged {
                path: path.clone(),
                why: error.to_string(),
            },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                StoreError::Unwritable {
                    path: path.clone(),
                    why: error.to_string(),
                }
            }
            _ => failed(&error),
        };
        let pragma = |name| {
            self.connection
                .pragma_query_value(None, name, |r| r.get::<_, i64>(0))
        };
        let application = pragma("application_id").map_err(&damaged)?;
        let found = pragma("user_version").map_err(&damaged)?;
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = self
            .connection
            .query_row(tables, [], |row| row.get(0))
            .map_err(&damaged)?;
        let is_new = application == 0 && found == 0 && tables == 0;
        if !is_new && (application != APPLICATION || found != FORMAT) {
            return Err(StoreError::OtherFormat {
                path,
                found,
                known: FORMAT,
            });
        }
        if !is_new {
            let check = "PRAGMA quick_check(1)";
            let why: String = self
                .connection
                .query_row(check, [], |row| row.get(0))
                .map_err(&damaged)?;
            if why != "ok" {
                return Err(StoreError::Damaged { path, why });
            }
        }
        let settings = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";
        self.connection.execute_batch(settings).map_err(&damaged)?;
        if is_new {
            let marks = format!(
                "BEGIN; {TABLES} PRAGMA application_id={APPLICATION}; \
                 PRAGMA user_version={FORMAT}; COMMIT;"
            );
            self.connection.execute_batch(&marks).map_err(&damaged)?;
        }
        Ok(())
    }

    fn run(&self, sql: &str, values: impl rusqlite::Params) -> Stored<usize> {
        let mut statement = self
            .connection
            .prepare_cached(sql)
            .map_err(|e| failed(&e))?;
        statement.execute(values).map_err(|e| failed(&e))
    }

    fn one<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Stored<Option<T>> {
        let mut statement = self
            .connection
            .prepare_cached(sql)
            .map_err(|e| failed(&e))?;
        statement
            .query_row(values, read)
            .optional()
            .map_err(|e| failed(&e))
    }

    fn many<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Stored<Vec<T>> {
        let mut statement = self
            .connection
            .prepare_cached(sql)
            .map_err(|e| failed(&e))?;
        let rows = statement.query_map(values, read).map_err(|e| failed(&e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(&e))
    }
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("tiercel.sqlite")
}

fn row_of_log(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        place: row.get::<_, i64>(0)?.cast_unsigned(),
        stream: row.get(1)?,
        from: row.get::<_, i64>(2)?.cast_unsigned(),
        entry: row.get(3)?,
        hash: blob_digest(row.get_ref(4)?.as_blob()?)?,
    })
}

fn moment(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Moment> {
    Ok(Moment::from_ms(row.get(column)?).unwrap_or(Moment::FIRST))
}

impl Sqlite {
    fn batch(&self, sql: &str) -> Stored<()> {
        self.connection.execute_batch(sql).map_err(|e| failed(&e))
    }
}

impl Store for Sqlite {
    fn begin(&mut self, needs: &Needs) -> Stored<Found> {
        self.begin_batch(needs)
    }

    fn is_claimed(&mut self, claim: &Claim) -> Stored<bool> {
        let sql = "SELECT 1 FROM claims WHERE kind = ?1 AND id = ?2";
        let claimed = self.one(sql, [claim.kind.as_str(), claim.id.as_str()], |_| Ok(()))?;
        Ok(claimed.is_some())
    }

    fn commit(&mut self, work: &Work) -> Stored<Written> {
        self.commit_batch(work)
    }

    fn abandon(&mut self) -> Stored<()> {
        self.batch("ROLLBACK")
    }

    fn freeze(&mut self) -> Stored<()> {
        // The first read fixes what is seen.
        self.batch("BEGIN; SELECT count(*) FROM sqlite_schema")
    }

    fn is_well(&mut self) -> bool {
        true
    }

    fn head(&mut self, stream: &str) -> Stored<Option<Head>> {
        let sql = "SELECT version, hash, state, module FROM streams WHERE stream = ?1";
        self.one(sql, [stream], |row| {
            Ok(Head {
                version: row.get::<_, i64>(0)?.cast_unsigned(),
                hash: blob_digest(row.get_ref(1)?.as_blob()?)?,
                state: row.get(2)?,
                module: blob_digest(row.get_ref(3)?.as_blob()?)?,
            })
        })
    }

    fn kept(&mut self, key: &str) -> Stored<Option<Kept>> {
        let sql = "SELECT request, answer, at FROM answers WHERE key = ?1";
        self.one(sql, [key], |row| {
            Ok(Kept {
                request: blob_digest(row.get_ref(0)?.as_blob()?)?,
                answer: row.get(1)?,
                at: moment(row, 2)?,
            })
        })
    }

    fn archive_module(&mut self, digest: Digest, bytes: &[u8]) -> Stored<()> {
        let sql = "INSERT OR IGNORE INTO modules (digest, bytes) VALUES (?1, ?2)";
        self.run(sql, params![digest.0, bytes]).map(|_| ())
    }

    fn module(&mut self, digest: Digest) -> Stored<Option<Vec<u8>>> {
        self.one(
            "SELECT bytes FROM modules WHERE digest = ?1",
            [digest.0],
            |row| row.get(0),
        )
    }

    fn policy(&mut self, digest: Digest) -> Stored<Option<Archived>> {
        self.one(
            "SELECT bytes, source FROM policies WHERE digest = ?1",
            [digest.0],
            |row| {
                Ok(Archived {
                    digest,
                    bytes: row.get(0)?,
                    source: row.get(1)?,
                })
            },
        )
    }

    fn log(&mut self, after: u64, most: usize) -> Stored<Vec<Row>> {
        let sql = "SELECT place, stream, version, entry, hash FROM log
            WHERE place > ?1 ORDER BY place LIMIT ?2";
        self.many(sql, params![number(after), number(most as u64)], row_of_log)
    }

    fn stream_log(&mut self, stream: &str, before: u64, most: usize) -> Stored<Vec<Row>> {
        let sql = "SELECT place, stream, version, entry, hash FROM log
            WHERE stream = ?1 AND version < ?2 ORDER BY version DESC LIMIT ?3";
        self.many(
            sql,
            params![stream, number(before), number(most as u64)],
            row_of_log,
        )
    }

    fn stream_from(&mut self, stream: &str, version: u64, most: usize) -> Stored<Vec<Row>> {
        let sql = "SELECT place, stream, version, entry, hash FROM log
            WHERE stream = ?1 AND version >= ?2 ORDER BY version LIMIT ?3";
        let values = params![stream, number(version), number(most as u64)];
        self.many(sql, values, row_of_log)
    }

    fn due(&mut self, now: Moment, most: usize) -> Stored<Vec<String>> {
        let sql = "SELECT stream FROM streams WHERE next_due <= ?1 ORDER BY next_due LIMIT ?2";
        self.many(sql, params![now.ms(), number(most as u64)], |row| {
            row.get(0)
        })
    }

    fn streams(&mut self, after: &str, most: usize) -> Stored<Vec<String>> {
        let sql = "SELECT stream FROM streams WHERE stream > ?1 ORDER BY stream LIMIT ?2";
        self.many(sql, params![after, number(most as u64)], |row| row.get(0))
    }

    fn notices(&mut self, member: &str, most: usize) -> Stored<Vec<(Moment, Vec<u8>)>> {
        let sql = "SELECT at, notice FROM notices WHERE member = ?1 ORDER BY id DESC LIMIT ?2";
        self.many(sql, params![member, number(most as u64)], |row| {
            Ok((moment(row, 0)?, row.get(1)?))
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
        records.iter().try_for_each(|record| self.take_one(record))
    }

    fn end_taking(&mut self) -> Stored<()> {
        self.batch("COMMIT")
    }
}
