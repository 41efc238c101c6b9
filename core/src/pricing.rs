//! The one path from a cart to its numbers: what a page previews is what a server decides.

use alloc::borrow::Cow;

use crate::benefits::{Reduced, free_shipping, rebate};
use crate::budget::{BudgetState, Rooms};
use crate::cart::Cart;
use crate::due::{Course, next_change};
use crate::earn::{Earner, Setting, cut, earn, is_first_purchase};
use crate::grant::lots_at_most;
use crate::kept::CapRoom;
use crate::limits::{MAX_LOTS, MAX_OPEN_ORDERS, MAX_SALE_LINES, MAX_SALES};
use crate::moment::Moment;
use crate::number::Money;
use crate::offset::offset;
use crate::policy::{LiftingOrder, Policy, PolicySet, Qualified, Tier, ValidityStart};
use crate::quote::{Quote, QuotedLine, QuotedRemainder, QuotedTier};
use crate::refusal::{Code, Fact, Refusal};
use crate::standing::{available, next_tier, qualified, registered_on, tier_held};
use crate::state::MemberState;
use crate::tender::Tendered;
use crate::trace::{Step, Trace};

/// What a cart would come to for a member at a moment (试算). Nothing is recorded.
///
/// Everything that fell due by then counts as carried out, whether or not it was put on record.
///
/// Of the budgets of activities nothing counts as taken but what the member took.
///
/// # Errors
/// The refusal of a cart that is none. What would only keep it from being ordered stands in the
/// quote's `refusal`, beside its numbers.
pub fn preview(
    policies: &PolicySet,
    member: &MemberState,
    cart: &Cart,
    now: Moment,
    trace: &mut Trace,
) -> Result<Quote, Refusal> {
    preview_within(policies, member, &[], cart, now, trace)
}

/// As [`preview`], with what all members together took of the budgets of activities. A cart that is
/// given away is discounted in place; one that is lent is copied first where a discount acts.
///
/// # Errors
/// As [`preview`].
pub fn preview_within<'c>(
    policies: &PolicySet,
    member: &MemberState,
    budgets: &[BudgetState],
    cart: impl Into<Cow<'c, Cart>>,
    now: Moment,
    trace: &mut Trace,
) -> Result<Quote, Refusal> {
    let cart = cart.into();
    let now = now.max(member.clock);
    let policy = in_force(policies, now)?;
    if next_change(policies, member).is_none_or(|(at, _)| at > now) {
        let rooms = Rooms::of(policy, member, budgets.iter(), now);
        return Ok(price(policy, (member, &rooms), cart, now, trace)?.quote);
    }
    let mut course = Course::of(member.clone());
    course.fall_due(policies, now)?;
    let rooms = Rooms::of(policy, &course.member, budgets.iter(), now);
    Ok(price(policy, (&course.member, &rooms), cart, now, trace)?.quote)
}

/// The version that governs an act (10.1).
pub(crate) fn in_force(policies: &PolicySet, at: Moment) -> Result<&Policy, Refusal> {
    policies
        .at(at)
        .ok_or_else(|| Refusal::new(Code::NoPolicyInForce).with("at", at))
}

/// A quote, and what placing the order takes besides.
pub(crate) struct Priced {
    pub quote: Quote,
    /// What caps that name rules or activities left.
    pub rooms: Vec<CapRoom>,
    /// What the order takes of them.
    pub by_cap: Vec<CapRoom>,
}

/// Prices a cart for a member whose due events have happened.
pub(crate) fn price(
    policy: &Policy,
    (member, budgets): (&MemberState, &Rooms),
    cart: Cow<'_, Cart>,
    now: Moment,
    trace: &mut Trace,
) -> Result<Priced, Refusal> {
    let counted = qualified(policy, member, now)?;
    let held = tier_held(policy, member, counted);
    let tier = &policy.tiers.steps[held];
    let buyer = (member, budgets);
    priced(policy, buyer, (held, counted), tier, cart, now, trace)
}

/// Prices what was bought outside: at the till's prices, so that the tier gives nothing more.
pub(crate) fn price_outside(
    policy: &Policy,
    member: &MemberState,
    cart: &Cart,
    now: Moment,
    trace: &mut Trace,
) -> Result<Priced, Refusal> {
    let counted = qualified(policy, member, now)?;
    let held = tier_held(policy, member, counted);
    let mut tier = policy.tiers.steps[held].clone();
    tier.grants.clear();
    // It takes of no budget: activities with one do not act on it.
    let buyer = (member, &Rooms::default());
    priced(
        policy,
        buyer,
        (held, counted),
        &tier,
        cart.into(),
        now,
        trace,
    )
}

fn priced(
    policy: &Policy,
    (member, budgets): (&MemberState, &Rooms),
    (held, before): (usize, Qualified),
    benefits_of: &Tier,
    cart: Cow<'_, Cart>,
    now: Moment,
    trace: &mut Trace,
) -> Result<Priced, Refusal> {
    cart.check()?;
    cart.check_facts(&policy.facts)?;
    trace.step(|| {
        let step = Step::new("10.1", "policy_version").with("version", policy.version);
        step.with("effective_from", policy.effective_from)
    });
    let Reduced {
        mut voucher,
        discounts,
        shares,
    } = Reduced::of(member, benefits_of, cart, now, trace)?;
    let cart = &mut voucher.cart;
    let mut lines = Vec::with_capacity(cart.lines.len());
    let mut goods = Money::ZERO;
    for (place, line) in cart.lines.iter().enumerate() {
        let net_minor = line.net()?;
        goods = goods.plus(net_minor)?;
        lines.push(QuotedLine {
            net_minor,
            tier_discount_minor: shares.get(place).copied().filter(|it| !it.is_zero()),
            ..QuotedLine::default()
        });
    }
    let ships = free_shipping(policy, member, benefits_of, (cart, goods), now, trace);
    if ships.as_ref().is_some_and(|ships| ships.is_free) {
        cart.to_mut().shipping_minor = None;
    }
    let cart = &**cart;
    let shipping = cart.shipping_minor.unwrap_or_default();
    let usable = available(member, now)?;
    let terms = policy.offset.as_ref();
    let (off, refusal) = offset(terms, cart, &mut lines, usable, trace)?;
    let adds = goods.minus(off.value_minor)?;
    let offered = &policy.orders.tenders;
    let Tendered {
        tenders,
        cash,
        uncounted,
    } = Tendered::of(offered, cart, (adds, shipping), &mut lines, trace)?;

    let back = rebate(benefits_of, cart, &mut lines, trace)?;
    let (tier, tiers) = tiers(policy, (held, before), adds.minus(uncounted)?)?;
    trace_tier(&tier, trace);
    let earner = Earner {
        policy,
        member,
        at: now,
    };
    let rooms = earner.rooms()?;
    let carries = policy.earning.carries();
    let carried = member.kept.as_ref().and_then(|kept| kept.carried);
    let before = carried.filter(|_| carries).unwrap_or_default();
    let setting = Setting {
        policy,
        at: now,
        first_purchase: is_first_purchase(member),
        joined: registered_on(policy, member),
        budgets,
        rooms: &rooms,
        carried: before,
    };
    let mut earned = earn(setting, tiers, cart, &mut lines, trace)?;
    let (earn_points, earn_cap) =
        earner.hold_to_caps(earned.points, off.points, &mut lines, trace)?;
    cut(&mut earned.budgets, earned.points.minus(earn_points)?);
    // An order that a cap holds down leaves no remainder of its own.
    let after = if earn_cap.is_some() {
        before
    } else {
        earned.left
    };
    let remainder = carries.then_some(QuotedRemainder { before, after });
    trace_remainder(remainder, trace);
    let earn_expires_at = match policy.validity.start {
        ValidityStart::Earning => policy.validity.expires_at(now, None, &policy.zone),
        ValidityStart::Activation => None,
    };
    trace.step(|| {
        Step::new("5.2.1", "price_total")
            .with("goods_minor", goods)
            .with("offset_minor", off.value_minor)
            .with("shipping_minor", shipping)
            .with("cash_minor", cash)
    });
    let quote = Quote {
        policy_version: policy.version,
        lines,
        goods_minor: goods,
        shipping_minor: shipping,
        offset: off,
        cash_minor: cash,
        earn_points,
        earn_expires_at: earn_expires_at.filter(|_| !earn_points.is_zero()),
        available_points: usable,
        tier,
        refusal: no_room(member, cart.lines.len(), back.is_some())
            .or(voucher.refusal)
            .or(refusal),
        voucher: voucher.quoted,
        earn_cap,
        budgets: earned.budgets,
        discounts,
        free_shipping: ships,
        rebate: back,
        remainder,
        tenders,
    };
    Ok(Priced {
        quote,
        rooms,
        by_cap: earned.by_cap,
    })
}

/// The tier part of the quote, and the tier that the order earns by.
fn tiers(
    policy: &Policy,
    (held, before): (usize, Qualified),
    adds: Money,
) -> Result<(QuotedTier, &Tier), Refusal> {
    let steps = &policy.tiers.steps;
    let qualifying = policy.tiers.qualifying;
    let adds_points = qualifying.map(|terms| terms.of(adds)).transpose()?;
    let paid = before.plus(Qualified {
        spend: adds,
        points: adds_points.unwrap_or_default(),
        orders: u32::from(!adds.is_zero()),
        ..Qualified::default()
    })?;
    let after = if adds.is_zero() {
        held
    } else {
        policy.tiers.lifts_to(held, paid)
    };
    let earning = match policy.tiers.lifting_order {
        LiftingOrder::OldTier => held,
        LiftingOrder::NewTier => after,
    };
    let tier = QuotedTier {
        tier: steps[held].id.clone(),
        tier_after: steps[after].id.clone(),
        spend_minor: before.spend,
        adds_minor: adds,
        next: next_tier(policy, held, before, paid),
        qualifying_points: qualifying.map(|_| before.points),
        adds_points,
    };
    Ok((tier, &steps[earning]))
}

fn trace_remainder(remainder: Option<QuotedRemainder>, trace: &mut Trace) {
    let Some(QuotedRemainder { before, after }) = remainder else {
        return;
    };
    trace.step(|| {
        let fact = |it: i64| Fact::Number(it);
        let ((before, of), (after, after_of)) = (before.terms(), after.terms());
        Step::new("6.1.1a", "earn_remainder")
            .with("before_num", fact(before))
            .with("before_den", fact(of))
            .with("after_num", fact(after))
            .with("after_den", fact(after_of))
    });
}

fn trace_tier(tier: &QuotedTier, trace: &mut Trace) {
    trace.step(|| {
        let topic = match tier.qualifying_points {
            Some(_) => "tier_progress_by_points",
            None => "tier_progress",
        };
        let step = Step::new("3.1.1", topic).with("tier", &tier.tier);
        let step = step
            .with("tier_after", &tier.tier_after)
            .with("spend_minor", tier.spend_minor);
        let step = step.with("adds_minor", tier.adds_minor);
        let step = match (tier.qualifying_points, tier.adds_points) {
            (Some(points), Some(adds)) => step
                .with("qualifying_points", points)
                .with("adds_points", adds),
            _ => step,
        };
        let Some(next) = &tier.next else { return step };
        let step = step.with("next", &next.tier);
        match (next.missing_minor, next.missing_points) {
            (Some(missing), _) => step.with("missing_minor", missing),
            (None, Some(missing)) => step.with("missing_points", missing),
            (None, None) => step,
        }
    });
}

/// Why no further order has room, if none has.
fn no_room(member: &MemberState, lines: usize, gives_back: bool) -> Option<Refusal> {
    if member.orders.len() >= MAX_OPEN_ORDERS {
        return Some(Refusal::new(Code::TooManyOpenOrders).with("most", MAX_OPEN_ORDERS));
    }
    if lots_at_most(member) + usize::from(gives_back) >= MAX_LOTS {
        return Some(Refusal::new(Code::TooManyLots).with("most", MAX_LOTS));
    }
    let sold = member.orders.iter().filter_map(|order| order.sold.as_ref());
    let sold = sold.chain(member.sales.iter().map(|sale| &sale.sold));
    let (count, kept) = sold.fold((0, 0), |(count, lines), sold| {
        (count + 1, lines + sold.lines.len())
    });
    if count >= MAX_SALES || kept + lines > MAX_SALE_LINES {
        return Some(Refusal::new(Code::TooManySales).with("most", MAX_SALES));
    }
    None
}
