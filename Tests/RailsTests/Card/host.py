"""A card host for tests: PyPI's iso8583sim answers, and a strict ledger of our own says what it was made to do.

Prints its port; ends when its standard input does. Each thing that happened is a line of JSON in the ledger's file.

The plan (a file of JSON) may have:
  rules    what iso8583sim's MockHost answers by: {"match": {...}, "respond": "51", "delay_ms": 100}
  nth      what is done to the n-th message of a type (0100 and 0101 are one type), counted from 1:
           {"mti": "0100", "n": 2, "do": "drop"}
  random   what is done to each with a probability: {"seed": 1, "drop": 0.1, "lose": 0.1, "close": 0.05, ...}
  amounts  what field 54 of the answer to an inquiry (processing code 31) says, by card: {"4111111111111111": "3002978C..."}
Done can be: drop (acted on, not answered), lose (neither), close (acted on, then the connection is closed), late (acted on,
answered after "late_ms"), twice (answered twice), bad (answered with a message that is none), garbage (answered with what
has no length that can be).
"""

import argparse
import asyncio
import json
import logging
import random
import sys
from collections import Counter

from iso8583sim.net import MockHost, Rule
from iso8583sim.wire import decode_message, encode_message

# Hosts that go away while others talk to them are what is tried here.
logging.getLogger("asyncio").setLevel(logging.ERROR)


class Ledger:
    """What a real host would hold: authorisations, captures, reversals and refunds, each by what identifies it."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8")
        self.holds = {}
        self.done = {}

    def write(self, event, request, **more):
        fields = request.fields
        line = {"event": event, "mti": request.mti, "rrn": fields.get(37), "stan": fields.get(11), **more}
        line["amount"] = int(fields.get(4, "0"))
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()

    def wrong(self, request, why):
        self.write("wrong", request, why=why)

    def act(self, request, code):
        """Acts on a request that would be answered by `code`; gives the code it is answered by."""
        fields, mti = request.fields, request.mti
        kind = mti[:3]
        key = (kind, fields.get(37), fields.get(11), fields.get(7))
        if kind == "080":
            self.write("network " + fields.get(70, ""), request)
            return code
        if key in self.done:
            if mti[3] == "0":
                self.wrong(request, "sent again without saying that it is a repeat")
            self.write("again", request)
            return self.done[key]
        if fields.get(2) is None or not fields.get(2).isdigit():
            self.wrong(request, "no card")
        if code != "00":
            self.write("declined", request, code=code)
            return code
        if kind == "010" and fields.get(3, "").startswith("31"):
            if int(fields.get(4, "0")) or fields.get(37):
                self.wrong(request, "an inquiry with an amount or a reference")
            self.write("asked", request)
            return code
        self.done[key] = code
        original = fields.get(90, "")
        hold = (fields.get(37), original[4:10], original[10:20])
        if kind == "010":
            others = [name for name, held in self.holds.items() if name[0] == fields.get(37) and held == "held"]
            if others:
                self.wrong(request, "authorised while another authorisation is held")
            self.holds[(fields.get(37), fields.get(11), fields.get(7))] = "held"
            self.write("authorised", request)
        elif kind == "022":
            if self.holds.get(hold) != "held":
                self.wrong(request, f"captures what is {self.holds.get(hold, 'not there')}")
            self.holds[hold] = "captured"
            self.write("captured", request)
        elif kind == "040":
            if self.holds.get(hold) == "captured":
                self.wrong(request, "takes back what is captured")
            found = hold in self.holds
            self.holds[hold] = "reversed"
            self.write("reversed" if found else "reversed nothing", request)
        elif kind == "020" and fields.get(3) == "200000":
            self.write("refunded", request)
        else:
            self.wrong(request, "not understood")
        return code


class Host(MockHost):
    def __init__(self, plan, ledger):
        super().__init__(rules=[Rule.from_dict(rule) for rule in plan.get("rules", [])] or None)
        self.plan, self.ledger = plan, ledger
        self.counts = Counter()
        self.chance = plan.get("random", {})
        self.random = random.Random(self.chance.get("seed", 0))
        self.flying = self.most = 0

    def deed(self, mti):
        kind = mti[:3] + "0"
        self.counts[kind] += 1
        for rule in self.plan.get("nth", []):
            if rule["mti"] == kind and self.counts[kind] in (rule["n"] if isinstance(rule["n"], list) else [rule["n"]]):
                return rule["do"]
        if kind != "0800":
            point = self.random.random()
            for deed in ("drop", "lose", "close", "late", "twice", "bad", "garbage"):
                point -= self.chance.get(deed, 0)
                if point < 0:
                    return deed
        return "answer"

    async def _answer(self, tpdu, data, writer):
        self.flying += 1
        try:
            await self.take(data, writer)
        finally:
            self.flying -= 1

    async def take(self, data, writer):
        request = decode_message(data, self.wire_format, version=self.version)
        if self.flying > self.most:
            self.most = self.flying
            self.ledger.write(f"{self.most} at once", request)
        deed = self.deed(request.mti)
        if deed == "lose":
            return
        rule = self.rule_for(request)
        code = self.ledger.act(request, rule.respond)
        if rule.delay_ms:
            await asyncio.sleep(rule.delay_ms / 1000)
        if deed == "drop" or rule.action == "drop":
            return
        if deed == "close":
            writer.close()
            return
        if deed == "late":
            await asyncio.sleep(self.plan.get("late_ms", 750) / 1000)
        response = self.build_response(request, code)
        amounts = self.plan.get("amounts", {}).get(request.fields.get(2))
        if amounts is not None and code == "00" and request.fields.get(3, "").startswith("31"):
            response.fields[54] = amounts
        answer = encode_message(response, self.wire_format)
        if deed == "bad":
            answer = answer[:-1]
        try:
            for _ in range(2 if deed == "twice" else 1):
                writer.write(b"\xff\xff" + answer if deed == "garbage" else self.framing.frame(answer))
            await writer.drain()
        except (ConnectionError, OSError):
            pass


async def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--plan", required=True)
    arguments.add_argument("--ledger", required=True)
    options = arguments.parse_args()
    with open(options.plan, encoding="utf-8") as file:
        plan = json.load(file)
    host = Host(plan, Ledger(options.ledger))
    await host.start("127.0.0.1", options.port)
    print(host.port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
