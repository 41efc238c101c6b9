//! What partners hold on to, word for word: imports and exports, refusals, canonical bytes, the API.
//!
//! `TIERCEL_BLESS=1 cargo test goldens` writes what is so now. Whoever does that changes a contract,
//! and says so in the CHANGELOG.

use std::fmt::Write;

use serde_json::{Value, json};
use tiercel_core::abi::grammar;
use tiercel_core::command::Command;
use tiercel_core::decide;
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::id::{Digest, MemberId};
use tiercel_core::moment::Moment;
use tiercel_core::number::{Money, Points};
use tiercel_core::policy::{PolicySet, describe};
use tiercel_core::receipt::{Promise, Receipt};
use tiercel_core::refusal::{Code, Retry};
use tiercel_core::state::State;
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;
use tiercel_core::wire::encode;
use tiercel_host::http::openapi;
use tiercel_host::module::EMBEDDED;
use wasmparser::{Parser, Payload, Validator, types::EntityType, types::TypesRef};

use super::engines::standard;
use super::node::{hex, workspace};

/// Compares a text with the one that is kept.
#[track_caller]
fn kept(name: &str, found: &str) {
    let file = workspace().join("tests/goldens").join(name);
    if std::env::var_os("TIERCEL_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, found).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = kept.lines().zip(found.lines()).find(|(was, is)| was != is);
    assert!(
        kept == found,
        "`{}` is not what is so now; first: {differs:?}",
        file.display()
    );
}

fn shown(types: TypesRef<'_>, entity: Option<EntityType>) -> String {
    match entity.unwrap() {
        EntityType::Func(id) => {
            let function = types[id].unwrap_func();
            format!("{:?} -> {:?}", function.params(), function.results())
        }
        EntityType::Memory(memory) => format!("memory of {} pages", memory.initial),
        other => format!("{other:?}"),
    }
}

#[test]
fn imports_and_exports() {
    let all = Validator::new().validate_all(EMBEDDED).unwrap();
    let types = all.as_ref();
    let mut lines = Vec::new();
    for payload in Parser::new(0).parse_all(EMBEDDED) {
        match payload.unwrap() {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.unwrap();
                    let of = shown(types, types.entity_type_from_import(&import));
                    lines.push(format!("import {}.{}: {of}", import.module, import.name));
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export.unwrap();
                    let of = shown(types, types.entity_type_from_export(&export));
                    lines.push(format!("export {}: {of}", export.name));
                }
            }
            _ => {}
        }
    }
    lines.sort();
    kept("interface.txt", &(lines.join("\n") + "\n"));
}

/// The grammar that partners take with them stands beside their document.
#[test]
fn the_grammar_of_the_wire() {
    kept("../../wasm/tiercel.cddl", &grammar());
}

#[test]
fn the_api() {
    let document = serde_json::to_string_pretty(&openapi()).unwrap();
    kept("openapi.json", &(document + "\n"));
}

#[test]
fn refusals_in_their_precedence() {
    let mut out = String::new();
    for code in Code::ALL {
        let (number, name, clause) = (*code as u16, code.name(), code.clause());
        let retry = match code.retry() {
            Retry::Changed => "changed",
            Retry::Later => "later",
            Retry::Never => "never",
        };
        writeln!(out, "{number} {name} {clause} {retry}").unwrap();
    }
    kept("refusals.txt", &out);
}

#[test]
fn the_schema_of_policy_documents() {
    let schema = serde_json::to_string_pretty(&describe()).unwrap();
    kept("policy.schema.json", &(schema + "\n"));
}

fn command(json: Value) -> Command {
    serde_json::from_value(json).unwrap()
}

/// A member's first day in commands, each with the bytes of what goes in and what comes out.
#[test]
fn canonical_bytes() {
    let published = standard();
    let mut out = String::new();
    let digest = published.digest;
    writeln!(out, "policy standard: SHA-256 {digest}").unwrap();
    let policies = PolicySet::new(vec![(digest, published.policy)]).unwrap();
    let now = Moment::parse("2026-06-15T12:00:00+08:00").unwrap();
    let line = |sku: &str, minor: i64| {
        json!({ "sku": sku, "category": "tea", "quantity": 2, "unit_price_minor": minor,
            "discount_minor": 100, "tax_minor": 24, "labels": ["green"] })
    };
    let receipt = Receipt {
        module: Digest([1; 32]),
        policies: Digest([2; 32]),
        member_version: 1,
        now,
        promise: Promise {
            offset_points: Points::new(0).unwrap(),
            offset_minor: Money::new(0).unwrap(),
            cash_minor: Money::new(69_600).unwrap(),
            earn_points: Points::new(1_033).unwrap(),
        },
    };
    let commands = [
        json!({ "register_member": { "member": "m-1", "consents": [
            { "document": "user-agreement", "version": 1 },
            { "document": "privacy-policy", "version": 1 },
        ] } }),
        json!({ "place_order": { "member": "m-1", "order": "o-1",
            "cart": { "lines": [line("a", 34_500)], "shipping_minor": 700 },
            "receipt": receipt, "occurred_at": "2026-06-15T04:00:00Z" } }),
        json!({ "pay_order": { "member": "m-1", "order": "o-1", "payment": "p-1",
            "amount_minor": 69_600 } }),
        json!({ "settle_order": { "member": "m-1", "order": "o-1" } }),
        json!({ "place_order": { "member": "m-1", "order": "o-2",
            "cart": { "lines": [line("b", 5_000)], "offset_points": 500 } } }),
        json!({ "cancel_order": { "member": "m-1", "order": "o-2" } }),
        json!({ "tick": { "member": "m-1" } }),
    ];
    let member = MemberId::new("m-1").unwrap();
    let (mut version, mut state) = (0, None::<State>);
    for json in commands {
        let stream = StreamId::Member(member.clone());
        let request = Request {
            now,
            module: Digest([1; 32]),
            policies: Digest([2; 32]),
            streams: vec![Loaded {
                stream,
                version,
                state: state.take(),
            }],
            command: command(json),
        };
        let decision = decide(&policies, &request, &mut Trace::off()).unwrap();
        let name = request.command.name();
        writeln!(out, "{name}, request: {}", hex(&encode(&request))).unwrap();
        writeln!(out, "{name}, decision: {}", hex(&encode(&decision))).unwrap();
        let appended = decision.appended.into_iter().next().unwrap();
        version += appended.events.len() as u64;
        state = Some(appended.state);
    }
    kept("canonical.txt", &out);
}
