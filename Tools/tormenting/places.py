"""Where a ledger lies: in a plain directory, on a file system in a file that can lose its power, or in a little memory."""

import ctypes
import fcntl
import os
import pathlib
import struct
import subprocess
import time

# _IOR('X', 125, __u32) of ext4, with EXT4_GOING_FLAGS_NOLOGFLUSH: all that was not written by now never will be.
EXT4_IOC_SHUTDOWN, WITHOUT_FLUSH = 0x8004587D, 2


# CLONE_NEWNS
NEW_MOUNTS = 0x00020000


class Impossible(Exception):
    """This machine does not let us."""


def seclude():
    """Mounts from here on are this process's and its children's alone: whoever had a copy would keep a file system alive, and
    a disk whose power was cut would be the same disk when it is mounted again."""
    if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS) == 0:
        subprocess.run(["mount", "--make-rprivate", "/"], check=False, capture_output=True)


def run(*command):
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Impossible(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")


class Plain:
    """A directory as it is."""

    def __init__(self, directory):
        self.path = directory / "place"
        self.path.mkdir()

    def remove(self):
        pass


class Mounted:
    """A file system of its own, below the directory."""

    def __init__(self, directory):
        self.path = pathlib.Path(directory / "place")
        self.path.mkdir()
        self.is_mounted = False
        if os.geteuid() != 0:
            raise Impossible("mounting needs root")
        self.make()
        self.mount()

    def make(self):
        pass

    def mount(self):
        run("mount", *self.what(), self.path)
        self.is_mounted = True

    def unmount(self):
        """Whoever died a moment ago may still be on the way out."""
        deadline = time.monotonic() + 10
        while self.is_mounted:
            try:
                run("umount", self.path)
                self.is_mounted = False
            except Impossible:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def remove(self):
        if self.is_mounted:
            subprocess.run(["umount", "--lazy", str(self.path)], check=False, capture_output=True)
            self.is_mounted = False

    # -- space

    def fill(self):
        """Takes all space there is."""
        file = os.open(self.path / "filler", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for size in (1 << 20, 4096, 512, 1):
            try:
                while True:
                    os.write(file, bytes(size))
            except OSError:
                pass
        os.close(file)

    def free(self):
        (self.path / "filler").unlink(missing_ok=True)


class Loop(Mounted):
    """ext4 in a file."""

    def __init__(self, directory, mebibytes=192):
        self.image, self.mebibytes = directory / "disk.ext4", mebibytes
        super().__init__(directory)

    def make(self):
        self.has_power = True
        with open(self.image, "wb") as file:
            file.truncate(self.mebibytes << 20)
        run("mkfs.ext4", "-q", "-F", "-m", "0", self.image)

    def what(self):
        return "-t", "ext4", "-o", "loop", self.image

    def cut_power(self):
        """From now on nothing reaches the disk, and nothing says so but errors."""
        file = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(file, EXT4_IOC_SHUTDOWN, struct.pack("I", WITHOUT_FLUSH))
            self.has_power = False
        except OSError as error:
            raise Impossible(f"EXT4_IOC_SHUTDOWN: {error}") from None
        finally:
            os.close(file)

    def restore_power(self):
        self.unmount()
        self.mount()
        self.has_power = True


class Memory(Mounted):
    """A little tmpfs."""

    def __init__(self, directory, mebibytes=48):
        self.mebibytes = mebibytes
        super().__init__(directory)

    def what(self):
        return "-t", "tmpfs", "-o", f"size={self.mebibytes}m", "none"
