//! Members for years: what is known of them does not grow with what they did.

use serde_json::json;
use tiercel_core::abi::Published;
use tiercel_core::command::{Command, Consent};
use tiercel_core::decide;
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::id::{Digest, DocumentId, MemberId, OrderId, PaymentId};
use tiercel_core::moment::Moment;
use tiercel_core::policy::PolicySet;
use tiercel_core::state::State;
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;
use tiercel_core::wire::encode;

use super::engines::standard;

/// A member's stream, as far as the next decision needs it.
struct Life {
    policies: PolicySet,
    member: MemberId,
    state: Option<State>,
    version: u64,
    orders: usize,
}

impl Life {
    fn new() -> Self {
        let Published { digest, policy } = standard();
        let policies = PolicySet::new(vec![(digest, policy)]).unwrap();
        let member = MemberId::new("m-1a40c2").unwrap();
        let (state, version, orders) = (None, 0, 0);
        let mut life = Self {
            policies,
            member: member.clone(),
            state,
            version,
            orders,
        };
        let consents = ["user-agreement", "privacy-policy"].map(|document| Consent {
            document: DocumentId::new(document).unwrap(),
            version: 1,
        });
        let consents = consents.to_vec();
        life.decide(BEGIN, Command::RegisterMember { member, consents });
        life
    }

    fn decide(&mut self, at: &str, command: Command) {
        let request = Request {
            now: Moment::parse(at).unwrap(),
            module: Digest([1; 32]),
            policies: Digest([2; 32]),
            streams: vec![Loaded {
                stream: StreamId::Member(self.member.clone()),
                version: self.version,
                state: self.state.take(),
            }],
            command,
        };
        let mut decision = decide(&self.policies, &request, &mut Trace::off()).unwrap();
        let appended = decision.appended.remove(0);
        self.version += appended.events.len() as u64;
        self.state = Some(appended.state);
    }

    /// Buys something for so much, pays it and receives it.
    fn buy(&mut self, at: &str, minor: i64) {
        self.orders += 1;
        let order = OrderId::new(&format!("2026-{:08}", self.orders)).unwrap();
        let payment = PaymentId::new(&format!("p-{:08}", self.orders)).unwrap();
        let cart = json!({ "lines": [{ "sku": "x", "category": "home", "quantity": 1,
            "unit_price_minor": minor }] });
        let cart = serde_json::from_value(cart).unwrap();
        let (member, receipt, occurred_at) = (self.member.clone(), None, None);
        self.decide(
            at,
            Command::PlaceOrder {
                member: member.clone(),
                order: order.clone(),
                cart,
                receipt,
                occurred_at,
            },
        );
        let amount_minor = tiercel_core::number::Money::new(minor).unwrap();
        self.decide(
            at,
            Command::PayOrder {
                member: member.clone(),
                order: order.clone(),
                payment,
                amount_minor,
                occurred_at,
            },
        );
        self.decide(at, Command::SettleOrder { member, order });
    }

    /// A year of shopping every other day.
    fn year(&mut self, year: i32) {
        for month in 1..=12 {
            for day in (1..=26).step_by(2) {
                let at = format!("{year}-{month:02}-{day:02}T10:00:00+08:00");
                self.buy(&at, 10_000);
            }
        }
    }

    fn lots(&self) -> usize {
        match &self.state {
            Some(State::Member(member)) => member.lots.len(),
            _ => 0,
        }
    }

    fn bytes(&self) -> usize {
        encode(self.state.as_ref().unwrap()).len()
    }
}

const BEGIN: &str = "2024-01-01T00:00:00+08:00";

#[test]
fn ten_years_leave_no_more_than_one() {
    let (mut one, mut ten) = (Life::new(), Life::new());
    one.year(2035);
    (2026..=2035).for_each(|year| ten.year(year));
    assert_eq!((one.orders, ten.orders), (156, 1_560));
    // Points live for two years and some: whoever has shopped for three has as many lots.
    let mut three = Life::new();
    (2033..=2035).for_each(|year| three.year(year));
    assert_eq!(three.lots(), ten.lots());
    // Two bytes at the most for the longer number of a lot.
    let longer = 2 * ten.lots() + 8;
    let (three, ten) = (three.bytes(), ten.bytes());
    assert!(
        ten <= three + longer,
        "{three} bytes after three years, {ten} after ten"
    );
}

#[test]
fn a_hundred_lots_and_their_days_are_little_more_than_four_kilobytes() {
    let mut life = Life::new();
    for n in 0..100 {
        let (month, day) = (1 + n / 28, 1 + n % 28);
        life.buy(&format!("2026-{month:02}-{day:02}T10:00:00+08:00"), 10_000);
    }
    // What was bought last can no longer be given back.
    let member = life.member.clone();
    life.decide("2026-06-01T10:00:00+08:00", Command::Tick { member });
    assert_eq!(life.lots(), 100);
    // With the day that each counted on, and the version that it was earned by: 41 bytes each.
    assert!(life.bytes() <= 4_200, "{} bytes", life.bytes());
}
