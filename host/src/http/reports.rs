//! Reports, as JSON: reckoned by the module from a database as it stands when they are asked for.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use tiercel_core::id::{MemberId, OrderId};
use tiercel_core::moment::Moment;

use super::{Problem, Shared, Site};
use crate::desk::Looked;
use crate::records::purchase;
use crate::reports::{breakage, liability, reconciliation};

/// Members of one page of a reconciliation.
const MEMBERS: usize = 100;
/// Rows after which such a page ends, at the end of a member.
const ROWS: usize = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AsOf {
    at: Option<String>,
}

fn moment(site: &Site, at: Option<&str>) -> Result<Moment, Problem> {
    let unfit = |error: tiercel_core::moment::NotAMoment| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "malformed_query",
            &error.to_string(),
        )
    };
    at.map_or_else(|| Ok((site.clock)()), |at| Moment::parse(at).map_err(unfit))
}

async fn reported<T: Send + 'static>(
    site: &Site,
    headers: &HeaderMap,
    what: impl FnOnce(&mut Looked) -> Result<T, String> + Send + 'static,
) -> Result<T, Problem> {
    let read = site.reading.look(site.desk.policies(), what).await;
    let (language, digits) = (Site::language(headers), site.minor_digits());
    read.map_err(|error| Problem::unread(error, &site.texts, language, digits))
}

/// What members are owed in points.
pub(super) async fn of_liability(
    State(site): Shared,
    headers: HeaderMap,
    Query(AsOf { at }): Query<AsOf>,
) -> Result<Json<Value>, Problem> {
    let now = moment(&site, at.as_deref())?;
    let report = reported(&site, &headers, move |looked| {
        liability(looked, now, |_| {})
    })
    .await?;
    let mut told = json!(report);
    told["at"] = json!(now);
    Ok(Json(told))
}

/// What became of points, month by month.
pub(super) async fn of_breakage(
    State(site): Shared,
    headers: HeaderMap,
    Query(AsOf { at }): Query<AsOf>,
) -> Result<Json<Value>, Problem> {
    let now = moment(&site, at.as_deref())?;
    let report = reported(&site, &headers, move |looked| breakage(looked, now, |_| {})).await?;
    let mut told = json!(report);
    told["at"] = json!(now);
    Ok(Json(told))
}

/// The record of one purchase of a member.
pub(super) async fn of_purchase(
    State(site): Shared,
    Path((member, order)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let none = || {
        let detail = format!("`{member}` has no order `{order}`");
        Problem::new(StatusCode::NOT_FOUND, "not_found", &detail)
    };
    let named = MemberId::new(&member).ok().zip(OrderId::new(&order).ok());
    let (of, id) = named.ok_or_else(none)?;
    let made = reported(&site, &headers, move |looked| purchase(looked, &of, &id)).await?;
    let record = made.ok_or_else(none)?;
    Ok(Json(json!(record)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    after: Option<String>,
    at: Option<String>,
}

/// What the orders of some members came to, and whether the ledger agrees.
pub(super) async fn of_reconciliation(
    State(site): Shared,
    headers: HeaderMap,
    Query(Page { after, at }): Query<Page>,
) -> Result<Json<Value>, Problem> {
    let now = moment(&site, at.as_deref())?;
    let report = reported(&site, &headers, move |looked| {
        let (mut members, mut rows, mut next) = (0, Vec::new(), None);
        let total = reconciliation(looked, &after.unwrap_or_default(), now, |member, of| {
            members += 1;
            rows.extend(
                of.iter()
                    .map(|row| json!({ "member": member, "order": row })),
            );
            let is_full = members == MEMBERS || rows.len() >= ROWS;
            next = is_full.then(|| member.to_owned());
            Ok(!is_full)
        })?;
        Ok(json!({ "at": now, "members": members, "rows": rows, "total": total, "after": next }))
    });
    Ok(Json(report.await?))
}
