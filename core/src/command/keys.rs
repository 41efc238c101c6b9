//! The keys of commands on the wire, their names, and whom each is about.

use super::Command;
use crate::id::MemberId;
use crate::stream::StreamId;
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

impl Command {
    /// The command's name, as it stands in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RegisterMember { .. } => "register_member",
            Self::PlaceOrder { .. } => "place_order",
            Self::PayOrder { .. } => "pay_order",
            Self::CancelOrder { .. } => "cancel_order",
            Self::SettleOrder { .. } => "settle_order",
            Self::Tick { .. } => "tick",
            Self::PublishPolicy { .. } => "publish_policy",
            Self::AdoptModule { .. } => "adopt_module",
            Self::RequestRefund { .. } => "request_refund",
            Self::ReviewRefund { .. } => "review_refund",
            Self::WithdrawRefund { .. } => "withdraw_refund",
            Self::PayRefund { .. } => "pay_refund",
            Self::RecordCredit { .. } => "record_credit",
            Self::SetTier { .. } => "set_tier",
            Self::ImportMember { .. } => "import_member",
            Self::AdjustPoints { .. } => "adjust_points",
            Self::ApproveAdjustment { .. } => "approve_adjustment",
            Self::RejectAdjustment { .. } => "reject_adjustment",
            Self::CompleteTask { .. } => "complete_task",
            Self::OpenDraw { .. } => "open_draw",
            Self::EnterDraw { .. } => "enter_draw",
            Self::RevealDraw { .. } => "reveal_draw",
            Self::CancelDraw { .. } => "cancel_draw",
            Self::AcceptPrize { .. } => "accept_prize",
            Self::RefusePrize { .. } => "refuse_prize",
            Self::ReturnDrawPoints { .. } => "return_draw_points",
            Self::TickStream { .. } => "tick_stream",
            Self::RedeemOffer { .. } => "redeem_offer",
            Self::PayRedemption { .. } => "pay_redemption",
            Self::CancelRedemption { .. } => "cancel_redemption",
            Self::TransferPoints { .. } => "transfer_points",
            Self::FormHousehold { .. } => "form_household",
            Self::InviteToHousehold { .. } => "invite_to_household",
            Self::JoinHousehold { .. } => "join_household",
            Self::LeaveHousehold { .. } => "leave_household",
            Self::PutPoints { .. } => "put_points",
            Self::TakePoints { .. } => "take_points",
        }
    }

    /// The member whom the command is about; none for the programme's own.
    #[must_use]
    pub const fn member(&self) -> Option<&MemberId> {
        match self {
            Self::RegisterMember { member, .. }
            | Self::PlaceOrder { member, .. }
            | Self::PayOrder { member, .. }
            | Self::CancelOrder { member, .. }
            | Self::SettleOrder { member, .. }
            | Self::Tick { member }
            | Self::RequestRefund { member, .. }
            | Self::ReviewRefund { member, .. }
            | Self::WithdrawRefund { member, .. }
            | Self::PayRefund { member, .. }
            | Self::RecordCredit { member, .. }
            | Self::SetTier { member, .. }
            | Self::ImportMember { member, .. }
            | Self::AdjustPoints { member, .. }
            | Self::ApproveAdjustment { member, .. }
            | Self::RejectAdjustment { member, .. }
            | Self::CompleteTask { member, .. }
            | Self::EnterDraw { member, .. }
            | Self::AcceptPrize { member, .. }
            | Self::RefusePrize { member, .. }
            | Self::ReturnDrawPoints { member, .. }
            | Self::RedeemOffer { member, .. }
            | Self::PayRedemption { member, .. }
            | Self::CancelRedemption { member, .. }
            | Self::TransferPoints { member, .. }
            | Self::FormHousehold { member, .. }
            | Self::InviteToHousehold { member, .. }
            | Self::JoinHousehold { member, .. }
            | Self::LeaveHousehold { member, .. }
            | Self::PutPoints { member, .. }
            | Self::TakePoints { member, .. }
            | Self::TickStream {
                stream: StreamId::Member(member),
            } => Some(member),
            Self::PublishPolicy { .. }
            | Self::AdoptModule { .. }
            | Self::TickStream { .. }
            | Self::OpenDraw { .. }
            | Self::RevealDraw { .. }
            | Self::CancelDraw { .. } => None,
        }
    }
}
