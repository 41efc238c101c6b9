//! The OpenAPI document: every route, what it takes and what it answers.

use serde_json::{Value, json};

use super::ROUTES;

fn about(method: &str, path: &str) -> (&'static str, &'static str) {
    match (method, path) {
        ("post", "/v1/commands") => (
            "decide",
            "Ask for something to be done; the key makes it once",
        ),
        ("get", "/v1/members") => ("members", "Members in order of id, with tier and points"),
        ("get", "/v1/members/{member}") => ("member", "A member as a person sees it"),
        ("get", "/v1/members/{member}/snapshot") => {
            ("snapshot", "What a page may hold of a member")
        }
        ("get", "/v1/members/{member}/ledger") => ("ledger", "A member's decisions, newest first"),
        ("get", "/v1/members/{member}/notices") => ("notices", "What a member was told"),
        ("post", "/v1/quotes") => ("quote", "What a cart comes to for a member"),
        ("post", "/v1/explanations") => ("explain", "Why a cart comes to it, step by step"),
        ("get", "/v1/policies") => ("policies", "The published versions and their intervals"),
        ("post", "/v1/policies") => ("publish", "Check a policy document and publish it"),
        ("post", "/v1/policies/check") => ("check", "Everything that is wrong with a document"),
        ("get", "/v1/policies/set") => ("policySet", "The policy set, as the module loads it"),
        ("get", "/v1/policies/{digest}") => ("policy", "One published version"),
        ("get", "/v1/policy.schema.json") => ("schema", "The JSON Schema of policy documents"),
        ("get", "/v1/module") => ("module", "The module that decides"),
        ("get", "/v1/modules/{file}") => ("moduleBytes", "The module's bytes, for ever the same"),
        ("get", "/v1/health") => ("health", "Whether the storage answers"),
        _ => ("version", "Versions, and the server's time"),
    }
}

fn parameter(name: &str, place: &str, required: bool) -> Value {
    json!({ "name": name, "in": place, "required": required, "schema": { "type": "string" } })
}

fn operation(method: &str, path: &str) -> Value {
    let (id, summary) = about(method, path);
    let mut parameters: Vec<Value> = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| parameter(name, "path", true))
        .collect();
    match id {
        "decide" => parameters.push(parameter("Idempotency-Key", "header", true)),
        "ledger" => parameters.push(parameter("before", "query", false)),
        "members" => parameters.push(parameter("after", "query", false)),
        _ => {}
    }
    let kind = match id {
        "snapshot" | "policySet" => "application/cbor",
        "moduleBytes" => "application/wasm",
        _ => "application/json",
    };
    let problem = json!({ "description": "A problem (RFC 9457)",
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" } } } });
    let mut operation = json!({
        "operationId": id, "summary": summary, "parameters": parameters,
        "responses": { "200": { "description": "The answer", "content": { kind: {} } },
            "default": problem }
    });
    let body = match id {
        "decide" => Some(("application/json", "Command")),
        "quote" | "explain" => Some(("application/json", "CartOfMember")),
        "check" | "publish" => Some(("application/toml", "PolicyDocument")),
        _ => None,
    };
    if let Some((kind, schema)) = body {
        let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
        operation["requestBody"] = json!({ "required": true, "content": { kind: {
            "schema": schema } } });
    }
    operation
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "additionalProperties": false, "required": required,
        "properties": properties })
}

fn schemas() -> Value {
    let id = json!({ "type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$" });
    let amount = json!({ "type": "integer", "minimum": -9_007_199_254_740_991_i64,
        "maximum": 9_007_199_254_740_991_i64 });
    let digest = json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" });
    let moment = json!({ "type": "string", "format": "date-time" });
    let of = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let command = |name: &str, required: &[&str], properties: Value| {
        object(&[name], json!({ name: object(required, properties) }))
    };
    let order = json!({ "member": id, "order": id });
    let two = ["member", "order"];
    json!({
        "Line": object(&["sku", "category", "quantity", "unit_price_minor"], json!({
            "sku": id, "category": id, "unit_price_minor": amount, "discount_minor": amount,
            "quantity": { "type": "integer", "minimum": 1, "maximum": 9_999 },
            "tax_minor": amount, "labels": { "type": "array", "items": id, "maxItems": 8 } })),
        "Cart": object(&["lines"], json!({
            "lines": { "type": "array", "items": of("Line"), "minItems": 1, "maxItems": 200 },
            "offset_points": amount, "shipping_minor": amount })),
        "CartOfMember": object(&["member", "cart"], json!({ "member": id, "cart": of("Cart") })),
        "Promise": object(&["offset_points", "offset_minor", "cash_minor", "earn_points"], json!({
            "offset_points": amount, "offset_minor": amount, "cash_minor": amount,
            "earn_points": amount })),
        "Receipt": object(&["module", "policies", "member_version", "now", "promise"], json!({
            "module": digest, "policies": digest, "now": moment, "promise": of("Promise"),
            "member_version": { "type": "integer", "minimum": 0 } })),
        "Command": { "oneOf": [
            command("register_member", &["member", "consents"], json!({ "member": id,
                "consents": { "type": "array", "items": object(&["document", "version"],
                    json!({ "document": id, "version": { "type": "integer" } })) } })),
            command("place_order", &["member", "order", "cart"], json!({ "member": id, "order": id,
                "cart": of("Cart"), "receipt": of("Receipt"), "occurred_at": moment })),
            command("pay_order", &["member", "order", "payment", "amount_minor"], json!({
                "member": id, "order": id, "payment": id, "amount_minor": amount,
                "occurred_at": moment })),
            command("cancel_order", &two, order.clone()),
            command("settle_order", &two, order),
            command("tick", &["member"], json!({ "member": id })) ],
            "example": { "settle_order": { "member": "m-1", "order": "o-1" } } },
        "PolicyDocument": { "type": "string",
            "description": "TOML, or JSON of the same shape: see /v1/policy.schema.json" },
        "Problem": { "type": "object", "required": ["type", "title", "status"], "properties": {
            "type": { "type": "string" }, "title": { "type": "string" },
            "status": { "type": "integer" }, "detail": { "type": "string" },
            "code": { "type": "integer" }, "name": { "type": "string" },
            "clause": { "type": "string" }, "remedy": { "type": "string" },
            "retry": { "enum": ["changed", "later", "never"] }, "facts": { "type": "object" },
            "correction": { "type": "object" }, "findings": { "type": "array" },
            "path": { "type": "string" }, "line": { "type": "integer" },
            "column": { "type": "integer" } } },
    })
}

/// The document (OpenAPI 3.1).
#[must_use]
pub fn document() -> Value {
    let mut paths = json!({});
    for (method, path) in ROUTES {
        paths[*path][*method] = operation(method, path);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Tiercel", "version": env!("CARGO_PKG_VERSION"),
            "description": "Membership, tiers and points, decided by one module.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" } },
        "paths": paths,
        "components": { "schemas": schemas() },
    })
}
