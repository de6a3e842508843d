"""`delta-rest-ws` on both sockets, and the socket half of `freqtrade-delta-exchange`, unchanged but for their urls."""

import asyncio
import importlib.util
import json
import sys
import urllib.request
import zlib
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import same
from delta_rest_client import DeltaRestClient, OrderType
from delta_rest_ws import DeltaWebSocketClient
from delta_rest_ws.exceptions import DeltaAuthenticationError

PATIENCE_S = 20


async def until(messages, is_it):
    """The first message that is meant; the others go by."""
    async with asyncio.timeout(PATIENCE_S):
        async for message in messages:
            if is_it(message):
                return message
    raise AssertionError("the stream ended")


def kind(name):
    return lambda message: message.get("type") == name


def summed(book):
    """The sum that the venue writes: the best ten of each side, as they were received."""
    sides = [",".join(f"{price}:{book[side][price]}" for price in sorted(book[side], key=Decimal, reverse=side == "b")[:10]) for side in ("a", "b")]
    return zlib.crc32("|".join(sides).encode())


def test_the_public_socket(delta):
    async def run():
        async with DeltaWebSocketClient(url=delta.ws["streams"], public=True) as client:
            messages = client.messages()
            await client.subscribe("ob_updates", ["BTCUSD"])
            await client.subscribe("trades", ["all"])
            await client.subscribe(client.candlestick_channel("1m"), ["BTCUSD", "MARK:BTCUSD"])
            first = await until(messages, kind("ob_updates"))
            assert first["action"] == "snapshot"
            book = {side: {price: size for price, size in first[side]} for side in ("a", "b")}
            assert summed(book) == first["cs"]
            seq = first["seq"]
            for _ in range(20):
                change = await until(messages, kind("ob_updates"))
                assert (change["action"], change["seq"]) == ("update", seq + 1)
                seq = change["seq"]
                for side in ("a", "b"):
                    for price, size in change.get(side) or []:
                        if Decimal(size) == 0:
                            book[side].pop(price, None)
                        else:
                            book[side][price] = size
                assert summed(book) == change["cs"], "the sum of the book"
            trade = await until(messages, kind("trades"))
            assert trade["r"] in ("m", "t") and Decimal(trade["p"]) > 0
            assert (await until(messages, kind("candlestick_1m")))["res"] == "1m"
            await client.subscribe("v2/ticker", ["BTCUSD"])
            refused = await until(messages, lambda message: message["type"] == "subscriptions" and "error" in json.dumps(message))
            assert "subscription forbidden on this invalid channel" in json.dumps(refused)

    asyncio.run(run())


def test_the_private_socket_tells_what_was_done_over_rest(delta):
    key = delta.key()
    rest = DeltaRestClient(base_url=delta.rest, api_key=key["api_key"], api_secret=key["secret"])
    product = rest.get_product("BTCUSD")

    async def run():
        client = DeltaWebSocketClient(url=delta.ws["private"], api_key=key["api_key"], api_secret=key["secret"])
        for channel, symbols in (("orders", ["BTCUSD"]), ("positions", ["all"]), ("v2/user_trades", ["all"]), ("margins", [])):
            await client.subscribe(channel, symbols)
        async with client:
            messages = client.messages()
            assert (await until(messages, kind("key-auth")))["status"] == "authenticated"
            snapshot = await until(messages, kind("orders"))
            assert (snapshot["action"], snapshot["result"]) == ("snapshot", [])
            order = await asyncio.to_thread(rest.place_order, product["id"], 2, "buy", order_type=OrderType.MARKET)
            told = {}
            while not {"orders", "v2/user_trades", "margins", "positions"} <= set(told) or told["orders"][-1]["unfilled_size"]:
                message = await until(messages, lambda message: message["type"] not in ("subscriptions", "heartbeat"))
                told.setdefault(message["type"], []).append(message)
            numbers = [message["seq_no"] for message in told["orders"]]
            assert numbers == [snapshot["meta"]["seq_no"] + 1 + at for at in range(len(numbers))]
            ended = told["orders"][-1]
            assert (ended["action"], ended["order_id"], ended["reason"]) == ("delete", order["id"], "fill")
            assert {(fill["o"], fill["S"], fill["r"]) for fill in told["v2/user_trades"]} == {(order["id"], "buy", "taker")}
            return told

    told = asyncio.run(run())
    same(told["margins"][-1]["balance"], delta.account()["balances"]["USD"]["wallet"])
    assert (told["positions"][-1]["symbol"], told["positions"][-1]["size"]) == ("BTCUSD", 2)


def test_a_cut_connection_is_taken_up_again_with_all_that_it_held(delta):
    async def run():
        client = DeltaWebSocketClient(url=delta.ws["streams"], public=True, reconnect_min_delay=0.05)
        await client.subscribe("ob_l1", ["BTCUSD"])
        async with client:
            messages = client.messages()
            await until(messages, kind("ob_l1"))
            fault = urllib.request.Request(delta.control + "/faults", data=b'{"name": "ws-cut", "for_ms": 50}', method="POST")
            await asyncio.to_thread(lambda: urllib.request.urlopen(fault, timeout=10).read())
            await until(messages, kind("subscriptions"))
            assert (await until(messages, kind("ob_l1")))["sy"] == "BTCUSD"

    asyncio.run(run())
    paths = [row["path"] for row in delta.requests() if row["method"] == "SUBSCRIBE"]
    assert paths.count("ob_l1 BTCUSD") == 2


def test_a_wrong_secret_is_refused_by_name(delta):
    async def run():
        client = DeltaWebSocketClient(url=delta.ws["private"], api_key=delta.key()["api_key"], api_secret="wrong")
        async with client:
            await until(client.messages(), lambda _: False)

    with pytest.raises(DeltaAuthenticationError, match="Invalid Signature"):
        asyncio.run(run())


def socket_half():
    """The file that speaks on the socket, alone: the package around it asks for a trading bot."""
    path = Path(sys.prefix) / "alone/freqtrade_delta_exchange/delta_ws.py"
    spec = importlib.util.spec_from_file_location("delta_ws", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_bot_builds_its_candles_from_trades(delta):
    module = socket_half()
    module.WS_HOSTS["india_live"] = delta.ws["private"]

    async def run():
        client = module.DeltaWSClient({}, india=True)
        client.set_markets_from_exchange(type("Rest", (), {"markets": {"BTC/USD:USD": {"id": "BTCUSD"}}}))
        async with asyncio.timeout(PATIENCE_S):
            while not (candles := await client.watch_ohlcv("BTC/USD:USD", "1m")) or candles[-1][5] < 3:
                pass
        await client.close()
        return candles

    for opened, first, high, low, last, volume in asyncio.run(run()):
        assert opened % 60_000 == 0 and low <= min(first, last) and high >= max(first, last) and volume > 0
