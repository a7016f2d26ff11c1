"""The session door as one AWS Lambda function."""

import os

from filings.web.opened import opened

handler = opened("session", os.environ)
