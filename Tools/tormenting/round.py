"""One round: a ledger of its own, clients that load it, faults of one kind, and the judgement at the end."""

import mmap
import multiprocessing
import random
import shutil
import tempfile
import pathlib
import time

import afterwards
import checker
import client
import history
import parties
import wire
from daemon import Daemon
from places import Impossible

FORKING = multiprocessing.get_context("fork")
CLIENTS, WIDTH, RATE = 4, 6, 500
# How many acknowledged commands are sent once more at the end of a round, and how many checks are asked for whole.
SAMPLE = 1500


class Round:
    def __init__(self, kind, seed, report):
        self.kind, self.seed, self.report = kind.name, seed, report
        self.must_lose = kind.must_lose
        self.dice = random.Random(f"{seed} faults")
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix=f"vouch-torture-{kind.name}-"))
        self.place, self.daemon, self.clients, self.findings = None, None, [], checker.Findings()
        self.make_place, self.wrong = kind.place, []
        self.shared = mmap.mmap(-1, client.SHARED_BYTES)
        # Not left in the middle, by Ctrl-C or because the machine does not let us: then there is nothing to be kept.
        self.is_over = False

    def __enter__(self):
        try:
            self.place = self.make_place(self.directory)
            self.daemon = Daemon(self.directory, self.place)
            self.daemon.create()
            self.daemon.must_start()
            parties.enrol(self.daemon.socket, self.directory / "history-0")
            self.audit = afterwards.Audit(self.directory, self.daemon.socket)
            self.audit.begin()
        except BaseException:
            self.leave()
            shutil.rmtree(self.directory, ignore_errors=True)
            raise
        return self

    def __exit__(self, kind, error, trace):
        """Leaves no process and no mount; the directory only where something was wrong."""
        self.is_over = error is None or isinstance(error, wire.Failed)
        self.leave()
        if not self.is_kept:
            shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def complaints(self):
        """What is wrong, in sentences. Where losses must be found it is wrong that none was."""
        found = self.wrong + self.findings.all()
        if not self.must_lose:
            return found
        return [] if found else ["a disk lost what was acknowledged, and it was not found"]

    @property
    def is_kept(self):
        return self.is_over and bool(self.complaints)

    def leave(self):
        for process in self.clients:
            process.kill()
            process.join()
        if self.daemon:
            self.daemon.kill()
            self.report.took(self.daemon)
        if self.place:
            self.keep_data()
            self.place.remove()
        self.shared.close()

    def keep_data(self):
        """A ledger with which something is wrong is kept, even where its file system goes."""
        if self.is_kept:
            try:
                if not getattr(self.place, "has_power", True):
                    self.place.restore_power()
                shutil.copytree(self.place.path, self.directory / "kept", ignore=shutil.ignore_patterns("filler"), dirs_exist_ok=True)
            except (Impossible, shutil.Error) as error:
                self.wrong.append(f"not all of the ledger could be kept: {error}")

    # -- load

    def load(self, count=CLIENTS, width=WIDTH, rate=RATE, socket=None):
        """Starts the clients."""
        first = len(self.clients) + 1
        for number in range(first, first + count):
            arguments = (number, self.seed, socket or self.daemon.socket, self.directory / f"history-{number}", self.shared,
                         width, rate)
            process = FORKING.Process(target=client.run, args=arguments, daemon=True)
            process.start()
            self.clients.append(process)

    def unload(self):
        """Stops the clients, with what they wait for answered."""
        self.shared[client.STOP] = 1
        for process in self.clients:
            process.join(90)
            if process.is_alive():
                process.kill()
                self.wrong.append("a client waited for more than 90 s for its last answers")
            elif process.exitcode != 0:
                self.wrong.append(f"a client died: exit {process.exitcode}")

    def pause(self, is_paused=True):
        """Has the clients ask nothing new; what is on its way is answered."""
        self.shared[client.PAUSE] = is_paused
        if is_paused:
            time.sleep(0.1)

    def run_for(self, seconds):
        time.sleep(seconds)

    # -- faults

    def count(self, what, number=1):
        self.report.count(self.kind, what, number)

    def back(self):
        """Starts the daemon again, measures, and looks at the books while the clients go on."""
        took = self.daemon.must_start()
        self.look()
        return took

    def must_live(self):
        """Nothing that was done to it is a reason to end."""
        if not self.daemon.is_running:
            raise wire.Failed(f"vouchd ended by itself, with {self.daemon.process.returncode}:\n{self.daemon.tail()}")

    def look(self):
        self.must_live()
        self.wrong += self.quick_look()
        self.audit.keep_head()

    def quick_look(self):
        """The balance sheet is of one moment, so it holds under load as well."""
        wrong = []
        with wire.Asking(self.daemon.socket) as asking:
            for sheet in asking.accepted("GetBalanceSheet").sheets:
                if sheet.total or sheet.held != sheet.remaining:
                    wrong.append(f"not conserved after a fault: {sheet}")
        return wrong

    # -- the end

    def judge(self):
        """Everything is looked at; what is wrong is in `wrong` and `findings`."""
        self.unload()
        if not self.daemon.is_running:
            self.daemon.must_start()
        # Once more from the disk alone.
        self.daemon.kill()
        self.daemon.before, self.daemon.environment = [], {}
        self.daemon.must_start()
        socket = self.daemon.socket
        self.wrong += afterwards.books(socket)
        self.wrong += self.audit.verify()
        ops = self.recorded()
        issued = [op.id for op in ops if op.method == "IssueCheck" and op.receipt]
        acknowledged = [op for op in ops if op.receipt]
        afterwards.look_at_all(socket, self.directory / "history-looks", self.sample(issued))
        afterwards.ask_again(socket, self.directory / "history-again", self.sample(acknowledged))
        ops += history.read(self.directory / "history-looks", "looks") + history.read(self.directory / "history-again", "again")
        # Last, as checks may come to their end meanwhile.
        self.findings = checker.check(ops, afterwards.journal(socket))
        self.report.judge(self)

    def recorded(self):
        ops = []
        for number in range(len(self.clients) + 1):
            ops += history.read(self.directory / f"history-{number}", number)
        return ops

    def sample(self, things):
        return things if len(things) <= SAMPLE else self.dice.sample(things, SAMPLE)
