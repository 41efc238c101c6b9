//! Clause 6.2.1c: a member's entries into draws: what they cost, what they win, and what comes back
//! of a draw that comes to nothing.

use serde_json::Value;

use super::civil::read;
use super::draws::{Draw, Step};
use super::member::{Member, Part};
use super::terms::{list, text, texts, whole};

/// An entry into a draw.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) draw: String,
    pub(crate) id: String,
    /// Its place among all entries of the draw.
    pub(crate) index: usize,
    pub(crate) parts: Vec<Part>,
    pub(crate) day: i64,
    pub(crate) over: i64,
    /// Whether its points are back, or no prize can be accepted any more.
    pub(crate) gone: bool,
}

/// The most entries of one member that are not over.
const MOST: usize = 64;

impl Member {
    /// Entries that are not over, of one draw.
    fn entries_of(&self, draw: &str) -> impl Iterator<Item = &Entry> {
        let entries = self.entries.iter();
        entries.filter(move |entry| entry.draw == draw && !entry.gone)
    }

    pub(crate) fn enter_draw(
        &mut self,
        command: &Value,
        draw: &mut Draw,
        now: i64,
    ) -> Result<(), u16> {
        let (name, id) = (text(command, "draw", ""), text(command, "entry", ""));
        match draw.step {
            Step::Open => {}
            Step::Closed | Step::Revealed => return Err(6273),
            Step::Cancelled | Step::Failed => return Err(6272),
        }
        let terms = draw.terms.clone();
        if now < read(text(&terms, "from", "")) {
            return Err(6274);
        }
        let tiers = texts(&terms, "tiers");
        if !tiers.is_empty() {
            let in_force = self.in_force(now)?;
            let held = self.held(in_force, &self.counts(in_force, now));
            if !tiers.contains(&in_force.steps[held].id) {
                return Err(6275);
            }
        }
        if self.entries_of(name).any(|entry| entry.id == id) {
            return Err(6276);
        }
        let most = |most: &str| usize::try_from(whole(&terms, most, i64::MAX)).unwrap();
        if self.entries_of(name).count() >= most("per_member") {
            return Err(6277);
        }
        let day = self.version(draw.version).zone.day(now);
        let that_day = self.entries_of(name).filter(|entry| entry.day == day);
        if that_day.count() >= most("per_day") {
            return Err(6278);
        }
        if draw.entries >= most("most_entries") {
            return Err(6279);
        }
        if self.entries.iter().filter(|entry| !entry.gone).count() >= MOST {
            return Err(6280);
        }
        let points = whole(&terms, "points", 0);
        if points > self.available(now) {
            return Err(6281);
        }
        self.claim("entry", &format!("{name}/{id}"), 6276)?;
        let parts = self.take(points, now);
        self.entries.push(Entry {
            draw: name.to_owned(),
            id: id.to_owned(),
            index: draw.entries,
            parts,
            day,
            over: draw.over(),
            gone: false,
        });
        draw.entries += 1;
        self.at(now);
        Ok(())
    }

    /// The win of an entry that nobody has taken or lost yet, by its number; `places` are the entries
    /// that won, in the order of drawing.
    fn win(&self, command: &Value, draw: &Draw, places: &[usize]) -> Result<usize, u16> {
        let mut mine = self.entries_of(text(command, "draw", ""));
        let mine = mine.find(|entry| entry.id == text(command, "entry", ""));
        let index = mine.ok_or(6286_u16)?.index;
        match draw.step {
            Step::Open | Step::Closed => return Err(6287),
            Step::Cancelled | Step::Failed => return Err(6272),
            Step::Revealed => {}
        }
        let mut wins = draw.wins.iter().zip(places).enumerate();
        let found = wins.find(|(_, (_, place))| **place == index);
        let (number, (win, _)) = found.ok_or(6288_u16)?;
        match win.fate {
            None => Ok(number),
            Some("accepted") => Err(6289),
            Some("refused") => Err(6290),
            Some(_) => Err(6291),
        }
    }

    /// What a winner says of a prize ends the win, whose number this is.
    fn answer(
        &mut self,
        command: &Value,
        (draw, places): (&mut Draw, &[usize]),
        fate: &'static str,
        now: i64,
    ) -> Result<usize, u16> {
        let number = self.win(command, draw, places)?;
        draw.end(number, fate, now);
        self.at(now);
        Ok(number)
    }

    /// A prize is the winner's; one of points can be used at once.
    pub(crate) fn accept_prize(
        &mut self,
        command: &Value,
        (draw, places): (&mut Draw, &[usize]),
        now: i64,
    ) -> Result<(), u16> {
        let number = self.answer(command, (draw, places), "accepted", now)?;
        let mut prizes = list(&draw.terms, "prizes").iter();
        let prize = prizes.find(|prize| prize["id"] == *draw.wins[number].prize);
        if let Some(points) = prize.unwrap()["points"].as_i64() {
            let version = self.in_force(now)?.version;
            self.was_active("earning", now, now);
            self.new_lot(version, points, None, (now, now));
        }
        Ok(())
    }

    pub(crate) fn refuse_prize(
        &mut self,
        command: &Value,
        of: (&mut Draw, &[usize]),
        now: i64,
    ) -> Result<(), u16> {
        self.answer(command, of, "refused", now).map(|_| ())
    }

    /// The points of a draw that came to nothing go back, entry by entry; those of a lot that is over
    /// live some days more, if the draw's version says so.
    pub(crate) fn return_entries(
        &mut self,
        command: &Value,
        draw: &Draw,
        now: i64,
    ) -> Result<(), u16> {
        let name = text(command, "draw", "");
        if self.entries_of(name).next().is_none() {
            return Err(6286);
        }
        if !matches!(draw.step, Step::Cancelled | Step::Failed) {
            return Err(6292);
        }
        self.at(now);
        for place in 0..self.entries.len() {
            let entry = self.entries[place].clone();
            if entry.draw == name && !entry.gone {
                self.entries[place].gone = true;
                self.put_back(&entry.parts, draw.version, now);
                self.repay();
            }
        }
        Ok(())
    }
}
