"""Make a labelled set of wire copy: stories, what other sites make of them, and lookalikes.

Stories of one language tell of the same things in the same phrases, some with the same
background paragraph, some on the same site: other stories, not copies. Everything follows
from the seed.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.unit.sources.syndication.phrases import Phrases


@frozen
class Story:
    """A headline and paragraphs."""

    headline: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The story as a reader of HTML gives it, one line a paragraph."""
        return "\n".join([self.headline, *self.paragraphs])


@frozen
class LabelledDocument:
    """A document, the story that it mainly carries, and those of which it carries a part."""

    document_id: str
    language: str
    edit: str
    text: str
    story: str
    also: frozenset[str] = field(default=frozenset())


def make_wire_copy(
    phrases: dict[str, Phrases], *, stories: int = 12, seed: int = 1
) -> Iterator[LabelledDocument]:
    """Make the labelled set: for each language, so many stories with one copy for every edit."""
    for language, own in phrases.items():
        foreign = phrases["es" if language == "en" else "en"]
        desk = Desk(own, foreign, random.Random(f"{seed} {language}"))  # noqa: S311  # stories, not secrets
        written = [desk.write_story() for _ in range(stories)]
        for number, story in enumerate(written):
            name = f"{language}-{number:03}"
            yield LabelledDocument(f"{name}-original", language, "original", story.text, name)
            for edit, change in EDITS.items():
                copy = change(desk, story)
                yield LabelledDocument(f"{name}-{edit}", language, edit, copy.text, name)
            second = (number + 1) % stories
            merged = desk.merge(story, written[second])
            other = frozenset({f"{language}-{second:03}"})
            yield LabelledDocument(f"{name}-merge", language, "merge", merged.text, name, other)


class Desk:
    """A news desk of one language: it writes stories and edits them."""

    def __init__(self, own: Phrases, foreign: Phrases, chance: random.Random) -> None:
        self.own = own
        self._foreign = foreign
        self._chance = chance

    def write_story(self) -> Story:
        """Write a story of 6 to 10 paragraphs; every other one has a stock paragraph."""
        paragraphs = [self._write_paragraph() for _ in range(self._chance.randint(6, 10))]
        if self._chance.random() < 0.5:
            place = self._chance.randint(2, len(paragraphs))
            paragraphs.insert(place, self._chance.choice(self.own.background))
        return Story(self._write_headline(self.own), tuple(paragraphs))

    def change_headline(self, story: Story) -> Story:
        """Give the story another headline."""
        return evolve(story, headline=self._write_headline(self.own))

    def translate_headline(self, story: Story) -> Story:
        """Give the story a headline in another language."""
        return evolve(story, headline=self._write_headline(self._foreign))

    def cut(self, story: Story) -> Story:
        """Cut the story from the end, to 30-70% of its paragraphs."""
        kept = max(2, round(len(story.paragraphs) * self._chance.uniform(0.3, 0.7)))
        return evolve(story, paragraphs=story.paragraphs[:kept])

    def reorder(self, story: Story) -> Story:
        """Put the paragraphs in another order."""
        order = self._chance.sample(story.paragraphs, len(story.paragraphs))
        return evolve(story, paragraphs=tuple(order))

    def add_local(self, story: Story) -> Story:
        """Add two or three paragraphs of the site's own."""
        paragraphs = list(story.paragraphs)
        for _ in range(self._chance.randint(2, 3)):
            place = self._chance.randint(0, len(paragraphs))
            paragraphs.insert(place, self._write_paragraph())
        return evolve(story, paragraphs=tuple(paragraphs))

    def copy_edit(self, story: Story) -> Story:
        """Change words, the style of numbers and quotation marks."""
        return evolve(story, paragraphs=tuple(map(self._copy_edit, story.paragraphs)))

    def wrap(self, story: Story) -> Story:
        """Leave a site's furniture around the story."""
        menu, notices = self.own.furniture[:5], self.own.furniture[5:]
        return evolve(story, paragraphs=(*menu, *story.paragraphs, *notices))

    def rework(self, story: Story) -> Story:
        """Do it all: new headline, cut, local paragraphs, copy-edited, furniture."""
        story = self.change_headline(self.add_local(self.cut(story)))
        return self.wrap(self.copy_edit(story))

    def merge(self, story: Story, other: Story) -> Story:
        """Make a round-up: the whole story, and 40-90% of another."""
        kept = max(2, round(len(other.paragraphs) * self._chance.uniform(0.4, 0.9)))
        paragraphs = (*story.paragraphs, other.headline, *other.paragraphs[:kept])
        return self.change_headline(evolve(story, paragraphs=paragraphs))

    def _copy_edit(self, paragraph: str) -> str:
        for word, synonym in self.own.synonyms.items():
            if self._chance.random() < 0.7:
                paragraph = paragraph.replace(word, synonym)
        return paragraph.replace(",", "").replace("'", "’")

    def _write_headline(self, phrases: Phrases) -> str:
        return self._fill(self._chance.choice(phrases.headlines))

    def _write_paragraph(self) -> str:
        return "".join(self._write_sentence() + self.own.stop for _ in range(2)).strip()

    def _write_sentence(self) -> str:
        own = self.own
        parts = (own.who, own.did, own.what, own.where, own.why)
        return self._fill(own.joint.join(self._chance.choice(part) for part in parts))

    def _fill(self, phrase: str) -> str:
        for slot in ("{name}", "{firm}", "{city}"):
            while slot in phrase:
                name = "".join(self._chance.choices(self.own.syllables, k=3)).capitalize()
                phrase = phrase.replace(slot, name, 1)
        while "{n}" in phrase:
            phrase = phrase.replace("{n}", f"{self._chance.randint(2, 9_000):,}", 1)
        return phrase


EDITS: dict[str, Callable[[Desk, Story], Story]] = {
    "headline": Desk.change_headline,
    "translated headline": Desk.translate_headline,
    "cut": Desk.cut,
    "reordered": Desk.reorder,
    "local paragraphs": Desk.add_local,
    "copy-edited": Desk.copy_edit,
    "furniture": Desk.wrap,
    "reworked": Desk.rework,
}
