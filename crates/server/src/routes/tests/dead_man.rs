//! The dead-man's switch, at its door.

use twinline_gateway::wire::NewToken;
use twinline_gateway::{Caller, TokenScope};

use super::*;

const PATH: &str = "/api/v1/accounts/main/dead-man";

async fn arm(fixture: &Fixture, bearer: &str, body: &str) -> Response {
    let headers = [("authorization", bearer), ("content-type", "application/json")];
    fixture.send_from(IpAddr::V4(Ipv4Addr::LOCALHOST), "PUT", PATH, &headers, Body::from(body.to_owned())).await
}

#[tokio::test]
async fn its_time_is_bounded_and_named_when_it_is_wrong() {
    let fixture = Fixture::with_accounts();
    for body in [r#"{"timeout_s":9}"#, r#"{"timeout_s":601}"#, r#"{"timeout_s":0}"#] {
        let refused = problem(arm(&fixture, &fixture.bearer(), body).await).await;
        assert_eq!((&refused["code"], &refused["field"]), (&"unprocessable".into(), &"timeout_s".into()), "{body}: {refused}");
    }
    for body in ["{}", r#"{"timeout_s":"60"}"#, r#"{"timeout_s":-1}"#, r#"{"timeout_s":60,"for":1}"#, "60"] {
        assert_eq!(problem(arm(&fixture, &fixture.bearer(), body).await).await["code"], "bad_request", "{body}");
    }
    // In order, and the account has no keys: nothing is armed and nobody is told that it is.
    assert_eq!(problem(arm(&fixture, &fixture.bearer(), r#"{"timeout_s":60}"#).await).await["code"], "no_keys");
    let shown = fixture.send("GET", PATH, &[("authorization", &fixture.bearer())]).await;
    let body = axum::body::to_bytes(shown.into_body(), 1 << 20).await.unwrap();
    let shown: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((&shown["state"], &shown["timeout_s"]), (&"disarmed".into(), &serde_json::Value::Null));
}

#[tokio::test]
async fn a_token_for_a_part_of_the_account_does_not_touch_it() {
    let fixture = Fixture::with_accounts();
    let somebody = Caller { actor: "test".to_owned(), ..Caller::default() };
    let wanted = NewToken {
        name: "closer".to_owned(),
        scope: TokenScope::Trade,
        accounts: None,
        venues: None,
        instruments: None,
        max_order_notional: None,
        max_daily_notional: None,
        reduce_only: true,
        expires_at: None,
    };
    let bearer = format!("Bearer {}", fixture.app.gateway.create_token(&somebody, wanted).await.unwrap().token);
    assert_eq!(problem(arm(&fixture, &bearer, r#"{"timeout_s":60}"#).await).await["code"], "reduce_only_key");
    assert_eq!(problem(fixture.send("DELETE", PATH, &[("authorization", &bearer)]).await).await["code"], "reduce_only_key");
    assert_eq!(fixture.send("GET", PATH, &[("authorization", &bearer)]).await.status(), StatusCode::OK);
}
