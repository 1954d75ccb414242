-- One row is one city that any document names, with what the plans say of it.
--
-- city: name of the city
-- country: its country
-- province: its first-level division, by the gazetteer
-- programme_side: side of the programme on which the country's cities stand
-- plans_led: plans that it leads
-- plans_as_partner: plans of other cities in which it is a partner
-- partners: number of cities that it works with, as lead or as partner
-- partner_cities: their names, in alphabetical order
-- plans_naming: plans in which it is neither lead nor partner, but an activity or result names it
-- activities: activities of any plan, sub-items included, that name it
-- results: expected results of any plan that name it
-- first_activity: first day of the earliest of these activities; NULL where none has a date
-- last_activity: last day of the latest of them
-- agreements_signed: number of cities with which any plan tells of an agreement signed
-- agreements_expected: number of cities with which any plan tells of an agreement that is still to come
-- sdgs: Sustainable Development Goals that the plans state in which it is lead or partner, by number
-- themes: cooperation themes of these plans, in alphabetical order
-- population: inhabitants, as its own latest plan states them; NULL where it leads none, not stated or withheld
-- area_km2: area in km², as its own latest plan states it
-- latitude: degrees north (WGS 84)
-- longitude: degrees east (WGS 84)
-- in_gazetteer: false for a city that only the documents know
-- city_id: key of the city in dim_city
WITH themes AS (
    SELECT theme_code, theme_name, CAST(row_number() OVER (ORDER BY theme_name) AS INTEGER) AS number FROM main.dim_theme
), goals_of_plan AS (
    -- Goals and themes of a plan are the bits of one number each: those of a city are then found in one pass.
    SELECT plan_id, bit_or(1 << sdg_goal) AS goals FROM main.fact_sdg_tag GROUP BY plan_id
), themes_of_plan AS (
    SELECT plan_id, bit_or(1 << number) AS themes FROM main.fact_theme JOIN themes USING (theme_code) GROUP BY plan_id
), roles AS (
    SELECT lead_city_id AS city_id, plan_id, true AS is_lead FROM main.dim_plan
    UNION ALL
    SELECT partner_city_id, plan_id, false FROM main.fact_partnership
), participation AS (
    SELECT
        city_id,
        count(*) FILTER (is_lead) AS plans_led,
        count(*) FILTER (NOT is_lead) AS plans_as_partner,
        bit_or(goals) AS goals,
        bit_or(themes) AS themes
    FROM roles
    LEFT JOIN goals_of_plan USING (plan_id)
    LEFT JOIN themes_of_plan USING (plan_id)
    GROUP BY city_id
), goal_names AS (
    SELECT stated.goals, string_agg(sdg_code, ', ' ORDER BY sdg_goal) AS sdgs
    FROM (SELECT DISTINCT goals FROM participation) AS stated
    JOIN main.dim_sdg ON (stated.goals >> sdg_goal) & 1 = 1
    GROUP BY stated.goals
), theme_names AS (
    SELECT stated.themes, string_agg(theme_name, '; ' ORDER BY number) AS names
    FROM (SELECT DISTINCT themes FROM participation) AS stated
    JOIN themes ON (stated.themes >> number) & 1 = 1
    GROUP BY stated.themes
), links AS (
    SELECT lead_city_id AS city_id, partner_city_id FROM main.fact_partnership
    UNION
    SELECT partner_city_id, lead_city_id FROM main.fact_partnership
), partners AS (
    SELECT
        links.city_id,
        count(*) AS partners,
        array_to_string(list_sort(list(partner.city_name)), ', ') AS partner_cities
    FROM links
    JOIN main.dim_city AS partner ON partner.city_id = links.partner_city_id
    GROUP BY links.city_id
), in_activities AS (
    SELECT city_id, count(*) AS activities, min(start_date) AS first_activity, max(end_date) AS last_activity
    FROM main.bridge_activity_city
    JOIN main.fact_activity USING (activity_id)
    GROUP BY city_id
), in_results AS (
    SELECT city_id, count(*) AS results FROM main.bridge_result_city GROUP BY city_id
), named AS (
    SELECT city_id, count(*) AS plans_naming
    FROM (
        SELECT city_id, plan_id FROM main.bridge_activity_city WHERE NOT is_lead AND NOT is_partner
        UNION
        SELECT city_id, plan_id FROM main.bridge_result_city WHERE NOT is_lead AND NOT is_partner
    )
    GROUP BY city_id
), agreed AS (
    SELECT DISTINCT status, split_part(city_pair_id, '|', 1) AS one, split_part(city_pair_id, '|', 2) AS other
    FROM report.agreement
    WHERE city_pair_id IS NOT NULL
), agreements AS (
    SELECT
        city_id,
        count(*) FILTER (status = 'signed') AS agreements_signed,
        count(*) FILTER (status = 'expected') AS agreements_expected
    FROM (SELECT one AS city_id, status FROM agreed UNION ALL SELECT other, status FROM agreed)
    GROUP BY city_id
), stated AS (
    SELECT
        lead_city_id AS city_id,
        max_by(struct_pack(population, area_km2), (coalesce(period_start, DATE '0001-01-01'), plan_id)) AS latest
    FROM main.dim_plan
    GROUP BY lead_city_id
)
SELECT
    city.city_name AS city,
    country.country_name AS country,
    city.province,
    country.programme_side,
    coalesce(participation.plans_led, 0) AS plans_led,
    coalesce(participation.plans_as_partner, 0) AS plans_as_partner,
    coalesce(partners.partners, 0) AS partners,
    partners.partner_cities,
    coalesce(named.plans_naming, 0) AS plans_naming,
    coalesce(in_activities.activities, 0) AS activities,
    coalesce(in_results.results, 0) AS results,
    in_activities.first_activity,
    in_activities.last_activity,
    coalesce(agreements.agreements_signed, 0) AS agreements_signed,
    coalesce(agreements.agreements_expected, 0) AS agreements_expected,
    goal_names.sdgs,
    theme_names.names AS themes,
    stated.latest.population AS population,
    stated.latest.area_km2 AS area_km2,
    city.latitude,
    city.longitude,
    city.in_gazetteer,
    city.city_id
FROM main.dim_city AS city
JOIN main.dim_country AS country USING (country_code)
LEFT JOIN participation USING (city_id)
LEFT JOIN goal_names ON goal_names.goals = participation.goals
LEFT JOIN theme_names ON theme_names.themes = participation.themes
LEFT JOIN partners USING (city_id)
LEFT JOIN in_activities USING (city_id)
LEFT JOIN in_results USING (city_id)
LEFT JOIN named USING (city_id)
LEFT JOIN agreements USING (city_id)
LEFT JOIN stated USING (city_id)
ORDER BY city, city.city_id
