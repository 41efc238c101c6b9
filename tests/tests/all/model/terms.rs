//! The measures as the model reads them: straight from the document, not by the rules' own reader.

use serde_json::Value;

use super::benefits::written_out;
use super::civil::{self, Zone};
use super::fraction::Fraction;
use super::gifts::Limits;
use super::validity::Validity;

/// One version of a policy.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) version: u64,
    pub(crate) from: i64,
    pub(crate) zone: Zone,
    pub(crate) consents: Vec<Value>,
    pub(crate) window: Window,
    pub(crate) takes_more: bool,
    pub(crate) term_months: i64,
    pub(crate) downgrade: String,
    pub(crate) grace_days: Option<i64>,
    pub(crate) new_tier_earns: bool,
    pub(crate) one_by_one: bool,
    pub(crate) lifts_at_review: bool,
    pub(crate) floor: Option<String>,
    pub(crate) steps: Vec<Step>,
    /// So many qualifying points for so much money.
    pub(crate) qualifying: Option<(i64, i64)>,
    pub(crate) by_hand: Vec<String>,
    /// Tiers on trial, as the document has them.
    pub(crate) status_match: Option<Value>,
    pub(crate) pay_within_minutes: i64,
    pub(crate) settle_after_days: i64,
    pub(crate) past_skew_minutes: i64,
    /// On which terms purchases made outside are claimed.
    pub(crate) offline: Option<Value>,
    /// What may pay beside points and cash, as the document has it.
    pub(crate) tenders: Vec<Value>,
    /// What earns, as the document has it.
    pub(crate) earning: Value,
    pub(crate) offset: Option<Offset>,
    pub(crate) validity: Validity,
    pub(crate) refunds: Option<Refunds>,
    pub(crate) adjustments: Option<(Vec<String>, i64)>,
    pub(crate) tasks: Vec<Value>,
    /// What carts may state of the member beside the birthday.
    pub(crate) facts: Vec<String>,
    /// The offers of the mall, as the document has them.
    pub(crate) offers: Vec<Value>,
    /// The draws, as the document has them.
    pub(crate) draws: Vec<Value>,
    pub(crate) transfers: Option<Transfers>,
    /// The terms of households, as the document has them.
    pub(crate) household: Option<Value>,
    /// Points for joining, as the document has them, or none.
    pub(crate) bonus: Value,
    /// Points for bringing in a member, as the document has them.
    pub(crate) referrals: Option<Value>,
}

/// The days that count toward tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    Days(i64),
    Months(i64),
    Year,
    /// From the day of registration, and from each day like it.
    Anniversary,
    Lifetime,
}

/// One way to a tier: everything that is asked for, by name, and how much of it.
pub(crate) type Way = Vec<(&'static str, i64)>;

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) id: String,
    /// The one number that it takes, where it is one.
    pub(crate) enter: Option<i64>,
    /// The ways to it, each of which is enough.
    pub(crate) ways: Vec<Way>,
    /// The ways to keep it.
    pub(crate) stays: Vec<Way>,
    pub(crate) multiplier: Fraction,
    /// What it gives, that of the tier that it includes too, as the document has it.
    pub(crate) grants: Vec<Value>,
}

/// Gifts from member to member.
#[derive(Clone, Debug)]
pub(crate) struct Transfers {
    pub(crate) least: i64,
    pub(crate) most: Limits,
    pub(crate) restarts: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Offset {
    pub(crate) points: i64,
    pub(crate) worth: i64,
    pub(crate) least: i64,
    pub(crate) step: i64,
    pub(crate) most: Option<i64>,
    pub(crate) share: Fraction,
    pub(crate) least_cash: i64,
    pub(crate) eligible: Value,
    pub(crate) refuses: bool,
    pub(crate) reinstate_days: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Refunds {
    pub(crate) reasons: Vec<Reason>,
    pub(crate) review_days: i64,
    pub(crate) approves_itself: bool,
    pub(crate) tenders: String,
    pub(crate) between_tenders: String,
    pub(crate) first_expiring: bool,
    pub(crate) shortfall: String,
    pub(crate) undo_tier: String,
    /// For how many days a purchase is kept because a bank may take its cash back.
    pub(crate) charged_within: i64,
    /// Whether points that were used on it go back then.
    pub(crate) reinstates_charged: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Reason {
    pub(crate) id: String,
    pub(crate) within_days: i64,
    pub(crate) review: bool,
    pub(crate) shipping: String,
}

pub(crate) fn text<'v>(table: &'v Value, name: &str, default: &'v str) -> &'v str {
    table[name].as_str().unwrap_or(default)
}

pub(crate) fn whole(table: &Value, name: &str, default: i64) -> i64 {
    table[name].as_i64().unwrap_or(default)
}

pub(crate) fn flag(table: &Value, name: &str, default: bool) -> bool {
    table[name].as_bool().unwrap_or(default)
}

pub(crate) fn flag_is(table: &Value, name: &str, word: &str) -> bool {
    table[name].as_str() == Some(word)
}

pub(crate) fn list<'v>(table: &'v Value, name: &str) -> &'v [Value] {
    table[name].as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn texts(table: &Value, name: &str) -> Vec<String> {
    let all = list(table, name).iter();
    all.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Money in minor units: the histories' currency has three digits.
pub(crate) fn money(table: &Value, name: &str) -> Option<i64> {
    let exact = Fraction::read(table[name].as_str()?).times(Fraction::whole(1_000));
    assert_eq!(Fraction::whole(exact.floor()), exact);
    Some(exact.floor())
}

pub(crate) fn ratio(table: &Value, name: &str) -> Fraction {
    table[name]
        .as_str()
        .map_or(Fraction::whole(1), Fraction::read)
}

fn table<'v>(document: &'v Value, name: &str) -> Option<&'v Value> {
    document.get(name).filter(|table| !table.is_null())
}

impl Terms {
    pub(crate) fn read(document: &Value) -> Self {
        let (tiers, orders) = (&document["tiers"], &document["orders"]);
        let qualifying = table(tiers, "qualifying");
        let qualifying = qualifying.map(|q| (whole(q, "points", 0), money(q, "per").unwrap()));
        let step = |step: &Value| Step::read(step, qualifying.is_some());
        let mut steps: Vec<Step> = list(tiers, "steps").iter().map(step).collect();
        written_out(list(tiers, "steps"), &mut steps);
        let zone = &document["zone"];
        let change = |change: &Value| {
            let at = civil::read(text(change, "at", ""));
            (at, whole(change, "offset_minutes", 0))
        };
        Self {
            version: document["version"].as_u64().unwrap(),
            from: civil::read(text(document, "effective_from", "")),
            zone: Zone {
                first: whole(zone, "offset_minutes", 0),
                changes: list(zone, "transitions").iter().map(change).collect(),
            },
            consents: list(&document["registration"], "consents").to_vec(),
            window: match text(tiers, "window", "rolling") {
                "calendar_year" => Window::Year,
                "anniversary" => Window::Anniversary,
                "lifetime" => Window::Lifetime,
                "rolling_months" => Window::Months(whole(tiers, "window_months", 0)),
                _ => Window::Days(whole(tiers, "window_days", 0)),
            },
            takes_more: text(tiers, "reached", "at_least") == "more_than",
            term_months: whole(tiers, "term_months", 0),
            downgrade: text(tiers, "downgrade", "recompute").to_owned(),
            grace_days: tiers["grace_days"].as_i64(),
            new_tier_earns: text(tiers, "lifting_order", "old_tier") == "new_tier",
            one_by_one: text(tiers, "climb", "skip") == "one_step",
            lifts_at_review: text(tiers, "upgrade", "at_once") == "at_review",
            floor: tiers["floor"].as_str().map(str::to_owned),
            steps,
            qualifying,
            by_hand: texts(tiers, "by_hand"),
            status_match: table(tiers, "status_match").cloned(),
            pay_within_minutes: whole(orders, "pay_within_minutes", 0),
            settle_after_days: whole(orders, "settle_after_days", 0),
            past_skew_minutes: whole(orders, "past_skew_minutes", 0),
            offline: table(orders, "offline").cloned(),
            tenders: list(orders, "tenders").to_vec(),
            earning: document["earning"].clone(),
            offset: table(document, "offset").map(Offset::read),
            validity: Validity::read(&document["validity"]),
            refunds: table(document, "refunds").map(Refunds::read),
            adjustments: table(document, "adjustments")
                .map(|table| (texts(table, "reasons"), whole(table, "alone_up_to", 0))),
            tasks: list(document, "tasks").to_vec(),
            facts: texts(document, "facts"),
            draws: list(&document["draws"], "list").to_vec(),
            offers: list(&document["mall"], "offers").to_vec(),
            transfers: table(document, "transfers").map(Transfers::read),
            household: table(document, "household").cloned(),
            bonus: document["registration"]["bonus"].clone(),
            referrals: table(document, "referrals").cloned(),
        }
    }

    pub(crate) fn place_of(&self, tier: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == tier)
    }

    /// Whether parts of a point are carried from order to order.
    pub(crate) fn carries(&self) -> bool {
        text(&self.earning, "remainders", "dropped") == "carried"
    }

    /// Whether any tier asks for what tasks give.
    pub(crate) fn counts_tasks(&self) -> bool {
        let ways = |step: &Step| {
            step.ways
                .iter()
                .chain(&step.stays)
                .flatten()
                .copied()
                .collect()
        };
        let all = self.steps.iter().flat_map(|step| -> Way { ways(step) });
        all.into_iter().any(|(what, _)| what == "activity_points")
    }
}

impl Step {
    /// Everything that one way to a tier asks for.
    pub(crate) fn way(way: &Value) -> Way {
        let number = |name: &str| way[name].as_i64();
        let asked = [
            ("spend_minor", money(way, "spend")),
            ("orders", number("orders")),
            ("points", number("points")),
            ("activity_points", number("activity_points")),
            ("credit", number("credit")),
            ("invitation", way["invitation"].as_bool().map(i64::from)),
        ];
        let asked = asked.into_iter();
        asked
            .filter_map(|(what, much)| Some((what, much?)))
            .collect()
    }

    fn read(step: &Value, by_points: bool) -> Self {
        let ways = |name: &str| list(step, name).iter().map(Self::way).collect::<Vec<_>>();
        let (mut enter, mut to_it) = (None, ways("enter_any"));
        if to_it.is_empty() {
            let (what, much) = if by_points {
                ("points", whole(step, "enter_points", 0))
            } else {
                ("spend_minor", money(step, "enter_spend").unwrap())
            };
            enter = Some(much);
            to_it = vec![vec![(what, much)]];
        }
        let stays = ways("retain_any");
        Self {
            id: text(step, "id", "").to_owned(),
            enter,
            stays: if stays.is_empty() {
                to_it.clone()
            } else {
                stays
            },
            ways: to_it,
            multiplier: ratio(step, "multiplier"),
            grants: Vec::new(),
        }
    }
}

impl Transfers {
    fn read(table: &Value) -> Self {
        Self {
            least: whole(table, "least", 1),
            most: [
                ("day", table["most_per_day"].as_i64()),
                ("month", table["most_per_month"].as_i64()),
            ],
            restarts: text(table, "validity", "keep") == "restart",
        }
    }
}

impl Offset {
    fn read(table: &Value) -> Self {
        Self {
            points: whole(table, "points", 0),
            worth: money(table, "worth").unwrap(),
            least: whole(table, "least_points", 0),
            step: whole(table, "step_points", 1),
            most: table["most_points"].as_i64(),
            share: ratio(table, "share"),
            least_cash: money(table, "least_cash").unwrap_or(0),
            eligible: table["eligible"].clone(),
            refuses: text(table, "over_ask", "take") == "refuse",
            reinstate_days: whole(table, "reinstate_days", 30),
        }
    }
}

impl Refunds {
    fn read(table: &Value) -> Self {
        let reason = |reason: &Value| Reason {
            id: text(reason, "id", "").to_owned(),
            within_days: whole(reason, "within_days", 0),
            review: flag(reason, "review", true),
            shipping: text(reason, "shipping", "when_all").to_owned(),
        };
        Self {
            reasons: list(table, "reasons").iter().map(reason).collect(),
            review_days: whole(table, "review_days", 3),
            approves_itself: text(table, "when_overdue", "wait") == "approve",
            tenders: text(table, "tenders", "pro_rata").to_owned(),
            between_tenders: text(table, "between_tenders", "pro_rata").to_owned(),
            first_expiring: text(table, "clawback_from", "own_lot") == "first_expiring",
            shortfall: text(table, "shortfall", "debt").to_owned(),
            undo_tier: text(table, "undo_tier", "at_review").to_owned(),
            charged_within: whole(&table["chargebacks"], "within_days", 0),
            reinstates_charged: text(&table["chargebacks"], "points", "reinstate") == "reinstate",
        }
    }

    /// Days after settlement for which a purchase is kept.
    pub(crate) fn longest_days(&self) -> i64 {
        self.reasons
            .iter()
            .map(|reason| reason.within_days)
            .chain([self.charged_within])
            .max()
            .unwrap()
    }
}
