"""ccxt trades over REST, unchanged but for its urls."""

import ccxt
import pytest

from conftest import assert_adds_up, same
from test_ccxt import SYMBOL, VERSIONS


@pytest.fixture(scope="module")
def exchange(venue):
    key = venue.key()
    exchange = ccxt.binanceusdm({"enableRateLimit": False, "apiKey": key["api_key"], "secret": key["secret"]})
    for name, version in VERSIONS.items():
        exchange.urls["api"][name] = f"{venue.rest}/fapi/{version}"
    exchange.options["fetchCurrencies"] = False
    exchange.exceptions["exact"].update(exchange.exceptions["linear"]["exact"])
    return exchange


def far(venue):
    return float(round(venue.best("BTCUSDT")[0] * 98 / 100, 1))


def test_a_limit_order_lives_and_ends(exchange, venue):
    price = far(venue)
    placed = exchange.create_order(SYMBOL, "limit", "buy", 0.002, price, {"newClientOrderId": "ccxt-1"})
    assert placed["status"] == "open" and placed["clientOrderId"] == "ccxt-1"
    with pytest.raises(ccxt.InvalidOrder):
        exchange.create_order(SYMBOL, "limit", "buy", 0.002, price, {"newClientOrderId": "ccxt-1"})
    changed = exchange.edit_order(placed["id"], SYMBOL, "limit", "buy", 0.003, price - 1)
    assert (changed["id"], changed["amount"], changed["price"]) == (placed["id"], 0.003, price - 1)
    assert placed["id"] in [order["id"] for order in exchange.fetch_open_orders(SYMBOL)]
    assert exchange.cancel_order(placed["id"], SYMBOL)["status"] == "canceled"
    assert exchange.fetch_order(placed["id"], SYMBOL)["status"] == "canceled"
    with pytest.raises(ccxt.OrderNotFound):
        exchange.cancel_order(placed["id"], SYMBOL)


def test_a_market_order_adds_up(exchange, venue):
    placed = exchange.create_order(SYMBOL, "market", "buy", 0.02)
    assert placed["status"] == "closed" and placed["filled"] == 0.02
    truth = venue.account()
    mine = [fill for fill in truth["fills"] if str(fill["order_id"]) == placed["id"]]
    trades = [trade for trade in exchange.fetch_my_trades(SYMBOL) if trade["order"] == placed["id"]]
    assert [trade["id"] for trade in trades] == [str(fill["trade_id"]) for fill in mine]
    for trade, fill in zip(trades, mine):
        same(trade["info"]["price"], fill["price"])
        same(trade["info"]["commission"], fill["commission"])
    same(exchange.fetch_balance()["info"]["assets"][0]["walletBalance"], truth["balances"]["USDT"]["wallet"])
    (position,) = exchange.fetch_positions([SYMBOL])
    (held,) = [row for row in truth["positions"] if row["symbol"] == "BTCUSDT"]
    same(position["info"]["positionAmt"], held["amount"])
    same(position["info"]["entryPrice"], held["entry_price"])
    assert_adds_up(truth)


def test_a_batch_is_answered_item_by_item(exchange, venue):
    price = far(venue)
    wanted = [{"symbol": SYMBOL, "type": "limit", "side": "buy", "amount": 0.002, "price": price}]
    answers = exchange.create_orders(wanted + [{**wanted[0], "price": 1.0}])
    assert sorted(answer["info"].get("code", 0) for answer in answers) == [-4013, 0]
    placed = [answer["id"] for answer in answers if answer["id"]]
    assert [order["status"] for order in exchange.cancel_orders(placed, SYMBOL)] == ["canceled"]


def test_conditional_orders(exchange, venue):
    stop = exchange.create_order(SYMBOL, "STOP_MARKET", "sell", 0.01, None, {"stopPrice": far(venue), "reduceOnly": True})
    with pytest.raises(ccxt.ExchangeError, match="-2021"):
        exchange.create_order(SYMBOL, "STOP_MARKET", "sell", 0.01, None, {"stopPrice": far(venue) * 1.04, "reduceOnly": True})
    assert stop["id"] in [order["id"] for order in exchange.fetch_open_orders(SYMBOL, params={"trigger": True})]
    assert stop["id"] not in [order["id"] for order in exchange.fetch_open_orders(SYMBOL)]
    exchange.cancel_order(stop["id"], SYMBOL, {"trigger": True})
    (held,) = [row for row in venue.account()["algo_orders"] if str(row["algo_id"]) == stop["id"]]
    assert held["status"] == "CANCELED"


def test_settings(exchange):
    exchange.set_leverage(10, SYMBOL)
    assert exchange.fetch_leverage(SYMBOL)["longLeverage"] == 10
    with pytest.raises(ccxt.ExchangeError):
        exchange.set_position_mode(True)
    assert exchange.fetch_position_mode()["hedged"] is False
    assert exchange.fetch_trading_fee(SYMBOL)["taker"] == 0.0004
    assert exchange.fetch_leverage_tiers([SYMBOL])[SYMBOL][0]["maxLeverage"] == 125
    assert exchange.fetch_ledger("USDT")


def test_funding_is_paid_and_told(exchange, venue):
    before = venue.account()["balances"]["USDT"]["wallet"]
    venue.pull("funding", symbol="BTCUSDT", rate="0.0001")
    paid = exchange.fetch_funding_history(SYMBOL)[-1]
    after = venue.account()
    same(paid["info"]["income"], next(row["amount"] for row in reversed(after["income"]) if row["type"] == "FUNDING_FEE"))
    assert before != after["balances"]["USDT"]["wallet"]
    assert_adds_up(after)


def test_closing(exchange, venue):
    exchange.create_order(SYMBOL, "market", "sell", 0.02, None, {"reduceOnly": True})
    with pytest.raises(ccxt.ExchangeError, match="-2022"):
        exchange.create_order(SYMBOL, "market", "sell", 0.02, None, {"reduceOnly": True})
    truth = venue.account()
    assert truth["positions"] == []
    assert_adds_up(truth)
