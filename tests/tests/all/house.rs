//! A site to test against: the whole host, on a folder of its own.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};
use tiercel_core::moment::Moment;
use tiercel_host::serve::{Serve, ServeError, begin};

use super::cluster::Place;

/// A site on a folder and a free port, with a clock that the test turns.
pub(crate) struct TestSite {
    pub(crate) address: String,
    pub(crate) clock: Arc<AtomicI64>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

pub(crate) fn start(data: &Path, demo: bool) -> Result<TestSite, ServeError> {
    start_as(data, |how| how.demo = demo)
}

/// A site on a place.
pub(crate) fn start_at(place: &Place) -> TestSite {
    let database = place.database.clone();
    start_as(place.folder.path(), |how| how.database = Some(database)).unwrap()
}

/// A site that is started in another way than usual.
pub(crate) fn start_as(
    data: &Path,
    change: impl FnOnce(&mut Serve),
) -> Result<TestSite, ServeError> {
    share_cache(data);
    let now = Moment::parse("2026-06-01T12:00:00+08:00").unwrap();
    let clock = Arc::new(AtomicI64::new(now.ms()));
    let read = clock.clone();
    let mut how = Serve {
        listen: "127.0.0.1:0".parse().unwrap(),
        data: data.to_owned(),
        database: None,
        demo: false,
        adopt_module: false,
        clock: Arc::new(move || Moment::from_ms(read.load(Ordering::SeqCst)).unwrap()),
    };
    change(&mut how);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let serving = runtime.block_on(begin(how, |_| {}))?;
    let address = format!("http://{}", serving.address);
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || {
        let stopped = async {
            let _ = stopped.await;
        };
        runtime.block_on(serving.run(stopped)).unwrap();
    });
    Ok(TestSite {
        address,
        clock,
        stop: Some(stop),
        thread: Some(thread),
    })
}

/// What is compiled for one test is compiled for all: otherwise most of their time went there.
pub(crate) fn share_cache(data: &Path) {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
    std::fs::create_dir_all(&cache).unwrap();
    if data.is_dir() {
        // Another site on the same folder may have been first.
        match std::os::unix::fs::symlink(&cache, data.join("cache")) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => panic!("{error}"),
            _ => {}
        }
    }
}

impl Drop for TestSite {
    fn drop(&mut self) {
        drop(self.stop.take());
        self.thread.take().unwrap().join().unwrap();
    }
}

impl TestSite {
    pub(crate) fn agent() -> ureq::Agent {
        ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into()
    }

    /// Sends a command over a connection that is kept.
    pub(crate) fn send(&self, agent: &ureq::Agent, key: &str, command: &str) -> (u16, String) {
        let request = agent.post(format!("{}/v1/commands", self.address));
        let request = request.header("content-type", "application/json");
        let mut answer = request
            .header("idempotency-key", key)
            .send(command)
            .unwrap();
        let body = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), body)
    }

    pub(crate) fn get(&self, path: &str) -> (u16, Value) {
        let mut answer = Self::agent()
            .get(format!("{}{path}", self.address))
            .call()
            .unwrap();
        (
            answer.status().as_u16(),
            answer.body_mut().read_json().unwrap_or_default(),
        )
    }

    pub(crate) fn post(&self, path: &str, key: &str, body: &str) -> (u16, String) {
        let request = Self::agent().post(format!("{}{path}", self.address));
        let request = request.header("content-type", "application/json");
        let mut answer = request.header("idempotency-key", key).send(body).unwrap();
        (
            answer.status().as_u16(),
            answer.body_mut().read_to_string().unwrap(),
        )
    }

    pub(crate) fn command(&self, key: &str, command: Value) -> (u16, Value) {
        let (status, body) = self.post("/v1/commands", key, &command.to_string());
        (status, serde_json::from_str(&body).unwrap())
    }

    pub(crate) fn register(&self, member: &str) {
        let consents = json!([{ "document": "user-agreement", "version": 1 },
            { "document": "privacy-policy", "version": 1 }]);
        let command = json!({ "register_member": { "member": member, "consents": consents } });
        assert_eq!(self.command(&format!("reg-{member}"), command).0, 200);
    }

    pub(crate) fn buy(&self, member: &str, order: &str, minor: i64) {
        let place = json!({ "place_order": { "member": member, "order": order,
            "cart": cart(minor, 0) } });
        assert_eq!(self.command(&format!("place-{order}"), place).0, 200);
        let pay = json!({ "pay_order": { "member": member, "order": order,
            "payment": format!("p-{order}"), "amount_minor": minor } });
        assert_eq!(self.command(&format!("pay-{order}"), pay).0, 200);
        let settle = json!({ "settle_order": { "member": member, "order": order } });
        assert_eq!(self.command(&format!("settle-{order}"), settle).0, 200);
    }
}

pub(crate) fn cart(minor: i64, points: i64) -> Value {
    json!({ "lines": [{ "sku": "book", "category": "books", "quantity": 1,
        "unit_price_minor": minor }], "offset_points": points })
}
