//! Commands: what somebody asks the programme to do.

mod keys;
mod named;

use serde::{Deserialize, Serialize};

use crate::cart::Cart;
use crate::draw::Seed;
use crate::id::{
    AdjustmentId, BeaconValue, ChargebackId, Digest, DocumentId, EntryId, HouseholdId, MemberId,
    OccurrenceId, OperatorId, OrderId, PaymentId, RedemptionId, RefundId, RuleId, TierId,
    TillReceiptId, TransferId,
};
use crate::import::Imported;
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::receipt::Receipt;
use crate::sale::{ExchangedUnits, ReturnedUnits};
use crate::stream::StreamId;
use crate::wire::{names, record};

/// A document in a version, agreed to (2.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The document, such as `user-agreement` or `privacy-policy`.
    pub document: DocumentId,
    /// Its version, from 1.
    pub version: u32,
}

record!(Consent {
    0: document,
    1: version
});

/// What a review of a refund comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is granted.
    Approve,
    /// It is not.
    Refuse,
}

names!(Verdict {
    0: Approve,
    1: Refuse
});

/// What is asked for. In JSON: an object of one key, the command's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Register a member (注册). Clause 2.1.
    RegisterMember {
        /// The new member's random id.
        member: MemberId,
        /// The documents that the person agrees to.
        consents: Vec<Consent>,
    },
    /// Place an order (下单); the points part is held until it is paid. Clause 5.2.1.
    PlaceOrder {
        /// Who buys.
        member: MemberId,
        /// The order's id, unique for ever.
        order: OrderId,
        /// What is bought, and the points to use.
        cart: Cart,
        /// What the shopper was shown, where a page wants it held to.
        #[serde(default)]
        receipt: Option<Receipt>,
        /// When it happened, where that is not now.
        #[serde(default)]
        occurred_at: Option<Moment>,
    },
    /// Record the payment of an order's cash part (支付). Clause 5.2.2.
    PayOrder {
        /// Who bought.
        member: MemberId,
        /// The order.
        order: OrderId,
        /// The payment's id, unique for ever.
        payment: PaymentId,
        /// What was paid, in minor units: exactly what is due.
        amount_minor: Money,
        /// When it happened, where that is not now.
        #[serde(default)]
        occurred_at: Option<Moment>,
    },
    /// Cancel an order that is not paid (取消); its points come back. Clause 5.2.1.
    CancelOrder {
        /// Who placed it.
        member: MemberId,
        /// The order.
        order: OrderId,
    },
    /// Ask to exchange goods for such as cost the same (换货): another size or colour, or the same anew.
    /// It is reviewed as a refund is; no money, points or tier moves. Clause 5.3.2.
    RequestExchange {
        /// Who bought.
        member: MemberId,
        /// The order.
        order: OrderId,
        /// The exchange's id, unique for ever among those of refunds.
        refund: RefundId,
        /// Why: a reason of the policy that the purchase was made under.
        reason: RuleId,
        /// What, and for what; each line at most once.
        lines: Vec<ExchangedUnits>,
    },
    /// Some units of an order that is not paid are void, as where the shop cannot send them (部分取消):
    /// the points held for them come back, and the rest is due. Clause 5.2.1.
    CutOrder {
        /// Who placed it.
        member: MemberId,
        /// The order.
        order: OrderId,
        /// The units, each line at most once; not all that are left.
        lines: Vec<ReturnedUnits>,
    },
    /// Settle a paid order (结算): the goods were received. Clause 5.2.1.
    SettleOrder {
        /// Who bought.
        member: MemberId,
        /// The order.
        order: OrderId,
    },
    /// Claim a purchase that was paid outside, at a till (线下订单登记). Clause 5.1.1.
    ClaimPurchase {
        /// Who bought.
        member: MemberId,
        /// The id of the order that it becomes, unique for ever.
        order: OrderId,
        /// The till's receipt, unique for ever.
        till_receipt: TillReceiptId,
        /// What was bought; neither points nor a voucher pay a part of it.
        cart: Cart,
        /// What was paid, in minor units: exactly what the cart costs.
        paid_minor: Money,
        /// When it was bought.
        purchased_at: Moment,
        /// Who claims it on the member's behalf; absent where the member does.
        #[serde(default)]
        by: Option<OperatorId>,
    },
    /// Approve or refuse a claim, as a second person (审核). Clause 5.1.1.
    ReviewPurchase {
        /// Who bought.
        member: MemberId,
        /// The order.
        order: OrderId,
        /// Which of the two.
        verdict: Verdict,
        /// Why, by the policy's list, where it is refused.
        #[serde(default)]
        reason: Option<RuleId>,
        /// Who reviews it: not who claimed it.
        by: OperatorId,
    },
    /// Record that a bank took back what was paid (拒付). Clause 5.3.2.
    RecordChargeback {
        /// Who bought.
        member: MemberId,
        /// The order.
        order: OrderId,
        /// The chargeback's id, unique for ever.
        chargeback: ChargebackId,
        /// What the bank took, in minor units: at most what is left of what was paid.
        amount_minor: Money,
    },
    /// Record that a bank gave back what it had taken (拒付撤销). Clause 5.3.2.
    ReverseChargeback {
        /// Who bought.
        member: MemberId,
        /// The chargeback.
        chargeback: ChargebackId,
    },
    /// Ask for an invoice of an order that is paid (开票). Clause 5.2.2.
    RequestInvoice {
        /// Who bought.
        member: MemberId,
        /// The order.
        order: OrderId,
    },
    /// Put on record whatever fell due by now. Never needed for correctness.
    Tick {
        /// Whose stream.
        member: MemberId,
    },
    /// Publish a version of the policy that the deciding set holds. Clauses 3.2.1 and 6.1.2.
    PublishPolicy {
        /// The digest of the published policy.
        policy: Digest,
    },
    /// Make a module the one that decides from now on. Clause 10.2.
    AdoptModule {
        /// The digest of the module.
        module: Digest,
    },
    /// Ask to give back a part of a purchase (申请退款). Clauses 5.3.1 and 5.3.2.
    RequestRefund {
        /// Who bought.
        member: MemberId,
        /// The order.
        order: OrderId,
        /// The refund's id, unique for ever.
        refund: RefundId,
        /// Why: a reason of the policy that the purchase was made under.
        reason: RuleId,
        /// What; absent: everything that is left.
        #[serde(default)]
        lines: Vec<ReturnedUnits>,
    },
    /// Grant or refuse a refund that was asked for (审核). Clause 5.3.2.
    ReviewRefund {
        /// Who bought.
        member: MemberId,
        /// The refund.
        refund: RefundId,
        /// Which of the two.
        verdict: Verdict,
    },
    /// Take back a request that was not reviewed yet (撤销). Clause 5.3.2.
    WithdrawRefund {
        /// Who bought.
        member: MemberId,
        /// The refund.
        refund: RefundId,
    },
    /// Record that the cash of a refund was paid back by its original path (退款到账). Clause 5.3.2.
    PayRefund {
        /// Who bought.
        member: MemberId,
        /// The refund.
        refund: RefundId,
        /// The payment's id, unique for ever.
        payment: PaymentId,
        /// What was paid back, in minor units: exactly what was approved.
        amount_minor: Money,
    },
    /// Give a member points by hand, or take some (手工调整). Above what the policy lets one person
    /// do, it waits for a second one. Clause 6.1.
    AdjustPoints {
        /// Whose points.
        member: MemberId,
        /// The adjustment's id, unique for ever.
        adjustment: AdjustmentId,
        /// Points to give; negative to take them, first to expire first.
        points: Points,
        /// Why, by the policy's list.
        reason: RuleId,
        /// Who asks for it.
        by: OperatorId,
    },
    /// Approve an adjustment that waits, as the second person. Clause 6.1.
    ApproveAdjustment {
        /// Whose points.
        member: MemberId,
        /// The adjustment.
        adjustment: AdjustmentId,
        /// Who approves it: not who proposed it.
        by: OperatorId,
    },
    /// Reject an adjustment that waits, or withdraw it. Clause 6.1.
    RejectAdjustment {
        /// Whose points.
        member: MemberId,
        /// The adjustment.
        adjustment: AdjustmentId,
        /// Who rejects it.
        by: OperatorId,
    },
    /// Complete a published task (完成任务). Clause 6.1.1c.
    CompleteTask {
        /// Who completed it.
        member: MemberId,
        /// The task.
        task: RuleId,
        /// What completed it, such as a review written: it counts once for ever.
        #[serde(default)]
        occurrence: Option<OccurrenceId>,
        /// When it happened, where that is not now.
        #[serde(default)]
        occurred_at: Option<Moment>,
    },
    /// Put a member's credit score on record, as somebody outside reckoned it (信用分). Clause 3.1.1.
    RecordCredit {
        /// Whose.
        member: MemberId,
        /// The score.
        score: u16,
        /// When it was reckoned, where that is not now.
        #[serde(default)]
        occurred_at: Option<Moment>,
    },
    /// Take a member over from another system, with all that was brought along (导入). Clause 2.1.1.
    ImportMember {
        /// The member's random id: a new one.
        member: MemberId,
        /// What was brought along.
        imported: Imported,
    },
    /// Set a member's tier by hand, until a moment (人工定级). Clause 3.1.1.
    SetTier {
        /// Whose.
        member: MemberId,
        /// The tier.
        tier: TierId,
        /// Until when.
        until: Moment,
        /// Why: a reason of the policy.
        reason: RuleId,
        /// Who sets it.
        by: OperatorId,
    },
    /// Use an entitlement of the tier once (使用次数权益). Clause 4.1.1.
    UseEntitlement {
        /// Whose.
        member: MemberId,
        /// The entitlement: a benefit of so many times in a period.
        entitlement: RuleId,
        /// What it is used for, unique for ever: it counts once.
        occurrence: OccurrenceId,
    },
    /// Take a use of an entitlement back (撤销使用). Clause 4.1.1.
    UndoEntitlement {
        /// Whose.
        member: MemberId,
        /// The entitlement.
        entitlement: RuleId,
        /// What it was used for.
        occurrence: OccurrenceId,
    },
    /// Invite a member to a tier that takes invitations, until a moment (邀请). Clause 3.1.1.
    InviteToTier {
        /// Whom.
        member: MemberId,
        /// The tier.
        tier: TierId,
        /// Until when the invitation counts as a way to it.
        until: Moment,
        /// Why: a reason of the policy.
        reason: RuleId,
        /// Who invites.
        by: OperatorId,
    },
    /// Give a tier on trial to who holds a like one elsewhere (等级匹配). Clause 3.1.1.
    MatchStatus {
        /// Whom.
        member: MemberId,
        /// The tier.
        tier: TierId,
        /// What shows the like tier elsewhere, by its reference: no personal data.
        evidence: DocumentId,
        /// When the trial is over.
        until: Moment,
        /// Who gives it.
        by: OperatorId,
    },
    /// Open a draw whose terms are published, and commit to its secret seed (开放抽奖). Clause 6.2.1c.
    OpenDraw {
        /// The draw.
        draw: RuleId,
        /// The SHA-256 digest of the seed's 32 bytes.
        commitment: Digest,
    },
    /// Enter a draw with points (参与抽奖). Clause 6.2.1c.
    EnterDraw {
        /// Who enters.
        member: MemberId,
        /// The draw.
        draw: RuleId,
        /// The entry's id, unique for ever within the draw.
        entry: EntryId,
    },
    /// Reveal the seed of a draw that closed, and with it the winners (开奖). Clause 6.2.1c.
    RevealDraw {
        /// The draw.
        draw: RuleId,
        /// The seed that was committed to.
        seed: Seed,
        /// The public value that the terms name.
        #[serde(default)]
        beacon: Option<BeaconValue>,
    },
    /// Call a draw off while it may still be entered (取消抽奖). Clause 6.2.1c.
    CancelDraw {
        /// The draw.
        draw: RuleId,
        /// Who calls it off.
        by: OperatorId,
    },
    /// Accept a prize (领奖). Clause 6.2.1c.
    AcceptPrize {
        /// Who won.
        member: MemberId,
        /// The draw.
        draw: RuleId,
        /// The entry that won.
        entry: EntryId,
    },
    /// Refuse a prize (弃奖). Clause 6.2.1c.
    RefusePrize {
        /// Who won.
        member: MemberId,
        /// The draw.
        draw: RuleId,
        /// The entry that won.
        entry: EntryId,
    },
    /// Take back the points of a draw that was called off or failed (退还积分). Clause 6.2.1c.
    ReturnDrawPoints {
        /// Whose points.
        member: MemberId,
        /// The draw.
        draw: RuleId,
    },
    /// Put on record whatever fell due by now on any stream that has a time. Never needed for
    /// correctness.
    TickStream {
        /// The stream, such as `offer:mug`.
        stream: StreamId,
    },
    /// Redeem points for one unit of an offer of the mall (兑换). Where the offer takes cash too, the
    /// unit is kept and the points are held until it is paid. Clause 6.2.1a.
    RedeemOffer {
        /// Who redeems.
        member: MemberId,
        /// The offer.
        offer: RuleId,
        /// The redemption's id, unique for ever.
        redemption: RedemptionId,
    },
    /// Record the payment of a redemption's cash. Clause 6.2.1a.
    PayRedemption {
        /// Who redeems.
        member: MemberId,
        /// The offer.
        offer: RuleId,
        /// The redemption.
        redemption: RedemptionId,
        /// The payment's id, unique for ever.
        payment: PaymentId,
        /// What was paid, in minor units: exactly what is due.
        amount_minor: Money,
    },
    /// Cancel a redemption whose cash is not paid; its points and its unit come back. Clause 6.2.1a.
    CancelRedemption {
        /// Who redeems.
        member: MemberId,
        /// The offer.
        offer: RuleId,
        /// The redemption.
        redemption: RedemptionId,
    },
    /// Put on record who brought in a member (推荐入会): once, while the member is new. Clause 6.1.1b.
    RecordReferral {
        /// Who was brought in.
        member: MemberId,
        /// By whom.
        referrer: MemberId,
    },
    /// Give both members what a referral gives, once it is due (推荐奖励). Clause 6.1.1b.
    RewardReferral {
        /// Who was brought in.
        member: MemberId,
        /// By whom.
        referrer: MemberId,
    },
    /// Give points to another member (转赠). Clause 6.2.2.
    TransferPoints {
        /// Who gives.
        member: MemberId,
        /// Who receives.
        to: MemberId,
        /// The transfer's id, unique for ever.
        transfer: TransferId,
        /// How many.
        points: Points,
    },
    /// Form a household (组建家庭), as its head. Clause 6.2.2.
    FormHousehold {
        /// The head.
        member: MemberId,
        /// The new household's random id.
        household: HouseholdId,
    },
    /// Invite a member into a household (邀请), as its head. Clause 6.2.2.
    InviteToHousehold {
        /// The head.
        member: MemberId,
        /// The household.
        household: HouseholdId,
        /// Who may join.
        invitee: MemberId,
    },
    /// Join a household (加入), by the head's invitation. Clause 6.2.2.
    JoinHousehold {
        /// Who joins.
        member: MemberId,
        /// The household.
        household: HouseholdId,
    },
    /// Leave a household (退出). Where the head leaves, it is dissolved (解散), and everything in
    /// the pool goes back to whom it came from. Clause 6.2.2.
    LeaveHousehold {
        /// Who leaves.
        member: MemberId,
        /// The household.
        household: HouseholdId,
        /// Where the head leaves: all other members, who leave too. Otherwise nobody.
        #[serde(default)]
        with: Vec<MemberId>,
    },
    /// Make another member of a household its head (移交户主), as its head. What is in the pool stays
    /// whose it is. Clause 6.2.2.
    HandOverHousehold {
        /// The head until now.
        member: MemberId,
        /// The household.
        household: HouseholdId,
        /// The head from now on.
        to: MemberId,
    },
    /// Put points into the pool of a household (存入). Clause 6.2.2.
    PutPoints {
        /// Who puts them in.
        member: MemberId,
        /// The household.
        household: HouseholdId,
        /// The act's id, unique for ever, among transfers too.
        transfer: TransferId,
        /// How many.
        points: Points,
    },
    /// Take points from the pool of a household (取出). Clause 6.2.2.
    TakePoints {
        /// Who takes them.
        member: MemberId,
        /// The household.
        household: HouseholdId,
        /// The act's id, unique for ever, among transfers too.
        transfer: TransferId,
        /// How many.
        points: Points,
    },
}
