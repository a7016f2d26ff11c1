"""Makes lists of institutions that do not exist, as long as wanted: `python tests/institutions.py 50000 > list.csv`."""

import csv
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

HEADER = ("code", "name", "place", "level", "inpatient", "outpatient", "chronic", "since", "source", "checked", "address")
LEVELS = ("1", "2", "3", "5", "6", "8", "12", "13", "14", "11", "")
CHRONIC = ("no", "yes", "hypertension diabetes", "uraemia-dialysis")
KINDS = ("人民医院", "中医医院", "妇幼保健院", "康复医院", "社区卫生服务中心", "口腔门诊部", "血液透析中心")


def rows(count: int, places: Sequence[str]) -> Iterator[list[str]]:
    """Yield `count` rows of sample data, spread over the places; which row is open for what follows from its number alone."""
    for i in range(count):
        yield [
            f"SAMPLE{i:06d}",
            f"示例第{i}{KINDS[i % 7]}",
            places[i % len(places)],
            LEVELS[i % 11],
            "yes" if i % 2 else "no",
            "yes" if i % 3 else "no",
            CHRONIC[i % 4],
            f"202{i % 5}-0{1 + i % 9}-15" if i % 6 else "",
            "sample-institutions",
            "2026-11-21",
            f"示例市示例区示例路{i}号",
        ]


def write(stream: TextIO, count: int, places: Sequence[str]) -> None:
    """Write a list with its first row."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows(count, places))


if __name__ == "__main__":
    write(sys.stdout, int(sys.argv[1]), sys.argv[2:] or ["3210"])
