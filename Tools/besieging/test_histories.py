"""That a history which is not as the rules say is found, made smaller, and played again by what was printed of it: the rules are
doctored, and vouchd is right. It is the one in VOUCH_BINARIES, or in the PATH.
"""

import os
import pathlib
import re
import shutil
import tempfile
import unittest

os.environ.setdefault("VOUCH_BINARIES", os.path.dirname(shutil.which("vouchd") or "./vouchd"))

import shared  # noqa: E402, F401
import histories  # noqa: E402
import wire  # noqa: E402
from rules import Rules  # noqa: E402

RIGHT = Rules.judge_IssueCheck


def one_too_many(rules, request, now, receipt):
    """A check that holds more than it was drawn for."""
    RIGHT(rules, request, now, receipt)
    receipt.held_on_bank += 1


class Doctored(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="vouch-siege-test-"))
        wire.generate(cls.directory)

    @classmethod
    def tearDownClass(cls):
        Rules.judge_IssueCheck = RIGHT
        shutil.rmtree(cls.directory, ignore_errors=True)

    def ledgers(self, name):
        directory = self.directory / name
        directory.mkdir()
        return histories.Ledgers(directory)

    def test_it_is_found_made_smaller_and_reproduced(self):
        Rules.judge_IssueCheck = one_too_many
        # Few steps each, as it is found by one.
        histories.STEPS, histories.SHRINKING_SECONDS = 12, 10
        found = "\n".join(histories.run(self.ledgers("first"), 1, 40))
        self.assertIn("by the rules it would be", found)
        self.assertIn("state.issue_first(", found)
        blob = re.search(r"b'([^']+)'\) as a decorator", found).group(1)
        again = "\n".join(histories.run(self.ledgers("again"), 1, 1, blob))
        self.assertIn("by the rules it would be", again)
        # With the right rules the same history is right: hypothesis says that it is not reproduced.
        Rules.judge_IssueCheck = RIGHT
        other = "\n".join(histories.run(self.ledgers("other"), 1, 1, blob))
        self.assertNotIn("by the rules it would be", other)
        self.assertEqual(histories.run(self.ledgers("right"), 1, 3), [])


if __name__ == "__main__":
    unittest.main()
