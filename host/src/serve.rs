//! Serving: from a data folder to an address, and back to a clean stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tiercel_core::command::Command;
use tiercel_core::stream::StreamId;
use tiercel_core::wire::encode;
use tokio::net::TcpListener;

use crate::demo;
use crate::desk::{self, Clock, OpenDesk, OpenError, Outcome, TOGETHER};
use crate::document::Document;
use crate::draws::{Settled, give_back};
use crate::http::{Packed, Site, router};
use crate::module::digest;
use crate::reading::{ReadError, Reading};
use crate::store::{Archived, Database};
use crate::texts::Texts;

/// The policy that a new programme begins with.
pub const STANDARD: &str = include_str!("../policies/standard.toml");

/// How to serve.
pub struct Serve {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The data folder: of the cache, and of SQLite.
    pub data: PathBuf,
    /// Where the data are; in the data folder where it is not said.
    pub database: Option<Database>,
    /// Whether a new programme gets the demo members.
    pub demo: bool,
    /// Whether to go on with the embedded module where another one decided so far.
    pub adopt_module: bool,
    /// The clock.
    pub clock: Clock,
}

/// Why serving did not begin, or ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data cannot be served.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The address is taken, or is not this machine's.
    #[error("cannot listen on {address}: {why}; choose another with --listen, such as 127.0.0.1:0")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        why: std::io::Error,
    },
    /// The first policy or the demo could not be made.
    #[error("the programme could not be set up: {0}")]
    SetUp(String),
    /// Serving failed.
    #[error("serving failed: {0}")]
    Failed(#[from] std::io::Error),
}

/// Something that is being served.
pub struct Serving {
    /// The address that it listens on.
    pub address: SocketAddr,
    listener: TcpListener,
    site: Arc<Site>,
}

/// Opens everything and listens; nothing is answered before [`Serving::run`].
///
/// # Errors
/// [`ServeError`] when it cannot begin; then nothing of an existing programme was changed.
pub async fn begin(how: Serve, mut say: impl FnMut(&str)) -> Result<Serving, ServeError> {
    let listen = |why| ServeError::Listen {
        address: how.listen,
        why,
    };
    // First of all, so that a port that is taken costs nothing.
    let listener = TcpListener::bind(how.listen).await.map_err(listen)?;
    let address = listener.local_addr()?;
    say("opening the data and the module");
    let database = how.database.unwrap_or(Database::Folder(how.data.clone()));
    let open = OpenDesk {
        database: database.clone(),
        cache: how.data.join("cache"),
        adopt_module: how.adopt_module,
        clock: how.clock.clone(),
    };
    let opened = tokio::task::spawn_blocking(move || desk::open(open));
    let opened = opened.await;
    let (desk, module) = opened.map_err(|error| ServeError::SetUp(error.to_string()))??;
    let reading = Reading::new(database, module.clone());
    let packed = tokio::task::spawn_blocking(Packed::embedded);
    let packed = packed
        .await
        .map_err(|error| ServeError::SetUp(error.to_string()))?;
    let texts = Texts::embedded();
    let site = Arc::new(Site {
        desk,
        reading,
        module,
        packed,
        texts,
        clock: how.clock,
    });
    if site.desk.policies().published.is_empty() {
        say("publishing the standard policy");
        let is_first = publish_standard(&site).await?;
        if how.demo && is_first {
            let members = demo::count();
            let made = demo::make(&site.desk, (site.clock)(), |done| {
                say(&format!("making demo members: {done} of {members}"));
            });
            made.await
                .map_err(|error| ServeError::SetUp(error.to_string()))?;
        }
    }
    Ok(Serving {
        address,
        listener,
        site,
    })
}

/// Publishes the standard policy; whether it was this host that did.
async fn publish_standard(site: &Site) -> Result<bool, ServeError> {
    let set_up = |error: &dyn std::fmt::Display| ServeError::SetUp(error.to_string());
    let document = Document::read(STANDARD).map_err(|error| set_up(&error))?;
    let value = document.value.clone();
    let checked = site
        .reading
        .read(site.desk.policies(), move |reader| {
            Ok(reader.rules().check(&value)?)
        })
        .await
        .map_err(|error| set_up(&error))?;
    let policy = checked.policy.ok_or_else(|| {
        let found = checked
            .findings
            .first()
            .map(|f| format!("{}: {}", f.pointer, f.code));
        ServeError::SetUp(format!(
            "the standard policy has findings: {}",
            found.unwrap_or_default()
        ))
    })?;
    let bytes = encode(&policy);
    let archived = Archived {
        digest: digest(&bytes),
        bytes,
        source: STANDARD.to_owned(),
    };
    match site
        .desk
        .publish(archived, Some(policy.effective_from))
        .await
    {
        Ok(Outcome::Decided(_)) => Ok(true),
        // Another host that began at the same time was first.
        _ if !site.desk.policies().published.is_empty() => Ok(false),
        Ok(Outcome::Refused(why)) => Err(ServeError::SetUp(why.refusal.code.name().to_owned())),
        Err(error) => Err(set_up(&error)),
    }
}

impl Serving {
    /// Answers until told to stop; what was begun is finished.
    ///
    /// # Errors
    /// [`ServeError`] when the listener fails.
    pub async fn run(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let waking = tokio::spawn(wake(self.site.clone()));
        let served = axum::serve(self.listener, router(self.site)).with_graceful_shutdown(stop);
        let served = served.await;
        waking.abort();
        // The site goes with the task that holds it; then the desk finishes what is queued.
        let _ = waking.await;
        Ok(served?)
    }
}

/// How often it is looked for streams that are due.
const PAUSE: Duration = Duration::from_secs(5);
/// Wakes the streams that are due: late or never, the numbers are the same. Then gives back the
/// points of draws that came to nothing.
async fn wake(site: Arc<Site>) {
    let mut settled = Settled::default();
    loop {
        tokio::time::sleep(PAUSE).await;
        // A week of them, as after the host was down, is woken round after round.
        while wake_round(&site).await == TOGETHER {}
        give_back(&site, &mut settled).await;
    }
}

/// Wakes one round of streams; how many of them were woken.
async fn wake_round(site: &Site) -> usize {
    let now = (site.clock)();
    let due = site.reading.read(site.desk.policies(), move |reader| {
        reader.store().due(now, TOGETHER).map_err(ReadError::from)
    });
    let due = due.await.unwrap_or_default();
    let ticks = due
        .iter()
        .filter_map(|stream| match StreamId::parse(stream) {
            Ok(StreamId::Member(member)) => Some(Command::Tick { member }),
            Ok(stream) => Some(Command::TickStream { stream }),
            Err(_) => None,
        });
    let woken = site.desk.decide_together(ticks).await;
    let failed: Vec<_> = woken.iter().filter_map(|it| it.as_ref().err()).collect();
    if let Some(error) = failed.first() {
        let count = failed.len();
        tracing::warn!(count, %error, "streams could not be woken");
    }
    woken.len() - failed.len()
}
