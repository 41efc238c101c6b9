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
pub mod cli;
pub mod demo;
pub mod desk;
pub mod document;
pub mod draws;
pub mod explain;
pub mod http;
pub mod module;
pub mod pages;
pub mod policies;
pub mod reading;
pub mod records;
pub mod replay;
pub mod reports;
pub mod roster;
pub mod serve;
pub mod store;
pub mod texts;
pub mod transfer;
pub mod vectors;
