//! How long points are valid: some lengths, what each runs from, and what a later version says of
//! points that are there already.

use serde_json::Value;

use super::civil::{self, Zone};
use super::member::{Lot, Member};
use super::terms::{Terms, flag_is, list, text, texts, whole};

/// One length, and where it ends.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    /// How many of which unit; none where points live for ever.
    length: Option<(i64, String)>,
    period_end: String,
    end_month: i64,
    by_activity: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Validity {
    spans: Vec<Span>,
    /// The last of the lengths ends it, not the first.
    later: bool,
    through_day: bool,
    pub(crate) from_activation: bool,
    activity: Vec<String>,
    transition: String,
}

impl Span {
    fn read(table: &Value) -> Self {
        let length = table["length"].as_object().map(|length| {
            let (unit, many) = length.iter().next().unwrap();
            (many.as_i64().unwrap(), unit.clone())
        });
        Self {
            length,
            period_end: text(table, "period_end", "none").to_owned(),
            end_month: whole(table, "end_month", 12),
            by_activity: flag_is(table, "runs_from", "activity"),
        }
    }

    /// The day and the time of day at which it is over.
    fn over(&self, zone: &Zone, from: i64) -> Option<(i64, i64)> {
        let (many, unit) = self.length.as_ref()?;
        let (first, time) = zone.civil(from);
        let last = match unit.as_str() {
            "days" => first + many,
            "months" => civil::plus_months(first, *many),
            _ => civil::plus_months(first, many * 12),
        };
        Some(match self.period_end.as_str() {
            "none" => (last, time),
            "day" => (last, 0),
            "month" => (civil::last_of_month(last), 0),
            "quarter" => (civil::last_of_quarter(last), 0),
            "named_month" => (civil::last_of_named_month(last, self.end_month), 0),
            _ => (civil::last_of_year(last), 0),
        })
    }
}

impl Validity {
    pub(crate) fn read(table: &Value) -> Self {
        let further = list(table, "further").iter().map(Span::read);
        Self {
            spans: std::iter::once(Span::read(table)).chain(further).collect(),
            later: flag_is(table, "together", "later"),
            through_day: flag_is(table, "boundary", "through_day"),
            from_activation: flag_is(table, "start", "activation"),
            activity: texts(table, "activity"),
            transition: text(table, "transition", "keep").to_owned(),
        }
    }
}

impl Member {
    /// When points are gone whose validity by a version began at a moment, as everything stands.
    pub(crate) fn ends(&self, terms: &Terms, from: i64) -> Option<i64> {
        let validity = &terms.validity;
        let counts = |(kind, _): &&(&str, i64)| validity.activity.iter().any(|it| it == kind);
        let active = self.active.iter().filter(counts).map(|(_, at)| *at).max();
        let mut ends = Vec::new();
        for span in &validity.spans {
            let runs_from = match active.filter(|_| span.by_activity) {
                Some(active) => active.max(from),
                None => from,
            };
            ends.push(span.over(&terms.zone, runs_from).map(|(last, time)| {
                if validity.through_day {
                    terms.zone.start_of(last + 1)
                } else {
                    terms.zone.moment(last, time)
                }
            }));
        }
        // What never ends is later than whatever does.
        let never = i64::MAX;
        let ends = ends.into_iter().map(|end| end.unwrap_or(never));
        let end = if validity.later {
            ends.max()
        } else {
            ends.min()
        };
        end.filter(|end| *end != never)
    }

    /// The same, with what the later versions that took effect say of it.
    pub(crate) fn ends_by_now(&self, version: u64, from: i64) -> Option<i64> {
        let mut end = self.ends(self.version(version), from);
        let later = version + 1..=self.moved_by;
        for terms in self.terms.iter().filter(|it| later.contains(&it.version)) {
            let anew = self.ends(terms, from);
            match terms.validity.transition.as_str() {
                "recompute" => end = anew.map(|anew| anew.max(terms.from)),
                "later_of_both" => end = end.zip(anew).map(|(end, anew)| end.max(anew)),
                _ => {}
            }
        }
        end
    }

    /// The same for what is recorded late: whatever was over when a version took effect is over.
    pub(crate) fn ends_in_time(&self, version: u64, from: i64) -> Option<i64> {
        let mut then = self.clone();
        let is_in_force = |terms: &&Terms| terms.from <= from;
        let in_force = self.terms.iter().filter(is_in_force);
        then.moved_by = in_force.map(|terms| terms.version).max().unwrap_or(version);
        let mut end = then.ends_by_now(version, from);
        for terms in self.terms.iter() {
            let took_effect_since = terms.from > from && terms.version <= self.moved_by;
            if took_effect_since && end.is_none_or(|end| end >= terms.from) {
                then.moved_by = terms.version;
                end = then.ends_by_now(version, from);
            }
        }
        end
    }

    /// What the member did may move the end of whatever is not over yet.
    pub(crate) fn was_active(&mut self, kind: &'static str, at: i64, now: i64) {
        self.active.push((kind, at));
        self.move_ends(now + 1);
    }

    /// The end of every lot that does not end before a moment is as it is by now.
    pub(crate) fn move_ends(&mut self, before: i64) {
        for place in 0..self.lots.len() {
            let lot = &self.lots[place];
            let waits = lot.begins_by.is_some() && lot.pending.is_some();
            let is_over = lot.expires.is_some_and(|end| end < before);
            if let Some((version, from)) = lot.valid.filter(|_| !waits && !is_over) {
                self.lots[place].expires = self.ends_by_now(version, from);
            }
        }
    }
}

impl Lot {
    /// As so much of this lot that lives on by another's word.
    pub(crate) fn settled(&self, points: i64, expires: Option<i64>) -> Self {
        Self {
            moves: vec![points],
            expired: 0,
            earned_at: self.earned_at,
            expires,
            pending: None,
            begins_by: None,
            valid: None,
        }
    }
}
