"""What an account's events told, folded as a client would, and held against the venue's own books to the last digit."""

from conftest import same


class Told:
    def __init__(self, venue, account):
        self.venue, self.account = venue, account
        self.known = {fill["trade_id"] for fill in venue.account(account)["fills"]}
        self.fills, self.statuses, self.algos, self.wallets, self.positions = {}, {}, {}, {}, {}

    def take(self, event):
        """One event as it stands on the wire."""
        kind = event.get("e")
        if kind == "ORDER_TRADE_UPDATE":
            order = event["o"]
            self.statuses[order["i"]] = order["X"]
            if order["x"] == "TRADE":
                assert order["t"] not in self.fills, "told twice"
                self.fills[order["t"]] = order
        elif kind == "ALGO_UPDATE":
            self.algos[event["o"]["aid"]] = event["o"]["X"]
        elif kind == "ACCOUNT_UPDATE":
            self.wallets.update({row["a"]: row for row in event["a"]["B"]})
            self.positions.update({(row["s"], row["ps"]): row for row in event["a"]["P"]})

    def assert_same_as_the_truth(self, fills):
        """At least so many fills were told, all of them, and what is held after them."""
        truth = self.venue.account(self.account)
        made = {fill["trade_id"]: fill for fill in truth["fills"] if fill["trade_id"] not in self.known}
        assert set(made) == set(self.fills) and len(made) >= fills, (set(made) ^ set(self.fills), len(made))
        for number, fill in made.items():
            told = self.fills[number]
            for name, held in (("L", "price"), ("l", "quantity"), ("n", "commission"), ("rp", "realized")):
                same(told[name], fill[held])
            assert (told["S"], told["m"], told["i"], told["s"]) == (fill["side"], fill["maker"], fill["order_id"], fill["symbol"])
        for order in truth["orders"]:
            if order["order_id"] in self.statuses:
                assert self.statuses[order["order_id"]] == order["status"], order
        for asset, row in self.wallets.items():
            same(row["wb"], truth["balances"][asset]["wallet"])
        held = {(row["symbol"], row["position_side"]): row for row in truth["positions"]}
        assert self.wallets and self.positions
        for key, row in self.positions.items():
            same(row["pa"], held[key]["amount"] if key in held else "0")
