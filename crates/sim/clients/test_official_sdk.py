"""The venue's own Python SDK over REST and streams, unchanged but for its urls."""

import asyncio

import pytest
from binance_common.configuration import ConfigurationRestAPI, ConfigurationWebSocketStreams
from binance_common.errors import BadRequestError
from binance_sdk_derivatives_trading_usds_futures.derivatives_trading_usds_futures import DerivativesTradingUsdsFutures
from binance_sdk_derivatives_trading_usds_futures.rest_api.models import (
    ContinuousContractKlineCandlestickDataContractTypeEnum,
    ContinuousContractKlineCandlestickDataIntervalEnum,
    KlineCandlestickDataIntervalEnum,
)

from conftest import assert_book, assert_contiguous, assert_rising, as_levels


@pytest.fixture(scope="module")
def rest(venue):
    return DerivativesTradingUsdsFutures(config_rest_api=ConfigurationRestAPI(base_path=venue.rest, api_key="none")).rest_api


def test_rules_and_time(rest):
    info = rest.exchange_information().data()
    names = [symbol.symbol for symbol in info.symbols]
    assert "BTCUSDT" in names and len(names) >= 8
    assert rest.check_server_time().data().server_time > 1_600_000_000_000


def test_book_equals_the_truth(rest, venue):
    book = rest.order_book(symbol="BTCUSDT", limit=1000).data()
    assert_book(book.bids, book.asks, 150)
    assert (as_levels(book.bids), as_levels(book.asks)) == venue.book_at("BTCUSDT", book.last_update_id)


def test_trades(rest):
    trades = rest.recent_trades_list(symbol="BTCUSDT", limit=100).data()
    assert_rising([trade.id for trade in trades])
    aggregates = rest.compressed_aggregate_trades_list(symbol="BTCUSDT", limit=100).data()
    assert_rising([trade.a for trade in aggregates])
    older = rest.old_trades_lookup(symbol="BTCUSDT", from_id=trades[0].id, limit=5).data()
    assert [trade.id for trade in older] == [trade.id for trade in trades[:5]]


def test_candles(rest):
    rows = rest.kline_candlestick_data(
        symbol="SOLUSDT", interval=KlineCandlestickDataIntervalEnum.INTERVAL_1m, limit=500
    ).data()
    assert len(rows) == 500
    assert_contiguous([int(row[0]) for row in rows], 60_000)
    rows = rest.continuous_contract_kline_candlestick_data(
        pair="SOLUSDT",
        contract_type=ContinuousContractKlineCandlestickDataContractTypeEnum.PERPETUAL,
        interval=ContinuousContractKlineCandlestickDataIntervalEnum.INTERVAL_15m,
        limit=10,
    ).data()
    assert_contiguous([int(row[0]) for row in rows], 900_000)


def test_marks_and_tickers(rest):
    assert rest.mark_price(symbol="BTCUSDT").data().actual_instance.symbol == "BTCUSDT"
    assert len(rest.mark_price().data().actual_instance) >= 8
    assert rest.ticker24hr_price_change_statistics(symbol="BTCUSDT").data().actual_instance.count > 0
    assert rest.symbol_order_book_ticker(symbol="BTCUSDT").data().actual_instance.bid_price
    assert rest.symbol_price_ticker_v2(symbol="BTCUSDT").data().actual_instance.price
    assert float(rest.open_interest(symbol="BTCUSDT").data().open_interest) > 0
    assert len(rest.get_funding_rate_history(symbol="BTCUSDT", limit=5).data()) == 5
    assert rest.get_funding_rate_info().data()
    assert rest.asset_index(symbol="BTCUSD").data().actual_instance.index
    assert rest.rpi_order_book(symbol="BTCUSDT", limit=1000).data().bids


def test_refusal(rest):
    with pytest.raises(BadRequestError):
        rest.order_book(symbol="NOSUCH")


def watch(venue, subscribe, count):
    """The first messages of one stream per subscription."""

    async def main():
        config = ConfigurationWebSocketStreams(stream_url=venue.streams)
        streams = DerivativesTradingUsdsFutures(config_ws_streams=config).websocket_streams
        seen, wanted = {}, []
        enough = asyncio.Event()

        def note(name):
            def callback(data):
                seen.setdefault(name, []).append(data)
                if all(len(seen.get(other, [])) >= count for other in wanted):
                    enough.set()

            return callback

        await streams.create_connection()
        try:
            starts = subscribe(streams)
            wanted.extend(starts)
            for name, start in starts.items():
                (await start).on("message", note(name))
            await asyncio.wait_for(enough.wait(), 30)
        finally:
            await streams.close_connection(close_session=True)
        return seen

    return asyncio.run(main())


def test_public_streams(venue):
    seen = watch(
        venue,
        lambda streams: {
            "diff": streams.diff_book_depth_streams(symbol="btcusdt", update_speed="100ms"),
            "partial": streams.partial_book_depth_streams(symbol="ethusdt", levels=10),
            "quote": streams.individual_symbol_book_ticker_streams(symbol="btcusdt"),
        },
        8,
    )
    diffs = seen["diff"]
    assert all(later.pu == earlier.u for earlier, later in zip(diffs, diffs[1:])), "the chain is broken"
    for partial in seen["partial"]:
        assert_book(partial.b, partial.a, 10)
    assert all(float(quote.b) < float(quote.a) for quote in seen["quote"])


def test_market_streams(venue):
    seen = watch(
        venue,
        lambda streams: {
            "trades": streams.aggregate_trade_streams(symbol="btcusdt"),
            "candles": streams.kline_candlestick_streams(symbol="btcusdt", interval="1m"),
            "mark": streams.mark_price_stream(symbol="btcusdt", update_speed="1s"),
            "ticker": streams.individual_symbol_ticker_streams(symbol="btcusdt"),
            "tickers": streams.all_market_tickers_streams(),
        },
        3,
    )
    assert_rising([trade.a for trade in seen["trades"]])
    assert all(float(ticker.l) <= float(ticker.c) <= float(ticker.h) for ticker in seen["ticker"])
    marks = [int(mark.E) for mark in seen["mark"]]
    assert_contiguous(marks, 1_000)
