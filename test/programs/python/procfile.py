"""What honcho makes of Procfiles: its pattern, on the lines that Python sees."""

import json
import re
import sys

# honcho/environ.py since 1.1
line_of_process = re.compile(r"^([A-Za-z0-9_-]+):\s*(.+)$")


def processes(text):
    found = (line_of_process.match(line) for line in text.splitlines())
    return [{"name": one.group(1), "command": one.group(2)} for one in found if one]


json.dump([processes(text) for text in json.load(sys.stdin)], sys.stdout)
