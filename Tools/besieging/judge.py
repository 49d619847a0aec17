"""What was measured of a siege, and whether it is as it must be. Nothing here knows how it was measured."""

import collections

from meter import MIB

# What a process may take beside what the siege makes it hold: its allocator keeps what was given back, in pieces; pages of
# the ledger and of its log are mapped as they are written; code is read in that was not needed before.
SLACK_BYTES = 48 * MIB
# Descriptors that come and go of themselves: segments of the log, the database's readers, honest callers.
SLACK_DESCRIPTORS = 24

# How many lines a siege may add to the log, however large it is: what peers do is said thirty times a minute.
LOG_LINES = 120


class Bounds:
    """What a siege may cost, above what there was before. `reached`: what has to be seen at least so often, by its name; a
    siege that does not come up against its bound shows nothing. `never`: what must not be seen at all. `log_lines`: how many
    lines the log may grow by."""

    def __init__(self, held_bytes, descriptors, why, reached=None, never=(), log_lines=LOG_LINES, honest=1):
        self.held_bytes, self.descriptors, self.why = held_bytes, descriptors, why
        self.reached, self.never = reached or {}, never
        self.log_lines, self.honest = log_lines, honest

    @property
    def memory(self):
        return self.held_bytes + SLACK_BYTES


class Measured:
    """Of one siege. Memory in bytes."""

    def __init__(self):
        self.base_memory = self.peak_memory = 0
        self.base_descriptors = self.peak_descriptors = self.last_descriptors = 0
        # The honest client: requests answered rightly, those that it was told to ask again later, and what went wrong.
        self.served = self.served_during = self.told_to_wait = 0
        self.wrong = []
        self.answers_afterwards = False
        # How vouchd ended by itself; None: it did not.
        self.ended = None
        # What was seen, by its name.
        self.seen = collections.Counter()
        self.log_lines = 0


def judge(measured, bounds):
    """What is wrong, in sentences: none where all is in order."""
    wrong = list(measured.wrong)
    if measured.ended is not None:
        wrong.append(f"vouchd ended by itself, with {measured.ended}")
    grown = measured.peak_memory - measured.base_memory
    if measured.peak_memory == 0:
        wrong.append("the memory was not measured")
    elif grown > bounds.memory:
        wrong.append(f"memory grew by {grown / MIB:.0f} MiB, and {bounds.memory / MIB:.0f} are the most: {bounds.why}")
    opened = measured.peak_descriptors - measured.base_descriptors
    if opened > bounds.descriptors + SLACK_DESCRIPTORS:
        wrong.append(f"{opened:,} descriptors were opened, and {bounds.descriptors + SLACK_DESCRIPTORS:,} are the most: {bounds.why}")
    left = measured.last_descriptors - measured.base_descriptors
    if left > SLACK_DESCRIPTORS:
        wrong.append(f"{left:,} descriptors more than before are still open after the siege")
    if measured.served_during < bounds.honest:
        wrong.append(f"an honest client was served {measured.served_during:,} times during the siege, "
                     f"and must be {bounds.honest:,} times at least")
    if not measured.answers_afterwards:
        wrong.append("an honest client is not served after the siege")
    for name, number in bounds.reached.items():
        if measured.seen[name] < number:
            wrong.append(f"'{name}' was seen {measured.seen[name]:,} times, and {number:,} are the least: "
                         "the bound was not reached, or says nothing")
    for name in bounds.never:
        if measured.seen[name]:
            wrong.append(f"'{name}' was seen {measured.seen[name]:,} times, and must not be")
    if measured.log_lines > bounds.log_lines:
        wrong.append(f"the log grew by {measured.log_lines:,} lines, and {bounds.log_lines:,} are the most")
    return wrong
