//! Commands: what somebody asks the programme to do.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::cart::Cart;
use crate::id::{Digest, DocumentId, MemberId, OrderId, PaymentId};
use crate::moment::Moment;
use crate::number::Money;
use crate::receipt::Receipt;

/// A document in a version, agreed to (2.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
#[cbor(map)]
pub struct Consent {
    /// The document, such as `user-agreement` or `privacy-policy`.
    #[n(0)]
    pub document: DocumentId,
    /// Its version, from 1.
    #[n(1)]
    pub version: u32,
}

/// What is asked for. In JSON: an object of one key, the command's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cbor(map)]
pub enum Command {
    /// Register a member (注册). Clause 2.1.
    #[n(0)]
    RegisterMember {
        /// The new member's random id.
        #[n(0)]
        member: MemberId,
        /// The documents that the person agrees to.
        #[n(1)]
        consents: Vec<Consent>,
    },
    /// Place an order (下单); the points part is held until it is paid. Clause 5.2.1.
    #[n(1)]
    PlaceOrder {
        /// Who buys.
        #[n(0)]
        member: MemberId,
        /// The order's id, unique for ever.
        #[n(1)]
        order: OrderId,
        /// What is bought, and the points to use.
        #[n(2)]
        cart: Cart,
        /// What the shopper was shown, where a page wants it held to.
        #[serde(default)]
        #[n(3)]
        receipt: Option<Receipt>,
        /// When it happened, where that is not now.
        #[serde(default)]
        #[n(4)]
        occurred_at: Option<Moment>,
    },
    /// Record the payment of an order's cash part (支付). Clause 5.2.2.
    #[n(2)]
    PayOrder {
        /// Who bought.
        #[n(0)]
        member: MemberId,
        /// The order.
        #[n(1)]
        order: OrderId,
        /// The payment's id, unique for ever.
        #[n(2)]
        payment: PaymentId,
        /// What was paid, in minor units: exactly what is due.
        #[n(3)]
        amount_minor: Money,
        /// When it happened, where that is not now.
        #[serde(default)]
        #[n(4)]
        occurred_at: Option<Moment>,
    },
    /// Cancel an order that is not paid (取消); its points come back. Clause 5.2.1.
    #[n(3)]
    CancelOrder {
        /// Who placed it.
        #[n(0)]
        member: MemberId,
        /// The order.
        #[n(1)]
        order: OrderId,
    },
    /// Settle a paid order (结算): the goods were received. Clause 5.2.1.
    #[n(4)]
    SettleOrder {
        /// Who bought.
        #[n(0)]
        member: MemberId,
        /// The order.
        #[n(1)]
        order: OrderId,
    },
    /// Put on record whatever fell due by now. Never needed for correctness.
    #[n(5)]
    Tick {
        /// Whose stream.
        #[n(0)]
        member: MemberId,
    },
    /// Publish a version of the policy that the deciding set holds. Clauses 3.2.1 and 6.1.2.
    #[n(6)]
    PublishPolicy {
        /// The digest of the published policy.
        #[n(0)]
        policy: Digest,
    },
    /// Make a module the one that decides from now on. Clause 10.2.
    #[n(7)]
    AdoptModule {
        /// The digest of the module.
        #[n(0)]
        module: Digest,
    },
}

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
            | Self::Tick { member } => Some(member),
            Self::PublishPolicy { .. } | Self::AdoptModule { .. } => None,
        }
    }
}
