"""Django's ManifestStaticFilesStorage over synced folders, and what its own collectstatic makes of the sources."""

import gzip
import json
import pathlib
import sys

import django
from django.conf import settings

given = json.load(sys.stdin)
MANIFEST = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
storage_settings = (
    {"STATICFILES_STORAGE": MANIFEST}
    if django.VERSION < (4, 2)
    else {"STORAGES": {"staticfiles": {"BACKEND": MANIFEST}}}
)
settings.configure(
    DEBUG=False,
    INSTALLED_APPS=["django.contrib.staticfiles"],
    STATIC_URL="/static/",
    STATIC_ROOT=given["collected"],
    STATICFILES_DIRS=[given["source"]],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    **storage_settings,
)
django.setup()

from django.contrib.staticfiles import storage as staticfiles  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.template import Context, Template  # noqa: E402

call_command("collectstatic", interactive=False, verbosity=0)


def read(root, manifest_name, paths):
    named = type("Named", (staticfiles.ManifestStaticFilesStorage,), {"manifest_name": manifest_name})
    storage = named(location=root, base_url="/static/")
    # What {% static %} asks.
    staticfiles.staticfiles_storage = storage
    urls, hashes, texts = {}, {}, {}
    for path in paths:
        urls[path] = Template("{% load static %}{% static path %}").render(Context({"path": path}, autoescape=False))
        name = storage.stored_name(path)
        with storage.open(name) as file:
            hashes[path] = storage.file_hash(path, file)
        variant = pathlib.Path(root, name + ".gz")
        if variant.exists():
            texts[path] = gzip.decompress(variant.read_bytes()) == pathlib.Path(root, name).read_bytes()
    try:
        missing = storage.url("gone.css")
    except ValueError as error:
        missing = str(error)
    pairs = json.dumps(sorted(storage.hashed_files.items())).encode()
    return {
        "urls": urls,
        "hashes": hashes,
        "variants": texts,
        "files": storage.hashed_files,
        "missing": missing,
        # None before Django 4.2, which knows no hash of the manifest.
        "manifestHash": getattr(storage, "manifest_hash", None),
        "ownHash": storage.file_hash(None, ContentFile(pairs)),
    }


collected = pathlib.Path(given["collected"])
json.dump(
    {
        "version": django.get_version(),
        "collected": json.loads((collected / "staticfiles.json").read_text())["paths"],
        "sites": [read(site["root"], site["manifestName"], site["paths"]) for site in given["sites"]],
    },
    sys.stdout,
)
