//! The API and the pages, over HTTP.

mod body;
mod commands;
mod draws;
mod guard;
mod members;
mod openapi;
mod problem;
mod problems;
mod programme;
mod reports;
mod told;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::desk::{Clock, Desk};
use crate::module::Module;
use crate::pages::page;
use crate::reading::Reading;
use crate::texts::{Language, Texts};

pub use problem::Problem;

/// Bytes of a request's body at most.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What all requests share.
pub struct Site {
    /// Takes commands.
    pub desk: Desk,
    /// Reads beside it.
    pub reading: Arc<Reading>,
    /// The module that decides.
    pub module: Module,
    /// Its bytes, compressed once.
    pub packed: programme::Packed,
    /// The texts of problems.
    pub texts: Texts,
    /// The clock.
    pub clock: Clock,
}

pub use programme::Packed;

impl Site {
    /// The language that a request asks for.
    fn language(headers: &HeaderMap) -> Language {
        let accepted = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok());
        Language::of(accepted.unwrap_or_default())
    }

    /// Digits of the minor unit, for writing money.
    fn minor_digits(&self) -> u8 {
        self.desk
            .policies()
            .published
            .last()
            .map_or(2, |p| p.policy.currency.minor_digits)
    }
}

/// The OpenAPI document, in English.
#[must_use]
pub fn openapi() -> serde_json::Value {
    openapi::document(&Texts::embedded(), Language::English)
}

type Shared = State<Arc<Site>>;

/// Every route, as it stands in the OpenAPI document.
pub const ROUTES: &[(&str, &str)] = &[
    ("post", "/v1/commands"),
    ("get", "/v1/members"),
    ("get", "/v1/members/{member}"),
    ("get", "/v1/members/{member}/snapshot"),
    ("get", "/v1/newcomer/snapshot"),
    ("get", "/v1/members/{member}/ledger"),
    ("get", "/v1/members/{member}/notices"),
    ("get", "/v1/members/{member}/orders/{order}/record"),
    ("post", "/v1/quotes"),
    ("post", "/v1/explanations"),
    ("post", "/v1/decisions"),
    ("get", "/v1/draws"),
    ("get", "/v1/draws/{draw}"),
    ("get", "/v1/draws/{draw}/proofs/{entry}"),
    ("get", "/v1/offers"),
    ("get", "/v1/reports/liability"),
    ("get", "/v1/reports/breakage"),
    ("get", "/v1/reports/reconciliation"),
    ("get", "/v1/policies"),
    ("post", "/v1/policies"),
    ("post", "/v1/policies/check"),
    ("get", "/v1/policies/set"),
    ("get", "/v1/policies/{digest}"),
    ("get", "/v1/policy.schema.json"),
    ("get", "/v1/module"),
    ("get", "/v1/modules/{file}"),
    ("get", "/problems"),
    ("get", "/problems/{name}"),
    ("get", "/v1/health"),
    ("get", "/v1/version"),
];

/// The whole site.
pub fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/v1/commands", post(commands::command))
        .route("/v1/members", get(members::list))
        .route("/v1/members/{member}", get(members::view))
        .route("/v1/members/{member}/snapshot", get(members::snapshot))
        .route("/v1/newcomer/snapshot", get(members::newcomer))
        .route("/v1/members/{member}/ledger", get(members::ledger))
        .route("/v1/members/{member}/notices", get(members::notices))
        .route(
            "/v1/members/{member}/orders/{order}/record",
            get(reports::of_purchase),
        )
        .route("/v1/quotes", post(members::quote))
        .route("/v1/explanations", post(members::explain))
        .route("/v1/decisions", post(commands::would))
        .route("/v1/draws", get(draws::list))
        .route("/v1/draws/{draw}", get(draws::one))
        .route("/v1/draws/{draw}/proofs/{entry}", get(draws::proof))
        .route("/v1/offers", get(programme::offers))
        .route("/v1/reports/liability", get(reports::of_liability))
        .route("/v1/reports/breakage", get(reports::of_breakage))
        .route(
            "/v1/reports/reconciliation",
            get(reports::of_reconciliation),
        )
        .route(
            "/v1/policies",
            get(programme::policies).post(programme::publish),
        )
        .route("/v1/policies/check", post(programme::check))
        .route("/v1/policies/set", get(programme::set))
        .route("/v1/policies/{digest}", get(programme::policy))
        .route("/v1/policy.schema.json", get(programme::schema))
        .route("/v1/module", get(programme::module))
        .route("/v1/modules/{file}", get(programme::module_bytes))
        .route("/v1/health", get(programme::health))
        .route("/v1/version", get(programme::version))
        .route("/openapi.json", get(described))
        .route("/problems", get(problems::all))
        .route("/problems/{name}", get(problems::one))
        .fallback(get(pages).fallback(not_allowed))
        .method_not_allowed_fallback(not_allowed)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            Duration::from_secs(30),
        ))
        .layer(middleware::from_fn(told::told))
        .layer(middleware::from_fn(guard::guard))
        .with_state(site)
}

async fn described(State(site): Shared, headers: HeaderMap) -> Response {
    let document = openapi::document(&site.texts, Site::language(&headers));
    ([(header::VARY, "Accept-Language")], axum::Json(document)).into_response()
}

async fn pages(uri: Uri, headers: HeaderMap) -> Response {
    let found = page(uri.path(), &headers);
    found.unwrap_or_else(|| {
        let detail = format!("there is nothing at `{}`", uri.path());
        Problem::new(StatusCode::NOT_FOUND, "not_found", &detail).into_response()
    })
}

async fn not_allowed(uri: Uri) -> Response {
    let detail = format!("`{}` does not take this method", uri.path());
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        &detail,
    )
    .into_response()
}
