-- One row is one field of the form at one load: how many of the plans loaded then stated it. The latest load first.
--
-- load: number of the load, counted from 1
-- started_at: when its refresh began (UTC)
-- field: what the field is, in the order of the form
-- plans: number of plans that were loaded
-- stated: plans that stated it, with a value that can be read
-- withheld: plans whose source stated it in words that can't be read for certain or can't be right
-- not_stated: plans whose source didn't state it
-- share_stated: `stated` as a percentage of these plans, rounded to one decimal; NULL where there was none
-- stated_more: how many more plans stated it than at the load before; negative where they became fewer
-- table_name: table that holds the values
-- column_name: column that holds them; NULL where the field is a list of rows
-- position: place of the field in the form, counted from 1
WITH findings AS (
    SELECT plan_id, document_id, table_name, column_name, code, severity, raw_text FROM audit.quality_issue
    UNION ALL
    SELECT plan_id, document_id, table_name, column_name, code, severity, raw_text FROM history.quality_issue
), statements AS (
    SELECT plan_id, document_id, section FROM main.fact_statement
    UNION ALL
    SELECT plan_id, document_id, section FROM history.fact_statement
), activities AS (
    SELECT plan_id, document_id, start_date FROM main.fact_activity
    UNION ALL
    SELECT plan_id, document_id, start_date FROM history.fact_activity
), rows_of_plan AS (
    -- Of which lists a document has rows, and about what it has findings, as the bits of one number each.
    SELECT plan_id, document_id, bit_or(list) AS has_rows, bit_or(doubt) AS has_doubts
    FROM (
        SELECT plan_id, document_id, 1 AS list, 0 AS doubt FROM main.fact_partnership
        UNION ALL
        SELECT plan_id, document_id, 2, 0 FROM main.fact_theme
        UNION ALL
        SELECT plan_id, document_id, 4, 0 FROM main.fact_sdg_tag
        UNION ALL
        SELECT plan_id, document_id, 8, 0 FROM main.fact_urban_agenda_tag
        UNION ALL
        SELECT plan_id, document_id, CASE section WHEN 'focus' THEN 16 WHEN 'challenge' THEN 32 ELSE 64 END, 0 FROM statements
        UNION ALL
        SELECT plan_id, document_id, 128 + CASE WHEN start_date IS NULL THEN 0 ELSE 256 END, 0 FROM activities
        UNION ALL
        SELECT plan_id, document_id, 512, 0 FROM main.fact_result
        UNION ALL
        SELECT plan_id, document_id, 1, 0 FROM history.fact_partnership
        UNION ALL
        SELECT plan_id, document_id, 2, 0 FROM history.fact_theme
        UNION ALL
        SELECT plan_id, document_id, 4, 0 FROM history.fact_sdg_tag
        UNION ALL
        SELECT plan_id, document_id, 8, 0 FROM history.fact_urban_agenda_tag
        UNION ALL
        SELECT plan_id, document_id, 512, 0 FROM history.fact_result
        UNION ALL
        SELECT plan_id, document_id, 0,
            CASE table_name
                WHEN 'fact_partnership' THEN 1
                WHEN 'fact_theme' THEN 2
                WHEN 'fact_sdg_tag' THEN 4
                WHEN 'fact_urban_agenda_tag' THEN 8
                WHEN 'fact_activity' THEN CASE WHEN code = 'unparsed_date' THEN 256 ELSE 128 END
                WHEN 'fact_result' THEN 512
                WHEN 'dim_plan' THEN
                    CASE column_name
                        WHEN 'population' THEN 1024
                        WHEN 'area_km2' THEN 2048
                        WHEN 'period_start' THEN 4096
                        WHEN 'period_end' THEN 8192
                        ELSE 0
                    END
                ELSE 0
            END
        FROM findings
        WHERE plan_id IS NOT NULL AND severity <> 'info' AND raw_text IS NOT NULL
    )
    GROUP BY plan_id, document_id
), heads AS (
    SELECT
        version.valid_from, version.valid_to, plan.plan_id, plan.document_id,
        title, lead_province, partner_provinces_raw, country_raw, partner_countries_raw, population,
        area_km2, period_start, period_end
    FROM main.dim_plan AS plan
    JOIN history.plan_version AS version ON version.plan_id = plan.plan_id AND version.valid_to IS NULL
    UNION ALL
    SELECT
        valid_from, valid_to, plan_id, document_id,
        title, lead_province, partner_provinces_raw, country_raw, partner_countries_raw, population,
        area_km2, period_start, period_end
    FROM history.dim_plan
), forms AS (
    SELECT heads.*, coalesce(has_rows, 0) AS has_rows, coalesce(has_doubts, 0) & ~coalesce(has_rows, 0) AS has_doubts
    FROM heads
    LEFT JOIN rows_of_plan USING (plan_id, document_id)
), spans AS (
    -- Plans that came with the same load and went with the same load are counted together.
    SELECT
        valid_from,
        valid_to,
        count(*) AS plans,
        count(title) AS title,
        count(lead_province) AS lead_province,
        count(partner_provinces_raw) AS partner_provinces,
        count(country_raw) AS country,
        count(partner_countries_raw) AS partner_countries,
        count(population) AS population,
        count(*) FILTER (population IS NULL AND has_doubts & 1024 > 0) AS population_withheld,
        count(area_km2) AS area,
        count(*) FILTER (area_km2 IS NULL AND has_doubts & 2048 > 0) AS area_withheld,
        count(period_start) AS period_start,
        count(*) FILTER (period_start IS NULL AND has_doubts & 4096 > 0) AS start_withheld,
        count(period_end) AS period_end,
        count(*) FILTER (period_end IS NULL AND has_doubts & (4096 | 8192) > 0) AS end_withheld,
        count(*) FILTER (has_rows & 1 > 0) AS partners,
        count(*) FILTER (has_doubts & 1 > 0) AS partners_withheld,
        count(*) FILTER (has_rows & 2 > 0) AS themes,
        count(*) FILTER (has_doubts & 2 > 0) AS themes_withheld,
        count(*) FILTER (has_rows & 4 > 0) AS sdgs,
        count(*) FILTER (has_doubts & 4 > 0) AS sdgs_withheld,
        count(*) FILTER (has_rows & 8 > 0) AS topics,
        count(*) FILTER (has_doubts & 8 > 0) AS topics_withheld,
        count(*) FILTER (has_rows & 16 > 0) AS focus,
        count(*) FILTER (has_rows & 32 > 0) AS challenges,
        count(*) FILTER (has_rows & 64 > 0) AS objectives,
        count(*) FILTER (has_rows & 128 > 0) AS activities,
        count(*) FILTER (has_doubts & 128 > 0) AS activities_withheld,
        count(*) FILTER (has_rows & 256 > 0) AS dates,
        count(*) FILTER (has_doubts & 256 > 0) AS dates_withheld,
        count(*) FILTER (has_rows & 512 > 0) AS results,
        count(*) FILTER (has_doubts & 512 > 0) AS results_withheld
    FROM forms
    GROUP BY valid_from, valid_to
), loads AS (
    SELECT run_id, started_at, row_number() OVER (ORDER BY started_at, run_id) AS load FROM audit.load_run
), counts AS (
    SELECT
        loads.load,
        loads.started_at,
        CAST(coalesce(sum(spans.plans), 0) AS BIGINT) AS plans,
        CAST(coalesce(sum(spans.title), 0) AS BIGINT) AS title,
        CAST(coalesce(sum(spans.lead_province), 0) AS BIGINT) AS lead_province,
        CAST(coalesce(sum(spans.partner_provinces), 0) AS BIGINT) AS partner_provinces,
        CAST(coalesce(sum(spans.country), 0) AS BIGINT) AS country,
        CAST(coalesce(sum(spans.partner_countries), 0) AS BIGINT) AS partner_countries,
        CAST(coalesce(sum(spans.population), 0) AS BIGINT) AS population,
        CAST(coalesce(sum(spans.population_withheld), 0) AS BIGINT) AS population_withheld,
        CAST(coalesce(sum(spans.area), 0) AS BIGINT) AS area,
        CAST(coalesce(sum(spans.area_withheld), 0) AS BIGINT) AS area_withheld,
        CAST(coalesce(sum(spans.period_start), 0) AS BIGINT) AS period_start,
        CAST(coalesce(sum(spans.start_withheld), 0) AS BIGINT) AS start_withheld,
        CAST(coalesce(sum(spans.period_end), 0) AS BIGINT) AS period_end,
        CAST(coalesce(sum(spans.end_withheld), 0) AS BIGINT) AS end_withheld,
        CAST(coalesce(sum(spans.partners), 0) AS BIGINT) AS partners,
        CAST(coalesce(sum(spans.partners_withheld), 0) AS BIGINT) AS partners_withheld,
        CAST(coalesce(sum(spans.themes), 0) AS BIGINT) AS themes,
        CAST(coalesce(sum(spans.themes_withheld), 0) AS BIGINT) AS themes_withheld,
        CAST(coalesce(sum(spans.sdgs), 0) AS BIGINT) AS sdgs,
        CAST(coalesce(sum(spans.sdgs_withheld), 0) AS BIGINT) AS sdgs_withheld,
        CAST(coalesce(sum(spans.topics), 0) AS BIGINT) AS topics,
        CAST(coalesce(sum(spans.topics_withheld), 0) AS BIGINT) AS topics_withheld,
        CAST(coalesce(sum(spans.focus), 0) AS BIGINT) AS focus,
        CAST(coalesce(sum(spans.challenges), 0) AS BIGINT) AS challenges,
        CAST(coalesce(sum(spans.objectives), 0) AS BIGINT) AS objectives,
        CAST(coalesce(sum(spans.activities), 0) AS BIGINT) AS activities,
        CAST(coalesce(sum(spans.activities_withheld), 0) AS BIGINT) AS activities_withheld,
        CAST(coalesce(sum(spans.dates), 0) AS BIGINT) AS dates,
        CAST(coalesce(sum(spans.dates_withheld), 0) AS BIGINT) AS dates_withheld,
        CAST(coalesce(sum(spans.results), 0) AS BIGINT) AS results,
        CAST(coalesce(sum(spans.results_withheld), 0) AS BIGINT) AS results_withheld
    FROM loads
    LEFT JOIN spans
        ON spans.valid_from <= loads.started_at AND (spans.valid_to IS NULL OR spans.valid_to > loads.started_at)
    GROUP BY loads.load, loads.started_at
), fields AS (
    SELECT load, started_at, 1 AS position, 'title' AS field, plans, title AS stated, 0 AS withheld, 'dim_plan' AS table_name, 'title' AS column_name
    FROM counts
    UNION ALL
    SELECT load, started_at, 2, 'partner cities', plans, partners, partners_withheld, 'fact_partnership', NULL FROM counts
    UNION ALL
    SELECT load, started_at, 3, 'province of the lead city', plans, lead_province, 0, 'dim_plan', 'lead_province' FROM counts
    UNION ALL
    SELECT load, started_at, 4, 'provinces of the partners', plans, partner_provinces, 0, 'dim_plan', 'partner_provinces_raw' FROM counts
    UNION ALL
    SELECT load, started_at, 5, 'country of the lead city', plans, country, 0, 'dim_plan', 'country_raw' FROM counts
    UNION ALL
    SELECT load, started_at, 6, 'countries of the partners', plans, partner_countries, 0, 'dim_plan', 'partner_countries_raw' FROM counts
    UNION ALL
    SELECT load, started_at, 7, 'population', plans, population, population_withheld, 'dim_plan', 'population' FROM counts
    UNION ALL
    SELECT load, started_at, 8, 'area', plans, area, area_withheld, 'dim_plan', 'area_km2' FROM counts
    UNION ALL
    SELECT load, started_at, 9, 'start of the period', plans, period_start, start_withheld, 'dim_plan', 'period_start' FROM counts
    UNION ALL
    SELECT load, started_at, 10, 'end of the period', plans, period_end, end_withheld, 'dim_plan', 'period_end' FROM counts
    UNION ALL
    SELECT load, started_at, 11, 'cooperation themes', plans, themes, themes_withheld, 'fact_theme', NULL FROM counts
    UNION ALL
    SELECT load, started_at, 12, 'Sustainable Development Goals', plans, sdgs, sdgs_withheld, 'fact_sdg_tag', NULL FROM counts
    UNION ALL
    SELECT load, started_at, 13, 'topics of the Urban Agenda', plans, topics, topics_withheld, 'fact_urban_agenda_tag', NULL FROM counts
    UNION ALL
    SELECT load, started_at, 14, 'focus', plans, focus, 0, 'fact_statement', NULL FROM counts
    UNION ALL
    SELECT load, started_at, 15, 'challenges', plans, challenges, 0, 'fact_statement', NULL FROM counts
    UNION ALL
    SELECT load, started_at, 16, 'objectives', plans, objectives, 0, 'fact_statement', NULL FROM counts
    UNION ALL
    SELECT load, started_at, 17, 'activities', plans, activities, activities_withheld, 'fact_activity', NULL FROM counts
    UNION ALL
    SELECT load, started_at, 18, 'dates of activities', plans, dates, dates_withheld, 'fact_activity', 'start_date' FROM counts
    UNION ALL
    SELECT load, started_at, 19, 'expected results', plans, results, results_withheld, 'fact_result', NULL FROM counts
)
SELECT
    load,
    started_at,
    field,
    plans,
    stated,
    withheld,
    plans - stated - withheld AS not_stated,
    round(100.0 * stated / nullif(plans, 0), 1) AS share_stated,
    stated - coalesce(lag(stated) OVER (PARTITION BY position ORDER BY load), 0) AS stated_more,
    table_name,
    column_name,
    position
FROM fields
ORDER BY load DESC, position
