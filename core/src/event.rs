//! Events: what happened, in the past tense. The log of a stream is a list of these.

mod benefits;
mod budget;
mod cut;
mod earning;
mod household;
mod keys;
mod parts;
mod referral;
mod trade;

use serde::Serialize;

use crate::benefits::EntitlementUse;
use crate::command::Consent;
use crate::draw::Seed;
use crate::id::{
    AdjustmentId, BeaconValue, Digest, EntryId, MemberId, OccurrenceId, OperatorId, OrderId,
    PaymentId, PolicyId, RedemptionId, RefundId, RuleId, TierId, TransferId,
};
use crate::import::TakenOver;
use crate::moment::{Day, Moment};
use crate::number::{Money, Points};
use crate::sale::{ExchangedUnits, ReturnedUnits, Sold};
use crate::state::{Counted, Credit};
use crate::tender::TenderPart;

pub use benefits::{
    BenefitsApplied, RebateGranted, RebateTakenBack, ShippingReturned, StatusMatched, TierInvited,
};
pub use budget::*;
pub use cut::{CutOrder, ExchangedGoods};
pub use earning::{EarningHeld, EarningReturned, RemainderCarried};
pub use household::{
    HouseholdDissolved, HouseholdFormed, HouseholdHandedOver, HouseholdInvited, HouseholdJoined,
    HouseholdLeft, InvitationLapsed, PointsPut, PointsTaken, PoolExpired, PoolGivenBack, PoolKept,
    PoolReminded,
};
pub use parts::{
    Drawn, HoldPart, IssuedVoucher, LotExpiry, LotPart, Pending, ReceivedLot, Source, TierReason,
};
pub use referral::*;
pub use trade::{
    ApprovedPurchase, ClaimedPurchase, RecordedChargeback, RefusedPurchase, RequestedInvoice,
    ReversedChargeback,
};

/// What happened. In JSON: an object of one key, the event's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A member was registered. Clause 2.1.1.
    MemberRegistered {
        /// Who.
        member: MemberId,
        /// The documents agreed to. Clause 2.1.2.
        consents: Vec<Consent>,
        /// The tier that every member begins with. Clause 3.1.2a.
        tier: TierId,
        /// When.
        at: Moment,
    },
    /// A member was taken over from another system. Clause 2.1.1.
    MemberImported(Box<TakenOver>),
    /// An order was placed. Clause 5.2.1.
    OrderPlaced {
        /// The order.
        order: OrderId,
        /// The version of the policy that governs it for ever.
        policy_version: u32,
        /// The cash due, in minor units.
        cash_minor: Money,
        /// The part of it that counts toward tiers, in minor units.
        qualifying_minor: Money,
        /// The points that it will earn when paid.
        earn_points: Points,
        /// When it lapses unpaid.
        lapses_at: Moment,
        /// When it was placed.
        at: Moment,
        /// The qualifying points that it will give when paid; absent where tiers go by spend.
        qualifying_points: Option<Points>,
        /// What it sells; absent where its policy takes nothing back.
        sold: Option<Sold>,
        /// Where what it will earn counts toward caps, from now until it is closed unpaid.
        counted: Vec<Counted>,
    },
    /// An order's earning took of what a member has. Clause 6.1.1a.
    EarningHeld(EarningHeld),
    /// A paid order left a remainder (零头结转). Clause 6.1.1a.
    RemainderCarried(RemainderCarried),
    /// A refund gave back what an order's earning had taken. Clause 6.1.1a.
    EarningReturned(EarningReturned),
    /// Points were put on hold for an order (冻结). Clause 6.2.1b.
    HoldAuthorized {
        /// The order.
        order: OrderId,
        /// Points in all.
        points: Points,
        /// What they take off the price, in minor units.
        value_minor: Money,
        /// From which lots, in the order of consumption.
        parts: Vec<HoldPart>,
    },
    /// The hold was taken for good (核销). Clause 6.2.1b.
    HoldCaptured {
        /// The order.
        order: OrderId,
        /// Points in all.
        points: Points,
    },
    /// The hold was released (解冻), on cancellation or lapse. Clause 5.2.1.
    HoldVoided {
        /// The order.
        order: OrderId,
        /// What went back, each part with the expiry that it now has. A part whose lot expired
        /// meanwhile, and that gets a new expiry, has the number of a new lot.
        parts: Vec<HoldPart>,
    },
    /// An order's cash part was paid. Clause 5.2.2.
    OrderPaid {
        /// The order.
        order: OrderId,
        /// The payment.
        payment: PaymentId,
        /// What was paid, in minor units.
        amount_minor: Money,
        /// When it settles by itself.
        settles_at: Moment,
        /// When it was paid.
        at: Moment,
    },
    /// Goods are exchanged for such as cost the same: no money, points or tier moves. Clause 5.3.2.
    GoodsExchanged(Box<ExchangedGoods>),
    /// Some units of an order that is not paid are void. Clause 5.2.1.
    OrderCut(Box<CutOrder>),
    /// An order was cancelled before payment. Clause 5.2.1.
    OrderCancelled {
        /// The order.
        order: OrderId,
        /// When.
        at: Moment,
    },
    /// An order was not paid in time (超时). Clause 5.2.1.
    OrderLapsed {
        /// The order.
        order: OrderId,
        /// When.
        at: Moment,
    },
    /// A purchase made outside was claimed. Clause 5.1.1.
    PurchaseClaimed(Box<ClaimedPurchase>),
    /// A purchase made outside was approved. Clause 5.1.1.
    PurchaseApproved(ApprovedPurchase),
    /// A purchase made outside was refused. Clause 5.1.1.
    PurchaseRefused(RefusedPurchase),
    /// A purchase made outside was not reviewed in time. Clause 5.1.1.
    PurchaseLapsed {
        /// The order.
        order: OrderId,
        /// When.
        at: Moment,
    },
    /// A bank took back what was paid. Clause 5.3.2.
    ChargebackRecorded(Box<RecordedChargeback>),
    /// A bank gave back what it had taken. Clause 5.3.2.
    ChargebackReversed(Box<ReversedChargeback>),
    /// An invoice was asked for. Clause 5.2.2.
    InvoiceRequested(RequestedInvoice),
    /// An order was settled (结算). Clause 5.2.1.
    OrderSettled {
        /// The order.
        order: OrderId,
        /// When.
        at: Moment,
        /// From when on it can no longer be given back; absent where it never could.
        closes_at: Option<Moment>,
    },
    /// Points were earned by an order (获取). Clause 6.1.1a.
    PointsEarned {
        /// The order.
        order: OrderId,
        /// The new lot's number within the member's stream.
        lot: u64,
        /// Points.
        points: Points,
        /// What they wait for; absent where they are available at once.
        pending: Option<Pending>,
        /// From when on they are gone; absent where never, or not known before activation.
        expires_at: Option<Moment>,
        /// When they were earned.
        at: Moment,
        /// The version of the policy by which the expiry is reckoned at activation; absent where
        /// it is settled.
        validity_version: Option<u32>,
        /// The version of the policy that they are earned by, by which their expiry may still move;
        /// absent where it is settled for ever.
        valid_by: Option<u32>,
    },
    /// Pending points became available (生效). Clause 6.1.1a.
    PointsActivated {
        /// The lot.
        lot: u64,
        /// Points.
        points: Points,
        /// From when on they are gone; absent where never.
        expires_at: Option<Moment>,
        /// When.
        at: Moment,
    },
    /// What was left of a lot expired (过期清零). Clause 6.3.2.
    PointsExpired {
        /// The lot.
        lot: u64,
        /// Points that were left.
        points: Points,
        /// When.
        at: Moment,
    },
    /// Qualifying spend was counted. Clause 3.1.1.
    SpendCounted {
        /// The civil day, in days since 1970-01-01, that it counts on.
        day: Day,
        /// How much, in minor units.
        amount_minor: Money,
        /// Days before this one can no longer count and are forgotten.
        forget_before: Day,
    },
    /// The tier was reached, kept or lost (升级/保级/降级). Clause 3.1.1.
    TierChanged {
        /// The tier before.
        from: TierId,
        /// The tier now.
        to: TierId,
        /// Why.
        reason: TierReason,
        /// When it is reviewed next; absent where never.
        review_at: Option<Moment>,
        /// When.
        at: Moment,
    },
    /// A version of the policy was published. Clause 3.2.1.
    PolicyPublished {
        /// Its digest.
        policy: Digest,
        /// The policy's id.
        id: PolicyId,
        /// Its version.
        version: u32,
        /// From when on it is in force.
        effective_from: Moment,
        /// When.
        at: Moment,
    },
    /// A module became the one that decides. Clause 10.2.
    ModuleAdopted {
        /// Its digest.
        module: Digest,
        /// When.
        at: Moment,
    },
    /// Qualifying points (成长值) were counted, beside the spend that gave them. Clause 3.1.1.
    QualifyingPointsCounted {
        /// The civil day, in days since 1970-01-01, that they count on.
        day: Day,
        /// How many.
        points: Points,
    },
    /// An order that was paid may be given back from now on. Clause 5.3.1.
    SaleOpened {
        /// The order.
        order: OrderId,
        /// When it was paid.
        at: Moment,
    },
    /// Nothing of a purchase can be given back any more: its days are over, or all of it is back.
    /// Clause 5.3.1.
    SaleClosed {
        /// The order.
        order: OrderId,
        /// When.
        at: Moment,
    },
    /// A refund was asked for (申请). Clause 5.3.2.
    RefundRequested {
        /// The refund.
        refund: RefundId,
        /// The order.
        order: OrderId,
        /// Why.
        reason: RuleId,
        /// What.
        lines: Vec<ReturnedUnits>,
        /// By when it is reviewed.
        review_by: Moment,
        /// Whether it is approved then by itself.
        approves_itself: bool,
        /// When.
        at: Moment,
        /// What is sent instead, where the goods are exchanged; empty where they are refunded.
        exchange: Vec<ExchangedUnits>,
    },
    /// A refund was granted (通过), by a person or because its policy asks for no review. Clause 5.3.2.
    RefundApproved {
        /// The refund.
        refund: RefundId,
        /// The order.
        order: OrderId,
        /// The cash to be paid back by the original path, shipping in it, in minor units.
        cash_minor: Money,
        /// The shipping in it, in minor units.
        shipping_minor: Money,
        /// The points that go back to their lots.
        points: Points,
        /// What they had taken off the price, in minor units.
        value_minor: Money,
        /// When.
        at: Moment,
        /// What goes back to what paid a part beside cash.
        tenders: Vec<TenderPart>,
    },
    /// A refund was not granted (拒绝). Clause 5.3.2.
    RefundRefused {
        /// The refund.
        refund: RefundId,
        /// The order.
        order: OrderId,
        /// When.
        at: Moment,
    },
    /// A request was taken back by the member (撤销). Clause 5.3.2.
    RefundWithdrawn {
        /// The refund.
        refund: RefundId,
        /// The order.
        order: OrderId,
        /// When.
        at: Moment,
    },
    /// A refund is complete (已退款). Clause 5.3.2.
    RefundPaid {
        /// The refund.
        refund: RefundId,
        /// The order.
        order: OrderId,
        /// The payment of its cash; absent where there was none to pay.
        payment: Option<PaymentId>,
        /// When.
        at: Moment,
    },
    /// Points that were used went back to their lots (退还). Clause 5.3.2.
    PointsReinstated {
        /// The order.
        order: OrderId,
        /// Points in all.
        points: Points,
        /// What went back, each part with the expiry that it now has. A part whose lot expired
        /// meanwhile, and that gets a new expiry, has the number of a new lot.
        parts: Vec<HoldPart>,
        /// When.
        at: Moment,
    },
    /// Points that a purchase had earned were taken back (扣回). Clause 5.3.1.
    PointsClawedBack {
        /// The order.
        order: OrderId,
        /// Points in all.
        points: Points,
        /// What was taken of which lot.
        parts: Vec<LotPart>,
        /// What the member no longer had, and owes.
        owed_points: Points,
        /// What the member no longer had, and was written off.
        written_off_points: Points,
        /// What was kept from the cash refund for points that were gone, in minor units.
        kept_minor: Money,
        /// When.
        at: Moment,
        /// What had expired unused before; absent where nothing had. Nobody owes it.
        expired_points: Option<Points>,
    },
    /// Points that became available paid what was owed. Clause 6.1.
    DebtRepaid {
        /// Points in all.
        points: Points,
        /// What was taken of which lot.
        parts: Vec<LotPart>,
        /// When.
        at: Moment,
    },
    /// What was given back stopped counting toward tiers. Clause 3.1.1.
    SpendReturned {
        /// The civil day, in days since 1970-01-01, that it had counted on.
        day: Day,
        /// How much, in minor units.
        amount_minor: Money,
        /// The qualifying points; absent where there are none.
        points: Option<Points>,
        /// The orders that count no longer, all of them being back; absent where there are none.
        orders: Option<u32>,
    },
    /// The member was reminded that points will expire. Clause 6.3.2.
    ExpiryReminded {
        /// How many will, pending and available together; what is on hold is not among them.
        points: Points,
        /// When they will.
        expires_at: Moment,
        /// When the reminder fell due.
        at: Moment,
    },
    /// Points were granted that come from no order (发放). Clause 6.1.1.
    PointsGranted {
        /// What for.
        source: Source,
        /// The new lot's number within the member's stream.
        lot: u64,
        /// Points.
        points: Points,
        /// What they wait for; absent where they are available at once.
        pending: Option<Pending>,
        /// From when on they are gone; absent where never, or not known before activation.
        expires_at: Option<Moment>,
        /// When they were granted.
        at: Moment,
        /// The version of the policy by which the expiry is reckoned at activation; absent where
        /// it is settled.
        validity_version: Option<u32>,
        /// The version of the policy that they are earned by, by which their expiry may still move;
        /// absent where it is settled for ever.
        valid_by: Option<u32>,
    },
    /// Points were taken by an adjustment, first to expire first. Clause 6.1.
    PointsDeducted {
        /// The adjustment.
        adjustment: AdjustmentId,
        /// Points in all.
        points: Points,
        /// From which lots, in the order of consumption.
        parts: Vec<HoldPart>,
        /// When.
        at: Moment,
    },
    /// An adjustment was proposed that takes a second person. Clause 6.1.
    AdjustmentProposed {
        /// The adjustment.
        adjustment: AdjustmentId,
        /// Points that it would give; negative where it would take them.
        points: Points,
        /// Why, by the policy's list.
        reason: RuleId,
        /// Who proposed it.
        by: OperatorId,
        /// When.
        at: Moment,
    },
    /// An adjustment was made; what it gave or took follows. Clause 6.1.
    AdjustmentMade {
        /// The adjustment.
        adjustment: AdjustmentId,
        /// Points that it gave; negative where it took them.
        points: Points,
        /// Why, by the policy's list.
        reason: RuleId,
        /// Who asked for it.
        by: OperatorId,
        /// The second person; absent where one was enough.
        approved_by: Option<OperatorId>,
        /// When.
        at: Moment,
    },
    /// A proposed adjustment was rejected. Clause 6.1.
    AdjustmentRejected {
        /// The adjustment.
        adjustment: AdjustmentId,
        /// Who rejected it.
        by: OperatorId,
        /// When.
        at: Moment,
    },
    /// A task was completed; its points follow. Clause 6.1.1c.
    TaskCompleted {
        /// The task.
        task: RuleId,
        /// What completed it; absent where nothing was named.
        occurrence: Option<OccurrenceId>,
        /// The civil day, in days since 1970-01-01.
        day: Day,
        /// Days in a row so far; 0 where they do not count, or are full and count anew.
        streak: u32,
        /// Points more for days in a row that are full; absent where they are not.
        bonus_points: Option<Points>,
        /// When.
        at: Moment,
    },
    /// Somebody set a tier by hand, for a reason of the policy. Clause 3.1.1.
    TierSet {
        /// The tier.
        tier: TierId,
        /// Why.
        reason: RuleId,
        /// Who.
        by: OperatorId,
        /// Until when; then it is what counts in the window is enough for.
        until: Moment,
        /// When.
        at: Moment,
    },
    /// Lots expire at another moment than they would have: the member was active, or a version with
    /// such a transition took effect. Clause 6.3.1.
    ExpiryMoved {
        /// Which lots, and when they do.
        lots: Vec<LotExpiry>,
        /// When that became so.
        at: Moment,
    },
    /// What a task gave was counted toward tiers. Clause 3.1.1.
    ActivityPointsCounted {
        /// The civil day, in days since 1970-01-01, that they count on.
        day: Day,
        /// How many.
        points: Points,
        /// Days before this one can no longer count and are forgotten.
        forget_before: Day,
    },
    /// A credit score was put on record. Clause 3.1.1.
    CreditRecorded(Credit),
    /// A unit of an offer was redeemed: at once, or its points are on hold until its cash is paid.
    /// Clause 6.2.1a.
    OfferRedeemed {
        /// The redemption.
        redemption: RedemptionId,
        /// The offer.
        offer: RuleId,
        /// The version of the policy that governs it for ever.
        policy_version: u32,
        /// Points that it costs.
        points: Points,
        /// From which lots, in the order of consumption.
        parts: Vec<HoldPart>,
        /// The cash due, in minor units; absent where none is, and it is done.
        cash_minor: Option<Money>,
        /// When it lapses unpaid; absent where no cash is due.
        lapses_at: Option<Moment>,
        /// The first day of the period in which it counts; absent where the offer has no limit for
        /// one member.
        counts_since: Option<Day>,
        /// When.
        at: Moment,
    },
    /// The cash of a redemption was paid, and its points are used. Clause 6.2.1a.
    RedemptionPaid {
        /// The redemption.
        redemption: RedemptionId,
        /// The offer.
        offer: RuleId,
        /// The payment.
        payment: PaymentId,
        /// What was paid, in minor units.
        amount_minor: Money,
        /// The points that were on hold.
        points: Points,
        /// When.
        at: Moment,
    },
    /// A redemption was cancelled unpaid; its points came back. Clause 6.2.1a.
    RedemptionCancelled {
        /// The redemption.
        redemption: RedemptionId,
        /// To which lots.
        parts: Vec<HoldPart>,
        /// When.
        at: Moment,
    },
    /// A redemption was not paid in time; its points came back. Clause 6.2.1a.
    RedemptionLapsed {
        /// The redemption.
        redemption: RedemptionId,
        /// To which lots.
        parts: Vec<HoldPart>,
        /// When.
        at: Moment,
    },
    /// On an offer's stream: a unit was taken, or is kept for a payment. Clause 6.2.1a.
    UnitTaken {
        /// The offer.
        offer: RuleId,
        /// The redemption.
        redemption: RedemptionId,
        /// Until when it is kept unpaid; absent where it is gone for good.
        kept_until: Option<Moment>,
        /// When.
        at: Moment,
    },
    /// On an offer's stream: a unit that was kept is gone for good. Clause 6.2.1a.
    UnitPaid {
        /// The redemption.
        redemption: RedemptionId,
        /// When.
        at: Moment,
    },
    /// On an offer's stream: a unit that was kept is there again. Clause 6.2.1a.
    UnitReturned {
        /// The redemption.
        redemption: RedemptionId,
        /// When.
        at: Moment,
    },
    /// Points were given to another member (转赠). Clause 6.2.2.
    PointsSent {
        /// The transfer.
        transfer: TransferId,
        /// To whom.
        to: MemberId,
        /// Points in all.
        points: Points,
        /// From which lots, in the order of consumption.
        parts: Vec<LotPart>,
        /// Where they count toward the limits over time.
        counted: Vec<Counted>,
        /// When.
        at: Moment,
    },
    /// Points were received from another member. Clause 6.2.2.
    PointsReceived {
        /// The transfer.
        transfer: TransferId,
        /// From whom.
        from: MemberId,
        /// Points in all.
        points: Points,
        /// As which lots.
        lots: Vec<ReceivedLot>,
        /// When.
        at: Moment,
    },
    /// A household was formed (组建家庭). Clause 6.2.2.
    HouseholdFormed(HouseholdFormed),
    /// A member was invited into a household. Clause 6.2.2.
    HouseholdInvited(HouseholdInvited),
    /// An invitation lapsed. Clause 6.2.2.
    InvitationLapsed(InvitationLapsed),
    /// A member joined a household. Clause 6.2.2.
    HouseholdJoined(HouseholdJoined),
    /// A member left a household. Clause 6.2.2.
    HouseholdLeft(HouseholdLeft),
    /// A household has another head. Clause 6.2.2.
    HouseholdHandedOver(HouseholdHandedOver),
    /// A household is over. Clause 6.2.2.
    HouseholdDissolved(HouseholdDissolved),
    /// Points were put into a pool. Clause 6.2.2.
    PointsPut(Box<PointsPut>),
    /// Points were taken from a pool. Clause 6.2.2.
    PointsTaken(Box<PointsTaken>),
    /// A leaver's points went back. Clause 6.2.2.
    PoolGivenBack(Box<PoolGivenBack>),
    /// A leaver's points stayed in the pool. Clause 6.2.2.
    PoolKept(PoolKept),
    /// Points in a pool expired (过期清零). Clause 6.3.2.
    PoolExpired(PoolExpired),
    /// Members were reminded that points in a pool will expire. Clause 6.3.2.
    PoolReminded(PoolReminded),
    /// A voucher was issued for a redemption (发券). Clause 6.2.1a.
    VoucherIssued(Box<IssuedVoucher>),
    /// A voucher was put on hold for an order: used when that is paid, free again when it is closed
    /// unpaid. Clause 6.2.1a.
    VoucherHeld {
        /// The voucher.
        voucher: RedemptionId,
        /// The order.
        order: OrderId,
        /// What it takes off, in minor units.
        value_minor: Money,
        /// When.
        at: Moment,
    },
    /// It was put on record who brought in the member (推荐). Clause 6.1.1b.
    ReferralRecorded(RecordedReferral),
    /// A referral was rewarded; the points of each member follow. Clause 6.1.1b.
    ReferralRewarded(RewardedReferral),
    /// An order takes of the budgets of activities. Clause 6.1.1b.
    BudgetTaken(TakenOfBudgets),
    /// A refund gives back what an order took of the budgets of activities. Clause 6.1.1b.
    BudgetGivenBack(GivenBackToBudgets),
    /// What refunds gave back is in the budget of all members again. Clause 6.1.1b.
    BudgetReturned(ReturnedToBudget),
    /// On a budget's stream: an order takes of it. Clause 6.1.1b.
    BudgetReserved(ReservedOfBudget),
    /// On a budget's stream: an order was paid; what it took is gone for good. Clause 6.1.1b.
    BudgetSpent(SpentOfBudget),
    /// On a budget's stream: an order gave points back. Clause 6.1.1b.
    BudgetRestored(RestoredToBudget),
    /// On a budget's stream: what orders took that were not paid is there again. Clause 6.1.1b.
    BudgetLapsed(LapsedInBudget),
    /// A voucher is over, unused. Clause 6.2.1a.
    VoucherExpired {
        /// The voucher.
        voucher: RedemptionId,
        /// When.
        at: Moment,
    },
    /// The tier gave an order what it gives. Clauses 3.1.2b to 3.1.2d.
    BenefitsApplied(Box<BenefitsApplied>),
    /// The free shipping of an order counts as not used. Clause 3.1.2c.
    ShippingReturned(Box<ShippingReturned>),
    /// An entitlement was used. Clause 4.1.1.
    EntitlementUsed(EntitlementUse),
    /// A use of an entitlement was taken back. Clause 4.1.1.
    EntitlementUndone(EntitlementUse),
    /// A settled order gave points back (返利). Clause 3.1.2d.
    RebateGranted(Box<RebateGranted>),
    /// Goods took their part of a rebate along. Clause 5.3.1.
    RebateTakenBack(Box<RebateTakenBack>),
    /// The member was invited to a tier. Clause 3.1.1.
    TierInvited(Box<TierInvited>),
    /// The member has a tier on trial. Clause 3.1.1.
    StatusMatched(Box<StatusMatched>),
    /// The floor holds the member no longer, or again. Clause 3.1.1.
    FloorChanged {
        /// Whether it does.
        holds: bool,
        /// When.
        at: Moment,
    },
    /// A draw was opened, and its seed committed to. Clause 6.2.1c.
    DrawOpened {
        /// The draw.
        draw: RuleId,
        /// The version of the policy whose terms it was opened under.
        policy_version: u32,
        /// The SHA-256 digest of the secret seed.
        commitment: Digest,
        /// When it closes.
        closes_at: Moment,
        /// When the seed must be revealed.
        reveal_by: Moment,
        /// Days within which a prize is accepted.
        claim_days: u16,
        /// How many times a prize is drawn again.
        redraws: u8,
        /// When it was opened.
        at: Moment,
    },
    /// The member entered a draw. Clause 6.2.1c.
    DrawEntered {
        /// The draw.
        draw: RuleId,
        /// The entry.
        entry: EntryId,
        /// Its place among all entries, from 0.
        index: u32,
        /// Points that it cost.
        points: Points,
        /// From which lots, in the order of consumption.
        parts: Vec<HoldPart>,
        /// The civil day, in days since 1970-01-01.
        day: Day,
        /// When no prize of the draw can be accepted any more.
        over_at: Moment,
        /// When.
        at: Moment,
    },
    /// An entry became a leaf of the draw's tree. Clause 6.2.1c.
    DrawEntryAdded {
        /// The entry.
        entry: EntryId,
        /// Whose it is.
        member: MemberId,
        /// Its place among all entries, from 0.
        index: u32,
        /// The leaf.
        leaf: Digest,
        /// When.
        at: Moment,
    },
    /// A draw closed: its entries are fixed. Clause 6.2.1c.
    DrawClosed {
        /// The draw.
        draw: RuleId,
        /// The root of the tree of entries.
        root: Digest,
        /// How many entries there are.
        count: u32,
        /// When.
        at: Moment,
    },
    /// A draw was called off while it could be entered. Clause 6.2.1c.
    DrawCancelled {
        /// The draw.
        draw: RuleId,
        /// Who called it off.
        by: OperatorId,
        /// When.
        at: Moment,
    },
    /// A draw came to nothing: its seed was not revealed in time. Clause 6.2.1c.
    DrawFailed {
        /// The draw.
        draw: RuleId,
        /// When.
        at: Moment,
    },
    /// The seed of a draw was revealed, and with it the winners. Clause 6.2.1c.
    DrawRevealed {
        /// The draw.
        draw: RuleId,
        /// The seed.
        seed: Seed,
        /// The public value that went in; absent where the terms name none.
        beacon: Option<BeaconValue>,
        /// The wins, in the order of drawing.
        wins: Vec<Drawn>,
        /// Until when a prize can be accepted; at this moment it is too late.
        claim_until: Moment,
        /// When.
        at: Moment,
    },
    /// A winner accepted a prize. Clause 6.2.1c.
    PrizeAccepted {
        /// The draw.
        draw: RuleId,
        /// The entry.
        entry: EntryId,
        /// The number of the win, from 0.
        number: u32,
        /// The prize.
        prize: RuleId,
        /// When.
        at: Moment,
    },
    /// A winner refused a prize. Clause 6.2.1c.
    PrizeRefused {
        /// The draw.
        draw: RuleId,
        /// The entry.
        entry: EntryId,
        /// The number of the win, from 0.
        number: u32,
        /// The prize.
        prize: RuleId,
        /// When.
        at: Moment,
    },
    /// Nobody accepted a prize in time. Clause 6.2.1c.
    PrizeUnclaimed {
        /// The draw.
        draw: RuleId,
        /// The number of the win, from 0.
        number: u32,
        /// The prize.
        prize: RuleId,
        /// When.
        at: Moment,
    },
    /// A prize that was refused or not claimed was drawn again. Clause 6.2.1c.
    PrizeRedrawn {
        /// The draw.
        draw: RuleId,
        /// The number of the win that came to nothing, from 0.
        number: u32,
        /// The prize.
        prize: RuleId,
        /// The place of the entry that it was drawn for now.
        index: u32,
        /// Until when it can be accepted; at this moment it is too late.
        claim_until: Moment,
        /// When.
        at: Moment,
    },
    /// The points of an entry went back, because its draw came to nothing. Clause 6.2.1c.
    DrawPointsReturned {
        /// The draw.
        draw: RuleId,
        /// The entry.
        entry: EntryId,
        /// Points in all.
        points: Points,
        /// To which lots.
        parts: Vec<HoldPart>,
        /// When.
        at: Moment,
    },
    /// An entry is over: no prize of its draw can be accepted any more. Clause 6.2.1c.
    DrawEntryOver {
        /// The draw.
        draw: RuleId,
        /// The entry.
        entry: EntryId,
        /// When.
        at: Moment,
    },
}
