"""What botocore signs for the same request at the same time: stdin has {"urls": [...], "policies": [...]}, stdout the signatures."""

import datetime
import json
import sys
from urllib.parse import quote, urlencode

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def at(case):
    """The time of a case, which botocore asks for in one place."""
    now = datetime.datetime.strptime(case["date"], "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: now
    return now


def credentials(case):
    return Credentials(case["accessKeyId"], case["secretAccessKey"], case.get("sessionToken"))


def sign_url(case):
    at(case)
    query = urlencode(case["query"], quote_via=quote, safe="")
    url = f"{case['bucketUrl']}/{quote(case['key'], safe='/~')}?{query}"
    request = AWSRequest(method=case["method"], url=url, headers=case["headers"])
    botocore.auth.S3SigV4QueryAuth(credentials(case), "s3", case["region"], expires=case["expires"]).add_auth(request)
    return request.url


def sign_policy(case):
    request = AWSRequest(method="POST", url=case["url"])
    request.context["timestamp"] = at(case).strftime("%Y%m%dT%H%M%SZ")
    return botocore.auth.S3SigV4PostAuth(credentials(case), "s3", case["region"]).signature(case["policy"], request)


cases = json.load(sys.stdin)
json.dump(
    {"urls": [sign_url(case) for case in cases["urls"]], "policies": [sign_policy(case) for case in cases["policies"]]},
    sys.stdout,
)
