//! Orders placed through HTTP, each durable before it is answered, the clients on the same machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use tiercel_core::moment::Moment;
use tiercel_host::serve::{Serve, ServeError, begin};
use tiercel_host::store::Database;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot::Sender;
use tokio::task::JoinHandle;

use crate::case::{cart, consents};
use crate::{grouped, row};

const CLIENTS: usize = 64;
/// So many that none comes near the most open orders there may be.
const MEMBERS: usize = 8_192;
const SECONDS: u64 = 10;

/// A client that keeps its connection.
struct Client {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Client {
    async fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let answer = vec![0; 1 << 16];
        Self { stream, answer }
    }

    /// Sends a command and waits for the whole answer.
    async fn command(&mut self, key: &str, body: &str) {
        let request = format!(
            "POST /v1/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             Idempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let mut end = 0;
        loop {
            let read = self.stream.read(&mut self.answer[end..]).await.unwrap();
            assert!(read > 0, "the server hung up");
            end += read;
            let text = str::from_utf8(&self.answer[..end]).unwrap();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            assert!(head.starts_with("HTTP/1.1 200"), "{text}");
            let head = head.to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1).unwrap();
            let length = length.split("\r\n").next().unwrap();
            if body.len() >= length.parse().unwrap() {
                return;
            }
        }
    }
}

async fn register(client: &mut Client, members: std::ops::Range<usize>) {
    for n in members {
        let member = format!("m-{n}");
        let body = json!({ "register_member": { "member": member, "consents": consents() } });
        client.command(&format!("r-{n}"), &body.to_string()).await;
    }
}

/// Places orders until the time is over; how long each took.
async fn place(client: &mut Client, which: usize, until: Instant) -> Vec<Duration> {
    let mut taken = Vec::new();
    let share = MEMBERS / CLIENTS;
    for n in 0.. {
        let started = Instant::now();
        if started >= until {
            break;
        }
        let member = format!("m-{}", which * share + n % share);
        let order = format!("o-{which}-{n}");
        let body = json!({ "place_order": {
            "member": member, "order": order, "cart": cart(5, 0) } });
        client.command(&order, &body.to_string()).await;
        taken.push(started.elapsed());
    }
    taken
}

/// A site of this program, until it is stopped.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    stop: Sender<()>,
    ended: JoinHandle<Result<(), ServeError>>,
    _data: TempDir,
}

impl Served {
    pub(crate) async fn begin(database: Option<Database>, demo: bool) -> Self {
        let data = tempfile::tempdir().unwrap();
        let now = Moment::parse("2026-06-01T12:00:00+08:00").unwrap();
        let how = Serve {
            listen: "127.0.0.1:0".parse().unwrap(),
            data: data.path().to_owned(),
            database,
            demo,
            adopt_module: false,
            clock: Arc::new(move || now),
        };
        let serving = begin(how, |_| {}).await.unwrap();
        let address = serving.address;
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let ended = tokio::spawn(serving.run(async {
            stopped.await.ok();
        }));
        Self {
            address,
            stop,
            ended,
            _data: data,
        }
    }

    pub(crate) async fn stop(self) {
        drop(self.stop);
        self.ended.await.unwrap().unwrap();
    }
}

async fn measure() {
    // An empty PostgreSQL, where one is given: `TIERCEL_DATABASE=postgres://user@host/name`.
    let given = std::env::var("TIERCEL_DATABASE").ok();
    let site = Served::begin(given.as_deref().map(Database::at), false).await;
    let address = site.address;
    let share = MEMBERS / CLIENTS;
    let mut clients = Vec::new();
    for which in 0..CLIENTS {
        let mut client = Client::new(address).await;
        clients.push(tokio::spawn(async move {
            register(&mut client, which * share..(which + 1) * share).await;
            client
        }));
    }
    let mut ready = Vec::new();
    for client in clients {
        ready.push(client.await.unwrap());
    }
    let started = Instant::now();
    let until = started + Duration::from_secs(SECONDS);
    let placing = ready.into_iter().enumerate().map(|(which, mut client)| {
        tokio::spawn(async move { place(&mut client, which, until).await })
    });
    let mut taken = Vec::new();
    for client in placing.collect::<Vec<_>>() {
        taken.extend(client.await.unwrap());
    }
    let seconds = started.elapsed().as_secs_f64();
    taken.sort();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a figure for people"
    )]
    let rate = (taken.len() as f64 / seconds) as u64;
    let at = |part: usize| {
        let place = (taken.len() - 1) * part / 1_000;
        format!("{:.1} ms", taken[place].as_secs_f64() * 1e3)
    };
    let database = if given.is_some() {
        "PostgreSQL"
    } else {
        "SQLite"
    };
    let what = format!("HTTP, {CLIENTS} clients: orders of 5 lines, durable, {database}");
    row(&what, format!("{}/s", grouped(rate)));
    for (name, part) in [("p50", 500), ("p99", 990), ("p99.9", 999)] {
        row(&format!("  {name}"), at(part));
    }
    site.stop().await;
}

pub(crate) fn print() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(measure());
}
