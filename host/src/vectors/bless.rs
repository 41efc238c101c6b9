//! Writes what was found into the vectors: only when somebody says so, and only where it differs.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::format::FormatError;
use super::run::{Ran, run_file};
use super::{Engine, tell};

/// Runs the vectors of files and writes what was found in the place of what was stated otherwise,
/// with a line for each change. Says how many vectors were changed.
///
/// Where a quote, a view or a refusal stated some fields only, the same fields are written. What a
/// file's vectors come to under its other policies is never written: there they hold or fail.
///
/// # Errors
/// [`FormatError`] when a file cannot be read as vectors, holds one that cannot be run, or cannot
/// be written. A file is written whole or not at all.
pub fn bless(
    paths: &[PathBuf],
    engine: &mut dyn Engine,
    out: &mut dyn Write,
) -> Result<usize, FormatError> {
    let mut changed = 0;
    for path in paths {
        let ran = run_file(path, engine)?;
        if ran.iter().all(|ran| ran.differences.is_empty()) {
            continue;
        }
        changed += bless_file(path, &ran, out)?;
    }
    let _ = writeln!(out, "{changed} changed");
    Ok(changed)
}

fn bless_file(path: &Path, ran: &[Ran], out: &mut dyn Write) -> Result<usize, FormatError> {
    let wrong = |what: String| FormatError {
        path: path.to_owned(),
        what,
    };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let mut file: Value = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let vectors = file.get_mut("vectors").and_then(Value::as_array_mut);
    let mut changed = 0;
    for (vector, ran) in vectors.into_iter().flatten().zip(ran) {
        if ran.differences.is_empty() {
            continue;
        }
        let Some(found) = &ran.found else {
            let why = ran.differences.join("; ");
            return Err(wrong(format!("{}: {why}", ran.name)));
        };
        let Some(expect) = vector.get_mut("expect") else {
            continue;
        };
        refresh(expect, found);
        tell(out, path, &format!("{} is now", ran.name));
        for difference in &ran.differences {
            tell(out, path, &format!("    {difference}"));
        }
        changed += 1;
    }
    let mut text = serde_json::to_string_pretty(&file).map_err(|error| wrong(error.to_string()))?;
    text.push('\n');
    let beside = path.with_extension("json.new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| wrong(error.to_string()))?;
    Ok(changed)
}

/// Puts what was found into an expectation.
fn refresh(expect: &mut Value, found: &Value) {
    let refused = found.get("refusal").filter(|refusal| !refusal.is_null());
    let kind = expect
        .as_object()
        .and_then(|stated| stated.keys().next().cloned())
        .filter(|kind| found.get(kind).is_some_and(|found| !found.is_null()));
    match (kind, refused) {
        (Some(kind), _) => {
            if let Some(stated) = expect.get_mut(&kind) {
                refill(stated, &found[&kind]);
            }
        }
        // Another kind of answer than was stated: written whole.
        (None, Some(refusal)) => *expect = json!({ "refusal": refusal }),
        (None, None) => *expect = found.clone(),
    }
}

fn refill(stated: &mut Value, found: &Value) {
    match (stated, found) {
        (Value::Object(stated), Value::Object(found)) if !stated.is_empty() => {
            stated.retain(|key, _| found.contains_key(key));
            for (key, stated) in stated {
                refill(stated, &found[key]);
            }
        }
        (Value::Array(stated), Value::Array(found)) if stated.len() == found.len() => {
            for (stated, found) in stated.iter_mut().zip(found) {
                refill(stated, found);
            }
        }
        (stated, found) => *stated = found.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refreshed(mut expect: Value, found: &Value) -> Value {
        refresh(&mut expect, found);
        expect
    }

    #[test]
    fn the_fields_that_were_stated_are_written() {
        let found =
            json!({ "refusal": null, "quote": { "cash": 5, "lines": [{ "a": 1, "b": 2 }] } });
        assert_eq!(
            refreshed(json!({ "quote": { "cash": 9, "gone": 1 } }), &found),
            json!({ "quote": { "cash": 5 } })
        );
        assert_eq!(
            refreshed(json!({ "quote": { "lines": [{ "a": 7 }] } }), &found),
            json!({ "quote": { "lines": [{ "a": 1 }] } })
        );
        assert_eq!(
            refreshed(json!({ "quote": null }), &found)["quote"],
            found["quote"]
        );
    }

    #[test]
    fn another_kind_of_answer_is_written_whole() {
        let refused = json!({ "refusal": { "code": 5101 } });
        assert_eq!(refreshed(json!({ "events": [] }), &refused), refused);
        let events = json!({ "events": [1] });
        assert_eq!(refreshed(json!({ "refusal": {} }), &events), events);
    }
}
