//! What a request's parameters are, checked as the venue checks them.

use twinline_exchange::{Interval, Market};

use crate::faces::binance::errors::ApiError;
use crate::faces::binance::feed::Feed;
use crate::faces::binance::live::Live;
use crate::target::Target;

/// The parameters of one request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Params<'a> {
    target: &'a Target,
}

impl<'a> Params<'a> {
    pub fn new(target: &'a Target) -> Params<'a> {
        Params { target }
    }

    /// A parameter that must be there.
    pub fn required(&self, name: &str) -> Result<&'a str, ApiError> {
        self.target.param(name).filter(|value| !value.is_empty()).ok_or_else(|| ApiError::missing(name))
    }

    /// A parameter that may be there; empty counts as malformed.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, ApiError> {
        match self.target.param(name) {
            Some("") => Err(ApiError::missing(name)),
            other => Ok(other),
        }
    }

    /// A whole number that may be there.
    pub fn number(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ApiError::illegal(name, "^[0-9]{1,20}$"));
        }
        text.parse().map(Some).map_err(|_| ApiError::not_valid(name))
    }

    /// `limit`, between 1 and `most`.
    pub fn limit(&self, usual: i64, most: i64) -> Result<usize, ApiError> {
        let limit = self.number("limit")?.unwrap_or(usual);
        if !(1..=most).contains(&limit) {
            return Err(ApiError::not_valid("limit"));
        }
        usize::try_from(limit).map_err(|_| ApiError::not_valid("limit"))
    }

    /// A mandatory `symbol` in legal letters.
    pub fn symbol_name(&self) -> Result<&'a str, ApiError> {
        legal_symbol("symbol", self.required("symbol")?)
    }

    /// The market of a mandatory `symbol`.
    pub fn market<'l>(&self, live: &'l Live) -> Result<(&'l Market, &'l Feed), ApiError> {
        live.find(self.symbol_name()?).ok_or_else(ApiError::symbol)
    }

    /// The market of an optional `symbol`.
    pub fn market_if_named<'l>(&self, live: &'l Live) -> Result<Option<&'l Market>, ApiError> {
        match self.text("symbol")? {
            Some(_) => self.market(live).map(|(market, _)| Some(market)),
            None => Ok(None),
        }
    }

    /// The market of a mandatory `pair`.
    pub fn market_of_pair<'l>(&self, live: &'l Live) -> Result<&'l Market, ApiError> {
        let pair = legal_symbol("pair", self.required("pair")?)?;
        live.find(pair).map(|(market, _)| market).ok_or_else(ApiError::pair)
    }

    pub fn interval(&self) -> Result<Interval, ApiError> {
        Interval::from_name(self.required("interval")?).ok_or_else(ApiError::interval)
    }

    /// `startTime` and `endTime`, in order.
    pub fn times(&self) -> Result<(Option<i64>, Option<i64>), ApiError> {
        let (start, end) = (self.number("startTime")?, self.number("endTime")?);
        match (start, end) {
            (Some(start), Some(end)) if start > end => Err(ApiError::start_after_end()),
            times => Ok(times),
        }
    }
}

fn legal_symbol<'t>(name: &str, text: &'t str) -> Result<&'t str, ApiError> {
    let legal = text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if legal { Ok(text) } else { Err(ApiError::illegal(name, "^[A-Z0-9-_.]{1,20}$")) }
}
