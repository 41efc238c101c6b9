//! Any split of a purchase into refunds, in any order, sums to the whole: in cash, in points by lot,
//! in what was earned and in what counts toward tiers.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tiercel_core::cart::{Cart, Line};
use tiercel_core::command::{Command, Verdict};
use tiercel_core::event::{Event, HoldPart, Pending};
use tiercel_core::id::{Category, ChargebackId, OrderId, PaymentId, RefundId, RuleId, Sku};
use tiercel_core::number::{Money, Points};
use tiercel_core::policy::PolicySet;
use tiercel_core::sale::{RefundStep, ReturnedUnits};
use tiercel_core::state::MemberState;
use tiercel_core::tender::TenderPart;
use tiercel_core::trace::Trace;
use tiercel_core::{preview, snapshot, view};

use super::course::Course;
use super::drawn::{documents, policy};

/// A line: units, the price of one, the part of the price that a coupon takes off, in percent.
type Bought = (u32, i64, i64);

fn cart(lines: &[Bought], points: i64) -> Cart {
    let line = |(place, (quantity, price, percent)): (usize, &Bought)| Line {
        sku: Sku::new(&format!("sku-{place}")).unwrap(),
        category: Category::new(["tea", "books", "home"][place % 3]).unwrap(),
        quantity: *quantity,
        unit_price_minor: Money::new(*price).unwrap(),
        discount_minor: Money::new(price * i64::from(*quantity) * percent / 100).ok(),
        tax_minor: Money::new(price * (100 - percent) / 1_100).ok(),
        labels: vec![],
        brand: None,
    };
    Cart {
        lines: lines.iter().enumerate().map(line).collect(),
        offset_points: Points::new(points).ok().filter(|points| !points.is_zero()),
        shipping_minor: Money::new(800).ok(),
        channel: None,
        voucher: None,
        facts: vec![],
        pay_shipping: None,
        tenders: Vec::new(),
    }
}

/// So many thousandths of what a cart costs after points, by a gift card and a wallet.
fn paid_by(due: Money, thousandths: [i64; 2]) -> Vec<TenderPart> {
    let parts = ["gift-card", "wallet"].into_iter().zip(thousandths);
    let parts = parts.map(|(tender, part)| TenderPart {
        tender: RuleId::new(tender).unwrap(),
        amount_minor: Money::new(due.value() * part / 1_000).unwrap(),
    });
    parts.filter(|part| !part.amount_minor.is_zero()).collect()
}

struct Buyer {
    course: Course,
    acts: usize,
}

impl Buyer {
    fn decide(&mut self, command: Command) -> Vec<Event> {
        self.course.decide(command).unwrap()
    }

    fn place(&mut self, cart: Cart) -> OrderId {
        self.acts += 1;
        let order = OrderId::new(&format!("o-{}", self.acts)).unwrap();
        self.place_as(&order, cart);
        order
    }

    fn place_as(&mut self, order: &OrderId, cart: Cart) {
        self.decide(Command::PlaceOrder {
            member: self.course.member().id.clone(),
            order: order.clone(),
            cart,
            receipt: None,
            occurred_at: None,
        });
    }

    /// Pays what is due.
    fn pay(&mut self, order: &OrderId) -> Money {
        self.acts += 1;
        let mut orders = self.course.member().orders.iter();
        let cash = orders.find(|open| open.id == *order).unwrap().cash_minor;
        self.decide(Command::PayOrder {
            member: self.course.member().id.clone(),
            order: order.clone(),
            payment: PaymentId::new(&format!("p-{}", self.acts)).unwrap(),
            amount_minor: cash,
            occurred_at: None,
        });
        cash
    }

    fn buy(&mut self, cart: Cart, receives: bool) -> (OrderId, Money) {
        let order = self.place(cart);
        let cash = self.pay(&order);
        let member = self.course.member().id.clone();
        if receives {
            let order = order.clone();
            self.decide(Command::SettleOrder { member, order });
        }
        (order, cash)
    }

    /// Gives units back, granted and paid at once.
    fn give_back(&mut self, order: &OrderId, lines: Vec<ReturnedUnits>) -> Vec<Event> {
        self.acts += 1;
        let member = self.course.member().id.clone();
        let refund = RefundId::new(&format!("r-{}", self.acts)).unwrap();
        let mut events = self.decide(Command::RequestRefund {
            member: member.clone(),
            order: order.clone(),
            refund: refund.clone(),
            reason: RuleId::new("faulty").unwrap(),
            lines,
        });
        events.extend(self.decide(Command::ReviewRefund {
            member: member.clone(),
            refund: refund.clone(),
            verdict: Verdict::Approve,
        }));
        let mut open = self
            .course
            .member()
            .sales
            .iter()
            .flat_map(|sale| &sale.refunds);
        if let Some(open) = open.find(|open| open.id == refund) {
            let RefundStep::Approved { cash_minor, .. } = open.step else {
                panic!("granted")
            };
            events.extend(self.decide(Command::PayRefund {
                member,
                payment: PaymentId::new(&format!("b-{}", self.acts)).unwrap(),
                amount_minor: cash_minor,
                refund,
            }));
        }
        events
    }
}

fn by_lot<'e>(parts: impl Iterator<Item = &'e HoldPart>) -> BTreeMap<u64, i64> {
    let mut sums = BTreeMap::new();
    for part in parts {
        *sums.entry(part.lot).or_default() += part.points.value();
    }
    sums
}

fn terms(tenders: &str, between: &str, scope: &str, rounding: &str) -> PolicySet {
    published(document(tenders, between, scope, rounding))
}

fn published(document: Value) -> PolicySet {
    let policy = policy(document, 1);
    PolicySet::new(vec![(tiercel_core::id::Digest([7; 32]), policy)]).unwrap()
}

fn document(tenders: &str, between: &str, scope: &str, rounding: &str) -> Value {
    let mut document = documents()[0].clone();
    document["refunds"]["tenders"] = json!(tenders);
    document["refunds"]["between_tenders"] = json!(between);
    let name = json!({ "zh": "卡", "en": "Card" });
    document["orders"]["tenders"] = json!([{ "id": "gift-card", "name": name },
        { "id": "wallet", "name": name, "counts": true }]);
    document["earning"]["rounding_scope"] = json!(scope);
    document["earning"]["rounding"] = json!(rounding);
    // Every tier takes something off and gives something back.
    for step in document["tiers"]["steps"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .take(2)
    {
        let mut grants = step["grants"].as_array().cloned().unwrap_or_default();
        grants.push(json!({ "id": "off", "discount": { "share": "1/13", "rounding": rounding } }));
        grants.push(
            json!({ "id": "back", "rebate": { "points": 3, "per": "1.000",
            "rounding": rounding, "most_points": 900 } }),
        );
        step["grants"] = json!(grants);
    }
    if (scope, rounding) == ("order", "floor") {
        document["earning"]["remainders"] = json!("carried");
    }
    document
}

/// Orders bear here the very names that stand for others in a snapshot.
#[test]
fn what_waits_for_an_order_waits_for_the_one_that_stands_for_it() {
    let mut document = documents()[0].clone();
    document["earning"]["pending"] = json!("until_settled");
    let course = Course::new(&published(document), "m-1");
    let mut buyer = Buyer { course, acts: 0 };
    let names = ["order-2", "order-1"].map(|name| OrderId::new(name).unwrap());
    for name in &names {
        buyer.place_as(name, cart(&[(1, 50_000, 0)], 0));
        buyer.pay(name);
    }
    let member = buyer.course.member();
    let taken = snapshot(member, 1, buyer.course.now);
    let waits = |member: &MemberState| {
        let pending = member.lots.iter().filter_map(|lot| lot.pending.clone());
        pending.collect::<Vec<_>>()
    };
    assert_eq!(waits(member), names.clone().map(Pending::Settlement));
    let [second, first] = names;
    assert_eq!(
        waits(&taken.member),
        [first, second].map(Pending::Settlement)
    );
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("TIERCEL_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(200),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Whatever the points waited for, and whatever part of the cash a bank took.
    #[test]
    fn a_chargeback_that_is_given_back_leaves_all_as_it_was(
        tenders in select(vec!["pro_rata", "points_first", "cash_first"]),
        (scope, rounding) in (select(vec!["line", "order"]), select(vec!["floor", "half_up"])),
        pending in select(vec![json!("none"), json!("until_settled"), json!("days")]),
        lines in prop::collection::vec((1..4_u32, 0..90_000_i64, 0..100_i64), 1..4),
        receives in any::<bool>(),
        thousandths in 1..=1_000_i64,
    ) {
        let mut document = document(tenders, "pro_rata", scope, rounding);
        document["earning"]["pending"] = pending.clone();
        if pending == json!("days") {
            document["earning"]["pending_days"] = json!(5);
        }
        let course = Course::new(&published(document), "m-1");
        let mut buyer = Buyer { course, acts: 0 };
        let (order, cash) = buyer.buy(cart(&lines, 0), receives);
        let amount = Money::new(cash.value() * thousandths / 1_000).unwrap();
        prop_assume!(!amount.is_zero());
        let before = buyer.course.member().clone();
        let chargeback = ChargebackId::new("x-1").unwrap();
        buyer.decide(Command::RecordChargeback {
            member: before.id.clone(),
            order,
            chargeback: chargeback.clone(),
            amount_minor: amount,
        });
        let member = before.id.clone();
        buyer.decide(Command::ReverseChargeback { member, chargeback });
        prop_assert_eq!(buyer.course.member(), &before);
    }

    #[test]
    fn what_is_void_before_it_is_paid_is_as_if_it_was_given_back_at_once(
        (tenders, between) in (
            select(vec!["pro_rata", "points_first", "cash_first"]),
            select(vec!["pro_rata", "cash_first", "tenders_first"]),
        ),
        pay in prop::option::of(prop::array::uniform2(0..500_i64)),
        (scope, rounding) in (select(vec!["line", "order"]), select(vec!["floor", "half_up"])),
        before in 200_000..2_000_000_i64,
        lines in prop::collection::vec((1..6_u32, 0..100_000_i64, 0..100_i64), 2..5),
        points in 0..3_i64,
        void in prop::collection::vec((0..4_usize, 1..3_u32), 1..4),
        rest_comes_back in any::<bool>(),
    ) {
        let course = Course::new(&terms(tenders, between, scope, rounding), "m-1");
        let mut buyers = [course.clone(), course].map(|course| Buyer { course, acts: 0 });
        let mut stand = Vec::new();
        for (place, buyer) in buyers.iter_mut().enumerate() {
            buyer.buy(cart(&[(1, before, 0)], 0), true);
            let mut wish = cart(&lines, points * 100);
            let course = &buyer.course;
            let quote = preview(&course.policies, course.member(), &wish, course.now, &mut Trace::off());
            let quote = quote.unwrap();
            if quote.refusal.is_some() {
                wish.offset_points = None;
            } else {
                wish.tenders = paid_by(quote.cash_minor, pay.unwrap_or_default());
            }
            let order = buyer.place(wish);
            if place == 1 {
                buyer.pay(&order);
            }
            let mut left: Vec<u32> = lines.iter().map(|(quantity, ..)| *quantity).collect();
            for (line, quantity) in &void {
                let line = line % lines.len();
                let quantity = (*quantity).min(left[line]);
                // Something must be left.
                if quantity == 0 || left.iter().sum::<u32>() == quantity {
                    continue;
                }
                left[line] -= quantity;
                let units = vec![ReturnedUnits { line: u32::try_from(line).unwrap(), quantity }];
                if place == 0 {
                    let member = buyer.course.member().id.clone();
                    let order = order.clone();
                    buyer.decide(Command::CutOrder { member, order, lines: units });
                } else {
                    buyer.give_back(&order, units);
                }
            }
            if place == 0 {
                buyer.pay(&order);
            }
            if rest_comes_back {
                buyer.give_back(&order, vec![]);
            }
            let seen = view(&buyer.course.policies, buyer.course.member(), buyer.course.now).unwrap();
            let sales = buyer.course.member().sales.iter();
            let sales = sales.map(|sale| (
                sale.back.points, sale.back.value_minor,
                sale.earned_points.value() - sale.back.clawed_points.value(),
                sale.cash_left().unwrap(), sale.sold.tenders.clone(),
            ));
            let lots: Vec<_> = seen.lots.iter().map(|lot| (lot.points, lot.expires_at)).collect();
            stand.push((
                (seen.available_points, seen.pending_points, seen.held_points, lots),
                // What was paid as a whole may have lifted the tier, until its next review.
                (seen.spend_minor, seen.debt_points),
                sales.collect::<Vec<_>>(),
                buyer.course.member().kept.clone(),
                buyer.course.member().counted.clone(),
            ));
        }
        prop_assert_eq!(&stand[0], &stand[1]);
    }

    #[test]
    fn parts_sum_to_the_whole(
        tenders in select(vec!["pro_rata", "points_first", "cash_first"]),
        (between, pay) in (
            select(vec!["pro_rata", "cash_first", "tenders_first"]),
            prop::option::of(prop::array::uniform2(0..500_i64)),
        ),
        scope in select(vec!["line", "order"]),
        rounding in select(vec!["floor", "half_up", "half_even", "ceil"]),
        before in prop::collection::vec(0..2_000_000_i64, 1..4),
        lines in prop::collection::vec((1..6_u32, 0..100_000_i64, 0..100_i64), 1..5),
        points in 0..6_000_i64,
        receives in any::<bool>(),
        (order_of_units, cuts) in (any::<u64>(), prop::collection::vec(1..5_usize, 1..30)),
    ) {
        let course = Course::new(&terms(tenders, between, scope, rounding), "m-1");
        let mut buyer = Buyer { course, acts: 0 };
        for price in before {
            buyer.buy(cart(&[(1, price, 0)], 0), true);
            buyer.course.now = buyer.course.now.plus_days(40);
        }
        let stood = view(&buyer.course.policies, buyer.course.member(), buyer.course.now).unwrap();
        let kept = buyer.course.member().kept.clone();
        // Points that cannot be used on this cart are not asked for.
        let course = &buyer.course;
        let wish = cart(&lines, points);
        let quote = preview(&course.policies, course.member(), &wish, course.now, &mut Trace::off());
        let refused = quote.is_ok_and(|quote| quote.refusal.is_some());
        let points = if refused { 0 } else { points };
        let mut wish = cart(&lines, points);
        let quote = preview(&course.policies, course.member(), &wish, course.now, &mut Trace::off());
        wish.tenders = paid_by(quote.unwrap().cash_minor, pay.unwrap_or_default());
        let (order, cash) = buyer.buy(wish.clone(), receives);
        let sale = buyer.course.member().sales.last().unwrap().clone();
        let quoted_rebate = sale.benefits.as_ref().is_some_and(|it| it.rebate.is_some());
        let used = by_lot(sale.used.iter());

        // Every unit, in some order, cut into refunds.
        let units = lines.iter().enumerate().flat_map(|(line, (quantity, ..))| vec![line; *quantity as usize]);
        let mut units: Vec<usize> = units.collect();
        units.sort_by_key(|line| (*line as u64 + 1).wrapping_mul(order_of_units).rotate_left(17));
        let start = (order_of_units % units.len() as u64) as usize;
        units.rotate_left(start);
        let mut events = Vec::new();
        let mut cuts = cuts.into_iter().cycle();
        while !units.is_empty() {
            let cut = cuts.next().unwrap().min(units.len());
            let mut asked: BTreeMap<usize, u32> = BTreeMap::new();
            units.drain(..cut).for_each(|line| *asked.entry(line).or_default() += 1);
            let asked = asked.into_iter().map(|(line, quantity)| ReturnedUnits {
                line: u32::try_from(line).unwrap(),
                quantity,
            });
            events.extend(buyer.give_back(&order, asked.collect()));
        }

        let sum = |of: &dyn Fn(&Event) -> i64| events.iter().map(of).sum::<i64>();
        let paid_back = sum(&|event| match event {
            Event::RefundApproved { cash_minor, .. } => {
                assert!(*cash_minor >= Money::ZERO);
                cash_minor.value()
            }
            _ => 0,
        });
        let clawed = sum(&|event| match event {
            Event::PointsClawedBack { points, owed_points, .. } => points.value() - owed_points.value(),
            _ => 0,
        });
        let rebate = sum(&|event| match event {
            Event::RebateTakenBack(taken) => taken.points.value() - taken.owed_points.value(),
            _ => 0,
        });
        prop_assert_eq!(rebate, sale.rebate.map_or(0, |given| given.points.value()));
        prop_assert_eq!(sale.rebate.is_some(), receives && quoted_rebate);
        let parts = events.iter().flat_map(|event| match event {
            Event::PointsReinstated { parts, .. } => parts.as_slice(),
            _ => &[],
        });
        prop_assert_eq!(paid_back, cash.value());
        for paid in &wish.tenders {
            let back = sum(&|event| match event {
                Event::RefundApproved { tenders, .. } => {
                    let own = tenders.iter().filter(|part| part.tender == paid.tender);
                    own.map(|part| part.amount_minor.value()).sum()
                }
                _ => 0,
            });
            prop_assert_eq!(back, paid.amount_minor.value(), "{}", &paid.tender);
        }
        prop_assert_eq!(by_lot(parts), used);
        prop_assert_eq!(clawed, sale.earned_points.value());
        let stands = view(&buyer.course.policies, buyer.course.member(), buyer.course.now).unwrap();
        prop_assert_eq!(stands.spend_minor, stood.spend_minor);
        prop_assert_eq!(stands.available_points, stood.available_points);
        prop_assert_eq!(stands.lots, stood.lots);
        prop_assert_eq!(&buyer.course.member().kept, &kept, "the part of a point as well");
        prop_assert!(buyer.course.member().sales.iter().all(|sale| sale.order != order));
        prop_assert!(buyer.course.member().orders.is_empty());
    }
}
