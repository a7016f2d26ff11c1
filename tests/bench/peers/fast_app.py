"""The fast peer, written by hand: FastAPI, asyncpg, jsonschema-rs, one table in PostgreSQL; no sealing, no queue, no index."""

import json
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-not-found]
import jsonschema_rs
from fastapi import FastAPI, Header, Request  # type: ignore[import-not-found]
from fastapi.responses import JSONResponse  # type: ignore[import-not-found]

TABLE = "CREATE TABLE IF NOT EXISTS filings (number text PRIMARY KEY, key text UNIQUE NOT NULL, at timestamptz, document jsonb)"
PUT = """INSERT INTO filings VALUES ($1, $2, now(), $3) ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING number, at"""
VALIDATOR = jsonschema_rs.Draft202012Validator(
    json.loads(Path(os.environ["PEER_SCHEMA"]).read_bytes()), validate_formats=True, offline=True, mask="…"
)
POOLS: list[asyncpg.Pool] = []


@asynccontextmanager
async def life(app: FastAPI) -> AsyncIterator[None]:
    """Keep connections for as long as the process serves."""
    pool = await asyncpg.create_pool(os.environ["PEER_DATABASE"], min_size=4, max_size=8)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(1)")
        await connection.execute(TABLE)
    POOLS.append(pool)
    yield
    await pool.close()


app = FastAPI(lifespan=life)


@app.post("/filings")  # type: ignore[untyped-decorator]
async def take(request: Request, idempotency_key: str = Header()) -> JSONResponse:
    """Store a document once per key."""
    body = await request.body()
    found = [{"pointer": "/".join(map(str, error.instance_path))} for error in VALIDATOR.iter_errors(json.loads(body))]
    if found:
        return JSONResponse({"findings": found}, 422)
    row = await POOLS[0].fetchrow(PUT, secrets.token_hex(8), idempotency_key, body.decode())
    return JSONResponse({"number": row["number"], "received_at": row["at"].isoformat(), "status": "submitted"}, 201)


@app.get("/filings/{number}")  # type: ignore[untyped-decorator]
async def status(number: str) -> JSONResponse:
    """Answer for a number."""
    row = await POOLS[0].fetchrow("SELECT number, at, document->>'type' AS type FROM filings WHERE number = $1", number)
    if row is None:
        return JSONResponse({}, 404)
    return JSONResponse(
        {"number": row["number"], "received_at": row["at"].isoformat(), "type": row["type"], "status": "submitted"}
    )
