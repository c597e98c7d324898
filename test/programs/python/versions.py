"""The versions of the libraries that the cases are read by."""
import importlib, json, sys

names = json.load(sys.stdin)
print(json.dumps({name: str(getattr(importlib.import_module(name), "__version__", "")) for name in names}))
