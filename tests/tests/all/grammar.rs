//! The published grammar, held by a validator that is not ours to every byte of the vectors.

use std::collections::BTreeSet;

use tiercel_core::abi::{Op, Status};
use tiercel_core::cart::{Cart, Line};
use tiercel_core::command::Command;
use tiercel_core::id::{Category, MemberId, Sku};
use tiercel_core::moment::Moment;
use tiercel_core::number::{Money, Points};
use tiercel_core::wire::encode;
use tiercel_host::module::digest;

use super::node::{Program, hex, python, workspace};
use super::vectors::{Other, all_hold, beside};

/// A validator with the grammar loaded.
struct Validator {
    program: Program,
    /// What was held to it already; most loads and states come again and again.
    seen: BTreeSet<String>,
    rules: BTreeSet<String>,
}

fn validator() -> Option<Validator> {
    let mut python = python(&["pycddl"])?;
    let script = workspace().join("tests/python/grammar.py");
    let grammar = workspace().join("wasm/tiercel.cddl");
    Some(Validator {
        program: Program::start(python.arg(script).arg(grammar)),
        seen: BTreeSet::new(),
        rules: BTreeSet::new(),
    })
}

impl Validator {
    fn says(&mut self, rule: &str, bytes: &[u8]) -> String {
        let answer = self.program.ask(&format!("{rule} {}", hex(bytes)));
        answer.trim_end().to_owned()
    }

    #[track_caller]
    fn holds(&mut self, rule: &str, bytes: &[u8]) {
        if self.seen.insert(format!("{rule} {}", digest(bytes))) {
            self.rules.insert(rule.to_owned());
            assert_eq!(self.says(rule, bytes), "ok", "{rule}: {}", hex(bytes));
        }
    }
}

impl Other for Validator {
    fn compare(&mut self, op: Op, _: u32, _: u32, input: &[u8], native: &(Status, Vec<u8>)) {
        if !op.has_input() {
            assert!(native.1.is_empty());
            return;
        }
        self.holds(&format!("{}-input", op.export()), input);
        match native.0 {
            Status::Answer => self.holds(&format!("{}-answer", op.export()), &native.1),
            other => self.holds(&format!("status-{}", other as u32), &native.1),
        }
    }
}

#[test]
fn the_bytes_of_all_vectors_are_what_the_grammar_says() {
    let Some(validator) = validator() else { return };
    let mut engine = beside(validator);
    all_hold(&mut engine);
    let rules: Vec<_> = engine.engine.rules.iter().map(String::as_str).collect();
    for used in ["tiercel_check-input", "tiercel_decide-answer", "status-1"] {
        assert!(rules.contains(&used), "{rules:?}");
    }
}

fn cart() -> Cart {
    Cart {
        lines: vec![Line {
            sku: Sku::new("a").unwrap(),
            category: Category::new("b").unwrap(),
            quantity: 1,
            unit_price_minor: Money::new(500).unwrap(),
            discount_minor: None,
            tax_minor: None,
            labels: vec![],
            brand: None,
        }],
        offset_points: Points::new(10).ok(),
        shipping_minor: None,
        channel: None,
        voucher: None,
        facts: vec![],
        pay_shipping: None,
        tenders: Vec::new(),
    }
}

#[test]
fn the_grammar_takes_no_near_miss() {
    let Some(mut validator) = validator() else {
        return;
    };
    let bytes = encode(&cart());
    assert_eq!(validator.says("Cart", &bytes), "ok");
    // {0: [{0: "a", 1: "b", 2: 1, 3: 500}], 1: 10}
    let with = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        bytes
    };
    let near = [
        ("a short one", bytes[..bytes.len() - 1].to_vec()),
        ("another key", with(16, 9)),
        ("a text as a number", with(6, 5)),
        ("a float", [&bytes[..17], &[0xf9, 0x3c, 0]].concat()),
        ("null for nothing", with(17, 0xf6)),
        ("a list of nothing", vec![0xa1, 0, 0x80]),
        ("money beyond its range", {
            let most = [0x1b, 0, 0x20, 0, 0, 0, 0, 0, 0];
            [&bytes[..13], &most, &bytes[16..]].concat()
        }),
    ];
    for (name, bytes) in near {
        let said = validator.says("Cart", &bytes);
        assert!(said.starts_with("wrong: "), "{name}: {said}");
    }
    let tick = encode(&Command::Tick {
        member: MemberId::new("m-1").unwrap(),
    });
    assert_eq!(validator.says("Command", &tick), "ok");
    let unknown = [&[0x82, 8], &tick[2..]].concat();
    assert!(validator.says("Command", &unknown).starts_with("wrong: "));
    let last = encode(&Moment::LAST);
    assert_eq!(validator.says("Moment", &last), "ok");
    let later = encode(&(Moment::LAST.ms() + 1));
    assert!(validator.says("Moment", &later).starts_with("wrong: "));
}
