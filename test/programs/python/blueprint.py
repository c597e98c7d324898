"""What PyYAML, a reader of YAML 1.1, makes of each text."""

import json
import sys

import yaml

json.dump([yaml.safe_load(text) for text in json.load(sys.stdin)], sys.stdout)
