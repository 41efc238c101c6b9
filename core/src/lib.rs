//! The rules of a membership programme: pure, total, deterministic.
//!
//! Core reads a [`policy`] and decides what its measures say. It does not interact with the
//! outside world and thus can't fail: no clock, no chance, no float, no thread, no I/O. What it
//! refuses is a value with a number, a clause and the facts that would change it.
//!
//! ```text
//! touches(policies, command, now)       the streams that a command needs
//! decide(policies, request)             events, claims, notices, next due  |  a rejection
//! evolve(state, event)                  the next state; total
//! preview(policies, member, cart, now)  a quote by the same code path; nothing recorded
//! view / snapshot / offers              what a person sees; what a page may hold; what the mall has
//! household                             what the members of a household see of it
//! export                                what another programme takes in of a member
//! report                                what is owed, what breaks, what does not agree; page by page
//! ```
//!
//! # Glossary
//!
//! | English | 中文 | here |
//! |---|---|---|
//! | policy, measures | 会员管理办法 | [`policy::Policy`] |
//! | tier; upgrade, downgrade, retain | 会员等级；升级、降级、保级 | [`policy::Tier`], [`event::TierReason`] |
//! | qualification window | 评定周期 | [`policy::Window`] |
//! | qualifying points | 成长值 | [`policy::Qualifying`] |
//! | benefit; entitlement | 权益；次数权益 | [`policy::Benefit`], [`policy::Quota`] |
//! | discount, free shipping, rebate | 折扣、包邮、返利 | [`policy::Discount`], [`policy::FreeShipping`], [`policy::Rebate`] |
//! | invitation; status match | 邀请；等级匹配 | [`policy::Criteria::invitation`], [`policy::StatusMatch`] |
//! | earn | 获取 | [`event::Event::PointsEarned`] |
//! | cap on earning | 获取上限 | [`policy::Cap`] |
//! | remainder, carried | 零头结转 | [`remainder::Remainder`] |
//! | pending; activate | 待生效；生效 | [`event::Pending`] |
//! | lot | 积分批次 | [`state::Lot`] |
//! | refund; clawback, reinstate | 退款；扣回、退还 | [`sale::Refund`], [`event::Event::PointsClawedBack`], [`event::Event::PointsReinstated`] |
//! | debt | 负积分 | [`state::MemberState::debt`] |
//! | offset | 抵扣 | [`policy::Offset`] |
//! | hold: authorize, capture, void, lapse | 冻结、核销、解冻、超时 | [`event::HoldPart`] |
//! | budget of an activity | 活动预算 | [`budget::BudgetState`] |
//! | referral | 推荐入会 | [`referral::Referral`] |
//! | points mall; offer, redeem | 积分商城；兑换 | [`policy::Mall`], [`event::Event::OfferRedeemed`] |
//! | voucher | 优惠券 | [`voucher::Voucher`] |
//! | transfer | 转赠 | [`policy::Transfers`], [`event::Event::PointsSent`] |
//! | household, pool | 家庭、家庭积分池 | [`household::HouseholdState`], [`policy::HouseholdTerms`] |
//! | settle | 结算 | [`command::Command::SettleOrder`] |
//! | validity, expire | 有效期、过期 | [`policy::Validity`] |
//! | quote | 试算 | [`quote::Quote`] |
//! | notice | 通知 | [`decision::Notice`] |
//! | consent | 同意 | [`command::Consent`] |
//! | import, export | 导入、导出 | [`import::Imported`], [`import::Exported`] |
//! | refusal | 拒绝 | [`refusal::Refusal`] |

#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::disallowed_types)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test that fails should say where"
    )
)]

extern crate alloc;

pub mod abi;
pub mod benefits;
pub mod budget;
pub mod cart;
pub mod command;
pub mod decision;
pub mod document;
pub mod draw;
pub mod event;
pub mod household;
pub mod id;
pub mod import;
pub mod kept;
pub mod limits;
pub mod mall;
pub mod moment;
pub mod number;
pub mod policy;
pub mod progress;
pub mod quote;
pub mod ratio;
pub mod receipt;
pub mod record;
pub mod referral;
pub mod refusal;
pub mod remainder;
pub mod report;
pub mod sale;
pub mod snapshot;
pub mod state;
pub mod stream;
pub mod tasks;
pub mod tender;
pub mod text;
pub mod trace;
pub mod view;
pub mod voucher;
pub mod wire;
pub mod zone;

mod decide;
mod due;
mod earn;
mod evolve;
mod expiry;
mod grant;
mod holding;
mod offline;
mod offset;
mod pricing;
mod refund;
mod remind;
mod sell;
mod share;
mod standing;

pub use decide::decide;
pub use evolve::evolve;
pub use household::household;
pub use import::export;
pub use mall::offers;
pub use pricing::{preview, preview_within};
pub use snapshot::snapshot;
pub use stream::touches;
pub use view::view;
