-- The tables of all that counts, where a large base is put together of its parts; one row is as in those.
CREATE VIEW current_figures AS
FROM own_figures;
CREATE VIEW converted_figures AS
FROM own_converted;
CREATE VIEW rolled AS
FROM own_sums;
