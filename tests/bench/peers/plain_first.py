"""What one would write at first: Flask, boto3, jsonschema, joserfc, and the rules read from YAML when the function starts."""

import os
import sys
from pathlib import Path

import boto3  # type: ignore[import-untyped]
import jsonschema
import yaml
from apig_wsgi import make_lambda_handler
from flask import Flask, Response, jsonify, request
from joserfc import jwe
from joserfc.jwk import OctKey

from bench.peers.first_event import answered

ROOT = Path(__file__).parents[3]
app = Flask("plain", static_folder=None)
rules = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROOT / "content/regions").glob("*.yaml"))}
schema = yaml.safe_load((ROOT / "build/contracts/3210.json").read_text("utf-8"))
validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
client = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name=os.environ["AWS_REGION"])


@app.post("/v1/filings")
def put() -> Response:
    """Validate, seal and store."""
    assert not list(validator.iter_errors(request.get_json()))
    sealed = jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, request.get_data(), OctKey.generate_key(256))
    key = f"plain/{request.headers['Idempotency-Key']}"
    client.put_object(Bucket=os.environ["PEER_BUCKET"], Key=key, Body=sealed.encode(), IfNoneMatch="*")
    return jsonify({"status": "ok"})


if __name__ == "__main__":
    answered(make_lambda_handler(app), sys.argv[1])
