-- One row is one event that several plans tell of: activities of the same month, of different plans, that name the same
-- cities. Cities that the same plans name in one month are one event; an activity longer than a month belongs to none.
--
-- month: first day of the month; of an event over two months, of the first
-- places: cities that each of the plans names in this month, in alphabetical order
-- plans: number of plans that tell of it
-- lead_cities: lead cities of these plans, in alphabetical order
-- activities: number of their activities, sub-items included, that name one of the places in this month
-- activity_types: kinds of these activities, in alphabetical order
-- told_as: these activities in the source's words, each on a line after the lead city of its plan
-- plan_ids: keys of the plans in dim_plan, in alphabetical order
-- activity_ids: keys of the activities in fact_activity, in alphabetical order
WITH brief AS (
    SELECT activity_id, start_date, end_date FROM main.fact_activity WHERE end_date - start_date <= 31
), dated AS (
    SELECT activity_id, CAST(date_trunc('month', start_date) AS DATE) AS month FROM brief
    UNION
    SELECT activity_id, CAST(date_trunc('month', end_date) AS DATE) FROM brief
), named AS (
    SELECT dated.month, bridge.city_id, bridge.plan_id, bridge.activity_id
    FROM main.bridge_activity_city AS bridge
    JOIN dated USING (activity_id)
), places AS (
    SELECT month, city_id, array_to_string(list_sort(list(plan_id)), ', ') AS plan_ids, count(*) AS plans
    FROM (SELECT DISTINCT month, city_id, plan_id FROM named)
    GROUP BY month, city_id
    HAVING count(*) > 1
), place_names AS (
    SELECT month, plan_ids, any_value(plans) AS plans, array_to_string(list_sort(list(city_name)), ', ') AS places
    FROM places
    JOIN main.dim_city USING (city_id)
    GROUP BY month, plan_ids
), members AS (
    SELECT DISTINCT places.month, places.plan_ids, named.plan_id, named.activity_id
    FROM places
    JOIN named USING (month, city_id)
), tellings AS (
    SELECT
        members.month,
        members.plan_ids,
        members.activity_id,
        members.plan_id,
        activity.source_start,
        lead.city_name AS lead_city,
        kind.label AS activity_type,
        lead.city_name || ': ' || activity.description AS told
    FROM members
    JOIN main.fact_activity AS activity USING (activity_id)
    JOIN main.dim_activity_type AS kind USING (activity_type)
    JOIN main.dim_plan AS plan ON plan.plan_id = members.plan_id
    JOIN main.dim_city AS lead ON lead.city_id = plan.lead_city_id
), events AS (
    SELECT
        month,
        plan_ids,
        count(*) AS activities,
        array_to_string(list_sort(list(DISTINCT lead_city)), ', ') AS lead_cities,
        array_to_string(list_sort(list(DISTINCT activity_type)), ', ') AS activity_types,
        string_agg(told, chr(10) ORDER BY plan_id, source_start) AS told_as,
        array_to_string(list_sort(list(activity_id)), ', ') AS activity_ids
    FROM tellings
    GROUP BY month, plan_ids
)
SELECT
    min(month) AS month,
    min_by(place_names.places, month) AS places,
    any_value(place_names.plans) AS plans,
    any_value(events.lead_cities) AS lead_cities,
    any_value(events.activities) AS activities,
    any_value(events.activity_types) AS activity_types,
    any_value(events.told_as) AS told_as,
    plan_ids,
    activity_ids
FROM events
JOIN place_names USING (month, plan_ids)
GROUP BY plan_ids, activity_ids
ORDER BY month, plans DESC, places, plan_ids
