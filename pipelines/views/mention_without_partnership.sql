-- One row is one city that a plan's activities or results name, though it is neither the plan's lead nor its partner.
--
-- lead_city: city whose plan it is
-- mentioned_city: city that is named
-- mentioned_country: its country
-- programme_side: side of the programme on which the country's cities stand
-- activities: activities of the plan, sub-items included, that name it
-- results: expected results of the plan that name it
-- first_activity: first day of the earliest of these activities; NULL where none has a date
-- last_activity: last day of the latest of them
-- is_in_other_plans: true where it is lead or partner of another plan
-- file_name: file that describes the plan
-- city_id: key of the mentioned city in dim_city
-- plan_id: key of the plan in dim_plan
WITH named AS (
    SELECT plan_id, city_id, 1 AS activities, 0 AS results, start_date, end_date
    FROM main.bridge_activity_city
    JOIN main.fact_activity USING (activity_id, plan_id)
    WHERE NOT is_lead AND NOT is_partner
    UNION ALL
    SELECT plan_id, city_id, 0, 1, NULL, NULL FROM main.bridge_result_city WHERE NOT is_lead AND NOT is_partner
), mentions AS (
    SELECT
        plan_id,
        city_id,
        sum(activities) AS activities,
        sum(results) AS results,
        min(start_date) AS first_activity,
        max(end_date) AS last_activity
    FROM named
    GROUP BY plan_id, city_id
), participants AS (
    SELECT lead_city_id AS city_id FROM main.dim_plan
    UNION
    SELECT partner_city_id FROM main.fact_partnership
)
SELECT
    lead.city_name AS lead_city,
    city.city_name AS mentioned_city,
    country.country_name AS mentioned_country,
    country.programme_side,
    CAST(mentions.activities AS BIGINT) AS activities,
    CAST(mentions.results AS BIGINT) AS results,
    mentions.first_activity,
    mentions.last_activity,
    participants.city_id IS NOT NULL AS is_in_other_plans,
    document.file_name,
    mentions.city_id,
    mentions.plan_id
FROM mentions
JOIN main.dim_plan AS plan USING (plan_id)
JOIN main.dim_document AS document USING (document_id)
JOIN main.dim_city AS lead ON lead.city_id = plan.lead_city_id
JOIN main.dim_city AS city ON city.city_id = mentions.city_id
JOIN main.dim_country AS country ON country.country_code = city.country_code
LEFT JOIN participants ON participants.city_id = mentions.city_id
ORDER BY lead_city, mentions.plan_id, mentioned_city, mentions.city_id
