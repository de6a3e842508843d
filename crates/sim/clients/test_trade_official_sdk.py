"""The venue's own SDK trades over REST, the WebSocket API and its streams, unchanged but for its urls."""

import asyncio

import pytest
from binance_common.configuration import ConfigurationRestAPI, ConfigurationWebSocketAPI, ConfigurationWebSocketStreams
from binance_common.errors import BadRequestError
from binance_sdk_derivatives_trading_usds_futures.derivatives_trading_usds_futures import DerivativesTradingUsdsFutures
from binance_sdk_derivatives_trading_usds_futures.rest_api.models import (
    ModifyOrderSideEnum,
    NewAlgoOrderAlgoTypeEnum,
    NewAlgoOrderSideEnum,
    NewAlgoOrderTypeEnum,
    NewOrderSideEnum,
    NewOrderTimeInForceEnum,
    NewOrderTypeEnum,
)
from binance_sdk_derivatives_trading_usds_futures.websocket_api.models import NewOrderSideEnum as ApiSide
from binance_sdk_derivatives_trading_usds_futures.websocket_api.models import NewOrderTypeEnum as ApiType

from conftest import assert_adds_up, same
from test_trade_ccxt import far

KINDS = ["hmac", "ed25519", "rsa"]


def rest_of(venue, kind, account="second"):
    key = venue.key(kind, account)
    proof = {"api_secret": key["secret"]} if kind == "hmac" else {"private_key": key["private_key"]}
    return DerivativesTradingUsdsFutures(config_rest_api=ConfigurationRestAPI(base_path=venue.rest, api_key=key["api_key"], **proof)).rest_api


@pytest.mark.parametrize("kind", KINDS)
def test_a_limit_order_with_every_kind_of_key(venue, kind):
    rest = rest_of(venue, kind)
    price = far(venue)
    placed = rest.new_order(
        symbol="BTCUSDT", side=NewOrderSideEnum.BUY, type=NewOrderTypeEnum.LIMIT, time_in_force=NewOrderTimeInForceEnum.GTC,
        quantity=0.002, price=price, new_client_order_id=f"sdk-{kind}",
    ).data()
    changed = rest.modify_order(
        symbol="BTCUSDT", side=ModifyOrderSideEnum.BUY, quantity=0.003, price=price - 1, order_id=placed.order_id
    ).data()
    assert (changed.order_id, changed.orig_qty) == (placed.order_id, "0.003")
    assert rest.cancel_order(symbol="BTCUSDT", order_id=placed.order_id).data().status == "CANCELED"
    with pytest.raises(BadRequestError, match="Unknown order"):
        rest.cancel_order(symbol="BTCUSDT", order_id=placed.order_id)


def test_money_adds_up(venue):
    rest = rest_of(venue, "hmac")
    rest.new_order(symbol="SOLUSDT", side=NewOrderSideEnum.BUY, type=NewOrderTypeEnum.MARKET, quantity=1)
    truth = venue.account("second")
    account = rest.account_information_v3().data()
    wallets = {row.asset: row.wallet_balance for row in account.assets}
    for asset, balance in truth["balances"].items():
        same(wallets[asset], balance["wallet"])
    held = {row["symbol"]: row for row in truth["positions"]}
    assert {row.symbol for row in account.positions} == set(held)
    for row in account.positions:
        same(row.position_amt, held[row.symbol]["amount"])
    trades = rest.account_trade_list(symbol="SOLUSDT").data()
    assert [trade.id for trade in trades] == [fill["trade_id"] for fill in truth["fills"] if fill["symbol"] == "SOLUSDT"]
    assert_adds_up(truth)


def test_conditional_orders(venue):
    rest = rest_of(venue, "hmac")
    placed = rest.new_algo_order(
        algo_type=NewAlgoOrderAlgoTypeEnum.CONDITIONAL, symbol="SOLUSDT", side=NewAlgoOrderSideEnum.SELL,
        type=NewAlgoOrderTypeEnum.STOP_MARKET, quantity=1, trigger_price=round(float(venue.best("SOLUSDT")[0]) * 0.9, 2),
    ).data()
    assert rest.query_algo_order(algo_id=placed.algo_id).data().algo_status == "NEW"
    assert rest.cancel_algo_order(algo_id=placed.algo_id).data().code == "200"
    assert rest.query_algo_order(algo_id=placed.algo_id).data().algo_status == "CANCELED"


@pytest.mark.parametrize("kind", KINDS)
def test_orders_over_the_websocket_api_and_events(venue, kind):
    async def main():
        key = venue.key(kind, "second")
        proof = {"api_secret": key["secret"]} if kind == "hmac" else {"private_key": key["private_key"]}
        listen_key = rest_of(venue, kind).start_user_data_stream().data().listen_key
        api = DerivativesTradingUsdsFutures(
            config_ws_api=ConfigurationWebSocketAPI(api_key=key["api_key"], stream_url=venue.ws_api, **proof)
        ).websocket_api
        streams = DerivativesTradingUsdsFutures(config_ws_streams=ConfigurationWebSocketStreams(stream_url=venue.streams)).websocket_streams
        line = await streams.create_connection()
        door = await api.create_connection()
        try:
            told = asyncio.Queue()
            before = venue.listeners()
            handle = await line.user_data(listen_key)
            handle.on("message", told.put_nowait)
            while venue.listeners() == before:
                await asyncio.sleep(0.05)
            answer = await door.new_order(symbol="XRPUSDT", side=ApiSide.SELL, type=ApiType.MARKET, quantity=10)
            placed = answer.data().result
            while True:
                event = await asyncio.wait_for(told.get(), 10)
                event = getattr(event, "actual_instance", event)
                order = getattr(event, "o", None)
                if order is not None and getattr(order, "i", None) == placed.order_id and order.X == "FILLED":
                    break
            found = (await door.query_order(symbol="XRPUSDT", order_id=placed.order_id)).data().result
            assert found.status == "FILLED"
            balance = (await door.futures_account_balance_v2()).data().result
            same(balance[0].balance, venue.account("second")["balances"]["USDT"]["wallet"])
            assert_adds_up(venue.account("second"))
        finally:
            await line.close_connection(close_session=True)
            await door.close_connection(close_session=True)

    asyncio.run(asyncio.wait_for(main(), 40))
