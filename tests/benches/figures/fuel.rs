//! What one call burns, and how large what it works on is: the same on every machine.

use tiercel_core::abi::{Op, Status};
use tiercel_core::wire::encode;
use tiercel_host::module::{EMBEDDED, Instance, Module, digest};

use crate::case::{Case, published};
use crate::{grouped, row};

/// A policy with every option on.
const GIVING: &str = include_str!("../../policies/giving.toml");

pub(crate) fn print() {
    let case = Case::new();
    let module = Module::open(EMBEDDED, digest(EMBEDDED), None).unwrap();
    let mut instance = Instance::new(&module).unwrap();
    let (set, order) = (case.set(), encode(&case.order(5)));
    instance.call(Op::PoliciesLoad, 0, 0, &set).unwrap();
    row("fuel of loading the policy", grouped(instance.fuel_used()));
    instance
        .call(Op::MemberLoad, 0, 0, &case.snapshot())
        .unwrap();
    for lines in [5, 50, 200] {
        let preview = case.preview(lines, 1_000);
        instance.call(Op::Preview, 1, 1, &preview).unwrap();
        let fuel = grouped(instance.fuel_used());
        row(&format!("fuel of a preview of {lines} lines"), fuel);
    }
    let giving = encode(&vec![published(GIVING)]);
    instance.call(Op::PoliciesLoad, 0, 0, &giving).unwrap();
    let (status, _) = instance
        .call(Op::Preview, 2, 1, &case.preview(200, 1_000))
        .unwrap();
    assert_eq!(status, Status::Answer);
    row(
        "fuel of a preview of 200 lines, every option on",
        grouped(instance.fuel_used()),
    );
    instance.call(Op::Decide, 1, 0, &order).unwrap();
    row(
        "fuel of a decision, an order of 5 lines",
        grouped(instance.fuel_used()),
    );
    row("bytes of the policy set", grouped(set.len() as u64));
    row(
        "bytes of the member's state, ten lots",
        grouped(encode(&case.member).len() as u64),
    );
}
