//! Bodies: read whole, refused with the place of what is wrong.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Problem;

/// Reads a JSON body.
pub(super) fn json<T: DeserializeOwned + Serialize>(
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<T, Problem> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if kind.is_none_or(|kind| kind.split(';').next() != Some("application/json")) {
        let detail = "the body must be application/json";
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_json",
            detail,
        ));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut reader);
    let read = read.map_err(|error| {
        let path = error.path().iter().map(segment).collect::<String>();
        (path, error.into_inner())
    });
    let read = read.and_then(|read| reader.end().map(|()| read).map_err(|e| (String::new(), e)));
    let read: T = read.map_err(|(path, error)| {
        malformed(&error.to_string(), &path)
            .with("line", json!(error.line()))
            .with("column", json!(error.column()))
    })?;
    let sent = serde_json::from_slice(body).unwrap_or_default();
    let meant = serde_json::to_value(&read).unwrap_or_default();
    match list_for_object(&sent, &meant) {
        Some(path) => Err(malformed("here stands an object, not a list", &path)),
        None => Ok(read),
    }
}

fn malformed(detail: &str, path: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed_body", detail).with("path", json!(path))
}

/// Where a list was sent for an object: serde takes its items for the fields in their order, and
/// nobody who writes such a request means it.
fn list_for_object(sent: &Value, meant: &Value) -> Option<String> {
    match (sent, meant) {
        (Value::Array(_), Value::Object(_)) => Some(String::new()),
        (Value::Array(sent), Value::Array(meant)) => {
            let mut items = sent.iter().zip(meant).enumerate();
            items.find_map(|(place, (sent, meant))| {
                list_for_object(sent, meant).map(|path| format!("/{place}{path}"))
            })
        }
        (Value::Object(sent), Value::Object(meant)) => sent.iter().find_map(|(name, sent)| {
            list_for_object(sent, meant.get(name)?).map(|path| format!("/{name}{path}"))
        }),
        _ => None,
    }
}

fn segment(segment: &serde_path_to_error::Segment) -> String {
    use serde_path_to_error::Segment;
    match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{key}"),
        Segment::Enum { variant } => format!("/{variant}"),
        Segment::Unknown => "/?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_no_object() {
        let meant = json!({ "tick": { "member": "m" }, "lines": [{ "sku": "x" }] });
        let path = |sent: Value| list_for_object(&sent, &meant);
        assert_eq!(path(meant.clone()), None);
        assert_eq!(path(json!({ "tick": ["m"] })).as_deref(), Some("/tick"));
        let inner = json!({ "lines": [["x"]] });
        assert_eq!(path(inner).as_deref(), Some("/lines/0"));
        assert_eq!(path(json!([])).as_deref(), Some(""));
    }
}
