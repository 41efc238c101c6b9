//! Chromium as an engine: the vectors, and thousands of random carts, by the raw door, byte for byte.
//!
//! `TIERCEL_CARTS=100000 cargo test random_carts` tries more of them. Calls are queued and made many
//! at once: what each must answer is known from the native twin.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use tempfile::TempDir;
use tiercel_core::abi::{Op, PreviewInput, Status};
use tiercel_core::cart::{Cart, Line};
use tiercel_core::id::{Category, Label, Sku};
use tiercel_core::moment::Moment;
use tiercel_core::number::{Money, Points};
use tiercel_core::wire::encode;
use tiercel_host::module::EMBEDDED;
use tiercel_wasm::door::{Door, call};

use super::browser::tools;
use super::engines::standard;
use super::node::{Node, hex, unhex};
use super::vectors::{Other, all_hold, beside};

/// Calls made at once.
const BATCH: usize = 500;

/// The raw door in a page of Chromium.
struct Chromium {
    node: Node,
    calls: Vec<Value>,
    native: Vec<(Op, (Status, Vec<u8>))>,
    answered: usize,
    // Holds the module's file.
    _folder: TempDir,
}

impl Chromium {
    fn start() -> Option<Self> {
        let tools = tools()?;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tiercel_bg.wasm");
        std::fs::write(&file, EMBEDDED).unwrap();
        Some(Self {
            node: Node::run("browser/engine.mjs", &[&file, tools]),
            calls: Vec::new(),
            native: Vec::new(),
            answered: 0,
            _folder: folder,
        })
    }

    /// Makes the calls that are queued; each answers as its twin did.
    fn flush(&mut self) {
        let answers = self.node.ask(&json!(std::mem::take(&mut self.calls)));
        let answers = answers.as_array().unwrap();
        assert_eq!(answers.len(), self.native.len());
        for (answer, (op, (status, output))) in answers.iter().zip(self.native.drain(..)) {
            assert_eq!(answer["status"], json!(status as u32), "{op:?}");
            let found = unhex(answer["output"].as_str().unwrap());
            assert!(
                found == output,
                "{op:?}: {} is not {}",
                hex(&found),
                hex(&output)
            );
            self.answered += 1;
        }
    }
}

impl Other for Chromium {
    fn compare(&mut self, op: Op, a: u32, b: u32, input: &[u8], native: &(Status, Vec<u8>)) {
        let handles = &[a, b][..op.handles()];
        let input = op.has_input().then(|| hex(input));
        self.calls
            .push(json!({ "export": op.export(), "handles": handles, "input": input }));
        self.native.push((op, native.clone()));
        if self.calls.len() >= BATCH {
            self.flush();
        }
    }
}

#[test]
fn all_vectors_hold_in_chromium_by_the_raw_door_byte_for_byte() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let mut engine = beside(chromium);
    all_hold(&mut engine);
    engine.engine.flush();
    assert!(engine.engine.answered > 200, "{}", engine.engine.answered);
}

#[test]
#[should_panic(expected = "Touches: ")]
fn a_difference_in_chromium_is_found() {
    let Some(mut chromium) = Chromium::start() else {
        panic!("Touches: not tried without Chromium");
    };
    let (status, mut output) = call(&mut Door::default(), Op::Touches, 0, 0, &[0xff]);
    output[0] ^= 1;
    chromium.compare(Op::Touches, 0, 0, &[0xff], &(status, output));
    chromium.flush();
}

/// An amount near nothing, near the edge of what is exact, or like a price.
fn minor() -> impl Strategy<Value = Money> {
    let edge = 9_007_199_254_740_991_i64;
    let minor = prop_oneof![
        4 => 0..3_i64,
        40 => 0..1_000_000_i64,
        1 => 1_000_000_000_000..2_000_000_000_000_i64,
        1 => edge - 2..=edge,
    ];
    minor.prop_map(|minor| Money::new(minor).unwrap())
}

fn line() -> impl Strategy<Value = Line> {
    let category = prop::sample::select(vec!["tea", "books", "gift_card", "service_fee", "home"]);
    let sku = prop::sample::select(vec!["a", "SAMPLE-0", "tea-longjing-50"]);
    let labels = vec(prop::sample::select(vec!["x", "hangzhou"]), 0..3);
    let cuts = (weighted(0.05, minor()), weighted(0.05, minor()));
    (sku, category, 0..10_200_u32, minor(), cuts, labels).prop_map(
        |(sku, category, quantity, unit_price_minor, (discount_minor, tax_minor), labels)| Line {
            sku: Sku::new(sku).unwrap(),
            category: Category::new(category).unwrap(),
            quantity: if quantity > 9_999 {
                quantity
            } else {
                quantity % 100
            },
            unit_price_minor,
            discount_minor,
            tax_minor,
            labels: labels.into_iter().map(|l| Label::new(l).unwrap()).collect(),
            brand: None,
        },
    )
}

fn cart() -> impl Strategy<Value = Cart> {
    let points = prop_oneof![1 => -5..5_i64, 8 => 0..20_000_i64, 1 => Just(9_007_199_254_740_991)];
    let points = points.prop_map(|points| Points::new(points).unwrap());
    (
        vec(line(), 0..6),
        weighted(0.6, points),
        weighted(0.5, minor()),
    )
        .prop_map(|(lines, offset_points, shipping_minor)| Cart {
            lines,
            offset_points,
            shipping_minor,
            channel: None,
            voucher: None,
            facts: vec![],
            pay_shipping: None,
            tenders: Vec::new(),
        })
}

#[test]
fn random_carts_are_previewed_alike_natively_and_in_chromium() {
    let asked = std::env::var("TIERCEL_CARTS").ok();
    let carts: usize = asked.map_or(6_000, |carts| carts.parse().unwrap());
    let Some(mut chromium) = Chromium::start() else {
        return;
    };
    let mut twin = Door::default();
    let mut ask = |op: Op, handles: (u32, u32), input: &[u8]| {
        let native = call(&mut twin, op, handles.0, handles.1, input);
        chromium.compare(op, handles.0, handles.1, input, &native);
        native
    };
    let (status, policies) = ask(Op::PoliciesLoad, (0, 0), &encode(&vec![standard()]));
    assert_eq!((status, policies), (Status::Answer, vec![1]));
    let at = Moment::parse("2026-11-10T12:00:00+08:00").unwrap();
    let members = super::package::members(at);
    for member in &members {
        assert_eq!(
            ask(Op::MemberLoad, (0, 0), &encode(member)).0,
            Status::Answer
        );
    }
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let days = 0..1_500_u32;
    let mut answers = 0;
    for place in 0..carts {
        let (cart, days) = (cart(), days.clone())
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let now = at.plus_days(days);
        let member = u32::try_from(place % members.len()).unwrap() + 1;
        let (status, _) = ask(
            Op::Preview,
            (1, member),
            &encode(&PreviewInput { cart, now }),
        );
        answers += usize::from(status == Status::Answer);
    }
    chromium.flush();
    assert_eq!(chromium.answered, carts + 1 + members.len());
    // Both kinds of answers are many: quotes, and refusals of what is no cart.
    assert!(
        (carts / 4..carts - carts / 20).contains(&answers),
        "{answers}"
    );
}
