//! A million events, applied to states on one core: natively, and by the module in pages as an
//! auditor's program would.

use std::time::Instant;

use tiercel_core::abi::{Op, Status};
use tiercel_core::event::Event;
use tiercel_core::evolve;
use tiercel_core::wire::{Sealed, decode, encode, record};
use tiercel_host::module::{EMBEDDED, Instance, Module, digest};

use crate::case::history;
use crate::{grouped, row};

const EVENTS: usize = 1_000_000;
/// Events of one call.
const PAGE: usize = 500;

/// What a replay takes, each part as it lies in a store.
struct Input {
    state: Option<Sealed>,
    events: Sealed,
}

record!(Input {
    0: state,
    1: events
});

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a figure for people"
)]
fn rate(what: &str, events: usize, started: Instant) {
    let rate = events as f64 / started.elapsed().as_secs_f64();
    row(what, format!("{}/s", grouped(rate as u64)));
}

fn natively(history: &[Event]) {
    let (mut done, started) = (0, Instant::now());
    while done < EVENTS {
        std::hint::black_box(history.iter().fold(None, evolve));
        done += history.len();
    }
    rate("events applied, native", done, started);
}

fn by_the_module(history: &[Event]) {
    let module = Module::open(EMBEDDED, digest(EMBEDDED), None).unwrap();
    let mut instance = Instance::new(&module).unwrap();
    let pages = history
        .chunks(PAGE)
        .map(|page| (page.len(), encode(&page.to_vec())));
    let pages: Vec<(usize, Vec<u8>)> = pages.collect();
    let (mut done, started) = (0, Instant::now());
    while done < EVENTS {
        let mut state = None;
        for (events, bytes) in &pages {
            let input = Input {
                state,
                events: Sealed::new(bytes.clone()),
            };
            let (status, output) = instance.call(Op::Replay, 0, 0, &encode(&input)).unwrap();
            assert_eq!(status, Status::Answer);
            state = decode::<Option<Sealed>>(&output).unwrap();
            done += events;
        }
    }
    rate(
        "events replayed by the module, kept instance, pages of 500",
        done,
        started,
    );
}

pub(crate) fn print() {
    let history = history(600);
    natively(&history);
    by_the_module(&history);
}
