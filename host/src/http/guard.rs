//! Who may ask: on loopback only this host's own pages, and partners for what is public.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;

use super::Problem;
use crate::pages::CONTENT_SECURITY_POLICY;

/// What partners' pages on other origins may read: the element, the module with its glue, the
/// published policies, who a newcomer would be, and the texts. Nothing of any member.
fn is_public(method: &Method, path: &str) -> bool {
    let public = [
        "/partner/",
        "/module/",
        "/texts/",
        "/v1/module",
        "/v1/modules/",
        "/v1/newcomer/",
        "/v1/policies",
    ];
    method == Method::GET && public.iter().any(|prefix| path.starts_with(prefix))
}

/// The name that a loopback host answers to: another one is a page that rebound its own.
fn is_loopback(host: &str) -> bool {
    let name = host.strip_prefix("http://").unwrap_or(host);
    let name = match name.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => name,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Checks `Host` and `Origin`, and sets the headers that every answer has.
pub(super) async fn guard(request: Request, next: Next) -> Response<Body> {
    let public = is_public(request.method(), request.uri().path());
    let headers = request.headers();
    let host = text(headers, header::HOST).unwrap_or_default();
    let origin = text(headers, header::ORIGIN);
    let mut response = if !is_loopback(host) {
        let detail = "this host answers to its loopback names only";
        Problem::new(StatusCode::MISDIRECTED_REQUEST, "foreign_host", detail).into_response()
    } else if !public && origin.is_some_and(|origin| !same(origin, host)) {
        let detail = "pages of another origin may only read the module and the policies";
        Problem::new(StatusCode::FORBIDDEN, "foreign_origin", detail).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    let mut set = |name, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    if public {
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "ETag, Tiercel-Module, Tiercel-Now, Tiercel-Policies, Tiercel-Version",
        );
    }
    response
}

fn same(origin: &str, host: &str) -> bool {
    origin
        .strip_prefix("http://")
        .is_some_and(|origin| origin == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_member_is_public() {
        for path in [
            "/v1/members",
            "/v1/members/m-1/snapshot",
            "/v1/version",
            "/",
        ] {
            assert!(!is_public(&Method::GET, path), "{path}");
        }
        assert!(is_public(&Method::GET, "/v1/newcomer/snapshot"));
        assert!(!is_public(&Method::POST, "/v1/policies"));
    }

    #[test]
    fn only_loopback_names_are_this_host() {
        for host in ["127.0.0.1:8080", "localhost", "[::1]:9"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "127.0.0.1.evil.example:80",
            "localhost.evil",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
