//! Households, as their members see them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tiercel_core::id::HouseholdId;

use super::members::read;
use super::{Problem, Shared};

/// One household.
pub(super) async fn view(
    State(site): Shared,
    Path(household): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let missing = |why: &str| Problem::new(StatusCode::NOT_FOUND, "not_found", why);
    let id = HouseholdId::new(&household).map_err(|error| missing(&error.to_string()))?;
    let now = (site.clock)();
    let found = read(&site, &headers, move |reader| reader.household(&id, now)).await?;
    let unknown = || missing(&format!("there is no household `{household}`"));
    let (view, version) = found.ok_or_else(unknown)?;
    Ok((
        [("tiercel-version", version.to_string())],
        Json(json!(view)),
    )
        .into_response())
}
