"""Fills the fuzzer's corpora from the vectors and the captures. Usage: corpora.py FOLDER"""

import gzip
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).parent.parent
VECTORS = ROOT / "vectors" / "binance_usdm"
OUT = pathlib.Path(sys.argv[1])

# As in `fuzz/src/assumed.rs`, and the statuses of the target `decode_reply`.
STEPS = ["time", "exchangeInfo", "depth", "ticker/bookTicker", "aggTrades", "klines", "premiumIndex", "ticker/24hr", "fundingRate"]
STATUSES = [200, 400, 418, 429, 503, 500, 302, 404]


def seed(target, *pieces):
    data = b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
    folder = OUT / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def captured():
    with gzip.open(ROOT / "captures" / "binance_usdm.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


def frames():
    texts = []
    for path in sorted(VECTORS.glob("samples/market_stream/*.json")):
        value = json.loads(path.read_text())
        if path.name.endswith(".facts.json"):
            continue
        facts = json.loads(path.with_suffix(".facts.json").read_text())
        texts += [path.read_text(), compact(value), compact({"stream": facts["stream"], "data": value})]
    texts += [line["text"] for line in captured() if line["kind"] == "ws_received"][:400:10]
    texts += ['{"result":null,"id":1}', '{"error":{"code":2,"msg":"x"},"id":1}', '{"result":["btcusdt@depth"],"id":3}']
    for name in ("depth_scenarios.json",):
        for scenario in json.loads((VECTORS / name).read_text())["scenarios"]:
            texts += [compact(step["event"]) for step in scenario["steps"] if "event" in step]
    for nth, text in enumerate(texts):
        seed("decode_frame", bytes([nth % 4]), text)


def replies():
    for path in sorted(VECTORS.glob("samples/rest/GET_fapi_v*.json")):
        name = path.name.removesuffix(".json").split("_", 3)[-1].replace("_", "/")
        if name in STEPS:
            seed("decode_reply", bytes([STEPS.index(name)]), path.read_text())
            seed("decode_reply", bytes([STEPS.index(name)]), compact(json.loads(path.read_text())))
    for row in json.loads((VECTORS / "samples" / "error_bodies.json").read_text()):
        status = STATUSES.index(row["httpStatus"]) if row["httpStatus"] in STATUSES else 1
        body = row["body"] if isinstance(row["body"], str) else compact(row["body"])
        seed("decode_reply", bytes([2 + status * len(STEPS)]), body)


# Places in `ACCOUNT_STEPS` of `fuzz/src/accounts.rs`.
ACCOUNT_STEPS = {
    "POST_fapi_v1_listenKey": 1, "POST_fapi_v1_order": 3, "POST_fapi_v1_algoOrder": 4, "PUT_fapi_v1_order": 5, "DELETE_fapi_v1_order": 6,
    "DELETE_fapi_v1_algoOrder": 7, "DELETE_fapi_v1_allOpenOrders": 8, "POST_fapi_v1_batchOrders": 9, "PUT_fapi_v1_batchOrders": 10,
    "DELETE_fapi_v1_batchOrders": 11, "GET_fapi_v1_order": 12, "GET_fapi_v1_algoOrder": 13, "GET_fapi_v1_openOrders": 14,
    "GET_fapi_v1_allOrders": 14, "GET_fapi_v1_openAlgoOrders": 15, "GET_fapi_v1_userTrades": 16, "GET_fapi_v1_income": 17,
    "GET_fapi_v3_balance": 18, "GET_fapi_v3_positionRisk": 19, "GET_fapi_v1_accountConfig": 20, "GET_fapi_v1_symbolConfig": 21,
    "GET_fapi_v1_commissionRate": 22, "POST_fapi_v1_leverage": 23, "POST_fapi_v1_marginType": 24, "POST_fapi_v1_positionSide_dual": 25,
    "POST_fapi_v1_multiAssetsMargin": 26, "POST_fapi_v1_positionMargin": 27,
}


def accounts():
    for link, folder in enumerate(("user_stream", "ws_api")):
        for path in sorted(VECTORS.glob(f"samples/{folder}/*.json")):
            if not path.name.endswith(".facts.json"):
                value = json.loads(path.read_text())
                seed("private_frame", bytes([link]), path.read_text())
                seed("private_frame", bytes([link]), compact(value))
                if link == 0:
                    seed("private_frame", bytes([link]), compact({"stream": "key", "data": value}))
    for name, step in ACCOUNT_STEPS.items():
        seed("private_reply", bytes([step, 0]), compact(json.loads((VECTORS / "samples" / "rest" / f"{name}.json").read_text())))
    seed("private_reply", bytes([0, 0]), '{"serverTime":1499827319559}')
    logon = json.loads((VECTORS / "samples" / "ws_api" / "session_logon.json").read_text())
    seed("private_reply", bytes([2, 0]), compact(logon["result"]))
    for row in json.loads((VECTORS / "samples" / "error_bodies.json").read_text()):
        status = STATUSES.index(row["httpStatus"]) if row["httpStatus"] in STATUSES else 1
        seed("private_reply", bytes([3, status]), compact(row["body"]))


def lines():
    kinds = {"ws_open": 0, "http_response": 2}
    urls = {(kinds[line["kind"]], line["url"]) for line in captured() if line["kind"] in kinds}
    for path in VECTORS.glob("samples/rest/*.facts.json"):
        facts = json.loads(path.read_text())
        if "url" in facts:
            urls.add((2, facts["url"]))
    for kind, url in sorted(urls):
        seed("recognise", bytes([kind]), url[:4000])
    for method in ("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY"):
        seed("recognise", bytes([1]), compact({"method": method, "params": ["a@depth", "!contractInfo"], "id": 1}))
    for path in ("/public/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker", "/market/ws/btcusdt@kline_1m", "/public/ws/btcusdt%40depth"):
        seed("recognise", bytes([0]), "wss://any.host" + path)


def recordings():
    url = "https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=1000"
    for name in ("depth_scenarios.json", "depth_random_long.json"):
        file = json.loads((VECTORS / name).read_text())
        for scenario in file.get("scenarios", [file]):
            pieces = [b"Owss://any.host/public/ws/btcusdt@depth\0"]
            for step in scenario["steps"][:40]:
                if "event" in step:
                    pieces.append(b"R" + compact(step["event"]).encode() + b"\0")
                elif "snapshot" in step:
                    pieces.append(b"A" + url.encode() + b"\0" + compact(step["snapshot"]).encode() + b"\0")
            seed("replay", *pieces)
    for path in VECTORS.glob("samples/market_stream/*.json"):
        if not path.name.endswith(".facts.json"):
            seed("replay", b"R", compact(json.loads(path.read_text())), b"\0")


def numbers():
    texts = ["7.6110", "0", "-0.00012", "97000.500000000000000000000000000", "79228162514264337593543950335", "9223372036854775807", "1e5", "1.", ".5"]
    for nth, text in enumerate(texts):
        seed("numbers", bytes([nth]), text)


def configurations():
    toml = """listen = "127.0.0.1:8317"
data_dir = "~/twinline"
allowed_hosts = ["desk.lan:8317"]
allowed_origins = ["https://desk.lan"]
allow_remote = false
[venues.binance]
environment = "url"
rest = "http://127.0.0.1:1"
ws = "ws://127.0.0.1:1"
[watch]
instruments = ["binance:BTCUSDT"]
channels = ["bbo", "candles.1m", "book"]
[limits]
connections = 10
connections_per_address = 5
topics_per_connection = 100
frame_bytes = 65536
body_bytes = 65536
"""
    yaml = "listen: 127.0.0.1:0\nvenues:\n  binance: {environment: testnet}\nwatch:\n  instruments: [binance:BTCUSDT]\n  channels: [trades]\nlimits: {connections: 7}\n"
    seed("config", b"\0", toml, b"\0TWINLINE_LISTEN=127.0.0.1:0\0TWINLINE_LIMITS__CONNECTIONS=9\0TWINLINE_VENUES__BINANCE__ENVIRONMENT=prod")
    seed("config", b"\1", yaml, b"\0TWINLINE_WATCH__INSTRUMENTS=binance:ETHUSDT,binance:BTCUSDT\0XDG_DATA_HOME=/data")
    seed("config", b"\0", "[bus]\nurl = 1\n")


def messages():
    topics = ["bbo.binance:BTCUSDT", "book.binance:BTCUSDT", "candles.binance:BTCUSDT.1m", "mark.binance:BTC/USDT:USDT", "connections"]
    for topic in topics + ["2026-01-02T03:04:05.678Z", "1M", "binance:BTCUSDT"]:
        seed("messages", topic)
    for op in ("subscribe", "unsubscribe"):
        seed("messages", compact({"op": op, "id": 7, "topics": topics}))
    seed("messages", compact({"op": "auth", "token": "x", "ticket": None}))
    seed("messages", compact({"op": "ping", "id": 1}))


def requests():
    one = "api/v1/instruments/binance:BTCUSDT"
    paths = ["healthz", "readyz", "metrics", "api/v1/session", "api/v1/venues", "api/v1/connections", "api/v1/limits", "api/v1/stream"]
    paths += ["api/v1/repairs?venue=binance&limit=5&cursor=3", "api/v1/instruments?venue=binance&q=BTC&expiry=none&limit=9&cursor=a"]
    paths += [one, one + "/book?depth=5", one + "/ticker?venue=binance", one + "/trades?limit=3&cursor=f1"]
    paths += [one + "/candles?interval=1m&from=2026-01-02T03:04:05Z&to=2026-01-03T00:00:00Z&limit=2", one + "/funding?limit=2", "", "assets/x.js"]
    for nth, path in enumerate(paths):
        seed("requests", bytes([0x80 * (nth % 2)]), path)
        seed("requests", bytes([0]), path)
    seed("requests", b"\1", "api/v1/session", b"\0", '{"ticket":"abc"}')
    seed("requests", b"\1", "api/v1/login-tickets", b"\0", "{}")
    seed("requests", b"\1", "api/v1/demo/faults", b"\0", '{"venue":"binance","fault":"stall","seconds":3}')
    seed("requests", b"\2", "api/v1/demo/faults")


def choices():
    for target in ("book", "session"):
        seed(target, bytes(range(64)))
        seed(target, bytes(index * 37 % 256 for index in range(200)))


def found():
    """Inputs that failed once, as the target takes them: `TARGET-what_it_was`."""
    for path in sorted((VECTORS / "found").glob("*-*")):
        seed(path.name.split("-")[0], path.read_bytes())


for fill in (frames, replies, accounts, lines, recordings, numbers, configurations, messages, requests, choices, found):
    fill()
