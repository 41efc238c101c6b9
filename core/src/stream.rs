//! Streams: the units that are loaded, decided on and appended to together.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use smol_str::{SmolStr, format_smolstr};

use crate::command::Command;
use crate::id::MemberId;

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

impl<C> Encode<C> for StreamId {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.str(&self.name())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for StreamId {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let at = d.position();
        Self::parse(d.str()?).map_err(|_| decode::Error::message("no such stream").at(at))
    }
}

/// The streams that a command needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[cbor(map)]
pub struct Touches {
    /// Only read; their versions are checked when the decision is appended.
    #[n(0)]
    pub reads: Vec<StreamId>,
    /// Read and appended to.
    #[n(1)]
    pub writes: Vec<StreamId>,
}

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
