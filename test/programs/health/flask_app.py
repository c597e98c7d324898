"""A Flask whose every request asks its database first: health must be answered before."""

import json
import os

from checks import state
from flask import Flask
from health import health
from sqlalchemy import create_engine, text

engine = create_engine(os.environ["SQLALCHEMY_URL"], pool_pre_ping=True)
flask_application = Flask(__name__)
flask_application.secret_key = os.environ["SECRET_KEY"]
flask_application.register_blueprint(health)


@flask_application.before_request
def ask_database():
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def application(environ, start_response):
    if environ["PATH_INFO"] != "/state":
        return flask_application(environ, start_response)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(state()).encode()]
