//! What the member asks, act by act.

use tiercel_core::cart::{Cart, Line};
use tiercel_core::command::{Command, Verdict};
use tiercel_core::event::Event;
use tiercel_core::id::{
    AdjustmentId, Brand, Category, Channel, ChargebackId, DocumentId, OccurrenceId, OperatorId,
    OrderId, PaymentId, RedemptionId, RefundId, RuleId, Sku, TierId, TillReceiptId, TransferId,
};
use tiercel_core::number::{Money, Points};
use tiercel_core::quote::{QuotedLine, QuotedTier};
use tiercel_core::receipt::Promise;
use tiercel_core::sale::{ExchangedUnits, RefundStep, ReturnedUnits};
use tiercel_core::stream::StreamId;
use tiercel_core::tender::TenderPart;
use tiercel_core::trace::Trace;
use tiercel_core::{preview_within, snapshot, view};

use super::super::at_home;
use super::{Act, Course, friend};

/// What is seen of a member who paid at once: the tier, spend and qualifying points.
type Stands = (TierId, Money, Option<Points>);

fn entitlement(place: usize) -> RuleId {
    RuleId::new(["hall", "lounge"][place % 2]).unwrap()
}

/// A gift card that is not always enough, and a wallet that may be too much.
fn tenders(minor: i64) -> Vec<TenderPart> {
    let part = |tender: &str, minor| TenderPart {
        tender: RuleId::new(tender).unwrap(),
        amount_minor: Money::new(minor).unwrap(),
    };
    match minor % 7 {
        0 => vec![part("gift-card", minor / 2 + 1)],
        1 => vec![part("wallet", minor / 3 + 300), part("gift-card", 500)],
        _ => Vec::new(),
    }
}

fn cart(category: usize, minor: i64, quantity: u32, points: i64) -> Cart {
    let category = ["books", "tea", "gift_card", "home"][category];
    let line = |category: &str, minor| Line {
        sku: Sku::new("sku").unwrap(),
        category: Category::new(category).unwrap(),
        quantity,
        unit_price_minor: Money::new(minor).unwrap(),
        discount_minor: None,
        tax_minor: None,
        labels: vec![],
        brand: Brand::new(category).ok(),
    };
    let lines = vec![line(category, minor), line("books", minor / 3)];
    let offset_points = Points::new(points).ok().filter(|points| !points.is_zero());
    Cart {
        lines,
        offset_points,
        shipping_minor: Money::new(800).ok(),
        channel: Channel::new(["app", "web"][quantity as usize % 2]).ok(),
        voucher: None,
        pay_shipping: None,
        tenders: tenders(minor),
        facts: [RuleId::new("birthday").unwrap()]
            .into_iter()
            .filter(|_| quantity == 3)
            .collect(),
    }
}

fn offer(place: usize) -> RuleId {
    RuleId::new(["mug", "teapot", "five-off", "third-off"][place]).unwrap()
}

fn operator(name: &str) -> OperatorId {
    OperatorId::new(name).unwrap()
}

impl Course {
    fn some_tier(&self, place: usize) -> TierId {
        let tiers = &self.policies.at(self.now).unwrap().tiers;
        tiers.steps[place % tiers.steps.len()].id.clone()
    }

    pub(crate) fn act(&mut self, number: usize, act: &Act) -> Result<Vec<Event>, u16> {
        let member = self.member.clone();
        match act {
            Act::Place {
                category,
                minor,
                quantity,
                points,
            } => {
                let mut cart = cart(*category, *minor, *quantity, *points);
                cart.voucher = self.voucher.clone().filter(|_| *quantity == 2);
                self.place(number, cart)
            }
            Act::PlaceLate(minor, late) => {
                let order = OrderId::new(&format!("o-{number}")).unwrap();
                let ago = self.now.moved_ms(-60_000 * i64::from(*late));
                let events = self.decide(Command::PlaceOrder {
                    member,
                    order: order.clone(),
                    cart: cart(1, *minor, 1, 0),
                    receipt: None,
                    occurred_at: Some(ago),
                })?;
                let cash = events.iter().find_map(|event| match event {
                    Event::OrderPlaced { cash_minor, .. } => Some(*cash_minor),
                    _ => None,
                });
                self.placed.push((order, cash.unwrap()));
                Ok(events)
            }
            Act::Pay(place, late) => {
                let (order, amount_minor) = self.some_order(*place);
                let payment = PaymentId::new(&format!("p-{number}")).unwrap();
                let ago = self.now.moved_ms(-60_000 * i64::from(*late));
                let occurred_at = (*late > 0).then_some(ago);
                self.decide(Command::PayOrder {
                    member,
                    order,
                    payment,
                    amount_minor,
                    occurred_at,
                })
            }
            Act::Cancel(place) => {
                let (order, _) = self.some_order(*place);
                self.decide(Command::CancelOrder { member, order })
            }
            Act::Exchange(order, line, alike) => {
                let (order, _) = self.some_order(*order);
                let refund = RefundId::new(&format!("x-{number}")).unwrap();
                let mut sales = self.member().sales.iter();
                let sale = sales.find(|sale| sale.order == order);
                let line = *line;
                let sold = sale.and_then(|sale| sale.sold.lines.get(line as usize));
                let price = sold.map_or(Money::ZERO, |sold| sold.line.unit_price_minor);
                let more = Money::new(i64::from(!alike)).unwrap();
                let wanted = ExchangedUnits {
                    line,
                    quantity: 1,
                    sku: Sku::new("other").unwrap(),
                    category: sold
                        .map_or(Category::new("tea").unwrap(), |it| it.line.category.clone()),
                    unit_price_minor: price.plus(more).unwrap(),
                };
                let decided = self.decide(Command::RequestExchange {
                    member,
                    order,
                    refund: refund.clone(),
                    reason: RuleId::new("faulty").unwrap(),
                    lines: vec![wanted],
                });
                if decided.is_ok() {
                    assert!(alike);
                    self.refunds.push(refund);
                }
                decided
            }
            Act::Cut {
                order,
                line,
                quantity,
            } => {
                let (order, _) = self.some_order(*order);
                self.decide(Command::CutOrder {
                    member,
                    order,
                    lines: vec![ReturnedUnits {
                        line: *line,
                        quantity: *quantity,
                    }],
                })
            }
            Act::Settle(place) => {
                let (order, _) = self.some_order(*place);
                self.decide(Command::SettleOrder { member, order })
            }
            Act::Refund {
                order,
                line,
                quantity,
                reason,
            } => {
                let (order, _) = self.some_order(*order);
                let refund = RefundId::new(&format!("r-{number}")).unwrap();
                let reason = ["changed-mind", "faulty", "damaged"][*reason];
                let units = ReturnedUnits {
                    line: *line,
                    quantity: *quantity,
                };
                let decided = self.decide(Command::RequestRefund {
                    member,
                    order,
                    refund: refund.clone(),
                    reason: RuleId::new(reason).unwrap(),
                    lines: if *quantity == 0 { vec![] } else { vec![units] },
                });
                if decided.is_ok() {
                    self.refunds.push(refund);
                }
                decided
            }
            Act::Review(place, grants) => self.decide(Command::ReviewRefund {
                member,
                refund: self.some_refund(*place),
                verdict: if *grants {
                    Verdict::Approve
                } else {
                    Verdict::Refuse
                },
            }),
            Act::Withdraw(place) => self.decide(Command::WithdrawRefund {
                member,
                refund: self.some_refund(*place),
            }),
            Act::PayBack(place) => {
                let refund = self.some_refund(*place);
                self.decide(Command::PayRefund {
                    member,
                    amount_minor: self.approved(&refund),
                    refund,
                    payment: PaymentId::new(&format!("b-{number}")).unwrap(),
                })
            }
            Act::Adjust(points) => {
                let adjustment = AdjustmentId::new(&format!("a-{number}")).unwrap();
                self.adjusted.push(adjustment.clone());
                self.decide(Command::AdjustPoints {
                    member,
                    adjustment,
                    points: Points::new(*points).unwrap(),
                    reason: RuleId::new("goodwill").unwrap(),
                    by: operator("clerk-1"),
                })
            }
            Act::Approve(place, same) => self.decide(Command::ApproveAdjustment {
                member,
                adjustment: self.some_adjustment(*place),
                by: operator(if *same { "clerk-1" } else { "clerk-2" }),
            }),
            Act::Reject(place) => self.decide(Command::RejectAdjustment {
                member,
                adjustment: self.some_adjustment(*place),
                by: operator("clerk-2"),
            }),
            Act::Complete(task, late) => {
                let task = ["check-in", "review", "profile", "birthday"][*task];
                let ago = self.now.moved_ms(-60_000 * i64::from(*late));
                self.decide(Command::CompleteTask {
                    member,
                    task: RuleId::new(task).unwrap(),
                    occurrence: None,
                    occurred_at: (*late > 0).then_some(ago),
                })
            }
            Act::Credit(score, late) => {
                let ago = self.now.moved_ms(-60_000 * i64::from(*late));
                self.decide(Command::RecordCredit {
                    member,
                    score: *score,
                    occurred_at: (*late > 0).then_some(ago),
                })
            }
            Act::Invite(place, days) => self.decide(Command::InviteToTier {
                member,
                tier: self.some_tier(*place),
                until: self.now.plus_days(*days),
                reason: RuleId::new("goodwill").unwrap(),
                by: operator("clerk-1"),
            }),
            Act::Match(place, days) => self.decide(Command::MatchStatus {
                member,
                tier: self.some_tier(*place),
                evidence: DocumentId::new("card-1").unwrap(),
                until: self.now.plus_days(*days),
                by: operator("clerk-1"),
            }),
            Act::Use(place) => self.decide(Command::UseEntitlement {
                member,
                entitlement: entitlement(*place),
                occurrence: OccurrenceId::new(&format!("u-{number}")).unwrap(),
            }),
            Act::Undo(back) => self.decide(Command::UndoEntitlement {
                member,
                entitlement: entitlement(*back),
                occurrence: OccurrenceId::new(&format!("u-{}", number.saturating_sub(*back)))
                    .unwrap(),
            }),
            Act::SetTier(place, days) => {
                let policy = self.policies.at(self.now).unwrap();
                let tier = &policy.tiers.steps[place % policy.tiers.steps.len()];
                self.decide(Command::SetTier {
                    member,
                    tier: tier.id.clone(),
                    until: self.now.plus_days(*days),
                    reason: RuleId::new("goodwill").unwrap(),
                    by: OperatorId::new("clerk-1").unwrap(),
                })
            }
            Act::Redeem(place) => {
                let (offer, redemption) = (offer(*place), format!("e-{number}"));
                let redemption = RedemptionId::new(&redemption).unwrap();
                let events = self.decide(Command::RedeemOffer {
                    member,
                    offer: offer.clone(),
                    redemption: redemption.clone(),
                })?;
                let due = events.iter().find_map(|event| match event {
                    Event::OfferRedeemed { cash_minor, .. } => *cash_minor,
                    _ => None,
                });
                match due {
                    Some(due) => self.redeemed.push((offer, redemption, due)),
                    None => self.voucher = Some(redemption),
                }
                Ok(events)
            }
            Act::PayRedemption(place) => {
                let (offer, redemption, amount_minor) = self.some_redemption(*place);
                self.decide(Command::PayRedemption {
                    member,
                    offer,
                    redemption,
                    payment: PaymentId::new(&format!("c-{number}")).unwrap(),
                    amount_minor,
                })
            }
            Act::CancelRedemption(place) => {
                let (offer, redemption, _) = self.some_redemption(*place);
                self.decide(Command::CancelRedemption {
                    member,
                    offer,
                    redemption,
                })
            }
            Act::Refer(is_rewarded) => {
                let referrer = friend();
                self.decide(if *is_rewarded {
                    Command::RewardReferral { member, referrer }
                } else {
                    Command::RecordReferral { member, referrer }
                })
            }
            Act::Give(points) => self.decide(Command::TransferPoints {
                member,
                to: friend(),
                transfer: TransferId::new(&format!("t-{number}")).unwrap(),
                points: Points::new(*points).unwrap(),
            }),
            Act::Home(act) => at_home::act(self, number, *act),
            Act::TickOffer(place) => self.decide(Command::TickStream {
                stream: StreamId::Offer(offer(*place)),
            }),
            Act::Claim(minor, late, by_clerk) => {
                let order = OrderId::new(&format!("o-{number}")).unwrap();
                let ago = self.now.moved_ms(-60_000 * i64::from(*late));
                let mut cart = cart(1, *minor, 2, 0);
                cart.offset_points = None;
                let goods = Money::sum(cart.lines.iter().map(|line| line.net().unwrap()));
                let paid_minor = goods.unwrap().plus(cart.shipping_minor.unwrap()).unwrap();
                let events = self.decide(Command::ClaimPurchase {
                    member,
                    order: order.clone(),
                    till_receipt: TillReceiptId::new(&format!("t-{number}")).unwrap(),
                    cart,
                    paid_minor,
                    purchased_at: ago,
                    by: by_clerk.then(|| operator("clerk-1")),
                })?;
                self.placed.push((order, paid_minor));
                Ok(events)
            }
            Act::ReviewClaim(place, grants) => {
                let (order, _) = self.some_order(*place);
                self.decide(Command::ReviewPurchase {
                    member,
                    order,
                    verdict: if *grants {
                        Verdict::Approve
                    } else {
                        Verdict::Refuse
                    },
                    reason: (!grants).then(|| RuleId::new("illegible").unwrap()),
                    by: operator("clerk-2"),
                })
            }
            Act::ChargeBack(place, amount) => {
                let (order, all) = self.some_order(*place);
                let sales = &self.member().sales;
                let sale = sales.iter().find(|sale| sale.order == order);
                let left = sale.map_or(all, |sale| sale.cash_left().unwrap());
                let chargeback = ChargebackId::new(&format!("x-{number}")).unwrap();
                let events = self.decide(Command::RecordChargeback {
                    member,
                    order,
                    chargeback: chargeback.clone(),
                    amount_minor: amount.map_or(left, |amount| Money::new(amount).unwrap()),
                })?;
                self.charged.push(chargeback);
                Ok(events)
            }
            Act::ReverseCharge(place) => {
                let recent = self.charged.len().clamp(1, 3);
                let found = self.charged.iter().rev().nth(place % recent).cloned();
                let none = || ChargebackId::new("none").unwrap();
                let chargeback = found.unwrap_or_else(none);
                self.decide(Command::ReverseChargeback { member, chargeback })
            }
            Act::Invoice(place) => {
                let (order, _) = self.some_order(*place);
                self.decide(Command::RequestInvoice { member, order })
            }
            Act::Draw(drawing) => self.draw(number, drawing),
            Act::Carry => super::super::carried::carry(self),
            Act::Tick => self.decide(Command::Tick { member }),
        }
    }

    /// Places an order; what was previewed, from state and from snapshot, is what is decided.
    fn place(&mut self, number: usize, cart: Cart) -> Result<Vec<Event>, u16> {
        let (now, set) = (self.now, &self.policies);
        let (budgets, mut off) = (self.budgets(), Trace::off());
        let quote = preview_within(set, self.member(), &budgets, &cart, now, &mut off);
        let taken = snapshot(self.member(), 1, now);
        let seen = preview_within(set, &taken.member, &budgets, &cart, now, &mut off);
        assert_eq!(quote, seen, "a snapshot quotes as the state does");
        if let Ok(quote) = &quote {
            let shares: i64 = quote
                .lines
                .iter()
                .map(|line| line.offset_minor.value())
                .sum();
            let earned: i64 = quote
                .lines
                .iter()
                .map(|line| line.earn_points.value())
                .sum();
            assert_eq!(shares, quote.offset.value_minor.value());
            assert_eq!(earned, quote.earn_points.value());
            let sum = |of: &dyn Fn(&QuotedLine) -> i64| quote.lines.iter().map(of).sum::<i64>();
            let off = sum(&|line| line.tier_discount_minor.unwrap_or_default().value());
            let discounts = quote.discounts.iter().map(|it| it.value_minor.value());
            assert_eq!(off, discounts.sum::<i64>());
            let back = sum(&|line| line.rebate_points.unwrap_or_default().value());
            let rebate = quote.rebate.as_ref().map_or(0, |it| it.points.value());
            assert_eq!(back, rebate);
            assert!(quote.lines.iter().all(|line| line.net_minor >= Money::ZERO));
            assert!(
                quote
                    .lines
                    .iter()
                    .all(|line| line.offset_minor <= line.net_minor)
            );
        }
        let expected = match &quote {
            Ok(quote) => quote.refusal.as_ref().map_or(Ok(Promise::from(quote)), Err),
            Err(refusal) => Err(refusal),
        };
        let expected = expected.map_err(|refusal| refusal.code as u16);
        let member = self.member.clone();
        let order = OrderId::new(&format!("o-{number}")).unwrap();
        let (receipt, occurred_at) = (None, None);
        let decided = self.decide(Command::PlaceOrder {
            member,
            order,
            cart,
            receipt,
            occurred_at,
        });
        let placed = decided.as_ref().map_err(|code| *code).map(|events| {
            let placed = events.iter().find_map(|event| match event {
                Event::OrderPlaced {
                    cash_minor,
                    earn_points,
                    ..
                } => Some((*cash_minor, *earn_points)),
                _ => None,
            });
            placed.unwrap()
        });
        if let Ok((cash_minor, _)) = placed {
            let order = OrderId::new(&format!("o-{number}")).unwrap();
            self.placed.push((order, cash_minor));
            self.paying_keeps_the_quote(number, &quote.as_ref().unwrap().tier);
        }
        assert_eq!(
            placed,
            expected.map(|promise| (promise.cash_minor, promise.earn_points))
        );
        decided
    }

    /// One of the last orders placed, open or not: chosen by what was placed, never by what a sweep
    /// left open.
    fn some_order(&self, place: usize) -> (OrderId, Money) {
        let recent = self.placed.len().clamp(1, 4);
        let found = self.placed.iter().rev().nth(place % recent).cloned();
        found.unwrap_or_else(|| (OrderId::new("none").unwrap(), Money::ZERO))
    }

    fn some_refund(&self, place: usize) -> RefundId {
        let recent = self.refunds.len().clamp(1, 3);
        let found = self.refunds.iter().rev().nth(place % recent).cloned();
        found.unwrap_or_else(|| RefundId::new("none").unwrap())
    }

    /// The cash that is approved for a refund; nothing where it is not.
    fn approved(&self, refund: &RefundId) -> Money {
        let Ok(view) = view(&self.policies, self.member(), self.now) else {
            return Money::ZERO;
        };
        let mut refunds = view.sales.iter().flat_map(|sale| &sale.refunds);
        match refunds
            .find(|open| open.id == *refund)
            .map(|open| &open.step)
        {
            Some(RefundStep::Approved { cash_minor, .. }) => *cash_minor,
            _ => Money::ZERO,
        }
    }

    /// One of the last adjustments asked for, whatever came of it.
    fn some_adjustment(&self, place: usize) -> AdjustmentId {
        let recent = self.adjusted.len().clamp(1, 3);
        let found = self.adjusted.iter().rev().nth(place % recent).cloned();
        found.unwrap_or_else(|| AdjustmentId::new("none").unwrap())
    }

    /// One of the last redemptions that were to be paid, whatever came of it.
    fn some_redemption(&self, place: usize) -> (RuleId, RedemptionId, Money) {
        let recent = self.redeemed.len().clamp(1, 3);
        let found = self.redeemed.iter().rev().nth(place % recent).cloned();
        let none = || (offer(1), RedemptionId::new("none").unwrap(), Money::ZERO);
        found.unwrap_or_else(none)
    }

    /// Pays an order at once on a copy of everything: the tier part of the quote is what comes of it.
    fn paying_keeps_the_quote(&self, number: usize, quote: &QuotedTier) {
        let (order, amount_minor) = self.placed.last().cloned().unwrap();
        let mut paid = self.clone();
        let (member, occurred_at) = (self.member.clone(), None);
        let payment = PaymentId::new(&format!("at-once-{number}")).unwrap();
        let paying = Command::PayOrder {
            member,
            order,
            payment,
            amount_minor,
            occurred_at,
        };
        paid.decide(paying).unwrap();
        let view = view(&paid.policies, paid.member(), paid.now).unwrap();
        let found: Stands = (view.tier.id, view.spend_minor, view.qualifying_points);
        let points = quote.qualifying_points.zip(quote.adds_points);
        let expected: Stands = (
            quote.tier_after.clone(),
            quote.spend_minor.plus(quote.adds_minor).unwrap(),
            points.map(|(before, adds)| before.plus(adds).unwrap()),
        );
        assert_eq!(found, expected);
    }
}
