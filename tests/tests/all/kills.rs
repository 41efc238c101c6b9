//! Killed at any moment, and started again: what was acknowledged is there, once.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::cluster::{Cluster, Place};
use super::house::{TestSite, cart, share_cache, start_at};

const CLIENTS: usize = 32;
const CYCLES: usize = 20;
/// Fewer than a member may have open.
const ORDERS: usize = 60;

/// The program's own process: this one again, as `tiercel` with these arguments. A binary that was
/// built before could be another one than is tested.
pub(crate) fn tiercel(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["kills::be_tiercel", "--exact", "--ignored", "--nocapture"])
        .env("TIERCEL_TEST_ARGUMENTS", arguments.join("\n"));
    command
}

#[test]
#[ignore = "run by other tests as a process of its own"]
fn be_tiercel() {
    let arguments = std::env::var("TIERCEL_TEST_ARGUMENTS").unwrap();
    let arguments = std::iter::once("tiercel").chain(arguments.lines());
    let done = tiercel_host::cli::run_with(arguments);
    assert_eq!(
        format!("{done:?}"),
        format!("{:?}", std::process::ExitCode::SUCCESS)
    );
}

/// A host in a process of its own.
struct Host {
    child: Child,
    address: String,
}

impl Host {
    fn start(place: &Place) -> Self {
        share_cache(place.folder.path());
        let folder = place.folder.path().display().to_string();
        let database = place.address();
        let mut arguments = vec!["--listen", "127.0.0.1:0", "--no-demo", "--data", &folder];
        arguments.extend(["--database", &database]);
        let mut child = tiercel(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| {
            let line = line.unwrap();
            let from = line.find("http://")?;
            Some(line[from..].to_owned())
        });
        let address = address.expect("it did not start");
        Self { child, address }
    }

    /// Ends it as no program can see coming.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn view(&self, member: &str) -> Option<Value> {
        let answer = TestSite::agent()
            .get(format!("{}/v1/members/{member}", self.address))
            .call();
        let mut answer = answer.unwrap();
        let known = answer.status() == 200;
        known.then(|| answer.body_mut().read_json().unwrap())
    }
}

/// Sends a command; none where the host is gone before it answered.
fn send(agent: &ureq::Agent, address: &str, key: &str, command: &Value) -> Option<(u16, String)> {
    let request = agent
        .post(format!("{address}/v1/commands"))
        .header("content-type", "application/json")
        .header("idempotency-key", key);
    let mut answer = request.send(command.to_string()).ok()?;
    let body = answer.body_mut().read_to_string().ok()?;
    Some((answer.status().as_u16(), body))
}

fn register(member: &str) -> Value {
    let consents = json!([{ "document": "user-agreement", "version": 1 },
        { "document": "privacy-policy", "version": 1 }]);
    json!({ "register_member": { "member": member, "consents": consents } })
}

fn order(member: &str, order: &str) -> Value {
    json!({ "place_order": { "member": member, "order": order, "cart": cart(500, 0) } })
}

/// What one client was told.
#[derive(Default)]
struct Told {
    /// Keys and answers, in order: the registration, then orders.
    answered: Vec<(String, Value, String)>,
    /// What was sent and not answered.
    open: Option<(String, Value)>,
}

/// Registers a member and places orders until the host is gone.
fn shop(address: &str, member: &str) -> Told {
    let agent = TestSite::agent();
    let mut told = Told::default();
    for n in 0..=ORDERS {
        let key = format!("{member}-{n}");
        let command = match n {
            0 => register(member),
            _ => order(member, &key),
        };
        match send(&agent, address, &key, &command) {
            Some((200, body)) => told.answered.push((key, command, body)),
            Some((status, body)) => panic!("{status} {body}"),
            None => {
                told.open = Some((key, command));
                break;
            }
        }
    }
    told
}

fn orders(view: &Value) -> BTreeSet<String> {
    let orders = view["orders"].as_array().unwrap().iter();
    orders
        .map(|order| order["id"].as_str().unwrap().to_owned())
        .collect()
}

/// What a client was told is so, once; what it was not told is so wholly or not at all.
fn check(host: &Host, member: &str, told: &Told) {
    let view = host.view(member);
    let present = view.as_ref().map(orders).unwrap_or_default();
    let keys = told.answered.iter().skip(1).map(|(key, _, _)| key.clone());
    let answered: BTreeSet<String> = keys.collect();
    assert!(
        view.is_some() || told.answered.is_empty(),
        "{member} is lost"
    );
    assert!(
        answered.is_subset(&present),
        "{member}: {answered:?} {present:?}"
    );
    let beyond: Vec<_> = present.difference(&answered).collect();
    let open = told.open.iter().map(|(key, _)| key);
    assert!(
        beyond.iter().all(|key| open.clone().any(|it| it == *key)),
        "{member}: {beyond:?}"
    );
    let agent = TestSite::agent();
    if let Some((key, command, body)) = told.answered.last() {
        let again = send(&agent, &host.address, key, command).unwrap();
        assert_eq!(again, (200, body.clone()), "{key}");
    }
    if let Some((key, command)) = &told.open {
        let (status, body) = send(&agent, &host.address, key, command).unwrap();
        assert_eq!(status, 200, "{key}: {body}");
        let present = orders(&host.view(member).unwrap());
        assert_eq!(present.len(), told.answered.len().min(ORDERS), "{member}");
    }
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn between(&mut self, least: u64, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        least + (self.0 >> 33) % (most - least)
    }
}

fn killed_under_load(place: &Place) {
    let mut dice = Dice(20_261_124);
    let mut host = Host::start(place);
    let (mut answered, mut open) = (0, 0);
    for cycle in 0..CYCLES {
        let members: Vec<_> = (0..CLIENTS).map(|n| format!("m-{cycle}-{n}")).collect();
        let wait = Duration::from_millis(dice.between(50, 1_500));
        let address = host.address.clone();
        let told: Vec<Told> = std::thread::scope(|scope| {
            let shopping = members
                .iter()
                .map(|member| scope.spawn(|| shop(&address, member)));
            let shopping: Vec<_> = shopping.collect();
            std::thread::sleep(wait);
            host.kill();
            shopping.into_iter().map(|it| it.join().unwrap()).collect()
        });
        host = Host::start(place);
        for (member, told) in members.iter().zip(&told) {
            check(&host, member, told);
            answered += told.answered.len();
            open += usize::from(told.open.is_some());
        }
    }
    host.kill();
    println!("{CYCLES} kills: {answered} answered and kept, {open} without an answer");
    assert!(answered > CYCLES * CLIENTS && open > 0);
    let mut store = place.database.read().unwrap();
    tiercel_host::replay::replay(store.as_mut(), None, |_| {}).unwrap();
}

#[test]
fn killed_under_load_it_loses_and_doubles_nothing() {
    killed_under_load(&Place::folder());
}

#[test]
fn killed_under_load_on_postgres_it_loses_and_doubles_nothing() {
    if let Some(cluster) = Cluster::shared() {
        killed_under_load(&Place::within(cluster));
    }
}

/// The database itself crashes and comes back: the host heals by itself, and nothing is doubled.
#[test]
fn a_database_that_crashes_is_found_again() {
    let Some(cluster) = Cluster::start() else {
        return;
    };
    let place = Place::within(&cluster);
    let site = start_at(&place);
    let over = AtomicBool::new(false);
    let shop = |client: usize| {
        let (agent, member) = (TestSite::agent(), format!("m-{client}"));
        let mut done = 0;
        while !over.load(Ordering::SeqCst) && done < ORDERS {
            let key = format!("{member}-{done}");
            let command = match done {
                0 => register(&member),
                _ => order(&member, &key),
            };
            match send(&agent, &site.address, &key, &command) {
                Some((200, _)) => done += 1,
                Some((409 | 500 | 503, _)) => std::thread::sleep(Duration::from_millis(50)),
                other => panic!("{other:?}"),
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        (member, done)
    };
    let done: Vec<(String, usize)> = std::thread::scope(|scope| {
        let shopping: Vec<_> = (0..16).map(|n| scope.spawn(move || shop(n))).collect();
        for _ in 0..3 {
            std::thread::sleep(Duration::from_millis(700));
            cluster.crash();
            std::thread::sleep(Duration::from_millis(300));
            cluster.begin();
        }
        std::thread::sleep(Duration::from_secs(5));
        over.store(true, Ordering::SeqCst);
        shopping.into_iter().map(|it| it.join().unwrap()).collect()
    });
    for (member, done) in done {
        let (status, view) = site.get(&format!("/v1/members/{member}"));
        assert_eq!(status, 200, "{view}");
        assert!(done > 1, "{member} was never served again");
        assert_eq!(orders(&view).len(), done - 1);
        assert_eq!(site.get("/v1/health").0, 200);
    }
    drop(site);
    let mut store = place.database.read().unwrap();
    tiercel_host::replay::replay(store.as_mut(), None, |_| {}).unwrap();
}
