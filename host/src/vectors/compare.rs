//! What is stated must be exactly so; what is not stated is free.

use serde_json::Value;

use super::format::Expect;

impl Expect {
    /// Where what was found is not what is stated.
    pub(super) fn differences(&self, found: &Value) -> Vec<String> {
        let mut out = Vec::new();
        let (kind, stated) = self.parts();
        match found.get(kind) {
            Some(found) => differences(stated, found, kind, &mut out),
            None => out.push(format!("stated {kind}, found {found}")),
        }
        out
    }
}

/// Where the found value is not what was stated, each with its path.
fn differences(stated: &Value, found: &Value, path: &str, out: &mut Vec<String>) {
    match (stated, found) {
        (Value::Object(stated), Value::Object(found)) => {
            for (key, stated) in stated {
                let path = format!("{path}/{key}");
                match found.get(key) {
                    Some(found) => differences(stated, found, &path, out),
                    None => out.push(format!("{path}: stated {stated}, but there is none")),
                }
            }
        }
        (Value::Array(stated), Value::Array(found)) if stated.len() == found.len() => {
            for (place, (stated, found)) in stated.iter().zip(found).enumerate() {
                differences(stated, found, &format!("{path}/{place}"), out);
            }
        }
        (stated, found) if stated == found => {}
        (stated, found) => out.push(format!("{path}: stated {stated}, found {found}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_stated_counts() {
        let found = json!({ "a": 1, "b": [{ "c": 2, "d": 3 }, 4] });
        let differ = |stated: Value| {
            let mut out = Vec::new();
            differences(&stated, &found, "", &mut out);
            out
        };
        assert_eq!(differ(json!({ "b": [{ "c": 2 }, 4] })), [""; 0]);
        assert_eq!(
            differ(json!({ "b": [{ "c": 9 }, 4] })),
            ["/b/0/c: stated 9, found 2"]
        );
        assert_eq!(differ(json!({ "b": [] })).len(), 1);
        assert_eq!(differ(json!({ "x": null })).len(), 1);
    }
}
