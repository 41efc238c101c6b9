//! Streams: the units that are loaded, decided on and appended to together.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use smol_str::{SmolStr, format_smolstr};

use crate::command::Command;
use crate::id::MemberId;
use crate::wire::{Reader, Wire, Writer, record};

/// The name of a stream: `member:ID`, or `programme` for what all members share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamId {
    /// The published versions and the active module.
    Programme,
    /// One member.
    Member(MemberId),
}

/// A text names no stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stream is `programme` or `member:` and an id")]
pub struct NotAStream;

impl StreamId {
    /// The name as a text.
    #[must_use]
    pub fn name(&self) -> SmolStr {
        match self {
            Self::Programme => SmolStr::new_static("programme"),
            Self::Member(member) => format_smolstr!("member:{member}"),
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// [`NotAStream`] when the text is none.
    pub fn parse(text: &str) -> Result<Self, NotAStream> {
        match text.split_once(':') {
            None if text == "programme" => Ok(Self::Programme),
            Some(("member", id)) => MemberId::new(id).map(Self::Member).map_err(|_| NotAStream),
            _ => Err(NotAStream),
        }
    }
}

impl Serialize for StreamId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl<'de> Deserialize<'de> for StreamId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&SmolStr::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Wire for StreamId {
    fn write(&self, w: &mut Writer) {
        w.text(&self.name());
    }

    fn read(r: &mut Reader<'_>) -> Self {
        let at = r.at();
        Self::parse(r.text()).unwrap_or_else(|_| {
            r.fail(at, "a stream is `programme` or `member:` and an id");
            Self::Programme
        })
    }
}

/// The streams that a command needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Touches {
    /// Only read; their versions are checked when the decision is appended.
    pub reads: Vec<StreamId>,
    /// Read and appended to.
    pub writes: Vec<StreamId>,
}

record!(Touches {
    0: reads,
    1: writes
});

/// Which streams a command touches.
#[must_use]
pub fn touches(command: &Command) -> Touches {
    let stream = command
        .member()
        .map_or(StreamId::Programme, |m| StreamId::Member(m.clone()));
    Touches {
        reads: Vec::new(),
        writes: vec![stream],
    }
}
