"""What does another simulated exchange make of the same books, trades and orders?

    python -m venv venv && venv/bin/pip install nautilus_trader==1.221.0
    venv/bin/python vectors/paper/record.py > vectors/paper/nautilus.json

Prices are counts of 0.1, sizes counts of 0.001. Each case is run in an engine of its own. A step is a book (whole, aggregated levels), a
trade, or an order; the answer to all of them is the list of fills and how each order ended.
"""

import json
import random
import sys
from decimal import Decimal

import nautilus_trader
from nautilus_trader.backtest.config import BacktestEngineConfig
from nautilus_trader.backtest.engine import BacktestEngine
from nautilus_trader.backtest.models import FillModel
from nautilus_trader.config import LoggingConfig
from nautilus_trader.model.currencies import USDT
from nautilus_trader.model.data import BookOrder, OrderBookDelta, OrderBookDeltas, TradeTick
from nautilus_trader.model.enums import (
    AccountType, AggressorSide, BookAction, BookType, OmsType, OrderSide, OrderStatus, TimeInForce, TriggerType, order_status_to_str,
)
from nautilus_trader.model.identifiers import TradeId, Venue
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.test_kit.providers import TestInstrumentProvider
from nautilus_trader.trading.strategy import Strategy

STEP_NS = 1_000_000
SEED = 20261122
RANDOM = 200
INSTRUMENT = TestInstrumentProvider.btcusdt_perp_binance()


def price(ticks):
    return Price.from_str(str(Decimal(ticks) / 10 + Decimal("0.0")))


def size(lots):
    return Quantity.from_str(f"{Decimal(lots) / 1000:.3f}")


class Asker(Strategy):
    """Gives each order right after the data that it follows, and writes down every fill."""

    def __init__(self, orders):
        super().__init__()
        self.wanted, self.names, self.fills = orders, {}, []

    def on_start(self):
        self.subscribe_order_book_deltas(INSTRUMENT.id, book_type=BookType.L2_MBP)
        self.subscribe_trade_ticks(INSTRUMENT.id)

    def on_order_book_deltas(self, deltas):
        self.ask(deltas.ts_init)

    def on_trade_tick(self, tick):
        self.ask(tick.ts_init)

    def ask(self, at):
        for wish in self.wanted.pop(at, []):
            side = OrderSide.BUY if wish["side"] == "buy" else OrderSide.SELL
            common = {"instrument_id": INSTRUMENT.id, "order_side": side, "quantity": size(wish["lots"])}
            force = {"gtc": TimeInForce.GTC, "ioc": TimeInForce.IOC, "fok": TimeInForce.FOK}[wish.get("time_in_force", "gtc")]
            if wish["type"] == "market":
                order = self.order_factory.market(**common)
            elif wish["type"] == "stop_market":
                order = self.order_factory.stop_market(trigger_price=price(wish["trigger"]), trigger_type=TriggerType.LAST_PRICE, **common)
            else:
                order = self.order_factory.limit(price=price(wish["ticks"]), time_in_force=force, post_only=wish.get("post_only", False), **common)
            self.names[order.client_order_id] = wish["name"]
            self.submit_order(order)

    def on_order_filled(self, event):
        ticks = int(Decimal(str(event.last_px)) * 10)
        lots = int(Decimal(str(event.last_qty)) * 1000)
        maker = event.liquidity_side.name == "MAKER"
        self.fills.append({"order": self.names[event.client_order_id], "ticks": ticks, "lots": lots, "maker": maker})


def run(steps):
    engine = BacktestEngine(config=BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True)))
    engine.add_venue(
        venue=Venue("BINANCE"), oms_type=OmsType.NETTING, account_type=AccountType.MARGIN, base_currency=None,
        starting_balances=[Money(1_000_000, USDT)], book_type=BookType.L2_MBP, trade_execution=True,
        fill_model=FillModel(prob_fill_on_limit=1.0, prob_slippage=0.0, random_seed=1),
    )
    engine.add_instrument(INSTRUMENT)
    data, orders, at = [], {}, 0
    for number, step in enumerate(steps):
        if "order" not in step:
            at += STEP_NS
        if "book" in step:
            deltas = [OrderBookDelta.clear(INSTRUMENT.id, number, at, at)]
            for side, levels in ((OrderSide.BUY, step["book"]["bids"]), (OrderSide.SELL, step["book"]["asks"])):
                for ticks, lots in levels:
                    level = BookOrder(side, price(ticks), size(lots), 0)
                    deltas.append(OrderBookDelta(INSTRUMENT.id, BookAction.ADD, level, 0, number, at, at))
            data.append(OrderBookDeltas(INSTRUMENT.id, deltas))
        elif "trade" in step:
            trade = step["trade"]
            taker = AggressorSide.BUYER if trade["taker"] == "buy" else AggressorSide.SELLER
            data.append(TradeTick(INSTRUMENT.id, price(trade["ticks"]), size(trade["lots"]), taker, TradeId(str(number)), at, at))
        else:
            orders.setdefault(at, []).append(step["order"])
    asker = Asker(orders)
    engine.add_strategy(asker)
    engine.add_data(data)
    engine.run()
    ended = {}
    for order in engine.cache.orders():
        ended[asker.names[order.client_order_id]] = order_status_to_str(order.status).lower()
    fills = asker.fills
    engine.dispose()
    return {"fills": fills, "ended": ended}


def book(bids, asks):
    return {"book": {"bids": bids, "asks": asks}}


def order(name, side, kind, lots, **more):
    return {"order": {"name": name, "side": side, "type": kind, "lots": lots, **more}}


def trade(ticks, lots, taker):
    return {"trade": {"ticks": ticks, "lots": lots, "taker": taker}}


BIDS = [[9990, 10], [9985, 20], [9980, 40]]
ASKS = [[10000, 10], [10005, 25], [10010, 40]]


def named():
    """Each says one thing about the model."""
    base, up, down = book(BIDS, ASKS), book([[10004, 7], [9990, 10]], [[10006, 25]]), book([[9970, 10]], [[9986, 7], [9990, 10]])
    yield "a market order walks the displayed levels", [base, order("a", "buy", "market", 50)]
    yield "a market order to sell walks down", [base, order("a", "sell", "market", 31)]
    yield "a market order takes exactly a level", [base, order("a", "buy", "market", 10)]
    yield "a limit bounds the walk and the rest waits", [base, order("a", "buy", "limit", 50, ticks=10005)]
    yield "what waits is filled at its limit when the market comes", [base, order("a", "buy", "limit", 5, ticks=9988), down]
    yield "what waits takes no more than comes", [base, order("a", "buy", "limit", 30, ticks=9988), down]
    yield "what waits to be sold is filled at its limit when the market comes", [base, order("a", "sell", "limit", 5, ticks=10002), up]
    yield "the rest of a walk is filled at its limit", [base, order("a", "buy", "limit", 38, ticks=10005), book([[9990, 10]], [[10003, 9], [10010, 40]])]
    yield "immediate or cancel keeps what it got", [base, order("a", "buy", "limit", 50, ticks=10005, time_in_force="ioc")]
    yield "immediate or cancel beside the market gets nothing", [base, order("a", "buy", "limit", 50, ticks=9999, time_in_force="ioc")]
    yield "fill or kill gets all or nothing: nothing", [base, order("a", "buy", "limit", 50, ticks=10005, time_in_force="fok")]
    yield "fill or kill gets all or nothing: all", [base, order("a", "buy", "limit", 35, ticks=10005, time_in_force="fok")]
    yield "post only is refused where it would take", [base, order("a", "buy", "limit", 5, ticks=10000, post_only=True)]
    yield "post only waits, and is filled as a maker", [base, order("a", "buy", "limit", 5, ticks=9988, post_only=True), down]
    yield "an untouched order waits", [base, order("a", "buy", "limit", 5, ticks=9980), base]
    stop = order("a", "sell", "stop_market", 25, trigger=9988)
    yield "a stop waits for its price", [base, stop, trade(9989, 1, "sell"), base]
    yield "a trade behind others reaches nobody who waits", [base, order("a", "buy", "limit", 5, ticks=9990), trade(9990, 4, "sell")]
    yield "a trade uses up who was ahead", [base, order("a", "buy", "limit", 5, ticks=9990), trade(9990, 30, "sell")]
    yield "a trade passes the price of what waits", [base, order("a", "buy", "limit", 5, ticks=9990), trade(9985, 30, "sell")]
    yield "a trade within the spread meets what waits there", [base, order("a", "buy", "limit", 5, ticks=9995), trade(9995, 3, "sell")]
    yield "a stop is released by a trade", [base, stop, trade(9988, 2, "sell")]
    yield "what was taken is displayed still", [base, order("a", "buy", "market", 10), order("b", "buy", "market", 10)]
    yield "more than is displayed, and more comes", [base, order("a", "buy", "market", 100), book([[9990, 10]], [[10020, 50]])]


def by_chance():
    """One order on one book, of any shape."""
    chance = random.Random(SEED)
    for number in range(RANDOM):
        middle = chance.randrange(5_000, 20_000)

        def side(sign):
            ticks, levels = middle, []
            for _ in range(chance.randrange(1, 9)):
                ticks += sign * chance.randrange(1, 12)
                levels.append([ticks, chance.randrange(1, 80)])
            return levels

        bids, asks = side(-1), side(1)
        way = chance.choice(["buy", "sell"])
        offered = asks if way == "buy" else bids
        whole = sum(lots for _, lots in offered)
        kind = chance.choice(["market", "gtc", "ioc", "fok"])
        if kind == "market":
            # Never more than is displayed: beyond it the models differ.
            wish = order("a", way, "market", chance.randrange(1, whole + 1))
        else:
            ticks = chance.choice(offered)[0] + chance.randrange(-4, 5)
            wish = order("a", way, "limit", chance.randrange(1, whole + 40), ticks=ticks, time_in_force=kind)
        yield f"by chance {number}", [book(bids, asks), wish]


cases = [{"name": name, "steps": steps, **run(steps)} for name, steps in [*named(), *by_chance()]]
about = {"of": "nautilus_trader", "version": nautilus_trader.__version__, "seed": SEED, "price_unit": "0.1", "size_unit": "0.001"}
body = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
sys.stdout.write(f'{{"about":{json.dumps(about)},\n"cases":[\n{body}\n]}}\n')
