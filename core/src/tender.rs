//! What pays a part of an order beside points and cash: a gift card, store credit, a wallet
//! (支付方式). Clauses 5.2.1 and 5.3.2.
//!
//! The shop keeps what is on a gift card, and states how much of it pays: it is no cash that a
//! payment provider takes, so an order's cash is what tenders leave. They pay goods first and shipping
//! last. What goes back goes back the way it came, exactly, whatever the order of partial refunds:
//! each takes its part of what is left.

use serde::{Deserialize, Serialize};

use crate::cart::Cart;
use crate::id::RuleId;
use crate::number::{Money, OutOfRange};
use crate::policy::{BetweenTenders, Tender};
use crate::quote::QuotedLine;
use crate::refusal::{Code, Refusal};
use crate::sale::{Sale, SoldLine};
use crate::share::share_out;
use crate::trace::{Step, Trace};
use crate::wire::record;

/// So much that a tender pays, or gets back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenderPart {
    /// The tender, by its id in the policy.
    pub tender: RuleId,
    /// How much, in minor units, above 0.
    pub amount_minor: Money,
}

record!(TenderPart {
    0: tender,
    1: amount_minor
});

/// What a tender pays, in a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotedTender {
    /// The tender, by its id in the policy.
    pub tender: RuleId,
    /// How much, in minor units.
    pub amount_minor: Money,
    /// Whether that earns points and counts toward tiers.
    pub counts: bool,
}

record!(QuotedTender {
    0: tender,
    1: amount_minor,
    2: counts
});

/// What a tender paid of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaidTender {
    /// The tender, by its id in the policy.
    pub tender: RuleId,
    /// How much, in minor units.
    pub amount_minor: Money,
    /// What went back to it so far, in minor units; absent where nothing did.
    pub back_minor: Option<Money>,
}

record!(PaidTender {
    0: tender,
    1: amount_minor,
    2: back_minor
});

impl PaidTender {
    fn left(&self) -> Result<Money, OutOfRange> {
        self.amount_minor.minus(self.back_minor.unwrap_or_default())
    }
}

/// What the tenders of a cart pay, and how much they leave to be paid in cash.
pub(crate) struct Tendered {
    pub tenders: Vec<QuotedTender>,
    pub cash: Money,
    /// What is paid for goods and does not count.
    pub uncounted: Money,
}

impl Tendered {
    /// Lets the tenders of a cart pay for goods and shipping. Each line learns its part of what does
    /// not count, in proportion to what is left to pay for it, the largest remainders first.
    pub(crate) fn of(
        offered: &[Tender],
        cart: &Cart,
        (goods, shipping): (Money, Money),
        lines: &mut [QuotedLine],
        trace: &mut Trace,
    ) -> Result<Self, Refusal> {
        let due = goods.plus(shipping)?;
        let mut tendered = Self {
            tenders: Vec::new(),
            cash: due,
            uncounted: Money::ZERO,
        };
        for TenderPart {
            tender,
            amount_minor,
        } in &cart.tenders
        {
            let amount_minor = *amount_minor;
            let Some(offer) = offered.iter().find(|offer| offer.id == *tender) else {
                return Err(Refusal::new(Code::TenderNotOffered).with("tender", tender));
            };
            if tendered.tenders.iter().any(|known| known.tender == *tender) {
                return Err(Refusal::new(Code::TenderTwice).with("tender", tender));
            }
            if amount_minor <= Money::ZERO || amount_minor > tendered.cash {
                let refusal = Refusal::new(Code::TenderAmountUnfit).with("tender", tender);
                let refusal = refusal.with("amount_minor", amount_minor);
                return Err(refusal.with("most_minor", tendered.cash));
            }
            tendered.cash = tendered.cash.minus(amount_minor)?;
            if !offer.counts {
                tendered.uncounted = tendered.uncounted.plus(amount_minor)?;
            }
            trace.step(|| {
                let topic = if offer.counts {
                    "tender_pays"
                } else {
                    "tender_pays_uncounted"
                };
                Step::new("5.2.1", topic)
                    .by(tender)
                    .with("amount_minor", amount_minor)
            });
            tendered.tenders.push(QuotedTender {
                tender: tender.clone(),
                amount_minor,
                counts: offer.counts,
            });
        }
        tendered.uncounted = tendered.uncounted.min(goods);
        if !tendered.uncounted.is_zero() {
            let mut weights = Vec::with_capacity(lines.len());
            for line in lines.iter() {
                weights.push(line.net_minor.minus(line.offset_minor)?.value());
            }
            let parts = share_out(tendered.uncounted.value(), &weights);
            for (line, part) in lines.iter_mut().zip(parts) {
                line.uncounted_minor = Some(Money::new(part)?).filter(|part| !part.is_zero());
            }
        }
        Ok(tendered)
    }
}

/// What a cart's tenders pay, as an order keeps it.
pub(crate) fn paid(quoted: &[QuotedTender]) -> Vec<PaidTender> {
    let paid = quoted.iter().map(|quoted| PaidTender {
        tender: quoted.tender.clone(),
        amount_minor: quoted.amount_minor,
        back_minor: None,
    });
    paid.collect()
}

/// What tenders paid of some lines that does not count.
pub(crate) fn uncounted(lines: &[SoldLine]) -> Result<Money, OutOfRange> {
    Money::sum(lines.iter().filter_map(|sold| sold.uncounted_minor))
}

/// Parts an amount that goes back of a sale: what goes back as cash, and to which tenders.
pub(crate) fn part_between(
    sale: &Sale,
    due: Money,
    order: BetweenTenders,
) -> Result<(Money, Vec<TenderPart>), OutOfRange> {
    let tenders = &sale.sold.tenders;
    if tenders.is_empty() {
        return Ok((due, Vec::new()));
    }
    let cash_left = sale.cash_left()?.max(Money::ZERO);
    let mut left = Vec::with_capacity(tenders.len());
    for tender in tenders {
        left.push(tender.left()?);
    }
    // What each gets, the cash last.
    let parts: Vec<Money> = match order {
        BetweenTenders::ProRata => {
            let all = left.iter().chain([&cash_left]);
            let weights: Vec<i64> = all.map(|left| left.value()).collect();
            let shares = share_out(due.value(), &weights).into_iter();
            shares.map(Money::new).collect::<Result<_, _>>()?
        }
        BetweenTenders::CashFirst => in_turn(due.minus(due.min(cash_left))?, &left)?,
        BetweenTenders::TendersFirst => in_turn(due, &left)?,
    };
    let (mut cash, mut back) = (due, Vec::new());
    for (tender, part) in tenders.iter().zip(parts) {
        cash = cash.minus(part)?;
        if !part.is_zero() {
            back.push(TenderPart {
                tender: tender.tender.clone(),
                amount_minor: part,
            });
        }
    }
    Ok((cash, back))
}

/// One after the other gets as much as it may, in the order in which they paid.
fn in_turn(mut due: Money, left: &[Money]) -> Result<Vec<Money>, OutOfRange> {
    let mut parts = Vec::with_capacity(left.len());
    for left in left {
        let part = due.min(*left);
        due = due.minus(part)?;
        parts.push(part);
    }
    Ok(parts)
}
