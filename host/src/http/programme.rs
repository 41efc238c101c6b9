//! The programme: its policies, its module, its health.

use std::io::Write as _;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use tiercel_core::document::Finding;
use tiercel_core::id::Digest;
use tiercel_core::policy::describe;
use tiercel_core::wire::encode;

use super::members::read;
use super::{Problem, Shared, Site};
use crate::desk::Outcome;
use crate::document::Document;
use crate::module::{EMBEDDED, digest};
use crate::store::Archived;
use crate::texts::Language;

/// The module's bytes, each compression made once.
pub struct Packed {
    brotli: Vec<u8>,
    gzip: Vec<u8>,
}

impl Packed {
    /// Packs the embedded module.
    #[must_use]
    pub fn embedded() -> Self {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        // Writing to a vector cannot fail.
        let written = gzip.write_all(EMBEDDED);
        drop(written);
        let gzip = gzip.finish().unwrap_or_default();
        let mut packed = Vec::new();
        let mut brotli = brotli::CompressorWriter::new(&mut packed, 4_096, 9, 22);
        let written = brotli.write_all(EMBEDDED);
        drop(written);
        drop(brotli);
        Self {
            brotli: packed,
            gzip,
        }
    }

    /// The shortest form that the asker takes, and its coding.
    fn best(&self, asked: &HeaderMap) -> (Option<&'static str>, Vec<u8>) {
        let accepted = asked
            .get(header::ACCEPT_ENCODING)
            .and_then(|codings| codings.to_str().ok());
        let accepts = |coding: &str| {
            let codings = accepted.unwrap_or_default().split(',');
            codings
                .map(|c| c.split(';').next().unwrap_or_default().trim())
                .any(|c| c == coding)
        };
        if accepts("br") {
            (Some("br"), self.brotli.clone())
        } else if accepts("gzip") {
            (Some("gzip"), self.gzip.clone())
        } else {
            (None, EMBEDDED.to_vec())
        }
    }
}

pub(super) async fn policies(State(site): Shared) -> Json<Value> {
    let policies = site.desk.policies();
    let versions: Vec<Value> = policies
        .published
        .iter()
        .enumerate()
        .map(|(place, published)| {
            let policy = &published.policy;
            let until = policies
                .published
                .get(place + 1)
                .map(|next| next.policy.effective_from);
            json!({ "digest": published.digest, "id": policy.id, "version": policy.version,
                "effective_from": policy.effective_from, "effective_until": until })
        })
        .collect();
    Json(json!({ "set": policies.digest, "versions": versions }))
}

/// The set that decides, as the module loads it; nothing but its headers for whoever holds it.
pub(super) async fn set(State(site): Shared, asked: HeaderMap) -> Response<Body> {
    let policies = site.desk.policies();
    let now = (site.clock)();
    let tag = format!("\"{}\"", policies.digest);
    let held = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|held| held.to_str().ok())
        .is_some_and(|held| held == "*" || held.split(',').any(|held| is_tag(held, &tag)));
    let headers = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    let told = [
        ("tiercel-policies", policies.digest.to_string()),
        ("tiercel-now", now.to_string()),
    ];
    if held {
        return (StatusCode::NOT_MODIFIED, headers, told).into_response();
    }
    let kind = [(header::CONTENT_TYPE, "application/cbor")];
    (headers, told, kind, policies.bytes.clone()).into_response()
}

/// Whether an entity tag is this one, by the weak comparison that reading asks for.
fn is_tag(held: &str, tag: &str) -> bool {
    let held = held.trim();
    held.strip_prefix("W/").unwrap_or(held) == tag
}

pub(super) async fn policy(
    State(site): Shared,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let wanted: Option<Digest> = name.parse().ok();
    let policies = site.desk.policies();
    let found = policies
        .published
        .iter()
        .find(|published| Some(published.digest) == wanted);
    let Some(found) = found else {
        let detail = format!("there is no published policy `{name}`");
        return Err(Problem::new(StatusCode::NOT_FOUND, "not_found", &detail));
    };
    let immutable = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    let vary = (header::VARY, "Accept");
    let accepts = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok());
    Ok(if accepts == Some("application/cbor") {
        let kind = (header::CONTENT_TYPE, "application/cbor");
        ([immutable, vary, kind], encode(&found.policy)).into_response()
    } else {
        ([immutable, vary], Json(json!(found.policy))).into_response()
    })
}

fn findings(site: &Site, language: Language, document: &Document, found: &[Finding]) -> Value {
    let shown = found.iter().map(|finding| {
        let place = document.place_of(&finding.pointer);
        let facts = json!(finding.facts);
        let (message, remedy) = site.texts.finding(language, &finding.code, &facts);
        json!({ "pointer": finding.pointer, "line": place.line, "column": place.column,
            "code": finding.code, "facts": facts, "message": message, "remedy": remedy })
    });
    shown.collect()
}

fn read_document(body: &Bytes) -> Result<(Document, String), Problem> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let text = std::str::from_utf8(body)
        .map_err(|_| Problem::new(status, "unreadable_document", "the document is not UTF-8"))?;
    let document = Document::read(text).map_err(|wrong| {
        Problem::new(status, "unreadable_document", &wrong.message)
            .with("line", json!(wrong.place.line))
            .with("column", json!(wrong.place.column))
    })?;
    Ok((document, text.to_owned()))
}

async fn checked(
    site: &Site,
    document: &Document,
) -> Result<tiercel_core::policy::Checked, Problem> {
    let value = document.value.clone();
    let checked = site.reading.read(site.desk.policies(), move |reader| {
        Ok(reader.rules().check(&value)?)
    });
    checked.await.map_err(|error| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Problem::new(status, "unreadable_document", &error.to_string())
    })
}

/// Checks a document: every finding at once, nothing published.
pub(super) async fn check(
    State(site): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let (document, _) = read_document(&body)?;
    let checked = checked(&site, &document).await?;
    let found = findings(
        &site,
        Site::language(&headers),
        &document,
        &checked.findings,
    );
    let digest = checked.policy.map(|policy| digest(&encode(&policy)));
    Ok(Json(json!({ "findings": found, "digest": digest })))
}

/// Checks a document and publishes it.
pub(super) async fn publish(
    State(site): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let (document, source) = read_document(&body)?;
    let checked = checked(&site, &document).await?;
    let language = Site::language(&headers);
    let Some(policy) = checked.policy else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let problem = Problem::new(status, "policy_findings", "the policy has findings");
        let found = findings(&site, language, &document, &checked.findings);
        return Err(problem.with("findings", found));
    };
    let bytes = encode(&policy);
    let digest = digest(&bytes);
    let published = site
        .desk
        .publish(
            Archived {
                digest,
                bytes,
                source,
            },
            None,
        )
        .await;
    match published.map_err(|no_answer| Problem::no_answer(&no_answer))? {
        Outcome::Decided(_) => Ok(Json(json!({ "digest": digest, "version": policy.version,
            "effective_from": policy.effective_from }))),
        Outcome::Refused(rejection) => {
            let digits = site.minor_digits();
            Err(Problem::refused(&rejection, &site.texts, language, digits))
        }
    }
}

pub(super) async fn schema() -> Json<Value> {
    Json(json!(describe()))
}

pub(super) async fn module(State(site): Shared) -> Json<Value> {
    let digest = site.module.digest();
    let file = format!("{digest}.wasm");
    Json(json!({
        "digest": digest,
        "abi": tiercel_core::abi::VERSION,
        "url": format!("/v1/modules/{file}"),
        "file": file,
        "bytes": EMBEDDED.len(),
        "gzip_bytes": site.packed.gzip.len(),
        "brotli_bytes": site.packed.brotli.len(),
    }))
}

/// A module by its digest: it never changes, so it may be kept for ever. Those that decided before
/// are served too: they repeat what they decided, and decide nothing new.
pub(super) async fn module_bytes(
    State(site): Shared,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let wanted = file
        .strip_suffix(".wasm")
        .and_then(|name| name.parse::<Digest>().ok());
    let (coding, bytes) = match wanted {
        Some(wanted) if wanted == site.module.digest() => site.packed.best(&headers),
        Some(wanted) => (None, archived(&site, &file, wanted).await?),
        None => return Err(no_module(&file)),
    };
    let fixed = [
        (header::CONTENT_TYPE, "application/wasm"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "Accept-Encoding"),
    ];
    let mut response = (fixed, bytes).into_response();
    if let Some(coding) = coding {
        let coding = HeaderValue::from_static(coding);
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, coding);
    }
    Ok(response)
}

fn no_module(file: &str) -> Problem {
    let detail = format!("there is no module `{file}`");
    Problem::new(StatusCode::NOT_FOUND, "not_found", &detail)
}

async fn archived(site: &Site, file: &str, wanted: Digest) -> Result<Vec<u8>, Problem> {
    let read = site.reading.read(site.desk.policies(), move |reader| {
        Ok(reader.store().module(wanted)?)
    });
    let bytes = read
        .await
        .map_err(|error| Problem::fault(&error.to_string()))?;
    bytes.ok_or_else(|| no_module(file))
}

/// What may be had of the points mall now, and how much of it is left.
pub(super) async fn offers(
    State(site): Shared,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let (now, policies) = ((site.clock)(), site.desk.policies());
    let offers = read(&site, &headers, move |reader| reader.offers(&policies, now)).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(json!(offers))).into_response())
}

/// Whether the storage answers.
pub(super) async fn health(State(site): Shared) -> Result<Json<Value>, Problem> {
    let read = site.reading.read(site.desk.policies(), |reader| {
        Ok(reader.store().head("programme")?)
    });
    read.await.map_err(|error| {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "storage",
            &error.to_string(),
        )
    })?;
    Ok(Json(json!({ "status": "ok" })))
}

pub(super) async fn version(State(site): Shared) -> Json<Value> {
    Json(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "abi": tiercel_core::abi::VERSION,
        "module": site.module.digest(),
        "policies": site.desk.policies().digest,
        "now": (site.clock)(),
    }))
}
