//! The texts: the same in every language, there for whatever is said, and none that nobody says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tiercel_core::refusal::Code;

use super::node::workspace;

fn texts(file: &str) -> Value {
    let text = fs::read_to_string(workspace().join("www").join(file)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Every path of keys; plural forms aside, which differ from language to language.
fn paths(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) if !fields.contains_key("other") => {
            for (name, value) in fields {
                paths(value, &format!("{at}/{name}"), found);
            }
        }
        _ => assert!(found.insert(at.to_owned())),
    }
}

/// The facts that a template fills in.
fn facts(template: &str) -> BTreeSet<&str> {
    let parts = template.split('{').skip(1);
    parts.map(|part| part.split('}').next().unwrap()).collect()
}

#[test]
fn both_languages_say_the_same_things() {
    for folder in ["texts", "docs/texts", "draws/texts"] {
        let all = ["zh-CN", "en"].map(|language| texts(&format!("{folder}/{language}.json")));
        let [zh, en] = all.each_ref().map(|texts| {
            let mut found = BTreeSet::new();
            paths(texts, "", &mut found);
            found
        });
        assert_eq!(zh, en, "{folder}");
        for path in &zh {
            let [zh, en] = all.each_ref().map(|texts| texts.pointer(path).unwrap());
            if let (Some(zh), Some(en)) = (zh.as_str(), en.as_str()) {
                assert!(!zh.is_empty() && !en.is_empty(), "{path}");
                assert_eq!(facts(zh), facts(en), "{path}");
            }
        }
    }
}

/// Every source below a folder, in one text.
fn sources(folder: &Path, ending: &str, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, ending, found);
        } else if path.extension().is_some_and(|is| is == ending) {
            found.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// The names that stand in quotes behind a word, such as `t('`.
fn named<'s>(source: &'s str, before: &str) -> BTreeSet<&'s str> {
    let quote = before.chars().last().unwrap();
    let parts = source.split(before).skip(1);
    let names = parts.filter_map(|part| part.split(quote).next());
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._".contains(c);
    names
        .filter(|name| !name.is_empty() && name.chars().all(is_name))
        .collect()
}

#[test]
fn whatever_a_page_says_has_a_text_and_every_text_is_said() {
    let mut source = String::new();
    for ending in ["js", "html"] {
        sources(&workspace().join("www"), ending, &mut source);
    }
    let page = texts("texts/en.json")["page"].clone();
    let docs = texts("docs/texts/en.json")["docs"].clone();
    let draws = texts("draws/texts/en.json")["draws"].clone();
    let mut said = named(&source, "(t('");
    said.extend(named(&source, " t('"));
    said.extend(named(&source, "data-text=\""));
    for name in said {
        let text = match name.split_once('.') {
            Some(("docs", name)) => &docs[name],
            Some(("draws", name)) => &draws[name],
            _ => &page[name],
        };
        assert!(!text.is_null(), "`{name}` has no text");
    }
    // Made of parts, such as `points_most_${limit}`.
    let made = [
        "member_",
        "theme_",
        "tab_",
        "points_most_",
        "offer_most_",
        "measure_",
        "period_",
        "type_",
        "retry_",
        "reports_mismatch_",
        "stage_",
        "back_",
        "basis_",
        "about",
        "step_",
        "failed_",
    ];
    for (section, texts) in [("page", &page), ("docs", &docs), ("draws", &draws)] {
        for name in texts.as_object().unwrap().keys() {
            let whole = [
                format!("'{name}'"),
                format!("\"{name}\""),
                format!(".{name}'"),
                format!(".{name}\""),
            ];
            let is_said = whole.iter().any(|whole| source.contains(whole));
            let is_made = made.iter().any(|made| name.starts_with(made));
            assert!(is_said || is_made, "nobody says `{section}.{name}`");
        }
    }
}

#[test]
fn every_refusal_and_every_problem_has_a_text() {
    let texts = texts("texts/en.json");
    for code in Code::ALL {
        let text = &texts["refusals"][code.name()];
        assert!(text["remedy"].is_string(), "`{}` has no text", code.name());
    }
    let mut host = String::new();
    sources(&workspace().join("host/src"), "rs", &mut host);
    // As rustfmt breaks lines: the name is the second argument.
    let dense: String = host.split_whitespace().collect();
    let mut names = BTreeSet::new();
    for before in ["Problem::new(", "Self::new(Status"] {
        for part in dense.split(before).skip(1) {
            let name = part.split(',').nth(1).unwrap_or_default();
            if let Some(name) = name.strip_prefix('"').and_then(|n| n.strip_suffix('"')) {
                names.insert(name.to_owned());
            }
        }
    }
    assert!(names.len() > 12, "{names:?}");
    for name in names {
        let text = &texts["problems"][&name];
        assert!(
            text["remedy"].is_string(),
            "the problem `{name}` has no text"
        );
    }
}
