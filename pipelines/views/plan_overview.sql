-- One row is one plan: who, where, how large, when, and what it is about, in names instead of keys.
--
-- lead_city: city whose plan it is
-- lead_country: its country
-- partner_cities: partner cities in the order of the form
-- period: period of cooperation in the source's words
-- period_start: first day of the period
-- period_end: last day of what the source names as the period's end; NULL while it is open
-- is_open: true where the period has a start and no end
-- population: inhabitants of the lead city as stated; NULL where not stated or withheld
-- area_km2: area of the lead city in km² as stated; NULL where not stated or withheld
-- people_per_km2: population divided by area, rounded
-- themes: cooperation themes in the order of the form, each once
-- sdgs: Sustainable Development Goals that the plan states, by number
-- urban_agenda_topics: topics of the Urban Agenda for the EU that the plan states, by name
-- activities: number of activities, sub-items included
-- results: number of expected results
-- errors: findings about values that had to be withheld
-- warnings: findings that are worth a look
-- notes: findings that are good to know
-- file_name: file that describes the plan
-- plan_id: key of the plan in dim_plan
WITH partners AS (
    SELECT plan_id, string_agg(city_name, ', ' ORDER BY position) AS partner_cities
    FROM main.fact_partnership
    JOIN main.dim_city ON city_id = partner_city_id
    GROUP BY plan_id
), first_themes AS (
    SELECT plan_id, theme_code, min(sequence) AS sequence
    FROM main.fact_theme
    GROUP BY plan_id, theme_code
), themes AS (
    SELECT plan_id, string_agg(theme_name, '; ' ORDER BY sequence) AS themes
    FROM first_themes
    JOIN main.dim_theme USING (theme_code)
    GROUP BY plan_id
), sdgs AS (
    SELECT plan_id, string_agg(sdg_code, ', ' ORDER BY sdg_goal) AS sdgs
    FROM (SELECT DISTINCT plan_id, sdg_goal FROM main.fact_sdg_tag)
    JOIN main.dim_sdg USING (sdg_goal)
    GROUP BY plan_id
), topics AS (
    SELECT plan_id, string_agg(topic_name, ', ' ORDER BY topic_name) AS urban_agenda_topics
    FROM (SELECT DISTINCT plan_id, topic_code FROM main.fact_urban_agenda_tag)
    JOIN main.dim_urban_agenda_topic USING (topic_code)
    GROUP BY plan_id
), activities AS (
    SELECT plan_id, count(*) AS activities FROM main.fact_activity GROUP BY plan_id
), results AS (
    SELECT plan_id, count(*) AS results FROM main.fact_result GROUP BY plan_id
), issues AS (
    SELECT
        plan_id,
        count(*) FILTER (severity = 'error') AS errors,
        count(*) FILTER (severity = 'warning') AS warnings,
        count(*) FILTER (severity = 'info') AS notes
    FROM audit.quality_issue
    GROUP BY plan_id
)
SELECT
    city.city_name AS lead_city,
    country.country_name AS lead_country,
    partners.partner_cities,
    plan.period_raw AS period,
    plan.period_start,
    plan.period_end,
    plan.period_is_open AS is_open,
    plan.population,
    plan.area_km2,
    CAST(round(plan.population / plan.area_km2) AS BIGINT) AS people_per_km2,
    themes.themes,
    sdgs.sdgs,
    topics.urban_agenda_topics,
    coalesce(activities.activities, 0) AS activities,
    coalesce(results.results, 0) AS results,
    coalesce(issues.errors, 0) AS errors,
    coalesce(issues.warnings, 0) AS warnings,
    coalesce(issues.notes, 0) AS notes,
    document.file_name,
    plan.plan_id
FROM main.dim_plan AS plan
JOIN main.dim_document AS document USING (document_id)
JOIN main.dim_city AS city ON city.city_id = plan.lead_city_id
JOIN main.dim_country AS country USING (country_code)
LEFT JOIN partners USING (plan_id)
LEFT JOIN themes USING (plan_id)
LEFT JOIN sdgs USING (plan_id)
LEFT JOIN topics USING (plan_id)
LEFT JOIN activities USING (plan_id)
LEFT JOIN results USING (plan_id)
LEFT JOIN issues USING (plan_id)
ORDER BY lead_city, plan.period_start, plan.plan_id
