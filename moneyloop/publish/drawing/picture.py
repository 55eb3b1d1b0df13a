"""The drawing of who pays whom: which firms, flows and loops there is room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from moneyloop.publish.drawing.arrows import Arrow, Flow, Hop, arrows_of, width_of
from moneyloop.publish.drawing.layout import WIDTH, Placement, layout
from moneyloop.values.money import money

MOST_LOOPED, MOST_OTHERS, MOST_ARROWS = 24, 64, 240
"""How many firms in loops, other firms and arrows a drawing has room for."""

Loop = tuple[tuple[str, ...], int | None]
"""The firms of a loop in order, and its weakest hop in dollars."""


@dataclass(frozen=True, slots=True)
class DrawnFirm:
    """A firm as drawn; `number` identifies it in the picture, `id` elsewhere.

    For a firm in a column, `amount` is what it pays (left) or gets (right).
    """

    number: int
    id: str
    name: str
    placement: Placement
    amount: str

    @property
    def first_line(self) -> float:
        """The y of the middle of the first line of the name."""
        lines = len(self.placement.lines)
        return self.placement.box.y - (lines - 1) * self.placement.size * 0.6


@dataclass(frozen=True, slots=True)
class DrawnLoop:
    """A loop that a reader can choose: its firms in order, by number and by id, and its label."""

    firms: tuple[int, ...]
    ids: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn, the largest amount, and how many firms and flows are left out."""

    width: float
    height: float
    firms: tuple[DrawnFirm, ...]
    arrows: tuple[Arrow, ...]
    loops: tuple[DrawnLoop, ...]
    largest: int
    firms_left_out: int
    flows_left_out: int

    @property
    def steps(self) -> list[tuple[float, str]]:
        """Widths of arrows and their amounts, for a key: powers of ten, and the largest drawn."""
        if self.largest <= 0:
            return []
        power = 10 ** (len(str(self.largest)) - 1)
        in_loop = any(arrow.in_loop for arrow in self.arrows)
        return [
            (round(width_of(usd, self.largest, in_loop=in_loop), 2), money(usd))
            for usd in sorted({power // 10, power, self.largest})
            if usd
        ]

    @property
    def has_columns(self) -> bool:
        """Whether there are firms beside the ring."""
        return any(firm.placement.side in ("left", "right") for firm in self.firms)


def picture(
    flows: Sequence[Flow], names: Mapping[str, str], loops: Sequence[Loop], centre: str = ""
) -> Picture:
    """Draws the flows that are shown and those along the loops, as far as there is room.

    Firms in loops are in the middle, and so is the firm `centre`.
    """
    hops = {hop for firms, _ in loops for hop in _hops(firms)}
    candidates = [flow for flow in flows if flow.is_shown or (flow.payer, flow.payee) in hops]
    all_firms = dict.fromkeys(firm for flow in candidates for firm in (flow.payer, flow.payee))
    looped, others = _firms_drawn(all_firms, candidates, loops, centre)
    kept = {*looped, *others}
    drawn = sorted(
        (flow for flow in candidates if {flow.payer, flow.payee} <= kept),
        key=lambda flow: ((flow.payer, flow.payee) not in hops, -(flow.usd or 0)),
    )[:MOST_ARROWS]
    payers = [firm for firm in others if _pays_more(firm, drawn)]
    payees = [firm for firm in others if firm not in payers]
    placed = layout(names, looped, payers, payees, _pairs(drawn, hops))
    numbers = {firm: number for number, firm in enumerate(placed.by_firm)}
    firms = tuple(
        DrawnFirm(number, firm, names[firm], placement, _amount(firm, placement, drawn))
        for number, (firm, placement) in enumerate(placed.by_firm.items())
    )
    return Picture(
        WIDTH,
        placed.height,
        firms,
        tuple(arrows_of(drawn, hops, names, placed, numbers)),
        tuple(
            DrawnLoop(
                tuple(numbers[firm] for firm in around), around, _loop_label(around, usd, names)
            )
            for around, usd in loops
            if set(around) <= kept
        ),
        max((flow.usd or 0 for flow in drawn), default=0),
        len(all_firms) - len(kept),
        len(candidates) - len(drawn),
    )


def _firms_drawn(
    firms: Iterable[str], flows: Iterable[Flow], loops: Iterable[Loop], centre: str
) -> tuple[list[str], list[str]]:
    """The firm in the centre and those in most loops, and the others with the largest amounts."""
    loops_of = Counter(firm for around, _ in loops for firm in around)
    usd_of = Counter[str]()
    for flow in flows:
        for firm in (flow.payer, flow.payee):
            usd_of[firm] += flow.usd or 0
    by_weight = sorted(
        firms, key=lambda firm: (firm != centre, -loops_of[firm], -usd_of[firm], firm)
    )
    looped = [firm for firm in by_weight if loops_of[firm] or firm == centre][:MOST_LOOPED]
    others = sorted(set(by_weight) - set(looped), key=lambda firm: (-usd_of[firm], firm))
    return looped, others[:MOST_OTHERS]


def _pairs(flows: Iterable[Flow], hops: set[Hop]) -> Mapping[Hop, float]:
    """The weight of each pair of firms in the layout: hops of loops weigh most."""
    pairs = Counter[Hop]()
    for flow in flows:
        pair = min(flow.payer, flow.payee), max(flow.payer, flow.payee)
        pairs[pair] += 3 if (flow.payer, flow.payee) in hops else 1
    return pairs


def _hops(firms: Sequence[str]) -> list[Hop]:
    return list(zip(firms, [*firms[1:], firms[0]], strict=True))


def _pays_more(firm: str, flows: Iterable[Flow]) -> bool:
    """Whether the firm pays more than it gets; without amounts the number of flows decides."""
    paid = [flow.usd or 0 for flow in flows if flow.payer == firm]
    received = [flow.usd or 0 for flow in flows if flow.payee == firm]
    return (sum(paid), len(paid)) > (sum(received), len(received))


def _amount(firm: str, placement: Placement, flows: Iterable[Flow]) -> str:
    """What a firm in a column pays or gets, as far as amounts are known; empty on the ring."""
    if placement.side not in ("left", "right"):
        return ""
    is_payer = placement.side == "left"
    amounts = [
        flow.usd
        for flow in flows
        if (flow.payer if is_payer else flow.payee) == firm and flow.usd is not None
    ]
    return money(sum(amounts)) if amounts else ""


def _loop_label(firms: Sequence[str], usd: int | None, names: Mapping[str, str]) -> str:
    around = " → ".join(names[firm] for firm in (*firms, firms[0]))
    return f"{around} (at least {money(usd)})" if usd is not None else around
