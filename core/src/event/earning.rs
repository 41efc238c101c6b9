//! What an order's earning takes of a member besides points, and gives back. Clause 6.1.1a.

use serde::Serialize;

use crate::id::OrderId;
use crate::kept::{CapCounted, OrderEarning};
use crate::remainder::Remainder;
use crate::wire::record;

/// An order's earning took of what a member has: the remainder that was carried, and room under caps
/// that name rules or activities. An order that is closed unpaid gives both back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EarningHeld {
    /// The order.
    pub order: OrderId,
    /// What it took, and leaves once it is paid.
    pub earning: OrderEarning,
}

record!(EarningHeld {
    0: order,
    1: earning
});

/// A paid order left a remainder, which the next order earns with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RemainderCarried {
    /// The order.
    pub order: OrderId,
    /// The remainder.
    pub remainder: Remainder,
}

record!(RemainderCarried {
    0: order,
    1: remainder
});

/// A refund gave back what an order's earning had taken and left: as if only the goods that are kept
/// had been bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EarningReturned {
    /// The order.
    pub order: OrderId,
    /// What the remainder that is carried grows by; below nothing where it shrinks. Absent where it
    /// stays.
    pub remainder: Option<Remainder>,
    /// What counts no longer toward caps that name rules or activities.
    pub counted: Vec<CapCounted>,
}

record!(EarningReturned {
    0: order,
    1: remainder,
    2: counted
});
