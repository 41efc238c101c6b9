//! The tests of the whole, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that fails should say where"
)]

#[path = "all/at_home.rs"]
mod at_home;
#[path = "all/bad_modules.rs"]
mod bad_modules;
#[path = "all/batches.rs"]
mod batches;
#[path = "all/boundaries.rs"]
mod boundaries;
#[path = "all/browser.rs"]
mod browser;
#[path = "all/budgeted.rs"]
mod budgeted;
#[path = "all/budgets.rs"]
mod budgets;
#[path = "all/capped.rs"]
mod capped;
#[path = "all/carried.rs"]
mod carried;
#[path = "all/chromium.rs"]
mod chromium;
#[path = "all/cluster.rs"]
mod cluster;
#[path = "all/consumers.rs"]
mod consumers;
#[path = "all/course.rs"]
mod course;
#[path = "all/document.rs"]
mod document;
#[path = "all/drawn.rs"]
mod drawn;
#[path = "all/draws.rs"]
mod draws;
#[path = "all/endurance.rs"]
mod endurance;
#[path = "all/engines.rs"]
mod engines;
#[path = "all/explain.rs"]
mod explain;
#[path = "all/faults.rs"]
mod faults;
#[path = "all/feed.rs"]
mod feed;
#[path = "all/goldens.rs"]
mod goldens;
#[path = "all/grammar.rs"]
mod grammar;
#[path = "all/histories.rs"]
mod histories;
#[path = "all/hostile.rs"]
mod hostile;
#[path = "all/hostile_documents.rs"]
mod hostile_documents;
#[path = "all/house.rs"]
mod house;
#[path = "all/kills.rs"]
mod kills;
#[path = "all/lifetimes.rs"]
mod lifetimes;
#[path = "all/limits.rs"]
mod limits;
#[path = "all/model.rs"]
mod model;
#[path = "all/node.rs"]
mod node;
#[path = "all/openapi.rs"]
mod openapi;
#[path = "all/package.rs"]
mod package;
#[path = "all/partners.rs"]
mod partners;
#[path = "all/races.rs"]
mod races;
#[path = "all/records.rs"]
mod records;
#[path = "all/refunds.rs"]
mod refunds;
#[path = "all/refusals.rs"]
mod refusals;
#[path = "all/reports.rs"]
mod reports;
#[path = "all/reproducible.rs"]
mod reproducible;
#[path = "all/roster.rs"]
mod roster;
#[path = "all/site.rs"]
mod site;
#[path = "all/starts.rs"]
mod starts;
#[path = "all/storage.rs"]
mod storage;
#[path = "all/story.rs"]
mod story;
#[path = "all/streams.rs"]
mod streams;
#[path = "all/texts.rs"]
mod texts;
#[path = "all/transfers.rs"]
mod transfers;
#[path = "all/vectors.rs"]
mod vectors;
#[path = "all/waking.rs"]
mod waking;
