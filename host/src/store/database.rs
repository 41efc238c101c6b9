//! Which database: a data folder with SQLite in it, or the address of a PostgreSQL.

use std::path::PathBuf;

use super::{Postgres, Sqlite, Store, Stored};

/// A database by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// SQLite, in a folder.
    Folder(PathBuf),
    /// PostgreSQL, at an address such as `postgres://user@host/name`.
    Postgres(String),
}

impl Database {
    /// The database at a place: the address of a PostgreSQL begins with its scheme, anything else
    /// is a folder.
    #[must_use]
    pub fn at(place: &str) -> Self {
        if place.starts_with("postgres://") || place.starts_with("postgresql://") {
            Self::Postgres(place.to_owned())
        } else {
            Self::Folder(place.into())
        }
    }

    /// Opens it for writing, making its tables where they are missing. Not to be called on a
    /// thread that serves asynchronous tasks.
    ///
    /// # Errors
    /// [`super::StoreError`] when it cannot be opened; then nothing was written.
    pub fn open(&self) -> Stored<Box<dyn Store>> {
        Ok(match self {
            Self::Folder(folder) => Box::new(Sqlite::open(folder)?),
            Self::Postgres(address) => Box::new(Postgres::open(address)?),
        })
    }

    /// Opens it for reading, beside whoever writes.
    ///
    /// # Errors
    /// [`super::StoreError`] when it cannot be read.
    pub fn read(&self) -> Stored<Box<dyn Store>> {
        Ok(match self {
            Self::Folder(folder) => Box::new(Sqlite::read(folder)?),
            Self::Postgres(address) => Box::new(Postgres::read(address)?),
        })
    }

    /// Opens it for reading, to leave it behind: a folder only while nobody serves it. Hosts on a
    /// PostgreSQL are for their operator to stop.
    ///
    /// # Errors
    /// [`super::StoreError`] when it cannot be read, or is in use.
    pub fn read_alone(&self) -> Stored<Box<dyn Store>> {
        match self {
            Self::Folder(folder) => Ok(Box::new(Sqlite::read_alone(folder)?)),
            Self::Postgres(_) => self.read(),
        }
    }

    /// Whether other hosts may write to it at the same time.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}

impl std::fmt::Display for Database {
    /// The place as people may see it: without a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Postgres(address) => f.write_str(&super::postgres::shown(address)),
        }
    }
}
