"""What a process holds: its memory and its descriptors, as the kernel counts them."""

import os
import pathlib
import threading
import time

# How often descriptors are counted, in seconds. The peak of memory is the kernel's own, and misses nothing.
PAUSE = 0.02
MIB = 1 << 20


class Meter:
    """Counts while it runs, in a thread of its own."""

    def __init__(self, pid):
        self.pid, self.directory = pid, pathlib.Path(f"/proc/{pid}")
        self.is_over = threading.Event()
        self.base_memory, self.base_descriptors = self.memory(), self.descriptors()
        self.peak_descriptors, self.samples = self.base_descriptors, 0
        self.forget_peak()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.is_over.wait(PAUSE):
            self.peak_descriptors = max(self.peak_descriptors, self.descriptors())
            self.samples += 1

    def stop(self):
        self.is_over.set()
        self.thread.join()

    # -- by /proc

    def memory(self, field="VmRSS"):
        """In bytes; 0 of what is not there any more."""
        try:
            lines = (self.directory / "status").read_text().splitlines()
        except OSError:
            return 0
        return next((int(line.split()[1]) << 10 for line in lines if line.startswith(field + ":")), 0)

    def forget_peak(self):
        """From now on the kernel's peak is that since now."""
        (self.directory / "clear_refs").write_text("5")

    @property
    def peak_memory(self):
        return self.memory("VmHWM")

    def descriptors(self):
        try:
            return len(os.listdir(self.directory / "fd"))
        except OSError:
            return 0

    def descriptors_within(self, bound, seconds):
        """How many there are once they are no more than `bound`, or after so many seconds."""
        deadline = time.monotonic() + seconds
        while self.descriptors() > bound and time.monotonic() < deadline:
            time.sleep(PAUSE)
        return self.descriptors()
