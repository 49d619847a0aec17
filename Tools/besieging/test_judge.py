"""A siege that was withstood is called so, and each measurement that was doctored is found out; and a server that keeps all that
it gets is measured for what it is: /usr/bin/python3 Tools/besieging/test_judge.py
"""

import os
import signal
import socket
import time
import unittest

import shared  # noqa: F401
from judge import SLACK_DESCRIPTORS, Bounds, Measured, judge
from meter import MIB, Meter

# What the tools look for when they are read; nothing is started by these tests but this file's own server.
os.environ.setdefault("VOUCH_BINARIES", ".")


def right():
    """Measured of a siege by a thousand connections."""
    measured = Measured()
    measured.base_memory, measured.peak_memory = 50 * MIB, 70 * MIB
    measured.base_descriptors, measured.peak_descriptors, measured.last_descriptors = 30, 1030, 32
    measured.served = measured.served_during = 20
    measured.answers_afterwards = True
    measured.seen.update({"closed by vouchd": 500, "OK": 500})
    measured.log_lines = 30
    return measured


BOUNDS = Bounds(16 * MIB, 1000, "a thousand connections", reached={"closed by vouchd": 500}, never=["INTERNAL"])


class Judging(unittest.TestCase):
    def find(self, sentence, bounds=BOUNDS, **doctored):
        measured = right()
        for name, value in doctored.items():
            setattr(measured, name, value)
        found = judge(measured, bounds)
        self.assertEqual(len(found), 1, found)
        self.assertIn(sentence, found[0])

    def test_the_right_one(self):
        self.assertEqual(judge(right(), BOUNDS), [])

    def test_memory_grew(self):
        self.find("memory grew by 100 MiB", peak_memory=150 * MIB)

    def test_memory_was_not_measured(self):
        self.find("the memory was not measured", peak_memory=0)

    def test_more_descriptors_than_connections(self):
        self.find("descriptors were opened", peak_descriptors=30 + 1000 + SLACK_DESCRIPTORS + 1)

    def test_descriptors_that_stay_open(self):
        self.find("are still open after the siege", last_descriptors=30 + SLACK_DESCRIPTORS + 1)

    def test_the_honest_are_not_served(self):
        self.find("an honest client was served 0 times", served_during=0)

    def test_the_honest_are_not_served_afterwards(self):
        self.find("is not served after the siege", answers_afterwards=False)

    def test_a_wrong_answer(self):
        self.find("a check was not paid", wrong=["a check was not paid"])

    def test_vouchd_ended(self):
        self.find("ended by itself, with -4", ended=-4)

    def test_a_bound_that_was_not_reached(self):
        self.find("was seen 0 times", Bounds(16 * MIB, 1000, "", reached={"RESOURCE_EXHAUSTED": 1}))

    def test_what_must_not_be_seen(self):
        self.find("'OK' was seen 500 times, and must not be", Bounds(16 * MIB, 1000, "", never=["OK"]))

    def test_a_log_that_grows_with_the_flood(self):
        self.find("the log grew by 600 lines", log_lines=600)


class Hoarder:
    """A server with no bound: it takes every connection, and keeps every byte for ever."""

    def __init__(self):
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.address = listener.getsockname()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self.hoard(listener)
            finally:
                os._exit(0)
        listener.close()

    @staticmethod
    def hoard(listener):
        import select
        poll, kept, taken = select.epoll(), {}, []
        poll.register(listener.fileno(), select.EPOLLIN)
        while True:
            for number, _ in poll.poll():
                if number == listener.fileno():
                    opened, _ = listener.accept()
                    kept[opened.fileno()] = opened
                    poll.register(opened.fileno(), select.EPOLLIN)
                else:
                    data = kept[number].recv(1 << 20)
                    taken.append(data)
                    if not data:
                        # It does not even close them.
                        poll.unregister(number)

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class Measuring(unittest.TestCase):
    def test_a_server_without_bounds_is_found_out(self):
        hoarder = Hoarder()
        try:
            meter = Meter(hoarder.pid)
            crowd = [socket.create_connection(hoarder.address) for _ in range(100)]
            for one in crowd:
                one.sendall(bytes(MIB))
            deadline = time.monotonic() + 30
            while meter.peak_memory - meter.base_memory < 90 * MIB and time.monotonic() < deadline:
                time.sleep(0.02)
            for one in crowd:
                one.close()
            measured = right()
            measured.last_descriptors = meter.descriptors_within(meter.base_descriptors + 4, 0.5)
            measured.base_memory, measured.peak_memory = meter.base_memory, meter.peak_memory
            meter.stop()
            measured.base_descriptors, measured.peak_descriptors = meter.base_descriptors, meter.peak_descriptors
        finally:
            hoarder.end()
        found = judge(measured, Bounds(16 * MIB, 50, "half as many connections"))
        self.assertEqual(len(found), 3, found)
        for sentence, one in zip(("memory grew by", "descriptors were opened", "are still open after the siege"), found):
            self.assertIn(sentence, one)

    def test_descriptors_that_are_given_back(self):
        meter = Meter(os.getpid())
        opened = [socket.socket() for _ in range(50)]
        time.sleep(0.2)
        for one in opened:
            one.close()
        self.assertLessEqual(meter.descriptors_within(meter.base_descriptors, 5), meter.base_descriptors)
        meter.stop()
        self.assertGreaterEqual(meter.peak_descriptors, meter.base_descriptors + 50)


if __name__ == "__main__":
    unittest.main()
