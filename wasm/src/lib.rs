//! Two doors onto the rules, in one WebAssembly module.
//!
//! * [`raw`] speaks bytes: deterministic CBOR in, deterministic CBOR out, by plain exports that any
//!   runtime can call. It never calls an import.
//! * [`browser`] speaks JavaScript: typed classes that load a policy once and a member once, so
//!   that afterwards only the cart crosses.
//!
//! Neither holds a rule, a default, or a second shape of the data. What both do is in [`door`],
//! which also runs natively: that is what the tests compare the module with.

#![deny(unsafe_op_in_unsafe_fn)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test that fails should say where"
    )
)]

pub mod browser;
pub mod door;
pub mod raw;
