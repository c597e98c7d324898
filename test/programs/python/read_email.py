"""Django's backend for mail, made from settings modules."""

import json
import os
import smtplib
import sys

from django.conf import settings
from django.core.mail import EmailMessage

given = json.load(sys.stdin)
settings.configure()

from django.core.mail.backends.smtp import EmailBackend  # noqa: E402
from django.test.utils import override_settings  # noqa: E402


def read(case):
    os.environ.update(case["env"])
    module = {}
    exec(compile(case["file"], "settings.py", "exec"), module)
    names = {name: value for name, value in module.items() if name.isupper()}
    with override_settings(**names):
        try:
            backend = EmailBackend()
            header = str(EmailMessage("subject", "body", to=["a@example.com"]).message()["From"])
        except ValueError as error:
            return {"error": str(error)}
        return {
            "host": backend.host,
            "port": backend.port,
            "user": backend.username,
            "password": backend.password,
            "starttls": backend.use_tls,
            "tls": backend.use_ssl,
            "timeout": backend.timeout,
            "from": EmailMessage("subject", "body", to=["a@example.com"]).from_email,
            "header": header,
            "class": "SMTP_SSL" if backend.connection_class is smtplib.SMTP_SSL else "SMTP",
            "prefix": settings.EMAIL_SUBJECT_PREFIX,
            "server": settings.SERVER_EMAIL,
        }


json.dump([read(case) for case in given], sys.stdout)
