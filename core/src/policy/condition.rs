//! Conditions: when a rule or an activity acts on an order at all. Clauses 6.1.1a and 6.1.1b.

use serde::Serialize;

use crate::cart::Cart;
use crate::document::Reader;
use crate::id::{Brand, Channel, RuleId, TierId};
use crate::limits::{MAX_CONDITION_DEPTH, MAX_CONDITIONS, MAX_FACTS, MAX_SCOPE_ENTRIES, MAX_TIERS};
use crate::moment::Day;
use crate::number::Money;
use crate::wire::{Wire, Writer, names, record};

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

names!(Weekday {
    0: Mon,
    1: Tue,
    2: Wed,
    3: Thu,
    4: Fri,
    5: Sat,
    6: Sun
});

/// The days of the week by their words, Monday first.
const WEEK: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// What an order must be. Everything that is said must hold; what is not said asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct When {
    /// All of these hold.
    pub all: Vec<Within>,
    /// At least one of these holds, if there are any.
    pub any: Vec<Within>,
    /// None of these holds.
    pub not: Vec<Within>,
    /// The order earns by one of these tiers.
    pub tiers: Vec<TierId>,
    /// What is paid for the goods after points is at least so much, in minor units.
    pub amount_at_least_minor: Option<Money>,
    /// What is paid for the goods after points is less than so much, in minor units.
    pub amount_below_minor: Option<Money>,
    /// It is one of these days of the week, in the policy's zone.
    pub weekdays: Vec<Weekday>,
    /// It is this day or a later one, in the policy's zone.
    pub from_day: Option<Day>,
    /// It is this day or an earlier one, in the policy's zone.
    pub through_day: Option<Day>,
    /// The member has paid no order yet, and has no other open; or, where false, has.
    pub first_purchase: Option<bool>,
    /// The order came through one of these channels.
    pub channels: Vec<Channel>,
    /// A line of the order is of one of these brands.
    pub brands: Vec<Brand>,
    /// It is the member's birthday, as the cart states; or, where false, that is not stated.
    pub birthday: Option<bool>,
    /// It is at most so many days from an anniversary of registration, in the policy's zone.
    pub anniversary_days: Option<u16>,
    /// The cart states one of these facts about the member.
    pub facts: Vec<RuleId>,
}

record!(When {
    0: all,
    1: any,
    2: not,
    3: tiers,
    4: amount_at_least_minor,
    5: amount_below_minor,
    6: weekdays,
    7: from_day,
    8: through_day,
    9: first_purchase,
    10: channels,
    11: brands,
    12: birthday,
    13: anniversary_days,
    14: facts
});

/// A condition within another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Within(pub When);

impl Wire for Within {
    fn write(&self, w: &mut Writer) {
        self.0.write(w);
    }

    fn read(r: &mut crate::wire::Reader<'_>) -> Self {
        Self(r.deeper(MAX_CONDITION_DEPTH - 1, When::read))
    }
}

#[cfg(not(target_family = "wasm"))]
impl crate::wire::grammar::Described for Within {
    fn describe(g: &mut crate::wire::grammar::Grammar) -> alloc::string::String {
        <When as crate::wire::grammar::Described>::describe(g)
    }
}

/// What conditions look at.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// The tier that the order earns by.
    pub tier: &'a TierId,
    /// What is paid for the goods after points.
    pub amount: Money,
    /// The day, in the policy's zone.
    pub day: Day,
    /// Whether the member has paid no order yet, and has no other open.
    pub first_purchase: bool,
    /// The day on which the member joined, in the policy's zone.
    pub joined: Day,
    /// The order.
    pub cart: &'a Cart,
}

impl When {
    /// What keeps it from holding, by its word; nothing where it holds.
    #[must_use]
    pub fn unmet(&self, on: &Occasion<'_>) -> Option<&'static str> {
        let lists = |tiers: &[TierId]| tiers.is_empty() || tiers.contains(on.tier);
        let comes_by = |channel: &Channel| self.channels.contains(channel);
        let is_of = |brand: &Brand| self.brands.contains(brand);
        let mut brands = on.cart.lines.iter().filter_map(|line| line.brand.as_ref());
        let weekday = WEEK[on.day.weekday()].1;
        let parts = [
            (lists(&self.tiers), "tiers"),
            (
                self.amount_at_least_minor.is_none_or(|a| on.amount >= a)
                    && self.amount_below_minor.is_none_or(|a| on.amount < a),
                "amount",
            ),
            (
                self.weekdays.is_empty() || self.weekdays.contains(&weekday),
                "weekdays",
            ),
            (
                self.from_day.is_none_or(|day| on.day >= day)
                    && self.through_day.is_none_or(|day| on.day <= day),
                "days",
            ),
            (
                self.first_purchase
                    .is_none_or(|first| first == on.first_purchase),
                "first_purchase",
            ),
            (
                self.channels.is_empty() || on.cart.channel.as_ref().is_some_and(comes_by),
                "channels",
            ),
            (self.brands.is_empty() || brands.any(is_of), "brands"),
            (
                self.birthday.is_none_or(|is| is == on.cart.is_birthday()),
                "birthday",
            ),
            (
                self.anniversary_days
                    .is_none_or(|days| on.day.is_near_anniversary(on.joined, days)),
                "anniversary",
            ),
            (
                self.facts.is_empty() || self.facts.iter().any(|it| on.cart.facts.contains(it)),
                "facts",
            ),
        ];
        if let Some((_, word)) = parts.into_iter().find(|(holds, _)| !holds) {
            return Some(word);
        }
        let holds = |within: &Within| within.0.unmet(on).is_none();
        if let Some(word) = self.all.iter().find_map(|within| within.0.unmet(on)) {
            return Some(word);
        }
        if !self.any.is_empty() && !self.any.iter().any(holds) {
            return Some("any");
        }
        self.not.iter().any(holds).then_some("not")
    }

    /// How many conditions it is, those within it among them.
    fn count(&self) -> usize {
        let within = self.all.iter().chain(&self.any).chain(&self.not);
        within.fold(1, |sum, within| sum.saturating_add(within.0.count()))
    }

    /// Reads the condition of a rule or an activity, if it has one.
    pub(super) fn of<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>) -> Option<Self> {
        r.optional("when", |r| {
            let when = r.table("when", "when it acts; always where absent", |r| {
                Self::read_at(r, 1)
            });
            if when.count() > MAX_CONDITIONS {
                let facts = crate::refusal::Facts::default().with("most", MAX_CONDITIONS);
                r.finding_with("when", "too_many_conditions", facts);
            }
            when
        })
    }

    fn read_at<const DESCRIBES: bool>(r: &mut Reader<'_, DESCRIBES>, depth: usize) -> Self {
        let mut within = |name: &'static str, doc: &'static str| {
            // A document as a whole nests no deeper than its own limit.
            let read = |r: &mut Reader<'_, DESCRIBES>| Within(Self::read_at(r, depth + 1));
            r.list_like(name, MAX_CONDITIONS, doc, LIKE, read)
        };
        let all = within("all", "all of these hold");
        let any = within("any", "at least one of these holds");
        let not = within("not", "none of these holds");
        let when = Self {
            all,
            any,
            not,
            tiers: r.ids("tiers", MAX_TIERS, "it earns by one of these", TierId::new),
            amount_at_least_minor: r.optional("amount_at_least", |r| {
                r.money("amount_at_least", "so much is paid for goods after points")
            }),
            amount_below_minor: r.optional("amount_below", |r| {
                r.money("amount_below", "less is paid for goods after points")
            }),
            weekdays: r.words("weekdays", &WEEK, "not_a_weekday", "days of the week"),
            from_day: r.optional("from_day", |r| r.day("from_day", "the first day")),
            through_day: r.optional("through_day", |r| r.day("through_day", "the last day")),
            first_purchase: r.optional("first_purchase", |r| {
                r.flag(
                    "first_purchase",
                    "whether no other order was paid or is open",
                )
            }),
            channels: r.ids(
                "channels",
                MAX_SCOPE_ENTRIES,
                "it came through one of these",
                Channel::new,
            ),
            brands: r.ids(
                "brands",
                MAX_SCOPE_ENTRIES,
                "a line is of one of these",
                Brand::new,
            ),
            birthday: r.optional("birthday", |r| {
                r.flag(
                    "birthday",
                    "whether it is stated to be the member's birthday",
                )
            }),
            anniversary_days: r.optional("anniversary_days", |r| {
                let doc = "at most so many days from an anniversary of registration";
                r.whole("anniversary_days", 0..=60, doc)
            }),
            facts: r.ids(
                "facts",
                MAX_FACTS,
                "one of these is stated of the member",
                RuleId::new,
            ),
        };
        if depth == MAX_CONDITION_DEPTH + 1 {
            r.finding("", "nested_too_deep");
        }
        if r.is_empty() {
            r.finding("", "condition_empty");
        }
        if when
            .through_day
            .is_some_and(|last| when.from_day > Some(last))
        {
            r.finding("through_day", "days_end_before_they_begin");
        }
        if let (Some(least), Some(below)) = (when.amount_at_least_minor, when.amount_below_minor)
            && least >= below
        {
            r.finding("amount_below", "amounts_leave_nothing");
        }
        when
    }
}

/// Where the schema of a condition stands: what is within it is like it.
const LIKE: &str = "#/properties/earning/properties/rules/items/properties/when";
