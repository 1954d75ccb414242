-- 12. Which values are suspicious or missing, with the words of the source?
--
-- The gravest findings first. An `error` is a value that is withheld.
--
-- severity: text | error, warning or info
--   SELECT DISTINCT severity FROM audit.issue_code ORDER BY severity
SELECT severity, lead_city, table_name, column_name, source_words, finding
FROM report.quality_issue
WHERE severity = $severity
