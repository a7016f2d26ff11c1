"""Take a syllable of toneless pinyin apart (ASCII, v for ü), for the modules that write it in another script."""

import re
from collections.abc import Mapping

SYLLABLE = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]|)([a-z]+)")


def parts(pinyin: str, finals: Mapping[str, str]) -> tuple[str, str]:
    """Return initial (may be empty) and final; the u of ju, qu and xu is a ü. Raises ValueError if it is no syllable."""
    found = SYLLABLE.fullmatch(pinyin)
    if found is None:
        raise ValueError(pinyin)
    initial, final = found.groups()
    if initial in {"j", "q", "x"} and final.startswith("u"):
        final = "v" + final[1:]
    if final not in finals:
        raise ValueError(pinyin)
    return initial, final
