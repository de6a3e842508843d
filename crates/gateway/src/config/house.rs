//! How does the house of play money work?

use rust_decimal::Decimal;
use twinline_model::Duration;
use twinline_paper::{Guard, Latency, Preset, Settings, Terms};

use super::ConfigError;
use super::reader::{Table, hint};
use super::tree::Origin;

/// Longest latency and oldest data that can be configured.
const MAX_MS: usize = 60_000;
/// Highest leverage that can be configured; each instrument has its own bound below it.
const MAX_LEVERAGE: usize = 125;

/// How the house of play money works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseSettings {
    /// What an account begins with: asset and amount.
    pub deposits: Vec<(String, Decimal)>,
    /// Terms of all that is traded.
    pub terms: Terms,
    /// How long a command travels, milliseconds.
    pub latency_ms: i64,
    /// Nothing is filled on data older than this, milliseconds.
    pub stale_ms: i64,
    /// Share of a displayed size that can be had.
    pub participation: Decimal,
    /// When a trading day begins, after midnight UTC: what was sold the days before is paid.
    pub settles_at: Duration,
    /// When what is held within a day is closed, after midnight UTC.
    pub squares_off_at: Duration,
}

/// Nine in the morning and a quarter past three in India.
const DAY: (Duration, Duration) = (minutes(3, 30), minutes(9, 45));

const fn minutes(hours: i64, minutes: i64) -> Duration {
    Duration::from_secs((hours * 60 + minutes) * 60)
}

impl Default for HouseSettings {
    fn default() -> Self {
        Self {
            deposits: vec![("USDT".to_owned(), Decimal::from(100_000))],
            terms: Terms::default(),
            latency_ms: Latency::default().base_ms,
            stale_ms: Guard::default().stale_ns / 1_000_000,
            participation: Decimal::ONE,
            settles_at: DAY.0,
            squares_off_at: DAY.1,
        }
    }
}

impl HouseSettings {
    /// The same for the engine.
    pub(crate) fn engine(&self) -> Settings {
        use rust_decimal::prelude::ToPrimitive as _;
        let millionths = (self.participation * Decimal::from(1_000_000)).to_i64().unwrap_or(1_000_000);
        Settings {
            latency: Latency { base_ms: self.latency_ms, ..Latency::NONE },
            guard: Guard { stale_ns: self.stale_ms.saturating_mul(1_000_000), participation_ppm: millionths, ..Guard::default() },
            ..Settings::default()
        }
    }
}

/// Reads the house's table.
pub(super) fn house(mut keys: Table) -> Result<HouseSettings, ConfigError> {
    let mut settings = HouseSettings::default();
    let deposits = keys.texts("deposits")?;
    if !deposits.is_empty() {
        settings.deposits = deposits.iter().map(|(text, origin)| deposit(&keys, text, origin)).collect::<Result<_, _>>()?;
    }
    if let Some((text, origin)) = keys.text("preset")? {
        let found = Preset::ALL.iter().find(|row| row.0 == text).map(|row| row.1);
        let known = || hint(&text, Preset::ALL.iter().map(|row| row.0));
        settings.terms.preset = found.ok_or_else(|| keys.refuse("preset", &origin, format!("{text:?} is not known{}", known())))?;
    }
    settings.terms.leverage = keys.count("leverage", 1, MAX_LEVERAGE)?.and_then(|times| u32::try_from(times).ok());
    let (maker, taker) = (share(&mut keys, "maker_fee", Decimal::ZERO)?, share(&mut keys, "taker_fee", Decimal::ZERO)?);
    settings.terms.fees = match (maker, taker) {
        (Some(maker), Some(taker)) => Some((maker, taker)),
        (None, None) => None,
        _ => {
            let origin = keys.origin().clone();
            return Err(keys.refuse("maker_fee", &origin, "and `taker_fee` are set together or not at all"));
        }
    };
    let millis = |found: Option<usize>, usual: i64| found.and_then(|ms| i64::try_from(ms).ok()).unwrap_or(usual);
    settings.latency_ms = millis(keys.count("latency_ms", 0, MAX_MS)?, settings.latency_ms);
    settings.stale_ms = millis(keys.count("stale_ms", 100, MAX_MS)?, settings.stale_ms);
    settings.participation = share(&mut keys, "participation", Decimal::new(1, 6))?.unwrap_or(settings.participation);
    settings.settles_at = time_of_day(&mut keys, "settles_at")?.unwrap_or(settings.settles_at);
    settings.squares_off_at = time_of_day(&mut keys, "squares_off_at")?.unwrap_or(settings.squares_off_at);
    keys.done()?;
    Ok(settings)
}

/// A time after midnight UTC, such as `03:30`.
fn time_of_day(keys: &mut Table, key: &str) -> Result<Option<Duration>, ConfigError> {
    let Some((text, origin)) = keys.text(key)? else { return Ok(None) };
    let below = |text: &str, end: i64| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| digits && *number < end)
    };
    let found = text.split_once(':').and_then(|(hour, minute)| Some(minutes(below(hour, 24)?, below(minute, 60)?)));
    found.map(Some).ok_or_else(|| keys.refuse(key, &origin, format!("must be a time of the day in UTC such as \"03:30\", not {text:?}")))
}

fn deposit(keys: &Table, text: &str, origin: &Origin) -> Result<(String, Decimal), ConfigError> {
    let found = text.split_once(' ').and_then(|(amount, asset)| {
        let amount = Decimal::from_str_exact(amount).ok().filter(|amount| *amount > Decimal::ZERO)?;
        Some((asset.trim().to_owned(), amount)).filter(|(asset, _)| asset.bytes().all(|b| b.is_ascii_alphanumeric()) && !asset.is_empty())
    });
    found.ok_or_else(|| keys.refuse("deposits", origin, format!("must be amounts above zero such as \"100000 USDT\", not {text:?}")))
}

/// A share from `least` to 1.
fn share(keys: &mut Table, key: &str, least: Decimal) -> Result<Option<Decimal>, ConfigError> {
    let Some((text, origin)) = keys.text(key)? else { return Ok(None) };
    let found = Decimal::from_str_exact(&text).ok().filter(|share| (least..=Decimal::ONE).contains(share));
    let wrong = || keys.refuse(key, &origin, format!("must be a share from {least} to 1 as text, such as \"0.0005\", not {text:?}"));
    found.map(Some).ok_or_else(wrong)
}
