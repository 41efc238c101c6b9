//! One batch: what it needs, and what it came to.

use rusqlite::params;
use tiercel_core::decision::Claim;
use tiercel_core::moment::{DAY_MS, Moment};
use tiercel_core::wire::encode;

use super::{Sqlite, number};
use crate::store::{Found, Head, KEY_DAYS, Needs, Store, StoreError, Stored, Work, Written};

impl Sqlite {
    pub(super) fn begin_batch(&mut self, needs: &Needs) -> Stored<Found> {
        self.batch("BEGIN IMMEDIATE")?;
        let mut found = Found::default();
        for stream in needs.reads.iter().chain(&needs.writes) {
            if let Some(head) = self.head(stream)? {
                found.heads.insert(stream.clone(), head);
            }
        }
        for key in &needs.keys {
            if let Some(kept) = self.kept(key)? {
                found.kept.insert(key.clone(), kept);
            }
        }
        Ok(found)
    }

    pub(super) fn commit_batch(&mut self, work: &Work) -> Stored<Written> {
        if work.is_empty() {
            return self.batch("ROLLBACK").map(|()| Written::Durable);
        }
        self.run("SAVEPOINT work", [])?;
        let taken = self.claim(&work.claims)?;
        if !taken.is_empty() {
            self.batch("ROLLBACK TO work; RELEASE work")?;
            return Ok(Written::Taken(taken));
        }
        self.write(work)?;
        self.batch("COMMIT").map(|()| Written::Durable)
    }

    /// Claims everything; gives back what was taken before.
    fn claim(&self, claims: &[Claim]) -> Stored<Vec<(String, String)>> {
        let sql = "INSERT OR IGNORE INTO claims (kind, id) VALUES (?1, ?2)";
        let mut taken = Vec::new();
        for claim in claims {
            if self.run(sql, [claim.kind.as_str(), claim.id.as_str()])? == 0 {
                taken.push((claim.kind.to_string(), claim.id.to_string()));
            }
        }
        Ok(taken)
    }

    fn append(&self, work: &Work) -> Stored<()> {
        let log = "INSERT INTO log (stream, version, entry, hash) VALUES (?1, ?2, ?3, ?4)";
        for append in &work.appends {
            let hash = append.head.hash.0;
            let values = params![append.stream, number(append.from), append.entry, hash];
            self.run(log, values).map_err(|error| match error {
                StoreError::Failed(why) if why.contains("log.stream") => moved_on(&append.stream),
                other => other,
            })?;
        }
        for (stream, (from, append)) in work.last_of_streams() {
            let sql = if from == 0 {
                "INSERT INTO streams (stream, version, hash, state, module, next_due)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?7 = 0 ON CONFLICT (stream) DO NOTHING"
            } else {
                "UPDATE streams SET version = ?2, hash = ?3, state = ?4, module = ?5, next_due = ?6
                 WHERE stream = ?1 AND version = ?7"
            };
            let Head {
                version,
                hash,
                state,
                module,
            } = &append.head;
            let (version, from) = (number(*version), number(from));
            let due = append.next_due.map(Moment::ms);
            let values = params![stream, version, hash.0, state, module.0, due, from];
            if self.run(sql, values)? != 1 {
                return Err(moved_on(stream));
            }
        }
        Ok(())
    }

    fn write(&self, work: &Work) -> Stored<()> {
        self.append(work)?;
        for (key, kept) in &work.answers {
            let sql = "INSERT INTO answers (key, request, answer, at) VALUES (?1, ?2, ?3, ?4)";
            let values = params![key, kept.request.0, kept.answer, kept.at.ms()];
            self.run(sql, values)?;
        }
        if let Some(at) = work.last_answer_at() {
            let before = at.moved_ms(-KEY_DAYS * DAY_MS).ms();
            self.run("DELETE FROM answers WHERE at < ?1", [before])?;
        }
        for (notice, at) in &work.notices {
            let sql = "INSERT INTO notices (member, at, notice) VALUES (?1, ?2, ?3)";
            let values = params![notice.member.as_str(), at.ms(), encode(notice)];
            self.run(sql, values)?;
        }
        for policy in &work.policies {
            let sql = "INSERT OR IGNORE INTO policies (digest, bytes, source) VALUES (?1, ?2, ?3)";
            self.run(sql, params![policy.digest.0, policy.bytes, policy.source])?;
        }
        Ok(())
    }
}

fn moved_on(stream: &str) -> StoreError {
    StoreError::Overtaken(format!("stream `{stream}` has moved on"))
}
