"""What the rules look at beside the figures, and how they note a fault."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.context import Context
from cds.ingest.faults import fault
from cds.ingest.fields import Field
from cds.ingest.parsing import ParsedRow


@dataclass(frozen=True, slots=True)
class RuleScope:
    """What rules may look at beside the figures."""

    catalogue: Catalogue
    context: Context

    def fault(
        self,
        code: IssueCode,
        entry: ParsedRow,
        field: Field,
        *,
        value: object = None,
        severity: Severity | None = None,
        **details: object,
    ) -> Issue:
        """Return an issue at a field of the entry's line."""
        return fault(
            code,
            line=entry.observation.line,
            column=entry.block.column(field),
            value=None if value is None else str(plain(value)),
            severity=severity,
            **{key: plain(detail) for key, detail in details.items()},
        )

    def indicator(self, entry: ParsedRow) -> Indicator:
        """Return the indicator of an entry."""
        return self.catalogue.indicators[entry.observation.indicator_id]

    def unit(self, entry: ParsedRow) -> AdminUnit:
        """Return the unit of an entry."""
        return self.catalogue.units[entry.observation.unit_id]


Rule = Callable[[Sequence[ParsedRow], RuleScope], Iterator[Issue]]


def plain(value: object) -> object:
    """Return a number without exponent and needless zeros; anything else as it is."""
    if not isinstance(value, Decimal):
        return value
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
