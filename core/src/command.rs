//! Commands: what somebody asks the programme to do.

use serde::{Deserialize, Serialize};

use crate::cart::Cart;
use crate::id::{Digest, DocumentId, MemberId, OrderId, PaymentId};
use crate::moment::Moment;
use crate::number::Money;
use crate::receipt::Receipt;
use crate::wire::{choice, record};

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
    /// Settle a paid order (结算): the goods were received. Clause 5.2.1.
    SettleOrder {
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
}

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
