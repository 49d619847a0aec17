"""Tables of what a row makes of its runs: /usr/bin/python3 -m unittest discover -s Tools/benchmark"""

import unittest

import goals
from rows import Row, amount, judge, table

FIGURE = Row("figure", lambda one: one["a"], 100, machine="bare 64 × 1", needs="a")
RATIO = Row("ratio", lambda one: one["a"], 0.5, limit=lambda one: one["b"], by_ratio=True, is_bound=True, needs="a")
SMALL = Row("small", lambda one: one["a"], 10, at_least=False)


def bare(rate):
    return {"bare 64 × 1": {"ops_per_second": rate}}


class Verdicts(unittest.TestCase):
    CASES = [
        ("a figure that is reached is met, on any machine", FIGURE, [{"a": 100, **bare(1)}], "met"),
        ("one that is not, on a machine as seen", FIGURE, [{"a": 99, **bare(124_000)}], "short"),
        ("one that is not, on a slower machine", FIGURE, [{"a": 99, **bare(100_000)}], "machine too slow"),
        ("one that is not, where nobody knows", FIGURE, [{"a": 99}], "machine too slow"),
        ("the median decides", FIGURE, [{"a": 1}, {"a": 101}, {"a": 200}], "met"),
        ("less is better", SMALL, [{"a": 10}], "met"),
        ("less is better, and it is more", SMALL, [{"a": 11}], "short"),
        ("a ratio is of each round's own two", RATIO, [{"a": 60, "b": 100}, {"a": 40, "b": 70}], "met"),
        ("a ratio that is short", RATIO, [{"a": 4, "b": 10}], "short"),
        ("a limit that swings", RATIO, [{"a": 60, "b": 100}, {"a": 60, "b": 151}], "too noisy"),
        ("faster than its limit", RATIO, [{"a": 101, "b": 100}], "too noisy"),
        ("no run", RATIO, [{}], "not measured: why"),
    ]

    def test_verdicts(self):
        for name, row, rounds, expected in self.CASES:
            with self.subTest(name):
                self.assertEqual(judge(row, rounds, {"a": "why"})["verdict"], expected)

    def test_rounds_without_the_run_do_not_count(self):
        self.assertEqual(judge(RATIO, [{}, {"a": 60, "b": 100}], {})["rounds"], 1)

    def test_amounts(self):
        for value, unit, text in [(1234567.8, "/s", "1,234,568"), (51_000, "ns", "51 µs"), (2.5e6, "ns", "2.5 ms"),
                                  (1500, "B", "1,500 B"), (1e9, "B", "1,000 MB"), (1.234, "s", "1.23 s")]:
            self.assertEqual(amount(value, unit), text)

    def test_each_goal_makes_a_line_though_nothing_was_measured(self):
        rows = [judge(row, [], {}) for row in goals.goals(("1M", "0.1M", "10M"))]
        self.assertEqual(len(table(rows).splitlines()), len(rows) + 1)
        self.assertTrue(all(row["verdict"].startswith("not measured") for row in rows))


if __name__ == "__main__":
    unittest.main()
