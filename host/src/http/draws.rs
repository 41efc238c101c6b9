//! Draws: what is published of them, and proofs for whoever entered.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tiercel_core::id::{EntryId, RuleId};

use super::members::read;
use super::{Problem, Shared};

fn not_found(what: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", what)
}

fn draw_id(text: &str) -> Result<RuleId, Problem> {
    RuleId::new(text).map_err(|error| not_found(&error.to_string()))
}

/// Every published draw, with its terms and how it stands.
pub(super) async fn list(State(site): Shared, headers: HeaderMap) -> Result<Json<Value>, Problem> {
    let (now, policies) = ((site.clock)(), site.desk.policies());
    let draws = read(&site, &headers, move |reader| reader.draws(&policies, now)).await?;
    Ok(Json(json!({ "draws": draws })))
}

/// One draw.
pub(super) async fn one(
    State(site): Shared,
    Path(draw): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let (now, policies, id) = ((site.clock)(), site.desk.policies(), draw_id(&draw)?);
    let found = read(&site, &headers, move |reader| {
        reader.draw(&id, &policies, now)
    });
    let found = found.await?;
    let found = found.ok_or_else(|| not_found(&format!("no draw `{draw}` is published")))?;
    Ok(Json(json!(found)))
}

/// The proof of an entry.
pub(super) async fn proof(
    State(site): Shared,
    Path((draw, entry)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let (now, policies, id) = ((site.clock)(), site.desk.policies(), draw_id(&draw)?);
    let entry_id = EntryId::new(&entry).map_err(|error| not_found(&error.to_string()))?;
    let proof = read(&site, &headers, move |reader| {
        match reader.draw(&id, &policies, now)? {
            Some(shown) => reader.draw_proof(shown, &entry_id),
            None => Ok(None),
        }
    });
    let proof = proof.await?;
    let missing = || not_found(&format!("the draw `{draw}` has no entry `{entry}`"));
    Ok(Json(json!(proof.ok_or_else(missing)?)))
}
