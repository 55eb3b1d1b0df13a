-- Macros that parse simple text as Python does.

-- The number of zeros that a word stands for.
CREATE MACRO zeros(word) AS
  CASE word WHEN 'thousand' THEN 3 WHEN 'million' THEN 6 WHEN 'billion' THEN 9 WHEN 'trillion' THEN 12 END;

-- 12.5 and 6 zeros in whole units; null if there are more decimal places than zeros.
CREATE MACRO scaled(number, zeros) AS
  CASE WHEN length(split_part(number, '.', 2)) <= zeros
    THEN TRY_CAST(split_part(number, '.', 1) || rpad(split_part(number, '.', 2), zeros, '0') AS BIGINT)
  END;

-- Two decimal places, without trailing zeros.
CREATE MACRO short(number) AS rtrim(rtrim(format('{:.2f}', number), '0'), '.');

-- An amount as values.money writes it, for whole units from 1 to below 999 trillion.
CREATE MACRO in_short(units) AS
  CASE
    WHEN units >= 1000000000000 OR units / 1e9 >= 999.995 THEN short(units / 1e12) || 'T'
    WHEN units >= 1000000000 OR units / 1e6 >= 999.995 THEN short(units / 1e9) || 'B'
    WHEN units >= 1000000 THEN short(units / 1e6) || 'M'
    ELSE format('{:,}', units)
  END;
