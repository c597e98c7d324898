"""OpenStack Swift in one process, without memcached. Argument 1 is a folder with swift.conf and, for the proxy and each
store, <name>.conf; argument 2 the port of the proxy."""

import json
import os
import sys
from math import inf
from time import monotonic

from swift.common import utils

utils.eventlet_monkey_patch()

import eventlet.wsgi  # noqa: E402
from eventlet.green import socket  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import NullLogger, SwiftHttpProtocol, loadapp  # noqa: E402

folder, port = sys.argv[1:]


def listen(port):
    # Without SO_REUSEPORT, which eventlet sets: servers that met on a port would share its connections.
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    return listener


def place(name, port):
    """Makes the store on this port the only one, for everything."""
    builder = RingBuilder(part_power=1, replicas=1, min_part_hours=0)
    builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "disk", "weight": 1})
    builder.rebalance()
    builder.get_ring().save(f"{folder}/{name}.ring.gz")


class Cache:
    """Stands for memcached, without which the proxy does not work."""

    def __init__(self):
        self.kept = {}

    def get(self, key, **options):
        text, end = self.kept.get(key, ("null", inf))
        return json.loads(text) if monotonic() < end else None

    def set(self, key, value, time=0, **options):
        self.kept[key] = json.dumps(value), monotonic() + (time or inf)

    def delete(self, key, **options):
        self.kept.pop(key, None)


def serve(name, listener):
    loaded = loadapp(f"{folder}/{name}.conf", global_conf={"log_name": name})

    def app(environ, start_response):
        return loaded({**environ, "swift.cache": cache}, start_response)

    # S3 clients look for the header ETag, not Etag.
    settings = {"protocol": SwiftHttpProtocol, "capitalize_response_headers": False, "socket_timeout": 60}
    return eventlet.spawn(eventlet.wsgi.server, listener, app, NullLogger(), **settings)


cache = Cache()
disk = f"{folder}/devices/disk"
os.makedirs(disk)
try:
    os.setxattr(disk, "user.swift", b"")
except OSError as error:
    sys.exit(f"Swift keeps metadata in extended attributes, which files in {folder} cannot have ({error}): set TMPDIR")

utils.set_swift_dir(folder)
# From here on, every logger writes to the console as well.
utils.get_logger({"log_level": "ERROR"}, "swift", log_to_console=True)
servers = []
for name in ["account", "container", "object"]:
    listener = listen(0)
    place(name, listener.getsockname()[1])
    servers.append(serve(name, listener))
servers.append(serve("proxy", listen(int(port))))
print("ready", flush=True)
for server in servers:
    server.wait()
