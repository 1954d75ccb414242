-- One row is one finding about a document, loaded or not, the gravest first, with the place in its file.
--
-- severity: error (a value is withheld), warning (look at it), info (good to know)
-- code: kind of finding
-- finding: the finding as a sentence
-- lead_city: city whose plan it is about; NULL where the document isn't loaded
-- file_name: file that it was found in
-- line: line of the file's text, counted from 1; NULL where the finding has no place
-- page: page of the file, counted from 1; NULL where the finding has no place or the file tells no pages
-- table_name: table of the value that it is about
-- column_name: column of the value
-- source_words: the source's words that it is about
-- meaning: when this kind of finding is raised, and what happens to the value
-- issue_id: key of the row in audit.quality_issue
WITH files AS (
    SELECT document_id, min(file_name) AS file_name
    FROM audit.arrival
    WHERE is_current
    GROUP BY document_id
)
SELECT
    issue.severity,
    issue.code,
    issue.message AS finding,
    city.city_name AS lead_city,
    coalesce(document.file_name, files.file_name) AS file_name,
    issue.source_line AS line,
    issue.source_page AS page,
    issue.table_name,
    issue.column_name,
    issue.raw_text AS source_words,
    kind.meaning,
    issue.issue_id
FROM audit.quality_issue AS issue
JOIN audit.issue_code AS kind USING (code)
LEFT JOIN files ON files.document_id = issue.document_id
LEFT JOIN main.dim_document AS document ON document.document_id = issue.document_id
LEFT JOIN main.dim_plan AS plan ON plan.plan_id = issue.plan_id
LEFT JOIN main.dim_city AS city ON city.city_id = plan.lead_city_id
ORDER BY
    CASE issue.severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END,
    file_name,
    issue.source_start NULLS LAST,
    issue.issue_id
