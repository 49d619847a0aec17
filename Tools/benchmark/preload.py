"""Ledgers with many accounts and checks take long to make: they are made once for each form of the records on disk, kept
in a cache directory, and copied for each time."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

from runs import Failed

# How a record lies on disk is said here: another text, another ledger.
FORM = ["Sources/CVouchRecords", "Sources/LedgerStore/Layout", "Sources/LedgerStore/Log", "Sources/LedgerStore/Store.swift"]

# Checks are good for 30 days: a ledger of them that is older than this is made anew.
AGE_SECONDS = 20 * 86_400

# What a ledger takes of the disk at most: bytes an account and bytes a check; and with its copy twice as much.
ACCOUNT_BYTES, CHECK_BYTES = 1000, 1200


class NoRoom(Exception):
    """It cannot be made here, and why."""


def default_cache():
    home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(home) / "vouch-bench"


def form():
    digest = hashlib.sha256()
    for name in FORM:
        place = pathlib.Path(name)
        for file in [place] if place.is_file() else sorted(place.rglob("*")):
            if file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


class Ledger:
    """A ledger in the cache."""

    def __init__(self, cache, accounts, checks):
        self.accounts, self.checks = accounts, checks
        self.directory = cache / f"ledger-{form()}-{accounts}-{checks}"
        self.data, self.list = self.directory / "data", self.directory / "checks"
        self.about = self.directory / "about.json"

    def is_there(self):
        return self.about.exists() and time.time() - self.about.stat().st_mtime < AGE_SECONDS

    def make(self):
        """Makes it where it is not there. Those of other forms are of no use to anybody any more."""
        if self.is_there():
            return
        cache = self.directory.parent
        cache.mkdir(parents=True, exist_ok=True)
        for other in cache.glob("ledger-*"):
            if other == self.directory or form() not in other.name:
                shutil.rmtree(other)
        self.check_room(cache, 1)
        self.directory.mkdir()
        print(f"Making a ledger of {self.accounts:,} accounts and {self.checks:,} checks in {cache} …", file=sys.stderr)
        unfinished = self.directory / "unfinished.json"
        command = [os.environ["VOUCH_BENCH"], "preload", "--data", self.data, "--checks-file", self.list, "--accounts",
                   self.accounts, "--checks", self.checks, "--json", unfinished]
        if subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, check=False).returncode:
            shutil.rmtree(self.directory)
            raise Failed("the ledger could not be made")
        unfinished.rename(self.about)

    def check_room(self, place, copies):
        needed = copies * (self.accounts * ACCOUNT_BYTES + self.checks * CHECK_BYTES)
        free = shutil.disk_usage(place).free
        if free < needed + (2 << 30):
            raise NoRoom(f"{free >> 30} GiB free, a ledger of {self.checks:,} checks wants {needed >> 30}")

    def copy(self, parent):
        """A copy to go on with: its directory, and the words for vouch-bench."""
        self.check_room(parent, 1)
        place = pathlib.Path(parent) / f"vouch-ledger-{os.getpid()}-{self.checks}"
        # With the keys that lie beside it.
        for each in self.directory.glob(f"{self.data.name}*"):
            to = place.with_name(place.name + each.name.removeprefix(self.data.name))
            subprocess.run(["cp", "--recursive", "--sparse=auto", "--reflink=auto", each, to], check=True)
        os.sync()
        return Copy(self, place)

    def disk_bytes(self):
        return json.loads(self.about.read_text(encoding="utf-8"))["disk_bytes"]


class Copy:
    def __init__(self, ledger, place):
        self.ledger, self.place = ledger, place

    def words(self):
        return ["--data", self.place, "--accounts", self.ledger.accounts]

    def words_with_checks(self):
        return [*self.words(), "--checks-file", self.ledger.list]

    def disk_bytes(self):
        """What it takes of the disk now."""
        return sum(file.stat().st_blocks * 512 for file in self.place.rglob("*"))

    def remove(self):
        for each in self.place.parent.glob(f"{self.place.name}*"):
            shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink()
