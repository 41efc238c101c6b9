//! All published versions of a policy, each with its interval. The moment of an act picks the
//! version that governs it (10.1).

use super::Policy;
use crate::id::{Digest, RuleId};
use crate::limits::MAX_POLICY_VERSIONS;
use crate::moment::Moment;

/// Versions that follow one another without gap or overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicySet(Vec<(Digest, Policy)>);

/// Why versions make no set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// More versions than one set may hold.
    #[error("more than {MAX_POLICY_VERSIONS} versions")]
    TooMany,
    /// A version has no tier, so that no member could hold one: no checked policy is like that.
    #[error("version {version} has no tiers")]
    NoTiers {
        /// The version.
        version: u32,
    },
    /// A version is missing, or stands twice.
    #[error("version {found} follows version {last}: a gap or an overlap")]
    NotConsecutive {
        /// The version before.
        last: u32,
        /// The version found behind it.
        found: u32,
    },
    /// A version takes effect no later than the one before it.
    #[error("version {version} takes effect no later than the version before it")]
    NotLater {
        /// The version.
        version: u32,
    },
    /// A version belongs to another policy, or counts another money.
    #[error("version {version} has another policy id or currency than the version before it")]
    NotSamePolicy {
        /// The version.
        version: u32,
    },
}

impl PolicySet {
    /// The set of these versions, oldest first.
    ///
    /// # Errors
    /// [`SetError`] when they do not follow one another.
    pub fn new(versions: Vec<(Digest, Policy)>) -> Result<Self, SetError> {
        if versions.len() > MAX_POLICY_VERSIONS {
            return Err(SetError::TooMany);
        }
        if let Some((_, policy)) = versions.iter().find(|(_, p)| p.tiers.steps.is_empty()) {
            return Err(SetError::NoTiers {
                version: policy.version,
            });
        }
        for pair in versions.windows(2) {
            let (before, after) = (&pair[0].1, &pair[1].1);
            let version = after.version;
            if before.version.checked_add(1) != Some(version) {
                return Err(SetError::NotConsecutive {
                    last: before.version,
                    found: version,
                });
            }
            if after.effective_from <= before.effective_from {
                return Err(SetError::NotLater { version });
            }
            if after.id != before.id || after.currency != before.currency {
                return Err(SetError::NotSamePolicy { version });
            }
        }
        Ok(Self(versions))
    }

    /// The version in force at a moment; none before the first.
    #[must_use]
    pub fn at(&self, moment: Moment) -> Option<&Policy> {
        let later = self
            .0
            .partition_point(|(_, policy)| policy.effective_from <= moment);
        self.0.get(later.checked_sub(1)?).map(|(_, policy)| policy)
    }

    /// The version in force at a moment and every later one, each with the moments from and until
    /// which it is in force; the last has no end.
    pub(crate) fn from(
        &self,
        moment: Moment,
    ) -> impl Iterator<Item = (&Policy, Moment, Option<Moment>)> {
        let later = self
            .0
            .partition_point(|(_, policy)| policy.effective_from <= moment);
        let first = later.saturating_sub(1);
        self.0.iter().enumerate().skip(first).map(|(place, known)| {
            let next = self.0.get(place + 1);
            let until = next.map(|(_, policy)| policy.effective_from);
            (&known.1, known.1.effective_from, until)
        })
    }

    /// The versions that take effect after a moment.
    pub(crate) fn ahead(&self, moment: Moment) -> impl Iterator<Item = &Policy> {
        let later = self
            .0
            .partition_point(|(_, policy)| policy.effective_from <= moment);
        self.0.iter().skip(later).map(|(_, policy)| policy)
    }

    /// The versions after one that are in force by a moment, or were.
    pub(crate) fn later(&self, version: u32, at: Moment) -> impl Iterator<Item = &Policy> {
        let after = self
            .0
            .partition_point(|(_, known)| known.version <= version);
        let later = self.0.iter().skip(after).map(|(_, policy)| policy);
        later.take_while(move |policy| policy.effective_from <= at)
    }

    /// Whether anything ever moves the expiry of a lot.
    pub(crate) fn moves_expiries(&self) -> bool {
        let moves = |policy: &Policy| {
            policy.validity.transition.is_some() || policy.validity.goes_by_activity()
        };
        self.0.iter().any(|(_, policy)| moves(policy))
    }

    /// A version by its number.
    #[must_use]
    pub fn version(&self, version: u32) -> Option<&Policy> {
        let first = self.0.first()?.1.version;
        self.0
            .get(usize::try_from(version.checked_sub(first)?).ok()?)
            .map(|(_, policy)| policy)
    }

    /// A version by its digest.
    #[must_use]
    pub fn by_digest(&self, digest: &Digest) -> Option<&Policy> {
        self.0
            .iter()
            .find(|(known, _)| known == digest)
            .map(|(_, policy)| policy)
    }

    /// The budgets for all members of activities that were in force at some moment of a span.
    pub(crate) fn shared_budgets(
        &self,
        since: Moment,
        through: Moment,
    ) -> impl Iterator<Item = &RuleId> {
        let versions = self.from(since);
        let versions = versions.take_while(move |(_, from, _)| *from <= through);
        let activities = versions.flat_map(|(policy, _, _)| &policy.earning.activities);
        let on = activities.filter(move |it| it.from <= through && since < it.until);
        let shared = on.filter(|it| it.budget.is_some_and(|budget| budget.points.is_some()));
        shared.map(|it| &it.id)
    }

    /// Whether an order may still take of an activity's budget, under any version.
    pub(crate) fn may_take_of(&self, activity: &RuleId, now: Moment) -> bool {
        self.0.iter().any(|(_, policy)| {
            let skew = policy.orders.past_skew_minutes;
            let mut activities = policy.earning.activities.iter();
            let found = activities.find(|known| known.id == *activity);
            found.is_some_and(|known| now <= known.until.plus_minutes(skew))
        })
    }

    /// The longest time that an order waits for its payment under any version, from the moment on
    /// which it is said to have been placed, in minutes.
    pub(crate) fn open_minutes(&self) -> u32 {
        let versions = self.0.iter().map(|(_, policy)| &policy.orders);
        let longest = versions.map(|orders| {
            let waits = orders.pay_within_minutes;
            waits.saturating_add(orders.past_skew_minutes)
        });
        longest.max().unwrap_or_default()
    }

    /// The longest time for which what was counted is needed under any version, in days: what is
    /// older counts nowhere.
    #[must_use]
    pub fn kept_days(&self) -> u16 {
        self.0
            .iter()
            .map(|(_, policy)| {
                let window = policy.tiers.window;
                let claims = policy.orders.offline.as_ref();
                // A purchase counts in its own year, however late it is claimed and reviewed, as long
                // as that is in time.
                let late = claims.filter(|_| window.is_yearly());
                let late = late.map_or(0, |terms| {
                    terms.claim_within_days.saturating_add(terms.review_days)
                });
                // An act that is recorded late looks at the window of its own moment.
                let skew = policy.orders.past_skew_minutes.div_ceil(24 * 60);
                let late = late.saturating_add(u16::try_from(skew).unwrap_or(u16::MAX));
                policy.tiers.kept_days().saturating_add(late)
            })
            .max()
            .unwrap_or_default()
    }
}
