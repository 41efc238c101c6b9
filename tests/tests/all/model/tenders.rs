//! Clauses 5.2.1 and 5.3.2: what pays a part of an order beside points and cash, and gets its part
//! back.

use serde_json::Value;

use super::fraction::share_out;
use super::goods::Piece;
use super::member::{Order, Refund};
use super::terms::{Terms, flag, list, text, whole};

/// What one of them pays of an order.
#[derive(Clone, Debug)]
pub(crate) struct Tendered {
    pub(crate) id: String,
    pub(crate) amount: i64,
    /// Whether that earns and counts toward tiers as cash does.
    counts: bool,
}

/// What they pay of so much that is due, each line learning its part of what does not count.
pub(crate) fn tendered(
    terms: &Terms,
    cart: &Value,
    (goods, shipping): (i64, i64),
    pieces: &mut [Piece],
) -> Result<Vec<Tendered>, u16> {
    let mut all: Vec<Tendered> = Vec::new();
    for asked in list(cart, "tenders") {
        let id = text(asked, "tender", "");
        let offered = terms
            .tenders
            .iter()
            .find(|offer| text(offer, "id", "") == id);
        let offered = offered.ok_or(5220_u16)?;
        if all.iter().any(|known| known.id == id) {
            return Err(5221);
        }
        let amount = whole(asked, "amount_minor", 0);
        let paid: i64 = all.iter().map(|known| known.amount).sum();
        if amount <= 0 || paid + amount > goods + shipping {
            return Err(5222);
        }
        all.push(Tendered {
            id: id.to_owned(),
            amount,
            counts: flag(offered, "counts", false),
        });
    }
    // Goods first, shipping last.
    let uncounted = all.iter().filter(|known| !known.counts);
    let uncounted = uncounted.map(|known| known.amount).sum::<i64>().min(goods);
    let paid: Vec<i64> = pieces
        .iter()
        .map(|piece| piece.net - piece.offset)
        .collect();
    let parts = share_out(uncounted, &paid).into_iter();
    pieces
        .iter_mut()
        .zip(parts)
        .for_each(|(piece, part)| piece.uncounted = part);
    Ok(all)
}

impl Order {
    pub(crate) fn tendered(&self) -> i64 {
        self.tenders.iter().map(|it| it.amount).sum()
    }

    /// What one of them has back by now.
    pub(crate) fn tender_has_back(&self, which: usize) -> i64 {
        let granted = self.refunds.iter().filter(|refund| refund.is_granted());
        let back = |refund: &Refund| refund.to_tenders.get(which).copied().unwrap_or(0);
        granted.map(back).sum()
    }

    /// So much goes back: in cash, and to each of them.
    pub(crate) fn between_tenders(&self, terms: &Terms, money: i64) -> (i64, Vec<i64>) {
        let order = &terms.refunds.as_ref().unwrap().between_tenders;
        let tenders = self.tenders.iter().enumerate();
        let left: Vec<i64> = tenders
            .map(|(which, it)| it.amount - self.tender_has_back(which))
            .collect();
        let cash = self.cash_left().max(0);
        let mut parts = match order.as_str() {
            "pro_rata" => {
                let mut all = left.clone();
                all.push(cash);
                share_out(money, &all)
            }
            order => {
                let mut due = money
                    - if order == "cash_first" {
                        cash.min(money)
                    } else {
                        0
                    };
                let mut parts = Vec::new();
                for left in left {
                    parts.push(due.min(left));
                    due -= due.min(left);
                }
                parts
            }
        };
        parts.truncate(self.tenders.len());
        (money - parts.iter().sum::<i64>(), parts)
    }

    /// What is kept of the goods' price counts toward tiers, but for the part of it that tenders paid
    /// which do not count.
    pub(crate) fn counts_of(&self, kept: i64) -> i64 {
        let uncounted: i64 = self.pieces.iter().map(|piece| piece.uncounted).sum();
        let all = i128::from(self.paid_for_goods().max(1));
        let part = i128::from(uncounted) * i128::from(kept) / all;
        kept - i64::try_from(part).unwrap()
    }
}
