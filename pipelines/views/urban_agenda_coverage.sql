-- One row is one of the 20 topics of the Urban Agenda for the EU, also of those that no plan states.
--
-- topic: name of the topic's partnership
-- launched_year: year in which the partnership was launched
-- plans: plans that state the topic
-- share_of_plans: the same as a percentage of all plans, rounded to one decimal; NULL where there is no plan
-- plans_in_related: plans that state it in the section on related topics
-- plans_in_themes: plans that state it in their cooperation themes
-- lead_cities: lead cities of these plans, in alphabetical order
-- topic_code: key of the topic in dim_urban_agenda_topic
WITH stated AS (
    SELECT
        topic_code,
        count(DISTINCT plan_id) AS plans,
        count(DISTINCT plan_id) FILTER (section = 'related') AS plans_in_related,
        count(DISTINCT plan_id) FILTER (section = 'themes') AS plans_in_themes
    FROM main.fact_urban_agenda_tag
    GROUP BY topic_code
), cities AS (
    SELECT topic_code, string_agg(city_name, ', ' ORDER BY city_name, lead_city_id) AS lead_cities
    FROM (
        SELECT DISTINCT topic_code, lead_city_id FROM main.fact_urban_agenda_tag JOIN main.dim_plan USING (plan_id)
    )
    JOIN main.dim_city ON city_id = lead_city_id
    GROUP BY topic_code
)
SELECT
    topic.topic_name AS topic,
    topic.launched_year,
    coalesce(stated.plans, 0) AS plans,
    round(100.0 * coalesce(stated.plans, 0) / nullif((SELECT count(*) FROM main.dim_plan), 0), 1) AS share_of_plans,
    coalesce(stated.plans_in_related, 0) AS plans_in_related,
    coalesce(stated.plans_in_themes, 0) AS plans_in_themes,
    cities.lead_cities,
    topic.topic_code
FROM main.dim_urban_agenda_topic AS topic
LEFT JOIN stated USING (topic_code)
LEFT JOIN cities USING (topic_code)
ORDER BY plans DESC, topic.launched_year, topic
