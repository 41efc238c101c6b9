//! What a person sees of the member, in the view's own words.

use serde_json::{Map, Value, json};

use super::civil::write;
use super::entries::Entry;
use super::member::{
    Counted, Member, Order, Part, Pending, Redeemed, Redemption, Refund, Stage, Status, Voucher,
};
use super::terms::{Terms, Way};

fn moment(at: Option<i64>) -> Value {
    at.map_or(Value::Null, |at| json!(write(at)))
}

pub(crate) fn some(number: i64) -> Value {
    if number == 0 {
        Value::Null
    } else {
        json!(number)
    }
}

impl Member {
    /// The member at a moment, everything that fell due carried out: each field as the view has it.
    pub(crate) fn shown(&self, now: i64) -> Value {
        let mut member = self.clone();
        let now = now.max(member.clock);
        member.fall_due(now);
        member.stands(now)
    }

    fn stands(&self, now: i64) -> Value {
        let terms = self.in_force(now).unwrap();
        let counts = self.counts(terms, now);
        let held = self.held(terms, &counts);
        let tier = self.tier();
        let by_points = terms.qualifying.is_some();
        let lots = self.lots_in_order();
        let pending = lots.iter().filter(|lot| self.lots[**lot].pending.is_some());
        let pending: i64 = pending.map(|lot| self.lots[*lot].points()).sum();
        let open = |order: &&Order| order.is_open();
        let waits = |it: &&Redemption| matches!(it.stage, Redeemed::Waits(_));
        let waiting_for_cash = self.redemptions.iter().filter(waits);
        let held_points = self.orders.iter().flat_map(|order| order.on_hold());
        let held_points =
            held_points.chain(waiting_for_cash.clone().flat_map(|it| it.hold.clone()));
        let mut tasks: Map<String, Value> = Map::new();
        for done in &self.done {
            let times = self
                .done
                .iter()
                .filter(|other| other.task == done.task)
                .count();
            let shown = json!({ "task": done.task, "times": times, "last_day": done.day,
                "streak": done.streak });
            tasks.insert(done.task.clone(), shown);
        }
        let waiting = self
            .adjustments
            .iter()
            .filter(|adjustment| adjustment.waits);
        let waiting = waiting.map(|of| json!({ "adjustment": of.id, "points": of.points }));
        let mut shown = json!({
            "policy_version": terms.version,
            "tier": {
                "id": terms.steps[held].id,
                "since": write(tier.since),
                "review_at": moment(tier.review),
                "grace": tier.grace.then_some(true),
                "by_hand": tier.by_hand.then_some(true),
            },
            "spend_minor": counts.spend,
            "qualifying_points": by_points.then_some(counts.points),
            "qualifies_for": terms.steps[terms.reached(&counts)].id,
            "available_points": self.available(now),
            "pending_points": pending,
            "held_points": held_points.map(|part| part.points).sum::<i64>(),
            "debt_points": some(self.debt()),
            "lots": lots.iter().map(|lot| self.lot(*lot)).collect::<Vec<_>>(),
            "orders": self.orders.iter().filter(open).map(|o| self.order(o)).collect::<Vec<_>>(),
            "sales": self.sales().iter().map(|place| self.sale(&self.orders[*place]))
                .collect::<Vec<_>>(),
            "adjustments": waiting.collect::<Vec<_>>(),
            "entries": self.entries.iter().filter(|entry| !entry.gone)
                .map(|entry| self.entry(entry)).collect::<Vec<_>>(),
            "tasks": tasks.values().collect::<Vec<_>>(),
            "mall": {
                "open": waiting_for_cash.map(|it| self.redemption(it)).collect::<Vec<_>>(),
                "vouchers": self.vouchers.iter().filter(|it| !it.gone).map(voucher)
                    .collect::<Vec<_>>(),
            },
            "progress": self.progress(terms, held, now),
            "household": self.home.as_ref()
                .map(|(id, since)| json!({ "id": id, "since": write(*since) })),
        });
        // The next tier, where one number is the way to it.
        match terms.steps.get(held + 1) {
            None => shown["next"] = Value::Null,
            Some(next) => {
                if let Some(enter) = next.enter {
                    let (have, name) = match by_points {
                        true => (counts.points, "missing_points"),
                        false => (counts.spend, "missing_minor"),
                    };
                    let enough = enter + i64::from(terms.takes_more);
                    shown["next"] = json!({ "tier": next.id, name: (enough - have).max(0) });
                }
            }
        }
        shown
    }

    /// What is missing to the next tier, and to keeping this one at its review.
    fn progress(&self, terms: &Terms, held: usize, now: i64) -> Value {
        let review = self.tier().review;
        let then = |review: i64| {
            let on = if terms.window.is_yearly() {
                review - 1
            } else {
                review
            };
            Counted {
                invited_to: self.invited_to(terms, review),
                ..self.counts(terms, on)
            }
        };
        let ways =
            |(id, by): (&str, &Terms), ways: &[Way], counted: Counted, review: Option<i64>| {
                let measure = |(what, needed): &(&str, i64)| {
                    let counted = counted.of(what);
                    let enough = by.enough(what, *needed);
                    json!({ "what": what, "needed": needed, "counted": counted,
                    "missing": (enough - counted).max(0) })
                };
                let way =
                    |way: &Way| json!({ "measures": way.iter().map(measure).collect::<Vec<_>>() });
                let ways: Vec<Value> = ways.iter().map(way).collect();
                json!({ "tier": id, "review_at": moment(review), "ways": ways })
            };
        let next = terms.steps.get(held + 1).map(|next| {
            let by = review.filter(|_| terms.lifts_at_review);
            let counted = by.map_or_else(|| self.counts(terms, now), then);
            let counted = counted.toward(held + 1);
            ways((&next.id, terms), &next.ways, counted, by)
        });
        let keep = review.filter(|_| held > 0).map(|review| {
            let step = &terms.steps[held];
            match self.on_trial() {
                Some((to_keep, counted, by)) => {
                    ways((&step.id, by), &to_keep, counted, Some(review))
                }
                None => {
                    let counted = then(review).toward(held);
                    ways((&step.id, terms), &step.stays, counted, Some(review))
                }
            }
        });
        json!({ "next": next, "keep": keep })
    }

    fn entry(&self, one: &Entry) -> Value {
        json!({ "draw": one.draw, "entry": one.id, "index": one.index, "day": one.day,
            "parts": self.parts(&one.parts), "over_at": write(one.over) })
    }

    fn redemption(&self, one: &Redemption) -> Value {
        let lapses = match one.stage {
            Redeemed::Waits(until) => Some(until),
            _ => None,
        };
        json!({ "id": one.id, "offer": one.offer, "policy_version": one.version,
            "cash_minor": one.cash, "hold": self.parts(&one.hold),
            "lapses_at": moment(lapses), "counts_since": one.counts_in })
    }

    fn lot(&self, place: usize) -> Value {
        let lot = &self.lots[place];
        let pending = lot.pending.as_ref().map(|pending| match pending {
            Pending::Until(at) => json!({ "until": write(*at) }),
            Pending::Settled(order) => json!({ "settlement": order }),
        });
        json!({
            "points": lot.points(),
            "earned_at": write(lot.earned_at),
            "expires_at": moment(lot.expires),
            "pending": pending,
        })
    }

    fn parts(&self, parts: &[Part]) -> Vec<Value> {
        let part = |part: &Part| {
            let lot = &self.lots[part.lot];
            json!({ "points": part.points, "earned_at": write(lot.earned_at),
                "expires_at": moment(part.expires) })
        };
        parts.iter().map(part).collect()
    }

    fn order(&self, order: &Order) -> Value {
        let progress = match &order.status {
            Status::Paid { payment, settles } => {
                json!({ "paid": { "payment": payment, "settles_at": write(*settles) } })
            }
            Status::Placed { lapses } => json!({ "placed": { "lapses_at": write(*lapses) } }),
            Status::Claimed { by, review_by, .. } => {
                json!({ "claimed": { "till_receipt": order.receipt, "by": by,
                    "review_by": write(*review_by) } })
            }
            Status::Settled | Status::Gone => Value::Null,
        };
        json!({
            "id": order.id,
            "policy_version": order.version,
            "placed_at": write(order.placed_at),
            "cash_minor": order.cash,
            "qualifying_minor": order.qualifying,
            "qualifying_points": order.qualifying_points,
            "earn_points": order.earn,
            "hold": self.parts(&order.on_hold()),
            "progress": progress,
        })
    }

    fn sale(&self, order: &Order) -> Value {
        let back = order.back();
        let lines = order.pieces.iter().enumerate().map(|(line, piece)| {
            json!({ "offset_minor": piece.offset, "returned": order.returned(line),
                "asked": order.asked(line) })
        });
        let refunds = order.refunds.iter().filter(|refund| refund.is_under_way());
        let tenders = order.tenders.iter().enumerate().map(|(which, it)| {
            json!({ "tender": it.id, "amount_minor": it.amount,
                "back_minor": some(order.tender_has_back(which)) })
        });
        json!({
            "order": order.id,
            "earned_points": order.earn,
            "used": self.parts(&order.ever_held()),
            "paid_at": moment(order.paid.map(|(at, _)| at)),
            "closes_at": moment(order.closes),
            "back": {
                "cash_minor": back.cash,
                "shipping_minor": back.shipping,
                "points": back.points,
                "value_minor": back.value,
                "clawed_points": back.clawed,
            },
            "rebate": order.rebate_given.map(|(_, points)| {
                json!({ "points": points, "clawed_points": points - order.rebate_left() })
            }),
            "sold": { "lines": lines.collect::<Vec<_>>(), "tenders": tenders.collect::<Vec<_>>() },
            "refunds": refunds.map(refund).collect::<Vec<_>>(),
        })
    }
}

impl Order {
    fn on_hold(&self) -> Vec<Part> {
        match self.status {
            Status::Placed { .. } => self.still_held(),
            _ => Vec::new(),
        }
    }
}

fn voucher(voucher: &Voucher) -> Value {
    json!({ "id": voucher.id, "expires_at": write(voucher.expires), "held_for": voucher.held_for })
}

fn refund(refund: &Refund) -> Value {
    let step = match &refund.stage {
        Stage::UnderReview {
            by,
            approves_itself,
        } => {
            json!({ "under_review": { "review_by": write(*by), "approves_itself": approves_itself } })
        }
        _ => json!({ "approved": { "cash_minor": refund.back.cash } }),
    };
    let lines = refund
        .units
        .iter()
        .map(|(line, quantity)| json!({ "line": line, "quantity": quantity }));
    json!({ "id": refund.id, "step": step, "lines": lines.collect::<Vec<_>>() })
}
