//! What does each of this venue's error codes mean for us, and what can be done about it?
//!
//! Codes are words. Source: "Place order errors", "Edit order errors" and "Authentication" of the venue's API documentation, and
//! codes that were seen on the wire. Sorted by code, each once.

use twinline_venue::ErrorClass;

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// The venue's word.
    pub code: &'static str,
    /// What it means for us.
    pub class: ErrorClass,
    /// What whoever asked can do.
    pub advice: &'static str,
}

const fn row(code: &'static str, class: ErrorClass, advice: &'static str) -> Meaning {
    Meaning { code, class, advice }
}

use ErrorClass::{Clock, Credentials, Limited, NotFound, Rejected, Retry, Unknown};

const MONEY: &str = "add funds or ask for less";
const LIMIT: &str = "the venue's risk limits do not allow this size: ask for less";
const PRICE: &str = "choose another price";
const POSITION: &str = "look at the position first: it is not as this order assumes";
const PERSON: &str = "the account may not do this: see its settings at the venue";
const LEVERAGE: &str = "choose another leverage";
const SIZE: &str = "choose another size";
const GONE: &str = "the order is not open any more: look at it again";
/// What to do about a key that is not known.
pub(crate) const ELSEWHERE: &str =
    "this environment does not know the key: keys of India, of Global, of production and of testnet are apart; look where it was made";
/// What to do about a key that may not be used from here.
pub(crate) const ADDRESS: &str =
    "the key may not be used from this address: add the address to the key's list at the venue, or send from one that is on it";
/// What to do about a signature that does not fit.
pub(crate) const SECRET: &str = "the secret is not this key's: add the key again, with the secret that was shown when it was made";
/// What to do about a time that does not fit.
pub(crate) const CLOCK: &str = "correct the clock";
/// What to do about a key that may only look.
const PERMISSION: &str = "the key may not do this: give it the permission to trade at the venue";

/// Every known code, sorted.
pub const FAILURES: &[Meaning] = &[
    row("Forbidden", Credentials, "the network in front of the venue refused: send a User-Agent, from an address that it serves"),
    row("InvalidApiKey", Credentials, ELSEWHERE),
    row("Signature Mismatch", Credentials, SECRET),
    row("SignatureExpired", Clock, CLOCK),
    row("Unauthorized", Credentials, PERMISSION),
    row("UnauthorizedApiAccess", Credentials, PERMISSION),
    row("account_risk_limits_breached", Rejected, LIMIT),
    row("bad_schema", Rejected, "the request is wrong in itself"),
    row("close_order_position_unavailable", Rejected, POSITION),
    row("close_position_insufficient_margin", Rejected, MONEY),
    row("derivatives_trading_blocked", Rejected, PERSON),
    row("expired_signature", Clock, CLOCK),
    row("family_position_limit_exceeded", Rejected, LIMIT),
    row("greeks_limits_breached", Rejected, LIMIT),
    row("immediate_execution_post_only", Rejected, PRICE),
    row("immediate_execution_stop_order", Rejected, "the trigger is already past: choose another, or a market order"),
    row("immediate_liquidation", Rejected, MONEY),
    row("insufficient_commission", Rejected, MONEY),
    row("insufficient_margin", Rejected, MONEY),
    row("internal_server_error", Unknown, "look whether it happened"),
    row("invalid_api_key", Credentials, ELSEWHERE),
    row("invalid_contract", Rejected, "this product cannot be traded"),
    row("invalid_signature", Credentials, SECRET),
    row("ip_blocked_for_api_key", Credentials, ADDRESS),
    row("ip_not_whitelisted_for_api_key", Credentials, ADDRESS),
    row("kyc_pending", Rejected, PERSON),
    row("less_than_order_min_size", Rejected, SIZE),
    row("leverage_limit_exceeded", Rejected, LEVERAGE),
    row("liquidation_risk_limits_breached", Rejected, LIMIT),
    row("max_leverage_exceeded", Rejected, LEVERAGE),
    row("max_orders_count_exceeded", Rejected, "cancel other orders first"),
    row("min_leverage_exceeded", Rejected, LEVERAGE),
    row("naked_short_restricted", Rejected, POSITION),
    row("no_liquidity_for_market_order", Rejected, "there is nobody to trade with: use a limit order"),
    row("no_open_position", Rejected, POSITION),
    row("no_orders", Rejected, "the batch is empty"),
    row("no_position_for_reduce_only", Rejected, POSITION),
    row("no_position_left_for_reduce_only", Rejected, POSITION),
    row("offset_by_reduce_only", Rejected, POSITION),
    row("open_order_not_found", NotFound, GONE),
    row("order_already_filled", NotFound, GONE),
    row("order_max_size_exceeded", Rejected, SIZE),
    row("order_size_exceed_available", Rejected, SIZE),
    row("order_size_not_available_in_orderbook", Rejected, SIZE),
    row("out_of_bankruptcy", Rejected, PRICE),
    row("overlapping_buy_sell_orders", Rejected, "it would meet an order of the same account"),
    row("portfolio_risk_limits_breached", Rejected, LIMIT),
    row("position_bracket_exist_or_invalid_data", Rejected, "the position has a bracket already: cancel that first"),
    row("position_under_liquidation", Rejected, POSITION),
    row("product_not_found", NotFound, "there is no such product"),
    row("rate_limit_exceeded", Limited, "wait"),
    row("reduce_only_orders_allowed", Rejected, "the product only takes orders that reduce a position"),
    row("reduce_only_orders_allowed_sell_side", Rejected, "the product only takes orders to sell that reduce a position"),
    row("risk_limits_breached", Rejected, LIMIT),
    row("self_matching_disrupted_post_only", Rejected, "it would meet an order of the same account"),
    row("signature_mismatch", Credentials, SECRET),
    row("spot_blocked_country", Rejected, PERSON),
    row("spot_trading_blocked", Rejected, PERSON),
    row("stale_order", Rejected, GONE),
    row("trading_blocked", Rejected, PERSON),
    row("trading_credits_breached", Rejected, PERSON),
    row("trading_not_allowed_on_current_margin_mode", Rejected, "choose another margin mode"),
    row("unauthorized", Credentials, PERMISSION),
    row("unauthorized_api_access", Credentials, PERMISSION),
    row("unavailable", Retry, "the venue cannot do it now: try again later"),
    row("unsupported", Rejected, "the venue does not offer this"),
];

/// What is known of a code.
pub(crate) fn meaning(code: &str) -> Option<&'static Meaning> {
    FAILURES.binary_search_by(|row| row.code.cmp(code)).ok().map(|at| &FAILURES[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_stand_once() {
        assert!(FAILURES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
