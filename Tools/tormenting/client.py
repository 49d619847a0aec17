"""One client: a process that asks without end, some requests at a time, and writes down all that it sees.

When its connection is lost it sends what was not answered again, the same bytes; now and then it lets one be, so that
nobody ever hears what became of it.
"""

import random
import time

import wire
from history import CALL, COMMANDS, LOST, REPLY, Recorder
from wishes import SLOT, SLOTS, Wishes

# Of the shared memory: whether to stop, whether to hold, and the board.
STOP, PAUSE, BOARD = 0, 1, 16
SHARED_BYTES = BOARD + SLOT.size * SLOTS


class Client:
    def __init__(self, number, seed, socket, path, shared, width, rate):
        self.number, self.socket, self.shared, self.width = number, socket, shared, width
        self.dice = random.Random(f"{seed} client {number}")
        self.wishes = Wishes(self.dice, memoryview(shared)[BOARD:])
        self.recorder = Recorder(path)
        self.pause = width / rate
        self.next_number = 0
        # By number: method, request, bytes.
        self.waiting = {}

    def run(self):
        while not self.shared[STOP]:
            try:
                connection = wire.Connection(self.socket)
            except wire.Lost:
                time.sleep(0.01)
                continue
            try:
                self.talk(connection)
            except wire.Lost:
                self.lose()
            finally:
                connection.close()
        self.recorder.close()

    def talk(self, connection):
        for number in list(self.waiting):
            self.send(connection, number)
        while not (self.shared[STOP] and not self.waiting):
            began = time.monotonic()
            while len(self.waiting) < self.width and not self.shared[STOP]:
                if self.shared[PAUSE]:
                    break
                self.ask(connection)
            if not self.waiting:
                time.sleep(0.01)
                continue
            # The next ones are asked when half of these are answered, so that some are always on their way.
            while len(self.waiting) > self.width // 2 or (self.shared[STOP] or self.shared[PAUSE]) and self.waiting:
                self.take(connection, *connection.receive())
            time.sleep(max(0.0, self.pause / 2 - (time.monotonic() - began)))

    def ask(self, connection):
        name, message = self.wishes.next()
        self.next_number += 1
        self.waiting[self.next_number] = name, message, message.SerializeToString()
        self.send(connection, self.next_number)

    def send(self, connection, number):
        name, _, body = self.waiting[number]
        index = wire.METHODS[name].index
        self.recorder.write(CALL, number, index, 0, body)
        connection.send(index, number, body)

    def take(self, connection, status, number, body):
        name, message, _ = self.waiting[number]
        if status in (wire.UNAVAILABLE, wire.EXHAUSTED, 13) and not self.shared[STOP]:
            # It will be able to later, or there is a new process soon.
            self.recorder.write(LOST, number)
            time.sleep(0.005)
            return self.send(connection, number)
        self.recorder.write(REPLY, number, wire.METHODS[name].index, status, body)
        del self.waiting[number]
        if name in COMMANDS:
            self.wishes.keep(name, message)

    def lose(self):
        for number in list(self.waiting):
            self.recorder.write(LOST, number)
            if self.dice.random() < 0.1:
                del self.waiting[number]


def run(*arguments):
    """The life of a client's process."""
    Client(*arguments).run()
