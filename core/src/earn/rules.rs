//! What the rules give: by line, by order, within groups, and held to their caps. Clause 6.1.1a.

use super::acting::Acting;
use super::bounds::Bound;
use super::{Goods, Setting};
use crate::cart::Line;
use crate::id::RuleId;
use crate::kept::CapRoom;
use crate::number::{Money, OutOfRange};
use crate::policy::{Earn, EarnKind, Earning, MostPerOrder, OverCap};
use crate::ratio::{Fraction, widened};
use crate::trace::{Step, Trace};

/// The rules that act on an order.
pub(super) struct Rules<'p> {
    pub(super) goods: &'p Goods<'p>,
    terms: &'p Earning,
    acting: &'p Acting<'p>,
    /// Whether any of them is of a group.
    are_grouped: bool,
    /// By line, of the first so many: what it earns by all rules.
    known: Vec<Fraction>,
    /// Room for what the rules would give a line.
    room: Vec<OnLine>,
    /// By rule: the one of its group that gives more for the order, where they are compared so.
    outdone: Vec<Option<usize>>,
    bounds: Vec<Bound<'p>>,
    /// What the rules that are bound give, in the order of lines and rules.
    gifts: Vec<Gift>,
}

/// What a rule gives a line, or the order where it names none.
struct Gift {
    rule: usize,
    place: Option<usize>,
    points: Fraction,
}

impl Gift {
    fn rank(&self) -> (usize, usize) {
        rank(self.rule, self.place)
    }
}

/// Gifts stand by lines and rules, those to the order as a whole last.
fn rank(rule: usize, place: Option<usize>) -> (usize, usize) {
    (place.unwrap_or(usize::MAX), rule)
}

/// What some rules give together.
fn given(gifts: &[Gift], of: &[bool]) -> Result<Fraction, OutOfRange> {
    let gifts = gifts.iter().filter(|gift| of[gift.rule]);
    let mut points = gifts.map(|gift| gift.points);
    points.try_fold(Fraction::ZERO, Fraction::plus)
}

/// What a rule would give a line.
struct OnLine {
    rule: usize,
    points: Fraction,
    /// The one of its group that gives more.
    outdone: Option<usize>,
}

impl<'p> Rules<'p> {
    pub(super) fn of(
        setting: Setting<'p>,
        acting: &'p Acting<'p>,
        goods: &'p Goods<'p>,
        trace: &mut Trace,
    ) -> Result<Self, OutOfRange> {
        let terms = &setting.policy.earning;
        let own = |rule: &&'p Earn| (&rule.id, rule.most);
        let own: Vec<(&RuleId, Option<MostPerOrder>)> = acting.rules.iter().map(own).collect();
        let mut rules = Self {
            goods,
            terms,
            acting,
            are_grouped: acting
                .rules
                .iter()
                .any(|rule| terms.group_of(rule).is_some()),
            known: Vec::with_capacity(goods.cart.lines.len()),
            room: Vec::new(),
            outdone: vec![None; acting.rules.len()],
            bounds: Bound::all(setting, &own, |cap| &cap.rules),
            gifts: Vec::new(),
        };
        rules.compare_on_order()?;
        rules.hold(&own, trace)?;
        Ok(rules)
    }

    /// What a line earns by all rules, before rounding. It is reckoned once, whatever activities are
    /// tried on it, and once more where it is told.
    pub(super) fn line(&mut self, place: usize, trace: &mut Trace) -> Result<Fraction, OutOfRange> {
        if let Some(known) = self.known.get(place).filter(|_| !trace.is_on()) {
            return Ok(*known);
        }
        let mut gives = core::mem::take(&mut self.room);
        gives.clear();
        self.on_line(place, &mut gives);
        let mut sum = Fraction::ZERO;
        for give in &gives {
            let OnLine {
                rule: number,
                points,
                outdone,
            } = *give;
            let rule = self.acting.rules[number];
            if let Some(by) = outdone {
                trace.step(|| self.tell_outdone(rule, by).on(place));
                continue;
            }
            trace.step(|| {
                let step = Step::new("6.1.1a", topic(rule.kind)).by(&rule.id).on(place);
                told(step, rule.kind).with("basis_minor", self.goods.basis(place))
            });
            sum = sum.plus(self.held(number, Some(place)).unwrap_or(points))?;
        }
        self.room = gives;
        // Those between, which nobody asks for, earn nothing.
        if self.known.len() <= place {
            self.known.resize(place, Fraction::ZERO);
            self.known.push(sum);
        }
        Ok(sum)
    }

    /// What the order earns as a whole, before the tier's multiplier: points for the order, and
    /// whole steps of money where the policy reckons by order.
    pub(super) fn order(&self, trace: &mut Trace) -> Result<Fraction, OutOfRange> {
        let mut whole = Fraction::ZERO;
        for (number, rule) in self.acting.rules.iter().enumerate() {
            let Some(points) = self.by_order(number)? else {
                continue;
            };
            if let Some(by) = self.outdone[number] {
                trace.step(|| self.tell_outdone(rule, by));
                continue;
            }
            trace.step(|| {
                told(
                    Step::new("6.1.1a", topic(rule.kind)).by(&rule.id),
                    rule.kind,
                )
            });
            whole = whole.plus(self.held(number, None).unwrap_or(points))?;
        }
        Ok(whole)
    }

    /// What the order takes of caps that name rules.
    pub(super) fn by_cap(&self) -> impl Iterator<Item = Result<CapRoom, OutOfRange>> {
        self.bounds.iter().filter_map(Bound::taken)
    }

    /// In a group with a rule that gives for the order as a whole, what each gives for all of it is
    /// compared; the first of those that give the most acts.
    fn compare_on_order(&mut self) -> Result<(), OutOfRange> {
        let rules = &self.acting.rules;
        for (number, rule) in rules.iter().enumerate() {
            let is_first = |before: &&Earn| !self.together(before, rule);
            if !self.acting.is_on_order(rule) || !rules[..number].iter().all(is_first) {
                continue;
            }
            let of_group = rules.iter().enumerate();
            let of_group = of_group.filter(|(_, other)| self.together(other, rule));
            let of_group: Vec<usize> = of_group.map(|(number, _)| number).collect();
            let mut best: Option<(usize, Fraction)> = None;
            for other in &of_group {
                let points = self.for_all(*other)?;
                if best.is_none_or(|(_, most)| points.compare(most).is_gt()) {
                    best = Some((*other, points));
                }
            }
            for other in of_group {
                self.outdone[other] = best.map(|(best, _)| best).filter(|best| *best != other);
            }
        }
        Ok(())
    }

    /// Whether two rules are of one group.
    fn together(&self, one: &Earn, other: &Earn) -> bool {
        let group = self.terms.group_of(one);
        group.is_some() && group == self.terms.group_of(other)
    }

    /// What a rule gives for the whole order, by lines or at once.
    fn for_all(&self, number: usize) -> Result<Fraction, OutOfRange> {
        if self.is_by_order(number) {
            return Ok(self.by_order(number)?.unwrap_or(Fraction::ZERO));
        }
        let kind = self.acting.rules[number].kind;
        let covered = self.covered(number);
        let mut points = covered.map(|(place, line)| by_line(kind, self.goods.basis(place), line));
        points.try_fold(Fraction::ZERO, Fraction::plus)
    }

    /// Holds the rules that are bound, one bound after the other; lines take what is left in the
    /// cart's order, and the order as a whole comes last.
    fn hold(
        &mut self,
        own: &[(&RuleId, Option<MostPerOrder>)],
        trace: &mut Trace,
    ) -> Result<(), OutOfRange> {
        if self.bounds.is_empty() {
            return Ok(());
        }
        let rules = 0..self.acting.rules.len();
        let is_bound = |rule: usize| self.bounds.iter().any(|bound| bound.of[rule]);
        let is_bound: Vec<bool> = rules.map(is_bound).collect();
        let mut gifts = Vec::new();
        for (place, _) in self.goods.earning() {
            let mut gives = Vec::new();
            self.on_line(place, &mut gives);
            let gives = gives
                .into_iter()
                .filter(|give| give.outdone.is_none() && is_bound[give.rule]);
            gifts.extend(gives.map(|OnLine { rule, points, .. }| Gift {
                rule,
                place: Some(place),
                points,
            }));
        }
        for rule in (0..is_bound.len()).filter(|rule| is_bound[*rule]) {
            let points = self.by_order(rule)?;
            let points = points.filter(|_| self.outdone[rule].is_none());
            gifts.extend(points.map(|points| Gift {
                rule,
                place: None,
                points,
            }));
        }
        for bound in &mut self.bounds {
            bound.asked = given(&gifts, &bound.of)?;
            for gift in gifts.iter().filter(|gift| bound.of[gift.rule]) {
                bound.asking[gift.rule] |= !gift.points.is_zero();
            }
            if bound.is_passed_by(bound.asked) {
                let (topic, mut left) = match bound.over {
                    OverCap::Take => ("rule_cap_taken", bound.left()?),
                    OverCap::Refuse => ("rule_cap_refused", Fraction::ZERO),
                };
                bound.tell(topic, own, trace);
                for gift in gifts.iter_mut().filter(|gift| bound.of[gift.rule]) {
                    if gift.points.compare(left).is_gt() {
                        gift.points = left;
                    }
                    left = left.minus(gift.points)?;
                }
            }
        }
        for bound in &mut self.bounds {
            bound.gave = given(&gifts, &bound.of)?;
        }
        self.gifts = gifts;
        Ok(())
    }

    /// What a rule that is bound gives; none for one that is not.
    fn held(&self, rule: usize, place: Option<usize>) -> Option<Fraction> {
        if self.gifts.is_empty() {
            return None;
        }
        let found = self
            .gifts
            .binary_search_by_key(&rank(rule, place), Gift::rank);
        found.ok().map(|at| self.gifts[at].points)
    }

    /// What the rules that give by line would give a line.
    fn on_line(&self, place: usize, gives: &mut Vec<OnLine>) {
        let Some(line) = self.goods.cart.lines.get(place) else {
            return;
        };
        let basis = self.goods.basis(place);
        for (number, rule) in self.acting.rules.iter().enumerate() {
            if !self.terms.is_by_order(rule) && self.acting.covers(number, line) {
                gives.push(OnLine {
                    rule: number,
                    points: by_line(rule.kind, basis, line),
                    outdone: self.outdone[number],
                });
            }
        }
        if !self.are_grouped {
            return;
        }
        for at in 0..gives.len() {
            let rule = self.acting.rules[gives[at].rule];
            if self.terms.group_of(rule).is_none() || self.acting.is_on_order(rule) {
                continue;
            }
            let mut best = at;
            for (other, give) in gives.iter().enumerate() {
                let more = give.points.compare(gives[best].points);
                let is_better = more.is_gt() || (more.is_eq() && other < best);
                if is_better && self.together(self.acting.rules[give.rule], rule) {
                    best = other;
                }
            }
            gives[at].outdone = Some(gives[best].rule).filter(|_| best != at);
        }
    }

    /// What a rule gives for the order as a whole; none where it gives by line, or covers nothing.
    fn by_order(&self, number: usize) -> Result<Option<Fraction>, OutOfRange> {
        if !self.is_by_order(number) {
            return Ok(None);
        }
        let mut covered = self.covered(number);
        Ok(match self.acting.rules[number].kind {
            EarnKind::Order { points } => covered.next().map(|_| Fraction::whole(points.value())),
            EarnKind::Step { points, per_minor } => {
                let basis = Money::sum(covered.map(|(place, _)| self.goods.basis(place)))?;
                let steps = basis.value() / per_minor.value().max(1);
                Some(Fraction::of(widened(steps, points.value()), 1))
            }
            EarnKind::Rate { .. } | EarnKind::Unit { .. } => None,
        })
    }

    fn is_by_order(&self, number: usize) -> bool {
        self.terms.is_by_order(self.acting.rules[number])
    }

    /// The lines that a rule covers, of those that may earn.
    fn covered(&self, number: usize) -> impl Iterator<Item = (usize, &Line)> {
        let lines = self.goods.earning();
        lines.filter(move |(_, line)| self.acting.covers(number, line))
    }

    fn tell_outdone(&self, rule: &Earn, by: usize) -> Step {
        let step = Step::new("6.1.1a", "earn_outdone").by(&rule.id);
        step.with("by", &self.acting.rules[by].id)
    }
}

/// What a rule that gives by line gives one.
fn by_line(kind: EarnKind, basis: Money, line: &Line) -> Fraction {
    match kind {
        EarnKind::Rate { points, per_minor } => {
            Fraction::of(widened(points.value(), basis.value()), per_minor.value())
        }
        EarnKind::Step { points, per_minor } => {
            let steps = basis.value() / per_minor.value().max(1);
            Fraction::of(widened(steps, points.value()), 1)
        }
        EarnKind::Unit { points } => {
            Fraction::of(widened(points.value(), i64::from(line.quantity)), 1)
        }
        EarnKind::Order { .. } => Fraction::ZERO,
    }
}

const fn topic(kind: EarnKind) -> &'static str {
    match kind {
        EarnKind::Rate { .. } => "earn_rate",
        EarnKind::Step { .. } => "earn_step",
        EarnKind::Unit { .. } => "earn_unit",
        EarnKind::Order { .. } => "earn_order",
    }
}

fn told(step: Step, kind: EarnKind) -> Step {
    match kind {
        EarnKind::Rate { points, per_minor } | EarnKind::Step { points, per_minor } => {
            step.with("points", points).with("per_minor", per_minor)
        }
        EarnKind::Unit { points } | EarnKind::Order { points } => step.with("points", points),
    }
}
