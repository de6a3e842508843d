//! Which REST calls exist, what they cost and what they answer.

use std::fmt::Write as _;

use twinline_exchange::{Candle, Interval, Market, Series};

use crate::decimal::decimal_e8;
use crate::face::Request;
use crate::faces::binance::errors::ApiError;
use crate::faces::binance::feed::{Snapshot, snapshot};
use crate::faces::binance::info;
use crate::faces::binance::json;
use crate::faces::binance::limits::Cost;
use crate::faces::binance::live::Live;
use crate::faces::binance::numbers::{candle_prices, candle_prices_e8, day_figures, price, quantity, quote, rows};
use crate::faces::binance::params::Params;
use crate::faults::{FaultName, Faults};
use crate::target::Target;

const HOUR_MS: i64 = 3_600_000;
const DEPTH_LIMITS: [i64; 7] = [5, 10, 20, 50, 100, 500, 1_000];

/// What answers a request: the markets, and the venue's clock.
pub(crate) struct Desk<'a> {
    pub live: &'a Live,
    pub faults: &'a mut Faults,
    /// The true time; what clients see is skewed by `skew_ms`.
    pub now_ms: i64,
    pub skew_ms: i64,
}

type Answer = Result<String, ApiError>;

/// What a request costs, before it is looked at closely.
pub(crate) fn cost(method: &str, target: &Target) -> Cost {
    let all = target.param("symbol").is_none();
    let limit = |usual: i64| target.param("limit").and_then(|limit| limit.parse().ok()).unwrap_or(usual);
    let weight = match (method, target.path.as_str()) {
        ("GET", "/fapi/v1/fundingRate" | "/fapi/v1/fundingInfo") => return Cost::Funding,
        ("GET", "/fapi/v1/depth") => match limit(500) {
            ..=50 => 2,
            51..=100 => 5,
            101..=500 => 10,
            _ => 20,
        },
        ("GET", path) if path.ends_with("lines") => match limit(500) {
            ..=99 => 1,
            100..=499 => 2,
            500..=1_000 => 5,
            _ => 10,
        },
        ("GET", "/fapi/v1/rpiDepth" | "/fapi/v1/aggTrades") => 20,
        ("GET", "/fapi/v1/trades") => 5,
        ("GET", "/fapi/v1/historicalTrades") => 200,
        ("GET", "/fapi/v1/premiumIndex" | "/fapi/v1/assetIndex") if all => 10,
        ("GET", "/fapi/v1/ticker/24hr") if all => 40,
        ("GET", "/fapi/v1/ticker/price" | "/fapi/v2/ticker/price") if all => 2,
        ("GET", "/fapi/v1/ticker/bookTicker") => {
            if all {
                5
            } else {
                2
            }
        }
        _ => 1,
    };
    Cost::Weight(weight)
}

impl Desk<'_> {
    /// Answers a request.
    pub fn answer(&mut self, request: &Request<'_>) -> Answer {
        let params = Params::new(&request.target);
        let path = request.target.path.as_str();
        let Some(call) = path.strip_prefix("/fapi/").filter(|_| request.method == "GET") else {
            return Err(unknown(request));
        };
        match call {
            "v1/ping" => Ok("{}".to_owned()),
            "v1/time" => Ok(format!("{{\"serverTime\":{}}}", self.clock())),
            "v1/exchangeInfo" => Ok(info::exchange_info(self.live.specs(), self.clock())),
            "v1/depth" => self.depth(params, false),
            "v1/rpiDepth" => self.depth(params, true),
            "v1/trades" => self.trades(params),
            "v1/historicalTrades" => match request.header("x-mbx-apikey") {
                Some(key) if !key.is_empty() => self.historical_trades(params),
                _ => Err(ApiError::no_key()),
            },
            "v1/aggTrades" => self.agg_trades(params),
            "v1/klines" => {
                let (market, _) = params.market(self.live)?;
                trade_candles(params, market)
            }
            "v1/continuousKlines" => self.continuous_klines(params),
            "v1/markPriceKlines" => price_candles(params, |market| &market.marks.mark, params.market(self.live)?.0),
            "v1/indexPriceKlines" => price_candles(params, |market| &market.marks.index, params.market_of_pair(self.live)?),
            "v1/premiumIndexKlines" => price_candles(params, |market| &market.marks.premium, params.market(self.live)?.0),
            "v1/premiumIndex" => self.one_or_all(params, |desk, market| desk.premium_index(market)),
            "v1/fundingRate" => self.funding_rate(params),
            "v1/fundingInfo" => Ok(self.funding_info()),
            "v1/openInterest" => self.open_interest(params),
            "v1/ticker/24hr" => self.one_or_all(params, |desk, market| desk.day(market)),
            "v1/ticker/price" | "v2/ticker/price" => self.one_or_all(params, |desk, market| desk.last_price(market)),
            "v1/ticker/bookTicker" => self.one_or_all(params, |desk, market| desk.book_ticker(market)),
            "v1/assetIndex" => self.asset_index(params),
            _ => Err(unknown(request)),
        }
    }

    fn clock(&self) -> i64 {
        self.now_ms + self.skew_ms
    }

    fn one_or_all(&self, params: Params<'_>, one: impl Fn(&Self, &Market) -> String) -> Answer {
        match params.market_if_named(self.live)? {
            Some(market) => Ok(one(self, market)),
            None => Ok(array(self.live.markets().iter().map(|market| one(self, market)))),
        }
    }

    fn depth(&mut self, params: Params<'_>, rpi: bool) -> Answer {
        let (market, feed) = params.market(self.live)?;
        let usual = if rpi { 1_000 } else { 500 };
        let limit = params.number("limit")?.unwrap_or(usual);
        if !DEPTH_LIMITS.contains(&limit) || (rpi && limit != 1_000) {
            return Err(ApiError::not_valid("limit"));
        }
        let levels = usize::try_from(limit).unwrap_or(0);
        let name = Some(&*feed.name);
        let stale = self.faults.hits(FaultName::SnapshotStale, &["depth"], name);
        let mut held = match feed.old_snapshots.front().filter(|_| stale) {
            Some(old) => old.clone(),
            None => snapshot(market, self.now_ms, levels),
        };
        held.bids.truncate(levels);
        held.asks.truncate(levels);
        Ok(depth_body(market, &held, self.skew_ms))
    }

    fn trades(&self, params: Params<'_>) -> Answer {
        let (market, _) = params.market(self.live)?;
        let limit = params.limit(500, 1_000)?;
        let held = market.tape.trades();
        Ok(array(held.iter().skip(held.len().saturating_sub(limit)).map(|trade| trade_body(market, trade))))
    }

    fn historical_trades(&self, params: Params<'_>) -> Answer {
        let (market, _) = params.market(self.live)?;
        let limit = params.limit(500, 1_000)?;
        let Some(from) = params.number("fromId")? else { return self.trades(params) };
        let from = u64::try_from(from).unwrap_or(0);
        let found = market.tape.trades().iter().filter(|trade| trade.id >= from).take(limit);
        Ok(array(found.map(|trade| trade_body(market, trade))))
    }

    fn agg_trades(&self, params: Params<'_>) -> Answer {
        let (market, _) = params.market(self.live)?;
        let limit = params.limit(500, 1_000)?;
        let from = params.number("fromId")?;
        let (start, end) = params.times()?;
        if let (Some(start), Some(end)) = (start, end)
            && end.saturating_sub(start) > HOUR_MS
        {
            return Err(ApiError::window());
        }
        let held = market.tape.aggregates();
        let within = held.iter().filter(|trade| {
            let at_ms = trade.at_ns / 1_000_000;
            from.is_none_or(|from| i128::from(trade.id) >= i128::from(from))
                && start.is_none_or(|start| at_ms >= start)
                && end.is_none_or(|end| at_ms <= end)
        });
        let mut found: Vec<_> = within.collect();
        if from.is_some() || start.is_some() {
            found.truncate(limit);
        } else {
            found.drain(..found.len().saturating_sub(limit));
        }
        Ok(array(found.into_iter().map(|trade| {
            let lots = quantity(&market.spec, trade.lots);
            format!(
                "{{\"a\":{},\"p\":\"{}\",\"q\":\"{lots}\",\"nq\":\"{lots}\",\"f\":{},\"l\":{},\"T\":{},\"m\":{}}}",
                trade.id,
                price(&market.spec, trade.ticks),
                trade.first,
                trade.last,
                trade.at_ns / 1_000_000,
                trade.buyer_is_maker,
            )
        })))
    }

    fn continuous_klines(&self, params: Params<'_>) -> Answer {
        let market = params.market_of_pair(self.live)?;
        match params.required("contractType")? {
            "PERPETUAL" => trade_candles(params, market),
            "CURRENT_MONTH" | "NEXT_MONTH" | "CURRENT_QUARTER" | "NEXT_QUARTER" | "TRADIFI_PERPETUAL" => Ok("[]".to_owned()),
            _ => Err(ApiError::not_valid("contractType")),
        }
    }

    fn premium_index(&self, market: &Market) -> String {
        let marks = &market.marks;
        format!(
            "{{\"symbol\":\"{}\",\"markPrice\":\"{}\",\"indexPrice\":\"{}\",\"estimatedSettlePrice\":\"{}\",\"lastFundingRate\":\"{}\",\"interestRate\":\"0.00010000\",\"nextFundingTime\":{},\"time\":{}}}",
            market.spec.name,
            decimal_e8(marks.mark_e8),
            decimal_e8(marks.index_e8),
            decimal_e8(json::settle_e8(market)),
            decimal_e8(marks.rate_e8),
            marks.next_funding_ms,
            self.clock(),
        )
    }

    fn funding_rate(&self, params: Params<'_>) -> Answer {
        let named = params.market_if_named(self.live)?;
        let limit = params.limit(100, 1_000)?;
        let (start, end) = params.times()?;
        let mut found: Vec<(i64, String)> = Vec::new();
        for market in self.live.markets() {
            if named.is_some_and(|named| named.spec.name != market.spec.name) {
                continue;
            }
            let within = market
                .marks
                .settled()
                .iter()
                .filter(|record| start.is_none_or(|start| record.at_ms >= start) && end.is_none_or(|end| record.at_ms <= end));
            found.extend(within.map(|record| (record.at_ms, json::funding(&market.spec.name, record))));
        }
        found.sort_by_key(|(at_ms, _)| *at_ms);
        if start.is_some() {
            found.truncate(limit);
        } else {
            found.drain(..found.len().saturating_sub(limit));
        }
        Ok(array(found.into_iter().map(|(_, body)| body)))
    }

    fn funding_info(&self) -> String {
        array(self.live.specs().map(|(spec, _)| {
            format!(
                "{{\"symbol\":\"{}\",\"adjustedFundingRateCap\":\"0.00750000\",\"adjustedFundingRateFloor\":\"-0.00750000\",\"fundingIntervalHours\":8,\"disclaimer\":false}}",
                spec.name
            )
        }))
    }

    fn open_interest(&self, params: Params<'_>) -> Answer {
        let (market, _) = params.market(self.live)?;
        let lots = quantity(&market.spec, market.open_interest_lots);
        Ok(format!("{{\"openInterest\":\"{lots}\",\"symbol\":\"{}\",\"time\":{}}}", market.spec.name, self.clock()))
    }

    fn day(&self, market: &Market) -> String {
        let spec = &market.spec;
        let day = market.day();
        let figures = day_figures(spec, &day);
        let [open, high, low, close] = candle_prices(spec, &day.candle);
        let (first, last) = day.candle.ids.unwrap_or((0, 0));
        format!(
            "{{\"symbol\":\"{}\",\"priceChange\":\"{}\",\"priceChangePercent\":\"{}\",\"weightedAvgPrice\":\"{}\",\"lastPrice\":\"{close}\",\"lastQty\":\"{}\",\"openPrice\":\"{open}\",\"highPrice\":\"{high}\",\"lowPrice\":\"{low}\",\"volume\":\"{}\",\"quoteVolume\":\"{}\",\"openTime\":{},\"closeTime\":{},\"firstId\":{first},\"lastId\":{last},\"count\":{}}}",
            spec.name,
            figures.change,
            figures.percent,
            figures.average,
            quantity(spec, day.last_lots),
            quantity(spec, day.candle.lots),
            quote(spec, day.candle.quote),
            day.candle.open_ms,
            self.clock(),
            day.candle.trades,
        )
    }

    fn last_price(&self, market: &Market) -> String {
        let last = price(&market.spec, market.candles.last());
        format!("{{\"symbol\":\"{}\",\"price\":\"{last}\",\"time\":{}}}", market.spec.name, self.clock())
    }

    fn book_ticker(&self, market: &Market) -> String {
        let spec = &market.spec;
        let top = market.top();
        format!(
            "{{\"symbol\":\"{}\",\"bidPrice\":\"{}\",\"bidQty\":\"{}\",\"askPrice\":\"{}\",\"askQty\":\"{}\",\"time\":{}}}",
            spec.name,
            price(spec, top.bid.0),
            quantity(spec, top.bid.1),
            price(spec, top.ask.0),
            quantity(spec, top.ask.1),
            market.last_update_ns / 1_000_000 + self.skew_ms,
        )
    }

    fn asset_index(&self, params: Params<'_>) -> Answer {
        let body = |asset: &str, index_e8: i64| {
            let rates = json::asset_rates(index_e8);
            format!(
                "{{\"symbol\":\"{asset}\",\"time\":{},\"index\":\"{}\",\"bidBuffer\":\"0.10000000\",\"askBuffer\":\"0.10000000\",\"bidRate\":\"{}\",\"askRate\":\"{}\",\"autoExchangeBidBuffer\":\"0.05000000\",\"autoExchangeAskBuffer\":\"0.05000000\",\"autoExchangeBidRate\":\"{}\",\"autoExchangeAskRate\":\"{}\"}}",
                self.clock(),
                rates.index,
                rates.bid,
                rates.ask,
                rates.auto_bid,
                rates.auto_ask,
            )
        };
        let assets = self.live.assets();
        match params.text("symbol")? {
            Some(wanted) => {
                let found = assets.iter().find(|(asset, _)| asset == wanted);
                found.map(|(asset, index_e8)| body(asset, *index_e8)).ok_or_else(ApiError::symbol)
            }
            None => Ok(array(assets.iter().map(|(asset, index_e8)| body(asset, *index_e8)))),
        }
    }
}

/// The body of `depth`, also used to tell the truth.
pub(crate) fn depth_body(market: &Market, held: &Snapshot, skew_ms: i64) -> String {
    format!(
        "{{\"lastUpdateId\":{},\"E\":{},\"T\":{},\"bids\":{},\"asks\":{}}}",
        held.update_id,
        held.taken_ms + skew_ms,
        held.at_ms,
        rows(&market.spec, &held.bids),
        rows(&market.spec, &held.asks),
    )
}

/// Calls of accounts that are not answered here are refused as the venue refuses an unknown key.
fn unknown(request: &Request<'_>) -> ApiError {
    const NEED_A_KEY: [&str; 12] = [
        "order",
        "Order",
        "account",
        "balance",
        "position",
        "leverage",
        "marginType",
        "userTrades",
        "income",
        "listenKey",
        "algo",
        "commission",
    ];
    let path = &request.target.path;
    let private = path.starts_with("/fapi/") && NEED_A_KEY.iter().any(|part| path.contains(part));
    match request.header("x-mbx-apikey") {
        Some(_) if private => ApiError::wrong_key(),
        None if private => ApiError::no_key(),
        _ => ApiError::no_path(path, request.method),
    }
}

fn trade_body(market: &Market, trade: &twinline_exchange::Trade) -> String {
    format!(
        "{{\"id\":{},\"price\":\"{}\",\"qty\":\"{}\",\"quoteQty\":\"{}\",\"time\":{},\"isBuyerMaker\":{},\"isRPITrade\":false}}",
        trade.id,
        price(&market.spec, trade.ticks),
        quantity(&market.spec, trade.lots),
        quote(&market.spec, i128::from(trade.ticks) * i128::from(trade.lots)),
        trade.at_ns / 1_000_000,
        trade.buyer_is_maker,
    )
}

fn trade_candles(params: Params<'_>, market: &Market) -> Answer {
    let spec = &market.spec;
    candles(
        params,
        &market.candles,
        |candle| candle_prices(spec, candle),
        |candle| [quantity(spec, candle.lots), quote(spec, candle.quote), quantity(spec, candle.buy_lots), quote(spec, candle.buy_quote)],
    )
}

fn price_candles(params: Params<'_>, series: impl Fn(&Market) -> &Series, market: &Market) -> Answer {
    candles(params, series(market), candle_prices_e8, |_| ["0", "0", "0", "0"].map(str::to_owned))
}

fn candles(
    params: Params<'_>,
    series: &Series,
    prices: impl Fn(&Candle) -> [String; 4],
    volumes: impl Fn(&Candle) -> [String; 4],
) -> Answer {
    let interval: Interval = params.interval()?;
    let limit = params.limit(500, 1_500)?;
    let (start, end) = params.times()?;
    let mut text = String::from("[");
    for candle in series.range(interval, start, end, limit) {
        let [open, high, low, close] = prices(&candle);
        let [base, quote, taker_base, taker_quote] = volumes(&candle);
        let comma = if text.len() > 1 { "," } else { "" };
        let _ = write!(
            text,
            "{comma}[{},\"{open}\",\"{high}\",\"{low}\",\"{close}\",\"{base}\",{},\"{quote}\",{},\"{taker_base}\",\"{taker_quote}\",\"0\"]",
            candle.open_ms,
            interval.next_open(candle.open_ms) - 1,
            candle.trades,
        );
    }
    text.push(']');
    Ok(text)
}

fn array(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    format!("[{}]", items.join(","))
}
