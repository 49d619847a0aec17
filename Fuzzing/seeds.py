"""Makes inputs to begin with, out of the golden bytes of the tests and of what others make: seeds.py DIRECTORY.

Many are no use to a surface: which method a golden message belongs to is tried out. Tools/fuzz --minimize keeps those that
lead where no other does.
"""

import pathlib
import re
import struct
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent.parent / "Tests"


def main():
    target = pathlib.Path(sys.argv[1])
    for name, inputs in {
        "frames": frames(), "requests": requests(), "replies": replies(), "log": log(), "records": records(),
        "pages": pages(), "proofs": proofs(), "iso8583": iso8583(), "iso20022": iso20022(), "post": post(),
        "identities": identities(),
    }.items():
        directory = target / name
        directory.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(inputs):
            (directory / f"seed-{number:05}").write_bytes(data)


def golden(path):
    """The named bytes of a Swift file of golden bytes: "name": "hex", or the same over several lines."""
    text = (TESTS / path).read_text()
    found = {}
    for name, block, line in re.findall(r'"([^"\n]+)":\s*(?:"""(.*?)"""|"([^"\n]*)")', text, re.DOTALL):
        found[name] = bytes.fromhex(re.sub(r"\s", "", block or line))
    return found


def constants(path):
    """The same where each is a constant: static let name = \"\"\" hex \"\"\"."""
    text = (TESTS / path).read_text()
    return {
        name: bytes.fromhex(re.sub(r"\s", "", block))
        for name, block in re.findall(r'static let (\w+) = """(.*?)"""', text, re.DOTALL)
        if re.fullmatch(r"[0-9a-f\s]+", block)
    }


def messages(name):
    lines = (TESTS / f"WireTests/Golden/{name}.txt").read_text().splitlines()
    return {line.split(" = ")[0]: bytes.fromhex(line.split(" = ")[1]) for line in lines if " = " in line}


# --- Messages


def requests():
    """Every golden request by every method of its service; batches besides, of what there is one by one."""
    for name, data in messages("requests").items():
        methods = range(100, 114) if name.startswith("shop:") else range(150, 160) if name.startswith("carrier:") else range(64)
        for method in methods:
            yield bytes([method]) + data
            if 41 <= method <= 46 and len(data) < 128:
                yield bytes([method]) + 2 * (b"\x0a" + bytes([len(data)]) + data)


def replies():
    kinds = range(70)
    for data in [*messages("replies").values(), *messages("records").values()]:
        if len(data) <= 2000:
            for kind in kinds:
                yield bytes([kind]) + data


def frames():
    def request(method, number, message=b""):
        return struct.pack("<III", method, len(message), number) + message

    def reply(status, method, number, message=b""):
        return struct.pack("<IIII", status, method, len(message), number) + message

    for dice in range(8):
        head = struct.pack("<H", dice)
        yield b"\0" + head + b"".join(request(dice % 5, n, bytes(n * 7)) for n in range(9))
        yield b"\0" + head + request(1, 2, b"abc") + struct.pack("<III", 1, 97, 3)
        yield b"\0" + head + b"\x16\x03\x01\x00\x05hello"
        for calls in range(8):
            flags = bytes([1 | calls << 1])
            yield flags + head + b"".join(reply(n % 2, (n - 1) % 3, n, b"x" * n) for n in range(calls + 1, 0, -1))
            yield flags + head + reply(0, 1, 1)
            yield flags + head + struct.pack("<IIII", 0, 0, 1 << 31, 1)
        yield b"\3" + head + b"\x15\x03\x03\x00\x02\x02\x0a"


# --- The ledger's files


def log():
    yield b"\0"
    for kind in range(6):
        for place in (0, 1, 16, 17, 40, 63, 90, 95, 20_000):
            for other in (0, 3, 17, 30):
                yield b"\0" + bytes([kind]) + struct.pack("<HB", place, other)
    for sector in range(0, 96, 3):
        for byte in (0, 9, 20, 44, 50, 300, 505):
            yield b"\0\0" + struct.pack("<HBH", sector, byte % 8, byte)
    for first in (1, 7, (1 << 64) - 2):
        head = b"\1" + struct.pack("<QBBI", first, 0, 0, 77)
        yield head
        yield head + b"\0\x04" + bytes(4) + b"\x02\x02\0\0\0\x0c" + bytes(12)
        yield head + b"\0\xff" + bytes(255) + b"\0\xf0" + bytes(240)
    yield b"\1" + struct.pack("<QBQBQI", 3, 1, 4, 7, 4096, 77)
    yield b"\1" + struct.pack("<QBBHI", 1, 0, 8, 300, 77)


def records():
    found = golden("LedgerStoreTests/Layout/Golden.swift")
    check = struct.pack("<QQ", 0x0199000000017A01, 0x8000000000000002)
    sequence = struct.pack("<Q", 0x81)
    entries = [data[:-4] for name, data in found.items() if name.startswith("entry")]
    for name, data in found.items():
        content = data[:-4]
        if name.startswith("account"):
            yield b"\0" + content
        elif name.startswith("check"):
            yield b"\1" + check + content
        elif name.startswith("entry"):
            yield b"\2" + sequence + content
        elif name.startswith("supplement"):
            # Its length comes before it.
            for entry in entries:
                if len(entry) < 256:
                    yield b"\3" + sequence + bytes([len(entry)]) + entry + data[4:-4]
                    yield b"\3" + sequence + bytes([len(entry)]) + entry + content
        elif name.startswith("profile"):
            yield b"\4" + content
            yield b"\5" + content
        elif name == "memo":
            yield b"\6" + content
        elif name == "seller":
            yield b"\7" + data
        elif name == "distributor":
            yield b"\x08" + data
        elif name == "instruction":
            yield b"\x09" + struct.pack("<HQ", 1, 7) + data
        elif name == "commits":
            yield b"\x0a" + sequence + data
        elif name.startswith("key"):
            words = [int.from_bytes(data[at:at + 8], "big") for at in range(0, len(data), 8)]
            yield b"\x0b" + struct.pack("<QQQ", *(words + [0, 0])[:3])
    yield b"\x0c" + bytes.fromhex("00017f8001ff7fffffffffffffffffff01808080808080808080010000")


def pages():
    """A small file of LMDB with pages of 512 bytes: two tables, one of them with a branch, a value on pages of its own, and a
    list of free pages."""
    size = 512

    def page(number, kind, body=b"", lower=16, upper=size):
        head = struct.pack("<QHHHH", number, 0, kind, lower, upper)
        return (head + body).ljust(size, b"\0")

    def node(key, value, flags=0):
        node = struct.pack("<IHH", len(value), flags, len(key)) + key + value
        return node + b"\0" * (len(node) % 2)

    def child(key, number):
        node = struct.pack("<HHHH", number & 0xFFFF, number >> 16 & 0xFFFF, number >> 32 & 0xFFFF, len(key)) + key
        return node + b"\0" * (len(node) % 2)

    def filled(number, kind, nodes):
        pointers, content = [], b""
        for one in nodes:
            content = one + content
            pointers.append(size - len(content))
        lower, upper = 16 + 2 * len(nodes), size - len(content)
        body = struct.pack(f"<{len(nodes)}H", *pointers)
        return page(number, kind, body + bytes(upper - lower) + content, lower, upper)

    def root(flags, depth, branches, leaves, overflows, entries, number, pad=0):
        return struct.pack("<IHHQQQQQ", pad, flags, depth, branches, leaves, overflows, entries, number)

    def word(number):
        return struct.pack(">Q", number)

    nothing = (1 << 64) - 1
    big = struct.pack("<IHH", 700, 1, 8) + word(9) + struct.pack("<Q", 7)
    a = filled(3, 2, [node(word(1), b"one"), node(word(2), b"two more"), big])
    left = filled(5, 2, [node(word(1), b"x" * 40), node(word(2), b"")])
    right = filled(6, 2, [node(word(8), b"y"), node(word(9), b"z")])
    branch = filled(4, 1, [child(b"", 5), child(word(8), 6)])
    large = [page(7, 4).replace(struct.pack("<HH", 16, size), struct.pack("<I", 2), 1), b"\xab" * size]
    free = filled(9, 2, [node(struct.pack("<Q", 3), struct.pack("<QQ", 1, 10))])
    tables = filled(2, 2, [
        node(b"a", root(0, 1, 0, 1, 2, 3, 3), 2), node(b"b", root(0, 2, 1, 2, 0, 4, 4), 2),
        node(b"c", root(0, 0, 0, 0, 0, 0, nothing), 2)])

    def whole(last, free_root, main_root, rest):
        def meta(number, transaction):
            body = struct.pack("<IIQQ", 0xBEEFC0DE, 1, 0, 1 << 20) + free_root + main_root
            return page(number, 8, body + struct.pack("<QQ", last, transaction), 0, 0)

        return meta(0, 4) + meta(1, 5) + rest

    yield whole(
        10, root(8, 1, 0, 1, 0, 1, 9, pad=size), root(0, 1, 0, 1, 0, 3, 2),
        tables + a + branch + left + right + b"".join(large) + free + bytes(size))
    # A list that has pages of its own.
    long = struct.pack("<IHH", 520, 1, 8) + struct.pack("<QQ", 3, 11)
    listed = page(11, 4)[:12] + struct.pack("<I", 2) + struct.pack("<QQ", 1, 10)
    yield whole(
        12, root(8, 1, 0, 1, 2, 1, 9, pad=size), root(0, 1, 0, 1, 0, 3, 2),
        tables + a + branch + left + right + b"".join(large) + filled(9, 2, [long]) + bytes(size)
        + listed.ljust(2 * size, b"\0"))
    empty = root(0, 0, 0, 0, 0, 0, nothing)
    yield whole(1, root(8, 0, 0, 0, 0, 0, nothing, pad=size), empty, b"")


# --- What strangers hold


def proofs():
    signing = constants("SealsTests/Signing/Golden+Signing.swift")
    yield b"\0" + signing["signedHead"]
    yield b"\1" + signing["checkProof"]
    yield b"\2" + constants("SealsTests/Support/Golden.swift")["entryProof"]
    yield b"\3" + signing["keyRing"]
    check, salt = bytes(range(16)), bytes(range(16, 32))
    for shown, place in ((1, b""), (2, b""), (3, b"the porch"), (4, b"")):
        name = "Ada Böttcher".encode()
        statement = (
            b"\1" + check + check + struct.pack("<QB", 1_772_445_600_000, shown) + salt + b"\5VAN-1"
            + struct.pack("<H", len(name)) + name + struct.pack("<H", len(place)) + place)
        yield b"\4" + statement
        yield b"\5" + bytes(72) + statement
    armour = (TESTS / "SealsTests/Signing/ArmourTests.swift").read_text()
    for block in re.findall(r"-----BEGIN VOUCH.*?-----END[^-]*-----", armour, re.DOTALL):
        yield b"\6" + ("\n".join(line.strip() for line in block.replace("\\n", "\n").splitlines()) + "\n").encode()
    for name in ("SIGNED HEAD", "KEY RING", "SIGNING KEY", "LEAF SECRET", "HAND-OVER", "HAND-OVER KEY"):
        yield b"\6" + f"-----BEGIN VOUCH {name}-----\nAAEC\n-----END VOUCH {name}-----\n".encode()
    head = signing["signedHead"]
    heading = b"VOUCHEXP\1" + head[1:17]
    commit = b"\1" + struct.pack("<QI", 1, 1) + bytes(32)
    entry = struct.pack("<I", 3) + b"abc" + bytes(8) + struct.pack("<I", 0)
    text = struct.pack("<I", 3) + b"abc" + bytes(8) + struct.pack("<IQQ", 4, 1, 2) + b"text"
    hashes = bytes(32 * bin(int.from_bytes(head[25:33], "little")).count("1"))
    for dice in range(3):
        start = b"\7" + struct.pack("<H", dice) + heading
        yield start + b"\0" + commit + entry + commit + text + b"\2" + head
        yield start + b"\1" + head + hashes + commit + entry + b"\2" + head
    attested = (TESTS / "LedgerTests/Attested/AttestedEntryTests.swift").read_text()
    for block in re.findall(r'"""\s*([0-9a-f\s]{40,}?)\s*"""', attested):
        yield b"\x08" + bytes.fromhex(re.sub(r"\s", "", block))


# --- Paying systems


def iso8583():
    text = (TESTS / "RailsTests/ISO8583/ISOMessageTests.swift").read_text()
    for block in re.findall(r'static let \w+ =\s*((?:"[0-9A-Fa-f]+"\s*\+?\s*)+)', text):
        message = bytes.fromhex("".join(re.findall(r'"([0-9A-Fa-f]+)"', block)))
        framed = struct.pack(">H", len(message)) + message
        yield b"\0" + message
        yield b"\1\0\0" + framed
        yield b"\1\1\0" + framed + framed + b"\0\0"
    answer = b"0210" + bytes.fromhex("3020000002000000") + b"000000" + b"000000001250" + b"000017" + b"00"
    echo = b"0800" + bytes.fromhex("8220000000000000") + bytes.fromhex("0400000000000000") + b"0320121000000000" + b"01301"
    for message in (answer, echo):
        yield b"\0" + message
        yield b"\1\0\0" + struct.pack(">H", len(message)) + message


def iso20022():
    def document(name, body):
        return f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{name}">{body}</Document>'.encode()

    header = "<GrpHdr><MsgId>B1</MsgId><CreDtTm>2026-12-01T09:00:00Z</CreDtTm></GrpHdr>"
    payment = (
        "<TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn>"
        "<AddtlInf>why</AddtlInf></StsRsnInf></TxInfAndSts>")
    yield b"\0" + document("pain.002.001.10", "<CstmrPmtStsRpt>" + header + (
        "<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts>"
        "</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>G1</OrgnlPmtInfId><PmtInfSts>ACSC</PmtInfSts>"
        + payment + "</OrgnlPmtInfAndSts>") + "</CstmrPmtStsRpt>")
    account = "<Acct><Id><IBAN>NL41MOCK0000000001</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    period = "<FrToDt><FrDtTm>2026-12-01T00:00:00Z</FrDtTm><ToDtTm>2026-12-01T23:59:59Z</ToDtTm></FrToDt>"

    def balance(code, amount):
        return (
            f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
            "<Dt><Dt>2026-12-01</Dt></Dt></Bal>")

    entry = (
        '<Ntry><NtryRef>R1</NtryRef><Amt Ccy="EUR">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        "<BookgDt><Dt>2026-12-01</Dt></BookgDt><ValDt><DtTm>2026-12-01T10:00:00Z</DtTm></ValDt><AcctSvcrRef>B1</AcctSvcrRef>"
        '<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy="EUR">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
        "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></RtrInf></TxDtls></NtryDtls></Ntry>")
    summary = (
        "<TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries><Sum>12.5</Sum><TtlNetNtry><Amt>12.50</Amt><CdtDbtInd>DBIT"
        "</CdtDbtInd></TtlNetNtry></TtlNtries></TxsSummry>")
    head = "<Id>S1</Id><ElctrncSeqNb>7</ElctrncSeqNb><CreDtTm>2026-12-02T00:00:00Z</CreDtTm>"
    for version in ("02", "08", "14"):
        yield b"\0" + document(f"camt.053.001.{version}", "<BkToCstmrStmt>" + header + "<Stmt>" + head + period + account + balance(
            "OPBD", "10.00") + balance("CLBD", "22.50") + summary + entry + "</Stmt></BkToCstmrStmt>")
        yield b"\0" + document(
            f"camt.054.001.{version}",
            "<BkToCstmrDbtCdtNtfctn>" + header + "<Ntfctn>" + head + account + entry + "</Ntfctn></BkToCstmrDbtCdtNtfctn>")
    yield b"\0" + document(
        "camt.052.001.08",
        "<BkToCstmrAcctRpt>" + header + "<Rpt>" + head + account + entry + "</Rpt></BkToCstmrAcctRpt>")
    yield b"\0" + document("pacs.004.001.09", "<PmtRtr>" + header + (
        "<OrgnlGrpInf><OrgnlMsgId>M1</OrgnlMsgId></OrgnlGrpInf><TxInf><OrgnlEndToEndId>E1</OrgnlEndToEndId>"
        '<RtrdIntrBkSttlmAmt Ccy="EUR">12.50</RtrdIntrBkSttlmAmt><RtrRsnInf><Rsn><Cd>MD07</Cd></Rsn></RtrRsnInf></TxInf>')
        + "</PmtRtr>")
    side = "<Id><IBAN>NL41MOCK0000000001</IBAN></Id>"
    yield b"\1" + document("pain.001.001.09", "<CstmrCdtTrfInitn><GrpHdr><MsgId>M1</MsgId><NbOfTxs>1</NbOfTxs><CtrlSum>12.5"
        "</CtrlSum></GrpHdr><PmtInf><PmtInfId>G1</PmtInfId><DbtrAcct>" + side + "</DbtrAcct><CdtTrfTxInf><PmtId><EndToEndId>E1"
        '</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">12.50</InstdAmt></Amt><CdtrAcct>' + side
        + "</CdtrAcct></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn>")
    yield b"\0" + b'<?xml version="1.0" encoding="UTF-8"?><!-- <a> --><a b="&lt;&#65;"><![CDATA[<]]></a>'
    for answer in (
        '{"status":"RJCT","reason":"AM05","reason_text":"again"}', '[{"msg_id":"M1","status":"returned","return_reason":"AC04"}]',
        '{"status":"accepted","booked_at":"2026-12-01"}', '[{"id":1,"type":"camt.053"}]',
    ):
        yield b"\2" + answer.encode()
    for value in ("12.50", "0.00000001", "2026-12-01T09:00:00+01:00", "999999999999999999", ".5", "12.", "2024-02-29"):
        yield b"\3" + value.encode()


def post():
    yield b"\0H;VOUCH-RESULTS;1;000004;60112233;2026-11-30T05:00:00Z;000001;EUR\nD;ORDER-1;REJECTED;1250;AC04;no\nT;1;1250\n"
    side = "BE71096123456769;KREDBEBB;Ann Drawer"
    for purpose in ("COLLECT", "PAYOUT", "GIVEBACK"):
        order = f"D;ORDER-1;{purpose};1250;{side};{side};two chairs\n"
        yield b"\1" + f"H;VOUCH-ORDERS;1;000001;60112233;2026-11-30T05:00:00Z;EUR\n{order}T;1;1250\n".encode()
    trace = "000001@1772445600"
    for state in (
        "open", "captured", "refunded", "declined 51", f"authorising {trace}", f"refunding {trace}",
        f"reversing {trace} {trace}", f"reversing {trace} {trace} 12", f"approved {trace} 'A_0001 {trace}",
    ):
        yield b"\2" + f"state ORDER-17 17 collect 1250 EUR 1111 {state}".encode()
    yield b"\2told ORDER-17"
    yield b"\2last 999999"


# --- Identities


def identities():
    for name in (
        "vouch://seller/SHOP-7", "operator/enrol+read", "operator/all", "rail/bank", "auditor", "shop.example.", "::1",
        "127.0.0.1", "7k3m9q2v8d", "rail/post", "terminal/BUYER-1", "2001:db8::1",
    ):
        yield b"\5" + name.encode()
    yield b"\6vouch_7k3m9q2v8d_" + b"0" * 59
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)

        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=place, check=True, capture_output=True)

        (place / "ca.cnf").write_text(
            "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=30\n"
            "crl_extensions=e\n[e]\nauthorityKeyIdentifier=keyid\n")
        (place / "index.txt").write_text(
            "R\t270101000000Z\t260101000000Z,keyCompromise\t0A0B0C0D0E0F1011\tunknown\t/CN=a\n"
            "R\t270101000000Z\t260102000000Z\t0A0B0C0D0E0F1012\tunknown\t/CN=b\n")
        (place / "number").write_text("07\n")
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ec.pem")
        openssl("genpkey", "-algorithm", "ed25519", "-out", "ed.pem")
        openssl("pkcs8", "-topk8", "-nocrypt", "-in", "ec.pem", "-outform", "DER", "-out", "ec.der")
        openssl("pkey", "-in", "ed.pem", "-outform", "DER", "-out", "ed.der")
        names = "subjectAltName=URI:vouch://seller/SHOP-7,DNS:shop.example,IP:127.0.0.1"
        for key in ("ec", "ed"):
            openssl("req", "-x509", "-new", "-key", f"{key}.pem", "-subj", "/CN=Vouch", "-days", "30", "-addext", names,
                    "-out", f"{key}.crt")
            openssl("x509", "-in", f"{key}.crt", "-outform", "DER", "-out", f"{key}-crt.der")
            openssl("req", "-new", "-key", f"{key}.pem", "-subj", "/CN=Vouch", "-addext", names, "-out", f"{key}.csr")
            openssl("ca", "-config", "ca.cnf", "-gencrl", "-cert", f"{key}.crt", "-keyfile", f"{key}.pem", "-out", f"{key}.crl")
            openssl("crl", "-in", f"{key}.crl", "-outform", "DER", "-out", f"{key}-crl.der")
            yield b"\0" + (place / f"{key}-crl.der").read_bytes()
            yield b"\1" + (place / f"{key}-crt.der").read_bytes()
            yield b"\2" + (place / f"{key}.der").read_bytes()
            yield b"\3" + 2 * (place / f"{key}.crt").read_bytes()
            yield b"\4" + (place / f"{key}.csr").read_bytes()


if __name__ == "__main__":
    main()
