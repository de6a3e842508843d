"""What one order and its answer cost with ccxt.pro over the venue's socket: microseconds of CPU, printed alone.

Usage: ccxt_orders.py HOST:PORT KEY SECRET PRICE ORDERS
"""

import asyncio
import sys
import time

import ccxt.pro

EVERY = 0.054


async def main(host, key, secret, price, orders):
    exchange = ccxt.pro.binanceusdm({"enableRateLimit": False, "apiKey": key, "secret": secret})
    for name, version in [("fapiPublic", "v1"), ("fapiPublicV2", "v2"), ("fapiPublicV3", "v3"), ("fapiPrivate", "v1"), ("fapiPrivateV2", "v2"), ("fapiPrivateV3", "v3")]:
        exchange.urls["api"][name] = f"http://{host}/fapi/{version}"
    exchange.urls["api"]["ws"]["ws-api"]["linear"] = f"ws://{host}/ws-fapi/v1"
    exchange.options["fetchCurrencies"] = False
    try:
        await exchange.load_markets()
        spent = []
        for _ in range(orders):
            begun = time.process_time()
            await exchange.create_order_ws("BTC/USDT:USDT", "limit", "buy", 0.003, float(price), {"timeInForce": "IOC"})
            spent.append(time.process_time() - begun)
            await asyncio.sleep(EVERY)
        spent.sort()
        print(round(spent[len(spent) // 2] * 1e6, 1))
    finally:
        await exchange.close()


host, key, secret, price, orders = sys.argv[1:]
asyncio.run(main(host, key, secret, price, int(orders)))
