//! Problems (RFC 9457): what a client is told when it gets no answer, or a refusal.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};
use tiercel_core::decision::Rejection;

use crate::desk::NoAnswer;
use crate::module::Refused;
use crate::reading::ReadError;
use crate::texts::{Language, Texts};

/// A problem.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    fields: Map<String, Value>,
}

impl Problem {
    /// A problem by its name, which is also the last part of its type.
    #[must_use]
    pub fn new(status: StatusCode, name: &str, detail: &str) -> Self {
        let mut fields = Map::new();
        fields.insert("type".into(), json!(format!("/problems/{name}")));
        fields.insert("title".into(), json!(name.replace('_', " ")));
        fields.insert("status".into(), json!(status.as_u16()));
        fields.insert("detail".into(), json!(detail));
        Self { status, fields }
    }

    /// The problem with one field more.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.into(), value);
        self
    }

    /// A refusal by the rules: 422, or 409 where a receipt was corrected.
    #[must_use]
    pub fn refused(
        rejection: &Rejection,
        texts: &Texts,
        language: Language,
        minor_digits: u8,
    ) -> Self {
        let refusal = &rejection.refusal;
        let told = texts.refusal(language, refusal, minor_digits);
        let corrected = rejection.correction.as_ref();
        let status = match corrected {
            Some(_) => StatusCode::CONFLICT,
            None => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let problem = Self::new(status, refusal.code.name(), &told.detail);
        let mut problem = problem.with("title", json!(told.title));
        if let Value::Object(fields) = serde_json::to_value(refusal).unwrap_or_default() {
            problem.fields.extend(fields);
        }
        let problem = problem.with("remedy", json!(told.remedy));
        match corrected {
            Some(correction) => problem.with("correction", json!(correction)),
            None => problem,
        }
    }

    /// No answer of the desk.
    #[must_use]
    pub fn no_answer(no_answer: &NoAnswer) -> Self {
        let said = no_answer.to_string();
        match no_answer {
            NoAnswer::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                &said,
            ),
            NoAnswer::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", &said),
            NoAnswer::Unfit(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unfit", &said),
            NoAnswer::Storage(_) => {
                tracing::error!(said, "the storage failed");
                let detail = "the storage failed; ask again with the same key";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage", detail)
            }
            NoAnswer::Fault(_) => Self::fault(&said),
        }
    }

    /// A fault of the machine; what it was stays in the log.
    #[must_use]
    pub fn fault(said: &str) -> Self {
        tracing::error!(said, "a fault");
        let detail = "something failed inside; nothing was changed";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", detail)
    }

    /// What could not be read.
    #[must_use]
    pub fn unread(error: ReadError, texts: &Texts, language: Language, digits: u8) -> Self {
        match error {
            ReadError::NoMember(member) => {
                let detail = format!("there is no member `{member}`");
                Self::new(StatusCode::NOT_FOUND, "not_found", &detail)
            }
            ReadError::Refused(Refused::ByRules(rejection)) => {
                Self::refused(&rejection, texts, language, digits)
            }
            other => Self::fault(&other.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(Value::Object(self.fields).to_string()));
        *response.status_mut() = self.status;
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
