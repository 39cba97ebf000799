-- One row: as in placed_figures, unless it says nothing.
CREATE VIEW valued_figures AS
SELECT figure.*
FROM placed_figures AS figure
JOIN indicators ON indicators.indicator_no = figure.indicator_no
WHERE CASE
    WHEN NOT indicators.is_share THEN coalesce(figure.value, figure.numerator) IS NOT NULL
    WHEN figure.numerator IS NULL OR figure.denominator IS NULL THEN figure.value IS NOT NULL
    ELSE figure.denominator <> 0
END
