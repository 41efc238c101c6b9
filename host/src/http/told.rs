//! Every failure as a problem: what axum itself turns away is told like the rest.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;

use super::Problem;

/// What is kept of axum's own words.
const MOST_WORDS: usize = 1_000;

/// Turns an answer that failed without a problem into one: a query that cannot be read, a path
/// that is no text, a body that is too large, a time that is up.
pub(super) async fn told(request: Request, next: Next) -> Response<Body> {
    let response = next.run(request).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_problem = kind.is_some_and(|kind| kind == "application/problem+json");
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let words = axum::body::to_bytes(response.into_body(), MOST_WORDS).await;
    let words = words.unwrap_or_default();
    let (name, otherwise) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "the body is larger than it may be"),
        StatusCode::GATEWAY_TIMEOUT => ("timed_out", "there was no answer in time"),
        _ => ("malformed_request", "the request cannot be read"),
    };
    let detail = match std::str::from_utf8(&words) {
        Ok(words) if !words.is_empty() => words,
        _ => otherwise,
    };
    Problem::new(status, name, detail).into_response()
}
