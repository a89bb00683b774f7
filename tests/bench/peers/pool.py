"""Connections to the base, for as long as an application runs."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import asyncpg
from fastapi import Depends, FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(
        os.environ["DATABASE_URL"],
        min_size=4,
        max_size=8,
        max_inactive_connection_lifetime=0,  # what a connection has used is counted for as long as it lives
        server_settings={"jit": "off"},  # compiling a statement takes longer than running it
    ) as app.state.pool:
        yield


def _pool(request: Request) -> asyncpg.Pool:
    return request.app.state.pool


Pool = Annotated[asyncpg.Pool, Depends(_pool)]
