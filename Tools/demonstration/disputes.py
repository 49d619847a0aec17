"""Scenarios of disputes over what was brought: judged by the distributor's signed proof, or by its absence (N2)."""

from steps import ADDRESS, both_know, buy, departed, final, instructed, open_town, planned, reach, wait
from world import decision, must, step


def dispute(world):
    """Two disputes: one ends by the carrier's signed proof of delivery, and the seller is paid; the other without one."""
    public = sign_hand_overs(world, "PARCEL")
    open_town(world)
    brought_with_proof(world, public)
    never_brought(world)


def sign_hand_overs(world, carrier):
    """The carrier makes a key and serves with it; the operator registers its public half."""
    path = world.directory / "hand-over.key"
    public = world.program("vouch-distributor", "keys", "init", path)["public_key"]
    world.carriers[carrier].arguments += ["--hand-over-key", str(path)]
    step("", f"carrier {carrier} makes a key that signs its hand-overs", f"{public[:16]}…")
    world.vouch("distributors", "set", carrier, "--hand-over-key", public)
    step("", "the operator registers it", f"{carrier}'s deliveries need its signature now")
    return public


def bought(world, carrier, *more):
    mine = buy(world, "BOOK-1", "--distributor", carrier, "--on-delivery", *more, *ADDRESS)
    reach(world, mine, "demanded", "instructed")
    instructed(world, mine)
    departed(world, planned(world, carrier), carrier)
    final(world, mine, "committed")
    return mine


def disputed(world, mine, reason):
    answer = world.terminal("ALICE", "dispute", mine["check"], "--reason", reason)
    step("", f"terminal ALICE disputes: {reason}", decision(answer))


def listed(world, mine):
    """What the operator sees of a dispute."""
    found = [one for one in world.vouch("disputes", "list")["disputes"] if one["check"] == mine["check"]]
    must(found, "the dispute is not listed")
    step("", "the operator looks at the dispute", f"opened by {found[0]['opened_by']}; proof of delivery: {found[0]['proof_state']}")
    return found[0]


def brought_with_proof(world, public):
    mine = bought(world, "PARCEL", "--hand-over-code")
    code = mine["hand_over_code"]
    step("", "terminal ALICE has a code for the driver", code)
    disputed(world, mine, "it never came")
    unsigned = world.distributor("PARCEL", "confirm", mine["check"], expect=(1,))
    step("S12", "somebody confirms the delivery as PARCEL, without its key", decision(unsigned))
    must(unsigned["reason"] == "proof_required", f"refused as {unsigned}")
    wrong = world.company("PARCEL", "hand-over", mine["order"], "--taken-by", "A. Sommer", "--code", "4711", expect=(1,))
    step("S12", "the driver has a wrong code", f"no: {wrong['reason']}")
    must(wrong["reason"] == "wrong_code", f"refused as {wrong}")
    world.company("PARCEL", "hand-over", mine["order"], "--taken-by", "A. Sommer", "--code", code)
    wait("the completion is known to both", lambda: both_know(world, mine, "PARCEL"))
    step("S12", "the driver hands over for the right one; PARCEL signs, and tells seller and manager", "noted, nothing is paid yet")
    final(world, mine, "frozen", confirmed=True)
    must(listed(world, mine)["proof_state"] == "signed", "the proof is not seen as signed")

    proof, keys = world.directory / "proof.txt", world.directory / "parcel.pub"
    reach(world, mine, "delivered")
    world.buyer("ALICE", "proof", mine["order"], "--out", proof)
    keys.write_text(f"{public}  # PARCEL\n")
    offline = world.program("vouch-seller", "proof", "verify", proof, "--key", keys)
    step("", "terminal ALICE gets the proof through the shop; anybody judges it by PARCEL's public key",
         f"shown: the buyer's {offline['shown']}")
    found = world.vouch("disputes", "verify", mine["check"], proof)
    step("", "the operator judges the proof", f"signed by PARCEL, confirmed: {'yes' if found['confirmed'] else 'no'}")
    must(found["outcome"] == "accepted" and found["confirmed"], f"the proof was judged {found}")
    forged = world.directory / "forged.txt"
    forged.write_text(proof.read_text().replace("A", "B", 1))
    world.program("vouch-seller", "proof", "verify", forged, "--key", keys, expect=(1, 65), json_output=False)
    step("", "a proof with one letter changed", "no")

    answer = world.vouch("disputes", "resolve", mine["check"], "--resume", "--reason", "delivered, by PARCEL's proof")
    step("", "the operator decides: it was delivered; the check goes on, and so is paid", decision(answer))
    final(world, mine, "settled", captured=2450)


def never_brought(world):
    mine = bought(world, "BIKE")
    disputed(world, mine, "it never came")
    must(listed(world, mine)["proof_state"] == "none", "there is a proof of nothing")
    world.buyer("ALICE", "proof", mine["order"], expect=(66,), json_output=False)
    step("", "terminal ALICE asks for a proof", "there is none")
    answer = world.vouch("disputes", "resolve", mine["check"], "--void", "--reason", "BIKE proves nothing")
    step("", "the operator decides: all goes back to the buyer", decision(answer))
    final(world, mine, "voided", captured=0)


SCENARIOS = [dispute]
