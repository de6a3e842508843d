//! What is the venue asked beside a stream that is healthy?

use std::collections::BTreeMap;

use twinline_model::{Freshness, Side};

use crate::stage::{Stage, VENUES, secs};

/// Ten minutes beside a healthy stream: the venue's own log has comparisons, no more than one of a kind in fifteen seconds, and the
/// clock. Nothing is asked for that a stream tells.
#[test]
fn f27_nothing_is_polled_while_the_stream_is_live() {
    for venue in VENUES {
        let mut stage = Stage::at(venue, 27);
        let ticket = stage.market(Side::Buy);
        stage.placed(ticket);
        stage.settled(secs(75));
        stage.run(secs(90));
        let begin = stage.world.now();
        stage.run(secs(600));
        assert_eq!(stage.world.status().freshness, Freshness::Live);
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for row in stage.asked_since(begin) {
            let path = row["path"].as_str().unwrap().split('?').next().unwrap().to_owned();
            *kinds.entry(format!("{} {path}", row["method"].as_str().unwrap())).or_default() += 1;
        }
        println!("F27 {venue:?}: {kinds:?}");
        assert!(kinds.iter().all(|(_, count)| *count <= 600 / 15 + 1), "{kinds:?}");
        let of_markets = ["ticker", "depth", "l2orderbook", "trades", "candles", "klines", "premiumIndex"];
        assert!(!kinds.keys().any(|kind| of_markets.iter().any(|word| kind.contains(word))), "{kinds:?}");
    }
}
