//! Digests by name: a vector says which version it means, and not by which digest it goes today.

use serde_json::Value;
use tiercel_core::command::Command;
use tiercel_core::id::Digest;

/// What the names of a file stand for.
pub(super) struct Names {
    /// `$policies`: the set that decides.
    pub policies: Digest,
    /// `$policy/1`, `$policy/2`, …: the versions, oldest first.
    pub versions: Vec<Digest>,
}

impl Names {
    /// `$module`: the module that decides. No vector depends on which it is.
    pub(super) const MODULE: Digest = Digest([0; 32]);

    /// The command that a vector writes.
    pub(super) fn command(&self, written: &Value) -> Result<Command, String> {
        let mut resolved = written.clone();
        self.resolve(&mut resolved)?;
        serde_path_to_error::deserialize(resolved)
            .map_err(|error| format!("at `{}`: {}", error.path(), error.inner()))
    }

    fn resolve(&self, value: &mut Value) -> Result<(), String> {
        match value {
            Value::String(text) if text.starts_with('$') => {
                let found = self.named(text).ok_or(format!("`{text}` names nothing"))?;
                *text = found.to_string();
                Ok(())
            }
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.resolve(item)),
            Value::Object(fields) => fields.values_mut().try_for_each(|it| self.resolve(it)),
            _ => Ok(()),
        }
    }

    fn named(&self, text: &str) -> Option<Digest> {
        match text {
            "$policies" => Some(self.policies),
            "$module" => Some(Self::MODULE),
            _ => {
                let number: usize = text.strip_prefix("$policy/")?.parse().ok()?;
                self.versions.get(number.checked_sub(1)?).copied()
            }
        }
    }
}
