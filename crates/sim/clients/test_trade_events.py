"""Clients that trade over the WebSocket API while they listen: what their account's events told is what the venue's books say."""

import asyncio
import json
from decimal import Decimal

import pytest
from binance import AsyncClient, BinanceSocketManager
from binance_common.configuration import ConfigurationWebSocketAPI, ConfigurationWebSocketStreams
from binance_sdk_derivatives_trading_usds_futures.derivatives_trading_usds_futures import DerivativesTradingUsdsFutures
from binance_sdk_derivatives_trading_usds_futures.websocket_api.models import (
    ModifyOrderSideEnum,
    NewAlgoOrderAlgoTypeEnum,
    NewAlgoOrderSideEnum,
    NewAlgoOrderTypeEnum,
    NewAlgoOrderWorkingTypeEnum,
    NewOrderSideEnum,
    NewOrderTimeInForceEnum,
    NewOrderTypeEnum,
)

from conftest import assert_adds_up, same
from test_python_binance import urls  # noqa: F401
from test_trade_ccxtpro import SYMBOL, run
from test_trade_official_sdk import rest_of
from told import Told


def near(venue, symbol, percent, places=2):
    """A price so many percent of the market."""
    return round(float(venue.best(symbol)[0]) * percent / 100, places)


async def triggered(venue, symbol, percent, done):
    """Holds the mark there until it is done."""
    venue.pull("mark", symbol=symbol, price=str(near(venue, symbol, percent)))
    try:
        while not done():
            await asyncio.sleep(0.02)
    finally:
        venue.pull("mark", symbol=symbol)


async def listen(told, events):
    async for event in events:
        told.take(event)


async def until(what):
    while not what():
        await asyncio.sleep(0.02)


def test_python_binance(venue):
    async def main():
        key = venue.key()
        client = AsyncClient(key["api_key"], key["secret"])
        told = Told(venue, "main")

        async def events():
            while True:
                yield await stream.recv()

        try:
            async with BinanceSocketManager(client).futures_user_socket() as stream:
                listening = asyncio.ensure_future(listen(told, events()))
                bought = await client.ws_futures_create_order(symbol="SOLUSDT", side="BUY", type="MARKET", quantity="3")
                await until(lambda: told.statuses.get(bought["orderId"]) == "FILLED")
                resting = await client.ws_futures_create_order(
                    symbol="SOLUSDT", side="BUY", type="LIMIT", timeInForce="GTC", quantity="1", price=str(near(venue, "SOLUSDT", 95))
                )
                assert (await client.ws_futures_get_order(symbol="SOLUSDT", orderId=resting["orderId"]))["status"] == "NEW"
                await client.ws_futures_cancel_order(symbol="SOLUSDT", orderId=resting["orderId"])
                await until(lambda: told.statuses.get(resting["orderId"]) == "CANCELED")
                stop = await client.ws_futures_create_algo_order(
                    algoType="CONDITIONAL", symbol="SOLUSDT", side="SELL", type="STOP_MARKET", quantity="2",
                    triggerPrice=str(near(venue, "SOLUSDT", 90)), workingType="MARK_PRICE",
                )
                await triggered(venue, "SOLUSDT", 89, lambda: told.algos.get(stop["algoId"]) == "FINISHED")
                ended = await client.ws_futures_create_algo_order(
                    algoType="CONDITIONAL", symbol="SOLUSDT", side="SELL", type="STOP_MARKET", quantity="1",
                    triggerPrice=str(near(venue, "SOLUSDT", 80)), workingType="MARK_PRICE",
                )
                await client.ws_futures_cancel_algo_order(algoId=ended["algoId"])
                await until(lambda: told.algos.get(ended["algoId"]) == "CANCELED")
                closed = await client.ws_futures_create_order(symbol="SOLUSDT", side="SELL", type="MARKET", quantity="1", reduceOnly="true")
                await until(lambda: told.statuses.get(closed["orderId"]) == "FILLED" and ("SOLUSDT", "BOTH") in told.positions)
                same(told.positions["SOLUSDT", "BOTH"]["pa"], "0")
                told.assert_same_as_the_truth(3)
                balance = await client.ws_futures_v2_account_balance()
                same(balance[0]["balance"], venue.account()["balances"]["USDT"]["wallet"])
                assert_adds_up(venue.account())
                listening.cancel()
        finally:
            await client.close_connection()

    asyncio.run(asyncio.wait_for(main(), 40))


@pytest.mark.parametrize("kind", ["hmac", "ed25519", "rsa"])
def test_the_official_sdk(venue, kind):
    async def main():
        key = venue.key(kind, "second")
        proof = {"api_secret": key["secret"]} if kind == "hmac" else {"private_key": key["private_key"]}
        listen_key = rest_of(venue, kind).start_user_data_stream().data().listen_key
        api = DerivativesTradingUsdsFutures(
            config_ws_api=ConfigurationWebSocketAPI(api_key=key["api_key"], stream_url=venue.ws_api, **proof)
        ).websocket_api
        streams = DerivativesTradingUsdsFutures(config_ws_streams=ConfigurationWebSocketStreams(stream_url=venue.streams)).websocket_streams
        line, door = await streams.create_connection(), await api.create_connection()
        told = Told(venue, "second")
        try:
            before = venue.listeners()
            handle = await line.user_data(listen_key)
            handle.on("message", lambda event: told.take(wire(event)))
            await until(lambda: venue.listeners() > before)
            bought = (await door.new_order(symbol="SOLUSDT", side=NewOrderSideEnum.BUY, type=NewOrderTypeEnum.MARKET, quantity=2)).data().result
            await until(lambda: told.statuses.get(bought.order_id) == "FILLED")
            price = near(venue, "SOLUSDT", 95)
            resting = (await door.new_order(
                symbol="SOLUSDT", side=NewOrderSideEnum.BUY, type=NewOrderTypeEnum.LIMIT, time_in_force=NewOrderTimeInForceEnum.GTC, quantity=1, price=price,
            )).data().result
            changed = (await door.modify_order(
                symbol="SOLUSDT", side=ModifyOrderSideEnum.BUY, quantity=2, price=price, order_id=resting.order_id
            )).data().result
            same(changed.orig_qty, "2")
            await door.cancel_order(symbol="SOLUSDT", order_id=resting.order_id)
            await until(lambda: told.statuses.get(resting.order_id) == "CANCELED")
            stop = (await door.new_algo_order(
                algo_type=NewAlgoOrderAlgoTypeEnum.CONDITIONAL, symbol="SOLUSDT", side=NewAlgoOrderSideEnum.SELL,
                type=NewAlgoOrderTypeEnum.STOP_MARKET, quantity=2, trigger_price=near(venue, "SOLUSDT", 90),
                working_type=NewAlgoOrderWorkingTypeEnum.MARK_PRICE,
            )).data().result
            await triggered(venue, "SOLUSDT", 89, lambda: told.algos.get(stop.algo_id) == "FINISHED")
            await until(lambda: len(told.fills) >= 2)
            told.assert_same_as_the_truth(2)
            assert_adds_up(venue.account("second"))
        finally:
            await line.close_connection(close_session=True)
            await door.close_connection(close_session=True)

    asyncio.run(asyncio.wait_for(main(), 40))


KINDS = {"OrderTradeUpdate": "ORDER_TRADE_UPDATE", "AccountUpdate": "ACCOUNT_UPDATE", "AlgoUpdate": "ALGO_UPDATE"}


def wire(event):
    """An event as it stood on the wire: the SDK keeps its kind only as the name of a class."""
    event = getattr(event, "actual_instance", event)
    return {**json.loads(event.to_json()), "e": KINDS.get(type(event).__name__)}


def test_ccxt_pro(venue):
    async def body(exchange):
        told = Told(venue, "second")
        before = venue.listeners()
        trades, orders, balances, positions = [], {}, [], []

        async def watch(watched, take):
            while True:
                take(await watched())

        watching = [
            asyncio.ensure_future(watch(lambda: exchange.watch_my_trades(SYMBOL), trades.extend)),
            asyncio.ensure_future(watch(lambda: exchange.watch_orders(SYMBOL), lambda rows: orders.update({row["id"]: row for row in rows}))),
            asyncio.ensure_future(watch(exchange.watch_balance, balances.append)),
            asyncio.ensure_future(watch(lambda: exchange.watch_positions([SYMBOL]), positions.extend)),
        ]
        await until(lambda: venue.listeners() > before)
        await asyncio.wait_for(until(lambda: len(exchange.clients) >= 1), 10)
        bought = await exchange.create_order_ws(SYMBOL, "market", "buy", 0.01)
        stop = await exchange.create_order_ws(
            SYMBOL, "STOP_MARKET", "sell", 0.01, None, {"stopPrice": near(venue, "BTCUSDT", 90, 1), "workingType": "MARK_PRICE", "reduceOnly": True}
        )
        algo = lambda: next(row for row in venue.account("second")["algo_orders"] if str(row["algo_id"]) == stop["id"])  # noqa: E731
        await triggered(venue, "BTCUSDT", 89, lambda: algo()["status"] == "FINISHED")
        made = lambda: [fill for fill in venue.account("second")["fills"] if fill["trade_id"] not in told.known]  # noqa: E731
        # What comes while nobody awaits it wakes nobody, but the library keeps it.
        kept = lambda: [*trades, *(exchange.myTrades or [])]  # noqa: E731
        await until(lambda: len({trade["id"] for trade in kept()}) >= len(made()) >= 2)
        by_id = {trade["id"]: trade["info"] for trade in kept()}
        for fill in made():
            info = by_id[str(fill["trade_id"])]
            for name, held in (("L", "price"), ("l", "quantity"), ("n", "commission"), ("rp", "realized")):
                same(info[name], fill[held])
        order = lambda: {**orders, **{row["id"]: row for row in exchange.orders or []}}.get(bought["id"], {})  # noqa: E731
        await until(lambda: order().get("status") == "closed")
        truth = venue.account("second")
        wallet = Decimal(truth["balances"]["USDT"]["wallet"])
        told_money = lambda: [row["info"] for row in [*balances[-1:], *exchange.balance.values()] if "a" in row.get("info", {})]  # noqa: E731
        await until(lambda: any(Decimal(info["a"]["B"][0]["wb"]) == wallet for info in told_money()))
        held = Decimal({row["symbol"]: row["amount"] for row in truth["positions"]}.get("BTCUSDT", "0"))
        told_held = lambda: [*positions[-1:], *(row for cache in (exchange.positions or {}).values() for row in cache)]  # noqa: E731
        await until(lambda: any(Decimal(row["info"]["pa"]) == held for row in told_held()))
        assert_adds_up(truth)
        for watched in watching:
            watched.cancel()

    run(venue, body)
