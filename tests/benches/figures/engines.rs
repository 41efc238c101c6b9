//! Previews and decisions: natively, in wasmtime kept and fresh, on one core.

use std::time::{Duration, Instant};

use tiercel_core::abi::{INPUT, MARKER, OUTPUT, OUTPUT_LEN, Op, Status};
use tiercel_core::wire::encode;
use tiercel_host::module::{EMBEDDED, Instance, Module, digest};
use tiercel_wasm::door::Door;

use crate::case::Case;
use crate::{grouped, row};

/// Nanoseconds of one call: the best of several rounds, as the machine's other work only adds.
pub(crate) fn time<T>(mut call: impl FnMut() -> T) -> f64 {
    let mut best = f64::MAX;
    let started = Instant::now();
    let mut calls = 16_u32;
    while started.elapsed() < Duration::from_millis(1_500) {
        let round = Instant::now();
        (0..calls).for_each(|_| drop(std::hint::black_box(call())));
        let taken = round.elapsed();
        best = best.min(taken.as_secs_f64() * 1e9 / f64::from(calls));
        if taken < Duration::from_millis(20) {
            calls *= 2;
        }
    }
    best
}

/// Shows a call's time as a rate.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a figure for people"
)]
fn rate(what: &str, nanoseconds: f64) {
    let rate = grouped((1e9 / nanoseconds) as u64);
    row(what, format!("{rate}/s"));
}

/// Something that makes calls of the raw door.
trait Doors {
    fn call(&mut self, op: Op, a: u32, b: u32, input: &[u8]) -> usize;
}

struct Native(Door, Vec<u8>);

impl Doors for Native {
    fn call(&mut self, op: Op, a: u32, b: u32, input: &[u8]) -> usize {
        assert_eq!(self.0.call(op, a, b, input, &mut self.1), Status::Answer);
        self.1.len()
    }
}

impl Doors for Instance {
    fn call(&mut self, op: Op, a: u32, b: u32, input: &[u8]) -> usize {
        let (status, output) = Instance::call(self, op, a, b, input).unwrap();
        assert_eq!(status, Status::Answer);
        output.len()
    }
}

/// The module without fuel, to be compared with native code.
struct Unmetered {
    store: wasmtime::Store<()>,
    instance: wasmtime::Instance,
}

impl Unmetered {
    fn new() -> Self {
        let engine = wasmtime::Engine::default();
        let module = wasmtime::Module::new(&engine, EMBEDDED).unwrap();
        let mut store = wasmtime::Store::new(&engine, ());
        let mut linker = wasmtime::Linker::new(&engine);
        linker.define_unknown_imports_as_traps(&module).unwrap();
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let mut made = Self { store, instance };
        made.ask(MARKER);
        made
    }

    fn ask(&mut self, name: &str) -> u32 {
        let call = self
            .instance
            .get_typed_func::<(), u32>(&mut self.store, name);
        call.unwrap().call(&mut self.store, ()).unwrap()
    }
}

impl Doors for Unmetered {
    fn call(&mut self, op: Op, a: u32, b: u32, input: &[u8]) -> usize {
        let (store, instance) = (&mut self.store, self.instance);
        let len = u32::try_from(input.len()).unwrap();
        let room = instance.get_typed_func::<u32, u32>(&mut *store, INPUT);
        let place = room.unwrap().call(&mut *store, len).unwrap();
        let memory = instance.get_memory(&mut *store, "memory").unwrap();
        memory.write(&mut *store, place as usize, input).unwrap();
        let name = op.export();
        let status = match op.handles() {
            0 => {
                let call = instance.get_typed_func::<u32, u32>(&mut *store, name);
                call.unwrap().call(&mut *store, len).unwrap()
            }
            1 => {
                let call = instance.get_typed_func::<(u32, u32), u32>(&mut *store, name);
                call.unwrap().call(&mut *store, (a, len)).unwrap()
            }
            _ => {
                let call = instance.get_typed_func::<(u32, u32, u32), u32>(&mut *store, name);
                call.unwrap().call(&mut *store, (a, b, len)).unwrap()
            }
        };
        assert_eq!(status, 0);
        self.ask(OUTPUT);
        self.ask(OUTPUT_LEN) as usize
    }
}

/// Previews of 5 and 50 lines, and a decision, on something that keeps its handles.
fn kept(name: &str, case: &Case, doors: &mut dyn Doors) -> [f64; 3] {
    doors.call(Op::PoliciesLoad, 0, 0, &case.set());
    doors.call(Op::MemberLoad, 0, 0, &case.snapshot());
    let (five, fifty) = (case.preview(5, 1_000), case.preview(50, 1_000));
    let order = encode(&case.order(5));
    let times = [
        time(|| doors.call(Op::Preview, 1, 1, &five)),
        time(|| doors.call(Op::Preview, 1, 1, &fifty)),
        time(|| doors.call(Op::Decide, 1, 0, &order)),
    ];
    rate(&format!("{name}: previews of 5 lines"), times[0]);
    rate(&format!("{name}: previews of 50 lines"), times[1]);
    rate(&format!("{name}: decisions, an order of 5 lines"), times[2]);
    times
}

pub(crate) fn print() {
    let case = Case::new();
    let mut native = Native(Door::default(), Vec::new());
    let by_native = kept("native", &case, &mut native);
    let by_module = kept("wasmtime without fuel", &case, &mut Unmetered::new());
    let ratio = |n: usize| format!("{:.2}", by_module[n] / by_native[n]);
    row("module : native, previews of 5 lines", ratio(0));
    row("module : native, decisions", ratio(2));

    let module = Module::open(EMBEDDED, digest(EMBEDDED), None).unwrap();
    let mut instance = Instance::new(&module).unwrap();
    kept("wasmtime, kept instance", &case, &mut instance);
    let set = case.set();
    let order = encode(&case.order(5));
    let fresh = time(|| {
        let mut instance = Instance::new(&module).unwrap();
        instance.call(Op::PoliciesLoad, 0, 0, &set).unwrap();
        instance.call(Op::Decide, 1, 0, &order).unwrap();
    });
    rate("wasmtime, fresh instance and policy each: decisions", fresh);
    rate(
        "wasmtime: fresh instances",
        time(|| Instance::new(&module).unwrap()),
    );
}

/// What a member's age costs, and what many calls leave behind.
pub(crate) fn print_age() {
    let module = Module::open(EMBEDDED, digest(EMBEDDED), None).unwrap();
    let mut young = None;
    for years in [0, 10, 20] {
        let case = Case::after(years);
        let mut instance = Instance::new(&module).unwrap();
        instance.call(Op::PoliciesLoad, 0, 0, &case.set()).unwrap();
        let order = encode(&case.order(5));
        let taken = time(|| instance.call(Op::Decide, 1, 0, &order).unwrap().1.len());
        let bytes = encode(&case.member).len();
        let lots = case.member.lots.len();
        let first: f64 = *young.get_or_insert(taken);
        row(
            &format!(
                "{} years, {lots} lots: a decision against the first",
                years + 1
            ),
            format!("{:.2}", taken / first),
        );
        row("  its state", format!("{bytes} bytes"));
    }
    let case = Case::new();
    let mut instance = Instance::new(&module).unwrap();
    instance.call(Op::PoliciesLoad, 0, 0, &case.set()).unwrap();
    let order = encode(&case.order(5));
    for calls in [1_000, 1_000_000] {
        for _ in 0..calls {
            instance.call(Op::Decide, 1, 0, &order).unwrap();
        }
        let bytes = grouped(instance.memory_bytes() as u64);
        row(
            &format!("memory after {} decisions more", grouped(calls)),
            format!("{bytes} bytes"),
        );
    }
}
