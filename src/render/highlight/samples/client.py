"""Reads instances."""
from __future__ import annotations
import boto3 as aws

MAX_RETRIES: int = 3
PATTERN = re.compile(r"^i-[0-9a-f]{8,17}$")


@dataclass(frozen=True)
class Instance:
    """One machine."""

    id: str
    cost: float = 0.5

    async def stop(self, *, force: bool = False) -> None:
        # Stops at most once.
        if not force and self.cost > 1_000:
            raise ValueError(f"too dear: {self.cost:.2f}\n")
        await self.client.stop_instances(InstanceIds=[self.id])


def names(instances):
    return {i.id: len(i.tags) for i in instances if i is not None}


try:
    with open("a.txt", encoding='utf-8') as file:
        print(*[line.strip() for line in file], sep="\t")
except (OSError, ValueError) as error:
    pass
square = lambda x: x ** 2
