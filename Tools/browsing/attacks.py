"""What somebody would try who means harm to a program that serves pages. Each try is over a socket; none may do anything."""

import http.client
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.parse

from world import Failed, must, step

POLICY = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "connect-src": "'self'",
          "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'"}
TRAVERSALS = ("/../../../../etc/passwd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd", "/pictures/../../etc/passwd",
              "/pictures/..%2f..%2f..%2f..%2fetc%2fpasswd", "/pictures/%2fetc%2fpasswd", "/pictures/.seal-key", "/pictures/%00", "/base.css/../../data.mdb",
              "/commodities/..%2f..", "//etc/passwd", "/\\..\\..\\etc\\passwd")
# Memory that a program may take more after an attack than before: what its allocator keeps of what it gave back.
ROOM_MIB = 96


class Target:
    """A program with pages: where, which process, and whether only this machine's names are taken."""

    def __init__(self, name, address, process, loopback_only, honest="/"):
        parts = urllib.parse.urlsplit(address)
        self.name, self.host, self.port, self.process = name, "127.0.0.1", parts.port, process
        self.loopback_only, self.honest = loopback_only, honest

    def ask(self, method="GET", path="/", headers=None, body=None, timeout=20):
        """One request, its status, headers and text."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.putrequest(method, path, skip_host=bool(headers and "Host" in headers))
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            if body is not None:
                connection.send(body)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read(4 << 20).decode(errors="replace")
        finally:
            connection.close()

    @property
    def memory(self):
        """Anonymous memory, in MiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as lines:
            return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("RssAnon"))

    def serves(self):
        status, _, _ = self.ask(path=self.honest, headers={"Host": f"localhost:{self.port}"})
        must(status in (200, 303, 401, 403), f"{self.name} does not serve an honest visitor any more: {status}")


def strict_policy(target):
    for path in ("/", "/nowhere", "/base.css", target.honest):
        _, headers, _ = target.ask(path=path)
        said = dict(part.strip().split(" ", 1) for part in headers.get("content-security-policy", "").split(";") if part.strip())
        must(said == POLICY, f"{target.name}{path} goes out with the policy {said}")
        must(headers.get("x-content-type-options") == "nosniff", f"{target.name}{path} may be sniffed at")


def no_way_out(target):
    for path in TRAVERSALS:
        try:
            status, _, text = target.ask(path=path)
        except (http.client.HTTPException, OSError):
            continue
        must(status in (303, 400, 403, 404, 405, 421), f"{target.name}{path} is answered with {status}")
        must("root:" not in text and "/bin/" not in text, f"{target.name}{path} gives a file away")


def foreign_names(target):
    status, _, _ = target.ask(headers={"Host": "evil.example"})
    must((status == 421) == target.loopback_only, f"{target.name}, asked as evil.example, answers {status}")


def foreign_forms(target):
    """Every form of the pages that can be reached, sent from elsewhere, or without its token."""
    paths = {form for page in ("/", target.honest) for form in re.findall(r'<form[^>]*action="(/[^"]*)"', target.ask(path=page)[2])}
    for path in paths | {"/"}:
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://localhost:1"}, {}):
            status, _, _ = target.ask("POST", path, {**headers, "Content-Type": "application/x-www-form-urlencoded"}, b"form=00&x=1")
            must(status in (400, 403, 404, 405, 421), f"{target.name}{path} takes a form from {headers or 'nobody'}: {status}")


def too_large(target):
    before = target.memory
    for headers, body in (({"X-Large": "x" * 200_000}, None), ({"Cookie": "x" * 60_000}, None), ({"Content-Type": "application/x-www-form-urlencoded"}, b"x" * (8 << 20)),
                          ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\n" * (1 << 20))):
        try:
            status, _, _ = target.ask("POST" if body else "GET", "/", headers, body)
            must(400 <= status < 500, f"{target.name} answers something far too large with {status}")
        except (http.client.HTTPException, OSError):
            pass
    # A length that nobody means, and a request that has no end.
    for head in (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 100_000):
        with socket.create_connection((target.host, target.port), timeout=20) as channel:
            try:
                channel.sendall(head)
                channel.sendall(b"x" * (1 << 20))
            except OSError:
                pass
    target.serves()
    must(target.memory - before < ROOM_MIB, f"{target.name} grew from {before} to {target.memory} MiB")


def slow_clients(target, seconds=20, clients=800):
    """slowhttptest's four kinds at once with an honest visitor beside, who has to be served all the time."""
    before = target.memory
    url = f"http://127.0.0.1:{target.port}{target.honest}"
    kinds = (["-H"], ["-B", "-t", "POST"], ["-X", "-w", "10", "-y", "20", "-z", "5", "-n", "2", "-k", "3"], ["-R"])
    program = shutil.which("slowhttptest")
    attackers = [subprocess.Popen([program, *kind, "-c", str(clients // len(kinds)), "-r", "200", "-i", "4", "-l", str(seconds), "-p", "3", "-u", url],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for kind in kinds]
    served, faults = 0, []
    try:
        while any(attacker.poll() is None for attacker in attackers):
            try:
                target.serves()
                served += 1
            except (Failed, OSError, http.client.HTTPException) as fault:
                faults.append(str(fault))
            time.sleep(0.1)
    finally:
        for attacker in attackers:
            attacker.kill()
            attacker.wait()
    must(served > 0 and not faults, f"{target.name} left an honest visitor waiting beside slow clients: {faults[:3]}")
    must(target.memory - before < ROOM_MIB, f"{target.name} grew from {before} to {target.memory} MiB")
    return served


def many_streams(target, path, count=700):
    """More listeners to what changes than there is room for: those past the bound are told so, and an honest visitor is served."""
    channels, status = [], []
    try:
        for _ in range(count):
            channel = socket.create_connection((target.host, target.port), timeout=20)
            channel.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{target.port}\r\n\r\n".encode())
            channels.append(channel)
        for channel in channels:
            status.append(channel.recv(12)[9:12])
        target.serves()
    finally:
        for channel in channels:
            channel.close()
    must(b"200" in status and b"503" in status, f"{target.name}: of {count} listeners none was told that there are too many")


def attack(targets, streams=()):
    for target in targets:
        for trial, words in ((strict_policy, "what a browser may load"), (no_way_out, f"{len(TRAVERSALS)} ways out of the pages"),
                             (foreign_names, "asked by a name of the network"), (foreign_forms, "forms from elsewhere"), (too_large, "far too large")):
            trial(target)
            step("", f"{target.name}: {words}", "withstood")
    # Beside each other: what is tried is waiting.
    served = {}
    threads = [threading.Thread(target=lambda target=target: served.__setitem__(target.name, _caught(slow_clients, target))) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, result in served.items():
        if isinstance(result, Exception):
            raise result
        step("", f"{name}: 800 slow clients of four kinds", f"an honest visitor was served {result} times")
    for target, path in streams:
        many_streams(target, path)
        step("", f"{target.name}: 700 listeners", "those past the bound were told so")


def _caught(body, *arguments):
    try:
        return body(*arguments)
    except Exception as fault:  # pylint: disable=broad-except
        return fault
