"""The floor under every door: Flask's first request, in which obstore puts its first object, as one Lambda function."""

import os
import sys

from apig_wsgi import make_lambda_handler
from flask import Flask, Response, jsonify, request
from obstore.store import S3Store

from bench.peers.first_event import answered

app = Flask("floor", static_folder=None)
store = S3Store(
    os.environ["PEER_BUCKET"],
    config={"endpoint": os.environ["AWS_ENDPOINT_URL"], "region": os.environ["AWS_REGION"]},
    client_options={"allow_http": True},
)


@app.post("/v1/filings")
def put() -> Response:
    """Store the body as it came."""
    store.put(f"floor/{request.headers['Idempotency-Key']}", request.get_data(), mode="create")
    return jsonify({"status": "ok"})


if __name__ == "__main__":
    answered(make_lambda_handler(app), sys.argv[1])
