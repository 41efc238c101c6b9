//! What a problem's type leads to: a page for people, or the same as JSON.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tiercel_core::refusal::Code;

use super::{Problem, Shared, Site};
use crate::pages::page;
use crate::texts::{Language, Texts};

/// A refusal by the rules, by its name.
fn refusal(name: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.name() == name)
}

/// What a type of problem means, in a language; none where there is no such type.
fn told(texts: &Texts, language: Language, name: &str) -> Option<Value> {
    let code = refusal(name);
    let section = code.map_or("problems", |_| "refusals");
    let part = |part| texts.text(language, &[section, name, part]);
    let mut told = json!({ "type": format!("/problems/{name}"), "name": name,
        "title": part("title")?, "detail": part("detail"), "remedy": part("remedy") });
    if let Some(code) = code {
        told["code"] = json!(code as u16);
        told["clause"] = json!(code.clause());
        told["retry"] = json!(code.retry());
    }
    Some(told)
}

/// Whether the asker is a person's browser rather than a program.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

fn answer(headers: &HeaderMap, told: Value) -> Response {
    let page = wants_page(headers).then(|| page("/docs/problems.html", headers));
    let mut response = page.flatten().unwrap_or_else(|| Json(told).into_response());
    let vary = header::HeaderValue::from_static("Accept, Accept-Language");
    response.headers_mut().insert(header::VARY, vary);
    response
}

/// Every type of problem: the host's own, then refusals in their precedence.
pub(super) async fn all(State(site): Shared, headers: HeaderMap) -> Response {
    let language = Site::language(&headers);
    let own = site.texts.names(language, "problems");
    let refusals = Code::ALL.iter().map(|code| code.name());
    let names = own.iter().copied().chain(refusals);
    let types: Vec<Value> = names
        .filter_map(|name| told(&site.texts, language, name))
        .collect();
    answer(&headers, json!({ "types": types }))
}

/// One type of problem.
pub(super) async fn one(
    State(site): Shared,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(told) = told(&site.texts, Site::language(&headers), &name) else {
        let detail = format!("there is no type of problem `{name}`");
        return Err(Problem::new(StatusCode::NOT_FOUND, "not_found", &detail));
    };
    Ok(answer(&headers, told))
}
