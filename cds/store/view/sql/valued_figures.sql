-- One row: as in placed_figures, unless it says nothing.
CREATE VIEW valued_figures AS
SELECT figure.*
FROM placed_figures AS figure
WHERE CASE
    WHEN figure.is_share IS NULL THEN false
    WHEN NOT figure.is_share THEN coalesce(figure.value, figure.numerator) IS NOT NULL
    WHEN figure.numerator IS NULL OR figure.denominator IS NULL THEN figure.value IS NOT NULL
    ELSE figure.denominator <> 0
END
