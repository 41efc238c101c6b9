//! The host: stores what the module decided, and knows no rule itself.

#![deny(unsafe_code)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test that fails should say where"
    )
)]

pub mod chain;
pub mod desk;
pub mod document;
pub mod module;
pub mod policies;
pub mod store;
