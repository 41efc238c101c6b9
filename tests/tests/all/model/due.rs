//! What falls due: asked of everything there is, one thing after the other.

use super::member::{Member, Pending, Redeemed, Stage, Status};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// A version takes effect, and says something of the points that there are.
    Move(u64),
    Settle(usize),
    Activate(usize),
    Lapse(usize),
    /// Nobody looked at a claim in time.
    Overdue(usize),
    /// A redemption was not paid in time.
    Release(usize),
    Approve(usize, usize),
    Close(usize),
    Expire(usize),
    /// A voucher is over.
    End(usize),
    Review,
    /// No prize can be accepted for an entry any more.
    Over(usize),
}

impl Member {
    /// Everything that is due at some time, each with its moment; what comes first at one moment
    /// stands first.
    fn due(&self) -> Vec<(i64, Due)> {
        let mut due = Vec::new();
        for terms in self.terms.iter().filter(|it| it.version > self.moved_by) {
            due.push((terms.from, Due::Move(terms.version)));
        }
        for (place, redemption) in self.redemptions.iter().enumerate() {
            if let Redeemed::Waits(until) = redemption.stage {
                due.push((until, Due::Release(place)));
            }
        }
        for (place, voucher) in self.vouchers.iter().enumerate() {
            if !voucher.gone && voucher.held_for.is_none() {
                due.push((voucher.expires, Due::End(place)));
            }
        }
        for (place, order) in self.orders.iter().enumerate() {
            match order.status {
                Status::Paid { settles, .. } => due.push((settles, Due::Settle(place))),
                Status::Placed { lapses } => due.push((lapses, Due::Lapse(place))),
                Status::Claimed {
                    review_by,
                    ref when_overdue,
                    ..
                } if when_overdue != "wait" => due.push((review_by, Due::Overdue(place))),
                Status::Claimed { .. } | Status::Settled | Status::Gone => {}
            }
        }
        for lot in self.lots_in_order() {
            if let Some(Pending::Until(at)) = self.lots[lot].pending {
                due.push((at, Due::Activate(lot)));
            }
            if let Some(at) = self.lots[lot].expires {
                due.push((at, Due::Expire(lot)));
            }
        }
        for place in self.sales() {
            let sale = &self.orders[place];
            let mut under_way = false;
            for (which, refund) in sale.refunds.iter().enumerate() {
                under_way |= refund.is_under_way();
                if let Stage::UnderReview {
                    by,
                    approves_itself: true,
                } = refund.stage
                {
                    due.push((by, Due::Approve(place, which)));
                }
            }
            if let Some(at) = sale.closes.filter(|_| !under_way) {
                due.push((at, Due::Close(place)));
            }
        }
        for (place, entry) in self.entries.iter().enumerate() {
            if !entry.gone {
                due.push((entry.over, Due::Over(place)));
            }
        }
        due.extend(self.tier().review.map(|at| (at, Due::Review)));
        due
    }

    /// Everything that is due by a moment happens, in order of time.
    pub(crate) fn fall_due(&mut self, now: i64) {
        let rank = |due: &Due| match due {
            Due::Move(_) => 0,
            Due::Settle(_) => 1,
            Due::Activate(_) => 2,
            Due::Lapse(_) => 3,
            Due::Overdue(_) => 4,
            Due::Release(_) => 5,
            Due::Approve(..) => 6,
            Due::Close(_) => 7,
            Due::Expire(_) => 8,
            Due::End(_) => 9,
            Due::Review => 10,
            Due::Over(_) => 11,
        };
        loop {
            let due = self.due().into_iter().filter(|(at, _)| *at <= now);
            // Of those alike the first: lots in the order of consumption, orders as they were placed.
            let Some((at, first)) = due.min_by_key(|(at, due)| (*at, rank(due))) else {
                return;
            };
            match first {
                Due::Move(version) => {
                    self.moved_by = version;
                    // What would end at this very moment is moved first.
                    self.move_ends(at);
                }
                Due::Settle(place) => self.settle_order(place, at),
                Due::Activate(lot) => self.activate(lot, at),
                Due::Lapse(place) => self.release(place, at),
                Due::Overdue(place) => self.overdue(place, at),
                Due::Release(place) => self.give_up(place, at),
                Due::Approve(place, which) => self.approve_refund(place, which, at),
                Due::Close(place) => self.orders[place].open = false,
                Due::Expire(lot) => {
                    let left = self.lots[lot].points();
                    self.lots[lot].moves.push(-left);
                    self.lots[lot].expired += left;
                }
                Due::End(place) => self.vouchers[place].gone = true,
                Due::Review => self.review_tier(at),
                Due::Over(place) => self.entries[place].gone = true,
            }
            self.at(at);
        }
    }

    /// Purchases that may be given back, in the order in which they were paid.
    pub(crate) fn sales(&self) -> Vec<usize> {
        let all = 0..self.orders.len();
        let mut sales: Vec<usize> = all
            .filter(|place| self.orders[*place].open && self.orders[*place].paid.is_some())
            .collect();
        sales.sort_by_key(|place| self.orders[*place].paid.map(|(_, number)| number));
        sales
    }

    fn activate(&mut self, lot: usize, at: i64) {
        if let Some(version) = self.lots[lot].begins_by {
            self.lots[lot].valid = Some((version, at));
            self.lots[lot].expires = self.ends_in_time(version, at);
        }
        self.lots[lot].pending = None;
        self.at(at);
        self.repay();
    }

    /// The goods were received: the days for giving back begin, the points become available.
    pub(crate) fn settle_order(&mut self, place: usize, at: i64) {
        let order = &self.orders[place];
        let refunds = self.version(order.version).refunds.as_ref();
        let closes = refunds.map(|terms| at + terms.longest_days() * super::civil::DAY);
        let waits = Some(Pending::Settled(order.id.clone()));
        self.has_received |= !order.is_all_back();
        let order = &mut self.orders[place];
        order.status = Status::Settled;
        order.closes = closes;
        self.at(at);
        for lot in self.lots_in_order() {
            if self.lots[lot].pending == waits {
                self.activate(lot, at);
            }
        }
        self.give_rebate(place, at);
    }

    /// An order that is not paid is over; what it held goes back.
    pub(crate) fn release(&mut self, place: usize, at: i64) {
        let order = self.orders[place].clone();
        self.put_back(&order.still_held(), order.version, at);
        self.free_voucher(&order.id, at);
        self.orders[place].status = Status::Gone;
        self.repay();
        self.at(at);
    }
}
