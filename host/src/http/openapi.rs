//! The OpenAPI document: every route, what it takes, what it answers, and an example of each.
//!
//! Its words come from the texts of the pages, so it speaks their languages.

mod answers;
mod bodies;
mod examples;

use serde_json::{Map, Value, json};

use super::ROUTES;
use crate::texts::{Language, Texts};

/// A route's name, the group that it stands in, and what it answers: a schema, or a kind of bytes.
fn about(method: &str, path: &str) -> (&'static str, &'static str, Answer) {
    use Answer::{Bytes, Of};
    match (method, path) {
        ("post", "/v1/commands") => ("decide", "commands", Of("Answer")),
        ("get", "/v1/members") => ("members", "members", Of("Members")),
        ("get", "/v1/members/{member}") => ("member", "members", Of("MemberView")),
        ("get", "/v1/members/{member}/snapshot") => {
            ("snapshot", "members", Bytes("application/cbor"))
        }
        ("get", "/v1/newcomer/snapshot") => ("newcomer", "members", Bytes("application/cbor")),
        ("get", "/v1/members/{member}/ledger") => ("ledger", "members", Of("Ledger")),
        ("get", "/v1/members/{member}/notices") => ("notices", "members", Of("Notices")),
        ("get", "/v1/members/{member}/orders/{order}/record") => {
            ("record", "members", Of("PurchaseRecord"))
        }
        ("post", "/v1/quotes") => ("quote", "quotes", Of("Quote")),
        ("post", "/v1/explanations") => ("explain", "quotes", Of("Explanation")),
        ("post", "/v1/decisions") => ("would", "commands", Of("Foreseen")),
        ("get", "/v1/draws") => ("draws", "draws", Of("Draws")),
        ("get", "/v1/draws/{draw}") => ("drawOne", "draws", Of("Draw")),
        ("get", "/v1/draws/{draw}/proofs/{entry}") => ("drawProof", "draws", Of("DrawProof")),
        ("get", "/v1/households/{household}") => ("household", "members", Of("HouseholdView")),
        ("get", "/v1/offers") => ("offers", "policies", Of("Offers")),
        ("get", "/v1/reports/liability") => ("liability", "reports", Of("Liability")),
        ("get", "/v1/reports/breakage") => ("breakage", "reports", Of("Breakage")),
        ("get", "/v1/reports/reconciliation") => {
            ("reconciliation", "reports", Of("Reconciliation"))
        }
        ("get", "/v1/policies") => ("policies", "policies", Of("Versions")),
        ("post", "/v1/policies") => ("publish", "policies", Of("Published")),
        ("post", "/v1/policies/check") => ("check", "policies", Of("Checked")),
        ("get", "/v1/policies/set") => ("policySet", "policies", Bytes("application/cbor")),
        ("get", "/v1/policies/{digest}") => ("policy", "policies", Of("Policy")),
        ("get", "/v1/policy.schema.json") => ("schema", "policies", Of("Schema")),
        ("get", "/v1/module") => ("module", "module", Of("Module")),
        ("get", "/v1/modules/{file}") => ("moduleBytes", "module", Bytes("application/wasm")),
        ("get", "/problems") => ("problems", "site", Of("ProblemTypes")),
        ("get", "/problems/{name}") => ("problem", "site", Of("ProblemType")),
        ("get", "/v1/health") => ("health", "site", Of("Health")),
        _ => ("version", "site", Of("Version")),
    }
}

#[derive(Clone, Copy)]
enum Answer {
    Of(&'static str),
    Bytes(&'static str),
}

/// The groups, in the order in which a reader meets them.
const GROUPS: [&str; 8] = [
    "commands", "members", "quotes", "reports", "draws", "policies", "module", "site",
];

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// A parameter. `x-sample` says where a value to try is found: the path of an answer, and the
/// place in it.
fn parameter(name: &str, place: &str) -> Value {
    let mut parameter = json!({ "name": name, "in": place, "required": place != "query",
        "schema": { "type": "string" } });
    let sample = match (name, place) {
        ("member", _) => Some(("/v1/members", "/members/1/id")),
        ("household", _) => Some(("/v1/members/m-c61f08", "/household/id")),
        ("draw", _) => Some(("/v1/draws", "/draws/0/id")),
        ("entry", _) => Some(("/v1/members/m-c61f08", "/entries/0/entry")),
        ("digest", _) => Some(("/v1/policies", "/versions/0/digest")),
        ("file", _) => Some(("/v1/module", "/file")),
        ("name", _) => Some(("/problems", "/types/0/name")),
        ("before", _) => {
            parameter["schema"] = json!({ "type": "integer", "minimum": 0 });
            None
        }
        _ => None,
    };
    if let Some((path, pointer)) = sample {
        parameter["x-sample"] = json!({ "path": path, "pointer": pointer });
    }
    parameter
}

fn parameters(id: &str, path: &str) -> Vec<Value> {
    let names = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = names.map(|name| parameter(name, "path")).collect();
    match id {
        // One of the demonstration that is paid and not settled yet.
        "record" => {
            let samples = [
                ("/v1/members", "/members/3/id"),
                ("/v1/members/m-7c05aa", "/orders/0/id"),
            ];
            for (parameter, (path, pointer)) in parameters.iter_mut().zip(samples) {
                parameter["x-sample"] = json!({ "path": path, "pointer": pointer });
            }
        }
        "decide" => parameters.push(parameter("Idempotency-Key", "header")),
        "ledger" => parameters.push(parameter("before", "query")),
        "members" => parameters.push(parameter("after", "query")),
        "liability" | "breakage" => parameters.push(parameter("at", "query")),
        "reconciliation" => {
            parameters.extend([parameter("after", "query"), parameter("at", "query")]);
        }
        _ => {}
    }
    parameters
}

fn responses(id: &str, answer: Answer) -> Value {
    let (kind, content) = match answer {
        Answer::Of(schema) => ("application/json", json!({ "schema": reference(schema) })),
        Answer::Bytes(kind) => (kind, json!({})),
    };
    let problem = |description: &str| {
        json!({ "description": description, "content": { "application/problem+json": {
            "schema": reference("Problem") } } })
    };
    let mut responses = json!({
        "200": { "description": "The answer", "content": { kind: content } },
        "default": problem("A problem (RFC 9457)"),
    });
    if id == "would" {
        responses["422"] = problem("The rules would refuse");
    }
    if id == "decide" {
        responses["409"] = problem(
            "The receipt's numbers are not true any more, or the first request is under way",
        );
        responses["422"] = problem("The rules refuse");
    }
    responses
}

fn operation(method: &str, path: &str, texts: &Texts, language: Language) -> Value {
    let (id, group, answer) = about(method, path);
    let told = |part| texts.text(language, &["operations", id, part]);
    let mut operation = json!({
        "operationId": id, "tags": [group],
        "summary": told("title").unwrap_or(id),
        "parameters": parameters(id, path),
        "responses": responses(id, answer),
    });
    if let Some(detail) = told("detail") {
        operation["description"] = json!(detail);
    }
    let body = match id {
        "decide" | "would" => Some(("application/json", "Command")),
        "quote" | "explain" => Some(("application/json", "CartOfMember")),
        "check" | "publish" => Some(("application/toml", "PolicyDocument")),
        _ => None,
    };
    if let Some((kind, schema)) = body {
        operation["requestBody"] = json!({ "required": true, "content": { kind: {
            "schema": reference(schema), "examples": examples::of(id) } } });
    }
    operation
}

/// Says of every field what it is, wherever the schemas have one of its name.
fn describe(schema: &mut Value, texts: &Texts, language: Language) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get_mut("properties") {
                for (name, property) in properties {
                    tell(property, texts.text(language, &["terms", name]));
                }
            }
            for value in fields.values_mut() {
                describe(value, texts, language);
            }
        }
        Value::Array(values) => {
            for value in values {
                describe(value, texts, language);
            }
        }
        _ => {}
    }
}

fn tell(property: &mut Value, text: Option<&str>) {
    if let (Value::Object(property), Some(text)) = (property, text) {
        property.insert("description".into(), json!(text));
    }
}

/// The document (OpenAPI 3.1) in a language.
pub(super) fn document(texts: &Texts, language: Language) -> Value {
    let mut paths = json!({});
    for (method, path) in ROUTES {
        paths[*path][*method] = operation(method, path, texts, language);
    }
    let mut schemas = Map::new();
    schemas.extend(bodies::schemas());
    schemas.extend(answers::schemas());
    let mut schemas = Value::Object(schemas);
    describe(&mut schemas, texts, language);
    let group = |name| {
        let title = texts.text(language, &["groups", name]);
        json!({ "name": name, "description": title.unwrap_or(name) })
    };
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Tiercel", "version": env!("CARGO_PKG_VERSION"),
            "description": texts.text(language, &["docs", "about"]).unwrap_or_default(),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" } },
        "tags": GROUPS.map(group),
        "paths": paths,
        "components": { "schemas": schemas },
    })
}
