//! What each rule gives, within groups and held to bounds.

use serde_json::Value;

use super::bounded::Bound;
use super::fraction::Fraction;
use super::goods::{Piece, covers};
use super::terms::{flag, list, money, text, whole};

/// What a rule gives a line, or the order as a whole.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) rule: usize,
    pub(crate) line: Option<usize>,
    pub(crate) points: Fraction,
}

/// The goods of an order, as the rules see them.
#[derive(Clone, Copy)]
pub(crate) struct Goods<'a> {
    pub(crate) earning: &'a Value,
    pub(crate) pieces: &'a [Piece],
    /// Whether each line may earn at all.
    pub(crate) earns: &'a [bool],
    pub(crate) basis: &'a [i64],
}

impl Goods<'_> {
    fn is_by_order(&self, rule: &Value) -> bool {
        match text(rule, "kind", "") {
            "order" => true,
            "step" => text(self.earning, "rounding_scope", "line") == "order",
            _ => false,
        }
    }

    /// What each rule that acts gives by itself: by lines first, then for the order.
    fn all(&self, acting: &[&Value]) -> Vec<Given> {
        let mut given = Vec::new();
        let covered = |place: usize, line: usize| {
            let line_of = &self.pieces[line].line;
            let before = acting[..place].iter();
            let mut stops =
                before.filter(|rule| flag(rule, "stop", false) && covers(&rule["scope"], line_of));
            self.earns[line] && covers(&acting[place]["scope"], line_of) && stops.next().is_none()
        };
        let points = |rule: &Value| i128::from(whole(rule, "points", 0));
        let per = |rule: &Value| i128::from(money(rule, "per").unwrap_or(1));
        for line in 0..self.pieces.len() {
            let basis = i128::from(self.basis[line]);
            for (rule, of) in acting.iter().enumerate() {
                if self.is_by_order(of) || !covered(rule, line) {
                    continue;
                }
                let points = match text(of, "kind", "") {
                    "rate" => Fraction::new(points(of) * basis, per(of)),
                    "unit" => Fraction::new(points(of) * i128::from(self.pieces[line].quantity), 1),
                    _ => Fraction::new(points(of) * (basis / per(of)), 1),
                };
                let line = Some(line);
                given.push(Given { rule, line, points });
            }
        }
        for (rule, of) in acting.iter().enumerate() {
            let lines: Vec<usize> = (0..self.pieces.len())
                .filter(|line| covered(rule, *line))
                .collect();
            if !self.is_by_order(of) || lines.is_empty() {
                continue;
            }
            let basis: i64 = lines.iter().map(|line| self.basis[*line]).sum();
            let points = match text(of, "kind", "") {
                "step" => Fraction::new(points(of) * (i128::from(basis) / per(of)), 1),
                _ => Fraction::new(points(of), 1),
            };
            let line = None;
            given.push(Given { rule, line, points });
        }
        given
    }

    /// The group of a rule, if it is in one.
    fn group<'r>(&self, rule: &'r Value) -> Option<&'r str> {
        let all = (text(self.earning, "rule_stacking", "all") == "best").then_some("");
        rule["group"].as_str().or(all)
    }

    /// Of a group only one rule gives: the one that gives a line the most, or the whole order where
    /// any rule of the group is about that.
    fn best_of_groups(&self, acting: &[&Value], given: Vec<Given>) -> Vec<Given> {
        let on_order = |group: &str| {
            let rules = list(self.earning, "rules").iter();
            let mut rules = rules.filter(|rule| self.group(rule) == Some(group));
            rules.any(|rule| self.is_by_order(rule))
        };
        let gives = |rule: usize, line: Option<Option<usize>>| {
            let all = given.iter().filter(|one| one.rule == rule);
            let all = all.filter(|one| line.is_none_or(|line| one.line == line));
            all.fold(Fraction::whole(0), |sum, one| sum.plus(one.points))
        };
        let stays = |one: &Given| {
            let Some(group) = self.group(acting[one.rule]) else {
                return true;
            };
            let line = (!on_order(group)).then_some(one.line);
            let own = gives(one.rule, line);
            let is_rival =
                |rule: &usize| *rule != one.rule && self.group(acting[*rule]) == Some(group);
            (0..acting.len()).filter(is_rival).all(|rival| {
                let its = gives(rival, line);
                own.is_above(its) || own == its && one.rule < rival
            })
        };
        given.iter().filter(|one| stays(one)).cloned().collect()
    }

    /// What the rules give, and what they take of their bounds.
    pub(crate) fn given(&self, acting: &[&Value], bounds: &mut [Bound]) -> Vec<Given> {
        let mut given = self.best_of_groups(acting, self.all(acting));
        let sum = |given: &[Given], bound: &Bound| {
            let of_it = given.iter().filter(|one| bound.is_of(acting[one.rule]));
            of_it.fold(Fraction::whole(0), |sum, one| sum.plus(one.points))
        };
        for bound in bounds.iter_mut() {
            bound.asked = sum(&given, bound);
            if !bound.is_passed() {
                continue;
            }
            let nothing = Fraction::whole(0);
            let mut left = if bound.refuses { nothing } else { bound.room };
            for one in given.iter_mut().filter(|one| bound.is_of(acting[one.rule])) {
                if one.points.is_above(left) {
                    one.points = left;
                }
                left = left.minus(one.points);
            }
        }
        for bound in bounds {
            bound.gave = sum(&given, bound);
        }
        given
    }
}
