-- One row is one pair of cities of which each leads a plan: what the plans of either tell of the other, side by side.
-- What a side tells is NULL where none of its plans names the other as partner.
--
-- pair: both cities, the European one first
-- first_city: city that stands first in `pair`
-- other_city: the other city
-- first_plans: number of plans that the first city leads and in which the other is a partner
-- other_plans: number of plans that the other city leads and in which the first is a partner
-- first_start: first day of the cooperation, by the plans of the first city
-- other_start: the same, by the plans of the other city
-- first_end: last day of the cooperation, by the plans of the first city; NULL also while it is open
-- other_end: the same, by the plans of the other city
-- is_same_period: true where both give the same start and end; NULL unless both tell of the other
-- first_themes: cooperation themes in the plans of the first city, in alphabetical order
-- other_themes: the same in the plans of the other city
-- is_same_themes: true where these are the same; NULL unless both tell of the other
-- first_activities: activities in the plans of the first city that name the other
-- other_activities: activities in the plans of the other city that name the first
-- first_agreement: what the plans of the first city tell of an agreement between the two: none, expected, signed
-- other_agreement: the same in the plans of the other city
-- is_same_agreement: true where these are the same; NULL unless both tell of the other
-- city_pair_id: both city_ids in alphabetical order, joined by `|`, as in fact_partnership
WITH themes AS (
    SELECT theme_code, theme_name, CAST(row_number() OVER (ORDER BY theme_name) AS INTEGER) AS number FROM main.dim_theme
), themes_of_plan AS (
    -- The themes of a plan are the bits of one number: those of several plans are then found in one pass.
    SELECT plan_id, bit_or(1 << number) AS themes FROM main.fact_theme JOIN themes USING (theme_code) GROUP BY plan_id
), agreements AS (
    SELECT city_pair_id, plan_id, bool_or(status = 'signed') AS signed, bool_or(status = 'expected') AS expected
    FROM report.agreement
    GROUP BY city_pair_id, plan_id
), leads AS (
    SELECT DISTINCT lead_city_id AS city_id FROM main.dim_plan
), cities AS (
    SELECT city_id, city_name, programme_side FROM main.dim_city JOIN main.dim_country USING (country_code)
), sides AS (
    SELECT
        city_pair_id,
        lead_city_id,
        any_value(partner_city_id) AS partner_city_id,
        count(*) AS plans,
        min(plan.period_start) AS first_day,
        CASE WHEN count(*) = count(plan.period_end) THEN max(plan.period_end) END AS last_day,
        bit_or(coalesce(themes, 0)) AS themes,
        CAST(sum(partnership.activity_count) AS BIGINT) AS activities,
        CASE
            WHEN bool_or(agreements.signed) THEN 'signed'
            WHEN bool_or(agreements.expected) THEN 'expected'
            ELSE 'none'
        END AS agreement
    FROM main.fact_partnership AS partnership
    JOIN main.dim_plan AS plan USING (plan_id, lead_city_id)
    JOIN leads ON leads.city_id = partnership.partner_city_id
    LEFT JOIN themes_of_plan USING (plan_id)
    LEFT JOIN agreements USING (city_pair_id, plan_id)
    GROUP BY city_pair_id, lead_city_id
), theme_names AS (
    SELECT stated.themes, string_agg(theme_name, '; ' ORDER BY number) AS names
    FROM (SELECT DISTINCT themes FROM sides) AS stated
    JOIN themes ON (stated.themes >> number) & 1 = 1
    GROUP BY stated.themes
), in_order AS (
    SELECT
        sides.*,
        theme_names.names AS theme_names,
        CASE
            WHEN lead.programme_side = 'europe' AND partner.programme_side = 'china' THEN true
            WHEN lead.programme_side = 'china' AND partner.programme_side = 'europe' THEN false
            ELSE lead.city_id < partner.city_id
        END AS lead_is_first,
        lead.city_name AS lead_city,
        partner.city_name AS partner_city
    FROM sides
    JOIN cities AS lead ON lead.city_id = sides.lead_city_id
    JOIN cities AS partner ON partner.city_id = sides.partner_city_id
    LEFT JOIN theme_names ON theme_names.themes = sides.themes
), pairs AS (
    SELECT
        city_pair_id,
        any_value(CASE WHEN lead_is_first THEN lead_city ELSE partner_city END) AS first_city,
        any_value(CASE WHEN lead_is_first THEN partner_city ELSE lead_city END) AS other_city,
        coalesce(max(plans) FILTER (lead_is_first), 0) AS first_plans,
        coalesce(max(plans) FILTER (NOT lead_is_first), 0) AS other_plans,
        max(first_day) FILTER (lead_is_first) AS first_start,
        max(first_day) FILTER (NOT lead_is_first) AS other_start,
        max(last_day) FILTER (lead_is_first) AS first_end,
        max(last_day) FILTER (NOT lead_is_first) AS other_end,
        max(theme_names) FILTER (lead_is_first) AS first_themes,
        max(theme_names) FILTER (NOT lead_is_first) AS other_themes,
        max(activities) FILTER (lead_is_first) AS first_activities,
        max(activities) FILTER (NOT lead_is_first) AS other_activities,
        max(agreement) FILTER (lead_is_first) AS first_agreement,
        max(agreement) FILTER (NOT lead_is_first) AS other_agreement
    FROM in_order
    GROUP BY city_pair_id
)
SELECT
    first_city || ' – ' || other_city AS pair,
    first_city,
    other_city,
    first_plans,
    other_plans,
    first_start,
    other_start,
    first_end,
    other_end,
    CASE
        WHEN first_plans > 0 AND other_plans > 0
            THEN first_start IS NOT DISTINCT FROM other_start AND first_end IS NOT DISTINCT FROM other_end
    END AS is_same_period,
    first_themes,
    other_themes,
    CASE WHEN first_plans > 0 AND other_plans > 0 THEN first_themes IS NOT DISTINCT FROM other_themes END AS is_same_themes,
    first_activities,
    other_activities,
    first_agreement,
    other_agreement,
    CASE WHEN first_plans > 0 AND other_plans > 0 THEN first_agreement = other_agreement END AS is_same_agreement,
    city_pair_id
FROM pairs
ORDER BY pair, city_pair_id
