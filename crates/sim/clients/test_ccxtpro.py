"""ccxt.pro over its own streams, unchanged but for its urls."""

import asyncio
from contextlib import asynccontextmanager

import ccxt.pro

from conftest import assert_book, assert_contiguous, assert_rising, as_levels
from test_ccxt import SYMBOL, VERSIONS


@asynccontextmanager
async def connected(venue):
    exchange = ccxt.pro.binanceusdm({"enableRateLimit": False})
    for key, version in VERSIONS.items():
        exchange.urls["api"][key] = f"{venue.rest}/fapi/{version}"
    exchange.urls["api"]["ws"]["linear"] = f"{venue.streams}/ws"
    exchange.urls["api"]["ws"]["ws-api"]["linear"] = venue.ws_api
    exchange.options["fetchCurrencies"] = False
    try:
        yield exchange
    finally:
        await exchange.close()


def run(venue, body, seconds=40):
    async def main():
        async with connected(venue) as exchange:
            await asyncio.wait_for(body(exchange), seconds)

    asyncio.run(main())


def test_book_equals_the_truth_again_and_again(venue):
    async def body(exchange):
        compared = 0
        for _ in range(40):
            book = await exchange.watch_order_book(SYMBOL, 1000)
            bids, asks = as_levels(book["bids"]), as_levels(book["asks"])
            assert_book(bids, asks, 100)
            true_bids, true_asks = venue.book_at("BTCUSDT", book["nonce"])
            assert bids == true_bids[: len(bids)] and asks == true_asks[: len(asks)]
            compared += 1
        assert compared == 40

    run(venue, body)


def test_trades(venue):
    async def body(exchange):
        seen = {}
        while len(seen) < 30:
            for trade in await exchange.watch_trades(SYMBOL):
                seen[int(trade["id"])] = trade
        ids = sorted(seen)
        assert_rising(ids)
        assert ids == list(range(ids[0], ids[0] + len(ids))), "a trade is missing"

    run(venue, body)


def test_candles(venue):
    async def body(exchange):
        first = None
        for _ in range(8):
            rows = await exchange.watch_ohlcv(SYMBOL, "1m")
            opened, _, high, low, close, volume = rows[-1]
            assert low <= close <= high
            first = first or (opened, volume)
        assert opened > first[0] or volume >= first[1]

    run(venue, body)


def test_several_symbols(venue):
    async def body(exchange):
        symbols = [SYMBOL, "ETH/USDT:USDT", "SOL/USDT:USDT"]
        seen = set()
        while len(seen) < 3:
            book = await exchange.watch_order_book_for_symbols(symbols)
            assert_book(book["bids"], book["asks"], 100)
            seen.add(book["symbol"])

    run(venue, body)


def test_tickers_and_quotes(venue):
    async def body(exchange):
        ticker = await exchange.watch_ticker(SYMBOL)
        assert ticker["low"] <= ticker["last"] <= ticker["high"]
        quote = (await exchange.watch_bids_asks([SYMBOL]))[SYMBOL]
        assert quote["bid"] < quote["ask"]
        mark = await exchange.watch_mark_price(SYMBOL)
        assert abs(mark["markPrice"] / ticker["last"] - 1) < 0.01

    run(venue, body)


def test_history_over_rest_joins_the_stream(venue):
    async def body(exchange):
        history = await exchange.fetch_ohlcv(SYMBOL, "1m", limit=100)
        assert_contiguous([row[0] for row in history], 60_000)
        live = (await exchange.watch_ohlcv(SYMBOL, "1m"))[-1]
        assert live[0] in (history[-1][0], history[-1][0] + 60_000)

    run(venue, body)


def test_book_over_the_websocket_api(venue):
    async def body(exchange):
        # ccxt signs even this; the venue does not look at it.
        exchange.apiKey = exchange.secret = "none"
        await exchange.load_markets()
        book = await exchange.fetch_order_book_ws(SYMBOL, 100)
        assert_book(book["bids"], book["asks"], 100)
        ticker = await exchange.fetch_ticker_ws(SYMBOL)
        assert ticker["last"] or ticker["bid"]

    run(venue, body)
