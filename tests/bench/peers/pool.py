"""Connection pool for the lifetime of an application."""

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
        max_inactive_connection_lifetime=0,  # processor time is counted for living backends only
        server_settings={"jit": "off"},  # compiling a query takes longer than running it
    ) as app.state.pool:
        yield


def _pool(request: Request) -> asyncpg.Pool:
    return request.app.state.pool


Pool = Annotated[asyncpg.Pool, Depends(_pool)]
