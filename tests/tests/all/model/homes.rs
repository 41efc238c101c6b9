//! What is asked of households in a history.

use serde_json::{Value, json};

use super::acts::{ids, listed};
use super::compare::{Both, MEMBERS, THIRD};
use super::history::{Chance, registering};

/// A member gets points of which something can be done.
pub(crate) fn gets(member: &str, points: i64) -> Value {
    json!({ "adjust_points": { "member": member, "adjustment": format!("a-{member}"),
        "points": points, "reason": "goodwill", "by": "clerk-1" } })
}

/// The first member forms a household, and the other joins it; both have some points. Maybe a third
/// one is there, who puts some in and does nothing else. The last of it stands first.
pub(crate) fn opening(with_third: bool) -> Vec<Value> {
    let [head, other] = MEMBERS;
    let invites = |invitee: &str| json!({ "invite_to_household": { "member": head, "household": "home", "invitee": invitee } });
    let joins =
        |member: &str| json!({ "join_household": { "member": member, "household": "home" } });
    let puts = json!({ "put_points": { "member": THIRD, "household": "home", "transfer": "g-third",
        "points": 40 } });
    let mut opening = vec![
        gets(head, 300),
        gets(other, 200),
        joins(other),
        invites(other),
    ];
    if with_third {
        let comes = [
            puts,
            gets(THIRD, 100),
            joins(THIRD),
            invites(THIRD),
            registering(THIRD),
        ];
        opening.splice(0..0, comes);
    }
    opening.push(json!({ "form_household": { "member": head, "household": "home" } }));
    opening
}

/// Where a member lives, and where the member may.
pub(crate) struct Home {
    /// The household that the member is in, as its members see it.
    own: Option<Value>,
    /// The one that the other is in, and whether the member is invited into it.
    of_other: Option<String>,
    is_invited: bool,
    member: String,
    other: String,
    available: i64,
    is_offered: bool,
}

impl Home {
    pub(crate) fn of(both: &Both, member: &str, now: i64, is_offered: bool) -> Self {
        let other = MEMBERS[usize::from(member == MEMBERS[0])];
        let lives_in = |member: &str| {
            let view = both.view(member, now);
            both.household(view["household"]["id"].as_str()?, now)
        };
        let invited = |home: &Value| listed(home, "invitations").any(|it| it["member"] == *member);
        let of_other = lives_in(other);
        Self {
            own: lives_in(member),
            is_invited: of_other.iter().any(invited),
            of_other: of_other.and_then(|it| it["household"].as_str().map(str::to_owned)),
            available: both.view(member, now)["available_points"]
                .as_i64()
                .unwrap_or(0),
            member: member.to_owned(),
            other: other.to_owned(),
            is_offered,
        }
    }

    fn is_head(&self) -> bool {
        let own = self.own.as_ref();
        own.is_some_and(|home| home["head"] == *self.member)
    }

    fn is_together(&self) -> bool {
        let own = self.own.as_ref();
        own.is_some_and(|home| listed(home, "members").count() > 1)
    }

    /// Whether the member, as no head, has points in the pool.
    fn has_part(&self) -> bool {
        let own = self.own.iter();
        let mut shares = own.flat_map(|home| listed(home, "members"));
        let is_own = |share: &&Value| share["member"] == *self.member;
        let own = shares.find(is_own);
        !self.is_head() && own.is_some_and(|share| share["points"].as_i64() > Some(0))
    }

    fn pool(&self) -> i64 {
        let own = self.own.as_ref();
        own.map_or(0, |home| home["points"].as_i64().unwrap())
    }

    /// What is asked: more often what there is something for, and so many times as often.
    pub(crate) fn weights(&self, times: usize) -> [(&'static str, usize); 7] {
        let when = |fits: bool, most: usize| match (self.is_offered, fits) {
            (false, _) => 0,
            (true, fits) => {
                if fits {
                    most
                } else {
                    1
                }
            }
        };
        let is_in = self.own.is_some();
        let invited = self.is_invited;
        [
            (
                "form",
                usize::from(!self.is_offered) + when(!is_in && !invited, 5),
            ),
            (
                "invite_home",
                when(self.is_head(), if self.is_together() { 4 } else { 14 }),
            ),
            (
                "join",
                when(invited, 24).max(when(!is_in && self.of_other.is_some(), 4)),
            ),
            ("leave", when(is_in, if self.has_part() { 6 } else { 3 })),
            // Needs no terms.
            (
                "hand_over",
                if self.is_head() && self.is_together() {
                    8
                } else {
                    usize::from(self.is_offered)
                },
            ),
            ("put", when(is_in && self.available > 0, 18 * times)),
            ("take_out", when(self.pool() > 0, 24 * times)),
        ]
    }

    /// One of the acts, about the member's household mostly.
    pub(crate) fn act(
        &self,
        chance: &mut Chance,
        act: &str,
        number: usize,
        known: &mut Vec<String>,
    ) -> (&'static str, Value) {
        let some = |chance: &mut Chance, fitting: Option<&str>| match fitting {
            Some(id) if !chance.one_in(12) => id.to_owned(),
            _ if known.is_empty() => "none".to_owned(),
            _ => known[chance.below(known.len())].clone(),
        };
        let own = self
            .own
            .as_ref()
            .and_then(|home| home["household"].as_str());
        let points = |chance: &mut Chance, there: i64| match chance.below(6) {
            0 => [-1, 0, 1, 4, 5, 10, 500][chance.below(7)],
            1 => there + i64::from(chance.one_in(2)),
            2..4 => chance.number(there.clamp(1, 30)) + 1,
            _ => chance.number(there.clamp(1, 600)) + 1,
        };
        let transfer = |chance: &mut Chance| {
            let number = if chance.one_in(20) {
                number / 2
            } else {
                number
            };
            format!("g-{number}")
        };
        match act {
            "form" => {
                let used = chance.one_in(8);
                let id = if used {
                    some(chance, None)
                } else {
                    format!("h-{number}-{}", self.member)
                };
                known.push(id.clone());
                ("form_household", json!({ "household": id }))
            }
            "invite_home" => {
                let other = self.other.as_str();
                let invitee =
                    chance.pick(&[other, other, other, other, THIRD, &self.member, "nobody"]);
                (
                    "invite_to_household",
                    json!({ "household": some(chance, own), "invitee": invitee }),
                )
            }
            "join" => {
                let into = self.of_other.as_deref();
                ("join_household", json!({ "household": some(chance, into) }))
            }
            "hand_over" => {
                let other = self.other.as_str();
                let to = chance.pick(&[other, other, other, &self.member, "nobody"]);
                (
                    "hand_over_household",
                    json!({ "household": some(chance, own), "to": to }),
                )
            }
            "put" => (
                "put_points",
                json!({ "household": some(chance, own), "transfer": transfer(chance),
                    "points": points(chance, self.available) }),
            ),
            "take_out" => (
                "take_points",
                json!({ "household": some(chance, own), "transfer": transfer(chance),
                    "points": points(chance, self.pool()) }),
            ),
            _ => {
                let lives_here = self.own.iter().flat_map(|home| listed(home, "members"));
                let mut rest = ids(lives_here, "member");
                rest.retain(|member| *member != self.member && self.is_head());
                let with = match chance.below(8) {
                    0 => json!([self.other]),
                    1 => json!([]),
                    2 => json!([&self.other, "nobody"]),
                    _ => json!(rest),
                };
                (
                    "leave_household",
                    json!({ "household": some(chance, own), "with": with }),
                )
            }
        }
    }
}
