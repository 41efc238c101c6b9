//! Policy documents as people write them: TOML or JSON in, the module's generic tree out, with the
//! line and column of every place in it.

mod json;
mod places;
mod toml;
mod zones;

use tiercel_core::document::Value;
use tiercel_core::limits::MAX_DEPTH;

use places::Spot;

/// A document, and where each of its places stands in the text.
#[derive(Debug)]
pub struct Document {
    /// The tree, its zone written out.
    pub value: Value,
    spot: Spot,
    text: String,
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A text that is no document at all.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {}: {message}", place.line, place.column)]
pub struct Unreadable {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
}

impl Document {
    /// Reads a text: JSON where it begins with a brace, TOML otherwise.
    ///
    /// # Errors
    /// [`Unreadable`] when it is neither, or holds what no policy does: a float, a null, a local
    /// time, an unknown zone.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let read = if text.trim_start().starts_with('{') {
            json::read(text)
        } else {
            toml::read(text)
        };
        let read = read.and_then(|(value, spot)| Ok((zones::write_out(value, &spot)?, spot)));
        let (value, spot) = read.map_err(|(at, message)| Unreadable {
            place: place(text, at),
            message,
        })?;
        Ok(Self {
            value,
            spot,
            text: text.to_owned(),
        })
    }

    /// Where a JSON pointer points: at the place itself, or at the innermost table around it.
    #[must_use]
    pub fn place_of(&self, pointer: &str) -> Place {
        place(&self.text, self.spot.at(&self.value, pointer))
    }
}

/// A byte offset and what is wrong there.
type Wrong = (usize, String);
/// A tree, and where its parts stand.
type Read = Result<(Value, Spot), Wrong>;

/// How deep a value may still nest inside the one at a place. Said here, and not by the module
/// alone, so that no text makes the reading itself go deep.
fn deeper(depth: usize, at: usize) -> Result<usize, Wrong> {
    let nested = || format!("nested more than {MAX_DEPTH} deep");
    depth.checked_sub(1).ok_or_else(|| (at, nested()))
}

fn place(text: &str, at: usize) -> Place {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    Place { line, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = "id = \"a\"\n[offset]\nshare = \"0.5\"\n[[tiers.steps]]\nid = 'x'\n";

    #[test]
    fn toml_and_json_give_the_same_tree() {
        let toml = Document::read(TOML).unwrap();
        let json = r#"{"id":"a","offset":{"share":"0.5"},"tiers":{"steps":[{"id":"x"}]}}"#;
        assert_eq!(toml.value, Document::read(json).unwrap().value);
    }

    #[test]
    fn every_place_has_a_line_and_a_column() {
        let document = Document::read(TOML).unwrap();
        assert_eq!(
            document.place_of("/offset/share"),
            Place { line: 3, column: 9 }
        );
        assert_eq!(
            document.place_of("/tiers/steps/0/id"),
            Place { line: 5, column: 6 }
        );
        assert_eq!(document.place_of("/offset/missing").line, 2);
        let json = Document::read("{\n  \"share\": \"0.5\"}").unwrap();
        assert_eq!(
            json.place_of("/share"),
            Place {
                line: 2,
                column: 12
            }
        );
    }

    #[test]
    fn what_no_policy_holds_is_refused_where_it_stands() {
        for (text, line, message) in [
            ("a = 1\nshare = 0.5", 2, "no floats"),
            ("a = 1979-05-27T07:32:00", 1, "offset"),
            ("a = ", 1, ""),
            ("{\"a\": null}", 1, "null"),
            ("{\"a\": 0.5}", 1, "no floats"),
            ("{\"a\": 1, \"a\": 2}", 1, "twice"),
            ("zone = \"Mars/Olympus\"", 1, "no zone"),
        ] {
            let wrong = Document::read(text).unwrap_err();
            assert_eq!(wrong.place.line, line, "{text}");
            assert!(wrong.message.contains(message), "{text}: {}", wrong.message);
        }
    }

    #[test]
    fn a_zone_is_written_out() {
        let document = Document::read("zone = \"Asia/Shanghai\"").unwrap();
        let shown = serde_json::to_value(&document.value).unwrap();
        assert_eq!(shown["zone"]["name"], "Asia/Shanghai");
        let last = shown["zone"]["transitions"]
            .as_array()
            .unwrap()
            .last()
            .unwrap();
        assert_eq!(last["at"], "1991-09-14T17:00:00Z");
        assert_eq!(last["offset_minutes"], 480);
    }
}
