//! Refusals: states of the world that forbid an act, as values.
//!
//! Each has a number that is never reused, a name, the clause it rests on, and whether trying
//! again later can help. The texts in zh-CN and en, with what would change the answer, live
//! outside core, keyed by the name. Where several refusals apply, the one that stands first in
//! this list is given: its order is the precedence. Only an id that no loaded stream knows to be
//! taken is found last, by whoever stores the claims.

mod facts;
#[cfg(test)]
mod tests;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::number::OutOfRange;
use crate::wire::shape::Shape;
use crate::wire::{Reader, Wire, Writer, names, record};

pub use facts::{Fact, Facts, Named};

/// Whether the same request, sent again later, can have another answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// No: the request itself must change.
    Changed,
    /// Yes: time or another event can change the answer.
    Later,
    /// No: the answer stays as it is.
    Never,
}

names!(Retry {
    0: Changed,
    1: Later,
    2: Never
});

macro_rules! codes {
    ($($(#[$doc:meta])* $number:literal $name:ident $text:literal $clause:literal $retry:ident;)*) => {
        /// The number of a refusal. Thousands say the chapter; a number is never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Code {
            $($(#[$doc])* $name = $number,)*
        }

        impl Code {
            /// Every code, in order of precedence.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable name, as texts are keyed by it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The clause of the measures that the refusal rests on.
            #[must_use]
            pub const fn clause(self) -> &'static str {
                match self { $(Self::$name => $clause,)* }
            }

            /// Whether trying again later can help.
            #[must_use]
            pub const fn retry(self) -> Retry {
                match self { $(Self::$name => Retry::$retry,)* }
            }
        }
    };
}

codes! {
    /// No version of the policy is in force at the moment of the act.
    1001 NoPolicyInForce "no_policy_in_force" "10.1" Later;
    /// The stated moment of the act is further from now than the policy allows.
    1002 MomentOutsideSkew "moment_outside_skew" "10.1" Changed;
    /// An amount left the range ±(2^53 − 1).
    1003 AmountOutOfRange "amount_out_of_range" "1.3.1" Changed;
    /// A stream that the command touches was not given to whoever decides.
    6201 StreamNotLoaded "stream_not_loaded" "10.2" Later;
    /// Nothing happened yet on the stream to be woken, or it has no time.
    6202 StreamUnknown "stream_unknown" "10.2" Changed;
    /// The member is not registered.
    1201 MemberUnknown "member_unknown" "1.2" Changed;
    /// The member is registered already.
    2101 MemberRegistered "member_registered" "2.1.1" Never;
    /// A document that the policy requires was not agreed to in its current version.
    2121 ConsentMissing "consent_missing" "2.1.2" Changed;
    /// The policy of the moment of purchase takes no purchases made outside.
    5109 OfflineNotOffered "offline_not_offered" "5.1.1" Changed;
    /// The purchase is said to be made later than now.
    5110 PurchaseAhead "purchase_ahead" "5.1.1" Changed;
    /// The purchase was made before its buyer became a member.
    5111 PurchaseBeforeMembership "purchase_before_membership" "5.1.1" Never;
    /// The days within which the purchase could be claimed are over.
    5112 ClaimWindowOver "claim_window_over" "5.1.1" Never;
    /// Points and vouchers cannot pay a part of what is paid already.
    5113 PurchaseWithPoints "purchase_with_points" "5.1.1" Changed;
    /// Goods are exchanged only for such as cost the same and are of the same category.
    5240 ExchangeNotAlike "exchange_not_alike" "5.3.2" Changed;
    /// The policy of the order takes nothing back: no part of it can be told from the rest.
    5230 OrderNotDivisible "order_not_divisible" "5.2.1" Never;
    /// Nothing would be left of the order.
    5231 OrderCutWhole "order_cut_whole" "5.2.1" Changed;
    /// No tender of this id pays anything by the policy.
    5220 TenderNotOffered "tender_not_offered" "5.2.1" Changed;
    /// A tender is named twice.
    5221 TenderTwice "tender_twice" "5.2.1" Changed;
    /// A tender pays nothing, or more than is left to pay.
    5222 TenderAmountUnfit "tender_amount_unfit" "5.2.1" Changed;
    /// An order by this id exists or existed.
    5001 OrderIdTaken "order_id_taken" "5.2.1" Never;
    /// No open order has this id: it was never placed, or is closed, cancelled or lapsed.
    5002 OrderNotOpen "order_not_open" "5.2.1" Changed;
    /// The order is paid already.
    5003 OrderAlreadyPaid "order_already_paid" "5.2.1" Never;
    /// The order is a purchase made outside that waits for a review.
    5116 PurchaseWaits "purchase_waits" "5.1.1" Later;
    /// The order is not paid yet.
    5004 OrderNotPaid "order_not_paid" "5.2.1" Later;
    /// The payment is not the amount due.
    5005 PaymentDiffers "payment_differs" "5.2.1" Changed;
    /// As many purchases made outside wait for a review as may.
    5114 TooManyClaims "too_many_claims" "5.1.1" Later;
    /// A purchase by this receipt was claimed before.
    5115 TillReceiptTaken "till_receipt_taken" "5.1.1" Never;
    /// No purchase by this id waits for a review.
    5117 PurchaseNotWaiting "purchase_not_waiting" "5.1.1" Changed;
    /// Whoever claimed a purchase cannot be the second person who reviews it.
    5118 ReviewBySamePerson "review_by_same_person" "5.1.1" Changed;
    /// A refusal gives a reason of the policy, and only a refusal does.
    5119 ClaimReasonUnfit "claim_reason_unfit" "5.1.1" Changed;
    /// A payment by this id was recorded before.
    5006 PaymentIdTaken "payment_id_taken" "5.2.1" Never;
    /// The cart has no lines.
    5101 CartEmpty "cart_empty" "5.2.1" Changed;
    /// The cart has more lines than it may.
    5102 CartTooLong "cart_too_long" "5.2.1" Changed;
    /// A line's quantity is 0 or too large.
    5103 QuantityOutOfRange "quantity_out_of_range" "5.2.1" Changed;
    /// A price, discount, tax or shipping amount is negative.
    5104 NegativeAmount "negative_amount" "5.2.1" Changed;
    /// A line's discount exceeds its price, or its tax exceeds what is left.
    5105 LineAmountsDisagree "line_amounts_disagree" "5.2.1" Changed;
    /// A line has more labels than it may.
    5106 TooManyLabels "too_many_labels" "5.2.1" Changed;
    /// Fewer than no points were asked for.
    6211 OffsetNegative "offset_negative" "6.2.1b" Changed;
    /// The receipt promised other numbers than the rules now give; what is true is attached.
    6901 ReceiptDiffers "receipt_differs" "1.3.4" Changed;
    /// The member has as many open orders as there may be.
    5107 TooManyOpenOrders "too_many_open_orders" "5.2.1" Later;
    /// The member has as many lots as there may be.
    6101 TooManyLots "too_many_lots" "6.1.1a" Later;
    /// The member has as many purchases that may be given back as there may be.
    5108 TooManySales "too_many_sales" "5.2.1" Later;
    /// The member holds no such voucher: it was never issued, is used, or is over.
    6232 VoucherUnknown "voucher_unknown" "6.2.1a" Changed;
    /// The voucher is on hold for another order.
    6233 VoucherOnHold "voucher_on_hold" "6.2.1a" Later;
    /// Points cannot offset a part of an order with this voucher.
    6234 VoucherWithoutPoints "voucher_without_points" "6.2.1a" Changed;
    /// No goods in the cart are such as the voucher is for.
    6235 VoucherNothingEligible "voucher_nothing_eligible" "6.2.1a" Changed;
    /// The goods that the voucher is for cost less than they must.
    6236 VoucherBelowMinimum "voucher_below_minimum" "6.2.1a" Changed;
    /// The policy has no offset.
    6212 OffsetNotOffered "offset_not_offered" "6.2.1b" Changed;
    /// No goods in the cart may be offset.
    6213 OffsetNothingEligible "offset_nothing_eligible" "6.2.1b" Changed;
    /// More was asked for than the caps or the balance allow, and the policy refuses the whole.
    6214 OffsetOverCap "offset_over_cap" "6.2.1b" Changed;
    /// What may be used is below the minimum.
    6215 OffsetBelowMinimum "offset_below_minimum" "6.2.1b" Changed;
    /// The policy to publish is not in the set that decides.
    3201 PolicyNotInSet "policy_not_in_set" "3.2.1" Changed;
    /// The version to publish does not follow the last published one.
    3202 VersionNotNext "version_not_next" "3.2.1" Changed;
    /// The version takes effect no later than one that is published already.
    3203 EffectiveNotAfterLast "effective_not_after_last" "3.2.1" Changed;
    /// The version takes effect sooner than the measures' notice allows.
    3204 NoticeTooShort "notice_too_short" "3.2.1" Changed;
    /// This module is the active one already.
    3205 ModuleActive "module_active" "10.2" Never;
    /// The policy has no such tier.
    3101 TierUnknown "tier_unknown" "3.1.1" Changed;
    /// The policy knows no such reason to set a tier by hand.
    3102 TierReasonUnknown "tier_reason_unknown" "3.1.1" Changed;
    /// The moment until which a tier would be set is over.
    3103 TierEndPast "tier_end_past" "3.1.1" Changed;
    /// A credit score of that moment or a later one is on record.
    3104 CreditNotLater "credit_not_later" "3.1.1" Changed;
    /// The tier held gives no entitlement by this name that is counted.
    3105 EntitlementUnknown "entitlement_unknown" "4.1.1" Changed;
    /// The entitlement was used as many times as it may be in the period.
    3106 EntitlementUsedUp "entitlement_used_up" "4.1.1" Later;
    /// This use of an entitlement was counted before.
    3107 EntitlementUseTaken "entitlement_use_taken" "4.1.1" Never;
    /// No such use of the entitlement is known: it never was, is taken back, or is too long ago.
    3108 EntitlementUseUnknown "entitlement_use_unknown" "4.1.1" Changed;
    /// No way to the tier takes an invitation.
    3109 TierNotByInvitation "tier_not_by_invitation" "3.1.1" Changed;
    /// The policy gives no tier on trial.
    3110 StatusMatchNotOffered "status_match_not_offered" "3.1.1" Changed;
    /// The policy does not give this tier on trial.
    3111 TierNotMatched "tier_not_matched" "3.1.1" Changed;
    /// The trial would last longer than it may.
    3112 TrialTooLong "trial_too_long" "3.1.1" Changed;
    /// The member had a tier on trial already, in the time in which there is but one.
    3113 TrialHadBefore "trial_had_before" "3.1.1" Later;
    /// The member holds this tier or a higher one.
    3114 TierNotAbove "tier_not_above" "3.1.1" Changed;
    /// A list of what is imported is longer than it may be.
    5201 ImportTooLong "import_too_long" "2.1.1" Changed;
    /// A document that the policy requires is missing among those agreed to, or one stands twice.
    5202 ImportConsentUnfit "import_consent_unfit" "2.1.2" Changed;
    /// A moment of what is imported lies outside the moments that it can be.
    5203 ImportMomentUnfit "import_moment_unfit" "2.1.1" Changed;
    /// An amount of what is imported is less than it can be.
    5204 ImportAmountUnfit "import_amount_unfit" "6.1" Changed;
    /// A lot's expiry is to be reckoned at activation, and it waits for none or has an expiry.
    5205 ImportLotUnfit "import_lot_unfit" "6.3.1" Changed;
    /// A day of what is imported lies ahead, or is not later than the one before it.
    5206 ImportDayUnfit "import_day_unfit" "3.1.1" Changed;
    /// A task of what is imported stands twice, or its numbers contradict each other.
    5207 ImportTaskUnfit "import_task_unfit" "6.1.1c" Changed;
    /// A voucher that is imported stands twice, is on hold, or takes nothing off.
    5208 ImportVoucherUnfit "import_voucher_unfit" "6.2.1a" Changed;
    /// What is imported as counting toward a limit stands twice, lies ahead, or is in no such period.
    5209 ImportCountUnfit "import_count_unfit" "6.1.1a" Changed;
    /// What is imported goes by a version of the policy that is not published here.
    5217 ImportVersionUnknown "import_version_unknown" "10.1" Changed;
    /// No purchase by this id can be given back: it was never paid, or its days are over.
    5301 SaleNotOpen "sale_not_open" "5.3.1" Changed;
    /// A refund by this id exists or existed.
    5302 RefundIdTaken "refund_id_taken" "5.3.2" Never;
    /// No refund by this id is under way.
    5303 RefundNotOpen "refund_not_open" "5.3.2" Changed;
    /// The policy of the purchase knows no such reason.
    5304 RefundReasonUnknown "refund_reason_unknown" "5.3.1" Changed;
    /// The days of this reason are over.
    5305 RefundWindowOver "refund_window_over" "5.3.1" Never;
    /// The request names no units at all.
    5306 RefundEmpty "refund_empty" "5.3.1" Changed;
    /// The purchase has no such line, or the request names it twice.
    5307 RefundLineUnknown "refund_line_unknown" "5.3.1" Changed;
    /// More units than are left to give back.
    5308 RefundOverQuantity "refund_over_quantity" "5.3.1" Changed;
    /// As many refunds of this purchase are under way as there may be.
    5309 TooManyRefunds "too_many_refunds" "5.3.2" Later;
    /// The refund was reviewed already.
    5310 RefundReviewed "refund_reviewed" "5.3.2" Never;
    /// The refund is not approved yet.
    5311 RefundNotApproved "refund_not_approved" "5.3.2" Later;
    /// What was paid back is not what was approved.
    5312 RefundPaymentDiffers "refund_payment_differs" "5.3.2" Changed;
    /// The policy gives nothing for bringing in a member.
    6120 ReferralsNotOffered "referrals_not_offered" "6.1.1b" Changed;
    /// Nobody brings in themselves.
    6121 ReferralOfSelf "referral_of_self" "6.1.1b" Changed;
    /// It is on record already who brought in the member.
    6122 ReferredBefore "referred_before" "6.1.1b" Never;
    /// The member who is said to have brought in another is not registered.
    6123 ReferrerUnknown "referrer_unknown" "6.1.1b" Changed;
    /// The member has paid an order: it is too late to say who brought them in.
    6124 ReferralAfterPurchase "referral_after_purchase" "6.1.1b" Never;
    /// The days after registration are over in which a referral is recorded.
    6125 ReferralTooLate "referral_too_late" "6.1.1b" Never;
    /// The member who is said to have brought in another was not there before, or was brought in by
    /// that one.
    6126 ReferrerIsNewer "referrer_is_newer" "6.1.1b" Changed;
    /// It is not on record that this member was brought in by that one.
    6127 ReferralUnknown "referral_unknown" "6.1.1b" Changed;
    /// The referral was rewarded before.
    6128 ReferralRewarded "referral_rewarded" "6.1.1b" Never;
    /// The order that the referral waits for was not received, or not paid, yet.
    6129 ReferralNotDue "referral_not_due" "6.1.1b" Later;
    /// As many referrals of the member were rewarded in the period as may be.
    6130 ReferralLimitReached "referral_limit_reached" "6.1.1b" Later;
    /// The member who brought in another has no room for as many lots, or as many points.
    6131 ReferrerHasNoRoom "referrer_has_no_room" "6.1.1b" Later;
    /// The cart states more facts about the member than it may.
    6132 TooManyFacts "too_many_facts" "6.1.1b" Changed;
    /// The cart states a fact about the member that the policy does not list.
    6133 FactNotListed "fact_not_listed" "6.1.1b" Changed;
    /// The task was completed in this calendar year, or in a later one.
    6134 TaskDoneThatYear "task_done_that_year" "6.1.1c" Later;
    /// A chargeback by this id was recorded before.
    5314 ChargebackIdTaken "chargeback_id_taken" "5.3.2" Never;
    /// More than is left of what was paid, or nothing at all.
    5313 ChargebackOverLeft "chargeback_over_left" "5.3.2" Changed;
    /// As many chargebacks of this purchase stand as may.
    5317 TooManyChargebacks "too_many_chargebacks" "5.3.2" Later;
    /// No chargeback by this id stands on a purchase that is still kept.
    5315 ChargebackNotOpen "chargeback_not_open" "5.3.2" Changed;
    /// Something was given back since the chargeback: what it took cannot be told apart any more.
    5316 RefundSinceChargeback "refund_since_chargeback" "5.3.2" Never;
    /// An invoice of this order was asked for before.
    5210 InvoiceRequestedBefore "invoice_requested_before" "5.2.2" Never;
    /// The policy has no adjustments by hand.
    6140 AdjustmentsNotOffered "adjustments_not_offered" "6.1" Changed;
    /// The policy does not list this reason.
    6141 AdjustmentReasonUnknown "adjustment_reason_unknown" "6.1" Changed;
    /// An adjustment gives or takes at least one point.
    6142 AdjustmentOfNothing "adjustment_of_nothing" "6.1" Changed;
    /// An adjustment by this id exists or existed.
    6143 AdjustmentIdTaken "adjustment_id_taken" "6.1" Never;
    /// As many adjustments of this member wait as may.
    6144 TooManyAdjustments "too_many_adjustments" "6.1" Later;
    /// No adjustment by this id waits: it was never proposed, or is made or rejected.
    6145 AdjustmentNotWaiting "adjustment_not_waiting" "6.1" Changed;
    /// Whoever proposed an adjustment cannot be the second person who approves it.
    6146 ApprovalBySamePerson "approval_by_same_person" "6.1" Changed;
    /// More is to be taken than the member has available.
    6147 PointsNotEnough "points_not_enough" "6.1" Later;
    /// The policy has no such task.
    6150 TaskUnknown "task_unknown" "6.1.1c" Changed;
    /// The task may not be completed yet.
    6151 TaskNotYetOpen "task_not_yet_open" "6.1.1c" Later;
    /// The task may not be completed any more.
    6152 TaskOver "task_over" "6.1.1c" Never;
    /// The task was completed, and it may be but once.
    6153 TaskDone "task_done" "6.1.1c" Never;
    /// The task was completed as many times as it may be.
    6154 TaskDoneOften "task_done_often" "6.1.1c" Never;
    /// The task was completed on this day, or on a later one.
    6155 TaskDoneThatDay "task_done_that_day" "6.1.1c" Later;
    /// This occurrence completed the task before.
    6156 OccurrenceTaken "occurrence_taken" "6.1.1c" Never;
    /// The policy has no such draw, or it was not opened yet.
    6270 DrawUnknown "draw_unknown" "6.2.1c" Changed;
    /// The draw was opened before.
    6271 DrawOpenedBefore "draw_opened_before" "6.2.1c" Never;
    /// The draw was called off, or its seed was not revealed in time.
    6272 DrawOff "draw_off" "6.2.1c" Never;
    /// The draw closed: no entry is taken any more, and nothing of it changes.
    6273 DrawClosed "draw_closed" "6.2.1c" Never;
    /// The draw may not be entered yet.
    6274 DrawNotYetOpen "draw_not_yet_open" "6.2.1c" Later;
    /// The member's tier may not enter.
    6275 DrawTierExcluded "draw_tier_excluded" "6.2.1c" Later;
    /// An entry by this id exists or existed in the draw.
    6276 DrawEntryTaken "draw_entry_taken" "6.2.1c" Never;
    /// The member entered as many times as one may.
    6277 DrawEnteredOften "draw_entered_often" "6.2.1c" Never;
    /// The member entered as many times on this day as one may.
    6278 DrawEnteredThatDay "draw_entered_that_day" "6.2.1c" Later;
    /// The draw has as many entries as it takes.
    6279 DrawFull "draw_full" "6.2.1c" Never;
    /// The member has as many entries into draws as there may be.
    6280 TooManyDrawEntries "too_many_draw_entries" "6.2.1c" Later;
    /// The member has fewer points available than an entry costs.
    6281 DrawPointsNotEnough "draw_points_not_enough" "6.2.1c" Later;
    /// The draw is not closed yet: its entries are not fixed.
    6282 DrawNotClosed "draw_not_closed" "6.2.1c" Later;
    /// The seed was revealed before.
    6283 DrawRevealed "draw_revealed" "6.2.1c" Never;
    /// The seed is not the one that was committed to.
    6284 SeedDiffers "seed_differs" "6.2.1c" Changed;
    /// A public value is missing that the terms name, or is given though they name none.
    6285 BeaconNotAsPublished "beacon_not_as_published" "6.2.1c" Changed;
    /// The member has no such entry, or it is over.
    6286 DrawEntryUnknown "draw_entry_unknown" "6.2.1c" Changed;
    /// The winners are not known yet.
    6287 DrawNotRevealed "draw_not_revealed" "6.2.1c" Later;
    /// The entry won nothing so far.
    6288 EntryWonNothing "entry_won_nothing" "6.2.1c" Later;
    /// The prize was accepted before.
    6289 PrizeAccepted "prize_accepted" "6.2.1c" Never;
    /// The prize was refused before.
    6290 PrizeRefused "prize_refused" "6.2.1c" Never;
    /// The prize was not accepted in time.
    6291 PrizeUnclaimed "prize_unclaimed" "6.2.1c" Never;
    /// The draw was neither called off nor failed: its points stay.
    6292 DrawStands "draw_stands" "6.2.1c" Changed;
    /// The version to publish changes the terms of a draw that a version before it published.
    6293 DrawTermsChanged "draw_terms_changed" "1.3.1" Changed;
    /// The policy in force has no such offer.
    6220 OfferUnknown "offer_unknown" "6.2.1a" Changed;
    /// A redemption by this id exists or existed.
    6221 RedemptionIdTaken "redemption_id_taken" "6.2.1a" Never;
    /// The offer has not begun.
    6222 OfferNotYetOpen "offer_not_yet_open" "6.2.1a" Later;
    /// The offer is over.
    6223 OfferOver "offer_over" "6.2.1a" Never;
    /// The offer is for other tiers.
    6224 OfferNotForTier "offer_not_for_tier" "6.2.1a" Later;
    /// The member has as many units of the offer as one may have in a period.
    6225 OfferLimitReached "offer_limit_reached" "6.2.1a" Later;
    /// No unit of the offer is left.
    6226 OfferSoldOut "offer_sold_out" "6.2.1a" Later;
    /// As many units of the offer are kept for payments as may be.
    6227 OfferBusy "offer_busy" "6.2.1a" Later;
    /// As many redemptions of the member wait for their cash as may.
    6228 TooManyRedemptions "too_many_redemptions" "6.2.1a" Later;
    /// The member has as many vouchers as there may be.
    6231 TooManyVouchers "too_many_vouchers" "6.2.1a" Later;
    /// The offer costs more points than the member has available.
    6229 OfferPointsNotEnough "offer_points_not_enough" "6.2.1a" Later;
    /// No redemption of this offer by this id waits: it never did, or is paid, cancelled or lapsed.
    6230 RedemptionNotOpen "redemption_not_open" "6.2.1a" Changed;
    /// The policy lets no points go from member to member.
    6401 TransfersNotOffered "transfers_not_offered" "6.2.2" Changed;
    /// A transfer goes to another member.
    6402 TransferToSelf "transfer_to_self" "6.2.2" Changed;
    /// The receiver is not registered.
    6403 ReceiverUnknown "receiver_unknown" "6.2.2" Changed;
    /// Fewer points than a transfer may be of.
    6404 TransferBelowLeast "transfer_below_least" "6.2.2" Changed;
    /// More points than the member may still give away in the period.
    6405 TransferOverMost "transfer_over_most" "6.2.2" Later;
    /// More is to be given than the member has available.
    6406 TransferPointsNotEnough "transfer_points_not_enough" "6.2.2" Later;
    /// The policy has no households.
    6410 HouseholdsNotOffered "households_not_offered" "6.2.2" Changed;
    /// There is no such household, or it is dissolved.
    6411 HouseholdUnknown "household_unknown" "6.2.2" Changed;
    /// The member is not in this household.
    6412 NotInHousehold "not_in_household" "6.2.2" Changed;
    /// Fewer points than may be put into a pool or taken from it at once.
    6413 PoolBelowLeast "pool_below_least" "6.2.2" Changed;
    /// More points than the member may still put in in the period.
    6414 PutOverMost "put_over_most" "6.2.2" Later;
    /// More points than the member may still take in the period.
    6415 TakeOverMost "take_over_most" "6.2.2" Later;
    /// More is to be put in than the member has available.
    6416 PutPointsNotEnough "put_points_not_enough" "6.2.2" Later;
    /// The pool has as many lots as there may be.
    6417 PoolFull "pool_full" "6.2.2" Later;
    /// Only the head takes points from the pool.
    6418 TakeByHeadOnly "take_by_head_only" "6.2.2" Changed;
    /// More is to be taken than the pool has.
    6419 PoolPointsNotEnough "pool_points_not_enough" "6.2.2" Later;
    /// The member is in a household.
    6420 InHouseholdAlready "in_household_already" "6.2.2" Later;
    /// The member left a household too short a while ago.
    6421 HouseholdTooSoon "household_too_soon" "6.2.2" Later;
    /// A household by this id exists or existed.
    6422 HouseholdIdTaken "household_id_taken" "6.2.2" Changed;
    /// Only the head of a household invites.
    6423 NotHeadOfHousehold "not_head_of_household" "6.2.2" Changed;
    /// Whoever is to be invited is not registered.
    6424 InviteeUnknown "invitee_unknown" "6.2.2" Changed;
    /// Whoever is to be invited is in the household.
    6425 InviteeInHousehold "invitee_in_household" "6.2.2" Never;
    /// The household has as many members as there may be.
    6426 HouseholdFull "household_full" "6.2.2" Later;
    /// As many invitations of the household wait as may.
    6427 TooManyInvitations "too_many_invitations" "6.2.2" Later;
    /// No invitation of the member into this household stands.
    6428 NotInvited "not_invited" "6.2.2" Later;
    /// Who is to leave with the head is not all others; nobody leaves with anybody else.
    6429 HouseholdMembersDiffer "household_members_differ" "6.2.2" Changed;
    /// The household is handed over to who is its head.
    6430 HeadAlready "head_already" "6.2.2" Never;
    /// The receiver has no room for as many lots, or as many points.
    6407 ReceiverHasNoRoom "receiver_has_no_room" "6.2.2" Later;
    /// A transfer by this id happened before.
    6408 TransferIdTaken "transfer_id_taken" "6.2.2" Never;
}

/// The code that a number stands for is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no refusal has this number")]
pub struct NotACode;

impl TryFrom<u16> for Code {
    type Error = NotACode;

    fn try_from(number: u16) -> Result<Self, NotACode> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| *code as u16 == number)
            .ok_or(NotACode)
    }
}

impl Wire for Code {
    fn write(&self, w: &mut Writer) {
        w.number(u64::from(*self as u16));
    }

    fn read(r: &mut Reader<'_>) -> Self {
        let at = r.at();
        Self::try_from(r.narrow::<u16>()).unwrap_or_else(|_| {
            r.fail(at, "no refusal has this number");
            Self::NoPolicyInForce
        })
    }
}

/// An act that the rules refuse: why, by which clause, and with which facts (1.3.4).
///
/// In JSON: `{"code", "name", "clause", "retry", "facts"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which refusal.
    pub code: Code,
    /// The facts that it rests on, and those that would change it.
    pub facts: Facts,
}

record!(Refusal { 0: code, 1: facts } in JSON Shape::Refusal);

impl Refusal {
    /// The refusal of this code, with no facts yet.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            facts: Facts::default(),
        }
    }

    /// The refusal with one fact more.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        self.facts = self.facts.with(name, fact);
        self
    }
}

impl From<OutOfRange> for Refusal {
    fn from(_: OutOfRange) -> Self {
        Self::new(Code::AmountOutOfRange)
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut refusal = serializer.serialize_struct("Refusal", 5)?;
        refusal.serialize_field("code", &(self.code as u16))?;
        refusal.serialize_field("name", self.code.name())?;
        refusal.serialize_field("clause", self.code.clause())?;
        refusal.serialize_field("retry", &self.code.retry())?;
        refusal.serialize_field("facts", &self.facts)?;
        refusal.end()
    }
}
