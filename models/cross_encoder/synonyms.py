"""Words of the training passages → words that mean about the same, as the embedding model sees it.

python -m models.cross_encoder.synonyms MINED.json EMBEDDER OUT.json
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.engine.embedder import Embedder
from assistant.engine.terms import STOPWORDS, stem
from models.cross_encoder.rows import read

FEWEST, MOST = 3, 12_000
"""How often a word must stand in the passages, and how many words are looked at."""

ALIKE = 0.72
"""The cosine similarity from which a word may stand for another."""

KEPT = 4
AT_ONCE = 512


def main(mined: str, embedder: str, out: str) -> None:
    """Write the words that may stand for each word of the passages that are trained on."""
    parts, questions = read(Path(mined))
    own = {parts[id].passage for each in questions if each.split == "train" for id in each.right}
    found = synonyms([part.text for part in parts if part.passage in own], Embedder(Path(embedder)))
    Path(out).write_text(json.dumps(found), "utf-8")
    print(f"{len(found)} words have others that mean about the same")


def synonyms(texts: Sequence[str], embedder: Embedder) -> dict[str, list[str]]:
    """Return up to KEPT words for each word that has any, the likest first; none of the same stem."""
    counts = Counter(word for text in texts for word in re.findall(r"\b[a-z]{4,}\b", text))
    words = [word for word, count in counts.most_common(MOST) if count >= FEWEST and word not in STOPWORDS]
    if not words:
        return {}
    vectors = np.concatenate(
        [embedder.encode(words[start : start + AT_ONCE]) for start in range(0, len(words), AT_ONCE)]
    )
    found = {}
    for start in range(0, len(words), AT_ONCE):
        alike = vectors[start : start + AT_ONCE] @ vectors.T
        for word, row in zip(words[start : start + AT_ONCE], alike, strict=True):
            nearest = [words[place] for place in np.argsort(-row)[: 4 * KEPT] if row[place] >= ALIKE]
            others = [each for each in nearest if stem(each) != stem(word)][:KEPT]
            if others:
                found[word] = others
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
