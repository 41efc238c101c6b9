//! Every refusal is shown somewhere: by a vector, or by a test that names it.

use std::collections::BTreeSet;

use serde_json::Value;
use tiercel_core::abi::Published;
use tiercel_core::command::Command;
use tiercel_core::decide;
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::id::{Digest, MemberId};
use tiercel_core::moment::Moment;
use tiercel_core::policy::PolicySet;
use tiercel_core::refusal::{Code, Refusal};
use tiercel_core::state::{ProgrammeState, PublishedVersion, State};
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;

use super::engines::standard;
use super::node::workspace;

/// A set of policies is in order by itself; only a record that knows of another one can disagree.
#[test]
fn a_version_that_begins_before_one_on_record_is_refused() {
    let Published { digest, mut policy } = standard();
    policy.version = 2;
    let last = PublishedVersion {
        policy: Digest([3; 32]),
        id: policy.id.clone(),
        version: 1,
        effective_from: policy.effective_from,
    };
    let state = ProgrammeState {
        versions: vec![last],
        module: None,
    };
    let policies = PolicySet::new(vec![(digest, policy)]).unwrap();
    let request = Request {
        now: Moment::parse("2023-01-01T00:00:00Z").unwrap(),
        module: Digest([1; 32]),
        policies: Digest([2; 32]),
        streams: vec![Loaded {
            stream: StreamId::Programme,
            version: 1,
            state: Some(State::Programme(state)),
        }],
        command: Command::PublishPolicy { policy: digest },
    };
    let rejection = decide(&policies, &request, &mut Trace::off()).unwrap_err();
    assert_eq!(rejection.refusal.code, Code::EffectiveNotAfterLast);
}

/// Whoever keeps the streams must give all that the command touches.
#[test]
fn a_stream_that_was_not_loaded_is_never_taken_for_an_empty_one() {
    let Published { digest, policy } = standard();
    let member = MemberId::new("m-1").unwrap();
    let touched = StreamId::Member(member.clone());
    let decided = |streams| {
        let request = Request {
            now: policy.effective_from,
            module: Digest([1; 32]),
            policies: Digest([2; 32]),
            streams,
            command: Command::Tick {
                member: member.clone(),
            },
        };
        let policies = PolicySet::new(vec![(digest, policy.clone())]).unwrap();
        let rejection = decide(&policies, &request, &mut Trace::off()).unwrap_err();
        rejection.refusal
    };
    let refusal = decided(vec![]);
    let expected = Refusal::new(Code::StreamNotLoaded);
    assert_eq!(refusal, expected.with("stream", &touched));
    let empty = Loaded {
        stream: touched,
        version: 0,
        state: None,
    };
    assert_eq!(decided(vec![empty]).code, Code::MemberUnknown);
}

fn stated_by_vectors() -> BTreeSet<u64> {
    let mut stated = BTreeSet::new();
    for entry in std::fs::read_dir(workspace().join("tests/vectors")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let text = std::fs::read_to_string(path).unwrap();
            let file: Value = serde_json::from_str(&text).unwrap();
            for vector in file["vectors"].as_array().unwrap() {
                let expect = &vector["expect"];
                stated.extend(expect["refusal"]["code"].as_u64());
                stated.extend(expect["quote"]["refusal"]["code"].as_u64());
            }
        }
    }
    stated
}

#[test]
fn every_refusal_is_shown_somewhere() {
    let stated = stated_by_vectors();
    let tests = [include_str!("limits.rs"), include_str!("refusals.rs")].concat();
    let named = |code: &Code| tests.contains(&format!("Code::{code:?})"));
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !stated.contains(&u64::from(**code as u16)) && !named(code))
        .collect();
    assert!(missing.is_empty(), "nothing shows {missing:?}");
}
