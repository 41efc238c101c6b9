//! What partners fetch from a host, as `wasm/README.md` tells them.

use serde_json::{Value, json};
use tiercel_core::abi::{Op, PreviewInput, Published, Status};
use tiercel_core::cart::Cart;
use tiercel_core::moment::Moment;
use tiercel_core::quote::Quote;
use tiercel_core::wire::{decode, encode};
use tiercel_host::module::{EMBEDDED, digest};
use tiercel_wasm::door::{Door, call};

use super::house::{TestSite, cart, start};

/// What a host answered.
struct Answer {
    status: u16,
    headers: ureq::http::HeaderMap,
    bytes: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

fn fetch(site: &TestSite, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = TestSite::agent().get(format!("{}{path}", site.address));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut answer = request.call().unwrap();
    Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        bytes: answer.body_mut().read_to_vec().unwrap(),
    }
}

#[test]
fn the_set_is_known_by_its_digest_and_sent_once() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    let set = fetch(&site, "/v1/policies/set", &[]);
    let published: Vec<Published> = decode(&set.bytes).unwrap();
    let digests: Vec<u8> = published.iter().flat_map(|it| it.digest.0).collect();
    let tag = format!("\"{}\"", digest(&digests));
    assert_eq!(set.header("etag"), tag);
    for version in &published {
        assert_eq!(digest(&encode(&version.policy)), version.digest);
        let path = format!("/v1/policies/{}", version.digest);
        let alone = fetch(&site, &path, &[("accept", "application/cbor")]);
        assert_eq!(digest(&alone.bytes), version.digest);
    }
    let (_, feed) = site.get("/v1/policies");
    assert_eq!(format!("\"{}\"", feed["set"].as_str().unwrap()), tag);

    let weak = format!("\"another\", W/{tag}");
    for held in [&*tag, &*weak, "*"] {
        let again = fetch(&site, "/v1/policies/set", &[("if-none-match", held)]);
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{held}");
        assert_eq!(again.header("etag"), tag);
        assert!(Moment::parse(again.header("tiercel-now")).is_ok());
    }
    let other = fetch(&site, "/v1/policies/set", &[("if-none-match", "\"0\"")]);
    assert_eq!((other.status, other.bytes), (200, set.bytes));
}

#[test]
fn the_module_is_served_by_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    let (_, told) = site.get("/v1/module");
    let module = fetch(&site, told["url"].as_str().unwrap(), &[]);
    assert!(module.bytes == EMBEDDED);
    assert_eq!(told["digest"], json!(digest(&module.bytes)));
    assert_eq!(told["abi"], json!(1));
    assert_eq!(module.header("content-type"), "application/wasm");
    let (status, _) = site.get(&format!("/v1/modules/{}.wasm", "0".repeat(64)));
    assert_eq!(status, 404);
}

#[test]
fn a_preview_from_what_was_fetched_is_the_hosts_quote() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    site.buy("m-1", "o-1", 200_000);
    let set = fetch(&site, "/v1/policies/set", &[]);
    let snapshot = fetch(&site, "/v1/members/m-1/snapshot", &[]);
    assert_eq!(
        snapshot.header("tiercel-module"),
        digest(EMBEDDED).to_string()
    );
    assert_eq!(
        snapshot.header("tiercel-policies"),
        set.header("tiercel-policies")
    );
    let shown = String::from_utf8_lossy(&snapshot.bytes).into_owned();
    for name in ["m-1", "o-1", "p-o-1", "user-agreement"] {
        assert!(!shown.contains(name), "a snapshot names `{name}`");
    }

    let mut door = Door::default();
    let loaded = |(status, output): (Status, Vec<u8>)| -> u32 {
        assert_eq!(status, Status::Answer);
        decode(&output).unwrap()
    };
    let policies = loaded(call(&mut door, Op::PoliciesLoad, 0, 0, &set.bytes));
    let member = loaded(call(&mut door, Op::MemberLoad, 0, 0, &snapshot.bytes));
    let asked: Cart = serde_json::from_value(cart(50_000, 1_000)).unwrap();
    let input = PreviewInput {
        cart: asked,
        now: Moment::parse(snapshot.header("tiercel-now")).unwrap(),
    };
    let (status, output) = call(&mut door, Op::Preview, policies, member, &encode(&input));
    assert_eq!(status, Status::Answer);
    let quote: Quote = decode(&output).unwrap();
    let body = json!({ "member": "m-1", "cart": cart(50_000, 1_000) });
    let (_, hosts) = site.post("/v1/quotes", "", &body.to_string());
    let hosts: Value = serde_json::from_str(&hosts).unwrap();
    assert_eq!(json!(quote), hosts);
}
