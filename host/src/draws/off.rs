//! Draws that came to nothing: their points go back to whoever entered, without being asked for.
//! Clause 6.2.1c.
//!
//! A member may take them back at once. For all others the host does it, long before their entries
//! are forgotten. Late or twice, the numbers are the same: who has them back already is refused.

use std::collections::BTreeSet;

use tiercel_core::command::Command;
use tiercel_core::draw::state::DrawStep;
use tiercel_core::event::Event;
use tiercel_core::id::{MemberId, RuleId};
use tiercel_core::moment::Moment;

use super::published;
use crate::desk::TOGETHER;
use crate::http::Site;
use crate::policies::Policies;
use crate::reading::{ReadError, Reader};

/// Draws that need not be looked at again: they were drawn, or all points went back.
pub(crate) type Settled = BTreeSet<RuleId>;

/// A draw that is over.
#[derive(Debug)]
enum Over {
    /// It was drawn.
    Drawn(RuleId),
    /// It came to nothing; who had entered.
    Off(RuleId, BTreeSet<MemberId>),
}

impl Reader {
    /// The draws that are over at a moment and not yet settled.
    fn over(
        &mut self,
        policies: &Policies,
        settled: &Settled,
        now: Moment,
    ) -> Result<Vec<Over>, ReadError> {
        let mut over = Vec::new();
        for terms in published(policies) {
            if settled.contains(&terms.id) {
                continue;
            }
            let state = self.draw_state(&terms.id, policies.digest, now)?;
            match state.map(|state| state.step) {
                Some(DrawStep::Revealed { .. }) => over.push(Over::Drawn(terms.id)),
                Some(DrawStep::Cancelled | DrawStep::Failed) => {
                    let entrants = self.entrants(&terms.id)?;
                    over.push(Over::Off(terms.id, entrants));
                }
                Some(DrawStep::Open | DrawStep::Closed { .. }) | None => {}
            }
        }
        Ok(over)
    }

    /// Who entered a draw.
    fn entrants(&mut self, draw: &RuleId) -> Result<BTreeSet<MemberId>, ReadError> {
        let mut all = BTreeSet::new();
        self.each_event(draw, |event| {
            if let Event::DrawEntryAdded { member, .. } = event {
                all.insert(member.clone());
            }
        })?;
        Ok(all)
    }
}

/// Gives back what is to be given back by now.
pub(crate) async fn give_back(site: &Site, settled: &mut Settled) {
    let (policies, now) = (site.desk.policies(), (site.clock)());
    if published(&policies)
        .iter()
        .all(|draw| settled.contains(&draw.id))
    {
        return;
    }
    let (known, by) = (settled.clone(), policies.clone());
    let over = site
        .reading
        .read(policies, move |reader| reader.over(&by, &known, now));
    let over = match over.await {
        Ok(over) => over,
        Err(error) => return tracing::warn!(%error, "draws could not be looked at"),
    };
    for draw in over {
        let (id, is_done) = match draw {
            Over::Drawn(id) => (id, true),
            Over::Off(id, members) => {
                let is_done = to_all(site, &id, members.into_iter().collect()).await;
                (id, is_done)
            }
        };
        if is_done {
            settled.insert(id);
        }
    }
}

/// Gives the points of a draw back to these; whether each of them has them now.
async fn to_all(site: &Site, draw: &RuleId, members: Vec<MemberId>) -> bool {
    let mut failed = 0;
    for members in members.chunks(TOGETHER) {
        let returns = members.iter().map(|member| Command::ReturnDrawPoints {
            member: member.clone(),
            draw: draw.clone(),
        });
        let answers = site.desk.decide_together(returns).await;
        // Who is refused took them back, or it is too late.
        failed += answers.iter().filter(|answer| answer.is_err()).count();
    }
    if failed > 0 {
        tracing::warn!(failed, %draw, "points of a draw that came to nothing could not be given back yet");
    }
    failed == 0
}
