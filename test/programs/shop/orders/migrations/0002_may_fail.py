import os

from django.db import migrations


def fail(apps, schema_editor):
    if os.environ.get("FAIL_MIGRATION"):
        raise RuntimeError("this migration fails")


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunPython(fail)]
