//! Without accounts, markets are what they were before there were accounts: same seed, same bytes.

use twinline_exchange::{Exchange, Settings, Side};

const START_NS: i64 = 1_795_250_417_345_000_000;

/// FNV-1a over everything that a minute and a restart tell, and over the books and marks at the end.
fn fingerprint(seed: u64) -> u64 {
    let settings = Settings { history_minutes: 30, ..Settings::new(seed, START_NS) };
    let mut exchange = Exchange::new(&settings);
    let mut events = Vec::new();
    exchange.advance(START_NS + 60_000_000_000, &mut events);
    let lower = Settings { first_update_id: 1_000, first_trade_id: 1_000, ..settings };
    exchange = exchange.restarted(&lower);
    exchange.advance(START_NS + 90_000_000_000, &mut events);
    let mut text = format!("{events:?}");
    for market in exchange.markets() {
        for side in [Side::Buy, Side::Sell] {
            text.push_str(&format!("{:?}", market.book.levels(side).collect::<Vec<_>>()));
        }
        text.push_str(&format!("{} {} {:?}", market.marks.mark_e8, market.last_update_id, market.top()));
    }
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn markets_without_accounts_trade_as_before() {
    let told: Vec<u64> = (0..4).map(fingerprint).collect();
    assert_eq!(told, [12325055556105432903, 18104634242899096614, 13079970337458435893, 1532620296076388955]);
}
