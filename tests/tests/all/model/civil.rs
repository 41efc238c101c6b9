//! Civil time, counted out year by year and month by month, and zones as lists of changes.

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A civil date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of_year(year: i64) -> i64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1 January 1970.
pub(crate) fn number(date: Date) -> i64 {
    let years: i64 = (1970..date.year).map(days_of_year).sum();
    let before: i64 = (date.year..1970).map(days_of_year).sum();
    let months: i64 = (1..date.month).map(|m| days_of_month(date.year, m)).sum();
    years - before + months + date.day - 1
}

pub(crate) fn date(number: i64) -> Date {
    let (mut year, mut left) = (1970, number);
    while left < 0 {
        year -= 1;
        left += days_of_year(year);
    }
    while left >= days_of_year(year) {
        left -= days_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while left >= days_of_month(year, month) {
        left -= days_of_month(year, month);
        month += 1;
    }
    let day = left + 1;
    Date { year, month, day }
}

fn day_of(year: i64, month: i64, day: i64) -> i64 {
    number(Date { year, month, day })
}

pub(crate) fn first_of_month(day: i64) -> i64 {
    let Date { year, month, .. } = date(day);
    day_of(year, month, 1)
}

pub(crate) fn first_of_year(day: i64) -> i64 {
    day_of(date(day).year, 1, 1)
}

pub(crate) fn last_of_month(day: i64) -> i64 {
    let Date { year, month, .. } = date(day);
    day_of(year, month, days_of_month(year, month))
}

pub(crate) fn last_of_quarter(day: i64) -> i64 {
    let Date { year, month, .. } = date(day);
    let last = (month + 2) / 3 * 3;
    day_of(year, last, days_of_month(year, last))
}

pub(crate) fn last_of_year(day: i64) -> i64 {
    day_of(date(day).year, 12, 31)
}

/// 1 January 1970 was a Thursday; Monday is 0.
pub(crate) fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// So many months later, or earlier, on the last day of a month that is too short.
pub(crate) fn plus_months(day: i64, months: i64) -> i64 {
    let Date { year, month, day } = date(day);
    let (mut year, mut month) = (year, month + months);
    while month > 12 {
        month -= 12;
        year += 1;
    }
    while month < 1 {
        month += 12;
        year -= 1;
    }
    day_of(year, month, day.min(days_of_month(year, month)))
}

/// The last day of the first month of this name, 1 to 12, that does not end before a day.
pub(crate) fn last_of_named_month(day: i64, named: i64) -> i64 {
    let Date { year, month, .. } = date(day);
    let year = if month > named { year + 1 } else { year };
    day_of(year, named, days_of_month(year, named))
}

/// The first day of the period of a kind that a day is in; none where it is no period of days.
pub(crate) fn first_of(kind: &str, day: i64) -> Option<i64> {
    match kind {
        "day" => Some(day),
        "week" => Some(day - weekday(day)),
        "month" => Some(first_of_month(day)),
        "year" => Some(first_of_year(day)),
        "lifetime" => Some(0),
        _ => None,
    }
}

/// The date of a text such as `2028-02-29`.
pub(crate) fn read_day(text: &str) -> i64 {
    let part = |range: core::ops::Range<usize>| text[range].parse().unwrap();
    day_of(part(0..4), part(5..7), part(8..10))
}

/// The milliseconds of an RFC 3339 text.
pub(crate) fn read(text: &str) -> i64 {
    let part = |range: core::ops::Range<usize>| text[range].parse::<i64>().unwrap();
    let time = (part(11..13) * 60 + part(14..16)) * MINUTE + part(17..19) * 1_000;
    let mut rest = &text[19..];
    let mut ms = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        let three: String = format!("{}000", &fraction[..digits]);
        ms = three[..3].parse().unwrap();
        rest = &fraction[digits..];
    }
    let ahead = match rest {
        "Z" | "z" => 0,
        zone => {
            let minutes =
                zone[1..3].parse::<i64>().unwrap() * 60 + zone[4..6].parse::<i64>().unwrap();
            if zone.starts_with('-') {
                -minutes
            } else {
                minutes
            }
        }
    };
    read_day(text) * DAY + time + ms - ahead * MINUTE
}

/// The RFC 3339 text of a moment, in UTC.
pub(crate) fn write(at: i64) -> String {
    let Date { year, month, day } = date(at.div_euclid(DAY));
    let of_day = at.rem_euclid(DAY);
    let (hours, minutes) = (of_day / (60 * MINUTE), of_day / MINUTE % 60);
    let (seconds, ms) = (of_day / 1_000 % 60, of_day % 1_000);
    let whole = format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}");
    match ms {
        0 => format!("{whole}Z"),
        ms => format!("{whole}.{ms:03}Z"),
    }
}

/// Civil time: minutes ahead of UTC, and when that changed.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    pub(crate) first: i64,
    pub(crate) changes: Vec<(i64, i64)>,
}

impl Zone {
    fn ahead(&self, at: i64) -> i64 {
        let begun = self.changes.iter().take_while(|(from, _)| *from <= at);
        begun.last().map_or(self.first, |(_, minutes)| *minutes) * MINUTE
    }

    /// The date, and the milliseconds since its midnight.
    pub(crate) fn civil(&self, at: i64) -> (i64, i64) {
        let local = at + self.ahead(at);
        (local.div_euclid(DAY), local.rem_euclid(DAY))
    }

    pub(crate) fn day(&self, at: i64) -> i64 {
        self.civil(at).0
    }

    /// When a civil time comes: for the first time where it comes twice, and when the clocks have
    /// just gone forward where they leave it out.
    pub(crate) fn moment(&self, day: i64, of_day: i64) -> i64 {
        let local = day * DAY + of_day;
        let near = local - 2 * DAY..local + 2 * DAY;
        let changes = self.changes.iter().filter(|(at, _)| near.contains(at));
        let times = changes.clone().map(|(_, minutes)| local - minutes * MINUTE);
        let times = times.chain([local - self.ahead(near.start)]);
        let shows = |at: &i64| at + self.ahead(*at) == local;
        let skips = |at: &&(i64, i64)| {
            at.0 + self.ahead(at.0 - 1) <= local && local < at.0 + self.ahead(at.0)
        };
        let left_out = changes.clone().find(skips).map(|(at, _)| *at);
        times.filter(shows).min().or(left_out).unwrap()
    }

    pub(crate) fn start_of(&self, day: i64) -> i64 {
        self.moment(day, 0)
    }
}

#[test]
fn dates_and_texts_go_both_ways() {
    for day in [-1, 0, 58, 59, 365, 11_016, 19_782, 19_783, 50_000] {
        assert_eq!(number(date(day)), day);
    }
    for text in ["2024-02-29T23:59:59.001Z", "2023-12-31T00:00:00Z"] {
        assert_eq!(write(read(text)), text);
    }
    assert_eq!(
        write(read("2024-03-01T01:30:00.25+02:00")),
        "2024-02-29T23:30:00.250Z"
    );
    assert_eq!(
        plus_months(read_day("2024-01-31"), 13),
        read_day("2025-02-28")
    );
    assert_eq!(
        plus_months(read_day("2024-03-31"), -13),
        read_day("2023-02-28")
    );
    let march = |day: &str| last_of_named_month(read_day(day), 3);
    assert_eq!(march("2024-03-31"), read_day("2024-03-31"));
    assert_eq!(march("2024-04-01"), read_day("2025-03-31"));
    assert_eq!(weekday(read_day("2024-02-26")), 0);
}

#[test]
fn clocks_go_forward_and_back() {
    let changes = ["2024-03-31T01:00:00Z", "2024-10-27T01:00:00Z"].map(read);
    let zone = Zone {
        first: 60,
        changes: vec![(changes[0], 120), (changes[1], 60)],
    };
    let at = |day: &str, hours: i64, minutes: i64| {
        write(zone.moment(read_day(day), (hours * 60 + minutes) * MINUTE))
    };
    assert_eq!(at("2024-03-31", 2, 30), "2024-03-31T01:00:00Z");
    assert_eq!(at("2024-03-31", 3, 0), "2024-03-31T01:00:00Z");
    assert_eq!(at("2024-10-27", 2, 30), "2024-10-27T00:30:00Z");
    assert_eq!(at("2024-10-27", 3, 0), "2024-10-27T02:00:00Z");
}
