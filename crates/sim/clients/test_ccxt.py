"""ccxt over REST, unchanged but for its urls."""

import ccxt
import pytest

from conftest import assert_book, assert_contiguous, assert_rising, as_levels

SYMBOL = "BTC/USDT:USDT"
VERSIONS = {
    "fapiPublic": "v1",
    "fapiPublicV2": "v2",
    "fapiPublicV3": "v3",
    "fapiPrivate": "v1",
    "fapiPrivateV2": "v2",
    "fapiPrivateV3": "v3",
}


@pytest.fixture(scope="module")
def exchange(venue):
    exchange = ccxt.binanceusdm({"enableRateLimit": False})
    for key, version in VERSIONS.items():
        exchange.urls["api"][key] = f"{venue.rest}/fapi/{version}"
    exchange.options["fetchCurrencies"] = False
    return exchange


def test_markets(exchange):
    markets = exchange.load_markets()
    assert SYMBOL in markets and len(markets) >= 8
    market = markets[SYMBOL]
    assert market["linear"] and market["swap"] and market["active"]
    assert exchange.number_to_string(market["precision"]["price"]) == "0.1"
    assert exchange.number_to_string(market["precision"]["amount"]) == "0.001"
    assert market["limits"]["cost"]["min"] == 50


def test_time(exchange):
    assert abs(exchange.fetch_time() - exchange.milliseconds()) < 2_000


def test_book_equals_the_truth(exchange, venue):
    book = exchange.fetch_order_book(SYMBOL, 1000)
    assert_book(book["bids"], book["asks"], 200)
    bids, asks = venue.book_at("BTCUSDT", book["nonce"])
    assert as_levels(book["bids"]) == bids
    assert as_levels(book["asks"]) == asks


def test_trades(exchange):
    trades = exchange.fetch_trades(SYMBOL, limit=100)
    assert len(trades) == 100
    assert_rising([int(trade["id"]) for trade in trades])
    assert all(trade["amount"] > 0 and trade["side"] in ("buy", "sell") for trade in trades)
    plain = exchange.fetch_trades(SYMBOL, limit=50, params={"fetchTradesMethod": "fapiPublicGetTrades"})
    ids = [int(trade["id"]) for trade in plain]
    assert ids == list(range(ids[0], ids[0] + 50)), "trade ids have no hole"


def test_candles(exchange):
    minutes = exchange.fetch_ohlcv(SYMBOL, "1m", limit=1000)
    assert len(minutes) == 1000
    assert_contiguous([row[0] for row in minutes], 60_000)
    for _, opened, high, low, close, volume in minutes:
        assert low <= min(opened, close) and high >= max(opened, close) and volume >= 0
    hours = exchange.fetch_ohlcv(SYMBOL, "1h", limit=10)
    assert_contiguous([row[0] for row in hours], 3_600_000)
    hour = hours[-2]
    inside = [row for row in minutes if hour[0] <= row[0] < hour[0] + 3_600_000]
    assert len(inside) == 60
    assert hour[2] == max(row[2] for row in inside) and hour[3] == min(row[3] for row in inside)
    assert hour[1] == inside[0][1] and hour[4] == inside[-1][4]


def test_candles_from_a_time(exchange):
    last = exchange.fetch_ohlcv(SYMBOL, "5m", limit=1)[0][0]
    since = last - 50 * 300_000
    rows = exchange.fetch_ohlcv(SYMBOL, "5m", since=since, limit=20)
    assert [row[0] for row in rows] == [since + at * 300_000 for at in range(20)]


def test_tickers_marks_and_funding(exchange):
    ticker = exchange.fetch_ticker(SYMBOL)
    assert ticker["low"] <= ticker["last"] <= ticker["high"]
    assert len(exchange.fetch_tickers()) >= 8
    quotes = exchange.fetch_bids_asks([SYMBOL])
    assert quotes[SYMBOL]["bid"] < quotes[SYMBOL]["ask"]
    rate = exchange.fetch_funding_rate(SYMBOL)
    assert abs(rate["markPrice"] / ticker["last"] - 1) < 0.01 and abs(rate["fundingRate"]) < 0.01
    history = exchange.fetch_funding_rate_history(SYMBOL, limit=10)
    assert_contiguous([row["timestamp"] for row in history], 8 * 3_600_000)
    assert exchange.fetch_open_interest(SYMBOL)["openInterestAmount"] > 0
    assert exchange.fetch_mark_ohlcv(SYMBOL, "1m", limit=3)
    assert exchange.fetch_index_ohlcv(SYMBOL, "1m", limit=3)


def test_errors_are_the_venues(exchange):
    with pytest.raises(ccxt.BadSymbol):
        exchange.fapiPublicGetDepth({"symbol": "NOSUCH"})
    with pytest.raises(ccxt.BaseError, match="-1102"):
        exchange.fapiPublicGetDepth({})
    with pytest.raises(ccxt.BaseError, match="-1120"):
        exchange.fapiPublicGetKlines({"symbol": "BTCUSDT", "interval": "7m"})
    with pytest.raises(ccxt.BaseError, match="-1130"):
        exchange.fapiPublicGetDepth({"symbol": "BTCUSDT", "limit": 7})


def test_weight_is_reported(exchange):
    exchange.fapiPublicGetPing()
    before = int(exchange.last_response_headers["X-Mbx-Used-Weight-1m"])
    exchange.fapiPublicGetDepth({"symbol": "BTCUSDT", "limit": 1000})
    after = int(exchange.last_response_headers["X-Mbx-Used-Weight-1m"])
    assert after - before == 20 or after == 20, "a minute may have ended in between"
