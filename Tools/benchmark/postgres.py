"""The peer PostgreSQL: a cluster of its own in a directory of its own, on a Unix socket that nobody else reaches, with the
functions of peer.sql. Neither the cluster nor the directory outlives the run.

By hand: /usr/bin/python3 Tools/benchmark/postgres.py [DIRECTORY] serves until Ctrl-C and says where."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

VERSION = 15
USER = "vouch"

# Tuned for a benchmark on a machine of its own, with nothing that costs durability: every commit is synced, every page
# is whole after a power cut. Checkpoints are so far apart that a run meets none that is not due to its own writing.
SETTINGS = {
    "listen_addresses": "", "max_connections": 100, "shared_buffers": "2GB", "huge_pages": "try",
    "synchronous_commit": "on", "fsync": "on", "full_page_writes": "on", "wal_sync_method": "fdatasync",
    "wal_level": "minimal", "max_wal_senders": 0, "wal_buffers": "64MB", "min_wal_size": "2GB", "max_wal_size": "8GB",
    "checkpoint_timeout": "30min", "random_page_cost": 1.1, "jit": "off", "autovacuum_naptime": "10s",
    "log_min_messages": "fatal", "plan_cache_mode": "force_generic_plan",
}


class Unavailable(Exception):
    """There is no such peer here, and why."""


def binaries():
    """Where the server's programs are; installs them where they are missing and that is allowed."""
    place = pathlib.Path(f"/usr/lib/postgresql/{VERSION}/bin")
    if not (place / "initdb").exists():
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise Unavailable(f"PostgreSQL {VERSION} is missing. As root: apt-get install postgresql-{VERSION}")
        print(f"Installing PostgreSQL {VERSION} …", file=sys.stderr)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        # Of the packages only the programs are wanted, no cluster of the system's own.
        pathlib.Path("/etc/postgresql-common").mkdir(exist_ok=True)
        settings = pathlib.Path("/etc/postgresql-common/createcluster.conf")
        if not settings.exists():
            settings.write_text("create_main_cluster = false\n", encoding="utf-8")
        command = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", f"postgresql-{VERSION}"]
        if subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
            raise Unavailable(f"apt could not install postgresql-{VERSION}")
    return place


class Peer:
    """A running cluster. Use it in a `with`."""

    def __init__(self, parent=None, accounts=10_000, sellers=1000, distributors=50):
        self.parent, self.cast = parent, {"accounts": accounts, "sellers": sellers, "distributors": distributors}

    def __enter__(self):
        self.bin = binaries()
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="vouch-postgres-", dir=self.parent))
        try:
            # initdb refuses root.
            self.owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
            if self.owner:
                os.chown(self.directory, self.owner.pw_uid, self.owner.pw_gid)
            self._run("initdb", "--pgdata", self.data, "--auth", "trust", "--username", USER, "--encoding", "UTF8",
                      "--locale", "C", "--no-sync")
            self._start()
            self._run("createdb", *self._address, USER)
            variables = [f"--set={name}={value}" for name, value in self.cast.items()]
            schema = pathlib.Path(__file__).with_name("peer.sql").read_text(encoding="utf-8")
            self._run("psql", *self._address, "--no-psqlrc", "--quiet", *variables, USER, text=schema)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        server = getattr(self, "server", None)
        if server and server.poll() is None:
            # "Fast": connections are ended, and the cluster with them.
            server.send_signal(signal.SIGINT)
            server.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def data(self):
        return self.directory / "data"

    @property
    def server_address(self):
        """As vouch-bench wants it."""
        return f"unix:{self.directory}/.s.PGSQL.5432"

    @property
    def _address(self):
        return ["--host", self.directory, "--username", USER]

    def _popen(self, program, *words, **options):
        as_owner = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if self.owner else {}
        return subprocess.Popen([self.bin / program, *map(str, words)], cwd=self.directory, **as_owner, **options)

    def _run(self, program, *words, text=""):
        pipe = subprocess.PIPE
        process = self._popen(program, *words, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        said, complaint = process.communicate(text)
        if process.returncode:
            raise Unavailable(f"{program} ended with {process.returncode}: {complaint or said}")

    def _start(self):
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        # In a group of its own: Ctrl-C is for us, and we tell it.
        self.server = self._popen(
            "postgres", "-D", self.data, "-k", self.directory, *settings, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + 60
        while self._popen("pg_isready", "--quiet", "--host", self.directory).wait():
            if self.server.poll() is not None or time.monotonic() > end:
                raise Unavailable("PostgreSQL does not start")
            time.sleep(0.05)


def main():
    if len(sys.argv) > 2:
        print(__doc__, file=sys.stderr)
        return 64
    try:
        with Peer(*sys.argv[1:]) as peer:
            print(peer.server_address, flush=True)
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            signal.pause()
    except Unavailable as reason:
        print(f"Tools/benchmark/postgres.py: {reason}", file=sys.stderr)
        return 69
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
