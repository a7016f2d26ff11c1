"""The upload door as one AWS Lambda function."""

import os

from filings.web.opened import opened

handler = opened("upload", os.environ)
