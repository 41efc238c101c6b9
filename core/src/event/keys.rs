//! The keys of events on the wire, and the clause that each carries out.

use super::{Event, Source};
use crate::wire::choice;

choice!(Event {
    0: MemberRegistered {
        0: member,
        1: consents,
        2: tier,
        3: at
    },
    1: OrderPlaced {
        0: order,
        1: policy_version,
        2: cash_minor,
        3: qualifying_minor,
        4: earn_points,
        5: lapses_at,
        6: at,
        7: qualifying_points,
        8: sold,
        15: counted
    },
    2: HoldAuthorized {
        0: order,
        1: points,
        2: value_minor,
        3: parts
    },
    3: HoldCaptured {
        0: order,
        1: points
    },
    4: HoldVoided { 0: order, 1: parts },
    5: OrderPaid {
        0: order,
        1: payment,
        2: amount_minor,
        3: settles_at,
        4: at
    },
    6: OrderCancelled { 0: order, 1: at },
    33: OrderCut(0: inner),
    68: GoodsExchanged(0: inner),
    7: OrderLapsed { 0: order, 1: at },
    8: OrderSettled {
        0: order,
        1: at,
        2: closes_at
    },
    9: PointsEarned {
        0: order,
        1: lot,
        2: points,
        3: pending,
        4: expires_at,
        5: at,
        6: validity_version,
        7: valid_by
    },
    10: PointsActivated {
        0: lot,
        1: points,
        2: expires_at,
        3: at
    },
    11: PointsExpired {
        0: lot,
        1: points,
        2: at
    },
    12: SpendCounted {
        0: day,
        1: amount_minor,
        2: forget_before
    },
    13: TierChanged {
        0: from,
        1: to,
        2: reason,
        3: review_at,
        4: at
    },
    14: PolicyPublished {
        0: policy,
        1: id,
        2: version,
        3: effective_from,
        4: at
    },
    15: ModuleAdopted { 0: module, 1: at },
    16: QualifyingPointsCounted { 0: day, 1: points },
    17: SaleOpened { 0: order, 1: at },
    18: SaleClosed { 0: order, 1: at },
    19: RefundRequested {
        0: refund,
        1: order,
        2: reason,
        3: lines,
        4: review_by,
        5: at,
        6: approves_itself,
        7: exchange
    },
    20: RefundApproved {
        0: refund,
        1: order,
        2: cash_minor,
        3: shipping_minor,
        4: points,
        5: value_minor,
        6: at,
        7: tenders
    },
    21: RefundRefused {
        0: refund,
        1: order,
        2: at
    },
    22: RefundWithdrawn {
        0: refund,
        1: order,
        2: at
    },
    23: RefundPaid {
        0: refund,
        1: order,
        2: payment,
        3: at
    },
    24: PointsReinstated {
        0: order,
        1: points,
        2: parts,
        3: at
    },
    25: PointsClawedBack {
        0: order,
        1: points,
        2: parts,
        3: owed_points,
        4: written_off_points,
        5: kept_minor,
        6: at,
        7: expired_points
    },
    38: EntitlementUsed(0: inner),
    39: EntitlementUndone(0: inner),
    47: TierInvited(0: inner),
    48: StatusMatched(0: inner),
    49: BenefitsApplied(0: inner),
    120: ShippingReturned(0: inner),
    121: RebateGranted(0: inner),
    122: RebateTakenBack(0: inner),
    123: FloorChanged { 0: holds, 1: at },
    26: DebtRepaid {
        0: points,
        1: parts,
        2: at
    },
    27: SpendReturned {
        0: day,
        1: amount_minor,
        2: points,
        3: orders
    },
    28: TierSet {
        0: tier,
        1: reason,
        2: by,
        3: until,
        4: at
    },
    29: MemberImported(0: inner),
    30: EarningHeld(0: inner),
    31: RemainderCarried(0: inner),
    32: EarningReturned(0: inner),
    40: ExpiryReminded {
        0: points,
        1: expires_at,
        2: at
    },
    41: PointsGranted {
        0: source,
        1: lot,
        2: points,
        3: pending,
        4: expires_at,
        5: at,
        6: validity_version,
        7: valid_by
    },
    42: PointsDeducted {
        0: adjustment,
        1: points,
        2: parts,
        3: at
    },
    43: AdjustmentProposed {
        0: adjustment,
        1: points,
        2: reason,
        3: by,
        4: at
    },
    44: AdjustmentMade {
        0: adjustment,
        1: points,
        2: reason,
        3: by,
        4: approved_by,
        5: at
    },
    45: AdjustmentRejected {
        0: adjustment,
        1: by,
        2: at
    },
    46: TaskCompleted {
        0: task,
        1: occurrence,
        2: day,
        3: streak,
        4: bonus_points,
        5: at
    },
    70: ExpiryMoved { 0: lots, 1: at },
    71: ActivityPointsCounted {
        0: day,
        1: points,
        2: forget_before
    },
    72: CreditRecorded(0: credit),
    85: DrawOpened {
        0: draw,
        1: policy_version,
        2: commitment,
        3: closes_at,
        4: reveal_by,
        5: claim_days,
        6: redraws,
        7: at
    },
    86: DrawEntered {
        0: draw,
        1: entry,
        2: index,
        3: points,
        4: parts,
        5: day,
        6: over_at,
        7: at
    },
    87: DrawEntryAdded {
        0: entry,
        1: member,
        2: index,
        3: leaf,
        4: at
    },
    88: DrawClosed {
        0: draw,
        1: root,
        2: count,
        3: at
    },
    89: DrawCancelled {
        0: draw,
        1: by,
        2: at
    },
    90: DrawFailed { 0: draw, 1: at },
    91: DrawRevealed {
        0: draw,
        1: seed,
        2: beacon,
        3: wins,
        4: claim_until,
        5: at
    },
    92: PrizeAccepted {
        0: draw,
        1: entry,
        2: number,
        3: prize,
        4: at
    },
    93: PrizeRefused {
        0: draw,
        1: entry,
        2: number,
        3: prize,
        4: at
    },
    94: PrizeUnclaimed {
        0: draw,
        1: number,
        2: prize,
        3: at
    },
    95: PrizeRedrawn {
        0: draw,
        1: number,
        2: prize,
        3: index,
        4: claim_until,
        5: at
    },
    96: DrawPointsReturned {
        0: draw,
        1: entry,
        2: points,
        3: parts,
        4: at
    },
    97: DrawEntryOver {
        0: draw,
        1: entry,
        2: at
    },
    50: OfferRedeemed {
        0: redemption,
        1: offer,
        2: policy_version,
        3: points,
        4: parts,
        5: cash_minor,
        6: lapses_at,
        7: counts_since,
        8: at
    },
    51: RedemptionPaid {
        0: redemption,
        1: offer,
        2: payment,
        3: amount_minor,
        4: points,
        5: at
    },
    52: RedemptionCancelled {
        0: redemption,
        1: parts,
        2: at
    },
    53: RedemptionLapsed {
        0: redemption,
        1: parts,
        2: at
    },
    54: UnitTaken {
        0: offer,
        1: redemption,
        2: kept_until,
        3: at
    },
    55: UnitPaid {
        0: redemption,
        1: at
    },
    56: UnitReturned {
        0: redemption,
        1: at
    },
    57: PointsSent {
        0: transfer,
        1: to,
        2: points,
        3: parts,
        4: counted,
        5: at
    },
    58: PointsReceived {
        0: transfer,
        1: from,
        2: points,
        3: lots,
        4: at
    },
    73: HouseholdFormed(0: inner),
    74: HouseholdInvited(0: inner),
    75: HouseholdJoined(0: inner),
    76: HouseholdLeft(0: inner),
    77: PointsPut(0: inner),
    78: PointsTaken(0: inner),
    79: PoolGivenBack(0: inner),
    130: PoolKept(0: inner),
    131: PoolExpired(0: inner),
    132: PoolReminded(0: inner),
    133: HouseholdDissolved(0: inner),
    134: InvitationLapsed(0: inner),
    69: HouseholdHandedOver(0: inner),
    59: VoucherIssued(0: inner),
    60: VoucherHeld {
        0: voucher,
        1: order,
        2: value_minor,
        3: at
    },
    34: BudgetTaken(0: inner),
    35: BudgetGivenBack(0: inner),
    36: BudgetReturned(0: inner),
    37: ReferralRecorded(0: inner),
    109: ReferralRewarded(0: inner),
    105: BudgetReserved(0: inner),
    106: BudgetSpent(0: inner),
    107: BudgetRestored(0: inner),
    108: BudgetLapsed(0: inner),
    61: VoucherExpired { 0: voucher, 1: at },
    62: PurchaseClaimed(0: inner),
    63: PurchaseApproved(0: inner),
    64: PurchaseRefused(0: inner),
    65: PurchaseLapsed { 0: order, 1: at },
    66: ChargebackRecorded(0: inner),
    67: ChargebackReversed(0: inner),
    110: InvoiceRequested(0: inner),
});

impl Source {
    /// The clause of the measures by which the points are granted.
    #[must_use]
    pub const fn clause(&self) -> &'static str {
        match self {
            Self::Adjustment(_) => "6.1",
            Self::Task(_) => "6.1.1c",
            Self::Draw(_) => "6.2.1c",
            Self::SignUp | Self::Referral(_) => "6.1.1b",
        }
    }
}

impl Event {
    /// The clause of the measures that the event carries out.
    #[must_use]
    pub const fn clause(&self) -> &'static str {
        match self {
            Self::MemberRegistered { .. } | Self::MemberImported(_) => "2.1.1",
            Self::OrderPlaced { .. }
            | Self::HoldVoided { .. }
            | Self::OrderCut(_)
            | Self::OrderCancelled { .. }
            | Self::OrderLapsed { .. }
            | Self::OrderSettled { .. } => "5.2.1",
            Self::OrderPaid { .. } | Self::InvoiceRequested(_) => "5.2.2",
            Self::PurchaseClaimed(_)
            | Self::PurchaseApproved(_)
            | Self::PurchaseRefused(_)
            | Self::PurchaseLapsed { .. } => "5.1.1",
            Self::HoldAuthorized { .. } | Self::HoldCaptured { .. } => "6.2.1b",
            Self::PointsEarned { .. }
            | Self::PointsActivated { .. }
            | Self::EarningHeld(_)
            | Self::RemainderCarried(_)
            | Self::EarningReturned(_) => "6.1.1a",
            Self::ExpiryMoved { .. } => "6.3.1",
            Self::PointsExpired { .. }
            | Self::ExpiryReminded { .. }
            | Self::PoolExpired(_)
            | Self::PoolReminded(_) => "6.3.2",
            Self::SpendCounted { .. }
            | Self::ActivityPointsCounted { .. }
            | Self::CreditRecorded(_)
            | Self::QualifyingPointsCounted { .. }
            | Self::SpendReturned { .. }
            | Self::TierSet { .. }
            | Self::TierInvited(_)
            | Self::StatusMatched(_)
            | Self::FloorChanged { .. }
            | Self::TierChanged { .. } => "3.1.1",
            Self::BenefitsApplied(_) => "3.1.2b",
            Self::ShippingReturned(_) => "3.1.2c",
            Self::RebateGranted(_) => "3.1.2d",
            Self::EntitlementUsed(_) | Self::EntitlementUndone(_) => "4.1.1",
            Self::PointsGranted { source, .. } => source.clause(),
            Self::TaskCompleted { .. } => "6.1.1c",
            Self::PointsDeducted { .. }
            | Self::AdjustmentProposed { .. }
            | Self::AdjustmentMade { .. }
            | Self::AdjustmentRejected { .. } => "6.1",
            Self::DrawOpened { .. }
            | Self::DrawEntered { .. }
            | Self::DrawEntryAdded { .. }
            | Self::DrawClosed { .. }
            | Self::DrawCancelled { .. }
            | Self::DrawFailed { .. }
            | Self::DrawRevealed { .. }
            | Self::PrizeAccepted { .. }
            | Self::PrizeRefused { .. }
            | Self::PrizeUnclaimed { .. }
            | Self::PrizeRedrawn { .. }
            | Self::DrawPointsReturned { .. }
            | Self::DrawEntryOver { .. } => "6.2.1c",
            Self::PolicyPublished { .. } => "3.2.1",
            Self::ModuleAdopted { .. } => "10.2",
            Self::SaleOpened { .. }
            | Self::SaleClosed { .. }
            | Self::RebateTakenBack(_)
            | Self::PointsClawedBack { .. } => "5.3.1",
            Self::RefundRequested { .. }
            | Self::RefundApproved { .. }
            | Self::GoodsExchanged(_)
            | Self::RefundRefused { .. }
            | Self::RefundWithdrawn { .. }
            | Self::RefundPaid { .. }
            | Self::ChargebackRecorded(_)
            | Self::ChargebackReversed(_)
            | Self::PointsReinstated { .. } => "5.3.2",
            Self::DebtRepaid { .. } => "6.1.1a",
            Self::OfferRedeemed { .. }
            | Self::RedemptionPaid { .. }
            | Self::RedemptionCancelled { .. }
            | Self::RedemptionLapsed { .. }
            | Self::UnitTaken { .. }
            | Self::UnitPaid { .. }
            | Self::UnitReturned { .. }
            | Self::VoucherIssued(_)
            | Self::VoucherHeld { .. }
            | Self::VoucherExpired { .. } => "6.2.1a",
            Self::PointsSent { .. }
            | Self::PointsReceived { .. }
            | Self::HouseholdFormed(_)
            | Self::HouseholdInvited(_)
            | Self::InvitationLapsed(_)
            | Self::HouseholdJoined(_)
            | Self::HouseholdLeft(_)
            | Self::HouseholdHandedOver(_)
            | Self::HouseholdDissolved(_)
            | Self::PointsPut(_)
            | Self::PointsTaken(_)
            | Self::PoolGivenBack(_)
            | Self::PoolKept(_) => "6.2.2",
            Self::ReferralRecorded(_)
            | Self::ReferralRewarded(_)
            | Self::BudgetTaken(_)
            | Self::BudgetGivenBack(_)
            | Self::BudgetReturned(_)
            | Self::BudgetReserved(_)
            | Self::BudgetSpent(_)
            | Self::BudgetRestored(_)
            | Self::BudgetLapsed(_) => "6.1.1b",
        }
    }
}
