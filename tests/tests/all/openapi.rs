//! The OpenAPI document is true: every example is taken, and every answer is what its schema says.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::house::{TestSite, start};

/// Where a value is not what a schema says; the schemas use no more than is checked here.
fn wrong(document: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let known = [
        "$ref",
        "type",
        "enum",
        "oneOf",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "minProperties",
        "maxProperties",
        "pattern",
        "format",
        "description",
        "title",
    ];
    let fields = schema.as_object().unwrap();
    if let Some(unknown) = fields.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("{at}: `{unknown}` is not checked"));
    }
    let fail = |why: &str| Err(format!("{at}: {value} {why}"));
    if let Some(name) = schema["$ref"].as_str() {
        let schema = document.pointer(&name[1..]).expect(name);
        return wrong(document, schema, value, at);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fit = choices
            .iter()
            .filter(|choice| wrong(document, choice, value, at).is_ok());
        return if fit.count() == 1 {
            Ok(())
        } else {
            fail("fits no choice, or many")
        };
    }
    if let Some(words) = schema["enum"].as_array() {
        return if words.contains(value) {
            Ok(())
        } else {
            fail("is not among the words")
        };
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        one => vec![one.clone()],
    };
    if !kinds.contains(&json!(kind)) {
        return fail(&format!("is not of {kinds:?}"));
    }
    match value {
        Value::Object(fields) => object(document, schema, fields, at),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                wrong(document, &schema["items"], item, &format!("{at}/{place}"))?;
            }
            Ok(())
        }
        Value::String(text) if schema["pattern"] == "^[0-9a-f]{64}$" => {
            let is_digest = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
            if is_digest {
                Ok(())
            } else {
                fail("is no digest")
            }
        }
        Value::String(text) if schema["format"] == "date-time" => {
            if text.ends_with('Z') {
                Ok(())
            } else {
                fail("is no moment in UTC")
            }
        }
        Value::Number(number) if schema["minimum"].is_i64() => {
            let is_less = number.as_i64() < schema["minimum"].as_i64();
            if is_less {
                fail("is too little")
            } else {
                Ok(())
            }
        }
        _ => Ok(()),
    }
}

fn object(
    document: &Value,
    schema: &Value,
    fields: &serde_json::Map<String, Value>,
    at: &str,
) -> Result<(), String> {
    for name in schema["required"].as_array().into_iter().flatten() {
        if !fields.contains_key(name.as_str().unwrap()) {
            return Err(format!("{at}: {name} is missing"));
        }
    }
    for (name, value) in fields {
        let at = format!("{at}/{name}");
        match (
            schema["properties"].get(name),
            &schema["additionalProperties"],
        ) {
            (Some(schema), _) => wrong(document, schema, value, &at)?,
            (None, Value::Bool(false)) => return Err(format!("{at} is not described")),
            (None, Value::Object(other)) => {
                wrong(document, &Value::Object(other.clone()), value, &at)?;
            }
            (None, _) => {}
        }
    }
    Ok(())
}

#[track_caller]
fn holds(document: &Value, schema: &Value, value: &Value) {
    assert_eq!(wrong(document, schema, value, ""), Ok(()));
}

/// The schema of an answer.
fn answer_of<'d>(document: &'d Value, method: &str, path: &str, status: &str) -> &'d Value {
    let responses = &document["paths"][path][method]["responses"];
    let content = responses[status]["content"].as_object().unwrap();
    &content.values().next().unwrap()["schema"]
}

fn post(site: &TestSite, path: &str, kind: &str, key: &str, body: &str) -> (u16, Value) {
    let request = TestSite::agent().post(format!("{}{path}", site.address));
    let request = request
        .header("content-type", kind)
        .header("idempotency-key", key);
    let mut answer = request.send(body).unwrap();
    let status = answer.status().as_u16();
    (status, answer.body_mut().read_json().unwrap())
}

#[test]
fn every_example_is_taken_and_answered_as_described() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), true).unwrap();
    let (_, document) = site.get("/openapi.json");
    let mut tried = 0;
    // The policies last: what they publish is another world for the others.
    let mut paths: Vec<_> = document["paths"].as_object().unwrap().iter().collect();
    paths.sort_by_key(|(path, _)| path.starts_with("/v1/policies"));
    for (path, methods) in paths {
        let Some(body) = methods["post"]["requestBody"]["content"].as_object() else {
            continue;
        };
        let (kind, content) = body.iter().next().unwrap();
        for (name, example) in content["examples"].as_object().unwrap() {
            let value = &example["value"];
            holds(&document, &content["schema"], value);
            let body = value
                .as_str()
                .map_or_else(|| value.to_string(), ToOwned::to_owned);
            let (status, answer) = post(&site, path, kind, name, &body);
            assert_eq!(status, 200, "{path}, {name}: {answer}");
            holds(
                &document,
                answer_of(&document, "post", path, "200"),
                &answer,
            );
            tried += 1;
        }
    }
    assert!(tried >= 13, "{tried}");
    // The same order once more: a refusal, and a receipt that is not true any more, are described too.
    let order = json!({ "place_order": { "member": "m-3f97b1", "order": "o-1",
        "cart": { "lines": [{ "sku": "a", "category": "tea", "quantity": 1,
            "unit_price_minor": 100 }] } } });
    let (status, refusal) = site.command("again", order.clone());
    assert_eq!(status, 422);
    holds(
        &document,
        answer_of(&document, "post", "/v1/commands", "422"),
        &refusal,
    );
    let (_, version) = site.get("/v1/version");
    let mut order = order;
    order["place_order"]["order"] = json!("o-9");
    order["place_order"]["receipt"] = json!({ "module": version["module"],
        "policies": version["policies"], "member_version": 1, "now": version["now"],
        "promise": { "offset_points": 0, "offset_minor": 0, "cash_minor": 1, "earn_points": 1 } });
    let (status, corrected) = site.command("receipt", order);
    assert_eq!(status, 409);
    holds(
        &document,
        answer_of(&document, "post", "/v1/commands", "409"),
        &corrected,
    );
}

#[test]
fn every_answer_is_as_described() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), true).unwrap();
    let (_, document) = site.get("/openapi.json");
    let mut asked = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let operation = &methods["get"];
        if operation.is_null() {
            continue;
        }
        let mut filled = path.clone();
        for parameter in operation["parameters"].as_array().unwrap() {
            let sample = &parameter["x-sample"];
            if parameter["in"] == "path" {
                let (_, answer) = site.get(sample["path"].as_str().unwrap());
                let found = answer.pointer(sample["pointer"].as_str().unwrap()).unwrap();
                let name = format!("{{{}}}", parameter["name"].as_str().unwrap());
                filled = filled.replace(&name, found.as_str().unwrap());
            }
        }
        let schema = answer_of(&document, "get", path, "200");
        let mut answer = TestSite::agent()
            .get(format!("{}{filled}", site.address))
            .call()
            .unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{filled}");
        let kind = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        let described = &operation["responses"]["200"]["content"];
        assert!(described.get(&kind).is_some(), "{filled} answers {kind}");
        if kind == "application/json" {
            holds(&document, schema, &answer.body_mut().read_json().unwrap());
        }
        asked.insert(filled);
    }
    assert!(asked.len() > 15, "{asked:?}");
    // Every demo member is one, whatever became of it.
    let (_, members) = site.get("/v1/members");
    for member in members["members"].as_array().unwrap() {
        let path = format!("/v1/members/{}", member["id"].as_str().unwrap());
        for (part, described) in [
            ("", "/v1/members/{member}"),
            ("/ledger", "/v1/members/{member}/ledger"),
            ("/notices", "/v1/members/{member}/notices"),
        ] {
            let (_, answer) = site.get(&format!("{path}{part}"));
            holds(
                &document,
                answer_of(&document, "get", described, "200"),
                &answer,
            );
        }
    }
}

#[test]
fn what_is_not_as_described_is_found() {
    let document = tiercel_host::http::openapi();
    let of = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let line = json!({ "sku": "a", "category": "tea", "quantity": 1, "unit_price_minor": 1 });
    for (schema, field, value, why) in [
        ("Line", "quantity", json!(0), "is too little"),
        ("Line", "quantity", json!("1"), "is not of"),
        ("Line", "colour", json!("red"), "is not described"),
        ("Line", "labels", json!([1]), "is not of"),
    ] {
        let mut line = line.clone();
        line[field] = value;
        let found = wrong(&document, &of(schema), &line, "").unwrap_err();
        assert!(found.contains(why), "{found}");
    }
    assert!(wrong(&document, &of("Quote"), &line, "").is_err());
    assert!(wrong(&document, &of("Command"), &json!({ "tick": {} }), "").is_err());
    holds(&document, &of("Line"), &line);
}

#[test]
fn the_document_speaks_the_language_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    let mut answer = TestSite::agent()
        .get(format!("{}/openapi.json", site.address))
        .header("accept-language", "zh-CN")
        .call()
        .unwrap();
    assert_eq!(answer.headers()["vary"], "Accept-Language");
    let document: Value = answer.body_mut().read_json().unwrap();
    let summary = &document["paths"]["/v1/quotes"]["post"]["summary"];
    assert_eq!(summary, "一车商品对某会员合计多少");
}
