//! The keys once more, for whoever was not written in Rust: a grammar in CDDL (RFC 8610).
//!
//! It is told by the very macros that read and write, so it cannot drift from what crosses the
//! door. Nothing that decides needs it, and the module is built without it.

mod plain;

use alloc::string::String;
use core::fmt::Write as _;

use super::Wire;
use super::shape::snake;

/// A value whose encoding can be told.
pub trait Described: Wire {
    /// Tells the grammar of the encoding, and gives the name that it has there.
    fn describe(grammar: &mut Grammar) -> String;

    /// Whether a record may leave out the key of such a value.
    fn may_lack() -> bool {
        false
    }

    /// As [`Self::describe`], for a value that is not absent.
    fn describe_present(grammar: &mut Grammar) -> String {
        Self::describe(grammar)
    }
}

/// Rules by name, each told once, in the order in which they were first needed.
#[derive(Debug, Default)]
pub struct Grammar(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    name: &'static str,
    about: &'static str,
    body: String,
}

impl Grammar {
    /// Tells a rule, unless it was told, and gives its name.
    pub fn rule(&mut self, name: &'static str, body: impl FnOnce(&mut Self) -> String) -> String {
        self.rule_about(name, "", body)
    }

    /// Tells a rule with what a reader must know that the grammar cannot say.
    pub fn rule_about(
        &mut self,
        name: &'static str,
        about: &'static str,
        body: impl FnOnce(&mut Self) -> String,
    ) -> String {
        if self.0.iter().all(|rule| rule.name != name) {
            // It stands before what it is made of, and may be made of itself.
            let place = self.0.len();
            self.0.push(Rule {
                name,
                about,
                body: String::new(),
            });
            let body = body(self);
            if let Some(rule) = self.0.get_mut(place) {
                rule.body = body;
            }
        }
        name.into()
    }

    /// A map with the fields that are told to it, indented by so much.
    pub fn map(&mut self, indent: usize, tell: impl FnOnce(&mut Fields<'_>)) -> String {
        let mut fields = Fields {
            grammar: self,
            told: Vec::new(),
        };
        tell(&mut fields);
        let told = fields.told;
        if told.is_empty() {
            return "{}".into();
        }
        let width = told.iter().map(|(field, _)| field.len()).max();
        let width = width.unwrap_or_default();
        let mut map = String::from("{\n");
        for (field, name) in told {
            // Writing to a text cannot fail.
            let _ = match name {
                "" => writeln!(map, "{:indent$}  {field}", ""),
                _ => writeln!(map, "{:indent$}  {field:width$}  ; {name}", ""),
            };
        }
        let _ = write!(map, "{:indent$}}}", "");
        map
    }

    /// Every rule.
    #[must_use]
    pub fn into_text(self) -> String {
        let mut text = String::new();
        for Rule { name, about, body } in self.0 {
            let about = about.lines();
            let about = about.map(|line| alloc::format!("; {line}\n"));
            text.push('\n');
            text.extend(about);
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{name} = {body}");
        }
        text
    }
}

/// The fields of one map.
#[derive(Debug)]
pub struct Fields<'g> {
    grammar: &'g mut Grammar,
    told: Vec<(String, &'static str)>,
}

impl Fields<'_> {
    /// Tells a field: its key, its name, and by a function that nobody calls, its type.
    pub fn field<S, T: Described>(
        &mut self,
        key: u64,
        name: &'static str,
        _of: impl Fn(&S) -> Option<&T>,
    ) {
        let may_lack = if T::may_lack() { "? " } else { "" };
        let kind = T::describe_present(self.grammar);
        let field = alloc::format!("{may_lack}{key}: {kind},");
        self.told.push((field, name));
    }
}

/// An enum with fields: its variants, each a number, a name and a map.
#[must_use]
pub fn variants(told: &[(u64, &str, String)]) -> String {
    let told = told.iter().map(|(number, name, map)| {
        let name = snake(name);
        alloc::format!("\n  ; {name}\n  {number}, {map}")
    });
    alloc::format!("[{}\n]", told.collect::<Vec<_>>().join(" //"))
}

/// An enum without fields: a number for each name.
#[must_use]
pub fn names(told: &[(u64, &str)]) -> String {
    let told = told.iter();
    let told = told.map(|(number, name)| alloc::format!("\n  {}: {number},", snake(name)));
    alloc::format!("&({}\n)", told.collect::<String>())
}

/// A newtype: another name for what is in it.
pub fn newtype<S, T: Described>(
    name: &'static str,
    g: &mut Grammar,
    _of: impl Fn(&S) -> &T,
) -> String {
    g.rule(name, T::describe)
}

/// What is in a newtype, where it is not absent.
pub fn newtype_present<S, T: Described>(
    name: &'static str,
    g: &mut Grammar,
    of: impl Fn(&S) -> &T,
) -> String {
    if T::may_lack() {
        T::describe_present(g)
    } else {
        newtype(name, g, of)
    }
}

/// Whether what is in a newtype may lack.
pub fn newtype_may_lack<S, T: Described>(_of: impl Fn(&S) -> &T) -> bool {
    T::may_lack()
}
