"""A cache for pure functions of a request, bounded in number and in length."""

import functools
from collections.abc import Callable
from typing import TypeVar

LONGEST = 4000
"""Characters of the arguments of a call that is kept. Longer ones hardly repeat, and must not fill the memory."""

Result = TypeVar("Result")


def bounded_cache(size: int) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Keep the results of the latest calls of a pure function, `size` in number. Errors are not kept."""

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        kept = functools.lru_cache(size)(function)

        @functools.wraps(function)
        def call(*arguments: object) -> Result:
            length = 0
            for argument in arguments:
                if type(argument) is str:
                    length += len(argument)
            return (kept if length <= LONGEST else function)(*arguments)

        return call

    return decorate
