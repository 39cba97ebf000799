-- One row: as in rolled, unless there is nothing in the sums.
CREATE VIEW valued_sums AS
SELECT sums.*
FROM rolled AS sums
WHERE sums.total IS NOT NULL OR (sums.numerator IS NOT NULL AND sums.denominator <> 0)
