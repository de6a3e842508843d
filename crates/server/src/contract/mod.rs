//! How is the API described to programs and people?
//!
//! Both documents are made from the Rust types that are written and read, once, when they are first asked for.
//!
//! | file | question it answers |
//! |---|---|
//! | `openapi` | what does every route take and answer? |
//! | `asyncapi` | what is said on the stream? |
//! | `viewer` | where can a person read it? |

mod asyncapi;
mod openapi;
#[cfg(test)]
mod tests;
mod viewer;

use std::sync::LazyLock;

use axum::response::IntoResponse;
use bytes::Bytes;
use http::{HeaderName, header};

pub(crate) use openapi::operation;
pub(crate) use viewer::{is_viewer, serve as viewer};

static OPENAPI: LazyLock<Bytes> = LazyLock::new(|| twinline_gateway::wire::to_bytes(&openapi::document()));
static ASYNCAPI: LazyLock<Bytes> = LazyLock::new(|| twinline_gateway::wire::to_bytes(&asyncapi::document()));

const JSON: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/json")];

/// This document
///
/// Every route with its parameters, answers and refusals, as OpenAPI 3.1. Readable at `/docs`.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "documents",
    operation_id = "show_openapi",
    responses((status = 200, description = "An OpenAPI 3.1 document.", body = Object))
)]
pub(crate) async fn openapi_json() -> impl IntoResponse {
    (JSON, OPENAPI.clone())
}

/// The stream's document
///
/// Every message of `/api/v1/stream`, as AsyncAPI 3. Readable at `/docs/stream`.
#[utoipa::path(
    get,
    path = "/api/v1/asyncapi.json",
    tag = "documents",
    operation_id = "show_asyncapi",
    responses((status = 200, description = "An AsyncAPI 3 document.", body = Object))
)]
pub(crate) async fn asyncapi_json() -> impl IntoResponse {
    (JSON, ASYNCAPI.clone())
}
