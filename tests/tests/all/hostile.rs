//! Bad input over HTTP: whatever is sent, there is an answer; where it is no, it is a problem and
//! nothing changed; and the site goes on.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use serde_json::{Value, json};
use tiercel_host::http::ROUTES;
use tiercel_host::serve::STANDARD;
use tiercel_host::store::{Sqlite, Store};

use super::hostile_documents::documents;
use super::house::{TestSite, cart, start};

/// How many mutations of each valid request.
fn mutations() -> u64 {
    let set = std::env::var("TIERCEL_HOSTILE").ok();
    set.and_then(|n| n.parse().ok()).unwrap_or(40)
}

/// A site that is watched: after each no, its record must be what it was.
struct Watched<'f> {
    site: TestSite,
    folder: &'f Path,
    record: Vec<u8>,
    sent: usize,
}

/// An answer, as it came over the line.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

fn record(folder: &Path) -> Vec<u8> {
    let mut store = Sqlite::read(folder).unwrap();
    let mut record = Vec::new();
    for row in store.log(0, 10_000).unwrap() {
        record.extend(row.hash.0);
    }
    for stream in store.streams("", 10_000).unwrap() {
        record.extend(store.head(&stream).unwrap().unwrap().state);
        let member = stream.strip_prefix("member:").unwrap_or_default();
        record.push(u8::try_from(store.notices(member, 200).unwrap().len()).unwrap());
    }
    record
}

impl<'f> Watched<'f> {
    fn new(folder: &'f Path) -> Self {
        let site = start(folder, false).unwrap();
        site.register("m-1");
        site.buy("m-1", "o-0", 200_000);
        let place = json!({ "place_order": { "member": "m-1", "order": "o-1",
            "cart": cart(10_000, 500) } });
        assert_eq!(site.command("k-1", place).0, 200);
        let record = record(folder);
        Self {
            site,
            folder,
            record,
            sent: 0,
        }
    }

    /// Sends bytes as they are and reads until the line is closed.
    fn raw(&mut self, bytes: &[u8]) -> Answer {
        let address = self.site.address.strip_prefix("http://").unwrap();
        let mut line = TcpStream::connect(address).unwrap();
        // What is refused before all of it was read closes the line early.
        let _ = line.write_all(bytes);
        let mut answer = Vec::new();
        let _ = line.read_to_end(&mut answer);
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n");
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).into_owned();
        let end = end.unwrap_or_else(|| panic!("no answer to {shown}"));
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body = answer[end + 4..].to_vec();
        self.sent += 1;
        Answer { status, head, body }
    }

    /// Sends a request; the answer must be one, and a no must have changed nothing.
    fn send(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let key = self.sent;
        let length = body.len();
        let address = self.site.address.strip_prefix("http://").unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             idempotency-key: hostile-{key}\r\ncontent-length: {length}\r\n{headers}\r\n"
        );
        let answer = self.raw(&[head.as_bytes(), body].concat());
        let shown = String::from_utf8_lossy(&body[..body.len().min(300)]);
        let what = format!("{method} {path} {headers:?} {shown}: {}", answer.head);
        assert!(answer.status < 500, "{what}");
        let now = record(self.folder);
        if answer.status < 400 {
            self.record = now;
            return answer;
        }
        assert!(now == self.record, "a no that changed something: {what}");
        if method != "HEAD" {
            assert!(answer.head.contains("application/problem+json"), "{what}");
            let problem = answer.json();
            assert_eq!(problem["status"], answer.status, "{what}");
            assert!(problem["type"].as_str().unwrap().starts_with("/problems/"));
            assert!(problem["detail"].is_string(), "{what}");
        }
        answer
    }

    fn post(&mut self, path: &str, body: &[u8]) -> Answer {
        self.send("POST", path, "content-type: application/json\r\n", body)
    }

    /// The site goes on: a shopper buys, and the record repeats.
    fn goes_on(self) {
        self.site.register("m-last");
        self.site.buy("m-last", "o-last", 30_000);
        let (_, view) = self.site.get("/v1/members/m-last");
        assert_eq!(view["available_points"], 300);
        drop(self.site);
        let mut store = Sqlite::read(self.folder).unwrap();
        tiercel_host::replay::replay(&mut store, None, |_| {}).unwrap();
    }
}

/// Valid requests: each endpoint that takes a body, and each command.
fn valid() -> Vec<(&'static str, Value)> {
    let consents = json!([{ "document": "user-agreement", "version": 1 }]);
    let line = json!({ "sku": "x", "category": "home", "quantity": 2, "unit_price_minor": 10_000,
        "discount_minor": 100, "tax_minor": 10, "labels": ["red"] });
    let cart = json!({ "lines": [line], "offset_points": 100, "shipping_minor": 800 });
    let promise = json!({ "offset_points": 0, "offset_minor": 0, "cash_minor": 1,
        "earn_points": 1 });
    let digest = "0".repeat(64);
    let receipt = json!({ "module": digest, "policies": digest, "member_version": 1,
        "now": "2026-06-01T04:00:00Z", "promise": promise });
    let at = "2026-06-01T04:00:00Z";
    vec![
        ("/v1/quotes", json!({ "member": "m-1", "cart": cart })),
        ("/v1/explanations", json!({ "member": "m-1", "cart": cart })),
        (
            "/v1/commands",
            json!({ "register_member": { "member": "m-2", "consents": consents } }),
        ),
        (
            "/v1/commands",
            json!({ "place_order": { "member": "m-1", "order": "o-9", "cart": cart,
                "receipt": receipt, "occurred_at": at } }),
        ),
        (
            "/v1/commands",
            json!({ "pay_order": { "member": "m-1", "order": "o-1", "payment": "p-9",
                "amount_minor": 1, "occurred_at": at } }),
        ),
        (
            "/v1/commands",
            json!({ "cancel_order": { "member": "m-1", "order": "o-9" } }),
        ),
        (
            "/v1/commands",
            json!({ "settle_order": { "member": "m-1", "order": "o-9" } }),
        ),
        ("/v1/commands", json!({ "tick": { "member": "m-1" } })),
    ]
}

/// The pointer of every place in a body, with what stands there.
fn places(value: &Value, pointer: &str, into: &mut Vec<(String, Value)>) {
    into.push((pointer.to_owned(), value.clone()));
    match value {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                places(item, &format!("{pointer}/{place}"), into);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                places(field, &format!("{pointer}/{name}"), into);
            }
        }
        _ => {}
    }
}

fn changed(body: &Value, pointer: &str, value: Value) -> Vec<u8> {
    let mut body = body.clone();
    *body.pointer_mut(pointer).unwrap() = value;
    body.to_string().into_bytes()
}

const POSTS: [&str; 5] = [
    "/v1/commands",
    "/v1/quotes",
    "/v1/explanations",
    "/v1/policies",
    "/v1/policies/check",
];

#[test]
fn tricky_documents_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut site = Watched::new(folder.path());
    let documents = documents();
    assert!(documents.len() >= 100);
    for (name, document) in &documents {
        for path in POSTS {
            let begun = std::time::Instant::now();
            let answer = site.post(path, document);
            let took = begun.elapsed();
            assert!(took.as_secs() < 20, "{name} kept {path} for {took:?}");
            let is_check = path == "/v1/policies/check";
            // Why a cart is refused can be explained, too.
            let is_no = answer.status >= 400 || answer.json()["refusal"]["code"].is_number();
            assert!(is_check || is_no, "{name} was taken by {path}");
            if is_check && answer.status == 200 {
                let found = answer.json()["findings"].as_array().unwrap().len();
                assert!(found > 0, "{name} is no policy");
            }
        }
    }
    site.goes_on();
}

#[test]
fn unknown_fields_and_wrong_types_are_named_by_their_path() {
    let folder = tempfile::tempdir().unwrap();
    let mut site = Watched::new(folder.path());
    for (path, body) in valid() {
        let mut all = Vec::new();
        places(&body, "", &mut all);
        for (pointer, value) in all {
            let mut wrong = vec![json!([[]]), json!(1.5), json!(true), json!([null])];
            match &value {
                Value::Object(fields) => {
                    let mut more = fields.clone();
                    more.insert("unheard_of".into(), json!(1));
                    let answer = site.post(path, &changed(&body, &pointer, more.into()));
                    assert_eq!(answer.status, 400, "{pointer}");
                    let told = answer.json();
                    let told = told["path"].as_str().unwrap().trim_end_matches("/?");
                    let expected = format!("{pointer}/unheard_of");
                    // A command is an object of one key: a second one has no place of its own.
                    assert!(
                        expected == told || pointer.is_empty(),
                        "{told} for {expected}"
                    );
                    // Its fields in their order, as a list.
                    wrong.push(fields.values().cloned().collect());
                    wrong.push(json!("text"));
                }
                Value::Array(_) => wrong.extend([json!({}), json!("text"), json!(1)]),
                Value::String(_) => wrong.extend([json!({}), json!(1), json!("\u{0}/会员")]),
                _ => wrong.extend([json!({}), json!("1"), json!(9_007_199_254_740_992_i64)]),
            }
            for wrong in wrong {
                if wrong.as_array().is_some_and(|w| w.is_empty()) && value.is_array() {
                    continue;
                }
                let answer = site.post(path, &changed(&body, &pointer, wrong.clone()));
                // The version that a receipt was shown at is compared, and nothing else.
                if pointer.ends_with("member_version") && answer.status == 409 {
                    continue;
                }
                assert_eq!(answer.status, 400, "{path} {pointer} {wrong}");
                let problem = answer.json();
                let told = problem["path"].as_str().unwrap().trim_end_matches("/?");
                assert!(
                    told.starts_with(&pointer) || pointer.starts_with(told),
                    "{problem}"
                );
            }
        }
    }
    site.goes_on();
}

#[test]
fn numbers_that_no_shop_means_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut site = Watched::new(folder.path());
    let body = valid().swap_remove(0).1;
    let line = "/cart/lines/0";
    for (pointer, value, status) in [
        (format!("{line}/quantity"), json!(-1), 400),
        (format!("{line}/quantity"), json!(0), 422),
        (format!("{line}/quantity"), json!(10_000), 422),
        (format!("{line}/quantity"), json!(4_294_967_296_i64), 400),
        (format!("{line}/unit_price_minor"), json!(-1), 422),
        (
            format!("{line}/unit_price_minor"),
            json!(9_007_199_254_740_991_i64),
            422,
        ),
        (format!("{line}/discount_minor"), json!(-1), 422),
        (format!("{line}/discount_minor"), json!(20_001), 422),
        (format!("{line}/tax_minor"), json!(19_901), 422),
        ("/cart/lines".into(), json!([]), 422),
        ("/cart/offset_points".into(), json!(-1), 422),
        ("/cart/shipping_minor".into(), json!(-1), 422),
        ("/cart/shipping_minor".into(), json!(u64::MAX), 400),
    ] {
        let answer = site.post("/v1/quotes", &changed(&body, &pointer, value.clone()));
        assert_eq!(answer.status, status, "{pointer} {value}");
    }
    site.goes_on();
}

#[test]
fn lines_are_counted_whatever_ends_them() {
    use tiercel_host::document::Document;
    for text in ["{\n\"a\": 1,\n\"b\": x}", "{\r\n\"a\": 1,\r\n\"b\": x}"] {
        let place = Document::read(text).unwrap_err().place;
        assert_eq!((place.line, place.column), (3, 6), "{text:?}");
    }
}

/// Bytes that mean something to a reader, or nothing to any.
const ODD: &[u8] = b"\"{}[],:0-9e.\\ \x00\xff";

/// A source of choices, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }

    /// Flips, cuts, swaps or repeats some bytes.
    fn mutate(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(3) {
            let (one, other) = (self.below(bytes.len()), self.below(bytes.len()));
            match self.below(6) {
                0 => bytes.truncate(one.max(1)),
                1 => bytes.swap(one, other),
                2 => bytes[one] = ODD[self.below(ODD.len())],
                3 => bytes.insert(one, bytes[other]),
                4 => bytes.extend_from_within(one.min(other)..one.max(other)),
                _ => bytes[one] ^= 1 << self.below(8),
            }
        }
        bytes
    }
}

#[test]
fn mutated_requests_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut site = Watched::new(folder.path());
    let mut chance = Chance(0x5eed);
    let bodies = valid();
    let bodies = bodies.iter().map(|(path, body)| (*path, body.to_string()));
    let documents = [("/v1/policies", STANDARD.to_owned())];
    let documents = documents
        .into_iter()
        .chain([("/v1/policies/check", STANDARD.to_owned())]);
    for (path, body) in bodies.chain(documents) {
        for _ in 0..mutations() {
            let mutated = chance.mutate(body.as_bytes());
            site.post(path, &mutated);
        }
    }
    site.goes_on();
}

#[test]
fn odd_paths_queries_headers_and_methods_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut site = Watched::new(folder.path());
    let odd = [
        "%ff",
        "%00",
        "..%2f..%2f",
        "%",
        "a%20b",
        "*",
        "%e4%bc%9a",
        "m-1%2f",
    ];
    let long = "x".repeat(20_000);
    for (method, path) in ROUTES {
        for odd in odd.into_iter().chain([&*long]) {
            let path = path.replace("{member}", odd).replace("{digest}", odd);
            let path = path.replace("{file}", odd).replace("{name}", odd);
            site.send(&method.to_uppercase(), &path, "", b"");
            site.send(
                &method.to_uppercase(),
                &format!("{path}?{odd}={odd}"),
                "",
                b"",
            );
        }
        let plain = path.replace("{member}", "m-1").replace(['{', '}'], "x");
        for method in [
            "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "POST", "BREW",
        ] {
            site.send(method, &plain, "", b"{}");
        }
        for headers in [
            "accept-language: q=;;,,*;q=9\r\n",
            "accept-encoding: ,,;q=x\r\n",
            "if-none-match: W/,\"\r\n",
            "origin: null\r\n",
            "content-type: application/json; charset=\"\r\n",
            "idempotency-key: \u{e9}\r\n",
        ] {
            site.send(&method.to_uppercase(), &plain, headers, b"");
        }
    }
    for (path, status) in [
        ("/v1/members?after=%00&after=x", 400),
        ("/v1/members?before=1", 400),
        ("/v1/members/m-1/ledger?before=-1", 400),
        ("/v1/members/m-1/ledger?before=99999999999999999999", 400),
        ("/v1/members/m-1/ledger?before=1e3", 400),
        ("/v1/members/m-1/ledger?after=1", 400),
        ("/v1/members/m-1/ledger?before=18446744073709551615", 200),
    ] {
        assert_eq!(site.send("GET", path, "", b"").status, status, "{path}");
    }
    let large = vec![b' '; tiercel_host::http::MAX_BODY_BYTES + 1];
    for path in POSTS {
        assert_eq!(site.post(path, &large).status, 413, "{path}");
    }
    // What is no HTTP at all gets no problem document, but an answer and no harm.
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\naccept: \x01\r\n\r\n",
    ] {
        let status = site.raw(bytes).status;
        assert!((400..500).contains(&status), "{status}");
    }
    site.goes_on();
}
