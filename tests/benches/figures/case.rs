//! What is measured: a gold member with ten lots, and carts of so many lines, under the standard
//! policy.

use tiercel_core::abi::{Op, PreviewInput, Published};
use tiercel_core::cart::{Cart, Line};
use tiercel_core::command::{Command, Consent};
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::id::{Category, Digest, DocumentId, Label, MemberId, OrderId, PaymentId, Sku};
use tiercel_core::moment::Moment;
use tiercel_core::number::{Money, Points};
use tiercel_core::policy::{Checked, PolicySet};
use tiercel_core::state::{MemberState, State};
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;
use tiercel_core::wire::{decode, encode};
use tiercel_core::{decide, preview, snapshot};
use tiercel_host::document::Document;
use tiercel_host::module::digest;
use tiercel_host::serve::STANDARD;
use tiercel_wasm::door::{Door, call};

pub(crate) struct Case {
    pub(crate) published: Published,
    pub(crate) member: MemberState,
    pub(crate) now: Moment,
}

pub(crate) fn cart(lines: usize, points: i64) -> Cart {
    let categories = ["books", "tea", "home", "gift_card", "toys"];
    let line = |n: usize| Line {
        sku: Sku::new(&format!("sku-{n}")).unwrap(),
        category: Category::new(categories[n % 5]).unwrap(),
        quantity: u32::try_from(n % 3 + 1).unwrap(),
        unit_price_minor: Money::new(1_990 + 77 * i64::try_from(n).unwrap()).unwrap(),
        discount_minor: None,
        tax_minor: None,
        labels: vec![Label::new("new").unwrap()],
    };
    Cart {
        lines: (0..lines).map(line).collect(),
        offset_points: Points::new(points).ok().filter(|it| !it.is_zero()),
        shipping_minor: Money::new(800).ok(),
    }
}

pub(crate) fn consents() -> Vec<Consent> {
    let agreed = ["user-agreement", "privacy-policy"].map(|document| Consent {
        document: DocumentId::new(document).unwrap(),
        version: 1,
    });
    agreed.to_vec()
}

impl Case {
    pub(crate) fn new() -> Self {
        let document = encode(&Document::read(STANDARD).unwrap().value);
        let (_, output) = call(&mut Door::default(), Op::Check, 0, 0, &document);
        let policy = decode::<Checked>(&output).unwrap().policy.unwrap();
        let published = Published {
            digest: digest(&encode(&policy)),
            policy,
        };
        let policies = PolicySet::new(vec![(published.digest, published.policy.clone())]).unwrap();
        let mut now = Moment::parse("2026-01-01T12:00:00+08:00").unwrap();
        let member = MemberId::new("m-1").unwrap();
        let mut state = None;
        let mut act = |now, command| {
            let request = request(state.take(), now, command);
            let mut decision = decide(&policies, &request, &mut Trace::off()).unwrap();
            state = Some(decision.appended.remove(0).state);
        };
        let register = Command::RegisterMember {
            member: member.clone(),
            consents: consents(),
        };
        act(now, register);
        for n in 0..10 {
            now = now.plus_days(17);
            let order = OrderId::new(&format!("o-{n}")).unwrap();
            let mut cart = cart(1, 0);
            cart.shipping_minor = None;
            cart.lines[0].unit_price_minor = Money::new(60_000).unwrap();
            act(now, place(&member, &order, cart));
            act(
                now,
                Command::PayOrder {
                    member: member.clone(),
                    order: order.clone(),
                    payment: PaymentId::new(&format!("p-{n}")).unwrap(),
                    amount_minor: Money::new(60_000).unwrap(),
                    occurred_at: None,
                },
            );
            act(
                now,
                Command::SettleOrder {
                    member: member.clone(),
                    order,
                },
            );
        }
        let Some(State::Member(member)) = state else {
            panic!("no member")
        };
        Self {
            published,
            member,
            now,
        }
    }

    /// The bytes of a loaded policy set.
    pub(crate) fn set(&self) -> Vec<u8> {
        encode(&vec![self.published.clone()])
    }

    /// The bytes of the member's snapshot.
    pub(crate) fn snapshot(&self) -> Vec<u8> {
        encode(&snapshot(&self.member, 40, self.now))
    }

    /// The bytes of a preview.
    pub(crate) fn preview(&self, lines: usize, points: i64) -> Vec<u8> {
        let cart = cart(lines, points);
        let now = self.now;
        encode(&PreviewInput { cart, now })
    }

    /// The points that a cart earns.
    pub(crate) fn points(&self, cart: &Cart) -> Points {
        let set = vec![(self.published.digest, self.published.policy.clone())];
        let set = PolicySet::new(set).unwrap();
        let quote = preview(&set, &self.member, cart, self.now, &mut Trace::off());
        quote.unwrap().earn_points
    }

    /// An order of a cart, with its state: what a decision takes.
    pub(crate) fn order(&self, lines: usize) -> Request {
        let member = &self.member;
        let order = OrderId::new("o-new").unwrap();
        let state = Some(State::Member(member.clone()));
        request(
            state,
            self.now,
            place(&member.id, &order, cart(lines, 1_000)),
        )
    }
}

fn place(member: &MemberId, order: &OrderId, cart: Cart) -> Command {
    Command::PlaceOrder {
        member: member.clone(),
        order: order.clone(),
        cart,
        receipt: None,
        occurred_at: None,
    }
}

fn request(state: Option<State>, now: Moment, command: Command) -> Request {
    let stream = StreamId::Member(command.member().unwrap().clone());
    Request {
        now,
        module: Digest([1; 32]),
        policies: Digest([2; 32]),
        streams: vec![Loaded {
            stream,
            version: 40,
            state,
        }],
        command,
    }
}
