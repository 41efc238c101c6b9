//! The story that partners and consumers tell: a member's first days, and a cart afterwards.

use std::path::Path;

use serde_json::{Value, json};
use tiercel_core::cart::Cart;
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::id::{Digest, MemberId};
use tiercel_core::moment::Moment;
use tiercel_core::policy::PolicySet;
use tiercel_core::quote::Quote;
use tiercel_core::state::{MemberState, State};
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;
use tiercel_core::wire::encode;
use tiercel_core::{decide, preview, snapshot};

use super::engines::standard;

/// When the last of the member's first days is.
fn last() -> Moment {
    Moment::parse("2026-01-01T00:04:00Z").unwrap()
}

fn policies() -> PolicySet {
    let standard = standard();
    PolicySet::new(vec![(standard.digest, standard.policy)]).unwrap()
}

/// The member of the partners' story.
fn member() -> MemberState {
    member_at_version().0
}

fn member_at_version() -> (MemberState, u64) {
    let consent = |document: &str| json!({ "document": document, "version": 1 });
    let kettle = json!({ "sku": "kettle", "category": "home", "quantity": 1,
        "unit_price_minor": 120_000 });
    let story = [
        json!({ "register_member": { "member": "m-1",
            "consents": [consent("user-agreement"), consent("privacy-policy")] } }),
        json!({ "place_order": { "member": "m-1", "order": "o-1", "cart": { "lines": [kettle] } } }),
        json!({ "pay_order": { "member": "m-1", "order": "o-1", "payment": "p-1",
            "amount_minor": 120_000 } }),
        json!({ "settle_order": { "member": "m-1", "order": "o-1" } }),
    ];
    let (policies, mut now) = (policies(), Moment::parse("2026-01-01T00:00:00Z").unwrap());
    let (mut version, mut state) = (0, None::<State>);
    for command in story {
        now = now.plus_minutes(1);
        let request = Request {
            now,
            module: Digest([0; 32]),
            policies: Digest([0; 32]),
            streams: vec![Loaded {
                stream: StreamId::Member(MemberId::new("m-1").unwrap()),
                version,
                state,
            }],
            command: serde_json::from_value(command).unwrap(),
        };
        let decision = decide(&policies, &request, &mut Trace::off()).unwrap();
        let appended = decision.appended.into_iter().next().unwrap();
        version += appended.events.len() as u64;
        state = Some(appended.state);
    }
    let Some(State::Member(member)) = state else {
        panic!("no member")
    };
    (member, version)
}

/// The cart that is asked about, as the API takes it.
fn cart() -> Value {
    json!({ "lines": [{ "sku": "tea", "category": "tea", "quantity": 2,
        "unit_price_minor": 9_900 }], "offset_points": 800 })
}

/// What it comes to.
pub(crate) fn quote() -> Quote {
    let cart: Cart = serde_json::from_value(cart()).unwrap();
    preview(&policies(), &member(), &cart, last(), &mut Trace::off()).unwrap()
}

/// Writes what one fetches from a host to quote the cart, and the cart.
pub(crate) fn fetch(into: &Path) {
    let (member, version) = member_at_version();
    let keep = |name: &str, bytes: &[u8]| std::fs::write(into.join(name), bytes).unwrap();
    keep("set.cbor", &encode(&vec![standard()]));
    keep(
        "snapshot.cbor",
        &encode(&snapshot(&member, version, last())),
    );
    let asked = json!({ "cart": cart(), "nowMs": last().ms() });
    keep("asked.json", asked.to_string().as_bytes());
}
