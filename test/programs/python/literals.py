"""Carries out modules of settings, and says what their names stand for."""
import json, os, sys

given = json.load(sys.stdin)
os.environ.update(given["environment"])
results = []
for module in given["modules"]:
    names = {}
    exec(compile(module, "settings", "exec"), names)
    results.append(names["VALUE"])
print(json.dumps(results))
