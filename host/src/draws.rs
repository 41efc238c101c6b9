//! Draws as anybody may see them: terms, how they stand, and the proof of each entry.

mod off;

use serde::Serialize;
use tiercel_core::command::Command;
use tiercel_core::draw::merkle::PathBuilder;
use tiercel_core::draw::proof::DrawProof;
use tiercel_core::draw::state::{DrawState, DrawStep};
use tiercel_core::event::Event;
use tiercel_core::id::{Digest, EntryId, MemberId, RuleId};
use tiercel_core::moment::Moment;
use tiercel_core::policy::Draw;
use tiercel_core::refusal::Code;
use tiercel_core::state::State;
use tiercel_core::stream::StreamId;
use tiercel_core::wire::decode;

use crate::chain::Entry;
use crate::module::Refused;
use crate::policies::Policies;
use crate::reading::{ReadError, Reader};

pub(crate) use off::{Settled, give_back};

/// A published draw, and how it stands.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// The draw.
    pub id: RuleId,
    /// Its terms, as they were first published: they never change.
    pub terms: Draw,
    /// How it stands; absent while it is not opened.
    pub state: Option<DrawState>,
}

/// Where an entry stands among all, from 0, and whose it is.
type Found = (u32, MemberId);

/// Rows of the log that are read at once.
const ROWS: usize = 500;
/// Leaves that the module takes at once.
const LEAVES: usize = 10_000;

/// The terms of every draw that any version publishes, oldest first, each once.
fn published(policies: &Policies) -> Vec<Draw> {
    let mut all: Vec<Draw> = Vec::new();
    let versions = policies.published.iter();
    for draws in versions.filter_map(|published| published.policy.draws.as_ref()) {
        for draw in &draws.list {
            if all.iter().all(|known| known.id != draw.id) {
                all.push(draw.clone());
            }
        }
    }
    all
}

impl Reader {
    /// Every published draw at a moment.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn draws(&mut self, policies: &Policies, now: Moment) -> Result<Vec<Shown>, ReadError> {
        let all = published(policies).into_iter();
        all.map(|terms| self.shown(terms, policies.digest, now))
            .collect()
    }

    /// A draw at a moment; none where no version publishes it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn draw(
        &mut self,
        draw: &RuleId,
        policies: &Policies,
        now: Moment,
    ) -> Result<Option<Shown>, ReadError> {
        let mut all = published(policies).into_iter();
        let terms = all.find(|terms| terms.id == *draw);
        terms
            .map(|terms| self.shown(terms, policies.digest, now))
            .transpose()
    }

    fn shown(&mut self, terms: Draw, policies: Digest, now: Moment) -> Result<Shown, ReadError> {
        Ok(Shown {
            id: terms.id.clone(),
            state: self.draw_state(&terms.id, policies, now)?,
            terms,
        })
    }

    /// How a draw stands at a moment, everything that fell due by then carried out; none where it
    /// was not opened.
    fn draw_state(
        &mut self,
        draw: &RuleId,
        policies: Digest,
        now: Moment,
    ) -> Result<Option<DrawState>, ReadError> {
        let stream = StreamId::Draw(draw.clone());
        let command = Command::TickStream { stream };
        let ticked = match self.would_decide(command, policies, now) {
            Err(ReadError::Refused(Refused::ByRules(why)))
                if why.refusal.code == Code::StreamUnknown =>
            {
                return Ok(None);
            }
            ticked => ticked?,
        };
        let mut states = ticked.appended.into_iter().map(|appended| appended.state);
        Ok(states.find_map(|state| match state {
            State::Draw(state) => Some(state),
            _ => None,
        }))
    }

    /// The proof of an entry: before the draw closes for the entries so far, before it is revealed
    /// without the seed. None where the draw has no such entry.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn draw_proof(
        &mut self,
        shown: Shown,
        entry: &EntryId,
    ) -> Result<Option<DrawProof>, ReadError> {
        let Some(state) = shown.state else {
            return Ok(None);
        };
        let (leaves, found) = self.leaves(&shown.id, entry)?;
        let Some((index, member)) = found else {
            return Ok(None);
        };
        let mut climb = PathBuilder::of(index);
        let mut path = Vec::new();
        for leaves in leaves.chunks(LEAVES) {
            let went = self.rules().draw_path(climb, leaves.to_vec())?;
            (climb, path) = (went.climb, went.path);
        }
        let (root, seed, beacon) = match &state.step {
            DrawStep::Revealed { root, seed, beacon } => (*root, Some(*seed), beacon.clone()),
            DrawStep::Closed { root } => (*root, None, None),
            DrawStep::Open | DrawStep::Cancelled | DrawStep::Failed => {
                (state.tree.root(), None, None)
            }
        };
        Ok(Some(DrawProof {
            draw: shown.id,
            prizes: shown.terms.published(),
            commitment: state.commitment,
            root,
            count: state.tree.count,
            seed,
            beacon,
            redrawn: state.redrawn(),
            entry: entry.clone(),
            member,
            index,
            path,
        }))
    }

    /// The leaves of a draw in order, and where one of its entries stands and whose it is.
    fn leaves(
        &mut self,
        draw: &RuleId,
        entry: &EntryId,
    ) -> Result<(Vec<Digest>, Option<Found>), ReadError> {
        let (mut leaves, mut found) = (Vec::new(), None);
        self.each_event(draw, |event| {
            let Event::DrawEntryAdded {
                entry: id,
                member,
                index,
                leaf,
                ..
            } = event
            else {
                return;
            };
            leaves.push(*leaf);
            if id == entry {
                found = Some((*index, member.clone()));
            }
        })?;
        leaves.reverse();
        Ok((leaves, found))
    }

    /// Tells every event of a draw's log, the latest first.
    fn each_event(&mut self, draw: &RuleId, mut tell: impl FnMut(&Event)) -> Result<(), ReadError> {
        let name = StreamId::Draw(draw.clone()).name();
        let mut before = u64::MAX >> 1;
        loop {
            let rows = self.store().stream_log(&name, before, ROWS)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            before = last.from;
            for row in rows {
                let read: Entry =
                    decode(&row.entry).map_err(|error| ReadError::Unreadable(error.to_string()))?;
                read.events.iter().rev().for_each(&mut tell);
            }
        }
    }
}
