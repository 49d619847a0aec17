"""What is run in which order: in each round every limit and every peer close to vouchd, so that all meet the same machine."""

import contextlib
import os
import tempfile

import postgres
import preload
from runs import Failed, has_batches, run

# Seconds of a run by kind, rounds, and the ledgers made beforehand: accounts, checks in the small and in the large one.
QUICK = {
    "rounds": 3, "vouch": 3, "limit": 2, "disk": 1, "peer": 2, "open": 3, "large": 3, "sustained": 8, "restart": 2,
    "beside": 2, "step": 2, "warmup": 1, "accounts": 100_000, "few": 100_000, "many": 1_000_000,
}
FULL = {
    "rounds": 5, "vouch": 8, "limit": 4, "disk": 2, "peer": 6, "open": 10, "large": 8, "sustained": 45, "restart": 6,
    "beside": 8, "step": 6, "warmup": 2, "accounts": 1_000_000, "few": 100_000, "many": 10_000_000,
}

# How many connections of PostgreSQL are tried, and the shares of the best rate that are offered for the percentiles.
CLIENTS = (1, 8, 32, 64)
SHARES = (0.1, 0.25, 0.5, 0.7, 0.8, 0.9)

NO_BATCHES = "no batch form yet"


class Plan:
    """All that one time needs; `missing` says by run why it is not there."""

    def __init__(self, lengths, runner, options, tell):
        self.lengths, self.runner, self.options, self.tell = lengths, runner, options, tell
        self.rounds, self.missing, self.sweep = [], {}, {}
        self.stack = contextlib.ExitStack()
        self.peer = self.small = self.large = None
        self.has_grpc = False
        if not has_batches("run"):
            names = "batch 8000", "batch 100", "settle batch", "sustained"
            self.missing |= {name: NO_BATCHES for name in names}

    def prepare(self):
        """What is not measured: servers started, ledgers made and copied."""
        if self.options.no_peers:
            self.missing |= {"postgres": "--no-peers", "grpc": "--no-peers"}
        else:
            self._start_postgres()
            self.has_grpc = bool(os.environ.get("GRPC_PEER"))
            if not self.has_grpc:
                self.missing["grpc"] = "not built"
        if self.options.no_preload:
            self.missing["large"] = "--no-preload"
            return
        parent = self.options.directory or tempfile.gettempdir()
        try:
            ledgers = [preload.Ledger(self.options.cache, self.lengths["accounts"], self.lengths[size])
                       for size in ("few", "many")]
            for ledger in ledgers:
                ledger.make()
            self.tell("copying ledgers")
            for name, ledger in zip(("small", "large"), ledgers):
                copy = ledger.copy(parent)
                self.stack.callback(copy.remove)
                setattr(self, name, copy)
        except preload.NoRoom as reason:
            self.missing["large"] = str(reason)
            self.large = None

    def _start_postgres(self):
        try:
            self.tell("starting PostgreSQL")
            self.peer = self.stack.enter_context(postgres.Peer(self.options.directory))
        except postgres.Unavailable as reason:
            self.missing["postgres"] = str(reason).splitlines()[0]

    def sweep_postgres(self):
        """Which number of connections is best for it; and its batch form, for comparison."""
        if not self.peer:
            return
        for clients in CLIENTS:
            self.sweep[f"{clients} × 1"] = self.runner.postgres(self.peer.server_address, *self.runner.point(clients, 1))
        self.best_clients = max(CLIENTS, key=lambda clients: self.sweep[f"{clients} × 1"]["ops_per_second"])
        for batch in (100, 1000):
            words = [*self.runner.point(4, 1), "--batch", batch]
            self.sweep[f"4 × batches of {batch}"] = self.runner.postgres(self.peer.server_address, *words)

    def round(self):
        """Every point once."""
        r = self.runner
        one = {}
        crowd, alone, full = r.point(64, 1), r.point(1, 1), r.point(8, 256)
        one["echo 64 × 1"] = r.echo(*crowd)
        one["vouch 64 × 1"] = r.vouch(*crowd)
        one["plain 64 × 1"] = r.vouch(*crowd, "--without-history", what="vouchd without its history")
        one["bare 64 × 1"] = r.bare(*crowd)
        if self.has_grpc:
            one["grpc"] = r.grpc()
        if self.peer:
            one["postgres"] = r.postgres(self.peer.server_address, *r.point(self.best_clients, 1))
        # The disk, which others may use, is measured on both sides of where it counts.
        one["disk"] = [r.disk()]
        one["echo 1 × 1"] = r.echo(*alone)
        one["vouch 1 × 1"] = r.vouch(*alone)
        one["disk"].append(r.disk())
        one["bare 8 × 256"] = r.bare(*full)
        one["vouch 8 × 256"] = r.vouch(*full)
        one["hot"] = r.vouch(*full, "--sellers-chosen", "hot", what="vouchd, one hot seller")
        offered = [*r.point(64, 16), "--rate", 40_000]
        one["bare open"] = r.bare(*offered)
        one["open"] = r.vouch(*offered, kind="open", what="vouchd, open loop")
        if has_batches("run"):
            self._batches(one)
        if self.large:
            one["small"] = r.vouch(*full, *self.small.words(), kind="large", what="vouchd, few checks")
            one["large"] = r.vouch(*full, *self.large.words(), kind="large", what="vouchd, many checks")
        self.rounds.append(one)

    def _batches(self, one):
        r = self.runner
        for batch, connections in ((100, 4), (8000, 2)):
            words = [*r.point(connections, 1), "--batch", batch]
            if has_batches("bare"):
                one[f"bare batch {batch}"] = r.bare(*words)
            one[f"batch {batch}"] = r.vouch(*words, what=f"vouchd, batches of {batch:,}")
        words = [*r.point(2, 1), "--batch", 1000]
        one["batch 1000"] = r.vouch(*words, what="vouchd, batches of 1,000")
        one["plain batch 1000"] = r.vouch(*words, "--without-history", what="vouchd, batches of 1,000 without its history")

    def long_runs(self):
        """What needs a ledger made beforehand and is not repeated in every round: sustained load, restart, readers."""
        if not self.large:
            for name in ("beside", "sustained", "settle batch"):
                self.missing.setdefault(name, self.missing["large"])
            return
        r, one = self.runner, {}
        before = self.large.disk_bytes()
        full = r.point(8, 256)
        words = [*r.point(2, 1), "--batch", 8000] if has_batches("run") else full
        limit = [*words, "--accounts", self.lengths["accounts"]]
        one["bare sustained"] = [r.bare(*limit)]
        one["sustained"] = r.vouch(*words, *self.large.words(), kind="sustained", what="vouchd, sustained")
        # After a clean stop: what waited to be folded is folded.
        one["sustained"] |= {"disk_bytes_before": before, "disk_bytes": self.large.disk_bytes()}
        one["bare sustained"].append(r.bare(*limit))
        batch = ["--batch", 1000] if has_batches("beside") else []
        one["beside"] = r.beside(*r.point(8, 64), *batch, *self.large.words_with_checks())
        one["restart"] = r.restart(*full, *self.large.words())
        if has_batches("run"):
            one["settle batch"] = r.vouch(
                "--workload", "settle", *r.point(2, 1), "--batch", 8000, *self.large.words_with_checks(), kind="large",
                what="vouchd, random settles")
        self.rounds.append(one)

    def percentiles(self, best):
        """Open loops at shares of the best rate."""
        found = []
        for share in SHARES:
            words = [*self.runner.point(64, 64), "--rate", max(1, int(best * share))]
            found.append(self.runner.vouch(*words, kind="step", what=f"vouchd, {share:.0%} of its best"))
        return found

    def core_loop(self):
        """Instructions need no rounds, but time does: three."""
        program = os.environ.get("VOUCH_MICRO")
        if not program:
            self.missing["core"] = "not built"
            return
        for one in self.rounds[:3]:
            self.tell("the core loop")
            try:
                found = run(program, "core")
            except Failed as failure:
                self.missing["core"] = str(failure).splitlines()[0]
                return
            one |= {f"core {name}": {"ops_per_second": found[name]} for name in ("swift", "c")}
