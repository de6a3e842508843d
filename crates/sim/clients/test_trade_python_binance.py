"""python-binance trades over REST, unchanged but for its urls; over the WebSocket API see test_trade_events.py."""

import pytest
from binance import Client
from binance.exceptions import BinanceAPIException

from conftest import assert_adds_up, same
from test_python_binance import urls  # noqa: F401
from test_trade_ccxt import far


@pytest.fixture
def client(venue):
    key = venue.key()
    client = Client(key["api_key"], key["secret"], ping=False)
    yield client
    client.close_connection()


def test_orders_over_rest(client, venue):
    price = far(venue)
    placed = client.futures_create_order(symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC", quantity=0.002, price=price)
    changed = client.futures_modify_order(symbol="BTCUSDT", side="BUY", orderId=placed["orderId"], quantity=0.003, price=price - 1)
    assert (changed["orderId"], changed["origQty"]) == (placed["orderId"], "0.003")
    history = client.futures_account_trades(symbol="BTCUSDT")
    canceled = client.futures_cancel_order(symbol="BTCUSDT", orderId=placed["orderId"])
    assert canceled["status"] == "CANCELED" and len(client.futures_account_trades(symbol="BTCUSDT")) == len(history)
    with pytest.raises(BinanceAPIException) as refused:
        client.futures_cancel_order(symbol="BTCUSDT", orderId=placed["orderId"])
    assert refused.value.code == -2011


def test_a_batch(client, venue):
    price = str(far(venue))
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.002", "price": price}
    answers = client.futures_place_batch_order(batchOrders=[dict(order), {**order, "price": "1"}])
    assert answers[0]["status"] == "NEW" and answers[1]["code"] == -4013
    assert client.futures_cancel_all_open_orders(symbol="BTCUSDT")["code"] == 200
    assert client.futures_get_open_orders(symbol="BTCUSDT") == []


def test_money_adds_up(client, venue):
    placed = client.futures_create_order(symbol="ETHUSDT", side="SELL", type="MARKET", quantity=0.1, newOrderRespType="RESULT")
    assert placed["status"] == "FILLED"
    truth = venue.account()
    balances = {row["asset"]: row["balance"] for row in client.futures_account_balance()}
    for asset, balance in truth["balances"].items():
        same(balances[asset], balance["wallet"])
    (position,) = [row for row in client.futures_position_information(symbol="ETHUSDT")]
    (held,) = [row for row in truth["positions"] if row["symbol"] == "ETHUSDT"]
    same(position["positionAmt"], held["amount"])
    same(position["entryPrice"], held["entry_price"])
    income = client.futures_income_history(limit=1000)
    assert [row["tranId"] for row in income] == [row["tran_id"] for row in truth["income"]]
    for row, known in zip(income, truth["income"]):
        same(row["income"], known["amount"])
    assert_adds_up(truth)


def test_conditional_orders_and_what_triggers_them(client, venue):
    stop = client.futures_create_algo_order(
        symbol="ETHUSDT", side="BUY", type="STOP_MARKET", closePosition="true", triggerPrice=round(far_of(venue, "ETHUSDT", 110), 2), workingType="MARK_PRICE"
    )
    assert stop["algoStatus"] == "NEW" and stop["timeInForce"] == "GTE_GTC"
    with pytest.raises(BinanceAPIException) as refused:
        client.futures_create_algo_order(
            symbol="ETHUSDT", side="BUY", type="STOP_MARKET", closePosition="true", triggerPrice=round(far_of(venue, "ETHUSDT", 111), 2)
        )
    assert refused.value.code == -4130
    venue.pull("mark", symbol="ETHUSDT", price=str(round(far_of(venue, "ETHUSDT", 112), 2)))
    try:
        while client.futures_get_algo_order(algoId=stop["algoId"])["algoStatus"] not in ("TRIGGERED", "FINISHED"):
            pass
    finally:
        venue.pull("mark", symbol="ETHUSDT")
    assert client.futures_get_algo_order(algoId=stop["algoId"])["actualOrderId"] != ""
    assert [row for row in venue.account()["positions"] if row["symbol"] == "ETHUSDT"] == []
    assert_adds_up(venue.account())


def far_of(venue, symbol, percent):
    return float(venue.best(symbol)[0]) * percent / 100
