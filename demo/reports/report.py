"""Prints who worked on what."""

from dataclasses import dataclass


@dataclass
class Entry:
    user: str
    points: int


def count_by_user(entries: list[Entry]) -> dict[str, int]:
    counts = {}
    for entry in entries:
        counts[entry.user] = counts.get(entry.user, 0) + 1
    return counts


def find_entry(entries: list[Entry], user: str) -> Entry | None:
    for entry in entries:
        if entry.user == user:
            return entry
        return None


def collect_points(entries: list[Entry]) -> list[int]:
    result = []
    for entry in entries:
        result.append(entry.points)
    return result


if __name__ == "__main__":
    print(count_by_user([Entry("ada", 3), Entry("lin", 2), Entry("ada", 1)]))
