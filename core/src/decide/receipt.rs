//! Holds a decision to what a page showed; where it cannot, says what differs and what is true.

use crate::budget::BudgetState;
use crate::cart::Cart;
use crate::decision::{Correction, Rejection, Request};
use crate::moment::Moment;
use crate::policy::PolicySet;
use crate::pricing::preview_within;
use crate::quote::Quote;
use crate::receipt::{Difference, Promise, Receipt};
use crate::refusal::{Code, Refusal};
use crate::state::State;
use crate::trace::Trace;

/// Compares a receipt with the numbers now.
///
/// # Errors
/// The rejection that carries the differences and the true quote, whose own `refusal` says
/// whether the order can be placed at all. A cart that is none has no quote to compare with.
pub(super) fn hold_to(
    receipt: &Receipt,
    quote: Result<&Quote, &Refusal>,
    policies: &PolicySet,
    request: &Request,
    cart: &Cart,
    now: Moment,
) -> Result<(), Rejection> {
    let Ok(quote) = quote else { return Ok(()) };
    if receipt.promise == Promise::from(quote) {
        return Ok(());
    }
    let mut differences = Vec::new();
    if receipt.module != request.module {
        differences.push(Difference::ModuleDiffers);
    }
    if receipt.policies != request.policies {
        differences.push(Difference::PolicyChanged);
    }
    let loaded = request.streams.first();
    if loaded.is_some_and(|loaded| loaded.version != receipt.member_version) {
        differences.push(Difference::StateMovedOn);
    }
    // With all of these alike, the receipt can be repeated: at its own moment, from the same
    // state, by the same rules.
    if differences.is_empty() {
        let then = match loaded.and_then(|loaded| loaded.state.as_ref()) {
            Some(State::Member(member)) => {
                let (budgets, now) = (budgets(request), receipt.now);
                preview_within(policies, member, &budgets, cart, now, &mut Trace::off()).ok()
            }
            _ => None,
        };
        let honest = then.is_some_and(|then| Promise::from(&then) == receipt.promise);
        let passed = honest && receipt.now != now;
        differences.push(if passed {
            Difference::TimePassed
        } else if !honest && is_by_budget(receipt.promise, quote) {
            Difference::BudgetMovedOn
        } else {
            Difference::InputAltered
        });
    }
    let correction = Correction {
        differences,
        shown: receipt.promise,
        quote: quote.clone(),
    };
    Err(Rejection {
        refusal: Refusal::new(Code::ReceiptDiffers),
        correction: Some(Box::new(correction)),
    })
}

/// The budgets of activities, as they were loaded.
fn budgets(request: &Request) -> Vec<BudgetState> {
    let states = request.streams.iter().map(|loaded| &loaded.state);
    let budgets = states.filter_map(|state| match state {
        Some(State::Budget(budget)) => Some(budget.clone()),
        _ => None,
    });
    budgets.collect()
}

/// Whether others can have made the difference, by taking of the budget of an activity or by giving
/// back: only what is earned differs, and such a budget has a say in it.
fn is_by_budget(shown: Promise, quote: &Quote) -> bool {
    let alike = Promise {
        earn_points: quote.earn_points,
        ..shown
    };
    alike == Promise::from(quote) && !quote.budgets.is_empty()
}
