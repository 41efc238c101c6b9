//! What a command is called, and whom it is about.

use super::Command;
use crate::id::MemberId;
use crate::stream::StreamId;

impl Command {
    /// The command's name, as it stands in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RegisterMember { .. } => "register_member",
            Self::PlaceOrder { .. } => "place_order",
            Self::PayOrder { .. } => "pay_order",
            Self::CancelOrder { .. } => "cancel_order",
            Self::CutOrder { .. } => "cut_order",
            Self::RequestExchange { .. } => "request_exchange",
            Self::SettleOrder { .. } => "settle_order",
            Self::ClaimPurchase { .. } => "claim_purchase",
            Self::ReviewPurchase { .. } => "review_purchase",
            Self::RecordChargeback { .. } => "record_chargeback",
            Self::ReverseChargeback { .. } => "reverse_chargeback",
            Self::RequestInvoice { .. } => "request_invoice",
            Self::Tick { .. } => "tick",
            Self::PublishPolicy { .. } => "publish_policy",
            Self::AdoptModule { .. } => "adopt_module",
            Self::RequestRefund { .. } => "request_refund",
            Self::ReviewRefund { .. } => "review_refund",
            Self::WithdrawRefund { .. } => "withdraw_refund",
            Self::PayRefund { .. } => "pay_refund",
            Self::RecordCredit { .. } => "record_credit",
            Self::SetTier { .. } => "set_tier",
            Self::UseEntitlement { .. } => "use_entitlement",
            Self::UndoEntitlement { .. } => "undo_entitlement",
            Self::InviteToTier { .. } => "invite_to_tier",
            Self::MatchStatus { .. } => "match_status",
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
            Self::HandOverHousehold { .. } => "hand_over_household",
            Self::PutPoints { .. } => "put_points",
            Self::TakePoints { .. } => "take_points",
            Self::RecordReferral { .. } => "record_referral",
            Self::RewardReferral { .. } => "reward_referral",
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
            | Self::CutOrder { member, .. }
            | Self::RequestExchange { member, .. }
            | Self::SettleOrder { member, .. }
            | Self::ClaimPurchase { member, .. }
            | Self::ReviewPurchase { member, .. }
            | Self::RecordChargeback { member, .. }
            | Self::ReverseChargeback { member, .. }
            | Self::RequestInvoice { member, .. }
            | Self::Tick { member }
            | Self::RequestRefund { member, .. }
            | Self::ReviewRefund { member, .. }
            | Self::WithdrawRefund { member, .. }
            | Self::PayRefund { member, .. }
            | Self::RecordCredit { member, .. }
            | Self::SetTier { member, .. }
            | Self::UseEntitlement { member, .. }
            | Self::UndoEntitlement { member, .. }
            | Self::InviteToTier { member, .. }
            | Self::MatchStatus { member, .. }
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
            | Self::HandOverHousehold { member, .. }
            | Self::PutPoints { member, .. }
            | Self::TakePoints { member, .. }
            | Self::RecordReferral { member, .. }
            | Self::RewardReferral { member, .. }
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
