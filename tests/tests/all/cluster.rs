//! A PostgreSQL of the tests' own, and the places where a test's data can be.

use std::io::{PipeWriter, pipe};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use tiercel_host::store::Database;

/// A running PostgreSQL, with nothing in it but what tests put there.
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    /// Whoever stops the cluster waits for the end of this: it comes when the tests are over, too,
    /// however they end.
    _until: PipeWriter,
}

/// The folder of PostgreSQL's programs. Their absence is told aloud, and is a failure where `CI` is
/// set.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.map(|version| version.unwrap().path().join("bin")));
    }
    let found = folders
        .into_iter()
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists());
    if found.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "PostgreSQL is not installed"
        );
        eprintln!("SKIPPED: PostgreSQL is not installed, so it is not tested");
    }
    found
}

/// A program, run as someone whom PostgreSQL lets run it: not as root.
fn unprivileged(program: &Path) -> Command {
    let is_root = std::fs::read_to_string("/proc/self/status")
        .is_ok_and(|status| status.contains("\nUid:\t0\t"));
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn run(command: &mut Command) {
    let done = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?}: {said}");
}

impl Cluster {
    /// The cluster that tests share; none without PostgreSQL.
    pub(crate) fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref()
    }

    /// A cluster of a test's own, which it may stop.
    #[expect(clippy::zombie_processes, reason = "what cleans up outlives the tests")]
    pub(crate) fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = tempfile::tempdir().unwrap().keep();
        let data = folder.join("data");
        // Where root runs the tests, someone else must find the way in.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
        std::fs::set_permissions(&folder, open).unwrap();
        let initdb = ["-A", "trust", "-U", "tiercel", "-E", "UTF8", "--locale=C"];
        run(unprivileged(&programs.join("initdb"))
            .current_dir("/")
            .args(initdb)
            .arg("--no-sync")
            .arg("-D")
            .arg(&data));
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let (ended, until) = pipe().unwrap();
        let stop = unprivileged(&programs.join("pg_ctl"));
        let stop = std::iter::once(stop.get_program()).chain(stop.get_args());
        Command::new("sh")
            .arg("-c")
            .arg("folder=$1; shift; cat; \"$@\"; rm -rf \"$folder\"")
            .arg("stop")
            .arg(&folder)
            .args(stop)
            .args(["stop", "-m", "immediate", "-D"])
            .arg(&data)
            .current_dir("/")
            // What ends the tests by a signal to all of them must not end this.
            .process_group(0)
            .stdin(ended)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let cluster = Self {
            programs,
            folder,
            port,
            _until: until,
        };
        cluster.begin();
        Some(cluster)
    }

    fn control(&self, act: &[&str]) {
        run(unprivileged(&self.programs.join("pg_ctl"))
            .current_dir("/")
            .args(act)
            .args(["-w", "-D"])
            .arg(self.folder.join("data"))
            .arg("-l")
            .arg(self.folder.join("data/log.txt"))
            .stdout(Stdio::null()));
    }

    /// Starts it, after it was stopped.
    pub(crate) fn begin(&self) {
        let (port, options) = (self.port, "-c listen_addresses=127.0.0.1");
        let options = format!("{options} -p {port} -c unix_socket_directories='' -c fsync=off");
        self.control(&["start", "-o", &options]);
    }

    /// Stops it as a crash would.
    pub(crate) fn crash(&self) {
        self.control(&["stop", "-m", "immediate"]);
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://tiercel@127.0.0.1:{}/{database}", self.port)
    }

    /// The address of a new and empty database.
    pub(crate) fn database(&self) -> String {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        execute(
            &self.address("postgres"),
            &format!("CREATE DATABASE {name}"),
        );
        self.address(&name)
    }
}

/// Runs a statement.
pub(crate) fn execute(address: &str, sql: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
}

/// Where a test's data are. Every place has a folder, of the cache at the least.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) database: Database,
}

impl Place {
    /// A folder with SQLite.
    pub(crate) fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::Folder(folder.path().to_owned());
        Self { folder, database }
    }

    /// A database of its own in a cluster.
    pub(crate) fn within(cluster: &Cluster) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::Postgres(cluster.database());
        Self { folder, database }
    }

    /// Runs a statement, beside whoever serves the place.
    pub(crate) fn execute(&self, sql: &str) {
        match &self.database {
            Database::Folder(folder) => {
                let file = folder.join("tiercel.sqlite");
                let beside = rusqlite::Connection::open(file).unwrap();
                beside.busy_timeout(Duration::from_secs(5)).unwrap();
                beside.execute_batch(sql).unwrap();
            }
            Database::Postgres(address) => execute(address, sql),
        }
    }

    /// The address of the database, as the command line takes it.
    pub(crate) fn address(&self) -> String {
        match &self.database {
            Database::Folder(folder) => folder.display().to_string(),
            Database::Postgres(address) => address.clone(),
        }
    }
}

/// One place in every kind of database, each empty.
pub(crate) fn places() -> Vec<Place> {
    let postgres = Cluster::shared().map(Place::within);
    std::iter::once(Place::folder()).chain(postgres).collect()
}
