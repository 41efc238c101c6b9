//! What a cart's goods earn: scopes, conditions, rules, multipliers, rounding.

use serde_json::Value;

use super::civil;
use super::fraction::{Fraction, share_out};
use super::terms::{Terms, flag, list, money, ratio, text, texts, whole};

/// Some units of one line: what they cost, what points took off, the tax in it.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// The line as the cart has it.
    pub(crate) line: Value,
    pub(crate) quantity: i64,
    pub(crate) net: i64,
    pub(crate) offset: i64,
    pub(crate) tax: i64,
}

/// The cart's lines before points take anything off.
pub(crate) fn pieces(cart: &Value) -> Vec<Piece> {
    let piece = |line: &Value| {
        let quantity = whole(line, "quantity", 0);
        Piece {
            line: line.clone(),
            quantity,
            net: whole(line, "unit_price_minor", 0) * quantity - whole(line, "discount_minor", 0),
            offset: 0,
            tax: whole(line, "tax_minor", 0),
        }
    };
    list(cart, "lines").iter().map(piece).collect()
}

/// Whether goods are of those that a rule is about.
pub(crate) fn covers(scope: &Value, line: &Value) -> bool {
    let one = |name: &str| line[name].as_str().into_iter().collect::<Vec<_>>();
    let labels = list(line, "labels").iter().filter_map(Value::as_str);
    let lists = [
        ("skus", one("sku")),
        ("categories", one("category")),
        ("labels", labels.collect()),
        ("brands", one("brand")),
    ];
    lists.iter().all(|(name, of)| {
        let only = texts(scope, &format!("only_{name}"));
        let not = texts(scope, &format!("not_{name}"));
        let is_among = |names: &[String]| of.iter().any(|it| names.iter().any(|name| name == it));
        (only.is_empty() || is_among(&only)) && !is_among(&not)
    })
}

/// Under which circumstances an order earns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    pub(crate) terms: &'a Terms,
    pub(crate) tier: usize,
    pub(crate) at: i64,
    pub(crate) first_purchase: bool,
    pub(crate) channel: Option<&'a str>,
}

impl Setting<'_> {
    fn holds(&self, when: &Value, pieces: &[Piece]) -> bool {
        let day = self.terms.zone.day(self.at);
        let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let weekday = weekdays[usize::try_from(civil::weekday(day)).unwrap()];
        let paid = paid(pieces);
        let names = |name: &str| texts(when, name);
        let among = |name: &str, it: Option<&str>| {
            let names = names(name);
            names.is_empty() || names.iter().any(|name| Some(name.as_str()) == it)
        };
        let brands = names("brands");
        let branded = |piece: &Piece| {
            brands
                .iter()
                .any(|brand| piece.line["brand"].as_str() == Some(brand))
        };
        let on_day = |name: &str| when[name].as_str().map(civil::read_day);
        let any = list(when, "any");
        among("tiers", Some(&self.terms.steps[self.tier].id))
            && money(when, "amount_at_least").is_none_or(|least| paid >= least)
            && money(when, "amount_below").is_none_or(|below| paid < below)
            && among("weekdays", Some(weekday))
            && on_day("from_day").is_none_or(|from| from <= day)
            && on_day("through_day").is_none_or(|through| day <= through)
            && when["first_purchase"]
                .as_bool()
                .is_none_or(|first| first == self.first_purchase)
            && among("channels", self.channel)
            && (brands.is_empty() || pieces.iter().any(branded))
            && list(when, "all")
                .iter()
                .all(|when| self.holds(when, pieces))
            && (any.is_empty() || any.iter().any(|when| self.holds(when, pieces)))
            && !list(when, "not")
                .iter()
                .any(|when| self.holds(when, pieces))
    }

    fn acts(&self, rule: &Value, pieces: &[Piece]) -> bool {
        rule["when"].is_null() || self.holds(&rule["when"], pieces)
    }

    fn is_on(&self, activity: &Value) -> bool {
        let tiers = texts(activity, "tiers");
        let from = civil::read(text(activity, "from", ""));
        let until = civil::read(text(activity, "until", ""));
        from <= self.at
            && self.at < until
            && (tiers.is_empty() || tiers.contains(&self.terms.steps[self.tier].id))
    }
}

/// What is paid for goods after points.
fn paid(pieces: &[Piece]) -> i64 {
    pieces.iter().map(|piece| piece.net - piece.offset).sum()
}

/// What each line is reckoned on and earns, before any cap.
#[derive(Clone, Debug)]
pub(crate) struct Earned {
    pub(crate) basis: Vec<i64>,
    pub(crate) points: Vec<i64>,
}

/// What goods earn.
pub(crate) fn earned(setting: Setting<'_>, pieces: &[Piece]) -> Earned {
    let earning = &setting.terms.earning;
    let mut earned = Earned {
        basis: vec![0; pieces.len()],
        points: vec![0; pieces.len()],
    };
    if paid(pieces) < money(earning, "least_order").unwrap_or(0) {
        return earned;
    }
    let excluded = list(earning, "excluded");
    let earns = |piece: &Piece| !excluded.iter().any(|scope| covers(scope, &piece.line));
    for (basis, piece) in earned
        .basis
        .iter_mut()
        .zip(pieces)
        .filter(|(_, piece)| earns(piece))
    {
        let offset = if flag(earning, "offset_earns", false) {
            0
        } else {
            piece.offset
        };
        let tax = if flag(earning, "tax_earns", true) {
            0
        } else {
            piece.tax
        };
        *basis = (piece.net - offset - tax).max(0);
    }

    let by_order = text(earning, "rounding_scope", "line") == "order";
    let mut exact = vec![Fraction::whole(0); pieces.len()];
    let mut of_order = Fraction::whole(0);
    let mut stopped = vec![false; pieces.len()];
    let rules = list(earning, "rules").iter();
    for rule in rules.filter(|rule| setting.acts(rule, pieces)) {
        let points = whole(rule, "points", 0);
        let covered: Vec<usize> = (0..pieces.len())
            .filter(|line| covers(&rule["scope"], &pieces[*line].line))
            .collect();
        let gives_for: Vec<usize> = covered
            .iter()
            .copied()
            .filter(|line| !stopped[*line] && earns(&pieces[*line]))
            .collect();
        let per = money(rule, "per").unwrap_or(1);
        let of = |amount: i64| Fraction::new(i128::from(amount) * i128::from(points), 1);
        let mut give = |line: usize, points: Fraction| exact[line] = exact[line].plus(points);
        match text(rule, "kind", "") {
            "rate" => gives_for.iter().for_each(|line| {
                give(
                    *line,
                    of(earned.basis[*line]).times(Fraction::new(1, per.into())),
                );
            }),
            "unit" => gives_for
                .iter()
                .for_each(|line| give(*line, of(pieces[*line].quantity))),
            "step" if by_order => {
                let basis: i64 = gives_for.iter().map(|line| earned.basis[*line]).sum();
                of_order = of_order.plus(of(basis / per));
            }
            "step" => {
                gives_for
                    .iter()
                    .for_each(|line| give(*line, of(earned.basis[*line] / per)));
            }
            _ if gives_for.is_empty() => {}
            _ => of_order = of_order.plus(of(1)),
        }
        if flag(rule, "stop", false) {
            covered.iter().for_each(|line| stopped[*line] = true);
        }
    }

    let activities = list(earning, "activities").iter();
    let activities = activities.filter(|one| setting.is_on(one) && setting.acts(one, pieces));
    let activities: Vec<&Value> = activities.collect();
    let of_tier = setting.terms.steps[setting.tier].multiplier;
    for (exact, piece) in exact.iter_mut().zip(pieces) {
        let covering = activities
            .iter()
            .filter(|one| covers(&one["scope"], &piece.line));
        let multipliers = covering.map(|one| ratio(one, "multiplier"));
        let stacking = text(earning, "stacking", "multiply");
        *exact = exact.times(together(stacking, of_tier, multipliers.collect()));
    }
    let of_order = of_order.times(of_tier);

    let mode = text(earning, "rounding", "floor");
    let shared = if by_order {
        let all = exact.iter().fold(of_order, |sum, line| sum.plus(*line));
        all.round(mode)
    } else {
        earned.points = exact.iter().map(|exact| exact.round(mode)).collect();
        of_order.round(mode)
    };
    if shared > 0 {
        let weights: Vec<i64> = exact.iter().map(|exact| exact.round("ceil")).collect();
        let none = weights.iter().all(|weight| *weight == 0);
        let parts = share_out(shared, if none { &earned.basis } else { &weights });
        earned
            .points
            .iter_mut()
            .zip(parts)
            .for_each(|(points, part)| *points += part);
    }
    earned
}

/// What the multipliers of a tier and of activities come to.
fn together(stacking: &str, of_tier: Fraction, others: Vec<Fraction>) -> Fraction {
    let nothing = Fraction::whole(0);
    let one = Fraction::whole(1);
    match stacking {
        "multiply" => others.into_iter().fold(of_tier, Fraction::times),
        "add" => {
            let sum = others
                .into_iter()
                .fold(of_tier, |sum, other| sum.plus(other).minus(one));
            if nothing.is_above(sum) { nothing } else { sum }
        }
        _ => others.into_iter().fold(
            of_tier,
            |best, other| if other.is_above(best) { other } else { best },
        ),
    }
}
