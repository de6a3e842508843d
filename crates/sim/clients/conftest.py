"""Starts the simulator once; every test gets its urls and can ask it for the truth."""

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
        self.streams = line["ws"]["streams"]
        self.ws_api = line["ws"]["ws_api"]
        self.control = line["control"]

    def truth(self, **query):
        """The venue's own state; with symbol (and u) one book, as it was at that update id."""
        return self._call("GET", "/truth", query)

    def book_at(self, symbol, update_id):
        book = self.truth(symbol=symbol, u=update_id)
        return as_levels(book["bids"]), as_levels(book["asks"])

    def requests(self):
        return self._call("GET", "/requests", {})["requests"]

    def _call(self, method, path, query):
        url = self.control + path + ("?" + urllib.parse.urlencode(query) if query else "")
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=10) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def venue():
    binary = os.environ.get("TWINLINE_BIN")
    if not binary:
        pytest.skip("TWINLINE_BIN is not set")
    process = subprocess.Popen([binary, "sim", "binance", "--port", "0", "--seed", "7"], stdout=subprocess.PIPE, text=True)
    try:
        yield Venue(json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(timeout=10)


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
