"""ccxt.pro trades over the WebSocket API and listens to its account, unchanged but for its urls."""

import asyncio
from contextlib import asynccontextmanager

import ccxt.pro

from conftest import assert_adds_up, same
from test_ccxt import SYMBOL, VERSIONS
from test_trade_ccxt import far


@asynccontextmanager
async def connected(venue):
    key = venue.key(account="second")
    exchange = ccxt.pro.binanceusdm({"enableRateLimit": False, "apiKey": key["api_key"], "secret": key["secret"]})
    for name, version in VERSIONS.items():
        exchange.urls["api"][name] = f"{venue.rest}/fapi/{version}"
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
            await exchange.load_markets()
            await asyncio.wait_for(body(exchange), seconds)

    asyncio.run(main())


def test_orders_over_the_websocket_api(venue):
    async def body(exchange):
        price = far(venue)
        placed = await exchange.create_order_ws(SYMBOL, "limit", "buy", 0.002, price)
        assert placed["status"] == "open"
        changed = await exchange.edit_order_ws(placed["id"], SYMBOL, "limit", "buy", 0.003, price - 1)
        assert (changed["id"], changed["amount"]) == (placed["id"], 0.003)
        assert (await exchange.fetch_order_ws(placed["id"], SYMBOL))["status"] == "open"
        assert (await exchange.cancel_order_ws(placed["id"], SYMBOL))["status"] == "canceled"
        market = await exchange.create_order_ws(SYMBOL, "market", "buy", 0.01)
        assert market["status"] == "closed"
        balance = (await exchange.fetch_balance_ws())["info"]
        wallets = {row["asset"]: row["walletBalance"] for row in balance.get("result", balance)["assets"]}
        same(wallets["USDT"], venue.account("second")["balances"]["USDT"]["wallet"])
        (position,) = await exchange.fetch_positions_ws([SYMBOL])
        same(position["info"]["positionAmt"], "0.010")
        stop = await exchange.create_order_ws(SYMBOL, "STOP_MARKET", "sell", 0.01, None, {"stopPrice": far(venue), "reduceOnly": True})
        (held,) = venue.account("second")["open_algo_orders"]
        assert str(held["algo_id"]) == stop["id"]
        await exchange.cancel_order_ws(stop["id"], SYMBOL, {"trigger": True})
        assert venue.account("second")["open_algo_orders"] == []

    run(venue, body)


def test_events_of_the_account(venue):
    async def body(exchange):
        before = venue.listeners()
        watching = [asyncio.ensure_future(watch) for watch in (exchange.watch_orders(SYMBOL), exchange.watch_my_trades(SYMBOL))]
        while venue.listeners() == before:
            await asyncio.sleep(0.05)
        placed = await exchange.create_order(SYMBOL, "market", "sell", 0.01)
        orders, trades = [await watch for watch in watching]
        assert orders[-1]["id"] == placed["id"] and trades[-1]["order"] == placed["id"]
        while (await exchange.fetch_order(placed["id"], SYMBOL))["status"] != "closed":
            await asyncio.sleep(0.05)
        assert_adds_up(venue.account("second"))

    run(venue, body)
