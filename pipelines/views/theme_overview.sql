-- One row is one cooperation theme of the programme, also of those that no plan has.
--
-- theme: name of the theme
-- definition: what belongs to the theme
-- plans: plans that have the theme
-- share_of_plans: the same as a percentage of all plans, rounded to one decimal; NULL where there is no plan
-- entries: how often it stands in the plans' lists of themes; a plan may list it several times
-- headings: number of different headings under which the plans list it
-- commonest_heading: the most frequent of these, in the source's words; the first in alphabetical order of several
-- sdgs: Sustainable Development Goals that the plans state within the theme, by number
-- urban_agenda_topics: topics of the Urban Agenda for the EU that they state within it, by name
-- lead_cities: lead cities of these plans, in alphabetical order
-- theme_code: key of the theme in dim_theme
WITH listed AS (
    SELECT theme_code, count(DISTINCT plan_id) AS plans, count(*) AS entries
    FROM main.fact_theme
    GROUP BY theme_code
), wordings AS (
    SELECT theme_code, heading, count(*) AS times FROM main.fact_theme WHERE heading IS NOT NULL GROUP BY theme_code, heading
), headings AS (
    SELECT theme_code, count(*) AS headings, min_by(heading, (-times, heading)) AS commonest_heading
    FROM wordings
    GROUP BY theme_code
), sdgs AS (
    SELECT theme_code, string_agg(sdg_code, ', ' ORDER BY sdg_goal) AS sdgs
    FROM (
        SELECT DISTINCT theme.theme_code, tag.sdg_goal
        FROM main.fact_sdg_tag AS tag
        JOIN main.fact_theme AS theme ON theme.plan_id = tag.plan_id AND theme.sequence = tag.theme_sequence
    )
    JOIN main.dim_sdg USING (sdg_goal)
    GROUP BY theme_code
), topics AS (
    SELECT theme_code, string_agg(topic_name, ', ' ORDER BY topic_name) AS urban_agenda_topics
    FROM (
        SELECT DISTINCT theme.theme_code, tag.topic_code
        FROM main.fact_urban_agenda_tag AS tag
        JOIN main.fact_theme AS theme ON theme.plan_id = tag.plan_id AND theme.sequence = tag.theme_sequence
    )
    JOIN main.dim_urban_agenda_topic USING (topic_code)
    GROUP BY theme_code
), cities AS (
    SELECT theme_code, string_agg(city_name, ', ' ORDER BY city_name, lead_city_id) AS lead_cities
    FROM (SELECT DISTINCT theme_code, lead_city_id FROM main.fact_theme JOIN main.dim_plan USING (plan_id))
    JOIN main.dim_city ON city_id = lead_city_id
    GROUP BY theme_code
)
SELECT
    theme.theme_name AS theme,
    theme.definition,
    coalesce(listed.plans, 0) AS plans,
    round(100.0 * coalesce(listed.plans, 0) / nullif((SELECT count(*) FROM main.dim_plan), 0), 1) AS share_of_plans,
    coalesce(listed.entries, 0) AS entries,
    coalesce(headings.headings, 0) AS headings,
    headings.commonest_heading,
    sdgs.sdgs,
    topics.urban_agenda_topics,
    cities.lead_cities,
    theme.theme_code
FROM main.dim_theme AS theme
LEFT JOIN listed USING (theme_code)
LEFT JOIN headings USING (theme_code)
LEFT JOIN sdgs USING (theme_code)
LEFT JOIN topics USING (theme_code)
LEFT JOIN cities USING (theme_code)
ORDER BY plans DESC, theme
