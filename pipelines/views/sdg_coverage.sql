-- One row is one of the 17 Sustainable Development Goals, also of those that no plan states.
--
-- sdg_goal: number of the goal
-- sdg: the goal as people write it
-- title: short title of the goal
-- plans: plans that state the goal
-- share_of_plans: the same as a percentage of all plans, rounded to one decimal; NULL where there is no plan
-- plans_in_related: plans that state it in the section on related SDGs
-- plans_in_themes: plans that state it in their cooperation themes
-- lead_cities: lead cities of these plans, in alphabetical order
-- colour: the UN's colour for the goal, in hex
WITH stated AS (
    SELECT
        sdg_goal,
        count(DISTINCT plan_id) AS plans,
        count(DISTINCT plan_id) FILTER (section = 'related') AS plans_in_related,
        count(DISTINCT plan_id) FILTER (section = 'themes') AS plans_in_themes
    FROM main.fact_sdg_tag
    GROUP BY sdg_goal
), cities AS (
    SELECT sdg_goal, string_agg(city_name, ', ' ORDER BY city_name, lead_city_id) AS lead_cities
    FROM (SELECT DISTINCT sdg_goal, lead_city_id FROM main.fact_sdg_tag JOIN main.dim_plan USING (plan_id))
    JOIN main.dim_city ON city_id = lead_city_id
    GROUP BY sdg_goal
)
SELECT
    goal.sdg_goal,
    goal.sdg_code AS sdg,
    goal.title,
    coalesce(stated.plans, 0) AS plans,
    round(100.0 * coalesce(stated.plans, 0) / nullif((SELECT count(*) FROM main.dim_plan), 0), 1) AS share_of_plans,
    coalesce(stated.plans_in_related, 0) AS plans_in_related,
    coalesce(stated.plans_in_themes, 0) AS plans_in_themes,
    cities.lead_cities,
    goal.colour
FROM main.dim_sdg AS goal
LEFT JOIN stated USING (sdg_goal)
LEFT JOIN cities USING (sdg_goal)
ORDER BY goal.sdg_goal
