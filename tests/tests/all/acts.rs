//! What a shopper, an operator or time may do next in a random history.

/// What a shopper may do next, and after how many minutes.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Place {
        category: usize,
        minor: i64,
        quantity: u32,
        points: i64,
    },
    /// Pays, and says that it was so many minutes ago.
    Pay(usize, u32),
    /// Places an order for so much, and says that it was so many minutes ago.
    PlaceLate(i64, u32),
    Cancel(usize),
    Settle(usize),
    /// Asks to give back so many units of a line; with none, all that is left.
    Refund {
        order: usize,
        line: u32,
        quantity: u32,
        reason: usize,
    },
    /// Grants a refund or refuses it.
    Review(usize, bool),
    Withdraw(usize),
    /// Claims a purchase for so much, made so many minutes ago: by a clerk where it says so.
    Claim(i64, u32, bool),
    /// Reviews a claim: approves or refuses it.
    ReviewClaim(usize, bool),
    /// A bank takes so much back, or all that is left.
    ChargeBack(usize, Option<i64>),
    /// A bank gives the last of these back.
    ReverseCharge(usize),
    Invoice(usize),
    PayBack(usize),
    /// Sets a tier by hand, for so many days.
    SetTier(usize, u32),
    /// A credit score, reckoned so many minutes ago.
    Credit(u16, u32),
    /// An operator gives points, or takes some.
    Adjust(i64),
    /// One of the last adjustments is approved: by the same person where it says so.
    Approve(usize, bool),
    Reject(usize),
    /// A task is completed, so many minutes ago.
    Complete(usize, u32),
    /// The member is carried into another programme by the same policies, and goes on there.
    Carry,
    Tick,
    /// One unit of an offer is taken.
    Redeem(usize),
    /// One of the last redemptions is paid.
    PayRedemption(usize),
    CancelRedemption(usize),
    /// Points are given to another member.
    Give(i64),
    /// The other member is said to have brought in this one; or that is rewarded.
    Refer(bool),
    /// What fell due on an offer is put on record.
    TickOffer(usize),
}
