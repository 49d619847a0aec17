"""A receiver of webhooks of another make: Python's own HTTP and HMAC. It answers as its plan says, and keeps what came.

Usage: receiver.py DIRECTORY [PORT]

In the directory: `port` says where it listens; `secret` has the secret; `plan` has an answer a line for the requests to
come (a status, or hang, close, trickle, huge), and 200 once it is used up; `log` gets a line of JSON for each request.
"""

import hashlib
import hmac
import http.server
import json
import os
import pathlib
import sys
import threading
import time

DIRECTORY = pathlib.Path(sys.argv[1])
LOCK = threading.Lock()


def is_signed(header, body):
    """What a receiver does: one of the signatures must be right, and the time near."""
    fields = [field.split("=", 1) for field in header.split(",")]
    then = next(value for name, value in fields if name == "t")
    secret = (DIRECTORY / "secret").read_text().strip()
    right = hmac.new(secret.encode(), then.encode() + b"." + body, hashlib.sha256).hexdigest()
    return (any(hmac.compare_digest(right, value) for name, value in fields if name == "v1")
            and abs(time.time() - int(then)) < 300)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are two writes: without this each answer would wait for the sender to acknowledge the first.
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with LOCK:
            plan = DIRECTORY / "plan"
            lines = plan.read_text().split() if plan.exists() else []
            answer = lines[0] if lines else "200"
            plan.write_text("\n".join(lines[1:]))
            with open(DIRECTORY / "log", "a", encoding="utf-8") as log:
                log.write(json.dumps({
                    "path": self.path, "id": int(self.headers["Vouch-Event-Id"]),
                    "attempt": int(self.headers["Vouch-Attempt"]), "answer": answer,
                    "signed": is_signed(self.headers["Vouch-Signature"], body),
                    "signatures": self.headers["Vouch-Signature"].count("v1="),
                    "sequence": json.loads(body)["sequence"], "kind": json.loads(body)["kind"]}) + "\n")
        if answer == "hang":
            time.sleep(3600)
        elif answer == "close":
            self.close_connection = True
        elif answer == "trickle":
            self.send_response(500)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            while True:
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.2)
        else:
            long = b"y" * (20 << 20) if answer == "huge" else b"ok"
            self.send_response(200 if answer == "huge" else int(answer))
            if answer == "302":
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(long)))
            self.end_headers()
            self.wfile.write(long)

    def log_message(self, *arguments):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass  # The sender has gone.


class Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, *arguments):
        pass


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 0), Handler)
    draft = DIRECTORY / "port.new"
    draft.write_text(str(server.server_address[1]))
    os.replace(draft, DIRECTORY / "port")
    server.serve_forever()
