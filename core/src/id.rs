//! Names that the outside world gives: members, orders, tiers, goods, rules.
//!
//! One shape for all of them, one type for each kind, so that an order never stands where a
//! member is meant. Up to 22 bytes are kept inline, without an allocation.

mod name;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use smol_str::SmolStr;

use crate::document::IdStandIn;
use crate::wire::shape::{Shape, Shaped};
use crate::wire::{Reader, Wire, Writer};
use name::Name;

/// A text is not an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to 64 of the characters A-Z a-z 0-9 . _ : -")]
pub struct NotAnId;

/// Reads the bytes of any identifier.
fn read(r: &mut Reader<'_>) -> Name {
    let at = r.at();
    Name::new(r.text_bytes()).unwrap_or_else(|_| {
        r.fail(at, "an id is 1 to 64 of the characters A-Z a-z 0-9 . _ : -");
        Name::UNREAD
    })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Name);

        impl $name {
            /// The identifier, if the text is one.
            ///
            /// # Errors
            /// [`NotAnId`] when it is empty, too long, or holds another character.
            pub fn new(text: &str) -> Result<Self, NotAnId> {
                Name::new(text.as_bytes()).map(Self)
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl IdStandIn for $name {
            fn stand_in() -> Self {
                Self(Name::UNREAD)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = SmolStr::deserialize(deserializer)?;
                Self::new(&text).map_err(D::Error::custom)
            }
        }

        impl Wire for $name {
            fn write(&self, w: &mut Writer) {
                w.ascii(self.0.as_bytes());
            }

            fn read(r: &mut Reader<'_>) -> Self {
                Self(read(r))
            }
        }

        impl Shaped for $name {
            fn shape() -> &'static Shape {
                &Shape::Text
            }
        }
    )*};
}

ids! {
    /// A member (会员), random and made by the host: it says nothing of the person.
    MemberId
    /// An order (订单), unique for ever, named by the shop.
    OrderId
    /// A payment (支付), unique for ever, named by the payment channel.
    PaymentId
    /// A till's receipt (小票), unique for ever, as it is printed.
    TillReceiptId
    /// A chargeback (拒付), unique for ever, named by the bank.
    ChargebackId
    /// A refund (退款), unique for ever, named by the shop.
    RefundId
    /// A policy (办法), the same through all its versions.
    PolicyId
    /// A tier (会员等级) within a policy.
    TierId
    /// A rule, an activity or a benefit within a policy.
    RuleId
    /// A stock-keeping unit (商品).
    Sku
    /// A category of goods (品类).
    Category
    /// A label on goods, such as a brand or a colour (标签).
    Label
    /// A brand of goods (品牌).
    Brand
    /// A channel that an order comes through, such as a site, an app or a shop (渠道).
    Channel
    /// A document that a member agrees to, such as the user agreement.
    DocumentId
    /// An adjustment of points by hand (手工调整), unique for ever.
    AdjustmentId
    /// Something that completed a task, such as a review written, unique for ever within it.
    OccurrenceId
    /// A redemption of an offer of the mall (兑换), unique for ever.
    RedemptionId
    /// A transfer of points from member to member (转赠), unique for ever.
    TransferId
    /// A household (家庭), random and made by the host.
    HouseholdId
    /// Whoever acts for the operator, named by the operator's own system (操作员).
    OperatorId
    /// An entry into a draw (抽奖参与), unique for ever within it, named by whoever enters.
    EntryId
    /// A public value that nobody could know beforehand, such as a number drawn in public.
    BeaconValue
}

/// A SHA-256 digest, of a module, a policy or a set of policies. In JSON: 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

/// A text is not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 lower-case hexadecimal digits")]
pub struct NotADigest;

impl core::fmt::Display for Digest {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl core::fmt::Debug for Digest {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(self, f)
    }
}

impl core::str::FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let digit = |b: u8| match b {
            b'0'..=b'9' => Ok(b - b'0'),
            b'a'..=b'f' => Ok(b - b'a' + 10),
            _ => Err(NotADigest),
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return Err(NotADigest);
        }
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SmolStr::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

impl Wire for Digest {
    fn write(&self, w: &mut Writer) {
        w.bytes(&self.0);
    }

    fn read(r: &mut Reader<'_>) -> Self {
        let at = r.at();
        <[u8; 32]>::try_from(r.bytes())
            .map(Self)
            .unwrap_or_else(|_| {
                r.fail(at, "a digest is 32 bytes");
                Self([0; 32])
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_ID_BYTES;

    #[test]
    fn an_id_is_one_to_64_plain_characters() {
        assert!(OrderId::new("2026-11:A_7.b").is_ok());
        assert!(OrderId::new(&"x".repeat(MAX_ID_BYTES)).is_ok());
        assert_eq!(OrderId::new(&"x".repeat(MAX_ID_BYTES + 1)), Err(NotAnId));
        for bad in ["", "a b", "会员", "a/b", "a\n"] {
            assert_eq!(OrderId::new(bad), Err(NotAnId), "{bad:?}");
        }
    }

    #[test]
    fn a_digest_reads_what_it_writes() {
        let digest = Digest([0xab; 32]);
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert_eq!("ab".parse::<Digest>(), Err(NotADigest));
        assert_eq!(
            digest.to_string().to_uppercase().parse::<Digest>(),
            Err(NotADigest)
        );
    }
}
