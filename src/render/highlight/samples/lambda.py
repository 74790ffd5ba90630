#!/usr/bin/env python3
import json, os
from typing import Any, Callable

TABLE = os.environ.get("TABLE", "orders")
QUERY = '''
SELECT * FROM orders
'''


class OrderError(Exception):
    """Raised when an order
    cannot be read."""

    def __init__(self, code: int, *args: Any) -> None:
        super().__init__(f"code {code!r:>10} of {args[0] if args else 'none'}")
        self.code = code


@app.route("/orders/<id>", methods=["GET"])
@functools.lru_cache(maxsize=128)
def handler(event: dict[str, Any], context=None) -> list[str] | None:
    total = sum(item["price"] * 1.1e3 for item in event["items"] if item.get("ok"))
    match event:
        case {"kind": "a"}:
            return None
        case _:
            print("%s has %d items" % (event["id"], len(event)))
    data = rb"\x00raw" + b'bytes\xff'
    print(f"{total:,.2f} {{literal}} {data[0]:#x}", f'{event["id"]}', file=sys.stderr)
    log = lambda x, *, y=0x1F: x @ y // 2 if not x else ~y
    assert isinstance(total, (int, float)), "no"
    global COUNT; COUNT += 1_000
    yield from (n for n in range(10) if n % 2 == 0 or n is None)
    while True:
        try:
            async with session.get(url) as r:
                body = await r.json()
        except* ValueError as e:
            raise OrderError(1) from e
        finally:
            break


if __name__ == "__main__":
    handler({}, None)
