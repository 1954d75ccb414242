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
WITH plans AS (
    -- Plans and activities are compared as numbers, which is quicker than as keys; the numbers are in the keys' order.
    SELECT plan_id, lead_city_id, CAST(row_number() OVER (ORDER BY plan_id) AS INTEGER) AS plan FROM main.dim_plan
), brief AS (
    SELECT
        activity_id,
        activity_type,
        description,
        lead_city_id,
        plan,
        CAST(row_number() OVER (ORDER BY plan, source_start) AS INTEGER) AS activity,
        CAST(date_trunc('month', start_date) AS DATE) AS first_month,
        CAST(date_trunc('month', end_date) AS DATE) AS last_month
    FROM main.fact_activity
    JOIN plans USING (plan_id)
    WHERE end_date - start_date <= 31
), named AS (
    SELECT first_month AS month, city_id, plan, activity FROM brief JOIN main.bridge_activity_city USING (activity_id)
    UNION ALL
    SELECT last_month, city_id, plan, activity FROM brief JOIN main.bridge_activity_city USING (activity_id)
    WHERE last_month <> first_month
), shared AS (
    SELECT month, city_id FROM named GROUP BY month, city_id HAVING min(plan) <> max(plan)
), places AS (
    SELECT
        month,
        city_id,
        list_sort(list_distinct(list(plan))) AS plans,
        list(activity) AS activities
    FROM named
    JOIN shared USING (month, city_id)
    GROUP BY month, city_id
), meetings AS (
    SELECT
        month,
        plans,
        array_to_string(list_sort(list(city_name)), ', ') AS places,
        list_sort(list_distinct(flatten(list(activities)))) AS activities
    FROM places
    JOIN main.dim_city USING (city_id)
    GROUP BY month, plans
), events AS (
    SELECT
        min(month) AS month, min_by(places, month) AS places, plans, activities,
        CAST(row_number() OVER () AS INTEGER) AS event
    FROM meetings
    GROUP BY plans, activities
), lead_cities AS (
    SELECT
        event,
        array_to_string(list_sort(list_distinct(list(city_name))), ', ') AS lead_cities,
        array_to_string(list_sort(list(plan_id)), ', ') AS plan_ids
    FROM (SELECT event, unnest(plans) AS plan FROM events)
    JOIN plans USING (plan)
    JOIN main.dim_city ON city_id = lead_city_id
    GROUP BY event
), kinds AS (
    SELECT activity_type, label, CAST(row_number() OVER (ORDER BY label) AS INTEGER) AS kind FROM main.dim_activity_type
), tellings AS (
    SELECT event, activity, activity_id, kind, city_name || ': ' || description AS told
    FROM (SELECT event, unnest(activities) AS activity FROM events)
    JOIN brief USING (activity)
    JOIN kinds USING (activity_type)
    JOIN main.dim_city ON city_id = lead_city_id
), told AS (
    SELECT
        event,
        count(*) AS activities,
        bit_or(1 << kind) AS kinds,
        string_agg(told, chr(10) ORDER BY activity) AS told_as,
        array_to_string(list_sort(list(activity_id)), ', ') AS activity_ids
    FROM tellings
    GROUP BY event
), kind_names AS (
    SELECT stated.kinds, string_agg(label, ', ' ORDER BY kind) AS activity_types
    FROM (SELECT DISTINCT kinds FROM told) AS stated
    JOIN kinds ON (stated.kinds >> kind) & 1 = 1
    GROUP BY stated.kinds
)
SELECT
    events.month,
    events.places,
    CAST(length(events.plans) AS BIGINT) AS plans,
    lead_cities.lead_cities,
    told.activities,
    kind_names.activity_types,
    told.told_as,
    lead_cities.plan_ids,
    told.activity_ids
FROM events
JOIN lead_cities USING (event)
JOIN told USING (event)
JOIN kind_names USING (kinds)
ORDER BY events.month, plans DESC, places, plan_ids
