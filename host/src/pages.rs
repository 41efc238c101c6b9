//! The pages: embedded in the binary, each with its type and a strict policy for its content.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use include_dir::{Dir, include_dir};
use tiercel_core::id::Digest;

use crate::module::{GLUE, digest};

/// Everything below `www`.
pub static WWW: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../www");

/// What a page may do: run its own scripts and the module, talk to this host, and nothing else.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// A file of the pages by its path, a folder's page, or the module's glue; none where there is no
/// such file.
#[must_use]
pub fn page(path: &str, asked: &HeaderMap) -> Option<Response<Body>> {
    let path = path.trim_matches('/');
    let index = match path {
        "" => "index.html".to_owned(),
        folder => format!("{folder}/index.html"),
    };
    let (path, content) = match path {
        "module/tiercel.js" => (path, GLUE.as_bytes()),
        path => match WWW.get_file(path) {
            Some(file) => (path, file.contents()),
            None => (index.as_str(), WWW.get_file(&index)?.contents()),
        },
    };
    Some(tagged(
        content,
        kind_of(path),
        digest(content),
        "no-cache",
        asked,
    ))
}

/// Content with its digest as a tag; nothing but the tag where the asker has it already.
pub fn tagged(
    content: &'static [u8],
    kind: &'static str,
    tag: Digest,
    cache: &'static str,
    asked: &HeaderMap,
) -> Response<Body> {
    let tag = format!("\"{tag}\"");
    let known = asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|asked| asked.as_bytes() == tag.as_bytes());
    let mut response = Response::new(if known {
        Body::empty()
    } else {
        Body::from(content)
    });
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
