//! Runs one seed and prints every event: `cargo run --release -p twinline-world --example seed -- 12 [SECONDS]`.

use std::sync::Arc;

use twinline_binance::Binance;
use twinline_model::Duration;
use twinline_venue::Codec;
use twinline_world::{Setting, Shortened, run};

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|text| text.parse::<i64>().ok());
    let seed = arguments.next().unwrap_or(0);
    let setting = Setting { length: Duration::from_secs(arguments.next().unwrap_or(60)), trace: true };
    let codec: Arc<dyn Codec> = Arc::new(Binance);
    let short = Arc::new(Shortened::new(codec.clone(), Duration::from_secs(120)));
    let outcome = run(seed.unsigned_abs(), &codec, &short, &setting);
    for line in &outcome.trace {
        println!("{line}");
    }
    println!("{:?}", outcome.result);
}
