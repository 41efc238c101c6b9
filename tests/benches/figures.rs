//! Prints the figures that the README shows: `cargo bench -p tiercel-tests`.
//!
//! `cargo bench -p tiercel-tests -- size fuel engines age replay node page peers http` takes only the parts that are named.
//! Nothing is asserted here: a figure is read by people, on the machine that they measured on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a program that measures should say where it failed"
)]

#[path = "figures/case.rs"]
mod case;
#[path = "figures/engines.rs"]
mod engines;
#[path = "figures/fuel.rs"]
mod fuel;
#[path = "figures/http.rs"]
mod http;
#[path = "figures/node.rs"]
mod node;
#[path = "figures/page.rs"]
mod page;
#[path = "figures/replay.rs"]
mod replay;
#[path = "figures/size.rs"]
mod size;

/// One line of the table.
fn row(what: &str, figure: impl std::fmt::Display) {
    println!("{what:<66} {figure:>16}");
}

/// A whole number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn main() {
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let parts: [(&str, fn()); 9] = [
        ("size", size::print),
        ("fuel", fuel::print),
        ("engines", engines::print),
        ("age", engines::print_age),
        ("replay", replay::print),
        ("node", node::print),
        ("page", page::print),
        ("peers", node::print_peers),
        ("http", http::print),
    ];
    for (name, print) in parts {
        if named.is_empty() || named.iter().any(|it| it == name) {
            println!("\n{name}");
            print();
        }
    }
}
