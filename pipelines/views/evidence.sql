-- One row is one published value and where it was read: a fact, or a value of dim_plan; plan by plan, table by table.
--
-- table_name: table that holds the value
-- column_name: column that holds it; of a fact the one that says most
-- row_id: key of the row that holds it: join it with `activity_id`, `result_id`, `plan_id` …
-- value: the value as text; of one that is withheld there are only its words, as the column `…_raw`
-- source_words: the value in the source's words; NULL where they are the value
-- sentence: the sentence of the source that holds it, as one line without markup
-- lead_city: city whose plan it belongs to
-- file_name: file that it was read from
-- page: page of the file, counted from 1; NULL where the file has or tells no pages
-- line: line of the file's text, counted from 1
-- source_start: first code point of it in dim_document.text, counted from 0
-- source_end: code point after the last
-- plan_id: key of the plan in dim_plan
-- document_id: key of the document in dim_document
WITH places AS (
    SELECT
        found.table_name,
        found.column_name,
        found.row_id,
        CASE found.column_name
            WHEN 'population' THEN CAST(plan.population AS VARCHAR)
            WHEN 'population_raw' THEN plan.population_raw
            WHEN 'area_km2' THEN CAST(plan.area_km2 AS VARCHAR)
            WHEN 'area_raw' THEN plan.area_raw
            WHEN 'period_start' THEN CAST(plan.period_start AS VARCHAR)
            WHEN 'period_end' THEN CAST(plan.period_end AS VARCHAR)
            WHEN 'period_precision' THEN plan.period_precision
            WHEN 'period_is_open' THEN CAST(plan.period_is_open AS VARCHAR)
            WHEN 'period_raw' THEN plan.period_raw
            WHEN 'lead_city_id' THEN plan.lead_city_id
            WHEN 'lead_province' THEN plan.lead_province
            WHEN 'partner_provinces_raw' THEN plan.partner_provinces_raw
            WHEN 'country_raw' THEN plan.country_raw
            WHEN 'partner_countries_raw' THEN plan.partner_countries_raw
            WHEN 'title' THEN plan.title
        END AS value,
        found.raw_text AS source_words,
        found.source_sentence,
        found.source_page,
        found.source_line,
        found.source_start,
        found.source_end,
        found.row_id AS plan_id
    FROM audit.evidence AS found
    JOIN main.dim_plan AS plan ON plan.plan_id = found.row_id
    UNION ALL
    SELECT
        'fact_partnership', 'partner_city_id', partnership_id, partner_city_id, NULL,
        source_sentence, source_page, source_line, source_start, source_end, plan_id
    FROM main.fact_partnership
    UNION ALL
    SELECT
        'fact_theme', 'theme_code', plan_theme_id, theme_code, heading,
        source_sentence, source_page, source_line, source_start, source_end, plan_id
    FROM main.fact_theme
    UNION ALL
    SELECT
        'fact_sdg_tag', 'sdg_goal', sdg_tag_id, CAST(sdg_goal AS VARCHAR), raw_text,
        source_sentence, source_page, source_line, source_start, source_end, plan_id
    FROM main.fact_sdg_tag
    UNION ALL
    SELECT
        'fact_urban_agenda_tag', 'topic_code', urban_agenda_tag_id, topic_code, raw_text,
        source_sentence, source_page, source_line, source_start, source_end, plan_id
    FROM main.fact_urban_agenda_tag
    UNION ALL
    SELECT
        'fact_statement', 'text', statement_id, text, NULL,
        source_sentence, source_page, source_line, source_start, source_end, plan_id
    FROM main.fact_statement
    UNION ALL
    SELECT
        'fact_activity', 'description', activity_id, description, NULL,
        source_sentence, source_page, source_line, source_start, source_end, plan_id
    FROM main.fact_activity
    UNION ALL
    SELECT
        'fact_result', 'description', result_id, description, NULL,
        source_sentence, source_page, source_line, source_start, source_end, plan_id
    FROM main.fact_result
)
SELECT
    place.table_name,
    place.column_name,
    place.row_id,
    place.value,
    CASE WHEN place.source_words IS DISTINCT FROM place.value THEN place.source_words END AS source_words,
    place.source_sentence AS sentence,
    lead.city_name AS lead_city,
    document.file_name,
    place.source_page AS page,
    place.source_line AS line,
    place.source_start,
    place.source_end,
    place.plan_id,
    plan.document_id
FROM places AS place
JOIN main.dim_plan AS plan ON plan.plan_id = place.plan_id
JOIN main.dim_document AS document ON document.document_id = plan.document_id
JOIN main.dim_city AS lead ON lead.city_id = plan.lead_city_id
ORDER BY place.plan_id, place.table_name, place.source_start, place.row_id, place.column_name
