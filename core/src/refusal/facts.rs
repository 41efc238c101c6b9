//! What a refusal or a step of a trace rests on: numbers and texts by name.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::id::{
    AdjustmentId, ChargebackId, DocumentId, EntryId, HouseholdId, MemberId, OccurrenceId,
    OperatorId, OrderId, PaymentId, PolicyId, RedemptionId, RefundId, RuleId, TierId,
    TillReceiptId, TransferId,
};
use crate::moment::Moment;
use crate::number::{Money, Points};
use crate::stream::StreamId;
use crate::text::Text;
use crate::wire::shape::Shape;
use crate::wire::{choice, record, same};

/// A number or text that a refusal or a step of a trace names. In JSON: itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Fact {
    /// A number: of points, of minor units, of days, as the name says.
    Number(i64),
    /// An identifier.
    Text(Text),
    /// A moment.
    Moment(Moment),
}

choice!(Fact {
    0: Number(0: inner),
    1: Text(0: inner),
    2: Moment(0: inner),
});

impl From<Money> for Fact {
    fn from(money: Money) -> Self {
        Self::Number(money.value())
    }
}

impl From<Points> for Fact {
    fn from(points: Points) -> Self {
        Self::Number(points.value())
    }
}

impl From<u32> for Fact {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<usize> for Fact {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Moment> for Fact {
    fn from(moment: Moment) -> Self {
        Self::Moment(moment)
    }
}

impl From<&StreamId> for Fact {
    fn from(stream: &StreamId) -> Self {
        Self::Text(Text::new(&stream.name()))
    }
}

macro_rules! fact_of_id {
    ($($id:ident)*) => {$(
        impl From<&$id> for Fact {
            fn from(id: &$id) -> Self {
                Self::Text(Text::new(id.as_str()))
            }
        }
    )*};
}
fact_of_id!(TillReceiptId ChargebackId MemberId OrderId PaymentId PolicyId RefundId TierId RuleId DocumentId AdjustmentId OccurrenceId OperatorId HouseholdId EntryId RedemptionId TransferId);

/// A named fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name, as the texts refer to it; the unit stands last in it.
    pub name: Text,
    /// The fact.
    pub fact: Fact,
}

record!(Named { 0: name, 1: fact });

/// Facts by name, in a fixed order. In JSON: an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(pub Vec<Named>);

same!(Facts in JSON Shape::Facts);

impl Facts {
    /// These facts and one more.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        self.0.push(Named {
            name: Text::fixed(name),
            fact: fact.into(),
        });
        self
    }
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for named in &self.0 {
            map.serialize_entry(&named.name, &named.fact)?;
        }
        map.end()
    }
}
