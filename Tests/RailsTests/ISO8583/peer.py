"""Another make of ISO 8583, PyPI's iso8583sim, as a process: each line in is a message, each line out what it makes of it.

In:   the hexadecimal bytes of a message.
Out:  {"mti": "0100", "fields": {"3": "000000", ...}, "built": "30313030..."}, the last as it writes the same message itself;
      or {"error": "..."}.
"""

import json
import sys

from iso8583sim.core.types import ISO8583Message
from iso8583sim.wire import decode_message, encode_message

for line in sys.stdin:
    try:
        message = decode_message(bytes.fromhex(line.strip()))
        fields = {number: value for number, value in message.fields.items() if number}
        built = encode_message(ISO8583Message(mti=message.mti, fields=dict(fields)))
        print(json.dumps({"mti": message.mti, "fields": fields, "built": built.hex()}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)}), flush=True)
