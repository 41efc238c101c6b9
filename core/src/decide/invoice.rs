//! An invoice is asked for. Clause 5.2.2.
//!
//! Whom it is made out to never enters the log: the shop's invoicing system knows, and learns from
//! the notice that one is wanted, of which order, and for what.

use super::order::{Act, Outcome, no_claim};
use crate::decision::Summary;
use crate::event::{Event, RequestedInvoice};
use crate::id::OrderId;
use crate::refusal::{Code, Facts, Refusal};
use crate::state::Progress;

impl Act<'_> {
    /// An invoice of an order that is paid: once.
    pub(super) fn request_invoice(&mut self, order: &OrderId) -> Outcome {
        let mut sales = self.course.member.sales.iter();
        let sale = sales.find(|sale| sale.order == *order);
        let (version, asked) = if let Some(sale) = sale {
            (sale.policy_version, sale.invoice)
        } else {
            let open = self.open(order)?;
            no_claim(open)?;
            if let Progress::Placed { lapses_at } = open.progress {
                let refusal = Refusal::new(Code::OrderNotPaid).with("order", order);
                return Err(refusal.with("lapses_at", lapses_at).into());
            }
            (open.policy_version, open.invoice)
        };
        if asked == Some(true) {
            let refusal = Refusal::new(Code::InvoiceRequestedBefore);
            return Err(refusal.with("order", order).into());
        }
        let policy = self.policies.version(version);
        let basis = policy.and_then(|policy| policy.orders.invoice_basis);
        self.course
            .happen(Event::InvoiceRequested(RequestedInvoice {
                order: order.clone(),
                basis: basis.unwrap_or_default(),
                at: self.now,
            }));
        let facts = Facts::default().with("order", order);
        self.course.tell("invoice_requested", "5.2.2", facts);
        Ok((Summary::Done, Vec::new()))
    }
}
