//! Clause 6.2.2: households. A head forms one and invites others into it; whoever joined may leave
//! again, and with its head everybody leaves.

use serde_json::{Value, json};

use super::civil::{DAY, write};
use super::member::Member;
use super::pool::Pooled;
use super::terms::{Terms, flag_is, text, texts, whole};

#[derive(Clone, Debug)]
pub(crate) struct Household {
    pub(crate) head: String,
    /// Its members in the order in which they joined, each since when.
    pub(crate) members: Vec<(String, i64)>,
    /// Who is invited, each until when.
    invitations: Vec<(String, i64)>,
    pub(crate) pool: Vec<Pooled>,
    dissolved: Option<i64>,
}

impl Household {
    pub(crate) fn has(&self, member: &str) -> bool {
        self.members.iter().any(|(known, _)| known == member)
    }

    fn is_full(&self, offered: &Value) -> bool {
        i64::try_from(self.members.len()).unwrap() >= whole(offered, "most_members", 5)
    }

    /// The head makes another member the head; what is in the pool stays whose it is.
    fn hand_over(&mut self, by: &str, to: &str) -> Result<(), u16> {
        if self.head != by {
            return Err(6423);
        }
        if to == by {
            return Err(6430);
        }
        if !self.has(to) {
            return Err(6412);
        }
        to.clone_into(&mut self.head);
        Ok(())
    }

    /// The household as its members see it at a moment.
    pub(crate) fn shown(&self, now: i64) -> Value {
        let invited = self.invitations.iter().filter(|(_, until)| now < *until);
        let mut invited: Vec<_> = invited.collect();
        invited.sort_by_key(|(_, until)| *until);
        let invited = invited
            .into_iter()
            .map(|(member, until)| json!({ "member": member, "lapses_at": write(*until) }));
        let members = self.members.iter().map(|(member, since)| {
            json!({ "member": member, "since": write(*since),
                "points": self.points_of(Some(member), now) })
        });
        json!({
            "head": self.head,
            "members": members.collect::<Vec<_>>(),
            "invitations": invited.collect::<Vec<_>>(),
            "points": self.points_of(None, now),
            "lots": self.lots_shown(now),
            "dissolved_at": self.dissolved.map(write),
        })
    }
}

impl Member {
    /// One of the acts about a household. Whoever leaves or hands over needs no terms for it.
    pub(crate) fn keep_house(
        &mut self,
        act: &str,
        command: &Value,
        home: &mut Option<Household>,
        others: &mut [Self],
        now: i64,
    ) -> Result<(), u16> {
        let terms = self.in_force(now)?.clone();
        let id = text(command, "household", "");
        let offered = terms.household.clone().unwrap_or_default();
        let needs_terms = !["leave_household", "hand_over_household"].contains(&act);
        if needs_terms && terms.household.is_none() {
            return Err(6410);
        }
        if act == "form_household" {
            self.may_be_in_one(&offered, now)?;
            if home.is_some() {
                return Err(6422);
            }
            *home = Some(Household {
                head: self.id.clone(),
                members: vec![(self.id.clone(), now)],
                invitations: Vec::new(),
                pool: Vec::new(),
                dissolved: None,
            });
            self.home = Some((id.to_owned(), now));
            self.at(now);
            return Ok(());
        }
        let stands = home.as_mut().filter(|home| home.dissolved.is_none());
        let home = stands.ok_or(6411_u16)?;
        if act == "join_household" {
            return self.join(&offered, (id, home), now);
        }
        if !home.has(&self.id) {
            return Err(6412);
        }
        match act {
            "invite_to_household" => {
                let invitee = text(command, "invitee", "");
                let is_known = others.iter().any(|other| other.id == invitee);
                self.invite_home(&offered, home, (invitee, is_known), now)
            }
            "hand_over_household" => home.hand_over(&self.id, text(command, "to", "")),
            "put_points" => self.put_in(&terms, &offered, home, command, now),
            "take_points" => self.take_out(&terms, &offered, home, command, now),
            _ => self.leave(&terms, home, (command, others), now),
        }
    }

    /// Whoever is in a household, or left one too lately, can be in no other.
    fn may_be_in_one(&self, offered: &Value, now: i64) -> Result<(), u16> {
        if self.home.is_some() {
            return Err(6420);
        }
        let days = whole(offered, "wait_days", 30);
        match self.left_home {
            Some(left) if now < left + days * DAY => Err(6421),
            _ => Ok(()),
        }
    }

    /// Whoever is invited again has the days anew.
    fn invite_home(
        &mut self,
        offered: &Value,
        home: &mut Household,
        (invitee, is_known): (&str, bool),
        now: i64,
    ) -> Result<(), u16> {
        if home.head != self.id {
            return Err(6423);
        }
        if home.has(invitee) {
            return Err(6425);
        }
        if !is_known {
            return Err(6424);
        }
        if home.is_full(offered) {
            return Err(6426);
        }
        home.invitations.retain(|(member, _)| member != invitee);
        let until = now + whole(offered, "invite_days", 7) * DAY;
        home.invitations.push((invitee.to_owned(), until));
        Ok(())
    }

    fn join(
        &mut self,
        offered: &Value,
        (id, home): (&str, &mut Household),
        now: i64,
    ) -> Result<(), u16> {
        self.may_be_in_one(offered, now)?;
        if home.is_full(offered) {
            return Err(6426);
        }
        let invited = home.invitations.iter();
        let mut invited = invited.filter(|(member, _)| *member == self.id);
        if invited.all(|(_, until)| *until <= now) {
            return Err(6428);
        }
        home.invitations.retain(|(member, _)| *member != self.id);
        home.members.push((self.id.clone(), now));
        self.home = Some((id.to_owned(), now));
        self.at(now);
        Ok(())
    }

    /// Where the head leaves, all leave and must be named, and what anybody put in goes back.
    /// What another one put in goes back too, or stays and is the head's.
    fn leave(
        &mut self,
        terms: &Terms,
        home: &mut Household,
        (command, others): (&Value, &mut [Self]),
        now: i64,
    ) -> Result<(), u16> {
        let is_head = home.head == self.id;
        let rest = home.members.iter().filter(|(known, _)| *known != self.id);
        let mut rest: Vec<String> = rest.map(|(member, _)| member.clone()).collect();
        rest.retain(|_| is_head);
        rest.sort();
        let mut named = texts(command, "with");
        named.sort();
        if named != rest {
            return Err(6429);
        }
        let offered = terms.household.as_ref();
        let stays = offered.is_some_and(|it| flag_is(it, "on_leaving", "stay"));
        if stays && !is_head {
            home.stays_with_head(&self.id);
        } else {
            self.has_back(home, now);
        }
        for other in others.iter_mut().filter(|other| rest.contains(&other.id)) {
            other.has_back(home, now);
            other.has_left(home, now);
        }
        self.has_left(home, now);
        if is_head {
            home.invitations.clear();
            home.dissolved = Some(now);
        }
        Ok(())
    }

    fn has_left(&mut self, home: &mut Household, now: i64) {
        home.members.retain(|(member, _)| *member != self.id);
        self.home = None;
        self.left_home = Some(now);
        self.at(now);
    }
}
