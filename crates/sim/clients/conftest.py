"""Starts the simulator once; every test gets its urls and can ask it for the truth."""

import contextlib
import json
import os
import subprocess
import urllib.parse
import urllib.request
from decimal import Decimal

import pytest


class Venue:
    def __init__(self, line):
        self.rest = line["rest"]
        self.ws = line["ws"]
        self.streams = line["ws"]["streams"]
        self.ws_api = line["ws"].get("ws_api")
        self.control = line["control"]
        self.credentials = line["credentials"]

    def truth(self, **query):
        """The venue's own state; with symbol (and u) one book, as it was at that update id."""
        return self._call("GET", "/truth", query)

    def key(self, kind="hmac", account="main"):
        """An API key of this kind, as the first line tells it."""
        held = next(held for held in self.credentials["accounts"] if held["name"] == account)
        return next(key for key in held["keys"] if key["kind"] == kind and key["trade"])

    def account(self, name="main"):
        """What the venue itself knows of an account."""
        return self.truth(account=name)

    def pull(self, lever, **body):
        """Makes something happen at the venue."""
        return self._call("POST", "/" + lever, {}, json.dumps(body).encode())

    def best(self, symbol):
        book = self.truth()["symbols"][symbol]
        return Decimal(book["bids"][0][0]), Decimal(book["asks"][0][0])

    def listeners(self):
        """How many connections have asked for an account's events so far."""
        names = [row["path"] for row in self.requests() if row["method"] in ("CONNECT", "SUBSCRIBE")]
        return sum(1 for name in names if name.startswith("/private/ws") or (len(name) == 64 and name.isalnum()))

    def book_at(self, symbol, update_id):
        book = self.truth(symbol=symbol, u=update_id)
        return as_levels(book["bids"]), as_levels(book["asks"])

    def requests(self):
        return self._call("GET", "/requests", {})["requests"]

    def _call(self, method, path, query, body=None):
        url = self.control + path + ("?" + urllib.parse.urlencode(query) if query else "")
        with urllib.request.urlopen(urllib.request.Request(url, data=body, method=method), timeout=10) as answer:
            return json.load(answer)


@contextlib.contextmanager
def simulated(name):
    binary = os.environ.get("TWINLINE_BIN")
    if not binary:
        pytest.skip("TWINLINE_BIN is not set")
    process = subprocess.Popen([binary, "sim", name, "--port", "0", "--seed", "7"], stdout=subprocess.PIPE, text=True)
    try:
        yield Venue(json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="session")
def venue():
    with simulated("binance") as venue:
        yield venue


@pytest.fixture(scope="module")
def delta():
    """One for each file, for accounts are traded with."""
    with simulated("delta") as venue:
        yield venue


def same(text, expected):
    """Equal as decimals, to the last digit."""
    assert Decimal(str(text)) == Decimal(str(expected)), (text, expected)


def assert_adds_up(account):
    """Wallet, income and fills of the truth agree with each other, to the last digit."""
    for asset, balance in account["balances"].items():
        moved = sum((Decimal(row["amount"]) for row in account["income"] if row["asset"] == asset), Decimal(0))
        same(balance["wallet"], moved)
    for position in account["positions"]:
        of = [fill for fill in account["fills"] if (fill["symbol"], fill["position_side"]) == (position["symbol"], position["position_side"])]
        signed = sum((Decimal(fill["quantity"]) * (1 if fill["side"] == "BUY" else -1) for fill in of), Decimal(0))
        same(position["amount"], signed)
    fees = sum((Decimal(fill["commission"]) for fill in account["fills"]), Decimal(0))
    same(-fees, sum((Decimal(row["amount"]) for row in account["income"] if row["type"] == "COMMISSION"), Decimal(0)))


def as_levels(rows):
    """Price and size of each row as exact decimals."""
    return [(Decimal(str(row[0])), Decimal(str(row[1]))) for row in rows]


def assert_book(bids, asks, levels=1):
    """Sorted, not crossed, nothing empty."""
    bids, asks = as_levels(bids), as_levels(asks)
    assert len(bids) >= levels and len(asks) >= levels
    assert bids == sorted(bids, reverse=True), "bids are not best first"
    assert asks == sorted(asks), "asks are not best first"
    assert bids[0][0] < asks[0][0], "book is crossed"
    assert all(size > 0 for _, size in bids + asks), "a level is empty"


def assert_contiguous(open_times, step_ms):
    assert len(open_times) >= 2
    assert [b - a for a, b in zip(open_times, open_times[1:])] == [step_ms] * (len(open_times) - 1)


def assert_rising(ids):
    assert ids and all(a < b for a, b in zip(ids, ids[1:])), ids
