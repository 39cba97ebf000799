"""Lines of the table of changes written anew, and only when the register stays sound."""

import csv
import io
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from cds.domain.admin_units import Vintage
from cds.domain.catalogue import Catalogue
from cds.store.accepted import REFERENCE, accept
from cds.store.files import write_bytes
from cds.store.reference.admin_units import CHANGES
from cds.store.reference.loading import load_catalogue

Shares = Mapping[str, Mapping[str, Decimal | None]]  # of a unit, by its heirs; None: unknown


def write_changes(
    home: Path, catalogue: Catalogue, newer: Vintage, shares: Shares, by: str, reason: str
) -> Catalogue:
    """Put what became of some units at a reform in place of what the table says of them.

    Returns the register as it is then. Raises InconsistentReferenceError, with nothing written,
    when it would contradict itself.
    """
    path = home / REFERENCE / CHANGES.file_name
    older = catalogue.vintages[catalogue.vintages.index(newer) - 1]
    with path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        columns, lines = list(reader.fieldnames or ()), list(reader)
    codes = {catalogue.units[unit_id].code for unit_id in shares}
    ends = older.name, newer.name
    same = [one for one in lines if (one["from_vintage"], one["to_vintage"]) == ends]
    kept = [one for one in lines if one not in same or one["from_code"] not in codes]
    pattern = same[0] if same else dict.fromkeys(columns, "")
    for from_id, ways in shares.items():
        for heir_id, share in ways.items():
            source, heir = catalogue.units[from_id], catalogue.units[heir_id]
            told = {
                "from_vintage": older.name,
                "from_code": source.code,
                "from_name": source.name,
                "to_vintage": newer.name,
                "to_code": heir.code,
                "to_name": heir.name,
                "effective_date": newer.first.isoformat(),
                "kind": "merge" if share == 1 else "partial",
                "area_share_of_from": "" if share is None else f"{share.normalize():f}",
                "confidence": "high",
                "note": reason,
            }
            kept.append(pattern | {name: told[name] for name in columns if name in told})
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    content = text.getvalue().encode("utf-8")
    with TemporaryDirectory() as trial:
        shutil.copytree(home / REFERENCE, Path(trial) / REFERENCE)
        (Path(trial) / REFERENCE / CHANGES.file_name).write_bytes(content)
        known = load_catalogue(Path(trial))
    write_bytes(path, content)
    accept(home, REFERENCE, by, reason)
    return known
