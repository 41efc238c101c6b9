//! The keys of commands on the wire.

use super::Command;
use crate::wire::choice;

choice!(Command {
    0: RegisterMember {
        0: member,
        1: consents
    },
    1: PlaceOrder {
        0: member,
        1: order,
        2: cart,
        3: receipt,
        4: occurred_at
    },
    2: PayOrder {
        0: member,
        1: order,
        2: payment,
        3: amount_minor,
        4: occurred_at
    },
    3: CancelOrder {
        0: member,
        1: order
    },
    26: RequestExchange {
        0: member,
        1: order,
        2: refund,
        3: reason,
        4: lines
    },
    25: CutOrder {
        0: member,
        1: order,
        2: lines
    },
    4: SettleOrder {
        0: member,
        1: order
    },
    5: Tick { 0: member },
    6: PublishPolicy { 0: policy },
    7: AdoptModule { 0: module },
    8: RequestRefund {
        0: member,
        1: order,
        2: refund,
        3: reason,
        4: lines
    },
    9: ReviewRefund {
        0: member,
        1: refund,
        2: verdict
    },
    10: WithdrawRefund {
        0: member,
        1: refund
    },
    11: PayRefund {
        0: member,
        1: refund,
        2: payment,
        3: amount_minor
    },
    12: SetTier {
        0: member,
        1: tier,
        2: until,
        3: reason,
        4: by
    },
    13: ImportMember {
        0: member,
        1: imported
    },
    16: RecordReferral {
        0: member,
        1: referrer
    },
    17: RewardReferral {
        0: member,
        1: referrer
    },
    20: ClaimPurchase {
        0: member,
        1: order,
        2: till_receipt,
        3: cart,
        4: paid_minor,
        5: purchased_at,
        6: by
    },
    21: ReviewPurchase {
        0: member,
        1: order,
        2: verdict,
        3: reason,
        4: by
    },
    22: RecordChargeback {
        0: member,
        1: order,
        2: chargeback,
        3: amount_minor
    },
    23: ReverseChargeback {
        0: member,
        1: chargeback
    },
    24: RequestInvoice {
        0: member,
        1: order
    },
    30: UseEntitlement {
        0: member,
        1: entitlement,
        2: occurrence
    },
    31: UndoEntitlement {
        0: member,
        1: entitlement,
        2: occurrence
    },
    32: InviteToTier {
        0: member,
        1: tier,
        2: until,
        3: reason,
        4: by
    },
    33: MatchStatus {
        0: member,
        1: tier,
        2: evidence,
        3: until,
        4: by
    },
    40: AdjustPoints {
        0: member,
        1: adjustment,
        2: points,
        3: reason,
        4: by
    },
    41: ApproveAdjustment {
        0: member,
        1: adjustment,
        2: by
    },
    42: RejectAdjustment {
        0: member,
        1: adjustment,
        2: by
    },
    43: CompleteTask {
        0: member,
        1: task,
        2: occurrence,
        3: occurred_at
    },
    44: RecordCredit {
        0: member,
        1: score,
        2: occurred_at
    },
    65: OpenDraw {
        0: draw,
        1: commitment
    },
    66: EnterDraw {
        0: member,
        1: draw,
        2: entry
    },
    68: RevealDraw {
        0: draw,
        1: seed,
        2: beacon
    },
    69: CancelDraw { 0: draw, 1: by },
    70: AcceptPrize {
        0: member,
        1: draw,
        2: entry
    },
    71: RefusePrize {
        0: member,
        1: draw,
        2: entry
    },
    72: ReturnDrawPoints { 0: member, 1: draw },
    50: TickStream { 0: stream },
    51: RedeemOffer {
        0: member,
        1: offer,
        2: redemption
    },
    52: PayRedemption {
        0: member,
        1: offer,
        2: redemption,
        3: payment,
        4: amount_minor
    },
    53: CancelRedemption {
        0: member,
        1: offer,
        2: redemption
    },
    54: TransferPoints {
        0: member,
        1: to,
        2: transfer,
        3: points
    },
    34: FormHousehold {
        0: member,
        1: household
    },
    35: InviteToHousehold {
        0: member,
        1: household,
        2: invitee
    },
    36: JoinHousehold {
        0: member,
        1: household
    },
    37: LeaveHousehold {
        0: member,
        1: household,
        2: with
    },
    45: HandOverHousehold {
        0: member,
        1: household,
        2: to
    },
    38: PutPoints {
        0: member,
        1: household,
        2: transfer,
        3: points
    },
    39: TakePoints {
        0: member,
        1: household,
        2: transfer,
        3: points
    },
});
