//! Holds what an order earns in all to the policy's caps (获取上限). Clauses 6.1.1a and 6.1.2.
//!
//! An order counts in the period in which it is placed, with the points that it is promised: so
//! earlier orders leave less room whether or not they are paid, and what was promised is never cut
//! when it is paid. An order that is cancelled or lapses gives its room back. One that is recorded
//! late, after a later period has begun to count, counts in that.

use crate::kept::{CapCounted, CapRoom};
use crate::moment::Day;
use crate::number::{OutOfRange, Points};
use crate::policy::{Cap, CapPeriod, OverCap};
use crate::quote::{EarnCap, QuotedLine};
use crate::refusal::Fact;
use crate::share::share_out;
use crate::state::{Counted, Order, Progress};
use crate::trace::{Step, Trace};

use super::Earner;

impl Earner<'_> {
    /// The points that an order earns under the caps, and the cap that holds them down. The lines
    /// share what is left in proportion to what each would earn, the largest remainders first.
    pub(crate) fn hold_to_caps(
        &self,
        uncapped: Points,
        used: Points,
        lines: &mut [QuotedLine],
        trace: &mut Trace,
    ) -> Result<(Points, Option<EarnCap>), OutOfRange> {
        let (mut points, mut held) = (uncapped, None);
        for cap in self.on_all() {
            let room = self.room(cap, used)?;
            if points <= room {
                continue;
            }
            let left = match cap.over {
                OverCap::Take => room,
                OverCap::Refuse => Points::ZERO,
            };
            trace.step(|| told(cap, points, room));
            points = left;
            held = Some(EarnCap {
                cap: cap.id.clone(),
                period: cap.period,
                over: cap.over,
                room_points: room,
                uncapped_points: uncapped,
            });
        }
        if held.is_some() {
            let earned = lines.iter().map(|line| line.earn_points.value());
            let earned = earned.collect::<Vec<_>>();
            let shares = share_out(points.value(), &earned);
            for (line, share) in lines.iter_mut().zip(shares) {
                line.earn_points = Points::new(share)?;
            }
        }
        Ok((points, held))
    }

    /// Where the points of an order count toward caps: once in every kind of period that is capped.
    pub(crate) fn counts(&self, points: Points) -> Vec<Counted> {
        let mut counted: Vec<Counted> = Vec::new();
        if points.is_zero() {
            return counted;
        }
        for Cap { period, .. } in self.on_all() {
            let known = counted.iter().any(|known| known.period == *period);
            if let Some((since, _)) = self.so_far(*period).filter(|_| !known) {
                counted.push(Counted {
                    period: *period,
                    since,
                    points,
                });
            }
        }
        counted
    }

    /// The caps on all that orders earn.
    fn on_all(&self) -> impl Iterator<Item = &Cap> {
        self.policy
            .earning
            .caps
            .iter()
            .filter(|cap| cap.is_for_all())
    }

    /// What the caps that name rules or activities, and count over time, leave.
    pub(crate) fn rooms(&self) -> Result<Vec<CapRoom>, OutOfRange> {
        let named = self.policy.earning.caps.iter();
        let named = named.filter(|cap| !cap.is_for_all());
        let rooms = named.filter_map(|cap| {
            let so_far = self.so_far_of(cap)?;
            Some(cap.points.minus(so_far.points).map(|points| CapRoom {
                cap: cap.id.clone(),
                points: points.max(Points::ZERO),
            }))
        });
        rooms.collect()
    }

    /// Where what an order takes of such caps counts: never as more than it earns.
    pub(crate) fn counts_by_cap(&self, taken: &[CapRoom], earned: Points) -> Vec<CapCounted> {
        let counts = taken.iter().filter_map(|taken| {
            let mut caps = self.policy.earning.caps.iter();
            let cap = caps.find(|cap| cap.id == taken.cap)?;
            let points = taken.points.min(earned);
            let counted = Counted {
                points,
                ..self.so_far_of(cap)?
            };
            let cap = cap.id.clone();
            (!points.is_zero()).then_some(CapCounted { cap, counted })
        });
        counts.collect()
    }

    /// What counts so far in the period of a cap that names rules or activities.
    fn so_far_of(&self, cap: &Cap) -> Option<Counted> {
        let since = cap.period.since(self.policy.zone.day(self.at))?;
        let kept = self.member.kept.iter().flat_map(|kept| &kept.counted);
        let mut kept = kept
            .filter(|known| known.cap == cap.id)
            .map(|known| known.counted);
        let known = kept.find(|known| known.period == cap.period && known.since >= since);
        Some(known.unwrap_or(Counted {
            period: cap.period,
            since,
            points: Points::ZERO,
        }))
    }

    /// The points that a cap leaves.
    fn room(&self, cap: &Cap, used: Points) -> Result<Points, OutOfRange> {
        let taken = match cap.period {
            CapPeriod::Balance => self.balance().minus(used)?,
            period => self
                .so_far(period)
                .map_or(Points::ZERO, |(_, points)| points),
        };
        Ok(cap.points.minus(taken)?.max(Points::ZERO))
    }

    /// The period of a kind that counts now, by its first day, and the points counted in it so far.
    fn so_far(&self, period: CapPeriod) -> Option<(Day, Points)> {
        let since = period.since(self.policy.zone.day(self.at))?;
        let mut counted = self.member.counted.iter();
        let counted = counted.find(|counted| counted.period == period);
        Some(match counted.filter(|counted| counted.since >= since) {
            Some(counted) => (counted.since, counted.points),
            None => (since, Points::ZERO),
        })
    }

    /// All points of the member, those among them that an open order or redemption holds or that an
    /// order is promised, less what is owed.
    fn balance(&self) -> Points {
        let lots = self.member.lots.iter().map(|lot| lot.points);
        let held = self.member.orders.iter().flat_map(|order| &order.hold);
        let redeemed = self.member.mall.iter().flat_map(|mall| &mall.open);
        let held = held.chain(redeemed.flat_map(|open| &open.hold));
        // Once an order is paid, what it was promised is a lot.
        let unpaid = |order: &&Order| !matches!(order.progress, Progress::Paid { .. });
        let promised = self.member.orders.iter().filter(unpaid);
        let all = lots
            .chain(held.map(|part| part.points))
            .chain(promised.map(|order| order.earn_points));
        all.fold(Points::ZERO, Points::saturating_plus)
            .saturating_minus(self.member.debt.unwrap_or_default())
    }
}

fn told(cap: &Cap, points: Points, room: Points) -> Step {
    let topic = match cap.over {
        OverCap::Take => "earn_cap_taken",
        OverCap::Refuse => "earn_cap_refused",
    };
    Step::new("6.1.1a", topic)
        .by(&cap.id)
        .with("period", Fact::Text(cap.period.word().into()))
        .with("most_points", cap.points)
        .with("room_points", room)
        .with("points", points)
}
