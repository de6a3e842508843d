"""What the generated requests need beside the document."""

import itertools
import os

import requests
import schemathesis
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

BASE = os.environ["CONTRACT_URL"]
TOKEN = {"Authorization": f"Bearer {os.environ['CONTRACT_TOKEN']}"}


# Wrong credentials lock their address out for a while; so each request comes from an address of its own, of which this
# machine's loopback network has enough.
ADDRESSES = (f"127.7.{a}.{b}" for a, b in itertools.cycle(itertools.product(range(1, 250), range(1, 250))))

connect = HTTPConnection._new_conn
send = HTTPAdapter.send


def connect_from_elsewhere(self):
    self.source_address = (next(ADDRESSES), 0)
    return connect(self)


def send_alone(self, request, **options):
    request.headers["Connection"] = "close"
    return send(self, request, **options)


HTTPConnection._new_conn = connect_from_elsewhere
HTTPAdapter.send = send_alone


@schemathesis.hook
def after_call(context, case, response):
    # At most 64 faults are active at once, and none of them is what is tested here.
    if case.operation.path == "/api/v1/demo/faults" and case.method == "POST" and response.status_code == 204:
        healed = requests.delete(f"{BASE}/api/v1/demo/faults?venue={case.body['venue']}", headers=TOKEN, timeout=10)
        healed.raise_for_status()
