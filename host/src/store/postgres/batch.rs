//! One batch, in three round trips: what it needs, what it came to, and the commit.

use futures_util::future::{join_all, join4};
use tiercel_core::moment::{DAY_MS, Moment};
use tiercel_core::wire::encode;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use super::{Postgres, cell, head, kept, number, why};
use crate::store::{Found, KEY_DAYS, Needs, StoreError, Stored, Work, Written};

// What is locked is locked in the order of names, by every host alike. A stream that is only read
// is held too, so that it stands at the commit where it stood before the decision.
const WRITES: &str = "SELECT stream, version, hash, state, module FROM tiercel.streams
    WHERE stream = ANY($1) ORDER BY stream FOR UPDATE";
const READS: &str = "SELECT stream, version, hash, state, module FROM tiercel.streams
    WHERE stream = ANY($1) ORDER BY stream FOR SHARE";
// After the heads: whoever had one of them first has kept its answer by now.
const ANSWERS: &str = "SELECT key, request, answer, at FROM tiercel.answers WHERE key = ANY($1)";

const CLAIM: &str = "INSERT INTO tiercel.claims (kind, id)
    SELECT kind, id FROM unnest($1::text[], $2::text[]) AS new (kind, id) ORDER BY kind, id
    ON CONFLICT DO NOTHING RETURNING kind, id";
// In order, because the place in the log is given in order.
const LOG: &str = "INSERT INTO tiercel.log (stream, version, entry, hash)
    SELECT stream, version, entry, hash
    FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[])
    WITH ORDINALITY AS new (stream, version, entry, hash, place) ORDER BY place";
const MOVE: &str = "UPDATE tiercel.streams AS old
    SET version = new.version, hash = new.hash, state = new.state, module = new.module,
        next_due = new.next_due
    FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[],
        $7::bigint[]) AS new (stream, origin, version, hash, state, module, next_due)
    WHERE old.stream = new.stream AND old.version = new.origin";
const START: &str = "INSERT INTO tiercel.streams (stream, version, hash, state, module, next_due)
    SELECT stream, version, hash, state, module, next_due
    FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[],
        $7::bigint[]) AS new (stream, origin, version, hash, state, module, next_due)";
const KEEP: &str = "INSERT INTO tiercel.answers (key, request, answer, at)
    SELECT key, request, answer, at
    FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::bigint[])
    AS new (key, request, answer, at) ORDER BY key";
// What another host is forgetting already is left to it.
const FORGET: &str = "DELETE FROM tiercel.answers WHERE key IN (SELECT key FROM tiercel.answers
    WHERE at < $1 ORDER BY at LIMIT 1000 FOR UPDATE SKIP LOCKED)";
const NOTIFY: &str = "INSERT INTO tiercel.notices (member, at, notice)
    SELECT member, at, notice FROM unnest($1::text[], $2::bigint[], $3::bytea[])
    WITH ORDINALITY AS new (member, at, notice, place) ORDER BY place";
const ARCHIVE: &str = "INSERT INTO tiercel.policies (digest, bytes, source)
    SELECT digest, bytes, source FROM unnest($1::bytea[], $2::bytea[], $3::text[])
    AS new (digest, bytes, source) ON CONFLICT DO NOTHING";

/// Values of one type, one for each row.
type Column<T> = Vec<T>;

/// The last state of streams, in columns.
#[derive(Default)]
struct Heads<'w> {
    streams: Column<&'w str>,
    from: Column<i64>,
    version: Column<i64>,
    hash: Column<&'w [u8]>,
    state: Column<&'w [u8]>,
    module: Column<&'w [u8]>,
    next_due: Column<Option<i64>>,
}

impl<'w> Heads<'w> {
    /// Those of the streams that are new, or of those that are not.
    fn of(work: &'w Work, new: bool) -> Self {
        let mut heads = Self::default();
        for (stream, (from, append)) in work.last_of_streams() {
            if (from == 0) != new {
                continue;
            }
            heads.streams.push(stream);
            heads.from.push(number(from));
            heads.version.push(number(append.head.version));
            heads.hash.push(&append.head.hash.0);
            heads.state.push(&append.head.state);
            heads.module.push(&append.head.module.0);
            heads.next_due.push(append.next_due.map(Moment::ms));
        }
        heads
    }

    fn values(&self) -> [&(dyn ToSql + Sync); 7] {
        [
            &self.streams,
            &self.from,
            &self.version,
            &self.hash,
            &self.state,
            &self.module,
            &self.next_due,
        ]
    }
}

impl Postgres {
    pub(super) fn begin_batch(&mut self, needs: &Needs) -> Stored<Found> {
        let writes: Column<&str> = needs.writes.iter().map(String::as_str).collect();
        let reads = needs.reads.difference(&needs.writes);
        let reads: Column<&str> = reads.map(String::as_str).collect();
        let keys: Column<&str> = needs.keys.iter().map(String::as_str).collect();
        let for_writes = self.statement(WRITES)?;
        let for_reads = self.statement(READS)?;
        let for_answers = self.statement(ANSWERS)?;
        let client = &self.client;
        // All are sent before the first is answered.
        let (written, read, answers) = self.wait(async {
            let (begun, written, read, answers) = join4(
                client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED"),
                client.query(&for_writes, &[&writes]),
                client.query(&for_reads, &[&reads]),
                client.query(&for_answers, &[&keys]),
            )
            .await;
            begun?;
            Ok((written?, read?, answers?))
        })?;
        let mut found = Found::default();
        for cells in written.iter().chain(&read) {
            found.heads.insert(cell(cells, 0)?, head(cells, 1)?);
        }
        for cells in &answers {
            found.kept.insert(cell(cells, 0)?, kept(cells, 1)?);
        }
        Ok(found)
    }

    pub(super) fn commit_batch(&mut self, work: &Work) -> Stored<Written> {
        if work.is_empty() {
            return self.run("ROLLBACK").map(|()| Written::Durable);
        }
        let taken = self.write(work)?;
        if !taken.is_empty() {
            self.run("ROLLBACK TO work")?;
            return Ok(Written::Taken(taken));
        }
        let Some(runtime) = &self.runtime else {
            return Err(StoreError::Failed("the connection is closed".into()));
        };
        let committed = runtime.block_on(self.client.batch_execute("COMMIT"));
        committed.map_err(|error| self.uncommitted(&error))?;
        Ok(Written::Durable)
    }

    /// Only what the database refuses in so many words is certain not to have been committed.
    fn uncommitted(&self, error: &Error) -> StoreError {
        let refused = [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::UNIQUE_VIOLATION,
        ];
        if error.code().is_some_and(|code| refused.contains(code)) {
            return self.failed(error);
        }
        let why = why(error);
        StoreError::Failed(format!(
            "{why}; whether the batch was committed is not known"
        ))
    }

    /// Writes everything but the commit; gives back the claims that were taken before.
    fn write(&mut self, work: &Work) -> Stored<Vec<(String, String)>> {
        let (old, new) = (Heads::of(work, false), Heads::of(work, true));
        let claims = work.claims.iter();
        let (kinds, ids): (Column<&str>, Column<&str>) = claims
            .map(|claim| (claim.kind.as_str(), claim.id.as_str()))
            .unzip();
        let streams: Column<&str> = work.appends.iter().map(|it| it.stream.as_str()).collect();
        let from: Column<i64> = work.appends.iter().map(|it| number(it.from)).collect();
        let entries: Column<&[u8]> = work.appends.iter().map(|it| &*it.entry).collect();
        let hashes: Column<&[u8]> = work.appends.iter().map(|it| &it.head.hash.0[..]).collect();
        let keys: Column<&str> = work.answers.iter().map(|(key, _)| &**key).collect();
        let requests: Column<&[u8]> = work
            .answers
            .iter()
            .map(|(_, it)| &it.request.0[..])
            .collect();
        let answers: Column<&[u8]> = work.answers.iter().map(|(_, it)| &*it.answer).collect();
        let given: Column<i64> = work.answers.iter().map(|(_, it)| it.at.ms()).collect();
        let forgotten = work.last_answer_at();
        let forgotten = forgotten.map(|at| at.moved_ms(-KEY_DAYS * DAY_MS).ms());
        let told: Column<&str> = work
            .notices
            .iter()
            .map(|(it, _)| it.member.as_str())
            .collect();
        let told_at: Column<i64> = work.notices.iter().map(|(_, at)| at.ms()).collect();
        let notices: Column<Vec<u8>> = work.notices.iter().map(|(it, _)| encode(it)).collect();
        let digests: Column<&[u8]> = work.policies.iter().map(|it| &it.digest.0[..]).collect();
        let policies: Column<&[u8]> = work.policies.iter().map(|it| &*it.bytes).collect();
        let sources: Column<&str> = work.policies.iter().map(|it| &*it.source).collect();
        let mut rows: Vec<(&'static str, bool, Vec<&(dyn ToSql + Sync)>)> = vec![
            (
                LOG,
                streams.is_empty(),
                vec![&streams, &from, &entries, &hashes],
            ),
            (START, new.streams.is_empty(), new.values().to_vec()),
            (
                KEEP,
                keys.is_empty(),
                vec![&keys, &requests, &answers, &given],
            ),
            (FORGET, forgotten.is_none(), vec![&forgotten]),
            (NOTIFY, told.is_empty(), vec![&told, &told_at, &notices]),
            (
                ARCHIVE,
                digests.is_empty(),
                vec![&digests, &policies, &sources],
            ),
        ];
        rows.retain(|(_, is_empty, _)| !is_empty);
        let mut ready = Vec::with_capacity(rows.len());
        for (sql, _, values) in rows {
            ready.push((self.statement(sql)?, values));
        }
        let (claim, r#move) = (self.statement(CLAIM)?, self.statement(MOVE)?);
        let client = &self.client;
        let (claimed, moved) = self.wait(async {
            let rest = ready
                .iter()
                .map(|(sql, values)| client.execute(sql, values));
            let (saved, claimed, moved, rest) = join4(
                client.batch_execute("SAVEPOINT work"),
                client.query(&claim, &[&kinds, &ids]),
                client.execute(&r#move, &old.values()),
                join_all(rest),
            )
            .await;
            // The first that failed says why: those after it only say that one before them did.
            saved?;
            let (claimed, moved) = (claimed?, moved?);
            rest.into_iter().collect::<Result<Vec<_>, _>>()?;
            Ok((claimed, moved))
        })?;
        if moved != old.streams.len() as u64 {
            return Err(StoreError::Overtaken("a stream has moved on".into()));
        }
        let mut taken: Vec<_> = kinds.into_iter().zip(ids).collect();
        for cells in &claimed {
            let (kind, id): (&str, &str) = (cell(cells, 0)?, cell(cells, 1)?);
            taken.retain(|claim| *claim != (kind, id));
        }
        let owned = |(kind, id): (&str, &str)| (kind.to_owned(), id.to_owned());
        Ok(taken.into_iter().map(owned).collect())
    }
}
