"""Starts gunicorn for every case and says what it did: how it ended, what it logged, what it answered."""

import concurrent.futures
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

RUN = "from gunicorn.app.wsgiapp import run; run()"
WSGI = """
import time
def application(environ, start_response):
    time.sleep(float(environ["QUERY_STRING"] or 0))
    start_response("200 OK", [("Content-Length", "%d")])
    return [b"%s"]
"""
FACTORY = """
import wsgi
def make(debug=False):
    return wsgi.application
"""
ASGI = """
async def application(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one"})
"""


def write(folder, name, text):
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)


def ask(port, path="/", header=None, timeout=2):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"X-Long": header} if header else {})
        response = connection.getresponse()
        return {"status": response.status, "body": response.read().decode(), "connection": response.getheader("connection")}
    except Exception as error:
        return {"error": type(error).__name__}
    finally:
        connection.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_text(path, process, text, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with open(path) as file:
            if text in file.read():
                return
        time.sleep(0.02)


def run(case):
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "wsgi.py", WSGI % (3, "one"))
        write(folder, "asgi.py", ASGI)
        write(folder, "factory.py", FACTORY)
        port = free_port()
        bind = [] if "noBind" in case else ["--bind", "127.0.0.1:%d" % port]
        command = [sys.executable, "-c", RUN, *bind, *case["args"], case.get("target", "wsgi")]
        env = {**os.environ, "HOME": folder, **case.get("env", {})}
        answer = {}
        if case.get("check"):
            checked = subprocess.run([*command, "--check-config"], cwd=folder, env=env, capture_output=True)
            answer["check"] = checked.returncode
        log = os.path.join(folder, "log")
        with open(log, "w") as output:
            process = subprocess.Popen(command, cwd=folder, env=env, stdout=output, stderr=output)
        try:
            await_text(log, process, case.get("until", "Booting worker"))
            if case.get("ends"):
                process.wait(20)
            if "reload" in case:
                ask(port)
                # Python compares the seconds of a source with those of its compiled form.
                write(folder, "wsgi.py", WSGI % (4, "more"))
                process.send_signal(signal.SIGHUP)
                await_text(log, process, "Worker exiting")
            answer["replies"] = [ask(port, **request) for request in case.get("requests", [])]
            answer["exit"] = process.poll()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(40)
        with open(log) as file:
            answer["log"] = file.read()
        return answer


with concurrent.futures.ThreadPoolExecutor(8) as pool:
    print(json.dumps(list(pool.map(run, json.load(sys.stdin)))))
