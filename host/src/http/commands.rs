//! Commands: the one endpoint by which anything happens.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tiercel_core::command::Command;
use tiercel_core::event::Event;

use super::body;
use super::members::read;
use super::{Problem, Shared, Site};
use crate::desk::{Decided, Key, Outcome};
use crate::module::digest;

/// How long a second request under a key waits for the first one's answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// An event as the API shows it: with the clause that it carries out.
pub(super) fn shown(event: &Event) -> Value {
    let mut value = json!(event);
    if let Value::Object(fields) = &mut value {
        fields.insert("clause".into(), json!(event.clause()));
    }
    value
}

fn answer(decided: &Decided) -> Value {
    let events = |events: &[Event]| events.iter().map(shown).collect::<Vec<_>>();
    let others = decided.others.iter().map(|other| {
        json!({
            "stream": other.stream,
            "version": other.version,
            "events": events(&other.events),
        })
    });
    let others: Vec<Value> = others.collect();
    let mut answer = json!({
        "stream": decided.stream,
        "version": decided.version,
        "events": events(&decided.events),
        "summary": decided.summary,
        "module": decided.module,
    });
    if !others.is_empty() {
        answer["others"] = Value::Array(others);
    }
    answer
}

/// Whether a command may come by this road.
fn by_command(command: &Command) -> Result<(), Problem> {
    match command {
        Command::PublishPolicy { .. } | Command::AdoptModule { .. } => {
            let detail = "policies are published at /v1/policies; modules are adopted at start";
            let status = StatusCode::FORBIDDEN;
            Err(Problem::new(status, "not_by_command", detail))
        }
        _ => Ok(()),
    }
}

/// What a command would come to, without a trace of it.
pub(super) async fn would(
    State(site): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let command: Command = body::json(&headers, &body)?;
    by_command(&command)?;
    let (now, policies) = ((site.clock)(), site.desk.policies().digest);
    let decision = read(&site, &headers, move |reader| {
        reader.would_decide(command, policies, now)
    })
    .await?;
    let events = decision.appended.iter().flat_map(|own| &own.events);
    let events: Vec<Value> = events.map(shown).collect();
    let told =
        json!({ "events": events, "notices": decision.notices, "summary": decision.summary });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(told)).into_response())
}

pub(super) async fn command(
    State(site): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let key = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok());
    let Some(key) = key.filter(|key| !key.is_empty() && key.len() <= 255) else {
        let detail = "send a header `Idempotency-Key` of 1 to 255 characters: the same key twice \
                      is done once";
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "idempotency_key_missing",
            detail,
        ));
    };
    let command: Command = body::json(&headers, &body)?;
    by_command(&command)?;
    let key = Key {
        key: key.to_owned(),
        request: digest(&body),
    };
    let decided = tokio::time::timeout(PATIENCE, site.desk.decide(command, Some(key), None)).await;
    let Ok(decided) = decided else {
        let detail = "the first request under this key has no answer yet; ask again with it";
        return Err(Problem::new(StatusCode::CONFLICT, "in_flight", detail));
    };
    match decided.map_err(|no_answer| Problem::no_answer(&no_answer))? {
        Outcome::Decided(decided) => Ok(Json(answer(&decided)).into_response()),
        Outcome::Refused(rejection) => {
            let (language, digits) = (Site::language(&headers), site.minor_digits());
            Err(Problem::refused(&rejection, &site.texts, language, digits))
        }
    }
}
