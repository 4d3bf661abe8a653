"""What a heading is about, in the few words that a person would name a stage with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

MOST = 4  # words that tell something
MOST_IN_ALL = 5  # with those that lead from one to the next
LONGEST = 40  # letters
SHORT = 4  # words of a question or sentence that may stand as it is: `what drives the models`
LONG = 9  # words of a sentence that says more than a name can

TOKEN = re.compile(r"[a-z0-9]+(?:[-_/.][a-z0-9]+)*")
APART = re.compile(
    r"\s+[-|/>]+\s+|-\s+|\s*[:;|]\s+|[.!?]\s+|,\s+(?=(?:we|it|lets?|then|so|but|can)\b)|\s*[()]"
)
GENERIC = re.compile(r"\b(?:examples?|procedures?|review|overview|introduction|appendix|bonus|#?\d+)\s*$")


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = words("a an the your our my their his her its el la los las lo le les der die das ein eine")
ASKS = words(
    "is are was were do does did can could should would what whats how which who whose when where why"
)
OURS = words("i we you they us let lets im ive weve ill youre it")
SAYS = ASKS - words("do can which who when where") | OURS
FILLERS = (
    SAYS
    | ASKS
    | words(
        """
        me this these those there that he she be been being am done has have had will well shall must may
        might cannot cant dont doesnt isnt arent some any each every now then here first next finally also
        just only so please very really again once turn time going need begin see take look further more many
        """
    )
)
LOOSE = words("basic different various several following required necessary important useful whole overall")
RELATIONS = words(
    "relationship relationships relation correlation difference differences vary varies depend depends"
)
LIGHT = RELATIONS | words(
    """
    list number set kind kinds type types review overview summary steps step use usage behavior behaviour part
    parts process way ways change changes affect affects differ do get make made
    """
)
LEADS = words(
    """
    at by for from in into of on onto over per through to using via with within without between among across
    after before against under like based that which where when because while if as
    de del para por con en com da dos du des pour dans sur avec mit von zu zum aus bei fur em na nas nos
    """
)
BINDING = words("of de del da dos du des von under")
BOTH = words("and y e et und or")


@dataclass(frozen=True)
class Phrase:
    """Words that belong together, and the small word that leads to them, if any: "of", "with"."""

    lead: str
    words: tuple[str, ...]

    @property
    def text(self) -> tuple[str, ...]:
        return (self.lead, *self.words) if self.lead else self.words


def key_words(title: str) -> str:
    """The words of a title, in plain lower-case letters, that can name a stage; "" if there are none."""
    title = re.sub(r"\([^()]*\)", "", title).strip() or title
    tokens = without_initials(TOKEN.findall(title))
    short = len(tokens) <= SHORT and not OURS & {*tokens[:1]}
    if tokens and (short or not is_sentence(tokens)):
        whole = tokens[1:] if len(tokens) > 1 and tokens[0] == "the" else tokens
        if fits(whole):
            return " ".join(whole)
    if tokens and len(tokens) > LONG and tokens[0] not in ASKS and is_sentence(tokens):
        return ""
    parts = [part for part in APART.split(title) if TOKEN.search(part)]
    told = sorted(parts, key=lambda part: GENERIC.search(part) is not None)
    return next(filter(None, map(shortened, told)), "")


def apart(titles: Sequence[str]) -> list[str]:
    """The titles; `Models - a` and `Models - b` lose their common beginning if it makes them too long."""
    split = [APART.split(title.lower(), maxsplit=1) for title in titles]
    heads = [parts[0] if len(parts) > 1 and TOKEN.search(parts[1]) else "" for parts in split]
    long = {head for head, title in zip(heads, titles, strict=True) if not fits(TOKEN.findall(title.lower()))}
    alike = {head for head in long if head and heads.count(head) > 1}
    return [
        title[len(head) :].lstrip(" -|/>:;.!?,(") if head in alike else title
        for head, title in zip(heads, titles, strict=True)
    ]


def without_initials(tokens: Sequence[str]) -> Sequence[str]:
    """The words without a last one that abbreviates the others: `exploratory data analysis (eda)`."""
    *others, last = tokens or [""]
    initials = "".join(token[0] for token in others)
    return others if len(last) > 1 and last in initials and len(others) > 1 else tokens


def is_sentence(tokens: Sequence[str]) -> bool:
    """Whether words ask or say something, instead of naming it."""
    return tokens[0] in ASKS or bool(SAYS & {*tokens})


def fits(tokens: Sequence[str]) -> bool:
    plain = re.findall(r"[a-z0-9]+", " ".join(tokens))
    telling = [token for token in tokens if token not in LEADS | BOTH | ARTICLES]
    return len(telling) <= MOST and len(plain) <= MOST_IN_ALL and len("_".join(plain)) <= LONGEST


def shortened(text: str) -> str:
    """The first phrases of a text, as many as fit."""
    tokens = TOKEN.findall(text)
    says, asks = is_sentence(tokens), tokens[0] in ASKS
    dropped = ARTICLES | LOOSE | (FILLERS if says else frozenset()) | (RELATIONS if asks else frozenset())
    return " ".join(first_fitting(list(united(phrases(tokens, dropped)))))


def phrases(tokens: Sequence[str], dropped: Set[str]) -> Iterator[Phrase]:
    """The words between the small ones that lead from phrase to phrase, without those that are dropped."""
    lead, found = "", list[str]()
    for token in tokens:
        if token in LEADS | BOTH and (found or token != "using"):
            if found:
                yield Phrase(lead, tuple(found))
                lead, found = token, []
            elif token not in BOTH:
                lead = token
        elif token not in dropped:
            found.append(token)
    if found:
        yield Phrase(lead, tuple(found))


def united(found: Iterator[Phrase]) -> Iterator[tuple[Phrase, ...]]:
    """Phrases, together if they only make sense so: `into training and test set`."""
    unit: tuple[Phrase, ...] = ()
    for phrase in found:
        if unit and phrase.lead in BOTH and unit[0].lead:
            unit += (phrase,)
            continue
        if unit:
            yield unit
        unit = (phrase,)
    if unit:
        yield unit


def first_fitting(units: Sequence[tuple[Phrase, ...]]) -> tuple[str, ...]:
    """The words of the first units, as many as fit; light words give way to what they lead to."""
    taken: list[Phrase] = []
    ends: tuple[Phrase, ...] = ()
    for unit in units:
        alone = (Phrase("", unit[0].words), *unit[1:])
        ways = [[*taken, *unit] if taken else [*alone]]
        if taken and all(word in LIGHT for phrase in taken for word in phrase.words):
            ways.append([*alone])
        elif taken and taken[-1].words[-1] in LIGHT and unit[0].lead in BINDING:
            last = Phrase(taken[-1].lead, (*taken[-1].words[:-1], *unit[0].words))
            ways.append([*taken[:-1], last, *unit[1:]])
        better = next((way for way in ways if fits(text_of(way))), None)
        if better is None:
            if ends and ends[0].lead in BOTH and unit[0].lead in BINDING:
                taken.pop()
            break
        taken, ends = better, unit
    while len(taken) > 1 and all(word in LIGHT for word in taken[-1].words):
        taken.pop()
    return text_of(taken) or (units[0][0].words[-MOST:] if units else ())


def text_of(found: Sequence[Phrase]) -> tuple[str, ...]:
    return tuple(word for phrase in found for word in phrase.text)
