"""The review door as one AWS Lambda function."""

import os

from filings.web.opened import opened

handler = opened("review", os.environ)
