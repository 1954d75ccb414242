-- One row is one pair of cities that a plan brings together, whichever of them leads it.
--
-- pair: both cities, the European one first
-- european_city: European city of the pair; NULL unless the other is Chinese
-- european_country: its country
-- chinese_city: Chinese city of the pair; NULL unless the other is European
-- plans: number of plans, led by either, in which the other is a partner
-- is_reciprocal: true where each leads a plan in which the other is a partner
-- silent_city: the city that leads plans, but none in which the other is a partner; NULL where there is none
-- since: first day of the earliest period of these plans; NULL where none has a start
-- until: last day of the latest of these periods; NULL while one of them has no end
-- activities: activities of these plans, sub-items included, that name the partner
-- first_activity: first day of the earliest of these activities; NULL where none has a date
-- last_activity: last day of the latest of them
-- results: expected results of these plans that name the partner
-- agreement_signed: true where any plan tells of an agreement signed between the two
-- agreement_expected: true where any plan tells of one that is still to come
-- sdgs: Sustainable Development Goals that any of these plans states, by number
-- shared_sdgs: those of them that plans of both cities state; NULL unless is_reciprocal
-- themes: cooperation themes that any of these plans has, in alphabetical order
-- city_pair_id: both city_ids in alphabetical order, joined by `|`, as in fact_partnership
WITH themes AS (
    SELECT theme_code, theme_name, CAST(row_number() OVER (ORDER BY theme_name) AS INTEGER) AS number FROM main.dim_theme
), goals_of_plan AS (
    -- Goals and themes of a plan are the bits of one number each: those of a pair are then found in one pass.
    SELECT plan_id, bit_or(1 << sdg_goal) AS goals FROM main.fact_sdg_tag GROUP BY plan_id
), themes_of_plan AS (
    SELECT plan_id, bit_or(1 << number) AS themes FROM main.fact_theme JOIN themes USING (theme_code) GROUP BY plan_id
), activities_of_partner AS (
    SELECT
        named.plan_id,
        named.city_id AS partner_city_id,
        min(activity.start_date) AS first_activity,
        max(activity.end_date) AS last_activity
    FROM main.bridge_activity_city AS named
    JOIN main.fact_activity AS activity USING (activity_id)
    WHERE named.is_partner
    GROUP BY named.plan_id, named.city_id
), sides AS (
    SELECT
        partnership.city_pair_id,
        partnership.lead_city_id,
        any_value(partnership.partner_city_id) AS partner_city_id,
        count(*) AS plans,
        min(plan.period_start) AS since,
        CASE WHEN count(*) = count(plan.period_end) THEN max(plan.period_end) END AS until,
        sum(partnership.activity_count) AS activities,
        sum(partnership.result_count) AS results,
        min(first_activity) AS first_activity,
        max(last_activity) AS last_activity,
        coalesce(bit_or(goals), 0) AS goals,
        coalesce(bit_or(themes), 0) AS themes
    FROM main.fact_partnership AS partnership
    JOIN main.dim_plan AS plan USING (plan_id)
    LEFT JOIN goals_of_plan USING (plan_id)
    LEFT JOIN themes_of_plan USING (plan_id)
    LEFT JOIN activities_of_partner USING (plan_id, partner_city_id)
    GROUP BY partnership.city_pair_id, partnership.lead_city_id
), pairs AS (
    SELECT
        city_pair_id,
        min(lead_city_id) AS lead_city_id,
        min_by(partner_city_id, lead_city_id) AS partner_city_id,
        count(*) = 2 AS is_reciprocal,
        CAST(sum(plans) AS BIGINT) AS plans,
        min(since) AS since,
        CASE WHEN count(*) = count(until) THEN max(until) END AS until,
        CAST(sum(activities) AS BIGINT) AS activities,
        CAST(sum(results) AS BIGINT) AS results,
        min(first_activity) AS first_activity,
        max(last_activity) AS last_activity,
        bit_or(goals) AS goals,
        CASE WHEN count(*) = 2 THEN bit_and(goals) END AS shared_goals,
        bit_or(themes) AS themes
    FROM sides
    GROUP BY city_pair_id
), goal_names AS (
    SELECT goals, string_agg(sdg_code, ', ' ORDER BY sdg_goal) AS sdgs
    FROM (SELECT goals FROM pairs UNION SELECT shared_goals FROM pairs)
    JOIN main.dim_sdg ON (goals >> sdg_goal) & 1 = 1
    GROUP BY goals
), theme_names AS (
    SELECT stated.themes, string_agg(theme_name, '; ' ORDER BY number) AS names
    FROM (SELECT DISTINCT themes FROM pairs) AS stated
    JOIN themes ON (stated.themes >> number) & 1 = 1
    GROUP BY stated.themes
), agreements AS (
    SELECT city_pair_id, bool_or(status = 'signed') AS signed, bool_or(status = 'expected') AS expected
    FROM report.agreement
    GROUP BY city_pair_id
), cities AS (
    SELECT city_id, city_name, country_name, programme_side FROM main.dim_city JOIN main.dim_country USING (country_code)
), leads AS (
    SELECT DISTINCT lead_city_id AS city_id FROM main.dim_plan
), named AS (
    SELECT
        pairs.city_pair_id,
        one.city_name AS one,
        one.country_name AS country_of_one,
        other.city_name AS other,
        other.country_name AS country_of_other,
        one.programme_side = 'europe' AND other.programme_side = 'china' AS is_european_chinese,
        one.programme_side = 'china' AND other.programme_side = 'europe' AS is_chinese_european,
        partner.city_name AS partner_city
    FROM pairs
    JOIN cities AS one ON one.city_id = least(pairs.lead_city_id, pairs.partner_city_id)
    JOIN cities AS other ON other.city_id = greatest(pairs.lead_city_id, pairs.partner_city_id)
    JOIN cities AS partner ON partner.city_id = pairs.partner_city_id
)
SELECT
    CASE WHEN is_chinese_european THEN other || ' – ' || one ELSE one || ' – ' || other END AS pair,
    CASE WHEN is_european_chinese THEN one WHEN is_chinese_european THEN other END AS european_city,
    CASE WHEN is_european_chinese THEN country_of_one WHEN is_chinese_european THEN country_of_other END AS european_country,
    CASE WHEN is_european_chinese THEN other WHEN is_chinese_european THEN one END AS chinese_city,
    pairs.plans,
    pairs.is_reciprocal,
    CASE WHEN NOT pairs.is_reciprocal AND leads.city_id IS NOT NULL THEN named.partner_city END AS silent_city,
    pairs.since,
    pairs.until,
    pairs.activities,
    pairs.first_activity,
    pairs.last_activity,
    pairs.results,
    coalesce(agreements.signed, false) AS agreement_signed,
    coalesce(agreements.expected, false) AS agreement_expected,
    all_goals.sdgs,
    shared_goals.sdgs AS shared_sdgs,
    theme_names.names AS themes,
    pairs.city_pair_id
FROM pairs
JOIN named USING (city_pair_id)
LEFT JOIN leads ON leads.city_id = pairs.partner_city_id
LEFT JOIN agreements USING (city_pair_id)
LEFT JOIN goal_names AS all_goals ON all_goals.goals = pairs.goals
LEFT JOIN goal_names AS shared_goals ON shared_goals.goals = pairs.shared_goals
LEFT JOIN theme_names ON theme_names.themes = pairs.themes
ORDER BY pair, pairs.city_pair_id
