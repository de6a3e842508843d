"""python-binance over REST and streams, unchanged but for its urls."""

import asyncio

import binance.base_client
import binance.ws.streams
import pytest
from binance import AsyncClient, BinanceSocketManager, Client
from binance.exceptions import BinanceAPIException

from conftest import assert_book, assert_contiguous, assert_rising, as_levels


@pytest.fixture(autouse=True)
def urls(venue, monkeypatch):
    base = binance.base_client.BaseClient
    monkeypatch.setattr(base, "FUTURES_URL", f"{venue.rest}/fapi")
    monkeypatch.setattr(base, "WS_FUTURES_URL", venue.ws_api)
    monkeypatch.setattr(binance.ws.streams.BinanceSocketManager, "FSTREAM_URL", f"{venue.streams}/")


@pytest.fixture
def client():
    client = Client(ping=False)
    yield client
    client.close_connection()


def test_rules(client):
    info = client.futures_exchange_info()
    names = [symbol["symbol"] for symbol in info["symbols"]]
    assert "BTCUSDT" in names and len(names) >= 8
    filters = {held["filterType"]: held for held in info["symbols"][names.index("BTCUSDT")]["filters"]}
    assert filters["PRICE_FILTER"]["tickSize"] == "0.10" and filters["LOT_SIZE"]["stepSize"] == "0.001"


def test_book_equals_the_truth(client, venue):
    for symbol in ("BTCUSDT", "XRPUSDT"):
        book = client.futures_order_book(symbol=symbol, limit=1000)
        assert_book(book["bids"], book["asks"], 150)
        assert (as_levels(book["bids"]), as_levels(book["asks"])) == venue.book_at(symbol, book["lastUpdateId"])


def test_trades(client):
    trades = client.futures_recent_trades(symbol="BTCUSDT", limit=200)
    ids = [trade["id"] for trade in trades]
    assert ids == list(range(ids[0], ids[0] + len(ids)))
    aggregates = client.futures_aggregate_trades(symbol="BTCUSDT", limit=100)
    assert_rising([trade["a"] for trade in aggregates])
    assert all(b["f"] == a["l"] + 1 for a, b in zip(aggregates, aggregates[1:])), "an aggregate is missing"
    again = client.futures_aggregate_trades(symbol="BTCUSDT", fromId=aggregates[10]["a"], limit=5)
    assert again == aggregates[10:15]


def test_candles(client):
    rows = client.futures_klines(symbol="ETHUSDT", interval="1m", limit=1500)
    assert len(rows) == 1500
    assert_contiguous([row[0] for row in rows], 60_000)
    assert all(row[6] == row[0] + 59_999 for row in rows)
    assert client.futures_continuous_klines(pair="ETHUSDT", contractType="PERPETUAL", interval="1h", limit=5)
    assert client.futures_mark_price_klines(symbol="ETHUSDT", interval="1h", limit=5)


def test_marks_and_tickers(client):
    mark = client.futures_mark_price(symbol="BTCUSDT")
    quote = client.futures_orderbook_ticker(symbol="BTCUSDT")
    assert float(quote["bidPrice"]) < float(quote["askPrice"])
    assert abs(float(mark["markPrice"]) / float(quote["bidPrice"]) - 1) < 0.01
    assert len(client.futures_ticker()) >= 8
    assert client.futures_funding_rate(symbol="BTCUSDT", limit=3)[-1]["symbol"] == "BTCUSDT"
    assert float(client.futures_open_interest(symbol="BTCUSDT")["openInterest"]) > 0


def test_refusals(client):
    with pytest.raises(BinanceAPIException) as refused:
        client.futures_order_book(symbol="NOSUCH")
    assert refused.value.code == -1121 and refused.value.status_code == 400
    with pytest.raises(BinanceAPIException) as refused:
        client.futures_historical_trades(symbol="BTCUSDT")
    assert refused.value.status_code == 401, "it needs a key"


def collect(open_socket, count):
    """The first messages of a socket."""

    async def main():
        client = AsyncClient()
        try:
            async with open_socket(BinanceSocketManager(client)) as socket:
                return [await asyncio.wait_for(socket.recv(), 20) for _ in range(count)]
        finally:
            await client.close_connection()

    return asyncio.run(main())


def test_partial_book_stream(venue):
    for message in collect(lambda manager: manager.futures_depth_socket("BTCUSDT", "20"), 10):
        data = message["data"]
        assert message["stream"] == "btcusdt@depth20"
        assert len(data["b"]) == 20 and len(data["a"]) == 20
        assert_book(data["b"], data["a"], 20)
        bids, asks = venue.book_at("BTCUSDT", data["u"])
        assert as_levels(data["b"]) == bids[:20] and as_levels(data["a"]) == asks[:20]


def test_diff_stream_is_a_chain():
    streams = ["btcusdt@depth@100ms", "ethusdt@depth@100ms"]
    last = {}
    for message in collect(lambda manager: manager.futures_multiplex_socket(streams, category="public"), 40):
        data = message["data"]
        assert data["pu"] < data["U"] <= data["u"]
        assert last.get(data["s"], data["pu"]) == data["pu"], "the chain is broken"
        last[data["s"]] = data["u"]
    assert len(last) == 2


def test_market_streams():
    streams = ["btcusdt@aggTrade", "btcusdt@kline_1m", "btcusdt@markPrice@1s", "!ticker@arr"]
    seen = {}
    for message in collect(lambda manager: manager.futures_multiplex_socket(streams), 60):
        seen.setdefault(message["stream"], []).append(message["data"])
    assert set(seen) == set(streams)
    assert_rising([data["a"] for data in seen["btcusdt@aggTrade"]])
    assert all(data["k"]["i"] == "1m" for data in seen["btcusdt@kline_1m"])


def test_continuous_candle_stream():
    for message in collect(lambda manager: manager.kline_futures_socket("BTCUSDT", "1m"), 3):
        assert message["ct"] == "PERPETUAL" and message["k"]["i"] == "1m"


def test_book_over_the_websocket_api(venue):
    async def main():
        client = AsyncClient()
        try:
            return await asyncio.wait_for(client.ws_futures_get_order_book(symbol="BTCUSDT", limit=100), 20)
        finally:
            await client.close_connection()

    book = asyncio.run(main())
    assert_book(book["bids"], book["asks"], 100)
    bids, asks = venue.book_at("BTCUSDT", book["lastUpdateId"])
    assert as_levels(book["bids"]) == bids[:100] and as_levels(book["asks"]) == asks[:100]
