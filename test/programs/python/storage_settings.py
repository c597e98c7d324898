"""Clients of boto3 and storages of Django, made from what the builders write: what they are, and what they do."""

import json
import os
import sys
import types
import warnings

given = json.load(sys.stdin)
os.environ.update(given["env"])
warnings.simplefilter("ignore")

import boto3  # noqa: E402
import django  # noqa: E402
from botocore.config import Config  # noqa: E402
from django.conf import settings  # noqa: E402

APPS = ["django.contrib.staticfiles"]
if "django" in given:
    # The settings of a process, as Django finds them; those of cases stand in for them one after the other.
    module = types.ModuleType("keelson_settings")
    module.SECRET_KEY = "x"
    module.INSTALLED_APPS = APPS
    module.STATIC_URL = "/static/"
    module.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
    module.__dict__.update(given["django"])
    sys.modules[module.__name__] = module
    os.environ["DJANGO_SETTINGS_MODULE"] = module.__name__
    django.setup()
    import storages.backends.s3boto3 as backend
    from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.template import Context, Template
    from django.test.utils import override_settings


def run_file(text, name="settings"):
    module = {}
    exec(compile(text, name, "exec"), module)
    return module


def describe_config(config):
    names = "region_name signature_version s3 max_pool_connections connect_timeout read_timeout retries"
    checksums = "request_checksum_calculation response_checksum_validation"
    return {name: getattr(config, name, None) for name in f"{names} {checksums}".split()}


def describe_client(client, bucket, key):
    credentials = client._request_signer._credentials
    return {
        "endpoint": client.meta.endpoint_url,
        "region": client.meta.region_name,
        "keys": [credentials.access_key, credentials.secret_key, credentials.token],
        "url": client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key}),
        "config": describe_config(client.meta.config),
    }


def client_of(case):
    return run_file(case["file"])["client"]


def exchange(case):
    client = client_of(case)
    client.put_object(Bucket=case["bucket"], Key=case["key"], Body=case["body"].encode())
    return client.get_object(Bucket=case["bucket"], Key=case["key"])["Body"].read().decode()


def upload(case):
    """As django-storages uploads."""
    import io

    client_of(case).upload_fileobj(io.BytesIO(b"content"), case["bucket"], "key")


def plain_client(case):
    """A client of what the environment and some arguments say."""
    os.environ.update(case.get("env", {}))
    arguments = dict(case["arguments"])
    config = arguments.pop("config", None)
    try:
        client = boto3.client("s3", **arguments, **({"config": Config(**config)} if config else {}))
        if case.get("get"):
            client.get_object(Bucket="shop", Key="key")
        return describe_client(client, "shop", "key")
    finally:
        for name in case.get("env", {}):
            del os.environ[name]


def as_of_1_14():
    """django-storages 1.14.3 renamed its module, and has two options that are attributes in 1.13."""

    class Base:
        def __init__(self, client_config=None, security_token=None, **options):
            self.config = client_config
            self.security_token = security_token
            super().__init__(**options)

    module = types.ModuleType("storages.backends.s3")
    module.S3Storage = type("S3Storage", (Base, backend.S3Boto3Storage), {})
    module.S3ManifestStaticStorage = type("S3ManifestStaticStorage", (Base, backend.S3ManifestStaticStorage), {})
    sys.modules[module.__name__] = module


def storages_of(names):
    if django.VERSION < (4, 2):
        from django.core.files.storage import get_storage_class

        classes = {"default": "DEFAULT_FILE_STORAGE", "staticfiles": "STATICFILES_STORAGE"}
        return {alias: get_storage_class(names[name])() for alias, name in classes.items() if name in names}
    from django.core.files.storage.handler import StorageHandler

    handler = StorageHandler(names["STORAGES"])
    return {alias: handler[alias] for alias in names["STORAGES"]}


def describe_storage(storage, urls):
    attributes = (
        "bucket_name location endpoint_url region_name access_key secret_key custom_domain url_protocol"
        " querystring_auth querystring_expire file_overwrite default_acl object_parameters base_url"
    )
    config = getattr(storage, "config", None)
    return {
        **{name: getattr(storage, name) for name in attributes.split() if hasattr(storage, name)},
        "bases": [base.__name__ for base in type(storage).__mro__],
        "config": describe_config(config) if config else None,
        "urls": [storage.url(name) for name in urls],
    }


def with_storages(case, act):
    if case.get("classes"):
        module = types.ModuleType(case["module"])
        exec(compile(case["classes"], "classes", "exec"), module.__dict__)
        for number in range(1, case["module"].count(".") + 1):
            package = ".".join(case["module"].split(".")[:number])
            sys.modules.setdefault(package, types.ModuleType(package))
        sys.modules[case["module"]] = module
    names = {name: value for name, value in run_file(case["file"]).items() if name.isupper()}
    with override_settings(**names):
        return act(names)


def describe_django(case):
    read = ManifestFilesMixin.read_manifest
    # The manifest would be read from a bucket that is not there.
    ManifestFilesMixin.read_manifest = lambda self: case["manifest"]
    try:
        return with_storages(
            case,
            lambda names: {
                alias: describe_storage(storage, case["urls"][alias]) for alias, storage in storages_of(names).items()
            },
        )
    finally:
        ManifestFilesMixin.read_manifest = read


def save_and_link(case):
    """What a request does: two uploads of one name, and a page with a static file."""

    def act(names):
        stored = storages_of(names)
        media = stored["default"]
        saved = [media.save(case["name"], ContentFile(text.encode())) for text in case["contents"]]
        # The tag asks Django's own object.
        staticfiles_storage._wrapped = stored["staticfiles"]
        template = Template("{% load static %}" + "".join(f"{{% static '{path}' %}}\n" for path in case["static"]))
        return {
            "saved": saved,
            "urls": [media.url(name) for name in saved],
            "read": [media.open(name).read().decode() for name in saved],
            "static": template.render(Context({})).splitlines(),
        }

    return with_storages(case, act)


def collect_and_link(case):
    """What a build does, and then a request."""
    from django.core.management import call_command

    def act(names):
        staticfiles_storage._wrapped = storages_of(names)["staticfiles"]
        call_command("collectstatic", interactive=False, verbosity=0)
        staticfiles_storage._wrapped = storages_of(names)["staticfiles"]
        return [staticfiles_storage.url(path) for path in case["static"]]

    return with_storages(case, act)


def of_process(case):
    """What the settings of this process come to."""

    def of(storage, name):
        try:
            url = storage.url(name)
            return {"class": storage.__class__.__name__, "url": url}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"}

    return {"default": of(default_storage, "a b.txt"), "staticfiles": of(staticfiles_storage, "a.css")}


def attempt(case):
    try:
        return {"value": acts[case["act"]](case)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


acts = {
    "client": lambda case: describe_client(client_of(case), case["bucket"], case["key"]),
    "plain": plain_client,
    "exchange": exchange,
    "upload": upload,
    "django": describe_django,
    "save": save_and_link,
    "collect": collect_and_link,
    "process": of_process,
}
if given.get("django") is not None and given.get("newer"):
    as_of_1_14()
json.dump([attempt(case) for case in given["cases"]], sys.stdout)
