//! What a cart's goods earn: scopes, conditions, and what rules and multipliers come to, rounded.

use serde_json::Value;

use super::bounded::{bounds, taken};
use super::budgets::{Budgeted, earned_within};
use super::civil;
use super::fraction::{Fraction, part, share_out};
use super::multiplied::Multiplied;
use super::rules::Goods;
use super::shared::Left;
use super::terms::{Terms, flag, list, money, text, texts, whole};

/// Some units of one line: what they cost, what points took off, the tax in it.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// The line as the cart has it.
    pub(crate) line: Value,
    pub(crate) quantity: i64,
    pub(crate) net: i64,
    pub(crate) offset: i64,
    pub(crate) tax: i64,
    /// What tenders paid of it that do not count.
    pub(crate) uncounted: i64,
    /// Points that it gives back once the order is settled.
    pub(crate) rebate: i64,
}

impl Piece {
    /// It costs so much less, and the tax contained in it shrinks as the price does.
    pub(crate) fn take_off(&mut self, off: i64) {
        if off > 0 {
            self.tax = part(self.tax, self.net - off, self.net);
        }
        self.net -= off;
    }
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
            uncounted: 0,
            rebate: 0,
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
    /// What is stated of the member, the birthday too.
    pub(crate) facts: &'a [String],
    /// When the member joined.
    pub(crate) joined: i64,
    /// What the budgets of activities have left.
    pub(crate) budgets: &'a [Left],
    /// What caps on single rules and activities leave, by cap.
    pub(crate) rooms: &'a [(String, i64)],
    /// The parts of a point that earlier orders left.
    pub(crate) carried: Fraction,
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
        let facts = names("facts");
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
            && when["birthday"]
                .as_bool()
                .is_none_or(|is| is == self.facts.iter().any(|fact| fact == "birthday"))
            && when["anniversary_days"]
                .as_i64()
                .is_none_or(|days| self.is_near_anniversary(day, days))
            && (facts.is_empty() || facts.iter().any(|fact| self.facts.contains(fact)))
            && list(when, "all")
                .iter()
                .all(|when| self.holds(when, pieces))
            && (any.is_empty() || any.iter().any(|when| self.holds(when, pieces)))
            && !list(when, "not")
                .iter()
                .any(|when| self.holds(when, pieces))
    }

    /// Whether it is at most so many days before or after a day on which a membership is one, two or
    /// more years old.
    fn is_near_anniversary(&self, day: i64, days: i64) -> bool {
        let joined = self.terms.zone.day(self.joined);
        let years = 1..=100;
        let mut anniversaries = years.map(|year| civil::plus_months(joined, 12 * year));
        anniversaries.any(|anniversary| (anniversary - day).abs() <= days)
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

/// What each line is reckoned on and earns, before any cap on the order.
#[derive(Clone, Debug)]
pub(crate) struct Earned {
    pub(crate) basis: Vec<i64>,
    pub(crate) points: Vec<i64>,
    /// What the order is worth, exactly.
    pub(crate) worth: Fraction,
    /// The part of a point that it leaves, where such parts are carried.
    pub(crate) left: Fraction,
    /// What it takes of caps on single rules and activities.
    pub(crate) by_cap: Vec<(String, i64)>,
    /// What activities with a budget give.
    pub(crate) budgets: Vec<Budgeted>,
}

/// What goods earn.
pub(crate) fn earned(setting: Setting<'_>, pieces: &[Piece]) -> Earned {
    let activities = list(&setting.terms.earning, "activities").iter();
    let activities = activities.filter(|one| setting.is_on(one) && setting.acts(one, pieces));
    let activities: Vec<&Value> = activities.collect();
    let least = money(&setting.terms.earning, "least_order").unwrap_or(0);
    let has_budget = |activity: &&Value| activity["budget"].is_object();
    if paid(pieces) < least || !activities.iter().any(has_budget) {
        return reckoned(setting, pieces, &activities);
    }
    earned_within(setting, pieces, &activities)
}

/// What goods earn where these activities act.
pub(crate) fn reckoned(setting: Setting<'_>, pieces: &[Piece], activities: &[&Value]) -> Earned {
    let earning = &setting.terms.earning;
    let nothing = Fraction::whole(0);
    let mut earned = Earned {
        basis: vec![0; pieces.len()],
        points: vec![0; pieces.len()],
        worth: nothing,
        left: setting.carried,
        by_cap: Vec::new(),
        budgets: Vec::new(),
    };
    if paid(pieces) < money(earning, "least_order").unwrap_or(0) {
        return earned;
    }
    let excluded = list(earning, "excluded");
    let earns = |piece: &Piece| !excluded.iter().any(|scope| covers(scope, &piece.line));
    let earns: Vec<bool> = pieces.iter().map(earns).collect();
    for (line, piece) in pieces.iter().enumerate().filter(|(line, _)| earns[*line]) {
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
        earned.basis[line] = (piece.net - offset - piece.uncounted - tax).max(0);
    }

    let rules = list(earning, "rules").iter();
    let rules: Vec<&Value> = rules.filter(|rule| setting.acts(rule, pieces)).collect();
    let mut of_rules = bounds(earning, &rules, "rules", setting.rooms);
    let basis = &earned.basis;
    let goods = Goods {
        earning,
        pieces,
        earns: &earns,
        basis,
    };
    let given = goods.given(&rules, &mut of_rules);
    let sum = |line: Option<usize>| {
        let given = given.iter().filter(|one| one.line == line);
        given.fold(nothing, |sum, one| sum.plus(one.points))
    };

    let of_tier = setting.terms.steps[setting.tier].multiplier;
    let of_activities = bounds(earning, activities, "activities", setting.rooms);
    let mut multiplied = Multiplied::new(earning, of_tier, activities, of_activities);
    let points: Vec<Fraction> = (0..pieces.len()).map(|line| sum(Some(line))).collect();
    let exact = multiplied.lines(&points, pieces);
    let of_order = sum(None).times(of_tier);
    earned.by_cap = taken(&of_rules);
    earned.by_cap.extend(taken(&multiplied.bounds));
    earned.round(setting, &exact, of_order);
    earned
}

impl Earned {
    /// Whole points, as the policy rounds: by line, or the order as a whole.
    fn round(&mut self, setting: Setting<'_>, exact: &[Fraction], of_order: Fraction) {
        let earning = &setting.terms.earning;
        let nothing = Fraction::whole(0);
        let mode = text(earning, "rounding", "floor");
        let all = exact.iter().fold(of_order, |sum, line| sum.plus(*line));
        let shared = if setting.terms.carries() {
            self.worth = all;
            let with = all.plus(setting.carried);
            if all.is_zero() {
                0
            } else {
                let points = if with.is_above(nothing) {
                    with.floor()
                } else {
                    0
                };
                self.left = with.minus(Fraction::whole(points));
                points
            }
        } else if text(earning, "rounding_scope", "line") == "order" {
            all.round(mode)
        } else {
            self.points = exact.iter().map(|exact| exact.round(mode)).collect();
            of_order.round(mode)
        };
        if shared > 0 {
            let weights: Vec<i64> = exact.iter().map(|exact| exact.round("ceil")).collect();
            let none = weights.iter().all(|weight| *weight == 0);
            let parts = share_out(shared, if none { &self.basis } else { &weights });
            let points = self.points.iter_mut().zip(parts);
            points.for_each(|(points, part)| *points += part);
        }
    }
}
