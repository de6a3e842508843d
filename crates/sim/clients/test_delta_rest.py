"""Delta's own REST client, `delta-rest-client`, and the REST half of `delta-rest-ws`, unchanged but for their urls."""

import time
from decimal import Decimal

import pytest
import requests
from conftest import same
from delta_rest_client import DeltaRestClient, OrderType, TimeInForce
from delta_rest_ws import DeltaRestClient as OtherRestClient
from delta_rest_ws.exceptions import DeltaHTTPError


@pytest.fixture(scope="module")
def client(delta):
    key = delta.key()
    return DeltaRestClient(base_url=delta.rest, api_key=key["api_key"], api_secret=key["secret"])


@pytest.fixture(scope="module")
def other(delta):
    key = delta.key()
    with OtherRestClient(base_url=delta.rest, api_key=key["api_key"], api_secret=key["secret"]) as client:
        yield client


@pytest.fixture(scope="module")
def product(client):
    return client.get_product("BTCUSD")


def below(client, product, share="0.95"):
    tick = Decimal(product["tick_size"])
    bid = Decimal(client.get_ticker(product["symbol"])["quotes"]["best_bid"])
    return (bid * Decimal(share) // tick) * tick


def test_what_is_public(client, product):
    assert product["id"] == client.get_product(product["id"])["id"]
    assert {asset["symbol"] for asset in client.get_assets()} >= {"BTC", "USD"} and client.get_indices()
    assert len(client.get_products()) == len(client.get_tickers()) == 16
    book = client.get_l2_orderbook("BTCUSD")
    assert Decimal(book["buy"][0]["price"]) < Decimal(book["sell"][0]["price"])
    now = int(time.time())
    candles = client.get_candles("BTCUSD", "5m", now - 3600, now)
    assert len(candles) >= 10 and all(row["low"] <= row["open"] <= row["high"] for row in candles)
    assert client.get_public_trades("BTCUSD")


def test_a_chain_of_options_by_asset_and_day(client):
    options = [row for row in client.get_products() if row["contract_type"] == "call_options"]
    day = options[0]["settlement_time"][:10]
    chain = client.option_chain("BTC", "-".join(reversed(day.split("-"))))
    assert len(chain) == 10 and {row["contract_type"] for row in chain} == {"call_options", "put_options"}
    assert all(row["strike_price"] and Decimal(row["quotes"]["best_bid"]) > 0 for row in chain)


def test_an_order_lives_and_ends(client, product):
    price = below(client, product)
    order = client.place_order(product["id"], 3, "buy", limit_price=price, time_in_force=TimeInForce.GTC, client_order_id="own-1")
    assert (order["state"], order["size"], order["unfilled_size"], order["client_order_id"]) == ("open", 3, 3, "own-1")
    assert client.get_order_by_id(order["id"])["id"] == client.get_order_by_client_id("own-1")["id"] == order["id"]
    edited = client.edit_order({"id": order["id"], "product_id": product["id"], "size": 5, "limit_price": str(price)})
    assert edited["size"] == 5
    assert [row["id"] for row in client.get_live_orders({"product_ids": product["id"], "states": "open"})] == [order["id"]]
    gone = client.cancel_order(product["id"], order["id"])
    assert (gone["state"], gone["cancellation_reason"]) == ("cancelled", "cancelled_by_user")
    with pytest.raises(requests.HTTPError) as refused:
        client.cancel_order(product["id"], order["id"])
    assert refused.value.response.status_code in (400, 404) and "open_order_not_found" in refused.value.response.text
    # What has just ended is in neither list for a moment, and can be asked for by its number.
    assert client.get_order_by_id(order["id"])["state"] == "cancelled"
    deadline = time.monotonic() + 10
    while order["id"] not in [row["id"] for row in client.order_history({"product_ids": product["id"]})["result"]]:
        assert time.monotonic() < deadline, "never in the history"


def test_batches_and_the_end_of_all(client, product):
    price = str(below(client, product))
    wanted = [{"size": 1 + at, "side": "buy", "order_type": "limit_order", "limit_price": price, "client_order_id": f"b-{at}"} for at in range(3)]
    placed = client.batch_create(product["id"], wanted)
    assert [row["client_order_id"] for row in placed] == ["b-0", "b-1", "b-2"]
    edited = client.batch_edit(product["id"], [{"id": row["id"], "size": 7, "limit_price": price} for row in placed[:2]])
    assert [row["size"] for row in edited] == [7, 7]
    client.batch_cancel(product["id"], [{"id": placed[0]["id"]}])
    left = {row["id"] for row in client.get_live_orders()}
    assert left == {row["id"] for row in placed[1:]}
    client.cancel_all_orders({"product_id": product["id"], "cancel_limit_orders": "true", "cancel_stop_orders": "true"})
    assert client.get_live_orders() == []


def test_a_position_its_margin_and_its_leverage(client, delta, product):
    assert client.set_leverage(product["id"], "10")["leverage"] == "10" == client.get_order_leverage(product["id"])["leverage"]
    order = client.place_order(product["id"], 4, "buy", order_type=OrderType.MARKET)
    assert (order["state"], order["unfilled_size"]) == ("closed", 0)
    held, small = client.get_margined_position(product["id"]), client.get_position(product["id"])
    assert (held["size"], small["size"]) == (4, 4)
    truth = delta.account()
    same(held["entry_price"], truth["positions"][0]["entry_price"])
    # Isolated, vanilla: margin = notional / leverage; bankruptcy = entry - margin / base; liquidation a maintenance margin above.
    entry, base = Decimal(held["entry_price"]), 4 * Decimal(product["contract_value"])
    same(held["margin"], entry * base / 10)
    same(held["bankruptcy_price"], entry - Decimal(held["margin"]) / base)
    more = client.change_position_margin(product["id"], "1.5")
    same(more["margin"], Decimal(held["margin"]) + Decimal("1.5"))
    assert client.auto_topup_position(product["id"], True)["auto_topup"] is True
    fills = client.fills({"product_ids": product["id"]})["result"]
    assert sum(row["size"] for row in fills) == 4 and all(row["role"] == "taker" for row in fills)
    paid = sum(Decimal(row["amount"]) for row in client.get_wallet_transactions({"page_size": 50}) if row["transaction_type"] == "commission")
    same(-paid, sum(Decimal(row["commission"]) for row in fills))
    usd = next(asset["id"] for asset in client.get_assets() if asset["symbol"] == "USD")
    same(client.get_balances(usd)["balance"], delta.account()["balances"]["USD"]["wallet"])
    assert [row["asset_symbol"] for row in client.get_all_wallet_balances()]
    assert {row["transaction_type"] for row in client.get_wallet_transactions({"page_size": 50})} >= {"commission"}
    stop = client.place_stop_order(product["id"], 4, "sell", stop_price=below(client, product, "0.9"), order_type=OrderType.MARKET)
    assert (stop["state"], stop["stop_order_type"]) == ("pending", "stop_loss_order")
    client.cancel_order(product["id"], stop["id"])
    client.close_all_positions(close_all_isolated=True, close_all_portfolio=True)
    assert client.get_position(product["id"])["size"] == 0


def test_a_stray_question_mark_is_refused_as_the_venue_does(client):
    """Given an empty query this client signs a `?` that it does not send."""
    with pytest.raises(requests.HTTPError) as refused:
        client.get_live_orders({})
    assert refused.value.response.status_code == 401 and "invalid_signature" in refused.value.response.text


def test_keys_of_elsewhere_and_wrong_secrets_are_told_apart(delta):
    for key, secret, code in (("nobody", "s", "invalid_api_key"), (delta.key()["api_key"], "wrong", "invalid_signature")):
        with pytest.raises(requests.HTTPError) as refused:
            DeltaRestClient(base_url=delta.rest, api_key=key, api_secret=secret).get_all_wallet_balances()
        assert refused.value.response.status_code == 401 and code in refused.value.response.text


def test_the_other_client_reads_pages_files_and_settings(other):
    product = other.get_product("ETHUSD")
    for at in range(12):
        other.place_order(product["id"], 1, "buy", order_type="market_order", client_order_id=f"p-{at}")
    pages = list(other.iter_pages("/v2/fills", query={"page_size": 5}, auth=True))
    rows = [row for page in pages for row in (page if isinstance(page, list) else [page])]
    assert len({row["id"] for row in rows}) == len(rows) >= 12
    text = other.download_fills({"product_ids": product["id"]}).decode()
    assert len(text.strip().splitlines()) >= 13
    assert other.get_profile()["id"] and other.get_rate_limit_quota() and other.get_sparklines(["BTCUSD", "ETHUSD"])
    assert other.get_trading_preferences()["default_auto_topup"] is False
    other.update_trading_preferences({"default_auto_topup": True})
    assert other.get_trading_preferences()["default_auto_topup"] is True
    assert other.get_stats() and isinstance(other.get_subaccounts(), list)
    with pytest.raises(DeltaHTTPError):
        other.cancel_order(product["id"], 1)
    other.close_all_positions(close_all_portfolio=True, close_all_isolated=True)
    assert other.get_position(product["id"])["size"] == 0
