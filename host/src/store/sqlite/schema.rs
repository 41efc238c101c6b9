//! The tables.

/// The number that says that a file is Tiercel's (`application_id`).
pub(super) const APPLICATION: i64 = 0x7469_6572;
/// The format of the tables (`user_version`).
pub(super) const FORMAT: i64 = 1;

pub(super) const TABLES: &str = "
CREATE TABLE log (
  place INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  version INTEGER NOT NULL,
  entry BLOB NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (stream, version)
);
CREATE TABLE streams (
  stream TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  state BLOB NOT NULL,
  module BLOB NOT NULL,
  next_due INTEGER
) WITHOUT ROWID;
CREATE INDEX due ON streams (next_due) WHERE next_due IS NOT NULL;
CREATE TABLE claims (kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE answers (
  key TEXT PRIMARY KEY,
  request BLOB NOT NULL,
  answer BLOB NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX answers_at ON answers (at);
CREATE TABLE notices (
  id INTEGER PRIMARY KEY,
  member TEXT NOT NULL,
  at INTEGER NOT NULL,
  notice BLOB NOT NULL
);
CREATE INDEX notices_member ON notices (member, id);
CREATE TABLE modules (digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE policies (
  digest BLOB PRIMARY KEY,
  bytes BLOB NOT NULL,
  source TEXT NOT NULL
) WITHOUT ROWID;
";
