//! The most that single rules and activities give: of an order, and over time.

use serde_json::Value;

use super::fraction::Fraction;
use super::terms::{list, text, texts, whole};

/// So many points, for some rules or activities together.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    /// The cap that counts over time, if it is one.
    pub(crate) cap: Option<String>,
    of: Vec<String>,
    pub(crate) room: Fraction,
    /// Whether more than that is refused as a whole.
    pub(crate) refuses: bool,
    pub(crate) asked: Fraction,
    pub(crate) gave: Fraction,
}

impl Bound {
    pub(crate) fn is_of(&self, one: &Value) -> bool {
        self.of.iter().any(|id| one["id"].as_str() == Some(id))
    }

    pub(crate) fn leave_out(&mut self, one: &Value) {
        self.of.retain(|id| one["id"].as_str() != Some(id));
    }

    pub(crate) fn is_passed(&self) -> bool {
        self.asked.is_above(self.room)
    }
}

/// What those that act state of themselves, then the caps that name them.
pub(crate) fn bounds(
    earning: &Value,
    acting: &[&Value],
    named: &str,
    rooms: &[(String, i64)],
) -> Vec<Bound> {
    let bound = |cap, of, room, over: &Value| Bound {
        cap,
        of,
        room: Fraction::whole(room),
        refuses: text(over, "over", "take") == "refuse",
        asked: Fraction::whole(0),
        gave: Fraction::whole(0),
    };
    let own = acting.iter().filter(|one| one["most"].is_object());
    let own = own.map(|one| {
        let most = &one["most"];
        let id = text(one, "id", "").to_owned();
        bound(None, vec![id], whole(most, "points", 0), most)
    });
    let caps = list(earning, "caps").iter();
    let caps = caps.filter(|cap| !list(cap, named).is_empty()).map(|cap| {
        let id = text(cap, "id", "");
        let room = rooms.iter().find(|(of, _)| of == id);
        let room = room.map_or(whole(cap, "points", 0), |(_, room)| *room);
        let counts = text(cap, "period", "") != "order";
        bound(counts.then(|| id.to_owned()), texts(cap, named), room, cap)
    });
    own.chain(caps).collect()
}

/// Whether a cap is for single rules or activities.
pub(crate) fn names_some(cap: &Value) -> bool {
    !list(cap, "rules").is_empty() || !list(cap, "activities").is_empty()
}

/// What an order takes of the caps that count over time: a part of a point takes a whole one.
pub(crate) fn taken(bounds: &[Bound]) -> Vec<(String, i64)> {
    let caps = bounds.iter();
    caps.filter_map(|bound| Some((bound.cap.clone()?, bound.gave.round("ceil"))))
        .collect()
}
