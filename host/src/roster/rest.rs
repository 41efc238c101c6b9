//! Cells of what a member brings along besides points, tier and days: read, and written.

use tiercel_core::id::{Category, RedemptionId, RuleId, TierId};
use tiercel_core::import::{CountOf, ImportedCount, ImportedRest};
use tiercel_core::number::{Money, Points};
use tiercel_core::policy::{CapPeriod, TakesOff};
use tiercel_core::ratio::Ratio;
use tiercel_core::remainder::Remainder;
use tiercel_core::state::{Invitation, Trial};
use tiercel_core::voucher::Voucher;

use super::reading::Cells;
use super::writing::or_empty;
use super::{COLUMNS, COUNTED, OF_COUNT, OF_VOUCHER, RowError, YES_NO};

/// The periods that something may count in.
const PERIODS: [CapPeriod; 5] = [
    CapPeriod::Day,
    CapPeriod::Week,
    CapPeriod::Month,
    CapPeriod::Year,
    CapPeriod::Lifetime,
];

/// Two numbers, such as `1/3`.
fn terms<T: std::str::FromStr>(cell: &str) -> Option<(T, T)> {
    let (num, den) = cell.split_once('/')?;
    Some((num.parse().ok()?, den.parse().ok()?))
}

fn yes(cell: &str) -> Option<bool> {
    let place = YES_NO.iter().position(|word| *word == cell)?;
    Some(place == 0)
}

impl Cells<'_> {
    /// What the columns of the member itself say of it; nothing where they are all empty.
    pub(super) fn rest_of_member(&self) -> Result<Option<ImportedRest>, RowError> {
        let remainder = self.read("remainder", "not_terms", |cell| {
            let (num, den) = terms(cell)?;
            Remainder::of_terms(num, den)
        })?;
        let below_floor = self.read("below_floor", "not_yes", yes)?;
        let rest = ImportedRest {
            remainder,
            invitation: self.invitation()?,
            trial: self.trial()?,
            without_floor: below_floor.filter(|is_below| *is_below),
            ..ImportedRest::default()
        };
        Ok((rest != ImportedRest::default()).then_some(rest))
    }

    fn tier_in(&self, column: &str) -> Result<Option<TierId>, RowError> {
        self.read(column, "not_an_id", |cell| TierId::new(cell).ok())
    }

    fn invitation(&self) -> Result<Option<Invitation>, RowError> {
        if !self.has_any(&["invited_to", "invited_until"]) {
            return Ok(None);
        }
        Ok(Some(Invitation {
            tier: self.needed("invited_to", self.tier_in("invited_to")?)?,
            until: self.needed("invited_until", self.moment("invited_until")?)?,
        }))
    }

    fn trial(&self) -> Result<Option<Trial>, RowError> {
        let columns = ["trial_tier", "trial_version", "trial_since", "trial_until"];
        if !self.has_any(&columns) {
            return Ok(None);
        }
        Ok(Some(Trial {
            tier: self.needed("trial_tier", self.tier_in("trial_tier")?)?,
            policy_version: self.needed("trial_version", self.count("trial_version")?)?,
            since: self.needed("trial_since", self.moment("trial_since")?)?,
            until: self.needed("trial_until", self.moment("trial_until")?)?,
        }))
    }

    pub(super) fn voucher(&self) -> Result<Option<Voucher>, RowError> {
        if !self.has_any(&COLUMNS[OF_VOUCHER]) {
            return Ok(None);
        }
        let id = self.read("voucher", "not_an_id", |cell| RedemptionId::new(cell).ok())?;
        let money = |column| {
            self.read(column, "not_whole", |cell| {
                Money::new(cell.parse().ok()?).ok()
            })
        };
        let share = self.read("voucher_share", "not_terms", |cell| {
            let (num, den) = terms(cell)?;
            Ratio::new(num, den).ok()
        })?;
        let takes_off = match (money("voucher_amount_minor")?, share) {
            (amount, None) => TakesOff::Amount(self.needed("voucher_amount_minor", amount)?),
            (None, Some(share)) => TakesOff::Share(share),
            (Some(_), Some(share)) => {
                let found = format!("{}/{}", share.num(), share.den());
                return Err(self.wrong("voucher_share", "amount_and_share", &found));
            }
        };
        let categories = self.read("voucher_categories", "not_an_id", |cell| {
            let each = cell.split(';').map(|one| Category::new(one.trim()).ok());
            each.collect::<Option<Vec<_>>>()
        })?;
        let days = self.read("voucher_revive_days", "not_whole", |cell| cell.parse().ok())?;
        let with_points = self.read("voucher_with_points", "not_yes", yes)?;
        Ok(Some(Voucher {
            id: self.needed("voucher", id)?,
            takes_off,
            least_minor: money("voucher_least_minor")?.unwrap_or_default(),
            only_categories: categories.unwrap_or_default(),
            with_points: with_points.unwrap_or(true),
            expires_at: self.needed("voucher_expires_at", self.moment("voucher_expires_at")?)?,
            held_for: None,
            revive_days: days,
        }))
    }

    pub(super) fn counted(&self) -> Result<Option<ImportedCount>, RowError> {
        if !self.has_any(&COLUMNS[OF_COUNT]) {
            return Ok(None);
        }
        let id = || {
            let id = self.read("count_id", "not_an_id", |cell| RuleId::new(cell).ok())?;
            self.needed("count_id", id)
        };
        let place = self.read("count_of", "not_counted", |cell| {
            COUNTED.iter().position(|word| *word == cell)
        })?;
        let of = match self.needed("count_of", place)? {
            0 => CountOf::Earning,
            1 => CountOf::Cap(id()?),
            2 => CountOf::Benefit(id()?),
            3 => CountOf::Offer(id()?),
            4 => CountOf::Gifts,
            5 => CountOf::Activity(id()?),
            _ => CountOf::Referrals,
        };
        let period = self.read("count_period", "not_a_period", |cell| {
            PERIODS.into_iter().find(|period| period.word() == cell)
        })?;
        Ok(Some(ImportedCount {
            of,
            period,
            since: self.needed("count_since", self.day("count_since")?)?,
            count: self.needed("count", self.points("count")?)?,
        }))
    }
}

/// The cells of the member itself.
pub(super) fn rest_of_member(rest: &ImportedRest) -> [String; 8] {
    let remainder = rest.remainder.map(|remainder| {
        let (num, den) = remainder.terms();
        format!("{num}/{den}")
    });
    let (invited, trial) = (rest.invitation.as_ref(), rest.trial.as_ref());
    [
        remainder.unwrap_or_default(),
        or_empty(invited.map(|it| &it.tier)),
        or_empty(invited.map(|it| it.until)),
        or_empty(trial.map(|it| &it.tier)),
        or_empty(trial.map(|it| it.policy_version)),
        or_empty(trial.map(|it| it.since)),
        or_empty(trial.map(|it| it.until)),
        or_empty(rest.without_floor.map(|_| YES_NO[0])),
    ]
}

/// The cells of a voucher.
pub(super) fn of_voucher(voucher: &Voucher) -> [String; 8] {
    let (amount, share) = match voucher.takes_off {
        TakesOff::Amount(amount) => (amount.value().to_string(), String::new()),
        TakesOff::Share(share) => (String::new(), format!("{}/{}", share.num(), share.den())),
    };
    let categories = voucher.only_categories.iter().map(Category::as_str);
    [
        voucher.id.to_string(),
        amount,
        share,
        voucher.least_minor.value().to_string(),
        categories.collect::<Vec<_>>().join(";"),
        YES_NO[usize::from(!voucher.with_points)].to_owned(),
        voucher.expires_at.to_string(),
        or_empty(voucher.revive_days),
    ]
}

/// The cells of a count.
pub(super) fn of_count(counted: &ImportedCount) -> [String; 5] {
    let (place, id) = match &counted.of {
        CountOf::Earning => (0, None),
        CountOf::Cap(id) => (1, Some(id)),
        CountOf::Benefit(id) => (2, Some(id)),
        CountOf::Offer(id) => (3, Some(id)),
        CountOf::Gifts => (4, None),
        CountOf::Activity(id) => (5, Some(id)),
        CountOf::Referrals => (6, None),
    };
    [
        COUNTED[place].to_owned(),
        or_empty(id),
        or_empty(counted.period.map(CapPeriod::word)),
        counted.since.to_string(),
        Points::value(counted.count).to_string(),
    ]
}
