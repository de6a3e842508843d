//! What does every route take and answer?

use std::collections::{BTreeMap, BTreeSet};

use http::StatusCode;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, Paths};
use utoipa::openapi::schema::{ComponentsBuilder, ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, Response, ResponseBuilder, Schema,
};
use utoipa::{PartialSchema, ToSchema};

use crate::access::Scope;
use crate::code::Code;
use crate::guard::COOKIE;
use crate::problem::Document;
use crate::routes::{Route, table};

const ABOUT: &str = "Prices, sizes, amounts and rates are decimal text, exact and without exponent. Times are RFC 3339 in UTC with nine \
decimal places. A list answers `{\"data\":[…],\"next\":…}`; give `next` back as `cursor`, with the other parameters as they were. Parameters \
that a call does not know are refused. Every error is a problem document (RFC 9457) with a stable `code`. What moves is told by the \
stream: `/docs/stream`.";

const TAGS: [(&str, &str); 10] = [
    ("accounts", "What accounts hold, what happened to them, and what is to happen."),
    ("instruments", "What can be traded, and what moves there."),
    ("state", "Venues, connections, budgets, repairs."),
    ("stream", "Everything that moves, over one WebSocket."),
    ("session", "Logging in and out; tickets."),
    ("access", "Who else may come in, and what the venues know this gateway by."),
    ("demo", "Disturbing the demo's simulators."),
    ("health", "For whoever watches over the process."),
    ("older doors", "For dashboards that were there before."),
    ("documents", "These descriptions."),
];

/// The whole document.
pub(super) fn document() -> OpenApi {
    let mut paths = Paths::new();
    let mut schemas: BTreeMap<String, RefOr<Schema>> = BTreeMap::new();
    let mut of_problem = Vec::new();
    <Document as ToSchema>::schemas(&mut of_problem);
    schemas.extend(of_problem);
    schemas.insert("Problem".to_owned(), Document::schema());
    for mut route in table() {
        schemas.extend(std::mem::take(&mut route.schemas));
        paths.add_path_operation(route.path, vec![method_of(route.method)], described(&route));
    }
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("The token of the data directory.")).build();
    let cookie = ApiKeyValue::with_description(COOKIE, "A login. Everything but GET needs an `Origin` of this gateway as well.");
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme("token", SecurityScheme::Http(bearer))
        .security_scheme("login", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    let license = LicenseBuilder::new().name("MIT OR Apache-2.0").build();
    let info = InfoBuilder::new().title("Twinline").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT)).license(Some(license));
    let tags = TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build());
    OpenApiBuilder::new().info(info.build()).paths(paths).components(Some(components.build())).tags(Some(tags)).build()
}

/// What the handler says of its route, and what is true of every route of its kind.
fn described(route: &Route) -> Operation {
    let mut operation = route.operation.clone();
    operation.security = Some(match route.scope {
        Scope::Public => Vec::new(),
        Scope::Admin => vec![requirement("token")],
        Scope::Read | Scope::Trade | Scope::Operate => vec![requirement("token"), requirement("login")],
    });
    let mut by_status: BTreeMap<u16, BTreeSet<Code>> = BTreeMap::new();
    for code in refusals(route, &operation) {
        by_status.entry(code.status().as_u16()).or_default().insert(code);
    }
    for (status, codes) in by_status {
        // `/readyz` says with 503 what it says with 200.
        operation.responses.responses.entry(status.to_string()).or_insert_with(|| RefOr::T(refused(status, &codes)));
    }
    operation
}

/// Every code that a route may answer.
pub(super) fn refusals(route: &Route, operation: &Operation) -> BTreeSet<Code> {
    let mut codes: BTreeSet<Code> = route.refusals.iter().copied().collect();
    codes.extend([Code::BadRequest, Code::CredentialInUrl, Code::ForeignOrigin, Code::MethodNotAllowed, Code::UnknownHost]);
    if route.scope != Scope::Public {
        codes.extend([Code::Unauthenticated, Code::TokenExpired, Code::TokenRevoked, Code::TooManyAttempts]);
    }
    if route.path.contains("{account}") && route.scope < Scope::Admin {
        codes.insert(Code::AccountNotAllowed);
    }
    if route.scope > Scope::Read {
        codes.insert(Code::MissingScope);
    }
    if operation.request_body.is_some() {
        codes.extend([Code::SlowBody, Code::TooLarge, Code::NotJson]);
    }
    codes
}

fn refused(status: u16, codes: &BTreeSet<Code>) -> Response {
    let words: Vec<String> = codes.iter().map(|code| format!("`{}`", code.name())).collect();
    let title = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Refused");
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let mut response =
        ResponseBuilder::new().description(format!("{title}: {}", words.join(", "))).content("application/problem+json", content);
    let text =
        |about: &str| HeaderBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String))).description(Some(about)).build();
    if codes.contains(&Code::Unauthenticated) {
        response = response.header("www-authenticate", text("`Bearer`: the scheme of the token."));
    }
    if codes.contains(&Code::TooManyAttempts) || codes.contains(&Code::RateBudget) {
        response = response.header("retry-after", text("Seconds until it may be tried again."));
    }
    if codes.contains(&Code::MethodNotAllowed) {
        response = response.header("allow", text("Methods that this address is asked by."));
    }
    response.build()
}

fn requirement(scheme: &str) -> SecurityRequirement {
    SecurityRequirement::new(scheme, Vec::<String>::new())
}

/// The operation of a path that a method names.
pub(crate) fn operation<'a>(item: &'a PathItem, method: &str) -> Option<&'a Operation> {
    match method {
        "GET" => item.get.as_ref(),
        "POST" => item.post.as_ref(),
        "PUT" => item.put.as_ref(),
        "PATCH" => item.patch.as_ref(),
        "DELETE" => item.delete.as_ref(),
        _ => None,
    }
}

fn method_of(name: &str) -> HttpMethod {
    match name {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}
