//! What a shopper is about to buy.

use alloc::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::id::{Brand, Category, Channel, Label, RedemptionId, RuleId, Sku};
use crate::limits::{MAX_CART_FACTS, MAX_CART_LINES, MAX_LINE_LABELS, MAX_QUANTITY};
use crate::number::{Money, OutOfRange, Points};
use crate::refusal::{Code, Refusal};
use crate::tender::TenderPart;
use crate::wire::record;

/// One line of a cart: so many units of one article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The article.
    pub sku: Sku,
    /// Its category.
    pub category: Category,
    /// Units, 1 to 9,999.
    pub quantity: u32,
    /// Price of one unit, tax included, in minor units, not negative.
    pub unit_price_minor: Money,
    /// Taken off the whole line by the shop (coupon, sale), in minor units, at most its price.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub discount_minor: Option<Money>,
    /// The tax contained in what is left, in minor units.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub tax_minor: Option<Money>,
    /// Labels of the article (colour, season), at most 8.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// Its brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<Brand>,
}

record!(Line {
    0: sku,
    1: category,
    2: quantity,
    3: unit_price_minor,
    4: discount_minor = absent,
    5: tax_minor = absent,
    6: labels = absent,
    7: brand = absent
});

fn is_nothing(amount: &Option<Money>) -> bool {
    amount.is_none()
}

impl Line {
    /// What the line costs before points: price times quantity, less the discount.
    ///
    /// # Errors
    /// [`OutOfRange`] where the price is no amount.
    pub fn net(&self) -> Result<Money, OutOfRange> {
        let gross = self.unit_price_minor.times(self.quantity)?;
        gross.minus(self.discount_minor.unwrap_or_default())
    }
}

/// A cart, and the points that the shopper would like to use on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cart {
    /// The lines, 1 to 200.
    pub lines: Vec<Line>,
    /// Points to use as offset (抵扣); none where absent.
    #[serde(default)]
    pub offset_points: Option<Points>,
    /// Shipping, in minor units: paid in cash, never offset, never earning.
    #[serde(default)]
    pub shipping_minor: Option<Money>,
    /// The channel that the order comes through, such as a site, an app or a shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// A voucher of the member, taken off the goods before points; none where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<RedemptionId>,
    /// Coarse facts about the member, such as `birthday`, stated by whoever knows: no date, no name.
    /// At most 8.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<RuleId>,
    /// True where shipping is to be paid although it could be free, to keep that for another order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_shipping: Option<bool>,
    /// What pays a part beside points and cash, such as a gift card, each at most once: goods first,
    /// shipping last. The rest is paid in cash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenders: Vec<TenderPart>,
}

/// The fact that it is the member's birthday: every policy knows it.
pub const BIRTHDAY: &str = "birthday";

record!(Cart {
    0: lines,
    1: offset_points,
    2: shipping_minor,
    3: channel = absent,
    4: voucher = absent,
    5: facts = absent,
    6: pay_shipping = absent,
    7: tenders = absent
});

impl From<Cart> for Cow<'_, Cart> {
    fn from(cart: Cart) -> Self {
        Self::Owned(cart)
    }
}

impl<'c> From<&'c Cart> for Cow<'c, Cart> {
    fn from(cart: &'c Cart) -> Self {
        Self::Borrowed(cart)
    }
}

impl Cart {
    /// Whether this is a cart at all, whoever the member and whatever the policy.
    ///
    /// # Errors
    /// The first refusal in order of precedence.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.lines.is_empty() {
            return Err(Refusal::new(Code::CartEmpty));
        }
        if self.lines.len() > MAX_CART_LINES {
            return Err(Refusal::new(Code::CartTooLong).with("most", MAX_CART_LINES));
        }
        self.each(
            |line| !(1..=MAX_QUANTITY).contains(&line.quantity),
            |refused| {
                Refusal::new(Code::QuantityOutOfRange)
                    .with("line", refused)
                    .with("most", MAX_QUANTITY)
            },
        )?;
        let negative = |amount: Option<Money>| amount.is_some_and(|a| a < Money::ZERO);
        if negative(self.shipping_minor) {
            let shipping = self.shipping_minor.unwrap_or_default();
            return Err(Refusal::new(Code::NegativeAmount).with("shipping_minor", shipping));
        }
        self.each(
            |line| {
                negative(Some(line.unit_price_minor))
                    || negative(line.discount_minor)
                    || negative(line.tax_minor)
            },
            |refused| Refusal::new(Code::NegativeAmount).with("line", refused),
        )?;
        for (index, line) in self.lines.iter().enumerate() {
            let net = line.net()?;
            if net < Money::ZERO || line.tax_minor.unwrap_or_default() > net {
                return Err(Refusal::new(Code::LineAmountsDisagree).with("line", index));
            }
        }
        self.each(
            |line| line.labels.len() > MAX_LINE_LABELS,
            |refused| {
                Refusal::new(Code::TooManyLabels)
                    .with("line", refused)
                    .with("most", MAX_LINE_LABELS)
            },
        )?;
        if self
            .offset_points
            .is_some_and(|points| points < Points::ZERO)
        {
            return Err(Refusal::new(Code::OffsetNegative));
        }
        if self.facts.len() > MAX_CART_FACTS {
            return Err(Refusal::new(Code::TooManyFacts).with("most", MAX_CART_FACTS));
        }
        Ok(())
    }

    /// Whether a policy knows all that the cart states about the member.
    ///
    /// # Errors
    /// The refusal of the first fact that it does not list.
    pub fn check_facts(&self, listed: &[RuleId]) -> Result<(), Refusal> {
        let mut facts = self.facts.iter();
        let unknown = facts.find(|fact| fact.as_str() != BIRTHDAY && !listed.contains(fact));
        unknown.map_or(Ok(()), |fact| {
            Err(Refusal::new(Code::FactNotListed).with("fact", fact))
        })
    }

    /// Whether it is stated that it is the member's birthday.
    #[must_use]
    pub fn is_birthday(&self) -> bool {
        self.facts.iter().any(|fact| fact.as_str() == BIRTHDAY)
    }

    fn each(
        &self,
        wrong: impl Fn(&Line) -> bool,
        refusal: impl Fn(usize) -> Refusal,
    ) -> Result<(), Refusal> {
        self.lines
            .iter()
            .position(wrong)
            .map_or(Ok(()), |line| Err(refusal(line)))
    }
}
