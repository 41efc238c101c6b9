//! Members, as they are: view, snapshot, ledger, notices, quotes.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tiercel_core::cart::Cart;
use tiercel_core::decision::Notice;
use tiercel_core::id::MemberId;
use tiercel_core::moment::Moment;
use tiercel_core::snapshot::Snapshot;
use tiercel_core::wire::{decode, encode};

use super::body;
use super::commands::shown;
use super::{Problem, Shared, Site};
use crate::reading::{ReadError, Reader};

/// Entries of one page of a ledger.
const PAGE: usize = 50;
/// Members of one page of the list.
const MEMBERS: usize = 100;

fn member_id(text: &str) -> Result<MemberId, Problem> {
    MemberId::new(text)
        .map_err(|error| Problem::new(StatusCode::NOT_FOUND, "not_found", &error.to_string()))
}

pub(super) async fn read<T: Send + 'static>(
    site: &Site,
    headers: &HeaderMap,
    what: impl FnOnce(&mut Reader) -> Result<T, ReadError> + Send + 'static,
) -> Result<T, Problem> {
    let read = site.reading.read(site.desk.policies(), what).await;
    let (language, digits) = (Site::language(headers), site.minor_digits());
    read.map_err(|error| Problem::unread(error, &site.texts, language, digits))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listing {
    after: Option<String>,
}

/// Member ids in order, each with the tier held.
pub(super) async fn list(
    State(site): Shared,
    headers: HeaderMap,
    Query(Listing { after }): Query<Listing>,
) -> Result<Json<Value>, Problem> {
    let now = (site.clock)();
    let members = read(&site, &headers, move |reader| {
        let after = format!("member:{}", after.unwrap_or_default());
        let streams = reader.store().streams(&after, MEMBERS)?;
        let ids = streams
            .iter()
            .filter_map(|name| name.strip_prefix("member:"));
        let ids: Vec<MemberId> = ids.filter_map(|id| MemberId::new(id).ok()).collect();
        let view = |id: MemberId| {
            let (view, _) = reader.view(&id, now)?;
            Ok(json!({ "id": id, "tier": view.tier.id, "points": view.available_points }))
        };
        ids.into_iter()
            .map(view)
            .collect::<Result<Vec<_>, ReadError>>()
    });
    Ok(Json(json!({ "members": members.await? })))
}

pub(super) async fn view(
    State(site): Shared,
    Path(member): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (id, now) = (member_id(&member)?, (site.clock)());
    let (view, version) = read(&site, &headers, move |reader| reader.view(&id, now)).await?;
    Ok((
        [("tiercel-version", version.to_string())],
        Json(json!(view)),
    )
        .into_response())
}

pub(super) async fn snapshot(
    State(site): Shared,
    Path(member): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (id, now) = (member_id(&member)?, (site.clock)());
    let snapshot = read(&site, &headers, move |reader| reader.snapshot(&id, now)).await?;
    Ok(taken(&site, &snapshot, now))
}

/// What a partner's page previews with for a shopper who is no member yet: somebody who joins now.
pub(super) async fn newcomer(State(site): Shared, headers: HeaderMap) -> Result<Response, Problem> {
    let now = (site.clock)();
    let policies = site.desk.policies();
    let snapshot = read(&site, &headers, move |reader| {
        reader.newcomer(&policies, now)
    })
    .await?;
    Ok(taken(&site, &snapshot, now))
}

/// A snapshot's bytes, and by what it was taken.
fn taken(site: &Site, snapshot: &Snapshot, now: Moment) -> Response {
    let mut response = encode(snapshot).into_response();
    let told = [
        ("content-type", "application/cbor".to_owned()),
        ("cache-control", "no-store".to_owned()),
        ("tiercel-version", snapshot.version.to_string()),
        ("tiercel-policies", site.desk.policies().digest.to_string()),
        ("tiercel-module", site.module.digest().to_string()),
        ("tiercel-now", now.to_string()),
    ];
    for (name, value) in told {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    response
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    before: Option<u64>,
}

/// A member's decisions, newest first, each with its events and their clauses.
pub(super) async fn ledger(
    State(site): Shared,
    Path(member): Path<String>,
    Query(Page { before }): Query<Page>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let id = member_id(&member)?;
    let before = before.unwrap_or(u64::MAX >> 1);
    let entries = read(&site, &headers, move |reader| {
        // Whoever is no member has no ledger, rather than an empty one.
        reader.snapshot(&id, tiercel_core::moment::Moment::LAST)?;
        reader.ledger(&id, before, PAGE)
    });
    let entries = entries.await?;
    let next = entries
        .last()
        .map(|last| last.entry.version)
        .filter(|version| *version > 0);
    let shown = entries.iter().map(|kept| {
        json!({
            "version": kept.entry.version,
            "at": kept.entry.now,
            "command": kept.entry.command.name(),
            "module": kept.entry.module,
            "policies": kept.entry.policies,
            "hash": kept.hash,
            "events": kept.entry.events.iter().map(shown).collect::<Vec<_>>(),
        })
    });
    let shown: Vec<Value> = shown.collect();
    Ok(Json(json!({ "entries": shown, "before": next })))
}

pub(super) async fn notices(
    State(site): Shared,
    Path(member): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let id = member_id(&member)?;
    let notices = read(&site, &headers, move |reader| {
        let rows = reader.store().notices(id.as_str(), PAGE)?;
        let read = rows.into_iter().map(|(at, bytes)| {
            let notice: Notice =
                decode(&bytes).map_err(|e| ReadError::Unreadable(e.to_string()))?;
            Ok(
                json!({ "at": at, "template": notice.template, "facts": notice.facts,
                "clause": notice.clause }),
            )
        });
        read.collect::<Result<Vec<_>, ReadError>>()
    });
    Ok(Json(json!({ "notices": notices.await? })))
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    member: MemberId,
    cart: Cart,
}

pub(super) async fn quote(
    State(site): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let Asked { member, cart } = body::json(&headers, &body)?;
    let now = (site.clock)();
    let quote = read(&site, &headers, move |reader| {
        reader.quote(&member, cart, now)
    })
    .await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(json!(quote))).into_response())
}

pub(super) async fn explain(
    State(site): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let Asked { member, cart } = body::json(&headers, &body)?;
    let now = (site.clock)();
    let why = read(&site, &headers, move |reader| {
        reader.explain(&member, cart, now)
    })
    .await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(json!(why))).into_response())
}
