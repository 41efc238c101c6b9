//! Any text → a document → a check: no panic; findings point into the document; a policy without
//! findings is written and read as the same bytes, and checks as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tiercel_core::document::Value;
use tiercel_core::policy::{Policy, PolicySet, check};
use tiercel_core::wire::{decode, encode};
use tiercel_host::document::Document;
use tiercel_host::module::digest;

fuzz_target!(|text: &str| {
    let document = match Document::read(text) {
        Ok(document) => document,
        Err(wrong) => {
            assert!(wrong.place.line >= 1 && wrong.place.column >= 1);
            assert!(wrong.place.line <= text.matches('\n').count() + 1);
            return;
        }
    };
    let bytes = encode(&document.value);
    let Ok(read) = decode::<Value>(&bytes) else {
        return;
    };
    assert!(
        read == document.value,
        "a document is read as it was written"
    );
    let checked = check(&document.value);
    assert_eq!(checked.findings.is_empty(), checked.policy.is_some());
    for finding in &checked.findings {
        assert!(finding.pointer.is_empty() || finding.pointer.starts_with('/'));
        // A step that was left out has its default, which may be wrong for what a point is worth.
        if !matches!(
            &*finding.code,
            "missing" | "more_findings" | "step_not_whole_money"
        ) {
            assert!(
                exists(&document.value, &finding.pointer),
                "{}",
                finding.pointer
            );
        }
        let place = document.place_of(&finding.pointer);
        assert!(place.line <= text.matches('\n').count() + 1);
    }
    if let Some(policy) = checked.policy {
        let written = encode(&policy);
        let again: Policy = decode(&written).expect("a policy is read as it was written");
        assert_eq!(encode(&again), written);
        PolicySet::new(vec![(digest(&written), again)]).expect("one policy is a set");
    }
});

/// Whether a pointer leads to something: a field that is missing has its table.
fn exists(value: &Value, pointer: &str) -> bool {
    let Some(rest) = pointer.strip_prefix('/') else {
        return pointer.is_empty();
    };
    let (step, rest) = rest
        .split_once('/')
        .map_or((rest, ""), |(step, _)| (step, &rest[step.len()..]));
    let name = step.replace("~1", "/").replace("~0", "~");
    match value {
        Value::Map(entries) => {
            let found = entries.iter().find(|(key, _)| *key.as_str() == *name);
            found.is_some_and(|(_, value)| exists(value, rest))
        }
        Value::List(items) => {
            let found = name
                .parse::<usize>()
                .ok()
                .and_then(|place| items.get(place));
            found.is_some_and(|value| exists(value, rest))
        }
        _ => false,
    }
}
