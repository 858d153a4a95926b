"""The signs of an emergency that a question names, and what the facts say to do: it stands above every answer."""

from __future__ import annotations

from immuno_cli.facts.emergencies import CALLS, signs_in, signs_in_question
from immuno_cli.facts.kinds import Kind, command
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import CallLevel, Guide
from immuno_cli.search.hits import Hit
from immuno_cli.search.index import Reason


def emergencies(question: str, knowledge: Knowledge) -> list[Hit]:
    """Return what to do at once about each sign of an emergency that a question names; nothing without one."""
    wanted = signs_in_question(question)
    if not wanted:
        return []
    hits: list[Hit] = []
    left = set(wanted)
    for guide in knowledge.all(Guide):
        for key, part in guide.parts.items():
            for name, claim in part.items.items() if part.level is CallLevel.EMERGENCY else ():
                signs = set(signs_in(claim.plain or ""))
                if signs & left:
                    left -= signs
                    path = f"parts.{key}.items.{name}"
                    hits.append(
                        Hit(
                            kind=Kind.GUIDE,
                            id=guide.id,
                            name=guide.name,
                            reason=Reason.EMERGENCY,
                            claim=f"{guide.id}.{path}",
                            where=part.title,
                            excerpt=claim.plain or "",
                            as_of=None,
                            command=command(Kind.GUIDE, guide.id, path),
                            reviewed=guide.reviewed,
                            cite=claim.cite,
                        )
                    )
    if left or not hits:
        # Whatever the facts hold: whoever asks about such a sign gets the order to call.
        call_911 = CALLS[CallLevel.EMERGENCY][1]
        named = " or ".join(sign for sign in wanted if sign in left)
        hits.insert(
            0,
            Hit(
                kind=Kind.GUIDE, id="", name=call_911, reason=Reason.EMERGENCY, claim="", where=call_911,
                excerpt=f"Call 911 for {named}.", as_of=None, command="immuno guide", reviewed=None, cite={},
            ),
        )  # fmt: skip
    return hits
