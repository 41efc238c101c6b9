//! What was loaded, by handle: the handle is the place, counted from 1.

use super::{Failure, Status};

/// What is held by handle.
#[derive(Debug)]
pub(super) struct Held<T>(Vec<Option<T>>);

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Held<T> {
    /// Holds something under the lowest handle that is free, if there is room.
    pub(super) fn keep(&mut self, held: T, most: usize) -> Result<u32, Failure> {
        let free = self.0.iter().position(Option::is_none);
        let place = free.unwrap_or(self.0.len());
        if place >= most {
            let message = format!("{most} handles are in use; free one first");
            return Err(Failure::new(Status::Limit, message));
        }
        match self.0.get_mut(place) {
            Some(free) => *free = Some(held),
            None => self.0.push(Some(held)),
        }
        Ok(u32::try_from(place + 1).unwrap_or_default())
    }

    fn place(handle: u32) -> usize {
        usize::try_from(handle).unwrap_or_default().wrapping_sub(1)
    }

    pub(super) fn by(&self, handle: u32) -> Result<&T, Failure> {
        let held = self.0.get(Self::place(handle));
        held.and_then(Option::as_ref)
            .ok_or_else(|| Failure::unknown(handle))
    }

    pub(super) fn free(&mut self, handle: u32) -> Result<(), Failure> {
        let held = self.0.get_mut(Self::place(handle));
        let freed = held.and_then(Option::take);
        freed.map(drop).ok_or_else(|| Failure::unknown(handle))
    }
}
