//! What is measured: a gold member with ten lots, and carts of so many lines, under the standard
//! policy.

use tiercel_core::abi::{Op, PreviewInput, Published};
use tiercel_core::cart::{Cart, Line};
use tiercel_core::command::{Command, Consent};
use tiercel_core::decision::{Loaded, Request};
use tiercel_core::event::Event;
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
        brand: None,
    };
    Cart {
        lines: (0..lines).map(line).collect(),
        offset_points: Points::new(points).ok().filter(|it| !it.is_zero()),
        shipping_minor: Money::new(800).ok(),
        channel: None,
        voucher: None,
        facts: vec![],
        pay_shipping: None,
        tenders: Vec::new(),
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
        Self::after(0)
    }

    /// The same, after so many years of an order each month, all of whose points are gone since.
    pub(crate) fn after(years: u32) -> Self {
        let published = standard();
        let mut life = Life::under(&published);
        life.register();
        if years > 0 {
            (0..years * 12).for_each(|_| life.order_after(30));
            life.now = life.now.plus_days(3 * 366);
        }
        (0..10).for_each(|_| life.order_after(17));
        let Some(State::Member(member)) = life.state else {
            panic!("no member")
        };
        Self {
            published,
            member,
            now: life.now,
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

/// A member's life, act by act.
struct Life {
    policies: PolicySet,
    now: Moment,
    member: MemberId,
    orders: u32,
    state: Option<State>,
    events: Vec<Event>,
}

/// The events of a member's life of so many orders, one every third day.
pub(crate) fn history(orders: u32) -> Vec<Event> {
    let mut life = Life::under(&standard());
    life.register();
    (0..orders).for_each(|_| life.order_after(3));
    life.events
}

/// The standard policy, published.
fn standard() -> Published {
    published(STANDARD)
}

/// A policy document, published.
pub(crate) fn published(document: &str) -> Published {
    let document = encode(&Document::read(document).unwrap().value);
    let (_, output) = call(&mut Door::default(), Op::Check, 0, 0, &document);
    let policy = decode::<Checked>(&output).unwrap().policy.unwrap();
    Published {
        digest: digest(&encode(&policy)),
        policy,
    }
}

impl Life {
    /// The life of somebody who is no member yet.
    fn under(published: &Published) -> Self {
        let set = vec![(published.digest, published.policy.clone())];
        Self {
            policies: PolicySet::new(set).unwrap(),
            now: Moment::parse("2026-01-01T12:00:00+08:00").unwrap(),
            member: MemberId::new("m-1").unwrap(),
            orders: 0,
            state: None,
            events: Vec::new(),
        }
    }

    fn act(&mut self, command: Command) {
        let request = request(self.state.take(), self.now, command);
        let mut decision = decide(&self.policies, &request, &mut Trace::off()).unwrap();
        let own = decision.appended.remove(0);
        self.events.extend(own.events);
        self.state = Some(own.state);
    }

    fn register(&mut self) {
        self.act(Command::RegisterMember {
            member: self.member.clone(),
            consents: consents(),
        });
    }

    /// An order of 600.00 that is paid and settled at once.
    fn order_after(&mut self, days: u32) {
        self.now = self.now.plus_days(days);
        let order = OrderId::new(&format!("o-{}", self.orders)).unwrap();
        let payment = PaymentId::new(&format!("p-{}", self.orders)).unwrap();
        self.orders += 1;
        let member = self.member.clone();
        let mut cart = cart(1, 0);
        cart.shipping_minor = None;
        cart.lines[0].unit_price_minor = Money::new(60_000).unwrap();
        self.act(place(&member, &order, cart));
        self.act(Command::PayOrder {
            member: member.clone(),
            order: order.clone(),
            payment,
            amount_minor: Money::new(60_000).unwrap(),
            occurred_at: None,
        });
        self.act(Command::SettleOrder { member, order });
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
