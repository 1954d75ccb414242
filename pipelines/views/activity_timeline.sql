-- One row is one activity of any plan, in the order of time; activities without a date come last.
--
-- start_date: first day of what the source names
-- end_date: last day of what the source names
-- precision: how exactly the source dates it (day, month, quarter, year)
-- date_words: date label in the source's words; NULL for a sub-item that has its parent's date
-- lead_city: city whose plan reports it
-- activity: the activity in the source's words
-- activity_type: kind of activity
-- is_online: true where the source says that it took place online
-- cities: cities that the activity's text names, in alphabetical order
-- is_sub_item: true where it is part of the activity above it in the plan's list
-- period: the plan's period in the source's words
-- is_outside_period: true where it lies wholly outside the plan's period; NULL where it or the period has no date
-- file_name: file that describes the plan
-- activity_id: key of the row in fact_activity
-- plan_id: key of the plan in dim_plan
WITH cities AS (
    SELECT activity_id, array_to_string(list_sort(list(city_name)), ', ') AS cities
    FROM main.bridge_activity_city
    JOIN main.dim_city USING (city_id)
    GROUP BY activity_id
)
SELECT
    activity.start_date,
    activity.end_date,
    activity.date_precision AS precision,
    activity.date_raw AS date_words,
    lead.city_name AS lead_city,
    activity.description AS activity,
    kind.label AS activity_type,
    activity.is_online,
    cities.cities,
    activity.parent_activity_id IS NOT NULL AS is_sub_item,
    plan.period_raw AS period,
    CASE
        WHEN activity.start_date IS NULL OR plan.period_start IS NULL THEN NULL
        ELSE activity.end_date < plan.period_start OR coalesce(activity.start_date > plan.period_end, false)
    END AS is_outside_period,
    document.file_name,
    activity.activity_id,
    activity.plan_id
FROM main.fact_activity AS activity
JOIN main.dim_activity_type AS kind USING (activity_type)
JOIN main.dim_plan AS plan USING (plan_id)
JOIN main.dim_document AS document ON document.document_id = plan.document_id
JOIN main.dim_city AS lead ON lead.city_id = plan.lead_city_id
LEFT JOIN cities USING (activity_id)
ORDER BY activity.start_date NULLS LAST, activity.end_date, lead_city, activity.plan_id, activity.source_start
