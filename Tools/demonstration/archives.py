"""What an operator does with what is old: archived, signed, and let go of."""

import os
import pathlib
import sys

from checks import decision, demand, present, refused
from world import BINARIES, World, euros, must, step

# The clock that can be wrong is the torture's.
sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "tormenting"))
from preload import Clock  # noqa: E402

DAY = 86_400_000


class Past(World):
    """A world that begins a month ago, for all its programs."""

    def __init__(self):
        super().__init__()
        self.clock = Clock(self.directory)
        self.before = {name: os.environ.get(name) for name in self.clock.environment}
        os.environ.update(self.clock.environment)
        self.clock.set(-30 * DAY)

    def remove(self):
        for name, value in self.before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        super().remove()


def archives(world):
    """A month later: the signed journal is archived, what had closed is let go of while vouchd works, and read from the archive."""
    paid = demand(world, "48.50", "ALICE", "SHOP", "PARCEL", (0,), "S2", "--memo", "two books")
    present(world, paid)
    void = demand(world, "20.00", "ALICE", "SHOP", None, (0,), "S2")
    step("", "the shop has none left: voided", decision(world.seller("SHOP", "void", void)))
    waiting = demand(world, "30.00", "ALICE", "SHOP", "PARCEL", (0,), "S2", "--expires-in", "60d")
    world.stop()
    world.clock.set(0)
    world.start()
    world.vouch("clock", "accept")
    step("", "a month goes by; the operator accepts the clock", world.vouch("status")["time"][:10])

    demand(world, "15.00", "ALICE", "SHOP", None, (0,), "S2")
    keys, first = world.directory / "vouch.keys", world.directory / "first.vouch"
    keys.write_text(world.program("vouchd", "keys", "export", "--data", world.directory / "data", json_output=False))
    exported = world.vouch("audit", "export", first, "--key", keys)
    step("", "the operator archives the signed journal", f"{exported['entries']} entries")
    prune = ("vouchd", "prune", first, "--data", world.directory / "data", "--older-than")
    words = world.program(*prune, 400, json_output=False)
    must("Nothing is so old" in words, words)
    step("", "vouchd lets go of what is older than 400 days", words.strip())
    before = world.vouch("status")
    words = world.program(*prune, 10, json_output=False)
    after = world.vouch("status")
    must("2 checks" in words and after["checks"] == before["checks"] - 2, f"{words}: {before}, {after}")
    must(0 < after["archived_through"] <= exported["entries"], f"{after}")
    step("", "and of what closed ten days ago or before", words.strip())

    refused(world.vouch("checks", "show", paid, expect=(1,)), "unknown_check", "", "the check that was paid is not here any more")
    refused(world.vouch("journal", "--from", 1, expect=(1,)), "entry_archived", "", "nor is the journal of its time")
    statement = world.seller("SHOP", "statement")
    must(statement["archived_through"] == after["archived_through"] and statement["balance"] == 4850, f"{statement}")
    step("", "the seller's balance is as it was; how it came about is archived", f"{euros(statement['balance'])} EUR")
    shown = world.program("vouch", "audit", "show", paid, first, "--key", keys)
    must([one["kind"] for one in shown["entries"]] == ["issued", "captured"] and shown["memo"] == "two books", f"{shown}")
    step("", "the archive has it, and proves it by the ledger's key", f"{shown['check_state']['state']}, memo '{shown['memo']}'")
    proof = world.directory / "waiting.proof"
    world.vouch("audit", "prove", waiting, "--out", proof, "--key", keys)
    answer = world.seller("SHOP", "present", waiting)
    step("S8", "the check that waited is still proved, and pays", decision(answer))

    world.kill()
    # An export has what is folded; what is not yet, is at the next stop.
    world.stop()
    world.start()
    second = world.directory / "second.vouch"
    exported = world.vouch("audit", "export", second, "--since", first, "--key", keys)
    step("", "killed and started again; another archive goes on where the first ends", f"{exported['entries']} entries")
    shown = world.program("vouch", "audit", "show", waiting, first, second, "--key", keys)
    must([one["kind"] for one in shown["entries"]] == ["issued", "captured"], f"{shown}")
    step("", "both together have the check that waited", shown["check_state"]["state"])
    world.program("vouch", "audit", "show", waiting, second, "--key", keys, expect=(65,), json_output=False)
    damaged = world.directory / "damaged.vouch"
    content = bytearray(first.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    world.program("vouchd", "prune", damaged, "--data", world.directory / "data", expect=(1,), json_output=False)
    step("", "an archive of which one bit was changed is refused", "nothing goes")
    world.stop()
    whole = world.program("vouchd", "verify", "--data", world.directory / "data", json_output=False)
    must("All is whole" in whole, whole)
    step("", "vouchd verify: balances, checks and journal go on from what was carried over", "all is whole")
    world.start()


SCENARIOS = [archives]
