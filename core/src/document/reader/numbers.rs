//! Fields that are numbers or flags: whole numbers, points, money, ratios.

use core::ops::RangeInclusive;

use super::Reader;
use super::schema::{pattern, schema_of, whole_schema, with};
use crate::document::{Value, decimal};
use crate::number::{Money, Points};
use crate::ratio::Ratio;
use crate::refusal::{Fact, Facts};

impl<const DESCRIBES: bool> Reader<'_, DESCRIBES> {
    fn integer(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
        default: Option<i64>,
        doc: &'static str,
    ) -> i64 {
        let (least, most) = (*range.start(), *range.end());
        let stand_in = default.unwrap_or(least);
        let schema = || {
            let schema = whole_schema(least, most);
            default.map_or(schema.clone(), |d| with(schema, "default", Value::Int(d)))
        };
        match self.field(name, default.is_none(), doc, schema) {
            Some(Value::Int(number)) if range.contains(number) => *number,
            Some(Value::Int(number)) => {
                let facts = Facts::default().with("found", Fact::Number(*number));
                let facts = facts.with("least", Fact::Number(least));
                self.finding_with(name, "out_of_range", facts.with("most", Fact::Number(most)));
                stand_in
            }
            Some(other) => {
                self.wrong_type(name, "integer", other);
                stand_in
            }
            None => stand_in,
        }
    }

    /// A whole number within a range.
    pub fn whole<T: Copy + Into<i64> + TryFrom<i64> + Default>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<T>,
        doc: &'static str,
    ) -> T {
        let range = (*range.start()).into()..=(*range.end()).into();
        T::try_from(self.integer(name, range, None, doc)).unwrap_or_default()
    }

    /// A whole number within a range, with a default.
    pub fn whole_or<T: Copy + Into<i64> + TryFrom<i64> + Default>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<T>,
        default: T,
        doc: &'static str,
    ) -> T {
        let range = (*range.start()).into()..=(*range.end()).into();
        T::try_from(self.integer(name, range, Some(default.into()), doc)).unwrap_or_default()
    }

    /// A whole number that must be there when wanted, and must not be there otherwise.
    pub fn whole_if<T: Copy + Into<i64> + TryFrom<i64> + Default>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<T>,
        wanted: bool,
        doc: &'static str,
    ) -> T {
        let range: RangeInclusive<i64> = (*range.start()).into()..=(*range.end()).into();
        if wanted && !DESCRIBES {
            return T::try_from(self.integer(name, range, None, doc)).unwrap_or_default();
        }
        self.unwanted(name, doc, || whole_schema(*range.start(), *range.end()));
        T::default()
    }

    fn unwanted(&mut self, name: &'static str, doc: &'static str, schema: impl FnOnce() -> Value) {
        if self.field(name, false, doc, schema).is_some() {
            self.finding(name, "not_here");
        }
    }

    /// A list of whole numbers within a range, each less than the one before; empty where absent.
    pub fn descending(
        &mut self,
        name: &'static str,
        range: RangeInclusive<u16>,
        most: usize,
        doc: &'static str,
    ) -> Vec<u16> {
        let schema = || {
            let number = whole_schema(i64::from(*range.start()), i64::from(*range.end()));
            let list = with(schema_of("array"), "items", number);
            let most = Value::Int(i64::try_from(most).unwrap_or(i64::MAX));
            let list = with(list, "maxItems", most);
            with(list, "default", Value::List(Vec::new()))
        };
        let items = match self.field(name, false, doc, schema) {
            Some(Value::List(items)) => items,
            Some(other) => {
                self.wrong_type(name, "array", other);
                return Vec::new();
            }
            None => return Vec::new(),
        };
        if items.len() > most {
            self.list_length(name, items.len(), 0, most);
        }
        let mut numbers = Vec::new();
        for (index, item) in items.iter().enumerate().take(most) {
            let number = match item {
                Value::Int(number) => u16::try_from(*number).ok(),
                _ => None,
            };
            match number.filter(|number| range.contains(number)) {
                None => {
                    let least = Fact::Number(i64::from(*range.start()));
                    let most = Fact::Number(i64::from(*range.end()));
                    let facts = Facts::default().with("least", least).with("most", most);
                    self.at_index_with(name, index, "not_days", facts);
                }
                Some(number) if numbers.last().is_some_and(|last| *last <= number) => {
                    self.at_index(name, index, "not_descending");
                }
                Some(number) => numbers.push(number),
            }
        }
        numbers
    }

    /// Points within a range.
    pub fn points(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
        doc: &'static str,
    ) -> Points {
        Points::new(self.integer(name, range, None, doc)).unwrap_or_default()
    }

    /// Points within a range, with a default.
    pub fn points_or(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
        default: i64,
        doc: &'static str,
    ) -> Points {
        Points::new(self.integer(name, range, Some(default), doc)).unwrap_or_default()
    }

    /// Points that must be there when wanted, and must not be there otherwise.
    pub fn points_if(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
        wanted: bool,
        doc: &'static str,
    ) -> Points {
        Points::new(self.whole_if(name, range, wanted, doc)).unwrap_or_default()
    }

    /// A truth value.
    pub fn flag(&mut self, name: &'static str, doc: &'static str) -> bool {
        match self.field(name, true, doc, || schema_of("boolean")) {
            Some(Value::Bool(flag)) => *flag,
            Some(other) => {
                self.wrong_type(name, "boolean", other);
                false
            }
            None => false,
        }
    }

    /// A truth value, with a default.
    pub fn flag_or(&mut self, name: &'static str, default: bool, doc: &'static str) -> bool {
        let schema = || with(schema_of("boolean"), "default", Value::Bool(default));
        match self.field(name, false, doc, schema) {
            Some(Value::Bool(flag)) => *flag,
            Some(other) => {
                self.wrong_type(name, "boolean", other);
                default
            }
            None => default,
        }
    }

    fn amount(&mut self, name: &'static str, required: bool, doc: &'static str) -> Option<Money> {
        let text = self.string(name, required, doc, || pattern("^[0-9]+(\\.[0-9]+)?$"))?;
        let digits = self.shared.minor_digits;
        self.parsed(name, text, "not_money", |text| decimal::money(text, digits))
    }

    /// Money: a decimal text such as `"1000.00"`.
    pub fn money(&mut self, name: &'static str, doc: &'static str) -> Money {
        self.amount(name, true, doc).unwrap_or_default()
    }

    /// Money, with a default.
    pub fn money_or(&mut self, name: &'static str, default: Money, doc: &'static str) -> Money {
        self.amount(name, false, doc).unwrap_or(default)
    }

    /// Money that must be there when wanted, and must not be there otherwise.
    pub fn money_if(&mut self, name: &'static str, wanted: bool, doc: &'static str) -> Money {
        if wanted && !DESCRIBES {
            return self.money(name, doc);
        }
        self.unwanted(name, doc, || pattern("^[0-9]+(\\.[0-9]+)?$"));
        Money::ZERO
    }

    fn fraction(&mut self, name: &'static str, required: bool, doc: &'static str) -> Option<Ratio> {
        let schema = || pattern("^[0-9]+(\\.[0-9]+)?$|^[0-9]+/[0-9]+$");
        let text = self.string(name, required, doc, schema)?;
        self.parsed(name, text, "not_a_ratio", decimal::ratio)
    }

    /// A ratio: a text such as `"1.5"` or `"3/2"`.
    pub fn ratio(&mut self, name: &'static str, doc: &'static str) -> Ratio {
        self.fraction(name, true, doc).unwrap_or(Ratio::ONE)
    }

    /// A ratio, with a default.
    pub fn ratio_or(&mut self, name: &'static str, default: Ratio, doc: &'static str) -> Ratio {
        self.fraction(name, false, doc).unwrap_or(default)
    }
}
