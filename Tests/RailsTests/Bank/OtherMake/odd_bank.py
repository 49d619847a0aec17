"""A bank that behaves badly, by the path that it is asked: silent, huge, wordless, elsewhere. It has another mailbox.

odd_bank.py says on stderr at which port it listens."""

import http.server
import json
import sys
import time

WAITING = {
    "a-1": "not XML",
    "b-2": "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>"
    "<GrpHdr><MsgId>X</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId></OrgnlGrpInfAndSts>"
    "<OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId>"
    "<TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
}


class Odd(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        word = self.path.split("?")[0].strip("/").split("/")
        if word[0] == "messages" and self.command == "DELETE":
            self.answer(204 if WAITING.pop(word[1], None) else 404)
        elif word[0] == "messages":
            self.answer(200, json.dumps([{"id": id, "body": body} for id, body in WAITING.items()]).encode())
        elif word[0] == "silent":
            time.sleep(60)
        elif word[0] == "huge":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(200):
                    self.wfile.write(b"[" * (1 << 20))
            except OSError:
                pass
        elif word[0] == "elsewhere":
            self.answer(307, Location="/messages")
        elif word[0] == "deep":
            self.answer(200, b"[" * 1_000_000)
        elif word[0] == "refused":
            self.answer(403, b"no\nway")
        elif word[0] == "proxy":
            self.answer(502, json.dumps({"status": "RJCT", "reason": "FF01"}).encode())
        elif word[0] == "names":
            self.answer(200, json.dumps([{"id": "../../etc", "body": "x"}]).encode())
        elif word[0] == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"[")
        else:
            self.answer(200, b"hello")

    do_GET = do_POST = do_PUT = do_DELETE = do


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd)
server.daemon_threads = True
print(f"listening on http://127.0.0.1:{server.server_address[1]}/", file=sys.stderr, flush=True)
server.serve_forever()
