"""ccxt's `delta` over REST, unchanged but for its urls."""

from decimal import Decimal

import ccxt
import pytest

from conftest import as_levels, assert_book, same

SYMBOL = "BTC/USD:USD"


@pytest.fixture(scope="module")
def exchange(delta):
    exchange = ccxt.delta({"enableRateLimit": False, "urls": {"api": {"public": delta.rest, "private": delta.rest}}})
    exchange.load_markets()
    return exchange


def test_markets_of_every_kind(exchange):
    kinds = {kind: [market for market in exchange.markets.values() if market["type"] == kind] for kind in ("swap", "future", "option", "spot")}
    assert [len(kinds[kind]) for kind in ("swap", "future", "option", "spot")] == [4, 1, 10, 1]
    market = exchange.market(SYMBOL)
    assert market["linear"] and market["active"] and market["contractSize"] == 0.001
    assert exchange.number_to_string(market["precision"]["price"]) == "0.5"
    assert all(market["strike"] and market["expiry"] for market in kinds["option"])


def test_book_equals_the_truth(exchange, delta):
    for symbol in (SYMBOL, "BTC/USDT", next(name for name in exchange.symbols if name.endswith("-C"))):
        book = exchange.fetch_order_book(symbol, 20)
        assert_book(book["bids"], book["asks"], 5)
    book = exchange.fetch_order_book("XRP/USD:USD", 5)
    truth = delta.truth(symbol="XRPUSD")
    assert abs(Decimal(str(book["bids"][0][0])) - as_levels(truth["bids"])[0][0]) < Decimal("0.05")


def test_trades_and_candles(exchange):
    trades = exchange.fetch_trades(SYMBOL)
    assert len(trades) > 10 and all(trade["amount"] > 0 and trade["side"] in ("buy", "sell") for trade in trades)
    now = exchange.milliseconds()
    candles = exchange.fetch_ohlcv(SYMBOL, "5m", since=now - 3_600_000)
    assert len(candles) >= 10 and all(low <= min(opened, close) and high >= max(opened, close) for _, opened, high, low, close, _ in candles)
    assert exchange.fetch_ohlcv(SYMBOL, "5m", since=now - 3_600_000, params={"price": "mark"})


def test_tickers_funding_interest_and_time(exchange):
    ticker = exchange.fetch_ticker(SYMBOL)
    assert ticker["bid"] < ticker["ask"] and ticker["markPrice"] and ticker["indexPrice"]
    assert len(exchange.fetch_tickers()) == 16
    assert exchange.fetch_funding_rate(SYMBOL)["fundingRate"] is not None
    assert exchange.fetch_open_interest(SYMBOL)["openInterestAmount"] > 0
    assert abs(exchange.fetch_time() - exchange.milliseconds()) < 2_000
    assert exchange.fetch_status()["status"] == "ok"


def test_who_signs_is_not_known(delta):
    exchange = ccxt.delta({"apiKey": "k", "secret": "s", "urls": {"api": {"public": delta.rest, "private": delta.rest}}})
    with pytest.raises(ccxt.AuthenticationError):
        exchange.fetch_balance()


def test_raw_answers_hold_texts(exchange, delta):
    """Prices and contract values are texts, as on the wire of the venue."""
    one = exchange.publicGetTickersSymbol({"symbol": "BTCUSD"})["result"]
    two = delta.truth(symbol="BTCUSD")
    assert Decimal(one["quotes"]["best_bid"]) > 0 and two["seq"] > 0
    same(one["contract_value"], "0.001")


@pytest.fixture(scope="module")
def owner(delta):
    key = delta.key()
    config = {"apiKey": key["api_key"], "secret": key["secret"], "enableRateLimit": False}
    exchange = ccxt.delta({**config, "urls": {"api": {"public": delta.rest, "private": delta.rest}}})
    exchange.load_markets()
    return exchange


def test_an_order_is_placed_edited_found_and_canceled(owner):
    price = owner.price_to_precision(SYMBOL, owner.fetch_ticker(SYMBOL)["bid"] * 0.95)
    order = owner.create_order(SYMBOL, "limit", "buy", 3, price, {"clientOrderId": "py-1"})
    assert owner.fetch_order(order["id"], SYMBOL)["status"] == "open"
    edited = owner.edit_order(order["id"], SYMBOL, "limit", "buy", 5, price)
    assert edited["amount"] == 5
    assert [held["id"] for held in owner.fetch_open_orders(SYMBOL)] == [order["id"]]
    assert owner.cancel_order(order["id"], SYMBOL)["status"] == "canceled"
    with pytest.raises(ccxt.OrderNotFound):
        owner.cancel_order(order["id"], SYMBOL)
    owner.create_order(SYMBOL, "limit", "buy", 1, price)
    owner.cancel_all_orders(SYMBOL)
    assert owner.fetch_open_orders(SYMBOL) == []


def test_a_trade_changes_position_money_and_history(owner, delta):
    owner.set_leverage(10, SYMBOL)
    assert owner.fetch_leverage(SYMBOL)["longLeverage"] == 10
    order = owner.create_order(SYMBOL, "market", "buy", 2)
    assert order["status"] == "closed" and order["filled"] == 2
    truth = delta.account()["accounts"]["main"] if "accounts" in delta.account() else delta.account()
    position = next(held for held in owner.fetch_positions([SYMBOL]) if held["contracts"])
    assert position["contracts"] == 2 and position["side"] == "long"
    same(str(position["entryPrice"]), truth["positions"][0]["entry_price"])
    trades = owner.fetch_my_trades(SYMBOL)
    assert sum(trade["amount"] for trade in trades) == 2 and all(trade["fee"]["cost"] > 0 for trade in trades)
    same(str(owner.fetch_balance()["USD"]["total"]), truth["balances"]["USD"]["wallet"])
    assert {entry["type"] for entry in owner.fetch_ledger()} & {"fee", "transaction"}
    owner.add_margin(SYMBOL, 1)
    owner.close_all_positions()
    assert not [held for held in owner.fetch_positions([SYMBOL]) if held["contracts"]]


def test_what_cannot_be_paid_is_refused_by_name(owner):
    with pytest.raises(ccxt.InsufficientFunds):
        owner.create_order(SYMBOL, "market", "buy", 200_000)
